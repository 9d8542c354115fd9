"""The figures of the help centre: wrong quotes are counted, and a bad file is named with its line."""

from datetime import date
from pathlib import Path

import pytest

from earnest.assistant.knowledge import Library, library_of
from earnest.assistant.understand import UniversalEncoder
from earnest.domain.errors import BadInput
from earnest.evaluate.knowledge import QUESTIONS_FILE, Asked, evaluate_knowledge, read_questions

BRAND = Path(__file__).parents[2] / "examples" / "fernhalm"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(BRAND / "knowledge", ("en", "de"), UniversalEncoder(), tmp_path_factory.mktemp("models"))


def test_fernhalms_help_centre_quotes_no_wrong_article(library: Library) -> None:
    report = evaluate_knowledge(library, read_questions(BRAND / QUESTIONS_FILE), TODAY)

    assert {language: one.wrong for language, one in report.languages.items()} == {"en": 0, "de": 0}
    assert all(one.right / one.answerable >= 0.55 for one in report.languages.values())
    assert report.tuned_wrong <= 1


def test_each_way_of_answering_is_counted_as_what_it_is(library: Library) -> None:
    asked = [
        Asked("en", "report", ("warranty",), "how long is the warranty"),
        Asked("en", "report", ("returns",), "how long is the warranty"),
        Asked("en", "report", ("returns",), "xyzzy plugh"),
        Asked("en", "report", (), "xyzzy plugh"),
        Asked("en", "report", (), "how long is the warranty"),
        Asked("en", "report", (), "how long can a gift be returned"),
        Asked("en", "tune", (), "how long is the warranty"),
    ]

    report = evaluate_knowledge(library, asked, TODAY)

    one = report.languages["en"]
    assert (one.n, one.answerable, one.right, one.wrong, one.abstained) == (6, 3, 1, 2, 1)
    assert (one.kept_silent, one.contradictions) == (2, 1)
    assert report.tuned_wrong == 1
    assert len(report.misses) == 3


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("text,label\n", ":1: needs the header"),
        ("language,half,article,text\nen,most,,hi\n", ":2: half should be"),
        ("language,half,article,text\nen,tune,,\n", ":2: a question needs"),
        ("language,half,article,text\nen,tune\n", ":2: a question needs"),
        ('language,half,article,text\nen,tune,,"hi\n', ": no CSV"),
    ],
)
def test_a_bad_file_of_questions_is_named_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "questions.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(BadInput, match=complaint):
        read_questions(file)


@pytest.mark.parametrize(
    "asked", [[], [Asked("fr", "report", (), "bonjour")], [Asked("en", "report", ("returned",), "hello")]]
)
def test_questions_that_fit_no_library_are_refused(library: Library, asked: list[Asked]) -> None:
    with pytest.raises(BadInput):
        evaluate_knowledge(library, asked, TODAY)
