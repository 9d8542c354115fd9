from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.errors import BadInput
from earnest.domain.ids import RANDOM_BYTES, Kind, new_id, read_id

kinds = st.sampled_from(Kind)
randoms = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


@given(kinds, randoms)
def test_an_id_reads_back_as_itself(kind: Kind, random: bytes) -> None:
    made = new_id(kind, lambda _: random)

    assert read_id(made, kind) == made


@given(kinds, randoms)
def test_an_id_needs_no_quotes_in_a_shell_or_an_address(kind: Kind, random: bytes) -> None:
    assert new_id(kind, lambda _: random).replace("-", "").isalnum()


@given(kinds, randoms)
def test_an_id_read_aloud_and_typed_sloppily_is_understood(kind: Kind, random: bytes) -> None:
    made = new_id(kind, lambda _: random)
    body = made[2:-1].replace("0", "o").replace("1", "l").lower()

    assert read_id(f" {kind.value.lower()}-{body[:8]} {body[8:]}{made[-1]} ", kind) == made


@given(kinds, randoms, st.integers(0, 15), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_symbol_is_always_noticed(kind: Kind, random: bytes, place: int, symbol: str) -> None:
    made = new_id(kind, lambda _: random)
    wrong = made[: place + 2] + symbol + made[place + 3 :]

    if wrong != made:
        with pytest.raises(BadInput):
            read_id(wrong, kind)


@given(st.text(max_size=60), kinds)
def test_any_text_is_an_id_or_a_clear_refusal(text: str, kind: Kind) -> None:
    with suppress(BadInput):
        assert read_id(text, kind).startswith(f"{kind.value}-")


def test_ids_carry_no_time() -> None:
    made = [new_id(Kind.DECISION) for _ in range(200)]

    assert len(set(made)) == len(made)
    assert made != sorted(made)


def test_the_prefix_says_what_an_id_names() -> None:
    made = new_id(Kind.CARD)

    with pytest.raises(BadInput, match="decision"):
        read_id(made, Kind.DECISION)
