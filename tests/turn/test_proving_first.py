"""Where proving who one is would do, it is asked for in the chat, and what was asked goes on; nobody else is asked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.turn.house import KEK, House, Talk, broker_for, cards_of, doing, furnish, handle, thought, words_of
from tests.turn.proving import PROVING_GATES, refunds
from tests.turn.shop import Shop

from earnest.domain.identity import Channel, Level
from earnest.domain.inbound import Chose
from earnest.domain.items import PROVE, Choices
from earnest.domain.passkeys import Passkey
from earnest.domain.time import MINUTE, SimulatedClock
from earnest.domain.turns import DecisionKind, Reply
from earnest.store import SqliteStore


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    clock = SimulatedClock()
    made = furnish(
        SqliteStore(tmp_path / "brand", KEK, clock), Shop(), broker_for(tmp_path / "g", PROVING_GATES), clock
    )
    turns = replace(made.turns, world=replace(made.turns.world, proves=True))
    house = replace(made, turns=turns)
    house.plays(refunds)
    yield house
    house.store.close()


@pytest.fixture
def visit(house: House) -> tuple[str, Talk]:
    token, session = house.store.open_session(Channel.CHAT, level=Level.SIGNED_IN, customer="ada")
    return token, house.talk(session=session)


def prove(house: House, token: str, talk: Talk) -> None:
    kept = house.store.passkeys.keep(talk.session, Passkey(b"credential", b"key", 0))
    fresh = house.store.passkeys.proved(token, kept, replace(kept.passkey, sign_count=1))
    talk.session = house.store.session(fresh)


def asks_to_prove(reply: Reply) -> bool:
    offers = (part for item in reply.items for part in item.parts if isinstance(part, Choices))
    return any(option.id == PROVE for one in offers for option in one.options)


def test_it_is_asked_for_first_and_then_the_deed_needs_no_person(house: House, visit: tuple[str, Talk]) -> None:
    token, talk = visit
    asked = talk.say("A3")
    assert asks_to_prove(asked)
    assert (cards_of(asked), house.waiting()) == ([], [])
    assert house.stored(asked).decision.kind is DecisionKind.QUESTION

    prove(house, token, talk)
    talk.take(Chose(PROVE))
    talk.press()
    house.deeds()

    assert (house.paid(), house.waiting()) == (["A3"], [])


def test_without_it_nothing_is_done_however_often_it_is_chosen(house: House, visit: tuple[str, Talk]) -> None:
    _, talk = visit
    talk.say("A3")

    for _ in range(3):
        assert asks_to_prove(talk.take(Chose(PROVE)))

    assert (house.deeds(), house.paid(), talk.card) == (0, [], None)


def test_a_proof_that_has_faded_before_the_press_is_asked_for_anew(house: House, visit: tuple[str, Talk]) -> None:
    token, talk = visit
    talk.say("A3")
    prove(house, token, talk)
    talk.take(Chose(PROVE))
    house.clock.move(5 * MINUTE)

    pressed = talk.press()

    assert asks_to_prove(pressed)
    assert (house.deeds(), house.paid(), house.waiting()) == (0, [], [])


def test_where_proving_would_not_do_a_person_is_asked_as_before(house: House, visit: tuple[str, Talk]) -> None:
    _, talk = visit
    house.plays(lambda scene, look: thought(scene, doing("goodwill", {"order": handle(look, "A1")}, sure=10)))

    assert not asks_to_prove(talk.say("x"))


def test_a_house_without_passkeys_asks_a_person_as_before(house: House, visit: tuple[str, Talk]) -> None:
    _, talk = visit
    plain = replace(house, turns=replace(house.turns, world=replace(house.turns.world, proves=False)))
    talk.house = plain

    shown = talk.say("A3")

    assert not asks_to_prove(shown)
    assert cards_of(shown)
    assert "Prove" not in words_of(shown)
