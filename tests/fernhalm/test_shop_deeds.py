"""Each of Fernhalm's deeds: what it does, that it happens once, and when it is refused or goes to a person."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.fernhalm.counter import NOW, Counter, contents, counter_of

from earnest.domain.errors import BadInput, Declined
from earnest.domain.money import Money
from earnest.domain.skills import By, EffectClass
from earnest.domain.verdicts import Outcome

ADDRESS = {"street": "Bergstraße 3", "extra": "", "zip": "20095", "city": "Hamburg", "country": "Germany"}

# One of each, done for a customer for whom it may be done.
DEEDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("ada", "refund", {"order_id": "1043", "lines": ["1043/1"], "reason": "fault"}),
    ("ada", "return_items", {"order_id": "1043", "lines": ["1043/2"], "reason": "does_not_fit"}),
    ("ben", "withdraw", {"order_id": "1044", "lines": ["1044/1"]}),
    ("ada", "cancel_order", {"order_id": "1058"}),
    ("ada", "change_address", {"order_id": "1058", **ADDRESS}),
    ("cleo", "exchange_item", {"order_id": "1046", "line": ["1046/1"], "new_item": ["scree-boots.grey.39"]}),
    (
        "ada",
        "open_claim",
        {"order_id": "1051", "kind": "not_arrived", "lines": ["1051/1"], "wants": "search"},
    ),
    ("ada", "send_invoice", {"order_id": "1043"}),
    ("ada", "report_payment", {"order_id": "1043", "problem": "charged_twice"}),
    ("ben", "complain", {"about": "1049", "words": "Ich warte seit Tagen."}),
    ("ada", "delivery_wish", {"order_id": "1058", "wish": "neighbour", "detail": "Kaya, second floor"}),
)


@pytest.fixture
def counter(fernhalm: Path, tmp_path: Path) -> Iterator[Counter]:
    with counter_of(fernhalm, tmp_path / "shop.db") as found:
        yield found


def test_there_is_a_deed_of_every_skill_here(counter: Counter) -> None:
    assert {name for _, name, _ in DEEDS} == set(counter.brand.code.skills)


@pytest.mark.parametrize(("who", "skill", "arguments"), DEEDS, ids=[name for _, name, _ in DEEDS])
def test_a_deed_happens_once_for_its_decision_and_can_be_asked_about(
    counter: Counter, who: str, skill: str, arguments: dict[str, Any]
) -> None:
    deed = counter.deed(who, skill, **arguments)
    by_key = counter.settled(who, skill, "D-1")
    before = contents(counter.shop)

    first = _again(counter, who, deed)
    after = contents(counter.shop)
    second = _again(counter, who, deed)

    assert by_key is None
    assert after != before
    assert contents(counter.shop) == after
    assert first == second == counter.settled(who, skill, "D-1")


def _again(counter: Counter, who: str, deed: Any) -> Any:
    by = By(who, "D-1", NOW)
    return counter.broker.skills[deed.skill].do(counter.shop, by, **counter.broker.arguments(deed))


@pytest.mark.parametrize(("who", "skill", "arguments"), DEEDS, ids=[name for _, name, _ in DEEDS])
def test_nobody_can_do_it_to_somebody_elses_order(
    counter: Counter, who: str, skill: str, arguments: dict[str, Any]
) -> None:
    stranger = "c0004"

    with pytest.raises((BadInput, Declined)):
        counter.deed(stranger, skill, **arguments)


@pytest.mark.parametrize(("who", "skill", "arguments"), DEEDS, ids=[name for _, name, _ in DEEDS])
def test_what_may_be_done_is_done_or_confirmed_and_never_a_persons(
    counter: Counter, who: str, skill: str, arguments: dict[str, Any]
) -> None:
    verdict = counter.verdict(who, skill, **arguments)

    assert verdict.outcome <= Outcome.CONFIRM, verdict


def test_every_gate_speaks_both_languages(counter: Counter) -> None:
    rows = [row for gate in counter.brand.gates.values() for row in gate.gate.rows]

    assert set(counter.brand.gates) == set(counter.brand.code.skills)
    assert all(set(row.say) == {"en", "de"} for row in rows)


# --- money -------------------------------------------------------------------------------------------------------


def test_a_refund_gives_back_what_was_not_paid_back_yet_and_is_on_its_way(counter: Counter) -> None:
    arguments: dict[str, Any] = {
        "order_id": "1050",
        "lines": ["1050/1"],
        "reason": "fault",
    }  # 5.00 of 45.90 went back before

    done = counter.do("ben", "refund", **arguments)
    newest = counter.rows("refund", "ben")[0]

    assert done.values["amount"] == Money(4_090, "EUR")
    assert (newest["amount"], newest["state"], newest["order"]) == (Money(4_090, "EUR"), "on_its_way", "1050")
    with pytest.raises(Declined, match="schon erstattet"):
        counter.deed("ben", "refund", **arguments)


def test_what_is_coming_back_is_not_paid_back_beside_it(counter: Counter) -> None:
    with pytest.raises(Declined, match="R-5002"):
        counter.deed("cleo", "refund", order_id="1036", lines=["1036/1"], reason="changed_mind")


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("fault", Outcome.ASK_PERSON),
        ("wrong_item", Outcome.ASK_PERSON),
        ("does_not_fit", Outcome.REFUSE),
        ("changed_mind", Outcome.REFUSE),
    ],
)
def test_a_fault_is_never_refused_by_the_return_window(counter: Counter, reason: str, outcome: Outcome) -> None:
    verdict = counter.verdict("ada", "return_items", order_id="1017", lines=["1017/1"], reason=reason)

    assert verdict.outcome is outcome


def test_a_withdrawal_of_any_amount_needs_a_button_and_no_person(counter: Counter) -> None:
    verdict = counter.verdict("ben", "withdraw", order_id="1044", lines=["1044/1"])
    effect = counter.broker.skills["withdraw"].effect

    assert verdict.outcome is Outcome.CONFIRM
    assert effect is EffectClass.RIGHT
    assert effect.by_button_only
    assert counter.deed("ben", "withdraw", order_id="1044", lines=["1044/1"]).amount == Money(18_900, "EUR")


@pytest.mark.parametrize(("days", "outcome"), [(0, Outcome.CONFIRM), (14, Outcome.CONFIRM), (15, Outcome.REFUSE)])
def test_a_withdrawal_is_open_for_fourteen_days_after_delivery(counter: Counter, days: int, outcome: Outcome) -> None:
    counter.shop.rows("""update "order" set delivered_on = date('2026-11-23', ?) where id = '1044'""", f"-{days} days")

    verdict = counter.verdict("ben", "withdraw", "de", order_id="1044", lines=["1044/1"])

    assert verdict.outcome is outcome
    assert bool(verdict.fired) is (outcome is Outcome.REFUSE)
    assert counter.row("order", "ben", "1044")["withdrawable"] == ("yes" if outcome is Outcome.CONFIRM else "no")


def test_a_withdrawal_is_receipted_with_content_date_and_time_and_mailed(counter: Counter) -> None:
    done = counter.do("ben", "withdraw", order_id="1044", lines=["1044/1"]).values

    assert done["items"] == "Schlafsack Tarn"
    assert done["order"] == "1044"
    assert done["received_de"] == "Montag, 23. November, 10:00 Uhr"
    assert done["send_by_de"] == "7. Dezember"
    assert counter.shop.rows("select about from mail")[0]["about"] == done["number"]
    assert counter.rows("return", "ben")[0]["kind"] == "withdrawal"


def test_withdrawing_from_all_that_has_not_left_stops_it_and_pays_it_back_at_once(counter: Counter) -> None:
    stock = _stock(counter, "trail-socks.grey.39-42")

    counter.do("ada", "withdraw", order_id="1058", lines=["1058/1"])

    assert counter.row("order", "ada", "1058")["status"] == "cancelled"
    assert counter.rows("refund", "ada")[0]["amount"] == Money(1_490, "EUR")
    assert _stock(counter, "trail-socks.grey.39-42") == stock + 1


def test_a_cancelled_order_is_paid_back_and_its_things_are_for_sale_again(counter: Counter) -> None:
    stock = _stock(counter, "trail-socks.grey.39-42")

    done = counter.do("ada", "cancel_order", order_id="1058")

    assert done.values["amount"] == Money(1_490, "EUR")
    assert counter.row("order", "ada", "1058")["status"] == "cancelled"
    assert _stock(counter, "trail-socks.grey.39-42") == stock + 1


@pytest.mark.parametrize("number", ["1051", "1042", "1040"])
def test_what_has_left_or_is_over_is_not_cancelled(counter: Counter, number: str) -> None:
    verdict = counter.verdict("ada", "cancel_order", order_id=number)

    assert verdict.outcome is Outcome.REFUSE
    with pytest.raises(Declined, match="no longer be cancelled"):
        counter.do("ada", "cancel_order", order_id=number)


# --- goods -------------------------------------------------------------------------------------------------------


def test_an_exchange_puts_the_new_one_aside_and_waits_for_the_old_one(counter: Counter) -> None:
    stock = _stock(counter, "scree-boots.grey.39")

    done = counter.do("cleo", "exchange_item", order_id="1046", line=["1046/1"], new_item=["scree-boots.grey.39"])

    assert _stock(counter, "scree-boots.grey.39") == stock - 1
    assert counter.row("return", "cleo", str(done.values["number"]))["kind"] == "exchange"
    assert counter.row("order", "cleo", "1046")["lines"][0]["coming_back"] == done.values["number"]


def test_an_exchange_in_the_warehouse_is_done_at_once(counter: Counter) -> None:
    before = _stock(counter, "trail-socks.grey.39-42")

    counter.do("ada", "exchange_item", order_id="1058", line=["1058/1"], new_item=["trail-socks.blue.43-46"])

    assert counter.row("order", "ada", "1058")["lines"][0]["options"]["en"] == {"colour": "blue", "size": "43-46"}
    assert _stock(counter, "trail-socks.grey.39-42") == before + 1


@pytest.mark.parametrize(
    ("new", "row"),
    [
        ("scree-boots.grey.46", "sold-out"),
        ("scree-boots.brown.38", "no-change"),
        ("trail-socks.blue.43-46", "other-product"),
    ],
)
def test_an_exchange_needs_another_one_of_the_same_product_in_stock(counter: Counter, new: str, row: str) -> None:
    verdict = counter.verdict("cleo", "exchange_item", order_id="1046", line=["1046/1"], new_item=[new])

    assert verdict.outcome is Outcome.REFUSE
    assert [fired.row for fired in verdict.fired if fired.outcome is Outcome.REFUSE] == [row]


def test_the_last_one_is_not_given_twice(counter: Counter) -> None:
    counter.shop.rows("update variant set stock = 0 where id = 'scree-boots.grey.39'")
    before = contents(counter.shop)

    with pytest.raises(Declined, match="sold out"):
        counter.do("cleo", "exchange_item", order_id="1046", line=["1046/1"], new_item=["scree-boots.grey.39"])

    assert contents(counter.shop) == before


def test_address_and_wish_are_taken_until_the_parcel_leaves(counter: Counter) -> None:
    counter.do("ada", "delivery_wish", "D-2", order_id="1058", wish="neighbour", detail="Kaya")

    assert counter.row("order", "ada", "1058")["wish"] == "neighbour: Kaya"
    for skill, arguments in (("delivery_wish", {"wish": "other_day", "detail": "Friday"}), ("change_address", ADDRESS)):
        verdict = counter.verdict("ada", skill, order_id="1051", **arguments)
        assert verdict.outcome is Outcome.REFUSE
        with pytest.raises(Declined):
            counter.do("ada", skill, order_id="1051", **arguments)


def test_a_wish_without_a_name_or_day_is_asked_for_again(counter: Counter) -> None:
    verdict = counter.verdict("ada", "delivery_wish", order_id="1058", wish="neighbour", detail=" ")

    assert [fired.row for fired in verdict.fired] == ["unnamed"]


# --- cases -------------------------------------------------------------------------------------------------------


def test_a_claim_has_a_number_an_owner_and_a_time_in_both_languages(counter: Counter) -> None:
    done = counter.do("ada", "open_claim", order_id="1051", kind="not_arrived", lines=["1051/1"], wants="search").values
    case = counter.rows("case", "ada")[0]

    assert case["id"] == done["number"]
    assert (case["kind"], case["state"]) == ("not_arrived", "open")
    assert case["due"] == {"en": "Thursday, 26 November, 18:00", "de": "Donnerstag, 26. November, 18:00 Uhr"}
    assert (done["due_en"], done["due_de"]) == (case["due"]["en"], case["due"]["de"])
    assert (done["owner_en"], done["owner_de"]) == ("our parcel desk", "unsere Paketstelle")


def test_a_claim_is_heard_once_for_each_item_and_names_the_open_case_after_that(counter: Counter) -> None:
    claim = {"order_id": "1043", "kind": "faulty", "wants": "repair"}
    first = counter.do("ada", "open_claim", "D-1", lines=["1043/1"], **claim)

    other = counter.do("ada", "open_claim", "D-2", lines=["1043/2"], **claim)

    assert other.values["number"] != first.values["number"]
    with pytest.raises(Declined, match=str(first.values["number"])):
        counter.deed("ada", "open_claim", lines=["1043/1"], **claim)


@pytest.mark.parametrize("kind", ["not_arrived", "wrong_item", "missing_item", "faulty"])
def test_no_claim_is_contradicted_whatever_the_parcel_says(counter: Counter, kind: str) -> None:
    for number in ("1042", "1051", "1058", "1017"):
        verdict = counter.verdict(
            "ada", "open_claim", order_id=number, kind=kind, lines=[f"{number}/1"], wants="replacement"
        )
        assert verdict.outcome is Outcome.DO_IT, (number, verdict)


def test_a_case_on_a_payment_and_a_complaint_need_no_order(counter: Counter) -> None:
    payment = counter.do("ada", "report_payment", "D-1", order_id="", problem="voucher")
    complaint = counter.do("ada", "complain", "D-2", about="", words="Nobody answers the phone.")

    assert [row["number"] for row in counter.rows("case", "ada")] == [
        complaint.values["number"],
        payment.values["number"],
    ]
    assert counter.shop.rows("select key from cases where kind = 'complaint' and customer = 'ada'")[0]["key"] == "D-2"


def test_a_complaint_without_words_is_asked_for_them(counter: Counter) -> None:
    with pytest.raises(Declined, match="kurz"):
        counter.deed("ben", "complain", about="", words="  ")


def test_with_more_than_five_open_cases_a_person_looks_first(counter: Counter) -> None:
    outcomes = []
    for number in range(7):
        outcomes.append(counter.verdict("ada", "complain", about="", words=f"Number {number}").outcome)
        counter.do("ada", "complain", f"D-{number}", about="", words=f"Number {number}")

    assert outcomes == [Outcome.DO_IT] * 6 + [Outcome.ASK_PERSON]


def test_an_invoice_goes_to_the_address_on_file_and_its_middle_is_hidden(counter: Counter) -> None:
    done = counter.do("ada", "send_invoice", order_id="1043")

    assert done.values == {"number": "RE-1043", "email": "a…@example.org"}
    assert counter.shop.rows('select "to" from mail')[0]["to"] == "ada@example.org"
    assert counter.verdict("ada", "send_invoice", order_id="1040").outcome is Outcome.REFUSE


def _stock(counter: Counter, variant: str) -> int:
    return int(counter.shop.rows("select stock from variant where id = ?", variant)[0]["stock"])
