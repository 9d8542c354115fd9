"""An intent without an outcome becomes an incident with a clock, and a colleague says what has become of it."""

import threading

import pytest
from tests.desk.test_acts import act, decided
from tests.turn.house import House, Talk, words_of
from tests.turn.shop import BrokenLineError
from tests.turn.test_deeds import confirmed, good, planted

from earnest.domain.errors import Conflict, NotFound
from earnest.domain.inbound import DeskAct
from earnest.domain.items import Words
from earnest.domain.settlements import Refused, Settled, Unclear
from earnest.domain.skills import By, Done
from earnest.domain.time import MINUTE
from earnest.domain.turns import DecisionKind, HandOverReason
from earnest.outbox import INCIDENT_AFTER
from earnest.store import HandOver


def lost(house: House) -> Talk:
    """A deed that was begun by somebody who was never heard of again."""
    talk = confirmed(house)
    house.store.claim(house.clock.now())
    house.clock.move(INCIDENT_AFTER)
    house.outbox.watch()
    return talk


def incident(house: House) -> HandOver:
    (found,) = (one for one in house.store.hand_overs() if one.kind == "incident")
    return found


def test_an_intent_without_an_outcome_after_its_time_waits_at_the_desk_with_a_clock_and_what_to_check(
    either_house: House,
) -> None:
    house = either_house
    talk = lost(house)

    waits = incident(house)

    outcome = house.store.decision(waits.decision).decision
    assert (waits.reason, waits.due_at) == (HandOverReason.UNCLEAR_OUTCOME, house.clock.now() + 30 * MINUTE)
    assert (outcome.kind, outcome.facts["outcome"]) == (DecisionKind.OUTCOME, "unclear")
    assert outcome.caused_by in dict(outcome.summary)["What to check"]
    assert "so I do not repeat it" in talk.texts()
    assert house.outbox.watch() == 0


def test_before_its_time_it_is_none(house: House) -> None:
    confirmed(house)
    house.store.claim(house.clock.now())
    house.clock.move(INCIDENT_AFTER - 1)

    assert house.outbox.watch() == 0


def test_it_becomes_one_also_while_the_call_hangs(house: House) -> None:
    confirmed(house)
    begun, let_go = threading.Event(), threading.Event()

    def hang(_by: By) -> None:
        begun.set()
        assert let_go.wait(60)

    house.shop.after = hang
    worker = threading.Thread(target=house.outbox.round)
    worker.start()
    assert begun.wait(60)
    house.clock.move(INCIDENT_AFTER)

    assert house.outbox.watch() == 1
    let_go.set()
    worker.join()


@pytest.mark.parametrize(("came", "told", "left"), [("done", "Done", 2490), ("declined", "went wrong", 0)])
def test_what_is_certain_and_comes_late_joins_its_incident_and_closes_it(
    either_house: House, came: str, told: str, left: int
) -> None:
    house = either_house
    talk = confirmed(house)
    (job,) = house.store.claim(house.clock.now())
    house.clock.move(INCIDENT_AFTER)
    house.outbox.watch()
    waits = incident(house)
    late = (
        Settled(Done(), (Words("Done after all."),)) if came == "done" else Refused("No.", (Words("It went wrong."),))
    )

    house.store.settle(job, late)
    house.store.settle(job, late)

    followers = [house.store.decision(one).decision for one in house.store.followers(job.decision)]
    outcomes = [one.facts["outcome"] for one in followers if one.kind is DecisionKind.OUTCOME]
    assert outcomes == ["unclear", "done" if came == "done" else "refused"]
    assert waits.id not in {one.id for one in house.store.hand_overs()}
    assert talk.texts().count(told) == 1
    assert house.exposure(talk.session) == left
    with pytest.raises(Conflict, match="settled"):
        act(house, talk, DeskAct.SETTLE, about=waits.id, right=True)


def test_a_colleagues_ruling_stands_whatever_comes_after_it(house: House) -> None:
    talk = confirmed(house)
    (job,) = house.store.claim(house.clock.now())
    house.clock.move(INCIDENT_AFTER)
    house.outbox.watch()
    act(house, talk, DeskAct.SETTLE, about=incident(house).id, right=False)

    house.store.settle(job, Settled(Done(), (Words("Done after all."),)))

    assert "after all" not in talk.texts()
    assert house.exposure(talk.session) == 0


def test_another_doubt_closes_nothing(house: House) -> None:
    confirmed(house)
    (job,) = house.store.claim(house.clock.now())
    house.clock.move(INCIDENT_AFTER)
    house.outbox.watch()

    house.store.settle(job, Unclear("Still nobody knows."))

    assert incident(house).state == "open"


@pytest.mark.parametrize(("happened", "says", "left"), [(True, "has been done", 2490), (False, "has not been done", 0)])
def test_a_colleague_says_what_became_of_it_and_the_customer_hears_it(
    either_house: House, happened: bool, says: str, left: int
) -> None:
    house = either_house
    talk = lost(house)
    waits = incident(house)

    reply = act(house, talk, DeskAct.SETTLE, "seen in the ledger of the bank", about=waits.id, right=happened)

    found = decided(house, reply)
    assert (found.kind, found.facts, found.caused_by) == (DecisionKind.SETTLED, {"happened": happened}, waits.decision)
    assert says in words_of(reply)
    assert house.store.hand_overs() == ()
    assert house.exposure(talk.session) == left
    assert b"seen in the ledger" in next(
        one.value for one in house.store.decision(found.id).fields if one.name == "note"
    )


def test_it_is_settled_once(house: House) -> None:
    talk = lost(house)
    waits = incident(house)
    act(house, talk, DeskAct.SETTLE, about=waits.id, right=True)

    with pytest.raises(Conflict, match="settled"):
        act(house, talk, DeskAct.SETTLE, about=waits.id, right=False, colleague="ida")


def test_nothing_else_closes_it(house: House) -> None:
    talk = lost(house)
    act(house, talk, DeskAct.TAKE)
    act(house, talk, DeskAct.CLOSE)

    assert incident(house).state == "open"


def test_an_incident_of_another_conversation_cannot_be_settled_from_here(house: House) -> None:
    lost(house)
    waits, other = incident(house), house.talk("bob")

    with pytest.raises(NotFound):
        act(house, other, DeskAct.SETTLE, about=waits.id, right=True)


def test_a_shop_that_cannot_be_asked_gives_an_incident_too(house: House) -> None:
    good(house)
    house.shop.after = planted(BrokenLineError())

    house.deeds()

    rows = dict(house.store.decision(incident(house).decision).decision.summary)
    assert "cannot say" in rows["What is not known"]
