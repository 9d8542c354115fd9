import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.made import NOW_S, flipped

from earnest.ledger import (
    CommitmentError,
    Disclosure,
    Field,
    LeafEntry,
    commit,
    commitment,
    decode,
    disclose,
    disclosure_from_json,
    disclosure_to_json,
    encode,
    field_digest,
    leaf_entry,
    parse_leaf_entry,
    salt_key,
    salted,
    salted_digests,
    verify_disclosure,
)

TENANT, ADA = salt_key(b"\x01" * 32), salt_key(b"\x02" * 32)
NAMES = st.text("abcdefghijklmnopqrstuvwxyz._-", min_size=1, max_size=12)
VALUES = st.dictionaries(NAMES, st.binary(max_size=40), min_size=1, max_size=10)


def entry_of(fields: tuple[Field, ...], kind: str = "rec") -> bytes:
    return leaf_entry(LeafEntry(kind, NOW_S, commit(fields)))


def test_the_digests_are_those_of_the_written_scheme() -> None:
    (field,) = salted(TENANT, b"D-1", {"outcome": b'"do_it"'})

    salt = hmac.new(TENANT, b"\x03D-1outcome", "sha256").digest()
    digest = hashlib.sha256(b"tl/f/1" + salt + b"outcome" + b"\x00" + b'"do_it"').digest()
    assert field == Field("outcome", b'"do_it"', salt)
    assert field_digest(field) == digest
    assert commit((field,)) == hashlib.sha256(digest).digest()


@given(VALUES, st.binary(min_size=1, max_size=40))
def test_digests_alone_are_those_of_the_salted_fields(values: dict[str, bytes], ref: bytes) -> None:
    fields = salted(b"\x05" * 32, ref, values)

    assert salted_digests(b"\x05" * 32, ref, values) == [field_digest(field) for field in fields]


def test_a_leaf_names_no_person_and_is_small() -> None:
    entry = entry_of(salted(ADA, b"D-1", {"words": b'"my strap is torn"'}))

    assert set(decode(entry)) == {"c", "k", "t", "v"}  # type: ignore[arg-type]  # what the test is about
    assert len(entry) < 120
    assert entry == encode(decode(entry))
    assert parse_leaf_entry(entry).time_s == NOW_S


@given(VALUES, st.data())
def test_any_subset_can_be_shown_and_verifies(values: dict[str, bytes], data: st.DataObject) -> None:
    fields = salted(TENANT, b"D-1", values)
    names = data.draw(st.sets(st.sampled_from(sorted(values))))

    shown = disclose(fields, names)
    travelled = disclosure_from_json(decode(encode(disclosure_to_json(shown))))

    assert travelled == shown
    assert verify_disclosure(travelled, entry_of(fields)).commitment == commit(fields)
    assert {field.name for field in shown.revealed} == names


@given(VALUES, st.integers(0, 10_000), st.integers(0, 2))
def test_a_commitment_binds_every_name_value_and_salt(values: dict[str, bytes], bit: int, part: int) -> None:
    fields = salted(TENANT, b"D-1", values)
    first = fields[0]
    changed = (
        first._replace(name=first.name + "x"),
        first._replace(value=flipped(first.value, bit) if first.value else b"x"),
        first._replace(salt=flipped(first.salt, bit)),
    )[part]

    forged = Disclosure((changed, *fields[1:]), ())

    with pytest.raises(CommitmentError):
        verify_disclosure(forged, entry_of(fields))


@given(st.binary(max_size=40))
def test_equal_values_look_different_in_every_record_field_and_key(value: bytes) -> None:
    keys_and_records = [(TENANT, b"D-1"), (TENANT, b"D-2"), (ADA, b"D-1")]

    digests = [
        field_digest(field)
        for key, record in keys_and_records
        for field in salted(key, record, {"a": value, "b": value})
    ]

    assert len(set(digests)) == len(digests)


@given(st.binary(min_size=1, max_size=8), NAMES, NAMES)
def test_no_record_and_name_can_be_read_as_another(ref: bytes, name: str, other: str) -> None:
    longer = ref + other.encode()

    one = salted(TENANT, ref, {other + name: b"v"})[0].salt
    two = salted(TENANT, longer, {name: b"v"})[0].salt

    assert one != two


def test_an_erased_persons_digests_stay_as_noise_and_the_rest_still_verifies() -> None:
    kept = salted(TENANT, b"D-1", {"outcome": b'"refuse"', "policy": b'"p1"'})
    gone = salted(ADA, b"D-1", {"words": b'"my strap is torn"'})
    entry = entry_of((*kept, *gone))

    shown = disclose(kept, {"outcome"}, hidden=[field_digest(field) for field in gone])

    assert verify_disclosure(shown, entry).kind == "rec"
    assert b"strap" not in encode(disclosure_to_json(shown))
    with pytest.raises(CommitmentError, match="erased"):
        disclose(kept, {"words"})


@given(st.integers(0, 8 * 100 - 1))
def test_a_changed_leaf_is_refused_or_commits_to_something_else(bit: int) -> None:
    fields = salted(TENANT, b"D-1", {"outcome": b"1"})
    entry = entry_of(fields)
    changed = flipped(entry, bit)

    try:
        leaf = verify_disclosure(disclose(fields, {"outcome"}), changed)
    except CommitmentError:
        return
    # kind and time are not in the commitment; the tree's leaf hash covers them
    assert leaf != parse_leaf_entry(entry)


@pytest.mark.parametrize(
    ("ref", "key", "values"),
    [
        (b"", TENANT, {"a": b""}),
        (b"x" * 256, TENANT, {"a": b""}),
        (b"D-1", b"short", {"a": b""}),
        (b"D-1", TENANT, {"a b": b""}),
    ],
)
def test_salts_have_bounds(ref: bytes, key: bytes, values: dict[str, bytes]) -> None:
    with pytest.raises(CommitmentError):
        salted(key, ref, values)


def test_a_commitment_refuses_nothing_twins_and_crowds() -> None:
    digest = bytes(32)

    for digests in ([], [digest, digest], [b"short"], [number.to_bytes(32, "big") for number in range(257)]):
        with pytest.raises(CommitmentError):
            commitment(digests)
    field = Field("a", b"1", bytes(32))
    with pytest.raises(CommitmentError, match="share a name"):
        commit((field, field._replace(value=b"2")))
    with pytest.raises(CommitmentError, match="salt"):
        field_digest(field._replace(salt=b"short"))


def test_a_name_cannot_be_shown_twice() -> None:
    fields = salted(TENANT, b"D-1", {"a": b"1"})
    twin = fields[0]._replace(value=b"2")

    with pytest.raises(CommitmentError, match="name"):
        verify_disclosure(Disclosure((fields[0], twin), ()), entry_of(fields))


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b"not json", b'{"c":"AA==","k":"rec","t":1,"v":1}', b'{"c":"AA==","k":"rec","t":1,"v":2}']
)
def test_other_bytes_are_no_leaf(data: bytes) -> None:
    with pytest.raises(CommitmentError):
        parse_leaf_entry(data)


@pytest.mark.parametrize(
    "value", [None, [], {"hidden": [], "revealed": [{}]}, {"hidden": [1], "revealed": []}, {"hidden": []}]
)
def test_other_json_is_no_disclosure(value: None) -> None:
    with pytest.raises(CommitmentError):
        disclosure_from_json(value)


@pytest.mark.parametrize(
    "entry",
    [
        LeafEntry("a b", 1, bytes(32)),
        LeafEntry("a", -1, bytes(32)),
        LeafEntry("a", 2**53, bytes(32)),
        LeafEntry("a", 1, b""),
    ],
)
def test_a_leaf_has_bounds(entry: LeafEntry) -> None:
    with pytest.raises(CommitmentError):
        leaf_entry(entry)
