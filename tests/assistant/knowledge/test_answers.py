"""Fernhalm's help centre quotes one article word for word, or nothing; never an outdated or a disputed one."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from earnest.assistant.knowledge import (
    PASSAGE_WORDS_MAX,
    Contradiction,
    Found,
    Library,
    Nothing,
    check_articles,
    library_of,
    read_articles,
    reply_parts,
)
from earnest.assistant.knowledge.library import passage_of
from earnest.assistant.understand import UniversalEncoder
from earnest.domain.items import Quote, Words

KNOWLEDGE = Path(__file__).parents[3] / "examples" / "fernhalm" / "knowledge"
TODAY = date(2026, 11, 23)


class CountingEncoder:
    """The real encoder; counts the texts it was given."""

    def __init__(self) -> None:
        self._encoder = UniversalEncoder()
        self.name, self.digest, self.texts = self._encoder.name, self._encoder.digest, 0

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.texts += len(texts)
        return self._encoder.encode(texts)


@pytest.fixture(scope="module")
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models") / "knowledge"


@pytest.fixture(scope="module")
def library(encoder: CountingEncoder, cache: Path) -> Library:
    return library_of(KNOWLEDGE, ("en", "de"), encoder, cache)


@pytest.mark.parametrize(
    ("question", "language", "article", "words"),
    [
        ("how long can I return stuff", "en", "returns", "30 days"),
        ("what does delivery cost", "en", "shipping-costs", "4.90 EUR"),
        ("welche zahlungsarten habt ihr", "de", "payment-methods", "PayPal"),
        ("wann hat euer laden geöffnet?", "de", "shop-berlin", "10 bis 19 Uhr"),
    ],
)
def test_a_question_is_answered_with_the_sentences_of_its_article(
    library: Library, question: str, language: str, article: str, words: str
) -> None:
    found = library.answer(question, language, TODAY)

    assert isinstance(found, Found)
    assert (found.article, words in found.passage) == (article, True)
    assert found.passage in " ".join((KNOWLEDGE / f"{article}.md").read_text("utf-8").split())


@pytest.mark.parametrize(
    "question", ["do you rent out tents", "what is the capital of Peru", "", "?!", "🧗", "x" * 10_000, "\ud800", "it"]
)
def test_what_no_article_answers_is_not_answered(library: Library, question: str) -> None:
    assert isinstance(library.answer(question, "en", TODAY), Nothing)


def test_a_language_without_articles_is_not_answered(library: Library) -> None:
    assert library.answer("combien coûte la livraison", "fr", TODAY) == Nothing()


def test_an_article_is_quoted_until_its_last_day(library: Library) -> None:
    question = "how much is the summer sale discount"

    assert isinstance(library.answer(question, "en", date(2026, 8, 31)), Found)
    assert isinstance(library.answer(question, "en", date(2026, 9, 1)), Nothing)


@pytest.mark.parametrize(
    ("question", "language"),
    [("how long can a gift be returned", "en"), ("wie lange kann man ein weihnachtsgeschenk zurückgeben", "de")],
)
def test_articles_that_contradict_each_other_are_not_quoted(library: Library, question: str, language: str) -> None:
    finding = library.answer(question, language, TODAY)

    assert isinstance(finding, Contradiction)
    assert (finding.topic, finding.articles) == ("gift_return_days", ("christmas", "gift-returns"))


def test_an_article_for_companies_answers_only_those_who_speak_of_one(library: Library) -> None:
    question = "can {} pay by invoice within 14 days"

    ours = library.answer(question.format("a company"), "en", TODAY)
    others = library.answer(question.format("I"), "en", TODAY)

    assert isinstance(ours, Found)
    assert ours.article == "company-orders"
    assert not isinstance(others, Found) or others.article != "company-orders"


def test_where_the_article_is_known_fewer_words_are_enough(library: Library) -> None:
    question = "what time do you close tonight"

    found = library.answer(question, "en", TODAY, among=("shop-berlin", "contact"))

    assert isinstance(library.answer(question, "en", TODAY), Nothing)
    assert isinstance(found, Found)
    assert found.article == "shop-berlin"


@pytest.mark.parametrize("question", ["hm?", "blue", "my parcel is wet"])
def test_where_the_article_is_known_it_still_has_to_fit(library: Library, question: str) -> None:
    assert isinstance(library.answer(question, "en", TODAY, among=("shop-berlin", "contact")), Nothing)


@pytest.mark.parametrize(
    ("question", "article", "answer"),
    [
        ("how long can presents be returned", "christmas", Contradiction),
        ("how much is the sale", "summer-sale-2026", Nothing),
    ],
)
def test_where_the_article_is_known_a_disputed_or_outdated_one_is_still_not_quoted(
    library: Library, question: str, article: str, answer: type
) -> None:
    assert isinstance(library.answer(question, "en", TODAY, among=(article,)), answer)


def test_an_article_that_is_not_there_answers_nothing(library: Library) -> None:
    assert isinstance(library.answer("what about it", "en", TODAY, among=("no-such-article",)), Nothing)


def test_the_same_question_gets_the_same_answer(library: Library) -> None:
    assert library.answer("do you wrap presents", "en", TODAY) == library.answer("do you wrap presents", "en", TODAY)


def test_every_sentence_of_the_help_centre_can_be_quoted(library: Library) -> None:
    sections = [one for index in library.indexes.values() for _, one in index.places]

    passages = [passage_of(one.sentences, at) for one in sections for at in range(len(one.sentences))]

    assert max(len(passage.split()) for passage in passages) <= PASSAGE_WORDS_MAX


def test_a_passage_begins_where_its_section_does_unless_it_would_be_too_long() -> None:
    sentences = ("It waits. " * 10, "Then it goes. " * 10, "And it is gone. " * 10)

    whole, cut = passage_of(sentences[:2], 1), passage_of(sentences, 2)

    assert whole.startswith("It waits.")
    assert cut.startswith("And it is gone.")


def test_what_is_said_rests_on_the_quoted_passage(library: Library) -> None:
    found = library.answer("how long is the warranty", "en", TODAY)
    assert isinstance(found, Found)

    words, quote = reply_parts(found)

    assert isinstance(words, Words)
    assert isinstance(quote, Quote)
    assert words.text in quote.passage
    assert (quote.article, quote.version, quote.updated_at) == ("warranty", "5", 1_785_715_200_000_000)


def test_vectors_are_computed_once_for_each_version_of_an_article(
    library: Library, encoder: CountingEncoder, cache: Path, tmp_path: Path
) -> None:
    for name in ("warranty", "returns"):
        (tmp_path / f"{name}.md").write_text((KNOWLEDGE / f"{name}.md").read_text("utf-8"), encoding="utf-8")
    changed = tmp_path / "warranty.md"
    changed.write_text(changed.read_text("utf-8").replace("two years", "three years"), encoding="utf-8")
    before = encoder.texts

    library_of(tmp_path, ("en", "de"), encoder, cache)

    article = read_articles(tmp_path, ("en", "de"))["warranty"]
    assert encoder.texts - before == sum(len(one.headings) + len(one.sentences) for one in article.sections["en"])


@pytest.mark.parametrize("damage", [b"", b"no array", b"\x93NUMPY"])
def test_damaged_vectors_are_computed_anew(
    encoder: CountingEncoder, tmp_path: Path, damage: bytes, library: Library
) -> None:
    (tmp_path / "returns.md").write_text((KNOWLEDGE / "returns.md").read_text("utf-8"), encoding="utf-8")
    library_of(tmp_path, ("en", "de"), encoder, tmp_path / "cache")
    for file in (tmp_path / "cache").glob("*.npy"):
        file.write_bytes(damage)

    again = library_of(tmp_path, ("en", "de"), encoder, tmp_path / "cache")

    assert isinstance(again.answer("how long can I return something", "en", TODAY), Found)


def test_a_replaced_article_is_never_quoted(encoder: CountingEncoder, tmp_path: Path) -> None:
    old = (KNOWLEDGE / "returns.md").read_text("utf-8")
    new = old.replace("id: returns", "id: new-returns\nreplaces: returns").replace("30", "40")
    (tmp_path / "returns.md").write_text(old, encoding="utf-8")
    (tmp_path / "new-returns.md").write_text(new, encoding="utf-8")

    found = library_of(tmp_path, ("en", "de"), encoder, tmp_path / "c").answer("how long can I return it", "en", TODAY)

    assert isinstance(found, Found)
    assert (found.article, "40 days" in found.passage) == ("new-returns", True)


def test_the_owner_is_told_of_contradictions_and_outdated_articles() -> None:
    articles = read_articles(KNOWLEDGE, ("en", "de"))

    flaws = list(check_articles(articles.values(), ("en", "de"), TODAY))

    assert [Path(flaw.file).stem for flaw in flaws] == ["summer-sale-2026", "christmas"]
    assert "gift-returns says 60" in flaws[1].message


def test_articles_name_no_value_that_another_denies_but_the_one_on_purpose() -> None:
    names = sorted(read_articles(KNOWLEDGE, ("en", "de")))

    assert len(names) >= 40
    assert all(left < right for left, right in pairwise(names))
