"""A whole house with a witness of its own: configured in the brand, asked while it serves, demanded by a stranger."""

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.test_verifying import serving_witness
from tests.web.made import wait_until

from earnest.app import load_brand, witnesses_of
from earnest.cli.places import at_work
from earnest.domain.errors import BrandError
from earnest.ledger import Folder


@pytest.fixture
def brand(fernhalm: Path, tmp_path: Path) -> Path:
    """Fernhalm, whose log has a quorum file."""
    folder = Path(shutil.copytree(fernhalm, tmp_path / "fernhalm"))
    settings = folder / "earnest.toml"
    settings.write_text(settings.read_text() + '\n[log]\nquorum = "quorum.txt"\npublish_seconds = 1\n')
    return folder


@pytest.mark.slow
def test_a_served_house_is_witnessed_and_a_stranger_demands_it(
    run: Run, brand: Path, past: Path, played: dict[str, object], tmp_path: Path
) -> None:
    council, keys = tmp_path / "council", tmp_path / "keys.txt"
    where = ("--brand", str(brand), "--data", str(past))
    (brand / "quorum.txt").write_text("quorum none\n")
    run("witness", "new", str(council), "--name", "council.example/w1")
    keys.write_text(run("log", "keys", *where).out)
    shutil.copy(keys, council / "logs.txt")
    with serving_witness(council) as url:
        lines = run("witness", "keys", str(council), "--url", url).out
        (brand / "quorum.txt").write_text(f"{lines}quorum council.example/w1\n")
        never = run("doctor", *where)
        with at_work(brand, past) as house:
            for chore in house.chores:
                chore.start()
            wait_until(lambda: bool(house.store.publishing.standings()))
            wait_until(lambda: b"council.example/w1" in (Folder(past / "log").read("checkpoint", 1 << 18) or b""))
            for chore in house.chores:
                chore.stop()
            decision = str(json.loads(json.dumps(played))["lines"][0]["decisions"][0]["id"])
            (tmp_path / "one.tlog-proof").write_text(house.store.receipt(decision))
        well = run("doctor", *where)
        own = run("verify", *where, "--quorum", str(brand / "quorum.txt"), "--ask-witnesses")
    demanded = ("--keys", str(keys), "--quorum", str(brand / "quorum.txt"))
    receipt = run("verify", str(tmp_path / "one.tlog-proof"), *demanded)
    log = run("verify", str(past / "log"), *demanded, "--json")

    assert "witness council.example/w1: it was never asked" in never.out
    assert "well  witness council.example/w1: it saw the log up to" in well.out
    assert own.code == 0, own.out
    assert receipt.code == 0, receipt.out
    assert "witnessed by council.example/w1" in receipt.out
    assert json.loads(log.out)["witnessed_by"] == ["council.example/w1"]


def test_a_quorum_file_that_does_not_read_is_named(brand: Path) -> None:
    for content in (None, "rubbish\n"):
        if content is not None:
            (brand / "quorum.txt").write_text(content)
        with pytest.raises(BrandError, match=r"quorum.txt.*\[log\] quorum names a file that does not read"):
            witnesses_of(load_brand(brand))
