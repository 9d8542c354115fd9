"""Who somebody says they are: e-mail address, first and last name, zip code, order number, from free text."""

import itertools
import re
from collections.abc import Mapping

from earnest.assistant.tongue import READ_CHARS_MAX, Tongue, cut, plain

CLAIM_CHARS_MAX = 100
"""Characters of one claim."""

ZIP_DIGITS = 5
"""Digits of a zip code that count."""

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_ZIP = re.compile(r"(?<![\w#-])(\d{5})(?:-\d{4})?(?![\w-])")
_ORDER = re.compile(r"(?<![\w-])#?(\d{4})(?![\w-])")
_WORD = r"[^\W\d_][\w'\u2019-]*"
_NAME = rf"({_WORD})"
_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)")
_FULL = rf"(?P<first>{_WORD})\s+(?P<last>{_WORD})"
_NAME_AND_ZIP = re.compile(rf"{_FULL}(?P<gap>\W[^\d#]{{0,40}}?)(?P<zip>{_ZIP.pattern})")
_ZIP_AND_NAME = re.compile(rf"(?P<zip>{_ZIP.pattern})\s*[,/;:-]\s*{_FULL}(?=\s*[,/.;!?\n]|\s*$)")


def find_claims(text: str, tongue: Tongue, *, asked: bool) -> dict[str, str]:
    """The claims in the text: email, first_name, last_name, zip, order.

    Args:
        text: the customer's words.
        tongue: the language's ways to introduce oneself.
        asked: the text answers "who are you?", so that bare words may be a name.
    """
    text = text[:READ_CHARS_MAX]
    claims: dict[str, str] = {}
    email = _EMAIL.search(text)
    if email:
        claims["email"] = email[0].rstrip(".").casefold()
        text = text[: email.start()] + " " + text[email.end() :]
    zips = _ZIP.findall(text)
    if zips:
        claims["zip"] = zips[-1]
    if orders := _ORDER.findall(text):
        claims["order"] = orders[-1]
    names: tuple[str, ...] = _introduced(text, tongue) or _labelled(text, tongue)
    if not names and (beside := _beside_zip(text, tongue)):
        names, claims["zip"] = beside[:2], beside[2]
    names = names or (_bare(text, tongue) if asked else ())
    if names:
        claims["first_name"], claims["last_name"] = names
    return {name: value[:CLAIM_CHARS_MAX] for name, value in claims.items()}


def _introduced(text: str, tongue: Tongue) -> tuple[str, str] | tuple[()]:
    for words in sorted(tongue.phrases("introduces"), key=len, reverse=True):
        lead = re.escape(words).replace("'", "['\u2019]?").replace(r"\ ", r"\s+")
        for found in re.finditer(rf"(?i)\b{lead}\s*:?\s+{_NAME}\s+{_NAME}", text):
            if _is_name(found[1], tongue) and _is_name(found[2], tongue):
                return found[1].title(), found[2].title()
    here = re.match(rf"\W*{_NAME}\s+{_NAME}\s+(?:here|hier)\b", text)
    if here is not None and _is_name(here[1], tongue) and _is_name(here[2], tongue):
        return here[1].title(), here[2].title()
    return ()


def _labelled(text: str, tongue: Tongue) -> tuple[str, str] | tuple[()]:
    """As in "First name Raj, last name Lee"."""
    found = [_after(text, tongue, table) for table in ("first_name_words", "last_name_words")]
    return (found[0].title(), found[1].title()) if all(found) else ()


def _after(text: str, tongue: Tongue, table: str) -> str:
    words = "|".join(re.escape(words) for words in sorted(tongue.phrases(table), key=len, reverse=True))
    hits = re.finditer(rf"(?i)\b(?:{words})\b\s*(?::|=|is\b|ist\b)?\s*{_NAME}", text) if words else ()
    return next((hit[1] for hit in hits if _is_name(hit[1], tongue)), "")


def _beside_zip(text: str, tongue: Tongue) -> tuple[str, str, str] | tuple[()]:
    """As in "Hello, Raj Lee, 75368.": a name at the start of a sentence, with the zip code right beside it.

    Small letters count only with a mark or a word for the zip code between: "blue lamp 10043" is no name.
    """
    ends = [0, *(found.end() for found in _SENTENCE.finditer(text))]
    for start in (_past_greeting(text, end, tongue) for end in ends):
        for pattern in (_NAME_AND_ZIP, _ZIP_AND_NAME):
            found = pattern.match(text, start)
            if found is None:
                continue
            first, last = found["first"], found["last"]
            gap = found["gap"] if pattern is _NAME_AND_ZIP else ","
            between = [token.norm for token in cut(gap) if token.is_word]
            spoken = (first[0].isupper() and last[0].isupper()) or bool(gap.strip())
            fits = spoken and all(word in tongue.phrases("zip_words") for word in between)
            if fits and _is_name(first, tongue) and _is_name(last, tongue):
                return first.title(), last.title(), found["zip"][:ZIP_DIGITS]
    return ()


def _past_greeting(text: str, start: int, tongue: Tongue) -> int:
    """Where a sentence that starts there begins after a greeting."""
    tokens = cut(text[start:])
    past = 0
    for first, end in tongue.find(tokens, "greetings"):
        if first <= past:
            past = max(past, end)
            past += next((at for at, token in enumerate(tokens[past:]) if token.is_word), 0)
    past += next((at for at, token in enumerate(tokens[past:]) if token.is_word), 0)
    return start + tokens[past].start if past < len(tokens) else len(text)


def _bare(text: str, tongue: Tongue) -> tuple[str, str] | tuple[()]:
    """Two words in a row that could be a name and nothing else, capitals first."""
    words = [token for token in cut(text) if token.is_word and not token.norm[0].isdigit()]
    runs = [
        (left, right)
        for left, right in itertools.pairwise(words)
        if _is_name(left.text, tongue) and _is_name(right.text, tongue) and not text[left.end : right.start].strip(" ,")
    ]
    capital = [run for run in runs if run[0].text[:1].isupper() and run[1].text[:1].isupper()]
    chosen = capital or (runs if len(words) <= 6 else [])  # noqa: PLR2004 - a longer message is no bare name
    return (chosen[0][0].text.title(), chosen[0][1].text.title()) if chosen else ()


def _is_name(word: str, tongue: Tongue) -> bool:
    low = plain(word)
    return len(low) > 1 and not any(low in tongue.phrases(table) for table in ("not_names", "function_words"))


def complete(
    claims: Mapping[str, str], identifiers: Mapping[str, tuple[str, ...]]
) -> tuple[str, dict[str, str]] | None:
    """The first identifier that has all its claims, with these; None while something is missing."""
    for name, needs in identifiers.items():
        if needs and all(claims.get(need) for need in needs):
            return name, {need: claims[need] for need in needs}
    return None
