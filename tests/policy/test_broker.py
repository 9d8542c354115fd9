import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.policy.shop_for_tests import (
    KEY,
    KINDS,
    NOW,
    SKILLS,
    Reason,
    Shop,
    broker,
    line_records,
    session,
    shop,
)

from earnest.domain.errors import BadInput, BrandError, Declined, EarnestError, NotAllowed, TooLarge
from earnest.domain.identity import Level, Session, Source
from earnest.domain.money import MINOR_MAX, Money
from earnest.domain.records import RECORDS_MAX, RecordKind
from earnest.domain.skills import EffectClass, Preview
from earnest.domain.time import DAY
from earnest.domain.turns import Action, Deed
from earnest.domain.verdicts import Change, FactValue, Outcome, Verdict
from earnest.policy.broker import ASKED_BY, TAINT_ROW, Broker, Exposure, floor

ADA, BOB = session("ada"), session("bob")


@pytest.fixture
def fernhalm(tmp_path: Path) -> Broker:
    return broker(tmp_path)


def refunding(fernhalm: Broker, who: Session = ADA, **changed: Any) -> Action:
    arguments = {
        "lines": [fernhalm.mint(who, "line", "a1")],
        "amount": Money(2400, "EUR"),
        "reason": "fault",
    }
    return Action("refund", arguments | changed, "Refund")


def judged(fernhalm: Broker, deed: Deed, spent: int = 0, **given: Any) -> Verdict:
    facts = fernhalm.facts(shop(), ADA, deed, **{"sure": 97, "asked_by": Source.CUSTOMER, "now": NOW, **given})
    if deed.skill == "refund":
        facts["spent"] = Money(spent, "EUR")
    return fernhalm.verdict(deed, facts)


def test_a_proposal_becomes_a_deed_with_raw_ids_and_the_shops_own_amount(fernhalm: Broker) -> None:
    deed = fernhalm.canonical(shop(), ADA, refunding(fernhalm), NOW)

    assert deed.arguments == {"lines": ["a1"], "amount": {"minor": 2400, "currency": "EUR"}, "reason": "fault"}
    assert deed.amount == Money(2400, "EUR")
    assert fernhalm.arguments(deed) == {"lines": ["a1"], "amount": Money(2400, "EUR"), "reason": Reason.FAULT}
    assert fernhalm.arguments(deed)["reason"] is Reason.FAULT


def test_the_hash_is_the_same_for_the_same_deed_and_another_for_any_other(fernhalm: Broker) -> None:
    first = fernhalm.canonical(shop(), ADA, refunding(fernhalm), NOW)
    again = fernhalm.canonical(shop(), ADA, refunding(fernhalm, lines=(fernhalm.mint(ADA, "line", "a1"),)), NOW + 5)

    assert again.args_hash == first.args_hash
    changes: list[dict[str, Any]] = [
        {"amount": Money(2401, "EUR")},
        {"reason": "changed mind"},
        {"lines": [], "amount": Money(0, "EUR")},
    ]
    for changed in changes:
        other = fernhalm.canonical(shop(), ADA, refunding(fernhalm, **changed), NOW)
        assert other.args_hash != first.args_hash


@pytest.mark.parametrize(
    ("whose", "kind", "record"),
    [
        (session("ada", number=2), "line", "a1"),
        (BOB, "line", "a1"),
        (BOB, "line", "b1"),
        (ADA, "line", "b1"),
        (ADA, "order", "a1"),
        (ADA, "variant", "a1"),
        (ADA, "line", "nothing"),
        (replace(ADA, customer="bob"), "line", "a1"),
    ],
)
def test_a_handle_of_another_session_person_kind_or_record_resolves_to_nothing(
    fernhalm: Broker, whose: Session, kind: str, record: str
) -> None:
    with pytest.raises(BadInput, match="no such line"):
        fernhalm.canonical(shop(), ADA, refunding(fernhalm, lines=[fernhalm.mint(whose, kind, record)]), NOW)


@pytest.mark.parametrize("raw", ["a1", "h_a1", "", "h_", "A1", "line|a1", "h_" + "A" * 22])
def test_a_raw_id_is_no_handle(fernhalm: Broker, raw: str) -> None:
    with pytest.raises(BadInput, match="no such line"):
        fernhalm.canonical(shop(), ADA, refunding(fernhalm, lines=[raw]), NOW)


def test_handles_of_another_key_do_not_resolve(fernhalm: Broker) -> None:
    stranger = Broker(SKILLS, KINDS, {}, bytes(32))

    with pytest.raises(BadInput, match="no such line"):
        fernhalm.canonical(shop(), ADA, refunding(fernhalm, lines=[stranger.mint(ADA, "line", "a1")]), NOW)


def test_session_and_customer_cannot_be_shifted_into_one_another(fernhalm: Broker) -> None:
    one, other = replace(ADA, id="N-1", customer="2S"), replace(ADA, id="N-12", customer="S")

    assert fernhalm.mint(one, "line", "a1") != fernhalm.mint(other, "line", "a1")


def test_a_visitor_owns_nothing_though_a_reader_would_give_it_everything() -> None:
    everything = RecordKind("line", lambda shop, _customer: [{"id": one} for one in shop.lines])
    kinds = {**KINDS, "line": everything}
    visitor = session("", Level.JUST_PROVED)
    open_handed = Broker({"refund": replace(SKILLS["refund"], level=Level.ANYONE)}, kinds, {}, KEY)

    with pytest.raises(BadInput, match="no such line"):
        open_handed.canonical(shop(), visitor, refunding(open_handed, visitor), NOW)


def test_a_level_without_a_customer_counts_as_nobody(fernhalm: Broker) -> None:
    visitor = session("", Level.JUST_PROVED)

    with pytest.raises(NotAllowed):
        fernhalm.canonical(shop(), visitor, Action("move", {"address": {"street": "x", "zip": ""}}, ""), NOW)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"amount": 2400}, "amount of money"),
        ({"amount": Money(-1, "EUR")}, "not below nothing"),
        ({"amount": {"minor": 1, "currency": "EUR"}}, "amount of money"),
        ({"reason": "greed"}, "one of fault, changed mind"),
        ({"reason": ["fault"]}, "one of fault, changed mind"),
        ({"lines": "a1"}, "should be a list"),
        ({"lines": {"0": "a1"}}, "should be a list"),
        ({"lines": [None]}, "should be text"),
        ({"lines": [["a1"]]}, "should be text"),
        ({"lines": ["h_" * 31]}, "characters"),
        ({"lines": ["x"] * 101}, "at most 100"),
        ({"lines": ["h_\x00"]}, "control character U\\+0000"),
        ({"extra": 1}, "takes no 'extra'"),
        ({"__class__": 1}, "takes no '__class__'"),
    ],
)
def test_what_does_not_fit_its_declared_kind_is_named(fernhalm: Broker, changed: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        fernhalm.canonical(shop(), ADA, refunding(fernhalm, **changed), NOW)


@pytest.mark.parametrize(
    ("pieces", "gift"), [(0, True), (4, True), (True, True), (1.0, True), (10**400, True), (2, 1), (2, "true")]
)
def test_bounds_and_exact_types_hold(fernhalm: Broker, pieces: Any, gift: Any) -> None:
    arguments = {
        "line": fernhalm.mint(ADA, "line", "a1"),
        "variants": [fernhalm.mint(ADA, "variant", "v1")] * 2,
        "pieces": pieces,
        "gift": gift,
    }

    with pytest.raises(BadInput, match=r"pieces|gift"):
        fernhalm.canonical(shop(), ADA, Action("swap", arguments, ""), NOW)

    fit = fernhalm.canonical(shop(), ADA, Action("swap", arguments | {"pieces": 3, "gift": False}, ""), NOW)
    assert fit.arguments["variants"] == ["v1", "v1"]
    assert fit.amount is None


@pytest.mark.parametrize(
    "note", ["x" * 41, "\x1b[2J", "\ud800", "pay \u202eEUR 05", "a\x00b", 3, None, ["x"], math.nan]
)
def test_hostile_text_is_refused(fernhalm: Broker, note: Any) -> None:
    arguments = {"order": fernhalm.mint(ADA, "order", "oa1"), "note": note}

    with pytest.raises(BadInput, match="note"):
        fernhalm.canonical(shop(), ADA, Action("cancel", arguments, ""), NOW)


@pytest.mark.parametrize("note", ["", "für Ömer 😀\nbitte", "'; drop table orders;--", "{{amount}}", "مرحبا"])
def test_plain_text_of_every_script_is_taken_as_it_is(fernhalm: Broker, note: str) -> None:
    arguments = {"order": fernhalm.mint(ADA, "order", "oa1"), "note": note}

    assert fernhalm.canonical(shop(), ADA, Action("cancel", arguments, ""), NOW).arguments["note"] == note


@pytest.mark.parametrize(
    "address", [{}, {"street": "x"}, {"street": "x", "zip": 1}, {"street": "x", "zip": "1", "to": "bob"}, "x", None]
)
def test_an_address_has_exactly_its_lines(fernhalm: Broker, address: Any) -> None:
    with pytest.raises(BadInput, match="address"):
        fernhalm.canonical(shop(), ADA, Action("move", {"address": address}, ""), NOW)

    fit = {"street": "x", "zip": ""}
    assert fernhalm.canonical(shop(), ADA, Action("move", {"address": fit}, ""), NOW).arguments == {"address": fit}


@pytest.mark.parametrize("name", ["", "Refund", "__init__", "refund\x00", None, 3, ["refund"], {}])
def test_an_unknown_skill_is_named_and_the_known_ones_listed(fernhalm: Broker, name: Any) -> None:
    with pytest.raises(BadInput, match="cancel, invoice"):
        fernhalm.canonical(shop(), ADA, Action(name, {}, ""), NOW)


def test_arguments_that_are_no_mapping_are_refused(fernhalm: Broker) -> None:
    with pytest.raises(BadInput, match="by name"):
        fernhalm.canonical(shop(), ADA, Action("refund", ["a1"], ""), NOW)  # type: ignore[arg-type]  # what the test is about


def test_too_low_an_identity_level_is_not_allowed(fernhalm: Broker) -> None:
    low = session("ada", Level.REACHABLE)

    with pytest.raises(NotAllowed, match="Sign in"):
        fernhalm.canonical(shop(), low, refunding(fernhalm, low), NOW)


def test_a_record_is_named_once_unless_the_shop_lists_it_oftener(fernhalm: Broker) -> None:
    twice = refunding(fernhalm, lines=[fernhalm.mint(ADA, "line", "a1")] * 2)
    doubled = RecordKind("line", lambda _shop, _customer: [{"id": "a1"}, {"id": "a1"}])

    with pytest.raises(BadInput, match="more than once"):
        fernhalm.canonical(shop(), ADA, twice, NOW)

    twin = Broker(SKILLS, {**KINDS, "line": doubled}, {}, KEY)
    assert twin.canonical(shop(), ADA, twice, NOW).arguments["lines"] == ["a1", "a1"]


def test_a_missing_argument_is_named(fernhalm: Broker) -> None:
    with pytest.raises(BadInput, match="cancel needs note"):
        fernhalm.canonical(shop(), ADA, Action("cancel", {"order": fernhalm.mint(ADA, "order", "oa1")}, ""), NOW)


def test_arguments_that_cannot_be_recorded_are_refused() -> None:
    lone = RecordKind("order", lambda _shop, _customer: [{"id": "\ud800"}])
    other = Broker(SKILLS, {**KINDS, "order": lone}, {}, KEY)

    with pytest.raises(BadInput, match="cannot be recorded"):
        other.canonical(shop(), ADA, Action("invoice", {"order": other.mint(ADA, "order", "\ud800")}, ""), NOW)


def test_what_the_shop_itself_refuses_is_said_by_reader_preview_and_facts(fernhalm: Broker) -> None:
    def closed(*_: Any, **__: Any) -> Any:
        raise Declined("The shop is closed.")

    deed = fernhalm.canonical(shop(), ADA, refunding(fernhalm), NOW)
    unstated = Broker({"refund": replace(SKILLS["refund"], stated=closed)}, KINDS, fernhalm.gates, KEY)
    unread = Broker(SKILLS, {**KINDS, "line": RecordKind("line", closed)}, {}, KEY)

    with pytest.raises(Declined, match="closed"):
        unstated.facts(shop(), ADA, deed, sure=97, asked_by=Source.CUSTOMER, now=NOW)
    with pytest.raises(Declined, match="closed"):
        unread.canonical(shop(), ADA, refunding(unread), NOW)


def test_a_reader_that_gives_too_much_or_no_ids_is_refused() -> None:
    many = RecordKind("line", lambda _shop, _customer: [{"id": str(n)} for n in range(RECORDS_MAX + 1)])
    nameless = RecordKind("line", lambda _shop, _customer: [{"id": True}])

    for kind, error in ((many, TooLarge), (nameless, BrandError)):
        other = Broker(SKILLS, {**KINDS, "line": kind}, {}, KEY)
        with pytest.raises(error):
            other.canonical(shop(), ADA, refunding(other), NOW)


def test_a_skill_that_names_an_undeclared_or_wrongly_owned_kind_is_a_brand_error() -> None:
    for kinds in ({}, {**KINDS, "line": replace(line_records, owned=False)}):
        with pytest.raises(BrandError, match="line"):
            Broker(SKILLS, kinds, {}, KEY)


@pytest.mark.parametrize("fault", ["records unreadable", "preview crashes"])
def test_a_shop_that_fails_is_bad_input_and_nothing_else(fernhalm: Broker, fault: str) -> None:
    with pytest.raises(BadInput):
        fernhalm.canonical(Shop(shop().lines, fault=fault), ADA, refunding(fernhalm), NOW)


def test_a_preview_that_is_none_is_refused(fernhalm: Broker) -> None:
    odd = replace(SKILLS["refund"], previewed=lambda *_, **__: {"amount": 1})  # type: ignore[arg-type]  # what the test is about

    with pytest.raises(BadInput, match="no Preview"):
        Broker({"refund": odd}, KINDS, {}, KEY).canonical(shop(), ADA, refunding(fernhalm), NOW)


def test_more_than_was_paid_is_declined_by_the_shop_itself(fernhalm: Broker) -> None:
    with pytest.raises(Declined, match="more than was paid"):
        fernhalm.canonical(shop(), ADA, refunding(fernhalm, amount=Money(4001, "EUR")), NOW)


def test_a_preview_shows_the_shops_rows_or_else_the_arguments(fernhalm: Broker) -> None:
    cancel = Action("cancel", {"order": fernhalm.mint(ADA, "order", "oa1"), "note": "x"}, "")

    assert fernhalm.preview(shop(), ADA, refunding(fernhalm), NOW).amount == Money(2400, "EUR")
    assert fernhalm.preview(shop(), ADA, cancel, NOW) == Preview((("order", "oa1"), ("note", "x")))
    swap = {"line": fernhalm.mint(ADA, "line", "a1"), "variants": [fernhalm.mint(ADA, "variant", "v1")] * 2}
    rows = fernhalm.preview(shop(), ADA, Action("swap", swap | {"pieces": 2, "gift": True}, ""), NOW).rows
    assert rows == (("line", "a1"), ("variants", "v1, v1"), ("pieces", 2), ("gift", "True"))
    move = Action("move", {"address": {"street": "Am Hang 1", "zip": "01067"}}, "")
    assert fernhalm.preview(shop(), ADA, move, NOW).rows == (("address", "Am Hang 1, 01067"),)


# --- facts and verdicts -------------------------------------------------------------------------------------------


def test_the_gate_gets_what_it_declares_and_a_skill_cannot_state_the_platforms_facts(fernhalm: Broker) -> None:
    deed = fernhalm.canonical(shop(), ADA, refunding(fernhalm), NOW)

    facts = fernhalm.facts(shop(), ADA, deed, sure=None, asked_by=Source.CUSTOMER, now=NOW)

    assert facts == {
        "sure": 0,
        "amount": Money(2400, "EUR"),
        "identity": Level.JUST_PROVED,
        "asked_by": "customer",
        "days": 5,
        "reason": "fault",
    }
    assert fernhalm.exposures("refund") == (Exposure("spent", "refund", 30, "EUR"),)
    assert fernhalm.exposures("refund")[0].span == 30 * DAY
    assert fernhalm.exposures("revoke") == ()


def test_an_exposure_that_cannot_be_added_up_is_never_let_pass(fernhalm: Broker) -> None:
    exposure = fernhalm.exposures("refund")[0]
    deed = fernhalm.canonical(shop(), ADA, refunding(fernhalm), NOW)
    facts = fernhalm.facts(shop(), ADA, deed, sure=97, asked_by=Source.CUSTOMER, now=NOW)

    assert exposure.total(Money(100, "EUR"), Money(50, "EUR")) == Money(150, "EUR")
    assert exposure.total(Money(100, "EUR"), None) == Money(100, "EUR")
    for amount in (Money(50, "USD"), Money(MINOR_MAX, "EUR")):
        spent = exposure.total(Money(100, "EUR"), amount)
        assert fernhalm.verdict(deed, {**facts, "spent": spent}).outcome is Outcome.ASK_PERSON


def test_a_skill_that_cannot_state_its_facts_goes_to_a_person(fernhalm: Broker) -> None:
    deed = fernhalm.canonical(shop(), ADA, refunding(fernhalm), NOW)
    broken = Shop(shop().lines, fault="facts unknown")

    facts = fernhalm.facts(broken, ADA, deed, sure=97, asked_by=Source.CUSTOMER, now=NOW)
    verdict = fernhalm.verdict(deed, {**facts, "spent": Money(0, "EUR")})

    assert (verdict.outcome, verdict.fault) == (Outcome.ASK_PERSON, "input days is missing")


def test_a_forgotten_exposure_goes_to_a_person(fernhalm: Broker) -> None:
    deed = fernhalm.canonical(shop(), ADA, refunding(fernhalm), NOW)
    facts = fernhalm.facts(shop(), ADA, deed, sure=97, asked_by=Source.CUSTOMER, now=NOW)

    assert fernhalm.verdict(deed, facts).fault == "input spent is missing"


def test_a_refund_under_the_limit_is_confirmed_and_one_over_it_is_a_persons(fernhalm: Broker) -> None:
    small = fernhalm.canonical(shop(), ADA, refunding(fernhalm), NOW)
    lines = [fernhalm.mint(ADA, "line", "a1"), fernhalm.mint(ADA, "line", "a2")]
    large = fernhalm.canonical(shop(), ADA, refunding(fernhalm, lines=lines, amount=Money(7900, "EUR")), NOW)

    assert judged(fernhalm, small).outcome is Outcome.CONFIRM
    assert judged(fernhalm, small, spent=15001).outcome is Outcome.ASK_PERSON
    assert judged(fernhalm, large).changes == (Change((("amount", Money(5000, "EUR")),), Outcome.CONFIRM),)


def test_a_skill_without_a_gate_is_a_persons(fernhalm: Broker) -> None:
    deed = fernhalm.canonical(shop(), ADA, Action("revoke", {"order": fernhalm.mint(ADA, "order", "oa1")}, ""), NOW)

    assert judged(fernhalm, deed).fault == "no rule covers this"


def test_a_wish_from_elsewhere_is_never_done_silently_though_the_gate_does_not_ask(fernhalm: Broker) -> None:
    order = fernhalm.mint(ADA, "order", "oa1")
    cancel = fernhalm.canonical(shop(), ADA, Action("cancel", {"order": order, "note": ""}, ""), NOW)
    invoice = fernhalm.canonical(shop(), ADA, Action("invoice", {"order": order}, ""), NOW)

    assert judged(fernhalm, cancel).outcome is Outcome.DO_IT
    assert judged(fernhalm, cancel, asked_by=Source.ELSEWHERE).outcome is Outcome.CONFIRM
    assert judged(fernhalm, invoice).outcome is Outcome.DO_IT
    assert judged(fernhalm, invoice, asked_by=Source.ELSEWHERE).outcome is Outcome.ASK_PERSON
    assert judged(fernhalm, invoice, asked_by=Source.ELSEWHERE).fired[0].row == TAINT_ROW


def test_facts_that_do_not_say_whose_wish_it_is_count_as_from_elsewhere(fernhalm: Broker) -> None:
    order = fernhalm.mint(ADA, "order", "oa1")
    cancel = fernhalm.canonical(shop(), ADA, Action("cancel", {"order": order, "note": ""}, ""), NOW)

    assert fernhalm.verdict(cancel, {"sure": 97}).outcome is Outcome.CONFIRM
    assert fernhalm.verdict(cancel, {"sure": 97, ASKED_BY: "the boss"}).outcome is Outcome.CONFIRM


@pytest.mark.parametrize("effect", list(EffectClass))
@pytest.mark.parametrize("asked_by", list(Source))
def test_the_taint_floor_keeps_the_order_of_outcomes_and_never_softens(effect: EffectClass, asked_by: Source) -> None:
    outcomes = [outcome for outcome in Outcome if outcome >= effect.floor]

    floored = [floor(asked_by, Verdict(outcome, "g", ""), effect).outcome for outcome in outcomes]

    assert floored == sorted(floored)
    assert all(after >= before for before, after in zip(outcomes, floored, strict=True))
    assert asked_by is not Source.ELSEWHERE or Outcome.DO_IT not in floored


def test_the_taint_floor_tells_only_changes_that_still_hold() -> None:
    sooner = Change((("amount", 1),), Outcome.DO_IT)
    asked = Change((("amount", 2),), Outcome.CONFIRM)
    lifted = Change((("asked_by", "customer"),), Outcome.DO_IT)
    verdict = Verdict(Outcome.ASK_PERSON, "g", "", changes=(sooner, asked, lifted))

    assert floor(Source.ELSEWHERE, verdict, EffectClass.REVERSIBLE).changes == (asked, lifted)
    assert floor(Source.CUSTOMER, verdict, EffectClass.REVERSIBLE).changes == (sooner, asked, lifted)


# --- the check right before the deed --------------------------------------------------------------------------------


def test_a_deed_that_still_stands_passes_the_last_check(fernhalm: Broker) -> None:
    deed = fernhalm.canonical(shop(), ADA, refunding(fernhalm), NOW)

    fernhalm.recheck(shop(), ADA, deed, NOW + DAY)


def test_a_deed_without_a_gate_is_checked_for_everything_else(fernhalm: Broker) -> None:
    later = shop()
    deed = fernhalm.canonical(later, ADA, Action("revoke", {"order": fernhalm.mint(ADA, "order", "oa2")}, ""), NOW)

    fernhalm.recheck(later, ADA, deed, NOW)
    del later.lines["a3"]

    with pytest.raises(Declined, match="not there"):
        fernhalm.recheck(later, ADA, deed, NOW)


def _given_away(shop: Shop) -> None:
    shop.lines["a1"].owner = "bob"


def _gone(shop: Shop) -> None:
    del shop.lines["a1"]


def _cheaper(shop: Shop) -> None:
    shop.lines["a1"].price = 100


def _unreadable(shop: Shop) -> None:
    shop.fault = "records unreadable"


def _crashing(shop: Shop) -> None:
    shop.fault = "preview crashes"


def _silent(shop: Shop) -> None:
    shop.fault = "facts unknown"


@pytest.mark.parametrize("change", [_given_away, _gone, _cheaper, _unreadable, _crashing, _silent])
def test_what_changed_since_it_was_decided_declines_the_deed(fernhalm: Broker, change: Any) -> None:
    later = shop()
    deed = fernhalm.canonical(later, ADA, refunding(fernhalm), NOW)
    change(later)

    with pytest.raises(Declined):
        fernhalm.recheck(later, ADA, deed, NOW)


def test_a_gate_that_refuses_on_fresh_facts_declines_with_its_own_words(fernhalm: Broker) -> None:
    later = shop()
    deed = fernhalm.canonical(later, ADA, refunding(fernhalm, reason="changed mind"), NOW)
    later.lines["a1"].delivered_days = 31

    with pytest.raises(Declined, match=r"You can send things back for 30 days\."):
        fernhalm.recheck(later, ADA, deed, NOW)


def test_the_last_check_leaves_a_persons_approval_alone(fernhalm: Broker) -> None:
    deed = fernhalm.canonical(
        shop(), ADA, refunding(fernhalm, lines=[fernhalm.mint(ADA, "line", "a2")], amount=Money(9000, "EUR")), NOW
    )

    assert judged(fernhalm, deed).outcome is Outcome.ASK_PERSON
    fernhalm.recheck(shop(), ADA, deed, NOW)


@pytest.mark.parametrize(
    ("who", "changed"),
    [
        (BOB, {}),
        (session(""), {}),
        (session("ada", Level.ANYONE), {}),
        (ADA, {"skill": "unknown"}),
        (ADA, {"args_hash": "0" * 64}),
        (ADA, {"arguments": {"lines": ["b1"], "amount": {"minor": 2400, "currency": "EUR"}, "reason": "fault"}}),
        (ADA, {"arguments": {}}),
        (ADA, {"amount": None}),
        (ADA, {"amount": Money(2399, "EUR")}),
    ],
)
def test_a_deed_of_another_person_or_that_was_tampered_with_is_declined(
    fernhalm: Broker, who: Session, changed: dict[str, Any]
) -> None:
    deed = replace(fernhalm.canonical(shop(), ADA, refunding(fernhalm), NOW), **changed)

    with pytest.raises(Declined):
        fernhalm.recheck(shop(), who, deed, NOW)


def test_facts_of_a_deed_whose_skill_is_gone_are_bad_input(fernhalm: Broker) -> None:
    deed = Deed("unknown", {}, "", None)
    facts: dict[str, FactValue] = {}

    for call in (lambda: fernhalm.verdict(deed, facts), lambda: fernhalm.arguments(deed)):
        with pytest.raises(EarnestError):
            call()
