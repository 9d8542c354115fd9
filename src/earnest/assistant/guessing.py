"""What is meant where no playbook's own words were said: told by orders, offers, names and lone addresses."""

from collections.abc import Sequence
from dataclasses import replace

from earnest.assistant.addresses import parse_address
from earnest.assistant.filling import read_into
from earnest.assistant.following import STRONG_PERCENT_MIN
from earnest.assistant.hearing import Heard, Hearing, Router, names_record
from earnest.assistant.matching import read_text
from earnest.assistant.numbers import DIGITS_MIN
from earnest.assistant.playbook import Playbook, SlotType
from earnest.assistant.shelf import lines_of, passing
from earnest.assistant.state import NARROW, Wish
from earnest.assistant.tongue import cut
from earnest.assistant.working import Turn

VAGUE_PERCENT_MAX = 97
"""Below this, a question after one of the customer's own orders is heard as that, whatever the router took it for."""

OFFERED_MIN, OFFERED_CHANCE_MIN, OFFERED_LEAD = 2, 0.03, 2
"""Choices in question, how probable the words must make one of them, and how many times as probable as the next."""

CATALOGUE_MIN = 20
"""Records of a kind that make it a catalogue rather than a customer's own things."""


def weighed(turn: Turn, router: Router, hearing: Hearing) -> Hearing:
    """The hearing in the light of the customer's orders and of what was offered, where nothing is being asked."""
    if not turn.state.wishes and turn.state.carded is None and _is_vague(turn, hearing):
        name = order_answer_for(turn, hearing)
        hearing = replace(hearing, wishes=(Heard(name, turn.text, None, cued=False),)) if name else hearing
    return _among_offered(turn, router, hearing)


def _among_offered(turn: Turn, router: Router, hearing: Hearing) -> Hearing:
    """An answer in words to "which of these?": the likeliest of those that were offered, unless another is said."""
    offered = [meaning[1] for meaning in turn.state.options.values() if meaning[:1] == ("playbook",)]
    if turn.state.wishes or not turn.state.parked or len(offered) < OFFERED_MIN:
        return hearing
    if any(one.cued or (one.sure or 0) >= STRONG_PERCENT_MIN for one in hearing.wishes):
        return hearing
    chances = {one.intent: one.probability for one in router.understand(turn.text).ranked}
    first, second, *_ = (*sorted(offered, key=lambda name: -chances.get(name, 0.0)), "")
    likely = chances.get(first, 0.0) >= OFFERED_CHANCE_MIN and chances[first] >= OFFERED_LEAD * chances.get(second, 0.0)
    return replace(hearing, wishes=(Heard(first, turn.text, None, cued=False),)) if likely else hearing


def _is_vague(turn: Turn, hearing: Hearing) -> bool:
    """Whether nothing in the words speaks for the only wish but the router, and it not wholly.

    A wish about another kind of the customer's own things, such as a return, is not vague: its orders are meant too.
    """
    one = hearing.wishes[0] if len(hearing.wishes) == 1 else None
    if one is None or one.cued or (one.sure or 0) >= VAGUE_PERCENT_MAX:
        return False
    playbook = turn.kit.playbooks[one.playbook]
    if playbook.does and names_record(one.text):
        return False
    record = playbook.typed(SlotType.RECORD)
    known = turn.kit.shelf.records(playbook, record.kind) if record and turn.kit.shelf.level >= playbook.level else ()
    return len(known) >= CATALOGUE_MIN or not known or any(lines_of(found) for found in known)


def order_answer_for(turn: Turn, hearing: Hearing) -> str:
    """The playbook that tells of an order, where the words name one or ask on about the one spoken of; "" else.

    Only answers are guessed, never deeds: a wrong answer costs a line, and it is named what it is about.
    """
    name = _tells_of_orders(turn, hearing)
    if not name or turn.kit.tongue.has(cut(turn.text), "trouble") or _sounds_like_deeds(turn, hearing):
        return ""
    tokens = cut(turn.text)
    asks_when = turn.kit.tongue.has(tokens, "arrival")
    numbered = any(len(token.norm) >= DIGITS_MIN and token.norm.isdigit() for token in tokens)
    reading = read_into(turn.kit, Wish(name), turn.text)
    slot = turn.kit.playbooks[name].typed(SlotType.RECORD)
    assert slot is not None
    named = bool(reading.wish.value(slot.name) or reading.unfit or reading.likely)
    if (numbered and (named or reading.unknown)) or (named and asks_when):
        return name
    follows = turn.state.topic == name or turn.state.topic in turn.kit.playbooks[name].kin
    follows = follows or (turn.state.before is None and not turn.state.topic)
    pointed = read_text(turn.text.replace("'s", " is").replace("\u2019s", " is"), turn.kit.tongue).has("pronouns")
    pointed = pointed or _names_nothing(turn, hearing)
    return name if follows and asks_when and pointed and turn.state.focus.get(slot.kind) else ""


def _names_nothing(turn: Turn, hearing: Hearing) -> bool:
    """Whether the words were taken to be about a thing of the catalogue, and name none."""
    books = [turn.kit.playbooks[one.playbook] for one in hearing.wishes]
    return bool(books) and all(_is_about_products(turn, one) and not _names_one(turn, one) for one in books)


def _sounds_like_deeds(turn: Turn, hearing: Hearing) -> bool:
    """Whether all that the words may mean is to be done, not told: whoever wants "1047 back" asks for no tracking."""
    return bool(hearing.choices) and all(turn.kit.playbooks[name].does for name in hearing.choices)


def product_answer_for(turn: Turn, choices: Sequence[str] = ()) -> str:
    """The likeliest playbook that answers about a thing of the catalogue which the words name; "" where none does.

    Where there are choices, it must be the first of them.
    """
    able = [one for one in turn.kit.playbooks.values() if _is_about_products(turn, one)]
    named = {one.name for one in able if one.name in (choices[:1] or (one.name,)) and _names_one(turn, one)}
    if not named or turn.kit.router is None or turn.kit.tongue.has(cut(turn.text), "trouble"):
        return ""
    return next((one.intent for one in turn.kit.router.understand(turn.text).ranked if one.intent in named), "")


def _names_one(turn: Turn, playbook: Playbook) -> bool:
    slot = playbook.typed(SlotType.RECORD)
    wish = read_into(turn.kit, Wish(playbook.name), turn.text).wish if slot else None
    return bool(slot and wish and (wish.value(slot.name) or wish.value(NARROW + slot.name)))


def _is_about_products(turn: Turn, playbook: Playbook) -> bool:
    slot = playbook.typed(SlotType.RECORD)
    if playbook.does or playbook.person or slot is None or turn.kit.shelf.level < playbook.level:
        return False
    records = turn.kit.shelf.records(playbook, slot.kind)
    return len(records) >= CATALOGUE_MIN and not any(lines_of(one) for one in records)


def address_wish_for(turn: Turn) -> str:
    """The playbook that changes an address, where the words are an address and nothing else; "" where none does."""
    said = parse_address(turn.text, turn.kit.tongue)
    if "address1" not in said or "zip" not in said:
        return ""
    for one in turn.kit.playbooks.values():
        record = one.typed(SlotType.RECORD)
        able = one.typed(SlotType.ADDRESS) and turn.kit.shelf.level >= one.level
        if able and record and passing(turn.kit.shelf.records(one, record.kind), record.where, {}):
            return one.name
    return ""


def _tells_of_orders(turn: Turn, hearing: Hearing) -> str:
    """The playbook that answers about orders: a frequent one first, among the likely ones where there are such."""
    known = sorted((turn.kit.playbooks[name] for name in hearing.choices), key=lambda one: not one.often)
    every = sorted((one for one in turn.kit.playbooks.values() if one.starts), key=lambda one: not one.often)
    return next((one.name for one in (*known, *every) if _is_about_orders(turn, one)), "")


def _is_about_orders(turn: Turn, playbook: Playbook) -> bool:
    slot = playbook.typed(SlotType.RECORD)
    if playbook.does or playbook.person or slot is None or slot.where == () or turn.kit.shelf.level < playbook.level:
        return False
    records = turn.kit.shelf.records(playbook, slot.kind)
    return bool(records) and any(lines_of(one) for one in records)
