"""What `decide` promises about turns, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
from tests.store.made import CUSTOMER, SECRET, House, answer, card, closing, effect, record

from earnest.domain.errors import BadInput, Moved, NotAllowed, NotFound, SignInNeeded
from earnest.domain.identity import Author, Channel, Level, Source, Visits
from earnest.domain.inbound import Button, Chose, Pressed, Said
from earnest.domain.items import Choices, Option, Words
from earnest.domain.turns import Decision, DecisionKind, Recorded
from earnest.store import Unit

VISITS = Visits()


def test_the_same_message_twice_gets_the_same_answer(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    inbound = house.inbound(visitor, talk)

    first = house.turn(visitor, talk, inbound=inbound)
    second = house.turn(visitor, talk, inbound=inbound)

    assert second == first
    assert len(house.store.items(talk, visitor)) == 2


def test_a_turn_is_read_back_as_it_was_written(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    said = answer(visitor, talk, Words("Ja \U0001f600 \u0645\u0631\u062d\u0628\u0627"))

    reply = house.turn(visitor, talk, said)

    items = house.store.items(talk, visitor)
    assert items == reply.items
    assert [item.author for item in items] == [Author.CUSTOMER, Author.ASSISTANT]
    assert items[1].parts == said.said
    assert house.store.items(talk, visitor, after=1) == items[1:]
    assert house.store.decision(said.id).decision == said


def test_of_two_turns_on_one_version_exactly_one_is_recorded(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    gate = threading.Barrier(2)

    def race(number: int) -> str:
        inbound = house.inbound(visitor, talk, client=f"race-{number}")
        gate.wait()
        try:
            house.store.decide(
                lambda unit: unit.record(
                    Recorded(inbound, 0, (answer(visitor, talk),), {}, "en", visitor, Source.CUSTOMER)
                )
            )
        except Moved:
            return "moved"
        return "recorded"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(race, range(2)))

    assert outcomes == ["moved", "recorded"]
    assert house.standing(visitor, talk).version == 1


def test_a_unit_that_fails_leaves_nothing(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    size = house.store.log_size()

    def fail(unit: Unit) -> None:
        record(unit, house.inbound(visitor, talk), (effect(visitor, talk),))
        raise NotAllowed("no")

    with pytest.raises(NotAllowed):
        house.store.decide(fail)

    assert house.store.items(talk, visitor) == ()
    assert house.store.log_size() == size
    assert house.standing(visitor, talk).version == 0
    assert house.store.claim(house.clock.now()) == ()


def test_a_unit_that_fails_in_a_batch_does_not_disturb_the_others(house: House) -> None:
    visitor = house.visitor()
    talks = [house.talk(visitor) for _ in range(24)]

    def one(number: int) -> int:
        if number % 3:
            return len(house.turn(visitor, talks[number]).items)

        def fail(unit: Unit) -> None:
            record(unit, house.inbound(visitor, talks[number]), (answer(visitor, talks[number]),))
            raise BadInput("planted")

        with pytest.raises(BadInput):
            house.store.decide(fail)
        return 0

    with ThreadPoolExecutor(12) as pool:
        counts = list(pool.map(one, range(24)))

    assert counts == [2 if number % 3 else 0 for number in range(24)]
    assert [len(house.store.items(talk, visitor)) for talk in talks] == counts
    assert house.store.log_size() == 16


def test_item_numbers_have_no_gaps_under_sixteen_threads(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)

    def tell(_number: int) -> None:
        inbound = house.inbound(visitor, talk)
        house.store.decide(lambda unit: record(unit, inbound, (answer(visitor, talk),)))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(tell, range(48)))

    assert [item.seq for item in house.store.items(talk, visitor)] == list(range(1, 97))
    assert house.standing(visitor, talk).version == 48
    assert house.store.log_size() == 48


def test_a_conversation_stands_as_the_last_turn_left_it(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    question = answer(
        visitor, talk, Words("Which?"), Choices((Option("o1", "The jacket"),)), kind=DecisionKind.QUESTION
    )
    house.turn(visitor, talk, question, asked_by=Source.ELSEWHERE, attempts=2, language="de", state={"n": [1, "x"]})

    stood = house.standing(visitor, talk)

    assert (stood.version, stood.language, stood.asked_by, stood.attempts) == (1, "de", Source.ELSEWHERE, 2)
    assert stood.state == {"n": [1, "x"]}
    assert stood.options == (Option("o1", "The jacket"),)
    assert not stood.cards


def test_an_open_card_stands_with_its_deed_until_it_is_closed(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    shown = card(visitor, talk)
    assert shown.card is not None
    house.turn(visitor, talk, shown)

    stood = house.standing(visitor, talk)
    press = house.inbound(visitor, talk, Pressed(shown.card.id, "a" * 64, Button.CONFIRM))
    reply = house.turn(visitor, talk, effect(visitor, talk), inbound=press, closed_cards={shown.card.id: "confirmed"})

    assert [(one.card, one.deed, one.decision) for one in stood.cards] == [(shown.card, shown.deed, shown.id)]
    assert stood.card_shown_last
    assert reply.items[0].parts == (Words(shown.card.title),)
    assert reply.pending
    assert not house.standing(visitor, talk).cards


def test_words_after_a_card_mean_that_it_is_no_longer_the_last_thing_shown(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    house.turn(visitor, talk, card(visitor, talk))

    house.turn(visitor, talk)

    assert len(house.standing(visitor, talk).cards) == 1
    assert not house.standing(visitor, talk).card_shown_last


def test_a_press_on_a_choice_is_told_by_its_label(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    house.turn(visitor, talk, answer(visitor, talk, Choices((Option("o1", "The jacket"), Option("o2", "The tent")))))

    reply = house.turn(visitor, talk, inbound=house.inbound(visitor, talk, Chose("o2")))

    assert reply.items[0].parts == (Words("The tent"),)


def test_a_strangers_session_finds_nothing(house: House) -> None:
    visitor, stranger = house.visitor(), house.visitor()
    talk = house.talk(visitor)
    inbound = house.inbound(visitor, talk)
    house.turn(visitor, talk, inbound=inbound)
    theirs = replace(inbound, session=stranger)

    for look in (
        lambda: house.store.items(talk, stranger),
        lambda: house.standing(stranger, talk),
        lambda: house.store.read(lambda unit: unit.answered(theirs)),
        lambda: house.turn(stranger, talk),
        lambda: house.store.items("C-NONE", stranger),
    ):
        with pytest.raises(NotFound):
            look()


@pytest.mark.parametrize(
    ("level", "idle", "whole"),
    [
        (Level.ANYONE, VISITS.visitor_idle, VISITS.visitor_whole),
        (Level.REACHABLE, VISITS.idle, VISITS.whole),
        (Level.SIGNED_IN, VISITS.idle, VISITS.whole),
    ],
)
def test_a_session_that_lay_idle_or_is_old_must_be_opened_anew(
    house: House, level: Level, idle: int, whole: int
) -> None:
    token, session = house.store.open_session(Channel.CHAT, level=level, customer=CUSTOMER if level else "")
    talk = house.talk(session)
    house.clock.move(idle - 1)
    house.turn(session, talk)
    house.clock.move(idle)
    assert house.store.session(token).id == session.id
    assert house.store.session_end(session) == house.clock.now() + whole - 2 * idle + 1

    house.clock.move(1)

    with pytest.raises(SignInNeeded):
        house.store.session(token)
    with pytest.raises(SignInNeeded):
        house.turn(session, talk)


def test_however_busy_a_session_ends_after_its_whole_time(house: House) -> None:
    token, session = house.store.open_session(Channel.CHAT, level=Level.SIGNED_IN, customer=CUSTOMER)
    talk = house.talk(session)
    for _ in range(VISITS.whole // VISITS.idle - 1):
        house.clock.move(VISITS.idle)
        house.turn(session, talk)
    assert house.store.session(token).id == session.id

    house.clock.move(VISITS.idle)

    with pytest.raises(SignInNeeded):
        house.store.session(token)


def test_a_visit_that_becomes_a_customers_lives_as_short_as_a_customers(house: House) -> None:
    _, visitor = house.store.open_session(Channel.CHAT)
    talk = house.talk(visitor)
    known = replace(visitor, customer=CUSTOMER, level=Level.REACHABLE, proved_at=house.clock.now())

    house.turn(visitor, talk, session=known)

    assert house.store.session_end(visitor) == house.clock.now() + VISITS.whole


def test_a_visitor_who_is_identified_becomes_the_known_customer(house: House) -> None:
    known, visitor = house.customer(), house.visitor()
    talk = house.talk(visitor)
    after = replace(visitor, customer=known.customer, level=Level.REACHABLE, proved_at=7)

    house.turn(visitor, talk, session=after)

    stood = house.standing(visitor, talk).session
    assert (stood.subject, stood.customer, stood.level) == (known.subject, known.customer, Level.REACHABLE)
    assert len(house.store.items(talk, visitor)) == 2
    with pytest.raises(NotAllowed):
        house.turn(visitor, talk, session=replace(after, customer="somebody else"))


def test_a_restart_keeps_everything(house: House) -> None:
    token, visitor = house.store.open_session(Channel.CHAT)
    talk = house.talk(visitor)
    reply = house.turn(visitor, talk, card(visitor, talk))
    note = house.store.make_checkpoint()
    stood = house.standing(visitor, talk)
    house.store.close()

    with closing(house.again()) as store:
        house.store = store

        assert store.session(token) == visitor
        assert store.items(talk, visitor) == reply.items
        assert house.standing(visitor, talk) == stood
        assert store.checkpoint() == note
        assert len(house.turn(visitor, talk).items) == 2


def test_an_answer_takes_one_commit(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    before = house.store.commits

    house.turn(visitor, talk)

    assert house.store.commits - before == 1


def test_whoever_listens_hears_of_new_items_after_the_commit(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    heard: list[tuple[str, int]] = []
    house.store.on_items(lambda name: heard.append((name, len(house.store.items(name, visitor)))))

    house.turn(visitor, talk)

    assert heard == [(talk, 2)]


def test_a_clock_that_jumps_back_is_flagged_and_the_log_never_does(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    first = house.turn(visitor, talk)
    house.clock.move(-3_600_000_000)

    second, third = house.turn(visitor, talk), house.turn(visitor, talk)

    times = [reply.items[0].at for reply in (first, second, third)]
    assert times == sorted(times)
    flags = house.store.read(lambda unit: unit.rows.all("SELECT id FROM events WHERE type = 'clock.jumped_back.v1'"))
    assert len(flags) == 1


def test_half_a_character_is_refused_and_nothing_is_kept(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)

    with pytest.raises(BadInput):
        house.turn(visitor, talk, inbound=house.inbound(visitor, talk, Said("\ud800")))

    assert house.store.items(talk, visitor) == ()


def test_two_wishes_are_two_decisions_of_one_turn(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    both: tuple[Decision, ...] = (answer(visitor, talk), card(visitor, talk))

    reply = house.turn(visitor, talk, *both)

    assert reply.decisions == tuple(one.id for one in both)
    assert [item.seq for item in reply.items] == [1, 2, 3]
    assert SECRET in str(reply.items)


@pytest.mark.parametrize("strange", ["\x00", "\ud800", "x" * 100_000, "' OR 1=1 --", "\U0001f600", ""])
def test_a_strange_id_is_refused_and_nothing_breaks(house: House, strange: str) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)

    for use in (
        lambda: house.store.session(strange),
        lambda: house.store.items(strange, visitor),
        lambda: house.store.decision(strange),
        lambda: house.store.approval(strange),
        lambda: house.turn(visitor, talk, inbound=house.inbound(visitor, strange)),
    ):
        with pytest.raises((NotFound, SignInNeeded, BadInput)):
            use()
    named = house.inbound(visitor, talk, client=strange or "m")
    assert house.turn(visitor, talk, inbound=named) == house.turn(visitor, talk, inbound=named)


def test_a_number_no_column_can_hold_is_refused_or_finds_nothing(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    house.turn(visitor, talk)

    with suppress(BadInput):
        assert house.store.items(talk, visitor, after=10**30) == ()
