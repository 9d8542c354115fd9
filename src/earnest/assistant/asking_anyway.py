"""A small share of clear messages is asked about all the same: what is chosen then speaks for all that were not."""

from dataclasses import replace

from earnest.assistant.hearing import CHOICES_MAX, Hearing, Router
from earnest.assistant.state import HEARD_CHARS_MAX
from earnest.assistant.working import Turn, offer, words_of
from earnest.domain.items import Words
from earnest.domain.turns import Proposal


def asked_anyway(turn: Turn, router: Router, hearing: Hearing) -> bool:
    """Whether a wish that was heard is asked about whatever its score; never while something is open.

    Which turns are, follows from their own ids, and the choices are those of every other question.
    """
    if turn.asks_anyway is None or len(hearing.wishes) != 1 or hearing.negated or _is_busy(turn):
        return False
    wish = hearing.wishes[0]
    playbook = turn.kit.playbooks[wish.playbook]
    if wish.sure is None or playbook.person or not turn.asks_anyway(f"{turn.scene.conversation}/{turn.state.turn}"):
        return False
    ranked = [one.intent for one in router.understand(wish.text).ranked]
    others = [name for name in ranked if name in turn.kit.playbooks and not turn.kit.playbooks[name].person]
    first = others[:CHOICES_MAX]
    names = first if wish.playbook in first else [wish.playbook, *first[: CHOICES_MAX - 1]]
    turn.state = replace(turn.state, parked=turn.text[-HEARD_CHARS_MAX:])
    choices = offer(turn, [(words_of(turn, turn.kit.playbooks[name].title), ("playbook", name)) for name in names])
    words = (*(Words(note) for note in turn.notes), Words(turn.speech.say("ask-wish-which")))
    turn.notes.clear()
    turn.out.append(Proposal(wish.playbook, wish.sure, (*words, choices), anyway=True))
    return True


def _is_busy(turn: Turn) -> bool:
    return bool(turn.state.wishes or turn.state.parked or turn.scene.card)
