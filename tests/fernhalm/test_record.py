"""What stands in the record of a decision, each field held against where it comes from."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.fernhalm.customers import Customer
from tests.fernhalm.test_conversations import LARGE

from earnest.app import build
from earnest.assistant.playing import MODEL_ID
from earnest.domain.items import Quote
from earnest.domain.purposes import BASIS_OF, ConsentState, Purpose
from earnest.domain.staff import Alone
from earnest.domain.turns import DecisionKind
from earnest.house import House
from earnest.ledger import check_receipt, parse_verifier_key
from earnest.store import codec

Begin = Callable[..., Customer]


def records(house: House, customer: Customer, kind: DecisionKind) -> list[dict[str, Any]]:
    found = (house.recorded(name)["record"] for name in customer.talk.decisions)
    return [record for record in found if record["what"]["kind"] == kind.value]


def test_a_judged_decision_names_every_version_it_was_made_by(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says(LARGE)
    ada.says("<confirm>")

    (asked,) = records(house, ada, DecisionKind.APPROVAL)

    policy, verdict = asked["policy"], asked["verdict"]
    started = house.store.governing.version()
    assert started is not None
    assert policy["brand"] == house.brand.digest == started.digest
    assert policy["gates"] == started.gates_digest == house.brand.version.gates_digest
    assert verdict["gate_digest"] == house.brand.gates[verdict["gate"]].digest
    assert {row for row, _, _ in verdict["fired"]} <= {row.id for row in house.brand.gates[verdict["gate"]].gate.rows}
    assert policy["experiments"] == []


def test_what_thought_is_named_with_its_digest_and_that_it_was_told_nothing(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says("where is order 1051?")

    (told,) = records(house, ada, DecisionKind.ANSWER)

    assert told["policy"]["model"] == house.turns.assistant._router.model.digest  # type: ignore[attr-defined]  # as put together
    assert (told["policy"]["model_id"], told["policy"]["prompt"]) == (MODEL_ID, "none")
    assert told["what"]["sure"] is not None


def test_what_was_read_stands_with_source_purpose_and_basis(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says("where is order 1051?")

    (told,) = records(house, ada, DecisionKind.ANSWER)

    for source, name, purpose, *_ in told["used"]:
        rule = house.brand.data_map.source(source)
        assert rule is not None
        assert Purpose(purpose) in next(one.purposes for one in rule.fields if one.path == name)
    assert {one[0] for one in told["bases"]} == {one[2] for one in told["used"]}
    assert all(basis == BASIS_OF[Purpose(purpose)].value for purpose, basis, _ in told["bases"])


def test_a_consent_that_was_rested_on_is_named_by_its_event(house: House, customer: Begin) -> None:
    ada = customer("ada")
    session = house.store.session(ada.talk.token)
    event = house.store.record_consent(session, Purpose.SERVICE_ORDER, ConsentState.REQUESTED)
    ada.says("where is order 1051?")

    (told,) = records(house, ada, DecisionKind.ANSWER)

    assert [Purpose.SERVICE_ORDER.value, event] in told["consents"]
    assert [Purpose.SERVICE_ORDER.value, "contract", "requested"] in told["bases"]
    assert told["what"]["consent_seq"] == 1


def test_a_quoted_article_stands_with_its_version(house: House, customer: Begin) -> None:
    ada = customer("ada")
    heard = ada.says("How do I wash a down jacket?")

    quotes = [part for part in heard.parts if isinstance(part, Quote)]
    found = [pair for record in records(house, ada, DecisionKind.ANSWER) for pair in record.get("knowledge", ())]

    assert quotes
    assert found == [[one.article, one.version] for one in quotes]
    assert any(name.startswith(f"knowledge/{quotes[0].article}") for name in house.brand.files)


def test_what_the_customer_was_shown_stands_there_byte_for_byte(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says(LARGE)
    session = house.store.session(ada.talk.token)

    shown = {item.decision: item.parts for item in house.store.items(ada.talk.conversation, session) if item.decision}

    for name, parts in shown.items():
        assert house.recorded(name)["record"]["said"] == [codec.part_to_json(part) for part in parts]


def test_the_level_is_the_sessions_own_and_the_record_proves_itself(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says("where is order 1051?")
    session = house.store.session(ada.talk.token)

    whole = house.recorded(ada.talk.decisions[0])

    proved = check_receipt(whole["receipt"], [parse_verifier_key(key) for key in whole["keys"]])
    assert proved.disclosure is not None
    assert {field.name for field in proved.disclosure.revealed} == set(whole["record"])
    assert whole["record"]["what"]["level"] == int(session.level)
    assert whole["record"]["place"]["subject"] == session.subject


@pytest.mark.slow
def test_a_gate_that_was_changed_in_the_folder_waits_and_the_published_one_judges(
    fernhalm: Path, learned: Path, tmp_path: Path
) -> None:
    folder, data = tmp_path / "brand", tmp_path / "data"
    shutil.copytree(fernhalm, folder)
    shutil.copytree(learned, data / "models")
    before = build(folder, data)
    digest, first = before.brand.gates["refund"].digest, before.brand.rules
    before.close()
    file = folder / "gates" / "refund.yaml"
    file.write_text(file.read_text("utf-8").replace('"> 50.00 EUR"', '"> 40.00 EUR"'), "utf-8")

    house = build(folder, data)

    assert first is not None
    assert house.brand.rules is not None
    held = house.brand.rules.held["refund"]
    assert (dict(first.held), house.brand.gates["refund"].digest) == ({}, digest)
    assert held.gate.digest != digest
    assert house.world.broker.gates["refund"].digest == digest
    house.brand.rules.publish("refund", Alone.WAITED.value)
    assert set(house.world.broker.gates["refund"].alone) == set(house.brand.settings.languages)
    assert house.world.broker.gates["refund"].digest == held.gate.digest
    house.close()
