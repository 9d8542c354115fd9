"""The guides, followed as a reader follows them."""

import re
from pathlib import Path

import pytest
from tests.docs.guide import KINDS, Reader, blocks

GUIDES = Path("docs") / "guides"
PLAYED = ("quick-start.md", "your-own-shop.md")

SMALL = """\
```sh run
echo "decision D-8ABDPJ01B8WKPC14R of 24 November"
```

```text shows
decision D-43YVMFZQ0ZNYFYMJP of 25 November
```

```sh run
echo again D-43YVMFZQ0ZNYFYMJP > said.txt; cat said.txt
```

```text shows
again D-8ABDPJ01B8WKPC14R
```
"""


def guides(root: Path) -> list[Path]:
    return sorted((root / GUIDES).glob("*.md"))


@pytest.mark.slow
@pytest.mark.parametrize("name", PLAYED)
def test_a_reader_who_follows_a_guide_sees_what_it_shows(root: Path, tmp_path: Path, name: str) -> None:
    Reader(tmp_path).follow((root / GUIDES / name).read_text("utf-8"))


def test_every_block_of_every_guide_is_played(root: Path) -> None:
    unplayed = [
        f"{guide.name}:{block.line}"
        for guide in guides(root)
        for block in blocks(guide.read_text("utf-8"))
        if block.kind not in KINDS or guide.name not in PLAYED
    ]

    assert unplayed == []


def test_every_make_command_of_the_setup_exists(root: Path) -> None:
    setup = [b.text for guide in guides(root) for b in blocks(guide.read_text("utf-8")) if b.kind == "setup"]
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text("utf-8"), re.MULTILINE))

    named = set(re.findall(r"\bmake ([a-z]+)", "\n".join(setup)))

    assert named
    assert named <= targets


def test_every_file_that_a_guide_links_to_exists(root: Path) -> None:
    links = [
        (guide.name, link)
        for guide in guides(root)
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", guide.read_text("utf-8"))
        if not (guide.parent / link).exists()
    ]

    assert links == []


def test_a_reader_takes_the_ids_that_were_seen_for_those_that_are_shown(tmp_path: Path) -> None:
    reader = Reader(tmp_path)

    reader.follow(SMALL)

    assert reader.ids == {"D-43YVMFZQ0ZNYFYMJP": "D-8ABDPJ01B8WKPC14R"}
    assert (tmp_path / "said.txt").read_text() == "again D-8ABDPJ01B8WKPC14R\n"


@pytest.mark.parametrize(
    "lie",
    [
        "```sh run\necho 14.90\n```\n```text shows\n15.90\n```\n",
        "```sh run\necho a; echo b\n```\n```text shows\nb\na\n```\n",
        "```sh run\nfalse\n```\n",
        "```sh fails\ntrue\n```\n",
        "```sh\ntrue\n```\n",
        "```sh run\necho a > a.txt\n```\n```text from=a.txt\nb\n```\n",
        "```sh run\necho a > a.txt\n```\n```diff change=a.txt\n-b\n+c\n```\n",
    ],
)
def test_a_guide_that_lies_is_noticed(tmp_path: Path, lie: str) -> None:
    with pytest.raises(AssertionError):
        Reader(tmp_path).follow(lie)
