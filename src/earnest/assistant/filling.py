"""Fills a wish's slots from a customer's words and the records they may see. Pure, but for reading the shelf."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from earnest.assistant.addresses import parse_address, places_named
from earnest.assistant.cues import read_cue, says_one_of
from earnest.assistant.matching import (
    Goods,
    Text,
    goods_in,
    matching_described,
    matching_place,
    numbers_in,
    read_text,
    spots_in,
)
from earnest.assistant.moneys import find_money
from earnest.assistant.options import find_options, option_values
from earnest.assistant.playbook import Playbook, Slot, SlotType
from earnest.assistant.shelf import Record, Shelf, id_of, lines_of, passing
from earnest.assistant.state import HEARD_CHARS_MAX, NARROW, PARTLY, TEXT_CHARS_MAX, Filled, Wish
from earnest.assistant.tongue import Tongue
from earnest.assistant.variants import read_wants
from earnest.domain.errors import EarnestError
from earnest.domain.money import Money

NOT_REACH_WORDS = 3
"""Words after "instead of" that say what it should not be."""

SPLITS_MAX = 8
"""Wishes that one message may become, one for each order."""

ADDRESS_LINES = ("address1", "address2", "city", "state", "zip", "country")
"""The lines of an address, all of which a skill gets."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What reading needs: the playbooks, the language, the records, what was last spoken of."""

    playbooks: Mapping[str, Playbook]
    tongue: Tongue
    shelf: Shelf
    focus: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A wish after reading.

    Args:
        wish: with what was found.
        others: further wishes it became, one for each further order.
        unknown: a record number that is none of this customer's.
        likely: the number it looks like.
        unfit: a record that was named and will not do: (slot, id).
        barred: the label of a record that was named and will not do here, such as a payment method.
        barred_slot: its slot, which nothing else is taken for without asking.
    """

    wish: Wish
    others: tuple[Wish, ...] = ()
    unknown: str = ""
    likely: str = ""
    unfit: tuple[str, str] | None = None
    barred: str = ""
    barred_slot: str = ""


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
                return _read_orders(kit, slot, reading, text)
            return _read_named(kit, slot, reading, text)
        case SlotType.LINES:
            return replace(reading, wish=_read_lines(kit, slot, reading.wish, text))
        case SlotType.VARIANT:
            return replace(reading, wish=_read_variant(kit, slot, reading.wish, text))
        case SlotType.VARIANTS:
            return replace(reading, wish=_read_variants(kit, slot, reading.wish, text))
        case SlotType.ADDRESS:
            return replace(reading, wish=_read_address(kit, slot, reading.wish, text))
        case SlotType.ENUM | SlotType.MONEY | SlotType.TEXT | SlotType.YES_NO:
            return replace(reading, wish=_read_plain(slot, reading.wish, text))


# --- records that have lines: orders --------------------------------------------------------------------------------


def fitting(kit: Kit, playbook: Playbook, slot: Slot, wish: Wish) -> tuple[Record, ...]:
    """The records that will do for a slot."""
    scope = kit.shelf.scope(playbook, wish) if any(c.refers for way in slot.where for c in way) else {}
    return passing(kit.shelf.records(playbook, slot.kind), slot.where, scope)


def _read_orders(kit: Kit, slot: Slot, reading: Reading, text: Text) -> Reading:
    playbook = kit.playbooks[reading.wish.playbook]
    every = kit.shelf.records(playbook, slot.kind)
    numbers = numbers_in(text, every)
    known = [one for one in numbers.known if one not in _address_sources(kit, playbook, text)]
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


def _address_sources(kit: Kit, playbook: Playbook, text: Text) -> tuple[str, ...]:
    """Orders that are named only for their address: "the same as order 123"."""
    if not playbook.typed(SlotType.ADDRESS):
        return ()
    places = text.tongue.find(text.tokens, "same_address")
    if not places:
        return ()
    start = text.tokens[places[-1][0]].start
    orders = kit.shelf.records(playbook, "order")
    return tuple(one for first, _, one in numbers_in(text, orders).places if first > start)[:1]


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


# --- other records: payment methods, products ----------------------------------------------------------------------


def _read_named(kit: Kit, slot: Slot, reading: Reading, text: Text) -> Reading:
    playbook = kit.playbooks[reading.wish.playbook]
    every = kit.shelf.records(playbook, slot.kind)
    fits = fitting(kit, playbook, slot, reading.wish)
    wish = reading.wish
    original = _original(kit, slot, playbook, wish)
    if text.has("original") and original in [id_of(one) for one in fits]:
        return replace(reading, wish=wish.filled(slot.name, original, "said"))
    found = _other_than(text, fits, original) or _matching(_without_not(text), fits)
    if len(found) == 1:
        return replace(reading, wish=wish.emptied(NARROW + slot.name).filled(slot.name, id_of(found[0]), "said"))
    if found:
        ids = [id_of(one) for one in found]
        if wish.value(slot.name) in ids:
            return reading
        return replace(reading, wish=wish.emptied(slot.name).filled(NARROW + slot.name, ids, "said"))
    barred = _matching(text, every)
    if not barred:
        return reading
    label = str(barred[0].get("label") or barred[0].get("name") or "")
    return replace(reading, barred=label, barred_slot="" if wish.value(slot.name) else slot.name)


def _other_than(text: Text, fits: Sequence[Record], original: Any) -> list[Record]:
    """As in "The other card": those of the original's kind that are not it; [] where that is not said."""
    if not original or not text.has("other_one"):
        return []
    own = next((one for one in fits if id_of(one) == original), {})
    return [one for one in fits if one.get("source") == own.get("source") and id_of(one) != original]


def _without_not(text: Text) -> Text:
    """The text without what is named as what it should not be: "instead of my visa"."""
    places = text.tongue.find(text.tokens, "not_of")
    if not places:
        return text
    first, past = places[0]
    return replace(text, tokens=text.tokens[:first] + text.tokens[past + NOT_REACH_WORDS :])


def _original(kit: Kit, slot: Slot, playbook: Playbook, wish: Wish) -> Any:
    """What "the original one" means for a slot: such as how the order was paid; "" where it means nothing."""
    root, _, rest = slot.original.partition(".")
    record = kit.shelf.scope(playbook, wish).get(root) if slot.original else None
    return record.get(rest, "") if isinstance(record, Mapping) else ""


def _matching(text: Text, records: Sequence[Record]) -> list[Record]:
    if any("name" in record and "source" not in record for record in records):
        spots = spots_in(text, [str(record.get("name", "")) for record in records])
        names = spots[0].mention.names if spots else ()
        return [record for record in records if record.get("name") in names]
    return matching_described(text, records)


# --- lines, variants, addresses, plain values ------------------------------------------------------------------------


def _read_lines(kit: Kit, slot: Slot, wish: Wish, text: Text) -> Wish:
    playbook = kit.playbooks[wish.playbook]
    of = playbook.slot(slot.of)
    order = kit.shelf.find(playbook, of.kind, wish.value(slot.of)) if of else None
    if order is None:
        return wish
    variant = playbook.typed(SlotType.VARIANT)
    before = list(wish.value(slot.name) or ())
    goods = goods_in(text, [order], changing=variant is not None, chosen=before)
    named = list(goods.lines.get(id_of(order), ()))
    narrow = wish.value(NARROW + slot.name)
    if not goods.named and narrow and wish.asking == slot.name:
        named = _by_options(text, order, narrow)
    if not named and not goods.open:
        return _without(text, order, slot, wish, before)
    replacing = text.has("only") or (text.has("corrections") and not text.has("also"))
    adding = bool(before) and not replacing and (narrow or wish.asking != slot.name)
    after = list(dict.fromkeys([*before, *named])) if adding else named or before
    filled = wish.emptied(NARROW + slot.name, *(() if after else (slot.name,)))
    filled = filled.filled(slot.name, after, "said") if after else filled
    return filled.filled(NARROW + slot.name, list(goods.open[0]), "said") if goods.open else filled


def _by_options(text: Text, order: Record, candidates: Sequence[str]) -> list[str]:
    """Of the lines in question, the one that the words describe: "the white one"."""
    lines = [line for line in lines_of(order) if line["line_id"] in candidates]
    values = option_values(line.get("options") or {} for line in lines)
    hits = find_options(text.tokens, values, text.tongue, loose=True)
    counts = [sum((line.get("options") or {}).get(hit.key) == hit.value for hit in hits) for line in lines]
    best = max(counts, default=0)
    found = [str(line["line_id"]) for line, count in zip(lines, counts, strict=True) if count == best]
    return found if best and (len(found) == 1 or text.has("both")) else []


def _without(text: Text, order: Record, slot: Slot, wish: Wish, before: list[str]) -> Wish:
    """As in "Not the lamp": taken out of what was named before."""
    if not before or not text.has("except"):
        return wish
    spots = spots_in(text, [str(line.get("name", "")) for line in lines_of(order)])
    names = {name for spot in spots for name in spot.mention.names}
    kept = [
        one
        for one in before
        if not any(one == line.get("line_id") and line.get("name") in names for line in lines_of(order))
    ]
    return wish.filled(slot.name, kept, "said") if kept and kept != before else wish


def _read_variant(kit: Kit, slot: Slot, wish: Wish, text: Text) -> Wish:
    playbook = kit.playbooks[wish.playbook]
    lines = kit.shelf.scope(playbook, wish).get(slot.of) or ()
    known: dict[str, Any] = dict(wish.value(slot.name) or {})
    values = {str(line["line_id"]): kit.shelf.variants(playbook, str(line.get("product_id"))) for line in lines}
    asked, others = wish.asking == slot.name, _names_owned(kit, playbook)
    wants = read_wants(text, lines, values, known, asked=asked, others=others)
    return wish.filled(slot.name, wants, "said") if wants else wish.emptied(slot.name)


def _names_owned(kit: Kit, playbook: Playbook) -> tuple[str, ...]:
    """The names of all the customer's things, of whatever order."""
    slot = playbook.typed(SlotType.LINES)
    of = playbook.slot(slot.of) if slot else None
    orders = kit.shelf.records(playbook, of.kind) if of else ()
    return tuple(dict.fromkeys(str(line.get("name", "")) for one in orders for line in lines_of(one)))


def _read_variants(kit: Kit, slot: Slot, wish: Wish, text: Text) -> Wish:
    """Those of a product's variants that are available and have the options named."""
    playbook = kit.playbooks[wish.playbook]
    product = kit.shelf.scope(playbook, wish).get(slot.of)
    if not isinstance(product, Mapping):
        return wish
    variants = kit.shelf.variants(playbook, str(product.get("id") or product.get("product_id")))
    hits = find_options(text.tokens, option_values(one["options"] for one in variants), text.tongue)
    wanted = {hit.key: hit.value for hit in hits}
    fits = [
        one for one in passing(variants, slot.where, {}) if all(one["options"].get(k) == v for k, v in wanted.items())
    ]
    return wish.filled(slot.name, [id_of(one) for one in fits], "looked")


def _read_address(kit: Kit, slot: Slot, wish: Wish, text: Text) -> Wish:
    playbook = kit.playbooks[wish.playbook]
    scope = kit.shelf.scope(playbook, wish)
    base = address_at_hand(scope)
    on_file = _address_on_file(kit, playbook, text, base)
    said = parse_address(text.raw, text.tongue)
    if on_file and not said.get("address1"):
        return wish.filled(slot.name, {name: str(on_file.get(name, "")) for name in ADDRESS_LINES}, "said")
    if not said:
        return wish
    before = wish.value(slot.name) or (base if "address1" not in said or "city" not in said else {})
    lines = {
        name: str(said.get(name, before.get(name, "") if isinstance(before, Mapping) else "")) for name in ADDRESS_LINES
    }
    lines["country"] = lines["country"] or str(base.get("country", ""))
    missing = [name for name in ("address1", "city", "zip") if not lines[name]]
    return wish if missing else wish.filled(slot.name, lines, "said")


def address_at_hand(scope: Mapping[str, Any]) -> Mapping[str, Any]:
    """The address that a wish is about: the order's, else the customer's own."""
    for name in ("order", "customer"):
        found = scope.get(name)
        record = found[0] if isinstance(found, tuple) and found else found
        if isinstance(record, Mapping) and isinstance(record.get("address"), Mapping):
            return record["address"]  # type: ignore[no-any-return] # narrowed by the line above, not through the index
    return {}


def _address_on_file(kit: Kit, playbook: Playbook, text: Text, base: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """An address that the shop knows already: another order's, the default one, or one in a city that was named."""
    orders = kit.shelf.records(playbook, "order")
    customers = kit.shelf.records(playbook, "customer")
    for source in _address_sources(kit, playbook, text):
        return next((one["address"] for one in orders if id_of(one) == source), None)
    if text.has("home") and customers and base != customers[0].get("address"):
        return customers[0]["address"]  # type: ignore[no-any-return] # records are mappings of anything
    if text.has("home") and customers and playbook.slot("order"):
        return customers[0]["address"]  # type: ignore[no-any-return] # as above
    known = [one["address"] for one in (*orders, *customers) if isinstance(one.get("address"), Mapping)]
    named = places_named(text.raw, text.tongue)
    fits = [
        one for one in known if str(one.get("state")) in named or str(one.get("city", "")).casefold() in named | {""}
    ]
    fits += [one for one in known if str(one.get("city", "?")).casefold() in text.raw.casefold()]
    distinct = {tuple(sorted((k, str(v)) for k, v in one.items())): one for one in fits if one != base}
    return next(iter(distinct.values())) if len(distinct) == 1 else None


def _read_plain(slot: Slot, wish: Wish, text: Text) -> Wish:
    match slot.type:
        case SlotType.ENUM:
            value: Any = _enum(slot, text)
        case SlotType.MONEY:
            value = str(money) if (money := find_money(text.raw)) else None
        case SlotType.YES_NO:
            value = True if text.has("yes") else False if text.has("no") else None
            value = value if wish.asking == slot.name else None
        case _:
            value = text.raw.strip()[:TEXT_CHARS_MAX] if wish.asking == slot.name else None
    return wish.filled(slot.name, value, "said") if value not in (None, "") else wish


def _enum(slot: Slot, text: Text) -> str | None:
    language = text.tongue.language
    said = [
        value
        for value, synonyms in (slot.values or {}).items()
        if says_one_of([read_cue(cue) for cue in (value, *synonyms.get(language, ()))], text.tokens)
    ]
    return said[0] if len(said) == 1 else None  # two values are none: the customer is asked


def read_money(value: Any) -> Money | None:
    """The amount that a money slot remembers as text."""
    try:
        return Money.parse(str(value))
    except EarnestError:
        return None


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
            return id_of(fits[0]) if len(fits) == 1 else None
        case SlotType.LINES:
            lines = lines_of(kit.shelf.scope(playbook, wish).get(slot.of))
            return [str(lines[0]["line_id"])] if len(lines) == 1 else None
        case SlotType.VARIANTS:
            return _read_variants(kit, slot, wish, read_text("", kit.tongue)).value(slot.name)
        case _:
            return None
