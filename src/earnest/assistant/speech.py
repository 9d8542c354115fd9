"""The assistant's voice in one conversation: platform sentences and playbook sentences, in its language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from earnest.assistant.playbook import Wordings
from earnest.assistant.templates import fill, pick


class Says(Protocol):
    """Catalogues that say keys and show values; `earnest.words.Words` does."""

    def say(self, language: str, key: str, /, *, conversation: str = "", **values: Any) -> str:
        """Say the text of a key."""
        ...

    def show(self, language: str, value: Any, /) -> str:
        """Show one value as text."""
        ...


@dataclass(frozen=True, slots=True)
class Promises:
    """How soon a person answers, by the brand's own clocks: minutes, and the zone that times are told in."""

    hand_over_minutes: int = 15
    approval_minutes: int = 240
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Speech:
    """Says keys and fills templates for one conversation."""

    words: Says
    language: str
    conversation: str

    def say(self, key: str, /, **values: Any) -> str:
        """A platform sentence."""
        return self.words.say(self.language, key, conversation=self.conversation, **values)

    def show(self, value: Any, /) -> str:
        """One value as text."""
        return self.words.show(self.language, value)

    def of(self, wordings: Wordings | None, key: str, scope: Mapping[str, Any]) -> str:
        """A playbook's sentence, filled; "" without one."""
        return fill(pick(wordings, self.language, key, self.conversation), scope, self.show)
