"""Consent is one ledger: whatever comes by whichever door, nothing is ever allowed without a live basis."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.consent.brand import data_map
from tests.turn.house import WORDING, House, sqlite_house

from earnest.choices import Choices, Rules
from earnest.consent.fold import fold
from earnest.consent.table import purposes_table
from earnest.consent.texts import text_of
from earnest.consent.told import Told
from earnest.domain.consents import Origin, Terms
from earnest.domain.errors import Conflict
from earnest.domain.identity import Session
from earnest.domain.purposes import BASIS_OF, Basis, ConsentState, Purpose
from earnest.domain.time import DAY
from earnest.elsewhere import Elsewhere

PURPOSES = (Purpose.MARKETING_DIRECT, Purpose.MEMORY_PROFILE, Purpose.IMPROVE_QUALITY)
SIGNALLED = {row.purpose for row in purposes_table().values() if row.signalled}
LASTS = 30 * DAY
NUMBERS = count()
Door = tuple[str, str]
HERE: Door = ("customer", "")


@dataclass
class Model:
    """What should be so, told the simple way: who stands by a no, and until when the last yes holds."""

    noes: dict[Door, int] = field(default_factory=dict)
    yes_until: int = 0
    heard: set[tuple[Door, bool, int]] = field(default_factory=set)
    signalled: bool = False

    def no(self, door: Door, said_at: int) -> None:
        if door != HERE and ((door, False, said_at) in self.heard or door in self.noes):
            return
        self.heard.add((door, False, said_at))
        self.noes[door], self.yes_until = said_at, 0

    def yes(self, door: Door, said_at: int, until: int, now: int) -> None:
        if door != HERE:
            lapsed_or_early = until <= now or (door, True, said_at) in self.heard
            if lapsed_or_early or now < self.yes_until:
                return
            if any(other != door or at >= said_at for other, at in self.noes.items()):
                return
            self.heard.add((door, True, said_at))
        self.noes, self.yes_until = {}, until

    def allows(self, purpose: Purpose, now: int) -> bool:
        return now < self.yes_until if BASIS_OF[purpose] is Basis.CONSENT else not self.noes


@dataclass
class Person:
    """Somebody, their doors, and what should be so for each purpose."""

    house: House
    session: Session
    name: str
    models: dict[Purpose, Model] = field(default_factory=lambda: {one: Model() for one in PURPOSES})

    @property
    def choices(self) -> Choices:
        rules = Rules(Terms("Shop"), LASTS, 180 * DAY, ("en",))
        return Choices(self.house.store, WORDING, data_map(), self.house.clock, rules)

    def says(self, purpose: Purpose, yes: bool) -> None:
        state = ConsentState.GIVEN if yes else ConsentState.REFUSED
        now, model = self.house.clock.now(), self.models[purpose]
        event = self.choices.say(self.session, purpose, state, text_of(WORDING, purpose, "en").version)
        if yes:
            model.yes(HERE, now, event.expires_at or 2**62, now)
        else:
            model.no(HERE, now)

    def is_asked(self, purpose: Purpose, put_off: bool) -> None:
        try:
            self.choices.asked(self.session, purpose, put_off=put_off)
        except Conflict:
            return

    def signals(self) -> None:
        self.choices.honour(self.session)
        for purpose, model in self.models.items():
            if purpose in SIGNALLED and not model.signalled:
                model.signalled = True
                model.no(("signal", ""), self.house.clock.now())

    def is_told_of(self, purpose: Purpose, yes: bool, door: Door, days_ago: int) -> None:
        now = self.house.clock.now()
        said_at = now - days_ago * DAY
        state = ConsentState.GIVEN if yes else ConsentState.WITHDRAWN
        told = Told(self.name, purpose, state, said_at, "v1", origin=Origin(door[0]), source=door[1])
        Elsewhere(self.house.store, self.house.clock, LASTS).take((told,))
        if yes:
            until = said_at + LASTS if BASIS_OF[purpose] is Basis.CONSENT else 2**62
            self.models[purpose].yes(door, said_at, until, now)
        else:
            self.models[purpose].no(door, said_at)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("ledger")
    made = sqlite_house(folder)
    yield made
    made.store.close()


doors = st.sampled_from([("imported", "crm"), ("imported", "mailer"), ("platform", "platform")])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("says"), st.sampled_from(PURPOSES), st.booleans()),
        st.tuples(st.just("asked"), st.sampled_from(PURPOSES), st.booleans()),
        st.tuples(st.just("told"), st.sampled_from(PURPOSES), st.booleans(), doors, st.integers(0, 40)),
        st.tuples(st.just("signals")),
        st.tuples(st.just("later"), st.integers(1, 20)),
    ),
    max_size=14,
)


@given(steps)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_purpose_is_ever_allowed_without_a_live_basis_at_that_instant(shop: House, history: list[tuple]) -> None:  # type: ignore[type-arg]  # steps of several shapes
    name = f"customer-{next(NUMBERS)}"
    person = Person(shop, shop.session(name), name)

    for step in history:
        match step:
            case ("says", purpose, yes):
                person.says(purpose, yes)
            case ("asked", purpose, put_off):
                person.is_asked(purpose, put_off)
            case ("told", purpose, yes, door, days_ago):
                person.is_told_of(purpose, yes, door, days_ago)
            case ("signals",):
                person.signals()
            case ("later", days):
                shop.clock.move(days * DAY)
                person = replace(person, session=shop.session(name))

        now = shop.clock.now()
        events = shop.store.read(lambda unit: unit.consent_events(person.session.subject))  # noqa: B023 - used at once
        view = fold(events, now)
        assert {one: view.allows(one) for one in PURPOSES} == {
            one: person.models[one].allows(one, now) for one in PURPOSES
        }
