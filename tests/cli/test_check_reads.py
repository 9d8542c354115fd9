"""`earnest check` asks every skill what it looks at, and what for."""

from dataclasses import replace

from tests.turn.shop import DATA_MAP, IDENTIFIERS, KINDS, SKILLS, Shop

from earnest.cli import check
from earnest.connect.skills_file import BrandCode
from earnest.consent.data_map import read_data_map
from earnest.domain.purposes import Purpose


def said(**reads: Purpose) -> list[str]:
    skills = {"refund": replace(SKILLS["refund"], reads=reads)}
    code = BrandCode(lambda _: Shop(), skills, KINDS, IDENTIFIERS)
    return [one.message for one in check._skill_reads(code, read_data_map(DATA_MAP))]


def test_a_skill_that_does_not_say_what_it_looks_at_for_is_an_error() -> None:
    assert said() == [
        "skill refund takes order and does not say what for",
        "skill refund has a dry run or facts and does not say what they read",
    ]


def test_a_purpose_that_the_data_map_does_not_grant_is_an_error() -> None:
    assert said(order=Purpose.MARKETING_DIRECT) == [
        "skill refund reads order for marketing.direct, which the data map does not grant"
    ]
    assert said(order=Purpose.SERVICE_ORDER) == []
