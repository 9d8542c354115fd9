"""Postal addresses in free text, American and German forms; lines that were not said are left out."""

import re
from collections.abc import Mapping

from earnest.assistant.tongue import READ_CHARS_MAX, Tongue, plain

LINE_CHARS_MAX = 80
"""Characters of one line of an address."""

_GERMAN = re.compile(
    r"(?P<street>[A-ZÄÖÜ][\w.\-ß ]*?(?:stra(?:ß|ss)e|str\.?|weg|platz|allee|gasse|ring|ufer|damm|chaussee)"
    r"\s+\d+\s?[a-z]?)\b"
    r"(?:[,;\n]\s*(?P<extra>[^,;\n\d][^,;\n]*?))?(?:[,;\n]\s*|\s+)(?:D-)?(?P<zip>\d{5})\s+(?P<city>[A-ZÄÖÜ][\w.\-ß ]+)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^.*?(?=\b\d+[A-Za-z]?\s+\w)", re.DOTALL)


def parse_address(text: str, tongue: Tongue) -> dict[str, str]:
    """The lines of an address that the text gives: address1, address2, city, state, zip, country; {} if none."""
    text = text[:READ_CHARS_MAX]
    german = _GERMAN.search(text)
    if german:
        return _kept(
            {
                "address1": german["street"],
                "address2": german["extra"] or "",
                "city": german["city"],
                "state": "",
                "zip": german["zip"],
                "country": _country(text, tongue) or "Germany",
            }
        )
    return _american(text, tongue)


def _american(text: str, tongue: Tongue) -> dict[str, str]:
    streets = "|".join(sorted((re.escape(word) for word in tongue.phrases("streets")), key=len, reverse=True))
    if not streets:
        return {}
    street = (
        rf"\b(?=(\d{{1,6}}[A-Za-z]?\s+(?:[\w.'\u2019-]+\s+){{0,4}}?(?:{streets})\b\.?(?:\s+(?:[NSEW]|[NS][EW])\b)?))"
    )
    # Numbers before the street, such as an order's, begin longer candidates: the shortest one is the street.
    found = min(re.finditer(street, text, re.IGNORECASE), key=lambda one: len(one[1]), default=None)
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
    found: dict[str, str] = {}
    zipped = re.search(r"\b(\d{5})(?:-\d{4})?\b", text)
    if zipped:
        found["zip"] = zipped[1]
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
            city = city or name
        elif not city and plain(words) not in tongue.map("countries") and _CITY.fullmatch(words):
            city = words
        if city and "state" in found:
            break
    if likely:
        found.setdefault("state", likely)
    if city:
        found["city"] = str(tongue.map("cities").get(plain(city), city))
    return found


_CITY = re.compile(r"[A-Za-zÀ-ÿ.'\u2019 -]{2,40}")
_CITIES_LIKE_STATES = frozenset({"new york", "washington"})


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
