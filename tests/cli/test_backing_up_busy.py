"""A backup is consistent while the house serves, and while somebody is erased between its copies."""

import shutil
import threading
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.erasure.searcher import Searcher

from earnest.app import store_of
from earnest.cli import backing_up
from earnest.cli.places import at_work
from earnest.domain.errors import NotFound
from earnest.domain.identity import Channel
from earnest.house import House
from earnest.ledger import FileKek
from earnest.ledger.seal import open_sealed
from earnest.store import Store

pytestmark = pytest.mark.slow

WORDS = "strap on 1042"


def writes(house: House, stop: threading.Event, written: list[str]) -> None:
    """Visitors come and begin conversations until it is enough."""
    while not stop.is_set():
        session = house.store.open_session(Channel.CHAT)[1]
        written.append(house.store.new_conversation(session, Channel.CHAT, "en", "You are talking to an assistant."))


def open_every_record(store: Store) -> int:
    """Open every sealed value and every decision there is; how many values that were."""
    contexts = {
        row[0]: bytes(row[1]) for row in store.read(lambda unit: unit.rows.all("SELECT id, commitment FROM decisions"))
    }
    sealed = store.read(lambda unit: unit.rows.all("SELECT record, compartment, owner, content FROM sealed"))
    for record, compartment, owner, content in sealed:
        key = store._kit.keys.owner(owner)
        assert key is not None, f"the key of {owner} is missing, and {compartment} of {record} is sealed under it"
        context = contexts.get(record, b"") if len(compartment) == 1 else b""
        assert open_sealed(key.key, record.encode(), compartment, context, bytes(content))
    for name in contexts:
        store.decision(name)
    return len(sealed)


def test_a_backup_under_writes_with_an_erasure_between_its_copies_restores_whole(
    run: Run, fernhalm: Path, past: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, anew, where = past.with_name("full"), past.with_name("anew"), ("--brand", str(fernhalm), "--data", str(past))
    pack, erased = backing_up._pack_keys, list[str]()
    with at_work(fernhalm, past) as house:
        ada = house.store.subject_of("ada") or ""
        ben = house.open_signed_in(Channel.CHAT, "ben")[1].subject

        def after_an_erasure(data: Path, file: Path) -> None:
            erased.append(house.store.erase(ada).decision)
            pack(data, file)

        monkeypatch.setattr(backing_up, "_pack_keys", after_an_erasure)
        stop, written = threading.Event(), list[str]()
        writer = threading.Thread(target=writes, args=(house, stop, written))
        writer.start()
        try:
            ran = run("backup", str(full), *where)
        finally:
            stop.set()
            writer.join()
    assert ran.code == 0, ran.err
    shutil.copy(past.with_name("past.kek"), past.with_name("anew.kek"))

    restored = run("restore", str(full), "--data", str(anew), "--brand", str(fernhalm))

    assert restored.code == 0, restored.err
    assert "1 people erased again" in restored.out
    store = store_of(fernhalm, anew)
    searcher = Searcher(store, anew, FileKek.open(anew.with_name("anew.kek")))
    assert open_every_record(store) > 100
    assert searcher.found((WORDS, ada), searcher.keys()) == frozenset()
    assert store.subject_of("ada") is None
    assert store.subject_of("ben") == ben
    assert len(written) > 1
    assert len(erased) == 1
    with pytest.raises(NotFound):
        store.erase(ada)
    store.close()
    assert run("verify", "--brand", str(fernhalm), "--data", str(anew)).code == 0
