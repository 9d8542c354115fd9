"""Colleagues sign in at a real provider of their company, and nobody else does by its answers."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.turn.house import sqlite_house
from tests.web.made import WAIT_SECONDS, Mind, house_of, listening

from earnest.connect.identity import Claimed, Provider
from earnest.domain.staff import Act, Role
from earnest.domain.time import Instant, SimulatedClock, SystemClock
from earnest.house import House
from earnest.staffing import OIDC_BACK, Company
from earnest.web.api import make_web
from earnest.web.desk_sessions import OIDC_START

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parents[1] / "oidc_provider"
SECRET = "a test's own secret: + & %"
ROLES = {"team": Role.SUPPORT, "leads": Role.APPROVER}
FORM = re.compile(r'<form[^>]*action="([^"]+)"')
STEPS_MAX = 12


@dataclass
class Late:
    """A provider that is known only once the house has an address."""

    real: list[Provider] = field(default_factory=list)

    def begin(self, browser: str, *, anew: bool = False) -> str:
        return self.real[0].begin(browser, anew=anew)

    def finish(self, browser: str, answer: Mapping[str, str], now: Instant) -> Claimed:
        return self.real[0].finish(browser, answer, now)


@dataclass
class Site:
    """A served house whose colleagues sign in at a provider."""

    url: str
    house: House
    browsers: list[httpx.Client] = field(default_factory=list)

    def browser(self) -> httpx.Client:
        self.browsers.append(httpx.Client(base_url=self.url, timeout=WAIT_SECONDS, trust_env=False))
        return self.browsers[-1]

    def away(self, browser: httpx.Client) -> str:
        """Where the desk sends a browser."""
        answer = browser.get(OIDC_START)
        assert answer.status_code == 303
        return answer.headers["location"]

    def back(self, name: str, place: str) -> str:
        """Sign in there as somebody, and agree; the address that the provider sends the browser back to."""
        with httpx.Client(timeout=WAIT_SECONDS, trust_env=False) as there:
            for _ in range(STEPS_MAX):
                if place.startswith(self.url):
                    return place
                page = there.get(place)
                if page.status_code == 200:
                    prompt = "login" if 'name="login"' in page.text else "consent"
                    form = {"prompt": prompt, "login": name, "password": "any"}
                    (action,) = FORM.findall(page.text)
                    page = there.post(str(page.url.join(action)), data=form)
                place = str(page.url.join(page.headers["location"]))
        raise AssertionError(f"it never came back from {place}")

    def signed_in(self, name: str) -> httpx.Client:
        browser = self.browser()
        came = browser.get(self.back(name, self.away(browser)))
        assert came.status_code == 303
        return browser


def installed() -> Path:
    """The provider's program, installed at the first need."""
    if not (FOLDER / "node_modules" / "oidc-provider").is_dir():
        npm = FOLDER.parents[1] / "tools" / "npm"
        subprocess.run([npm, "ci", "--silent"], cwd=FOLDER, check=True, timeout=300)
    return FOLDER / "provider.mjs"


def node() -> str:
    """Node: the machine's own, or the one that comes as a Python package."""
    own = FOLDER.parents[1] / ".venv" / "bin" / "node"
    found = shutil.which("node") or (str(own) if own.exists() else None)
    assert found, "there is no Node; run make faces"
    return found


@contextmanager
def providing(back: str) -> Iterator[str]:
    """A real provider that sends people back to an address; its issuer."""
    program = [node(), str(installed()), back]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        assert running.stdout is not None
        try:
            yield running.stdout.readline().strip()
        finally:
            running.terminate()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, late = tmp_path_factory.mktemp("house"), Late()
    house = house_of(sqlite_house(folder, clock=SimulatedClock()), Mind(), None, folder)
    # The provider's tokens are of this very moment, whatever time the house has.
    house = replace(house, company=Company(late, ROLES, SystemClock(), frozenset({"leads-mia"})))
    with listening(make_web(house)) as url, providing(f"{url}{OIDC_BACK}") as issuer:
        provider = Provider(issuer, "earnest", SECRET, f"{url}{OIDC_BACK}", "preferred_username", "groups")
        late.real.append(provider)
        made = Site(url, house)
        yield made
        for browser in made.browsers:
            browser.close()


def me(browser: httpx.Client) -> tuple[int, str, str]:
    answer = browser.get("/v1/desk/me")
    body = answer.json()
    return answer.status_code, body.get("name", ""), body.get("role", "")


def test_a_colleague_of_the_company_comes_in_with_the_role_of_their_group(site: Site) -> None:
    assert me(site.signed_in("team-ben")) == (200, "team-ben", "support")
    assert me(site.signed_in("leads-eva")) == (200, "leads-eva", "approver")

    noted = [(one.act, one.facts.get("way")) for one in site.house.store.staff.history() if one.name == "leads-eva"]
    assert sorted(noted, key=str) == [(Act.JOINED, None), (Act.SIGNED_IN, "oidc")]
    assert site.browser().get("/v1/desk/ways").json()["ways"][0] == "oidc"


def test_whoever_has_no_group_with_a_role_or_somebody_elses_name_stays_out(site: Site) -> None:
    for name in ("guests-tim", "leads-mia"):
        browser = site.browser()

        came = browser.get(site.back(name, site.away(browser)))

        assert came.headers["location"] == "/desk/#not-by-oidc"
        assert me(browser)[0] == 401


def test_an_answer_signs_nobody_in_but_the_browser_that_asked_and_only_once(site: Site) -> None:
    asking, other = site.browser(), site.browser()
    place = site.back("team-ida", site.away(asking))
    site.away(other)

    stolen = other.get(place)
    bare = site.browser().get(place)
    first = asking.get(place)
    again = asking.get(place)

    assert [one.headers["location"] for one in (stolen, bare, first, again)] == [
        "/desk/#not-by-oidc",
        "/desk/#not-by-oidc",
        "/desk/",
        "/desk/#not-by-oidc",
    ]
    assert me(other)[0] == 401


@pytest.mark.parametrize("changed", ["state", "code", "iss"])
def test_an_answer_that_was_changed_on_the_way_signs_nobody_in(site: Site, changed: str) -> None:
    browser = site.browser()
    place = site.back("team-kai", site.away(browser))
    said = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}

    came = browser.get(OIDC_BACK, params=said | {changed: "https://evil.example"})

    assert came.headers["location"] == "/desk/#not-by-oidc"
    assert me(browser)[0] == 401


def test_a_disabled_account_stays_out_and_a_local_one_is_not_taken_over(site: Site) -> None:
    site.signed_in("team-lea")
    staff = site.house.store.staff
    staff.disable("team-lea")
    staff.join(staff.invite("team-max", Role.OWNER), "$argon2")

    for name in ("team-lea", "team-max"):
        browser = site.browser()
        came = browser.get(site.back(name, site.away(browser)))
        assert came.headers["location"] == "/desk/#not-by-oidc"


def test_what_the_browser_is_sent_away_with_is_a_challenge_and_no_secret(site: Site) -> None:
    browser = site.browser()

    place = site.away(browser)

    asked = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert browser.cookies["earnest-desk-gone"] not in place
    assert SECRET not in place


def test_who_signs_in_anew_proves_it_there_once_more_and_may_do_what_is_grave(site: Site) -> None:
    browser = site.signed_in("leads-eva")
    browser.headers["X-Earnest-Desk"] = "1"
    own = "/v1/desk/passkeys/asked"
    silent, before = browser.post(own), browser.cookies["earnest-desk"]

    away = browser.get(OIDC_START, params={"anew": "1"}).headers["location"]
    came = browser.get(site.back("leads-eva", away))

    asked = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert (came.status_code, silent.json()["type"]) == (303, "SignInAnew")
    assert browser.post(own).json()["type"] == "NotAllowed"  # fresh, and the provider's passkeys are not ours
    fixed = site.browser().get("/v1/desk/me", headers={"Cookie": f"earnest-desk={before}"})
    assert fixed.status_code == 401
