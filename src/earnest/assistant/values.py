"""Which payment method, lines, variants, address or plain value a customer's words mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from earnest.assistant.addresses import parse_address, parse_parts, places_named
from earnest.assistant.cues import read_cue, says_one_of
from earnest.assistant.kit import ADDRESS_LINES, Kit, Reading, address_at_hand, address_sources, fitting
from earnest.assistant.matching import Text, goods_in, matching_described, spots_in
from earnest.assistant.moneys import find_money
from earnest.assistant.options import find_options, option_values
from earnest.assistant.playbook import Playbook, Slot, SlotType
from earnest.assistant.shelf import Record, id_of, lines_of, passing
from earnest.assistant.state import NARROW, PARTS, TEXT_CHARS_MAX, Wish
from earnest.assistant.tongue import Token, cut
from earnest.assistant.variants import read_wants
from earnest.domain.errors import EarnestError
from earnest.domain.money import Money

_HOUSE_NUMBER = re.compile(r"\d+(?:\s?[a-zA-Z])?$")

TOLD_WORDS_MIN = 9
"""Words and marks of a message that tells the whole story by itself."""

BETWEEN_MESSAGES = " . "
"""What stands between messages that belong to one wish."""

POINTING_WORDS_MAX = 9
"""Words of a message that may point at what was spoken of last."""

SOUND_WORDS_MIN = 3
"""Words that a part of a message needs before it sounds like anything."""

SOUND_MIN, SOUND_LEAD = 0.3, 3
"""How probable the intents of a value must be, and how many times as probable as those of the next value."""

_PARTS = re.compile(r"[.,;:!?\n]+")

NOT_REACH_WORDS = 3
"""Words after "instead of" that say what it should not be."""


def read_named(kit: Kit, slot: Slot, reading: Reading, text: Text) -> Reading:
    """A record without lines, such as a payment method or a product, by its name or marks."""
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
        return _spoken_of(kit, slot, reading, text, fits)
    label = str(barred[0].get("label") or barred[0].get("name") or "")
    return replace(reading, barred=label, barred_slot="" if wish.value(slot.name) else slot.name)


def _spoken_of(kit: Kit, slot: Slot, reading: Reading, text: Text, fits: Sequence[Record]) -> Reading:
    """The catalogue's thing that was spoken of last, where a short message points at one without a name."""
    last = kit.focus.get(slot.kind)
    short = sum(token.is_word for token in text.tokens) <= POINTING_WORDS_MAX
    held = reading.wish.value(slot.name) is not None or last not in [id_of(one) for one in fits]
    if held or not short or not text.has("points_at"):
        return reading
    return replace(reading, wish=reading.wish.filled(slot.name, last, "looked"))


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
        best = max(spots, key=lambda spot: spot.mention.past - spot.mention.first, default=None)
        names = best.mention.names if best else ()
        return [record for record in records if record.get("name") in names]
    return matching_described(text, records)


# --- lines, variants, addresses, plain values ------------------------------------------------------------------------


def read_lines(kit: Kit, slot: Slot, wish: Wish, text: Text) -> Wish:
    """Items of the order at hand; those a name leaves open are noted as in question."""
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


def read_variant(kit: Kit, slot: Slot, wish: Wish, text: Text) -> Wish:
    """What is wanted instead of each item."""
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


def read_variants(kit: Kit, slot: Slot, wish: Wish, text: Text) -> Wish:
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


def read_address(kit: Kit, slot: Slot, wish: Wish, text: Text) -> Wish:
    """An address that was said in full, or one that the shop knows already."""
    playbook = kit.playbooks[wish.playbook]
    scope = kit.shelf.scope(playbook, wish)
    base = address_at_hand(scope)
    on_file = _address_on_file(kit, playbook, text, base)
    said = parse_address(text.raw, text.tongue)
    if on_file and not said.get("address1"):
        return wish.filled(slot.name, {name: str(on_file.get(name, "")) for name in ADDRESS_LINES}, "said")
    if not said:
        return _read_parts(slot, wish, text, base)
    wish = wish.emptied(PARTS + slot.name)
    before = wish.value(slot.name) or (base if "address1" not in said or "city" not in said else {})
    lines = {
        name: str(said.get(name, before.get(name, "") if isinstance(before, Mapping) else "")) for name in ADDRESS_LINES
    }
    lines["country"] = lines["country"] or str(base.get("country", ""))
    missing = [name for name in ("address1", "city", "zip") if not lines[name]]
    return wish if missing else wish.filled(slot.name, lines, "said")


def _read_parts(slot: Slot, wish: Wish, text: Text, base: Mapping[str, Any]) -> Wish:
    """An address given piece by piece, once it was asked for; or one line of it corrected."""
    held, parts = wish.value(slot.name), dict(wish.value(PARTS + slot.name) or {})
    said = parse_parts(text.raw, text.tongue) if held or parts or wish.asking == slot.name else {}
    number = said.pop("number", "")
    lines = {**(held or {}), **parts, **said}
    if number and lines.get("address1"):
        lines["address1"] = said["address1"] = _HOUSE_NUMBER.sub(number, lines["address1"])
    if not said:
        return wish
    if any(not lines.get(name) for name in ("address1", "city", "zip")):
        return wish.filled(PARTS + slot.name, lines, "said")
    whole = {name: str(lines.get(name, "")) for name in ADDRESS_LINES}
    whole["country"] = whole["country"] or str(base.get("country", ""))
    return wish.emptied(PARTS + slot.name).filled(slot.name, whole, "said")


def _address_on_file(kit: Kit, playbook: Playbook, text: Text, base: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """An address that the shop knows already: another order's, the default one, or one in a city that was named."""
    orders = kit.shelf.records(playbook, "order")
    customers = kit.shelf.records(playbook, "customer")
    for source in address_sources(kit, playbook, text):
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


def read_plain(kit: Kit, slot: Slot, wish: Wish, text: Text) -> Wish:
    """A reason, an amount, a yes or no, or free words."""
    match slot.type:
        case SlotType.ENUM:
            value: Any = _enum(slot, text) or (_by_sound(kit, slot, text) if wish.value(slot.name) is None else None)
        case SlotType.MONEY:
            value = str(money) if (money := find_money(text.raw)) else None
        case SlotType.YES_NO:
            value = True if text.has("yes") else False if text.has("no") else None
            value = value if wish.asking == slot.name else None
        case _:
            told = wish.asking == slot.name or (slot.told and len(text.tokens) >= TOLD_WORDS_MIN)
            value = text.raw.strip()[:TEXT_CHARS_MAX] if told else None
    return wish.filled(slot.name, value, "said") if value not in (None, "") else wish


def _enum(slot: Slot, text: Text) -> str | None:
    """The one value that a message names; several messages that are read together do not add up to one."""
    language = text.tongue.language
    messages = [cut(one) for one in text.raw.split(BETWEEN_MESSAGES)] if BETWEEN_MESSAGES in text.raw else [text.tokens]
    said = _values_in(slot, messages, language)
    meant = text.tongue.without_refused(text.raw) if said else text.raw
    if meant != text.raw:  # "I don't want the money, I want a new one"
        said = _values_in(slot, [cut(one) for one in meant.split(BETWEEN_MESSAGES)], language)
    return said[0] if len(said) == 1 else None  # two values are none: the customer is asked


def _values_in(slot: Slot, messages: Sequence[tuple[Token, ...]], language: str) -> list[str]:
    return [
        value
        for value, synonyms in (slot.values or {}).items()
        if any(
            says_one_of([read_cue(cue) for cue in (value, *synonyms.get(language, ()))], tokens) for tokens in messages
        )
    ]


def _by_sound(kit: Kit, slot: Slot, text: Text) -> str | None:
    """The value whose intents a part of the text sounds like, clearly more than like those of any other value."""
    if kit.router is None or not slot.sounds_like:
        return None
    likeliest: dict[str, float] = {}
    for part in _PARTS.split(text.raw):
        if len(part.split()) < SOUND_WORDS_MIN:
            continue
        chances = {one.intent: one.probability for one in kit.router.understand(part).ranked}
        for value, intents in slot.sounds_like.items():
            likeliest[value] = max(likeliest.get(value, 0.0), sum(chances.get(name, 0.0) for name in intents))
    first, second, *_ = (*sorted(likeliest, key=lambda value: -likeliest[value]), "", "")
    clear = likeliest.get(first, 0.0) >= SOUND_MIN and likeliest[first] >= SOUND_LEAD * likeliest.get(second, 0.0)
    return first if clear else None


def read_money(value: Any) -> Money | None:
    """The amount that a money slot remembers as text."""
    try:
        return Money.parse(str(value))
    except EarnestError:
        return None
