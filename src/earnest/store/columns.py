"""Columns, each with what it holds; see `earnest.store.tables`."""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String
from sqlalchemy.types import TypeEngine

METADATA = MetaData()
"""Tables of the data database."""

KEYS_METADATA = MetaData()
"""Tables of `keys.db`: its own file in its own directory, with its own backups."""

NUMBER: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")


def column(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]], holds: str, **more: Any) -> "Column[Any]":
    """A column that is never null unless it says so; `holds` is a word of the register."""
    more.setdefault("nullable", False)
    return Column(name, kind, info={"holds": holds}, **more)


def named(name: str = "id", **more: Any) -> "Column[Any]":
    """A column of an id or a word of a closed vocabulary."""
    return column(name, String, "plain", **more)


def number(name: str, **more: Any) -> "Column[Any]":
    """A column of a whole number."""
    return column(name, NUMBER, "plain", **more)


def digest(name: str, **more: Any) -> "Column[Any]":
    """A column of bytes that say nothing about anybody."""
    return column(name, LargeBinary, "plain", **more)
