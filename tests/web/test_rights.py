"""Rights over HTTP: undo, contest, bar, correct, rate, see why, and what a brand says of itself."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.turn.house import WORDING
from tests.turn.test_undo import undoable
from tests.web.made import SETTINGS, Person, Served, part

from earnest.about import about, hours_in_words
from earnest.config import Opening, Settings, read_settings
from earnest.domain.errors import BrandError
from earnest.domain.identity import Channel, Level, Session, Source
from earnest.domain.money import Money
from earnest.domain.purposes import Purpose
from earnest.domain.records import Origin
from earnest.domain.time import DAY, HOUR, MINUTE
from earnest.domain.turns import Context, Decision, DecisionKind, Used
from earnest.domain.verdicts import Change, Facts, Outcome
from earnest.why import Telling, bought_in_words, otherwise_in_words, sure_in_words

WEEK = (*(Opening(day, 540, 1080) for day in range(5)), Opening(5, 600, 840))
MONDAY_TEN = 1_795_424_400_000_000
"""Monday 2026-11-23, 10:00 in Berlin."""

ENGLISH = Telling(WORDING, "en", ("order", "profile"))


def test_a_held_deed_answers_at_once_and_is_undone_over_http(server: Served, ada: Person) -> None:
    undoable(server.kit)
    object.__setattr__(server.house.turns, "world", server.kit.turns.world)

    booked = ada.press(ada.card())
    receipt = part(booked.json(), "receipt")
    undone = ada.send(kind="undo", decision=receipt["decision"])

    assert (booked.status_code, undone.status_code) == (200, 200)
    assert receipt["undo_until"] > server.clock.now()
    assert "Undone" in part(undone.json(), "words")["text"]
    assert server.kit.paid() == []


def test_a_no_is_explained_contested_once_and_put_right_over_http(server: Served, ada: Person) -> None:
    no = ada.say("refund A5").json()
    name = no["decisions"][0]
    before = ada.http.get(f"/v1/decisions/{name}").json()

    handed = part(ada.send(kind="contest", decision=name, text="It was torn.").json(), "hand_over")
    after = ada.http.get(f"/v1/decisions/{name}").json()
    ada.send(kind="correct", hand_over=handed["hand_over"], rows=[["You want", "A new strap"]])

    (waits,) = server.house.waiting()
    assert part(no, "reason")["text"] == "You can send things back for 30 days."
    assert before["change_words"] == ["You would only have had to confirm it with days: 30 or less."]
    assert before["not_used"] == ["profile"]
    assert (before["sure_words"], before["reviewable"], after["reviewable"]) == ("", True, False)
    assert waits["corrections"] == [{"label": "You want", "value": "A new strap"}]


def test_what_was_bought_in_is_told_with_its_supplier_and_its_date() -> None:
    income = Used("profile", "income", Purpose.PERSONALISE_PREDICT, Origin("Acme", date(2025, 1, 31), 60))
    read = Used("order", "status", Purpose.SERVICE_ORDER)

    nobody = Session("", "", "", Level.ANYONE)
    context = Context("", nobody, Channel.API, Source.CUSTOMER, 0, "", "", (read, income), 0)
    answer = Decision("D-1", DecisionKind.ANSWER, context, "", None, {}, None, None, {}, ())

    german = replace(ENGLISH, language="de")
    assert bought_in_words([answer, answer], ENGLISH) == (
        "profile (income): from Acme, collected January 31, 2025, at least 60% sure.",
    )
    assert bought_in_words([answer], german) == (
        "profile (income): von Acme, erhoben am 31. Januar 2025, mindestens zu 60\N{NO-BREAK SPACE}% sicher.",
    )


def test_a_barred_source_is_named_as_not_used(ada: Person) -> None:
    ada.send(kind="bar", source="order")

    name = ada.say("hello").json()["decisions"][0]
    ada.send(kind="unbar", source="order")

    assert ada.http.get(f"/v1/decisions/{name}").json()["not_used"] == [
        "Your orders: you asked me not to use that.",
        "profile",
    ]
    assert ada.send(kind="bar", source="nonsense").status_code == 404


def test_a_rating_is_taken_once_and_a_grave_one_waits_for_the_owner(server: Served, ada: Person, bob: Person) -> None:
    name = ada.say("hello").json()["decisions"][0]
    said = {"client_id": "r-1", "decision": name, "helpful": False, "reasons": ["unfair"], "text": "Not fair."}

    first, again = (ada.http.post(ada.path("rating"), json=said) for _ in range(2))
    foreign = bob.http.post(bob.path("rating"), json=said)

    assert (first.status_code, foreign.status_code) == (200, 404)
    assert first.json() == again.json()
    (waits,) = server.house.waiting()
    assert (waits["kind"], waits["id"]) == ("governance", first.json()["hand_over"])
    assert {"label": "The customer says", "value": "Not fair."} in waits["summary"]


def test_anybody_may_ask_what_the_brand_says_of_itself(server: Served) -> None:
    told = server.client().get("/v1/brand", params={"language": "fr"})

    assert told.status_code == 200
    assert told.json()["name"] == "fernhalm"
    assert "A person checks refunds over 50.00 EUR." in told.json()["limits"]
    assert "I was not sure enough to do this alone." not in told.json()["limits"]
    assert told.json()["zone"] == "UTC"
    assert told.json()["person"] == {"open": None, "until_minutes": None, "minutes": 15}


def at_hours(now: int) -> tuple[bool | None, int | None]:
    settings = replace(SETTINGS, hours=WEEK, zone="Europe/Berlin")
    found = about(settings, {}, {}, "en", now)
    return found.open, found.until_minutes


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (0, (True, 480)),
        (8 * HOUR - MINUTE, (True, 1)),
        (8 * HOUR, (False, 15 * 60)),
        (5 * DAY + 4 * HOUR, (False, 43 * 60)),  # Saturday at two: until Monday at nine
        (6 * DAY, (False, 23 * 60)),
    ],
)
def test_people_are_there_in_the_hours_of_the_brands_own_zone(later: int, expected: tuple[bool, int]) -> None:
    assert at_hours(MONDAY_TEN + later) == expected


def test_hours_read_as_people_write_them() -> None:
    assert hours_in_words(WEEK, "en") == "Mon-Fri 09:00-18:00, Sat 10:00-14:00"
    assert hours_in_words((Opening(0, 540, 720), Opening(0, 780, 1080)), "de") == "Mo 09:00-12:00 13:00-18:00"
    assert hours_in_words((), "en") == ""


def settings_with(folder: Path, hours: str) -> Settings:
    (folder / "earnest.toml").write_text(f'name = "x"\npreset = "retail"\ncurrency = "EUR"\n[hours]\n{hours}\n')
    return read_settings(folder)


def test_a_brand_states_its_hours_by_the_weekday(tmp_path: Path) -> None:
    found = settings_with(tmp_path, 'monday = ["13:00-18:00", "09:00-12:00"]\nsunday = ["00:00-24:00"]')

    assert found.hours == (Opening(0, 540, 720), Opening(0, 780, 1080), Opening(6, 0, 1440))


@pytest.mark.parametrize(
    "hours", ['monday = ["18:00-09:00"]', 'monday = ["9-18"]', 'monday = ["09:00-12:00", "11:00-13:00"]', "mon = []"]
)
def test_hours_that_are_none_are_refused(tmp_path: Path, hours: str) -> None:
    with pytest.raises(BrandError):
        settings_with(tmp_path, hours)


@pytest.mark.parametrize(
    ("sure", "words"), [(None, ""), (95, ""), (94, "fairly sure"), (80, "fairly"), (79, "not sure")]
)
def test_certainty_is_worded_only_when_it_is_less_than_sure(sure: int | None, words: str) -> None:
    said = sure_in_words(sure, ENGLISH)

    assert words in said
    assert bool(said) is bool(words)


def test_what_would_have_changed_it_is_said_in_the_language_of_the_conversation() -> None:
    facts: Facts = {"amount": Money(7_900, "EUR"), "asked_by": "text_from_elsewhere"}
    change = Change((("amount", Money(5_000, "EUR")), ("asked_by", "customer")), Outcome.CONFIRM)

    assert otherwise_in_words(change, facts, replace(ENGLISH, language="de")) == (
        "Nur zu bestätigen gewesen wäre es bei: "
        "Betrag: 50,00\u00a0€ oder weniger und wer darum gebeten hat: Sie, in diesem Gespräch."
    )
