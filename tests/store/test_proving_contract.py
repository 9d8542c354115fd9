"""Proofs by mail on both databases: bound to the session that asked, good once, in time, and within five guesses."""

import pytest
from tests.store.made import CUSTOMER, House

from earnest.domain.errors import Conflict, SignInNeeded
from earnest.domain.identity import Channel, Level, Session, Visits
from earnest.domain.mail_proof import GUESSES_MAX, PROOF_LIFETIME, Answer
from earnest.store.retaining import Times


def visitor(house: House) -> tuple[str, Session]:
    return house.store.open_session(Channel.CHAT)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_code_makes_the_session_the_customers_under_a_new_token(house: House) -> None:
    token, session = visitor(house)
    talk = house.talk(session)
    code = house.store.proving.ask(session, CUSTOMER).code

    answer, fresh = house.store.proving.prove(token, code)

    now = house.store.session(fresh)
    assert (answer, now.customer, now.level) == (Answer.PROVED, CUSTOMER, Level.REACHABLE)
    assert now.proved_at == house.clock.now()
    assert house.store.items(talk, now) == ()
    with pytest.raises(SignInNeeded):
        house.store.session(token)


def test_a_proof_does_not_make_a_session_live_longer(house: House) -> None:
    token, session = visitor(house)
    ends_at = house.store.session_end(session)
    house.clock.move(PROOF_LIFETIME)

    _, fresh = house.store.proving.prove(token, house.store.proving.ask(session, CUSTOMER).code)

    assert house.store.session_end(house.store.session(fresh)) == house.clock.now() + Visits().whole < ends_at


def test_a_code_is_good_once(house: House) -> None:
    token, session = visitor(house)
    code = house.store.proving.ask(session, CUSTOMER).code
    _, fresh = house.store.proving.prove(token, code)

    assert house.store.proving.prove(fresh, code) == (Answer.OVER, "")


def test_a_code_is_good_in_no_other_session(house: House) -> None:
    _, session = visitor(house)
    code = house.store.proving.ask(session, CUSTOMER).code
    other, theirs = visitor(house)

    assert house.store.proving.prove(other, code)[0] is Answer.OVER
    house.store.proving.ask(theirs, "somebody-else")
    assert house.store.proving.prove(other, code)[0] is Answer.WRONG


def test_a_right_code_after_five_wrong_ones_is_refused(house: House) -> None:
    token, session = visitor(house)
    made = house.store.proving.ask(session, CUSTOMER)

    guesses = [house.store.proving.prove(token, wrong(made.code))[0] for _ in range(GUESSES_MAX)]

    assert guesses == [Answer.WRONG] * GUESSES_MAX
    assert house.store.proving.prove(token, made.code)[0] is Answer.OVER
    assert not house.store.proving.press(made.ticket, made.browser)
    assert house.store.session(token).level is Level.ANYONE


def test_a_late_code_is_refused(house: House) -> None:
    token, session = visitor(house)
    made = house.store.proving.ask(session, CUSTOMER)
    house.clock.move(PROOF_LIFETIME)

    assert house.store.proving.prove(token, made.code)[0] is Answer.OVER
    assert not house.store.proving.press(made.ticket, made.browser)


def test_a_new_code_ends_the_one_before(house: House) -> None:
    token, session = visitor(house)
    first = house.store.proving.ask(session, CUSTOMER)
    second = house.store.proving.ask(session, CUSTOMER)

    assert not house.store.proving.press(first.ticket, first.browser)
    assert first.code == second.code or house.store.proving.prove(token, first.code)[0] is Answer.WRONG
    assert house.store.proving.prove(token, second.code)[0] is Answer.PROVED


def test_a_link_counts_once_and_in_the_browser_that_asked(house: House) -> None:
    token, session = visitor(house)
    made = house.store.proving.ask(session, CUSTOMER)

    assert house.store.proving.prove(token, "")[0] is Answer.WAITING
    assert not house.store.proving.press(made.ticket, "another")
    assert not house.store.proving.press(made.ticket, "")
    assert house.store.proving.press(made.ticket, made.browser)
    assert not house.store.proving.press(made.ticket, made.browser)
    assert house.store.proving.prove(token, "")[0] is Answer.PROVED


def test_nobodys_proof_takes_as_many_guesses_and_fits_nothing(house: House) -> None:
    token, session = visitor(house)
    made = house.store.proving.ask(session, "")

    answers = [house.store.proving.prove(token, made.code)[0] for _ in range(GUESSES_MAX + 1)]

    assert answers == [Answer.WRONG] * GUESSES_MAX + [Answer.OVER]


def test_who_is_known_asks_for_no_code(house: House) -> None:
    with pytest.raises(Conflict):
        house.store.proving.ask(house.customer(), CUSTOMER)


def test_codes_and_whom_they_prove_are_kept_as_digests_and_sealed_and_go_when_their_time_is_over(house: House) -> None:
    _, session = visitor(house)
    made = house.store.proving.ask(session, CUSTOMER)

    for secret in (made.ticket, made.browser, CUSTOMER):
        assert secret.encode() not in house.raw()
    house.clock.move(PROOF_LIFETIME)
    went = house.store.retaining.run(Times())

    assert went["mail_proofs"] == 1
    assert "mail_proofs" not in {due.what for due in house.store.retaining.plan(Times())}


def test_erasure_takes_proofs_along(house: House) -> None:
    _, session = visitor(house)
    house.store.proving.ask(session, CUSTOMER)

    assert house.store.erase(session.subject).erased["mail_proofs"] == 1
