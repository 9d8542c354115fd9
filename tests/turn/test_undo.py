"""Undo: a deed that a brand declares undoable is held, shown as booked at once, and goes out when its time is over."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from tests.turn.house import House, Talk, doing, handle, sqlite_house, thought, words_of
from tests.turn.shop import ORDERS, Shop

from earnest.domain.errors import NotFound
from earnest.domain.inbound import Chose
from earnest.domain.items import Choices, Option, Receipt, Words
from earnest.domain.money import Money
from earnest.domain.rights import Undo
from earnest.domain.time import SECOND, SimulatedClock
from earnest.domain.turns import DecisionKind, Proposal, Reply
from earnest.outbox import LEASE, Runner

HELD_SECONDS = 300
HELD = HELD_SECONDS * SECOND


def undoable(house: House, *names: str) -> House:
    """The house with skills that its brand declares undoable."""
    broker = house.turns.world.broker
    held = {name: replace(broker.skills[name], undo_seconds=HELD_SECONDS) for name in names or ("refund",)}
    broker = replace(broker, skills={**broker.skills, **held})
    house.turns = replace(house.turns, world=replace(house.turns.world, broker=broker))
    house.outbox.broker = broker
    return house


def booked(house: House, wish: str = "refund A1") -> tuple[Talk, Reply]:
    talk = undoable(house).talk()
    talk.say(wish)
    return talk, talk.press()


def receipt_of(reply: Reply) -> Receipt:
    (found,) = [part for item in reply.items for part in item.parts if isinstance(part, Receipt)]
    return found


def kind(house: House, reply: Reply) -> DecisionKind:
    return house.stored(reply).decision.kind


def test_a_held_deed_shows_its_receipt_at_once_and_goes_out_when_its_time_is_over(either_house: House) -> None:
    house = either_house
    talk, reply = booked(house)
    early = house.deeds()
    house.clock.move(HELD - 1)
    early += house.deeds()

    house.clock.move(1)
    late = house.deeds()

    receipt = receipt_of(reply)
    assert (receipt.decision, receipt.undo_until) == (reply.decisions[0], house.clock.now())
    assert ("Order", "A1") in receipt.rows
    assert not reply.pending
    assert "booked" in words_of(reply).lower()
    assert (early, late) == (0, 1)
    assert house.paid() == ["A1"]
    assert house.store.items(talk.id, talk.session)[-1].parts == (Words("Done: €24.90."),)
    assert house.exposure(talk.session) == 2_490


def test_the_card_says_before_the_press_that_it_can_be_undone(house: House) -> None:
    talk = undoable(house).talk()

    assert "you can undo it for 5 minutes" in words_of(talk.say("refund A1"))


def test_undo_within_the_time_is_certain_recorded_and_frees_the_amount(either_house: House) -> None:
    house = either_house
    talk, reply = booked(house)
    house.clock.move(HELD - 1)

    undone = talk.take(Undo(reply.decisions[0]))
    house.clock.move(HELD)
    done = house.deeds()

    decision = house.stored(undone).decision
    assert (decision.kind, decision.caused_by) == (DecisionKind.UNDO, reply.decisions[0])
    assert decision.deed is not None
    assert "Undone: Do refund" in words_of(undone)
    assert (done, house.paid(), house.exposure(talk.session)) == (0, [], 0)


def test_undo_after_the_time_is_refused_and_says_what_is_left(house: House) -> None:
    talk, reply = booked(house)
    house.clock.move(HELD)

    before = talk.take(Undo(reply.decisions[0]))  # over, though nothing has begun it yet
    house.deeds()
    after = talk.take(Undo(reply.decisions[0]))

    assert [kind(house, one) for one in (before, after)] == [DecisionKind.REFUSAL] * 2
    assert "too late" in words_of(before)
    assert "A person can check" in words_of(after)
    assert house.paid() == ["A1"]


def test_a_second_undo_changes_nothing_and_says_so(house: House) -> None:
    talk, reply = booked(house)
    first = talk.take(Undo(reply.decisions[0]), "u-1")

    again, other = talk.take(Undo(reply.decisions[0]), "u-1"), talk.take(Undo(reply.decisions[0]), "u-2")

    assert again == first
    assert kind(house, other) is DecisionKind.ANSWER
    assert "undone already" in words_of(other)


def test_a_deed_that_is_not_held_cannot_be_undone(house: House) -> None:
    talk = house.talk()
    talk.say("refund A1")
    reply = talk.press()

    assert "cannot be undone" in words_of(talk.take(Undo(reply.decisions[0])))
    house.deeds()
    assert house.paid() == ["A1"]


def test_nobody_undoes_what_is_not_theirs_or_not_there(house: House) -> None:
    ada, reply = booked(house)
    bob = house.talk("bob")

    for talk in (bob, house.talk(session=ada.session)):
        with pytest.raises(NotFound):
            talk.take(Undo(reply.decisions[0]))
    with pytest.raises(NotFound):
        ada.take(Undo("D-0000000000000000"))
    house.clock.move(HELD)
    house.deeds()

    assert house.paid() == ["A1"]


def test_an_undo_and_the_outbox_at_the_same_instant_never_both_win(either_house: House) -> None:
    house = either_house
    talk, reply = booked(house)
    house.clock.move(HELD - 1)

    def undo() -> Reply:
        return talk.take(Undo(reply.decisions[0]))

    def move_and_do() -> int:
        house.clock.move(1)
        return house.outbox.round()

    with ThreadPoolExecutor(2) as pool:
        answer, _ = pool.submit(undo), pool.submit(move_and_do)
        undone = kind(house, answer.result()) is DecisionKind.UNDO
    house.deeds()

    assert (len(house.paid()), house.exposure(talk.session)) == ((0, 0) if undone else (1, 2_490))


def test_what_a_colleague_approved_is_held_too(house: House) -> None:
    talk, _ = booked(house, "refund A3")
    (approval,) = house.waiting()

    reply = house.rule(approval, "kim")
    house.deeds()
    assert house.paid() == []
    talk.take(Undo(receipt_of(reply).decision))
    house.clock.move(HELD)

    assert "a person has agreed" in words_of(reply)
    assert house.deeds() == 0


def test_nothing_waits_for_a_held_deed_and_nothing_is_taken_up_when_it_goes_out(house: House) -> None:
    talk = undoable(house).talk()
    talk.say("refund A1")
    before = house.assistant.thoughts
    talk.press()
    at_once = house.assistant.thoughts - before

    house.clock.move(HELD)
    house.deeds()

    assert (at_once, house.assistant.thoughts - before) == (1, 1)


def test_a_held_deed_counts_against_the_limits_until_it_is_undone(house: House) -> None:
    talk = undoable(house, "voucher").talk()

    def wish(minor: int) -> Reply:
        house.plays(
            lambda scene, look: thought(
                scene, doing("voucher", {"order": handle(look, "A1"), "amount": Money(minor, "EUR")})
            )
        )
        return talk.say("a voucher")

    first = wish(10_000)
    over = wish(10_000)
    talk.take(Undo(first.decisions[0]))
    within = wish(10_000)

    assert [kind(house, one) for one in (first, over, within)] == [
        DecisionKind.EFFECT,
        DecisionKind.CARD,
        DecisionKind.EFFECT,
    ]


def test_a_change_in_the_shop_while_it_was_held_stops_it_and_the_customer_is_told(house: House) -> None:
    talk, _ = booked(house)
    house.shop.change("A1", "total", 9_900)
    house.clock.move(HELD)

    house.deeds()

    assert house.paid() == []
    assert "nothing was changed" in talk.texts()
    assert house.exposure(talk.session) == 0


def test_what_stands_in_a_question_is_still_open_after_an_undo(house: House) -> None:
    talk, reply = booked(house)

    house.says(Proposal("talk", 50, (Choices((Option("o-1", "One"),)),)))
    talk.say("choose")
    talk.take(Undo(reply.decisions[0]))

    chosen = talk.take(Chose("o-1"))

    assert "One" in words_of(chosen)


STAGES = ("before_record", "after_record", "after_intent", "effect_in_flight", "after_effect")


class CrashError(Exception):
    """The process is gone."""


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("undoes", [True, False])
def test_a_crash_at_any_stage_never_does_a_held_deed_twice_nor_an_undone_one(
    tmp_path: Path, stage: str, undoes: bool
) -> None:
    clock, shop, armed = SimulatedClock(), Shop(tmp_path / "shop.db", ORDERS), Event()

    def at(name: str) -> None:
        if armed.is_set() and name == stage:
            raise CrashError

    house = sqlite_house(tmp_path, shop=shop, clock=clock, at=at)
    talk, reply = booked(house)
    armed.set()
    acknowledged = False
    with suppress(CrashError):
        if undoes:
            acknowledged = kind(house, talk.take(Undo(reply.decisions[0]))) is DecisionKind.UNDO
        clock.move(HELD)
        house.deeds()
    armed.clear()
    house.store.close()

    again = undoable(sqlite_house(tmp_path, shop=shop, clock=clock))
    clock.move(HELD)
    again.deeds()
    clock.move(LEASE)
    again.deeds()

    effects = [effect[1] for effect in shop.effects()]
    assert effects in ([], ["refund"])
    assert not (acknowledged and effects)
    assert again.exposure(talk.session) == (2_490 if effects else 0)
    again.store.close()


def test_the_runner_wakes_when_a_hold_ends(house: House) -> None:
    talk, _ = booked(house)
    out = Event()
    house.shop.after = lambda _by: out.set()
    runner = Runner(house.outbox)

    runner.start()
    house.clock.move(HELD)
    woke = out.wait(20)
    runner.stop()

    assert woke
    assert house.paid() == ["A1"]
    assert "Done" in talk.texts()
