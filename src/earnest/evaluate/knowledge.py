"""Measure the help centre: is the right article quoted, is a wrong one ever quoted, how often is nothing said?"""

import csv
import io
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from earnest.assistant.knowledge import Contradiction, Finding, Found, Library
from earnest.assistant.knowledge.library import ranked
from earnest.domain.errors import BadInput, TooLarge

QUESTIONS_FILE = Path("knowledge") / "questions.csv"
"""Where a brand keeps its questions."""

FILE_BYTES_MAX = 2_000_000
TUNE, REPORT = "tune", "report"
COLUMNS = ("language", "half", "article", "text")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as people type it, with the articles that answer it; none where nothing does."""

    language: str
    half: str
    articles: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class LanguageFigures:
    """The reported half of one language.

    Args:
        n: questions. answerable: those that an article answers.
        right: answerable ones for which a right article was quoted.
        wrong: questions of either kind for which a wrong article was quoted.
        abstained: answerable ones for which nothing was quoted.
        kept_silent: unanswerable ones for which nothing was quoted.
        contradictions: questions that went to a person because articles contradict each other.
    """

    n: int
    answerable: int
    right: int
    wrong: int
    abstained: int
    kept_silent: int
    contradictions: int


@dataclass(frozen=True, slots=True)
class KnowledgeReport:
    """The figures of one evaluation.

    Args:
        articles: articles read.
        languages: figures of the reported half, by language.
        score_min: the score from which an article is quoted.
        tuned_wrong: questions of the tuning half for which a wrong article is quoted.
        tuned_right_share: share of the tuning half's answerable questions that are answered right.
        us_per_question: mean microseconds beside the encoder.
        misses: what went wrong in the reported half: language, text, what was wanted, what was quoted.
    """

    articles: int
    languages: dict[str, LanguageFigures]
    score_min: float
    tuned_wrong: int
    tuned_right_share: float
    us_per_question: float
    misses: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the fields as plain values, rounded to three places."""
        return {name: round(v, 3) if isinstance(v, float) else v for name, v in asdict(self).items()}


def evaluate_knowledge(library: Library, questions: Sequence[Asked], today: date) -> KnowledgeReport:
    """Ask the library every question; only the reported half counts for the figures.

    Raises:
        BadInput: a question is in a language or names an article that the library does not have.
    """
    _check(library, questions)
    reported = [one for one in questions if one.half == REPORT]
    tuned = [one for one in questions if one.half == TUNE]
    findings = [library.answer(one.text, one.language, today) for one in reported]
    tuned_findings = [library.answer(one.text, one.language, today) for one in tuned]
    answerable = [(one, got) for one, got in zip(tuned, tuned_findings, strict=True) if one.articles]
    pairs = list(zip(reported, findings, strict=True))
    return KnowledgeReport(
        articles=len(library.articles),
        languages={
            language: _figures([pair for pair in pairs if pair[0].language == language])
            for language in dict.fromkeys(one.language for one in reported)
        },
        score_min=library.score_min,
        tuned_wrong=sum(_is_wrong(one, got) for one, got in zip(tuned, tuned_findings, strict=True)),
        tuned_right_share=sum(_is_right(one, got) for one, got in answerable) / max(1, len(answerable)),
        us_per_question=_microseconds(library, questions),
        misses=tuple(_miss(one, got) for one, got in pairs if _is_wrong(one, got) or (one.articles and not _got(got))),
    )


def read_questions(file: Path) -> tuple[Asked, ...]:
    """The questions of a CSV file with the columns language, half (tune or report), article ("a|b", or none) and text.

    Raises:
        BadInput: it cannot be read, or a line is not as it should be.
        TooLarge: it is over FILE_BYTES_MAX.
    """
    try:
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: cannot be read ({error}); write questions as UTF-8 CSV.") from error
    if len(data) > FILE_BYTES_MAX:
        raise TooLarge(f"{file}: is over {FILE_BYTES_MAX} bytes; split it.")
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise BadInput(f"{file}:1: needs the header {','.join(COLUMNS)}")
        return tuple(_asked(f"{file}:{reader.line_num}", row) for row in reader)
    except csv.Error as error:
        raise BadInput(f"{file}:{reader.line_num}: no CSV: {error}") from error


def _asked(place: str, row: dict[str, str]) -> Asked:
    if any(not isinstance(row.get(name), str) for name in COLUMNS) or not row["text"].strip():
        raise BadInput(f"{place}: a question needs {', '.join(COLUMNS)}; only article may be empty.")
    if row["half"] not in (TUNE, REPORT):
        raise BadInput(f"{place}: half should be {TUNE} or {REPORT}, not {row['half']!r}.")
    return Asked(row["language"], row["half"], tuple(one for one in row["article"].split("|") if one), row["text"])


def _check(library: Library, questions: Sequence[Asked]) -> None:
    known = {article.id for article in library.articles}
    if not any(one.half == REPORT for one in questions):
        raise BadInput(f"no question is marked {REPORT}; write some into {QUESTIONS_FILE}.")
    for one in questions:
        if one.language not in library.indexes or set(one.articles) - known:
            raise BadInput(f"{one.text!r} is in {one.language} and wants {one.articles}; there is no such article.")


def _figures(pairs: Sequence[tuple[Asked, Finding]]) -> LanguageFigures:
    answerable = [(one, got) for one, got in pairs if one.articles]
    return LanguageFigures(
        n=len(pairs),
        answerable=len(answerable),
        right=sum(_is_right(one, got) for one, got in answerable),
        wrong=sum(_is_wrong(one, got) for one, got in pairs),
        abstained=sum(not _got(got) for _, got in answerable),
        kept_silent=sum(not _got(got) for one, got in pairs if not one.articles),
        contradictions=sum(isinstance(got, Contradiction) for _, got in pairs),
    )


def _got(finding: Finding) -> str:
    return finding.article if isinstance(finding, Found) else ""


def _is_right(asked: Asked, finding: Finding) -> bool:
    return _got(finding) in asked.articles


def _is_wrong(asked: Asked, finding: Finding) -> bool:
    return bool(_got(finding)) and not _is_right(asked, finding)


def _microseconds(library: Library, questions: Sequence[Asked]) -> float:
    vectors = library.encoder.encode([one.text for one in questions])
    started = time.perf_counter()
    for one, vector in zip(questions, np.asarray(vectors), strict=True):
        ranked(library.indexes[one.language], library.weights, one.text, vector)
    return (time.perf_counter() - started) / len(questions) * 1e6


def _miss(asked: Asked, finding: Finding) -> str:
    return f"{asked.language}: {asked.text} ({'|'.join(asked.articles) or 'no article'}; got {_got(finding) or 'none'})"
