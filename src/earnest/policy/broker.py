"""The broker: a proposal has no authority; what may be done comes from the session and the shop, never from words.

Proposals name records by handles, arguments are checked against what skills declare in code, and everything is asked
of the shop again when the deed is done: an assistant can never do more than this customer could at the counter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from earnest.domain.errors import BadInput, BrandError, Conflict, Declined, EarnestError, NotAllowed
from earnest.domain.identity import Level, Session, Source
from earnest.domain.money import MINOR_MAX, Money
from earnest.domain.records import RecordKind
from earnest.domain.skills import By, EffectClass, Owned, Parameter, Plain, Preview, Public, Skill
from earnest.domain.time import DAY, Instant
from earnest.domain.turns import Action, Deed
from earnest.domain.verdicts import ONE_PERSON_ROW, Change, Facts, FactValue, Fired, Outcome, Verdict
from earnest.policy.arguments import args_hash, call_arguments, canonical_arguments, require_held, vocabulary_classes
from earnest.policy.compiled import CompiledGate
from earnest.policy.gates import InputKind
from earnest.policy.handles import Holdings, handle_of
from earnest.policy.judging import judge

SURE, AMOUNT, IDENTITY, ASKED_BY = "sure", "amount", "identity", "asked_by"
PLATFORM_FACTS = (SURE, AMOUNT, IDENTITY, ASKED_BY)
"""Gate inputs that the platform itself states; a skill cannot state them otherwise."""

_TOO_LITTLE_KNOWN: Mapping[Level, str] = {
    Level.REACHABLE: "We need to know who you are before this can be done.",
    Level.SIGNED_IN: "Sign in before this can be done.",
    Level.JUST_PROVED: "Prove once more that it is you before this can be done.",
}

TAINT_ROW = "text_from_elsewhere"
"""The row that a verdict names where the taint floor made it stricter."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """A sum that a gate asks for: this customer's amounts of a skill in the last days, this one included."""

    input: str
    skill: str
    days: int
    currency: str

    @property
    def span(self) -> int:
        """The same days in microseconds."""
        return self.days * DAY

    def total(self, paid: Money, amount: Money | None) -> Money:
        """What was paid and this amount together; a sum that cannot be made is one that the gate does not let pass.

        Args:
            paid: the sum so far, in the exposure's currency.
            amount: what this deed would add, None if it moves no money.
        """
        if amount is None or amount.currency != paid.currency:
            return amount or paid
        return Money(min(paid.minor + amount.minor, MINOR_MAX), paid.currency)


@dataclass(frozen=True, slots=True)
class Broker:
    """Turns proposals into canonical deeds, and deeds into verdicts.

    Args:
        skills: the brand's skills by name.
        kinds: its record kinds by name.
        gates: its compiled gates by skill name.
        handle_key: secret of the handles, 32 random bytes.
        bought: bought-in and derived fields, and until when inputs that are made of them count.

    Raises:
        BrandError: a skill names a record kind that is not declared, or an owned one as public, or the reverse.
    """

    skills: Mapping[str, Skill]
    kinds: Mapping[str, RecordKind]
    gates: Mapping[str, CompiledGate]
    handle_key: bytes
    bought: Mapping[str, Instant] = field(default_factory=dict)
    _words: Mapping[str, Mapping[str, type[StrEnum]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        words = {skill.name: vocabulary_classes(skill) for skill in self.skills.values()}
        object.__setattr__(self, "_words", words)
        for skill in self.skills.values():
            for parameter in skill.parameters:
                _require_kind(skill, parameter, self.kinds)

    def mint(self, session: Session, kind: str, record_id: str) -> str:
        """The opaque handle of a record for this session."""
        return handle_of(self.handle_key, session, kind, record_id)

    def canonical(self, shop: Any, session: Session, action: Action, now: Instant) -> Deed:
        """The deed that an action stands for: raw ids, checked kinds, owned records.

        Raises:
            BadInput: unknown skill, an argument that does not fit, a record that is not this customer's, or a shop
                that cannot be read.
            NotAllowed: the person is not known surely enough.
            Declined: the shop would refuse; fit for the customer.
        """
        skill, arguments = self._checked(shop, session, action)
        amount = self._amount(skill, shop, By(session.customer, "", now), arguments)
        return Deed(skill.name, arguments, args_hash(skill.name, arguments), amount)

    def preview(self, shop: Any, session: Session, action: Action, now: Instant) -> Preview:
        """Dry-run an action; raises what `canonical` raises."""
        skill, arguments = self._checked(shop, session, action)
        called = self._called(skill, arguments)
        dry = _dry_run(skill, shop, By(session.customer, "", now), called)
        if dry is not None:
            return dry
        return Preview(tuple((name, _row_value(value)) for name, value in called.items()), _stated_amount(called))

    def arguments(self, deed: Deed) -> dict[str, Any]:
        """What the deed's skill is called with: canonical arguments with Money and the declared words.

        Raises:
            BadInput: there is no such skill (any more).
        """
        return self._called(self._skill(deed.skill), deed.arguments)

    def lowered(self, shop: Any, session: Session, deed: Deed, amount: Money, now: Instant) -> Deed:
        """The same deed over a smaller amount, canonical like any other: it is judged, and done, by its own hash.

        Raises:
            Conflict: the amount is not smaller, or not one that the skill takes.
            Declined: the shop would refuse; fit for the customer.
        """
        skill = self._skill(deed.skill)
        takes = any(one.name == AMOUNT and one.kind is Plain.MONEY and not one.many for one in skill.parameters)
        if deed.amount is None or not takes:
            raise Conflict("The amount follows from what this is done to; approve it as it is, or decline it.")
        if amount.currency != deed.amount.currency or not 0 < amount.minor < deed.amount.minor:
            raise Conflict(f"Only a smaller amount than {deed.amount} can be approved in its place.")
        arguments = {**deed.arguments, AMOUNT: {"minor": amount.minor, "currency": amount.currency}}
        dry = self._amount(skill, shop, By(session.customer, "", now), arguments)
        if dry != amount:
            raise Conflict(f"With that amount {dry or 'nothing'} would move; approve it as it is, or decline it.")
        return Deed(skill.name, arguments, args_hash(skill.name, arguments), amount)

    def facts(
        self, shop: Any, session: Session, deed: Deed, *, sure: int | None, asked_by: Source, now: Instant
    ) -> dict[str, FactValue]:
        """The typed inputs of the deed's gate, without exposures; `asked_by` is always among them.

        A skill that cannot state its facts leaves them out, and the gate fails closed. So does a fact that is made of
        a bought-in field that has become too old, or whose age only its record could tell.

        Raises:
            Declined: the shop would refuse; fit for the customer.
        """
        platform: dict[str, FactValue] = {SURE: sure or 0, IDENTITY: session.level, ASKED_BY: asked_by.value}
        if deed.amount is not None:
            platform[AMOUNT] = deed.amount
        skill = self._skill(deed.skill)
        try:
            stated = self._stated(skill, shop, By(session.customer, "", now), deed)
        except Declined:
            raise
        except Exception:  # noqa: BLE001 - whatever failed, the missing facts make the gate ask a person
            stated = {}
        stale = {name for name, until in self._bought(deed.skill).items() if now >= until}
        known = {name: value for name, value in stated.items() if name not in stale}
        return self._declared(deed.skill, {**known, **platform}) | {ASKED_BY: asked_by.value}

    def exposures(self, skill_name: str) -> tuple[Exposure, ...]:
        """The sums that the skill's gate asks for; the caller adds them to the facts inside the write transaction."""
        gate = self.gates.get(skill_name)
        if gate is None:
            return ()
        return tuple(
            Exposure(given.name, given.skill, given.days, gate.gate.currency)
            for given in gate.gate.inputs
            if given.kind is InputKind.EXPOSURE
        )

    def verdict(self, deed: Deed, facts: Facts, language: str = "en") -> Verdict:
        """Judge a deed by its skill's gate, effect class and whose wish it is. Pure.

        Args:
            deed: the canonical deed.
            facts: from `facts`, with the exposures added.
            language: the language of the rows' sentences.

        Raises:
            BadInput: there is no such skill.
        """
        skill, gate = self._skill(deed.skill), self.gates.get(deed.skill)
        declared = {given.name for given in gate.gate.inputs} if gate else set()
        judged = {name: value for name, value in facts.items() if name != ASKED_BY or name in declared}
        verdict = judge(gate, judged, skill.effect, language)
        if verdict.outcome is Outcome.REFUSE and (bought := self._bought(deed.skill).keys() & judged.keys()):
            # Nobody is refused because of what a supplier says: without it, it is at least a person's to decide.
            kept = {name: value for name, value in judged.items() if name not in bought}
            verdict = judge(gate, kept, skill.effect, language)
        trusted = facts.get(ASKED_BY) in (Source.CUSTOMER.value, Source.COLLEAGUE.value)
        return _marked(gate, floor(Source.CUSTOMER if trusted else Source.ELSEWHERE, verdict, skill.effect), language)

    def proof_helps(self, deed: Deed, confirmed: Facts) -> bool:
        """Whether a signed-in customer would be refused, or a person asked, and less would do after a proof. Pure.

        Args:
            deed: the canonical deed.
            confirmed: the gate inputs once the customer has confirmed the deed.
        """
        if confirmed.get(IDENTITY) != Level.SIGNED_IN:
            return False
        now = self.verdict(deed, confirmed).outcome
        proved = self.verdict(deed, {**confirmed, IDENTITY: Level.JUST_PROVED}).outcome
        return proved < now and now >= Outcome.ASK_PERSON

    def recheck(self, shop: Any, session: Session, deed: Deed, now: Instant, language: str = "en") -> None:
        """Ask everything again, at the shop, right before the deed: nothing is taken from when it was proposed.

        Raises:
            Declined: a record has gone or changed hands, the amount is another, or the gate refuses on fresh facts.
        """
        try:
            self._recheck(shop, session, deed, By(session.customer, "", now), language)
        except Declined:
            raise
        except EarnestError as error:
            raise Declined(str(error)) from error
        except Exception as error:
            raise Declined("It could not be checked once more just now, so nothing was done. Ask again.") from error

    # --- what the public part calls -------------------------------------------------------------------------------

    def _skill(self, name: Any) -> Skill:
        skill = self.skills.get(name) if isinstance(name, str) else None
        if skill is None:
            raise BadInput(f"There is no skill {str(name)[:40]!a}; use one of {', '.join(sorted(self.skills))}.")
        return skill

    def _checked(self, shop: Any, session: Session, action: Action) -> tuple[Skill, Mapping[str, Any]]:
        skill = self._skill(action.skill)
        if not _known_enough(session, skill):
            raise NotAllowed(_TOO_LITTLE_KNOWN[skill.level])
        if not isinstance(action.arguments, Mapping):
            raise BadInput(f"The arguments of {skill.name} should be given by name.")
        holdings = Holdings(shop, session.customer, self.kinds)

        def resolve(kind: str, handle: str) -> str:
            record_id = holdings.resolve(self.handle_key, session, kind, handle)
            if record_id is None:
                raise BadInput(f"There is no such {kind} for this customer; choose one from the list again.")
            return record_id

        arguments = canonical_arguments(skill, action.arguments, resolve)
        _require_all_held(skill, arguments, holdings)
        args_hash(skill.name, arguments)
        return skill, arguments

    def _called(self, skill: Skill, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return call_arguments(skill, arguments, self._words[skill.name])

    def _amount(self, skill: Skill, shop: Any, by: By, arguments: Mapping[str, Any]) -> Money | None:
        called = self._called(skill, arguments)
        dry = _dry_run(skill, shop, by, called)
        return dry.amount if dry is not None and dry.amount is not None else _stated_amount(called)

    def _stated(self, skill: Skill, shop: Any, by: By, deed: Deed) -> dict[str, FactValue]:
        return dict(skill.stated(shop, by, **self._called(skill, deed.arguments))) if skill.stated else {}

    def _bought(self, skill_name: str) -> Mapping[str, Instant]:
        """The inputs of a skill's gate that are made of bought-in fields, and until when they count."""
        gate = self.gates.get(skill_name) if self.bought else None
        inputs = gate.gate.inputs if gate else ()
        return {given.name: self.bought[given.field] for given in inputs if given.field in self.bought}

    def _declared(self, skill_name: str, facts: Facts) -> dict[str, FactValue]:
        """The facts that the gate asks for. A text of no vocabulary may be anybody's words: it is no fact."""
        gate = self.gates.get(skill_name)
        declared = {given.name for given in gate.gate.inputs} if gate else set()
        found = {name: value for name, value in facts.items() if name in declared}
        return {name: v for name, v in found.items() if not isinstance(v, str) or (gate and gate.takes(name, v))}

    def _recheck(self, shop: Any, session: Session, deed: Deed, by: By, language: str) -> None:
        skill, gate = self._skill(deed.skill), self.gates.get(deed.skill)
        if not _known_enough(session, skill) or args_hash(skill.name, deed.arguments) != deed.args_hash:
            raise Declined("This is not what was decided, so nothing was done. Ask again.")
        _require_all_held(skill, deed.arguments, Holdings(shop, session.customer, self.kinds))
        amount = self._amount(skill, shop, by, deed.arguments)
        if amount != deed.amount:
            raise Declined(f"The amount is now {amount or 'none'}, no longer {deed.amount or 'none'}. Ask again.")
        if gate is None:
            return
        known: dict[str, FactValue] = {IDENTITY: session.level}
        if amount is not None:
            known[AMOUNT] = amount
        facts = self._declared(skill.name, {**self._stated(skill, shop, by, deed), **known})
        facts = {name: value for name, value in facts.items() if name not in self._bought(skill.name)}
        mask, _ = gate.applying_for_sure(facts)
        refused = [fired for fired in gate.fired(mask, language) if fired.outcome is Outcome.REFUSE]
        if refused or gate.gate.otherwise is Outcome.REFUSE:
            raise Declined(" ".join(fired.say for fired in refused).strip() or "The rules for this do not allow it.")


def floor(asked_by: Source, verdict: Verdict, effect: EffectClass) -> Verdict:
    """A wish that text from elsewhere may have steered is never done silently; never milder than the verdict.

    The customer may confirm what they could do anyway; what cannot be taken back, such as disclosing, is a person's.
    """
    if asked_by is not Source.ELSEWHERE:
        return verdict
    least = Outcome.ASK_PERSON if effect in (EffectClass.READ, EffectClass.DISCLOSE) else Outcome.CONFIRM
    changes = tuple(change for change in verdict.changes if change.outcome >= least or _lifts_taint(change))
    if verdict.outcome >= least:
        return verdict if changes == verdict.changes else replace(verdict, changes=changes)
    fired = (Fired(TAINT_ROW, least, ""), *verdict.fired)
    return replace(verdict, outcome=least, fired=fired, changes=changes)


def _known_enough(session: Session, skill: Skill) -> bool:
    # A level without a customer is a contradiction; it counts as nobody.
    return skill.level is Level.ANYONE or (session.level >= skill.level and bool(session.customer))


def _lifts_taint(change: Change) -> bool:
    return any(name == ASKED_BY and value != Source.ELSEWHERE.value for name, value in change.needed)


def _require_all_held(skill: Skill, arguments: Mapping[str, Any], holdings: Holdings) -> None:
    for parameter in skill.parameters:
        if isinstance(parameter.kind, Owned | Public):
            value = arguments[parameter.name]
            require_held(parameter, value if parameter.many else [value], holdings.ids(parameter.kind.record))


def _require_kind(skill: Skill, parameter: Parameter, kinds: Mapping[str, RecordKind]) -> None:
    if not isinstance(parameter.kind, Owned | Public):
        return
    kind, owned = kinds.get(parameter.kind.record), isinstance(parameter.kind, Owned)
    if kind is None or kind.owned is not owned:
        code = skill.do.__code__ if hasattr(skill.do, "__code__") else None
        raise BrandError(
            f"{skill.name}({parameter.name}) names {parameter.kind.record!r}, which is no "
            f"{'owned' if owned else 'public'} record kind; declare it with @records(..., owned={owned}).",
            code.co_filename if code else "",
            code.co_firstlineno if code else 0,
        )


def _marked(gate: CompiledGate | None, verdict: Verdict, language: str) -> Verdict:
    """The verdict, marked where one person published its gate; its outcome stays."""
    if gate is None or not gate.alone:
        return verdict
    said = gate.alone.get(language) or next(iter(gate.alone.values()))
    return replace(verdict, fired=(*verdict.fired, Fired(ONE_PERSON_ROW, verdict.outcome, said)))


def _dry_run(skill: Skill, shop: Any, by: By, called: Mapping[str, Any]) -> Preview | None:
    if skill.previewed is None:
        return None
    try:
        dry = skill.previewed(shop, by, **called)
    except EarnestError:
        raise
    except Exception as error:
        raise BadInput(f"The dry run of {skill.name} failed ({type(error).__name__}); a person looks at it.") from error
    if type(dry) is not Preview or not (dry.amount is None or type(dry.amount) is Money):
        raise BadInput(f"The dry run of {skill.name} gives no Preview; mend it in skills.py.")
    return dry


def _stated_amount(called: Mapping[str, Any]) -> Money | None:
    amount = called.get(AMOUNT)
    return amount if type(amount) is Money else None


def _row_value(value: Any) -> str | int | Money:
    if isinstance(value, Mapping):
        return ", ".join(str(part) for part in value.values())
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return value if type(value) in (int, Money) else str(value)
