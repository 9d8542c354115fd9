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
        heading: likeness of the question to the section's own question, in the wording that is most like it.
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
        starts: (places + 1,) row of a place's first heading; its other headings and its sentences follow.
        barred: places of articles for some people only, with the words of which a question must hold one.
        language: its code.
    """

    places: tuple[tuple[Article, Section], ...]
    words: WordIndex
    vectors: Floats
    starts: npt.NDArray[np.intp]
    barred: tuple[tuple[int, frozenset[str]], ...]
    language: str

    @classmethod
    def over(cls, articles: Sequence[Article], language: str, vectors: Mapping[str, Floats]) -> Self:
        """Index the articles that speak the language; `vectors` as `texts_of` orders them, by article."""
        places: list[tuple[Article, Section]] = []
        starts = [0]
        for article in articles:
            for section in article.sections[language]:
                places.append((article, section))
                starts.append(starts[-1] + len(section.headings) + len(section.sentences))
        words = WordIndex.over([stems_in_place(article, section, language) for article, section in places])
        whole = np.concatenate([vectors[article.id] for article in articles])
        barred = tuple((at, _named(article, language)) for at, (article, _) in enumerate(places) if article.audience)
        return cls(tuple(places), words, whole, np.array(starts, np.intp), barred, language)

    def views(self, question: str, vector: Floats) -> Floats:
        """Return (places, 3): likeness of the heading and of the best sentence, share of words; see `Weights`."""
        likeness = np.asarray(self.vectors @ vector, np.float32)
        views = np.empty((len(self.places), 3), np.float32)
        views[:, :2] = np.maximum.reduceat(likeness, self._borders()).reshape(-1, 2)
        views[:, 2] = self.words.coverage(stems_in(question, self.language))
        asked = {stem(word, self.language) for word in words_in(question)}
        for place, named in self.barred:
            if not asked & named:
                views[place] = 0
        return views

    def sentence_likeness(self, place: int, vector: Floats) -> Floats:
        """Return (sentences,) likeness of the question to each sentence of a place."""
        first = int(self.starts[place]) + len(self.places[place][1].headings)
        return np.asarray(self.vectors[first : int(self.starts[place + 1])] @ vector, np.float32)

    def _borders(self) -> npt.NDArray[np.intp]:
        """Where the headings of each place begin, and where its sentences do, in turn."""
        n_headings = np.array([len(section.headings) for _, section in self.places], np.intp)
        return np.stack([self.starts[:-1], self.starts[:-1] + n_headings], axis=1).ravel()


def _named(article: Article, language: str) -> frozenset[str]:
    return frozenset(stem(one, language) for word in article.audience.get(language, ()) for one in words_in(word))


def texts_of(article: Article, language: str) -> list[str]:
    """The texts of an article that become vectors: each section's headings, then its sentences."""
    return [text for section in article.sections[language] for text in (*section.headings, *section.sentences)]


def stems_in_place(article: Article, section: Section, language: str) -> tuple[str, ...]:
    """The words of a section that carry a topic, its article's title among them."""
    texts = (article.title[language], *section.headings, *section.sentences)
    return tuple(stem for text in texts for stem in stems_in(text, language))
