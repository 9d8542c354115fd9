"""The exact words of a purpose in one language, out of the catalogues; their version is their digest."""

from dataclasses import asdict, dataclass

from earnest.domain.consents import VERSION_LENGTH, Paper, paper
from earnest.domain.purposes import Purpose
from earnest.words import Words


@dataclass(frozen=True, slots=True)
class PurposeText:
    """What a person reads before they choose.

    Args:
        purpose: for what.
        language: the language it is in.
        label: its name, a few words.
        text: what is done with which data, how long, and that a no is free.
        gain: what a yes brings.
        loss: what is lost with a no: nothing else.
    """

    purpose: Purpose
    language: str
    label: str
    text: str
    gain: str
    loss: str

    @property
    def paper(self) -> Paper:
        """The words as they are kept."""
        return paper({**asdict(self), "purpose": self.purpose.value})

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the exact words."""
        return self.paper.digest

    @property
    def version(self) -> str:
        """How the words are named in front of people: the beginning of their digest."""
        return self.digest[:VERSION_LENGTH]


def text_of(words: Words, purpose: Purpose, language: str) -> PurposeText:
    """The words of a purpose that can be chosen, as they stand today."""
    key = f"consent-{key_of(purpose)}"
    return PurposeText(
        purpose,
        language,
        label_of(words, purpose, language),
        *(words.say(language, f"{key}-{part}") for part in ("text", "gain", "loss")),
    )


def label_of(words: Words, purpose: Purpose, language: str) -> str:
    """What a purpose is called, of any."""
    return words.say(language, f"purpose-{key_of(purpose)}")


def key_of(purpose: Purpose) -> str:
    """A purpose as the catalogues spell it."""
    return purpose.value.replace(".", "-")
