"""What a colleague's act in a conversation decides; and what becomes of words that a person is there for. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from earnest.desk.assigning import SILENT_MAX, Seat, may_end, may_speak, may_take
from earnest.domain.errors import BadInput, Conflict, TooLarge
from earnest.domain.identity import Source
from earnest.domain.ids import Kind
from earnest.domain.inbound import TEXT_LENGTH_MAX, AtDesk, Chose, DeskAct, Said, What
from earnest.domain.items import Part, Words
from earnest.domain.time import MINUTE
from earnest.domain.turns import Concern, Context, Decision, DecisionKind, DeedState, Standing
from earnest.words import Words as Wording


class Making(Protocol):
    """What a decision is made with."""

    @property
    def new_id(self) -> Callable[[Kind], str]: ...  # noqa: D102 - see the class
    @property
    def wording(self) -> Wording: ...  # noqa: D102 - see the class


def acted(
    making: Making, context: Context, what: What, standing: Standing, concern: Concern | None = None
) -> tuple[Decision, ...]:
    """The decision on a colleague's act, or that a customer's words are passed on; () for everything else.

    Args:
        making: ids and words.
        context: what it rests on.
        what: what came in.
        standing: the conversation as it stands.
        concern: of what is taken back, the decision and how far its deed has come.

    Raises:
        Conflict: the conversation is another colleague's, nobody has it whom that act needs, or it is too late.
        BadInput, TooLarge: a reply or a note without words, or with too many.
    """
    act = _Act(making, context, standing, concern)
    match what:
        case AtDesk():
            return (act.by(what),)
        case Said() | Chose() if standing.colleague:
            return (act.decision(DecisionKind.PASSED_ON),)
        case _:
            return ()


@dataclass(frozen=True, slots=True)
class _Act:
    """One act being decided."""

    making: Making
    context: Context
    standing: Standing
    concern: Concern | None

    def by(self, what: AtDesk) -> Decision:  # noqa: PLR0911 - one way out for each act, on one screen
        self._require(what)
        context = replace(self.context, asked_by=Source.COLLEAGUE)
        by = replace(self, context=context)
        match what.act:
            case DeskAct.TAKE:
                return by.decision(DecisionKind.TAKEN, by.say("hand-over-taken", name=what.first_name))
            case DeskAct.REPLY:
                words = {"colleague": what.first_name}
                return by.decision(DecisionKind.REPLIED, (Words(what.text),), words)
            case DeskAct.NOTE:
                return by.decision(DecisionKind.NOTED)
            case DeskAct.HAND_BACK:
                return by.decision(DecisionKind.HANDED_BACK, by.say("hand-over-ended"))
            case DeskAct.CLOSE:
                met = self.standing.with_person or self.standing.colleague  # else the customer knows of nobody
                return by.decision(DecisionKind.CLOSED, by.say("desk-closed") if met else ())
            case DeskAct.TAKE_BACK:
                return by.taken_back(what)
            case DeskAct.SETTLE:
                return by.settled(what)
            case DeskAct.LABEL:
                label = by.decision(DecisionKind.LABELLED)
                return replace(label, intent=what.intent, facts={"right": what.right, "about": what.about})

    def taken_back(self, what: AtDesk) -> Decision:
        """A colleague's yes is taken back while its deed is held: nothing has gone out, and it waits anew."""
        assert self.concern is not None, "what is taken back was looked up"
        about = self.concern.decision
        title = about.words.get("title", "") or (about.deed.skill if about.deed else "")
        undone = self.decision(DecisionKind.UNDO, self.say("desk-taken-back", name=what.first_name, title=title))
        return replace(undone, intent=about.intent, deed=about.deed, caused_by=about.id)

    def settled(self, what: AtDesk) -> Decision:
        """A colleague has found out whether a deed has happened of which nobody knew."""
        assert self.concern is not None, "what is settled was looked up"
        about = self.concern.decision
        title = about.words.get("title", "") or (about.deed.skill if about.deed else "")
        said = self.say("incident-happened" if what.right else "incident-not-happened", title=title)
        found = replace(self.decision(DecisionKind.SETTLED, said), intent=about.intent, deed=about.deed)
        return replace(found, caused_by=about.id, facts={"happened": what.right})

    def say(self, key: str, **values: str) -> tuple[Part, ...]:
        conversation, language = self.context.conversation, self.standing.language
        return (Words(self.making.wording.say(language, key, conversation=conversation, **values)),)

    def decision(
        self, kind: DecisionKind, said: tuple[Part, ...] = (), words: Mapping[str, str] | None = None
    ) -> Decision:
        return Decision(
            id=self.making.new_id(Kind.DECISION),
            kind=kind,
            context=self.context,
            intent="",
            sure=None,
            facts={},
            verdict=None,
            deed=None,
            words=words or {},
            said=said,
        )

    def _require(self, what: AtDesk) -> None:
        seat = Seat(self.standing.colleague, self.standing.quiet_since)
        match what.act:
            case DeskAct.TAKE if not may_take(seat, what.colleague, self.context.now, owner=what.owner):
                raise Conflict(_taken_already(seat, what.colleague))
            case DeskAct.REPLY if not may_speak(seat, what.colleague):
                raise Conflict("Take the conversation over first; then your words go to the customer.")
            case DeskAct.HAND_BACK if not seat.colleague:
                raise Conflict("Nobody has this conversation, so there is nothing to hand back.")
            case DeskAct.HAND_BACK | DeskAct.CLOSE if not may_end(seat, what.colleague, owner=what.owner):
                raise Conflict(f"{seat.colleague} has this conversation. Ask them, or an owner.")
            case DeskAct.REPLY | DeskAct.NOTE:
                _require_words(what.text)
            case DeskAct.TAKE_BACK:
                self._require_held()
            case DeskAct.SETTLE:
                self._require_unclear(what.text)

    def _require_held(self) -> None:
        about, deed = (self.concern.decision, self.concern.deed) if self.concern else (None, None)
        if about is None or not about.approval:
            raise Conflict("Nobody at the desk has approved this; only its customer can take it back.")
        if deed is not DeedState.READY or self.context.now >= about.ready_at:
            raise Conflict("It has gone out, or was taken back before; there is nothing to take back.")

    def _require_unclear(self, text: str) -> None:
        if self.concern is None or not self.concern.waits or self.concern.deed is not DeedState.UNCLEAR:
            raise Conflict("This has been settled; open the list again.")
        if len(text) > TEXT_LENGTH_MAX:
            raise TooLarge(f"This is too long: {TEXT_LENGTH_MAX:,} characters fit.")


def _taken_already(seat: Seat, colleague: str) -> str:
    if seat.colleague == colleague:
        return "You have this conversation already."
    return (
        f"{seat.colleague} has this conversation. Ask them to hand it back; after {SILENT_MAX // MINUTE} minutes "
        "without a word anybody may take it, and an owner may at any time."
    )


def _require_words(text: str) -> None:
    if not text.strip():
        raise BadInput("There are no words in it; write some.")
    if len(text) > TEXT_LENGTH_MAX:
        raise TooLarge(f"This is too long: {TEXT_LENGTH_MAX:,} characters fit. Send it in parts.")
