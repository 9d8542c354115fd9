"""Reading Fluent catalogues: one folder per language, `*.ftl` inside; every flaw with file, line and mend.

A key with the suffix `-1` to `-9` is one of several wordings of the key before the suffix.
Syntax: Project Fluent 1.0. Functions are not used: the platform shows values itself, in one way everywhere.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

CATALOGUE_BYTES_MAX = 1_000_000
"""Size of one catalogue file; a larger one is not a catalogue."""

PARSED_MAX = 128
"""Catalogue files whose entries are kept for whoever reads them next."""

LOCKED_PREFIX = "ai-"
"""Keys that no brand may reword: who speaks, and that it is a machine, cannot be switched off or forged."""

_LANGUAGE_FOLDER = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?\Z")
_WORDING = re.compile(r"-[1-9]\Z")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in a catalogue: where, and how to mend it. Line 0 means the file or folder as a whole."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a message stands and which variables it needs, its references included."""

    file: Path
    line: int
    variables: frozenset[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The messages of one language.

    Args:
        language: the folder's name, such as "de" or "de-AT".
        bundle: the parsed messages.
        found: every message by its full key.
        wordings: full keys by the key that is asked for, in order; one where there is one wording.
        flaws: what could not be read.
    """

    language: str
    bundle: FluentBundle
    found: Mapping[str, Found]
    wordings: Mapping[str, tuple[str, ...]]
    flaws: tuple[Flaw, ...]


def read_catalogues(folders: Iterable[Path]) -> dict[str, Catalogue]:
    """One catalogue per language found in the folders. A later folder rewords an earlier one's keys."""
    places = tuple(folders)
    languages = {
        child.name
        for folder in places
        if folder.is_dir()
        for child in folder.iterdir()
        if child.is_dir() and _LANGUAGE_FOLDER.match(child.name)
    }
    return {language: read_catalogue(language, places) for language in sorted(languages)}


def read_catalogue(language: str, folders: Iterable[Path]) -> Catalogue:
    """The catalogue of one language: all `*.ftl` of `folder/language`, in the order of the folders.

    A key reworded in a later folder drops all earlier wordings of it. The first folder is the platform's: a later
    one cannot reword its locked keys, and the attempt is a flaw.
    """
    entries: dict[str, tuple[ast.Message | ast.Term, Path, int]] = {}
    wordings: dict[str, tuple[str, ...]] = {}
    flaws: list[Flaw] = []
    for order, folder in enumerate(folders):
        read = _read_folder(folder / language, flaws)
        own: dict[str, list[str]] = {}
        for name, (entry, file, line) in read.items():
            if order and _base(name).startswith(LOCKED_PREFIX):
                flaws.append(
                    Flaw(file, line, f"{name!r} cannot be reworded: it says that a machine speaks. Remove it.")
                )
                continue
            entries[name] = (entry, file, line)
            if isinstance(entry, ast.Message):
                own.setdefault(_base(name), []).append(name)
        for base, names in own.items():
            flaws.extend(_wording_flaws(base, sorted(names), read))
            wordings[base] = tuple(sorted(names))
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(ast.Resource([entry for entry, _, _ in entries.values()]), allow_overrides=True)
    found = _found(entries, [name for names in wordings.values() for name in names], flaws)
    sayable = {base: tuple(name for name in names if name in found) for base, names in wordings.items()}
    return Catalogue(language, bundle, found, {b: names for b, names in sayable.items() if names}, tuple(flaws))


def _read_folder(folder: Path, flaws: list[Flaw]) -> dict[str, tuple[ast.Message | ast.Term, Path, int]]:
    read: dict[str, tuple[ast.Message | ast.Term, Path, int]] = {}
    for file in sorted(folder.glob("*.ftl")):
        text = _text(file, flaws)
        for entry in _parsed(text):
            line = text.count("\n", 0, entry.span.start if entry.span else 0) + 1
            if isinstance(entry, ast.Junk):
                flaws.append(Flaw(file, *_junk(entry, text, line)))
            elif isinstance(entry, ast.Message | ast.Term):
                name = entry.id.name if isinstance(entry, ast.Message) else f"-{entry.id.name}"
                if name in read:
                    flaws.append(Flaw(file, line, f"{name!r} is written twice; remove one."))
                if entry.value is None:
                    flaws.append(Flaw(file, line, f"{name!r} has no text; write it behind the equals sign."))
                    continue
                read[name] = (entry, file, line)
    return read


@lru_cache(maxsize=PARSED_MAX)  # a pure function, and the platform's own texts are asked for by every house
def _parsed(text: str) -> tuple[ast.EntryType, ...]:
    """The entries of a catalogue; nobody alters them, for a bundle compiles its own form of them."""
    return tuple(FluentParser(with_spans=True).parse(text).body)


def _text(file: Path, flaws: list[Flaw]) -> str:
    try:
        if file.stat().st_size > CATALOGUE_BYTES_MAX:
            flaws.append(Flaw(file, 0, f"is over {CATALOGUE_BYTES_MAX} bytes; split it."))
            return ""
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        flaws.append(Flaw(file, 0, "cannot be read as UTF-8 text; save it as UTF-8."))
        return ""


def _junk(entry: ast.Junk, text: str, line: int) -> tuple[int, str]:
    first = entry.annotations[0] if entry.annotations else None
    if first is None or first.span is None:
        return line, "is no Fluent message; write it as `key = text`."
    return text.count("\n", 0, first.span.start) + 1, f"is no Fluent message: {first.message}."


def _base(name: str) -> str:
    return _WORDING.sub("", name)


def _wording_flaws(
    base: str, names: list[str], read: Mapping[str, tuple[ast.Message | ast.Term, Path, int]]
) -> Iterable[Flaw]:
    expected = [base] if names == [base] else [f"{base}-{number}" for number in range(1, len(names) + 1)]
    if names != expected:
        _, file, line = read[names[0]]
        yield Flaw(file, line, f"the wordings of {base!r} are {names}; number them {expected}.")


def _found(
    entries: Mapping[str, tuple[ast.Message | ast.Term, Path, int]],
    names: Iterable[str],
    flaws: list[Flaw],
) -> dict[str, Found]:
    """The messages that can be said. One with a problem is left out: said at run time, a circle would never end."""
    found = {}
    for name in names:
        entry, file, line = entries[name]
        needs = _Needs()
        _follow(entry, entries, needs, depth=0)
        if needs.problems:
            flaws.extend(Flaw(file, line, f"{name!r} {problem}") for problem in needs.problems)
        else:
            found[name] = Found(file, line, frozenset(needs.variables))
    return found


REFERENCES_DEEP_MAX = 5
"""How far a message may refer to messages that refer to messages."""


def _follow(
    entry: ast.Message | ast.Term,
    entries: Mapping[str, tuple[ast.Message | ast.Term, Path, int]],
    needs: "_Needs",
    depth: int,
) -> None:
    if depth > REFERENCES_DEEP_MAX:
        needs.problems.append(f"refers to others more than {REFERENCES_DEEP_MAX} deep or in a circle; write it out.")
        return
    visit = _Needs()
    visit.visit(entry)
    needs.variables |= visit.variables
    needs.problems.extend(visit.problems)
    for name in sorted(visit.references):
        if name in entries:
            _follow(entries[name][0], entries, needs, depth + 1)
        else:
            needs.problems.append(f"refers to {name!r}, which does not exist; write that too.")


class _Needs(Visitor):
    """What one entry needs: variables, other entries; and what it may not use."""

    def __init__(self) -> None:
        super().__init__()
        self.variables: set[str] = set()
        self.references: set[str] = set()
        self.problems: list[str] = []

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the visitor's naming
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 - as above
        self.references.add(node.id.name)
        if node.attribute is not None:
            self.problems.append("refers to an attribute; use a message of its own.")

    def visit_TermReference(self, node: ast.TermReference) -> None:  # noqa: N802 - as above
        self.references.add(f"-{node.id.name}")

    def visit_FunctionReference(self, node: ast.FunctionReference) -> None:  # noqa: N802 - as above
        self.problems.append(f"uses {node.id.name}(); values are shown by the platform, write the bare variable.")
