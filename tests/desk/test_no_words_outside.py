"""Whatever a customer writes, and wherever they write it, none of it is in the mail or webhook about their case."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.turn.house import House, Talk, doing, handle, sqlite_house, thought

from earnest.app import load_brand, mail_text
from earnest.connect.notify import Mail, MailSettings, Webhook, WebhookKeys
from earnest.domain.errors import EarnestError
from earnest.domain.identity import Channel
from earnest.domain.inbound import AtDesk, DeskAct, Inbound
from earnest.domain.items import HandOverNotice
from earnest.domain.notices import Sender
from earnest.domain.ratings import Rating, RatingReason, Review
from earnest.domain.rights import Contest, Correct
from earnest.domain.time import DAY
from earnest.domain.turns import HandOverReason, Look, Proposal, Reply, Scene, Thought
from earnest.notices import Notices
from earnest.words import Words

MARK = "zanzibar"
"""In every text of every customer."""

URL = "https://desk.shop.example/desk"
KEYS = WebhookKeys(bytes(range(32)), Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


@dataclass
class Sent:
    """What left the house, as bytes."""

    mails: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def send_message(self, message: EmailMessage) -> None:
        self.mails.append(message.as_bytes() + message.get_content().encode())


@dataclass(frozen=True)
class Posted(Webhook):
    """A webhook whose receiver takes everything."""

    sent: Sent = field(default_factory=Sent)

    def _post(self, body: bytes, headers: Mapping[str, str]) -> int:
        self.sent.bodies.append(body + repr(headers).encode())
        return 204


def repeats(scene: Scene, look: Look) -> Thought:
    """An assistant that says, keeps and tells on whatever the customer wrote."""
    told = (("Said", scene.text), (scene.text[:60], "x"))
    word, *rest = scene.text.split() or [""]
    match word:
        case "refund":
            wish = doing("refund", {"order": handle(look, rest[0])}, card_rows=(("Note", scene.text),))
            return thought(scene, Proposal(wish.intent, 95, (), wish.action, summary=told))
        case "unsure" | "out_of_scope" | "reputation":
            return thought(scene, Proposal("talk", 50, hand_over=HandOverReason(word), summary=told))
        case "break":
            raise RuntimeError(scene.text)
        case _:
            return thought(scene, f"You said: {scene.text}")


Step = Callable[[House, Talk, str, list[Reply]], Reply | None]


def says(word: str) -> Step:
    return lambda _house, talk, words, _before: talk.say(f"{word} {words}", f"{words}-{next(talk.house.numbers)}")


def presses(_house: House, talk: Talk, _words: str, _before: list[Reply]) -> Reply:
    return talk.press()


def asks(_house: House, talk: Talk, _words: str, _before: list[Reply]) -> Reply:
    return talk.person()


def contests(_house: House, talk: Talk, words: str, before: list[Reply]) -> Reply:
    return talk.take(Contest(before[-1].decisions[0], words))


def corrects(_house: House, talk: Talk, words: str, before: list[Reply]) -> Reply:
    notices = [part for one in before for item in one.items for part in item.parts if isinstance(part, HandOverNotice)]
    return talk.take(Correct(notices[-1].hand_over, ((words, words),)))


def rates(house: House, talk: Talk, words: str, before: list[Reply]) -> None:
    about, client = before[-1].decisions[0], f"{words}-{next(house.numbers)}"
    said = Rating(client, about, helpful=False, score=1, reasons=(RatingReason.UNFAIR,), text=words)
    house.store.rate(talk.session, talk.id, said, Review(((words, words),), house.clock.now() + DAY))


def is_noted(house: House, talk: Talk, words: str, _before: list[Reply]) -> None:
    act = AtDesk(DeskAct.NOTE, "mia", "Mia", words)
    house.turns.take(Inbound(talk.id, f"n-{next(house.numbers)}", Channel.API, talk.session, act))


STEPS: tuple[Step, ...] = (
    *map(says, ("hello", "refund A1", "refund A3", "unsure", "out_of_scope", "reputation", "break")),
    presses, asks, contests, corrects, rates, is_noted,
)  # fmt: skip

EACH_ONCE = (
    says("hello"),
    contests,
    rates,
    says("refund A3"),
    presses,
    corrects,
    asks,
    *map(says, ("unsure", "break")),
)
"""One of each kind that waits, whatever else is drawn."""

words = st.text(max_size=60).map(lambda text: f"{MARK}{text}{MARK}")


def test_no_word_of_a_customer_is_in_any_mail_or_webhook(tmp_path: Path, root: Path) -> None:
    house, sent = sqlite_house(tmp_path), Sent()
    house.plays(repeats)
    brand = load_brand(root / "examples" / "fernhalm")
    wording = Words(strict=True)
    mail = MailSettings(("desk@shop.example",), "earnest@shop.example", "127.0.0.1", 25, "none")
    ways: dict[str, Sender] = {
        "mail": Mail(mail, lambda notice: mail_text(brand, wording, notice), lambda _where: nullcontext(sent)),
        "webhook": Posted("https://hooks.shop.example/x", "shop.example/log", KEYS, house.clock, sent),
    }
    notices = Notices(house.store.desk, ways, house.clock, 60, URL, lambda _way: None, house.store.limiting)

    @settings(max_examples=12, deadline=None)
    @example([(step, MARK) for step in EACH_ONCE], "ada")
    @given(st.lists(st.tuples(st.sampled_from(STEPS), words), min_size=2, max_size=6), st.just("ada") | words)
    def play(steps: list[tuple[Step, str]], who: str) -> None:
        talk, replies = house.talk(who), list[Reply]()
        for step, said in steps:
            try:
                reply = step(house, talk, said, replies)
            except (EarnestError, AssertionError, IndexError):
                continue  # there is nothing to press, contest or rate yet; or the words cannot be kept
            replies += [reply] if reply else []
        while notices.round():
            pass
        house.clock.move(6 * DAY // 100)

    play()

    waiting = house.store.hand_overs()
    reasons = {one.reason for one in waiting}
    told = str([house.store.decision(one.decision).decision.summary for one in waiting])
    house.store.close()
    assert MARK in told  # it would be there to give away
    assert {"asked", "unsure", "contested", "unfair", "fault", "gate"} <= reasons
    assert len(sent.mails) == len(sent.bodies) >= len(reasons)
    assert [one for one in (*sent.mails, *sent.bodies) if MARK.encode() in one.lower()] == []
