"""Reads `knowledge/*.md` into articles. Every flaw is a BrandError with file, line and mend."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from earnest.assistant.knowledge.article import Article, Section
from earnest.assistant.knowledge.sentences import sentences_of
from earnest.domain.errors import BrandError
from earnest.domain.marked_yaml import composed

ARTICLES_MAX = 1_000
"""Articles of one brand."""

FILE_BYTES_MAX = 200_000
"""Bytes of one article's file."""

SECTIONS_MAX = 60
"""Questions that one article answers, in one language."""

HEADINGS_MAX = 10
"""Ways in which one question is put."""

TITLE_CHARS_MAX = 200
"""Characters of a title or a heading."""

PASSAGE_WORDS_MAX = 60
"""Words of a quoted passage, and so of one sentence."""

NOT_ARTICLES = frozenset({"README.md"})
"""Files of the folder that are for its authors."""

FENCE = "---"
EVERYONE = "everyone"
KEYS = frozenset(
    ["id", "title", "version", "updated", "valid_until", "replaces", "audience", "topics", "url"],
)
REQUIRED = ("id", "title", "version", "updated")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_LANGUAGE = re.compile(r"#\s+([a-z]{2}(?:-[A-Za-z]{2,4})?)\s*")
_URL = re.compile(r"(?:https://|/)\S{1,500}")


def read_articles(folder: Path, languages: Sequence[str]) -> dict[str, Article]:
    """All articles of a folder, by id, in order of file names; none where there is no such folder.

    Raises:
        BrandError: a file is broken, or names an article that does not exist.
    """
    files = sorted(file for file in folder.glob("*.md") if file.name not in NOT_ARTICLES)
    if len(files) > ARTICLES_MAX:
        raise BrandError(f"there are more than {ARTICLES_MAX} articles; join some.", folder)
    articles = {article.id: article for article in (read_article(file, languages) for file in files)}
    for article in articles.values():
        for name in article.replaces:
            if name not in articles or name == article.id:
                message = f"it replaces {name!r}, which is no other article; mend the name or take it out."
                raise BrandError(message, article.file, 1)
    return articles


def read_article(file: Path, languages: Sequence[str]) -> Article:
    """One article's file.

    Raises:
        BrandError: see `read_articles`.
    """
    lines = _lines_of(file)
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), 0)
    if not lines or lines[0].rstrip() != FENCE or not end:
        raise BrandError(f"it should begin with a front matter between two lines {FENCE}; add it.", file, 1)
    front = _Front(file, _composed(file, "\n".join(lines[1:end])))
    sections = _sections(file, lines, end + 1)
    if front.id() != file.stem:
        raise front.wrong("id", f"id should be the file's name, {file.stem!r}")
    for language in sections:
        if language not in languages:
            message = f"`# {language}` is none of the brand's languages; use one of {', '.join(languages)}."
            raise BrandError(message, file, _line_of(lines, language))
    if not sections:
        raise BrandError(
            f"it answers nothing; write `# {languages[0]}`, then `## question` and sentences.", file, end + 1
        )
    return Article(
        id=file.stem,
        title=front.titles(tuple(sections)),
        version=front.text("version"),
        updated=front.day("updated"),
        valid_until=front.day("valid_until") if front.has("valid_until") else None,
        replaces=front.texts("replaces"),
        audience=front.audience(tuple(sections)),
        topics=front.map("topics"),
        sections=sections,
        file=str(file),
        url=front.url(),
    )


def _lines_of(file: Path) -> list[str]:
    try:
        data = file.read_bytes()
        if len(data) > FILE_BYTES_MAX:
            raise BrandError(f"it is over {FILE_BYTES_MAX} bytes; split it.", file)
        return data.decode("utf-8").splitlines()
    except OSError as error:
        raise BrandError(f"it cannot be read ({error.strerror}); check its name and rights.", file) from error
    except UnicodeDecodeError as error:
        raise BrandError(f"it is no UTF-8 text (byte {error.start}); save it as UTF-8.", file) from error


def _line_of(lines: Sequence[str], language: str) -> int:
    return next(at for at, line in enumerate(lines, 1) if _language_in(line) == language)


def _language_in(line: str) -> str:
    found = _LANGUAGE.fullmatch(line)
    return found[1] if found else ""


# --- the body -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Draft:
    """A section while it is read."""

    headings: list[str]
    line: int
    sentences: list[str]


def _sections(file: Path, lines: Sequence[str], start: int) -> dict[str, tuple[Section, ...]]:
    drafts: dict[str, list[_Draft]] = {}
    language = ""
    for line, paragraph in _paragraphs(lines, start):
        if paragraph.startswith("# "):
            language = _language_in(paragraph)
            if not language or language in drafts:
                raise BrandError("a `# ` heading names a language, once each, such as `# en`; mend it.", file, line)
            drafts[language] = []
        elif paragraph.startswith("## "):
            if not language:
                raise BrandError("no language yet; write `# en` above this question.", file, line)
            if not drafts[language] or drafts[language][-1].sentences:
                drafts[language].append(_Draft([], line, []))
            drafts[language][-1].headings.append(_heading(file, line, paragraph))
        elif not language or not drafts[language]:
            raise BrandError("these words answer no question; write `## question` above them.", file, line)
        else:
            drafts[language][-1].sentences += _prose(file, line, paragraph)
    return {name: tuple(_finished(file, found)) for name, found in drafts.items()}


def _paragraphs(lines: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
    """Each heading and each paragraph with the 1-based line it begins on."""
    held: list[str] = []
    first = start
    for at, raw in enumerate((*lines[start:], ""), start + 1):
        line = raw.strip()
        if (not line or line.startswith("#")) and held:
            yield first, " ".join(held)
            held = []
        if line.startswith("#"):
            yield at, line
        elif line:
            first = first if held else at
            held.append(line)


def _heading(file: Path, line: int, paragraph: str) -> str:
    heading = paragraph.removeprefix("## ").strip()
    if not heading or len(heading) > TITLE_CHARS_MAX:
        raise BrandError(f"a question has 1 to {TITLE_CHARS_MAX} characters; shorten it.", file, line)
    return heading


def _prose(file: Path, line: int, paragraph: str) -> Iterator[str]:
    if paragraph[0] in "#-*>|`<[!":
        raise BrandError("only plain sentences can be quoted; write this without markup.", file, line)
    for sentence in sentences_of(paragraph):
        if len(sentence.split()) > PASSAGE_WORDS_MAX:
            raise BrandError(f"a sentence has over {PASSAGE_WORDS_MAX} words; split it.", file, line)
        yield sentence


def _finished(file: Path, drafts: Sequence[_Draft]) -> Iterator[Section]:
    if len(drafts) > SECTIONS_MAX:
        raise BrandError(f"it has over {SECTIONS_MAX} questions; split the article.", file, drafts[SECTIONS_MAX].line)
    for draft in drafts:
        if not draft.sentences:
            raise BrandError("no sentence answers this question; write one below it.", file, draft.line)
        if len(draft.headings) > HEADINGS_MAX:
            raise BrandError(f"this question is put in over {HEADINGS_MAX} ways; take some out.", file, draft.line)
        yield Section(tuple(draft.headings), tuple(draft.sentences))


# --- the front matter -----------------------------------------------------------------------------------------------


def _composed(file: Path, text: str) -> Node:
    try:
        root = composed(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise BrandError(f"the front matter is no YAML: {error.problem}; mend this line.", file, line) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BrandError(f"the front matter is no YAML: {str(error)[:120]}.", file, 1) from error
    if not isinstance(root, MappingNode):
        raise BrandError("the front matter should be `name: value` entries, such as `version: 1`.", file, 1)
    return root


class _Front:
    """The front matter; its first line is the file's second."""

    def __init__(self, file: Path, root: Node) -> None:
        self._file = file
        self._found: dict[str, Node] = {}
        for key, value in root.value:
            name, line = str(key.value), key.start_mark.line + 2
            if name not in KEYS or name in self._found:
                what = "stands there twice" if name in self._found else "is no key"
                raise BrandError(f"{name!r} {what}; use each of {', '.join(sorted(KEYS))} once.", file, line)
            self._found[name] = value
        for name in REQUIRED:
            if name not in self._found:
                raise BrandError(f"`{name}:` is missing; add it to the front matter.", file, 1)

    def wrong(self, name: str, message: str) -> BrandError:
        return BrandError(f"{message}.", self._file, self._line(self._found[name]))

    def has(self, name: str) -> bool:
        return name in self._found

    def text(self, name: str, default: str = "") -> str:
        node = self._found.get(name)
        return self._scalar(name, node) if node is not None else default

    def id(self) -> str:
        name = self.text("id")
        if not _ID.fullmatch(name):
            raise self.wrong("id", "id holds small letters, digits and hyphens only")
        return name

    def url(self) -> str:
        url = self.text("url")
        if url and not _URL.fullmatch(url):
            raise self.wrong("url", "url should begin with https:// or /")
        return url

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            raise self.wrong(name, f"{name} should be a day such as 2026-11-23") from None

    def texts(self, name: str) -> tuple[str, ...]:
        node = self._found.get(name)
        if node is None:
            return ()
        if isinstance(node, SequenceNode):
            return tuple(self._scalar(name, child) for child in node.value)
        return (self._scalar(name, node),)

    def map(self, name: str) -> dict[str, str]:
        node = self._found.get(name)
        if node is None:
            return {}
        if not isinstance(node, MappingNode):
            raise self.wrong(name, f"{name} should be names with values, such as {{name: value}}")
        return {self._scalar(name, key): self._scalar(name, value) for key, value in node.value}

    def titles(self, languages: Sequence[str]) -> Mapping[str, str]:
        titles = self.map("title")
        for language in languages:
            if not titles.get(language) or len(titles[language]) > TITLE_CHARS_MAX:
                message = f"title lacks a text of 1 to {TITLE_CHARS_MAX} characters in {language}"
                raise self.wrong("title", message)
        return titles

    def audience(self, languages: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        if isinstance(self._found.get("audience"), ScalarNode | None):
            if self.text("audience", EVERYONE) != EVERYONE:
                raise self.wrong("audience", f"audience is {EVERYONE}, or by language the words its questions hold")
            return {}
        words = {language: tuple(text.split()) for language, text in self.map("audience").items()}
        if set(words) != set(languages):
            raise self.wrong("audience", f"audience needs words in each of {', '.join(languages)}")
        return words

    def _scalar(self, name: str, node: Node) -> str:
        if not isinstance(node, ScalarNode) or not str(node.value).strip():
            raise BrandError(f"{name} needs a single value here; write it on one line.", self._file, self._line(node))
        return str(node.value).strip()

    @staticmethod
    def _line(node: Node) -> int:
        return int(node.start_mark.line) + 2
