"""What would have changed a decision is true: with the stated values the stated outcome follows, one unit less not."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from tests.turn.house import WORDING, broker_for

from earnest.deciding import Clocks, Making, Prepared, Stage, decide
from earnest.domain.identity import Channel, Level, Session, Source
from earnest.domain.ids import new_id
from earnest.domain.money import Money
from earnest.domain.turns import Context, Decision, DecisionKind, Deed, Proposal
from earnest.domain.verdicts import Change, Facts, FactValue, Outcome
from earnest.policy import Broker

DECISIONS = 1_000
MAKING = Making(new_id, WORDING, Clocks(60, 240), "Europe/Berlin")
SESSION = Session("N-1", "S-1", "ada", Level.SIGNED_IN)
CONTEXT = Context("C-1", SESSION, Channel.CHAT, Source.CUSTOMER, 0, "b" * 64, "m", (), 1_790_000_000_000_000)

AFTER: dict[tuple[Stage, Outcome], DecisionKind] = {
    (Stage.PROPOSED, Outcome.CONFIRM): DecisionKind.CARD,
    (Stage.PROPOSED, Outcome.ASK_PERSON): DecisionKind.CARD,
    (Stage.PROPOSED, Outcome.ASK_TWO): DecisionKind.CARD,
    (Stage.CONFIRMED, Outcome.CONFIRM): DecisionKind.EFFECT,
    (Stage.CONFIRMED, Outcome.ASK_PERSON): DecisionKind.APPROVAL,
    (Stage.CONFIRMED, Outcome.ASK_TWO): DecisionKind.APPROVAL,
    (Stage.PROPOSED, Outcome.REFUSE): DecisionKind.REFUSAL,
    (Stage.CONFIRMED, Outcome.REFUSE): DecisionKind.REFUSAL,
}
"""Written out by hand: what a customer meets, by stage and outcome."""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Broker:
    return broker_for(tmp_path_factory.mktemp("gates"))


def any_facts(chance: random.Random) -> dict[str, FactValue]:
    amount = chance.choice([chance.randint(0, 70_000), chance.choice([4_999, 5_000, 5_001, 50_000, 50_001])])
    return {
        "sure": chance.choice([chance.randint(0, 100), 79, 80, 81]),
        "amount": Money(amount, "EUR"),
        "spent": Money(amount + chance.choice([0, chance.randint(0, 30_000), 15_000 - min(amount, 15_000)]), "EUR"),
        "days": chance.choice([chance.randint(0, 60), 30, 31]),
        "asked_by": chance.choice([source.value for source in Source]),
    }


def decided(broker: Broker, facts: Facts, stage: Stage) -> Decision:
    """A decision through judge and decide, as a turn makes it."""
    amount = facts["amount"]
    assert isinstance(amount, Money)
    deed = Deed("refund", {"order": "A1"}, "a" * 64, amount)
    one = Prepared(Proposal("refund", 95), stage, deed, facts)
    return decide(MAKING, CONTEXT, one, broker.verdict(deed, facts), facts, "en")


def with_change(facts: Facts, change: Change) -> Facts:
    return {**facts, **dict(change.needed)}


def one_unit_back(given: FactValue, needed: FactValue) -> FactValue | None:
    """The needed value one unit nearer to the given one; None where there is nothing in between to speak of."""
    if isinstance(needed, Money) and isinstance(given, Money):
        return replace(needed, minor=needed.minor + (1 if given.minor > needed.minor else -1))
    if isinstance(needed, int) and isinstance(given, int) and not isinstance(needed, bool):
        return needed + (1 if given > needed else -1)
    return None


@pytest.mark.parametrize("stage", [Stage.PROPOSED, Stage.CONFIRMED])
def test_the_stated_change_gives_exactly_the_stated_outcome_and_one_unit_less_does_not(
    broker: Broker, stage: Stage
) -> None:
    chance, kinds, changes, backs = random.Random(11), Counter[DecisionKind](), 0, 0
    for _ in range(DECISIONS // 2):
        facts = any_facts(chance)
        decision = decided(broker, facts, stage)
        assert decision.verdict is not None
        assert decision.kind is AFTER[stage, decision.verdict.outcome]
        kinds[decision.kind] += 1
        for change in decision.verdict.changes:
            changes += 1
            assert change.outcome < decision.verdict.outcome
            other = decided(broker, with_change(facts, change), stage)
            assert other.verdict is not None
            assert other.verdict.outcome is change.outcome
            for name, needed in change.needed:
                back = one_unit_back(facts[name], needed)
                if back is not None:
                    backs += 1
                    nearly = decided(broker, {**with_change(facts, change), name: back}, stage)
                    assert nearly.verdict is not None
                    assert nearly.verdict.outcome is not change.outcome

    assert len(kinds) >= 2
    assert changes > 200
    assert backs > 300


LOOKS_AT = {"unsure": "sure", "over-50": "amount", "over-500": "amount", "often": "spent", "outside": "asked_by"}
LOOKS_AT |= {"late": "days"}
CHANGED_MAX = 3
"""What would take more changes than this is no explanation."""


def test_a_decision_that_could_be_milder_always_says_how(broker: Broker) -> None:
    chance, told = random.Random(12), 0
    for _ in range(300):
        facts = any_facts(chance)
        verdict = decided(broker, facts, Stage.CONFIRMED).verdict
        assert verdict is not None
        stood_in_the_way = {LOOKS_AT[fired.row] for fired in verdict.fired}

        if verdict.outcome == Outcome.CONFIRM:
            assert verdict.changes == ()
        elif len(stood_in_the_way) <= CHANGED_MAX:
            told += 1
            assert verdict.changes

    assert told > 100


def test_the_sentences_a_customer_reads_are_those_of_the_rows_that_fired(broker: Broker) -> None:
    chance = random.Random(13)
    for _ in range(200):
        facts = any_facts(chance)
        decision = decided(broker, facts, Stage.CONFIRMED)
        assert decision.verdict is not None
        said = " ".join(str(part) for part in decision.said)
        shown = [fired.say for fired in decision.verdict.fired if fired.say and fired.say in said]

        if decision.kind is DecisionKind.REFUSAL:
            assert shown == [fired.say for fired in decision.verdict.fired if fired.outcome is Outcome.REFUSE]
        elif decision.kind is DecisionKind.APPROVAL:
            assert shown == [fired.say for fired in decision.verdict.fired if fired.say]
