"""What a message, a choice or a press means in the light of what was said before; the rules of talking."""

from collections.abc import Sequence
from dataclasses import replace

from earnest.assistant.asking_anyway import asked_anyway
from earnest.assistant.carding import replacement, withdrawal_in
from earnest.assistant.choosing import explained, put_first
from earnest.assistant.cues import Aside, aside_of
from earnest.assistant.doubting import is_done
from earnest.assistant.filling import look_up, read_into
from earnest.assistant.following import STRONG_PERCENT_MIN, followed
from earnest.assistant.guessing import address_wish_for, order_answer_for, product_answer_for, weighed
from earnest.assistant.hearing import Heard, Hearing, Router, cued_in, hear
from earnest.assistant.identifying import identify, wrong_key
from earnest.assistant.kit import Reading
from earnest.assistant.manners import acknowledge, affirm, say_not_spoken
from earnest.assistant.moneys import find_money
from earnest.assistant.numbers import DIGITS_MIN
from earnest.assistant.person_ear import Asked
from earnest.assistant.playbook import Playbook, SlotType
from earnest.assistant.promises import on_condition, on_who_decides
from earnest.assistant.puzzled import show_card_again, show_lost, still_open
from earnest.assistant.smalltalk import is_small, is_thanks, on_aside
from earnest.assistant.state import HEARD_CHARS_MAX, SURE, WHOLE, WISHES_MAX, Filled, Wish
from earnest.assistant.tongue import cut
from earnest.assistant.working import MORE, Turn, hand_over, words_of, work
from earnest.domain.items import Words
from earnest.domain.turns import HandOverReason, Proposal


def on_press(turn: Turn) -> None:
    """A press on a card, or nothing at all: go on with what waits."""
    if turn.scene.card is not None and turn.scene.pressed is None:
        turn.tell("card-waits")
    elif turn.state.wishes or turn.scene.pressed is None:
        work(turn)


def on_text(turn: Turn, router: Router, foreign: str = "", person: Asked = Asked.NO) -> None:
    """A typed message; `foreign` is its language where the brand does not speak it, `person` if it asks for one."""
    if _wants_person(turn, person):
        _take_along(turn)
        hand_over(turn, HandOverReason.ASKED)
    elif foreign:
        say_not_spoken(turn, foreign)
    else:
        _on_words(turn, router)
        affirm(turn)


def _wants_person(turn: Turn, person: Asked) -> bool:
    """Whether a person takes over at once.

    What asks for one only faintly is read as other words are: where nothing is understood, a person is among the
    choices, and the next such message brings one in.
    """
    match person:
        case Asked.NO:
            return False
        case Asked.FAINTLY if not turn.state.lost:
            return False
        case Asked.LIKELY if turn.kit.tongue.has(cut(turn.text), "who_decides"):
            return False
        case Asked.FAINTLY | Asked.LIKELY | Asked.PLAINLY:
            return aside_of(turn.kit.tongue, turn.text) is None


def _take_along(turn: Turn) -> None:
    """What else the message plainly asks for goes to the person with what is known of it; no router is asked."""
    if turn.state.wishes or turn.state.carded:
        return
    cued, _ = cued_in(turn.kit.ear, turn.text)
    name = next((one for one in cued if not turn.kit.playbooks[one].person), "")
    if not name or turn.kit.shelf.level < turn.kit.playbooks[name].level:
        return
    wish = read_into(turn.kit, Wish(name), turn.text).wish
    turn.state = replace(turn.state, wishes=(look_up(turn.kit, wish),))


def _on_words(turn: Turn, router: Router) -> None:
    known = identify(turn)
    if known == "locked":
        hand_over(turn, HandOverReason.UNSURE)
        return
    if known == "wrong":
        turn.notes.append(turn.speech.say(wrong_key(turn)))
    if is_small(turn) or on_who_decides(turn) or _is_about_card(turn, router):
        return
    acknowledge(turn)
    heard = _heard(turn, router)
    if on_condition(turn, heard):
        return
    hearing = _undone(turn, heard)
    if hearing is None:
        return
    hearing = weighed(turn, router, hearing)
    if not known and _follows(turn, hearing):
        return
    if known and not any(wish.cued for wish in hearing.wishes):
        _only_claims(turn, hearing, known)
    elif not hearing.wishes and not turn.state.wishes and is_thanks(turn):
        on_aside(turn, Aside.THANKS)
    elif not asked_anyway(turn, router, hearing):
        _on_wishes(turn, hearing)


def _heard(turn: Turn, router: Router) -> Hearing:
    """What the message holds; where nothing is open and it holds nothing, the same once its slips are mended."""
    heard = hear(router, turn.kit.ear, turn.text)
    if heard.wishes or heard.negated or turn.state.wishes or turn.state.carded is not None:
        return heard
    mended = turn.kit.ear.speller.mend(turn.text)
    again = hear(router, turn.kit.ear, mended) if mended != turn.text else heard
    if again.wishes or again.choices or turn.state.before is not None:
        turn.text, heard = mended, again
    return heard


def _follows(turn: Turn, hearing: Hearing) -> bool:
    """Whether the message hangs on what was settled last, and was worked on as such."""
    wish = followed(turn, hearing) if turn.scene.card is None else None
    if wish is None:
        return False
    turn.state = replace(turn.state, wishes=(wish,), lost=0, parked="")
    work(turn)
    return True


def _is_about_card(turn: Turn, router: Router) -> bool:
    """Whether an open card was withdrawn, or its refund is to go crosswise, which is a colleague's to say."""
    carded = turn.state.carded
    if turn.scene.card is None or carded is None:
        return False
    tokens = cut(turn.text)
    if turn.kit.tongue.has(tokens, "asks_amount"):
        amounts = [row for row in turn.scene.card.rows if find_money(row[1])]
        turn.notes += [turn.speech.say("card-row", label=label, value=value) for label, value in amounts]
        show_card_again(turn)
        return True
    if turn.kit.tongue.has(tokens, "crosswise") and turn.kit.tongue.has(tokens, "payment_words"):
        hand_over(turn, HandOverReason.UNSURE, carded)
        return True
    withdrawn = withdrawal_in(turn.kit.tongue, turn.text)
    if withdrawn is None:
        return False
    heard = hear(router, turn.kit.ear, withdrawn.rest) if withdrawn.rest else Hearing()
    wishes = tuple(wish for wish in heard.wishes if wish.cued)
    if not withdrawn.plain and not wishes and _changed(carded, read_into(turn.kit, carded, withdrawn.rest)):
        return False
    turn.state = replace(turn.state, carded=None, options={})
    turn.notes.append(turn.speech.say("card-dropped"))
    _open(turn, wishes)
    if wishes:
        _announce(turn)
    else:
        _drop_rest(turn)
    return True


def _undone(turn: Turn, hearing: Hearing) -> Hearing | None:
    """The hearing without what was done already; None once it is said that nothing is left of it."""
    if turn.state.wishes or turn.scene.card is not None:
        return hearing
    left = tuple(one for one in hearing.wishes if not is_done(turn.kit, turn.state.done, one.playbook, one.text))
    if left or not hearing.wishes:
        return replace(hearing, wishes=left)
    turn.tell("done-already", intent=hearing.wishes[0].playbook)
    return None


# --- who is it ------------------------------------------------------------------------------------------------------


def _only_claims(turn: Turn, hearing: Hearing, known: str) -> None:
    """A message that says who it is and perhaps more: what waited goes on."""
    if not turn.state.wishes and hearing.wishes:
        _open(turn, hearing.wishes)
    if turn.state.wishes:
        work(turn)
    elif known == "known":
        turn.out.append(Proposal("", None, (Words(turn.speech.say("ask-wish")),)))
    else:
        texts = [*turn.notes, turn.speech.say("ask-wish")]
        turn.notes.clear()
        turn.out.append(Proposal("", None, tuple(Words(text) for text in texts)))


# --- wishes ---------------------------------------------------------------------------------------------------------


def _on_wishes(turn: Turn, hearing: Hearing) -> None:
    """Read a message into the wish on the card, the wish at work, or new ones."""
    if turn.scene.card is not None and turn.state.carded is not None and _on_carded(turn, hearing, turn.state.carded):
        return
    if turn.state.wishes and _on_current(turn, hearing, turn.state.wishes[0]):
        return
    denied = [wish for wish in turn.state.wishes if wish.playbook in hearing.negated]
    if denied:
        turn.state = replace(turn.state, wishes=tuple(one for one in turn.state.wishes if one not in denied))
        turn.notes.append(turn.speech.say("left-out", titles=_titles(turn, denied)))
    if hearing.wishes:
        _open(turn, hearing.wishes)
        _announce(turn, hearing.wishes)
        return
    if denied:
        work(turn)
        return
    if hearing.negated:
        titles = tuple(words_of(turn, turn.kit.playbooks[name].title) for name in sorted(hearing.negated))
        turn.notes.append(turn.speech.say("left-out", titles=titles))
        texts = [*turn.notes, turn.speech.say("no-more")]
        turn.notes.clear()
        turn.out.append(Proposal("", None, tuple(Words(text) for text in texts)))
        return
    name = address_wish_for(turn) or order_answer_for(turn, hearing) or product_answer_for(turn, hearing.choices)
    if name:
        _open(turn, (Heard(name, turn.text, None, cued=False),))
        work(turn)
    else:
        show_lost(turn, hearing)


def _on_carded(turn: Turn, hearing: Hearing, carded: Wish) -> bool:
    """A card is open: changed values open it anew, "not that" drops it, another wish is noted or answered."""
    if carded.playbook in hearing.negated:
        turn.state = replace(turn.state, carded=None)
        turn.notes.append(turn.speech.say("card-dropped"))
        _open(turn, hearing.wishes)
        if hearing.wishes:
            _announce(turn)
        else:
            _drop_rest(turn)
        return True
    others = tuple(wish for wish in hearing.wishes if not _same(turn, wish, carded) and _counts(turn, wish))
    own = [wish for wish in hearing.wishes if _same(turn, wish, carded)]
    reading = read_into(turn.kit, carded, " ".join(wish.text for wish in own) if others else turn.text)
    if (not others or own) and _changed(carded, reading):
        wish = replace(reading.wish, more=True)
        turn.state = replace(turn.state, carded=None, wishes=(wish, *reading.others, *turn.state.wishes)[:WISHES_MAX])
        _queue(turn, others)
        turn.notes += [turn.speech.say("choice-not-allowed", label=reading.barred)] if reading.barred else []
        work(turn)
        return True
    other = replacement(turn.kit, carded, turn.text) if not others else None
    if other is not None:
        turn.state = replace(turn.state, carded=None, wishes=(other, *turn.state.wishes)[:WISHES_MAX])
        work(turn)
        return True
    if others and turn.kit.tongue.has(cut(turn.text), "corrections") and not any(_answers(turn, one) for one in others):
        turn.state = replace(turn.state, carded=None)
        _open(turn, others)
        _announce(turn)
        return True
    if others:
        _beside_card(turn, others)
        return True
    if reading.barred:
        turn.notes.append(turn.speech.say("choice-not-allowed", label=reading.barred))
    still_open(turn, carded, asked=any(wish.cued or (wish.sure or 0) >= STRONG_PERCENT_MIN for wish in own))
    return True


def _counts(turn: Turn, heard: Heard) -> bool:
    """Whether a wish beside an open card was said: a word of payment alone is a detail, whatever the router says."""
    return heard.cued or _answers(turn, heard) or not turn.kit.tongue.has(cut(heard.text), "payment_words")


def _drop_rest(turn: Turn) -> None:
    if turn.state.wishes:
        work(turn)
        return
    turn.out.append(Proposal("", None, (*(Words(note) for note in turn.notes), Words(turn.speech.say("no-more")))))
    turn.notes.clear()


def _beside_card(turn: Turn, others: Sequence[Heard]) -> None:
    """Answers are given at once; deeds are noted and wait for the card."""
    carded = turn.state.carded
    waiting = turn.state.wishes
    asked = tuple(one for one in others if _answers(turn, one))
    later = tuple(one for one in others if one not in asked)
    if asked:
        turn.state = replace(turn.state, wishes=())
        _open(turn, asked)
        work(turn)
    turn.state = replace(
        turn.state, carded=carded, wishes=waiting if not turn.state.wishes else (*turn.state.wishes, *waiting)
    )
    _queue(turn, later)
    if later:
        titles = tuple(words_of(turn, turn.kit.playbooks[one.playbook].title) for one in later)
        text = turn.speech.say("next-wish", title=titles)
        turn.out.append(Proposal(later[0].playbook, later[0].sure, (Words(text),)))
    show_card_again(turn)


def _answers(turn: Turn, heard: Heard) -> bool:
    return turn.kit.playbooks[heard.playbook].does is None


def _changed(before: Wish, reading: Reading) -> bool:
    after = {name: slot.value for name, slot in reading.wish.slots.items()}
    return bool(reading.others) or after != {name: slot.value for name, slot in before.slots.items()}


def _same(turn: Turn, heard: Heard, wish: Wish) -> bool:
    playbook = turn.kit.playbooks[wish.playbook]
    other = turn.kit.playbooks[heard.playbook]
    akin = heard.playbook in playbook.kin or wish.playbook in other.kin or heard.playbook in playbook.leads_to
    return heard.playbook == wish.playbook or akin


def _on_current(turn: Turn, hearing: Hearing, current: Wish) -> bool:
    """A question is open: the message answers it, changes it, strays from it, or is another wish."""
    if current.playbook in hearing.negated:
        return False
    others = tuple(wish for wish in hearing.wishes if not _same(turn, wish, current))
    if turn.kit.shelf.level < turn.playbook(current).level:
        able = tuple(one for one in others if turn.kit.shelf.level >= turn.kit.playbooks[one.playbook].level)
        if able:
            return _beside_question(turn, able, current)
        words = f"{current.fresh} . {turn.text}"[-HEARD_CHARS_MAX:] if not others else current.fresh
        put_first(turn, replace(current, fresh=words))
        _queue(turn, others)
        work(turn)
        return True
    strong = tuple(wish for wish in others if wish.cued or _answers(turn, wish))
    reading = read_into(turn.kit, current, turn.text)
    filled = current.asking in reading.wish.slots and reading.wish.value(current.asking) != current.value(
        current.asking
    )
    if strong and not filled:
        return _beside_question(turn, strong, current)
    open_end = current.asking in (MORE, SURE, WHOLE)
    if not filled and not _changed(current, reading) and not _says_something(reading) and not open_end:
        return _unanswered(turn, hearing, current, others)
    tries = 0 if _changed(current, reading) else current.tries
    own = any(_same(turn, wish, current) and wish.cued for wish in hearing.wishes)
    read = explained(reading.wish) if filled or _changed(current, reading) or own else reading.wish
    read = read.filled(WHOLE, True, "said") if current.asking == WHOLE and _agrees(turn) else read  # noqa: FBT003 - a flag
    wishes = (replace(read, tries=tries, fresh=""), *reading.others, *turn.state.wishes[1:])
    turn.state = replace(turn.state, wishes=wishes[:WISHES_MAX], lost=0)
    details = {name for name, book in turn.kit.playbooks.items() if current.playbook in book.detail_of}
    _queue(turn, tuple(wish for wish in strong if filled and wish.cued and wish.playbook not in details))
    turn.notes += [turn.speech.say("choice-not-allowed", label=reading.barred)] if reading.barred else []
    if reading.unknown or reading.unfit:
        put_first(turn, replace(current, fresh=turn.text))
    work(turn)
    return True


def _agrees(turn: Turn) -> bool:
    """Whether the words agree that a record is dealt with as a whole."""
    tokens = cut(turn.text)
    return turn.kit.tongue.has(tokens, "everything") and not turn.kit.tongue.has(tokens, "by_oneself")


def _says_something(reading: Reading) -> bool:
    return bool(reading.unknown or reading.unfit or reading.barred)


def _beside_question(turn: Turn, strong: Sequence[Heard], current: Wish) -> bool:
    """Another wish while a question is open: answered at once, put in its place ("instead"), or noted."""
    answered = tuple(one for one in strong if _answers(turn, one))
    deeds = tuple(one for one in strong if one not in answered)
    replaces = deeds and turn.kit.tongue.has(cut(turn.text), "corrections")
    rest = turn.state.wishes[1:] if replaces else (replace(current, tries=0), *turn.state.wishes[1:])
    turn.state = replace(turn.state, wishes=())
    _open(turn, answered)
    turn.state = replace(turn.state, wishes=(*turn.state.wishes, *(() if replaces else rest)))
    _queue(turn, deeds)
    if replaces:
        first = turn.state.wishes[-len(deeds) :]
        carried = _carried(turn, current, first[0])
        turn.state = replace(
            turn.state, wishes=(*turn.state.wishes[: -len(deeds)], carried, *first[1:], *rest)[:WISHES_MAX]
        )
    _announce(turn)
    return True


def _carried(turn: Turn, before: Wish, after: Wish) -> Wish:
    """What was known of the wish that is replaced and means the same in the new one."""
    playbook = turn.kit.playbooks[after.playbook]
    kept: dict[str, Filled] = {
        name: slot
        for name, slot in before.slots.items()
        if (own := playbook.slot(name)) and own.type in ("record", "lines")
    }
    return replace(after, slots={**kept, **after.slots})


def _unanswered(turn: Turn, hearing: Hearing, current: Wish, others: Sequence[Heard]) -> bool:
    """Nothing in the message answers the question: ask again with what this customer has."""
    if others and not turn.kit.tongue.has(cut(turn.text), "unknown"):
        return _beside_question(turn, others, current)
    put_first(turn, replace(current, heard=f"{current.heard} . {turn.text}"[-HEARD_CHARS_MAX:]))
    if not turn.kit.tongue.has(cut(turn.text), "unknown") and current.tries > 1 and hearing.outside:
        put_first(turn, replace(turn.state.wishes[0], tries=current.tries))
    work(turn)
    return True


def _open(turn: Turn, heard: Sequence[Heard]) -> None:
    """Open wishes at the front, in the order they were said; those that lock an order come last."""
    opened = tuple(
        Wish(one.playbook, sure=one.sure, fresh=one.text[:HEARD_CHARS_MAX])
        for one in sorted(heard, key=lambda one: _locks(turn, one))
    )
    if turn.state.parked and len(opened) == 1:  # what was said before the wish was clear still counts
        words = f"{turn.state.parked} . {opened[0].fresh}"[-HEARD_CHARS_MAX:]
        opened = (replace(opened[0], fresh=words),)
    turn.state = replace(turn.state, wishes=(*opened, *turn.state.wishes)[:WISHES_MAX], lost=0, parked="")


def _locks(turn: Turn, heard: Heard) -> bool:
    """Whether a wish changes items: afterwards an order takes no other change."""
    return turn.kit.playbooks[heard.playbook].typed(SlotType.VARIANT) is not None


def _queue(turn: Turn, heard: Sequence[Heard]) -> None:
    """Note wishes for later."""
    opened = tuple(Wish(one.playbook, sure=one.sure, fresh=one.text[:HEARD_CHARS_MAX]) for one in heard)
    turn.state = replace(turn.state, wishes=(*turn.state.wishes, *opened)[:WISHES_MAX])


def _announce(turn: Turn, heard: Sequence[Heard] = ()) -> None:
    """Work, and name what was said or is left waiting, so that nothing seems lost."""
    titles = tuple(dict.fromkeys(_title(turn, one) for one in heard))
    if len(titles) > 1:
        work(turn)
        if turn.out[-1].hand_over is None:
            said = Words(turn.speech.say("two-wishes", titles=titles))
            turn.out.insert(0, Proposal(heard[-1].playbook, heard[-1].sure, (said,)))
        return
    first = turn.state.wishes[0] if turn.state.wishes else None
    work(turn)
    at_work = turn.out[-1].intent if turn.out else ""
    waiting = turn.state.wishes if turn.out and turn.out[-1].action else turn.state.wishes[1:]
    if first is None or not waiting or turn.out[-1].hand_over:
        return
    now = turn.kit.playbooks.get(at_work)
    named = _titles(turn, waiting)
    text = turn.speech.say("several-noted", first=words_of(turn, now.title) if now else "", next=named)
    turn.out.insert(len(turn.out) - 1, Proposal(waiting[0].playbook, waiting[0].sure, (Words(text),)))


def _title(turn: Turn, heard: Heard) -> str:
    """A wish by its playbook's title and the number it names."""
    title = words_of(turn, turn.kit.playbooks[heard.playbook].title)
    numbers = [token.text for token in cut(heard.text) if token.norm.isdigit() and len(token.norm) >= DIGITS_MIN]
    return f"{title} ({numbers[0]})" if len(set(numbers)) == 1 else title


def _titles(turn: Turn, wishes: Sequence[Wish]) -> tuple[str, ...]:
    names = []
    for wish in wishes:
        playbook: Playbook = turn.kit.playbooks[wish.playbook]
        record = next((wish.value(slot.name) for slot in playbook.needs if slot.type == "record"), None)
        names.append(f"{words_of(turn, playbook.title)} ({record})" if record else words_of(turn, playbook.title))
    return tuple(dict.fromkeys(names))
