"""No attack on a published log goes unnoticed; the counts stand in the test's output."""

import random
from collections.abc import Callable, Iterator

import pytest
from tests.ledger.attacks import ATTACKS, ENTRIES, FLIPS, QUORUM, WITNESSES, Seen, accepted, counted, published
from tests.ledger.made import NOW_S, log_of

from earnest.ledger import Demands

Attack = Callable[[random.Random], Iterator[bool]]


def test_what_is_attacked_was_whole() -> None:
    log = log_of(ENTRIES)
    note, witnesses = log.checkpoint(), [Seen(one) for one in WITNESSES]
    lines = "".join(seen.show(log, note) for seen in witnesses)

    assert accepted(published(log, note), note, demands=Demands(signed_after_s=NOW_S))
    assert accepted(published(log, note + lines), note, demands=Demands(QUORUM))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_no_attack_goes_unnoticed(attack: Attack, record_property: Callable[[str, object], None]) -> None:
    counts = counted(attack)
    record_property(attack.__name__, counts)
    print(attack.__name__, counts)  # noqa: T201 - the counts are what the run is for

    assert counts["unnoticed"] == 0
    assert counts["tried"] >= (FLIPS if attack.__name__ == "byte_flips" else 100)
