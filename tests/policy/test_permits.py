import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.errors import Expired, NotAllowed
from earnest.domain.turns import Deed
from earnest.ledger import encode
from earnest.policy.permits import PERMIT_LIFE, Minter, verify_permit

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
DEED = Deed("refund", {"lines": ["a1"]}, "ab" * 32, None)
NOW = 1_790_000_000_000_000
PERMIT = Minter(KEY).mint(DEED, "ada", "cd" * 32, "D-1", NOW)


def test_a_permit_stands_for_its_decision_until_it_expires() -> None:
    assert verify_permit(PUBLIC, PERMIT, DEED, "ada", NOW) == "D-1"
    assert verify_permit(PUBLIC, PERMIT, DEED, "ada", NOW + PERMIT_LIFE - 1) == "D-1"
    with pytest.raises(Expired):
        verify_permit(PUBLIC, PERMIT, DEED, "ada", NOW + PERMIT_LIFE)


@pytest.mark.parametrize(
    ("deed", "subject"),
    [
        (Deed("cancel", DEED.arguments, DEED.args_hash, None), "ada"),
        (Deed("refund", DEED.arguments, "00" * 32, None), "ada"),
        (DEED, "bob"),
        (DEED, ""),
    ],
)
def test_a_permit_is_for_one_deed_and_one_person(deed: Deed, subject: str) -> None:
    with pytest.raises(NotAllowed, match="another deed"):
        verify_permit(PUBLIC, PERMIT, deed, subject, NOW)


def test_no_permit_and_a_permit_of_another_key_are_refused() -> None:
    other = Minter(Ed25519PrivateKey.generate()).mint(DEED, "ada", "", "D-1", NOW)

    for permit in (b"", b"x" * 64, b"x" * 5000, other, PERMIT[64:] + PERMIT[:64]):
        with pytest.raises(NotAllowed):
            verify_permit(PUBLIC, permit, DEED, "ada", NOW)


def test_a_signature_over_something_else_of_ours_is_no_permit() -> None:
    claims = PERMIT[64:]

    with pytest.raises(NotAllowed, match="not signed here"):
        verify_permit(PUBLIC, KEY.sign(claims) + claims, DEED, "ada", NOW)


def test_signed_claims_of_another_shape_are_no_permit() -> None:
    base = {"skill": "refund", "args_hash": DEED.args_hash, "subject": "ada"}
    for claims in (encode([1]), encode({}), encode(base), encode({**base, "expires": "never", "decision": "D-1"})):
        with pytest.raises(NotAllowed):
            verify_permit(PUBLIC, KEY.sign(b"earnest permit v1\n" + claims) + claims, DEED, "ada", NOW)


@given(st.integers(0, len(PERMIT) - 1), st.integers(1, 255))
def test_a_permit_with_any_byte_changed_is_refused(at: int, by: int) -> None:
    damaged = bytearray(PERMIT)
    damaged[at] ^= by

    with pytest.raises(NotAllowed):
        verify_permit(PUBLIC, bytes(damaged), DEED, "ada", NOW)
