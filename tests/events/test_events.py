import importlib.util
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.consent.fold import fold
from earnest.domain.announcing import ANNOUNCED_TYPE, GATE_WAITS, Announcement, Happened
from earnest.domain.consents import CHANGE_TYPE, ConsentEvent, ConsentNews, Origin
from earnest.domain.events import EVENT_TYPES, Event, cloud_event
from earnest.domain.money import Money
from earnest.domain.notices import NOTICE_TYPE, Notice
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.staff import Alone
from earnest.domain.turns import DecisionKind, HandOverReason

amounts = st.none() | st.builds(Money, st.integers(-(10**9), 10**9), st.sampled_from(["EUR", "JPY"]))


def released(event_type: str) -> dict[str, Any]:
    name, _, major = event_type.rpartition(".v")
    text = (files("earnest") / "schemas" / "events" / name / f"{major}.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def current(root: Path, event_type: str) -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location("write_schemas", root / "tools" / "write_schemas.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[str, Any] = module.schema_of(event_type)
    return found


def narrowed(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What a reader of the old schema could no longer rely on."""
    gone = [name for name, rule in old.get("properties", {}).items() if new.get("properties", {}).get(name) != rule]
    return gone + [name for name in new.get("required", []) if name not in old.get("required", [])]


@given(st.sampled_from(EVENT_TYPES), amounts, st.integers(0, 2**52), st.binary(max_size=32))
def test_every_event_fits_its_own_schema(event_type: str, amount: Money | None, at: int, ref: bytes) -> None:
    event = Event(7, "E-1", event_type, at, ref, "D-1", "", "chat", amount)

    made = cloud_event(event, "shop.example/log")

    jsonschema.validate(made["data"], released(event_type))
    assert json.loads(json.dumps(made)) == made


def test_every_kind_of_decision_is_an_event() -> None:
    assert {f"decision.{kind.value}.v1" for kind in DecisionKind} <= set(EVENT_TYPES)


@given(
    st.sampled_from(["hand_over", "approval", "governance"]),
    st.sampled_from(HandOverReason),
    st.integers(0, 2**52),
    st.booleans(),
    st.sampled_from(["", "https://desk.shop.example/desk/case/H-1"]),
)
def test_every_notice_fits_its_own_schema(kind: str, reason: HandOverReason, at: int, overdue: bool, link: str) -> None:
    notice = Notice("H-1.0.5", "H-1", kind, reason.value, at, at, overdue=overdue, link=link, at=at)

    made = notice.as_json()

    jsonschema.validate(made, released(NOTICE_TYPE))
    assert set(made) == set(released(NOTICE_TYPE)["properties"])


@given(
    st.sampled_from([GATE_WAITS, "approval", "hold", "gate"]),
    st.sampled_from(["refund 0123456789ab", "D-1"]),
    st.sampled_from(["", *Alone]),
    st.integers(0, 2**52),
    st.sampled_from(["", "https://desk.shop.example/desk/"]),
)
def test_every_announcement_fits_its_own_schema(what: str, about: str, how: str, at: int, link: str) -> None:
    made = Announcement(Happened(what, about, how, at), link, at).as_json()

    jsonschema.validate(made, released(ANNOUNCED_TYPE))
    assert set(made) == set(released(ANNOUNCED_TYPE)["properties"])


@given(st.sampled_from(Purpose), st.sampled_from(ConsentState), st.sampled_from(Origin), st.integers(0, 2**52))
def test_every_change_of_a_consent_fits_its_own_schema(
    purpose: Purpose, state: ConsentState, origin: Origin, at: int
) -> None:
    event = ConsentEvent(3, "S-1", purpose, state, at, "v1", "en", "chat", origin=origin, decision="D-1")

    made = ConsentNews(event, "9f").as_json()

    jsonschema.validate(made, released(CHANGE_TYPE))
    assert set(made) == set(released(CHANGE_TYPE)["properties"])
    assert made["allowed"] is fold([event], at).allows(purpose)


@pytest.mark.parametrize("field", ["id", "kind", "reason"])
def test_a_customers_sentence_fits_into_no_field_of_a_notices_schema(field: str) -> None:
    made = {**Notice("H-1.0.5", "H-1", "hand_over", "asked", 5, 5, overdue=False, link="", at=5).as_json()}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made | {field: "My parcel is not here!"}, released(NOTICE_TYPE))


@pytest.mark.parametrize("event_type", [*EVENT_TYPES, NOTICE_TYPE, CHANGE_TYPE])
def test_a_released_schema_only_ever_grows(root: Path, event_type: str) -> None:
    assert narrowed(released(event_type), current(root, event_type)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"properties": {"decision_id": {"type": "integer"}}},
        {"properties": {}},
        {"properties": {"decision_id": {"type": "string"}}, "required": ["fresh"]},
    ],
)
def test_a_schema_that_shrinks_is_noticed(change: dict[str, Any]) -> None:
    assert narrowed({"properties": {"decision_id": {"type": "string"}}, "required": []}, change)


def test_an_event_holds_ids_amounts_and_closed_words_only() -> None:
    fields = set(released("decision.effect.v1")["properties"])

    assert fields == {"decision_id", "caused_by", "channel", "amount"}
