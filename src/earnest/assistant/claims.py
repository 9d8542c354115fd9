"""Who somebody says they are: e-mail address, first and last name, zip code, from free text."""

import itertools
import re
from collections.abc import Mapping

from earnest.assistant.tongue import READ_CHARS_MAX, Tongue, cut, plain

CLAIM_CHARS_MAX = 100
"""Characters of one claim."""

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_ZIP = re.compile(r"(?<![\w#-])(\d{5})(?:-\d{4})?(?![\w-])")
_NAME = r"([^\W\d_][\w'\u2019-]*)"


def find_claims(text: str, tongue: Tongue, *, asked: bool) -> dict[str, str]:
    """The claims in the text: email, first_name, last_name, zip.

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
    names = _introduced(text, tongue) or (_bare(text, tongue) if asked else ())
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
    return len(low) > 1 and low not in tongue.phrases("not_names") and low not in tongue.phrases("function_words")


def complete(
    claims: Mapping[str, str], identifiers: Mapping[str, tuple[str, ...]]
) -> tuple[str, dict[str, str]] | None:
    """The first identifier that has all its claims, with these; None while something is missing."""
    for name, needs in identifiers.items():
        if needs and all(claims.get(need) for need in needs):
            return name, {need: claims[need] for need in needs}
    return None
