"""Every function of the store is tried: a stranger who knows every id gets nobody's words from what asks who they are.

What gives words by id alone is listed here: it serves the desk, the owner and the turn itself, whose doors ask first.
No room can call it: the import contracts keep rooms from the store, and they are handed values only.
"""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from tests.store.made import SECRET, House, approval, card

from earnest.domain.errors import EarnestError
from earnest.domain.identity import Channel, Session
from earnest.domain.inbound import Inbound, Said
from earnest.domain.time import DAY
from earnest.store import Store, Unit
from earnest.store.desk_view import Desk

BY_ID_ALONE = {
    "Store.approval",
    "Store.claim",
    "Store.corrections",
    "Store.decision",
    "Store.receipt",
    "Store.stuck",
    "Store.unsettled",
    "Unit.approval",
    "Desk.cases",
    "Desk.decisions",
    "Desk.items",
    "Desk.notes",
    "Desk.unlabelled",
}
"""What may give words by id alone: `why` and receipts, the outbox, approvals and the desk."""

ENDS = {"Store.close", "Store.erase"}

NEEDS_MORE = {
    f"{part}.{name}"
    for part, names in {
        "Restoring": "catch_up do_again",
        "Store": "choose_source decide new_conversation on_items open_session rate read record_consent "
        "rewrap_keys session_beside settle",
        "Unit": "forget record record_consent record_told remember",
        "Desk": "keep_stay note_label note_looks put_off_notice reveal settle_notice write_notices",
        "Erasing": "heard",
        "Governing": "account gave_out keep_stay switch work_by",
        "Limiting": "take wait",
        "Looks": "own waiting",
        "Passkeys": "ask keep proved take used",
        "Publishing": "holds keep",
        "Retaining": "plan run",
        "Rules": "stand",
        "Staff": "change_role enter invite sign_in",
        "StaffNews": "keep_stay put settle",
        "StaffPasskeys": "ask keep sign_in take whose",
    }.items()
    for name in names.split()
}
"""What takes a value that only whoever has the words, or the house, could make; nobody's ids help there."""

Values = dict[object, list[object]]
"""What a stranger could put in for a parameter, by its type."""


def found_out(house: House) -> Values:
    """Ada's conversation, with words in all that is kept of it; and all that Bob could know of it."""
    ada, bob = house.customer("ada"), house.customer("bob")
    talk = house.talk(ada)
    said = house.turn(ada, talk)
    asked, shown, done = approval(ada, talk), card(ada, talk), house.effect(ada, talk)
    house.turn(ada, talk, asked)
    house.turn(ada, talk, shown)
    ids = [talk, *said.decisions, asked.id, asked.approval, shown.id, done.id, ada.subject, ada.id, "ada", ""]
    return {
        str: list(ids),
        int: [0, house.clock.now() + DAY],
        Session: [bob],
        Inbound: [Inbound(one, "m-0", Channel.CHAT, bob, Said("hello")) for one in (talk, ids[1])],
    }


def tries(function: Callable[..., Any], known: Values) -> Iterator[dict[str, object]]:
    """Every call that a stranger could make: each id in each text, and what they hold themselves."""
    wanted = [one for one in inspect.signature(function).parameters.values() if one.default is one.empty]
    if any(one.annotation not in known for one in wanted):
        return  # it takes a value that only whoever has the words could make
    for place in range(max((len(known[one.annotation]) for one in wanted), default=1)):
        yield {one.name: known[one.annotation][place % len(known[one.annotation])] for one in wanted}


def gives_words(function: Callable[..., Any], known: Values) -> bool:
    return any(SECRET in repr(answer(function, given)) for given in tries(function, known))


def answer(function: Callable[..., Any], given: dict[str, object]) -> object:
    try:
        return function(**given)
    except (EarnestError, SQLAlchemyError) as no:  # a unit that only reads cannot write
        return no


def public(of: type[Any]) -> list[str]:
    return [name for name, one in inspect.getmembers(of) if not name.startswith("_") and callable(one)]


def beside(store: Store) -> list[Any]:
    """The parts of a store that stand beside its own functions, such as `Store.erasing`."""
    named = inspect.getmembers(type(store), lambda one: isinstance(one, property))
    parts = [getattr(store, name) for name, _ in named]
    return [one for one in parts if type(one).__module__.startswith("earnest.store.")]


def untried(of: type[Any], known: Values) -> set[str]:
    wanted = {name: inspect.signature(getattr(of, name)).parameters.values() for name in public(of)}
    return {
        f"{of.__name__}.{name}"
        for name, some in wanted.items()
        if any(one.default is one.empty and one.name != "self" and one.annotation not in known for one in some)
    }


def test_what_takes_more_than_a_stranger_has_is_listed(sqlite_house: House) -> None:
    known, parts = found_out(sqlite_house), beside(sqlite_house.store)

    skipped = set().union(*(untried(one, known) for one in (Store, Unit, Desk, *map(type, parts))))

    assert len(parts) > 5
    assert skipped == NEEDS_MORE, "take it out; or list it, if all that it gives is what one has already"


def test_only_what_is_listed_gives_words_by_id_alone(sqlite_house: House) -> None:
    known, store = found_out(sqlite_house), sqlite_house.store
    units: list[str] = []
    for name in public(Unit):
        store.read(lambda unit, name=name: units.extend([name] * gives_words(getattr(unit, name), known)))  # type: ignore[misc]  # the lambda is typed by its use

    found = {f"Unit.{name}" for name in units}
    found |= {f"Desk.{name}" for name in public(Desk) if gives_words(getattr(store.desk, name), known)}
    tried = [name for name in public(Store) if f"Store.{name}" not in ENDS]
    found |= {f"Store.{name}" for name in tried if gives_words(getattr(store, name), known)}
    parts = {type(part).__name__: part for part in beside(store)}
    found |= {
        f"{kind}.{name}"
        for kind, part in parts.items()
        for name in public(type(part))
        if f"{kind}.{name}" not in ENDS and gives_words(getattr(part, name), known)
    }

    assert found - BY_ID_ALONE == set(), "let it ask who is there; or list it, if every door to it asks"
    assert {"Store.decision", "Store.claim", "Unit.approval", "Desk.items", "Desk.decisions"} <= found


def test_whose_words_they_are_gets_them(sqlite_house: House) -> None:
    ada = sqlite_house.customer("ada")
    talk = sqlite_house.talk(ada)
    sqlite_house.turn(ada, talk)

    assert gives_words(sqlite_house.store.items, {str: [talk], Session: [ada]})
