"""How a turn asks the help centre, and what is said of a finding: the sentence that answers, and its source."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from earnest.assistant.knowledge.article import day_of
from earnest.assistant.knowledge.library import Finding, Found, Library, library_of
from earnest.assistant.understand import Encoder
from earnest.domain.items import Part, Quote, Words
from earnest.domain.time import SECOND, Instant


def reply_parts(found: Found) -> tuple[Part, ...]:
    """The words that answer, and the quoted passage with its article, version and day (midnight UTC)."""
    at = int(datetime.combine(found.updated, time(), UTC).timestamp()) * SECOND
    quote = Quote(found.article, found.title, found.version, at, found.passage, found.url)
    return (Words(found.lead), quote)


@dataclass(frozen=True, slots=True)
class Source:
    """A library as a turn asks it: by the instant, in the brand's zone."""

    library: Library
    zone: str

    def answer(self, question: str, language: str, now: Instant, among: Collection[str] = ()) -> Finding:
        """What the articles say on the day of an instant; see `Library.answer`."""
        return self.library.answer(question, language, day_of(now, self.zone), among)


def source_of(folder: Path, languages: Sequence[str], encoder: Encoder, cache: Path, zone: str) -> Source | None:
    """The source of a brand's answers, its days counted in `zone`; None where it has no articles. See `library_of`.

    Raises:
        BrandError: an article is broken.
    """
    library = library_of(folder, languages, encoder, cache)
    return Source(library, zone) if library.indexes else None
