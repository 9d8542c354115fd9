"""A plain yes or no to the open card, and whose wish a turn carries. Closed lists, the whole message."""

import unicodedata

from earnest.domain.identity import Source
from earnest.domain.turns import Button, Pressed, Said, Standing, What

YES: frozenset[str] = frozenset(
    {
        # English
        "yes", "yes please", "yep", "yeah", "yup", "y", "ok", "okay", "sure", "confirm", "confirmed", "i confirm",
        "yes i confirm", "yes confirm", "go ahead", "yes go ahead", "please do", "yes please do", "do it", "yes do it",
        "correct", "thats correct", "yes thats correct", "that is correct", "yes that is correct", "thats right",
        "yes thats right", "sounds good", "yes sounds good", "please proceed", "proceed", "yes please proceed",
        "yes proceed", "yes thats fine", "thats fine", "perfect", "yes thank you", "yes thanks", "sure thing",
        # German
        "ja", "ja bitte", "ja gerne", "ja gern", "gerne", "jo", "jup", "jep", "genau", "ja genau", "passt",
        "ja passt", "in ordnung", "einverstanden", "ja einverstanden", "ja mach das", "mach das", "bestätigt",
        "ich bestätige", "ja ich bestätige", "richtig", "ja richtig", "stimmt", "ja stimmt", "ja danke",
    }
)  # fmt: skip
"""Whole messages that confirm, without case, punctuation and outer blanks."""

NO: frozenset[str] = frozenset(
    {
        "no", "nope", "no thanks", "no thank you", "cancel", "cancel that", "dont", "do not", "please dont", "stop",
        "never mind", "nevermind", "no dont", "no do not", "not now",
        "nein", "nein danke", "nö", "nee", "ne", "abbrechen", "lieber nicht", "doch nicht", "nicht", "nein nicht",
    }
)  # fmt: skip
"""Whole messages that decline."""

PLAIN_LENGTH_MAX = 40
"""Characters of a plain yes or no; anything longer says more than that."""


def pressed_by_words(what: What, standing: Standing) -> What:
    """A typed yes or no as the press it stands for; anything else as it came.

    It counts only while exactly one card is open and that card was the last thing shown, only as the whole message,
    and a yes never for a card that takes its button only.
    """
    if not isinstance(what, Said) or what.elsewhere or len(standing.cards) != 1 or not standing.card_shown_last:
        return what
    card, words = standing.cards[0].card, plain(what.text)
    if words in YES and not card.button_only:
        return Pressed(card.id, card.args_hash, Button.CONFIRM)
    if words in NO:
        return Pressed(card.id, card.args_hash, Button.CANCEL)
    return what


def asked_from_elsewhere(what: What, floor: Source) -> Source:
    """Whose wish a turn carries: once text from elsewhere has come in, the conversation stays marked by it."""
    return Source.ELSEWHERE if isinstance(what, Said) and what.elsewhere else floor


def plain(text: str) -> str:
    """Words without case, punctuation and surplus blanks; "" where there is more than a plain word or two."""
    if len(text) > PLAIN_LENGTH_MAX:
        return ""
    kept = (mark for mark in unicodedata.normalize("NFC", text).casefold() if mark.isalpha() or mark.isspace())
    return " ".join("".join(kept).split())
