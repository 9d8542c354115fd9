"""Words that mean something only after what was settled last: "and the gloves?", "when will that be?"."""

from dataclasses import replace

from earnest.assistant.filling import read_into
from earnest.assistant.hearing import Heard, Hearing, names_record
from earnest.assistant.kit import fitting
from earnest.assistant.matching import read_text, spots_in
from earnest.assistant.playbook import Playbook, Slot, SlotType
from earnest.assistant.shelf import id_of, lines_of
from earnest.assistant.state import NARROW, Wish
from earnest.assistant.tongue import Token, cut
from earnest.assistant.working import Turn

FOLLOWING_WORDS_MAX = 14
"""Words of a message that may hang on the one before it."""

STRONG_PERCENT_MIN = 90
"""From here on a message is heard by its own words."""

POINTED_CHANCE_MIN = 0.05
"""How probable another answer about the same thing must be."""

_OPENERS = frozenset(["and", "so", "then", "ok", "und", "dann", "also", "ach"])
"""Words that a question may begin with before it asks."""

OPENING_WORDS_MAX = 3
"""Words at the beginning of a message among which "and" or "same for" stands."""


def followed(turn: Turn, hearing: Hearing) -> Wish | None:
    """The wish that a short message has in the light of the one settled last; None where it speaks for itself."""
    before = turn.state.before
    tokens = read_text(turn.text, turn.kit.tongue).tokens
    if before is None or turn.state.wishes or turn.kit.shelf.level < turn.playbook(before).level:
        return None
    if sum(token.is_word for token in tokens) > FOLLOWING_WORDS_MAX:
        return None
    if _hangs_on(turn, hearing, before, tokens):
        return _asked_on(turn, hearing, before, tokens)
    return _after(turn, hearing, before, tokens)


def _after(turn: Turn, hearing: Hearing, before: Wish, tokens: tuple[Token, ...]) -> Wish | None:
    """The wish in the light of the one before, unless the words speak for another by themselves."""
    own = [one for one in hearing.wishes if not _akin(turn, one, before)]
    if any(one.cued for one in own):
        return None
    found = _of_another(turn, before, tokens)
    if any(one.cued for one in hearing.wishes):
        return found or _plainly_after(turn, hearing, before)
    level = turn.kit.shelf.level
    strong = [one for one in own if (one.sure or 0) >= STRONG_PERCENT_MIN]
    if found is not None or any(turn.kit.playbooks[one.playbook].level <= level for one in strong):
        return found
    return _of_its_thing(turn, hearing, before) or _asked_on(turn, hearing, before, tokens)


def _hangs_on(turn: Turn, hearing: Hearing, before: Wish, tokens: tuple[Token, ...]) -> bool:
    """As in "and by when is it there?" after a refund, "is the other one still coming?": whatever the words sound like.

    Nothing is to be done, nothing is named, and the router is not sure of another answer.
    """
    playbook = turn.playbook(before)
    record = playbook.typed(SlotType.RECORD)
    if record is None or not playbook.does or not turn.kit.tongue.has(tokens, "asks_when"):
        return False
    deeds = any(turn.kit.playbooks[one.playbook].does for one in hearing.wishes)
    things = [
        str(line.get("name", "")) for one in turn.kit.shelf.records(playbook, record.kind) for line in lines_of(one)
    ]
    if deeds or names_record(turn.text) or spots_in(read_text(turn.text, turn.kit.tongue), things):
        return False
    if turn.kit.tongue.has(tokens, "other_one"):
        return not any(one.cued for one in hearing.wishes)
    sure = any((one.sure or 0) >= STRONG_PERCENT_MIN for one in hearing.wishes)
    points = turn.kit.tongue.has(tokens, "pronouns") or turn.kit.tongue.has(tokens, "points_at")
    return not sure and points


def _akin(turn: Turn, heard: Heard, before: Wish) -> bool:
    playbook, other = turn.playbook(before), turn.kit.playbooks[heard.playbook]
    return playbook is other or other.name in (*playbook.kin, playbook.afterwards) or playbook.name in other.kin


def _of_another(turn: Turn, before: Wish, tokens: tuple[Token, ...]) -> Wish | None:
    """The same wish for another thing: "and the gloves?", "same for the hat", "in red too?", "and before that?"."""
    playbook = turn.playbook(before)
    record = playbook.typed(SlotType.RECORD)
    if record is None:
        return None
    if record.latest and turn.kit.tongue.has(tokens, "earlier"):
        return _earlier(turn, playbook, record, before)
    opens = turn.kit.tongue.has(tokens[:OPENING_WORDS_MAX], "and_what")
    if not opens and not turn.kit.tongue.has(tokens, "also") and not turn.kit.tongue.has(tokens, "the_same"):
        return None
    alike = turn.kit.tongue.has(tokens, "the_same")  # a reason holds for another thing only where the customer says so
    kept = {name: slot for name, slot in before.slots.items() if alike and _carries_over(playbook, name)}
    fresh = replace(before, slots=kept, heard="", fresh="", asking="", tries=0, more=False, past="")
    read = read_into(turn.kit, fresh, turn.text).wish
    if read.value(record.name) is not None:
        return replace(fresh, fresh=turn.text) if _says_other(read, before) else None
    held = before.slots.get(record.name)
    if held is None:
        return None
    same = replace(fresh, slots={**kept, record.name: held})
    return replace(same, fresh=turn.text) if _differs(read_into(turn.kit, same, turn.text).wish, same) else None


def _carries_over(playbook: Playbook, name: str) -> bool:
    slot = playbook.slot(name)
    return slot is not None and slot.type is SlotType.ENUM


def _differs(read: Wish, before: Wish) -> bool:
    return {name: slot.value for name, slot in read.slots.items()} != {
        name: slot.value for name, slot in before.slots.items()
    }


def _says_other(read: Wish, before: Wish) -> bool:
    """Whether anything that was read is not what it was before: what merely went unsaid is no other thing."""
    return any(slot.value != before.value(name) for name, slot in read.slots.items())


def _earlier(turn: Turn, playbook: Playbook, record: Slot, before: Wish) -> Wish | None:
    """The record before the one spoken of; records come newest first."""
    known = [id_of(one) for one in fitting(turn.kit, playbook, record, before)]
    at = known.index(before.value(record.name)) + 1 if before.value(record.name) in known else len(known)
    if at >= len(known):
        return None
    return Wish(before.playbook, sure=before.sure).filled(record.name, known[at], "said")


def _asked_on(turn: Turn, hearing: Hearing, before: Wish, tokens: tuple[Token, ...]) -> Wish | None:
    """A question about what was just answered or done, which the same playbook or the one after it answers."""
    playbook = turn.playbook(before)
    other = turn.kit.tongue.has(tokens, "other_one")
    told = (_tells_of(turn, hearing, before) or _often_tells_of(turn, before)) if other else ""
    name = told or (playbook.afterwards if playbook.does else playbook.name)
    asks = turn.kit.tongue.has(tokens, "asks_when")
    if not name or not (asks or other or name in hearing.choices):
        return _pointed_at(turn, hearing, before)
    after = turn.kit.playbooks[name]
    record = after.typed(SlotType.RECORD)
    held = playbook.typed(SlotType.RECORD)
    if record is None or held is None:
        if playbook is not after:
            return None
        if name in hearing.choices or _sounds_like(turn, name):
            return Wish(name, sure=before.sure, fresh=turn.text)
        barred = [one for one in hearing.wishes if turn.kit.playbooks[one.playbook].level > turn.kit.shelf.level]
        return Wish(name, sure=before.sure, heard=before.heard) if barred else None
    if not other or record.kind != held.kind or before.value(held.name) is None:
        return _about(turn, after, record, before)
    others = [id_of(one) for one in turn.kit.shelf.records(after, record.kind)]
    left = [one for one in others if one != before.value(held.name)]
    return _told_of(turn, after, left[0], before) if len(left) == 1 else None


def _sounds_like(turn: Turn, name: str) -> bool:
    """Whether the words may be about what a playbook answers, as far as the router can tell."""
    understood = turn.kit.router.understand(turn.text).ranked if turn.kit.router else ()
    return any(one.intent == name and one.probability >= POINTED_CHANCE_MIN for one in understood)


def case_after(turn: Turn) -> Wish | None:
    """The wish to hear of the open case that the deed before left; None where it left none."""
    before = turn.state.before
    playbook = turn.playbook(before) if before else None
    after = turn.kit.playbooks.get(playbook.afterwards) if playbook and playbook.does else None
    record = after.typed(SlotType.RECORD) if after else None
    if before is None or after is None or record is None or turn.scene.card is not None or turn.state.wishes:
        return None
    if turn.kit.shelf.level < after.level:
        return None
    wish = _about(turn, after, record, before)
    found = turn.kit.shelf.find(after, record.kind, wish.value(record.name))
    return wish if found is not None and found.get("state") == "open" else None


def _about(turn: Turn, after: Playbook, record: Slot, before: Wish) -> Wish:
    """The wish to hear of what the one before was about: of the same record, or the newest of another kind."""
    held = turn.playbook(before).typed(SlotType.RECORD)
    wish = Wish(after.name, sure=before.sure, fresh=turn.text)
    if held is not None and held.kind == record.kind and before.value(held.name) is not None:
        return wish.filled(record.name, before.value(held.name), "said")
    newest = [id_of(one) for one in fitting(turn.kit, after, record, wish)][:1]
    return wish.filled(record.name, newest[0], "looked") if newest and after is not turn.playbook(before) else wish


def _plainly_after(turn: Turn, hearing: Hearing, before: Wish) -> Wish | None:
    """What a deed just done is asked about in plain words, with no other thing named: its record, or the newest."""
    playbook = turn.playbook(before)
    names = [one.playbook for one in hearing.wishes]
    if not playbook.does or (names != [playbook.afterwards] and not _asks_of_deed(turn, playbook, names, before)):
        return None
    if turn.kit.tongue.has(cut(turn.text), "other_one"):
        return None
    after = turn.kit.playbooks[playbook.afterwards]
    record = after.typed(SlotType.RECORD)
    read = read_into(turn.kit, Wish(after.name), turn.text)
    if record is None or read.wish.value(record.name) is not None or read.unknown or read.likely or read.unfit:
        return None
    return _about(turn, after, record, before)


def _of_its_thing(turn: Turn, hearing: Hearing, before: Wish) -> Wish | None:
    """As in "and in grey?" after an order was told of: what is asked of the catalogue is about the thing in it."""
    names = [one.playbook for one in hearing.wishes]
    playbook = turn.kit.playbooks[names[0]] if len(names) == 1 else None
    record = playbook.typed(SlotType.RECORD) if playbook and playbook.does is None else None
    held = turn.playbook(before).typed(SlotType.RECORD)
    if playbook is None or record is None or held is None or record.kind == held.kind:
        return None
    read = read_into(turn.kit, Wish(playbook.name), turn.text).wish
    if read.value(record.name) is not None or read.value(NARROW + record.name):
        return None
    owned = turn.kit.shelf.find(turn.playbook(before), held.kind, before.value(held.name))
    lines = lines_of(owned)
    spots = spots_in(read_text(before.heard, turn.kit.tongue), [str(line.get("name", "")) for line in lines])
    said = {name for spot in spots for name in spot.mention.names}
    things = {line.get("product_id") for line in lines if len(lines) == 1 or line.get("name") in said}
    known = [id_of(one) for one in turn.kit.shelf.records(playbook, record.kind) if id_of(one) in things]
    return Wish(playbook.name, fresh=turn.text).filled(record.name, known[0], "said") if len(known) == 1 else None


def _asks_of_deed(turn: Turn, playbook: Playbook, names: list[str], before: Wish) -> bool:
    """As in "how do I send it back?" after the return: a question with the words of a deed that is done already."""
    if names != [playbook.name] or not playbook.afterwards or turn.kit.tongue.has(cut(turn.text), "may_i"):
        return False
    text = turn.kit.ear.speller.mend(turn.text)
    first = next((token.norm for token in cut(text) if token.is_word and token.norm not in _OPENERS), "")
    record = playbook.typed(SlotType.RECORD)
    if first not in turn.kit.tongue.phrases("questions") or record is None:
        return False
    known = {id_of(one) for one in fitting(turn.kit, playbook, record, before)}
    named = read_into(turn.kit, Wish(playbook.name), turn.text).wish.value(record.name)
    return before.value(record.name) not in known and named in (None, before.value(record.name))


def _pointed_at(turn: Turn, hearing: Hearing, before: Wish) -> Wish | None:
    """Another answer about the same thing, where one is among the likely ones: "is it waterproof?", "in red too?"."""
    name = _tells_of(turn, hearing, before)
    held = turn.playbook(before).typed(SlotType.RECORD)
    record = turn.kit.playbooks[name].typed(SlotType.RECORD) if name else None
    if held is None or record is None or before.value(held.name) is None:
        return None
    found = _told_of(turn, turn.kit.playbooks[name], str(before.value(held.name)), before)
    return replace(found, sure=None, fresh=turn.text) if found else None


def _tells_of(turn: Turn, hearing: Hearing, before: Wish) -> str:
    """The likeliest playbook that answers about a record like the one just dealt with; "" for none."""
    held = turn.playbook(before).typed(SlotType.RECORD)
    understood = turn.kit.router.understand(turn.text).ranked if turn.kit.router else ()
    ranked = [one.intent for one in understood if one.probability >= POINTED_CHANCE_MIN]
    for name in dict.fromkeys((*(one.playbook for one in hearing.wishes), *hearing.choices, *ranked)):
        one = turn.kit.playbooks.get(name)
        record = one.typed(SlotType.RECORD) if one else None
        if one and held and record and record.kind == held.kind and one.does is None:
            return one.name
    return ""


def _often_tells_of(turn: Turn, before: Wish) -> str:
    """The frequent playbook that answers about records like the one just dealt with; "" for none."""
    held = turn.playbook(before).typed(SlotType.RECORD)
    often = (one for one in turn.kit.playbooks.values() if one.often and one.does is None)
    kinds = ((one.name, record.kind) for one in often if (record := one.typed(SlotType.RECORD)))
    return next((name for name, kind in kinds if held and kind == held.kind), "")


def _told_of(turn: Turn, playbook: Playbook, record_id: str, before: Wish) -> Wish | None:
    """The wish to be told of a record: by the playbook, or by one of its kin that takes records in that state."""
    for name in (playbook.name, *playbook.kin):
        one = turn.kit.playbooks[name]
        record = one.typed(SlotType.RECORD)
        if record and record_id in [id_of(fit) for fit in fitting(turn.kit, one, record, Wish(name))]:
            return Wish(name, sure=before.sure).filled(record.name, record_id, "said")
    return None
