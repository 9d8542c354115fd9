"""How things are said: no answer twice in a row, trouble acknowledged once, a language not spoken, who decides when."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Protocol

import yaml

from earnest.assistant.doubting import telling_words
from earnest.assistant.state import TEXT_CHARS_MAX
from earnest.assistant.tongue import LANGUAGE_FOLDER, READ_CHARS_MAX, Tongue, cut
from earnest.assistant.working import Turn, hand_over
from earnest.domain.items import Choices, Words
from earnest.domain.turns import HandOverReason, Proposal


class Languages(Protocol):
    """Says in which of some languages a text is; `understand.LanguageDetector` does."""

    def language_of(self, text: str, allowed: Collection[str], default: str) -> str:
        """Return the likeliest of `allowed` for `text`, or `default`."""
        ...


FOREIGN_WORDS_MIN = 2
"""Small words of a language that must stand in a message before it is taken to be in that language."""

FINGERPRINT_CHARS = 16

REPEATED_SHARE_MIN = 0.5
"""Share of a message's telling words that stood in the one before it: then the same is asked again."""

AGAIN_MAX = 3
"""Ways to say that an answer is still the same."""

_FOREIGN_FILE = LANGUAGE_FOLDER / "foreign.yaml"


@cache  # a pure function of a file that ships
def read_foreign(file: Path = _FOREIGN_FILE) -> dict[str, frozenset[str]]:
    """The small words of languages that are not spoken, by language.

    Raises:
        OSError: the file cannot be read.
    """
    # The base loader keeps every scalar a string: "no" is a word here.
    found = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - builds strings only
    return {language: frozenset(word for word in words if len(word) > 1) for language, words in found.items()}


def foreign_language(
    foreign: Mapping[str, frozenset[str]], tongues: tuple[Tongue, ...], languages: Languages, text: str
) -> str:
    """The language of a message, where it is none that the brand speaks but one of those that can be told; "" else.

    The detector must say so, and the language's own small words must outnumber those of every language that is
    spoken, as they are written, accents and all: dialect and misspellings are no foreign language.
    """
    words = {token.text.casefold() for token in cut(text[:READ_CHARS_MAX]) if token.is_word}
    plain_words = {token.norm for token in cut(text[:READ_CHARS_MAX])}
    spoken = max((len(plain_words & tongue.phrases("function_words")) for tongue in tongues), default=0)
    known = {tongue.language.partition("-")[0] for tongue in tongues}
    counts = {language: len(words & small) for language, small in foreign.items() if language not in known}
    best = max(counts, key=lambda language: counts[language], default="")
    if not best or counts[best] < FOREIGN_WORDS_MIN or counts[best] <= spoken:
        return ""
    return best if languages.language_of(text, (*known, *counts), "") == best else ""


def say_not_spoken(turn: Turn, language: str) -> None:
    """One sentence in the customer's language, and a person."""
    hand_over(turn, HandOverReason.OUT_OF_SCOPE)
    turn.out[-1] = replace(turn.out[-1], say=(Words(turn.speech.say(f"not-spoken-{language}")),))


def acknowledge(turn: Turn) -> None:
    """Say once in a conversation that trouble is trouble; praise beside it is not answered."""
    if turn.state.sorry or not turn.kit.tongue.has(cut(turn.text), "trouble"):
        return
    turn.state = replace(turn.state, sorry=True)
    turn.notes.append(turn.speech.say("trouble"))


def affirm(turn: Turn) -> None:
    """A card that answers "can I ...?" begins with yes."""
    last = turn.out[-1] if turn.out else None
    if last is None or last.action is None or not turn.kit.tongue.has(cut(turn.text)[:3], "may_i"):
        return
    turn.out[-1] = replace(last, say=(Words(turn.speech.say("yes-possible")), *last.say))


def never_twice(turn: Turn) -> None:
    """An answer that would be the same as the one before begins with words that say so.

    That nothing has changed is said only to who asks the same again; to another question, that the answer is the same.
    """
    if not turn.out:
        return
    print_now = fingerprint(turn.out)
    again = turn.state.again + 1 if print_now == turn.state.last else 0
    same = telling_words(turn.kit.tongue, turn.text), telling_words(turn.kit.tongue, turn.state.said)
    turn.state = replace(turn.state, last=print_now, again=again, said=turn.text[:TEXT_CHARS_MAX] or turn.state.said)
    if not again:
        return
    if turn.out[-1].hand_over is not None:
        if not turn.out[-1].say:
            turn.out[-1] = replace(turn.out[-1], say=(Words(turn.speech.say("hand-over-again")),))
        return
    asks = turn.out[-1].action is not None or any(isinstance(part, Choices) for part in turn.out[-1].say)
    asks = asks or bool(turn.state.wishes)
    kind = "ask" if asks else "answer" if _is_repeated(*same) else "other"
    key = f"again-{kind}-{'abc'[(again - 1) % AGAIN_MAX]}"
    turn.out[0] = replace(turn.out[0], say=(Words(turn.speech.say(key)), *turn.out[0].say))


def _is_repeated(now: frozenset[str], before: frozenset[str]) -> bool:
    """Whether a question is the one before, put again: it tells nothing else, or half of what it tells was said."""
    return not now or len(now & before) / len(now) >= REPEATED_SHARE_MIN


def fingerprint(out: list[Proposal]) -> str:
    """What an answer shows, in a few characters."""
    shown = [
        [
            *(part.text for part in one.say if isinstance(part, Words)),
            *(option.label for part in one.say if isinstance(part, Choices) for option in part.options),
            *((one.action.card_title, *map(str, one.action.card_rows)) if one.action else ()),
        ]
        for one in out
    ]
    return hashlib.sha256(repr(shown).encode("utf-8", "replace")).hexdigest()[:FINGERPRINT_CHARS]
