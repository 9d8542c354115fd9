"""The doctor says what is to be mended, and a turn of the key mends nothing away."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from earnest.cli.keeping import FREE_BYTES_MIN, Seen, examine
from earnest.cli.key_backups import KEY_BACKUP_DAYS_MAX, KeyBackup
from earnest.cli.places import at_work
from earnest.domain.identity import Channel
from earnest.domain.passkeys import Passkey
from earnest.domain.time import DAY
from earnest.store.erasing import KEY_BACKUP_KEPT_MAX

NOW = 1_790_000_000_000_000
YESTERDAY = KeyBackup("/backups/1", NOW - DAY, there=True)
LATE = NOW - KEY_BACKUP_DAYS_MAX * DAY - 1
WELL = Seen(Path("/keys/own.kek"), Path("/data/own"), (), (YESTERDAY,), 0, 0, FREE_BYTES_MIN, NOW)


def test_a_house_in_order_is_well() -> None:
    assert all(one.well for one in examine(WELL))


@pytest.mark.parametrize(
    ("about", "changed"),
    [
        ("key-encrypting key", {"kek": Path("/data/own/keys/own.kek")}),
        ("key backup", {"key_backups": ()}),
        ("key backup", {"key_backups": (KeyBackup("/backups/0", LATE, there=False),)}),
        ("old key backups", {"key_backups": (KeyBackup("/backups/0", LATE, there=True), YESTERDAY)}),
        ("key before the last turn", {"old_kek_at": NOW - (KEY_BACKUP_DAYS_MAX + 1) * DAY}),
        ("file modes", {"open_files": ("own.kek",)}),
        ("erasures", {"unfinished": 1}),
        ("disk", {"free_bytes": FREE_BYTES_MIN - 1}),
    ],
)
def test_what_is_out_of_order_is_said_and_nothing_else(about: str, changed: dict[str, object]) -> None:
    found = examine(replace(WELL, **changed))  # type: ignore[arg-type]  # fields by name

    assert [one.about for one in found if not one.well] == [about]


def test_a_backup_is_old_from_the_very_day_that_certificates_name() -> None:
    assert KEY_BACKUP_DAYS_MAX * DAY == KEY_BACKUP_KEPT_MAX
    made = replace(YESTERDAY, at=NOW - KEY_BACKUP_KEPT_MAX)

    assert (made.is_past(NOW), made.is_past(NOW + 1)) == (False, True)


@pytest.mark.slow
def test_after_a_turn_of_the_key_the_past_still_reads(run: Run, fernhalm: Path, past: Path) -> None:
    before = past.with_name("past.kek").read_bytes()
    where = ("--brand", str(fernhalm), "--data", str(past))
    assert run("doctor", *where, "--json").code == 1

    turned = run("keys", "rotate", *where)

    assert turned.code == 0, turned.err
    assert past.with_name("past.kek").read_bytes() != before == past.with_name("past.kek.old").read_bytes()
    assert run("verify", *where).code == 0
    said = {one["about"]: one["well"] for one in json.loads(run("doctor", *where, "--json").out)}
    assert said == {
        "key-encrypting key": True,
        "key backup": False,
        "file modes": said["file modes"],
        "erasures": True,
        "disk": said["disk"],
    }


@pytest.mark.slow
def test_a_playbook_is_switched_off_listed_and_switched_on(run: Run, past: Path) -> None:
    where = ("--data", str(past))
    off = run("switch", "off", "refund", "--reason", "wrong amounts", *where)
    listed = json.loads(run("switch", "list", *where, "--json").out)
    unknown = run("switch", "off", "teleport", "--reason", "x", *where)
    on = run("switch", "on", "refund", "--reason", "mended", *where)

    assert (off.code, unknown.code, on.code) == (0, 1, 0)
    assert [(one["what"], one["reason"]) for one in listed] == [("refund", "wrong amounts")]
    assert "no playbook or skill" in unknown.err
    assert run("switch", "list", *where).out.endswith("Nothing is switched off.\n")


def test_retention_says_what_is_due_and_a_hold_is_set_listed_and_lifted(run: Run, fernhalm: Path, past: Path) -> None:
    where = ("--brand", str(fernhalm), "--data", str(past))
    planned = json.loads(run("retention", "plan", *where, "--json").out)
    assert planned["classes"]["sessions"] == "session"
    assert run("retention", "plan", *where).out.endswith("Nothing is due.\n")
    assert "nothing is due" in run("retention", "run", *where).out
    decision = json.loads(run("verify", *where, "--json").out)
    assert decision["ok"]

    with at_work(fernhalm, past) as house:
        ada = house.store.subject_of("ada") or ""
    held = json.loads(run("hold", ada, "--until", "2099-01-01", "--reason", "HGB 257", *where, "--json").out)
    refused = run("erase", ada, "--yes", *where)
    listed = run("hold", *where)
    lifted = run("hold", held[0]["id"], "--lift", "--reason", "settled", *where)

    assert refused.code == 1
    assert "HGB 257" in refused.err
    assert ada in listed.out
    assert lifted.code == 0, lifted.err
    assert run("hold", "--until", "never", "--reason", "x", "S-1", *where).code == 1
    assert run("erase", ada, "--yes", *where).code == 0


@pytest.mark.slow
def test_a_customers_lost_passkeys_are_forgotten_once(run: Run, fernhalm: Path, past: Path) -> None:
    where = ("--brand", str(fernhalm), "--data", str(past))
    with at_work(fernhalm, past) as house:
        session = house.open_signed_in(Channel.CHAT, "ada")[1]
        house.store.passkeys.keep(session, Passkey(b"lost", b"key", 0))

    first, second = (run("forget-passkeys", "ada", *where) for _ in range(2))

    assert (first.code, second.code) == (0, 1)
    assert "no passkeys" in second.err
