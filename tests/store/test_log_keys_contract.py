"""The log's own keys over time, on both databases: exchanged without a gap, never begun anew in silence."""

from dataclasses import replace

import orjson
import pytest
from tests.store.made import House, answer

from earnest.domain.errors import Conflict
from earnest.ledger import (
    CheckpointError,
    Scheme,
    VerifierKey,
    check_receipt,
    open_checkpoint,
    parse_verifier_key,
    verify_receipt,
)
from earnest.store import log_keys


def decided(house: House) -> str:
    customer = house.customer()
    talk = house.talk(customer)
    return house.turn(customer, talk, answer(customer, talk)).decisions[0]


def note(house: House) -> str:
    return house.store.make_checkpoint().decode()


def facts(house: House, name: str, keys: tuple[VerifierKey, ...]) -> dict[str, str]:
    proved = check_receipt(house.store.receipt(name, ("facts",)), keys)
    assert proved.disclosure is not None
    told: dict[str, str] = orjson.loads(proved.disclosure.revealed[0].value)
    return told


def lose(house: House) -> None:
    """Somebody deletes the log's keys."""
    house.store._kit.keys.destroy(house.store._kit.keys.names("log-"))


def test_while_keys_are_exchanged_whoever_trusts_either_verifies(house: House) -> None:
    first = decided(house)
    old = house.store.verifier_keys()
    note(house)

    begun = house.store.publishing.begin_keys()
    both = house.store.verifier_keys()
    new = both[len(old) :]

    assert both[: len(old)] == old
    assert [key.scheme for key in new] == [Scheme.ED25519, Scheme.ML_DSA_44]
    for keys in (old, new, both):
        assert open_checkpoint(note(house), keys).head.size == house.store.log_size()
        assert verify_receipt(house.store.receipt(first), keys).ok
    told = facts(house, begun, old)
    assert told["state"] == "begun"
    assert tuple(parse_verifier_key(told[f"key_{place}"]) for place in (3, 4)) == new


def test_after_an_exchange_only_the_new_keys_count(house: House) -> None:
    first = decided(house)
    old = house.store.verifier_keys()
    house.store.publishing.begin_keys()
    new = house.store.verifier_keys()[len(old) :]
    before = note(house)

    ended = house.store.publishing.finish_keys()

    assert house.store.verifier_keys() == new
    assert verify_receipt(house.store.receipt(first), new).ok
    assert facts(house, ended, new)["state"] == "ended"
    assert open_checkpoint(before, new).head.size < open_checkpoint(note(house), new).head.size
    with pytest.raises(CheckpointError):
        open_checkpoint(note(house), old)
    with pytest.raises(Conflict, match="No keys are being exchanged"):
        house.store.publishing.finish_keys()


def test_keys_from_before_are_remembered_and_a_tree_is_known_as_ones_own(house: House) -> None:
    decided(house)
    old = house.store.verifier_keys()
    head = open_checkpoint(note(house), old).head
    assert house.store.publishing.earlier_keys() == ()

    house.store.publishing.begin_keys()
    house.store.publishing.finish_keys()

    assert house.store.publishing.earlier_keys() == old
    assert house.store.publishing.holds(head)
    assert not house.store.publishing.holds(replace(head, root=bytes(32)))
    assert not house.store.publishing.holds(replace(head, size=99))
    assert not house.store.publishing.holds(replace(head, origin="other.example"))


def test_one_exchange_follows_another_and_two_do_not_overlap(house: House) -> None:
    for number in (2, 3):
        house.store.publishing.begin_keys()
        with pytest.raises(Conflict, match="already"):
            house.store.publishing.begin_keys()
        house.store.publishing.finish_keys()

        assert log_keys.generations(house.store._kit.keys) == (number,)


def test_a_log_whose_keys_are_gone_is_not_signed_by_others_in_silence(house: House) -> None:
    first = decided(house)
    old = house.store.verifier_keys()
    kept = note(house)
    with pytest.raises(Conflict, match="keys are there"):
        house.store.publishing.begin_keys(lost=True)
    lose(house)
    decided(house)

    with pytest.raises(Conflict, match="restore the newest backup of the keys"):
        house.store.make_checkpoint()
    with pytest.raises(Conflict, match="restore the newest backup of the keys"):
        house.store.publishing.begin_keys()
    told = house.store.publishing.begin_keys(lost=True)
    new = house.store.verifier_keys()

    assert not set(new) & set(old)
    assert facts(house, told, new)["state"] == "lost"
    assert verify_receipt(house.store.receipt(first), new).ok
    with pytest.raises(CheckpointError):
        open_checkpoint(note(house), old)
    # The tree goes on: who kept a checkpoint under the old keys can still tell that nothing was rewritten.
    assert open_checkpoint(kept, (*old, *new)).head.size < open_checkpoint(note(house), (*old, *new)).head.size
