"""A broken playbook says where and how to mend it; a good one says what it means."""

from pathlib import Path

import pytest
from tests.assistant.fakes import FOLDER

from earnest.assistant import read_playbook, read_playbooks
from earnest.assistant.expression import Each, Literal, Total, evaluate, read_call
from earnest.assistant.expression import Path as Reach
from earnest.assistant.templates import fill, pick
from earnest.domain.errors import BrandError
from earnest.domain.money import Money

GOOD = (FOLDER / "cancel.yaml").read_text(encoding="utf-8")

FLAWS = {
    "no YAML": ("playbook: cancel\ntitle: {en: [}", 2, "no YAML"),
    "empty": ("", 1, "empty"),
    "an unknown key": (GOOD.replace("level:", "levle:"), 3, "is no key here"),
    "a missing language": (
        GOOD.replace('ask: {en: "Why?", de: "Warum?"}', 'ask: {en: "Why?"}'),
        20,
        "'de' are missing",
    ),
    "an unknown level": (GOOD.replace("reachable", "certain"), 3, "is no level"),
    "an unknown purpose": (GOOD.replace("service.order", "service.fun"), 6, "is no purpose"),
    "an unknown slot type": (GOOD.replace("type: enum", "type: enumm"), 18, "is no slot type"),
    "no question": (GOOD.replace('    ask: {en: "Which order?", de: "Welche Bestellung?"}\n', ""), 9, "no `ask:`"),
    "an unknown slot in does": (GOOD.replace("order=order", "order=odrer"), 27, "no slots of this playbook"),
    "no call": (GOOD.replace("does: cancel_order(order=order, reason=reason)", "does: cancel order"), 27, "is no call"),
    "an unknown place": (GOOD.replace("{order.lines|names}", "{ordre.lines|names}", 1), 30, "names no slot"),
    "an unknown filter": (GOOD.replace("{order.lines|names}", "{order.lines|nmaes}", 1), 30, "is no filter"),
    "the same key twice": (GOOD + "level: anyone\n", 35, "stands here twice"),
    "four wordings": (GOOD.replace('en: "Why?"', 'en: ["a", "b", "c", "d"]'), 20, "more than 3 wordings"),
    "a switch that is none": (GOOD.replace("many: yes", "many: perhaps"), 11, "neither yes nor no"),
    "no card": (GOOD.replace("  card:", "  lead2:"), 0, "is no key here"),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_names_file_line_and_mend(tmp_path: Path, flaw: str) -> None:
    text, line, words = FLAWS[flaw]
    file = tmp_path / "broken.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(BrandError, match=r"broken\.yaml") as raised:
        read_playbook(file, ("en", "de"))

    assert words in raised.value.message
    assert abs(raised.value.line - line) <= 1 or not line


def test_names_of_other_playbooks_must_exist(tmp_path: Path) -> None:
    (tmp_path / "cancel.yaml").write_text(GOOD, encoding="utf-8")

    with pytest.raises(BrandError, match="'return', which does not exist"):
        read_playbooks(tmp_path, ("en", "de"))


def test_the_shipped_benchmark_playbooks_are_whole(root: Path) -> None:
    playbooks = read_playbooks(root / "examples" / "tau-retail" / "playbooks", ("en",))

    assert {playbook.does.skill for playbook in playbooks.values() if playbook.does} == {
        "cancel_pending_order",
        "exchange_delivered_order_items",
        "modify_pending_order_address",
        "modify_pending_order_items",
        "modify_pending_order_payment",
        "modify_user_address",
        "return_delivered_order_items",
    }
    assert all(len(playbook.starts["en"]) >= 10 for playbook in playbooks.values())


def test_an_expression_reaches_handles_fields_and_sums() -> None:
    call = read_call("pay(order, lines=each(lines).handle, sum=total(lines), why='late', n=3, city=order.address.city)")
    lines = [{"handle": "h1", "price": Money(100, "EUR")}, {"handle": "h2", "price": Money(50, "EUR")}]
    scope = {"order": {"handle": "h0", "address": {"city": "Rome"}}, "lines": lines}

    assert {name: evaluate(value, scope) for name, value in call.arguments} == {
        "order": "h0",
        "lines": ["h1", "h2"],
        "sum": Money(150, "EUR"),
        "why": "late",
        "n": 3,
        "city": "Rome",
    }
    assert [type(value) for _, value in call.arguments] == [Reach, Each, Total, Literal, Literal, Reach]


@pytest.mark.parametrize("text", ["pay", "pay(", "pay(1a=2)", "pay(x=__import__('os'))", "pay(x=a.b())", "pay(x=[1])"])
def test_nothing_but_the_grammar_is_an_expression(text: str) -> None:
    with pytest.raises(BrandError):
        read_call(text)


def test_a_template_fills_its_places_once_and_leaves_those_of_others() -> None:
    scope = {"order": {"id": "{order.total}", "lines": [{"name": "Lamp"}]}}

    text = fill("{order.id} {order.lines|count|one:item:items} {back}", scope, str)

    assert text == "{order.total} 1 item {back}"


def test_a_wording_is_picked_by_the_conversation_and_all_are_used() -> None:
    wordings = {"en": ("a", "b", "c")}

    picked = {pick(wordings, "en", "key", f"C-{number}") for number in range(60)}

    assert picked == {"a", "b", "c"}
    assert pick(wordings, "en", "key", "C-1") == pick(wordings, "en", "key", "C-1")
