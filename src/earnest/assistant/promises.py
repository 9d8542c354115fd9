"""Who does what by when: what a person decides, and wishes that hang on something and are therefore a person's."""

from dataclasses import replace

from earnest.assistant.following import case_after
from earnest.assistant.hearing import Hearing
from earnest.assistant.tongue import cut
from earnest.assistant.working import Turn, hand_over, work
from earnest.domain.items import Words
from earnest.domain.time import MINUTE
from earnest.domain.turns import HandOverReason, Proposal
from earnest.words import Due

QUOTED_CHARS_MAX = 160
"""Characters of a condition that are said back."""


def on_who_decides(turn: Turn) -> bool:
    """Whether the words asked who decides, or when an answer comes, and were told so by the brand's own clocks."""
    if not turn.kit.tongue.has(cut(turn.text), "who_decides"):
        return False
    wish = case_after(turn)
    if wish is not None:
        turn.state = replace(turn.state, wishes=(wish,), lost=0, parked="")
        work(turn)
        return True
    now = turn.scene.now
    due = Due(now + turn.promises.approval_minutes * MINUTE, now, turn.promises.zone)
    key = "who-decides-card" if turn.scene.card is not None else "who-decides"
    turn.out.append(Proposal("", None, (Words(turn.speech.say(key, due=due)),)))
    return True


def on_condition(turn: Turn, hearing: Hearing) -> bool:
    """Whether a deed was to be done only if something happens by some day: a colleague then holds it, with a clock.

    Nothing is done and nothing is forgotten. Other conditions are asked about before the deed's card.
    """
    deeds = [one for one in hearing.wishes if turn.kit.playbooks[one.playbook].does]
    names = [*(one.playbook for one in deeds), *sorted(hearing.negated)]
    if turn.state.condition and _asks_whether_done(turn):
        turn.tell("condition-still", words=turn.state.condition)
        return True
    if not names or turn.scene.card is not None or not _hangs_on_a_day(turn):
        return False
    words = " ".join(turn.text.split())[:QUOTED_CHARS_MAX]
    hand_over(turn, HandOverReason.GATE)
    told = turn.out[-1]
    row = (turn.speech.say("condition-row"), words)
    say = (*(Words(note) for note in turn.notes), Words(turn.speech.say("condition-noted", words=words)))
    turn.notes.clear()
    turn.out[-1] = replace(told, intent=names[0], say=say, summary=(row, *told.summary))
    turn.state = replace(turn.state, condition=words)
    return True


def _hangs_on_a_day(turn: Turn) -> bool:
    tongue, tokens = turn.kit.tongue, cut(turn.text)
    harmless = {at for first, past in tongue.find(tokens, "harmless") for at in range(first, past)}
    marks = [first for first, _ in tongue.find(tokens, "conditions") if first not in harmless]
    return bool(marks) and tongue.has(tokens, "days")


def _asks_whether_done(turn: Turn) -> bool:
    return turn.kit.tongue.has(cut(turn.text), "asks_whether_done")
