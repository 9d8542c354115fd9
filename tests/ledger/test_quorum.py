import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.made import ED25519, KEYS, ML_DSA_44, NOW_S, SIGNERS, log_of_size

from earnest.ledger import (
    Demands,
    Ed25519Cosigner,
    Fault,
    MlDsa44Signer,
    NoteError,
    Quorum,
    QuorumError,
    make_receipt,
    open_checkpoint,
    parse_quorum,
    sign_note,
    verify_receipt,
)

WITNESSES = {f"w{n}": Ed25519Cosigner(f"w{n}.example", bytes((n,)) * 32) for n in range(1, 6)}
LINES = "".join(f"witness {name} {one.verifier.text()}\n" for name, one in WITNESSES.items())


def policy(rest: str) -> Quorum:
    return parse_quorum(f"# who is trusted\n\n{LINES}{rest}\n")


def signed_by(*names: str) -> str:
    return sign_note(log_of_size(7).head.text(), [*SIGNERS, *(WITNESSES[name] for name in names)], NOW_S)


@given(st.sets(st.sampled_from(sorted(WITNESSES))))
def test_a_quorum_counts_what_its_groups_say(names: set[str]) -> None:
    quorum = policy("group x 2 w1 w2 w3\ngroup y any w4 w5\ngroup both all x y\nquorum both")
    keys = [WITNESSES[name].verifier for name in names]

    assert quorum.met_by(keys) == (len(names & {"w1", "w2", "w3"}) >= 2 and bool(names & {"w4", "w5"}))


@given(st.sets(st.sampled_from(sorted(WITNESSES))), st.sampled_from(sorted(WITNESSES)))
def test_one_more_witness_never_breaks_a_quorum(names: set[str], more: str) -> None:
    quorum = policy("group x 2 w1 w2 w3\ngroup y 2 x w4 w5\nquorum y")

    before = quorum.met_by([WITNESSES[name].verifier for name in names])

    assert quorum.met_by([WITNESSES[name].verifier for name in names | {more}]) >= before


def test_a_receipt_needs_its_quorum() -> None:
    log = log_of_size(7)
    demands = Demands(policy("group x 2 w1 w2 w3\nquorum x"))

    enough = verify_receipt(make_receipt(log.hashes, 3, signed_by("w1", "w3"), log.entries[3]), KEYS, demands=demands)
    few = verify_receipt(make_receipt(log.hashes, 3, signed_by("w1", "w4"), log.entries[3]), KEYS, demands=demands)
    none = verify_receipt(make_receipt(log.hashes, 3, log.checkpoint(), log.entries[3]), KEYS, demands=demands)

    assert enough.ok
    assert enough.seen_by == ("w1.example", "w3.example")
    for report in (few, none):
        assert [one.fault for one in report.problems] == [Fault.QUORUM]
    assert "not by w2, w3, w5" in few.problems[0].what


def test_the_logs_of_a_quorum_file_are_trusted_and_every_scheme_must_have_signed() -> None:
    keys = f"log {ED25519.verifier.text()}\nlog {ML_DSA_44.verifier.text()} https://x.example\n"
    both = parse_quorum(f"{keys}quorum none")
    log = log_of_size(7)
    whole = make_receipt(log.hashes, 3, log.checkpoint(), log.entries[3])
    half = make_receipt(log.hashes, 3, sign_note(log.head.text(), [ED25519], NOW_S), log.entries[3])

    assert verify_receipt(whole, (), demands=Demands(both)).ok
    assert not verify_receipt(half, (), demands=Demands(both)).ok


def test_an_old_checkpoint_is_stale_for_who_wants_a_fresh_one() -> None:
    log = log_of_size(7)
    receipt = make_receipt(log.hashes, 3, log.checkpoint(), log.entries[3])

    assert verify_receipt(receipt, KEYS, demands=Demands(signed_after_s=NOW_S)).ok
    stale = verify_receipt(receipt, KEYS, demands=Demands(signed_after_s=NOW_S + 1))

    assert [one.fault for one in stale.problems] == [Fault.STALE]


def test_a_cosignature_says_when_and_binds_the_time() -> None:
    cosigner, head = WITNESSES["w1"], log_of_size(7).head
    raw = sign_note(head.text(), [*SIGNERS, cosigner], NOW_S)
    payload = cosigner.sign(head.text(), NOW_S)

    checkpoint = open_checkpoint(raw, [*KEYS, cosigner.verifier])

    assert checkpoint.times[cosigner.verifier] == checkpoint.at_s == NOW_S
    with pytest.raises(NoteError, match="does not hold"):
        cosigner.verifier.verify(head.text(), bytes(8) + payload[8:])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs one line"),
        ("quorum w9", "nothing before"),
        ("quorum w1\nquorum w1", "already"),
        ("quorum none none", "no log, witness"),
        ("group x 3 w1 w2\nquorum x", "up to 2"),
        ("group x 0 w1\nquorum x", "up to 1"),
        ("group x 01 w1\nquorum x", "up to 1"),
        ("group x all\nquorum x", "no log, witness"),
        ("group x any w1 w1\nquorum x", "one way only"),
        ("group x any w1\ngroup y any w1 x\nquorum y", "one way only"),
        ("group x any y\ngroup y any x\nquorum x", "nothing before"),
        ("group none any w1\nquorum none", "taken"),
        ("group w1 any w2\nquorum w1", "taken"),
        ("group x any none\nquorum x", "nothing before"),
        (f"witness z {WITNESSES['w1'].verifier.text()}\nquorum z", "already"),
        (f"witness z {ED25519.verifier.text()}\nquorum z", "key of a log"),
        (f"log {WITNESSES['w1'].verifier.text()}\nquorum none", "key of a witness"),
        (f"log {ED25519.verifier.text()}\nlog {ED25519.verifier.text()}\nquorum none", "already"),
        ("witness z rubbish\nquorum z", "not a verifier key"),
        ("weather is fine\nquorum none", "no log, witness"),
        ("quorum none\r", "control characters"),
    ],
)
def test_a_slip_in_a_quorum_file_is_named(text: str, said: str) -> None:
    with pytest.raises(QuorumError, match=said):
        policy(text)


def test_spaces_tabs_comments_and_foreign_letters_are_allowed() -> None:
    more = MlDsa44Signer("rat.example", b"\x21" * 32).verifier.text()

    line = f"\twitness\tBetriebsrät  {more} https://rat.example/w "
    quorum = parse_quorum(f"  # wer zusieht \n{line}\n\nquorum Betriebsrät")

    assert quorum.witnesses["Betriebsrät"].url == "https://rat.example/w"
