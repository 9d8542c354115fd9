"""The papers at the front door say what is true."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

CHANGES = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
PAPERS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE")
DECISION_PARTS = ("## Context", "## Decision", "## Consequences", "## What else was weighed")
DECISION_LINES_MAX = 60

# Of the text that the Apache Software Foundation publishes, white space aside.
APACHE_2_SHA256 = "0ffddef9e48f8a09aed5caf2d44f7ba1c1be2d9b8e0a6f693b1635b2d5566645"


def targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_of_the_front_door_is_there(root: Path, name: str) -> None:
    assert (root / name).read_text("utf-8").strip()


def test_the_licence_is_apache_2_word_for_word(root: Path) -> None:
    words = " ".join((root / "LICENSE").read_text("utf-8").split())
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]

    assert hashlib.sha256(words.encode()).hexdigest() == APACHE_2_SHA256
    assert project["license"] == "Apache-2.0"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", ".ci/run"])
def test_every_make_command_that_a_paper_names_exists(root: Path, name: str) -> None:
    text = (root / name).read_text("utf-8")

    named = set(re.findall(r"(?<![\w-])make ([a-z]+)\b(?=[`\s)\"]|$)", "\n".join(code(text, name))))

    assert named
    assert named <= targets((root / "Makefile").read_text("utf-8"))


def code(text: str, name: str) -> list[str]:
    """The parts of a paper that are meant to be typed."""
    if not name.endswith(".md"):
        return [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    return re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_file_that_a_paper_links_to_exists(root: Path, name: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (root / name).read_text("utf-8"))

    assert [link for link in links if not (root / link).exists()] == []


def test_every_test_that_guards_an_invariant_exists(root: Path) -> None:
    text = (root / "ARCHITECTURE.md").read_text("utf-8")

    guards = re.findall(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`", text)

    assert guards
    for file, test in guards:
        assert (root / file).is_file(), file
        assert not test or f"def {test}(" in (root / file).read_text("utf-8"), f"{file}::{test}"


def test_the_changelog_keeps_its_form(root: Path) -> None:
    lines = (root / "CHANGELOG.md").read_text("utf-8").splitlines()
    releases = [line for line in lines if line.startswith("## ")]
    kinds = {line.removeprefix("### ") for line in lines if line.startswith("### ")}
    entries = [line for line in lines if line.startswith("- ")]

    assert lines[0] == "# Changelog"
    assert releases[0] == "## [Unreleased]"
    assert all(re.fullmatch(r"## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", line) for line in releases[1:])
    assert kinds <= CHANGES
    assert entries
    assert all(entry.endswith(".") for entry in entries), "one sentence per line"


def test_every_decision_is_one_page_with_the_same_parts(root: Path) -> None:
    pages = sorted((root / "docs" / "decisions").glob("[0-9]*.md"))
    numbers = [int(page.name[:4]) for page in pages]

    assert numbers == list(range(len(pages)))
    for page in pages:
        text = page.read_text("utf-8")
        assert len(text.splitlines()) <= DECISION_LINES_MAX, page.name
        assert [part for part in DECISION_PARTS if part not in text] == [], page.name


def test_every_locked_requirement_has_a_hash(root: Path) -> None:
    for lock in ("base", "dev", "build"):
        text = (root / "requirements" / f"{lock}.txt").read_text("utf-8")
        pins = re.findall(r"^([a-z0-9][\w.-]*)(?:\[[\w,-]+\])?==\S+.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
        blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)

        assert pins
        assert all("--hash=sha256:" in block for block in blocks if block.strip() and "==" in block), lock
