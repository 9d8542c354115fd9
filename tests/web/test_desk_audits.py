"""Labels for the bound: what colleagues judge counts once, by the newest judgement, and is recorded first."""

from typing import Any

import httpx
import pytest
from tests.web.made import Person, Served, part
from tests.web.test_choices import yes

from earnest.assistant.bound import LabelSource
from earnest.assistant.bound_in_force import LOOK_SECONDS_MIN
from earnest.domain.labels import Judged
from earnest.domain.purposes import Purpose
from earnest.domain.time import SECOND
from earnest.domain.turns import Used
from earnest.web.desk_audits import READ, standing_of


@pytest.fixture
def ida(server: Served) -> httpx.Client:
    return server.colleague("ida")


def sample(http: httpx.Client) -> list[dict[str, Any]]:
    answer = http.get("/v1/desk/audits")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def no(person: Person, purpose: str) -> None:
    person.http.put(f"/v1/consents/{purpose}", json={"state": "refused"}).raise_for_status()


def judge(http: httpx.Client, decision: str, right: bool, client_id: str = "l-1", **more: str) -> httpx.Response:
    body = {"client_id": client_id, "right": right, **more}
    return http.post(f"/v1/desk/audits/{decision}", json=body)


def test_what_was_understood_is_shown_to_be_judged_and_a_press_is_not(ida: httpx.Client, ada: Person) -> None:
    ada.press(ada.card("A1"))
    ada.want_person()

    (one,) = sample(ida)

    assert (one["text"], one["intent"], one["sure"]) == ("refund A1", "refund", 95)
    assert one["conversation"] == ada.talk


def test_a_label_is_kept_once_and_the_newest_judgement_counts(server: Served, ida: httpx.Client, ada: Person) -> None:
    ada.card("A1")
    (one,) = sample(ida)

    first = judge(ida, one["decision"], right=True)
    again = judge(ida, one["decision"], right=True)
    judge(ida, one["decision"], right=False, client_id="l-2", intent="cancel_order")

    (kept,) = server.house.store.desk.labels()
    assert first.json() == again.json()
    assert (kept.decision, kept.source, kept.playbook) == (one["decision"], LabelSource.DESK_AUDIT.value, "refund")
    assert (kept.sure, kept.right, kept.really) == (95, False, "cancel_order")
    assert sample(ida) == []


def test_a_label_is_a_recorded_decision_that_the_customer_is_not_shown(
    server: Served, ida: httpx.Client, ada: Person
) -> None:
    ada.card("A1")
    before = ada.items()

    told = judge(ida, sample(ida)[0]["decision"], right=True)

    (label,) = told.json()["decisions"]
    stored = server.house.store.decision(label)
    assert (stored.decision.kind.value, stored.decision.facts["right"]) == ("labelled", True)
    assert stored.index >= 0
    assert ada.items() == before


def test_labels_bring_the_bound_nearer(server: Served, ida: httpx.Client, ada: Person) -> None:
    ada.card("A1")
    server.house.store.desk.note_label(Judged("D-1", LabelSource.CHOICE.value, "refund", 99, right=True))
    server.clock.move(LOOK_SECONDS_MIN * SECOND)
    before = standing_of(server.house)

    judge(ida, sample(ida)[0]["decision"], right=True)

    server.clock.move(LOOK_SECONDS_MIN * SECOND)
    after = standing_of(server.house)
    assert before.pool[95].n + 1 == after.pool[95].n == 2


def test_with_the_bound_only_the_small_share_of_turns_is_left_to_judge(
    server: Served, ida: httpx.Client, ada: Person
) -> None:
    wished = [ada.say("refund A1").json()["decisions"][0] for _ in range(12)]
    before = {one["decision"] for one in sample(ida)}

    for number in range(149):
        server.house.store.desk.note_label(Judged(f"D-{number}", LabelSource.CHOICE.value, "refund", 99, right=True))
    server.clock.move(LOOK_SECONDS_MIN * SECOND)
    after = {one["decision"] for one in sample(ida)}

    drawn = standing_of(server.house)
    assert before == set(wished)
    assert after == {name for name in wished if drawn.in_sample("refund", name)}
    assert len(after) < len(before) / 2


def test_a_question_that_is_judged_stays_open(ida: httpx.Client, ada: Person) -> None:
    options = part(ada.say("choose").json(), "choices")["options"]

    judge(ida, sample(ida)[0]["decision"], right=True)

    assert ada.send(kind="choice", option=options[0]["id"]).json()["items"][0]["author"] == "customer"


@pytest.mark.parametrize("back", ["given", "refused"])
def test_who_objects_is_not_read_and_who_takes_the_objection_back_is(ida: httpx.Client, ada: Person, back: str) -> None:
    ada.card("A1")
    (before,) = sample(ida)

    no(ada, "improve.quality")
    after, refused = sample(ida), judge(ida, before["decision"], right=True)
    yes(ada, "improve.quality") if back == "given" else no(ada, "improve.quality")

    assert (after, refused.status_code) == ([], 409)
    assert [one["decision"] for one in sample(ida)] == ([before["decision"]] if back == "given" else [])


def test_what_was_said_under_an_objection_is_never_in_the_sample(
    server: Served, ida: httpx.Client, ada: Person
) -> None:
    no(ada, "improve.quality")
    said = ada.say("refund A1").json()["decisions"][0]

    yes(ada, "improve.quality")

    assert not server.house.store.decision(said).decision.in_sample
    assert sample(ida) == []


def test_a_turn_is_read_for_the_quality_without_names_and_addresses(server: Served, ada: Person) -> None:
    ada.say("hello my name is Ada Lovelace, ada@shop.example, 12 Hill Street, +49 151 2345678")

    (one,) = sample(server.colleague("rex"))

    assert one["text"].startswith("hello my name is")
    assert not [word for word in ("Ada", "Lovelace", "ada@", "Hill", "2345") if word in one["text"] + one["said"]]
    looks = server.house.store.uses(server.house.store.session(ada.token).subject)
    assert [use.used for use in looks if use.by_colleague] == [(READ,)]
    assert Used("conversation", "words", Purpose.IMPROVE_QUALITY) == READ


def test_nothing_can_be_judged_where_nothing_was_understood(ida: httpx.Client, ada: Person) -> None:
    ada.want_person()
    talk = ida.get(f"/v1/desk/conversations/{ada.talk}").json()

    answers = [judge(ida, name, right=True) for name in talk["decisions"]]

    assert {one.status_code for one in answers} == {
        404
    }  # neither the notice nor the hand-over was understood as a wish
