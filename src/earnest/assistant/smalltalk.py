"""Small talk, a plain yes or no, and a choice by its place: messages that carry no wish."""

from dataclasses import replace

from earnest.assistant.choosing import drop, picked_by_place, put_first, take
from earnest.assistant.cues import Aside, aside_of
from earnest.assistant.puzzled import SHORT_WORDS_MAX, show_card_again
from earnest.assistant.tongue import cut
from earnest.assistant.working import MORE, Turn, work
from earnest.domain.items import Words
from earnest.domain.turns import Proposal


def is_small(turn: Turn) -> bool:
    """Whether the message carried no wish and is answered: small talk, "I do it myself", a choice by its place."""
    aside = aside_of(turn.kit.tongue, turn.text)
    if aside is not None and on_aside(turn, aside):
        return True
    if turn.kit.tongue.has(cut(turn.text), "by_oneself") and not _has_number(turn.text):
        drop(turn)
        return True
    if picked_by_place(turn):
        work(turn)
        return True
    return False


def _has_number(text: str) -> bool:
    return any(len(token.norm) > SHORT_WORDS_MAX and token.norm.isdigit() for token in cut(text))


def is_thanks(turn: Turn) -> bool:
    """A short message with thanks or a farewell in it and no wish; misspelt, it is no small talk by the table."""
    tokens = cut(turn.text)
    words = sum(token.is_word for token in tokens)
    tongue = turn.kit.tongue
    return words <= SHORT_WORDS_MAX and (tongue.has(tokens, "thanks") or tongue.has(tokens, "farewells"))


def on_aside(turn: Turn, aside: Aside) -> bool:
    """Answer a message without a wish; False where it answers the question on the table after all."""
    current = turn.state.wishes[0] if turn.state.wishes else None
    if current and current.asking == MORE and aside in (Aside.NO, Aside.FAREWELL, Aside.YES, Aside.THANKS):
        if aside is Aside.YES:
            return False
        work(turn)
        return True
    if aside is Aside.FAREWELL and turn.scene.card is not None and turn.state.carded is not None:
        aside = Aside.YES
    match aside:
        case Aside.YES | Aside.NO:
            return _on_yes_or_no(turn, yes=aside is Aside.YES)
        case Aside.ABANDON:
            drop(turn)
        case Aside.FAREWELL:
            turn.state = replace(turn.state, wishes=(), options={}, carded=None)
            turn.tell("goodbye")
        case Aside.MACHINE:
            turn.notes.append(turn.speech.say("machine-yes"))
            _again(turn, "no-more", "")
        case Aside.THANKS | Aside.GREETING | Aside.SILENCE:
            if aside is Aside.SILENCE and _is_plain_answer(turn):
                return _on_yes_or_no(turn, yes=True)
            _again(turn, *_lines(turn, aside))
    return True


def _lines(turn: Turn, aside: Aside) -> tuple[str, str]:
    """A short human line: the one that stands alone, and the one before an open question."""
    if aside is Aside.THANKS:
        return "thanks-reply", "thanks-open"
    if aside is Aside.GREETING:
        return "greeting", ""
    return ("puzzled-reply", "explain-open") if "?" in turn.text else ("emoji-reply", "")


def _is_plain_answer(turn: Turn) -> bool:
    """Whether a thumb answers the question on the table: one that a yes would answer."""
    current = turn.state.wishes[0] if turn.state.wishes else None
    slot = turn.playbook(current).slot(current.asking) if current else None
    asked = len(turn.state.options) == 1 or (slot is not None and slot.type == "yes_no")
    return asked and turn.scene.card is None and turn.kit.tongue.has_sign(turn.text, "yes_signs")


def _again(turn: Turn, otherwise: str, before: str) -> None:
    """Put the open question again, or say something short; small talk is no failed try."""
    if turn.state.wishes and turn.scene.card is None:
        turn.notes += [turn.speech.say(before)] if before else []
        current = turn.state.wishes[0]
        put_first(turn, replace(current, tries=max(0, current.tries - 1)))
        work(turn)
        return
    if turn.scene.card is not None and turn.state.carded is not None and otherwise != "thanks-reply":
        show_card_again(turn)
        return
    texts = [*turn.notes, turn.speech.say("card-waits" if turn.scene.card else otherwise)]
    turn.notes.clear()
    turn.out.append(Proposal("", None, tuple(Words(text) for text in texts)))


def _on_yes_or_no(turn: Turn, *, yes: bool) -> bool:
    if turn.scene.card is not None:
        if yes:
            show_card_again(turn)
        else:
            drop(turn)
        return True
    if len(turn.state.options) == 1:
        meaning = next(iter(turn.state.options.values()))
        if yes:
            take(turn, meaning)
            work(turn)
        elif turn.state.wishes:
            turn.state = replace(turn.state, options={})
            work(turn)
        else:
            turn.state = replace(turn.state, options={})
            turn.tell("no-more")
        return True
    if turn.state.wishes:
        current = turn.state.wishes[0]
        slot = turn.playbook(current).slot(current.asking)
        if slot and slot.type in ("yes_no", "enum", "text"):
            return False
        _again(turn, "ask-wish", "explain-open")
        return True
    thanked = turn.kit.tongue.has(cut(turn.text), "thanks")
    turn.tell(("thanks-reply" if thanked else "fine-reply") if yes else "goodbye")
    return True
