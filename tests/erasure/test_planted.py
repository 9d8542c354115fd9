"""Fifty values come in by every door; after an erasure none of them stands anywhere, and every proof still verifies."""

import logging
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.erasure.doors import CUSTOMER, DOORS, enter
from tests.erasure.planted import VALUES
from tests.erasure.searcher import Keys, Searcher
from tests.turn.house import KEK, House, Talk

from earnest.domain.turns import DecisionKind
from earnest.ledger import check_receipt, export_log, verify_directory
from earnest.ledger.note import parse_note
from earnest.ledger.tree_head import parse_tree_head
from earnest.store import erasure

pytestmark = pytest.mark.slow

NAMELESS = frozenset({"consent_news"})
"""Holds a decision's id and nothing that only a person has."""

EVERYWHERE = (*(one.name for one in erasure.STORES if one.name not in NAMELESS), "keys")
SHOWN_ONLY = frozenset({"stated_fact"})
"""Doors whose value is never kept at all."""


@dataclass(frozen=True)
class Before:
    """What stood before the erasure."""

    talk: Talk
    searcher: Searcher
    keys: Keys
    sealed: frozenset[bytes]
    decisions: tuple[str, ...]
    ids: tuple[str, ...]
    spent: int


@pytest.fixture
def before(either_house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Before:
    caplog.set_level(logging.DEBUG)
    talk = enter(either_house, VALUES)
    logged = caplog.text  # what follows is logged anew
    searcher = Searcher(either_house.store, tmp_path, KEK, lambda: [logged.encode(), caplog.text.encode()])
    _export(either_house, tmp_path / "exported")
    names = either_house.store.read(lambda unit: unit.rows.all("SELECT id FROM decisions"))
    decisions = tuple(row[0] for row in names)
    spent = either_house.exposure(talk.session)
    ids = _ids(either_house)
    return Before(talk, searcher, searcher.keys(), searcher.sealed(), decisions, ids, spent)


def test_there_are_fifty_values_and_each_door_takes_some() -> None:
    assert len(set(VALUES)) == len(VALUES) == 50
    assert len(DOORS) <= len(VALUES)


def test_every_value_is_found_before_and_none_after(either_house: House, before: Before) -> None:
    entered = {value for number, value in enumerate(VALUES) if DOORS[number % len(DOORS)].__name__ not in SHOWN_ONLY}
    assert before.searcher.found(VALUES, before.keys) == entered

    either_house.store.erase(before.talk.session.subject)

    searcher = before.searcher
    assert searcher.found(VALUES, searcher.keys()) == frozenset()
    assert searcher.found(VALUES, before.keys) == frozenset()
    assert searcher.found(before.ids, {}) == frozenset()


def test_a_word_that_was_logged_is_found(either_house: House, before: Before) -> None:
    either_house.store.erase(before.talk.session.subject)

    logging.getLogger("earnest").info("they said %s", VALUES[0])

    assert before.searcher.found(VALUES, {}) == {VALUES[0]}


def test_no_sealed_byte_of_the_person_is_left_in_any_file(either_house: House, before: Before) -> None:
    either_house.store.erase(before.talk.session.subject)

    left = {row[3] for row in before.searcher._tables()["sealed"]}
    assert before.searcher.holds(before.sealed - left) == frozenset()
    assert len(before.sealed - left) > len(VALUES)


def test_every_proof_still_verifies_and_shows_which_row_fired(
    either_house: House, before: Before, tmp_path: Path
) -> None:
    store = either_house.store
    fired = {name: store.decision(name).decision.verdict for name in before.decisions}

    store.erase(before.talk.session.subject)

    after = tuple(store.decision(name) for name in before.decisions)
    assert all(check_receipt(store.receipt(one.decision.id), store.verifier_keys()) for one in after)
    assert {one.decision.id: one.decision.verdict for one in after} == fired
    rows = {one.row for verdict in fired.values() if verdict for one in verdict.fired}
    assert {"over-50", "over-500", "late"} <= rows
    assert verify_directory(_export(either_house, tmp_path / "anew"), store.verifier_keys()).ok


def test_the_refund_limit_is_not_reset(either_house: House, before: Before) -> None:
    either_house.store.erase(before.talk.session.subject)

    assert either_house.exposure(either_house.session(CUSTOMER)) == before.spent > 0


@pytest.mark.parametrize("forgotten", EVERYWHERE)
def test_a_build_that_forgets_one_store_is_found_out(house: House, tmp_path: Path, forgotten: str) -> None:
    talk = enter(house, VALUES[: len(DOORS)])
    searcher = Searcher(house.store, tmp_path, KEK)
    keys, ids = searcher.keys(), _ids(house)
    stores = tuple(one for one in erasure.STORES if one.name != forgotten)
    store = house.store

    done = store.decide(lambda unit: erasure.delete(unit.rows, unit.kit, talk.session.subject, stores))
    if forgotten != "keys":
        store._kit.keys.destroy(done.owners)
    store._scrub()

    assert searcher.found(VALUES, keys) | searcher.found(ids, {})


def test_a_copy_of_the_database_that_a_migration_made_is_no_way_back(house: House, tmp_path: Path) -> None:
    talk = enter(house, VALUES)
    searcher = Searcher(house.store, tmp_path, KEK)
    keys = searcher.keys()
    file = tmp_path / "brand" / "data" / "earnest.db"
    file.with_name("earnest.db.before-0002-from-0001").write_bytes(file.read_bytes())

    house.store.erase(talk.session.subject)

    assert searcher.found(VALUES, keys) == frozenset()


def test_the_certificate_is_the_only_erasure_in_the_log(either_house: House, before: Before) -> None:
    certificate = either_house.store.erase(before.talk.session.subject)

    kinds = either_house.store.read(lambda unit: unit.rows.all("SELECT id FROM decisions WHERE kind = ?", "erasure"))
    assert [row[0] for row in kinds] == [certificate.decision]
    assert either_house.store.decision(certificate.decision).decision.kind is DecisionKind.ERASURE


def _ids(house: House) -> tuple[str, ...]:
    """Ids that only this person has; an approval's stands in what must be answered for, too, but only sealed."""
    tables = ("subjects", "conversations", "sessions", "hand_overs", "items", "cards")
    found = house.store.read(lambda unit: [unit.rows.all(f"SELECT id FROM {table}") for table in tables])
    return tuple(row[0] for rows in found for row in rows if not row[0].startswith("D-"))


def _export(house: House, folder: Path) -> Path:
    note = house.store.make_checkpoint().decode()
    size = parse_tree_head(parse_note(note).text).size
    export_log(folder, iter(house.store.log_entries(0, size)), note, house.store.verifier_keys())
    return folder
