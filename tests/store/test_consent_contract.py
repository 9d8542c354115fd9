"""What the store promises of consents, on both databases."""

from dataclasses import replace

import pytest
from tests.store.made import House

from earnest.consent.fold import fold
from earnest.domain.consents import ConsentEvent, Origin, Paper, Terms
from earnest.domain.errors import Conflict
from earnest.domain.identity import Session
from earnest.domain.purposes import ConsentState, Purpose
from earnest.ledger import check_receipt

TEXT = Paper("7" * 64, '{"text":"May we?"}')
TERMS = Terms("Fernhalm GmbH", jurisdiction="DE")
GIVEN = ConsentEvent(
    0,
    "",
    Purpose.MEMORY_PROFILE,
    ConsentState.GIVEN,
    0,
    "v7",
    "en",
    "chat",
    expires_at=9,
    text_digest=TEXT.digest,
    notice=TERMS.digest,
)


def say(house: House, session: Session, event: ConsentEvent) -> ConsentEvent:
    return house.store.decide(lambda unit: unit.record_consent(session, event, (TEXT, TERMS.paper)))


def history(house: House, session: Session) -> tuple[ConsentEvent, ...]:
    return house.store.read(lambda unit: unit.consent_events(session.subject))


def test_an_event_comes_back_whole_with_what_was_shown(house: House) -> None:
    session = house.customer()

    written = say(house, session, GIVEN)

    assert history(house, session) == (written,)
    assert written == replace(GIVEN, seq=1, subject=session.subject, at=written.at, decision=written.decision)
    papers = house.store.read(lambda unit: unit.consent_papers(session.subject))
    assert papers == {TEXT.digest: TEXT.body, TERMS.digest: TERMS.paper.body}


def test_the_leaf_commits_to_text_terms_and_door(house: House) -> None:
    written = say(house, house.customer(), GIVEN)

    proved = check_receipt(house.store.receipt(written.decision, ("facts",)), house.store.verifier_keys())

    assert TEXT.digest in str(proved)
    assert TERMS.digest in str(proved)


def test_what_was_shown_to_two_people_is_kept_once(house: House) -> None:
    for name in ("ada", "bob"):
        say(house, house.customer(name), GIVEN)

    assert house.store.read(lambda unit: unit.rows.one("SELECT count(*) FROM consent_papers")) == (2,)


def test_asking_does_not_lift_an_objection_and_leaves_no_trace(house: House) -> None:
    session = house.customer()
    say(house, session, replace(GIVEN, state=ConsentState.OBJECTED))
    size = house.store.log_size()

    with pytest.raises(Conflict, match="cannot follow"):
        say(house, session, replace(GIVEN, state=ConsentState.REQUESTED, origin=Origin.HOUSE))

    assert [one.state for one in history(house, session)] == [ConsentState.OBJECTED]
    assert house.store.log_size() == size


def test_a_yes_that_has_lapsed_can_be_renewed_and_a_withdrawn_one_must_be_given_anew(house: House) -> None:
    session = house.customer()
    say(house, session, replace(GIVEN, expires_at=house.clock.now() + 5))
    house.clock.move(5)

    say(house, session, replace(GIVEN, state=ConsentState.RENEWED, expires_at=0))
    say(house, session, replace(GIVEN, state=ConsentState.WITHDRAWN))
    with pytest.raises(Conflict):
        say(house, session, replace(GIVEN, state=ConsentState.RENEWED))

    assert not fold(history(house, session), house.clock.now()).allows(Purpose.MEMORY_PROFILE)


def test_erasure_takes_the_events_and_leaves_the_brands_own_words(house: House) -> None:
    session = house.customer()
    say(house, session, GIVEN)

    certificate = house.store.erase(session.subject)

    assert certificate.erased["consents"] == 1
    assert house.store.read(lambda unit: unit.rows.all("SELECT decision FROM consents")) == []
