"""Any proposal, any press, any order of things: nothing is done that people did not ask for within the rules."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.turn.attacker import Attack
from tests.turn.house import House, cards_of, sqlite_house
from tests.turn.shop import Shop

from earnest.domain.identity import Channel
from earnest.domain.turns import DecisionKind, Deed
from earnest.domain.verdicts import Facts, Outcome, Verdict
from earnest.policy import Broker


@pytest.mark.parametrize(
    ("turns", "effects_min"), [(400, 15), pytest.param(2_000, 80, marks=[pytest.mark.slow, pytest.mark.timeout(600)])]
)
def test_no_hostile_proposal_has_an_unauthorised_effect(house: House, turns: int, effects_min: int) -> None:
    attack = Attack(house, seed=turns)

    for _ in range(turns):
        attack.turn()
    house.deeds()

    assert attack.oracle.complaints == []
    effects = house.shop.effects()
    assert attack.oracle.done == len(effects) >= effects_min
    assert {effect[1] for effect in effects} == {"refund", "goodwill", "voucher", "move", "note"}
    assert max(Counter(effect[0] for effect in effects).values()) == 1


class NeverAsks(Broker):
    """A broker with one fault: everything is allowed."""

    def verdict(self, deed: Deed, facts: Facts, language: str = "en") -> Verdict:
        return replace(super().verdict(deed, facts, language), outcome=Outcome.DO_IT)


class ForgetsToCheckAgain(Broker):
    """A broker with another: the last check is left out."""

    def recheck(self, *_given: Any) -> None:
        pass


@pytest.mark.parametrize("careless", [NeverAsks, ForgetsToCheckAgain])
def test_the_oracle_notices_a_house_that_is_careless(tmp_path: Path, careless: type[Broker]) -> None:
    house = sqlite_house(tmp_path)
    found = house.turns.world.broker
    broker = careless(found.skills, found.kinds, found.gates, found.handle_key)
    house.turns = replace(house.turns, world=replace(house.turns.world, broker=broker))
    house.outbox.broker = broker
    attack = Attack(house, seed=1)

    for _ in range(1_000):
        if not attack.oracle.complaints:
            attack.turn()
    house.deeds()

    assert attack.oracle.complaints
    house.store.close()


def test_of_fifty_parallel_refunds_of_one_customer_exactly_three_are_paid(either_house: House) -> None:
    house = either_house
    house.outbox.shop = house.shop = Shop(orders=[(f"P{number}", "ada", 5_000, 6, "") for number in range(50)])
    house.turns = replace(house.turns, world=replace(house.turns.world, shop=house.shop))
    wishes = []
    for number in range(10):
        talk = house.talk("ada", Channel.CHAT if number % 2 else Channel.TERMINAL)
        orders = " ".join(f"P{number * 5 + place}" for place in range(5))
        wishes += [(talk, card) for card in cards_of(talk.say(f"refund {orders}"))]

    with ThreadPoolExecutor(50) as pool:
        replies = list(pool.map(lambda wish: wish[0].press(wish[1]), wishes))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: house.deeds(), range(4)))

    kinds = Counter(house.stored(reply).decision.kind for reply in replies)
    assert kinds == {DecisionKind.EFFECT: 3, DecisionKind.APPROVAL: 47}
    assert [effect[4] for effect in house.shop.effects()] == [5_000] * 3
    assert house.exposure(wishes[0][0].session) == 15_000
    assert len(house.waiting()) == 47
