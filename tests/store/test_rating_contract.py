"""Ratings on both databases: once a client id, the newest counts, words sealed, closed words in events."""

import pytest
from tests.store.made import SECRET, House

from earnest.domain.errors import NotFound
from earnest.domain.identity import Session
from earnest.domain.ratings import Rated, Rating, RatingReason, Review
from earnest.domain.time import MINUTE
from earnest.domain.turns import DecisionKind, HandOverReason
from earnest.ledger import check_receipt
from earnest.store.rating import GOVERNANCE

REVIEW = Review((("The customer says", SECRET),), 99)


def rate(house: House, who: Session, talk: str, client: str = "r-1", **said: object) -> Rated:
    return house.store.rate(who, talk, Rating(client, **said), REVIEW)  # type: ignore[arg-type]  # fields by name


def test_a_rating_is_a_decision_with_a_leaf_and_says_closed_words_only_in_its_event(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    answered = house.turn(customer, talk)

    given = rate(
        house, customer, talk, decision=answered.decisions[0], helpful=False, score=2,
        reasons=(RatingReason.WRONG, RatingReason.UNCLEAR), text=SECRET,
    )  # fmt: skip

    decision = house.store.decision(given.decision).decision
    event = house.store.events()[-1]
    assert (decision.kind, decision.caused_by) == (DecisionKind.RATING, answered.decisions[0])
    assert decision.words == {"text": SECRET}
    assert (event.type, event.helpful, event.score, event.reasons) == (
        "decision.rating.v1",
        False,
        2,
        ("wrong", "unclear"),
    )
    assert given.hand_over == ""
    assert SECRET.encode() not in house.raw()
    proved = check_receipt(house.store.receipt(given.decision), house.store.verifier_keys())
    assert proved.index < proved.checkpoint.head.size


def test_the_same_client_id_is_one_rating_and_a_new_one_takes_its_place(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    inbound = house.inbound(customer, talk)
    answered = house.turn(customer, talk, inbound=inbound)
    about = answered.decisions[0]

    first, again = (rate(house, customer, talk, decision=about, helpful=True) for _ in range(2))
    house.clock.move(MINUTE)
    changed = rate(house, customer, talk, "r-2", decision=about, helpful=False)
    late = rate(house, customer, talk, "r-1", decision=about, helpful=True)
    whole = rate(house, customer, talk, "r-3", score=5)

    assert first == again == late != changed
    assert house.store.rating(talk, about) == changed.decision
    assert house.store.rating(talk) == whole.decision
    assert house.turn(customer, talk, inbound=inbound) == answered  # it stands beside the turns


def test_the_last_of_several_ratings_counts_even_while_the_clock_stands_still(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)

    given = [rate(house, customer, talk, f"r-{score}", score=score) for score in (1, 5, 2, 4, 3)]

    assert house.store.rating(talk) == given[-1].decision


def test_whoever_listens_hears_of_a_rating_that_opens_something(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    heard: list[str] = []
    house.store.on_items(heard.append)

    rate(house, customer, talk, score=5)
    before = list(heard)
    rate(house, customer, talk, "r-2", reasons=(RatingReason.UNFAIR,))

    assert (before, heard) == ([], [talk])


@pytest.mark.parametrize("reason", [RatingReason.INTRUSIVE, RatingReason.UNFAIR])
def test_what_felt_intrusive_or_unfair_waits_for_the_owner_once(house: House, reason: RatingReason) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    about = house.turn(customer, talk).decisions[0]

    given = rate(house, customer, talk, decision=about, reasons=(RatingReason.UNCLEAR, reason))
    more = rate(house, customer, talk, "r-2", decision=about, reasons=(reason,))

    (waits,) = house.store.hand_overs()
    assert (waits.id, waits.decision) == (given.hand_over, given.decision)
    assert (waits.kind, waits.reason, waits.due_at) == (GOVERNANCE, reason.value, 99)
    assert house.store.decision(given.decision).decision.hand_over is HandOverReason(reason.value)
    assert house.store.decision(given.decision).decision.summary == REVIEW.rows
    assert more.hand_over == ""
    assert not house.standing(customer, talk).with_person


def test_nobody_rates_what_is_not_theirs(house: House) -> None:
    customer, other = house.customer(), house.customer("somebody else")
    talk, theirs = house.talk(customer), house.talk(other)
    about = house.turn(customer, talk).decisions[0]

    for who, where, what in ((other, talk, about), (other, theirs, about), (customer, talk, "D-0000000000000000")):
        with pytest.raises(NotFound):
            rate(house, who, where, decision=what, helpful=True)


def test_erasure_takes_ratings_along(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    given = rate(house, customer, talk, score=1, text=SECRET)

    certificate = house.store.erase(customer.subject)

    assert certificate.erased["ratings"] == 1
    left = house.store.decision(given.decision)
    assert (left.erased, dict(left.decision.words)) == (True, {})
    assert left.decision.facts == {"score": 1}
