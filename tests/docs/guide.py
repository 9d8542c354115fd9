"""Follows a guide as a reader would: types its commands, makes its changes, compares what is seen with what is shown.

What a fenced block is for stands after its language:

    sh run         commands that must succeed       sh fails       commands that must not
    sh start       a program that goes on running   sh talk        a command that is typed to; see `text shows`
    text shows     what the block before printed; in a talk, lines that begin with `> ` are typed
    text start-shows   what the running program has printed since
    LANGUAGE from=FILE     an excerpt of a file     LANGUAGE save=FILE     a file to be written
    diff change=FILE       a change to a file       sh setup       what a test machine has been given already
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

KINDS = frozenset({"run", "fails", "start", "talk", "shows", "start-shows", "from", "save", "change", "setup"})
PORT = "8500"
"""The port that the guides name; another one is taken in its place, so that two tests can run at once."""

SECONDS_MAX = 240
LOOKS_MAX = 600
LOOK_SECONDS = 0.1

_BLOCK = re.compile(r"^```(\w+)(?: ([\w-]+)(?:=(\S+))?)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ID = r"\b[A-Z]-[0-9A-Z]{17}\b"
_DATE = r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
_BOXES = re.compile(r"[\u2500-\u257f]+")


@dataclass(frozen=True)
class Block:
    """A fenced block: where it begins, what it is for, about which file, and its text."""

    line: int
    kind: str
    file: str
    text: str


def blocks(markdown: str) -> Iterator[Block]:
    for found in _BLOCK.finditer(markdown):
        _, kind, file, text = found.groups()
        yield Block(markdown.count("\n", 0, found.start()) + 1, kind or "", file or "", text)


def free_port() -> str:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return str(asked.getsockname()[1])


@dataclass
class Reader:
    """Somebody in an empty folder with a terminal, who follows a guide from its beginning.

    Args:
        folder: the folder.
        ids: the ids that the guide shows, and those that were seen in their place.
    """

    folder: Path
    ids: dict[str, str] = field(default_factory=dict)
    _port: str = field(default_factory=free_port)
    _pending: Block | None = None
    _seen: str = ""
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def follow(self, markdown: str) -> None:
        """Do every block in order.

        Raises:
            AssertionError: something is not as the guide says.
        """
        try:
            for block in blocks(markdown):
                self._do(block)
        finally:
            self.leave()

    def leave(self) -> None:
        for process in self._running:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(SECONDS_MAX)

    def _do(self, block: Block) -> None:
        match block.kind:
            case "run" | "fails":
                self._run(block, fails=block.kind == "fails")
            case "start":
                self._start(block)
            case "talk":
                self._pending = block
            case "shows" | "start-shows":
                self._show(block)
            case "from":
                assert block.text in self._file(block).read_text("utf-8"), f"line {block.line}: not in {block.file}"
            case "save":
                self._file(block).write_text(block.text, "utf-8")
            case "change":
                self._change(block)
            case "setup":
                pass
            case _:
                raise AssertionError(f"line {block.line}: {block.kind!r} is none of {sorted(KINDS)}")

    def _show(self, block: Block) -> None:
        if self._pending:
            self._run(self._pending, _typed(block.text))
            self._pending = None
        started = block.kind == "start-shows" or not self._seen
        self._compare(block, self._started(block) if started else self._seen)

    def _file(self, block: Block) -> Path:
        return self.folder / block.file

    def _change(self, block: Block) -> None:
        lines = block.text.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line.startswith("-"))
        new = "".join(line[1:] for line in lines if line.startswith("+"))
        text = self._file(block).read_text("utf-8")
        assert text.count(old) == 1, f"line {block.line}: {old!r} stands {text.count(old)} times in {block.file}"
        self._file(block).write_text(text.replace(old, new), "utf-8")

    def _run(self, block: Block, typed: str = "", *, fails: bool = False) -> None:
        ran = subprocess.run(
            ["bash", "-e", "-c", self._mine(block.text)],
            cwd=self.folder,
            env=_environment(),
            input=typed,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
        assert bool(ran.returncode) is fails, f"line {block.line}: exit code {ran.returncode}\n{ran.stdout}{ran.stderr}"
        self._seen = ran.stdout
        self._move_port()

    def _start(self, block: Block) -> None:
        with (self.folder / "started.txt").open("wb") as out:
            command = ["bash", "-c", f"exec {self._mine(block.text)}"]
            self._running.append(subprocess.Popen(command, cwd=self.folder, env=_environment(), stdout=out, stderr=out))
        self._seen = ""

    def _started(self, block: Block) -> str:
        """What the running program printed, once it holds what the block shows or nothing more is hoped for."""
        file = self.folder / "started.txt"
        for _ in range(LOOKS_MAX):
            if all(re.search(self._pattern(line)[0], _plain(file.read_text("utf-8"))) for line in _shown(block.text)):
                break
            time.sleep(LOOK_SECONDS)
        return file.read_text("utf-8")

    def _move_port(self) -> None:
        for file in self.folder.glob("*/*.*"):
            if file.suffix in (".toml", ".py") and PORT in (text := file.read_text("utf-8")):
                file.write_text(text.replace(PORT, self._port), "utf-8")

    def _mine(self, text: str) -> str:
        """The text with this reader's own ids and port."""
        for shown, seen in self.ids.items():
            text = text.replace(shown, seen)
        return text.replace(PORT, self._port)

    def _compare(self, block: Block, seen: str) -> None:
        plain, at = _plain(seen), 0
        for line in _shown(block.text):
            pattern, named = self._pattern(line)
            found = re.compile(pattern).search(plain, at)
            assert found, f"line {block.line}: the guide shows {line!r}; there was:\n{seen}"
            at = found.end()
            self.ids |= dict(zip(named, found.groups(), strict=True))

    def _pattern(self, line: str) -> tuple[str, list[str]]:
        """What a shown line stands for: a known id is itself, a new one is any, and so is a date."""
        named, parts = [], []
        for part in re.split(f"({_ID}|{_DATE})", self._mine(line)):
            if re.fullmatch(_DATE, part):
                parts.append(_DATE)
            elif re.fullmatch(_ID, part) and part not in self.ids.values():
                named.append(part)
                parts.append(f"({_ID})")
            else:
                parts.append(re.escape(part))
        return "".join(parts), named


def _typed(text: str) -> str:
    return "".join(line.removeprefix("> ") for line in text.splitlines(keepends=True) if line.startswith("> "))


def _shown(text: str) -> list[str]:
    return [plain for line in text.splitlines() if not line.startswith("> ") and (plain := _plain(line))]


def _plain(text: str) -> str:
    return " ".join(_BOXES.sub(" ", text).split())


def _environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("EARNEST_", "SHOP_", "PYTHON"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{own.get('PATH', '')}"
    return {**own, "PATH": path, "COLUMNS": "200", "NO_COLOR": "1"}
