"""Doubt asks once, concretely, then goes to a person: words that may change a deed are never left out silently."""

from collections.abc import Iterable
from dataclasses import replace

from earnest.assistant.asking import Meaning, Question
from earnest.assistant.filling import read_into
from earnest.assistant.kit import Kit, fitting
from earnest.assistant.playbook import Playbook, Slot, SlotType
from earnest.assistant.residue import Doubt
from earnest.assistant.shelf import id_of, lines_of
from earnest.assistant.speech import Speech
from earnest.assistant.state import NARROW, Wish
from earnest.assistant.tongue import Tongue, cut

SMALL = ("function_words", "fillers", "rest", "greetings", "asking_words")
"""Tables of words that tell nothing about a wish."""

REPEATED_SHARE_MIN = 0.75
"""Share of a message's telling words that were in a wish that is done: then it is the same wish."""

TELLING_WORDS_MIN = 4
"""Telling words that a message needs to be taken for a repetition; "cancel my order" may mean another one."""

TELLING_LETTERS_MIN = 4
"""Letters of a word that tells one wish from another."""


def reopened(playbook: Playbook, wish: Wish) -> Wish:
    """The wish with what the doubt is about taken out, and its words put aside: only what is said now counts."""
    named = [slot.name for slot in playbook.needs if slot.type in (SlotType.LINES, SlotType.VARIANT, SlotType.ADDRESS)]
    past = f"{wish.past} . {wish.heard}".strip(" .")
    return replace(wish.emptied(*named, *(NARROW + name for name in named)), past=past, heard="")


def doubt_question(kit: Kit, speech: Speech, wish: Wish, doubt: Doubt) -> Question:
    """What is asked about words that were not used: which items, which variant, or the deed said plainly."""
    playbook = kit.playbooks[wish.playbook]
    scope = kit.shelf.scope(playbook, wish)
    unsure = speech.say("unsure-about", words=doubt.words)
    slot = playbook.typed(SlotType.LINES)
    lines = lines_of(scope.get(slot.of)) if slot else ()
    if slot and len(lines) > 1:
        names = speech.show(tuple(str(line.get("name", "")) for line in lines))
        key = "name-items-and-variants" if playbook.typed(SlotType.VARIANT) else "name-items"
        return Question((unsure, speech.say(key, names=names)))
    return Question((unsure, speech.say("say-plainly")))


def whole_question(kit: Kit, speech: Speech, wish: Wish, slot: Slot) -> Question:
    """Whether a record is dealt with as a whole, where only some of its items were named."""
    playbook = kit.playbooks[wish.playbook]
    scope = kit.shelf.scope(playbook, wish)
    held = scope.get(slot.name)
    text = speech.of(slot.whole, f"{playbook.name}.whole", scope)
    title = playbook.title.get(speech.language) or next(iter(playbook.title.values()))
    label = speech.say("whole-yes", title=title, record=str(held.get("id", "")) if held else "")
    meaning: Meaning = ("whole", "yes")
    return Question((text, speech.say("whole-ask")), ((label, meaning),))


def is_done(kit: Kit, done: Iterable[Wish], name: str, words: str) -> bool:
    """Whether a wish only says again what was carried out: the same words, and the record will not do any more."""
    family = {name, *kit.playbooks[name].kin}
    return any(
        one.playbook in family
        and not _still_fits(kit, one)
        and _repeats(kit, one, words)
        and not _names_other(kit, name, one, words)
        for one in done
    )


def telling_words(tongue: Tongue, text: str) -> frozenset[str]:
    """The words of a text that tell one wish from another."""
    small = _small_words(tongue)
    words = (token.norm for token in cut(text) if token.norm not in small)
    return frozenset(word for word in words if len(word) >= TELLING_LETTERS_MIN and not word[0].isdigit())


def _small_words(tongue: Tongue) -> frozenset[str]:
    return frozenset(word for name in SMALL for phrase in tongue.phrases(name) for word in phrase.split())


def _names_other(kit: Kit, name: str, before: Wish, words: str) -> bool:
    """Whether the words by themselves name the number of another record that will do: its things may be like these."""
    playbook = kit.playbooks[name]
    slot = playbook.typed(SlotType.RECORD)
    if slot is None or kit.shelf.level < playbook.level:
        return False
    wish = read_into(kit, Wish(name), words).wish
    named = wish.value(slot.name)
    spoken = {token.norm for token in cut(words)}
    digits = {token.norm for token in cut(str(named)) if token.norm.isdigit()}
    return bool(digits) and digits <= spoken and named != before.value(slot.name) and _still_fits(kit, wish)


def _still_fits(kit: Kit, wish: Wish) -> bool:
    playbook = kit.playbooks[wish.playbook]
    slot = playbook.typed(SlotType.RECORD)
    return slot is None or wish.value(slot.name) in {id_of(one) for one in fitting(kit, playbook, slot, wish)}


def _repeats(kit: Kit, before: Wish, words: str) -> bool:
    """Whether nearly all telling words, and every number, were said before."""
    small = _small_words(kit.tongue)
    said = [token.norm for token in cut(words) if token.norm not in small]
    telling = telling_words(kit.tongue, words)
    numbers = {word for word in said if len(word) >= TELLING_LETTERS_MIN and word[0].isdigit()}
    known = {token.norm for token in cut(f"{before.past} {before.heard}")}
    shared = len(telling & known) / len(telling) if telling else 0.0
    return numbers <= known and len(telling) >= TELLING_WORDS_MIN and shared >= REPEATED_SHARE_MIN
