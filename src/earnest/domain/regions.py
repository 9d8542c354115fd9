"""Where data is, and where it may go: countries, the groups of them that a brand may name, and ways out of the house.

Sources: ISO 3166-1 alpha-2; the members of the European Union and of the European Economic Area in 2026.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_ALL = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""

GROUPS = {"EU": frozenset(_EU.split()), "EEA": frozenset(f"{_EU} IS LI NO".split())}
"""Groups of countries that may stand in place of a country, with their members."""

COUNTRIES = frozenset(_ALL.split())
"""Every country code."""


class Way(StrEnum):
    """A way on which data leaves the process."""

    STORE = "store"
    MAIL = "mail"
    WEBHOOK = "webhook"
    MODEL = "model"
    CONSENT_PLATFORM = "consent_platform"
    INFORMED = "informed"


def outlet(way: Way, name: str = "") -> str:
    """What a data map calls one way out: its kind, and the system's name where there may be several, `informed.crm`."""
    return f"{way.value}.{name}" if name else way.value


@dataclass(frozen=True, slots=True)
class Target:
    """What stands at the end of a way.

    Args:
        way: which way.
        region: where it is, a country or a group.
        processor: who runs it.
        line: where the data map says so, 0 if it was not read from a file.
        name: which system it is, of those that are informed of erasures; "" for the other ways.
    """

    way: Way
    region: str
    processor: str
    line: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """Why data may not leave by a way: the target is undeclared (`region` is ""), or outside of what is allowed."""

    way: Way
    region: str
    allowed: tuple[str, ...]
    name: str = ""

    def __str__(self) -> str:
        way = outlet(self.way, self.name)
        if not self.region:
            return f"The data map does not say where {way} goes; add it under `targets`."
        if not self.allowed:
            return f"{way} goes to {self.region}, and the data map allows no region; add `regions`."
        allowed = ", ".join(self.allowed)
        return f"{way} goes to {self.region}, and data may be in {allowed} only; choose another one."


def is_region(code: str) -> bool:
    """Whether a code is a country or a group that is known here."""
    return code in COUNTRIES or code in GROUPS


def within(region: str, allowed: Iterable[str]) -> bool:
    """Whether a region lies wholly in one of those allowed; a code that nobody knows lies in none."""
    members = GROUPS.get(region, frozenset({region} & COUNTRIES))
    return bool(members) and any(members <= GROUPS.get(one, frozenset({one})) for one in allowed)
