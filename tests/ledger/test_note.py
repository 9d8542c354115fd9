import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.made import ED25519, KEYS, ML_DSA_44, NOW_S, ORIGIN, SIGNERS, flipped, log_of_size

from earnest.ledger import (
    CheckpointError,
    Ed25519Signer,
    MlDsa44Signer,
    NoteError,
    Scheme,
    VerifierKey,
    open_note,
    parse_note,
    parse_verifier_key,
    sign_note,
)
from earnest.ledger.note import SIGNATURES_MAX

# The published example of golang.org/x/mod/sumdb/note: its key, its text, its signature.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
TEXTS = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]) | st.just("\n"), max_size=60).map(
    lambda text: f"{text}\n"
)


def test_the_note_published_with_gos_package_opens() -> None:
    key = parse_verifier_key(GO_KEY)

    note, signed_by = open_note(GO_NOTE, [key])

    assert note.text.startswith("If you think cryptography")
    assert signed_by == (key,)


@given(TEXTS)
def test_any_text_without_control_characters_comes_back_signed(text: str) -> None:
    raw = sign_note(text, [ED25519], NOW_S)

    note, signed_by = open_note(raw, KEYS)

    assert note.text == text
    assert signed_by == (ED25519.verifier,)


@settings(max_examples=200)
@given(st.data())
def test_no_flipped_bit_of_a_signed_note_goes_unseen(data: st.DataObject) -> None:
    raw = sign_note("some text\nof two lines\n", [ED25519], NOW_S).encode()
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))

    changed = flipped(raw, bit)

    with pytest.raises((NoteError, UnicodeDecodeError)):
        open_note(changed.decode(), KEYS)


def test_key_ids_and_verifier_keys_are_those_of_the_specification() -> None:
    for key, kind, size in ((ED25519.verifier, 1, 32), (ML_DSA_44.verifier, 6, 1312)):
        digest = hashlib.sha256(ORIGIN.encode() + b"\n" + bytes((kind,)) + key.public).digest()
        encoded = base64.b64encode(bytes((kind,)) + key.public).decode()

        assert len(key.public) == size
        assert key.key_id == digest[:4]
        assert key.text() == f"{ORIGIN}+{digest[:4].hex()}+{encoded}"
        assert parse_verifier_key(key.text()) == key


@settings(max_examples=60)
@given(st.data())
def test_a_verifier_key_with_a_typing_error_is_refused(data: st.DataObject) -> None:
    text = ED25519.verifier.text()
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("abcxyzABC019+/=").filter(lambda one: one != text[at]))

    with pytest.raises(NoteError):
        parse_verifier_key(text[:at] + letter + text[at + 1 :])


@pytest.mark.parametrize("text", ["", "name", "a+b", "a+00000000+", "a+00000000+AQ==", "a b+00000000+AQ==", "a+c+CQ=="])
def test_other_text_is_no_verifier_key(text: str) -> None:
    with pytest.raises(NoteError, match=r"copy it again|rename"):
        parse_verifier_key(text)


def test_the_ml_dsa_44_line_signs_the_subtree_message_byte_by_byte() -> None:
    head = log_of_size(3).head
    note = parse_note(sign_note(head.text(), SIGNERS, NOW_S))
    payload = note.signatures[1].payload

    name = ORIGIN.encode()
    message = (
        b"subtree/v1\n\x00"
        + bytes((len(name),))
        + name
        + NOW_S.to_bytes(8, "big")
        + bytes((len(name),))
        + name
        + bytes(8)
        + (3).to_bytes(8, "big")
        + head.root
    )
    assert len(payload) == 8 + 2420
    assert payload[:8] == NOW_S.to_bytes(8, "big")
    MLDSA44PublicKey.from_public_bytes(ML_DSA_44.verifier.public).verify(payload[8:], message)


@settings(max_examples=40)
@given(st.integers(0, 2428 * 8 - 1))
def test_no_flipped_bit_of_an_ml_dsa_44_signature_or_its_time_goes_unseen(bit: int) -> None:
    text = log_of_size(3).head.text()
    payload = ML_DSA_44.sign(text, NOW_S)

    ML_DSA_44.verifier.verify(text, payload)
    with pytest.raises(NoteError, match="does not hold"):
        ML_DSA_44.verifier.verify(text, flipped(payload, bit))


def test_ml_dsa_44_signs_checkpoints_only() -> None:
    with pytest.raises(CheckpointError, match="three lines"):
        ML_DSA_44.sign("free text\n", NOW_S)
    with pytest.raises(NoteError, match="does not hold"):
        ML_DSA_44.verifier.verify("free text\n", bytes(2428))


def test_unknown_signatures_are_ignored_and_nothing_is_opened_by_them_alone() -> None:
    stranger = Ed25519Signer("stranger.example", b"\x09" * 32)
    raw = sign_note("text\n", [stranger, ED25519], NOW_S)

    assert open_note(raw, KEYS)[1] == (ED25519.verifier,)
    with pytest.raises(NoteError, match="no trusted key"):
        open_note(raw, [ML_DSA_44.verifier])


def test_one_bad_signature_of_a_known_key_refuses_the_whole_note() -> None:
    stranger = Ed25519Signer("stranger.example", b"\x09" * 32)
    good = sign_note("text\n", [ED25519], NOW_S)
    bad = sign_note("other\n", [stranger], NOW_S).rpartition("\n\n")[2]

    with pytest.raises(NoteError, match=r"stranger\.example does not hold"):
        open_note(good + bad, [*KEYS, stranger.verifier])


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n\u2014 a AAAAAAA=",
        "text\n\n- a AAAAAAA=\n",
        "text\n\n\u2014 a\n",
        "text\n\n\u2014 a AAAA\n",
        "text\n\n\u2014 a AAAAAAB=\n",
        "text\n\n\u2014 a+b AAAAAAA=\n",
        "te\txt\n\n\u2014 a AAAAAAA=\n",
        "text\r\n\n\u2014 a AAAAAAA=\n",
        "x" * 300_000 + "\n\n\u2014 a AAAAAAA=\n",
    ],
)
def test_malformed_notes_are_refused(raw: str) -> None:
    with pytest.raises(NoteError):
        parse_note(raw)


def test_the_number_of_signatures_has_a_limit() -> None:
    line = "\u2014 a AAAAAAA=\n"

    assert len(parse_note("text\n\n" + line * SIGNATURES_MAX).signatures) == SIGNATURES_MAX
    with pytest.raises(NoteError, match="ask for fewer"):
        parse_note("text\n\n" + line * (SIGNATURES_MAX + 1))


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "text\n\n\u2014 a AAAAAAA="])
def test_text_that_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(NoteError):
        sign_note(text, [ED25519], NOW_S)


def test_keys_have_bounds() -> None:
    with pytest.raises(NoteError, match="32 bytes"):
        Ed25519Signer(ORIGIN, b"short").sign("text\n", NOW_S)
    with pytest.raises(NoteError, match="1312"):
        VerifierKey(ORIGIN, Scheme.ML_DSA_44, bytes(32))
    with pytest.raises(NoteError, match="spaces"):
        VerifierKey("a b", Scheme.ED25519, bytes(32))
    with pytest.raises(NoteError, match="clock"):
        MlDsa44Signer(ORIGIN, b"\x01" * 32).sign(log_of_size(1).head.text(), -1)
    with pytest.raises(NoteError):
        sign_note("text\n", [], NOW_S)


def test_a_seed_does_not_show_in_its_representation() -> None:
    assert "seed" not in repr(ED25519) + repr(ML_DSA_44)
