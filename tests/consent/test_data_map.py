"""The data map: what it grants, what it refuses with file and line, and what it finds wrong."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.consent.brand import MAP, data_map, order

from earnest.consent.data_map import load_data_map, read_data_map
from earnest.consent.grants import FieldRule, Integrity, Retention, RetentionUnit
from earnest.consent.map_check import Flaw, check_data_map
from earnest.domain.errors import BrandError
from earnest.domain.purposes import Purpose
from earnest.domain.records import Origin, RecordKind, Row


def rule(source: str, path: str) -> FieldRule:
    found = data_map().source(source)
    assert found is not None
    return next(rule for rule in found.fields if rule.path == path)


def kind(name: str) -> RecordKind:
    return RecordKind(name, lambda _shop, _customer: [])


def one(fields: str, nested: str = "") -> str:
    head = "sources:\n  order: {owner: shop, residency: EU, integrity: own, retention: 1 year,\n"
    body = "".join(f"      {line.strip()},\n" for line in fields.splitlines())
    return head + f"    nested: {nested or '{}'},\n" + "    fields: {\n" + body + "  }}\n"


def test_a_purpose_is_granted_exactly_the_fields_that_name_it() -> None:
    granted = data_map().fields("order", Purpose.SERVICE_ORDER)

    assert granted == {"status", "total", "address", "lines.name", "lines.options"}


def test_what_the_map_does_not_name_is_granted_to_nobody() -> None:
    for purpose in Purpose:
        assert data_map().fields("basket", purpose) == frozenset()
        assert "internal_margin" not in data_map().fields("order", purpose)
        assert "sealed" not in data_map().fields("profile", purpose)


def test_a_field_says_its_category_retention_integrity_owner_and_residency() -> None:
    note = rule("order", "gift_note")

    assert (note.category, note.owner, note.residency) == ("message", "shop", "EU")
    assert note.retention == Retention(90, RetentionUnit.DAYS)
    assert note.integrity is Integrity.THIRD_PARTY
    assert MAP.splitlines()[note.line - 1].strip().startswith("gift_note:")


def test_what_is_said_once_for_the_source_gives_way_to_the_field() -> None:
    assert rule("order", "status").retention == Retention(10, RetentionUnit.YEARS)
    assert rule("profile", "size").retention == Retention(0, RetentionUnit.CUSTOMER)
    assert rule("order", "address").integrity is Integrity.CUSTOMER


def test_a_bought_in_field_says_where_it_comes_from() -> None:
    assert rule("profile", "income").origin == Origin("Acme", date(2025, 1, 31), 60)


BROKEN = {
    "unknown purpose": (one("      a: {category: x, purposes: [service.ordre]}\n"), 5, "did you mean service.order"),
    "far purpose": (one("      a: {category: x, purposes: [zzz]}\n"), 5, "take one of service.answer"),
    "duplicate": (
        one("      a: {category: x, purposes: []}\n      a: {category: x, purposes: []}\n"),
        6,
        "stands twice .* line 5",
    ),
    "duplicate in one field": (one("      a: {category: x, category: y, purposes: []}\n"), 5, "stands twice"),
    "no retention": (
        "sources: {o: {owner: s, residency: E, integrity: own,\nfields: {b: {category: c, purposes: []}}}}",
        2,
        "b has no retention",
    ),
    "no purposes": (one("      a: {category: x}\n"), 5, "a has no purposes"),
    "defaulted purposes": ("sources:\n  order:\n    purposes: []\n    fields: {}\n", 3, "no entry 'purp"),
    "unknown entry": (one("      a: {category: x, purposes: [], keep: 1}\n"), 5, "no entry 'keep'"),
    "retention": (one("      a: {category: x, purposes: [], retention: for ever}\n"), 5, "no retention time"),
    "retention 0": (one("      a: {category: x, purposes: [], retention: 0 days}\n"), 5, "no retention time"),
    "retention 9999": (one("      a: {category: x, purposes: [], retention: 9999 years}\n"), 5, "no retention time"),
    "integrity": (one("      a: {category: x, purposes: [], integrity: mine}\n"), 5, "take one of own"),
    "purposes a word": (one("      a: {category: x, purposes: service.order}\n"), 5, "should be a list"),
    "empty owner": (one("      a: {category: x, purposes: [], owner: ''}\n"), 5, "not empty"),
    "field a word": (one("      a: yes\n"), 5, "should be a mapping"),
    "path": (one("      a..b: {category: x, purposes: []}\n"), 5, "is no field"),
    "deep path": (one("      a.b.c.d.e: {category: x, purposes: []}\n"), 5, "is no field"),
    "whole and part": (
        one("      a: {category: x, purposes: []}\n      a.b: {category: x, purposes: []}\n"),
        6,
        "whole and in part",
    ),
    "part and whole": (
        one("      a.b.c: {category: x, purposes: []}\n      a: {category: x, purposes: []}\n"),
        5,
        "whole and in part",
    ),
    "nested nothing": (one("      a: {category: x, purposes: []}\n", "{ls: {kind: l, key: k}}"), 3, "no field ls"),
    "nested no key": (one("      ls.a: {category: x, purposes: []}\n", "{ls: {kind: l}}"), 3, "has no key"),
    "nested handle": (
        one("      ls.handle: {category: x, purposes: []}\n", "{ls: {kind: l, key: k}}"),
        3,
        "where the handle stands",
    ),
    "origin": (one("      a: {category: x, purposes: [], origin: {supplier: A}}\n"), 5, "origin has no collected"),
    "origin date": (
        one("      a: {category: x, purposes: [], origin: {supplier: A, collected: May, confidence: 1}}\n"),
        5,
        "no date",
    ),
    "origin percent": (
        one("      a: {category: x, purposes: [], origin: {supplier: A, collected: 2025-01-01, confidence: 0.5}}\n"),
        5,
        "no percentage",
    ),
    "source name": ("sources:\n  my order:\n    fields: {}\n", 2, "no record kind"),
    "no fields": ("sources:\n  order: {}\n", 2, "has no `fields`"),
    "no sources": ("{}", 1, "no `sources`"),
    "yaml": ("sources:\n  order: [\n", 3, "not readable YAML"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_map_is_refused_with_file_line_and_mend(case: str) -> None:
    text, line, message = BROKEN[case]

    with pytest.raises(BrandError, match=message) as caught:
        read_data_map(text, "shop/data_map.yaml")

    assert (caught.value.file, caught.value.line) == ("shop/data_map.yaml", line)


@pytest.mark.parametrize("text", ["", "# nothing\n", "[" * 100_000, "a: \x00", "x" * 1_000_001, "- 1\n--- \n- 2"])
def test_a_file_that_is_no_map_at_all_is_refused(text: str) -> None:
    with pytest.raises(BrandError):
        read_data_map(text)


@given(st.text(max_size=200))
def test_any_text_is_a_map_or_a_brand_error(text: str) -> None:
    try:
        sources = read_data_map(text).sources
    except BrandError:
        return

    assert isinstance(sources, tuple)


@pytest.mark.parametrize("brand", ["fernhalm", "tau-retail"])
def test_the_maps_of_the_shipped_brands_are_read(root: Path, brand: str) -> None:
    shipped = load_data_map(root / "examples" / brand / "data_map.yaml")

    assert shipped.fields("order", Purpose.SERVICE_ORDER) >= {"id", "status", "total", "lines.name"}
    assert shipped.fields("order", Purpose.MARKETING_DIRECT) == frozenset()


def test_a_map_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "data_map.yaml"
    path.write_text(MAP, encoding="utf-8")

    assert load_data_map(path).fields("variant", Purpose.SERVICE_ANSWER) == {"name"}


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_missing_or_binary_file_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "data_map.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(BrandError, match="cannot be read") as caught:
        load_data_map(path)

    assert caught.value.file == str(path)


def test_a_field_that_a_reader_gives_and_the_map_lacks_is_found() -> None:
    findings = check_data_map(data_map(), [kind("order")], {"order": [order()]})

    unmapped = {finding.path for finding in findings if finding.flaw is Flaw.UNMAPPED}
    assert unmapped == {"internal_margin", "lines.cost", "parcel.carrier.pin"}


def test_a_mapped_field_that_no_record_has_is_found_with_its_line() -> None:
    row: Row = {name: value for name, value in order().items() if name != "gift_note"}

    findings = check_data_map(data_map(), [kind("order")], {"order": [row]})

    missing = [finding for finding in findings if finding.flaw is Flaw.NOT_GIVEN]
    assert [finding.path for finding in missing] == ["gift_note"]
    assert missing[0].line == rule("order", "gift_note").line


def test_a_kind_without_samples_is_not_judged_by_what_it_gives() -> None:
    findings = check_data_map(data_map(), [kind("order"), kind("profile"), kind("variant")], {"order": []})

    assert findings == ()


def test_a_source_without_a_reader_is_found() -> None:
    findings = check_data_map(data_map(), [kind("order")], {})

    assert {finding.source for finding in findings if finding.flaw is Flaw.NO_READER} == {"profile", "variant"}


def test_a_mapped_field_that_nobody_reads_is_found() -> None:
    reads = [("order", Purpose.SERVICE_ORDER), ("variant", Purpose.SERVICE_ANSWER)]
    kinds = [kind("order"), kind("variant")]

    findings = check_data_map(data_map(), kinds, {}, reads)

    unread = {finding.path for finding in findings if finding.flaw is Flaw.NEVER_READ}
    assert unread == {"gift_note", "parcel.carrier.note"}


def test_a_kind_without_any_mapping_has_all_its_fields_found_but_the_key() -> None:
    findings = check_data_map(data_map(), [kind("review")], {"review": [{"id": "1", "text": "good"}]})

    assert [finding.path for finding in findings if finding.flaw is Flaw.UNMAPPED] == ["text"]
