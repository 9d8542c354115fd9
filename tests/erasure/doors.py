"""Every door by which a customer's words come in, each as a function that takes some in."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.erasure.planted import VALUES
from tests.turn.house import House, Talk, doing, handle, thought

from earnest.consent.told import Told
from earnest.domain.consents import Origin
from earnest.domain.errors import Declined
from earnest.domain.identity import Channel
from earnest.domain.inbound import AtDesk, DeskAct, Inbound, Ruled
from earnest.domain.items import HandOverNotice, Words
from earnest.domain.money import Money
from earnest.domain.passkeys import Ceremony, Passkey
from earnest.domain.preferences import Preference, Remembered
from earnest.domain.preferences import Told as ToldHere
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.ratings import Rating, RatingReason, Review
from earnest.domain.rights import Contest, Correct
from earnest.domain.settlements import Settled, Unclear
from earnest.domain.skills import Done
from earnest.domain.time import DAY
from earnest.domain.turns import HandOverReason, Look, Proposal, Scene, Thought, Used
from earnest.elsewhere import Elsewhere

Door = Callable[[House, Talk, str], None]
CUSTOMER = "ada"


def message(house: House, talk: Talk, value: str) -> None:
    house.says("Thank you.")
    talk.say(f"I am {value}, listen")


def answer(house: House, talk: Talk, value: str) -> None:
    house.says(f"As you said: {value}")
    talk.say("and?")


def state(house: House, talk: Talk, value: str) -> None:
    house.plays(lambda _scene, _look: Thought((Proposal("talk", 90, (Words("Noted."),)),), {"slots": [value]}, "en"))
    talk.say("keep this in mind")


def open_card(house: House, talk: Talk, value: str) -> None:
    house.says(doing("move", {"address": {"street": value, "zip": "12345"}}))
    talk.say("I moved")


def done_deed(house: House, talk: Talk, value: str) -> None:
    house.plays(lambda _scene, look: thought(_scene, doing("note", {"order": handle(look, "A1"), "words": value})))
    talk.say("note this on my order")
    house.deeds()


def what_the_shop_says(house: House, talk: Talk, value: str) -> None:
    house.plays(lambda _scene, look: thought(_scene, doing("note", {"order": handle(look, "A2"), "words": "x"})))
    house.shop.before = lambda _by: _declines(value)
    talk.say("note this, too")
    house.deeds()
    house.shop.before = lambda _by: None


def order_note(house: House, talk: Talk, value: str) -> None:
    house.shop.change("A1", "note", value)

    def reads(scene: Scene, look: Look) -> Thought:
        (seen, *_) = look.records("order", Purpose.SERVICE_CLAIM)
        told = (("Note", str(seen.fields["note"])),)
        return thought(scene, Proposal("talk", 50, hand_over=HandOverReason.UNSURE, summary=told))

    house.plays(reads)
    talk.say("read the note")
    house.shop.change("A1", "note", "")


def stated_fact(house: House, talk: Talk, value: str) -> None:
    house.shop.change("A1", "days", 6)
    skill = house.turns.world.broker.skills["refund"]
    stated, skill.stated = skill.stated, lambda *_given, **_arguments: {"days": value}
    house.plays(lambda scene, look: thought(scene, doing("refund", {"order": handle(look, "A1")})))
    talk.say("refund, whatever the shop says of it")
    skill.stated = stated


def reply(house: House, talk: Talk, value: str) -> None:
    _acts(house, talk, DeskAct.TAKE, "")
    _acts(house, talk, DeskAct.REPLY, f"Dear {value}")


def note(house: House, talk: Talk, value: str) -> None:
    _acts(house, talk, DeskAct.NOTE, f"called about {value}")


def declined(house: House, talk: Talk, value: str) -> None:
    _rules(house, _waits(house, talk, "A3"), approve=False, note=f"No, since {value}.")


def first_yes_of_two(house: House, talk: Talk, value: str) -> None:
    approval = _waits(house, talk, "A4")
    _rules(house, approval, approve=True, note=f"Fine by me: {value}")
    _rules(house, approval, approve=False, colleague="jon")


def less(house: House, talk: Talk, value: str) -> None:
    _rules(house, _waits(house, talk, "A3"), approve=True, note=f"Part of it: {value}", amount=Money(4_000, "EUR"))
    house.deeds()


def correction(house: House, talk: Talk, value: str) -> None:
    asked = talk.person()
    waits = tuple((one.id, one.due_at, 0) for one in house.store.hand_overs() if one.conversation == talk.id)
    house.store.desk.write_notices(waits, ("mail",))
    told = [part for item in asked.items for part in item.parts if isinstance(part, HandOverNotice)]
    talk.take(Correct(told[0].hand_over, (("Wish", f"rather {value}"),)))


def contest(house: House, talk: Talk, value: str) -> None:
    house.shop.change("A2", "days", 99)
    house.plays(lambda scene, look: thought(scene, doing("refund", {"order": handle(look, "A2")})))
    refused = talk.say("refund A2")
    talk.take(Contest(refused.decisions[-1], f"unjust, {value}"))
    house.shop.change("A2", "days", 6)


def rating(house: House, talk: Talk, value: str) -> None:
    rated = Rating(f"rate-{value}", score=1, reasons=(RatingReason.UNFAIR,), text=f"bad: {value}")
    house.store.rate(talk.session, talk.id, rated, Review((("Words", value),), 10))


def client_id(house: House, talk: Talk, value: str) -> None:
    house.says("Hello.")
    talk.say(f"hello, {value}", client=value)


def identification(house: House, talk: Talk, value: str) -> None:
    visitor = house.talk("")

    def identifies(scene: Scene, look: Look) -> Thought:
        for claim in (value, f"{CUSTOMER}@example.org"):
            look.identify("email", {"email": claim})
        return Thought((Proposal("talk", 90, (Words("Welcome."),)),), {"claimed": value}, "en")

    house.plays(identifies)
    visitor.say(f"it is me, {value}")


def visitor_first(house: House, _talk: Talk, value: str) -> None:
    session = house.session("")
    visitor = Talk(house, session, house.store.new_conversation(session, Channel.CHAT, "en"))
    house.says("Hello, whoever you are.")
    visitor.say(f"before I signed in: {value}")
    house.store.proving.ask(session, value)
    house.plays(lambda scene, look: (look.identify("email", {"email": "ada@example.org"}), thought(scene, "Ada!"))[1])
    visitor.say("ada@example.org")


def outcome(house: House, talk: Talk, value: str) -> None:
    house.plays(lambda scene, look: thought(scene, doing("note", {"order": handle(look, "A1"), "words": "y"})))
    talk.say("once more")
    for job in house.store.claim(house.clock.now()):
        house.store.settle(job, Settled(Done({"name": value}), (Words(f"Sent to {value}."),)))


def consent(house: House, talk: Talk, value: str) -> None:
    for said in (ConsentState.GIVEN, ConsentState.WITHDRAWN):
        house.store.record_consent(talk.session, Purpose.MARKETING_DIRECT, said)
    house.says("Noted.")
    talk.say(f"you may write to {value}")


def preference(house: House, talk: Talk, value: str) -> None:
    name = (Preference.CHANNEL, Preference.CONTACT_TIMES)[VALUES.index(value) // len(DOORS)]
    told = Remembered(name, value, house.clock.now(), house.clock.now() + DAY)
    house.store.decide(lambda unit: unit.remember(talk.session.subject, told))
    house.store.choose_source(talk.session, "profile", use=False)


def incident(house: House, talk: Talk, value: str) -> None:
    house.plays(lambda scene, look: thought(scene, doing("note", {"order": handle(look, "A1"), "words": "z"})))
    talk.say("note it a last time")
    for job in house.store.claim(house.clock.now()):
        house.store.settle(job, Unclear(f"no answer about {value}", check=(("Look for", value),)))
    (waits,) = (one.id for one in house.store.hand_overs() if one.kind == "incident")
    _acts(house, talk, DeskAct.SETTLE, f"{value} had it in hand", about=waits, right=True)


def reveal(house: House, talk: Talk, value: str) -> None:
    seen = Used("customer", "email", Purpose.SERVICE_ORDER)
    house.store.desk.reveal("mia", talk.id, seen, f"{value} is asked for")


def passkey(house: House, talk: Talk, value: str) -> None:
    house.store.passkeys.keep(talk.session, Passkey(f"credential {value}".encode(), f"key {value}".encode(), 0))
    house.store.passkeys.ask(talk.session, Ceremony.PROVE)
    house.store.passkeys.forget(CUSTOMER)
    house.store.passkeys.keep(talk.session, Passkey(f"another {value}".encode(), f"key {value}".encode(), 0))


def told_elsewhere(house: House, _talk: Talk, value: str) -> None:
    now = house.clock.now()
    told = Told(CUSTOMER, Purpose.TRAIN_MODEL, ConsentState.REFUSED, now, value, "de", origin=Origin.IMPORTED)
    Elsewhere(house.store, house.clock).take((told,))
    Elsewhere(house.store, house.clock).take_message(f"m-{now}", replace(told, said_at=now + 1, source="crm"))


def legal_hold(house: House, talk: Talk, value: str) -> None:
    held = house.store.hold(talk.session.subject, house.clock.now() + DAY, f"claim of {value}", "mia")
    house.store.lift(held.id, f"{value} gave it up", "jon")


def heard(house: House, talk: Talk, value: str) -> None:
    house.store.record_consent(talk.session, Purpose.MEMORY_PROFILE, ConsentState.GIVEN)
    told = (ToldHere(Preference.SIZE, value, wanted=True),)
    house.plays(lambda _scene, _look: Thought((Proposal("talk", 90, (Words("Kept."),)),), {}, "en", told=told))
    talk.say(f"remember that my size is {value}")


def complaint(house: House, talk: Talk, value: str) -> None:
    told = (("Complaint", f"nobody helps {value}"),)
    wish = Proposal("complaint", 95, hand_over=HandOverReason.UNFAIR, summary=told)
    house.plays(lambda scene, _look: thought(scene, wish))
    talk.say("I want to complain")


def passed_on(house: House, talk: Talk, value: str) -> None:
    talk.person()
    _acts(house, talk, DeskAct.TAKE, "")
    talk.say(f"are you there? it is {value}")


DOORS: tuple[Door, ...] = (
    *(message, answer, state, open_card, done_deed, what_the_shop_says, order_note, stated_fact, reply, note, declined),
    *(first_yes_of_two, less, correction, contest, rating, client_id, identification, visitor_first, outcome, consent),
    *(preference, incident, reveal, passkey, told_elsewhere, legal_hold, passed_on, complaint, heard),
)


def enter(house: House, values: tuple[str, ...]) -> Talk:
    """Have a customer bring in all values, each by the next door, in a conversation a value; the last of them."""
    for number, value in enumerate(values):
        talk = house.talk(CUSTOMER)
        DOORS[number % len(DOORS)](house, talk, value)
        house.deeds()
    return talk


def _declines(words: str) -> None:
    raise Declined(words)


def _acts(house: House, talk: Talk, what: DeskAct, text: str, **more: Any) -> None:
    session = house.store.desk.place(talk.id).session
    acted = AtDesk(what, "mia", "Mia", text, owner=True, **more)
    house.turns.take(Inbound(talk.id, f"d-{next(house.numbers)}", Channel.API, session, acted))


def _waits(house: House, talk: Talk, order: str) -> str:
    house.plays(lambda scene, look: thought(scene, doing("refund", {"order": handle(look, order)})))
    talk.say(f"refund {order}")
    house.plays(lambda scene, _look: thought(scene))
    if talk.card:
        talk.press()
    return house.waiting()[-1]


def _rules(house: House, approval: str, colleague: str = "mia", **more: Any) -> None:
    waits = house.store.approval(approval)
    ruled = Ruled(waits.id, colleague=colleague, **more)
    house.turns.take(Inbound(waits.conversation, f"r-{next(house.numbers)}", Channel.API, waits.session, ruled))
