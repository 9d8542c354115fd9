"""The page about checking the log: its commands, typed as they stand, do what it says."""

import os
from pathlib import Path

import pytest
from tests.docs.guide import Reader, blocks

PAGE = Path("docs") / "checking-the-log.md"

SOME_TALK = "given: {customer: ada, identity: signed_in, language: en}\n---\nwhere is my order\n<choose 2>\n"


@pytest.mark.slow
def test_the_commands_of_the_page_do_what_it_says(root: Path, tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text(SOME_TALK)
    before = (
        f"```sh run\nexport EARNEST_MODELS={os.environ['EARNEST_MODELS']}\n"
        f"earnest chat --brand {root}/examples/fernhalm --data .earnest/fernhalm --script talk.txt\n```\n"
    )

    Reader(tmp_path).follow(before + (root / PAGE).read_text("utf-8"))

    assert (tmp_path / "new-keys.txt").read_text() != (tmp_path / "keys.txt").read_text()


def test_the_page_tells_of_rotation_loss_and_theft_in_commands(root: Path) -> None:
    typed = "".join(block.text for block in blocks((root / PAGE).read_text("utf-8")) if block.kind in ("run", "fails"))

    assert all(
        one in typed for one in ("log rotate --receipt", "log rotate --finish", "witness new", "--since", "--quorum")
    )
