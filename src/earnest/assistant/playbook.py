"""Playbooks: what the assistant can do for a customer, as data. One file each; `reading.py` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from earnest.assistant.cues import Cue
from earnest.assistant.expression import Call
from earnest.domain.identity import Level
from earnest.domain.purposes import Purpose

Wordings = Mapping[str, tuple[str, ...]]
"""By language: up to three wordings of one sentence."""

WORDINGS_MAX = 3
"""Wordings of one sentence."""


def wordings_in(wordings: Wordings | None, language: str) -> tuple[str, ...]:
    """The wordings in the language, else in its parent, else in the first there is."""
    if not wordings:
        return ()
    return wordings.get(language) or wordings.get(language.partition("-")[0]) or next(iter(wordings.values()))


class SlotType(StrEnum):
    """What a slot holds."""

    RECORD = "record"
    LINES = "lines"
    VARIANT = "variant"
    VARIANTS = "variants"
    ENUM = "enum"
    ADDRESS = "address"
    MONEY = "money"
    TEXT = "text"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Condition:
    """A field against literals, or against another slot's field (`refers`); `negated` turns it round."""

    path: str
    values: tuple[str, ...]
    refers: str = ""
    negated: bool = False


Where = tuple[tuple[Condition, ...], ...]
"""Alternatives, each a list of conditions that must all hold; () lets everything pass."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that a playbook needs to know.

    Args:
        name: its name in expressions and templates.
        type: what it holds.
        kind: the record kind of a record, lines or variant slot.
        of: the slot it hangs on: the order of lines, the lines of a variant, the product of variants.
        ask: the question.
        none: what is said when nothing that this customer has will do.
        unfit: what is said of a named record that will not do.
        label: how it is called in rows for a card or a colleague.
        where: which records will do.
        values: for an enum: each value's synonyms.
        titles: for an enum: each value's name for a choice.
        original: the field (slot.field) that holds what "the original one" means.
        many: whether several records make several wishes.
        optional: whether it may stay empty; an optional slot is never asked for.
        assume: whether a single eligible record is taken without a question (it is always named).
        whole: said when named items are not all of a record that can only be dealt with as a whole.
        told: for a text: whether a longer message is the text itself, so that nothing told is asked again.
        leads: for an enum: values with which another playbook takes over, each as a call: `refund(reason='fault')`.
        sounds_like: for an enum: the intents whose wishes give a value, where none of its synonyms was said.
        otherwise: for an enum: the value that is taken where none was told; it is never asked for.
        latest: for a record: whether the first one is taken where none was named; records come newest first.
    """

    name: str
    type: SlotType
    kind: str = ""
    of: str = ""
    ask: Wordings | None = None
    none: Wordings | None = None
    unfit: Wordings | None = None
    label: Wordings | None = None
    where: Where = ()
    values: Mapping[str, Wordings] | None = None
    titles: Mapping[str, Wordings] | None = None
    original: str = ""
    many: bool = False
    optional: bool = False
    assume: bool = True
    whole: Wordings | None = None
    leads: Mapping[str, Call] | None = None
    told: bool = False
    sounds_like: Mapping[str, tuple[str, ...]] | None = None
    otherwise: str = ""
    latest: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Something to say when its conditions hold, and, where it has cues, the customer's words hold one of them."""

    say: Wordings
    when: tuple[Condition, ...] = ()
    cues: Mapping[str, tuple[Cue, ...]] | None = None


@dataclass(frozen=True, slots=True)
class CardWords:
    """The title and rows of a confirmation card."""

    title: Wordings
    rows: tuple[tuple[Wordings, Wordings], ...] = ()


@dataclass(frozen=True, slots=True)
class Playbook:
    """One thing the assistant can do.

    Args:
        name: its name; also the intent's.
        title: what it does, in a few words, for choices and summaries.
        starts: training examples by language, those of the preset's intent among them.
        intent: that intent as `preset/intent`, "" where the examples are all its own.
        cues: words that speak for it.
        level: the identity needed before any record is read.
        reads: record kinds, each with the purpose it is read for.
        needs: slots in the order they are asked for.
        does: the skill and its arguments, None for a playbook that only answers.
        card: words of the card.
        says: done, waiting, refused and lead words.
        answers: what an answering playbook says.
        articles: the articles that answer it, where one of them fits; else `answers` says it.
        collect: whether it asks once for more items of the same order.
        kin: playbooks of the same wish for records in another state; they take over where this one has none.
        offers: playbooks that are offered when this one cannot be done.
        detail_of: playbooks of whose wish this one's words are a mere detail, when said in the same breath.
        person: whether it leads to a person.
        often: whether it is among the wishes that are offered first where nothing was understood.
        lenient: whether unused words raise no doubt: its deed takes nothing from anybody, and a person reads the words.
        afterwards: the playbook that answers "and when?" once this one's deed is done, "" for none.
    """

    name: str
    title: Mapping[str, str]
    starts: Wordings
    cues: Mapping[str, tuple[Cue, ...]]
    level: Level
    reads: Mapping[str, Purpose]
    needs: tuple[Slot, ...] = ()
    does: Call | None = None
    card: CardWords | None = None
    says: Mapping[str, Wordings] | None = None
    answers: tuple[Answer, ...] = ()
    articles: tuple[str, ...] = ()
    collect: bool = False
    kin: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    detail_of: tuple[str, ...] = ()
    person: bool = False
    intent: str = ""
    lenient: bool = False
    often: bool = False
    afterwards: str = ""

    def slot(self, name: str) -> Slot | None:
        """The slot of this name."""
        return next((slot for slot in self.needs if slot.name == name), None)

    @property
    def leads_to(self) -> frozenset[str]:
        """The playbooks that take over with one of its slots' values."""
        return frozenset(call.skill for slot in self.needs for call in (slot.leads or {}).values())

    def typed(self, *types: SlotType) -> Slot | None:
        """The first slot of one of these types."""
        return next((slot for slot in self.needs if slot.type in types), None)
