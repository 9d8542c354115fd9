"""Articles of a help centre: what may be quoted, word for word, and when it may not."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from earnest.domain.time import Instant


@dataclass(frozen=True, slots=True)
class Section:
    """A question as customers would put it, in one way or several, and the sentences that answer it, answer first."""

    headings: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one version.

    Args:
        id: its file's name.
        title: by language.
        version: grows with each change.
        updated: the day of the last change.
        valid_until: the last day on which it may be quoted, None for no end.
        replaces: ids of articles that it makes void.
        audience: by language, words of which a question must hold one; empty for an article that is for everyone.
        topics: what it settles: topic -> value. Two articles that give one topic two values contradict each other.
        sections: by language.
        file: where it was read from.
        url: where a customer can read it, "" if nowhere.
    """

    id: str
    title: Mapping[str, str]
    version: str
    updated: date
    valid_until: date | None
    replaces: tuple[str, ...]
    audience: Mapping[str, tuple[str, ...]]
    topics: Mapping[str, str]
    sections: Mapping[str, tuple[Section, ...]]
    file: str
    url: str = ""

    def is_current(self, today: date) -> bool:
        """Whether it may still be quoted on this day."""
        return self.valid_until is None or today <= self.valid_until


@dataclass(frozen=True, slots=True)
class Dispute:
    """One topic to which current articles give different values: (article id, value), sorted."""

    topic: str
    claims: tuple[tuple[str, str], ...]

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles that contradict each other."""
        return tuple(article for article, _ in self.claims)


def day_of(now: Instant, zone: str) -> date:
    """The calendar day at an instant in an IANA time zone."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=now)).astimezone(ZoneInfo(zone)).date()


def standing(articles: Iterable[Article]) -> tuple[Article, ...]:
    """The articles that no other one replaces."""
    kept = tuple(articles)
    void = {name for article in kept for name in article.replaces}
    return tuple(article for article in kept if article.id not in void)


def disputes(articles: Collection[Article], today: date) -> Iterator[Dispute]:
    """The topics on which articles contradict each other on this day, in order of their names."""
    claims: dict[str, list[tuple[str, str]]] = {}
    for article in articles:
        for topic, value in article.topics.items() if article.is_current(today) else ():
            claims.setdefault(topic, []).append((article.id, value))
    for topic, said in sorted(claims.items()):
        if len({value for _, value in said}) > 1:
            yield Dispute(topic, tuple(sorted(said)))
