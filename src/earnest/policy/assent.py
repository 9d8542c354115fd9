"""A plain yes or no to the open card, and whose wish a turn carries. Closed lists, the whole message."""

import unicodedata

from earnest.domain.identity import Source
from earnest.domain.inbound import Button, Pressed, Said, What
from earnest.domain.preferences import OFFER
from earnest.domain.rights import Agree
from earnest.domain.turns import Standing

YES: frozenset[str] = frozenset(
    {
        # English
        "yes", "yep", "yeah", "yup", "yea", "aye", "y", "ok", "okay", "k", "sure", "sure thing", "confirm", "confirmed",
        "i confirm", "i agree", "agreed", "go ahead", "go for it", "please go ahead", "do it", "do that", "do so",
        "correct", "thats correct", "that is correct", "right", "thats right", "that is right", "thats the one",
        "sounds good", "looks good", "looks right", "looks correct", "all good", "proceed", "please proceed",
        "thats fine", "that is fine", "thats it", "fine", "perfect", "absolutely", "definitely", "of course",
        "by all means", "make it so", "lets do it", "lets do that", "thats what i want", "that works", "works for me",
        "you can", "please do",
        # German
        "ja", "jo", "jup", "jep", "jawohl", "gerne", "gern", "genau", "passt", "passt so", "in ordnung",
        "einverstanden", "mach das", "machen sie das", "mach", "bestätigt", "ich bestätige", "richtig", "stimmt",
        "das stimmt", "so ist es", "klar", "na klar", "alles klar", "geht klar", "auf jeden fall", "unbedingt",
        "das ist richtig", "das passt", "los", "bitte machen", "bitte ausführen",
    }
)  # fmt: skip
"""Phrases that confirm, without case and punctuation."""

BESIDE: frozenset[str] = frozenset(
    {
        "please", "pls", "plz", "thanks", "thank you", "thx", "great", "cool", "then", "now", "and", "well", "oh",
        "hi", "just", "so", "very much", "a lot",
        "bitte", "danke", "vielen dank", "dann", "jetzt", "und", "super", "prima", "doch", "schön", "dankeschön",
    }
)  # fmt: skip
"""Phrases that may stand beside one that confirms, and say nothing by themselves."""

NO: frozenset[str] = frozenset(
    {
        "no", "nope", "no thanks", "no thank you", "cancel", "cancel that", "dont", "do not", "please dont", "stop",
        "never mind", "nevermind", "no dont", "no do not", "not now",
        "nein", "nein danke", "nö", "nee", "ne", "abbrechen", "lieber nicht", "doch nicht", "nicht", "nein nicht",
    }
)  # fmt: skip
"""Whole messages that decline."""

PLAIN_LENGTH_MAX = 60
"""Characters of a plain yes or no; anything longer says more than that."""

_PASSED_OVER = frozenset(
    ".,;:!'-()\"\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{THUMBS UP SIGN}\N{PERSON WITH FOLDED HANDS}\N{SMILING FACE WITH SMILING EYES}"
)
"""Marks that change nothing about a yes or no."""

PHRASE_WORDS_MAX = 4
"""Words of the longest phrase of the lists."""


def pressed_by_words(what: What, standing: Standing) -> What:
    """A typed yes or no as the press it stands for; anything else as it came.

    It counts only while exactly one card is open and that card was the last thing shown, only as the whole message,
    and a yes never for a card that takes its button only.
    """
    if not isinstance(what, Said) or what.elsewhere or len(standing.cards) != 1 or not standing.card_shown_last:
        return what
    card, words = standing.cards[0].card, plain(what.text)
    if says_yes(words) and not card.button_only:
        return Pressed(card.id, card.args_hash, Button.CONFIRM)
    if words in NO:
        return Pressed(card.id, card.args_hash, Button.CANCEL)
    return what


def agreed_by_words(what: What, standing: Standing) -> What:
    """A typed yes or no as the answer to an offer; anything else as it came.

    It counts only while that offer was the last thing shown, with no card open, and only as the whole message.
    """
    offer = standing.state.get(OFFER, "")
    if not offer or not isinstance(what, Said) or what.elsewhere or standing.cards:
        return what
    words = plain(what.text)
    if says_yes(words):
        return Agree(offer, yes=True)
    return Agree(offer, yes=False) if words in NO else what


def says_yes(words: str) -> bool:
    """Whether a whole message is made of phrases of the closed lists, at least one of which confirms.

    Args:
        words: as `plain` gives them.
    """
    left, confirms = words.split(), False
    while left:
        size = next((n for n in range(PHRASE_WORDS_MAX, 0, -1) if _listed(left[:n])), 0)
        if size == 0:
            return False
        confirms = confirms or " ".join(left[:size]) in YES
        left = left[size:]
    return confirms


def _listed(words: list[str]) -> bool:
    phrase = " ".join(words)
    return phrase in YES or phrase in BESIDE


def asked_from_elsewhere(what: What, floor: Source) -> Source:
    """Whose wish a turn carries: once text from elsewhere has come in, the conversation stays marked by it."""
    return Source.ELSEWHERE if isinstance(what, Said) and what.elsewhere else floor


def plain(text: str) -> str:
    """Words without case, punctuation and surplus blanks; "" where there is more than plain words.

    A digit, a question mark or a sign that is not on the list says more than yes or no.
    """
    if len(text) > PLAIN_LENGTH_MAX:
        return ""
    marks = unicodedata.normalize("NFC", text).casefold()
    if not all(mark.isalpha() or mark.isspace() or mark in _PASSED_OVER for mark in marks):
        return ""
    return " ".join("".join(mark for mark in marks.replace("-", " ") if mark not in _PASSED_OVER).split())
