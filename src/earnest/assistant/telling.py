"""What a message tells of the customer's preferences: their size, their language, how and when to reach them.

Closed patterns of each language read it, and no model. Whether anything is kept is not settled here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from earnest.assistant.tongue import READ_CHARS_MAX, Tongue, cut
from earnest.assistant.working import Turn, hand_over
from earnest.domain.errors import BadInput
from earnest.domain.items import Words
from earnest.domain.preferences import Preference, Told, read_preference
from earnest.domain.turns import HandOverReason, Look, Proposal
from earnest.words.preferences import in_words

TABLE = "telling"
"""The table of a language that holds the patterns."""

HOURS_HALF, HOURS_MAX = 12, 24

_SIZE = r"(?P<size>\d\d-\d\d|\d\d(?:[.,]5|½| 1/2)?|extra large|extra small|[a-z]+)(?![\w½/-])"
_TIMES = (
    r"(?P<from>\d{1,2})(?::(?P<from_minute>\d\d))? ?(?P<from_half>am|pm)?{hours}"
    r"{to}(?P<to>\d{1,2})(?::(?P<to_minute>\d\d))? ?(?P<to_half>am|pm)?{hours}"
)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a message tells.

    Args:
        told: the preferences, each once, the one said last.
        alone: whether it says nothing else.
    """

    told: tuple[Told, ...] = ()
    alone: bool = False

    def value(self, wanted: Preference) -> str:
        """One of them, "" where it is not told."""
        return next((one.value for one in self.told if one.preference is wanted), "")


def told_in(tongue: Tongue, text: str) -> Telling:
    """What a message tells of its writer's preferences."""
    table = tongue.map(TABLE)
    if not table:
        return Telling()
    plain = _without_asides(table, text[:READ_CHARS_MAX].lower().replace("\u2019", "'"))
    found: dict[Preference, Told] = {}
    rest = plain
    for preference, match in _matches(table, plain):
        value = _value(preference, match, table)
        if value:
            found[preference] = Told(preference, value, wanted=bool(match["wanted"]))
            rest = rest.replace(match[0], " ", 1)
    return Telling(tuple(found.values()), bool(found) and _is_empty(tongue, rest))


def own_size_in(tongue: Tongue, text: str, look: Look) -> tuple[str, str]:
    """The text with "my size" said as the size that is known, and that size; as it came where none is known."""
    places = tongue.find(cut(text), "own_size")
    size = look.preference(Preference.SIZE) if places else ""
    if not size:
        return text, ""
    tokens, (first, past) = cut(text), places[0]
    named = f"{tongue.map(TABLE).get('size_word', '')} {size}".strip()
    return f"{text[: tokens[first].start]}{named}{text[tokens[past - 1].end :]}", size


def answer_telling(turn: Turn, telling: Telling) -> None:
    """A message that only tells is thanked for, with what follows from it in this conversation."""
    shown = {one: in_words(turn.speech.say, one.preference, one.value)[1] for one in telling.told}
    keys = {one: f"told-{one.preference.value.replace('_', '-')}" for one in telling.told}
    said = tuple(Words(turn.speech.say(keys[one], value=value)) for one, value in shown.items())
    turn.out.append(Proposal("", None, said))


def person_first(turn: Turn) -> None:
    """Whoever wants people first gets a person at once, and is told why."""
    hand_over(turn, HandOverReason.ASKED)
    wish = turn.out[-1]
    turn.out[-1] = Proposal(
        wish.intent,
        wish.sure,
        (Words(turn.speech.say("people-first-here")),),
        hand_over=wish.hand_over,
        summary=wish.summary,
    )


def _without_asides(table: Mapping[str, Any], plain: str) -> str:
    """A message without the small words that only say that something is said beside the point."""
    return re.sub(rf",?\s*\b(?:{table['asides']})\b,?\s*", " ", plain).strip()


def _matches(table: Mapping[str, Any], plain: str) -> Iterator[tuple[Preference, "re.Match[str]"]]:
    for preference in Preference:
        for body in table.get(preference.value, ()):
            yield from ((preference, match) for match in _pattern(table, str(body)).finditer(plain))


def _pattern(table: Mapping[str, Any], body: str) -> "re.Pattern[str]":
    """A pattern of the table between the beginning and the end of what one clause may be; `re` keeps what it read."""
    times = _TIMES.replace("{hours}", str(table["hours"])).replace("{to}", str(table["to"]))
    named = {
        "{size}": _SIZE,
        "{language}": f"(?P<language>{'|'.join(table['languages'])})",
        "{channel}": f"(?P<channel>{'|'.join(table['channels'])})",
        "{day}": f"(?:(?P<day>{'|'.join(table['days'])}) )?",
        "{times}": times,
    }
    for name, pattern in named.items():
        body = body.replace(name, pattern)
    return re.compile(f"{table['begins']}(?P<wanted>{table['wanted']})?(?:{body}){table['ends']}")


def _value(preference: Preference, match: "re.Match[str]", table: Mapping[str, Any]) -> str:
    """What a match says in the preference's own form, "" where it says nothing that has it."""
    given = match.groupdict()
    match preference:
        case Preference.SIZE:
            value = _size(str(given["size"]), table)
        case Preference.LANGUAGE:
            value = str(table["languages"][given["language"]])
        case Preference.CHANNEL:
            value = str(table["channels"][given["channel"]])
        case Preference.CONTACT_TIMES:
            value = _times(given, table)
        case Preference.PEOPLE_FIRST:
            value = "yes"
    try:
        return read_preference(preference, value) if value else ""
    except BadInput:
        return ""


def _size(said: str, table: Mapping[str, Any]) -> str:
    if said[0].isdigit():
        return said.replace(",", ".").replace(" 1/2", "½")
    return str(table["sizes"].get(said, ""))


def _times(given: Mapping[str, str | None], table: Mapping[str, Any]) -> str:
    day = table["days"].get(given.get("day") or "", "any")
    first = _clock(given["from"], given["from_minute"], given["from_half"] or given["to_half"])
    last = _clock(given["to"], given["to_minute"], given["to_half"])
    return f"{day} {first}-{last}" if first < last else ""


def _clock(hour: str | None, minute: str | None, half: str | None) -> str:
    hours = int(hour or 0)
    if half:
        hours = hours % HOURS_HALF + (HOURS_HALF if half == "pm" else 0)
    return f"{min(hours, HOURS_MAX):02d}:{minute or '00'}"


def _is_empty(tongue: Tongue, rest: str) -> bool:
    """Whether nothing but small words is left."""
    small = tongue.phrases("fillers") | tongue.phrases("greetings")
    return all(token.norm in small for token in cut(rest) if token.is_word)
