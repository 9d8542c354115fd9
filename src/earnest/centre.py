"""The privacy centre: what is known of a person, how it was used, and what was decided about them. Pure.

Everything is read under `rights.fulfil`, told in the person's language, and put together from what was recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from earnest.choices import NO, Choice
from earnest.consent.fold import fold
from earnest.consent.grants import DataMap, Retention, SourceRule
from earnest.domain.consents import PERMITS, Origin
from earnest.domain.identity import Channel
from earnest.domain.money import Money
from earnest.domain.preferences import Remembered
from earnest.domain.purposes import Purpose
from earnest.domain.records import Seen
from earnest.domain.time import Instant
from earnest.domain.turns import Decision, DecisionKind
from earnest.rights import REVIEWABLE
from earnest.store.uses import Onlooker
from earnest.store.uses import Use as Read
from earnest.store.values import Dossier, HandOver, StoredDecision
from earnest.why import Telling, said_in
from earnest.words import BUNDLED_LANGUAGES, Moment
from earnest.words.preferences import in_words

USES_SHOWN_MAX = 3
"""Uses of one source that the page names; the download holds all."""

DECIDED = frozenset(
    {
        DecisionKind.OUTCOME,
        DecisionKind.REFUSAL,
        DecisionKind.APPROVAL,
        DecisionKind.UNDO,
        DecisionKind.CONSENT,
        DecisionKind.DATA_CHOICE,
        DecisionKind.SIGNED_IN,
        DecisionKind.EXPORTED,
        DecisionKind.PASSKEY,
    }
)
"""What the page lists as decided, and who came in and what was given out; answers and questions are in the download."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a record, in words."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Use:
    """A source read for a decision: when, what for, under which decision."""

    at: str
    purpose: str
    decision: str


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody of the company was shown something of the person: when, who, what, what for, and why if they had to say.

    Args:
        at: when.
        who: a colleague, or whoever runs the house; nobody is named.
        what: the fields, by source.
        purpose: what for.
        because: why a masked field was shown, in the colleague's own words; "" where nothing was masked.
        decision: the look's own record.
    """

    at: str
    who: str
    what: str
    purpose: str
    because: str
    decision: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One source of the data map and what it holds of this person.

    Args:
        source: its name in the data map.
        label: the same in words.
        origin: where it comes from: the owner's part of the company, and a supplier where there is one.
        purposes: what it may be read for now, in words.
        only_if: what it might be read for if the person agreed, in words.
        kept: how long, in words.
        records: what it holds, field by field.
        uses: how often it was read for a decision.
        latest: the newest of these uses.
        barred: whether the person does not want it to be used.
    """

    source: str
    label: str
    origin: str
    purposes: tuple[str, ...]
    only_if: tuple[str, ...]
    kept: tuple[str, ...]
    records: tuple[tuple[Fact, ...], ...]
    uses: int
    latest: tuple[Use, ...]
    barred: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about the person: when, what, how it went and why, whether a person can be asked to review it."""

    decision: str
    at: str
    what: str
    result: str
    because: str
    reviewable: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that waits, or waited, for a person."""

    id: str
    decision: str
    what: str
    state: str
    due: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """One purpose that can be chosen: its exact words, what the person said, and since when.

    Args:
        purpose: its name.
        label: what it is, in a few words.
        text: the exact words; `version` names them.
        version: what a yes must carry.
        gain: what a yes brings.
        loss: what a no costs.
        says: "yes", "no", or "" where they never said.
        since: when they said so, or who said it for them.
    """

    purpose: str
    label: str
    text: str
    version: str
    gain: str
    loss: str
    says: str
    since: str


@dataclass(frozen=True, slots=True)
class Told:
    """One preference that the person told us."""

    name: str
    label: str
    value: str
    until: str


@dataclass(frozen=True, slots=True)
class Centre:
    """All that the page tells."""

    known: tuple[Topic, ...]
    decided: tuple[Decided, ...]
    asked: tuple[Asked, ...]
    refusals: int
    open: int
    chosen: tuple[Chosen, ...]
    told: tuple[Told, ...]
    looked: tuple[Looked, ...] = ()

    @property
    def frozen(self) -> bool:
        """Whether nothing of the person's is used."""
        return all(topic.barred for topic in self.known)

    @property
    def uses(self) -> int:
        """How often anything was read for a decision."""
        return sum(topic.uses for topic in self.known)


@dataclass(frozen=True, slots=True)
class Teller:
    """Puts the centre together in one language.

    Args:
        told: the words, the language, the sources.
        data_map: the brand's.
        zone: IANA time zone that days are told in.
        now: the instant that consents are judged at.
    """

    told: Telling
    data_map: DataMap
    zone: str
    now: Instant

    def centre(
        self,
        dossier: Dossier,
        records: Mapping[str, Sequence[Seen]],
        choices: Iterable[Choice],
        remembered: Iterable[Remembered],
        reads: Sequence[Read],
        reasons: Mapping[str, str],
    ) -> Centre:
        """What is told of a person.

        Args:
            dossier: what the store holds of them.
            records: what the company's systems hold, by source.
            choices: what they can choose, as it stands.
            remembered: what they told us about themselves.
            reads: what was read of them, the newest first.
            reasons: why colleagues had masked fields shown, by the look's decision.
        """
        used = [one for one in reads if one.by is Onlooker.ASSISTANT]
        seen = [one for one in reads if one.by in (Onlooker.COLLEAGUE, Onlooker.HOUSE)]
        decided = tuple(self.decided(one, dossier.decisions) for one in dossier.decisions if _counts(one.decision))
        waiting = tuple(self.asked(one, dossier.decisions) for one in dossier.waiting)
        owned = [rule for rule in self.data_map.sources if rule.name in records]
        return Centre(
            known=tuple(self.topic(rule, records[rule.name], dossier, used) for rule in owned),
            decided=decided,
            asked=waiting,
            refusals=sum(one.decision.kind is DecisionKind.REFUSAL for one in dossier.decisions),
            open=sum(one.state == "open" for one in dossier.waiting),
            chosen=self.every(choices),
            told=tuple(self.remembered(one) for one in remembered),
            looked=tuple(self.looked(one, reasons.get(one.decision, "")) for one in seen),
        )

    def every(self, choices: Iterable[Choice]) -> tuple[Chosen, ...]:
        """Every choice."""
        return tuple(self.chosen(one) for one in choices)

    def chosen(self, choice: Choice) -> Chosen:
        """One choice."""
        last, text = choice.last, choice.text
        said = last is not None and choice.state in (*PERMITS, *NO)
        since = self._say("privacy-since", at=self._moment(last.at)) if last and said else ""
        by_signal = self._say("privacy-by-signal") if said and last and last.origin is Origin.SIGNAL else ""
        return Chosen(
            purpose=choice.row.purpose.value,
            label=text.label,
            text=text.text,
            version=text.version,
            gain=self._say("privacy-gain", text=text.gain),
            loss=self._say("privacy-loss", text=text.loss),
            says=("yes" if choice.state in PERMITS else "no") if said else "",
            since=by_signal or since or self._say("privacy-unless" if choice.allowed else "privacy-never-asked"),
        )

    def remembered(self, one: Remembered) -> Told:
        """One preference."""
        label, value = in_words(self._say, one.preference, one.value)
        return Told(one.preference.value, label, value, self._say("privacy-until", at=self._moment(one.until)))

    def topic(self, rule: SourceRule, records: Sequence[Seen], dossier: Dossier, reads: Sequence[Read]) -> Topic:
        """One source."""
        consents = fold(dossier.consents, self.now)
        uses = [one for one in reads if any(used.source == rule.name for used in one.used)]
        purposes = dict.fromkeys(purpose for field in rule.fields for purpose in sorted(field.purposes))
        return Topic(
            source=rule.name,
            label=self._say("widget-source", name=rule.name),
            origin=self._origin(rule),
            purposes=self._purposes(one for one in purposes if consents.allows(one)),
            only_if=self._purposes(one for one in purposes if not consents.allows(one)),
            kept=tuple(dict.fromkeys(self.kept(field.retention) for field in rule.fields)),
            records=tuple(self._facts(one.fields) for one in records),
            uses=len(uses),
            latest=tuple(self._use(one, rule.name) for one in uses[:USES_SHOWN_MAX]),
            barred=rule.name in dossier.barred,
        )

    def looked(self, read: Read, reason: str) -> Looked:
        """One look of the company's."""
        purposes = dict.fromkeys(one.purpose for one in read.used)
        return Looked(
            at=self._moment(read.at),
            who=self._say("privacy-looked-by", name=read.by.value),
            what="; ".join(self.used(f"{one.source}.{one.field}" for one in read.used)),
            purpose=self.told.words.show(self.told.language, self._purposes(purposes)),
            because=self._say("privacy-looked-because", text=reason) if reason else "",
            decision=read.decision,
        )

    def reference(self, rule: SourceRule) -> dict[str, Any]:
        """One source in general: its fields, purposes, times and places, in words."""
        purposes = dict.fromkeys(purpose for field in rule.fields for purpose in sorted(field.purposes))
        return {
            "label": self._say("widget-source", name=rule.name),
            "fields": tuple(dict.fromkeys(self._label(field.path) for field in rule.fields)),
            "purposes": self._purposes(purposes),
            "kept": tuple(dict.fromkeys(self.kept(field.retention) for field in rule.fields)),
            "where": tuple(dict.fromkeys(field.residency for field in rule.fields)),
        }

    def used(self, fields: Iterable[str]) -> tuple[str, ...]:
        """Fields as `Why.used` names them, by source, in words: "Your orders: status, delivery date"."""
        by_source: dict[str, list[str]] = {}
        for one in fields:
            source, _, path = one.partition(" ")[0].partition(".")
            by_source.setdefault(source, []).append(self._label(path))
        show, language = self.told.words.show, self.told.language
        return tuple(
            f"{self._say('widget-source', name=source)}: {show(language, tuple(dict.fromkeys(labels)))}"
            for source, labels in by_source.items()
        )

    def kept(self, retention: Retention) -> str:
        """How long a field is kept, in words."""
        unit = _plain(retention.unit.value)
        if not retention.count:
            return self._say("privacy-kept-while", unit=unit)
        return self._say("privacy-kept-for", unit=unit, count=retention.count)

    def decided(self, stored: StoredDecision, every: Sequence[StoredDecision]) -> Decided:
        """One decision."""
        decision = stored.decision
        followed = any(one.decision.caused_by == decision.id and _contests(one.decision) for one in every)
        return Decided(
            decision=decision.id,
            at=self._moment(stored.at),
            what=self._what(decision),
            result=self._result(decision),
            because=decision.verdict.fired[0].say if decision.verdict and decision.verdict.fired else "",
            reviewable=decision.kind in REVIEWABLE and not stored.erased and not followed,
        )

    def asked(self, waits: HandOver, every: Sequence[StoredDecision]) -> Asked:
        """Something that waits for a person."""
        about = next((one.decision for one in every if one.decision.id == waits.decision), None)
        return Asked(
            id=waits.id,
            decision=waits.decision,
            what=self._what(about) if about else self._say("privacy-asked-person"),
            state=self._say("privacy-state", name=_plain(waits.state)),
            due=self._moment(waits.due_at) if waits.due_at and waits.state == "open" else "",
        )

    def _purposes(self, purposes: Iterable[Purpose]) -> tuple[str, ...]:
        return tuple(self._say(f"purpose-{_plain(one.value)}") for one in purposes)

    def _use(self, read: Read, source: str) -> Use:
        purposes = dict.fromkeys(one.purpose for one in read.used if one.source == source)
        words = tuple(self._say(f"purpose-{_plain(one.value)}") for one in purposes)
        return Use(self._moment(read.at), self.told.words.show(self.told.language, words), read.decision)

    def _origin(self, rule: SourceRule) -> str:
        bought = next((field for field in rule.fields if field.origin is not None), None)
        if bought is None or bought.origin is None:
            return self._say("privacy-from", owner=rule.fields[0].owner)
        return self._say("privacy-from-bought", owner=rule.fields[0].owner, supplier=bought.origin.supplier)

    def _facts(self, fields: Mapping[str, Any]) -> tuple[Fact, ...]:
        found = ((name, self._value(value)) for name, value in fields.items() if name != "handle")
        return tuple(Fact(self._label(name), value) for name, value in found if value)

    def _label(self, name: str) -> str:
        return self._say("widget-field", name=name.replace(".", "-")).replace("_", " ")

    def _value(self, value: Any) -> str:  # noqa: PLR0911 - one return a kind of value
        match value:
            case None | "":
                return ""
            case bool() | "yes" | "no":
                return self._say("yes-word" if value in (True, "yes") else "no-word")
            case Money() | int() | str():
                return self.told.words.show(self.told.language, value)
            case Mapping():
                return self._mapped(value)
            case [*many]:
                return "; ".join(filter(None, (self._value(one) for one in many)))
            case tuple():
                return self._value(list(value))
            case _:
                return str(value)

    def _mapped(self, value: Mapping[str, Any]) -> str:
        """A text by language is told in the person's own; any other mapping field by field."""
        by_language = set(value) <= set(BUNDLED_LANGUAGES) or all(isinstance(one, str) for one in value.values())
        if self.told.language in value and by_language:
            return self._value(value[self.told.language])
        return ", ".join(f"{fact.label}: {fact.value}" for fact in self._facts(value))

    def _what(self, decision: Decision) -> str:
        named = decision.words.get("title", "") or self._named(decision)
        return named or next(iter(said_in(decision)), "") or self._say("privacy-kind", name=_plain(decision.kind.value))

    def _named(self, decision: Decision) -> str:
        match decision.kind:
            case DecisionKind.CONSENT:
                name = _plain(str(decision.facts.get("purpose", "")))
                return self._say("privacy-choice-about", what=self._say(f"purpose-{name}"))
            case DecisionKind.DATA_CHOICE:
                name = str(decision.facts.get("source", ""))
                return self._say("privacy-choice-about", what=self._say("widget-source", name=name))
            case _:
                return ""

    def _result(self, decision: Decision) -> str:
        match decision.kind:
            case DecisionKind.CONSENT:
                return self._say("privacy-result", name=_plain(str(decision.facts.get("state", ""))))
            case DecisionKind.DATA_CHOICE:
                return self._say("privacy-result", name="barred" if decision.facts.get("barred") else "used")
            case DecisionKind.OUTCOME:
                return self._say("privacy-result", name=_plain(str(decision.facts.get("outcome", ""))))
            case _:
                return self._say("privacy-result", name=_plain(decision.kind.value))

    def _moment(self, at: Instant) -> str:
        return self.told.words.show(self.told.language, Moment(at, self.zone))

    def _say(self, key: str, **values: Any) -> str:
        return self.told.say(key, **values)


def as_json(
    dossier: Dossier,
    records: Mapping[str, Sequence[Seen]],
    explained: Iterable[Mapping[str, Any]],
    remembered: Iterable[Remembered],
    looks: tuple[Iterable[Read], Mapping[str, str]],
) -> Any:
    """All that is kept of a person, as plain values: records, choices, what was read of them, decisions with reasons.

    Args:
        dossier: what the store holds of them.
        records: what the company's systems hold, by source.
        explained: every decision, with its reasons.
        remembered: what they told us about themselves.
        looks: what was read of them by whom, and why colleagues had masked fields shown, by the look's decision.
    """
    reads, reasons = looks
    return {
        "preferences": [
            {"preference": one.preference.value, "value": one.value, "set_at": one.set_at, "until": one.until}
            for one in remembered
        ],
        "reads": [_read_json(one, reasons.get(one.decision, "")) for one in reads],
        "records": {source: [dict(one.fields) for one in found] for source, found in records.items()},
        "barred": list(dossier.barred),
        "consents": [
            {"purpose": one.purpose.value, "state": one.state.value, "at": one.at, "text_version": one.text_version}
            for one in dossier.consents
        ],
        "waiting": [{"id": one.id, "state": one.state, "due_at": one.due_at} for one in dossier.waiting],
        "decisions": list(explained),
    }


def _read_json(read: Read, reason: str) -> dict[str, Any]:
    fields = [{"source": one.source, "field": one.field, "purpose": one.purpose.value} for one in read.used]
    told = {"at": read.at, "by": read.by.value, "decision": read.decision, "used": fields}
    return told | ({"because": reason} if reason else {})


def _counts(decision: Decision) -> bool:
    """Whether the page lists it; a choice made here is told in every open conversation, and listed once."""
    told = decision.kind is DecisionKind.DATA_CHOICE and decision.context.channel is Channel.PRIVACY_CENTRE
    consented = (
        decision.kind is DecisionKind.DATA_CHOICE and "purpose" in decision.facts
    )  # the consent is listed itself
    return decision.kind in DECIDED and not consented and not (told and decision.context.conversation)


def _contests(decision: Decision) -> bool:
    return decision.hand_over is not None and decision.hand_over.value == "contested"


def _plain(name: str) -> str:
    return name.replace(".", "-").replace("_", "-").replace(" ", "-")
