"""The page about playbooks names every key that a playbook may hold, and no other."""

import re
from pathlib import Path

import pytest

from earnest.assistant.reading import SAYS_KEYS, SLOT_KEYS, TOP_KEYS


@pytest.mark.parametrize(("heading", "keys"), [("The file", TOP_KEYS), ("A slot", SLOT_KEYS), ("`says`", SAYS_KEYS)])
def test_the_page_names_every_key_and_no_other(root: Path, heading: str, keys: frozenset[str]) -> None:
    page = (root / "docs" / "playbooks.md").read_text("utf-8")

    part = page.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]

    assert set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)) == keys
