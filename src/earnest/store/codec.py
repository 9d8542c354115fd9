"""Values as sealed JSON and back: parts of items, and the fields of a decision by compartment.

Compartment A (accountability) holds what must be answered for and names nobody: typed facts, outcome, rows, digests,
amounts, level. Compartment S (subject) holds what is about a person: words, arguments and their hash (short inputs can
be guessed from a bare hash), who and where. Compartment P names a colleague.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any, cast

from earnest.domain.consents import Ground
from earnest.domain.identity import Channel, Level, Session, Source
from earnest.domain.items import Card, Choices, HandOverNotice, Offer, Option, Part, Quote, Reason, Receipt, Words
from earnest.domain.money import Money
from earnest.domain.purposes import Basis, ConsentState, Purpose
from earnest.domain.records import Origin
from earnest.domain.rights import NotUsed, NotUsedBecause
from earnest.domain.signing import signature_from_json, signature_to_json
from earnest.domain.turns import NONE, Context, Decision, DecisionKind, Deed, HandOverReason, Used
from earnest.domain.verdicts import Change, FactValue, Fired, Outcome, Verdict

RECORD_VERSION = 1
"""Major version of what a record holds; its JSON Schema is `schemas/records/decision/1.json`."""

Json = Any
"""A value of the sealed-JSON profile; the ledger checks it."""


def part_to_json(part: Part) -> Json:  # noqa: PLR0911 - one way out a kind of part
    """One part as a tagged list."""
    match part:
        case Words(text):
            return ["words", text]
        case Quote():
            return ["quote", part.article, part.title, part.version, part.updated_at, part.passage, part.url]
        case Reason(text):
            return ["reason", text]
        case Choices(options):
            return ["choices", [[option.id, option.label] for option in options]]
        case Card():
            told = [part.id, part.title, _pairs(part.rows), part.args_hash, part.expires_at, part.button_only]
            return ["card", *told, *([True] if part.by_passkey else [])]
        case Receipt(decision, title, rows, undo_until):
            return ["receipt", decision, title, _pairs(rows), undo_until]
        case HandOverNotice(hand_over, reason, due_at, summary):
            return ["hand_over", hand_over, reason, due_at, _pairs(summary)]
        case Offer():
            told = [part.label, part.gain, part.text, part.loss, _pairs(part.rows), part.yes, part.no]
            return ["offer", part.purpose.value, *told, part.text_version, part.language]


def part_from_json(value: Json) -> Part:  # noqa: PLR0911 - one way out a kind of part
    """Read what `part_to_json` wrote."""
    match value:
        case ["words", text]:
            return Words(text)
        case ["quote", article, title, version, updated_at, passage, url]:
            return Quote(article, title, version, updated_at, passage, url)
        case ["reason", text]:
            return Reason(text)
        case ["choices", options]:
            return Choices(tuple(Option(name, label) for name, label in options))
        case ["card", name, title, rows, args_hash, expires_at, button_only, *by_passkey]:
            return Card(name, title, _rows(rows), args_hash, expires_at, button_only, bool(by_passkey))
        case ["receipt", decision, title, rows, undo_until]:
            return Receipt(decision, title, _rows(rows), undo_until)
        case ["hand_over", hand_over, reason, due_at, summary]:
            return HandOverNotice(hand_over, reason, due_at, _rows(summary))
        case ["offer", purpose, label, gain, text, loss, rows, yes, no, version, language]:
            return Offer(Purpose(purpose), label, gain, text, loss, _rows(rows), yes, no, version, language)
    raise AssertionError(f"a part of an unknown kind was stored: {value[0]!r}")


def parts_from_json(value: Json) -> tuple[Part, ...]:
    """Read a list of parts."""
    return tuple(part_from_json(part) for part in value)


def plain(value: Any) -> Json:
    """A value with mappings, sequences, enums and amounts in their exact JSON types."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Money):
        return {"currency": value.currency, "minor": value.minor}
    return value


def accountable_fields(decision: Decision) -> dict[str, Json]:
    """The fields of compartment A; empty ones are left out."""
    context, deed, verdict = decision.context, decision.deed, decision.verdict
    fields: dict[str, Json] = {
        "what": {
            "kind": decision.kind.value,
            "intent": decision.intent,
            "sure": decision.sure,
            "level": int(context.session.level),
            "channel": context.channel.value,
            "asked_by": context.asked_by.value,
            "consent_seq": context.consent_seq,
            "now": context.now,
            "caused_by": decision.caused_by,
            "hand_over": decision.hand_over.value if decision.hand_over else None,
            "due_at": decision.due_at,
            "approval": decision.approval,
            "colleagues_needed": decision.colleagues_needed,
            "v": RECORD_VERSION,
        },
        "policy": {
            "brand": context.brand_digest,
            "gates": context.gates,
            "model": context.model,
            "model_id": context.model_id,
            "prompt": context.prompt,
            "experiments": list(context.experiments),
        },
    }
    if decision.ready_at:
        fields["held"] = {"until": decision.ready_at}
    if decision.intent and decision.sure is not None:
        fields["sample"] = {"in": decision.in_sample, "anyway": decision.anyway}
    if decision.facts:
        fields["facts"] = _facts(decision.facts)
    if verdict is not None:
        fields["verdict"] = _verdict(verdict)
    if deed is not None:
        fields["deed"] = {"skill": deed.skill, "amount": _fact(deed.amount) if deed.amount else None}
    fields |= {"signed": {"by": "passkey"}} if decision.signature is not None else {}
    if context.used:
        fields["used"] = [_used(used) for used in context.used]
    if context.grounds:
        fields["bases"] = [[one.purpose.value, one.basis.value, one.state.value] for one in context.grounds]
    if decision.knowledge:
        fields["knowledge"] = _pairs(decision.knowledge)
    if context.not_used:
        fields["not_used"] = [[one.source, one.because.value] for one in context.not_used]
    return fields


def subject_fields(decision: Decision) -> dict[str, Json]:
    """The fields of compartment S; empty ones are left out."""
    context, deed, session = decision.context, decision.deed, decision.context.session
    fields: dict[str, Json] = {
        "place": {
            "conversation": context.conversation,
            "session": session.id,
            "subject": session.subject,
            "known": bool(session.customer),
            "proved_at": session.proved_at,
        }
    }
    if events := [[one.purpose.value, one.event] for one in context.grounds if one.event]:
        fields["consents"] = events
    if decision.said:
        fields["said"] = [part_to_json(part) for part in decision.said]
    if deed is not None:
        fields["arguments"] = [deed.args_hash, plain(deed.arguments)]
    if decision.words:
        fields["words"] = plain(decision.words)
    if decision.signature is not None:
        fields["signature"] = signature_to_json(decision.signature)
    if decision.summary:
        fields["summary"] = _pairs(decision.summary)
    if decision.card is not None:
        # A card that was shown stands among the parts already; a value is stored once.
        fields["card"] = (
            decision.said.index(decision.card) if decision.card in decision.said else part_to_json(decision.card)
        )
    return fields


def decision_from(
    name: str, accountable: Mapping[str, Json], subject: Mapping[str, Json], who: tuple[str, str]
) -> Decision:
    """A decision from the fields that still open; what does not is empty.

    Args:
        name: the decision's id.
        accountable: fields of A.
        subject: fields of S, empty after erasure.
        who: the subject as it is known now, and the shop's reference of it, used where the session knew it.
    """
    what = accountable["what"]
    said = parts_from_json(subject.get("said", ()))
    return Decision(
        id=name,
        kind=DecisionKind(what["kind"]),
        context=_context(accountable, subject, who),
        intent=what["intent"],
        sure=what["sure"],
        facts={key: _read_fact(value) for key, value in accountable.get("facts", {}).items()},
        verdict=_read_verdict(accountable.get("verdict")),
        deed=_deed(accountable.get("deed"), subject.get("arguments", ["", {}])),
        words=subject.get("words", {}),
        said=said,
        caused_by=what["caused_by"],
        hand_over=HandOverReason(what["hand_over"]) if what["hand_over"] else None,
        due_at=what["due_at"],
        summary=_rows(subject.get("summary", ())),
        card=card_of(subject),
        approval=what["approval"],
        colleagues_needed=what["colleagues_needed"],
        ready_at=accountable.get("held", {}).get("until", 0),
        in_sample=accountable.get("sample", {}).get("in", False),
        anyway=accountable.get("sample", {}).get("anyway", False),
        signature=signature_from_json(subject["signature"]) if "signature" in subject else None,
        knowledge=_rows(accountable.get("knowledge", ())),
    )


def used_from(accountable: Mapping[str, Json]) -> tuple[Used, ...]:
    """What was read on the way to a decision, out of the fields of A."""
    return tuple(_read_used(*used) for used in accountable.get("used", ()))


def reads_in(used: Sequence[Used]) -> str:
    """The sources and purposes of what was read, each pair once, as `source:purpose source:purpose`."""
    return " ".join(dict.fromkeys([one.source + ":" + one.purpose for one in used]))


def card_of(subject: Mapping[str, Json]) -> Card | None:
    """The card in the fields of S, None without one."""
    card = subject.get("card")
    if card is None:
        return None
    return cast("Card", part_from_json(subject["said"][card] if isinstance(card, int) else card))


def _context(accountable: Mapping[str, Json], subject: Mapping[str, Json], who: tuple[str, str]) -> Context:
    what, policy = accountable["what"], accountable["policy"]
    place = subject.get("place", {"conversation": "", "session": "", "subject": "", "known": False, "proved_at": 0})
    customer = who[1] if place["known"] else ""
    return Context(
        conversation=place["conversation"],
        session=Session(place["session"], who[0], customer, Level(what["level"]), place["proved_at"]),
        channel=Channel(what["channel"]),
        asked_by=Source(what["asked_by"]),
        consent_seq=what["consent_seq"],
        brand_digest=policy["brand"],
        model=policy["model"],
        used=used_from(accountable),
        now=what["now"],
        not_used=tuple(NotUsed(source, NotUsedBecause(why)) for source, why in accountable.get("not_used", ())),
        gates=policy.get("gates", ""),
        model_id=policy.get("model_id", NONE),
        prompt=policy.get("prompt", NONE),
        grounds=_grounds(accountable, subject),
        experiments=tuple(policy.get("experiments", ())),
    )


def _grounds(accountable: Mapping[str, Json], subject: Mapping[str, Json]) -> tuple[Ground, ...]:
    events = dict(subject.get("consents", ()))
    return tuple(
        Ground(Purpose(purpose), Basis(basis), ConsentState(state), events.get(purpose, ""))
        for purpose, basis, state in accountable.get("bases", ())
    )


def _used(used: Used) -> Json:
    read, origin = [used.source, used.field, used.purpose.value], used.origin
    return read if origin is None else [*read, [origin.supplier, origin.collected.isoformat(), origin.confidence]]


def _read_used(source: str, name: str, purpose: str, bought: Json = None) -> Used:
    origin = Origin(bought[0], date.fromisoformat(bought[1]), bought[2]) if bought else None
    return Used(source, name, Purpose(purpose), origin)


def _deed(deed: Json, arguments: Json) -> Deed | None:
    if deed is None:
        return None
    amount = _read_fact(deed["amount"]) if deed["amount"] else None
    return Deed(deed["skill"], arguments[1], arguments[0], cast("Money | None", amount))


def _facts(facts: Mapping[str, FactValue]) -> dict[str, Json]:
    return {key: _fact(value) for key, value in facts.items()}


def _fact(value: FactValue) -> Json:
    match value:
        case Money(minor, currency):
            return ["money", minor, currency]
        case Level():
            return ["level", int(value)]
        case Enum():
            return value.value
        case _:
            return value


def _read_fact(value: Json) -> FactValue:
    match value:
        case ["money", int(minor), str(currency)]:
            return Money(minor, currency)
        case ["level", int(level)]:
            return Level(level)
        case _:
            return cast("FactValue", value)


def _verdict(verdict: Verdict) -> Json:
    return {
        "outcome": int(verdict.outcome),
        "gate": verdict.gate,
        "gate_digest": verdict.gate_digest,
        "fired": [[fired.row, int(fired.outcome), fired.say] for fired in verdict.fired],
        "changes": [[[[k, _fact(v)] for k, v in c.needed], int(c.outcome)] for c in verdict.changes],
        "fault": verdict.fault,
    }


def _read_verdict(value: Json) -> Verdict | None:
    if value is None:
        return None
    return Verdict(
        outcome=Outcome(value["outcome"]),
        gate=value["gate"],
        gate_digest=value["gate_digest"],
        fired=tuple(Fired(row, Outcome(outcome), say) for row, outcome, say in value["fired"]),
        changes=tuple(
            Change(tuple((key, _read_fact(fact)) for key, fact in needed), Outcome(outcome))
            for needed, outcome in value["changes"]
        ),
        fault=value["fault"],
    )


def _pairs(rows: tuple[tuple[str, str], ...]) -> Json:
    return [[label, value] for label, value in rows]


def _rows(value: Json) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in value)
