from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.made import ED25519, KEYS, ML_DSA_44, NOW_S, ORIGIN, SIGNERS, flipped, log_of, log_of_size

from earnest.ledger import (
    CheckpointError,
    Ed25519Signer,
    ForkRefusedError,
    TreeHead,
    consistency_proof,
    open_checkpoint,
    parse_tree_head,
    sign_checkpoint,
    sign_note,
)

HEADS = st.builds(TreeHead, st.just(ORIGIN), st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))


@given(HEADS)
def test_a_tree_head_has_one_text(head: TreeHead) -> None:
    assert parse_tree_head(head.text()) == head


def test_a_dual_signed_checkpoint_opens_with_both_keys() -> None:
    log = log_of_size(7)

    checkpoint = open_checkpoint(log.checkpoint(), KEYS)

    assert checkpoint.head == log.head
    assert checkpoint.signed_by == KEYS


@settings(max_examples=150)
@given(st.data())
def test_no_flipped_bit_of_a_checkpoint_goes_unseen(data: st.DataObject) -> None:
    raw = log_of_size(7).checkpoint().encode()
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))

    changed = flipped(raw, bit)

    with pytest.raises((CheckpointError, UnicodeDecodeError)):
        open_checkpoint(changed.decode(), KEYS)


@pytest.mark.parametrize("signer", SIGNERS)
def test_dropping_one_of_the_logs_signatures_is_refused(signer: Ed25519Signer) -> None:
    raw = sign_checkpoint(log_of_size(7).head, [signer], NOW_S, last=None)

    assert open_checkpoint(raw, [signer.verifier]).signed_by == (signer.verifier,)
    with pytest.raises(CheckpointError, match="did not sign with"):
        open_checkpoint(raw, KEYS)


def test_a_witness_may_sign_beside_the_log_but_not_instead_of_it() -> None:
    head, witness = log_of_size(7).head, Ed25519Signer("witness.example/w1", b"\x0a" * 32)
    trusted = [*KEYS, witness.verifier]

    both = sign_note(head.text(), [*SIGNERS, witness], NOW_S)
    alone = sign_note(head.text(), [witness], NOW_S)

    assert open_checkpoint(both, trusted).signed_by == tuple(trusted)
    with pytest.raises(CheckpointError):
        open_checkpoint(alone, trusted)
    with pytest.raises(CheckpointError, match="no key of"):
        open_checkpoint(alone, [witness.verifier])


def test_a_smaller_size_is_never_signed() -> None:
    with pytest.raises(ForkRefusedError, match="backup"):
        sign_checkpoint(log_of_size(6).head, SIGNERS, NOW_S, last=log_of_size(7).head)


def test_another_root_for_a_signed_size_is_never_signed() -> None:
    last = log_of_size(7).head

    sign_checkpoint(last, SIGNERS, NOW_S, last=last)
    with pytest.raises(ForkRefusedError, match="another root"):
        sign_checkpoint(replace(last, root=bytes(32)), SIGNERS, NOW_S, last=last)


def test_a_larger_tree_that_rewrote_history_is_not_signed_when_the_proof_is_given() -> None:
    last, honest = log_of_size(7).head, log_of_size(9)
    forged = log_of([b"forged", *honest.entries[1:]])

    sign_checkpoint(honest.head, SIGNERS, NOW_S, last=last, proof=consistency_proof(honest.hashes, 7, 9))
    with pytest.raises(ForkRefusedError, match="rewritten"):
        sign_checkpoint(forged.head, SIGNERS, NOW_S, last=last, proof=consistency_proof(forged.hashes, 7, 9))


def test_only_keys_of_this_log_sign_it() -> None:
    head = log_of_size(7).head
    other = replace(head, origin="other.example")

    for signers, last in (([replace(ED25519, name="other.example")], None), ([], None)):
        with pytest.raises(CheckpointError, match="must be named"):
            sign_checkpoint(head, signers, NOW_S, last=last)
    with pytest.raises(ForkRefusedError, match="open the right log"):
        sign_checkpoint(other, SIGNERS, NOW_S, last=head)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        "a\n1\nAA==\n",
        "a\n01\n{root}\n",
        "a\n-1\n{root}\n",
        "a\n+1\n{root}\n",
        "a\n1_0\n{root}\n",
        "a\n\u0661\n{root}\n",
        "a\n9223372036854775808\n{root}\n",
        "a\n99999999999999999999\n{root}\n",
        "a b\n1\n{root}\n",
        "\n1\n{root}\n",
        "a\n1\n{root}\nextension\n",
        "a\n1\n{root}",
        "a\n1\n {root}\n",
        "a\n1\n{root}\n\n",
    ],
)
def test_other_texts_are_no_tree_head(text: str) -> None:
    root = "A" * 43 + "="

    with pytest.raises(CheckpointError):
        parse_tree_head(text.format(root=root))
    assert parse_tree_head(f"a\n1\n{root}\n").size == 1


def test_an_origin_that_cannot_be_signed_is_refused() -> None:
    for origin in ("x" * 256, "\ud800", "a+b", "a\x00"):
        with pytest.raises(CheckpointError, match="origin"):
            TreeHead(origin, 0, bytes(32))


def test_the_ml_dsa_44_line_alone_binds_origin_size_and_root() -> None:
    head = log_of_size(7).head
    payload = ML_DSA_44.sign(head.text(), NOW_S)

    for other in (replace(head, size=8), replace(head, root=bytes(32)), replace(head, origin="other.example")):
        with pytest.raises(Exception, match="does not hold"):
            ML_DSA_44.verifier.verify(other.text(), payload)
