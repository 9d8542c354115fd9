"""The people of the past: a customer who types and presses, and colleagues who act as the desk has them act."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from earnest.cli.past_scripts import APPROVER, SUPPORT, Acts, Line, Says, Script, Uses, Waits
from earnest.desk.roles import Right, require
from earnest.domain.errors import SignInNeeded
from earnest.domain.identity import Channel
from earnest.domain.inbound import AtDesk, DeskAct, Inbound, Said, What
from earnest.domain.items import HandOverNotice, Item, Part, Receipt
from earnest.domain.ratings import Rating, RatingReason
from earnest.domain.rights import Contest, Correct, Undo
from earnest.domain.time import MINUTE, SECOND, Instant
from earnest.talk import Talk
from earnest.web.desk_door import Colleague, known

if TYPE_CHECKING:
    from earnest.house import House

THINKS_SECONDS = (15, 80)
"""How long a customer takes for a line, between."""

UNDO_TIME = 6 * MINUTE
"""After this nothing that was confirmed can be undone any more."""

FINISH_MINUTES = (3, 14)


@dataclass(slots=True)
class Conversation:
    """One conversation of the past.

    Args:
        house: the brand at work.
        talk: the customer's side of it.
        cast: what stands for `{order}`, `{item}`, `{zip}` in its script.
        heard: every part that the customer was shown.
    """

    house: "House"
    talk: Talk
    cast: Mapping[str, str]
    heard: list[Part] = field(default_factory=list)
    acts: int = 0
    _done: bool = False
    """Whether the last answer did what was wanted: the gate let it be done without a card."""

    @classmethod
    def begin(cls, house: "House", script: Script, cast: Mapping[str, str]) -> "Conversation":
        """Begin a conversation as somebody: signed in, or as a guest."""
        if cast["customer"]:
            token, _ = house.open_signed_in(Channel.CHAT, cast["customer"])
        else:
            token, _ = house.open_session(Channel.CHAT, None)
        return cls(house, Talk.begin(house, token, Channel.CHAT, script.language), cast)

    def pause(self, line: Line, random: Random) -> Instant:
        """How long it takes until a line happens."""
        match line:
            case Waits(minutes=minutes) | Acts(after=minutes):
                return minutes * MINUTE
            case _:
                return random.randint(*THINKS_SECONDS) * SECOND

    def play(self, line: Line) -> str:
        """Have a line happen; what was missing for it, "" if nothing.

        Raises:
            EarnestError: it was refused.
        """
        match line:
            case Says(text=text):
                self._come_back()
                return self._says(text.format_map(self.cast))
            case Uses(right=right, given=given):
                self._come_back()
                return self._uses(right, given)
            case Acts():
                return self._acts(line)
            case Waits():
                return ""

    def finish(
        self, closing: Sequence[str], random: Random, staffed_from: Callable[[Instant], Instant]
    ) -> Iterator[Instant]:
        """The desk does what a script left to it, once somebody is there.

        Args:
            closing: sentences, one of which the customer reads at the end.
            random: draws one of them, and how long it takes.
            staffed_from: how long from a time until somebody is there.
        """
        self.talk.run_deeds()
        for waits in self._waiting("approval"):
            yield staffed_from(self._now()) + random.randint(*FINISH_MINUTES) * MINUTE
            self._acts(Acts(APPROVER, "approve"), waits)
        if self._waiting("hand_over"):
            yield staffed_from(self._now()) + random.randint(*FINISH_MINUTES) * MINUTE
            if not self.house.store.desk.place(self.talk.conversation).colleague:
                self._acts(Acts(SUPPORT, "take"))
            yield random.randint(*FINISH_MINUTES) * MINUTE
            self._acts(Acts(SUPPORT, "reply", random.choice(closing)))
            yield MINUTE
            self._acts(Acts(SUPPORT, "close"))

    def _says(self, text: str) -> str:
        if text.startswith("<") and isinstance(self.talk.what(text), Said):
            return "" if self._done else f"nothing to press for {text}"
        self._hear(self.talk.say(text))
        return ""

    def _hear(self, items: Sequence[Item]) -> None:
        parts = [part for item in items for part in item.parts]
        self.heard += parts
        self._done = any(isinstance(part, Receipt) for part in parts)

    def _uses(self, right: str, given: Mapping[str, Any]) -> str:
        if right == "rates":
            return self._rates(dict(given))
        what = self._right(right, given)
        if what is None:
            return f"nothing to use {right} on"
        session = self.house.store.session(self.talk.token)
        self.acts += 1
        reply = self.house.take(Inbound(self.talk.conversation, f"right.{self.acts}", Channel.CHAT, session, what))
        self.talk.decisions += reply.decisions
        self._hear(self.talk.hear())
        return ""

    def _right(self, right: str, given: Mapping[str, Any]) -> What | None:
        """What a customer asks for, on what they were shown last."""
        receipt = next((part for part in reversed(self.heard) if isinstance(part, Receipt)), None)
        handed = next((part for part in reversed(self.heard) if isinstance(part, HandOverNotice)), None)
        match right:
            case "undoes" if receipt:
                return Undo(receipt.decision)
            case "contests" if self.talk.decisions:
                return Contest(self.talk.decisions[-1], str(given["says"]).format_map(self.cast))
            case "corrects" if handed:
                put_right = {label: str(value).format_map(self.cast) for label, value in given.items()}
                return Correct(handed.hand_over, tuple((dict(handed.summary) | put_right).items()))
            case _:
                return None

    def _rates(self, given: dict[str, Any]) -> str:
        """Rate the whole conversation, or with `helpful` the last answer."""
        reasons = tuple(RatingReason(one) for one in given.get("reasons", ()))
        about = self.talk.decisions[-1] if "helpful" in given else ""
        self.acts += 1
        rating = Rating(
            client_id=f"rates.{self.acts}",
            decision=about,
            helpful=given.get("helpful"),
            score=given.get("score"),
            reasons=reasons,
            text=str(given.get("says", "")),
        )
        self.house.rate(self.house.store.session(self.talk.token), self.talk.conversation, rating)
        return ""

    def _acts(self, act: Acts, approval: str = "") -> str:
        who = known(self.house, act.colleague)
        self.acts += 1
        text, client_id = act.says.format_map(self.cast), f"desk.past.{self.acts}"
        if act.does in ("approve", "decline"):
            found = approval or next(iter(self._waiting("approval")), "")
            if not found:
                return f"no approval for {act.colleague} to {act.does}"
            self._rules(act, who, found, client_id)
        else:
            if act.does == "take" and not self._waiting("hand_over"):
                return f"no hand-over for {act.colleague} to take"
            require(who.role, Right.NOTE if act.does == "note" else Right.TAKE)
            what = AtDesk(DeskAct(act.does), who.name, who.first_name, text, owner=Right.GOVERN in who.may)
            place = self.house.store.desk.place(self.talk.conversation)
            self.house.take(Inbound(self.talk.conversation, client_id, Channel.API, place.session, what))
        self.talk.run_deeds()
        self._come_back()
        self._hear(self.talk.hear())
        return ""

    def _come_back(self) -> None:
        """After a long pause whoever is known shows anew who they are."""
        try:
            self.house.store.session(self.talk.token)
        except SignInNeeded:
            was = self.house.store.desk.place(self.talk.conversation).session
            self.talk.token, _ = self.house.open_signed_in(Channel.CHAT, was.customer, was.level)

    def _rules(self, act: Acts, who: Colleague, approval: str, client_id: str) -> None:
        require(who.role, Right.APPROVE)
        note, approve = act.says.format_map(self.cast), act.does == "approve"
        self.house.rule(approval, client_id, who.name, who.first_name, approve=approve, note=note)

    def _waiting(self, kind: str) -> list[str]:
        cases = self.house.store.desk.cases(self.talk.conversation)
        return [case.waits.id for case in cases if case.waits.kind == kind]

    def _now(self) -> Instant:
        return self.house.world.clock.now()
