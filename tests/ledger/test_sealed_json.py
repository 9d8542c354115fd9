import random
import string
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from earnest.ledger import SealedJson, SealedJsonError, decode, encode, encode_both, encode_members
from earnest.ledger.sealed_json import DEPTH_MAX, INTEGER_MAX, KEY_CHARACTERS_MAX, SIZE_BYTES_MAX

KEY_ALPHABET = string.ascii_letters + string.digits + "._-"
KEYS = st.text(KEY_ALPHABET, min_size=1, max_size=KEY_CHARACTERS_MAX)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-INTEGER_MAX, INTEGER_MAX)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
DOCUMENTS = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=30)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()) | st.floats() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()) | st.integers(), inner),
    max_leaves=12,
)


def random_text(chance: random.Random) -> str:
    pools = ((0x20, 0x7E), (0x00, 0x1F), (0x7F, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF), (0x22, 0x5C))
    return "".join(chr(chance.randint(*chance.choice(pools))) for _ in range(chance.randint(0, 24)))


def random_document(chance: random.Random, depth_left: int = 4) -> SealedJson:
    kind = chance.randint(0, 8 if depth_left else 5)
    if kind == 0:
        return None
    if kind == 1:
        return chance.random() < 0.5
    if kind == 2:
        return chance.choice((0, 1, -1, INTEGER_MAX, -INTEGER_MAX, chance.randint(-INTEGER_MAX, INTEGER_MAX)))
    if kind <= 5:
        return random_text(chance)
    if kind == 6:
        return [random_document(chance, depth_left - 1) for _ in range(chance.randint(0, 6))]
    keys = ("".join(chance.choices(KEY_ALPHABET, k=chance.randint(1, 12))) for _ in range(chance.randint(0, 8)))
    return {key: random_document(chance, depth_left - 1) for key in keys}


def disagreements(count: int) -> int:
    chance = random.Random(20260102)
    documents = (random_document(chance) for _ in range(count))
    return sum(encode(document) != rfc8785.dumps(document) for document in documents)


def test_two_thousand_random_documents_are_byte_equal_to_rfc_8785() -> None:
    assert disagreements(2_000) == 0


@pytest.mark.slow
def test_fifty_thousand_random_documents_are_byte_equal_to_rfc_8785() -> None:
    assert disagreements(50_000) == 0


@given(DOCUMENTS)
def test_every_document_of_the_profile_is_canonical_and_comes_back(document: SealedJson) -> None:
    data = encode(document)

    assert data == rfc8785.dumps(document)
    assert decode(data) == document


@given(st.dictionaries(KEYS, DOCUMENTS, max_size=6))
def test_members_written_apart_join_to_the_whole(document: dict[str, SealedJson]) -> None:
    members = encode_members(document)

    assert members == {name: encode(value) for name, value in document.items()}
    assert encode_both(document) == (encode(document), members)


@pytest.mark.parametrize("value", [{"a": 1.5}, {"a b": 1}, {"a": ["\ud800"]}, {"a": 2**53}, [1]])
def test_members_outside_the_profile_are_refused_like_the_whole(value: Any) -> None:
    with pytest.raises(SealedJsonError):
        encode_members(value)
    with pytest.raises(SealedJsonError):
        encode_both(value)


def test_a_whole_has_a_bound() -> None:
    with pytest.raises(SealedJsonError, match="above"):
        encode_both({"a": "x" * SIZE_BYTES_MAX})


@given(ANYTHING)
def test_a_value_is_either_canonical_or_refused_with_its_place(value: SealedJson) -> None:
    outcome: bytes | SealedJsonError
    try:
        outcome = encode(value)
    except SealedJsonError as refusal:
        outcome = refusal

    if isinstance(outcome, bytes):
        assert outcome == rfc8785.dumps(value)
    else:
        assert outcome.path.startswith("$")
        assert "not serialisable" not in str(outcome), "the slow walk must find what the fast one refused"


@pytest.mark.parametrize(
    ("value", "path", "words"),
    [
        (1.5, "$", "float"),
        ({"lines": [{"amount": 1}, {"amount": 79.0}]}, "$.lines[1].amount", "minor units"),
        ({"a": {"b": 2**53}}, "$.a.b", "write it as a string"),
        ([-(2**53)], "$[0]", "2^53"),
        ({"a": {"bad key": 1}}, "$.a", "'bad key'"),
        ({"a\n": 1}, "$", "key"),
        ({"": 1}, "$", "key"),
        ({"k" * 129: 1}, "$", "1 to 128"),
        ({"schlüssel": 1}, "$", "key"),
        ({1: 2}, "$", "key 1"),
        (["fine", "lone \ud800"], "$[1]", "surrogate"),
        ({"when": {1, 2}}, "$.when", "set"),
        ({"raw": b"bytes"}, "$.raw", "bytes"),
    ],
)
def test_a_refusal_names_the_place_and_the_mend(value: SealedJson, path: str, words: str) -> None:
    with pytest.raises(SealedJsonError) as refusal:
        encode(value)

    assert refusal.value.path == path
    assert words in str(refusal.value)


def test_a_subclass_that_may_hide_something_is_refused() -> None:
    class Amount(int):
        pass

    with pytest.raises(SealedJsonError, match="Amount"):
        encode({"amount": Amount(5)})


def nested(depth: int) -> SealedJson:
    value: SealedJson = 0
    for _ in range(depth):
        value = [value]
    return value


def test_depth_has_a_limit() -> None:
    assert encode(nested(DEPTH_MAX)) == b"[" * DEPTH_MAX + b"0" + b"]" * DEPTH_MAX
    with pytest.raises(SealedJsonError, match="deeper"):
        encode(nested(DEPTH_MAX + 1))


def test_a_list_that_contains_itself_is_refused_and_ends() -> None:
    circle: list[SealedJson] = []
    circle += [circle, circle]

    with pytest.raises(SealedJsonError, match="store the content apart"):
        encode(circle)


def test_size_has_a_limit_in_both_directions() -> None:
    text = "x" * (SIZE_BYTES_MAX - 2)

    assert decode(encode(text)) == text
    with pytest.raises(SealedJsonError, match="store the content apart"):
        encode(text + "x")
    with pytest.raises(SealedJsonError, match="refuse"):
        decode(b'"' + text.encode() + b'x"')


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b"[1.0]",
        b"[1e2]",
        b"[-0]",
        b"[9007199254740992]",
        b'"\\u0041"',
        b'"\\/"',
        b'"\xff"',
        b"[1]\n",
        b"NaN",
    ],
)
def test_bytes_that_encode_would_not_write_are_refused(data: bytes) -> None:
    with pytest.raises(SealedJsonError):
        decode(data)


@given(st.binary(max_size=60))
def test_decoding_never_fails_otherwise(data: bytes) -> None:
    try:
        value = decode(data)
    except SealedJsonError:
        return
    assert encode(value) == data
