"""What a customer may always ask for, decided: pure, and without an assistant; recorded like any other answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from earnest.deciding import Making
from earnest.domain.ids import Kind
from earnest.domain.items import Words
from earnest.domain.turns import Concern, Context, Decision, DecisionKind, DeedState, Right, Undo
from earnest.words import Value


def exercised(making: Making, context: Context, what: Right, concern: Concern, language: str) -> Decision:
    """The decision on a right that a customer uses.

    Args:
        making: ids, words, promises.
        context: what it rests on.
        what: the right.
        concern: what it is used on, as it stands inside the transaction.
        language: the conversation's language.
    """
    used = _Used(making, context, concern, language)
    match what:
        case Undo():
            return used.undo()


@dataclass(frozen=True, slots=True)
class _Used:
    """One right being used."""

    making: Making
    context: Context
    concern: Concern
    language: str

    def undo(self) -> Decision:
        """Taken back for certain while it is held; after that it is on its way, and that is said."""
        about = self.concern.decision
        title = {"title": about.words.get("title", "") or (about.deed.skill if about.deed else "")}
        match self.concern.deed:
            case DeedState.READY if self.context.now < about.ready_at:
                return self._decision(DecisionKind.UNDO, "undo-done", title)
            case DeedState.UNDONE:
                return self._decision(DecisionKind.ANSWER, "undo-already", title)
            case _:
                return self._decision(DecisionKind.REFUSAL, "undo-over" if about.ready_at else "undo-none", title)

    def _say(self, key: str, values: Mapping[str, Value]) -> str:
        return self.making.wording.say(self.language, key, conversation=self.context.conversation, **values)

    def _decision(self, kind: DecisionKind, key: str, values: Mapping[str, Value]) -> Decision:
        about = self.concern.decision
        return Decision(
            id=self.making.new_id(Kind.DECISION),
            kind=kind,
            context=self.context,
            intent=about.intent,
            sure=None,
            facts={},
            verdict=None,
            deed=about.deed,
            words={},
            said=(Words(self._say(key, values)),),
            caused_by=about.id,
        )
