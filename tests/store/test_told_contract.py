"""What other systems tell, on both databases."""

from tests.store.made import CUSTOMER, House

from earnest.consent.fold import fold
from earnest.consent.told import Ruling, Told
from earnest.consent.told_file import Unread
from earnest.domain.consents import Origin
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.time import DAY
from earnest.elsewhere import Elsewhere

PURPOSE = Purpose.MARKETING_DIRECT


def told(house: House, state: ConsentState, days_ago: int, customer: str = CUSTOMER, line: int = 0) -> Told:
    at = house.clock.now() - days_ago * DAY
    return Told(customer, PURPOSE, state, at, "n3", "de", source="crm", line=line)


def test_what_is_told_of_a_stranger_is_theirs_once_they_come(house: House) -> None:
    (taken,) = Elsewhere(house.store, house.clock).take((told(house, ConsentState.GIVEN, 3),))

    (event,) = house.store.read(lambda unit: unit.consent_events(house.customer().subject))
    assert taken.ruling is Ruling.TAKEN
    assert (event.origin, event.channel, event.said_at) == (Origin.IMPORTED, "crm", house.clock.now() - 3 * DAY)
    assert house.store.decision(taken.decision).decision.facts["origin"] == "imported"


def test_a_file_is_taken_in_the_order_of_what_was_said_and_twice_changes_nothing(house: House) -> None:
    rows: list[Told | Unread] = [
        told(house, ConsentState.REFUSED, 2, line=1),
        told(house, ConsentState.GIVEN, 5, line=2),
        told(house, ConsentState.GIVEN, 1, "other", line=3),
        Unread(4, "customer is missing."),
    ]
    outside = Elsewhere(house.store, house.clock, 30 * DAY)

    first, second = outside.import_all(rows), outside.import_all(rows)

    assert (first.taken, first.refused) == (3, ((4, "customer is missing."),))
    assert second.taken == 0
    assert second.reasons["known_already"] == 3
    subject = house.customer().subject
    view = fold(house.store.read(lambda unit: unit.consent_events(subject)), house.clock.now())
    assert view.state(PURPOSE) is ConsentState.REFUSED


def test_a_yes_holds_no_longer_than_one_given_here(house: House) -> None:
    outside = Elsewhere(house.store, house.clock, 30 * DAY)

    old, new = outside.take((told(house, ConsentState.GIVEN, 31), told(house, ConsentState.GIVEN, 29)))

    assert (old.ruling, new.ruling) == (Ruling.LAPSED, Ruling.TAKEN)
