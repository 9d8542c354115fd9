"""How columns are declared: each says what it holds, and none is empty unless it says so."""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String
from sqlalchemy.types import TypeEngine

METADATA = MetaData()
"""Tables of the data database."""

KEYS_METADATA = MetaData()
"""Tables of `keys.db`: its own file in its own directory, with its own backups."""

NUMBER: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")


def column(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]], holds: str, **more: Any) -> "Column[Any]":
    """A column that holds something `plain`, `sealed` or `keyed`."""
    more.setdefault("nullable", False)
    return Column(name, kind, info={"holds": holds}, **more)


def name(called: str = "id", **more: Any) -> "Column[Any]":
    """A column of ids or closed words."""
    return column(called, String, "plain", **more)


def number(called: str, **more: Any) -> "Column[Any]":
    """A column of whole numbers: counts, amounts, times."""
    return column(called, NUMBER, "plain", **more)


def digest(called: str, **more: Any) -> "Column[Any]":
    """A column of digests."""
    return column(called, LargeBinary, "plain", **more)
