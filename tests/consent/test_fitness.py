"""A value that is too old, or less sure than declared, is not used; what a supplier says proves nobody's identity."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.consent.brand import NOW
from tests.consent.brand import given as agreed

from earnest.consent.data_map import load_data_map, read_data_map
from earnest.consent.fitness import AHEAD_MAX, Fitness, instant_of
from earnest.consent.map_check import Flaw, check_fitness
from earnest.consent.markers import IdentityVerify, PersonalisePredict, ServiceOrder
from earnest.consent.views import open_view
from earnest.domain.errors import BrandError
from earnest.domain.purposes import Purpose
from earnest.domain.time import DAY, HOUR, SECOND

MAP = """\
sources:
  order:
    {owner: shop, integrity: own, retention: 1 year, residency: DE, processor: Shop, accuracy: 99, freshness: live,
    fields: {
      status: {category: order, purposes: [service.order, identity.verify]},
      lines.eta: {category: delivery, purposes: [service.order], freshness: 3 days, dated: seen_on,
        origin: {supplier: Carrier, collected: 2026-01-31, confidence: 60, confidence_field: eta_sure}},
      income: {category: finance, purposes: [personalise.predict, identity.verify], freshness: 2 years,
        origin: {supplier: Acme, collected: 2025-01-31, confidence: 60}},
    }}
"""
COLLECTED = int(datetime(2025, 1, 31, tzinfo=UTC).timestamp()) * SECOND
texts = st.text(max_size=8).filter(lambda text: instant_of(text) is None)
odd: st.SearchStrategy[Any] = st.none() | texts | st.booleans() | st.lists(st.integers(), max_size=2)


def seen(row: dict[str, Any], purpose: type[Any] = ServiceOrder) -> tuple[dict[str, Any], set[str]]:
    view = open_view([row], "order", purpose, read_data_map(MAP), agreed(Purpose.PERSONALISE_PREDICT))
    return dict(view[0]), {used.field for used in view.used}


@given(st.integers(-2 * AHEAD_MAX, 9 * DAY), st.integers(-5, 105))
def test_a_value_is_given_exactly_while_it_is_young_and_sure_enough(age: int, sure: int) -> None:
    row = {"status": "sent", "seen_on": NOW - age, "eta_sure": sure, "lines": [{"eta": "Monday"}]}

    fields, used = seen(row)

    fit = -AHEAD_MAX <= age < 3 * DAY and 60 <= sure <= 100
    assert [dict(line) for line in fields["lines"]] == [{"eta": "Monday"} if fit else {}]
    assert used == ({"status", "lines.eta"} if fit else {"status"})


@given(odd, odd)
def test_an_age_or_a_sureness_that_cannot_be_read_is_none(at: Any, sure: Any) -> None:
    young = {"seen_on": NOW, "eta_sure": 90, "lines": [{"eta": "Monday"}]}

    for row in (young | {"seen_on": at}, young | {"eta_sure": sure}, {"lines": young["lines"]}):
        assert seen(row)[1] == set()


@given(st.integers(0, 2**53), st.integers(0, 2**50), st.integers(0, 2**53))
def test_what_is_too_old_stays_too_old(collected: int, span: int, later: int) -> None:
    fitness = Fitness(span, "", collected, 60, "")

    if not fitness.passes({}, collected + later):
        assert not fitness.passes({}, collected + later + 1)
    assert fitness.passes({}, collected) is (span > 0 or not span)


def test_a_bought_in_field_counts_from_when_it_was_collected() -> None:
    assert read_data_map(MAP).bought == {"order.income": COLLECTED + 730 * DAY, "order.lines.eta": 0}
    assert seen({"income": 3000}, PersonalisePredict)[1] == {"income"}


def test_what_a_supplier_says_is_never_given_to_prove_who_somebody_is() -> None:
    assert seen({"status": "sent", "income": 3000}, IdentityVerify) == ({"status": "sent"}, {"status"})


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("1970-01-02", DAY),
        ("1970-01-02T01:00:00", DAY + HOUR),
        ("1970-01-02T01:00:00+01:00", DAY),
        (7, 7),
        ("soon", None),
        (True, None),
        (None, None),
    ],
)
def test_the_date_of_a_record_is_an_iso_date_or_microseconds(written: object, at: int | None) -> None:
    assert instant_of(written) == at


def test_what_a_map_does_not_say_of_accuracy_and_age_is_found_and_so_is_a_supplier_who_would_prove_identity() -> None:
    silent = read_data_map(MAP.replace(" accuracy: 99, freshness: live,", ""))

    found = check_fitness(read_data_map(MAP), COLLECTED)
    old = check_fitness(read_data_map(MAP), COLLECTED + 730 * DAY)

    assert [(one.flaw, one.path) for one in found] == [(Flaw.PROVES_NOBODY, "income")]
    assert [one.flaw for one in old] == [Flaw.PROVES_NOBODY, Flaw.TOO_OLD]
    assert [one.flaw for one in check_fitness(silent, COLLECTED)][:2] == [Flaw.NO_ACCURACY, Flaw.NO_FRESHNESS]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("freshness: live", "freshness: always", "'always' is no freshness"),
        ("freshness: live", "freshness: 3 days", "add dated:"),
        ("accuracy: 99", "accuracy: high", "'high' is no percentage"),
    ],
)
def test_an_age_that_cannot_be_understood_is_refused_with_its_line(before: str, after: str, says: str) -> None:
    with pytest.raises(BrandError, match=says) as error:
        read_data_map(MAP.replace(before, after, 1), "data_map.yaml")

    assert error.value.line == 3


def test_the_guess_of_fernhalms_carrier_is_not_used_once_it_is_four_days_old(root: Path) -> None:
    data_map = load_data_map(root / "examples" / "fernhalm" / "data_map.yaml")
    fitness = data_map.grant("order", Purpose.SERVICE_CLAIM).fitness["carrier_eta"]

    assert fitness.passes({"carrier_eta_of": "2026-11-20"}, instant_of("2026-11-23") or 0)
    assert not fitness.passes({"carrier_eta_of": "2026-11-19"}, instant_of("2026-11-23") or 0)
