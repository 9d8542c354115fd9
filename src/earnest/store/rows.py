"""Statements and rows: the little that both databases share below the units of work.

Statements are written once, with `?` for parameters, in the SQL that SQLite and PostgreSQL have in common. They go
straight to the driver inside SQLAlchemy's transaction: a turn runs some twenty of them, and wrapping each result cost
more than all sealing (measured: 1.5 ms a turn against 0.7 ms).
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError

from earnest.domain.errors import BadInput

STATEMENTS_MAX = 1_000  # distinct statements whose translation is kept

Row = Sequence[Any]


class Rows:
    """A connection inside a transaction, which its maker begins and ends.

    Every method raises SQLAlchemy's `DBAPIError` where the database fails, and `BadInput` for a value that no column
    can hold.

    Attributes:
        locks: whether rows are locked by `FOR UPDATE`; where one writer does everything they need not be.
    """

    __slots__ = ("_driver", "_error", "locks")

    def __init__(self, connection: Connection) -> None:
        self._driver: Any = connection.connection.driver_connection
        self._error: Any = connection.dialect.loaded_dbapi.Error
        self.locks = connection.dialect.name == "postgresql"

    def all(self, statement: str, *values: Any) -> Sequence[Row]:
        """Every row of a query."""
        found: Sequence[Row] = self._run(statement, values).fetchall()
        return found

    def one(self, statement: str, *values: Any) -> Row | None:
        """The first row of a query, None without one."""
        found: Row | None = self._run(statement, values).fetchone()
        return found

    def locked(self, statement: str, *values: Any) -> Row | None:
        """The first row, locked until the transaction ends."""
        return self.one(f"{statement} FOR UPDATE" if self.locks else statement, *values)

    def run(self, statement: str, *values: Any) -> int:
        """Run a change; the number of rows it touched."""
        touched: int = self._run(statement, values).rowcount
        return touched

    def many(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run a change once a row; nothing at all without rows."""
        values = list(rows)
        if len(values) == 1:
            self._run(statement, values[0])
        elif values:
            words = self._words(statement)
            try:
                self._driver.cursor().executemany(words, values)
            except self._error as error:
                raise self._failed(words, error) from error

    def _run(self, statement: str, values: Sequence[Any]) -> Any:
        words = self._words(statement)
        try:
            return self._driver.execute(words, values)
        except self._error as error:
            raise self._failed(words, error) from error
        except (UnicodeError, OverflowError) as error:
            raise BadInput("This holds half a character or a number too large to be kept; send it anew.") from error

    def _failed(self, words: str, error: Exception) -> BaseException:
        # Values stay out of the message: some of them are keyed or sealed.
        failed = DBAPIError.instance(words, None, error, self._error, hide_parameters=True)
        if isinstance(failed, DataError):
            return BadInput("This holds a character or a number that cannot be kept; send it without.")
        return failed

    def _words(self, statement: str) -> str:
        return _numbered(statement) if self.locks else statement


@lru_cache(maxsize=STATEMENTS_MAX)
def _numbered(statement: str) -> str:
    return statement.replace("?", "%s")


def places(count: int) -> str:
    """`?, ?, ?` for an `IN (...)` of `count` values."""
    return ", ".join(["?"] * count)
