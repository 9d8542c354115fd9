"""SQLite and PostgreSQL behind one door."""

from earnest.store.facade import Store
from earnest.store.postgres import PostgresStore
from earnest.store.restoring import DoneAgain
from earnest.store.sqlite import SqliteStore
from earnest.store.suppressing import Suppression
from earnest.store.unit import Unit
from earnest.store.values import Certificate, HandOver, StoredDecision

__all__ = [
    "Certificate",
    "DoneAgain",
    "HandOver",
    "PostgresStore",
    "SqliteStore",
    "Store",
    "StoredDecision",
    "Suppression",
    "Unit",
]
