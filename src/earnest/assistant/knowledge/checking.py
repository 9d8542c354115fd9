"""What the owner of a help centre should know: contradictions, articles past their day, languages that lack one."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from earnest.assistant.knowledge.article import Article, disputes, standing


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing to mend; nothing of it stops a brand from being served."""

    file: str
    message: str
    mend: str


def check_articles(articles: Collection[Article], languages: Sequence[str], today: date) -> Iterator[Flaw]:
    """The flaws of a help centre on a day, in order of articles; contradictions last."""
    live = standing(articles)
    files = {article.id: article.file for article in live}
    for article in live:
        if not article.is_current(today):
            message = f"the article was good until {article.valid_until}, so it is not quoted"
            yield Flaw(article.file, message, "Renew or remove it.")
        for language in languages:
            if language not in article.sections:
                message = f"the article has no {language} part, so it is not quoted in that language"
                yield Flaw(article.file, message, f"Add `# {language}`.")
    for dispute in disputes(live, today):
        said = ", ".join(f"{article} says {value}" for article, value in dispute.claims)
        message = f"articles contradict each other on {dispute.topic} ({said}), so none of them is quoted"
        yield Flaw(files[dispute.articles[0]], message, "Let them agree, or let one replace the other.")
