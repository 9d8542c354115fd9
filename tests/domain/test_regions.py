"""Where data is and may go: a region lies within another, or it does not; what nobody knows lies in none."""

import re

from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.regions import COUNTRIES, GROUPS, is_region, within

regions = st.sampled_from(sorted({*COUNTRIES, *GROUPS}))


def test_the_countries_are_those_that_another_list_knows() -> None:
    known = {str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))}

    assert (
        known - COUNTRIES
        == {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"} & known
    )
    assert known >= COUNTRIES


@given(regions)
def test_every_region_lies_within_itself_and_within_nothing_without_permission(region: str) -> None:
    assert is_region(region)
    assert within(region, (region,))
    assert not within(region, ())


@given(regions, regions, regions)
def test_within_goes_through(one: str, two: str, three: str) -> None:
    assert within(one, (three,)) or not (within(one, (two,)) and within(two, (three,)))


@given(regions, st.lists(regions), st.lists(regions))
def test_allowing_more_never_forbids(region: str, allowed: list[str], more: list[str]) -> None:
    assert within(region, allowed + more) or not within(region, allowed)


@given(st.text(max_size=4).filter(lambda code: code not in COUNTRIES and code not in GROUPS))
def test_a_code_that_nobody_knows_lies_in_no_region_not_even_its_own(code: str) -> None:
    assert not is_region(code)
    assert not within(code, (code, "EU"))


def test_a_country_lies_in_its_group_and_the_group_in_no_country() -> None:
    assert within("DE", ("EU",))
    assert within("EU", ("EEA",))
    assert not within("EU", ("DE",))
    assert not within("EEA", ("EU",))
    assert not within("GB", ("EEA", "US"))
