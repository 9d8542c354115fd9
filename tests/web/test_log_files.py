"""The log over HTTP, as a stranger reads it: static files, and a verifier that needs nothing else."""

from pathlib import Path

import httpx
import pytest
from tests.web.made import Person, Served

from earnest.connect.log_site import LogSite
from earnest.domain.errors import BadInput, Conflict
from earnest.ledger import Kept, unbundle, verify_log
from earnest.ledger.verifiers import copies
from earnest.publishing import Publisher


@pytest.fixture
def publisher(server: Served, ada: Person) -> Publisher:
    for _ in range(3):
        ada.say("hello")
    folder = server.house.published
    assert folder is not None
    made = Publisher(server.house.store, folder, server.clock)
    made.round()
    return made


def get(server: Served, name: str, **headers: str) -> httpx.Response:
    return server.client().get(f"/log/{name}", headers=headers)


def test_a_stranger_verifies_the_served_log_and_its_growth(server: Served, ada: Person, publisher: Publisher) -> None:
    site, keys = LogSite(f"{server.url}/log/"), server.house.store.verifier_keys()
    kept = Kept("mine", get(server, "checkpoint").text)

    first = verify_log(site, keys)
    ada.say("hello")
    publisher.round()
    second = verify_log(site, keys, (kept,))

    assert first.ok
    assert second.ok
    assert second.size > first.size >= 3
    site.close()


def test_tiles_are_kept_for_ever_and_the_checkpoint_for_a_moment(server: Served, publisher: Publisher) -> None:
    size = server.house.store.log_size()

    tile, checkpoint = get(server, f"tile/0/000.p/{size}"), get(server, "checkpoint")

    assert tile.status_code == checkpoint.status_code == 200
    assert "immutable" in tile.headers["cache-control"]
    assert tile.headers["content-type"] == "application/octet-stream"
    assert len(tile.content) == 32 * size
    assert checkpoint.headers["cache-control"] == "public, max-age=2"
    assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
    assert checkpoint.headers["access-control-allow-origin"] == "*"
    assert get(server, "vkeys.txt").text.count("\n") == 2


def test_bundles_are_packed_for_whoever_takes_that(server: Served, ada: Person, publisher: Publisher) -> None:
    for _ in range(12):
        ada.say("hello")
    publisher.round()
    size = server.house.store.log_size()

    packed = get(server, f"tile/entries/000.p/{size}")
    plain = get(server, f"tile/entries/000.p/{size}", **{"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert tuple(unbundle(plain.content)) == server.house.store.log_entries(0, size)


def test_the_verifiers_lie_beside_the_log(server: Served, publisher: Publisher) -> None:
    page, program = get(server, "check_receipt.html"), get(server, "check_log.py")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert {"check_receipt.html": page.content, "check_log.py": program.content} == copies()


NAMES_OF_NOTHING = (
    "",
    "tile",
    "tile/0/000",
    "tile/0/0",
    "tile/00/000",
    "tile/0/000.p/256",
    "tile/64/000",
    "../keys/keys.db",
    "..%2fkeys%2fkeys.db",
    "tile/entries/..%2f..%2f..%2fkeys",
    ".checkpoint.part",
    "keys",
)


def test_nothing_but_the_logs_files_is_served(server: Served, publisher: Publisher) -> None:
    answers = {name: get(server, name) for name in NAMES_OF_NOTHING}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(NAMES_OF_NOTHING, 404)
    assert {answer.json()["status"] for answer in answers.values()} == {404}


def test_the_log_can_only_be_read(server: Served, publisher: Publisher) -> None:
    assert server.client().post("/log/checkpoint", json={}).status_code == 405
    assert server.client().head("/log/checkpoint").status_code == 200


def test_a_published_log_that_the_database_contradicts_stays_as_it_is(
    server: Served, publisher: Publisher, tmp_path: Path
) -> None:
    folder = server.house.published
    assert folder is not None
    checkpoint = (folder / "checkpoint").read_text()
    (folder / "checkpoint").write_text(checkpoint.replace(f"\n{server.house.store.log_size()}\n", "\n9999\n"))

    with pytest.raises(Conflict, match="9999 entries are published"):
        publisher.round()


def test_what_does_not_come_from_a_site_is_missing_and_no_error(server: Served, publisher: Publisher) -> None:
    site = LogSite(f"{server.url}/log")

    assert site.read("checkpoint", 10) is None
    assert site.read("tile/0/999", 10_000) is None
    assert site.read("checkpoint", 100_000) is not None
    site.close()
    with pytest.raises(BadInput, match="no address of a log"):
        LogSite("ftp://x.example/log")
