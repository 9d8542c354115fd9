"""Whose a conversation is: laws of assignment."""

from hypothesis import given
from hypothesis import strategies as st

from earnest.desk.assigning import SILENT_MAX, Seat, may_end, may_speak, may_take

names = st.sampled_from(["mia", "jon", "ida"])
seats = st.builds(Seat, st.just("") | names, st.integers(0, 10**12))
instants = st.integers(0, 10**13)


@given(seat=seats, one=names, other=names, now=instants)
def test_at_most_one_colleague_may_speak_in_a_conversation(seat: Seat, one: str, other: str, now: int) -> None:
    if may_speak(seat, one) and may_speak(seat, other):
        assert one == other


@given(seat=seats, who=names, now=instants, owner=st.booleans())
def test_whoever_took_it_may_speak_and_cannot_take_it_again(seat: Seat, who: str, now: int, owner: bool) -> None:
    if may_take(seat, who, now, owner=owner):
        after = Seat(who, now)
        assert may_speak(after, who)
        assert not may_take(after, who, now, owner=owner)
        assert may_end(after, who, owner=owner)


@given(who=names, now=instants, owner=st.booleans())
def test_a_free_conversation_may_be_taken_by_anybody(who: str, now: int, owner: bool) -> None:
    assert may_take(Seat(), who, now, owner=owner)


@given(seat=seats, now=instants, owner=st.booleans())
def test_no_conversation_is_lost_somebody_else_may_always_take_it_in_the_end(seat: Seat, now: int, owner: bool) -> None:
    others = [one for one in ("mia", "jon", "ida") if one != seat.colleague]

    later = max(now, seat.quiet_since) + SILENT_MAX + 1
    assert all(may_take(seat, one, later, owner=owner) for one in others)


@given(seat=seats, who=names, now=instants)
def test_an_owner_may_do_all_that_anybody_may(seat: Seat, who: str, now: int) -> None:
    assert may_take(seat, who, now) <= may_take(seat, who, now, owner=True)
    assert may_end(seat, who) <= may_end(seat, who, owner=True)


@given(seat=seats, who=names)
def test_only_whoever_has_it_or_nobodys_may_be_ended_without_being_an_owner(seat: Seat, who: str) -> None:
    assert may_end(seat, who) == (seat.colleague in ("", who))
