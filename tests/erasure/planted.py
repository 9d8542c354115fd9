"""Fifty values that nobody says by chance, and every way in which bytes may hide one."""

import base64
import html
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

VALUES: tuple[str, ...] = (
    *("Adaeze Quillfeather", "Björn Ångström-Læsø", "Zoë Škvorecký", "Nguyễn Thị Hồng Ánh", "Σωκράτης Παπαδόπουλος"),
    *("Łukasz Żółkiewski", "Mairéad Ní Chonghaile", "Öykü Gündoğdu", "O'Brannigan-D'Arcy", "Þórdís Hallgrímsdóttir"),
    *("adaeze.quill@example.org", "bjorn+torn@example.net", "zoe_skv@example.com", "o'brannigan@example.ie"),
    *("Läufersteg 17b, 3. OG", "Rua do Ouvidor 118 / 4º esq.", "Calle Ñuñoa 2201", "Am Hünengrab 9, Gartenhaus"),
    *("DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19", "FR1420041010050500013M02606", "NO9386011117947"),
    *("+49 30 99887766", "0044-20-7946-0999", "(212) 555-0142 ext. 77", "4111-1111-1111-1111"),
    *("quetzalcoatlus", "floccinaucinihilipilification", "Donaudampfschifffahrt", "zyzzyva-sundial"),
    *("مريم عبد الرحمن الزهراني", "شارع الملك فيصل ١٢", "خالتي تسكن في بورتسودان", "دواء الغدة الدرقية"),
    *("田中さくら子", "서울특별시 종로구 99", "रुक्मिणी देवी चौहान", "ปรียานุช แสงทอง", "Анастасия Щукина", "חנה לוינשטיין"),
    *("my twin 🧵🦜 kept it", "👩🏽‍🦽 ramp at gate 7", "🏳️‍🌈 wedding on 4/11", "🫖 allergic to bergamot"),
    *(
        "<b>Robert'); DROP--</b>",
        'said "never again" twice',
        "back\\slash\\road",
        "tab\tin\tmy\tname",
        "50% & more?=yes",
    ),
    "passport X1234567Y",
)


def disguises(value: str) -> frozenset[bytes]:
    """Every form in which the value may stand in some bytes; ASCII letters small, since what is searched is made so."""
    return frozenset(one.lower() for form in {value, value.casefold(), value.upper()} for one in _forms(form))


def _forms(form: str) -> Iterator[bytes]:
    plain = form.encode()
    yield plain
    yield from (form.encode("utf-16-le"), form.encode("utf-16-be"))
    yield from (json.dumps(form)[1:-1].encode(), json.dumps(form, ensure_ascii=False)[1:-1].encode())
    yield from (quote(form).encode(), quote_plus(form).encode(), quote(form, safe="").encode())
    yield from (html.escape(form).encode(), plain.hex().encode())
    yield from _base64(plain)


def _base64(plain: bytes) -> Iterator[bytes]:
    """What stays the same of it in base64, at each of the three places where it may begin."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + plain)
        first, end = (4 if before else 0), len(whole) - (4 if (before + len(plain)) % 3 else 0)
        steady = whole[first:end]
        yield from (steady, steady.replace(b"+", b"-").replace(b"/", b"_"))
