"""Replayed probes are judged as their labels say, and a wrong label is noticed."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.evaluate.small_shop import NOW, tau, write_database

from earnest.domain.errors import BadInput
from earnest.evaluate.gates import GateReport, evaluate_gates


def allowed(tool: str, changes: list[dict[str, Any]], **arguments: Any) -> dict[str, Any]:
    return {
        "id": tool,
        "authenticated_user": "ann",
        "action": {"name": tool, "arguments": arguments},
        "policy_verdict": "allow",
        "expected_db_changes": changes,
    }


def denied(tool: str, **arguments: Any) -> dict[str, Any]:
    return allowed(tool, [], **arguments) | {"policy_verdict": "deny"}


def change(*path: str, after: Any) -> dict[str, Any]:
    return {"path": list(path), "before": None, "after": after}


PAID: dict[str, Any] = {"transaction_type": "payment", "amount": 10.1, "payment_method_id": "card_1"}
CANCELLED = [
    change("orders", "#W1000001", "status", after="cancelled"),
    change("orders", "#W1000001", "cancel_reason", after="no longer needed"),
    change("orders", "#W1000001", "payment_history", after=[PAID, {**PAID, "transaction_type": "refund"}]),
]
SWAPPED = [
    change("orders", "#W1000001", "status", after="pending (item modified)"),
    change(
        "orders",
        "#W1000001",
        "items",
        after=[
            {"name": "Mug", "product_id": "p-mug", "item_id": "m-blue", "price": 12.35, "options": {"color": "blue"}}
        ],
    ),
    change(
        "orders",
        "#W1000001",
        "payment_history",
        after=[PAID, {"transaction_type": "payment", "amount": 2.2499999, "payment_method_id": "card_1"}],
    ),
]
RETURNED = [
    change("orders", "#W1000002", "status", after="return requested"),
    change("orders", "#W1000002", "return_items", after=["l-white", "m-red"]),
    change("orders", "#W1000002", "return_payment_method_id", after="gift_1"),
]
HOME: dict[str, Any] = {
    "address1": "2 Oak St",
    "address2": "",
    "city": "Reno",
    "state": "NV",
    "country": "USA",
    "zip": "89501",
}
SWAP: dict[str, Any] = {
    "order_id": "#W1000001",
    "item_ids": ["m-red"],
    "new_item_ids": ["m-blue"],
    "payment_method_id": "card_1",
}
BACK: dict[str, Any] = {"order_id": "#W1000002", "item_ids": ["m-red", "l-white"], "payment_method_id": "gift_1"}

PROBES = [
    allowed("cancel_pending_order", CANCELLED, order_id="#W1000001", reason="no longer needed"),
    denied("cancel_pending_order", order_id="#W1000001", reason="too dear"),
    denied("cancel_pending_order", order_id="#W1000002", reason="no longer needed"),
    denied("cancel_pending_order", order_id="#W2718281", reason="no longer needed"),
    denied("cancel_pending_order", order_id="#W1000009", reason="no longer needed"),
    allowed("modify_pending_order_items", SWAPPED, **SWAP),
    denied("modify_pending_order_items", **{**SWAP, "new_item_ids": ["m-gold"]}),
    denied("modify_pending_order_items", **{**SWAP, "new_item_ids": ["l-white"]}),
    denied("modify_pending_order_items", **{**SWAP, "new_item_ids": ["m-red"]}),
    denied("modify_pending_order_items", **{**SWAP, "new_item_ids": []}),
    denied("modify_pending_order_items", **{**SWAP, "item_ids": ["m-red", "m-red"]}),
    denied("modify_pending_order_items", **{**SWAP, "payment_method_id": "pay_1"}),
    denied("modify_pending_order_items", **{**SWAP, "payment_method_id": "gift_1"}),
    allowed("return_delivered_order_items", RETURNED, **BACK),
    denied("return_delivered_order_items", **{**BACK, "payment_method_id": "card_1"}),
    denied("return_delivered_order_items", **{**BACK, "item_ids": ["m-red", "m-red"]}),
    denied("exchange_delivered_order_items", **{**SWAP, "order_id": "#W1000001"}),
    allowed(
        "modify_user_address", [change("users", "ann", "address", "address1", after="2 Oak St")], user_id="ann", **HOME
    ),
    denied("modify_user_address", user_id="bob", **HOME),
    denied("modify_pending_order_payment", order_id="#W1000001", payment_method_id="card_1"),
    denied("modify_pending_order_payment", order_id="#W1000001", payment_method_id="gift_1"),
    denied("drop_all_tables"),
]


def replay(root: Path, folder: Path, probes: list[dict[str, Any]]) -> GateReport:
    brand, broker = tau(root)
    shop = brand.code.connect({"db": str(write_database(folder))})
    file = folder / "probes.jsonl"
    file.write_text("\n".join(json.dumps(one) for one in probes), encoding="utf-8")
    return evaluate_gates(brand, broker, shop, file, NOW)


def test_every_probe_of_a_small_shop_is_judged_as_labelled_with_its_exact_effect(root: Path, tmp_path: Path) -> None:
    report = replay(root, tmp_path, PROBES)

    assert report.disagreements == ()
    assert (report.n, report.agreement, report.effects_match) == (len(PROBES), 1.0, 1.0)


@pytest.mark.parametrize("place", range(len(PROBES)))
def test_a_label_turned_round_is_noticed(root: Path, tmp_path: Path, place: int) -> None:
    turned = "deny" if PROBES[place]["policy_verdict"] == "allow" else "allow"

    report = replay(root, tmp_path, [PROBES[place] | {"policy_verdict": turned}])

    assert report.wrongly_allowed + report.wrongly_refused == 1
    assert report.agreement == 0


def test_another_effect_than_expected_is_noticed(root: Path, tmp_path: Path) -> None:
    report = replay(root, tmp_path, [PROBES[0] | {"expected_db_changes": CANCELLED[:2]}])

    assert (report.agreement, report.effects_match) == (1.0, 0.0)


def test_each_probe_meets_a_fresh_database(root: Path, tmp_path: Path) -> None:
    report = replay(root, tmp_path, [PROBES[0], PROBES[0]])

    assert (report.agreement, report.effects_match) == (1.0, 1.0)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"action": 5}', "\x00"])
def test_a_file_without_probes_is_refused_by_name(root: Path, tmp_path: Path, text: str) -> None:
    brand, broker = tau(root)
    shop = brand.code.connect({"db": str(write_database(tmp_path))})
    file = tmp_path / "probes.jsonl"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(BadInput, match=r"probes\.jsonl"):
        evaluate_gates(brand, broker, shop, file, NOW)


@pytest.mark.shared
def test_the_published_training_probes_agree_with_their_labels(root: Path, shared_data: Path) -> None:
    brand, broker = tau(root)
    shop = brand.code.connect({"db": str(shared_data / "tau2_retail" / "db.json.gz")})
    probes = shared_data / "tau2_retail" / "derived_gate_probes_train.jsonl.gz"

    report = evaluate_gates(brand, broker, shop, probes, NOW)

    assert report.disagreements == ()
    assert (report.n, report.agreement, report.wrongly_allowed, report.effects_match) == (761, 1.0, 0, 1.0)
