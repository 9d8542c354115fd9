"""Deeds: intent before, outcome after, each begun once, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.store.made import House, deed, effect, record

from earnest.domain.errors import Conflict
from earnest.domain.identity import Level
from earnest.domain.items import Words
from earnest.domain.money import Money
from earnest.domain.settlements import Refused, Settled, Unclear
from earnest.domain.skills import Done
from earnest.domain.time import DAY
from earnest.domain.turns import DecisionKind, HandOverReason, Job
from earnest.store import Unit
from earnest.store.facade import LEASE

PAID = Settled(Done({"refund": "R-1"}), (Words("Paid."),))


def test_a_claimed_deed_carries_all_that_doing_it_needs(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    decided = house.effect(customer, talk)

    (job,) = house.store.claim(house.clock.now(), mint=lambda job: job.deed.args_hash.encode())

    assert (job.decision, job.conversation, job.deed, job.language) == (decided.id, talk, deed(), "en")
    assert (job.session.customer, job.session.level) == (customer.customer, Level.SIGNED_IN)
    assert (job.rows, job.gate_digest, job.permit) == (decided.summary, "d" * 64, b"a" * 64)
    assert job.log_index == house.store.decision(decided.id).index
    assert house.store.claim(house.clock.now()) == ()


def test_an_intent_is_in_the_log_before_the_deed_begins(house: House) -> None:
    customer = house.customer()
    house.effect(customer, house.talk(customer))
    before = house.store.log_size()

    house.store.claim(house.clock.now())

    assert house.store.log_size() == before + 1


def test_a_turn_with_an_effect_takes_three_commits(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    before = house.store.commits

    house.effect(customer, talk)
    (job,) = house.store.claim(house.clock.now())
    house.store.settle(job, PAID)

    assert house.store.commits - before == 3


def test_many_claimers_begin_each_deed_once(house: House) -> None:
    customer = house.customer()
    decided = {house.effect(customer, house.talk(customer), 100 + number).id for number in range(30)}

    def claim(_number: int) -> list[Job]:
        taken: list[Job] = []
        while jobs := house.store.claim(house.clock.now(), 4):
            taken.extend(jobs)
        return taken

    with ThreadPoolExecutor(8) as pool:
        jobs = [job for taken in pool.map(claim, range(8)) for job in taken]

    # A claimer may find every row in other hands and stop; what is left is ready for the next round.
    jobs.extend(house.store.claim(house.clock.now(), 100))
    assert sorted(job.decision for job in jobs) == sorted(decided)


def test_an_outcome_is_told_in_the_conversation_and_in_the_repeated_answer(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    inbound = house.inbound(customer, talk)
    decided = effect(customer, talk)
    first = house.turn(customer, talk, decided, inbound=inbound)
    house.turn(customer, talk)
    (job,) = house.store.claim(house.clock.now())

    told = house.store.settle(job, PAID)
    again = house.turn(customer, talk, inbound=inbound)

    assert first.pending
    assert not told.pending
    assert again == told
    assert [item.parts for item in told.items][-1] == (Words("Paid."),)
    assert [item.seq for item in house.store.items(talk, customer)] == [1, 2, 3, 4]
    outcome = house.store.decision(told.decisions[-1]).decision
    assert (outcome.kind, outcome.caused_by, outcome.facts) == (DecisionKind.OUTCOME, decided.id, {"outcome": "done"})


def test_an_outcome_is_recorded_once(house: House) -> None:
    customer = house.customer()
    house.effect(customer, house.talk(customer))
    (job,) = house.store.claim(house.clock.now())
    first = house.store.settle(job, PAID)
    size = house.store.log_size()

    second = house.store.settle(job, Refused("no", (Words("No."),)))

    assert second == first
    assert house.store.log_size() == size


def test_a_deed_that_was_never_claimed_has_no_outcome(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    house.effect(customer, talk)
    (job,) = house.store.claim(house.clock.now())
    other = house.effect(customer, talk)

    with pytest.raises(Conflict):
        house.store.settle(replace(job, decision=other.id), PAID)


def test_an_abandoned_deed_is_asked_about_and_never_ready_again(house: House) -> None:
    customer = house.customer()
    house.effect(customer, house.talk(customer))
    (job,) = house.store.claim(house.clock.now())
    assert house.store.unsettled(house.clock.now()) == ()
    house.clock.move(LEASE)

    (lost,) = house.store.unsettled(house.clock.now())

    assert lost.decision == job.decision
    assert house.store.claim(house.clock.now()) == ()
    assert house.store.unsettled(house.clock.now()) == ()


def test_an_unclear_outcome_goes_to_a_person_and_keeps_the_amount_reserved(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    house.effect(customer, talk)
    (job,) = house.store.claim(house.clock.now())

    house.store.settle(job, Unclear("no answer", (Words("A colleague looks."),), due_at=99))

    (waits,) = house.store.hand_overs()
    assert (waits.reason, waits.due_at, waits.conversation) == (HandOverReason.UNCLEAR_OUTCOME, 99, talk)
    assert house.standing(customer, talk).with_person
    assert house.exposure(customer) == Money(5_000, "EUR")


def test_exposure_counts_reserved_and_paid_over_all_conversations_and_sessions(house: House) -> None:
    first, second = house.customer(), house.customer()
    house.effect(first, house.talk(first), 5_000)
    (job,) = house.store.claim(house.clock.now())
    house.store.settle(job, PAID)
    house.effect(second, house.talk(second), 2_500)

    assert house.exposure(first) == house.exposure(second) == Money(7_500, "EUR")
    assert house.exposure(house.customer("somebody else")) == Money(0, "EUR")


def test_a_refused_deed_frees_what_it_had_reserved(house: House) -> None:
    customer = house.customer()
    house.effect(customer, house.talk(customer))
    (job,) = house.store.claim(house.clock.now())

    house.store.settle(job, Refused("closed", (Words("No."),)))

    assert house.exposure(customer) == Money(0, "EUR")


def test_exposure_forgets_what_is_older_than_its_window(house: House) -> None:
    customer = house.customer()
    house.effect(customer, house.talk(customer))

    house.clock.move(31 * DAY)

    assert house.exposure(house.customer()) == Money(0, "EUR")


def test_a_visitors_exposure_follows_to_the_customer_they_turn_out_to_be(house: House) -> None:
    known, visitor = house.customer(), house.visitor()
    talk = house.talk(visitor)
    house.effect(visitor, talk, 1_000)

    house.turn(visitor, talk, session=replace(visitor, customer=known.customer, level=Level.REACHABLE))

    assert house.exposure(known) == Money(1_000, "EUR")


def test_fifty_parallel_turns_of_one_customer_never_pass_a_limit_read_in_the_unit(house: House) -> None:
    sessions = [house.customer() for _ in range(2)]
    talks = [(session, house.talk(session)) for session in sessions for _ in range(5)]
    since = house.clock.now() - 30 * DAY

    def ask(number: int) -> bool:
        session, talk = talks[number % 10]
        inbound = house.inbound(session, talk)

        def fn(unit: Unit) -> bool:
            stood = unit.standing(inbound, lock=True)
            spent = unit.exposure(stood.session, "refund", since, "EUR")
            if spent + Money(5_000, "EUR") > Money(15_000, "EUR"):
                return False
            record(unit, inbound, (effect(session, talk),))
            return True

        return house.store.decide(fn)

    with ThreadPoolExecutor(16) as pool:
        paid = list(pool.map(ask, range(50)))

    assert sum(paid) == 3
    assert house.exposure(sessions[0]) == Money(15_000, "EUR")
