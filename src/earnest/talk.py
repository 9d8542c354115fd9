"""A conversation as somebody at a keyboard has it: lines in, items out, deeds carried out before the next line."""

from dataclasses import dataclass, field

from earnest.domain.identity import Channel
from earnest.domain.inbound import Button, Chose, Inbound, Pressed, Said, WantsPerson, What
from earnest.domain.items import Card, Choices, Item
from earnest.domain.turns import Reply
from earnest.house import House

ROUNDS_MAX = 100
"""Rounds of the outbox after one line; a deed that causes deeds without end is stopped here."""


@dataclass(slots=True)
class Talk:
    """One conversation.

    A line is words, or `<confirm>`, `<cancel>`, `<choose N>`, `<person>` for a press on what was shown last.

    Args:
        house: the brand at work; its outbox is run here, in step.
        token: the session's token.
        conversation: its id.
        channel: the door.
    """

    house: House
    token: str
    conversation: str
    channel: Channel = Channel.TERMINAL
    seen: int = 0
    lines: int = 0
    card: Card | None = None
    choices: Choices | None = None
    decisions: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, house: House, token: str, channel: Channel = Channel.TERMINAL, language: str = "") -> "Talk":
        """Begin a conversation for the session of a token."""
        session = house.store.session(token)
        return cls(house, token, house.new_conversation(session, channel, language), channel)

    def say(self, line: str) -> tuple[Item, ...]:
        """Say one line; every item since the last one, the line's own left out.

        Raises:
            EarnestError: as the turn says; nothing was recorded then.
        """
        self.lines += 1
        inbound = Inbound(
            self.conversation,
            f"{self.seen}.{self.lines}",
            self.channel,
            self.house.store.session(self.token),
            self.what(line),
        )
        reply: Reply = self.house.take(inbound)
        self.decisions += reply.decisions
        self.run_deeds()
        return self.hear()

    def run_deeds(self) -> None:
        """Carry out what waits."""
        for _ in range(ROUNDS_MAX):
            if not self.house.outbox.round():
                return

    def hear(self) -> tuple[Item, ...]:
        """What was said since, by the assistant, a colleague or the house."""
        items = self.house.store.items(self.conversation, self.house.store.session(self.token), self.seen)
        if items:
            self.seen = items[-1].seq
        heard = tuple(item for item in items if item.author.value != "customer")
        if heard:
            parts = [part for item in heard for part in item.parts]
            self.card = next((part for part in reversed(parts) if isinstance(part, Card)), None)
            self.choices = next((part for part in reversed(parts) if isinstance(part, Choices)), None)
        return heard

    def what(self, line: str) -> What:
        """What a line does."""
        word, _, number = line[1:-1].partition(" ") if line.startswith("<") and line.endswith(">") else ("", "", "")
        match word:
            case "confirm" | "cancel" if self.card is not None:
                return Pressed(self.card.id, self.card.args_hash, Button(word))
            case "choose" if self.choices is not None and number.isdigit() and int(number) > 0:
                return Chose(self.choices.options[min(int(number), len(self.choices.options)) - 1].id)
            case "person":
                return WantsPerson()
            case _:
                return Said(line)
