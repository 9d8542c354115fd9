"""A backup is one command, and a restore does again what was erased and withdrawn since; an old log serves nobody."""

import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Ran, Run
from tests.erasure.searcher import Searcher

from earnest.app import store_of
from earnest.cli.places import at_work
from earnest.domain.identity import Channel
from earnest.domain.purposes import ConsentState, Purpose
from earnest.ledger import FileKek

pytestmark = pytest.mark.slow

WORDS = "strap on 1042"


def _where(fernhalm: Path, data: Path) -> tuple[str, ...]:
    return ("--brand", str(fernhalm), "--data", str(data))


def _restored(run: Run, past: Path, to: str, *more: str) -> Ran:
    data = past.with_name(to)
    shutil.copy(past.with_name("past.kek"), past.with_name(f"{to}.kek"))
    return run("restore", str(past.with_name("full")), "--data", str(data), *more)


@pytest.fixture
def backed_up(run: Run, fernhalm: Path, past: Path) -> Path:
    """A house that was backed up, and in which somebody was erased and somebody withdrew since then."""
    with at_work(fernhalm, past) as house:
        ben = house.open_signed_in(Channel.CHAT, "ben")[1]
        house.store.record_consent(ben, Purpose.MARKETING_DIRECT, ConsentState.GIVEN)
    ran = run("backup", str(past.with_name("full")), *_where(fernhalm, past))
    assert ran.code == 0, ran.err
    with at_work(fernhalm, past) as house:
        house.store.record_consent(ben, Purpose.MARKETING_DIRECT, ConsentState.WITHDRAWN)
        past.with_name("checkpoint").write_bytes(house.store.make_checkpoint())
    assert run("erase", "--customer", "ada", "--yes", *_where(fernhalm, past)).code == 0
    assert run("backup", str(past.with_name("newer")), "--log", *_where(fernhalm, past)).code == 0
    return past


def test_a_restore_does_again_what_the_newest_log_knows(run: Run, fernhalm: Path, backed_up: Path) -> None:
    kek = FileKek.open(backed_up.with_name("past.kek"))
    data = backed_up.with_name("anew")

    ran = _restored(run, backed_up, "anew", "--brand", str(fernhalm), "--log", str(backed_up.with_name("newer")))

    assert ran.code == 0, ran.err
    assert "1 people erased again, 1 consents withdrawn again" in ran.out
    store = store_of(fernhalm, data)
    searcher = Searcher(store, data, kek)
    assert searcher.found((WORDS,), searcher.keys()) == frozenset()
    assert store.subject_of("ada") is None
    ben = store.subject_of("ben") or ""
    assert [one.state for one in store.read(lambda unit: unit.consent_events(ben))][-1] is ConsentState.WITHDRAWN
    assert len(store.suppressions()) == 2
    store.close()
    assert run("verify", *_where(fernhalm, data)).code == 0
    older = FileKek.open(backed_up.with_name("past.kek"))
    assert older == kek


def test_what_was_not_erased_is_all_there(run: Run, backed_up: Path) -> None:
    brand = backed_up.with_name("brand-anew")

    ran = _restored(run, backed_up, "plain", "--brand", str(brand))

    assert ran.code == 0, ran.err
    store = store_of(brand, backed_up.with_name("plain"))
    searcher = Searcher(store, backed_up.with_name("plain"), FileKek.open(backed_up.with_name("past.kek")))
    assert searcher.found((WORDS,), searcher.keys()) == {WORDS}
    store.close()


def test_a_log_older_than_the_named_checkpoint_serves_nobody(run: Run, fernhalm: Path, backed_up: Path) -> None:
    named = ("--checkpoint", str(backed_up.with_name("checkpoint")))

    ran = _restored(run, backed_up, "old", "--brand", str(fernhalm), *named)

    assert ran.code == 1
    assert "Give a newer log" in ran.err
    served = run("verify", *_where(fernhalm, backed_up.with_name("old")))
    assert served.code == 1
    assert "not restored to its end" in served.err
    newer = ("--log", str(backed_up.with_name("newer")))
    assert _restored(run, backed_up, "again", "--brand", str(fernhalm), *named, *newer).code == 0


def test_a_backup_that_was_changed_is_not_restored(run: Run, fernhalm: Path, backed_up: Path) -> None:
    file = backed_up.with_name("full") / "database.db"
    file.write_bytes(file.read_bytes()[:-1] + b"!")

    ran = _restored(run, backed_up, "changed", "--brand", str(fernhalm))

    assert ran.code == 1
    assert "database.db" in ran.err
    assert not backed_up.with_name("changed").exists()


def test_without_the_key_encrypting_key_nothing_is_restored(run: Run, fernhalm: Path, backed_up: Path) -> None:
    ran = run("restore", str(backed_up.with_name("full")), *_where(fernhalm, backed_up.with_name("keyless")))

    assert ran.code == 1
    assert "in no backup" in ran.err
