"""An article is read as it was written, and a broken one is named with file, line and mend."""

from datetime import date
from pathlib import Path

import pytest

from earnest.assistant.knowledge import read_article, read_articles
from earnest.assistant.knowledge.reading import FILE_BYTES_MAX, HEADINGS_MAX
from earnest.domain.errors import BrandError

FRONT = """---
id: returns
title: {en: Returns, de: Rückgabe}
version: 2
updated: 2026-09-14
valid_until: 2027-01-31
audience: everyone
topics: {return_days: "30"}
---
"""
BODY = """# en

## How long can I return something?
Until 31. December it is
30 days. It costs 4.90 EUR.

# de

## Wie lange kann ich etwas zurückgeben?
Bis 31. Dezember sind es 30 Tage. Danach nicht.
"""


def written(folder: Path, text: str, name: str = "returns.md") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_an_article_keeps_its_words_sentence_by_sentence(tmp_path: Path) -> None:
    article = read_article(written(tmp_path, FRONT + BODY), ("en", "de"))

    assert article.sections["en"][0].sentences == ("Until 31. December it is 30 days.", "It costs 4.90 EUR.")
    assert article.sections["de"][0].sentences == ("Bis 31. Dezember sind es 30 Tage.", "Danach nicht.")
    assert (article.version, article.updated, article.topics) == ("2", date(2026, 9, 14), {"return_days": "30"})


def test_an_article_is_good_on_its_last_day_and_no_longer(tmp_path: Path) -> None:
    article = read_article(written(tmp_path, FRONT + BODY), ("en", "de"))

    assert article.is_current(date(2027, 1, 31))
    assert not article.is_current(date(2027, 2, 1))


@pytest.mark.parametrize(
    ("text", "line", "mend"),
    [
        (BODY, 1, "front matter"),
        ("", 1, "front matter"),
        (FRONT.replace("version: 2\n", "") + BODY, 1, "version"),
        (FRONT.replace("version:", "vresion:") + BODY, 4, "vresion"),
        (FRONT.replace("version: 2", "version: [2]") + BODY, 4, "single value"),
        (FRONT.replace("2026-09-14", "14 September") + BODY, 5, "2026-11-23"),
        (FRONT.replace("id: returns", "id: refunds") + BODY, 2, "file's name"),
        (FRONT.replace("audience: everyone", "audience: friends") + BODY, 7, "everyone"),
        (FRONT.replace("audience: everyone", "audience: {en: company}") + BODY, 7, "words in each"),
        (FRONT.replace("title: {en: Returns, de: Rückgabe}", "title: {en: Returns}") + BODY, 3, "in de"),
        (FRONT.replace("title: {en:", "title: {en") + BODY, 3, "single value"),
        (FRONT.replace("version: 2", "version: 2\nurl: help/returns") + BODY, 5, "https"),
        (FRONT, 9, "answers nothing"),
        (FRONT + BODY.replace("# de", "# fr"), 16, "fr"),
        (FRONT + BODY.replace("# de", "# en"), 16, "once each"),
        (FRONT + "## Lost\nWords.\n", 10, "no language yet"),
        (FRONT + "# en\nWords.\n", 11, "answer no question"),
        (FRONT + "# en\n## Full\nWords.\n\n## Empty\n", 14, "no sentence"),
        (FRONT + "# en\n## List\n- one\n- two\n", 12, "without markup"),
        (FRONT + "# en\n## Long\n" + "word " * 61 + "\n", 12, "over 60 words"),
    ],
)
def test_a_broken_article_is_named_with_file_line_and_mend(tmp_path: Path, text: str, line: int, mend: str) -> None:
    file = written(tmp_path, text)

    with pytest.raises(BrandError, match=mend) as broken:
        read_article(file, ("en", "de"))

    assert (broken.value.file, broken.value.line) == (str(file), line)


def test_an_article_that_replaces_nobody_is_refused(tmp_path: Path) -> None:
    written(tmp_path, FRONT.replace("audience:", "replaces: old-returns\naudience:") + BODY)

    with pytest.raises(BrandError, match="old-returns"):
        read_articles(tmp_path, ("en", "de"))


def test_a_question_may_be_put_in_several_ways(tmp_path: Path) -> None:
    several = BODY.replace("## How long", "## What is the deadline?\n## How long")

    article = read_article(written(tmp_path, FRONT + several), ("en", "de"))

    assert article.sections["en"][0].headings == ("What is the deadline?", "How long can I return something?")


def test_a_question_is_not_put_in_endless_ways(tmp_path: Path) -> None:
    endless = BODY.replace("## How long", "## What?\n" * HEADINGS_MAX + "## How long")

    with pytest.raises(BrandError, match="ways"):
        read_article(written(tmp_path, FRONT + endless), ("en", "de"))


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"x" * (FILE_BYTES_MAX + 1)])
def test_a_file_that_is_no_text_or_too_large_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "returns.md").write_bytes(data)

    with pytest.raises(BrandError):
        read_articles(tmp_path, ("en", "de"))


def test_a_brand_without_articles_has_an_empty_library(tmp_path: Path) -> None:
    assert read_articles(tmp_path / "knowledge", ("en",)) == {}
