"""Every data-map field x every purpose x every consent history: without a live basis the value reaches nobody."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from tests.consent.brand import data_map
from tests.consent.leaks import (
    ASSISTANT,
    SUBJECT,
    BytesOf,
    LeakedError,
    Rows,
    assert_absent,
    cases,
    check_no_leaks,
    planted,
)

from earnest.consent.data_map import load_data_map
from earnest.consent.fold import ConsentView
from earnest.consent.grants import DataMap
from earnest.consent.looks import Known, Looks
from earnest.domain.identity import Level, Session
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.records import RecordKind, Row, Seen
from earnest.domain.skills import Preview

SESSION = Session("N-1", SUBJECT, "ada", Level.JUST_PROVED)


def look(the_map: DataMap, rows: Rows, consents: ConsentView) -> Looks:
    kinds = {name: RecordKind(name, partial(rows_of, name)) for name in rows}
    return Looks(
        shop=rows,
        known=Known(SESSION, consents),
        kinds=kinds,
        data_map=the_map,
        mint=lambda _session, kind, raw: f"{kind}~{len(raw)}",
        identifies=lambda session, _name, _claims: Known(session, consents),
        previews=lambda _session, _skill, _arguments: Preview(()),
    )


def rows_of(name: str, shop: Rows, _customer: str) -> Sequence[Row]:
    return shop[name]


def serialised(seen: Seen) -> bytes:
    """All that the assistant can read of a record."""
    return json.dumps(
        {"kind": seen.kind, "handle": seen.handle, "fields": plain(seen.fields)}, ensure_ascii=False
    ).encode()


def plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, tuple) else value


def given_bytes(the_map: DataMap) -> BytesOf:
    def bytes_of(rows: Rows, purpose: Purpose, consents: ConsentView) -> Mapping[str, bytes]:
        looks = look(the_map, rows, consents)
        seen = [record for kind in rows for record in looks.records(kind, purpose)]
        return {ASSISTANT: b"\n".join(map(serialised, seen)), "record of use": repr(looks.used).encode()}

    return bytes_of


def test_no_field_without_a_live_basis_reaches_the_assistant() -> None:
    absent, given = check_no_leaks(data_map(), given_bytes(data_map()), every_shape=True)

    assert given > 1_000
    assert absent > 15_000


@pytest.mark.parametrize("brand", ["fernhalm", "tau-retail"])
def test_the_shipped_brands_give_the_assistant_nothing_without_a_live_basis(root: Path, brand: str) -> None:
    the_map = load_data_map(root / "examples" / brand / "data_map.yaml")

    absent, given = check_no_leaks(the_map, given_bytes(the_map))

    assert given > 1_000
    assert absent > 5_000


def test_what_is_given_prints_no_value_in_a_log_line() -> None:
    rows, markers = planted(data_map())
    every = next(case for case in cases() if case.purpose is Purpose.SERVICE_ORDER and case.live)

    seen = look(data_map(), rows, every.consents).records("order", Purpose.SERVICE_ORDER)

    assert seen
    assert_absent(markers.values(), {"log": f"{seen!r} {seen[0].fields}".encode()})


def test_a_map_that_grants_one_field_too_many_is_found() -> None:
    laxer = widened(data_map())

    with pytest.raises(LeakedError, match="is in assistant"):
        check_no_leaks(data_map(), given_bytes(laxer))


def test_a_consent_that_is_not_read_is_found() -> None:
    every = next(case.consents for case in cases() if case.purpose is Purpose.TRAIN_MODEL and case.live)

    def careless(rows: Rows, purpose: Purpose, _consents: ConsentView) -> Mapping[str, bytes]:
        return given_bytes(data_map())(rows, purpose, every)

    with pytest.raises(LeakedError):
        check_no_leaks(data_map(), careless)


def test_a_view_that_gives_nothing_is_found_too() -> None:
    with pytest.raises(AssertionError, match="should be given"):
        check_no_leaks(data_map(), lambda _rows, _purpose, _consents: {ASSISTANT: b""})


DISGUISES: dict[str, Callable[[str], bytes]] = {
    "raw": lambda text: text.encode(),
    "JSON": lambda text: json.dumps(text).encode(),
    "JSON in capitals": lambda text: json.dumps(text).upper().replace("\\U", "\\u").encode(),
    "percent": lambda text: quote(text).encode(),
    "percent, strict": lambda text: quote(text, safe="").encode(),
    "percent in small letters": lambda text: quote(text, safe="").lower().encode(),
    "form": lambda text: quote_plus(text).encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(text.encode()),
    "base64, shifted by one": lambda text: base64.b64encode(b"x" + text.encode() + b"y"),
    "base64, shifted by two": lambda text: base64.b64encode(b"xx" + text.encode() + b"yy"),
    "base64 of JSON": lambda text: base64.b64encode(json.dumps({"a": text}).encode()),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16")),
    "UTF-16LE": lambda text: text.encode("utf-16-le"),
    "UTF-16BE": lambda text: text.encode("utf-16-be"),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "capitals": lambda text: text.upper().encode(),
    "small letters": lambda text: text.lower().encode(),
    "folded": lambda text: text.casefold().encode(),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_the_searcher_finds_a_value_in_every_disguise(disguise: str) -> None:
    _, markers = planted(data_map())
    marker = next(iter(markers.values()))
    blob = b"\x00\xffbefore" + DISGUISES[disguise](marker) + b"after\xfe"

    with pytest.raises(LeakedError, match="is in stream"):
        assert_absent([marker], {"stream": blob})


def test_the_searcher_finds_nothing_where_nothing_is() -> None:
    _, markers = planted(data_map())
    one, *others = markers.values()
    blob = b" ".join(change(one) for change in DISGUISES.values())

    assert_absent(others, {"stream": blob})


def test_every_field_is_planted_with_a_marker_of_its_own_where_its_reader_would_give_it() -> None:
    rows, markers = planted(data_map())

    text = json.dumps(rows, ensure_ascii=False)
    assert len(set(markers.values())) == len(markers) == sum(len(source.fields) for source in data_map().sources)
    assert all(text.count(marker) == 2 for marker in markers.values())


def test_the_cases_hold_every_purpose_and_every_state() -> None:
    every = list(cases())

    assert {case.purpose for case in every} == set(Purpose)
    assert {case.consents.state(case.purpose) for case in every} == set(ConsentState)


def widened(the_map: DataMap) -> DataMap:
    """The same map with the sealed field granted to one purpose."""
    sources = tuple(
        replace(
            source,
            fields=tuple(
                replace(rule, purposes=frozenset({Purpose.SERVICE_ANSWER})) if rule.path == "sealed" else rule
                for rule in source.fields
            ),
        )
        for source in the_map.sources
    )
    return DataMap(sources)
