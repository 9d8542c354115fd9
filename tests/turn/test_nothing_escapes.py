"""Everything in the table of leaves is made to happen in a house; each time the log has a leaf of that kind more."""

from collections.abc import Callable, Mapping

import pytest
from tests.desk.test_acts import act
from tests.desk.test_incidents import lost
from tests.desk.test_taking_back import allowed
from tests.turn.house import House, Talk

from earnest.domain.announcing import Happened
from earnest.domain.errors import EarnestError
from earnest.domain.governing import BrandVersion
from earnest.domain.identity import Channel, Level
from earnest.domain.inbound import Button, DeskAct
from earnest.domain.passkeys import Passkey
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.ratings import Rating, Review
from earnest.domain.regions import Stay, Way
from earnest.domain.rights import Bar, Contest, Correct
from earnest.domain.staff import FAILURES_NOTED, Role
from earnest.domain.staff import Way as StaffWay
from earnest.domain.time import DAY
from earnest.domain.turns import DecisionKind, Used
from earnest.ledger import check_receipt
from earnest.store.desk_view import Outgoing
from earnest.store.leaves import LEAVES, Leaf
from earnest.store.retaining import Times
from earnest.store.staff_news import News

OLD = "refund A5"  # a return window that is over
WORDS = (Used("conversation", "words", Purpose.SERVICE_ANSWER),)


def carded(house: House, wish: str = "refund A1") -> Talk:
    talk = house.talk()
    talk.say(wish)
    return talk


def confirmed(house: House, wish: str = "refund A1") -> Talk:
    talk = carded(house, wish)
    talk.press()
    return talk


def taken(house: House) -> Talk:
    talk = house.talk()
    talk.person()
    act(house, talk, DeskAct.TAKE)
    return talk


def ruled(house: House) -> None:
    confirmed(house, "refund A3")
    house.rule(house.waiting()[0], "ida", approve=False)


def asked_anew(house: House) -> None:
    talk = house.talk()
    house.says("What is wrong with it?")
    talk.say("hello")


def taken_back(house: House) -> None:
    talk, effect = allowed(house)
    act(house, talk, DeskAct.TAKE_BACK, about=effect)


def labelled(house: House) -> None:
    talk = house.talk()
    reply = talk.say("hello")
    act(house, talk, DeskAct.LABEL, about=reply.decisions[0], right=True)


def put_right(house: House) -> None:
    talk = house.talk()
    reply = talk.say(OLD)
    handed = talk.take(Contest(reply.decisions[0], "no"))
    (waits,) = (one for one in house.store.hand_overs() if one.decision in handed.decisions)
    talk.take(Correct(waits.id, (("Item", "another one"),)))


def rated(house: House) -> None:
    talk = house.talk()
    reply = talk.say("hello")
    house.store.rate(talk.session, talk.id, Rating("r-1", reply.decisions[0], helpful=True), Review((), 0))


def stayed(house: House) -> None:
    sent = Outgoing("H-1", 0, 0, "mail", 0, "hand_over", "asked", 0)
    house.store.desk.keep_stay(sent, Stay(Way.MAIL, "us", ("eu",)))
    news = News(Happened("gate", "D-1", "waited", 1), "mail", 1)
    house.store.staff_news.keep_stay(news, Stay(Way.MAIL, "us", ("eu",)))


def stayed_unheard(house: House) -> None:
    change = house.store.record_consent(house.session(), Purpose.TRAIN_MODEL, ConsentState.WITHDRAWN)
    house.store.governing.keep_stay(change, Stay(Way.CONSENT_PLATFORM, "US", ("EU",)))


def proved(house: House) -> None:
    visitor = house.session("")
    token = house.store.session_beside(visitor, Channel.CHAT, DAY)
    who = house.store.session(token)
    code = house.store.proving.ask(who, "ada").code
    house.store.proving.prove(token, code)


def found_out(house: House) -> None:
    talk = lost(house)
    (waits,) = house.store.hand_overs()
    act(house, talk, DeskAct.SETTLE, about=waits.id, right=True)


def asked_for(house: House) -> None:
    house.store.erasing.ask(house.session("", Level.ANYONE))


def keys_exchanged(house: House) -> None:
    house.store.make_checkpoint()
    house.store.publishing.begin_keys()


def guessed(house: House) -> None:
    invited(house)
    for _ in range(FAILURES_NOTED):
        house.store.staff.fail("nora")


def invited(house: House) -> str:
    return house.store.staff.invite("nora", Role.SUPPORT)


def colleague_left(house: House) -> None:
    house.store.staff.invite("nora", Role.SUPPORT)
    house.store.staff.remove("nora")
    house.store.retaining.leaving.erase("nora", Times())


def published(house: House) -> None:
    for digest in ("0" * 64, "1" * 64):
        house.store.rules.stand({"refund": (digest, "gate: refund")}, asks=True)
    house.store.rules.publish("refund", "1" * 64, "rex")


def passkey_added(house: House) -> None:
    house.store.staff.join(invited(house), "$argon2")
    house.store.staff_passkeys.keep("nora", Passkey(b"credential", b"key", 0))


def past_its_time(house: House) -> None:
    house.talk("").say("hello")
    house.clock.move(60 * DAY)
    house.store.retaining.run(Times(visitor_days=0))


PLAYS: Mapping[str, Callable[[House], object]] = {
    "answer": lambda house: house.talk().say("hello"),
    "question": asked_anew,
    "card": carded,
    "confirmation": confirmed,
    "card declined": lambda house: carded(house).press(button=Button.CANCEL),
    "refusal": lambda house: house.talk().say(OLD),
    "hand-over": lambda house: house.talk().person(),
    "ruling on an approval": ruled,
    "override: an approved deed taken back, or undone": taken_back,
    "words passed on to a colleague": lambda house: taken(house).say("are you there?"),
    "conversation taken over": taken,
    "colleague's reply": lambda house: act(house, taken(house), DeskAct.REPLY, text="Hello."),
    "colleague's note": lambda house: act(house, taken(house), DeskAct.NOTE, text="A regular."),
    "conversation handed back": lambda house: act(house, taken(house), DeskAct.HAND_BACK),
    "case closed": lambda house: act(house, taken(house), DeskAct.CLOSE),
    "colleague's label": labelled,
    "correction of what a person was told": put_right,
    "rating": rated,
    "source left unused, or used again": lambda house: house.talk().take(Bar("order")),
    "notice that a machine speaks": lambda house: house.store.new_conversation(
        house.session(), Channel.CHAT, "en", "You are talking to an AI assistant."
    ),
    "consent event": lambda house: house.store.record_consent(
        house.session(), Purpose.IMPROVE_QUALITY, ConsentState.REFUSED
    ),
    "intent of a deed": lambda house: (confirmed(house), house.store.claim(house.clock.now())),
    "outcome of a deed": lambda house: (confirmed(house), house.deeds()),
    "incident: an intent without an outcome after its time": lost,
    "ruling on an incident": found_out,
    "customer's sign-in": lambda house: house.session(),
    "proof of who a customer is": proved,
    "customer's passkey set up, used to prove, removed or forgotten": lambda house: house.store.passkeys.keep(
        house.session(), Passkey(b"credential", b"key", 0)
    ),
    "colleague's sign-in": lambda house: house.store.staff.sign_in("ida", StaffWay.KEY),
    "series of wrong passwords": guessed,
    "colleague's sign-out": lambda house: house.store.staff.sign_out(house.store.staff.join(invited(house), "$argon2")),
    "change of a colleague's account": invited,
    "erasure of a colleague who left": colleague_left,
    "colleague's passkey set up or removed": passkey_added,
    "changed gate published": published,
    "author of a gate named": lambda house: house.store.staff.wrote("refund", "0" * 64, "rex"),
    "colleague's look": lambda house: house.store.desk.note_looks("mia", {house.talk().id: WORDS}),
    "person's look at what is kept of them": lambda house: house.store.looks.own(house.session(), WORDS),
    "look of whoever runs the house": lambda house: house.store.looks.waiting([house.talk().id]),
    "look-up of a mail address": lambda house: house.store.proving.ask(house.session(""), "ada"),
    "reveal of masked data": lambda house: house.store.desk.reveal(
        "mia", house.talk().id, Used("customer", "email", Purpose.SERVICE_ORDER), "the parcel came back"
    ),
    "notice that stayed in the house": stayed,
    "brand or gates changed": lambda house: house.store.governing.work_by(BrandVersion("c" * 64, {}, {})),
    "kill switch": lambda house: house.store.governing.switch("refund", "a test", "mia", off=True),
    "export of one's own data": lambda house: house.store.governing.gave_out(
        house.session(), "json", Channel.PRIVACY_CENTRE
    ),
    "export of the log": lambda house: house.store.governing.account(DecisionKind.EXPORTED, {"of": "log"}),
    "fields shown to an auditor": lambda house: house.store.governing.account(
        DecisionKind.EXPORTED, {"of": "record", "fields": "policy"}, caused_by="D-1"
    ),
    "the log's keys exchanged": keys_exchanged,
    "backup": lambda house: house.store.governing.account(DecisionKind.BACKED_UP, {"of": "all"}),
    "restore": lambda house: house.store.governing.account(DecisionKind.RESTORED, {"added": 0}),
    "erasure asked for": asked_for,
    "erasure": lambda house: house.store.erase(house.session().subject),
    "change of a consent that stayed in the house": stayed_unheard,
    "legal hold set or lifted": lambda house: house.store.hold(
        house.session().subject, house.clock.now() + DAY, "a claim"
    ),
    "deletion by the clock": past_its_time,
}


def recorded(house: House) -> list[str]:
    """The records of all leaves, in the log's order."""
    return house.store.read(lambda unit: [row[0] for row in unit.rows.all("SELECT record FROM leaves ORDER BY idx")])


def fits(house: House, leaf: Leaf, record: str) -> bool:
    if leaf.kinds:
        return record.startswith("D-") and house.store.decision(record).decision.kind in leaf.kinds
    return house.store.read(lambda unit: unit.rows.one("SELECT 1 FROM intents WHERE id = ?", record)) is not None


def missing(house: House, leaf: Leaf, play: Callable[[House], object]) -> bool:
    """Whether it happened and the log has no leaf of it."""
    before = len(recorded(house))
    play(house)
    fresh = [record for record in recorded(house)[before:] if fits(house, leaf, record)]
    for record in fresh:
        if record.startswith("D-"):
            check_receipt(house.store.receipt(record), house.store.verifier_keys())
    return not fresh


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.what)
def test_it_cannot_happen_without_a_leaf_of_its_own(either_house: House, leaf: Leaf) -> None:
    assert not missing(either_house, leaf, PLAYS[leaf.what])


def test_every_row_of_the_table_is_played() -> None:
    assert set(PLAYS) == {leaf.what for leaf in LEAVES}


def test_a_leaf_that_is_left_out_is_noticed(house: House) -> None:
    consent = next(leaf for leaf in LEAVES if leaf.what == "consent event")

    assert missing(house, consent, lambda house: house.talk().say("hello"))
    assert missing(house, consent, _failed)


def _failed(house: House) -> None:
    with pytest.raises(EarnestError):
        house.store.governing.switch("refund", "", "mia", off=True)
