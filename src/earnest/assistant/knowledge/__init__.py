"""What do the brand's articles say? Exact sentences of one article with its version, or that there is none."""

from earnest.assistant.knowledge.article import Article, Dispute, Section, day_of, disputes
from earnest.assistant.knowledge.checking import Flaw, check_articles
from earnest.assistant.knowledge.library import Contradiction, Finding, Found, Library, Nothing, library_of
from earnest.assistant.knowledge.reading import PASSAGE_WORDS_MAX, read_article, read_articles
from earnest.assistant.knowledge.replying import Source, reply_parts, source_of

__all__ = [
    "PASSAGE_WORDS_MAX",
    "Article",
    "Contradiction",
    "Dispute",
    "Finding",
    "Flaw",
    "Found",
    "Library",
    "Nothing",
    "Section",
    "Source",
    "check_articles",
    "day_of",
    "disputes",
    "library_of",
    "read_article",
    "read_articles",
    "reply_parts",
    "source_of",
]
