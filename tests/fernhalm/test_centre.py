"""The privacy centre of a customer with a long past: every list full, every page of it small, in both languages."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from tests.fernhalm.customers import Customer
from tests.web.made import listening
from tests.web.test_centre import PAGE_BYTES_MAX

from earnest.domain.identity import Channel
from earnest.domain.preferences import Preference
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.rights import Contest
from earnest.domain.time import MINUTE, SimulatedClock
from earnest.domain.turns import Used
from earnest.house import House
from earnest.store.uses import LOOK_AGAIN
from earnest.web.api import make_web

pytestmark = pytest.mark.slow
Begin = Callable[..., Customer]

REFUSALS, CONTESTS, LOOKS = 61, 30, 25
EMAIL = Used("customer", "email", Purpose.SERVICE_ORDER)
TOLD = ("42", "de", "mail", "mon 09:00-12:00", "yes")


def long_past(house: House, begin: Begin, clock: SimulatedClock) -> None:
    """Ada was refused, had it reviewed, chose, told of herself, and was looked at, each many times."""
    talks = [begin("ada") for _ in range(REFUSALS + 1)]
    for one in talks:
        one.says("cancel order 1058")
    nos = [one.says("<confirm>").decisions[0] for one in talks][1:]
    for one, no in zip(talks[1 : CONTESTS + 1], nos, strict=False):
        one.uses(Contest(no.id, "It had not left."))
    session = house.store.session(talks[-1].talk.token)
    for choice in house.choices.every(session, "en"):
        house.choices.say(session, choice.row.purpose, ConsentState.GIVEN, choice.text.version, "en")
    for preference, value in zip(Preference, TOLD, strict=True):
        house.memory.set(session, preference, value)
    for one in talks[:LOOKS]:
        clock.move(LOOK_AGAIN + MINUTE)
        house.store.desk.reveal("mia", one.talk.conversation, EMAIL, "the parcel came back")


@pytest.fixture
def browser(house: House, customer: Begin, clock: SimulatedClock) -> Iterator[httpx.Client]:
    """Ada's browser, with her page open."""
    long_past(house, customer, clock)
    _, session = house.open_signed_in(Channel.CHAT, "ada")
    ticket = house.store.session_beside(session, Channel.PRIVACY_CENTRE, MINUTE)
    with listening(make_web(house)) as url, httpx.Client(base_url=url, trust_env=False) as opened:
        assert opened.get("/privacy/enter", params={"ticket": ticket}).is_redirect
        yield opened


def rows(page: str, anchor: str) -> int:
    """Entries of a section's list."""
    section = page.partition(f'<section aria-labelledby="{anchor}">')[2].partition("</section>")[0]
    return len(re.findall(r"<li>|<td>", section)) // {"decided": 4, "asked": 2}.get(anchor, 1)


def test_every_page_of_a_long_past_is_small_and_every_entry_is_on_one(browser: httpx.Client) -> None:
    sizes, found = dict[tuple[str, str], int](), dict[str, int]()

    for language in ("en", "de"):
        for name in ("decided", "asked", "looked"):
            link, seen, count = f"?language={language}", set[str](), 0
            while link and link not in seen:
                seen.add(link)
                page = browser.get(f"/privacy/{link}").text
                sizes[language, link] = len(page.encode())
                count += rows(page, name)
                further = re.search(rf'rel="next" href="([^"#]*list={name}&amp;[^"#]*)#', page)
                link = further[1].replace("&amp;", "&") if further else ""
            found[name] = count

    assert found["decided"] >= REFUSALS
    assert (found["asked"], found["looked"]) == (CONTESTS, LOOKS)
    assert max(sizes.values()) < PAGE_BYTES_MAX, sizes
    assert len(sizes) > 15


def test_what_is_turned_to_stays_when_the_language_changes_and_a_page_past_the_end_is_the_last(
    browser: httpx.Client,
) -> None:
    second = browser.get("/privacy/?language=en&list=decided&page=2").text
    other = re.search(r'href="\?([^"]*language=de)"', second)
    beyond = browser.get("/privacy/?language=en&list=decided&page=9999").text

    assert other
    assert "Seite 2 von 4" in browser.get(f"/privacy/?{other[1].replace('&amp;', '&')}").text
    assert "Page 4 of 4" in beyond
    assert browser.get("/privacy/?list=decided&page=0").status_code == 422
