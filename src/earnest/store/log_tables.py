"""The log's tables: leaves, inner nodes, checkpoints, and what others signed of it."""

from sqlalchemy import Table

from earnest.store.columns import METADATA
from earnest.store.columns import digest as _digest
from earnest.store.columns import name as _id
from earnest.store.columns import number as _number

APPEND_ONLY = ("leaves", "nodes", "checkpoints")
"""Tables whose rows triggers protect from change and removal."""

LOG_HEAD = Table(
    "log_head",
    METADATA,
    _number("id", primary_key=True, autoincrement=False),
    _id("origin"),
    _number("size"),
    _digest("frontier"),
    _number("at"),
)

PENDING = Table(
    "pending",
    METADATA,
    _number("id", primary_key=True, autoincrement=True),
    _id("record"),
    _id("kind"),
    _digest("commitment"),
    _number("at"),
)
"""Committed records that wait for the sequencer; always empty on SQLite, where a leaf is in the same commit."""

LEAVES = Table(
    "leaves",
    METADATA,
    _number("idx", primary_key=True, autoincrement=False),
    _id("record", unique=True),
    _digest("entry"),
)

NODES = Table("nodes", METADATA, _number("place", primary_key=True, autoincrement=False), _digest("hash"))

CHECKPOINTS = Table(
    "checkpoints",
    METADATA,
    _number("size", primary_key=True, autoincrement=False),
    _digest("root"),
    _number("at"),
    _digest("note"),
)

COSIGNATURES = Table(
    "cosignatures",
    METADATA,
    _number("size", primary_key=True, autoincrement=False),
    _id("key", primary_key=True),
    _number("at"),
    _digest("line"),
)
"""What witnesses signed beside the log's own signatures, the newest of each key for each checkpoint."""

WITNESSES = Table(
    "witnesses",
    METADATA,
    _id("name", primary_key=True),
    _number("size"),
    _number("cosigned_at"),
    _number("tried_at"),
    _id("trouble"),
)
"""How far each witness has come, and what was wrong when it was asked last, "" for nothing."""
