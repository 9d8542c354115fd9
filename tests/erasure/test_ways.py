"""Every way in which the store is written is one of the doors by which values are planted, or says why it is none."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.erasure.doors import CUSTOMER, DOORS, enter
from tests.erasure.planted import VALUES
from tests.erasure.searcher import of_server, standing
from tests.erasure.ways import DOORS_OF, NO_WORDS, RECORD
from tests.turn.house import House
from tests.turn.test_nothing_escapes import fits, recorded

import earnest.store
from earnest.store import PostgresStore
from earnest.store.leaves import LEAVES, WITHOUT

ROWS = {leaf.what: leaf for leaf in LEAVES if RECORD in leaf.by}
METHODS = {name for leaf in LEAVES for name in leaf.by} | set(WITHOUT)


@dataclass
class Gone:
    """Which ways a door went: methods of the store that were called, and leaves that came."""

    called: set[str] = field(default_factory=set)
    leaves: list[str] = field(default_factory=list)


def unlisted(ways: set[str]) -> set[str]:
    return ways - {RECORD} - set(DOORS_OF) - set(NO_WORDS)


def test_every_way_of_writing_is_one_of_the_doors_or_says_why_it_is_none() -> None:
    assert unlisted({*ROWS, *METHODS}) == set(), "plant a value by it, or say why no customer's words can go that way"
    assert {*DOORS_OF, *NO_WORDS} <= {*ROWS, *METHODS}, "these are ways no more; take them out"
    assert set(DOORS_OF) & set(NO_WORDS) == set()


def test_a_new_way_of_writing_that_is_listed_nowhere_is_noticed() -> None:
    assert unlisted({*METHODS, "Desk.wave"}) == {"Desk.wave"}


def test_each_door_goes_the_ways_that_are_said_of_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    went = {door.__name__: Gone() for door in DOORS}
    now: list[Gone] = []
    for name in METHODS & set(DOORS_OF):
        _watch(monkeypatch, name, now)

    for number, door in enumerate(DOORS):
        now[:] = [went[door.__name__]]
        before, talk = len(recorded(house)), house.talk(CUSTOMER)
        door(house, talk, VALUES[number])
        house.deeds()
        now[0].leaves = recorded(house)[before:]

    for way, doors in DOORS_OF.items():
        for door in doors:
            gone = went[door.__name__]
            fit = way in ROWS and any(fits(house, ROWS[way], one) for one in gone.leaves if one.startswith("D-"))
            assert fit or way in gone.called, f"{door.__name__} does not go the way {way}"


def test_on_postgresql_what_the_server_keeps_is_searched_as_it_lies_there(either_house: House) -> None:
    store = either_house.store
    if not isinstance(store, PostgresStore):
        return  # every file is read, and so is this one's
    talk = enter(either_house, VALUES)

    how, kept = of_server(store._engine)
    print(f"of the server this searches: {how}")  # noqa: T201 - whoever runs it sees which of the two it was

    assert how in {"files", "copy"}
    assert standing(kept, (talk.id,)) == {talk.id}, "what is plain is found there"
    assert standing(kept, VALUES) == frozenset(), "and nothing that anybody said"


def _watch(monkeypatch: pytest.MonkeyPatch, name: str, now: list[Gone]) -> None:
    of, method = name.split(".")
    (owner,) = {one for one in _classes() if one.__name__ == of and method in vars(one)}
    real: Callable[..., Any] = vars(owner)[method]

    def watched(*given: Any, **more: Any) -> Any:
        now[0].called.add(name)
        return real(*given, **more)

    monkeypatch.setattr(owner, method, watched)


def _classes() -> Iterator[type]:
    for module in pkgutil.iter_modules(earnest.store.__path__, "earnest.store."):
        if not module.ispkg:
            yield from (one for one in vars(importlib.import_module(module.name)).values() if isinstance(one, type))
