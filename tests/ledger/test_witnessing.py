"""A witness decides: every row of c2sp.org/tlog-witness, and no history ever under which it signs two stories."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.made import ED25519, KEYS, NOW_S, SIGNERS, Log, log_of, log_of_size

from earnest.ledger import (
    AddCheckpoint,
    Cosigned,
    Ed25519Signer,
    ProofError,
    Refusal,
    Refused,
    TreeHead,
    consistency_proof,
    judge,
    parse_request,
    request_text,
    sign_checkpoint,
    sign_note,
)

WHOLE = log_of_size(40)


def asked(log: Log, old: int, proof: tuple[bytes, ...] | None = None) -> AddCheckpoint:
    made = consistency_proof(log.hashes, old, log.frontier.size) if proof is None else proof
    return AddCheckpoint(old, made, log.checkpoint())


def first(size: int) -> Log:
    return log_of(WHOLE.entries[:size])


def why(answer: Cosigned | Refused) -> tuple[int, int]:
    assert isinstance(answer, Refused)
    return int(answer.why), answer.size


def test_growth_is_cosigned_from_nothing_on() -> None:
    assert judge(asked(first(7), 0), KEYS, None) == Cosigned(first(7).head)
    assert judge(asked(WHOLE, 7), KEYS, first(7).head) == Cosigned(WHOLE.head)
    assert judge(asked(WHOLE, 40), KEYS, WHOLE.head) == Cosigned(WHOLE.head)
    assert judge(asked(first(0), 0), KEYS, None) == Cosigned(first(0).head)


def test_each_refusal_has_the_status_of_the_specification() -> None:
    forged = log_of([b"forged", *WHOLE.entries[1:]])
    last, bad_proof = first(7).head, (bytes(32),)
    stranger = Ed25519Signer("other.example", b"\x31" * 32)
    unknown = sign_checkpoint(replace(last, origin="other.example"), [stranger], NOW_S, last=None)
    fresh = sign_note(WHOLE.head.text(), [replace(ED25519, seed=b"\x32" * 32)], NOW_S)
    half = sign_note(WHOLE.head.text(), [ED25519], NOW_S)
    empty = sign_note(TreeHead(last.origin, 0, bytes(32)).text(), SIGNERS, NOW_S)

    rows = {
        "no checkpoint": (AddCheckpoint(0, (), "rubbish"), None, (400, 0)),
        "an unknown log": (AddCheckpoint(0, (), unknown), None, (404, 0)),
        "a fresh key": (AddCheckpoint(7, (), fresh), last, (403, 0)),
        "one scheme dropped": (AddCheckpoint(7, (), half), last, (403, 0)),
        "an old size above the size": (asked(first(7), 9, ()), last, (400, 0)),
        "an old size that is not the last": (asked(WHOLE, 5), last, (409, 7)),
        "an old size before the first": (asked(WHOLE, 7), None, (409, 0)),
        "a fork of the same size": (asked(log_of([b"x", *first(7).entries[1:]]), 7), last, (409, 7)),
        "a rewritten past": (asked(forged, 7), last, (422, 7)),
        "a wrong proof": (asked(WHOLE, 7, bad_proof), last, (422, 7)),
        "no proof": (asked(WHOLE, 7, ()), last, (422, 7)),
        "a proof from nothing": (asked(WHOLE, 0, bad_proof), None, (422, 0)),
        "an empty tree with a root": (AddCheckpoint(0, (), empty), None, (409, 0)),
    }

    assert {name: why(judge(one, KEYS, seen)) for name, (one, seen, _) in rows.items()} == {
        name: expected for name, (_, _, expected) in rows.items()
    }
    assert {Refusal(expected[0]) for _, _, expected in rows.values()} == set(Refusal)


@dataclass
class Seen:
    """What a witness that follows the decision remembers and has signed."""

    last: TreeHead | None = None
    signed: list[TreeHead] = field(default_factory=list)

    def take(self, one: AddCheckpoint) -> None:
        answer = judge(one, KEYS, self.last)
        if isinstance(answer, Cosigned):
            self.last = answer.head
            self.signed.append(answer.head)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 40), st.integers(0, 41)), max_size=12))
def test_whatever_is_asked_in_whatever_order_one_story_only_is_ever_signed(steps: list[tuple[int, int, int]]) -> None:
    stories = [WHOLE.entries, [b"x", *WHOLE.entries[1:]], [*WHOLE.entries[:20], *(b"y%d" % n for n in range(20))]]
    seen = Seen()

    for story, size, old in steps:
        log = log_of(stories[story][:size])
        seen.take(asked(log, old, () if old > size else None))
        if seen.last is not None:
            seen.take(asked(log, seen.last.size, () if seen.last.size > size else None))

    sizes = [head.size for head in seen.signed]
    assert sizes == sorted(sizes)
    assert any(all(head == log_of(story[: head.size]).head for head in seen.signed) for story in stories)


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_request_has_one_text(old: int, size: int) -> None:
    old, size = sorted((old, size))
    one = asked(first(size), old)

    assert parse_request(request_text(one)) == one


@pytest.mark.parametrize(
    "body",
    ["", "old 1", "old 1\n", "old 01\n\nx", "old -1\n\nx", "new 1\n\nx", "old 1 \n\nx", "old 1\nrubbish\n\nx",
     "old 1\nAA==\n\nx", "old 1\n" + ("A" * 43 + "=\n") * 64 + "\nx", "old 1\n\n" + "x" * 300_000,
     "old 99999999999999999999\n\nx"],
)  # fmt: skip
def test_other_texts_are_no_request(body: str) -> None:
    with pytest.raises(ProofError):
        parse_request(body)
