"""An erasure is a job: it goes on by itself, tells connected systems, and is certified exactly once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.turn.house import House, Talk

from earnest.domain.errors import BrandError, Declined, NotAllowed, SignInNeeded
from earnest.domain.forgetting import SYSTEM_NAME, forgets
from earnest.domain.identity import Level
from earnest.domain.skills import By
from earnest.domain.time import DAY, HOUR, Instant
from earnest.domain.turns import DecisionKind
from earnest.erasing import Erasures
from earnest.ledger import check_receipt
from earnest.store.erasing import ERASED_WITHIN, KEY_BACKUP_KEPT_MAX, JobState


class System:
    """A connected system. Its faults: `down` it breaks, `keeps` a law makes it keep what it has."""

    def __init__(self, fault: str = "") -> None:
        self.fault, self.told = fault, list[tuple[str, str]]()

    def __call__(self, customer: str, erasure: str, _until: Instant) -> None:
        self.told.append((customer, erasure))
        if self.fault == "down":
            raise ConnectionError
        if self.fault == "keeps":
            raise Declined("Invoices are kept for ten years.")


def asked(house: House, **systems: System) -> tuple[Talk, Erasures, str, str]:
    """A customer who has said something asks to be erased."""
    talk = house.talk()
    talk.say("refund A1")
    rounds = Erasures(house.store.erasing, systems, house.clock)
    return talk, rounds, *house.store.erasing.ask(talk.session, sorted(systems), 7 * DAY)


def test_what_was_asked_for_is_done_by_rounds_and_certified_with_what_each_system_said(either_house: House) -> None:
    house, shop, books = either_house, System(), System("keeps")
    _, rounds, name, token = asked(house, shop=shop, books=books)
    before = house.store.erasing.job(name, token)

    rounds.round()
    rounds.round()

    after = house.store.erasing.job(name, token)
    assert (before.state, after.state) == (JobState.ASKED, JobState.DONE)
    assert before.due_at == before.asked_at + ERASED_WITHIN
    assert shop.told == books.told == [("ada", name)]
    assert after.certificate is not None
    assert after.certificate.told == {"shop": "acknowledged", "books": "kept"}
    assert after.certificate.complete_after == after.certificate.at + KEY_BACKUP_KEPT_MAX
    assert after.certificate.erased["subjects"] == 1
    assert house.store.subject_of("ada") is None
    shown = check_receipt(house.store.receipt(after.certificate.decision, ("facts",)), house.store.verifier_keys())
    assert shown.index > 0


def test_a_system_that_never_answers_is_told_again_and_named_as_missing(either_house: House) -> None:
    house, down = either_house, System("down")
    _, rounds, name, token = asked(house, crm=down)

    for _ in range(24):
        rounds.round()
        house.clock.move(6 * HOUR)
    waiting = house.store.erasing.job(name, token)
    house.clock.move(2 * DAY)
    rounds.round()
    rounds.round()

    done = house.store.erasing.job(name, token).certificate
    assert waiting.state is JobState.DESTROYED
    assert [one.state for one in waiting.told] == ["waiting"]
    assert len(down.told) > 20
    assert done is not None
    assert done.told == {"crm": "missing"}
    assert _certificates(house) == 1


def test_nothing_of_the_person_is_kept_but_the_reference_until_every_system_has_answered(house: House) -> None:
    _, rounds, name, _ = asked(house, crm=System("down"))
    rounds.round()
    kept = house.store.read(lambda unit: unit.rows.all("SELECT compartment FROM sealed WHERE record = ?", name))

    house.clock.move(8 * DAY)
    rounds.round()

    assert [row[0] for row in kept] == ["job"]
    assert house.store._kit.keys.owner(f"erasing-{name}") is None
    assert house.store.read(lambda unit: unit.rows.all("SELECT 1 FROM sealed WHERE record = ?", name)) == []


def test_an_erasure_waits_for_a_hold_and_says_which_law_it_is(either_house: House) -> None:
    house = either_house
    talk, rounds, name, token = asked(house)
    held = house.store.hold(talk.session.subject, house.clock.now() + DAY, "HGB 257")
    rounds.round()
    waiting = house.store.erasing.job(name, token)

    house.store.lift(held.id, "settled")
    rounds.round()

    assert (waiting.state, waiting.held) == (JobState.ASKED, "HGB 257")
    assert house.store.erasing.job(name, token).state is JobState.DONE


def test_asked_twice_it_is_one_erasure_under_a_new_token(either_house: House) -> None:
    house = either_house
    talk, rounds, name, token = asked(house)

    again, fresh = house.store.erasing.ask(talk.session)

    assert again == name
    with pytest.raises(SignInNeeded):
        house.store.erasing.job(name, token)
    rounds.round()
    assert house.store.erasing.job(name, fresh).state is JobState.DONE
    assert _certificates(house) == 1


def test_who_is_only_reachable_cannot_have_the_customer_erased_but_a_visitor_may_go(house: House) -> None:
    guest, visitor = house.session("ada", Level.REACHABLE), house.session("")

    with pytest.raises(NotAllowed):
        house.store.erasing.ask(guest)
    name, token = house.store.erasing.ask(visitor, ("crm",), DAY)
    Erasures(house.store.erasing, {"crm": System("down")}, house.clock).round()

    job = house.store.erasing.job(name, token)
    assert job.state is JobState.DONE
    assert job.told == ()


def test_the_certificate_reads_the_same_at_once_and_later(either_house: House) -> None:
    talk, _, name, token = asked(either_house)

    made = either_house.store.erasing.advance(name)

    assert (
        made == either_house.store.erasing.job(name, token).certificate == either_house.store.erasing.certificate(name)
    )
    assert either_house.store.erasing.advance(name) == made
    assert talk.session.subject


@given(st.text(max_size=50))
def test_a_system_has_a_plain_name_or_none(name: str) -> None:
    def made() -> object:
        return forgets(name)(lambda _shop, _by: None)

    if SYSTEM_NAME.fullmatch(name):
        assert made()
    else:
        with pytest.raises(BrandError):
            made()


def test_a_brand_declares_how_its_shop_forgets() -> None:
    told: list[str] = []

    @forgets("shop")
    def forget(shop: list[str], by: By) -> None:
        shop.append(by.customer)

    forget.do(told, By("ada", "R-1", 0))

    assert (forget.name, told) == ("shop", ["ada"])


def _certificates(house: House) -> int:
    kind = DecisionKind.ERASURE.value
    return len(house.store.read(lambda unit: unit.rows.all("SELECT id FROM decisions WHERE kind = ?", kind)))
