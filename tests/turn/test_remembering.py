"""Preferences: sealed, with lifetimes of their own, and out of reach the moment the yes they rest on ends."""

import pytest
from tests.turn.house import House, thought

from earnest.domain.errors import BadInput, NotAllowed, NotFound
from earnest.domain.identity import Session
from earnest.domain.preferences import LIFETIMES, Preference, read_preference
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.time import DAY
from earnest.domain.turns import Look, Scene, Thought
from earnest.remembering import Memory

SIZE = "47½"


def memory_of(house: House) -> Memory:
    return Memory(house.store, house.clock)


def consent(house: House, session: Session, state: ConsentState, lasts: int = 0) -> None:
    until = house.clock.now() + lasts if lasts else 0
    house.store.record_consent(session, Purpose.MEMORY_PROFILE, state, expires_at=until)


def kept(house: House) -> int:
    row = house.store.read(lambda unit: unit.rows.one("SELECT count(*) FROM preferences"))
    assert row is not None
    return int(row[0])


def sealed(house: House) -> int:
    row = house.store.read(lambda unit: unit.rows.one("SELECT count(*) FROM sealed WHERE compartment = 'memory'"))
    assert row is not None
    return int(row[0])


def with_size(house: House, lasts: int = 0) -> tuple[Memory, Session]:
    memory, session = memory_of(house), house.session()
    consent(house, session, ConsentState.GIVEN, lasts)
    memory.set(session, Preference.SIZE, SIZE)
    return memory, session


def test_without_a_yes_nothing_is_kept(either_house: House) -> None:
    memory, session = memory_of(either_house), either_house.session()

    with pytest.raises(NotAllowed, match=r"memory\.profile"):
        memory.set(session, Preference.SIZE, SIZE)

    assert (kept(either_house), memory.every(session)) == (0, ())


def test_what_was_said_last_counts_and_its_time_begins_anew(either_house: House) -> None:
    memory, session = with_size(either_house)
    either_house.clock.move(DAY // 2)

    memory.set(session, Preference.SIZE, "M")
    memory.set(session, Preference.CONTACT_TIMES, "any 17:00-20:00")

    size, times = memory.every(session)
    assert (size.value, size.until) == ("M", either_house.clock.now() + LIFETIMES[Preference.SIZE])
    assert times.until - times.set_at == 180 * DAY
    assert sealed(either_house) == 2


@pytest.mark.parametrize(
    "state", [ConsentState.WITHDRAWN, ConsentState.REFUSED, ConsentState.OBJECTED, ConsentState.REVOKED]
)
def test_a_no_puts_it_out_of_reach_at_once_and_then_it_is_gone(either_house: House, state: ConsentState) -> None:
    memory, session = with_size(either_house)

    consent(either_house, session, state)
    unread, still = memory.every(session), kept(either_house)
    forgotten = either_house.store.forget_due()

    assert (unread, still, forgotten) == ((), 1, 1)
    assert (kept(either_house), sealed(either_house)) == (0, 0)


def test_a_new_yes_brings_back_nothing_that_was_due(house: House) -> None:
    memory, session = with_size(house)

    consent(house, session, ConsentState.WITHDRAWN)
    consent(house, session, ConsentState.GIVEN)

    assert memory.every(session) == ()


def test_nothing_outlasts_the_yes_it_rests_on(house: House) -> None:
    memory, session = with_size(house, lasts=10)
    (size,) = memory.every(session)
    house.clock.move(10)

    assert (size.until, memory.every(session)) == (house.clock.now(), ())
    assert house.store.forget_due() == 1


def test_its_own_time_ends_it_while_the_yes_still_holds(house: House) -> None:
    with_size(house)
    house.clock.move(LIFETIMES[Preference.SIZE])

    assert house.store.forget_due() == 1
    assert kept(house) == 0


def test_forgetting_needs_no_yes_and_is_done_at_once(house: House) -> None:
    memory, session = with_size(house)
    consent(house, session, ConsentState.WITHDRAWN)

    memory.forget(session, Preference.SIZE)

    assert (kept(house), sealed(house)) == (0, 0)
    with pytest.raises(NotFound):
        memory.forget(session, Preference.SIZE)


def test_erasure_takes_preferences_with_everything_else(either_house: House) -> None:
    _, session = with_size(either_house)

    certificate = either_house.store.erase(session.subject)

    assert certificate.erased["preferences"] == 1
    assert (kept(either_house), sealed(either_house)) == (0, 0)


def test_the_value_stands_in_no_file(house: House) -> None:
    _, session = with_size(house)
    memory_of(house).set(session, Preference.SIZE, "quokka 47")

    rows = house.store.read(lambda unit: unit.rows.all("SELECT * FROM preferences"))

    assert "quokka" not in str(rows)


def test_what_a_visitor_told_is_not_the_customers_they_turn_out_to_be(house: House) -> None:
    memory, talk = memory_of(house), house.talk("")
    consent(house, talk.session, ConsentState.GIVEN)
    memory.set(talk.session, Preference.SIZE, SIZE)
    consent(house, house.session("ada"), ConsentState.GIVEN)

    def play(scene: Scene, look: Look) -> Thought:
        look.identify("email", {"email": "ada@example.org"})
        return thought(scene, "hello")

    house.plays(play)
    talk.say("it is me")

    assert memory.every(house.session("ada")) == ()
    assert house.store.forget_due() == 1


@pytest.mark.parametrize(
    ("preference", "value"),
    [
        (Preference.SIZE, "<b>42</b>"),
        (Preference.SIZE, "4" * 61),
        (Preference.LANGUAGE, "German"),
        (Preference.CHANNEL, "fax"),
        (Preference.CONTACT_TIMES, "whenever"),
        (Preference.PEOPLE_FIRST, "maybe"),
        (Preference.SIZE, ""),
    ],
)
def test_only_what_has_a_preferences_form_is_kept(preference: Preference, value: str) -> None:
    with pytest.raises(BadInput, match=preference.value):
        read_preference(preference, value)
