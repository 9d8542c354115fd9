"""Replaying single proposed actions through broker and gates, each on a fresh database, against published labels."""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any, Protocol

from earnest.brand import Brand
from earnest.domain.errors import BadInput, Declined, EarnestError
from earnest.domain.identity import Level, Session, Source
from earnest.domain.skills import By, Owned, Public
from earnest.domain.time import Instant
from earnest.domain.turns import Action, Deed
from earnest.domain.verdicts import Outcome
from earnest.policy import Broker

PROBES_MAX = 100_000
LINE_BYTES_MAX = 1_000_000
_CENT = Decimal("0.01")


class ListsChanges(Protocol):
    """A shop that can be measured: it starts afresh and lists what differs from its file."""

    def fresh(self) -> "ListsChanges":
        """The same shop as its file has it."""
        ...

    def changes(self) -> list[dict[str, Any]]:
        """What differs from the file, as path, before and after."""
        ...


@dataclass(frozen=True, slots=True)
class Probe:
    """One proposed action with its labels."""

    id: str
    customer: str
    tool: str
    arguments: Mapping[str, Any]
    allowed: bool
    changes: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class GateReport:
    """How broker and gates agree with the labels.

    Args:
        n: probes replayed.
        agreement: share with the labelled verdict.
        wrongly_allowed: probes allowed against their label.
        wrongly_refused: probes refused against their label.
        effects_match: share whose changes to the database equal the expected ones, amounts rounded to cents.
        disagreements: what was decided otherwise, or had another effect, and why.
    """

    n: int
    agreement: float
    wrongly_allowed: int
    wrongly_refused: int
    effects_match: float
    disagreements: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Result:
    probe: Probe
    allowed: bool
    matched: bool
    why: str


def evaluate_gates(brand: Brand, broker: Broker, shop: ListsChanges, probes: Path, now: Instant) -> GateReport:
    """Replay every probe of a JSON-lines file.

    Args:
        brand: the brand whose skills and gates are measured.
        broker: made of that brand.
        shop: connected to the database that the probes were made on.
        probes: a file of probes, plain or gzipped.
        now: the instant of every probe.

    Raises:
        BadInput: a line is no probe; the message names it.
    """
    results = [_replay(brand, broker, shop.fresh(), probe, now) for probe in read_probes(probes)]
    if not results:
        raise BadInput(f"{probes} holds no probe.")
    right = [one.allowed == one.probe.allowed for one in results]
    return GateReport(
        n=len(results),
        agreement=sum(right) / len(results),
        wrongly_allowed=sum(one.allowed and not one.probe.allowed for one in results),
        wrongly_refused=sum(one.probe.allowed and not one.allowed for one in results),
        effects_match=sum(one.matched for one in results) / len(results),
        disagreements=tuple(
            {"id": one.probe.id, "tool": one.probe.tool, "decided": "allow" if one.allowed else "deny", "why": one.why}
            for one, same in zip(results, right, strict=True)
            if not (same and one.matched)
        ),
    )


def read_probes(file: Path) -> Iterator[Probe]:
    """The probes of a file, in order.

    Raises:
        BadInput: a line is no probe, or there are more than `PROBES_MAX`.
    """
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if number > PROBES_MAX:
                raise BadInput(f"{file} holds more than {PROBES_MAX:,} probes; split it.")
            try:
                row = json.loads(line[:LINE_BYTES_MAX], parse_float=Decimal)
                action = row["action"]
                yield Probe(
                    id=str(row.get("id", number)),
                    customer=row["authenticated_user"],
                    tool=action["name"],
                    arguments=dict(action["arguments"]),
                    allowed=row["policy_verdict"] == "allow",
                    changes=row["expected_db_changes"],
                )
            except (ValueError, KeyError, TypeError) as error:
                raise BadInput(f"{file}:{number}: no probe ({error!r}); it needs authenticated_user, action, "
                               "policy_verdict and expected_db_changes.") from error  # fmt: skip


def _replay(brand: Brand, broker: Broker, shop: Any, probe: Probe, now: Instant) -> _Result:
    session = Session("N-probe", "S-probe", probe.customer, Level.REACHABLE)
    try:
        allowed, why, deed = _judge(brand, broker, shop, session, probe, now)
    except EarnestError as no:
        allowed, why, deed = False, str(no), None
    if allowed and deed is not None:
        try:
            by = By(probe.customer, probe.id, now)
            broker.recheck(shop, session, deed, by.now)
            brand.code.skills[deed.skill].do(shop, by, **broker.arguments(deed))
        except Declined as no:
            allowed, why = False, str(no)
    return _Result(probe, allowed, same_changes(shop.changes(), probe.changes), why)


def _judge(
    brand: Brand, broker: Broker, shop: Any, session: Session, probe: Probe, now: Instant
) -> tuple[bool, str, Deed | None]:
    skill = brand.code.skills.get(probe.tool)
    if skill is None:
        return False, f"the brand has no skill {probe.tool}", None
    kinds = {parameter.name: parameter.kind for parameter in skill.parameters}
    arguments = {
        name: _handled(value, kinds.get(name), lambda kind, raw: broker.mint(session, kind, raw))
        for name, value in probe.arguments.items()
    }
    deed = broker.canonical(shop, session, Action(probe.tool, arguments, card_title=""), now)
    facts = dict(broker.facts(shop, session, deed, sure=100, asked_by=Source.CUSTOMER, now=now))
    for exposure in broker.exposures(deed.skill):
        if deed.amount is not None:
            facts[exposure.input] = deed.amount
    verdict = broker.verdict(deed, facts, "en")
    says = "; ".join(fired.say for fired in verdict.fired) or verdict.fault
    return verdict.outcome <= Outcome.CONFIRM, says, deed


def _handled(value: Any, kind: object, mint: Callable[[str, str], str]) -> Any:
    """The tool's raw ids as handles: made for this customer's session, so another's record never resolves."""
    if not isinstance(kind, Owned | Public):
        return value
    if isinstance(value, list):
        return [mint(kind.record, str(one)) for one in value]
    return mint(kind.record, str(value))


def same_changes(given: list[dict[str, Any]], expected: list[dict[str, Any]]) -> bool:
    """Whether two lists of changes are the same, in any order, amounts rounded to cents."""
    return _keyed(given) == _keyed(expected)


def _keyed(changes: list[dict[str, Any]]) -> dict[tuple[str, ...], Any]:
    return {tuple(change["path"]): rounded(change["after"]) for change in changes}


def rounded(value: Any) -> Any:
    """A JSON value with every decimal number rounded to cents."""
    match value:
        case bool():
            return value
        case Decimal() | int() | float():
            return Decimal(str(value)).quantize(_CENT, ROUND_HALF_EVEN)
        case list():
            return [rounded(one) for one in value]
        case dict():
            return {key: rounded(one) for key, one in value.items()}
        case _:
            return value
