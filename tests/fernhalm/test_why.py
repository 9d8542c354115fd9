"""Why: computed from what was recorded; the stated change, judged again, gives the stated outcome."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fernhalm.customers import Customer

from earnest.domain.errors import NotFound
from earnest.domain.identity import Channel, Level
from earnest.domain.items import REASON_LENGTH_MAX, Quote, Reason
from earnest.domain.money import Money
from earnest.domain.skills import EffectClass
from earnest.domain.turns import DecisionKind
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
    assert set(effect.used) == set(card.used)
    assert effect.deed == "refund 24.90 EUR"


@dataclass(frozen=True)
class Told:
    """What is told of one kind of outcome; `lines` are said one after another, the last one's answer is explained."""

    lines: tuple[str, ...]
    kind: DecisionKind
    uses: frozenset[str] = frozenset()
    outcome: str = ""
    rules: tuple[str, ...] = ()
    changes: int = 0
    unsure: bool = False
    line: bool = False
    quote: bool = False


ORDERS = frozenset({"order"})
CANCEL = "cancel order 1058"
TORN = "The strap on 1042 is torn, I want my money back"

OUTCOMES = {
    "an article": Told(("what is your return policy",), DecisionKind.ANSWER, quote=True),
    "a greeting": Told(("hello",), DecisionKind.QUESTION),
    "a personal fact": Told(("where is order 1051?",), DecisionKind.ANSWER, ORDERS),
    "a guess": Told(("where is my backpack",), DecisionKind.ANSWER, ORDERS, unsure=True),
    "the only record that fits": Told(("where is my refund?",), DecisionKind.ANSWER, frozenset({"refund"}), line=True),
    "an allowed deed": Told(("send me the invoice for 1043",), DecisionKind.EFFECT, ORDERS, "do_it", line=True),
    "a card": Told(
        ("The head torch from order 1043 is broken, I want my money back",),
        DecisionKind.CARD, ORDERS, "confirm", line=True,
    ),
    "a card that goes to a person": Told((TORN,), DecisionKind.CARD, ORDERS, "ask_person", ("over-50",), 1),
    "an approval": Told((TORN, "<confirm>"), DecisionKind.APPROVAL, ORDERS, "ask_person", ("over-50",), 1, line=True),
    "a no": Told((CANCEL, "<confirm>"), DecisionKind.REFUSAL, ORDERS, "refuse", ("cancelled",), 1, line=True),
    "a person": Told(("<person>",), DecisionKind.HAND_OVER),
}  # fmt: skip


def test_every_kind_of_outcome_tells_its_rules_its_data_its_doubt_and_what_would_change_it(
    house: House, customer: Begin
) -> None:
    say, sources = house.world.wording.say, [source.name for source in house.brand.data_map.sources]

    for name, told in OUTCOMES.items():
        talk = customer("ada")
        for line in told.lines[:-1]:
            talk.says(line)
        if told.kind is DecisionKind.REFUSAL:  # done elsewhere before this card is confirmed, so that its gate says no
            meanwhile = customer("ada")
            for line in told.lines:
                meanwhile.says(line)

        heard = talk.says(told.lines[-1])

        decision, why = heard.decisions[0], house.explained(heard.decisions[0].id)
        reasons = [part.text for part in heard.parts if isinstance(part, Reason)]
        quotes = [part for part in heard.parts if isinstance(part, Quote)]
        used = frozenset(one.partition(".")[0] for one in why.used)
        assert (decision.kind, why.kind, why.decision) == (told.kind, told.kind.value, decision.id), name
        assert (used, why.outcome, tuple(rule.row for rule in why.rules)) == (told.uses, told.outcome, told.rules), name
        assert all(rule.says for rule in why.rules), name
        assert len(why.change_words) == len(why.otherwise) == told.changes, name
        assert bool(why.sure_words) is told.unsure, name
        unused = [say("en", "widget-source", name=source) for source in sources if source not in used]
        assert list(why.not_used) == unused, name
        assert not {"_", "."} & set("".join(why.not_used)), name
        assert why.reviewable is (told.kind is not DecisionKind.HAND_OVER), name
        assert (bool(reasons), bool(quotes)) == (told.line, told.quote), name
        assert all(len(reason) <= REASON_LENGTH_MAX for reason in reasons), name
        assert (why.proof.trouble, why.as_json()["decision"]) == ("", decision.id), name


def test_what_would_change_it_is_told_in_the_customers_language_without_any_inner_name(
    house: House, customer: Begin
) -> None:
    ada, meanwhile = customer("ada", "de"), customer("ada", "de")
    for one in (ada, meanwhile):
        one.says("Bitte die Bestellung 1058 stornieren")
    meanwhile.says("<confirm>")

    why = house.explained(ada.says("<confirm>").decisions[0].id)

    assert why.change_words == ("Nur zu bestätigen gewesen wäre es bei: Stand der Bestellung: noch in unserem Lager.",)


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
