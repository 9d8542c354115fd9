"""A brand folder changes while conversations are under way: nothing is read, filled in or allowed as it was before."""

from dataclasses import replace
from pathlib import Path

from tests.turn.house import House, broker_for, doing, handle, thought, words_of
from tests.turn.shop import GATES

from earnest.domain.turns import DecisionKind, Look, Scene, Thought

STRICTER = """
gate: refund
inputs: {amount: money}
currency: EUR
otherwise: confirm
rows:
  - {id: stopped, if: {amount: "> 0.00 EUR"}, then: refuse, say: "We pay nothing back this week."}
"""


def under_another_folder(house: House) -> None:
    house.turns = replace(house.turns, brand_digest="c" * 64)


def test_the_assistant_is_told_that_the_folder_has_changed_and_gets_its_own_state_back(house: House) -> None:
    scenes: list[Scene] = []

    def remembering(scene: Scene, _look: Look) -> Thought:
        scenes.append(scene)
        return replace(thought(scene, "ok"), state={"wish": 1})

    house.plays(remembering)
    talk = house.talk()
    talk.say("first")
    talk.say("second")
    under_another_folder(house)
    talk.say("third")
    talk.say("fourth")

    assert [scene.brand_changed for scene in scenes] == [False, False, True, False]
    assert [dict(scene.state) for scene in scenes] == [{}, {"wish": 1}, {"wish": 1}, {"wish": 1}]


def test_an_open_card_is_judged_again_by_the_gate_of_the_new_folder(house: House, tmp_path: Path) -> None:
    house.plays(lambda scene, look: thought(scene, doing("refund", {"order": handle(look, "A1")})))
    talk = house.talk()
    before = house.stored(talk.say("refund A1")).decision
    broker = broker_for(tmp_path / "stricter", {**GATES, "refund": STRICTER})
    house.turns = replace(house.turns, world=replace(house.turns.world, broker=broker), brand_digest="c" * 64)

    reply = talk.press()

    after = house.stored(reply).decision
    assert after.kind is DecisionKind.REFUSAL
    assert "nothing back" in words_of(reply)
    assert before.verdict is not None
    assert after.verdict is not None
    assert before.verdict.gate_digest != after.verdict.gate_digest
    assert house.deeds() == 0
    assert house.paid() == []
