"""Marks are leaves of the log: none can be dropped, changed or added; and what they say is done again, on both."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.store.conftest import _postgres_house, _sqlite_house
from tests.store.made import CUSTOMER, House, answer

from earnest.domain.errors import Conflict
from earnest.domain.identity import Channel, Level, Session
from earnest.domain.passkeys import Passkey
from earnest.domain.preferences import Preference, Remembered
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.rights import BARRED, Bar
from earnest.domain.staff import Role
from earnest.domain.time import DAY
from earnest.domain.turns import DecisionKind
from earnest.store import DoneAgain, Store, Suppression
from earnest.store.columns import METADATA
from earnest.store.log_tables import APPEND_ONLY

SIZE = Remembered(Preference.SIZE, "42", 1, 300 * DAY)
KEYS = {name: Passkey(name.encode(), b"public", 0) for name in ("first", "second", "third")}
STAYS = {*APPEND_ONLY, "log_head", "pending"}
"""Tables that a restored backup has caught up with by the time that anything is done again."""


@pytest.fixture
def another(house: House, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A second house on the same database, in which nothing happened yet."""
    make = _sqlite_house if request.node.callspec.params["house"] == "sqlite" else _postgres_house
    yield from make(tmp_path / "another")


def told(house: House) -> tuple[bytes, ...]:
    return house.store.log_entries(0, house.store.log_size())


def narrowed(house: House) -> None:
    """Somebody withdrew and was erased, somebody barred a source, and a colleague left."""
    gone, there = house.customer("gone"), house.customer()
    for who in (gone, there):
        house.store.record_consent(who, Purpose.MARKETING_DIRECT, ConsentState.REFUSED)
        house.clock.move(1)
    house.store.choose_source(there, "orders", use=False)
    house.store.erase(gone.subject)
    house.store.staff.invite("nora", Role.SUPPORT)
    house.store.staff.remove("nora")


def photographed(house: House) -> Mapping[str, Sequence[Sequence[Any]]]:
    tables = [table for table in METADATA.sorted_tables if table.name not in STAYS]
    return house.store.read(
        lambda unit: {table.name: unit.rows.all(f"SELECT {_columns(table)} FROM {table.name}") for table in tables}
    )


def as_it_was(house: House, before: Mapping[str, Sequence[Sequence[Any]]]) -> None:
    """Put the rows of a backup in the place of those that are there."""

    def write(unit: Any) -> None:
        for table in METADATA.sorted_tables:
            if table.name in before:
                marks = ", ".join("?" * len(table.columns))
                unit.rows.run(f"DELETE FROM {table.name}")
                unit.rows.many(
                    f"INSERT INTO {table.name} ({_columns(table)}) VALUES ({marks})",
                    [tuple(row) for row in before[table.name]],
                )

    house.store.decide(write)


def _columns(table: Any) -> str:
    return ", ".join(column.name for column in table.columns)


def preferences(store: Store, session: Session) -> set[Preference]:
    kept = store.read(lambda unit: unit.remembered(session.subject, 1))
    return {one.preference for one in kept}


def test_a_log_with_all_its_marks_is_caught_up_with_and_gives_them_on(house: House, another: House) -> None:
    narrowed(house)
    marks = house.store.suppressions(house.store.log_size())

    done = another.store.restoring.catch_up(told(house), marks)

    assert done == DoneAgain(added=house.store.log_size())
    assert (told(another), another.store.suppressions(len(told(house)))) == (told(house), marks)
    assert [one.what for one in marks] == [
        "marketing.direct",
        "barred",
        "erased",
        "account.invited",
        "account.removed",
    ]


CHANGES: Mapping[str, Callable[[Suppression], Suppression]] = {
    "who": lambda one: replace(one, who=one.who[::-1]),
    "what": lambda one: replace(one, what="left"),
    "state": lambda one: replace(one, state=f"{one.state}x"),
    "at": lambda one: replace(one, at=one.at + 1),
    "decision": lambda one: replace(one, decision="D-1"),
    "replaced": lambda one: replace(one, replaced=one.replaced + bytes(32)),
}


def test_a_mark_that_is_missing_or_changed_is_refused_by_the_position_of_its_leaf(house: House, another: House) -> None:
    narrowed(house)
    marks, entries = house.store.suppressions(), told(house)
    places = [place for place, entry in enumerate(entries) if b'"k":"mark"' in entry]
    assert len(places) == len(marks) + 1, "the withdrawal of who was erased is a leaf, and its mark a digest"

    def refused(given: Sequence[Suppression]) -> str:
        with pytest.raises(Conflict) as caught:
            another.store.restoring.catch_up(entries, given)
        return str(caught.value)

    for number, mark in enumerate(marks):
        without = [*marks[:number], *marks[number + 1 :]]
        (own,) = (place for place in places if f'"c":"{_text(mark.digest)}"'.encode() in entries[place])
        first = min(own, places[0]) if mark.replaced else own  # an erasure answers for what it ended, too
        assert f"Entry {first} of this log" in refused(without)
        for change in CHANGES.values():
            assert refused([*without, change(mark)]).split()[1] in {str(own), str(first)}
    assert another.store.log_size() == 0
    assert another.store.suppressions() == ()


def _text(digest: bytes) -> str:
    return b64encode(digest).decode()


def test_a_mark_that_is_no_leaf_is_refused(house: House, another: House) -> None:
    narrowed(house)
    marks = house.store.suppressions()
    more = replace(marks[0], what="erased", state="")

    with pytest.raises(Conflict, match="no entry of it"):
        another.store.restoring.catch_up(told(house), [*marks, more])

    assert another.store.log_size() == 0


def test_of_what_an_erased_person_said_their_mark_keeps_digests_alone(house: House) -> None:
    narrowed(house)

    marks = house.store.suppressions()

    (erased,) = (one for one in marks if one.what == "erased")
    assert len(erased.replaced) == 32
    assert [one.what for one in marks if one.who == erased.who] == ["erased"]


def test_the_very_same_mark_of_one_instant_is_one_leaf(house: House) -> None:
    ada = house.customer()

    for _ in range(2):
        house.store.decide(lambda unit: unit.remember(ada.subject, SIZE))
        assert house.store.decide(lambda unit: unit.forget(ada.subject, Preference.SIZE))

    assert [one.what for one in house.store.suppressions()] == ["preference"]
    assert all(earlier != later for earlier, later in pairwise(told(house)))


def test_what_a_person_took_away_since_the_backup_is_taken_away_again(house: House) -> None:
    token, _ = house.store.open_session(Channel.CHAT, level=Level.SIGNED_IN, customer=CUSTOMER)
    ada, store = house.store.session(token), house.store
    talk = house.talk(ada)
    first = store.passkeys.keep(ada, KEYS["first"])
    store.decide(lambda unit: unit.remember(ada.subject, SIZE))
    store.decide(lambda unit: unit.remember(ada.subject, replace(SIZE, preference=Preference.LANGUAGE, value="de")))
    before = photographed(house)
    house.clock.move(1)
    fresh = store.passkeys.proved(token, first, replace(first.passkey, sign_count=1))
    store.passkeys.remove(store.session(fresh), first.id)
    store.decide(lambda unit: unit.forget(ada.subject, Preference.SIZE))
    store.choose_source(ada, "orders", use=False)
    barred = answer(ada, talk, kind=DecisionKind.DATA_CHOICE)
    house.turn(ada, talk, barred, inbound=house.inbound(ada, talk, Bar("returns")))
    marks = store.suppressions()
    as_it_was(house, before)

    done = [store.restoring.do_again(marks) for _ in range(2)]

    assert done == [DoneAgain(barred=2, passkeys=1, preferences=1), DoneAgain()]
    assert store.passkeys.own(ada) == ()
    assert preferences(store, ada) == {Preference.LANGUAGE}
    assert store.dossier(ada).barred == ("orders", "returns")
    assert house.standing(ada, talk).state[BARRED] == ["orders", "returns"]


def test_passkeys_that_were_forgotten_for_a_customer_stay_gone(house: House) -> None:
    ada, store = house.customer(), house.store
    store.passkeys.keep(ada, KEYS["first"])
    before = photographed(house)
    assert store.passkeys.forget(CUSTOMER) == 1
    marks = store.suppressions()
    as_it_was(house, before)

    assert store.restoring.do_again(marks).passkeys == 1

    assert store.passkeys.own(ada) == ()


def test_a_preference_that_was_put_right_does_not_come_back_as_it_was(house: House) -> None:
    ada, store = house.customer(), house.store
    store.decide(lambda unit: unit.remember(ada.subject, SIZE))
    before = photographed(house)
    house.clock.move(1)
    store.decide(lambda unit: unit.remember(ada.subject, replace(SIZE, value="43", set_at=house.clock.now())))
    marks = store.suppressions()
    as_it_was(house, before)

    assert store.restoring.do_again(marks).preferences == 1

    assert preferences(store, ada) == set()


def test_a_deed_that_waited_is_asked_about_and_not_begun_once_the_log_knows_of_more(
    house: House, another: House
) -> None:
    who, somebody = house.customer(), another.customer()
    waiting = house.effect(who, house.talk(who))
    talk = another.talk(somebody)
    another.turn(somebody, talk, answer(somebody, talk))
    since = told(another)[-1:]

    done = house.store.restoring.catch_up((*told(house), *since), ())

    assert (done.added, done.asked) == (1, 1)
    assert house.store.claim(house.clock.now()) == ()
    assert [one.decision for one in house.store.unsettled(house.clock.now())] == [waiting.id]


def test_a_deed_that_waited_in_the_newest_backup_is_begun_as_ever(house: House) -> None:
    who = house.customer()
    waiting = house.effect(who, house.talk(who))

    done = house.store.restoring.catch_up(told(house), ())

    assert (done.added, done.asked) == (0, 0)
    assert [one.decision for one in house.store.claim(house.clock.now())] == [waiting.id]


def test_what_was_allowed_again_before_the_backup_stays_allowed(house: House) -> None:
    ada, store = house.customer(), house.store
    store.choose_source(ada, "orders", use=False)
    store.choose_source(ada, "orders", use=True)

    done = store.restoring.do_again(store.suppressions())

    assert (done, store.dossier(ada).barred) == (DoneAgain(), ())


def test_what_a_visitor_forbade_holds_again_for_the_customer_whom_they_turned_out_to_be(house: House) -> None:
    ada, store = house.customer(), house.store
    before = photographed(house)
    visitor = house.visitor()
    talk = house.talk(visitor)
    store.record_consent(visitor, Purpose.MARKETING_DIRECT, ConsentState.REFUSED)
    store.choose_source(visitor, "orders", use=False)
    known = replace(visitor, customer=CUSTOMER, level=Level.REACHABLE)
    house.turn(visitor, talk, session=known)
    there = store.dossier(ada)
    marks = store.suppressions()
    as_it_was(house, before)

    done = store.restoring.do_again(marks)

    assert (there.barred, [one.state for one in there.consents]) == (("orders",), [ConsentState.REFUSED])
    assert done == DoneAgain(withdrawn=1, barred=1)
    after = store.dossier(ada)
    assert (after.barred, [one.state for one in after.consents]) == (("orders",), [ConsentState.REFUSED])


def test_an_erasure_that_was_asked_for_since_the_backup_goes_on_under_its_token_and_deadline(house: House) -> None:
    ada, erasing = house.customer(), house.store.erasing
    before = photographed(house)
    house.clock.move(1)
    name, token = erasing.ask(ada, ("crm", "mail"), 7 * DAY)
    there, marks = erasing.job(name, token), house.store.suppressions()
    house.clock.move(DAY)
    as_it_was(house, before)

    done = [house.store.restoring.do_again(marks) for _ in range(2)]

    assert done == [DoneAgain(erasing=1), DoneAgain()]
    assert erasing.job(name, token) == there
    assert erasing.advance(name) is None
    told_now = erasing.to_tell()
    assert [(one.system, one.customer) for one in told_now] == [("crm", CUSTOMER), ("mail", CUSTOMER)]
    for one in told_now:
        erasing.heard(one, "acknowledged")
    certificate = erasing.advance(name)
    assert certificate is not None
    assert certificate.told == {"crm": "acknowledged", "mail": "acknowledged"}
    assert [one.what for one in house.store.suppressions()] == ["erased"], "the mark of the wish ends with the erasure"


def test_an_erasure_that_waits_in_the_backup_is_not_begun_twice(house: House) -> None:
    name = house.store.erasing.ask_for(house.customer().subject)
    before = photographed(house)
    marks = house.store.suppressions()
    as_it_was(house, before)

    done = house.store.restoring.do_again(marks)

    assert (done, house.store.erasing.open()) == (DoneAgain(), (name,))
    assert [one.what for one in marks] == ["asked"]


def test_what_was_asked_for_and_done_since_the_backup_is_done_again_once(house: House, another: House) -> None:
    ada = house.customer()
    before = photographed(house)
    name = house.store.erasing.ask_for(ada.subject)
    assert house.store.erasing.advance(name) is not None
    marks = house.store.suppressions()
    as_it_was(house, before)

    done = house.store.restoring.do_again(marks)

    assert (done, house.store.erasing.open()) == (DoneAgain(erased=1), ())
    entries = told(house)
    assert another.store.restoring.catch_up(entries, house.store.suppressions()).added == len(entries)


def test_visitors_who_were_one_person_when_they_asked_are_each_erased(house: House) -> None:
    ada, visitor = house.customer(), house.visitor()
    talk = house.talk(visitor)
    before = photographed(house)
    known = replace(visitor, customer=CUSTOMER, level=Level.REACHABLE)
    house.turn(visitor, talk, session=known)
    house.store.erasing.ask_for(ada.subject, ("crm",), DAY)
    marks = house.store.suppressions()
    as_it_was(house, before)

    done = house.store.restoring.do_again(marks)

    assert (done.erasing, len(house.store.erasing.open())) == (2, 2)
    for name in house.store.erasing.open():
        house.store.erasing.advance(name)
    assert house.store.read(lambda unit: unit.rows.all("SELECT id FROM subjects")) == []
