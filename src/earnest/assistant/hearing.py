"""Which wishes a message holds: the router's view, checked against each playbook's own words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from earnest.assistant.cues import Stems, is_negated
from earnest.assistant.playbook import Playbook
from earnest.assistant.spelling import Speller, speller_of
from earnest.assistant.tongue import READ_CHARS_MAX, Tongue, cut
from earnest.domain.labels import CERTAIN_PERCENT

CLAUSES_MAX = 6
"""Parts of a message that are routed one by one."""

CHOICES_MAX = 3
"""Named choices when unsure."""

GUESS_PERCENT_MIN = 12
"""Below this, a candidate is not worth naming as a choice."""

SURE_BY_WORDS_PERCENT = 50
"""What is claimed where the playbook's own words stand in the message and the router has no measure of it."""


class Ranked(Protocol):
    """One intent of a router's answer."""

    @property
    def intent(self) -> str:
        """The playbook's name."""
        ...

    @property
    def probability(self) -> float:
        """Calibrated, in 0..1."""
        ...


class Understood(Protocol):
    """A router's answer; see `earnest.assistant.understand.Understanding`."""

    @property
    def ranked(self) -> Sequence[Ranked]:
        """All intents, most probable first."""
        ...

    @property
    def outcome(self) -> str:
        """accepted, likely, ask or out_of_scope."""
        ...


class Router(Protocol):
    """What understands a message."""

    def understand(self, text: str) -> Understood:
        """Say what a text may mean; any string is accepted."""
        ...


_NUMBER = re.compile(r"\d{5}")
"""A clause with such a number names a record, and so is a wish of its own."""


_RECORD = re.compile(r"(?<!\d)\d{4,}(?!\d)")
"""What looks like a record's number."""

ANSWER_PERCENT_MIN = 65
"""From here on an answer is given without asking which: it changes nothing."""

LONE_WORD_PERCENT_MIN = 80
"""The same where the message is a single word, which says little of itself."""

DEED_PERCENT_MIN = 90
"""From here on a deed is prepared without asking which: a card, or the gates, still stand before it."""

UNRIVALLED_PERCENT_MIN = 70
"""The same where no other is worth naming: one choice alone would ask what the card asks anyway."""

NAMED_PERCENT_MIN = 70
"""The same where the number of a record stands beside the deed's words: the card shows both."""

LEAD = 3
"""How many times as likely as the next the first must be."""

ALONE_PERCENT_MIN = 92
"""From here on one sentence of several says which deed is meant, where the message as a whole does not."""

UNHEARD_PERCENT_MAX = 5
"""A playbook whose own words stand in a clause, but which the router finds so unlikely, yields to a likely answer."""

OVERHEARD_PERCENT_MIN = 35
"""From here on an intent that is clearly ahead is meant, not one whose words stand there but which is so unlikely."""

ABBREVIATION_CHARS_MAX = 12
"""A dot after so few characters ends an abbreviation ("no.", "St."), not a sentence."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A wish in a message: the playbook, its words, how sure, and whether its own words stood there."""

    playbook: str
    text: str
    sure: int | None
    cued: bool


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a message holds.

    Args:
        wishes: in order of appearance.
        negated: playbooks that were named with a "not".
        choices: playbooks to ask about, where nothing is sure.
        outside: whether the router says that this is none of ours.
    """

    wishes: tuple[Heard, ...] = ()
    negated: frozenset[str] = frozenset()
    choices: tuple[str, ...] = ()
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Ear:
    """What hearing needs: playbooks, the language, the stems of all cues, the playbook of each, and the words known."""

    playbooks: Mapping[str, Playbook]
    tongue: Tongue
    stems: Stems
    owners: tuple[str, ...]
    speller: Speller


def ear_for(playbooks: Mapping[str, Playbook], tongue: Tongue) -> Ear:
    """An ear for one language; made once, since it compares every cue of every playbook."""
    cues = [(name, cue) for name, playbook in playbooks.items() for cue in playbook.cues.get(tongue.language, ())]
    stems = Stems((cue for _, cue in cues), tongue.phrases("common"))
    speller = speller_of(playbooks.values(), tongue)
    return Ear(playbooks, tongue, stems, tuple(name for name, _ in cues), speller)


def hear(router: Router, ear: Ear, text: str) -> Hearing:
    """The wishes in a message; each clause that holds a playbook's words is heard by itself."""
    playbooks = ear.playbooks
    clauses = _clauses(ear, text[:READ_CHARS_MAX])
    negated: set[str] = set()
    wishes: list[Heard] = []
    choices: list[str] = []
    outside = True
    for clause in clauses:
        found, denied, unsure, out = _hear_clause(router, ear, clause)
        if found and wishes and _is_detail(playbooks, found.playbook, wishes[-1], clause):
            wishes[-1] = replace(wishes[-1], text=f"{wishes[-1].text} {clause}")
            continue
        if found and wishes and _is_detail(playbooks, wishes[-1].playbook, found, wishes[-1].text):
            wishes[-1] = replace(found, text=f"{wishes[-1].text} {clause}")
            continue
        if not found and len(unsure) > 1:
            only = next((one for one in unsure if all(_within(playbooks, rest, one) for rest in unsure)), "")
            found, unsure = (Heard(only, clause, None, cued=False), []) if only else (found, unsure)
        if not found and len(clauses) > 1 and _is_question(ear.tongue, clause):
            answers = [name for name in unsure if playbooks[name].does is None]
            found = Heard(answers[0], clause, None, cued=False) if answers else None
            unsure = [] if found else unsure
        if not found and denied and wishes and ear.tongue.without_refused(clause) != clause:
            wishes[-1] = replace(wishes[-1], text=f"{wishes[-1].text} {clause}")  # what is wanted instead counts
        negated |= denied
        outside = outside and out
        again = found is not None and wishes and found.playbook == wishes[-1].playbook
        apart = again and _NUMBER.search(clause) and _NUMBER.search(wishes[-1].text)
        if found and again and not apart:
            wishes[-1] = Heard(
                found.playbook, f"{wishes[-1].text} {clause}", _more(wishes[-1].sure, found.sure), found.cued
            )
        elif found:
            wishes.append(found)
        choices += unsure
    if not wishes and not negated:
        wishes = _sentence_by_sentence(router, ear, text[:READ_CHARS_MAX])
    kept = tuple(wish for wish in wishes if wish.playbook not in negated or wish.cued)
    return Hearing(kept, frozenset(negated), tuple(dict.fromkeys(choices))[:CHOICES_MAX], outside and not kept)


def names_record(text: str) -> bool:
    """Whether what looks like a record's number stands in a text."""
    return _RECORD.search(text) is not None


def _within(playbooks: Mapping[str, Playbook], name: str, other: str) -> bool:
    """Whether a wish is the other one, the same for another state, or a mere detail of it."""
    return name == other or _akin(playbooks, name, other) or other in playbooks[name].detail_of


def _sentence_by_sentence(router: Router, ear: Ear, text: str) -> list[Heard]:
    """What single sentences say plainly, where the message as a whole says nothing: a story, and then the wish."""
    sentences = _sentences(text)[:CLAUSES_MAX]
    if len(sentences) < 2:  # noqa: PLR2004 - one was heard already
        return []
    heard = [_hear_clause(router, ear, one)[0] for one in sentences]
    plain = (one for one in heard if one is not None and (_is_answer(ear, one) or (one.sure or 0) >= ALONE_PERCENT_MIN))
    first = next(plain, None)
    return [replace(first, text=text)] if first is not None else []


def _is_answer(ear: Ear, heard: Heard) -> bool:
    return ear.playbooks[heard.playbook].does is None


def _is_detail(playbooks: Mapping[str, Playbook], name: str, before: Heard, clause: str) -> bool:
    """Whether a clause that sounds like a wish of its own only says more of the one before it."""
    playbook = playbooks[name]
    named = _NUMBER.search(clause) is not None
    if before.playbook in playbook.kin:
        return not (named and _NUMBER.search(before.text))
    within = before.playbook in playbook.detail_of or name in playbooks[before.playbook].leads_to
    return within and not named


def _more(left: int | None, right: int | None) -> int | None:
    return max(left or 0, right or 0) if (left, right) != (None, None) else None


def _hear_clause(  # noqa: PLR0911 - one return an outcome
    router: Router, ear: Ear, clause: str
) -> tuple[Heard | None, set[str], list[str], bool]:
    """One clause: the wish, the denied playbooks, the choices where unsure, and whether it is outside."""
    playbooks = ear.playbooks
    meant = ear.tongue.without_refused(clause)
    cued, denied = cued_in(ear, clause)
    cued += [name for name in cued_in(ear, meant)[0] if name not in cued] if meant != clause else []
    cued = [name for name in cued if not set(playbooks[name].detail_of) & set(cued)]
    understood = router.understand(meant)
    percents = {
        one.intent: min(round(100 * one.probability), CERTAIN_PERCENT - 1)
        for one in understood.ranked
        if one.intent in playbooks
    }
    ranked = [name for name in percents if name not in denied or name in cued]
    if not ranked and not cued:
        return None, denied, [], True
    accepted = str(understood.outcome) == "accepted" and bool(ranked)
    outside = str(understood.outcome) == "out_of_scope"
    likely = str(understood.outcome) == "likely" and bool(ranked)  # taken up; the hall has its deed confirmed
    if cued:
        first = next((name for name in ranked if name in cued), cued[0])
        if _is_overheard(playbooks, ranked, percents, first) and not outside:
            return Heard(ranked[0], clause, percents[ranked[0]], cued=False), denied, [], False
        if first == (ranked[0] if ranked else first) or not accepted or _akin(playbooks, first, ranked[0]):
            return Heard(first, clause, percents.get(first, SURE_BY_WORDS_PERCENT), cued=True), denied, [], False
        return None, denied, [ranked[0], first], False
    if denied:
        return None, denied, [], False
    if accepted or likely:
        return Heard(ranked[0], clause, percents[ranked[0]], cued=False), denied, [], False
    if outside:
        return None, denied, [], True
    if _is_clear(playbooks, ranked, percents, clause):
        return Heard(ranked[0], clause, percents[ranked[0]], cued=False), denied, [], False
    return (
        None,
        denied,
        [name for name in ranked if percents[name] >= GUESS_PERCENT_MIN and not playbooks[name].person][:CHOICES_MAX],
        False,
    )


def _is_clear(
    playbooks: Mapping[str, Playbook], ranked: Sequence[str], percents: Mapping[str, int], clause: str
) -> bool:
    """Whether the likeliest is clearly ahead: a wrong answer costs a line, a wrong deed a look at its card."""
    first = playbooks[ranked[0]]
    lone = len(clause.split()) == 1
    least = DEED_PERCENT_MIN if first.does else LONE_WORD_PERCENT_MIN if lone else ANSWER_PERCENT_MIN
    if all(percents[name] < GUESS_PERCENT_MIN for name in ranked[1:2]):
        least = min(least, UNRIVALLED_PERCENT_MIN)
    if first.does and names_record(clause):
        least = min(least, NAMED_PERCENT_MIN)
    ahead = all(percents[first.name] >= LEAD * percents[name] for name in ranked[1:2])
    return ahead and percents[first.name] >= least and not first.person


def _is_overheard(
    playbooks: Mapping[str, Playbook], ranked: Sequence[str], percents: Mapping[str, int], cued: str
) -> bool:
    """Whether a playbook's words stand in a message about something else: "how long can I send it back?".

    The router must be sure of the other answer, or clearly for another deed, whose card still asks.
    """
    first = playbooks[ranked[0]] if ranked else None
    if first is None or first.name == cued or first.person or _akin(playbooks, cued, first.name):
        return False
    if percents.get(cued, 0) > UNHEARD_PERCENT_MAX or first.name in playbooks[cued].detail_of:
        return False
    if not first.does and percents[first.name] >= DEED_PERCENT_MIN:
        return True
    ahead = all(percents[first.name] >= LEAD * percents[name] for name in ranked[1:2])
    return ahead and percents[first.name] >= OVERHEARD_PERCENT_MIN and bool(first.does and playbooks[cued].does)


def _akin(playbooks: Mapping[str, Playbook], left: str, right: str) -> bool:
    return right in playbooks[left].kin or left in playbooks[right].kin


def cued_in(ear: Ear, clause: str) -> tuple[list[str], set[str]]:
    """The playbooks whose own words stand in a clause, and those that stand there only with a "not"."""
    tokens = cut(clause)
    found: dict[str, list[int]] = {}
    for number, place in ear.stems.standing(tokens).items():
        found.setdefault(ear.owners[number], []).append(place)
    denied = {
        name
        for name, places in found.items()
        if ear.playbooks[name].does and all(is_negated(ear.tongue, tokens, place) for place in places)
    }
    return [name for name in found if name not in denied], denied


def _clauses(ear: Ear, text: str) -> list[str]:
    """The message in parts, each with the words of one wish; parts without any are kept with their neighbour."""
    parts: list[str] = []
    for sentence in _sentences(text):
        parts += _parts(ear, sentence)
    joined: list[str] = []
    waiting = ""
    for part in parts:
        cued, denied = cued_in(ear, part)
        asks = len(parts) > 1 and not waiting and _is_question(ear.tongue, part)
        if (cued or denied or asks) and len(joined) < CLAUSES_MAX:
            joined.append(f"{waiting}, {part}" if waiting else part)
            waiting = ""
        elif joined:
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            waiting = f"{waiting}, {part}" if waiting else part
    return joined or [text]


def _is_question(tongue: Tongue, part: str) -> bool:
    """As in "Where is 1192": it begins like a question and names a record."""
    first = next((token.norm for token in cut(part) if token.is_word), "")
    return first in tongue.phrases("questions") and _RECORD.search(part) is not None


def _sentences(text: str) -> list[str]:
    sentences: list[str] = []
    start = 0
    for at, letter in enumerate(text):
        stops = (
            letter == "." and (at + 1 == len(text) or text[at + 1].isspace()) and at - start > ABBREVIATION_CHARS_MAX
        )
        ends = stops or letter in "\n!?;"
        if ends and text[start : at + 1].strip():
            sentences.append(text[start : at + 1].strip())
            start = at + 1
    rest = text[start:].strip()
    return [*sentences, rest] if rest else sentences or [text]


def _parts(ear: Ear, sentence: str) -> list[str]:
    """A sentence cut at those connectors that part the words of two different playbooks."""
    parts: list[str] = []
    start = 0
    before: re.Match[str] | None = None
    for found in ear.tongue.connectors.finditer(sentence):
        if found.start() <= start:
            continue
        left, right = sentence[start : found.start()], sentence[found.end() :]
        here, there = cued_in(ear, left), cued_in(ear, _until(ear.tongue, right))
        named_left, named_right = {*here[0], *here[1]}, {*there[0], *there[1]}
        if named_right and not named_left & named_right:
            cut_at = before if before and _opens_next(ear, sentence, start, before, found) else found
            parts.append(sentence[start : cut_at.start()])
            start = cut_at.end()
        before = found
    return [*parts, sentence[start:]]


def _opens_next(ear: Ear, sentence: str, start: int, before: re.Match[str], found: re.Match[str]) -> bool:
    """As in "Cancel W1, and for W2, change the boots": the words between name the next wish's record."""
    between = sentence[before.end() : found.start()]
    first = before.start() > start and _NUMBER.search(sentence[start : before.start()])
    return bool(first and _NUMBER.search(between)) and not any(cued_in(ear, between))


def _until(tongue: Tongue, text: str) -> str:
    found = tongue.connectors.search(text, 1) if text else None
    return text[: found.start()] if found else text
