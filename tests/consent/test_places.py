"""Where a brand's data may be: what is outside of it, or says nothing, is found, and nothing leaves for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.consent.data_map import read_data_map
from earnest.consent.grants import DataMap
from earnest.consent.map_check import Flaw, check_places
from earnest.domain.errors import BrandError
from earnest.domain.regions import COUNTRIES, GROUPS, Target, Way, within

FIELDS = "\n    fields: {status: {category: order, purposes: [service.order]}}\n"
ORDER = (
    "  order:\n    {owner: shop, integrity: own, retention: 1 year, residency: DE, processor: Shop,"
    + FIELDS.strip()
    + "}\n"
)
MAP = (
    """\
regions: [EU, CH]
targets:
  store: {region: DE, processor: Hosting}
  mail: {region: CH, processor: Post}
  webhook: {region: US, processor: Tickets}
sources:
"""
    + ORDER
)
regions = st.sampled_from(sorted({*COUNTRIES, *GROUPS}))


def test_a_target_outside_is_found_with_file_and_line_and_nothing_leaves_for_it() -> None:
    data_map = read_data_map(MAP, "brand/data_map.yaml")

    (found,) = check_places(data_map, ((Way.STORE, ""), (Way.MAIL, ""), (Way.WEBHOOK, "")))

    assert (found.flaw, found.file, found.line) == (Flaw.OUTSIDE, "brand/data_map.yaml", 5)
    assert found.message == "webhook goes to US, and data may be in EU, CH only; choose another one."
    assert str(data_map.stay(Way.WEBHOOK)) == found.message
    assert data_map.stay(Way.MAIL) is None


def test_a_way_that_is_used_and_not_declared_is_found_and_nothing_leaves_by_it() -> None:
    data_map = read_data_map(MAP.replace("  mail: {region: CH, processor: Post}\n", ""))

    found = check_places(data_map, ((Way.MAIL, ""),))

    assert [(one.flaw, one.path) for one in found] == [(Flaw.NO_TARGET, "mail"), (Flaw.OUTSIDE, "webhook")]
    assert data_map.stay(Way.MAIL) is not None


def test_each_informed_system_is_a_way_of_its_own() -> None:
    crm = "  informed.crm: {region: DE, processor: Crm}\n"
    data_map = read_data_map(MAP.replace("  webhook:", f"{crm}  webhook:").replace("US", "FR"))

    (found,) = check_places(data_map, ((Way.INFORMED, "crm"), (Way.INFORMED, "ads")))

    assert (found.flaw, found.path) == (Flaw.NO_TARGET, "informed.ads")
    assert data_map.stay(Way.INFORMED, "crm") is None
    assert data_map.stay(Way.INFORMED, "ads") is not None
    assert data_map.stay(Way.INFORMED) is not None


def test_a_map_that_allows_no_region_lets_nothing_leave() -> None:
    data_map = read_data_map(MAP.replace("regions: [EU, CH]\n", ""))

    (found,) = check_places(data_map, ((Way.MAIL, ""),))

    assert found.flaw is Flaw.NO_REGIONS
    assert all(data_map.stay(way) is not None for way in Way)


def test_a_source_outside_and_one_without_a_processor_are_found_once_with_their_lines() -> None:
    outside = ORDER.replace("order:", "abroad:").replace("DE", "US")
    nobodys = ORDER.replace("order:", "nobodys:").replace(" processor: Shop,", "")
    data_map = read_data_map(MAP.replace("region: US", "region: FR") + outside + nobodys)

    found = check_places(data_map, ())

    lines = (MAP + outside + nobodys).splitlines()
    assert [(one.flaw, one.source) for one in found] == [(Flaw.OUTSIDE, "abroad"), (Flaw.NO_PROCESSOR, "nobodys")]
    assert all(f"{one.source}:" in "".join(lines[one.line - 2 : one.line]) for one in found)


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ("mail:", "post:", 4, "no way out of the house"),
        ("mail:", "informed:", 4, "no way out of the house"),
        ("mail:", "mail.second:", 4, "no way out of the house"),
        ("region: CH, ", "", 4, "mail has no region"),
        (", processor: Post", "", 4, "mail has no processor"),
        ("region: CH", "region: UK", 4, "'UK' is no region"),
        ("[EU, CH]", "[EU, Europe]", 1, "'Europe' is no region"),
        ("residency: DE", "residency: Germany", 8, "'Germany' is no region"),
    ],
)
def test_a_place_that_cannot_be_understood_is_refused_with_its_line(
    before: str, after: str, line: int, says: str
) -> None:
    with pytest.raises(BrandError, match=says) as error:
        read_data_map(MAP.replace(before, after, 1), "data_map.yaml")

    assert error.value.line == line


@given(st.lists(regions, max_size=4), st.none() | regions, st.sampled_from(Way))
def test_what_leaves_goes_to_a_declared_place_within_what_is_allowed(
    allowed: list[str], region: str | None, way: Way
) -> None:
    targets = () if region is None else (Target(way, region, "somebody"),)

    stay = DataMap((), "", tuple(allowed), targets).stay(way)

    assert (stay is None) == (region is not None and within(region, allowed))
