"""An outside platform hears of every change of a consent, once if it answers, and never a personal value."""

import json
from dataclasses import dataclass, field

from tests.turn.house import House, Talk, thought

from earnest.domain.consents import ConsentNews
from earnest.domain.errors import Busy, Declined, EarnestError
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.regions import Stay, Way
from earnest.domain.time import DAY, MINUTE
from earnest.domain.turns import DecisionKind, Look, Scene, Thought
from earnest.spreading import LEASE, Spreading

PURPOSE = Purpose.MARKETING_DIRECT


@dataclass
class Platform:
    """Hears of changes; `fault` is what it answers with instead of taking them."""

    fault: EarnestError | None = None
    heard: list[ConsentNews] = field(default_factory=list)

    def tell(self, news: ConsentNews) -> None:
        if self.fault is not None:
            raise self.fault
        self.heard.append(news)


def spreading(house: House, platform: Platform, stay: Stay | None = None) -> Spreading:
    return Spreading(house.store, platform, house.clock, lambda: stay, house.store.governing.keep_stay)


def identified(house: House, talk: Talk) -> None:
    def play(scene: Scene, look: Look) -> Thought:
        look.identify("email", {"email": "ada@example.org"})
        return thought(scene, "hello")

    house.plays(play)
    talk.say("it is me")


def test_every_change_is_told_once_and_names_nobody(either_house: House) -> None:
    house, platform = either_house, Platform()
    session = house.session("ada-lovelace")
    said = (ConsentState.GIVEN, ConsentState.WITHDRAWN)
    decisions = [house.store.record_consent(session, PURPOSE, state) for state in said]

    tried = [spreading(house, platform).round() for _ in range(2)]

    assert tried == [2, 0]
    assert [one.event.decision for one in platform.heard] == decisions
    assert len({one.person for one in platform.heard}) == 1
    told = json.dumps([{**one.as_json(), "subject": one.person} for one in platform.heard])
    assert "lovelace" not in told
    assert session.subject not in told


def test_nothing_is_told_where_nothing_may_go_and_that_it_stayed_is_on_the_record(either_house: House) -> None:
    house, platform = either_house, Platform()
    change = house.store.record_consent(house.session("ada-lovelace"), PURPOSE, ConsentState.WITHDRAWN)
    abroad = spreading(house, platform, Stay(Way.CONSENT_PLATFORM, "US", ("EU",)))

    tried = [abroad.round() for _ in range(2)]

    assert (tried, platform.heard) == ([1, 0], [])
    (kept,) = house.store.read(
        lambda unit: unit.rows.all("SELECT id, caused_by FROM decisions WHERE kind = ?", DecisionKind.STAYED)
    )
    assert kept[1] == change
    facts = house.store.decision(kept[0]).decision.facts
    assert facts == {"way": "consent_platform", "region": "US", "allowed": "EU"}


def test_what_did_not_arrive_is_told_again_and_given_up_at_the_end(house: House) -> None:
    platform = Platform(Busy("not now"))
    house.store.record_consent(house.session(), PURPOSE, ConsentState.GIVEN)
    spreading(house, platform).round()
    house.clock.move(MINUTE)

    platform.fault = None
    tried = spreading(house, platform).round()

    assert (tried, len(platform.heard)) == (1, 1)


def test_a_platform_that_never_answers_is_not_told_for_ever(house: House) -> None:
    platform = Platform(Busy("not now"))
    house.store.record_consent(house.session(), PURPOSE, ConsentState.GIVEN)

    tries = 0
    while spreading(house, platform).round() and tries < 50:
        tries += 1
        house.clock.move(2 * DAY)

    assert tries == 11


def test_a_platform_that_is_gone_is_told_no_more(house: House) -> None:
    platform = Platform(Declined("gone"))
    house.store.record_consent(house.session(), PURPOSE, ConsentState.GIVEN)

    assert [spreading(house, platform).round() for _ in range(2)] == [1, 0]


def test_a_crash_between_taking_and_telling_loses_nothing(either_house: House) -> None:
    house, platform = either_house, Platform()
    house.store.record_consent(house.session(), PURPOSE, ConsentState.GIVEN)
    taken = house.store.claim_consent_news(house.clock.now(), 10, LEASE)

    before = spreading(house, platform).round()
    house.clock.move(LEASE)
    after = spreading(house, platform).round()

    assert (len(taken), before, after) == (1, 0, 1)


def test_nobody_hears_of_somebody_who_was_erased(house: House) -> None:
    platform, session = Platform(), house.session()
    house.store.record_consent(session, PURPOSE, ConsentState.GIVEN)

    certificate = house.store.erase(session.subject)

    assert certificate.erased["consent_news"] == 1
    assert spreading(house, platform).round() == 0


def test_a_visitors_no_is_told_again_as_the_customers_it_has_become(house: House) -> None:
    platform, ada, talk = Platform(), house.session("ada"), house.talk("")
    house.store.record_consent(ada, PURPOSE, ConsentState.GIVEN)
    house.store.record_consent(talk.session, PURPOSE, ConsentState.REFUSED)
    spreading(house, platform).round()
    first = {one.event.state: one.person for one in platform.heard}

    identified(house, talk)
    spreading(house, platform).round()

    last = platform.heard[-1]
    assert first[ConsentState.GIVEN] != first[ConsentState.REFUSED]
    assert (last.event.state, last.person) == (ConsentState.REFUSED, first[ConsentState.GIVEN])
    assert len({one.id for one in platform.heard}) == 3
