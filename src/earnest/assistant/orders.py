"""Which of a customer's orders their words mean, and which items of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from earnest.assistant.kit import Kit, Reading, address_sources, fitting
from earnest.assistant.matching import Goods, Text, goods_in, matching_place, numbers_in, spots_in
from earnest.assistant.playbook import Playbook, Slot, SlotType
from earnest.assistant.shelf import Record, id_of, lines_of
from earnest.assistant.state import NARROW, PARTLY, Wish

SPLITS_MAX = 8
"""Wishes that one message may become, one for each order."""


def read_orders(kit: Kit, slot: Slot, reading: Reading, text: Text) -> Reading:
    """Orders by number, price or items; several make several wishes."""
    playbook = kit.playbooks[reading.wish.playbook]
    every = kit.shelf.records(playbook, slot.kind)
    numbers = numbers_in(text, every)
    known = [one for one in numbers.known if one not in address_sources(kit, playbook, text)]
    if known:
        return _take_numbers(kit, slot, reading, known)
    if numbers.unknown:
        likely = numbers.alike[0][1] if numbers.alike else ""
        return replace(reading, unknown=numbers.unknown[0], likely=likely)
    if reading.wish.value(slot.name) and not playbook.typed(SlotType.LINES):
        return reading
    priced = _by_price(kit, slot, reading, text)
    if priced:
        return priced
    if reading.wish.value(slot.name) and _named_here(kit, slot, reading.wish, text):
        return reading
    return _take_described(kit, slot, reading, text)


def _take_numbers(kit: Kit, slot: Slot, reading: Reading, known: Sequence[str]) -> Reading:
    for name in _family(kit, reading.wish.playbook):
        playbook = kit.playbooks[name]
        own = playbook.slot(slot.name)
        fits = {id_of(record) for record in fitting(kit, playbook, own, reading.wish)} if own else set()
        good = [one for one in known if one in fits]
        if good:
            wish = _moved(kit, reading.wish, name)
            return _spread(reading, slot, wish, good if slot.many or playbook.typed(SlotType.LINES) else good[:1])
    return replace(reading, unfit=(slot.name, known[0]))


def _family(kit: Kit, name: str) -> tuple[str, ...]:
    return (name, *kit.playbooks[name].kin)


def _moved(kit: Kit, wish: Wish, name: str) -> Wish:
    """The wish under a kin playbook; slots that it does not have are dropped."""
    if wish.playbook == name:
        return wish
    kept = {key: slot for key, slot in wish.slots.items() if kit.playbooks[name].slot(key)}
    return replace(wish, playbook=name, slots=kept)


def _spread(reading: Reading, slot: Slot, wish: Wish, ids: Sequence[str]) -> Reading:
    """The wish for the first record, and a copy of it for each further one."""
    fresh = wish.emptied(NARROW + slot.name)
    if fresh.value(slot.name) not in (None, ids[0]):
        kept = {
            name: one
            for name, one in fresh.slots.items()
            if one.how == "said" and not isinstance(one.value, list | dict)
        }
        fresh = replace(fresh, slots=kept)
    others = tuple(fresh.filled(slot.name, one, "said") for one in ids[1:SPLITS_MAX])
    return replace(reading, wish=fresh.filled(slot.name, ids[0], "said"), others=(*reading.others, *others))


def _by_price(kit: Kit, slot: Slot, reading: Reading, text: Text) -> Reading | None:
    """As in "No, the more expensive one": of the customer's things with the name at hand, wherever they are."""
    playbook = kit.playbooks[reading.wish.playbook]
    own, lines = playbook.slot(slot.name), playbook.typed(SlotType.LINES)
    choose = max if text.has("dearest") else min if text.has("cheapest") else None
    if not (own and lines and choose) or playbook.typed(SlotType.VARIANT):
        return None
    fits = fitting(kit, playbook, own, reading.wish)
    goods = [(id_of(one), line) for one in fits for line in lines_of(one) if "price" in line]
    if spots_in(text, [str(line.get("name", "")) for _, line in goods], _option_words(fits)):
        return None
    names = {line.get("name") for _, line in goods if str(line["line_id"]) in (reading.wish.value(lines.name) or ())}
    alike = [one for one in goods if one[1].get("name") in names]
    if len(names) != 1 or len(alike) < 2:  # noqa: PLR2004 - one needs no telling apart
        return None
    best = choose(alike, key=lambda one: one[1]["price"].minor)
    found = _spread(reading, slot, reading.wish, [best[0]])
    return replace(found, wish=found.wish.filled(lines.name, [str(best[1]["line_id"])], "said"))


def _named_here(kit: Kit, slot: Slot, wish: Wish, text: Text) -> bool:
    """Whether the items that a text names are all of the order at hand, or none are named."""
    playbook = kit.playbooks[wish.playbook]
    order = kit.shelf.find(playbook, slot.kind, wish.value(slot.name))
    every = kit.shelf.records(playbook, slot.kind)
    if order is None:
        return True
    names = [str(line.get("name", "")) for one in every for line in lines_of(one)]
    own = {str(line.get("name", "")) for line in lines_of(order)}
    return all(own & set(spot.mention.names) for spot in spots_in(text, names, _option_words(every)))


def _option_words(orders: Sequence[Record]) -> frozenset[str]:
    options = [line.get("options") for order in orders for line in lines_of(order)]
    return frozenset(
        word.casefold()
        for one in options
        if isinstance(one, Mapping)
        for value in one.values()
        for word in str(value).split()
    )


def _take_described(kit: Kit, slot: Slot, reading: Reading, text: Text) -> Reading:
    """Orders by their items, by "all", by where they go, or by what was just spoken of."""
    family = _family(kit, reading.wish.playbook)
    if not reading.wish.value(slot.name) and text.has("everything") and text.has("pronouns"):
        found = _by_focus(kit, slot, reading)
        if found:
            return found
    for name in family:
        found = _by_goods(kit, slot, replace(reading, wish=_moved(kit, reading.wish, name)), text)
        if found:
            return found
    for name in family:
        found = _by_other(kit, slot, replace(reading, wish=_moved(kit, reading.wish, name)), text)
        if found:
            return found
    if reading.wish.value(slot.name):
        return reading
    every = kit.shelf.records(kit.playbooks[reading.wish.playbook], slot.kind)
    elsewhere = goods_in(text, every, changing=False)
    if elsewhere.named and not elsewhere.all:
        hit = next(iter(elsewhere.lines), "") or _orders_of(elsewhere.open, every)[:1]
        return replace(reading, unfit=(slot.name, hit if isinstance(hit, str) else hit[0])) if hit else reading
    return reading


def _by_goods(kit: Kit, slot: Slot, reading: Reading, text: Text) -> Reading | None:
    playbook = kit.playbooks[reading.wish.playbook]
    own = playbook.slot(slot.name)
    fits = fitting(kit, playbook, own, reading.wish) if own else ()
    changing = playbook.typed(SlotType.VARIANT) is not None
    narrow = reading.wish.value(NARROW + slot.name)
    goods = goods_in(text, [one for one in fits if not narrow or id_of(one) in narrow], changing=changing)
    if not goods.named or (goods.all and not goods.lines):
        return None
    if goods.all:
        return _all_but(slot, reading, goods)
    hit = list(dict.fromkeys([*goods.lines, *(_orders_of(goods.open, fits) if not goods.lines else ())]))
    if not hit:
        return None
    if goods.open and not goods.lines and len(hit) > 1:
        return replace(reading, wish=reading.wish.filled(NARROW + slot.name, hit, "said"))
    current = reading.wish.value(slot.name)
    hit = sorted(hit, key=lambda one: one != current)
    found = _with_lines(playbook, slot, reading, goods, fits, hit)
    return _joined(playbook, reading.wish, found, text) if current == hit[0] else found


def _joined(playbook: Playbook, before: Wish, found: Reading, text: Text) -> Reading:
    """Further items of the order at hand join those named before, unless the words replace them."""
    lines = playbook.typed(SlotType.LINES)
    old = before.value(lines.name) if lines else None
    if not lines or not old or text.has("only") or (text.has("corrections") and not text.has("also")):
        return found
    both = list(dict.fromkeys([*old, *(found.wish.value(lines.name) or ())]))
    return replace(found, wish=found.wish.filled(lines.name, both, "said"))


def _all_but(slot: Slot, reading: Reading, goods: Goods) -> Reading | None:
    """As in "Everything except the lamp": the order is known by the lamp if one order holds it all."""
    return _spread(reading, slot, reading.wish, list(goods.lines)) if len(goods.lines) == 1 else None


def _with_lines(
    playbook: Playbook, slot: Slot, reading: Reading, goods: Goods, fits: Sequence[Record], hit: Sequence[str]
) -> Reading:
    lines = playbook.typed(SlotType.LINES)
    if len(hit) > 1 and not (lines or slot.many):
        return replace(reading, wish=reading.wish.filled(NARROW + slot.name, list(hit), "said"))
    found = _spread(reading, slot, reading.wish, list(hit))
    wishes = []
    for wish in (found.wish, *found.others):
        named = list(goods.lines.get(str(wish.value(slot.name)), ()))
        order = next((one for one in fits if id_of(one) == wish.value(slot.name)), {})
        if lines and named:
            wishes.append(wish.filled(lines.name, named, "said"))
        elif named and len(named) < len(lines_of(order)):
            wishes.append(wish.filled(PARTLY, True, "said"))  # noqa: FBT003 - the value of a hidden slot
        else:
            wishes.append(wish)
    return replace(found, wish=wishes[0], others=tuple(wishes[1:]))


def _orders_of(line_sets: Sequence[tuple[str, ...]], orders: Sequence[Record]) -> list[str]:
    wanted = {line for lines in line_sets for line in lines}
    return [id_of(one) for one in orders if any(str(line.get("line_id")) in wanted for line in lines_of(one))]


def _by_other(kit: Kit, slot: Slot, reading: Reading, text: Text) -> Reading | None:
    playbook = kit.playbooks[reading.wish.playbook]
    own = playbook.slot(slot.name)
    fits = fitting(kit, playbook, own, reading.wish) if own else ()
    if not fits or reading.wish.value(slot.name):
        return None
    ids = [id_of(one) for one in fits]
    if slot.many and len(ids) > 1 and (text.has("all_records") or text.has("everything")):
        return _spread(reading, slot, reading.wish, ids)
    if not playbook.typed(SlotType.ADDRESS):
        placed = matching_place(text, fits)
        if len(placed) == 1:
            return _spread(reading, slot, reading.wish, [id_of(placed[0])])
    return _by_focus(kit, slot, reading) if text.has("pronouns") else None


def _by_focus(kit: Kit, slot: Slot, reading: Reading) -> Reading | None:
    """The record that was spoken of last, if it will do."""
    playbook = kit.playbooks[reading.wish.playbook]
    own = playbook.slot(slot.name)
    ids = [id_of(one) for one in fitting(kit, playbook, own, reading.wish)] if own else []
    last = kit.focus.get(slot.kind)
    return _spread(reading, slot, reading.wish, [last]) if last in ids and last else None
