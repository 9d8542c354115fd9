"""Accounts of colleagues at the terminal: invited, given another role, let in no more."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run


@pytest.mark.slow
def test_accounts_are_made_and_ended_at_the_terminal(run: Run, fernhalm: Path, past: Path) -> None:
    where = ("--brand", str(fernhalm), "--data", str(past))

    invited = run("desk", "invite", "nora", "--role", "approver", *where)
    changed = run("desk", "role", "nora", "owner", *where)
    ended = run("desk", "disable", "nora", *where)
    listed = run("desk", "colleagues", *where, "--json")
    early = run("desk", "erase", "nora", *where)
    removed = run("desk", "remove", "nora", *where)
    erased = run("desk", "erase", "nora", *where)

    assert [one.code for one in (invited, changed, ended, listed, removed)] == [0] * 5, invited.err
    assert "/desk/#join=" in invited.out
    assert json.loads(listed.out) == [{"name": "nora", "role": "owner", "state": "disabled"}]
    assert "Nobody has an account" in run("desk", "colleagues", *where).out
    assert (early.code, erased.code) == (1, 0)
    assert "0 records name nora no more" in erased.out
    assert "4 still do" in erased.out
    assert run("desk", "invite", "Nora!", *where).code == 1
