"""Asking at the end of an answer: the laws that keep it from being a wall, a nag, or deaf to a browser's signal."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from earnest.consent.fold import fold
from earnest.consent.offering import Moment, Not, why_not
from earnest.domain.consents import ConsentEvent, Origin
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.time import DAY

AGAIN = 180 * DAY
PURPOSE = Purpose.MEMORY_PROFILE
GOOD = Moment(PURPOSE, gains=True, helped=True, asked_here=(), now=400 * DAY, again=AGAIN)


@st.composite
def histories(draw: st.DrawFn) -> tuple[ConsentEvent, ...]:
    """What may have been said until `GOOD.now`, of this purpose and of others, also by a browser."""
    ends = st.lists(st.integers(0, GOOD.now), max_size=6).map(sorted)
    return tuple(
        ConsentEvent(
            seq,
            "S-1",
            draw(st.sampled_from([PURPOSE, Purpose.MARKETING_DIRECT])),
            draw(st.sampled_from(ConsentState)),
            at,
            origin=draw(st.sampled_from([Origin.CUSTOMER, Origin.HOUSE, Origin.IMPORTED, Origin.SIGNAL])),
        )
        for seq, at in enumerate(draw(ends), 1)
    )


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    here = draw(st.frozensets(st.sampled_from([PURPOSE, Purpose.MARKETING_DIRECT])))
    return replace(GOOD, gains=draw(st.booleans()), helped=draw(st.booleans()), asked_here=here)


@given(histories(), moments())
def test_a_question_is_put_only_beside_help_once_and_never_against_a_no_or_a_signal(
    history: tuple[ConsentEvent, ...], moment: Moment
) -> None:
    if why_not(history, moment) is not None:
        return

    own = [one for one in history if one.purpose is PURPOSE]
    refused = (ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.OBJECTED)
    assert moment.gains
    assert moment.helped
    assert PURPOSE not in moment.asked_here
    assert all(one.origin is not Origin.SIGNAL for one in history)
    assert not fold(history, moment.now).allows(PURPOSE)
    assert not own or own[-1].state not in refused or moment.now - own[-1].at >= AGAIN


@given(histories(), moments())
def test_once_it_was_put_it_is_not_put_again_in_the_conversation_whatever_follows(
    history: tuple[ConsentEvent, ...], moment: Moment
) -> None:
    asked = replace(moment, asked_here=(*moment.asked_here, PURPOSE))

    assert why_not(history, asked) is not None


@given(histories(), moments(), st.sampled_from(Purpose))
def test_a_browsers_no_to_anything_silences_every_question(
    history: tuple[ConsentEvent, ...], moment: Moment, purpose: Purpose
) -> None:
    signal = ConsentEvent(len(history) + 1, "S-1", purpose, ConsentState.OBJECTED, moment.now, origin=Origin.SIGNAL)

    assert why_not((*history, signal), moment) is not None


def test_whoever_was_never_asked_and_gains_by_a_yes_is_asked() -> None:
    assert why_not((), GOOD) is None
    assert why_not((), replace(GOOD, helped=False)) is Not.NO_HELP_YET
    assert why_not((), replace(GOOD, gains=False)) is Not.NOTHING_TO_KEEP
