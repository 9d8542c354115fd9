"""Fills a wish's slots from a customer's words and the records they may see. Pure, but for reading the shelf."""

from dataclasses import replace
from typing import Any

from earnest.assistant.kit import Kit, Reading, fitting
from earnest.assistant.matching import Text, read_text
from earnest.assistant.orders import read_orders
from earnest.assistant.playbook import Playbook, Slot, SlotType
from earnest.assistant.shelf import id_of, lines_of
from earnest.assistant.state import HEARD_CHARS_MAX, NARROW, Filled, Wish
from earnest.assistant.values import read_address, read_lines, read_named, read_plain, read_variant, read_variants


def read_into(kit: Kit, wish: Wish, raw: str) -> Reading:
    """Read words into a wish: slots they name are filled anew, all others stay."""
    playbook = kit.playbooks[wish.playbook]
    new = read_text(raw, kit.tongue)
    heard = f"{wish.heard} . {raw}"[-HEARD_CHARS_MAX:] if wish.heard else raw[:HEARD_CHARS_MAX]
    reading = Reading(replace(wish, heard=heard, fresh=""))
    for slot in playbook.needs:
        before = reading
        reading = _read_slot(kit, slot, reading, new)
        if slot.name not in reading.wish.slots and wish.heard and reading.wish.slots == before.wish.slots:
            again = _read_slot(kit, slot, reading, read_text(heard, kit.tongue))
            reading = replace(reading, wish=again.wish, others=again.others)
    return reading


def fill_gaps(kit: Kit, wish: Wish) -> Wish:
    """Read what was said before for the slots that are still empty, now that more is known."""
    for slot in kit.playbooks[wish.playbook].needs:
        if slot.name not in wish.slots and wish.heard:
            wish = _read_slot(kit, slot, Reading(wish), read_text(wish.heard, kit.tongue)).wish
    return wish


def _read_slot(kit: Kit, slot: Slot, reading: Reading, text: Text) -> Reading:  # noqa: PLR0911 - one return a slot type
    playbook = kit.playbooks[reading.wish.playbook]
    slot = playbook.slot(slot.name) or slot
    match slot.type:
        case SlotType.RECORD:
            records = kit.shelf.records(playbook, slot.kind)
            if any(lines_of(record) for record in records):
                return read_orders(kit, slot, reading, text)
            return read_named(kit, slot, reading, text)
        case SlotType.LINES:
            return replace(reading, wish=read_lines(kit, slot, reading.wish, text))
        case SlotType.VARIANT:
            return replace(reading, wish=read_variant(kit, slot, reading.wish, text))
        case SlotType.VARIANTS:
            return replace(reading, wish=read_variants(kit, slot, reading.wish, text))
        case SlotType.ADDRESS:
            return replace(reading, wish=read_address(kit, slot, reading.wish, text))
        case SlotType.ENUM | SlotType.MONEY | SlotType.TEXT | SlotType.YES_NO:
            return replace(reading, wish=read_plain(kit, slot, reading.wish, text))


# --- looking before asking ----------------------------------------------------------------------------------------


def look_up(kit: Kit, wish: Wish, but: str = "") -> Wish:
    """Fill what only one thing can mean, such as the only record that will do; all slots `but` one."""
    playbook = kit.playbooks[wish.playbook]
    for slot in playbook.needs:
        if wish.value(slot.name) is not None or not slot.assume or slot.name in (but, wish.asking):
            continue
        found = _only(kit, playbook, slot, wish)
        if found is not None:
            wish = replace(wish, slots={**wish.slots, slot.name: Filled(found, "looked")})
    return wish


def _only(kit: Kit, playbook: Playbook, slot: Slot, wish: Wish) -> Any:
    narrow = wish.value(NARROW + slot.name)
    match slot.type:
        case SlotType.RECORD if not slot.optional:
            fits = [one for one in fitting(kit, playbook, slot, wish) if not narrow or id_of(one) in narrow]
            return id_of(fits[0]) if len(fits) == 1 or (fits and slot.latest and not narrow) else None
        case SlotType.LINES:
            lines = lines_of(kit.shelf.scope(playbook, wish).get(slot.of))
            return [str(lines[0]["line_id"])] if len(lines) == 1 else None
        case SlotType.VARIANTS:
            return read_variants(kit, slot, wish, read_text("", kit.tongue)).value(slot.name)
        case SlotType.ENUM:
            return slot.otherwise or None
        case _:
            return None
