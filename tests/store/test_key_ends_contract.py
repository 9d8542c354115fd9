"""A key that one process destroys is a key that no other still has, in memory or in a file."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from tests.store.made import KEK, House, closing

from earnest.domain.time import SimulatedClock
from earnest.store import PostgresStore, Store
from earnest.store.keys import LOOKED_NS
from earnest.store.scrubbing import SNAPSHOTS_WAIT_SECONDS_MAX

SCHEMA = "key_ends"


@pytest.fixture
def shared(postgres_url: str) -> Iterator[House]:
    """A house with data and keys on PostgreSQL, as where several machines share them."""
    clock = SimulatedClock()

    def again() -> Store:
        return PostgresStore(postgres_url, postgres_url, KEK, clock, schema_name=SCHEMA)

    with closing(again()) as store:
        yield House(store, clock, lambda **_: again(), Path(), lambda: pages(postgres_url))
    engine = create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        for name in (SCHEMA, f"{SCHEMA}_keys"):
            connection.exec_driver_sql(f'DROP SCHEMA "{name}" CASCADE')
    engine.dispose()


def pages(url: str) -> bytes:
    """The pages of the table of keys, as they lie on the server's disk."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CHECKPOINT")
        row = connection.exec_driver_sql(
            f"SELECT pg_read_binary_file(pg_relation_filepath('{SCHEMA}_keys.keys'))"
        ).fetchone()
    engine.dispose()
    assert row is not None
    return bytes(row[0])


def wrapped(house: House, name: str) -> bytes:
    with house.store._kit.keys._engine.connect() as connection:
        row = connection.exec_driver_sql(f"SELECT wrapped FROM keys WHERE owner = '{name}'").fetchone()
    assert row is not None
    return bytes(row[0])


def a_moment(house: House) -> None:
    """As long as a look at the counter may be old."""
    threading.Event().wait(LOOKED_NS[house.store._kit.keys._engine.dialect.name] / 1e9)


def forgotten_beside(house: House) -> None:
    gone, stays = house.customer(), house.customer("other")
    house.turn(gone, house.talk(gone))
    with closing(house.again()) as beside:
        keys = beside._kit.keys
        assert keys.owner(gone.subject) is not None
        assert keys.owner(stays.subject) is not None

        house.store.erase(gone.subject)
        a_moment(house)

        assert keys.owner(gone.subject) is None
        assert gone.subject not in keys._cached
        assert keys.owner(stays.subject) is not None


def test_what_one_process_destroys_the_others_forget(house: House) -> None:
    forgotten_beside(house)


@pytest.mark.postgres
def test_what_one_machine_destroys_the_others_forget(shared: House) -> None:
    forgotten_beside(shared)


def test_a_process_that_only_looks_on_lets_go_of_the_key_too(house: House) -> None:
    gone = house.customer()
    with closing(house.again()) as beside:
        assert beside._kit.keys.owner(gone.subject) is not None
        house.store.erase(gone.subject)
        a_moment(house)

        beside.log_size()

        assert gone.subject not in beside._kit.keys._cached


def test_the_others_keep_what_they_hold_while_nothing_is_destroyed(house: House) -> None:
    customer = house.customer()
    with closing(house.again()) as beside:
        held = beside._kit.keys.owner(customer.subject)
        house.store._kit.keys.owner_or_new("somebody-new")
        a_moment(house)

        assert beside._kit.keys.owner(customer.subject) is held


@pytest.mark.postgres
def test_of_a_destroyed_key_no_byte_is_left_in_the_servers_table(shared: House) -> None:
    gone, stays = shared.customer(), shared.customer("other")
    secret, kept = wrapped(shared, gone.subject), wrapped(shared, stays.subject)
    before = shared.raw()

    shared.store.erase(gone.subject)

    after = shared.raw()
    assert (secret in before, kept in before) == (True, True)
    assert (secret in after, kept in after) == (False, True)


@pytest.mark.postgres
@pytest.mark.slow
def test_while_an_older_look_may_still_read_a_key_its_end_is_not_claimed(shared: House, postgres_url: str) -> None:
    gone = shared.customer()
    keys, secret = shared.store._kit.keys, wrapped(shared, gone.subject)
    engine = create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    assert SNAPSHOTS_WAIT_SECONDS_MAX < 10
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as older:
        older.exec_driver_sql("SELECT 1 FROM pg_class LIMIT 1")

        claimed = keys.destroy([gone.subject])

        assert not claimed
    engine.dispose()
    assert keys.destroy([gone.subject])
    assert secret not in shared.raw()
