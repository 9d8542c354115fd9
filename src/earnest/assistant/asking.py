"""Questions: the words for a missing slot, and at most three named choices for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from earnest.assistant.kit import Kit, address_at_hand, fitting
from earnest.assistant.playbook import Playbook, Slot, SlotType, wordings_in
from earnest.assistant.shelf import Record, id_of, lines_of, passing
from earnest.assistant.speech import Speech
from earnest.assistant.state import NARROW, PARTS, Wish
from earnest.assistant.templates import address_line
from earnest.assistant.variants import open_line, settle

CHOICES_MAX = 3
"""Named choices of one question."""

LISTED_MAX = 12
"""Records that a question lists by name; of more than these only the name is asked for."""

LABEL_CHARS_MAX = 120
"""Characters of a choice's label."""

Meaning = tuple[str, ...]
"""What a choice means: ("slot", name, value...) or ("playbook", name) or ("else",) or ("person",)."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask: sentences and named choices with their meaning."""

    texts: tuple[str, ...]
    choices: tuple[tuple[str, Meaning], ...] = ()


def question_for(kit: Kit, speech: Speech, wish: Wish, slot: Slot) -> Question:  # noqa: PLR0911 - one return a slot type
    """The question for a slot that is still open, with the choices that this customer has."""
    playbook = kit.playbooks[wish.playbook]
    scope = kit.shelf.scope(playbook, wish)
    ask = speech.of(slot.ask, f"{playbook.name}.{slot.name}.ask", scope)
    match slot.type:
        case SlotType.RECORD:
            return _record_question(kit, speech, wish, slot, ask)
        case SlotType.LINES:
            return _lines_question(speech, slot, wish, scope, ask)
        case SlotType.VARIANT:
            return _variant_question(kit, speech, wish, slot, scope)
        case SlotType.ENUM:
            titles = [(speech.of(words, value, scope), value) for value, words in (slot.titles or {}).items()]
            return Question((ask,), tuple((title, ("slot", slot.name, value)) for title, value in titles[:CHOICES_MAX]))
        case SlotType.YES_NO:
            answers = ((speech.say("yes-word"), "yes"), (speech.say("no-word"), "no"))
            return Question((ask,), tuple((label, ("slot", slot.name, value)) for label, value in answers))
        case SlotType.ADDRESS:
            parts = wish.value(PARTS + slot.name)
            if parts:
                return Question((_still_missing(speech, parts),))
            return Question((ask,), _addresses(kit, playbook, slot, scope))
        case SlotType.VARIANTS | SlotType.MONEY | SlotType.TEXT:
            return Question((ask,))


def _record_question(kit: Kit, speech: Speech, wish: Wish, slot: Slot, ask: str) -> Question:
    playbook = kit.playbooks[wish.playbook]
    narrow = wish.value(NARROW + slot.name)
    fits = [one for one in fitting(kit, playbook, slot, wish) if not narrow or id_of(one) in narrow]
    if len(fits) > CHOICES_MAX:
        if any(lines_of(one) for one in fits):
            return Question((ask, speech.say("record-or-none")), _records(speech, slot, fits[:CHOICES_MAX]))
        if len(fits) > LISTED_MAX:
            return Question((speech.say("nothing-by-name"), ask))
        return Question((ask, speech.show(tuple(record_label(speech, one) for one in fits))))
    return Question((ask,), _records(speech, slot, fits))


def _records(speech: Speech, slot: Slot, fits: Sequence[Record]) -> tuple[tuple[str, Meaning], ...]:
    return tuple((record_label(speech, one), ("slot", slot.name, id_of(one))) for one in fits)


def record_label(speech: Speech, record: Record) -> str:
    """A record as a choice: an order with its items, a payment method by its label."""
    lines = lines_of(record)
    if lines:
        names = speech.show(tuple(str(line.get("name", "")) for line in lines))
        return f"{id_of(record)}: {names}"[:LABEL_CHARS_MAX]
    return str(record.get("label") or record.get("name") or id_of(record))[:LABEL_CHARS_MAX]


def _lines_question(speech: Speech, slot: Slot, wish: Wish, scope: Mapping[str, Any], ask: str) -> Question:
    narrow = wish.value(NARROW + slot.name)
    lines = [one for one in lines_of(scope.get(slot.of)) if not narrow or one["line_id"] in narrow]
    if len(lines) > CHOICES_MAX:
        names = speech.show(tuple(str(line.get("name", "")) for line in lines))
        return Question((ask, f"{names}."))
    labels = [(line_label(speech, one), str(one["line_id"])) for one in lines]
    return Question((ask,), tuple((label, ("slot", slot.name, value)) for label, value in labels))


def line_label(speech: Speech, line: Record) -> str:
    """A line or variant as a choice: its name, options and price."""
    options = line.get("options") or {}
    words = ", ".join(f"{key} {value}" for key, value in options.items()) if isinstance(options, Mapping) else ""
    name = str(line.get("name") or "")
    price = f" ({speech.show(line['price'])})" if line.get("price") is not None else ""
    return f"{name}: {words}{price}"[:LABEL_CHARS_MAX] if words else f"{name}{price}"[:LABEL_CHARS_MAX]


def _variant_question(kit: Kit, speech: Speech, wish: Wish, slot: Slot, scope: Mapping[str, Any]) -> Question:
    playbook = kit.playbooks[wish.playbook]
    known = wish.value(slot.name) or {}
    lines: Sequence[Record] = scope.get(slot.of) or ()
    line = next((one for one in lines if str(one["line_id"]) == open_line(lines, known)), None)
    if line is None:
        return Question((speech.of(slot.ask, f"{playbook.name}.{slot.name}.ask", scope),))
    want = known.get(str(line["line_id"])) or {}
    variants = passing(kit.shelf.variants(playbook, str(line.get("product_id"))), slot.where, scope)
    found = settle(line, variants, want)
    name = str(line.get("name", ""))
    texts = []
    if not found.choices:
        return Question((speech.say("variant-unavailable-all", name=name),))
    if found.missing:
        wanted = ", ".join(f"{key} {value}" for key, value in found.missing.items())
        texts.append(speech.say("variant-none", name=name, wanted=wanted))
    elif found.missing is not None:
        texts.append(speech.say("variant-same-gone", name=name))
    texts.append(speech.say("variant-which", name=name))
    if found.count > CHOICES_MAX:
        texts.append(speech.say("variant-more", count=found.count, keys=_keys(variants)))
    labels = [(line_label(speech, {**one, "name": name}), id_of(one)) for one in found.choices]
    meaning = str(line["line_id"])
    return Question(tuple(texts), tuple((label, ("variant", slot.name, meaning, value)) for label, value in labels))


def _still_missing(speech: Speech, parts: Mapping[str, str]) -> str:
    """What an address that was given in part still lacks."""
    given = address_line(parts)
    if not parts.get("address1"):
        return speech.say("address-still-street", given=given)
    return speech.say("address-still-city" if parts.get("zip") else "address-still-zip", given=given)


def _addresses(kit: Kit, playbook: Playbook, slot: Slot, scope: Mapping[str, Any]) -> tuple[tuple[str, Meaning], ...]:
    """Other addresses that this customer's own records hold, as choices."""
    found: dict[str, Meaning] = {}
    for kind in ("customer", "order"):
        for record in kit.shelf.records(playbook, kind):
            lines = record.get("address")
            if isinstance(lines, Mapping) and lines != address_at_hand(scope):
                label = address_line(lines)[:LABEL_CHARS_MAX]
                found.setdefault(label, ("address", slot.name, kind, id_of(record)))
    return tuple(found.items())[:CHOICES_MAX]


def _keys(variants: Sequence[Record]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(key) for one in variants for key in one.get("options", {})))


def missing_slot(kit: Kit, wish: Wish) -> Slot | None:
    """The first slot that is still open and must not be."""
    playbook = kit.playbooks[wish.playbook]
    return next(
        (slot for slot in playbook.needs if not slot.optional and not _settled(kit, playbook, slot, wish)), None
    )


def _settled(kit: Kit, playbook: Playbook, slot: Slot, wish: Wish) -> bool:
    value = wish.value(slot.name)
    if value is None:
        return False
    scope = kit.shelf.scope(playbook, wish)
    match slot.type:
        case SlotType.RECORD:
            return any(id_of(one) == value for one in fitting(kit, playbook, slot, wish))
        case SlotType.LINES:
            return bool(scope.get(slot.name)) and not wish.value(NARROW + slot.name)
        case SlotType.VARIANT:
            lines = scope.get(slot.of) or ()
            return bool(lines) and not open_line(lines, value) and len(scope.get(slot.name) or ()) == len(lines)
        case _:
            return value not in ("", [], {})


def known_rows(kit: Kit, speech: Speech, wish: Wish) -> tuple[tuple[str, str], ...]:
    """What is known of a wish, as labelled rows for a colleague."""
    playbook = kit.playbooks[wish.playbook]
    scope = kit.shelf.scope(playbook, wish)
    rows = [(speech.say("asked-wish"), playbook.title.get(speech.language) or next(iter(playbook.title.values())))]
    for slot in playbook.needs:
        if wish.value(slot.name) is None:
            continue
        label = wordings_in(slot.label, speech.language)
        rows.append((label[0] if label else slot.name, _row(speech, slot, scope.get(slot.name))))
    said = f"{wish.past} . {wish.heard}".strip(" .")
    if said:
        rows.append((speech.say("known-said"), said[: LABEL_CHARS_MAX * 4]))
    return tuple(rows)


def _row(speech: Speech, slot: Slot, value: Any) -> str:
    match slot.type:
        case SlotType.RECORD if isinstance(value, Mapping):
            return record_label(speech, value)
        case SlotType.LINES | SlotType.VARIANT | SlotType.VARIANTS:
            return "; ".join(line_label(speech, one) for one in (value or ())[:10])
        case SlotType.ADDRESS if isinstance(value, Mapping):
            return address_line(value)
        case _:
            return str(value)
