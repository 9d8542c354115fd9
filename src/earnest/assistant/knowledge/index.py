"""The sections of one language, and how well each fits a question: by its words and by its meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from earnest.assistant.knowledge.article import Article, Section
from earnest.assistant.knowledge.lexical import WordIndex
from earnest.assistant.knowledge.sentences import stem, stems_in, words_in

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each view of a section counts; set on half of Fernhalm's questions, see `earnest eval knowledge`.

    Args:
        heading: likeness of the question to the section's own question.
        answer: likeness to the sentence that is most like it.
        words: share of the question's words that stand in the section.
    """

    heading: float = 0.45
    answer: float = 0.2
    words: float = 0.35

    def over(self, views: Floats) -> Floats:
        """Return (sections,) one score each of (sections, 3) views."""
        return np.asarray(views @ np.array([self.heading, self.answer, self.words], np.float32), np.float32)


@dataclass(frozen=True, slots=True)
class Index:
    """What is known of one language.

    Args:
        places: (article, section) in order.
        words: the words of each place's title, heading and sentences.
        vectors: (texts, dimensions) of headings and sentences.
        headings: (places,) row of the heading; its sentences follow it.
        barred: places of articles for some people only, with the words of which a question must hold one.
        language: its code.
    """

    places: tuple[tuple[Article, Section], ...]
    words: WordIndex
    vectors: Floats
    headings: npt.NDArray[np.intp]
    barred: tuple[tuple[int, frozenset[str]], ...]
    language: str

    @classmethod
    def over(cls, articles: Sequence[Article], language: str, vectors: Mapping[str, Floats]) -> Self:
        """Index the articles that speak the language; `vectors` as `texts_of` orders them, by article."""
        places: list[tuple[Article, Section]] = []
        headings: list[int] = []
        row = 0
        for article in articles:
            for section in article.sections[language]:
                places.append((article, section))
                headings.append(row)
                row += 1 + len(section.sentences)
        words = WordIndex.over([stems_in_place(article, section, language) for article, section in places])
        whole = np.concatenate([vectors[article.id] for article in articles])
        barred = tuple((at, _named(article, language)) for at, (article, _) in enumerate(places) if article.audience)
        return cls(tuple(places), words, whole, np.array(headings, np.intp), barred, language)

    def views(self, question: str, vector: Floats) -> Floats:
        """Return (places, 3): likeness of the heading and of the best sentence, share of words; see `Weights`."""
        likeness = np.asarray(self.vectors @ vector, np.float32)
        views = np.empty((len(self.places), 3), np.float32)
        views[:, 0] = likeness[self.headings]
        views[:, 1] = [likeness[row + 1 : row + 1 + len(section.sentences)].max() for row, (_, section) in self._rows()]
        views[:, 2] = self.words.coverage(stems_in(question, self.language))
        asked = {stem(word, self.language) for word in words_in(question)}
        for place, named in self.barred:
            if not asked & named:
                views[place] = 0
        return views

    def sentence_likeness(self, place: int, vector: Floats) -> Floats:
        """Return (sentences,) likeness of the question to each sentence of a place."""
        first = int(self.headings[place]) + 1
        return np.asarray(self.vectors[first : first + len(self.places[place][1].sentences)] @ vector, np.float32)

    def _rows(self) -> "zip[tuple[int, tuple[Article, Section]]]":
        return zip(self.headings.tolist(), self.places, strict=True)


def _named(article: Article, language: str) -> frozenset[str]:
    return frozenset(stem(one, language) for word in article.audience.get(language, ()) for one in words_in(word))


def texts_of(article: Article, language: str) -> list[str]:
    """The texts of an article that become vectors: each heading with its sentences, in order."""
    return [text for section in article.sections[language] for text in (section.heading, *section.sentences)]


def stems_in_place(article: Article, section: Section, language: str) -> tuple[str, ...]:
    """The words of a section that carry a topic, its article's title among them."""
    texts = (article.title[language], section.heading, *section.sentences)
    return tuple(stem for text in texts for stem in stems_in(text, language))
