"""What `earnest check` says about a brand's gates and skills: where, what is wrong, how to mend it."""

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from earnest.domain.errors import BrandError, TooLarge
from earnest.domain.identity import Level
from earnest.domain.skills import EffectClass, Plain, Skill
from earnest.domain.time import Instant
from earnest.domain.verdicts import Outcome
from earnest.policy.analysis import Findings, analyse, rising_risk
from earnest.policy.arguments import vocabulary_classes
from earnest.policy.broker import AMOUNT, PLATFORM_FACTS
from earnest.policy.gate_file import read_gate
from earnest.policy.gates import Gate, Input, InputKind, Row


class Severity(StrEnum):
    """How bad it is: an error stops a brand from being served, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend.

    Args:
        severity: how bad it is.
        file: the file it is in.
        line: 1-based line, 0 for the file as a whole.
        message: what is wrong.
        mend: what to do about it.
    """

    severity: Severity
    file: str
    line: int
    message: str
    mend: str


def check_gates(
    folder: Path, skills: Mapping[str, Skill] | None = None, languages: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """Prove every gate of a folder, and that gates and skills fit together.

    Args:
        folder: the brand's `gates` folder.
        skills: the brand's skills by name; None leaves out what needs them.
        languages: the languages in which every sentence should be there.
    """
    findings: list[Finding] = []
    gates: dict[str, Gate] = {}
    vocabularies = vocabularies_of(skills or {})
    for file in sorted(folder.glob("*.yaml")):
        try:
            gate = read_gate(file, vocabularies)
        except BrandError as error:
            findings.append(Finding(Severity.ERROR, error.file, error.line, error.message, "See the message."))
            continue
        if gate.name in gates:
            findings.append(_error(str(file), 1, f"gate {gate.name} is in two files", "Keep one."))
        gates[gate.name] = gate
        skill = (skills or {}).get(gate.name)
        findings += _table_findings(gate, skill.effect.floor if skill else Outcome.DO_IT)
        findings += _word_findings(gate, languages)
    if skills is not None:
        findings += [found for gate in gates.values() for found in _gate_and_skill(gate, skills)]
        findings += [found for skill in skills.values() for found in _skill_findings(skill, gates, folder)]
    return tuple(findings)


def check_fields(
    folder: Path, skills: Mapping[str, Skill], fields: frozenset[str], bought: Mapping[str, Instant]
) -> tuple[Finding, ...]:
    """Prove that what gates are made of is in the data map, and that nobody is refused for what a supplier says.

    Args:
        folder: the brand's `gates` folder; a file that cannot be read is `check_gates`' to tell of.
        skills: the brand's skills by name.
        fields: every field of the data map, as `source.path`.
        bought: the bought-in ones, and until when inputs that are made of them count.
    """
    findings: list[Finding] = []
    for file in sorted(folder.glob("*.yaml")):
        with suppress(BrandError):
            findings += _field_findings(read_gate(file, vocabularies_of(skills)), fields, bought)
    return tuple(findings)


def _field_findings(gate: Gate, fields: frozenset[str], bought: Mapping[str, Instant]) -> Iterator[Finding]:
    made = {given.name: given for given in gate.inputs if given.field}
    for given in made.values():
        if given.field not in fields:
            message = f"{given.name} is made of {given.field}, which the data map lacks"
            yield _error(gate.file, given.line, message, "Map the field, or mend its name.")
        elif bought.get(given.field) == 0:
            message = f"only its record tells how old or sure {given.field} is, so {given.name} is always missing"
            yield _warning(gate.file, given.line, message, "Leave the input out, or have a person decide.")
    for row in gate.rows:
        for name in (test.field for test in row.conditions if row.outcome is Outcome.REFUSE):
            if name in made and made[name].field in bought:
                message = f"row {row.id} refuses by {name}, which is made of {made[name].field}, a bought-in field"
                yield _error(gate.file, row.line, message, "Nobody is refused for what a supplier says: ask_person.")


def vocabularies_of(skills: Mapping[str, Skill]) -> Mapping[str, tuple[str, ...]]:
    """The closed word lists that skills declare, by class name, as gates may name them."""
    classes = [words for skill in skills.values() for words in vocabulary_classes(skill).values()]
    return {words.__name__: tuple(member.value for member in words) for words in classes}


def _error(file: str, line: int, message: str, mend: str) -> Finding:
    return Finding(Severity.ERROR, file, line, message, mend)


def _warning(file: str, line: int, message: str, mend: str) -> Finding:
    return Finding(Severity.WARNING, file, line, message, mend)


# --- the table by itself --------------------------------------------------------------------------------------------


def _table_findings(gate: Gate, floor: Outcome) -> Iterator[Finding]:
    try:
        found = analyse(gate, floor)
    except TooLarge as error:
        yield _error(gate.file, 1, str(error), "Split the skill, so that each gate stays small.")
        return
    for broken in found.broken:
        message = f"broken promise '{broken.promise.text}': {broken.case.words} gives {broken.case.outcome.word}"
        yield _error(gate.file, broken.promise.line, message, "Add a row that keeps it, or take the promise back.")
    for case in found.gaps:
        yield _warning(
            gate.file, 1, f"no row covers: {case.words}; a person is asked", "Add 'otherwise:' with an outcome."
        )
    for row in found.dead:
        yield _warning(
            gate.file,
            row.line,
            f"row {row.id} never changes the outcome: stricter rows, or the default, cover all its cases",
            "Remove it, or mend its conditions.",
        )
    for given in found.unused:
        yield _warning(gate.file, given.line, f"no row reads {given.name}", "Remove the input, or add a row.")
    yield from _reach_findings(gate, floor, found)
    yield from _direction_findings(gate)


def _reach_findings(gate: Gate, floor: Outcome, found: Findings) -> Iterator[Finding]:
    if found.mildest > floor and found.mildest > Outcome.CONFIRM:
        yield _warning(
            gate.file,
            1,
            f"no case is ever milder than {found.mildest.word}; the skill would allow {floor.word}",
            "Loosen 'otherwise:' or the rows, unless this is meant.",
        )


def _direction_findings(gate: Gate) -> Iterator[Finding]:
    rising = rising_risk(gate)
    used = {test.field for row in gate.rows for test in row.conditions}
    for given in gate.inputs:
        if given.kind.is_money and given.name in used and rising.get(given.name) != 1:
            yield _warning(
                gate.file,
                given.line,
                f"a larger {given.name} can be judged more kindly than a smaller one",
                "Use only > and >= with it, unless this is meant.",
            )


def _word_findings(gate: Gate, languages: Sequence[str]) -> Iterator[Finding]:
    for row in gate.rows:
        if row.outcome <= Outcome.CONFIRM:
            continue
        if not row.say:
            yield _error(
                gate.file, row.line, f"row {row.id} says nothing", "Add 'say:' with a sentence for the customer."
            )
        for language in _missing(row, languages):
            yield _warning(gate.file, row.line, f"row {row.id} has no words in {language}", f"Add say: {language}.")


def _missing(row: Row, languages: Sequence[str]) -> list[str]:
    if not row.say:
        return []
    # A plain string serves a brand of one language; with more it is in none of them for certain.
    if "" in row.say:
        return list(languages) if len(languages) > 1 else []
    return [language for language in languages if language not in row.say]


# --- gates and skills together ----------------------------------------------------------------------------------------


def _gate_and_skill(gate: Gate, skills: Mapping[str, Skill]) -> Iterator[Finding]:
    skill = skills.get(gate.name)
    if skill is None:
        yield _error(gate.file, 1, f"there is no skill {gate.name}", f"Rename the gate; skills: {', '.join(skills)}.")
        return
    words = _words_in_source(skill)
    for given in gate.inputs:
        if given.kind is InputKind.EXPOSURE and given.skill not in skills:
            yield _error(gate.file, given.line, f"{given.name} adds up {given.skill}, which is no skill", "Rename it.")
        elif given.kind is not InputKind.EXPOSURE and not _may_state(skill, given, words):
            yield _error(
                gate.file,
                given.line,
                f"nothing states {given.name}, so every {gate.name} would go to a person",
                f"Give it in @{skill.name}.facts, or remove the input.",
            )


def _may_state(skill: Skill, given: Input, words: frozenset[str] | None) -> bool:
    if given.name == AMOUNT:
        has_amount = any(one.name == AMOUNT and one.kind is Plain.MONEY for one in skill.parameters)
        return has_amount or skill.previewed is not None or (skill.stated is not None and _named(AMOUNT, words))
    if given.name in PLATFORM_FACTS:
        return True
    return skill.stated is not None and _named(given.name, words)


def _named(name: str, words: frozenset[str] | None) -> bool:
    return words is None or name in words


def _words_in_source(skill: Skill) -> frozenset[str] | None:
    """Every text constant and keyword of the brand's code beside the skill; None where it cannot be read."""
    words: set[str] = set()
    try:
        home = Path(inspect.getsourcefile(skill.stated or skill.do) or "").parent
        for file in sorted(home.glob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    words.add(node.value)
                elif isinstance(node, ast.keyword) and node.arg:
                    words.add(node.arg)
    except (OSError, TypeError, SyntaxError, UnicodeDecodeError):
        return None
    return frozenset(words)


def _skill_findings(skill: Skill, gates: Mapping[str, Gate], folder: Path) -> Iterator[Finding]:
    file, line = _place(skill)
    if skill.effect is not EffectClass.READ and skill.name not in gates:
        yield _warning(
            file,
            line,
            f"skill {skill.name} has no gate, so every use of it goes to a person",
            f"Write {folder.name}/{skill.name}.yaml.",
        )
    if skill.effect in (EffectClass.MONEY, EffectClass.ACCOUNT) and skill.level < Level.SIGNED_IN:
        yield _warning(
            file,
            line,
            f"skill {skill.name} ({skill.effect.value}) needs only {skill.level.word}; "
            "shipped presets ask for signed_in before money",
            'Declare level="signed_in", unless this is meant.',
        )


def _place(skill: Skill) -> tuple[str, int]:
    code = getattr(skill.do, "__code__", None)
    return (code.co_filename, code.co_firstlineno) if code else ("", 0)
