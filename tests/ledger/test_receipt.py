from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.made import ED25519, KEYS, NOW_S, ORIGIN, SIGNERS, Log, flipped, log_of, log_of_size

from earnest.ledger import (
    Ed25519Signer,
    Field,
    LeafEntry,
    LedgerError,
    ProofError,
    ReceiptError,
    check_receipt,
    commit,
    disclose,
    leaf_entry,
    make_receipt,
    parse_receipt,
    receipt_text,
    salted,
    sign_checkpoint,
    verify_receipt,
)


def disclosed_log() -> tuple[Log, tuple[Field, ...]]:
    fields = salted(b"\x05" * 32, b"D-1", {"outcome": b'"do_it"', "policy": b'"p1"'})
    entry = leaf_entry(LeafEntry("rec", NOW_S, commit(fields)))
    return log_of([b"a", b"b", entry, b"d", b"e"]), fields


@settings(max_examples=40)
@given(st.integers(1, 300), st.data())
def test_every_entry_gets_a_receipt_that_verifies_offline(size: int, data: st.DataObject) -> None:
    log = log_of_size(size)
    index = data.draw(st.integers(0, size - 1))

    text = make_receipt(log.hashes, index, log.checkpoint(), log.entries[index])
    proved = check_receipt(text, KEYS)

    assert (proved.index, proved.entry, proved.checkpoint.head) == (index, log.entries[index], log.head)
    assert receipt_text(parse_receipt(text)) == text
    assert verify_receipt(text, KEYS).ok


def test_a_receipt_has_the_lines_of_the_specification() -> None:
    log = log_of_size(3)

    lines = make_receipt(log.hashes, 2, log.checkpoint(), log.entries[2]).split("\n")

    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 2"
    assert len(lines[3]) == 44
    assert lines[4:7] == ["", ORIGIN, "3"]


@settings(max_examples=200)
@given(st.data())
def test_no_flipped_bit_of_a_receipt_goes_unseen(data: st.DataObject) -> None:
    log, fields = disclosed_log()
    shown = disclose(fields, {"outcome"})
    raw = make_receipt(log.hashes, 2, log.checkpoint(), log.entries[2], shown).encode()
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))

    changed = flipped(raw, bit)

    with pytest.raises((LedgerError, UnicodeDecodeError)):
        check_receipt(changed.decode(), KEYS)


def test_a_receipt_shows_chosen_fields_and_hides_the_rest() -> None:
    log, fields = disclosed_log()

    text = make_receipt(log.hashes, 2, log.checkpoint(), log.entries[2], disclose(fields, {"outcome"}))
    proved = check_receipt(text, KEYS)

    assert proved.disclosure is not None
    assert [field.value for field in proved.disclosure.revealed] == [b'"do_it"']
    assert len(proved.disclosure.hidden) == 1


def test_a_receipt_is_made_only_for_what_is_true() -> None:
    log, fields = disclosed_log()

    with pytest.raises(ProofError):
        make_receipt(log.hashes, 1, log.checkpoint(), b"never logged")
    with pytest.raises(ProofError, match="later checkpoint"):
        make_receipt(log.hashes, 5, log.checkpoint(), b"f")
    with pytest.raises(LedgerError):
        make_receipt(log.hashes, 1, log.checkpoint(), b"b", disclose(fields, {"outcome"}))


def test_a_receipt_without_its_entry_is_checked_against_the_entry_in_hand() -> None:
    log = log_of_size(9)
    bare = replace(parse_receipt(make_receipt(log.hashes, 4, log.checkpoint(), log.entries[4])), entry=None)

    text = receipt_text(bare)

    assert check_receipt(text, KEYS, log.entries[4]).index == 4
    with pytest.raises(ReceiptError, match="pass the entry"):
        check_receipt(text, KEYS)
    with pytest.raises(ProofError):
        check_receipt(text, KEYS, log.entries[5])


def test_a_receipt_for_another_entry_is_refused() -> None:
    log = log_of_size(9)
    text = make_receipt(log.hashes, 4, log.checkpoint(), log.entries[4])

    with pytest.raises(ReceiptError, match="another entry"):
        check_receipt(text, KEYS, log.entries[5])


def test_a_receipt_of_another_log_or_of_strangers_keys_proves_nothing() -> None:
    log = log_of_size(9)
    thief = Ed25519Signer(ORIGIN, b"\x0b" * 32)
    forged = sign_checkpoint(log.head, [thief], NOW_S, last=None)

    report = verify_receipt(make_receipt(log.hashes, 4, forged, log.entries[4]), [ED25519.verifier])

    assert not report.ok
    assert "no trusted key" in report.problems[0].what


def test_stripping_the_post_quantum_signature_from_a_receipt_is_seen() -> None:
    log = log_of_size(9)
    stripped = sign_checkpoint(log.head, SIGNERS[:1], NOW_S, last=None)

    report = verify_receipt(make_receipt(log.hashes, 4, stripped, log.entries[4]), KEYS)

    assert "did not sign with ML_DSA_44" in report.problems[0].what


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v2\nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\n\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n\n",
        "c2sp.org/tlog-proof@v1\nindex -1\n\n",
        "c2sp.org/tlog-proof@v1\nindex \u0661\n\n",
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n",
        "c2sp.org/tlog-proof@v1\nextra AAAA\nindex 1\n\n",
        "c2sp.org/tlog-proof@v1\nextra e30=\nindex 1\n\n",
        "c2sp.org/tlog-proof@v1\nextra eyJlbnRyeSI6MX0=\nindex 1\n\n",
        "c2sp.org/tlog-proof@v1\nindex 1\n" + ("A" * 43 + "=\n") * 66 + "\n",
        "x" * (1 << 20) + "x",
    ],
)
def test_other_texts_are_no_receipt(text: str) -> None:
    with pytest.raises(ReceiptError):
        parse_receipt(text)
