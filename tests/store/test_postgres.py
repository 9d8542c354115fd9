"""What holds on PostgreSQL only: the sequencer, and what a crash before it leaves."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine
from tests.store.made import KEK, House, closing

from earnest.store import PostgresStore, Unit

pytestmark = pytest.mark.postgres
LOCK = "hashtextextended(current_schema()::text, 0)"


def hold_sequencer(house: House) -> threading.Event:
    """Have somebody else hold the sequencer until the event is set."""
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        def work(unit: Unit) -> None:
            unit.rows.one(f"SELECT pg_advisory_xact_lock({LOCK})")
            held.set()
            free.wait()

        house.store.decide(work)

    threading.Thread(target=hold).start()
    held.wait()
    return free


def test_no_deed_begins_and_no_caller_is_answered_before_its_leaf(postgres_house: House) -> None:
    house = postgres_house
    customer = house.customer()
    talk = house.talk(customer)
    held = hold_sequencer(house)
    with ThreadPoolExecutor(1) as pool:
        effect = pool.submit(house.effect, customer, talk)
        while not house.store.items(talk, customer):
            time.sleep(0.01)

        assert house.store.claim(house.clock.now()) == ()
        assert not effect.done()

        held.set()
        decided = effect.result()
    (job,) = house.store.claim(house.clock.now())
    assert job.decision == decided.id


def test_what_a_crash_left_unsequenced_gets_its_leaf_when_the_store_opens(postgres_house: House) -> None:
    house = postgres_house
    customer = house.customer()
    talk = house.talk(customer)
    decided, size = house.effect(customer, talk), house.store.log_size()
    house.store.decide(
        lambda unit: unit.rows.run(
            "INSERT INTO pending (record, kind, commitment, at) VALUES ('R-LEFT', 'rec', ?, 1)", bytes(32)
        )
    )

    with closing(house.again()) as opened:
        assert opened.log_size() == size + 1
        assert opened.read(lambda unit: unit.rows.all("SELECT record FROM pending")) == []
        assert opened.receipt(decided.id)


def test_keys_may_live_in_another_database(postgres_url: str, postgres_house: House) -> None:
    house = postgres_house
    engine = create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        with closing(PostgresStore(postgres_url, postgres_url, KEK, house.clock, schema_name="keyed_apart")) as store:
            house.store = store
            customer = house.customer()
            reply = house.turn(customer, house.talk(customer))

        with closing(PostgresStore(postgres_url, postgres_url, KEK, house.clock, schema_name="keyed_apart")) as store:
            assert store.items(store.read(lambda u: u.rows.all("SELECT id FROM conversations"))[0][0], customer) == (
                reply.items
            )
            store.erase(customer.subject)
            assert store.subject_of(customer.customer) is None
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA IF EXISTS keyed_apart CASCADE")
            connection.exec_driver_sql("DROP SCHEMA IF EXISTS keyed_apart_keys CASCADE")
        engine.dispose()
