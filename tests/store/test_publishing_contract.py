"""The log as it is shown to strangers, with its witnesses' signatures, on both databases."""

from pathlib import Path

from tests.store.made import House, answer

from earnest.domain.time import SECOND
from earnest.domain.witnesses import Cosignature, Standing, Trouble
from earnest.ledger import (
    Ed25519Cosigner,
    Folder,
    check_receipt,
    parse_note,
    publish,
    signature_lines,
    verify_log,
)

WITNESS = Ed25519Cosigner("w1.example", b"\x51" * 32)


def cosign(house: House, time_s: int) -> None:
    """What asking a witness that says yes leads to."""
    text, size = parse_note(house.store.make_checkpoint().decode()).text, house.store.log_size()
    line = signature_lines(text, [WITNESS], time_s)
    standing = Standing("w1.example", size, time_s * SECOND, time_s * SECOND)
    house.store.publishing.keep(standing, [Cosignature(WITNESS.verifier.text()[:20], time_s * SECOND, line)])


def decided(house: House, times: int) -> list[str]:
    customer = house.customer()
    talk = house.talk(customer)
    return [house.turn(customer, talk, answer(customer, talk)).decisions[0] for _ in range(times)]


def test_a_receipt_carries_the_newest_cosignatures_that_cover_its_leaf(house: House) -> None:
    names = decided(house, 3)
    keys, seen = (*house.store.verifier_keys(), WITNESS.verifier), house.store.log_size()
    cosign(house, 100)
    names += decided(house, 2)
    house.store.make_checkpoint()

    old, new = (check_receipt(house.store.receipt(name), keys).checkpoint for name in (names[0], names[-1]))

    assert WITNESS.verifier in old.signed_by
    assert WITNESS.verifier not in new.signed_by
    assert (old.head.size, new.head.size) == (seen, house.store.log_size())
    cosign(house, 200)
    again = check_receipt(house.store.receipt(names[0]), keys).checkpoint
    assert again.times[WITNESS.verifier] == 200
    assert again.head == new.head


def test_a_fresh_time_takes_the_place_of_the_one_before(house: House) -> None:
    decided(house, 1)
    for time_s in (100, 200):
        cosign(house, time_s)

    note = parse_note(house.store.publishing.note())

    assert [one.name for one in note.signatures].count("w1.example") == 1
    assert house.store.checkpoint().decode() == house.store.publishing.note()
    assert house.store.make_checkpoint().decode() == house.store.publishing.note()


def test_standings_are_kept_by_name(house: House) -> None:
    first = Standing("w1.example", 3, 5, 7)
    later = Standing("w1.example", 3, 5, 9, Trouble.SILENT)
    other = Standing("w2.example", 0, 0, 9, Trouble.FORK)

    for one in (first, later, other):
        house.store.publishing.keep(one, ())

    assert house.store.publishing.standings() == (later, other)


def test_what_is_published_from_a_store_verifies(house: House, tmp_path: Path) -> None:
    folder, keys = tmp_path / "published", (*house.store.verifier_keys(), WITNESS.verifier)

    for _ in range(3):
        decided(house, 4)
        cosign(house, 100)
        publish(folder, house.store.publishing.note(), house.store.publishing.grown())

        report = verify_log(Folder(folder), keys)
        assert report.ok, report.problems
        assert report.size == house.store.log_size()
        assert report.seen_by == ("w1.example",)
