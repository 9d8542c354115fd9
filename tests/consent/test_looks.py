"""One turn's look at the data: own records only, granted fields only, every read remembered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.consent.brand import ADA, NOW, consents, data_map, given, order

from earnest.consent import looks as looks_module
from earnest.consent.fold import fold
from earnest.consent.looks import Known, Looks
from earnest.domain.consents import ConsentEvent
from earnest.domain.errors import BrandError, NotAllowed, NotFound, TooLarge
from earnest.domain.identity import Level, Session
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.records import RECORDS_MAX, RecordKind, Row
from earnest.domain.skills import Preview
from earnest.domain.turns import Look, Used

ADA_SIGNED_IN = Session("N-1", ADA, "ada", Level.SIGNED_IN)
VISITOR = Session("N-2", "S-visitor", "", Level.ANYONE)


@dataclass
class Shop:
    """Records by customer; remembers who asked for what."""

    orders: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"ada": [order()], "bob": [order()]})
    asked: list[tuple[str, str]] = field(default_factory=list)


def read_orders(shop: Shop, customer: str) -> Sequence[Row]:
    shop.asked.append(("order", customer))
    # A careless reader: no customer, no filter.
    return shop.orders[customer] if customer else [row for rows in shop.orders.values() for row in rows]


def read_variants(shop: Shop, customer: str) -> Sequence[Row]:
    shop.asked.append(("variant", customer))
    return [{"id": "v1", "name": "Tent"}, {"id": "v2", "name": "Stove"}]


KINDS = {
    "order": RecordKind("order", read_orders),
    "variant": RecordKind("variant", read_variants, owned=False),
    "diary": RecordKind("diary", lambda _shop, _customer: [{"id": "1", "page": "secret"}]),
}


def unchanged(session: Session, _name: str, _claims: Mapping[str, str]) -> Known:
    return Known(session, consents())


def looks(known: Known | None = None, shop: Shop | None = None, identifies: Callable[..., Known] = unchanged) -> Looks:
    return Looks(
        shop=shop or Shop(),
        known=known or Known(ADA_SIGNED_IN, consents()),
        kinds=KINDS,
        data_map=data_map(),
        mint=lambda session, kind, raw: f"{session.id}/{kind}/{raw}",
        identifies=identifies,
        previews=lambda session, skill, arguments: Preview(((skill, f"{session.customer} {len(arguments)}"),)),
    )


def test_a_look_is_what_the_domain_calls_one() -> None:
    look: Look = looks()

    assert look.records("order", Purpose.SERVICE_ORDER)


def test_a_record_is_seen_under_a_handle_with_the_granted_fields_only() -> None:
    (seen,) = looks().records("order", Purpose.SERVICE_ORDER)

    assert (seen.kind, seen.handle) == ("order", "N-1/order/1042")
    assert set(seen.fields) == {"status", "total", "address", "lines"}


def test_nested_owned_records_carry_handles_of_their_own_and_no_raw_id() -> None:
    (seen,) = looks().records("order", Purpose.SERVICE_ORDER)

    assert [line["handle"] for line in seen.fields["lines"]] == ["N-1/order_line/1", "N-1/order_line/2"]
    assert all("line_id" not in line for line in seen.fields["lines"])


def test_nested_records_of_which_nothing_is_granted_have_no_handles() -> None:
    (seen,) = looks().records("order", Purpose.SERVICE_PAYMENT)

    assert dict(seen.fields) == {"total": order()["total"]}


def test_what_was_given_is_remembered_once_and_in_order() -> None:
    look = looks()

    look.records("order", Purpose.SERVICE_PAYMENT)
    look.records("order", Purpose.SERVICE_CLAIM)
    look.records("order", Purpose.SERVICE_PAYMENT)

    assert look.used == (
        Used("order", "total", Purpose.SERVICE_PAYMENT),
        Used("order", "gift_note", Purpose.SERVICE_CLAIM),
        Used("order", "parcel.carrier.note", Purpose.SERVICE_CLAIM),
    )


def test_third_party_words_taint_the_turn_for_good() -> None:
    look = looks()

    look.records("order", Purpose.SERVICE_ORDER)
    before = look.taint
    look.records("order", Purpose.SERVICE_CLAIM)
    look.records("variant", Purpose.SERVICE_ANSWER)

    assert (before, look.taint) == (False, True)


def test_the_reader_is_asked_once_a_turn() -> None:
    shop = Shop()
    look = looks(shop=shop)

    for purpose in (Purpose.SERVICE_ORDER, Purpose.SERVICE_CLAIM, Purpose.SERVICE_ORDER):
        look.records("order", purpose)

    assert shop.asked == [("order", "ada")]


def test_a_visitor_has_no_records_and_the_reader_is_not_asked() -> None:
    shop = Shop()

    seen = looks(Known(VISITOR, consents_of("S-visitor")), shop).records("order", Purpose.SERVICE_ORDER)

    assert seen == ()
    assert shop.asked == []


def test_a_catalogue_is_read_without_naming_the_customer() -> None:
    shop = Shop()

    seen = looks(shop=shop).records("variant", Purpose.SERVICE_ANSWER)

    assert [dict(variant.fields) for variant in seen] == [{"name": "Tent"}, {"name": "Stove"}]
    assert shop.asked == [("variant", "")]


@pytest.mark.parametrize("state", [None, ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.UNKNOWN])
def test_without_a_live_basis_nothing_is_seen_and_the_reader_is_not_asked(state: ConsentState | None) -> None:
    shop = Shop()
    view = consents(*([(Purpose.MARKETING_DIRECT, state)] if state else []))
    look = looks(Known(ADA_SIGNED_IN, view), shop)

    seen = look.records("order", Purpose.MARKETING_DIRECT)

    assert (seen, look.used, shop.asked) == ((), (), [])


def test_with_consent_the_field_is_seen() -> None:
    (seen,) = looks(Known(ADA_SIGNED_IN, given(Purpose.MARKETING_DIRECT))).records("order", Purpose.MARKETING_DIRECT)

    assert dict(seen.fields) == {"status": "delivered"}


def test_a_kind_that_the_map_lacks_is_never_seen() -> None:
    look = looks()

    assert [look.records("diary", purpose) for purpose in Purpose] == [()] * len(Purpose)


def test_a_kind_that_the_brand_lacks_is_not_found() -> None:
    with pytest.raises(NotFound, match="no record kind"):
        looks().records("weather", Purpose.SERVICE_ANSWER)


def test_a_successful_identification_shows_the_records_and_consent_of_the_person_now_known() -> None:
    known = Known(ADA_SIGNED_IN, given(Purpose.MARKETING_DIRECT))
    look = looks(Known(VISITOR, consents_of("S-visitor")), identifies=lambda *_: known)
    before = look.records("order", Purpose.MARKETING_DIRECT)

    level = look.identify("email", {"email": "ada@example.org"})

    assert (before, level) == ((), Level.SIGNED_IN)
    assert look.session == ADA_SIGNED_IN
    assert [seen.handle for seen in look.records("order", Purpose.MARKETING_DIRECT)] == ["N-1/order/1042"]


def test_another_persons_rows_are_never_given_from_the_cache() -> None:
    bob = Session("N-3", "S-bob", "bob", Level.REACHABLE)
    shop = Shop()
    shop.orders["bob"] = []
    look = looks(shop=shop, identifies=lambda *_: Known(bob, consents_of("S-bob")))
    look.records("order", Purpose.SERVICE_ORDER)

    look.identify("email", {"email": "bob@example.org"})

    assert look.records("order", Purpose.SERVICE_ORDER) == ()
    assert shop.asked == [("order", "ada"), ("order", "bob")]


def test_a_failed_identification_changes_nothing_and_reads_nothing_again() -> None:
    shop = Shop()
    look = looks(shop=shop)
    before = look.records("order", Purpose.SERVICE_ORDER)

    level = look.identify("email", {"email": "nobody@example.org"})

    assert level is Level.SIGNED_IN
    assert look.records("order", Purpose.SERVICE_ORDER) is before
    assert shop.asked == [("order", "ada")]


def test_another_persons_consent_is_refused() -> None:
    with pytest.raises(NotAllowed, match="another person"):
        Known(Session("N-3", "S-bob", "bob", Level.SIGNED_IN), given(Purpose.MARKETING_DIRECT))


def test_a_dry_run_is_done_for_the_person_now_known() -> None:
    assert looks().preview("refund", {"order": "h"}) == Preview((("refund", "ada 1"),))


@pytest.mark.parametrize("row", [{"status": "x"}, {"id": None}, {"id": ""}, {"id": True}, {"id": ["1"]}])
def test_a_record_without_a_usable_key_is_the_readers_fault(row: dict[str, Any]) -> None:
    with pytest.raises(BrandError, match="no usable 'id'"):
        looks(shop=Shop({"ada": [row]})).records("order", Purpose.SERVICE_ORDER)


def test_a_nested_record_without_a_usable_key_is_the_readers_fault() -> None:
    with pytest.raises(BrandError, match="no usable 'line_id'"):
        looks(shop=Shop({"ada": [{"id": "1", "lines": [{"name": "Mug"}]}]})).records("order", Purpose.SERVICE_ORDER)


def test_a_reader_that_gives_too_many_records_is_refused() -> None:
    rows: list[dict[str, Any]] = [{"id": number} for number in range(RECORDS_MAX + 1)]

    assert len(looks(shop=Shop({"ada": rows[1:]})).records("order", Purpose.SERVICE_ORDER)) == RECORDS_MAX
    with pytest.raises(TooLarge, match=r"1,000 records"):
        looks(shop=Shop({"ada": rows})).records("order", Purpose.SERVICE_ORDER)


def test_a_catalogue_has_a_larger_limit_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks_module, "CATALOGUE_RECORDS_MAX", 1)

    with pytest.raises(TooLarge, match="let it give fewer"):
        looks().records("variant", Purpose.SERVICE_ANSWER)


def consents_of(subject: str) -> Any:
    return fold([ConsentEvent(1, subject, Purpose.MARKETING_DIRECT, ConsentState.GIVEN, NOW)], NOW)
