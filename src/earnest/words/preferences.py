"""Preferences in words: what each is called, and its value as it is read."""

from collections.abc import Callable

from earnest.domain.preferences import Preference

SPOKEN = frozenset({Preference.LANGUAGE, Preference.CHANNEL, Preference.PEOPLE_FIRST})
"""Preferences whose values are of a closed list, with words of their own; others are read as they were told."""


def in_words(say: Callable[..., str], preference: Preference, value: str) -> tuple[str, str]:
    """A preference's name and its value.

    Args:
        say: `(key, **values) -> text`, in the reader's language.
        preference: which.
        value: as it is kept.
    """
    name = preference.value.replace("_", "-")
    return say("privacy-preference", name=name), say(
        f"preference-{name}", value=value
    ) if preference in SPOKEN else value
