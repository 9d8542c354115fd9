"""Passkeys on both databases: challenges are taken once, a proof rotates the token and fades, what is lost goes."""

import base64
from dataclasses import replace

import pytest
from tests.store.made import CUSTOMER, House

from earnest.domain.errors import Conflict, NotAllowed, NotFound, SignInNeeded
from earnest.domain.identity import JUST_PROVED_LIFE, Channel, Level, Session
from earnest.domain.passkeys import CHALLENGE_LIFE, FRESH_SIGN_IN, PASSKEYS_MAX, Ceremony, Kept, Passkey
from earnest.store.retaining import Times

KEY = Passkey(b"credential-1", b"public", 0)


def signed_in(house: House, name: str = CUSTOMER) -> tuple[str, Session]:
    return house.store.open_session(Channel.CHAT, level=Level.SIGNED_IN, customer=name)


def prove(house: House, token: str, kept: Kept, count: int = 1) -> str:
    return house.store.passkeys.proved(token, kept, replace(kept.passkey, sign_count=count))


def test_a_proof_raises_the_session_under_a_new_token_and_fades_after_five_minutes(house: House) -> None:
    token, session = signed_in(house)
    kept, ends_at = house.store.passkeys.keep(session, KEY), house.store.session_end(session)

    fresh = prove(house, token, kept)

    now = house.store.session(fresh)
    assert (now.id, now.level, now.proved_at) == (session.id, Level.JUST_PROVED, house.clock.now())
    assert house.store.session_end(now) == ends_at
    with pytest.raises(SignInNeeded):
        house.store.session(token)
    house.clock.move(JUST_PROVED_LIFE - 1)
    assert house.store.session(fresh).level is Level.JUST_PROVED
    house.clock.move(1)
    assert house.store.session(fresh).level is Level.SIGNED_IN


def test_a_challenge_is_taken_once_by_the_session_that_asked_for_what_it_asked(house: House) -> None:
    _, session = signed_in(house)
    _, other = signed_in(house)
    asked = house.store.passkeys.ask(session, Ceremony.PROVE)

    assert house.store.passkeys.take(other, Ceremony.PROVE) is None
    assert house.store.passkeys.take(session, Ceremony.ENROL) is None
    assert house.store.passkeys.take(session, Ceremony.PROVE) == asked
    assert house.store.passkeys.take(session, Ceremony.PROVE) is None


def test_a_new_challenge_ends_the_one_before(house: House) -> None:
    _, session = signed_in(house)
    first, second = (house.store.passkeys.ask(session, Ceremony.PROVE) for _ in range(2))

    assert first.value != second.value
    assert house.store.passkeys.take(session, Ceremony.PROVE) == second


def test_a_count_that_was_used_meanwhile_proves_nothing(house: House) -> None:
    token, session = signed_in(house)
    kept = house.store.passkeys.keep(session, KEY)
    fresh = prove(house, token, kept)

    with pytest.raises(NotAllowed):
        prove(house, fresh, kept)
    assert house.store.session(fresh).level is Level.JUST_PROVED


def test_another_customers_passkey_proves_nothing(house: House) -> None:
    _, session = signed_in(house)
    kept, (theirs, _) = house.store.passkeys.keep(session, KEY), signed_in(house, "somebody-else")

    with pytest.raises(NotAllowed):
        prove(house, theirs, kept)
    assert house.store.session(theirs).level is Level.SIGNED_IN


@pytest.mark.parametrize("level", [Level.ANYONE, Level.REACHABLE])
def test_who_is_not_signed_in_neither_enrols_nor_proves(house: House, level: Level) -> None:
    name = CUSTOMER if level else ""
    token, session = house.store.open_session(Channel.CHAT, level=level, customer=name)
    _, owner = signed_in(house)
    kept = house.store.passkeys.keep(owner, KEY)

    with pytest.raises(NotAllowed):
        house.store.passkeys.ask(session, Ceremony.ENROL)
    with pytest.raises(NotAllowed):
        house.store.passkeys.keep(session, replace(KEY, id=b"other"))
    with pytest.raises(SignInNeeded):
        prove(house, token, kept)


def test_the_first_passkey_needs_the_shops_word_of_just_now(house: House) -> None:
    _, session = signed_in(house)
    house.clock.move(FRESH_SIGN_IN + 1)

    with pytest.raises(NotAllowed, match="anew"):
        house.store.passkeys.ask(session, Ceremony.ENROL)
    with pytest.raises(NotAllowed, match="anew"):
        house.store.passkeys.keep(session, KEY)


def test_every_further_passkey_needs_a_proof_by_one_that_is_there(house: House) -> None:
    token, session = signed_in(house)
    kept = house.store.passkeys.keep(session, KEY)
    with pytest.raises(NotAllowed):
        house.store.passkeys.keep(session, replace(KEY, id=b"thief"))

    now = house.store.session(prove(house, token, kept))
    for number in range(PASSKEYS_MAX - 1):
        house.store.passkeys.keep(now, replace(KEY, id=b"own-%d" % number))

    assert len(house.store.passkeys.own(now)) == PASSKEYS_MAX
    with pytest.raises(Conflict):
        house.store.passkeys.keep(now, replace(KEY, id=b"one-too-many"))


def test_a_passkey_belongs_to_one_person(house: House) -> None:
    house.store.passkeys.keep(signed_in(house)[1], KEY)

    with pytest.raises(Conflict):
        house.store.passkeys.keep(signed_in(house, "somebody-else")[1], KEY)


def test_one_is_removed_by_its_owner_who_has_just_proved_it(house: House) -> None:
    token, session = signed_in(house)
    kept = house.store.passkeys.keep(session, KEY)
    with pytest.raises(NotAllowed):
        house.store.passkeys.remove(session, kept.id)
    now = house.store.session(prove(house, token, kept))
    with pytest.raises(NotFound):
        house.store.passkeys.remove(now, "R-0000000000000000A")

    house.store.passkeys.remove(now, kept.id)

    assert house.store.passkeys.own(now) == ()


def test_who_has_lost_theirs_is_let_go_of_all_by_whoever_runs_the_house(house: House) -> None:
    _, session = signed_in(house)
    house.store.passkeys.keep(session, KEY)

    assert house.store.passkeys.forget(CUSTOMER) == 1
    assert (house.store.passkeys.forget(CUSTOMER), house.store.passkeys.forget("nobody")) == (0, 0)
    assert house.store.passkeys.own(session) == ()


def test_each_is_a_leaf_that_names_nobody(house: House) -> None:
    token, session = signed_in(house)
    before = house.store.log_size()
    kept = house.store.passkeys.keep(session, KEY)
    now = house.store.session(prove(house, token, kept))
    house.store.passkeys.remove(now, kept.id)

    names = house.store.read(lambda unit: unit.rows.all("SELECT id FROM decisions WHERE kind = 'passkey' ORDER BY at"))
    facts = [house.store.decision(row[0]).decision.facts for row in names]
    assert sorted(str(one["did"]) for one in facts) == ["enrolled", "proved", "removed"]
    assert house.store.log_size() == before + 4  # the last with its mark


def test_challenges_go_when_their_time_is_over_and_passkeys_with_their_person(house: House) -> None:
    _, session = signed_in(house)
    house.store.passkeys.keep(session, KEY)
    house.store.passkeys.ask(session, Ceremony.PROVE)
    house.clock.move(CHALLENGE_LIFE)

    went = house.store.retaining.run(Times())
    house.store.passkeys.ask(session, Ceremony.PROVE)
    erased = house.store.erase(session.subject).erased

    assert went["challenges"] == 1
    assert (erased["passkeys"], erased["challenges"]) == (1, 1)


def test_what_a_passkey_is_known_by_stands_sealed_and_in_no_old_copy_once_the_key_is_gone(house: House) -> None:
    _, session = signed_in(house)
    key = Passkey(b"credential-of-quokka-77", b"public-key-of-quokka-77", 0)
    kept = house.store.passkeys.keep(session, key)
    copy = house.raw()
    rows = house.store.read(
        lambda unit: unit.rows.all("SELECT owner FROM sealed WHERE record = ? AND compartment = 'passkey'", kept.id)
    )

    assert house.store.passkeys.own(session) == (kept,)
    assert [row[0] for row in rows] == [session.subject]
    for part in (key.id, key.public_key):
        assert [form for form in forms(part) if form in copy] == []
    house.store.erase(session.subject)
    assert house.store._kit.keys.owner(session.subject) is None


def test_nothing_sealed_is_left_of_a_passkey_that_was_removed_or_forgotten(house: House) -> None:
    token, session = signed_in(house)
    first = house.store.passkeys.keep(session, KEY)
    session = house.store.session(prove(house, token, first))
    second = house.store.passkeys.keep(session, replace(KEY, id=b"credential-2"))

    house.store.passkeys.remove(session, second.id)
    after_remove = sealed_passkeys(house)
    house.store.passkeys.forget(CUSTOMER)

    assert after_remove == [first.id]
    assert sealed_passkeys(house) == []


def forms(part: bytes) -> tuple[bytes, ...]:
    return (part, base64.b64encode(part), base64.b64encode(part).rstrip(b"="), part.hex().encode())


def sealed_passkeys(house: House) -> list[str]:
    found = house.store.read(lambda unit: unit.rows.all("SELECT record FROM sealed WHERE compartment = 'passkey'"))
    return [row[0] for row in found]
