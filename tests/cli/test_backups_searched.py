"""What backups hold: with their own keys every word, and after an erasure, with the keys of then, not one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.test_backing_up import two_databases
from tests.erasure.planted import VALUES
from tests.erasure.searcher import Keys, keys_in, standing, unpacked

from earnest.app import POSTGRES_ENV
from earnest.cli.keeping import KEYS
from earnest.cli.places import at_work
from earnest.domain.identity import Channel
from earnest.domain.inbound import Inbound, Said
from earnest.ledger import FileKek

__all__ = ["two_databases"]

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def planted(request: pytest.FixtureRequest, fernhalm: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data directory of a house in which a customer said every value."""
    if request.param == "postgres":
        monkeypatch.setenv(POSTGRES_ENV, request.getfixturevalue("two_databases")[0])
    with at_work(fernhalm, data) as house:
        session = house.open_signed_in(Channel.CHAT, "ada")[1]
        talk = house.new_conversation(session, Channel.CHAT, "en")
        for number, value in enumerate(VALUES):
            house.take(Inbound(talk, f"m-{number}", Channel.CHAT, session, Said(f"I am {value}")))
    return data


def held(backup: Path, keys: Keys) -> Iterator[bytes]:
    """All that the archives of a backup hold, opened."""
    for file in sorted(backup.iterdir()):
        yield from unpacked(file.read_bytes(), keys)


def test_what_was_erased_stands_in_no_backup_but_under_keys_that_were_kept(
    run: Run, fernhalm: Path, planted: Path
) -> None:
    where = ("--brand", str(fernhalm), "--data", str(planted))
    kek = FileKek.open(planted.with_name("own.kek"))
    before, after = planted.with_name("before"), planted.with_name("after")
    assert run("backup", str(before), *where).code == 0
    assert run("erase", "--customer", "ada", "--yes", *where).code == 0
    assert run("backup", str(after), *where).code == 0

    kept, now = keys_in(before / KEYS, kek), keys_in(after / KEYS, kek)

    assert set(kept) - set(now), "the person's key is in the older backup of the keys alone"
    assert standing(held(before, kept), VALUES) == set(VALUES)
    assert standing(held(before, now), VALUES) == frozenset()
    assert standing(held(after, kept), VALUES) == frozenset()
    assert standing(held(after, now), VALUES) == frozenset()
