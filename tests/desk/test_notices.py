"""What waits leaves the house: once, again while nothing arrives, again when it is late, never in a turn's way."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.turn.house import House, sqlite_house

from earnest.desk.reminding import TRIES_MAX
from earnest.domain.errors import Busy, Declined
from earnest.domain.identity import Channel
from earnest.domain.inbound import AtDesk, DeskAct, Inbound
from earnest.domain.notices import Notice
from earnest.domain.regions import Stay, Way
from earnest.domain.time import DAY, HOUR, MINUTE
from earnest.domain.turns import Decision, DecisionKind
from earnest.notices import AT_MOST, NoticeRunner, Notices


@dataclass
class Post:
    """A way out; its named faults: `down` it does not answer, `gone` it wants no more, `breaks` it fails oddly."""

    fault: str = ""
    came: list[Notice] = field(default_factory=list)
    tries: int = 0

    def send(self, notice: Notice) -> None:
        self.tries += 1
        match self.fault:
            case "down":
                raise Busy("nobody answers")
            case "gone":
                raise Declined("410")
            case "breaks":
                raise ZeroDivisionError
            case _:
                self.came.append(notice)


@dataclass
class Desk:
    house: House
    mail: Post
    hook: Post
    notices: Notices

    def rounds(self) -> None:
        while self.notices.round():
            pass


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    house = sqlite_house(tmp_path)
    mail, hook = Post(), Post()
    url = "https://desk.shop.example/desk"
    box = house.store.desk
    yield Desk(
        house,
        mail,
        hook,
        Notices(box, {"mail": mail, "webhook": hook}, house.clock, 60, url, lambda _way: None, house.store.limiting),
    )
    house.store.close()


def test_who_waits_is_told_once_by_each_way_with_a_link_to_the_case_and_no_word_of_the_customer(desk: Desk) -> None:
    talk = desk.house.talk()
    talk.say("my secret is zanzibar")
    talk.person()
    (waits,) = desk.house.store.hand_overs()

    desk.rounds()
    desk.rounds()

    (mail,), (hook,) = desk.mail.came, desk.hook.came
    assert mail == hook
    assert (mail.waits, mail.kind, mail.reason, mail.due_at, mail.overdue) == (
        waits.id,
        "hand_over",
        "asked",
        waits.due_at,
        False,
    )
    assert mail.link == f"https://desk.shop.example/desk/case/{waits.id}"
    assert "zanzibar" not in str(mail)


def test_many_who_ask_at_once_fill_no_mailbox_and_each_is_told_of_in_its_turn(desk: Desk) -> None:
    for _ in range(AT_MOST.tries_max + 5):
        desk.house.talk("").person()
    desk.rounds()
    at_once = len(desk.mail.came)
    desk.house.clock.move(AT_MOST.window + MINUTE)

    desk.rounds()

    assert at_once == AT_MOST.tries_max
    assert desk.mail.came[0].others == AT_MOST.tries_max + 4
    assert len({one.waits for one in desk.mail.came}) == AT_MOST.tries_max + 5


def test_what_is_late_is_sent_again_and_marked_and_ever_more_rarely(desk: Desk) -> None:
    desk.house.talk().person()
    desk.rounds()
    for _ in range(10):
        desk.house.clock.move(12 * HOUR)
        desk.rounds()

    first, *again = desk.mail.came
    assert not first.overdue
    assert [one.overdue for one in again] == [True] * 4
    assert len({one.id for one in desk.mail.came}) == 5


def test_an_answer_stops_the_reminders_and_the_customers_next_words_start_them(desk: Desk) -> None:
    box, talk = desk.house.store.desk, desk.house.talk()
    talk.person()
    _act(desk, talk.id, "take")
    _act(desk, talk.id, "reply", "I am on it.")
    desk.house.clock.move(3 * HOUR)
    desk.rounds()
    answered = [one.overdue for one in desk.mail.came]
    talk.session = desk.house.session()  # hours later they sign in anew
    talk.say("and now?")
    desk.house.clock.move(61 * MINUTE)
    desk.rounds()

    assert answered == [False]
    assert [one.overdue for one in desk.mail.came] == [False, True]
    assert box.cases()[0].colleague == "mia"


@pytest.mark.parametrize("fault", ["down", "breaks"])
def test_a_way_that_fails_is_tried_again_with_the_same_id_and_never_holds_up_the_other(desk: Desk, fault: str) -> None:
    desk.hook.fault = fault
    desk.house.talk().person()
    desk.rounds()
    before = (len(desk.mail.came), desk.hook.tries)

    desk.hook.fault = ""
    desk.house.clock.move(MINUTE)
    desk.rounds()

    assert before == (1, 1)
    assert [one.id for one in desk.hook.came] == [desk.mail.came[0].id]
    assert len(desk.mail.came) == 1


def test_a_way_that_never_answers_is_tried_for_days_and_then_given_up(desk: Desk) -> None:
    desk.hook.fault = "down"
    talk = desk.house.talk()
    talk.person()
    _act(desk, talk.id, "take")
    _act(desk, talk.id, "reply", "Done.")
    for _ in range(200):
        desk.house.clock.move(HOUR)
        desk.rounds()

    assert desk.hook.tries == TRIES_MAX
    assert desk.house.clock.now() > 3 * DAY


def test_a_receiver_that_wants_no_more_is_not_asked_again(desk: Desk) -> None:
    desk.hook.fault = "gone"
    desk.house.talk().person()
    desk.rounds()
    desk.house.clock.move(30 * MINUTE)
    desk.rounds()

    assert desk.hook.tries == 1


def test_a_notice_that_was_being_sent_when_the_house_died_is_sent_again(desk: Desk) -> None:
    desk.house.talk().person()
    box, clock = desk.house.store.desk, desk.house.clock
    box.write_notices([(desk.house.store.hand_overs()[0].id, 5, 0)], ["mail"])
    (taken,) = box.claim_notices(clock.now(), 10, 2 * MINUTE)

    assert box.claim_notices(clock.now(), 10, 2 * MINUTE) == ()
    clock.move(2 * MINUTE)
    (again,) = box.claim_notices(clock.now(), 10, 2 * MINUTE)
    assert (again.id, again.tries) == (taken.id, 2)


def test_what_was_settled_meanwhile_is_not_sent_any_more(desk: Desk) -> None:
    talk = desk.house.talk()
    talk.person()
    desk.mail.fault = "down"
    desk.rounds()
    _act(desk, talk.id, "close")
    desk.mail.fault = ""
    desk.house.clock.move(DAY)
    desk.rounds()

    assert desk.mail.came == []


def test_they_leave_on_a_thread_of_their_own_at_once(desk: Desk) -> None:
    runner = NoticeRunner(desk.notices)
    runner.start()
    try:
        desk.house.talk().person()
        runner.ring()
        _until(lambda: bool(desk.mail.came))
    finally:
        runner.stop()

    assert desk.house.talk().say("hello").items


def _until(what: Callable[[], bool]) -> None:
    beat = threading.Event()
    for _ in range(4_000):
        if what():
            return
        beat.wait(0.005)
    raise AssertionError("it never happened")


def _act(desk: Desk, conversation: str, act: str, text: str = "") -> None:
    session = desk.house.store.desk.place(conversation).session
    what = AtDesk(DeskAct(act), "mia", "Mia", text)
    number = next(desk.house.numbers)
    desk.house.turns.take(Inbound(conversation, f"d-{number}", Channel.API, session, what))


def test_a_notice_whose_way_goes_outside_of_what_is_allowed_stays_and_that_is_recorded(desk: Desk) -> None:
    stays = {"mail": Stay(Way.MAIL, "US", ("EU", "CH"))}
    desk.notices.stays = stays.get
    desk.house.talk().person()

    desk.rounds()
    desk.house.clock.move(DAY)
    desk.rounds()

    (waits,) = desk.house.store.hand_overs()
    kept = [one for one in recorded(desk.house) if one.kind is DecisionKind.STAYED]
    assert (desk.mail.tries, len(desk.hook.came)) == (0, len(kept))
    assert kept[0].facts == {"way": "mail", "region": "US", "allowed": "EU CH", "waits": waits.id}
    assert desk.house.store.decision(kept[0].id).entry


def recorded(house: House) -> list[Decision]:
    names = house.store.read(lambda unit: unit.rows.all("SELECT id FROM decisions ORDER BY at"))
    return [house.store.decision(name).decision for (name,) in names]
