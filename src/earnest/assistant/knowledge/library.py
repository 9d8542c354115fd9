"""Answers a question with the exact sentences of one article, or says that there is none. A doubt quotes nothing."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from earnest.assistant.knowledge.article import Article, Section, disputes, standing
from earnest.assistant.knowledge.index import Index, Weights, texts_of
from earnest.assistant.knowledge.reading import PASSAGE_WORDS_MAX, read_articles
from earnest.assistant.knowledge.sentences import READ_CHARS_MAX, stems_in
from earnest.assistant.knowledge.vectors import vectors_of
from earnest.assistant.understand import Encoder

Floats = npt.NDArray[np.float32]

SCORE_MIN = 0.45
"""Below this score nothing is quoted: of 161 tuning questions, 93 of 110 are answered right and one is misled."""

LEAD_MIN = 0.05
"""Where another article comes closer than this to the best one, it is not clear which answers, and none is quoted."""

AMONG_MIN = 0.35
"""The same where the articles are known to be meant."""

LEFT_OUT = -1.0
"""The score of what does not count."""

CURVE_SLOPE, CURVE_MIDDLE = 17.0, 0.32
"""How a score becomes a certainty: a logistic curve fitted to the tuning half."""

WORDS_SHARE = 0.5
"""What shared words count against likeness in choosing the sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that answers.

    Args:
        article: its id. title, version: of the article. updated: the day of that version.
        passage: whole sentences as they stand there, at most PASSAGE_WORDS_MAX words.
        lead: the part of the passage that answers by itself.
        url: where it can be read, "" if nowhere.
        sure: how sure it is that this answers the question, in percent.
    """

    article: str
    title: str
    version: str
    updated: date
    passage: str
    lead: str
    url: str
    sure: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """No article answers; `sure` is what the best one reached, in percent."""

    sure: int = 0


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Articles answer with different values of one topic: a person has to say which holds."""

    topic: str
    articles: tuple[str, ...]
    sure: int


Finding = Found | Nothing | Contradiction


@dataclass(frozen=True, slots=True)
class Ranked:
    """What fits a question best.

    Args:
        article, section: the best place.
        score: how well it fits.
        lead: how much better than the best section of any other article.
        place: its position in the index.
    """

    article: Article
    section: Section
    score: float
    lead: float
    place: int


@dataclass(frozen=True, slots=True)
class Library:
    """A brand's articles, indexed by language; holds nothing that changes and may be shared by threads.

    Args:
        articles: those that no other one replaces.
        indexes: by language.
        encoder: the one that the vectors were made with.
        score_min: below this nothing is quoted.
        weights: see `Weights`.
    """

    articles: tuple[Article, ...]
    indexes: Mapping[str, Index]
    encoder: Encoder
    score_min: float = SCORE_MIN
    weights: Weights = field(default_factory=Weights)

    def answer(self, question: str, language: str, today: date, among: Collection[str] = ()) -> Finding:
        """What the articles say to a question; any string is accepted, its first READ_CHARS_MAX characters are read.

        Args:
            question: the customer's words.
            language: the conversation's; only articles in it are quoted.
            today: the brand's day; an article past its last day is never quoted.
            among: articles that are known to be meant; a weaker likeness is enough then.
        """
        index, text = self.indexes.get(language), question.strip()[:READ_CHARS_MAX]
        if index is None or not text or not (among or stems_in(text, language)):
            return Nothing()
        vector = self.encoder.encode([text])[0]
        best = ranked(index, self.weights, text, vector, among)
        sure = certainty(best.score)
        # The best one counts even where it may not be quoted: what comes second would answer another question.
        if best.score < (AMONG_MIN if among else self.score_min) or not best.article.is_current(today):
            return Nothing(sure)
        for dispute in disputes(self.articles, today):
            if best.article.id in dispute.articles:
                return Contradiction(dispute.topic, dispute.articles, sure)
        if best.lead < LEAD_MIN and not among:
            return Nothing(sure)
        return _found(index, best, text, vector, sure)


def library_of(folder: Path, languages: Sequence[str], encoder: Encoder, cache: Path) -> Library:
    """The library of a brand; empty where it has no articles.

    Args:
        folder: its `knowledge` folder.
        languages: what the brand speaks.
        encoder: what turns texts into vectors.
        cache: a folder that may keep the vectors.

    Raises:
        BrandError: an article is broken.
    """
    articles = standing(read_articles(folder, languages).values())
    spoken = {language: [one for one in articles if language in one.sections] for language in languages}
    texts = {f"{language} {one.id}": texts_of(one, language) for language, own in spoken.items() for one in own}
    vectors = vectors_of(texts, encoder, cache)
    indexes = {
        language: Index.over(own, language, {one.id: vectors[f"{language} {one.id}"] for one in own})
        for language, own in spoken.items()
        if own
    }
    return Library(articles, indexes, encoder)


def ranked(index: Index, weights: Weights, text: str, vector: Floats, among: Collection[str] = ()) -> Ranked:
    """The section that fits a question best; `among` names the articles that count, all of them where it is empty."""
    scores = weights.over(index.views(text, vector))
    if among:
        scores[[article.id not in among for article, _ in index.places]] = LEFT_OUT
    place = int(np.argmax(scores))
    article, section = index.places[place]
    others = [score for score, (other, _) in zip(scores.tolist(), index.places, strict=True) if other is not article]
    lead = float(scores[place]) - max(others, default=0.0)
    return Ranked(article, section, float(scores[place]), lead, place)


def certainty(score: float) -> int:
    """A score as a percentage, 1 to 99."""
    return round(min(99.0, max(1.0, 100 / (1 + math.exp(-CURVE_SLOPE * (score - CURVE_MIDDLE))))))


def _found(index: Index, best: Ranked, text: str, vector: Floats, sure: int) -> Found:
    sentences = best.section.sentences
    asked = set(stems_in(text, index.language))
    shared = [len(asked & set(stems_in(one, index.language))) / max(1, len(asked)) for one in sentences]
    fits = index.sentence_likeness(best.place, vector) + WORDS_SHARE * np.array(shared, np.float32)
    carrying = int(np.argmax(fits))
    passage = passage_of(sentences, carrying)
    article = best.article
    return Found(
        article=article.id,
        title=article.title[index.language],
        version=article.version,
        updated=article.updated,
        passage=passage,
        lead=sentences[0] if carrying == 0 else passage,
        url=article.url,
        sure=sure,
    )


def passage_of(sentences: Sequence[str], carrying: int) -> str:
    """The sentences from the first to the one that carries the answer; fewer where they would be too many words.

    A later sentence leans on those before it ("After that it comes back"), so it is not quoted without them.
    """
    first = 0
    while first < carrying and sum(len(one.split()) for one in sentences[first : carrying + 1]) > PASSAGE_WORDS_MAX:
        first += 1
    return " ".join(sentences[first : carrying + 1])
