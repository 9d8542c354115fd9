"""Deeds after the commit: with a permit, checked once more, once; and what is told when nobody knows."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.turn.house import PERMIT_KEY, House, Talk, doing, handle, thought
from tests.turn.shop import BrokenLineError

from earnest.domain.errors import Busy, Declined, NotFound, StoreUnavailable
from earnest.domain.identity import Channel
from earnest.domain.inbound import Inbound, Said
from earnest.domain.money import Money
from earnest.domain.settlements import Settlement
from earnest.domain.skills import By
from earnest.domain.time import MINUTE
from earnest.domain.turns import Deed, HandOverReason, Job, OpenCard
from earnest.outbox import JOBS_AT_ONCE, LEASE, Runner
from earnest.policy import Minter


def confirmed(house: House, wish: str = "refund A1") -> Talk:
    """A customer whose deed waits in the outbox."""
    talk = house.talk()
    talk.say(wish)
    talk.press()
    return talk


def good(house: House, minor: int = 2_490) -> Talk:
    """A customer whose deed the shop cannot be asked about."""
    talk = house.talk()
    house.plays(
        lambda scene, look: thought(
            scene, doing("goodwill", {"order": handle(look, "A1"), "amount": Money(minor, "EUR")})
        )
    )
    talk.say("be kind")
    house.says("ok")
    talk.press()
    return talk


def planted(error: Exception) -> Callable[[By], None]:
    def fail(_by: By) -> None:
        raise error

    return fail


# --- permits ------------------------------------------------------------------------------------------------------


def forged(job: Job) -> dict[str, bytes]:
    minter = Minter(PERMIT_KEY)
    other = replace(job.deed, args_hash="f" * 64)
    right = (job.deed, job.session.customer, job.gate_digest, job.decision)
    stranger = Minter(Ed25519PrivateKey.generate())
    return {
        "none": b"",
        "noise": bytes(200),
        "of another key": stranger.mint(*right, 0),
        "for another deed": minter.mint(other, *right[1:], NOW),
        "for another customer": minter.mint(job.deed, "bob", job.gate_digest, job.decision, NOW),
        "of another decision": minter.mint(job.deed, "ada", job.gate_digest, "D-OTHER", NOW),
        "expired": minter.mint(*right, 0),
    }


NOW = 1_790_000_000_000_000
FORGED = [
    "none",
    "noise",
    "of another key",
    "for another deed",
    "for another customer",
    "of another decision",
    "expired",
]


@pytest.mark.parametrize("name", FORGED)
def test_a_deed_without_a_permit_for_exactly_it_is_not_done_and_the_customer_is_told(house: House, name: str) -> None:
    talk = confirmed(house)
    (job,) = house.store.claim(house.clock.now(), 1, LEASE)

    settled = house.outbox._attempt(replace(job, permit=forged(job)[name]))
    house.store.settle(job, settled)

    assert house.paid() == []
    assert "nothing was changed" in talk.texts()
    assert house.exposure(talk.session) == 0


def test_a_deed_whose_arguments_were_changed_in_the_outbox_is_not_done(house: House) -> None:
    confirmed(house)
    (job,) = house.store.claim(house.clock.now(), 1, LEASE, house.outbox._permit)
    tampered = Deed(job.deed.skill, {"order": "A4"}, job.deed.args_hash, job.deed.amount)

    house.outbox._attempt(replace(job, deed=tampered))

    assert house.paid() == []


# --- checked once more at the last moment -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("total", 2_491, "The amount is now"),
        ("total", 2_489, "The amount is now"),
        ("customer", "bob", ""),
        ("days", 31, "You can send things back for 30 days"),
    ],
)
def test_what_changed_between_decision_and_deed_stops_it_and_the_customer_is_told(
    house: House, field: str, value: object, why: str
) -> None:
    talk = confirmed(house)
    house.shop.change("A1", field, value)

    house.deeds()

    assert house.paid() == []
    assert "nothing was changed" in talk.texts()
    assert why in talk.texts()
    assert house.exposure(talk.session) == 0


def test_a_shop_that_cannot_be_read_right_before_the_deed_stops_it(house: House) -> None:
    talk = confirmed(house)
    house.shop.all("ALTER TABLE orders RENAME TO gone")

    house.deeds()

    assert house.paid() == []
    assert "nothing was changed" in talk.texts()


def test_a_skill_that_is_gone_is_told_and_the_outbox_goes_on(house: House) -> None:
    talk = confirmed(house)
    broker = house.outbox.broker
    rest = {name: skill for name, skill in broker.skills.items() if name != "refund"}
    house.outbox.broker = replace(broker, skills=rest)

    house.deeds()

    assert house.paid() == []
    assert "nothing was changed" in talk.texts()


# --- what is not known --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [BrokenLineError(), TimeoutError(), NotFound("lost answer"), Busy("429"), StoreUnavailable("504")]
)
def test_a_deed_that_fails_after_it_was_done_is_asked_about_and_told_as_done(house: House, error: Exception) -> None:
    talk = confirmed(house)
    house.shop.after = planted(error)

    house.deeds()

    assert [effect[1] for effect in house.shop.effects()] == ["refund"]
    assert "Done: €24.90." in talk.texts()
    assert house.exposure(talk.session) == 2490


def test_a_deed_that_failed_before_it_was_done_is_asked_about_and_not_tried_again(house: House) -> None:
    talk = confirmed(house)
    house.shop.before = planted(BrokenLineError())

    house.deeds()
    house.shop.before = lambda _by: None
    house.deeds()

    assert house.paid() == []
    assert "nothing was changed" in talk.texts()
    assert house.exposure(talk.session) == 0


def test_a_certain_no_of_the_shop_is_told_in_its_words(house: House) -> None:
    talk = good(house, 9_001)

    house.deeds()

    assert "The till is empty." in talk.texts()
    assert house.exposure(talk.session, "goodwill") == 0


def test_an_unclear_deed_of_a_shop_that_cannot_be_asked_goes_to_a_person_and_is_never_tried_again(house: House) -> None:
    talk = good(house)
    house.shop.after = planted(BrokenLineError())

    house.deeds()
    house.clock.move(2 * LEASE)
    house.deeds()

    assert [effect[1] for effect in house.shop.effects()] == ["goodwill"]
    (waiting,) = house.store.hand_overs()
    assert waiting.reason == HandOverReason.UNCLEAR_OUTCOME.value
    assert waiting.due_at == talk.house.clock.now() - 2 * LEASE + 30 * MINUTE
    assert "so I do not repeat it" in talk.texts()
    assert house.exposure(talk.session, "goodwill") == 2490


def test_an_answer_of_the_shop_that_is_none_is_asked_about(house: House) -> None:
    talk = confirmed(house)
    skill = house.outbox.broker.skills["refund"]
    do = skill.do

    def mute(*given: Any, **arguments: Any) -> Any:
        do(*given, **arguments)

    house.outbox.broker = replace(
        house.outbox.broker, skills={**house.outbox.broker.skills, "refund": replace(skill, do=mute)}
    )

    house.deeds()

    assert house.paid() == ["A1"]
    assert "Done: €24.90." in talk.texts()


# --- crashes and many workers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("done", [True, False])
def test_a_deed_whose_worker_died_is_asked_about_once_its_lease_is_over(house: House, done: bool) -> None:
    talk = confirmed(house)
    (job,) = house.store.claim(house.clock.now(), 1, LEASE, house.outbox._permit)
    if done:
        house.outbox._attempt(job)

    early = house.deeds()
    house.clock.move(LEASE)
    late = house.deeds()

    assert (early, late) == (0, 1)
    assert house.paid() == (["A1"] if done else [])
    assert ("Done: €24.90." in talk.texts()) is done
    assert house.exposure(talk.session) == (2490 if done else 0)


def test_a_job_that_waited_past_its_lease_is_not_begun_any_more(house: House) -> None:
    talk = house.talk()
    talk.say("refund A1 A2")
    for card in [one.card for one in standing_cards(talk)]:
        talk.press(card)

    def slow(_by: By) -> None:
        house.clock.move(LEASE)

    house.shop.after = slow

    house.deeds()

    assert house.paid() == ["A1"]
    assert house.exposure(talk.session) == 2490


def standing_cards(talk: Talk) -> tuple[OpenCard, ...]:
    inbound = Inbound(talk.id, "look", Channel.CHAT, talk.session, Said(""))
    return talk.house.store.read(lambda unit: unit.standing(inbound)).cards


def test_four_workers_at_once_do_each_deed_once(either_house: House) -> None:
    house = either_house
    talks = [confirmed(house) for _ in range(3)]
    bob = house.talk("bob")
    bob.say("refund B1")
    bob.press()

    with ThreadPoolExecutor(4) as pool:
        done = sum(pool.map(lambda _: house.outbox.round(), range(4)))

    assert done == len(talks) + 1
    assert len({effect[0] for effect in house.shop.effects()}) == len(house.shop.effects()) == 4


def test_more_deeds_than_one_round_takes_are_all_done(house: House) -> None:
    count = JOBS_AT_ONCE + 3
    for number in range(count):
        talk = house.talk()
        house.plays(lambda scene, look: thought(scene, doing("note", {"order": handle(look, "A1"), "words": "x"})))
        talk.say(f"note {number}")

    first = house.outbox.round()
    house.deeds()

    assert first == JOBS_AT_ONCE
    assert len(house.paid()) == count


def test_one_outcome_that_has_no_place_does_not_keep_the_others_waiting(house: House) -> None:
    first, second = confirmed(house), house.talk("bob")
    second.say("refund B1")
    second.press()
    jobs = house.store

    class Misplaces:
        """Refuses the first settlement, as for a person who was erased meanwhile."""

        def claim(self, *given: Any) -> tuple[Job, ...]:
            return jobs.claim(*given)

        def unsettled(self, now: int) -> tuple[Job, ...]:
            return jobs.unsettled(now)

        def stuck(self, since: int) -> tuple[Job, ...]:
            return jobs.stuck(since)

        def settle(self, job: Job, settlement: Settlement) -> object:
            if job.conversation == first.id:
                raise Declined("no place")
            return jobs.settle(job, settlement)

    house.outbox.jobs = Misplaces()

    house.outbox.round()

    assert house.paid() == ["A1", "B1"]
    assert "Done: €30.00." in second.texts()


def test_the_runner_does_what_waits_and_survives_a_fault(house: House) -> None:
    heard, fault = threading.Event(), threading.Event()
    house.store.on_items(lambda _conversation: heard.set())
    real = house.outbox.clock

    class Broken:
        def now(self) -> int:
            if not fault.is_set():
                fault.set()
                raise ZeroDivisionError
            return real.now()

    house.outbox.clock = Broken()
    talk = confirmed(house)
    heard.clear()
    runner = Runner(house.outbox)

    runner.start()
    assert fault.wait(10)
    runner.ring()
    assert heard.wait(10)
    runner.stop()

    assert house.paid() == ["A1"]
    assert "Done" in talk.texts()
