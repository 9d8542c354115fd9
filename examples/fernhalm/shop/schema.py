"""The tables of Fernhalm's shop system, and the one door to them: a SQLite file that nobody else writes to."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from earnest.domain.errors import BrandError
from earnest.domain.money import Money

Record = dict[str, Any]

BUSY_SECONDS = 5.0

SCHEMA_VERSION = 3
"""Raised with every change to `_TABLES`; an older file is refused, not guessed at."""

_TABLES = (
    """create table product (
      id text primary key, name_en text, name_de text, kind_id text, kind_en text, kind_de text, price_minor integer,
      discontinued integer, successor text, grams integer, material_en text, material_de text, water_en text,
      water_de text, care_en text, care_de text)""",
    """create table variant (
      id text primary key, product text, options_en text, options_de text, stock integer check (stock >= 0))""",
    """create table customer (
      id text primary key, first_name text, last_name text, email text, address text, payment text, language text)""",
    # A guest's order has no customer; it is found by its number and the postcode of its address.
    """create table "order" (
      id text primary key, customer text, status text, placed_on text, expected_on text, delivered_on text,
      address text, note text, payment text, gift integer default 0, wish text default '')""",
    """create table parcel (
      tracking text primary key, "order" text, carrier text, expected_on text, delivered_on text, scanned_on text,
      scanned_at text, left_at text, carrier_eta text)""",
    """create table line (
      id text primary key, "order" text, variant text, price_minor integer, parcel text, refunded integer default 0)""",
    """create table refunds (
      number integer primary key, customer text, "order" text, amount_minor integer, payment text, sent_on text,
      paid_on text, key text)""",
    "create table refund_line (refund integer, line text, amount_minor integer)",
    """create table returns (
      number integer primary key, customer text, "order" text, kind text, reason text, state text, opened_on text,
      send_by text, new_variants text, key text)""",
    "create table return_line (return integer, line text)",
    """create table cases (
      number integer primary key, customer text, "order" text, kind text, wants text, words text, state text,
      opened_at integer, due_at integer, key text)""",
    "create table case_line (number integer, line text)",
    """create table mail (key text primary key, customer text, "to" text, what text, about text)""",
    "create table suggestion (id text primary key, customer text, product text, because text, shown_on text)",
    """create table lookup ("order" text, day text, failures integer, primary key ("order", day))""",
    "create table done (key text primary key, what text, result text)",
    """create index order_of on "order" (customer)""",
    """create index line_of on line ("order")""",
    """create index parcel_of on parcel ("order")""",
    "create index refund_line_of on refund_line (line)",
    "create index return_line_of on return_line (line)",
    "create index case_line_of on case_line (line)",
)

_FIRST_NUMBERS = {"refunds": 3_001, "returns": 5_001, "cases": 10_001}


class Database:
    """One SQLite file, used by any number of threads; made and filled in one transaction when it is new.

    Args:
        file: the database file.
        fill: writes the first records into a new file.

    Raises:
        BrandError: the file is of another version of this shop.
    """

    def __init__(self, file: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(file, check_same_thread=False, timeout=BUSY_SECONDS, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("pragma journal_mode = wal")
        with self.transaction() as db:
            version = db.execute("pragma user_version").fetchone()[0]
            if version == 0 and not db.execute("select 1 from sqlite_master").fetchone():
                for table in _TABLES:
                    db.execute(table)
                fill(db)
                db.execute(f"pragma user_version = {SCHEMA_VERSION}")
            elif version != SCHEMA_VERSION:
                raise BrandError("it is the shop of another version of this example; start afresh with --reset.", file)

    def rows(self, sql: str, *values: str | int) -> list[sqlite3.Row]:
        """What a question gives."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def once(self, key: str) -> Record | None:
        """What the deed of this key gave, None if it was never done."""
        found = self.rows("select result from done where key = ?", key)
        return _read(found[0]["result"]) if found else None

    def deed(self, key: str, what: str, work: Callable[[sqlite3.Connection], Record]) -> Record:
        """Do something once for a key, all or nothing; what it gave, the same again for the same key.

        Args:
            key: the decision id.
            what: the deed's name.
            work: does it, on the open transaction; raises Declined where the shop refuses.
        """
        with self.transaction() as db:
            found = db.execute("select result from done where key = ?", (key,)).fetchone()
            if found:
                return _read(found["result"])
            result = work(db)
            db.execute("insert into done values (?, ?, ?)", (key, what, json.dumps(result, default=_written)))
            return result

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection inside a write transaction; rolled back where anything is raised."""
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield self._db
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")


def next_number(db: sqlite3.Connection, table: str) -> int:
    """The next number of a table in `_FIRST_NUMBERS`; numbers are spoken on the phone, so they are short."""
    found = db.execute(f"select max(number) as last from {table}").fetchone()  # noqa: S608 - a table of ours
    return max(_FIRST_NUMBERS[table], (found["last"] or 0) + 1)


def _written(value: object) -> Record:
    assert isinstance(value, Money), "results hold texts, whole numbers and amounts"
    return {"minor": value.minor, "currency": value.currency}


def _read(text: str) -> Record:
    found: Record = json.loads(text, object_hook=_amount)
    return found


def _amount(found: Record) -> Any:
    return Money(found["minor"], found["currency"]) if found.keys() == {"minor", "currency"} else found
