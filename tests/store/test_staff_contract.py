"""Accounts and sessions of colleagues on both databases: one link, one password, and an end to every session."""

from dataclasses import replace

import pytest
from tests.store.made import House

from earnest.domain.errors import NotFound, SignInNeeded
from earnest.domain.staff import INVITE_LIFETIME, SESSION_IDLE_MAX, SESSION_LIFETIME, Act, Role, State, Way
from earnest.domain.time import MINUTE
from earnest.store.retaining import Times

HASHED = "$argon2id$of-a-password"
NAME = "wilhelmina-quokka"


def joined(house: House, name: str = NAME, role: Role = Role.SUPPORT) -> str:
    staff = house.store.staff
    return staff.join(staff.invite(name, role), HASHED)


def is_signed_in(house: House, token: str) -> bool:
    try:
        house.store.staff.signed_in(token)
    except SignInNeeded:
        return False
    return True


def test_a_link_sets_a_password_once_and_signs_in(house: House) -> None:
    staff = house.store.staff
    invite = staff.invite(NAME, Role.APPROVER)

    token = staff.join(invite, HASHED)

    account = staff.account(NAME)
    assert account is not None
    assert (account.state, account.role, account.password) == (State.ACTIVE, Role.APPROVER, HASHED)
    assert staff.signed_in(token).account == account
    with pytest.raises(SignInNeeded):
        staff.join(invite, HASHED)


@pytest.mark.parametrize("ending", ["too_late", "a_newer_one", "disabled", "removed"])
def test_a_link_is_good_no_more_once(house: House, ending: str) -> None:
    staff = house.store.staff
    invite = staff.invite(NAME, Role.SUPPORT)

    match ending:
        case "too_late":
            house.clock.move(INVITE_LIFETIME)
        case "a_newer_one":
            staff.invite(NAME, Role.SUPPORT)
        case "disabled":
            staff.disable(NAME)
        case _:
            staff.remove(NAME)

    with pytest.raises(SignInNeeded):
        staff.join(invite, HASHED)


@pytest.mark.parametrize("change", ["role", "disable", "remove", "invite"])
def test_whoever_becomes_something_else_signs_in_anew(house: House, change: str) -> None:
    staff, token, other = house.store.staff, joined(house), joined(house, "other")

    match change:
        case "role":
            staff.change_role(NAME, Role.OWNER)
        case "disable":
            staff.disable(NAME)
        case "remove":
            staff.remove(NAME)
        case _:
            staff.invite(NAME, Role.SUPPORT)

    assert [is_signed_in(house, one) for one in (token, other)] == [False, True]


@pytest.mark.parametrize("way", [Way.PASSWORD, Way.KEY])
def test_a_disabled_account_lets_nobody_in(house: House, way: Way) -> None:
    joined(house)
    house.store.staff.disable(NAME)

    with pytest.raises(SignInNeeded):
        house.store.staff.sign_in(NAME, way)


def test_a_session_ends_when_it_is_left_idle_or_old_or_replaced(house: House) -> None:
    staff, first = house.store.staff, joined(house)

    second = staff.sign_in(NAME, Way.PASSWORD, old=first)
    left = staff.sign_in(NAME, Way.PASSWORD)
    staff.sign_out(left)

    assert [is_signed_in(house, one) for one in (first, second, left, "nonsense")] == [False, True, False, False]
    house.clock.move(SESSION_IDLE_MAX)
    assert not is_signed_in(house, second)


def test_signs_of_a_colleague_keep_a_session_for_a_working_day_and_no_longer(house: House) -> None:
    token, step = joined(house), SESSION_IDLE_MAX - MINUTE

    for _ in range(SESSION_LIFETIME // step):
        house.clock.move(step)
        house.store.staff.signed_in(token, alive=True)
    house.clock.move(SESSION_LIFETIME % step)

    assert not is_signed_in(house, token)


def test_what_pages_ask_by_themselves_is_no_sign_of_anybody(house: House) -> None:
    token = joined(house)

    for _ in range(6):
        house.clock.move(SESSION_IDLE_MAX // 6)
        alive = is_signed_in(house, token)

    assert not alive


def test_all_that_becomes_of_an_account_is_in_the_log_and_names_stand_sealed(house: House) -> None:
    staff, token = house.store.staff, joined(house)
    for _ in range(7):
        staff.fail(NAME)
        house.clock.move(1)
    staff.sign_in(NAME, Way.PASSWORD)
    house.clock.move(1)
    staff.change_role(NAME, Role.APPROVER, by="boss")
    house.clock.move(1)
    staff.disable(NAME)
    house.clock.move(1)
    staff.remove(NAME)

    noted = staff.history()

    acts = [(one.act, one.facts.get("failed")) for one in reversed(noted)]
    assert acts[3:] == [
        (Act.FAILED, 5),
        (Act.SIGNED_IN, 7),
        (Act.ROLE_CHANGED, None),
        (Act.DISABLED, None),
        (Act.REMOVED, None),
    ]
    assert {act for act, _ in acts[:3]} == {Act.INVITED, Act.PASSWORD_SET, Act.SIGNED_IN}
    assert {one.name for one in noted} == {NAME}
    assert [one.by for one in noted if one.act == Act.ROLE_CHANGED] == ["boss"]
    assert all(house.store.receipt(one.decision) for one in noted)
    raw = house.raw()
    assert NAME.encode() not in raw
    assert HASHED.encode() not in raw
    assert token.encode() not in raw


def test_a_removed_account_leaves_no_password_and_nothing_to_change(house: House) -> None:
    joined(house)

    house.store.staff.remove(NAME)

    assert house.store.staff.accounts() == ()
    rows = house.store.read(lambda unit: unit.rows.all("SELECT 1 FROM sealed WHERE compartment = 'password'"))
    assert rows == []
    with pytest.raises(NotFound):
        house.store.staff.disable(NAME)


def test_sessions_that_have_ended_are_deleted_by_the_clock(house: House) -> None:
    joined(house)
    house.clock.move(SESSION_IDLE_MAX)

    went = house.store.retaining.run(Times())

    assert went["desk_sessions"] == 1
    assert house.store.read(lambda unit: unit.rows.all("SELECT 1 FROM desk_sessions")) == []


def restored(house: House, before: int) -> list[tuple[Role, State]]:
    """The accounts once an older backup, of an active owner and so many marks, was told the marks that came since."""
    marks = house.store.suppressions()[before:]
    house.store.decide(lambda unit: unit.rows.run("UPDATE colleagues SET state = 'active', role = 'owner'"))
    house.store.decide(lambda unit: unit.rows.run("DELETE FROM suppressions"))
    done = [house.store.restoring.do_again(marks).accounts for _ in range(2)]
    assert done == [len(marks), 0]
    return [(one.role, one.state) for one in house.store.staff.accounts()]


def test_what_was_taken_from_an_account_stays_taken_when_an_older_backup_comes_back(house: House) -> None:
    joined(house)
    before = len(house.store.suppressions())
    house.store.staff.change_role(NAME, Role.AUDITOR)
    house.store.staff.disable(NAME)

    assert restored(house, before) == [(Role.AUDITOR, State.DISABLED)]


@pytest.mark.parametrize("act", [Act.REMOVED, Act.INVITED])
def test_an_account_that_went_or_was_invited_anew_does_not_come_back_with_its_old_password(
    house: House, act: Act
) -> None:
    joined(house)
    mark = replace(house.store.suppressions()[-1], what=f"account.{act.value}", decision="D-since")

    done = house.store.restoring.do_again([mark]).accounts

    assert (done, house.store.staff.accounts()) == (1, ())


def test_whoever_was_signed_in_when_the_backup_was_taken_signs_in_anew(house: House) -> None:
    token = joined(house)

    house.store.restoring.do_again(())

    assert not is_signed_in(house, token)
    assert len(house.store.staff.accounts()) == 1
