"""A colleague who left is forgotten as far as records allow; names end with their records, the key with the last."""

import pytest
from tests.store.made import House, answer, approval

from earnest.domain.errors import Conflict, NotFound
from earnest.domain.inbound import Ruled
from earnest.domain.items import Words
from earnest.domain.passkeys import Passkey
from earnest.domain.staff import Act, Role, Way
from earnest.domain.time import DAY
from earnest.store import DoneAgain, suppressing
from earnest.store.leaving import Left
from earnest.store.retaining import Times
from earnest.store.suppressing import Suppression

TIMES = Times(conversation_days=100, record_days=300, counter_days=400)
NAME = "nora"


@pytest.fixture
def gone(house: House) -> House:
    """Nora signed in, set a legal hold that was lifted, and left; mia is still there."""
    staff = house.store.staff
    for name in (NAME, "mia"):
        staff.join(staff.invite(name, Role.APPROVER), "$argon2")
    customer = house.customer()
    hold = house.store.hold(customer.subject, house.clock.now() + DAY, "HGB 257", by=NAME)
    house.store.lift(hold.id, "settled", by="mia")
    staff.sign_in(NAME, Way.PASSWORD)
    staff.remove(NAME)
    house.clock.move(1)
    return house


def key_of(house: House, name: str) -> str:
    return f"colleague-{house.store._kit.lookup('colleague', name).hex()}"


def sealed_under(house: House, owner: str) -> int:
    return len(house.store.read(lambda unit: unit.rows.all("SELECT 1 FROM sealed WHERE owner = ?", owner)))


def test_comings_and_goings_are_forgotten_at_once_and_what_is_answered_for_is_not(gone: House) -> None:
    left = gone.store.retaining.leaving.erase(NAME, TIMES, by="mia")

    noted = gone.store.staff.history()
    named = {one.act for one in noted if one.name == NAME}
    assert named == {Act.INVITED, Act.REMOVED}
    assert (left.erased, left.kept) == (3, 3)
    assert left.until > gone.clock.now() + 300 * DAY
    told = next(one for one in noted if one.act == Act.ERASED)
    assert (told.decision, told.name, told.facts["kept"]) == (left.decision, "", 3)


def test_every_name_and_the_key_go_with_the_last_record(gone: House) -> None:
    owner = key_of(gone, NAME)
    left = gone.store.retaining.leaving.erase(NAME, TIMES)
    gone.clock.move(left.until - gone.clock.now() - DAY)
    gone.store.retaining.run(TIMES)
    before = gone.store._kit.keys.owner(owner)
    gone.clock.move(2 * DAY)

    went = gone.store.retaining.run(TIMES)

    assert before is not None
    assert went["colleague_keys"] == 1
    assert (gone.store._kit.keys.owner(owner), sealed_under(gone, owner)) == (None, 0)
    assert gone.store._kit.keys.owner(key_of(gone, "mia")) is not None


def test_without_being_asked_a_name_ends_with_its_record_too(gone: House) -> None:
    gone.clock.move(400 * DAY)

    gone.store.retaining.run(TIMES)

    assert gone.store._kit.keys.owner(key_of(gone, NAME)) is None
    assert NAME not in {one.name for one in gone.store.staff.history()}
    assert [one.name for one in gone.store.staff.accounts()] == ["mia"]


def test_a_conversation_that_goes_on_keeps_its_decisions_but_names_no_colleague_past_the_time(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    ruled, waits = approval(customer, talk), approval(customer, talk)
    house.turn(customer, talk, ruled, waits)
    no = answer(customer, talk, Words("No."))
    house.turn(
        customer, talk, no, inbound=house.inbound(customer, talk, Ruled(ruled.id, approve=False, colleague="mia"))
    )
    owner = key_of(house, "mia")
    before = sealed_under(house, owner)
    house.clock.move(3_000 * DAY)

    house.store.retaining.run(TIMES)

    kept = house.store.read(lambda unit: unit.rows.all("SELECT id FROM decisions WHERE id = ?", no.id))
    assert ([row[0] for row in kept], before) == ([no.id], 1)
    assert (house.store._kit.keys.owner(owner), sealed_under(house, owner)) == (None, 0)


def test_who_has_an_account_or_was_never_there_is_not_erased(gone: House) -> None:
    with pytest.raises(Conflict, match="desk remove"):
        gone.store.retaining.leaving.erase("mia", TIMES)
    with pytest.raises(NotFound):
        gone.store.retaining.leaving.erase("nobody", TIMES)


def test_of_whom_nothing_is_answered_for_nothing_is_left(house: House) -> None:
    house.store.staff.sign_in(NAME, Way.KEY)

    left = house.store.retaining.leaving.erase(NAME, TIMES)

    assert left == Left(left.decision, 1, 0, 0)
    assert house.store._kit.keys.owner(key_of(house, NAME)) is None


def test_rows_from_before_are_erased_again_with_the_account_and_who_came_back_stays(house: House) -> None:
    staff, leaving = house.store.staff, house.store.retaining.leaving
    for name in (NAME, "mia"):
        staff.join(staff.invite(name, Role.SUPPORT), "$argon2")
        house.store.staff_passkeys.keep(name, Passkey(name.encode(), b"key", 0))
    house.clock.move(1)
    marks = [
        Suppression(suppressing.who(house.store._kit, key_of(house, name)), "left", "", at, "D-1")
        for name, at in ((NAME, house.clock.now()), ("mia", 1))
    ]

    again = leaving.erase_again(marks)

    assert again == 2
    assert [len(house.store.staff_passkeys.own(name)) for name in (NAME, "mia")] == [0, 1]
    assert len(house.store.read(lambda unit: unit.rows.all("SELECT 1 FROM desk_passkeys"))) == 1
    assert [one.name for one in staff.accounts()] == ["mia"]
    assert {one.act for one in staff.history() if one.name == NAME} == {Act.INVITED, Act.PASSKEY_ADDED}
    assert len([one for one in staff.history() if one.name == "mia"]) == 4


def test_an_erasure_leaves_a_mark_that_names_nobody(gone: House) -> None:
    left = gone.store.retaining.leaving.erase(NAME, TIMES)

    *_, mark = gone.store.suppressions()

    assert (mark.what, mark.decision) == ("left", left.decision)
    assert gone.store.restoring.do_again((mark,)) == DoneAgain(colleagues=1)
