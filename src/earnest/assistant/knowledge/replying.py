"""What is said of a finding: the sentence that answers, and the source it rests on."""

from datetime import UTC, datetime, time

from earnest.assistant.knowledge.library import Found
from earnest.domain.items import Part, Quote, Words
from earnest.domain.time import SECOND


def reply_parts(found: Found) -> tuple[Part, ...]:
    """The words that answer, and the quoted passage with its article, version and day (midnight UTC)."""
    at = int(datetime.combine(found.updated, time(), UTC).timestamp()) * SECOND
    quote = Quote(found.article, found.title, found.version, at, found.passage, found.url)
    return (Words(found.lead), quote)
