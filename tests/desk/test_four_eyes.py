"""When one person may stand for two: never in a team with a second person, never in the dark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.desk.four_eyes import LIGHT, Alike, Team, alone
from earnest.domain.errors import NotAllowed
from earnest.domain.staff import SMALL_TEAM, Alone

INSTANTS = st.integers(0, 3 * LIGHT)
TEAMS = st.builds(Team, active=st.integers(0, 5), offered=st.booleans())
PEOPLE = st.builds(Alike, seen_at=INSTANTS, signed_at=INSTANTS, now=INSTANTS, owner=st.booleans())


def allowed(team: Team, one: Alike) -> Alone | None:
    try:
        return alone(team, one)
    except NotAllowed:
        return None


@given(TEAMS, PEOPLE)
def test_one_stands_for_two_exactly_by_a_day_of_light_or_an_owners_second_sign_in(team: Team, one: Alike) -> None:
    by = allowed(team, one)

    small = team.offered and team.active < SMALL_TEAM
    waited = one.now - one.seen_at >= LIGHT
    confirmed = one.owner and one.signed_at > one.seen_at
    assert (by is not None) == (small and (waited or confirmed))


@given(TEAMS, PEOPLE)
def test_whoever_came_by_a_key_or_at_a_terminal_only_ever_waits(team: Team, one: Alike) -> None:
    by = allowed(team, Alike(one.seen_at, 0, one.now, one.owner))

    assert by in {None, Alone.WAITED}


def test_whoever_is_too_early_is_told_when_it_may_be_decided() -> None:
    with pytest.raises(NotAllowed, match="in 23 hours"):
        alone(Team(1, offered=True), Alike(0, 0, LIGHT // 24, owner=False))
