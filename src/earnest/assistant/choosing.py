"""What a press on a named choice means, and letting go of what is open."""

from collections.abc import Mapping
from dataclasses import replace

from earnest.assistant.asking import Meaning
from earnest.assistant.filling import fill_gaps
from earnest.assistant.kit import ADDRESS_LINES
from earnest.assistant.puzzled import SHORT_WORDS_MAX, show_card_again
from earnest.assistant.state import NARROW, SURE, WHOLE, WISHES_MAX, Wish
from earnest.assistant.tongue import cut
from earnest.assistant.working import Turn, hand_over, work
from earnest.domain.items import ELSE, PERSON, PROVE, Words
from earnest.domain.labels import CERTAIN_PERCENT
from earnest.domain.turns import HandOverReason, Proposal


def on_choice(turn: Turn, chosen: str) -> None:
    """A press on a named choice."""
    meaning = turn.state.options.get(chosen)
    if chosen == PERSON:
        hand_over(turn, HandOverReason.ASKED)
    elif chosen == ELSE:
        turn.chosen = ""
        turn.state = replace(turn.state, options={}, parked="", wishes=turn.state.wishes[1:])
        turn.tell("ask-wish")
    elif chosen == PROVE and turn.state.wishes:
        work(turn)
    elif meaning is None:
        if turn.state.wishes:
            turn.notes.append(turn.speech.say("choice-gone"))
            work(turn)
        else:
            turn.tell("choice-gone")
    elif meaning == ("card", "drop"):
        drop(turn)
    elif meaning == ("card", "again"):
        show_card_again(turn)
    else:
        take(turn, meaning)
        work(turn)


def take(turn: Turn, meaning: Meaning) -> None:
    """Put a choice's meaning into effect."""
    match meaning:
        case ("playbook", name) if name in turn.kit.playbooks:
            turn.chosen = name
            wish = Wish(name, sure=CERTAIN_PERCENT, fresh=turn.state.parked)
            turn.state = replace(turn.state, wishes=(wish, *turn.state.wishes)[:WISHES_MAX], parked="", lost=0)
        case ("slot", name, value) if turn.state.wishes:
            wish = turn.state.wishes[0]
            slot = turn.playbook(wish).slot(name)
            held: object = value == "yes" if slot and slot.type == "yes_no" else value
            if slot and slot.type == "lines":
                held = list(dict.fromkeys([*(wish.value(name) or ()), value]))
            chosen = replace(wish.emptied(NARROW + name).filled(name, held, "chosen"), tries=0)
            put_first(turn, fill_gaps(turn.kit, explained(chosen)))
        case ("address", name, kind, record_id) if turn.state.wishes:
            wish = turn.state.wishes[0]
            record = turn.kit.shelf.find(turn.playbook(wish), kind, record_id)
            if record and isinstance(record.get("address"), Mapping):
                lines = {line: str(record["address"].get(line, "")) for line in ADDRESS_LINES}
                put_first(turn, replace(wish.filled(name, lines, "chosen"), tries=0))
        case ("variant", name, line_id, value) if turn.state.wishes:
            wish = turn.state.wishes[0]
            known = dict(wish.value(name) or {})
            known[line_id] = {**(known.get(line_id) or {"wants": {}, "rule": ""}), "to": value}
            put_first(turn, replace(explained(wish).filled(name, known, "chosen"), tries=0))
        case ("whole", _) if turn.state.wishes:
            put_first(turn, replace(turn.state.wishes[0].filled(WHOLE, True, "chosen"), tries=0))  # noqa: FBT003 - a flag
        case _:
            pass


def explained(wish: Wish) -> Wish:
    """The wish once the customer answered what was asked about unclear words."""
    return wish.filled(SURE, True, "chosen") if wish.past else wish  # noqa: FBT003 - the value of a hidden slot


def put_first(turn: Turn, wish: Wish) -> None:
    """Remember the wish at work."""
    turn.state = replace(turn.state, wishes=(wish, *turn.state.wishes[1:]))


def drop(turn: Turn) -> None:
    """Let go of what is open: the card, else the wish at work; what waits comes next."""
    carded = turn.scene.card is not None and turn.state.carded is not None
    rest = turn.state.wishes if carded else turn.state.wishes[1:]
    turn.state = replace(turn.state, wishes=rest, carded=None, options={})
    turn.notes.append(turn.speech.say("card-dropped"))
    if rest:
        work(turn)
        return
    turn.out.append(Proposal("", None, (*(Words(note) for note in turn.notes), Words(turn.speech.say("no-more")))))
    turn.notes.clear()


def picked_by_place(turn: Turn) -> bool:
    """As in "The second one": a choice by its place."""
    words = [token.norm for token in cut(turn.text) if token.is_word]
    meanings = list(turn.state.options.values())
    if not meanings or not words or len(words) > SHORT_WORDS_MAX:
        return False
    places = turn.kit.tongue.map("ordinals")
    place = next((int(places[word]) for word in words if word in places), 0)
    if not place and len(words) == 1 and words[0] in ("1", "2", "3"):
        place = int(words[0])
    if not 1 <= place <= len(meanings):
        return False
    take(turn, meanings[place - 1])
    return True
