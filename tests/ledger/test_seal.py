import hmac
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.made import flipped

from earnest.ledger import FileKek, KeyFileError, KeyWrap, SealError, lookup, new_key, open_sealed, salt_key, seal

KEY = b"\x01" * 32
REFS = st.binary(min_size=1, max_size=32)
COMPARTMENTS = st.text("abcdefghijklmnop", min_size=1, max_size=8)


@given(REFS, COMPARTMENTS, st.binary(max_size=32), st.binary(max_size=200))
def test_what_is_sealed_opens_with_the_same_key_record_compartment_and_context(
    ref: bytes, compartment: str, context: bytes, plain: bytes
) -> None:
    sealed = seal(KEY, ref, compartment, context, plain)

    assert open_sealed(KEY, ref, compartment, context, sealed) == plain


@given(st.tuples(REFS, COMPARTMENTS, st.binary(max_size=8)), st.tuples(REFS, COMPARTMENTS, st.binary(max_size=8)))
def test_a_value_moved_to_another_place_does_not_open(
    place: tuple[bytes, str, bytes], other: tuple[bytes, str, bytes]
) -> None:
    sealed = seal(KEY, *place, b"secret")

    if place != other:
        with pytest.raises(SealError):
            open_sealed(KEY, *other, sealed)
    with pytest.raises(SealError):
        open_sealed(b"\x02" * 32, *place, sealed)


@given(st.integers(0, 10_000), st.integers(0, 40))
def test_an_altered_or_cut_value_does_not_open(bit: int, length: int) -> None:
    sealed = seal(KEY, b"D-1", "subject", b"", b"secret words")

    for broken in (flipped(sealed, bit), sealed[:length]):
        with pytest.raises(SealError):
            open_sealed(KEY, b"D-1", "subject", b"", broken)


def test_the_key_of_a_record_is_one_block_of_hkdf_expand_over_its_place() -> None:
    sealed = seal(KEY, b"D-1", "subject", b"ctx", b"words")

    place = b"\x03D-1\x07subject"
    key = hmac.digest(KEY, b"earnest/seal/1" + place + b"\x01", "sha256")
    assert AESGCM(key).decrypt(sealed[1:13], sealed[13:], place + b"ctx") == b"words"
    assert salt_key(KEY) == hmac.digest(KEY, b"earnest/salt/1\x01", "sha256")


def test_sealing_twice_gives_different_bytes() -> None:
    assert seal(KEY, b"D-1", "subject", b"", b"words") != seal(KEY, b"D-1", "subject", b"", b"words")


@pytest.mark.parametrize(
    ("key", "ref", "compartment"),
    [(b"short", b"D-1", "a"), (KEY, b"", "a"), (KEY, b"x" * 256, "a"), (KEY, b"D-1", ""), (KEY, b"D-1", "a b")],
)
def test_sealing_has_bounds(key: bytes, ref: bytes, compartment: str) -> None:
    with pytest.raises(SealError):
        seal(key, ref, compartment, b"", b"words")


def test_a_wrapped_key_opens_only_under_the_key_file_it_was_wrapped_with(tmp_path: Path) -> None:
    kek: KeyWrap = FileKek.create(tmp_path / "kek")
    other = FileKek.create(tmp_path / "other")
    key = new_key()

    wrapped = kek.wrap(key)

    assert len(wrapped) == 40
    assert key not in wrapped
    assert FileKek.open(tmp_path / "kek").unwrap(wrapped) == key
    with pytest.raises(SealError, match="key file"):
        other.unwrap(wrapped)
    for broken in (wrapped[:-1], flipped(wrapped, 77), b""):
        with pytest.raises(SealError):
            kek.unwrap(broken)
    with pytest.raises(SealError):
        kek.wrap(b"short")


def test_a_key_file_is_for_its_owner_only_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "kek"
    FileKek.create(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_bytes()) == 32
    with pytest.raises(KeyFileError, match="never overwrite"):
        FileKek.create(path)


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kek"
    FileKek.create(path)
    path.chmod(0o640)

    with pytest.raises(KeyFileError, match="chmod 600"):
        FileKek.open(path)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_file_of_the_wrong_length_is_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "kek"
    path.write_bytes(os.urandom(size))
    path.chmod(0o600)

    with pytest.raises(KeyFileError, match="exactly 32 bytes"):
        FileKek.open(path)


def test_a_missing_key_file_or_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="restore"):
        FileKek.open(tmp_path / "none")
    with pytest.raises(KeyFileError, match="folder"):
        FileKek.create(tmp_path / "none" / "kek")


def test_a_key_does_not_show_in_its_representation(tmp_path: Path) -> None:
    kek = FileKek.create(tmp_path / "kek")

    assert "key" not in repr(kek)


@given(st.binary(max_size=30), st.binary(max_size=30), COMPARTMENTS, COMPARTMENTS)
def test_a_look_up_is_equal_only_for_equal_kind_value_and_key(one: bytes, two: bytes, kind: str, other: str) -> None:
    found = lookup(KEY, kind, one)

    assert found == lookup(KEY, kind, one)
    assert (found == lookup(KEY, other, two)) == ((kind, one) == (other, two))
    assert found != lookup(b"\x02" * 32, kind, one)


def test_no_kind_and_value_can_be_read_as_another() -> None:
    assert lookup(KEY, "mail", b"box") != lookup(KEY, "mailbox", b"")


def test_a_look_up_needs_a_whole_key_and_a_plain_kind() -> None:
    for key, kind in ((b"short", "email"), (KEY, "e mail"), (KEY, "")):
        with pytest.raises(SealError):
            lookup(key, kind, b"ada@example.com")
