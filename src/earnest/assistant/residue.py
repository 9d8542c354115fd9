"""What in a customer's words could change the deed and was not used: such words are asked about, never guessed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from earnest.assistant.addresses import parse_address
from earnest.assistant.matching import Text, matching_described, numbers_in, read_text, spots_in
from earnest.assistant.names import singular
from earnest.assistant.options import find_options, option_values
from earnest.assistant.playbook import Playbook, SlotType
from earnest.assistant.shelf import Record, Shelf, lines_of
from earnest.assistant.state import Wish
from earnest.assistant.tongue import Tongue, cut

ALWAYS = ("conditions", "crosswise", "relations", "by_oneself", "as_elsewhere", "beyond")
"""Tables of words that no reading takes into account: whoever says them must be asked."""

GRADES = ("largest", "larger", "smallest", "smaller", "cheapest", "dearest", "degrees")
"""Tables of words that pick by comparing."""

REACH_WORDS = 5
"""Words after a mark in which the thing it is about must stand."""

QUOTED_WORDS_MAX = 16
"""Words of a sentence that are quoted when asking; of a longer one, the part between two commas."""

RECORD_DIGITS_MIN = 5
"""A number with so many digits is a record's or a postal code, no quantity."""

_SENTENCE_END = re.compile(r"\s+\.(?:\s+|$)|[.!?;\n]+(?:\s+|$)|^\s*\.\s*")
_COMMA = re.compile(r",\s+|\s+[\u2013\u2014-]\s+|\s*[()]\s*")
_MAIL = re.compile(r"\S+@\S+(?:\s+or\s+\S+@\S+)*")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that may change the deed and were not used, as the customer put them; whether a variant hangs on them."""

    words: str
    variant: bool = False


@dataclass(frozen=True, slots=True)
class _Wished:
    """A wish with what it means now."""

    playbook: Playbook
    wish: Wish
    text: Text
    order: Record | None
    lines: tuple[Record, ...]
    alike: tuple[Record, ...]
    places: frozenset[int]
    scope: Mapping[str, Any]
    idle: frozenset[int]


def doubt_in(shelf: Shelf, tongue: Tongue, playbook: Playbook, wish: Wish) -> Doubt | None:
    """The first words of a wish that could change its deed and were not applied; None when all were."""
    scope = shelf.scope(playbook, wish)
    one = _wished(shelf, tongue, playbook, wish, scope)
    swaps = _swaps(one)
    for check, variant in (
        (_unread, False),
        (_indirect, False),
        (_negations, False),
        (_exceptions, False),
        (_counts, False),
        (_grades, swaps),
        (_preferences, swaps),
        (_numbers, True),
        (_payment, False),
    ):
        at = check(one)
        if at is not None:
            return Doubt(_quoted(one.text, at), variant)
    return None


def _wished(shelf: Shelf, tongue: Tongue, playbook: Playbook, wish: Wish, scope: Mapping[str, Any]) -> _Wished:
    text = read_text(_MAIL.sub(" ", wish.heard), tongue)
    slot = playbook.typed(SlotType.LINES)
    lines = tuple(scope.get(slot.name) or ()) if slot else ()
    record = scope.get(slot.of) if slot else None
    swaps = playbook.typed(SlotType.VARIANT) is not None
    known: list[Mapping[str, str]] = [line.get("options") or {} for line in lines_of(record)]
    if swaps:
        known += [one["options"] for line in lines for one in shelf.variants(playbook, str(line.get("product_id")))]
    idle = frozenset(
        at
        for table in ("harmless", "corrections")
        for first, past in tongue.find(text.tokens, table)
        for at in range(first, past)
        if table == "harmless" or text.tokens[at].norm in tongue.phrases("negations")
    )
    order = record if isinstance(record, Mapping) else None
    every = shelf.records(playbook, slot.kind) if slot else ()
    alike = tuple(line for one in every if order and one.get("status") == order.get("status") for line in lines_of(one))
    return _Wished(
        playbook,
        wish,
        text,
        order,
        lines,
        alike,
        _option_places(text, option_values(known) if _needs_places(text, swaps=swaps) else {}),
        scope,
        idle,
    )


def _needs_places(text: Text, *, swaps: bool) -> bool:
    """Whether any check will ask what the options explain."""
    digits = any(token.norm[0].isdigit() and len(token.norm) < RECORD_DIGITS_MIN for token in text.tokens)
    return (swaps and digits) or any(text.has(table) for table in ("negations", "except", "prefer"))


def _swaps(one: _Wished) -> bool:
    return one.playbook.typed(SlotType.VARIANT) is not None


def _marks(one: _Wished, table: str) -> Iterable[tuple[int, int]]:
    return (place for place in one.text.tongue.find(one.text.tokens, table) if place[0] not in one.idle)


def _unread(one: _Wished) -> int | None:
    """Words that no reading takes into account, such as a condition."""
    return next((at for table in ALWAYS if (at := _always(one, table)) is not None), None)


def _always(one: _Wished, table: str) -> int | None:
    return next((first for first, _ in _marks(one, table)), None)


def _indirect(one: _Wished) -> int | None:
    """As in "Send my other order to the new house": where an address is only hinted at."""
    slot = one.playbook.typed(SlotType.ADDRESS)
    if slot is None or parse_address(one.text.raw, one.text.tongue).get("address1"):
        return None
    street = str((one.wish.value(slot.name) or {}).get("address1", ""))
    if street and street.casefold() in one.text.raw.casefold():  # it was given piece by piece
        return None
    return _always(one, "indirect")


def _negations(one: _Wished) -> int | None:
    """A "not" that is neither about an option that was read nor one of the usual complaints."""
    excepts = {first for first, _ in one.text.tongue.find(one.text.tokens, "except")}
    for first, past in _marks(one, "negations"):
        near = set(range(first, past + REACH_WORDS - 2))
        if not near & one.places and not near & excepts and first not in excepts | {at + 1 for at in excepts}:
            return first
    return None


def _option_places(text: Text, values: Mapping[str, tuple[str, ...]]) -> frozenset[int]:
    """The tokens that an option's name or value explains."""
    hits = find_options(text.tokens, values, text.tongue, loose=True) if values else ()
    places = {at for hit in hits for at in range(hit.first, hit.past)}
    keys = {singular(token.norm) for key in values for token in cut(key) if token.is_word}
    return frozenset(places | {at for at, token in enumerate(text.tokens) if singular(token.norm) in keys})


def _exceptions(one: _Wished) -> int | None:
    """An exception whose item was not left out, or that names none."""
    marks = list(_marks(one, "except"))
    lines = lines_of(one.order) if one.order and marks else ()
    chosen = {str(line.get("line_id")) for line in one.lines}
    spots = spots_in(one.text, [str(line.get("name", "")) for line in lines])
    for first, past in marks:
        after = [spot for spot in spots if past <= spot.mention.first < past + REACH_WORDS]
        names = {name for spot in after[:1] for name in spot.mention.names}
        left = [str(line.get("line_id")) for line in lines if line.get("name") in names]
        if left and not set(left) & chosen:
            continue
        if _swaps(one) and not after and one.places & set(range(past, past + REACH_WORDS)):
            continue
        return first
    return None


def _counts(one: _Wished) -> int | None:
    """As in "The two lamps": as many as were said must have been taken."""
    if not one.lines or any(one.text.has(table) for table in ("cheapest", "dearest")):
        return None
    if (twin := _twin(one)) is not None:
        return twin
    numbers = one.text.tongue.map("numbers")
    if not any(token.norm in numbers for token in one.text.tokens):
        return None
    for spot in spots_in(one.text, [str(line.get("name", "")) for line in one.lines]):
        before = one.text.tokens[max(0, spot.mention.first - 2) : spot.mention.first]
        said = next((int(numbers.get(token.norm, 0)) for token in before if token.norm in numbers), 0)
        taken = sum(line.get("name") in spot.mention.names for line in one.lines)
        if said > 1 and spot.mention.plural and said != taken:
            return spot.mention.first
    return None


def _twin(one: _Wished) -> int | None:
    """As in "One lamp to a white one, another lamp to a brighter one": each mention is a thing of its own."""
    names = [str(line.get("name", "")) for line in lines_of(one.order)]
    alike = {name for name in names if names.count(name) > 1}
    parts = one.wish.heard.split(" . ") if alike else []
    for part in parts:
        said = [
            spot.mention for spot in spots_in(read_text(part, one.text.tongue), names) if alike & {*spot.mention.names}
        ]
        for name in alike:
            count = sum(name in mention.names for mention in said)
            if count > max(1, sum(line.get("name") == name for line in one.lines)):
                return next((spot.mention.first for spot in spots_in(one.text, [name])), 0)
    return None


def _grades(one: _Wished) -> int | None:
    """Words that compare, where nothing was picked by comparing."""
    if _swaps(one):
        slot = one.playbook.typed(SlotType.VARIANT)
        wants = (one.wish.value(slot.name) or {}).values() if slot else ()
        rules = sum(bool(want.get("rule")) or bool(want.get("steps")) for want in wants if want)
        marks = [first for table in GRADES for first, _ in _marks(one, table)]
        places = [at for at in marks if not any(at - other in (1, 2) for other in marks)]
        return places[rules] if len(places) > rules else None
    if not one.lines:
        return None
    for table, choose in (("dearest", max), ("cheapest", min)):
        marks = [first for first, _ in _marks(one, table)]
        if marks and not all(_is_extreme(one, line, choose) for line in one.lines):
            return marks[0]
    return None


def _is_extreme(one: _Wished, line: Record, choose: Any) -> bool:
    alike = [other for other in one.alike if other.get("name") == line.get("name")]
    return all("price" in other for other in alike) and bool(
        choose(alike, key=lambda other: other["price"].minor)["price"] == line["price"]
    )


def _preferences(one: _Wished) -> int | None:
    """A preference of which nothing was read."""
    for first, past in _marks(one, "prefer"):
        near = set(range(first, past + REACH_WORDS + 1)) | set(range(first - 2, first))
        paid = any(
            one.text.tokens[at].norm in one.text.tongue.phrases("payment_words")
            for at in near
            if 0 <= at < len(one.text.tokens)
        )
        if not paid and not (_swaps(one) and near & one.places):
            return first
    return None


def _numbers(one: _Wished) -> int | None:
    """A number in a wish for a variant that is no option, no count of items and no record's."""
    if not _swaps(one):
        return None
    records = numbers_in(one.text, [one.order] if one.order else []).places
    said = {str(want.get("steps")) for want in _wants(one) if want.get("steps")}
    for at, token in enumerate(one.text.tokens):
        if not token.norm[0].isdigit() or len(token.norm) >= RECORD_DIGITS_MIN or at in one.places | one.idle:
            continue
        written = one.text.raw[max(0, token.start - 1) : token.start]
        in_record = any(start <= token.start < end for start, end, _ in records)
        if written not in ("$", "€") and not in_record and token.norm not in said:
            return at
    return None


def _payment(one: _Wished) -> int | None:
    """A kind of payment that was named, where the one taken is of another kind."""
    slots = [
        slot for slot in one.playbook.needs if slot.type is SlotType.RECORD and not lines_of(one.scope.get(slot.name))
    ]
    taken = next((one.scope.get(slot.name) for slot in slots if "source" in (one.scope.get(slot.name) or {})), None)
    if not taken and one.playbook.does:
        record = next(
            (one.scope.get(slot.name) for slot in slots or one.playbook.needs if slot.type is SlotType.RECORD), None
        )
        label = record.get("payment_label") if isinstance(record, Mapping) else None
        taken = {"label": label} if label else None
    named = [first for first, _ in _marks(one, "payment_kinds")]
    return named[0] if taken and named and not matching_described(one.text, [taken]) else None


def _wants(one: _Wished) -> Sequence[Mapping[str, Any]]:
    slot = one.playbook.typed(SlotType.VARIANT)
    return [want for want in (one.wish.value(slot.name) or {}).values() if want] if slot else []


def _quoted(text: Text, at: int) -> str:
    """The clause a word stands in: its whole sentence, or of a long sentence the part between two commas."""
    if not text.tokens:
        return ""
    place = text.tokens[at].start
    sentence = _part_around(_SENTENCE_END, text.raw, 0, len(text.raw), place)
    if _count_words(text, *sentence) > QUOTED_WORDS_MAX:
        sentence = _part_around(_COMMA, text.raw, *sentence, place)
    first, last = sentence
    if _count_words(text, first, last) > QUOTED_WORDS_MAX:
        near = text.tokens[max(0, at - QUOTED_WORDS_MAX // 4) : at + QUOTED_WORDS_MAX * 3 // 4]
        first, last = max(first, near[0].start), min(last, near[-1].end)
    return text.raw[first:last].strip(' ,;:.#"')


def _part_around(marks: re.Pattern[str], raw: str, first: int, last: int, place: int) -> tuple[int, int]:
    for found in marks.finditer(raw, first, last):
        if found.end() <= place:
            first = found.end()
        elif found.start() > place:
            return first, found.start()
    return first, last


def _count_words(text: Text, first: int, last: int) -> int:
    return sum(token.is_word and first <= token.start < last for token in text.tokens)
