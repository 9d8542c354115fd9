"""What a customer may always ask for, decided: pure, and without an assistant; recorded like any other answer."""

from dataclasses import dataclass

from earnest.deciding import Making
from earnest.domain.errors import Conflict, NotFound
from earnest.domain.ids import Kind
from earnest.domain.items import HandOverNotice, Part, Reason, Words
from earnest.domain.rights import Bar, Contest, Correct, Right, Undo
from earnest.domain.time import MINUTE, Instant
from earnest.domain.turns import Concern, Context, Decision, DecisionKind, DeedState, HandOverReason
from earnest.words import Due, Value

REVIEWABLE = frozenset(
    {
        DecisionKind.ANSWER,
        DecisionKind.QUESTION,
        DecisionKind.CARD,
        DecisionKind.EFFECT,
        DecisionKind.APPROVAL,
        DecisionKind.REFUSAL,
        DecisionKind.OUTCOME,
    }
)
"""What a person can be asked to review: what was decided about somebody, not what they asked for themselves."""

SAID_LENGTH_MAX = 500
"""Characters of what was said, as the person who reviews it is told; the conversation holds the rest."""


def exercised(making: Making, context: Context, what: Right, concern: Concern | None, language: str) -> Decision:
    """The decision on a right that a customer uses.

    Args:
        making: ids, words, promises.
        context: what it rests on.
        what: the right.
        concern: what it is used on, as it stands inside the transaction; None for a bar.
        language: the conversation's language.

    Raises:
        Conflict: it cannot be reviewed, or no longer be corrected.
        NotFound: it is used on nothing.
    """
    used = _Used(making, context, language)
    match what, concern:
        case Bar(), _:
            return used.bar(what)
        case Undo(), Concern():
            return used.undo(concern)
        case Contest(), Concern():
            return used.contest(concern, what.text)
        case Correct(), Concern():
            return used.correct(concern, what)
    raise NotFound("There is no such decision of yours.")


@dataclass(frozen=True, slots=True)
class _Used:
    """One right being used."""

    making: Making
    context: Context
    language: str

    def undo(self, concern: Concern) -> Decision:
        """Taken back for certain while it is held; after that it is on its way, and that is said."""
        about = concern.decision
        title = about.words.get("title", "") or (about.deed.skill if about.deed else "")
        match concern.deed:
            case DeedState.READY if self.context.now < about.ready_at:
                return self._decision(DecisionKind.UNDO, self._words("undo-done", title=title), about)
            case DeedState.UNDONE:
                return self._decision(DecisionKind.ANSWER, self._words("undo-already", title=title), about)
            case _:
                key = "undo-over" if about.ready_at else "undo-none"
                return self._decision(DecisionKind.REFUSAL, self._words(key), about)

    def contest(self, concern: Concern, text: str) -> Decision:
        """A person reviews it, with a clock; asked for once, however often it is asked."""
        about, review = concern.decision, concern.review
        if review is not None:
            done = self._words("contest-reviewed")
            said = self._words("contest-already", due=self._due(review.due_at)) if concern.waits else done
            return self._decision(DecisionKind.ANSWER, said, review)
        if about.kind not in REVIEWABLE:
            raise Conflict("A person has this already, or you decided it yourself: there is nothing to review.")
        due_at = self.context.now + self.making.clocks.hand_over_minutes * MINUTE
        rows, name = self._told(about, text), self.making.new_id(Kind.HAND_OVER)
        notice = HandOverNotice(name, self._say("hand-over-contested"), due_at, rows)
        return self._decision(
            DecisionKind.HAND_OVER,
            (*self._words("contest-noted", due=self._due(due_at)), notice),
            about,
            hand_over=HandOverReason.CONTESTED,
            due_at=due_at,
            summary=rows,
        )

    def correct(self, concern: Concern, what: Correct) -> Decision:
        """The customer's own rows stand beside those of the assistant, as long as somebody waits for them."""
        if not concern.waits:
            raise Conflict("This no longer waits for a person; write what should be put right as a message.")
        said = self._words("correct-noted")
        return self._decision(DecisionKind.CORRECTION, said, concern.decision, summary=what.rows)

    def bar(self, what: Bar) -> Decision:
        """A source is out of use, or in use again, from the next answer on."""
        facts = {"source": what.source, "barred": what.barred}
        said = self._words("bar-noted" if what.barred else "unbar-noted")
        return self._decision(DecisionKind.DATA_CHOICE, said, None, facts=facts)

    def _told(self, about: Decision, text: str) -> tuple[tuple[str, str], ...]:
        """The decision's own rows, for whoever reviews it."""
        said = " ".join(part.text for part in about.said if isinstance(part, Words | Reason))
        rules = " ".join(fired.say or fired.row for fired in about.verdict.fired) if about.verdict else ""
        what = about.words.get("title", "") or (about.deed.skill if about.deed else about.intent)
        rows = (
            (self._say("contest-decision"), about.id),
            (self._say("contest-about"), what),
            (self._say("contest-said"), said[:SAID_LENGTH_MAX]),
            (self._say("contest-rule"), rules),
            (self._say("contest-words"), text),
        )
        return tuple(row for row in rows if row[1])

    def _due(self, at: Instant) -> Due:
        return Due(at, self.context.now, self.making.zone)

    def _say(self, key: str, **values: Value) -> str:
        return self.making.wording.say(self.language, key, conversation=self.context.conversation, **values)

    def _words(self, key: str, **values: Value) -> tuple[Part, ...]:
        return (Words(self._say(key, **values)),)

    def _decision(self, kind: DecisionKind, said: tuple[Part, ...], about: Decision | None, **more: object) -> Decision:
        return Decision(
            id=self.making.new_id(Kind.DECISION),
            kind=kind,
            context=self.context,
            intent=about.intent if about else "",
            sure=None,
            verdict=None,
            deed=about.deed if about and kind is DecisionKind.UNDO else None,
            words={},
            said=said,
            caused_by=about.id if about else "",
            **{"facts": {}} | more,  # type: ignore[arg-type]  # fields by name, each of its own type
        )
