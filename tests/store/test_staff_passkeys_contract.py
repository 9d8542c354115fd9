"""Colleagues' passkeys on both databases: taken once, good while the account is, gone with it."""

from dataclasses import replace

import pytest
from tests.store.made import House

from earnest.domain.errors import Conflict, NotAllowed, NotFound, SignInNeeded
from earnest.domain.passkeys import CHALLENGE_LIFE, PASSKEYS_MAX, Ceremony, Kept, Passkey
from earnest.domain.staff import Act, Role, Way
from earnest.store.retaining import Times

KEY = Passkey(b"credential-1", b"public", 0)
NAME, PROVE = "nora", Ceremony.PROVE


def joined(house: House, name: str = NAME) -> str:
    return house.store.staff.join(house.store.staff.invite(name, Role.APPROVER), "$argon2id$x")


def kept(house: House, name: str = NAME) -> Kept:
    joined(house, name)
    return house.store.staff_passkeys.keep(name, replace(KEY, id=name.encode()))


def enter(house: House, before: Kept, count: int = 1, old: str = "") -> str:
    return house.store.staff_passkeys.sign_in(NAME, before, replace(before.passkey, sign_count=count), old)


def test_a_passkey_signs_its_colleague_in_and_ends_the_session_that_was_there(house: House) -> None:
    before = kept(house)
    first = enter(house, before)

    after = house.store.staff_passkeys.own(NAME)[0]
    second = enter(house, after, 2, old=first)

    assert house.store.staff.signed_in(second).name == NAME
    assert (after.passkey.sign_count, after.used_at) == (1, house.clock.now())
    with pytest.raises(SignInNeeded):
        house.store.staff.signed_in(first)


def test_a_count_that_was_used_meanwhile_signs_nobody_in(house: House) -> None:
    before = kept(house)
    enter(house, before)

    with pytest.raises(NotAllowed):
        enter(house, before)


def test_a_challenge_is_taken_once_by_its_holder_for_what_it_was_asked(house: House) -> None:
    staff = house.store.staff_passkeys
    staff.ask("b1", PROVE)
    second = staff.ask("b1", PROVE)

    assert (staff.take("b2", PROVE), staff.take("b1", Ceremony.ENROL)) == (None, None)
    assert (staff.take("b1", PROVE), staff.take("b1", PROVE)) == (second, None)


def test_it_is_found_by_its_credential_and_belongs_to_one_colleague(house: House) -> None:
    mine = kept(house)
    joined(house, "other")

    assert house.store.staff_passkeys.whose(mine.passkey.id) == (NAME, mine)
    assert house.store.staff_passkeys.whose(b"nobody's") is None
    with pytest.raises(Conflict):
        house.store.staff_passkeys.keep("other", mine.passkey)


def test_what_an_authenticator_told_of_itself_stands_nowhere_in_clear(house: House) -> None:
    joined(house)

    house.store.staff_passkeys.keep(NAME, Passkey(b"credential-quokka", b"key-quokka", 0))

    assert b"quokka" not in house.raw()


@pytest.mark.parametrize("end", ["remove", "invite", "the passkey alone"])
def test_when_it_goes_what_was_sealed_of_it_goes_too(house: House, end: str) -> None:
    mine, staff = kept(house), house.store.staff
    sealed = "SELECT 1 FROM sealed WHERE record = ?"
    assert house.store.read(lambda unit: unit.rows.one(sealed, mine.id)) is not None

    match end:
        case "remove":
            staff.remove(NAME)
        case "invite":
            staff.invite(NAME, Role.APPROVER)
        case _:
            house.store.staff_passkeys.remove(NAME, mine.id)

    assert house.store.read(lambda unit: unit.rows.one(sealed, mine.id)) is None
    assert house.store.staff_passkeys.whose(mine.passkey.id) is None


def test_who_has_no_account_of_this_house_has_no_passkey(house: House) -> None:
    house.store.staff.invite("invited", Role.SUPPORT)
    house.store.staff.enter("away", "https://login.example 1", Role.SUPPORT, 0)

    for name in ("nobody", "invited", "away"):
        with pytest.raises(NotAllowed):
            house.store.staff_passkeys.keep(name, KEY)


def test_nobody_has_more_than_the_most(house: House) -> None:
    kept(house)
    for number in range(PASSKEYS_MAX - 1):
        house.store.staff_passkeys.keep(NAME, replace(KEY, id=b"own-%d" % number))

    with pytest.raises(Conflict):
        house.store.staff_passkeys.keep(NAME, replace(KEY, id=b"one-too-many"))


def test_a_disabled_account_is_not_let_in_and_an_account_anew_has_no_old_passkey(house: House) -> None:
    before = kept(house)
    house.store.staff.disable(NAME)
    with pytest.raises(SignInNeeded):
        enter(house, before)

    joined(house)

    assert house.store.staff_passkeys.own(NAME) == ()
    assert house.store.staff_passkeys.whose(before.passkey.id) is None


def test_a_removed_account_takes_its_passkeys_with_it(house: House) -> None:
    before = kept(house)

    house.store.staff.remove(NAME)
    joined(house)

    assert house.store.staff_passkeys.own(NAME) == ()
    with pytest.raises(NotAllowed):
        enter(house, before)


def test_a_colleague_removes_their_own_and_nobody_elses(house: House) -> None:
    mine, theirs = kept(house), kept(house, "other")
    with pytest.raises(NotFound):
        house.store.staff_passkeys.remove(NAME, theirs.id)

    house.store.staff_passkeys.remove(NAME, mine.id)

    assert house.store.staff_passkeys.own(NAME) == ()
    assert house.store.staff_passkeys.own("other") == (theirs,)


def test_each_step_is_a_leaf_and_its_way_is_on_record(house: House) -> None:
    before, size = kept(house), house.store.log_size()
    enter(house, before)
    house.store.staff_passkeys.remove(NAME, before.id)

    noted = house.store.staff.history()
    assert house.store.log_size() == size + 3  # the last with its mark
    assert {Act.PASSKEY_ADDED, Act.PASSKEY_REMOVED} <= {Act(one.act) for one in noted}
    assert [one.facts["way"] for one in noted if one.act == Act.SIGNED_IN].count(Way.PASSKEY.value) == 1


def test_challenges_go_when_their_time_is_over(house: House) -> None:
    house.store.staff_passkeys.ask("b1", PROVE)
    house.clock.move(CHALLENGE_LIFE)

    assert house.store.retaining.run(Times())["desk_challenges"] == 1
