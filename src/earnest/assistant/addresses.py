"""Postal addresses in free text, American and German forms; lines that were not said are left out."""

import re
from collections.abc import Mapping, Sequence

from earnest.assistant.tongue import READ_CHARS_MAX, Tongue, cut, plain

LINE_CHARS_MAX = 80
"""Characters of one line of an address."""

STREET_WORDS_MAX = 4
"""Words before a house number that may be a street's name."""

_NUMBERED = re.compile(
    r"(?P<number>\b\d{1,4}(?:\s?[a-z]\b)?(?:\s?[-/]\s?\d{1,3}[a-z]?)?)"
    r"(?:[,;\n]\s*(?P<extra>[^,;:\n\d]{2,40}))?(?:[,;\n]\s*|\s+)(?:in\s+)?(?P<land>[ACD]H?-)?(?P<zip>\d{4,5})\s+(?=[^\W\d])",
    re.IGNORECASE,
)
_HOUSE = re.compile(r"\b\d{1,4}(?:\s?[a-z]\b)?(?![\d.,]*\d)", re.IGNORECASE)
_ZIPPED = re.compile(r"\b(\d{5})\b(?!\s*[-/]\d)")
_LANDS = {"d-": "Germany", "a-": "Austria", "ch-": "Switzerland"}
_STREET = re.compile(
    r".*(?:stra(?:ß|ss)e|str\.?|weg|gasse|platz|allee|ring|damm|ufer|markt|hof|chaussee|steig|stieg|graben|wall|zeile"
    r"|promenade|kai|quai)",
    re.IGNORECASE,
)
_STREET_STARTS = frozenset(["am", "im", "an", "auf", "in", "unter", "zum", "zur", "hinter", "vor", "bei"])
_STREET_ARTICLES = frozenset(["der", "den", "dem", "die"])
_STREET_SIZES = re.compile(
    r"(?:klein|groß|lang|kurz|alt|neu|ober|unter|hinter|vorder|hoh|breit|schmal|äußer|inner)(?:e|er|es)|sankt|st\.?",
    re.IGNORECASE,
)
_CITY_JOINTS = frozenset({"am", "an", "der", "im", "in", "ob", "bei", "auf", "vor", "unter"}) | {
    "d",
    "upon",
    "on",
    "of",
    "the",
    "under",
    "de",
    "la",
    "le",
    "les",
    "del",
}
_FRAME = ("function_words", "fillers", "asking_words", "thanks", "pronouns", "negations", "yes", "no", "around_address")
_BRITISH = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)


def parse_address(text: str, tongue: Tongue) -> dict[str, str]:
    """The lines of an address that the text gives: address1, address2, city, state, zip, country; {} if none."""
    text = text[:READ_CHARS_MAX]
    return _continental(text, tongue) or _american(text, tongue)


def parse_parts(text: str, tongue: Tongue) -> dict[str, str]:
    """The parts of an address where one is being given piece by piece: a street, a postcode with its city.

    `number` is a house number alone, as in "Number 14, I mean". {} where the text gives none.
    """
    text = text[:READ_CHARS_MAX]
    found: dict[str, str] = {}
    zipped = _ZIPPED.search(text)
    if zipped:
        city = _city(re.split(r"[,;:\n(]|\.\s", text[zipped.end() :], maxsplit=1)[0], tongue, small_words_max=1)
        found = {"zip": zipped[1]} | ({"city": city.title() if city.islower() else city} if city else {})
        text = text[: zipped.start()]
    for house in _HOUSE.finditer(text):
        street, sure = _street_before(text[: house.start()], tongue)
        if street and (sure or len(text.split()) <= STREET_WORDS_MAX):
            return _kept({"address1": f"{street} {house[0]}", **found})
        if street or not tongue.has(cut(text), "house_number"):
            continue
        return _kept({"number": house[0], **found})
    return _kept(found)


def _continental(text: str, tongue: Tongue) -> dict[str, str]:
    """As in "Am Markt 5, 50667 Köln": street before its number, postcode before its city."""
    for found in _NUMBERED.finditer(text):
        street, sure = _street_before(text[: found.start()], tongue)
        city = _city(re.split(r"[,;:\n(]|\.\s", text[found.end() :], maxsplit=1)[0], tongue, small_words_max=1)
        if not street or not city or (len(found["zip"]) == 4 and not sure):  # noqa: PLR2004 - Austria's, Switzerland's
            continue
        extra = found["extra"] or ""
        if any(plain(word) in _frame(tongue) for word in extra.split()):
            extra = ""
        land = _LANDS.get((found["land"] or "").casefold(), "")
        return _kept(
            {
                "address1": f"{street} {found['number']}",
                "address2": extra,
                "city": city,
                "state": "",
                "zip": found["zip"],
                "country": land or _country(text, tongue) or ("Germany" if len(found["zip"]) == 5 else ""),  # noqa: PLR2004 - digits of a German postcode
            }
        )
    return {}


def _street_before(text: str, tongue: Tongue) -> tuple[str, bool]:
    """The street's name at the end of the words, and whether a street's word says so; "" if none stands there."""
    words = re.split(r"[,;:\n()]", text)[-1].split()
    if not words:
        return "", False
    name = [words.pop()]
    last = name[0]
    is_street = bool(_STREET.fullmatch(last))
    whole = is_street and not _is_bare(last)
    if not is_street and (not last[0].isupper() or plain(last) in _frame(tongue)):
        return "", False
    while words and len(name) < STREET_WORDS_MAX and _goes_on(words, name, tongue, whole=whole):
        name.insert(0, words.pop())
    return " ".join(name), is_street or plain(name[0]) in _STREET_STARTS


def _goes_on(words: Sequence[str], name: Sequence[str], tongue: Tongue, *, whole: bool) -> bool:
    """Whether the word before belongs to a street's name: "An der" before "Alster", "Lange" before "Gasse"."""
    word = words[-1]
    low = plain(word)
    if plain(name[0]) in _STREET_STARTS:
        return False
    if low in _STREET_STARTS:
        return word[0].isupper() if plain(name[0]) in _STREET_ARTICLES or not whole else False
    if low in _STREET_ARTICLES:
        return len(words) > 1 and words[-2][0].isupper() and plain(words[-2]) in _STREET_STARTS
    if _STREET_SIZES.fullmatch(word):
        return True
    if whole or low in _frame(tongue) or not word[0].isalpha():
        return False
    return word[0].isupper() or (_is_bare(name[0]) and name[0][0].islower())


def _is_bare(word: str) -> bool:
    """Whether a street's word names none alone: "Gasse" does not, "Marktgasse" does."""
    return bool(_STREET.fullmatch(word)) and not _STREET.fullmatch(word[1:])


def _city(text: str, tongue: Tongue, *, small_words_max: int = STREET_WORDS_MAX) -> str:
    """The city that some words begin with: its capitalised words, else those before the next small word."""
    words = [word.strip(".!?") for word in text.split()]
    frame = _frame(tongue)
    while words and (plain(words[0]) in frame | _CITY_JOINTS):
        words.pop(0)
    capital = bool(words) and words[0][:1].isupper()
    name: list[str] = []
    for at, word in enumerate(words):
        low = plain(word)
        joint = (
            low in _CITY_JOINTS and bool(name) and any(one[:1].isupper() == capital for one in words[at + 1 : at + 3])
        )
        known = low in frame and not (name and plain(name[-1]) in _CITY_JOINTS)
        if not joint and (known or not word[:1].isalpha() or word[0].isupper() is not capital):
            break
        if not capital and len(name) >= small_words_max:
            break
        name.append(word)
    while name and plain(name[-1]) in _CITY_JOINTS:
        name.pop()
    return " ".join(word for word in name if plain(word) not in tongue.map("countries"))


def _frame(tongue: Tongue) -> frozenset[str]:
    """The small words around an address, none of which is in one."""
    return frozenset().union(*(tongue.phrases(name) for name in _FRAME))


def _american(text: str, tongue: Tongue) -> dict[str, str]:
    streets = "|".join(sorted((re.escape(word) for word in tongue.phrases("streets")), key=len, reverse=True))
    if not streets:
        return {}
    street = (
        rf"\b(?=(\d{{1,6}}[A-Za-z]?\s+(?:[\w.'\u2019-]+\s+){{0,4}}?(?:{streets})\b\.?(?:\s+(?:[NSEW]|[NS][EW])\b)?))"
    )
    # Numbers before the street, such as an order's, begin longer candidates: the shortest one is the street.
    framed = _frame(tongue) - {"the"}
    names = [one for one in re.finditer(street, text, re.IGNORECASE) if not framed & set(plain(one[1]).split()[1:-1])]
    found = min(names, key=lambda one: len(one[1]), default=None)
    suite = _suite(text, tongue)
    if not found:
        return suite and _partial_lines(text, suite, tongue)
    rest = text[found.end(1) :]
    if suite:
        rest = rest.replace(suite["address2"], "", 1)
    lines = {"address1": found[1], "address2": suite.get("address2", "")}
    return _kept(lines | _place(rest, tongue))


def _partial_lines(text: str, suite: dict[str, str], tongue: Tongue) -> dict[str, str]:
    rest = _place(text.replace(suite["address2"], "", 1), tongue)
    return _kept(suite | {key: value for key, value in rest.items() if key == "zip"})


def _suite(text: str, tongue: Tongue) -> dict[str, str]:
    words = "|".join(
        sorted((re.escape(word) for word in tongue.phrases("suites") if word != "#"), key=len, reverse=True)
    )
    found = re.search(rf"\b((?:{words})\.?\s*#?\s*(?=\w*\d|[A-Za-z]\b)\w+)", text, re.IGNORECASE) if words else None
    return {"address2": found[1]} if found else {}


def _place(text: str, tongue: Tongue) -> dict[str, str]:
    """City, state, zip and country from what follows the street."""
    found, text = _postcode(text, tongue)
    country = _country(text, tongue)
    if country:
        found["country"] = country
    pieces = [piece for piece in re.split(r"[,;\n]|\.\s|\b\d{5}(?:-\d{4})?\b", text) if piece.strip(" .,-")]
    city = likely = ""
    for piece in pieces:
        words = piece.strip(" .,-")
        words = re.sub(r"(?i)^(?:in|at|and|zip|zip code)\s+", "", words)
        name, state = _state(words, tongue)
        if state and not name and not city and plain(words) in _CITIES_LIKE_STATES:
            city, likely = words, state
        elif state:
            found["state"] = state
            city = city or _city(name, tongue)
        elif not city and plain(words) not in tongue.map("countries") and _CITY.fullmatch(words):
            city = _city(words, tongue)
        if city and "state" in found:
            break
    if likely:
        found.setdefault("state", likely)
    if city:
        found["city"] = str(tongue.map("cities").get(plain(city), city))
    return found


_CITY = re.compile(r"[A-Za-zÀ-ÿ.'\u2019 -]{2,40}")
_CITIES_LIKE_STATES = frozenset({"new york", "washington"})


def _postcode(text: str, tongue: Tongue) -> tuple[dict[str, str], str]:
    """The postcode, and the words in which to look for the rest: the city stands right before a British one."""
    british = _BRITISH.search(text)
    if british:
        city = re.split(r"[,;\n]", text[: british.start()].strip(" ,;\n"))[-1]
        country = str(tongue.map("countries").get("uk", "UK"))
        return {"zip": f"{british[1]} {british[2]}".upper(), "country": country}, f"{city}, {text[british.end() :]}"
    zipped = re.search(r"\b(\d{5})(?:-\d{4})?\b", text)
    return ({"zip": zipped[1]} if zipped else {}), text


def _state(words: str, tongue: Tongue) -> tuple[str, str]:
    """The state at the end of the words, and what stands before it."""
    states: Mapping[str, str] = tongue.map("states")
    lower = plain(words).replace(".", "")
    for name in sorted(states, key=len, reverse=True):
        if lower == name:
            return "", states[name]
        if lower.endswith(" " + name):
            return words[: len(lower) - len(name)].strip(" ,"), states[name]
    last = words.rsplit(" ", 1)[-1].replace(".", "")
    if last.upper() in states.values() and (last.isupper() or len(words.split()) == 1):
        return words[: -len(last)].strip(" ,"), last.upper()
    return words, ""


def _country(text: str, tongue: Tongue) -> str:
    lower = plain(text)
    return next(
        (
            str(name)
            for word, name in tongue.map("countries").items()
            if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", lower)
            and (word != "us" or re.search(r"\bU\.?S\b", text))
        ),
        "",
    )


def places_named(text: str, tongue: Tongue) -> frozenset[str]:
    """States (as codes) and well-known city names that a text holds, for finding an address on file."""
    lower = plain(text)
    states = {str(code) for name, code in tongue.map("states").items() if re.search(rf"\b{re.escape(name)}\b", lower)}
    cities = {plain(str(city)) for short, city in tongue.map("cities").items() if re.search(rf"\b{short}\b", lower)}
    return frozenset(states | cities)


def _kept(lines: Mapping[str, str]) -> dict[str, str]:
    return {key: " ".join(value.split()).strip(" .,")[:LINE_CHARS_MAX] for key, value in lines.items()}
