"""The privacy centre as pages: rendered on the server, complete without JavaScript, with one style sheet."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from earnest.domain.time import Instant
from earnest.house import House
from earnest.kept import Keeping, kept_here
from earnest.own_data import OwnData
from earnest.words import Moment

FOLDER = Path(__file__).parent / "centre"
SHOWN_MAX: Mapping[str, int] = {"decided": 20, "looked": 8, "asked": 8}
"""Entries of a list that one page shows; the others are a link away, and the download holds all."""

RECORDS_SHOWN_MAX = 2
"""The same of the records of one source."""

PAGES_MAX = 10_000
"""The highest number of a page that may be asked for."""

POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; img-src 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of a list.

    Args:
        entries: what it shows.
        page: its number, from 1 on.
        pages: how many there are.
    """

    entries: Sequence[Any]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Turned:
    """Which list of the page was turned to which page; every other one stands at its first.

    Args:
        name: the list's, or a source's for its records; "" for none.
        page: from 1 on; past the end it is the last one.
    """

    name: str = ""
    page: int = 1

    def paged(self, name: str, entries: Sequence[Any]) -> Paged:
        """What is shown of a list."""
        size = SHOWN_MAX.get(name, RECORDS_SHOWN_MAX)
        pages = max(1, -(-len(entries) // size))
        page = min(max(1, self.page), pages) if name == self.name else 1
        return Paged(entries[(page - 1) * size : page * size], page, pages)


@dataclass(frozen=True, slots=True)
class Pages:
    """Renders the pages of one house.

    Args:
        house: whose words and data map they tell.
    """

    house: House
    _jinja: Environment = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Read the templates."""
        jinja = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        object.__setattr__(self, "_jinja", jinja)

    def language(self, wanted: str) -> str:
        """One of the brand's languages: the wanted one, or its first."""
        known = self.house.brand.settings.languages
        return wanted if wanted in known else known[0]

    def render(self, name: str, language: str, *, token: str = "", notice: str = "", **values: Any) -> str:
        """One page."""
        known = self.house.brand.settings.languages
        return self._jinja.get_template(name).render(
            language=language,
            direction="rtl" if Locale.parse(language).text_direction == "right-to-left" else "ltr",
            languages=[(code, Locale.parse(code).get_display_name() or code) for code in known],
            brand=self.house.brand.settings.name,
            say=lambda key, **given: self.say(language, key, **given),
            key=form_key(token) if token else "",
            notice=notice,
            **values,
        )

    def say(self, language: str, key: str, **values: Any) -> str:
        """A sentence in the language."""
        return self.house.world.wording.say(language, key, **values)

    def moment(self, language: str, at: Instant) -> str:
        """A point in time, as the brand's place has it."""
        return self.house.world.wording.show(language, Moment(at, self.house.brand.settings.zone))

    def reference(self, language: str) -> list[dict[str, Any]]:
        """What is kept in general, from the data map."""
        teller = OwnData(self.house).teller(language)
        return [teller.reference(rule) for rule in self.house.brand.data_map.sources]

    def own_reference(self, language: str) -> tuple[Keeping, ...]:
        """What the house itself keeps beside that, and how long."""
        told = OwnData(self.house).teller(language).told
        return kept_here(told, self.house.brand.data_map, self.house.times())


def form_key(token: str) -> str:
    """What a form carries to show that it comes from this very page: another site cannot know it."""
    return hashlib.sha256(f"earnest/form/1 {token}".encode()).hexdigest()


def is_form_key(token: str, given: str) -> bool:
    """Whether a form came from a page of this visit."""
    return hmac.compare_digest(form_key(token).encode(), given.encode("utf-8", "replace"))
