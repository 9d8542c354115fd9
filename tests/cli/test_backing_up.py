"""A backup is one command, and a restore does again what was erased and withdrawn since; an old log serves nobody."""

import hashlib
import json
import os
import secrets
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url
from tests.cli.conftest import Ran, Run
from tests.erasure.searcher import Searcher

from earnest.app import POSTGRES_ENV, store_of
from earnest.cli.backing_up import CONTENTS, MARKS
from earnest.cli.key_backups import KEY_BACKUP_NOTE
from earnest.cli.places import at_work
from earnest.domain.identity import Channel, Level, Session
from earnest.domain.passkeys import Passkey
from earnest.domain.preferences import Preference, Remembered
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.staff import Act, Role, State
from earnest.domain.time import DAY
from earnest.domain.turns import DecisionKind
from earnest.house import House
from earnest.ledger import FileKek
from earnest.store import Store, Unit

pytestmark = pytest.mark.slow

WORDS = "strap on 1042"
TOLD = (Remembered(Preference.SIZE, "42", 1, 2**52), Remembered(Preference.LANGUAGE, "de", 1, 2**52))
LEFT_OVER = (0, {Preference.LANGUAGE}, ("order_history",))


def _where(fernhalm: Path, data: Path) -> tuple[str, ...]:
    return ("--brand", str(fernhalm), "--data", str(data))


def _restored(run: Run, past: Path, to: str, *more: str) -> Ran:
    data = past.with_name(to)
    shutil.copy(past.with_name("past.kek"), past.with_name(f"{to}.kek"))
    return run("restore", str(past.with_name("full")), "--data", str(data), *more)


@pytest.fixture
def two_databases() -> Iterator[tuple[str, str]]:
    """Two new databases on the test server; the test skips, saying so, where none is named."""
    url = os.environ.get("EARNEST_TEST_POSTGRES")
    if not url:
        pytest.skip("no PostgreSQL: set EARNEST_TEST_POSTGRES to the URL of a server for tests")
    names = [f"t{secrets.token_hex(6)}" for _ in range(2)]
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    before, after = (make_url(url).set(database=name).render_as_string(hide_password=False) for name in names)
    yield before, after
    with engine.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


def keep_more(house: House, who: Session) -> None:
    """A passkey of a customer, and two things that they told."""
    house.store.passkeys.keep(who, Passkey(b"customers", b"key", 0))
    for one in TOLD:
        house.store.decide(partial(_told, who.subject, one))


def _told(subject: str, one: Remembered, unit: Unit) -> None:
    unit.remember(subject, one)


def take_more(house: House, who: Session) -> None:
    """What that customer took away again, and what they do not want to be used."""
    assert house.store.passkeys.forget(who.customer) == 1
    assert house.store.decide(lambda unit: unit.forget(who.subject, Preference.SIZE))
    house.store.choose_source(who, "order_history", use=False)


def left(store: Store, who: Session) -> tuple[int, set[Preference], tuple[str, ...]]:
    """Their passkeys, what is remembered of them, and what is not to be used."""
    kept = store.read(lambda unit: unit.remembered(who.subject, 1))
    barred = store.read(lambda unit: unit.rows.all("SELECT source FROM bars WHERE subject = ?", who.subject))
    return len(store.passkeys.own(who)), {one.preference for one in kept}, tuple(row[0] for row in barred)


def repacked(archive: Path, scratch: Path, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change the marks in a backup of the log, with the sums that name its files."""
    with tarfile.open(archive, "r:gz") as packed:
        packed.extractall(scratch, filter="data")
    marks = json.loads((scratch / MARKS).read_text("utf-8"))
    change(marks)
    (scratch / MARKS).write_text(json.dumps(marks), "utf-8")
    with tarfile.open(archive, "w:gz") as packed:
        for one in ("log", MARKS):
            packed.add(scratch / one, one)
    contents = json.loads((archive.parent / CONTENTS).read_text("utf-8"))
    contents["sha256"][archive.name] = hashlib.sha256(archive.read_bytes()).hexdigest()
    (archive.parent / CONTENTS).write_text(json.dumps(contents), "utf-8")


@pytest.fixture
def backed_up(run: Run, fernhalm: Path, past: Path) -> Path:
    """A house that was backed up, and in which somebody was erased and somebody withdrew since then."""
    with at_work(fernhalm, past) as house:
        ben = house.open_signed_in(Channel.CHAT, "ben")[1]
        house.store.record_consent(ben, Purpose.MARKETING_DIRECT, ConsentState.GIVEN)
        house.store.staff.join(house.store.staff.invite("nora", Role.SUPPORT), "$argon2")
        for name in ("gone", "out", "less", "lost"):
            house.store.staff.join(house.store.staff.invite(name, Role.OWNER), "$argon2id$x")
        lost = house.store.staff_passkeys.keep("lost", Passkey(b"stolen", b"key", 0))
        keep_more(house, ben)
    ran = run("backup", str(past.with_name("full")), *_where(fernhalm, past))
    assert ran.code == 0, ran.err
    with at_work(fernhalm, past) as house:
        house.store.record_consent(ben, Purpose.MARKETING_DIRECT, ConsentState.WITHDRAWN)
        take_more(house, ben)
        house.store.staff.remove("gone")
        house.store.staff.disable("out")
        house.store.staff.change_role("less", Role.SUPPORT)
        house.store.staff_passkeys.remove("lost", lost.id)
        past.with_name("checkpoint").write_bytes(house.store.make_checkpoint())
    for act in ("remove", "erase"):
        assert run("desk", act, "nora", *_where(fernhalm, past)).code == 0
    assert run("erase", "--customer", "ada", "--yes", *_where(fernhalm, past)).code == 0
    assert run("backup", str(past.with_name("newer")), "--log", *_where(fernhalm, past)).code == 0
    return past


def test_a_restore_does_again_what_the_newest_log_knows(run: Run, fernhalm: Path, backed_up: Path) -> None:
    kek = FileKek.open(backed_up.with_name("past.kek"))
    data = backed_up.with_name("anew")

    ran = _restored(run, backed_up, "anew", "--brand", str(fernhalm), "--log", str(backed_up.with_name("newer")))

    assert ran.code == 0, ran.err
    assert "1 people erased again, 1 consents withdrawn again, 5 changes of" in ran.out
    store = store_of(fernhalm, data)
    searcher = Searcher(store, data, kek)
    assert searcher.found((WORDS,), searcher.keys()) == frozenset()
    assert store.subject_of("ada") is None
    ben = store.subject_of("ben") or ""
    assert [one.state for one in store.read(lambda unit: unit.consent_events(ben))][-1] is ConsentState.WITHDRAWN
    assert "1 sources barred again, 1 passkeys removed again, 1 preferences forgotten again" in ran.out
    assert {one.act for one in store.staff.history() if one.name == "nora"} == {Act.INVITED}
    accounts = {one.name: (one.role, one.state) for one in store.staff.accounts()}
    assert accounts == {
        "less": (Role.SUPPORT, State.ACTIVE),
        "lost": (Role.OWNER, State.ACTIVE),
        "out": (Role.OWNER, State.DISABLED),
    }
    assert store.staff_passkeys.whose(b"stolen") is None
    assert [one.what for one in store.suppressions(store.log_size())].count("erased") == 1
    newest = store.read(lambda unit: unit.rows.all("SELECT id, kind FROM decisions ORDER BY at DESC, id LIMIT 1"))[0]
    assert (newest[1], store.decision(newest[0]).decision.facts["erased_again"]) == (DecisionKind.RESTORED, 1)
    assert store.read(lambda unit: unit.rows.one("SELECT 1 FROM decisions WHERE kind = ?", DecisionKind.BACKED_UP))
    assert left(store, store.open_session(Channel.CHAT, level=Level.SIGNED_IN, customer="ben")[1]) == LEFT_OVER
    store.close()
    assert run("verify", *_where(fernhalm, data)).code == 0
    older = FileKek.open(backed_up.with_name("past.kek"))
    assert older == kek


@pytest.mark.postgres
def test_a_house_on_postgresql_is_backed_up_and_restored_by_the_same_two_commands(
    run: Run, fernhalm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, two_databases: tuple[str, str]
) -> None:
    data, anew, where = tmp_path / "past", tmp_path / "anew", _where(fernhalm, tmp_path / "past")
    before, after = two_databases
    monkeypatch.setenv(POSTGRES_ENV, before)
    with at_work(fernhalm, data) as house:
        ada, ben = (house.open_signed_in(Channel.CHAT, name)[1] for name in ("ada", "ben"))
        house.store.record_consent(ada, Purpose.MARKETING_DIRECT, ConsentState.GIVEN)
        keep_more(house, ben)
    assert run("backup", str(tmp_path / "full"), *where).code == 0
    with at_work(fernhalm, data) as house:
        take_more(house, ben)
    assert run("erase", "--customer", "ada", "--yes", *where).code == 0
    assert run("backup", str(tmp_path / "newer"), "--log", *where).code == 0
    shutil.copy(data.with_name("past.kek"), data.with_name("anew.kek"))
    told = ("restore", str(tmp_path / "full"), "--data", str(anew), "--brand", str(fernhalm))

    refused = run(*told)
    monkeypatch.setenv(POSTGRES_ENV, after)
    shutil.rmtree(anew, ignore_errors=True)
    ran = run(*told, "--log", str(tmp_path / "newer"))

    assert (refused.code, "holds a house already" in refused.err) == (1, True)
    assert (ran.code, "1 people erased again" in ran.out) == (0, True), ran.err
    with closing(store_of(fernhalm, anew)) as store:
        assert store.subject_of("ada") is None
        assert store.subject_of("ben") == ben.subject
        assert left(store, ben) == LEFT_OVER
    monkeypatch.setenv(POSTGRES_ENV, before)
    assert run("verify", *where).code == 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda marks: marks.pop(), id="missing"),
        pytest.param(lambda marks: marks[-1].update(state="nobody"), id="changed"),
        pytest.param(lambda marks: marks.append(marks[-1] | {"at": 1}), id="more"),
        pytest.param(list.clear, id="none"),
    ],
)
def test_a_log_whose_marks_are_not_its_own_serves_nobody(
    run: Run, fernhalm: Path, past: Path, tmp_path: Path, change: Callable[[list[dict[str, Any]]], object]
) -> None:
    where = _where(fernhalm, past)
    assert run("backup", str(past.with_name("full")), *where).code == 0
    assert run("erase", "--customer", "ada", "--yes", *where).code == 0
    assert run("backup", str(past.with_name("newer")), "--log", *where).code == 0
    repacked(past.with_name("newer") / "log.tar.gz", tmp_path / "scratch", change)

    ran = _restored(run, past, "anew", "--brand", str(fernhalm), "--log", str(past.with_name("newer")))

    assert ran.code == 1
    assert "of this log" in ran.err or "no entry of it" in ran.err
    assert "not restored to its end" in run("verify", *_where(fernhalm, past.with_name("anew"))).err


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


def test_the_doctor_tells_the_age_of_the_backup_that_was_made_and_of_those_that_are_kept_too_long(
    run: Run, fernhalm: Path, past: Path
) -> None:
    where = _where(fernhalm, past)
    for name in ("first", "second"):
        assert run("backup", str(past.with_name(name)), *where).code == 0
    fresh = _doctor(run, where)
    note = past / KEY_BACKUP_NOTE
    made = json.loads(note.read_text("utf-8"))
    made["backups"][0]["at"] -= 15 * DAY
    note.write_text(json.dumps(made), "utf-8")
    late = _doctor(run, where)
    shutil.rmtree(past.with_name("first"))

    gone = _doctor(run, where)

    assert fresh["key backup"] == late["key backup"] == (True, "0 days old")
    assert fresh["old key backups"] == (True, "none is older than 14 days")
    assert late["old key backups"][0] is False
    assert f"{past.with_name('first').resolve()} (15 days old)" in late["old key backups"][1]
    assert gone["old key backups"][0] is True
    assert "1 older ones" in gone["old key backups"][1]


def _doctor(run: Run, where: tuple[str, ...]) -> dict[str, tuple[bool, str]]:
    said = json.loads(run("doctor", *where, "--json").out)
    return {one["about"]: (one["well"], one["says"]) for one in said}
