"""Every state of the panel as a story: what the wire plays, what the customer does, and what is then to be seen."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect
from tests.widget.scripted import LATER, Part, Wire, words

HASH = "0" * 64


def soon(minutes: float) -> int:
    return int((time.time() + minutes * 60) * 1_000_000)


def rows(**given: str) -> list[list[str]]:
    return [[label.replace("_", " ").capitalize(), value] for label, value in given.items()]


def card(expires: int = LATER, *, button_only: bool = False) -> Part:
    told = rows(order="1043", item="Glow head torch", amount="€24.90", goes_to="Visa ending in 4417")
    return {
        "kind": "card",
        "id": "K-1",
        "title": "Refund €24.90",
        "rows": told,
        "args_hash": HASH,
        "expires_at": expires,
        "button_only": button_only,
    }


def offer() -> Part:
    return {
        "kind": "offer",
        "purpose": "memory.profile",
        "label": "Remember your preferences for next time",
        "gain": "You need not say the same things again.",
        "text": "We keep what you tell us about yourself, and use it in later visits.",
        "loss": "We forget your preferences after each visit. Everything else works the same.",
        "rows": rows(size="M, kept until 23 November 2027"),
        "yes": "Yes, remember it",
        "no": "No, don\u2019t",
        "text_version": "0123456789abcdef",
        "language": "en",
    }


def receipt(undo: int = 0) -> Part:
    told = rows(order="1043", item="Glow head torch", amount="€24.90", goes_to="Visa ending in 4417")
    return {
        "kind": "receipt",
        "decision": "D-TMG6Y29FAESAPFBGA",
        "title": "Refund €24.90",
        "rows": told,
        "undo_until": undo,
    }


def hand_over(due: int) -> Part:
    told = rows(wish="money back", order="1042", item="Ridge backpack", said="The strap is torn", tried="Nothing yet")
    reason = "A person checks refunds over €50.00."
    return {"kind": "hand_over", "hand_over": "H-1", "reason": reason, "due_at": due, "summary": told}


def waiting(due: int) -> Part:
    """A person decides; nothing of it is theirs to change."""
    return hand_over(due) | {"summary": []}


QUOTE: Part = {
    "kind": "quote",
    "article": "returns",
    "title": "Returns and refunds",
    "version": "7",
    "updated_at": 1_790_000_000_000_000,
    "passage": "You can send anything back within 30 days of delivery, used or not, as long as it is clean.",
    "url": "https://fernhalm.example/help/returns",
}
CHOICES: Part = {
    "kind": "choices",
    "options": [
        {"id": "o1", "label": "1058: Trail socks"},
        {"id": "o2", "label": "1051: Drizzle rain jacket"},
        {"id": "else", "label": "Something else"},
        {"id": "person", "label": "Talk to a person"},
    ],
}
REASON: Part = {"kind": "reason", "text": "Because the carrier scanned it this morning in Leipzig."}


def nothing(_: Page) -> None:
    """The customer only looks."""


def ask(page: Page, text: str = "where is my order") -> None:
    page.locator("#words").fill(text)
    page.locator("#words").press("Enter")


def pressing(name: str, first: Callable[[Page], None] = ask) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        first(page)
        page.get_by_role("button", name=name, exact=True).last.click()

    return act


def why(page: Page) -> None:
    ask(page)
    page.get_by_role("button", name="Why this answer?").click()


def editing(page: Page) -> None:
    ask(page)
    page.get_by_role("button", name="Put something right").click()


def corrected(page: Page) -> None:
    editing(page)
    page.get_by_label("Wish").fill("a new backpack, not my money back")
    page.get_by_role("button", name="Send it to the team").click()


def ending(page: Page) -> None:
    ask(page)
    page.get_by_text("Heard: where is my order").wait_for()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="End and rate").click()


def rated(page: Page) -> None:
    ending(page)
    page.get_by_label("Very well").check()
    page.locator("earnest-score").get_by_role("button", name="Send").click()


@dataclass(frozen=True)
class Story:
    """A state: what the wire answers, its fault, what is done, and words that are then seen."""

    answers: tuple[tuple[Part, ...], ...] = ()
    fault: str = ""
    act: Callable[[Page], None] = nothing
    seen: str = ""
    brand: bool = True
    about: Mapping[str, object] = field(default_factory=dict)
    """What the brand says otherwise than usual."""
    after: tuple[tuple[str, Part], ...] = ()
    """What comes into the log by itself afterwards: author and part."""


def stories() -> dict[str, Story]:
    """Every state, by its name in the design. Made anew for each test: their clocks run."""
    return _answers() | _cards() | _people() | _reasons() | _troubles()


def _answers() -> dict[str, Story]:
    return {
        "first-open": Story(seen="I can help you to:"),
        "older-server": Story(brand=False, seen="You are talking to an AI assistant"),
        "returning": Story(act=returning, seen="Heard: where is my order"),
        "working": Story(fault="hang", act=ask, seen="Looking into it"),
        "received": Story(fault="never", act=ask, seen="Received"),
        "not-sure": Story(
            ((words("I am not sure what you mean. Is it one of these?"), CHOICES),), act=ask, seen="I am not sure"
        ),
        "answer": Story(
            ((words("Order 1051 is on its way and should be with you by 27 November."), REASON),),
            act=ask,
            seen="27 November",
        ),
        "answer-with-source": Story(((words("Yes, within 30 days of delivery."), QUOTE),), act=ask, seen="as of"),
        "no-source": Story(
            ((words("I have no source for this, so I do not guess."), CHOICES),), act=ask, seen="I do not guess"
        ),
        "question": Story(((words("Which order do you mean?"), CHOICES),), act=ask, seen="1051: Drizzle rain jacket"),
    }


def _cards() -> dict[str, Story]:
    torch = words("Order 1043 holds the head torch. I can pay it back.")
    return {
        "card": Story(((torch, card(soon(30))),), act=ask, seen='You can also answer "yes"'),
        "card-button-only": Story(((card(soon(30), button_only=True),),), act=ask, seen="This needs the button"),
        "card-expired": Story(((card(soon(-1)),),), act=ask, seen="This has expired"),
        "card-cancelled": Story(((card(soon(30)),),), act=pressing("Do nothing"), seen="Nothing was done."),
        "receipt": Story(
            ((card(soon(30)),), (words("€24.90 goes back."), receipt())), act=pressing("Refund €24.90"), seen="Receipt"
        ),
        "receipt-undo": Story(((receipt(soon(4.5)),),), act=ask, seen="5 minutes left"),
        "undone": Story(
            ((receipt(soon(4.5)),), (words("Taken back."),)), act=pressing("Undo"), seen="You took this back."
        ),
        "failed": Story(
            ((card(soon(30)),), (words("That did not go through, and nothing was paid. A person looks at it."),)),
            act=pressing("Refund €24.90"),
            seen="nothing was paid",
        ),
        "offer": Story(
            ((words("Thank you. I go by size M in this conversation."), offer()),), act=ask, seen="Yes, remember it"
        ),
        "offer-answered": Story(
            ((offer(),), (words("I remember it for next time."), receipt())),
            act=pressing("No, don\u2019t"),
            seen="You have answered this.",
        ),
        "undo-over": Story(((receipt(soon(-1)),),), act=ask, seen="The time to undo this is over."),
    }


def _people() -> dict[str, Story]:
    over = words("A colleague decides this by 14:10. You need not stay here: the answer comes into this conversation.")
    return {
        "hand-over": Story(((over, hand_over(soon(12))),), act=ask, seen="This is what they see"),
        "hand-over-edited": Story(((over, hand_over(soon(12))),), act=editing, seen="Change whatever is not right."),
        "hand-over-corrected": Story(((over, hand_over(soon(12))),), act=corrected, seen="They see your changes."),
        "hand-over-late": Story(((hand_over(soon(-3)),),), act=ask, seen="longer than promised"),
        "person-here": Story(
            ((hand_over(soon(12)),),),
            act=ask,
            seen="I have your photo",
            after=(("colleague", words("Hello, I have your photo. One is back on Monday: shall I keep it for you?")),),
        ),
        "approval": Story(((over, waiting(soon(240))),), act=ask, seen="You have an answer by"),
        "taken": Story(
            ((hand_over(soon(12)),),),
            act=ask,
            seen="A person is here",
            after=(("system", words("Mia has taken over.")),),
        ),
        "handed-back": Story(
            ((hand_over(soon(12)),),),
            act=ask,
            seen="I am back if you need me.",
            after=(
                ("system", words("Mia has taken over.")),
                ("colleague", words("It is on its way to you.")),
                ("system", words("The person has finished here. I am back if you need me.")),
            ),
        ),
        "outside-hours": Story(
            about={"person": {"open": False, "until_minutes": 900, "minutes": 15}}, seen="people are back"
        ),
        "closed-for-days": Story(
            about={"zone": "Pacific/Auckland", "person": {"open": None, "until_minutes": None, "minutes": 15}},
            seen="time in Auckland",
        ),
    }


def _reasons() -> dict[str, Story]:
    return {
        "why": Story(((words("A person checks this."),),), act=why, seen="Would change it"),
        "barred": Story(((words("It is on its way."),),), act=_bar, seen="Not looked at any more"),
        "contest": Story(((words("A person checks this."),),), act=_contest, seen="What is not right about it?"),
        "not-helpful": Story(act=_mark, seen="It felt intrusive"),
    }


def _troubles() -> dict[str, Story]:
    return {
        "offline": Story(fault="cut", act=ask, seen="Kept here"),
        "reconnecting": Story(act=cut_off, seen="Connecting again."),
        "busy": Story(fault="busy", act=ask, seen="Sending"),
        "too-often": Story(fault="too-often", act=ask, seen="Looking into it"),
        "refused": Story(fault="refused", act=ask, seen="That is too long."),
        "session-ended": Story(fault="gone", act=ask, seen="This session has ended."),
        "menu": Story(act=lambda page: page.get_by_role("button", name="Menu").click(), seen="Your data and choices"),
        "score": Story(act=ending, seen="How well did we help you?"),
        "rated": Story(act=rated, seen="This helps us to do better."),
    }


def returning(page: Page) -> None:
    ask(page)
    page.get_by_text("Heard: where is my order").wait_for()
    page.reload()


def cut_off(page: Page) -> None:
    """The server goes away while the machine still has a network."""
    page.unroute_all()
    page.context.unroute_all()
    page.context.route("**/v1/**", lambda route: route.abort("connectionrefused"))
    ask(page)


def _bar(page: Page) -> None:
    why(page)
    page.get_by_role("button", name="Don't use this: Your orders").click()


def _contest(page: Page) -> None:
    why(page)
    page.get_by_role("button", name="Ask a person to review").click()


def _mark(page: Page) -> None:
    ask(page)
    page.get_by_role("button", name="Not helpful").click()


def play(story: Story, wire: Wire, page: Page, url: str) -> None:
    """Bring the panel into a state."""
    wire.answers = list(story.answers)
    wire.brand = {**wire.brand, **story.about} if story.brand and wire.brand else None
    page.goto(url)
    page.locator("#words").wait_for()
    expect(page.locator("h1")).to_have_text("Fernhalm help" if story.brand else "Help chat")
    wire.fault = story.fault
    story.act(page)
    if story.after:
        page.locator("article .e-foot-line").wait_for()
    for author, part in story.after:
        wire.say(author, part, name="Mia" if author == "colleague" else "")
    page.get_by_text(story.seen).first.wait_for()
