"""Why: computed from what was recorded; the stated change, judged again, gives the stated outcome."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fernhalm.customers import Customer

from earnest.domain.errors import NotFound
from earnest.domain.identity import Channel, Level
from earnest.domain.money import Money
from earnest.domain.skills import EffectClass
from earnest.domain.verdicts import Change, FactValue, Outcome
from earnest.house import House
from earnest.policy import judge
from earnest.store import Store
from earnest.why import change_in_words, fact_in_words

Begin = Callable[..., Customer]

FACTS = st.one_of(
    st.booleans(),
    st.integers(-10_000, 10_000),
    st.builds(Money, st.integers(0, 10**9), st.just("EUR")),
    st.sampled_from(Level),
    st.text("abcdefghij", min_size=1, max_size=10),
)


def test_why_names_the_row_that_fired_and_the_change(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says("The strap on 1042 is torn, I want my money back")

    why = house.explained(ada.talk.decisions[0])

    assert [rule.row for rule in why.rules] == ["over-50"]
    assert why.rules[0].says == "A person checks refunds over €50.00."
    assert [one.words for one in why.otherwise] == ["with amount 50.00 EUR or less: confirm"]
    assert "order.lines.price for service.payment" in why.used
    assert why.proof.trouble == ""
    assert why.proof.size > why.proof.index


def test_the_stated_change_gives_the_stated_outcome_and_one_cent_more_does_not(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says("The strap on 1042 is torn, I want my money back")
    decision = house.store.decision(ada.talk.decisions[0]).decision
    assert decision.verdict is not None
    change = decision.verdict.changes[0]
    gate = house.brand.gates["refund"]

    changed = judge(gate, {**decision.facts, **dict(change.needed)}, EffectClass.MONEY)
    name, needed = change.needed[0]
    assert isinstance(needed, Money)
    short = judge(gate, {**decision.facts, name: needed + Money(1, "EUR")}, EffectClass.MONEY)

    assert changed.outcome is change.outcome is Outcome.CONFIRM
    assert short.outcome is Outcome.ASK_PERSON


def test_why_tells_what_came_of_it(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says("The head torch from order 1043 is broken, I want my money back")
    ada.says("<confirm>")

    card = house.explained(ada.talk.decisions[0])
    effect = house.explained(ada.talk.decisions[1])

    assert [one.kind for one in card.followed_by] == ["effect", "outcome"]
    assert effect.followed_by[0].words == "done"
    assert effect.caused_by == card.decision
    assert effect.used == card.used
    assert effect.deed == "refund 24.90 EUR"


def test_nobody_is_told_why_of_somebody_elses_decision(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says("where is order 1051?")
    _, ben = house.open_signed_in(Channel.API, "ben")

    with pytest.raises(NotFound) as foreign:
        house.why(ada.talk.decisions[0], ben)
    with pytest.raises(NotFound):
        house.receipt(ada.talk.decisions[0], ben)

    assert "no such decision" in str(foreign.value).lower()


def test_after_erasure_the_reason_stands_without_the_persons_words(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says("The strap on 1042 is torn, I want my money back")
    name = ada.talk.decisions[0]
    subject = house.store.session(ada.talk.token).subject

    house.store.erase(subject)
    why = house.explained(name)

    assert why.erased
    assert why.said == ()
    assert [rule.row for rule in why.rules] == ["over-50"]
    assert why.proof.trouble == ""


def test_a_proof_that_does_not_hold_is_told(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says("where is order 1051?")
    house.store.make_checkpoint()
    other = replace(house, store=cast("Store", _WithoutKeys(house.store)))

    why = other.explained(ada.talk.decisions[0])

    assert why.proof.trouble
    assert why.proof.size == 0


class _WithoutKeys:
    """A store whose log was signed by keys that nobody trusts."""

    def __init__(self, store: object) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return (lambda: ()) if name == "verifier_keys" else getattr(self._store, name)


@given(
    st.dictionaries(st.sampled_from(["amount", "sure", "level", "reason"]), FACTS, min_size=1), st.sampled_from(Outcome)
)
def test_a_change_in_words_names_every_input_and_the_outcome(needed: dict[str, FactValue], outcome: Outcome) -> None:
    # Broken if an input were left out, or the words came from anything but the change itself.
    words = change_in_words(Change(tuple(needed.items()), outcome), {})

    assert words.endswith(f": {outcome.word}")
    for name, value in needed.items():
        assert f"{name} {fact_in_words(value)}" in words


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_direction_of_a_change_is_the_one_towards_the_needed_value(given_cents: int, needed_cents: int) -> None:
    # Broken if "or less" and "or more" were swapped: the reader would change the wrong way.
    change = Change((("amount", Money(needed_cents, "EUR")),), Outcome.CONFIRM)

    words = change_in_words(change, {"amount": Money(given_cents, "EUR")})

    assert ("or less" in words) is (needed_cents < given_cents)
