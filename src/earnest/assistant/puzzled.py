"""Nothing was understood: choices of what it may be, what can be done with an open card, then a person."""

from dataclasses import replace

from earnest.assistant.guessing import product_answer_for
from earnest.assistant.hearing import Hearing
from earnest.assistant.state import HEARD_CHARS_MAX, WISHES_MAX, Wish
from earnest.assistant.tongue import cut
from earnest.assistant.working import (
    CHOICES_MAX,
    Turn,
    consult,
    eligible_playbooks,
    hand_over,
    offer,
    quote,
    words_of,
    work,
)
from earnest.domain.items import Words
from earnest.domain.turns import HandOverReason, Proposal

LOST_MAX = 3
"""Messages in a row that are not understood before a person is brought in."""

SHORT_WORDS_MAX = 5
"""Words of an answer that may pick a choice by its place: "the second one"."""


SURE_BESIDE_DEEDS_PERCENT = 97
"""How sure an article must be where the words may also be a wish to do something."""


def show_lost(turn: Turn, hearing: Hearing) -> None:
    """No playbook was understood: an article that answers; else choices of what it may be, then a person."""
    finding = consult(turn, turn.text)
    deeds = any(turn.kit.playbooks[name].needs for name in hearing.choices)
    if (finding.sure >= SURE_BESIDE_DEEDS_PERCENT or not deeds) and quote(turn, finding):
        return
    lost = turn.state.lost + 1
    if lost > LOST_MAX:
        hand_over(turn, HandOverReason.UNSURE)
        return
    names = list(hearing.choices)
    key = "ask-wish-which"
    if lost == 1 and len(names) == 1:
        named = product_answer_for(turn)
        names += [named] if named and named not in names else []
    if lost > 1 or not names:
        own = [name for name in eligible_playbooks(turn) if name not in names]
        names = (names + own if lost == 1 else own + names)[:CHOICES_MAX]
        short = sum(token.is_word for token in cut(turn.text)) <= SHORT_WORDS_MAX
        key = "your-things" if lost > 1 else "not-in-my-field" if hearing.outside and not short else "ask-wish"
    turn.state = replace(turn.state, lost=lost, parked=f"{turn.state.parked} {turn.text}".strip()[-HEARD_CHARS_MAX:])
    choices = offer(turn, [(words_of(turn, turn.kit.playbooks[name].title), ("playbook", name)) for name in names])
    texts = [*turn.notes, turn.speech.say(key)]
    turn.notes.clear()
    turn.out.append(Proposal("", None, (*(Words(text) for text in texts), choices)))


def still_open(turn: Turn, carded: Wish, *, asked: bool = False) -> None:
    """Nothing was changed: the card again; the next time what can be done with it, then a person.

    Args:
        turn: the turn.
        carded: what the card is of.
        asked: whether the words asked for just that: then it is named.
    """
    lost = turn.state.lost + 1
    if lost > LOST_MAX:
        hand_over(turn, HandOverReason.UNSURE, carded)
        return
    if lost == 1:
        title = turn.scene.card.title if turn.scene.card else ""
        turn.notes.append(turn.speech.say("card-is-that", title=title) if asked else turn.speech.say("card-waits"))
        show_card_again(turn)
    else:
        title = words_of(turn, turn.kit.playbooks[carded.playbook].title)
        ways = offer(turn, [(title, ("card", "again")), (turn.speech.say("card-cancel"), ("card", "drop"))])
        texts = [*turn.notes, turn.speech.say("say-plainly")]
        turn.notes.clear()
        turn.out.append(Proposal(carded.playbook, carded.sure, (*(Words(text) for text in texts), ways)))
    turn.state = replace(turn.state, lost=lost)


def show_card_again(turn: Turn) -> None:
    """Open the card anew, so that it is the last thing shown and a plain yes counts."""
    carded = turn.state.carded
    if carded is None:
        turn.tell("card-waits")
        return
    turn.state = replace(turn.state, carded=None, wishes=(replace(carded, more=True), *turn.state.wishes)[:WISHES_MAX])
    work(turn)
