"""Statements and rows: the little that both databases share below the units of work.

Statements are written once, with `?` for parameters, in the SQL that SQLite and PostgreSQL have in common; they go
through `exec_driver_sql`, since building them anew would cost more than running them.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

STATEMENTS_MAX = 1_000  # distinct statements whose translation is kept

Row = Sequence[Any]


class Rows:
    """A connection inside a transaction.

    Attributes:
        locks: whether rows are locked by `FOR UPDATE`; where one writer does everything they need not be.
    """

    __slots__ = ("_connection", "locks")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.locks = connection.dialect.name == "postgresql"

    def all(self, statement: str, *values: Any) -> Sequence[Row]:
        """Every row of a query."""
        return self._connection.exec_driver_sql(self._words(statement), values).fetchall()

    def one(self, statement: str, *values: Any) -> Row | None:
        """The first row of a query, None without one."""
        return self._connection.exec_driver_sql(self._words(statement), values).fetchone()

    def locked(self, statement: str, *values: Any) -> Row | None:
        """The first row, locked until the transaction ends."""
        return self.one(f"{statement} FOR UPDATE" if self.locks else statement, *values)

    def run(self, statement: str, *values: Any) -> int:
        """Run a change; the number of rows it touched."""
        return self._connection.exec_driver_sql(self._words(statement), values).rowcount

    def many(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run a change once a row; nothing at all without rows."""
        values = list(rows)
        if len(values) == 1:
            self._connection.exec_driver_sql(self._words(statement), values[0])
        elif values:
            self._connection.exec_driver_sql(self._words(statement), values)

    def _words(self, statement: str) -> str:
        return _numbered(statement) if self.locks else statement


@lru_cache(maxsize=STATEMENTS_MAX)
def _numbered(statement: str) -> str:
    return statement.replace("?", "%s")


def places(count: int) -> str:
    """`?, ?, ?` for an `IN (...)` of `count` values."""
    return ", ".join(["?"] * count)
