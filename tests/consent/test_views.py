"""Views: granted fields and no others, frozen, recorded, and made in one place only."""

import copy
import json
import pickle
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from tests.consent.brand import consents, data_map, given, order

from earnest.consent import views
from earnest.consent.grants import DataMap, FieldRule, Integrity, Retention, RetentionUnit, SourceRule
from earnest.consent.markers import MARKERS, For, MarketingDirect, PersonalisePredict, ServiceClaim, ServiceOrder
from earnest.consent.views import View, open_view
from earnest.domain.errors import BrandError, NotAllowed
from earnest.domain.money import Money
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.turns import Used


def opened() -> View[ServiceOrder]:
    return open_view([order()], "order", ServiceOrder, data_map(), consents())


def plain(value: Any) -> Any:
    if hasattr(value, "items"):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, tuple) else value


def test_a_view_holds_the_granted_fields_and_no_others() -> None:
    view = opened()

    assert plain(view[0]) == {
        "status": "delivered",
        "total": Money(7900, "EUR"),
        "address": {"street": "Hill 1", "geo": [{"lat": 1}]},
        "lines": [
            {"name": "Rucksack", "options": {"colour": "red"}},
            {"name": "Strap", "options": {"colour": "blue"}},
        ],
    }


def test_a_field_outside_the_grant_raises_on_access() -> None:
    row = opened()[0]

    for name in ("gift_note", "internal_margin", "parcel", "id", "no such thing"):
        with pytest.raises(NotAllowed, match=f"order.{name} may not be read for service.order"):
            row[name]
        with pytest.raises(NotAllowed):
            row.get(name)
        assert name not in row


def test_a_nested_field_outside_the_grant_raises_on_access() -> None:
    line = opened()[0]["lines"][0]

    with pytest.raises(NotAllowed, match=r"order\.lines\.cost may not be read"):
        line["cost"]


def test_a_granted_field_that_the_record_lacks_is_simply_missing() -> None:
    view = open_view([{"id": "1", "total": None}], "order", ServiceOrder, data_map(), consents())

    assert view[0].get("status") is None
    assert view[0].get("lines", ()) == ()
    with pytest.raises(KeyError):
        view[0]["status"]


def test_a_view_records_what_it_gave_and_only_that() -> None:
    view = open_view([{"status": "sent"}, {"lines": [{"name": "Mug"}]}], "order", ServiceOrder, data_map(), consents())

    assert view.used == (
        Used("order", "status", Purpose.SERVICE_ORDER),
        Used("order", "lines.name", Purpose.SERVICE_ORDER),
    )


def test_without_a_live_basis_there_are_no_records_at_all() -> None:
    view = open_view([order()], "order", MarketingDirect, data_map(), consents())

    assert len(view) == 0
    assert view.used == ()


def test_with_consent_the_same_read_gives_its_field() -> None:
    view = open_view([order()], "order", MarketingDirect, data_map(), given(Purpose.MARKETING_DIRECT))

    assert dict(view[0]) == {"status": "delivered"}
    assert view.position == 1


def test_a_withdrawal_hides_the_value_in_the_next_view() -> None:
    view = consents(
        (Purpose.PERSONALISE_PREDICT, ConsentState.GIVEN), (Purpose.PERSONALISE_PREDICT, ConsentState.WITHDRAWN)
    )

    assert len(open_view([order()], "order", PersonalisePredict, data_map(), view)) == 0


def test_a_source_or_purpose_that_the_map_lacks_gives_nothing() -> None:
    assert len(open_view([order()], "basket", ServiceOrder, data_map(), consents())) == 0
    assert len(open_view([{"size": "M"}], "profile", ServiceOrder, data_map(), consents())) == 0


def test_a_view_is_frozen_to_the_bottom() -> None:
    view = opened()
    row = view[0]

    for change in (
        lambda: setattr(view, "records", ()),
        lambda: setattr(row, "_values", {}),
        lambda: row.__setitem__("status", "lost"),  # type: ignore[index]  # what the test is about
        lambda: row["address"].__setitem__("street", "Elsewhere"),
        lambda: row["address"]["geo"].append(1),
        lambda: row["address"]["geo"][0].__setitem__("lat", 2),
        lambda: row["lines"][0].__setitem__("name", "Gold"),
        lambda: row["lines"][0]["options"].__setitem__("colour", "gold"),
    ):
        with pytest.raises((TypeError, AttributeError)):
            change()


def test_a_reader_that_changes_its_rows_later_changes_no_view() -> None:
    row = order()
    view = open_view([row], "order", ServiceOrder, data_map(), consents())
    before = plain(view[0])

    row["status"] = "lost"
    row["address"]["street"] = "Elsewhere"
    row["lines"][0]["name"] = "Gold"

    assert plain(view[0]) == before


def test_a_view_cannot_be_made_by_hand() -> None:
    grant = data_map().grant("order", Purpose.SERVICE_ORDER)

    with pytest.raises(NotAllowed, match="open_view"):
        View(object(), grant, (), views._Taken(None, 0), 0)


def test_a_view_cannot_be_copied_or_stored() -> None:
    for thing in (opened(), opened()[0]):
        for copier in (copy.copy, copy.deepcopy, pickle.dumps):
            with pytest.raises(TypeError, match="cannot be copied"):
                copier(thing)


def test_printing_a_view_or_a_record_shows_no_value() -> None:
    shown = f"{opened()!r} {opened()[0]!r} {opened()[0]['lines']!r} {opened()[0]!s}"

    assert "status" in shown
    assert not any(value in shown for value in ("delivered", "Hill", "7900", "Rucksack", "red"))


@pytest.mark.parametrize("value", [1.5, Decimal(1), date(2026, 1, 1), {1}, b"x", object()])
def test_a_value_that_no_record_may_hold_is_the_readers_fault(value: object) -> None:
    with pytest.raises(BrandError, match=r"order\.status holds a"):
        open_view([{"status": value}], "order", ServiceOrder, data_map(), consents())


def test_a_value_nested_beyond_reason_is_the_readers_fault() -> None:
    deep: Any = "x"
    for _ in range(10_000):
        deep = [deep]

    with pytest.raises(BrandError, match="nests deeper"):
        open_view([{"status": deep}], "order", ServiceOrder, data_map(), consents())


def test_a_record_that_is_no_mapping_is_the_readers_fault() -> None:
    with pytest.raises(BrandError, match="should give mappings"):
        open_view(["status"], "order", ServiceOrder, data_map(), consents())  # type: ignore[list-item]  # what the test is about


@pytest.mark.parametrize("value", ["free text", 7, None, ["a", 7]])
def test_a_field_that_should_have_parts_and_has_none_is_never_given_whole(value: object) -> None:
    view = open_view([{"lines": value}], "order", ServiceOrder, data_map(), consents())

    assert plain(view[0]) in ({}, {"lines": []})
    assert view.used == ()


def test_third_party_words_taint_a_view_and_their_absence_does_not() -> None:
    def tainted(row: dict[str, Any]) -> bool:
        return open_view([row], "order", ServiceClaim, data_map(), consents()).tainted

    assert tainted({"gift_note": "hello"})
    assert tainted({"parcel": {"carrier": {"note": "hello"}}})
    assert not tainted({"gift_note": "", "parcel": {"carrier": {"note": None}}})
    assert not opened().tainted


NAMES = ("a", "b", "c", "d")
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=8,
)
paths = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map(".".join)


@st.composite
def maps(draw: st.DrawFn) -> DataMap:
    rules: list[FieldRule] = []
    for path in sorted(draw(st.sets(paths, max_size=6))):
        if not any(path.startswith(f"{rule.path}.") for rule in rules):
            purposes = draw(st.frozensets(st.sampled_from(Purpose), max_size=6))
            kept = Retention(0, RetentionUnit.SESSION)
            rules.append(FieldRule(path, "x", purposes, kept, Integrity.OWN, "shop", "EU"))
    return DataMap((SourceRule("thing", tuple(rules)),))


def expected(value: Any, granted: set[str]) -> Any:
    """The slow and obvious filter: keep a leaf if its path is granted, and nothing that holds no mapping."""
    kept = {}
    for name, inner in value.items():
        below = {path[len(name) + 1 :] for path in granted if path.startswith(f"{name}.")}
        if name in granted:
            kept[name] = inner
        elif below and isinstance(inner, dict):
            kept[name] = expected(inner, below)
        elif below and isinstance(inner, list):
            kept[name] = [expected(element, below) for element in inner if isinstance(element, dict)]
    return kept


@given_any(maps(), st.lists(st.dictionaries(st.sampled_from(NAMES), values, max_size=4), max_size=3), st.data())
def test_a_view_equals_the_slow_and_obvious_filter(things: DataMap, rows: list[Any], data: st.DataObject) -> None:
    marker: type[For] = data.draw(st.sampled_from(MARKERS))
    granted = set(things.fields("thing", marker.purpose))

    view = open_view(rows, "thing", marker, things, given(*Purpose))

    seen = [json.loads(json.dumps(plain(row))) for row in view]
    assert seen == ([expected(row, granted) for row in rows] if granted else [])
    assert {used.field for used in view.used} <= granted
