"""What a customer may always ask for, in a real house: each is recorded, joined to its decision, and acts at once."""

from collections.abc import Callable

import pytest
from tests.fernhalm.customers import Customer, Heard, deeds, paid_back

from earnest.cli.verifying import verify_house
from earnest.domain.errors import Conflict, EarnestError, NotFound
from earnest.domain.ratings import Rated, Rating, RatingReason
from earnest.domain.rights import Bar, Contest, Correct, NotUsed, NotUsedBecause, Undo
from earnest.domain.time import MINUTE, SimulatedClock
from earnest.domain.turns import Decision, DecisionKind, HandOverReason
from earnest.house import House

Begin = Callable[..., Customer]

TORN = "The strap on 1042 is torn, I want my money back"
TORCH = "The head torch from order 1043 is broken, I want my money back"


def noted(house: House, heard: Heard) -> Decision:
    """The one decision that a right led to: in the log, provable, and followed from what it is about."""
    (decision,) = heard.decisions
    assert house.explained(decision.id).proof.trouble == ""
    if decision.caused_by:
        assert decision.id in house.store.followers(decision.caused_by)
    return decision


# --- contest ---------------------------------------------------------------------------------------------------------


def test_a_no_is_reviewed_by_a_person_who_is_told_the_rule_and_the_clock(house: House, customer: Begin) -> None:
    ada, meanwhile = customer("ada"), customer("ada")
    ada.says("cancel order 1058")
    meanwhile.says("cancel order 1058")
    meanwhile.says("<confirm>")
    no = ada.says("<confirm>").decisions[0]
    rule = house.explained(no.id).rules[0].says

    review = noted(house, ada.uses(Contest(no.id, "It had not left when I asked."), "c-1"))
    again, other = (ada.uses(Contest(no.id), name) for name in ("c-1", "c-2"))

    (waits,) = house.waiting()
    told = {row["label"]: row["value"] for row in waits["summary"]}
    minutes = house.brand.settings.hand_over_minutes
    assert no.kind is DecisionKind.REFUSAL
    assert (review.kind, review.hand_over) == (DecisionKind.HAND_OVER, HandOverReason.CONTESTED)
    assert (review.caused_by, waits["decision"]) == (no.id, review.id)
    assert waits["due_at"] == review.due_at == house.world.clock.now() + minutes * MINUTE
    assert told["Decision"] == no.id
    assert rule in told["Rule"]
    assert told["The customer says"] == "It had not left when I asked."
    assert not again.parts
    assert "reviewing this decision already" in other.text
    assert not house.explained(no.id).reviewable
    assert verify_house(house).ok


def test_nobody_has_somebody_elses_decision_reviewed_and_a_refused_review_says_why(
    house: House, customer: Begin
) -> None:
    ada, ben = customer("ada"), customer("ben")
    own = ada.says("where is order 1051?").decisions[0].id
    asked = ada.says("<person>").decisions[0].id
    recorded = house.store.log_size()

    with pytest.raises(NotFound) as foreign:
        ben.uses(Contest(own))
    with pytest.raises(NotFound) as unknown:
        ben.uses(Contest("D-0000000000000000"))
    with pytest.raises(Conflict, match="A person has this already"):
        ada.uses(Contest(asked))

    assert str(foreign.value) == str(unknown.value)
    assert house.store.log_size() == recorded


# --- correct ---------------------------------------------------------------------------------------------------------


def test_the_desk_sees_what_the_customer_put_right_beside_what_it_was_told(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says(TORN)
    notice = ada.says("<confirm>").hand_over
    assert notice is not None
    right = (("Item", "Only the strap"), ("I would like", "a new strap"))

    correction = noted(house, ada.uses(Correct(notice.hand_over, right)))

    (waits,) = house.waiting()
    assert correction.kind is DecisionKind.CORRECTION
    assert correction.caused_by == waits["decision"]
    assert correction.summary == right
    assert waits["corrections"] == [{"label": label, "value": value} for label, value in right]
    assert {"label": "Item", "value": "Ridge backpack"} in waits["summary"]
    assert verify_house(house).ok


def test_what_was_put_right_is_the_customers_and_goes_with_them(house: House, customer: Begin) -> None:
    ada = customer("ada")
    notice = ada.says("<person>").hand_over
    assert notice is not None
    name = noted(house, ada.uses(Correct(notice.hand_over, (("It is about", "my zanzibar tent"),)))).id

    house.store.erase(house.store.session(ada.talk.token).subject)

    assert house.store.decision(name).decision.summary == ()
    assert verify_house(house).ok


def test_only_ones_own_summary_is_put_right_within_its_limits(house: House, customer: Begin) -> None:
    ada, ben = customer("ada"), customer("ben")
    notice = ada.says("<person>").hand_over
    assert notice is not None
    name, row = notice.hand_over, ("It is about", "my tent")

    for who, rows in ((ben, (row,)), (ada, ()), (ada, (row,) * 21), (ada, (("x", "y" * 2_001),))):
        with pytest.raises(EarnestError):
            who.uses(Correct(name, rows))
    ada.uses(Correct(name, (row,) * 20))

    assert len(house.waiting()[0]["corrections"]) == 20


# --- bar -------------------------------------------------------------------------------------------------------------

NEEDS = (
    ("en", "order", "where is order 1051?"),
    ("en", "order", TORCH),
    ("en", "order", "send me the invoice for 1043"),
    ("en", "order", "cancel my order"),
    ("de", "order", "wo ist meine Bestellung 1051?"),
    ("de", "order", "die Stirnlampe aus 1043 ist kaputt, ich will mein Geld zurück"),
    ("en", "refund", "where is my refund?"),
    ("en", "return", "where is my return?"),
    ("en", "case", "what about my case?"),
    ("en", "suggestion", "why do I see this suggestion?"),
    ("en", "product", "is the ridge backpack in stock in black?"),
    ("en", "variant", "exchange the torch from 1043 for an orange one"),
)
"""What can only be answered from a source, by language."""


def test_a_barred_source_is_not_read_from_the_very_next_answer_on_and_nothing_is_claimed_about_it(
    house: House, customer: Begin
) -> None:
    # Broken if "you have no such order" were said of orders that nobody looked at.
    say = house.world.wording.say
    for language, source, line in NEEDS:
        ada = customer("ada", language)

        choice = noted(house, ada.uses(Bar(source)))
        heard = ada.says(line)

        answer = heard.decisions[0]
        why = house.explained(answer.id)
        barred = say(language, "why-barred", source=say(language, "widget-source", name=source))
        assert (choice.kind, choice.facts) == (DecisionKind.DATA_CHOICE, {"source": source, "barred": True})
        assert say(language, "barred-deed") in heard.text, line
        assert heard.card is None
        assert answer.context.not_used == (NotUsed(source, NotUsedBecause.BARRED),)
        assert source not in {one.source for one in answer.context.used}
        assert why.not_used[0] == barred
    assert deeds(house) == 0


def test_with_orders_barred_the_assistant_still_helps_with_what_needs_none(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.uses(Bar("order"))

    stock, rule = ada.says("is the ridge backpack in stock in black?"), ada.says("what is your return policy")
    ada.says("I want to complain")
    complaint = ada.says("The man at your hotline shouted at me")
    complaint = complaint if complaint.receipt else ada.says("<confirm>")  # asked first while the wish is only likely

    assert "In stock now" in stock.text
    assert "30 days" in rule.text
    assert "noted as case" in complaint.text
    assert {one.source for heard in ada.heard for made in heard.decisions for one in made.context.used} == {
        "product",
        "variant",
    }


def test_a_source_that_may_be_used_again_is_used_in_the_very_next_answer(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.uses(Bar("order"))
    ada.says("where is order 1051?")

    noted(house, ada.uses(Bar("order", barred=False)))
    after = ada.says("where is order 1051?")

    assert "FH4200188" in after.text
    assert after.decisions[0].context.not_used == ()
    assert verify_house(house).ok


def test_a_source_is_not_said_to_be_unused_where_the_answer_rests_on_it(house: House, customer: Begin) -> None:
    ada = customer("ada")
    told = ada.says("where is order 1051?").decisions[0].id
    ada.uses(Bar("order"))

    why = house.explained(noted(house, ada.uses(Contest(told))).id)

    assert "order.status for service.order" in why.used
    assert not [one for one in why.not_used if "orders" in one]


# --- undo ------------------------------------------------------------------------------------------------------------


def test_money_is_taken_back_within_its_window_and_after_it_the_truth_is_told(
    house: House, customer: Begin, clock: SimulatedClock
) -> None:
    ada, late, ben = customer("ada"), customer("ada"), customer("ben")
    ada.says(TORCH)
    ada.talk.say("<confirm>")
    booked = ada.talk.decisions[-1]
    clock.move(5 * MINUTE - 1)
    with pytest.raises(NotFound):
        ben.uses(Undo(booked))

    undone = noted(house, ada.uses(Undo(booked)))
    twice = ada.uses(Undo(booked))
    clock.move(MINUTE)
    ada.talk.run_deeds()
    nothing = paid_back(house)
    late.says(TORCH)
    receipt = late.says("<confirm>").receipt  # the window passes
    assert receipt is not None
    too_late = late.uses(Undo(receipt.decision))

    assert (undone.kind, undone.caused_by) == (DecisionKind.UNDO, booked)
    assert nothing == []
    assert "undone already" in twice.text
    assert paid_back(house) == ["1043/1"]
    assert too_late.decisions[0].kind is DecisionKind.REFUSAL
    assert "too late" in too_late.text
    assert verify_house(house).ok


# --- rating ----------------------------------------------------------------------------------------------------------


def test_an_answer_is_rated_once_and_a_second_rating_takes_its_place(house: House, customer: Begin) -> None:
    ada = customer("ada")
    about = ada.says("where is order 1051?").decisions[0].id
    session = house.store.session(ada.talk.token)

    def rate(client: str, **said: object) -> Rated:
        return house.rate(session, ada.talk.conversation, Rating(client, about, **said))  # type: ignore[arg-type]  # fields by name

    first, again = rate("r-1", helpful=True), rate("r-1", helpful=True)
    second = rate("r-2", helpful=False, reasons=(RatingReason.UNFAIR,), text="Not fair.")

    rated = house.store.decision(second.decision).decision
    assert first == again
    assert house.store.rating(ada.talk.conversation, about) == second.decision
    assert (rated.kind, rated.caused_by) == (DecisionKind.RATING, about)
    assert set(house.store.followers(about)) == {first.decision, second.decision}
    assert [one["id"] for one in house.waiting()] == [second.hand_over]
    assert house.explained(second.decision).proof.trouble == ""
    assert verify_house(house).ok
