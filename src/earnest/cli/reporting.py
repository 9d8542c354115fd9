"""`earnest report`: how the obligations stand that a brand answers for, and each report of evidence whole."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from earnest.cli import places
from earnest.cli.uses import FOR_EVER, Day, instant
from earnest.cli.verifying import verify_house
from earnest.domain.errors import BadInput, NotFound
from earnest.domain.time import Instant
from earnest.govern.reports import GROUP_MIN

if TYPE_CHECKING:
    from earnest.govern.reports import Evidence, Found, Standing
    from earnest.house import House

OBLIGATIONS = "obligations"
"""The report that lists every obligation."""

SCOPE = "breach-scope"
"""The report that may be asked about one source and a span of time."""

SESSION_CHORES = (
    *("session_memory", "desk_sessions", "sessions", "mail_proofs", "challenges", "tries"),
    *("ended_holds", "consent_news", "customers"),
)
"""What falls due at every moment, whatever the days; the clock takes it in its next round."""


def report(
    name: Annotated[str, typer.Argument(help="obligations, or one report such as human-access.")] = OBLIGATIONS,
    since: Day = "",
    until: Day = "",
    source: Annotated[str, typer.Option("--source", help="Of breach-scope: one source of the data map only.")] = "",
    *,
    group_min: Annotated[
        int, typer.Option("--group-min", min=1, max=1_000, help="Smallest group that staff figures are shown of.")
    ] = GROUP_MIN,
    brand: places.Brand = None,
    data: places.Data = None,
    as_json: places.Json = False,
) -> None:
    """Show what the law asks and how it stands here: met, open, not met, or nothing to tell it by; no legal advice."""
    from earnest.govern.obligations import OBLIGATIONS_FILE, read_obligations
    from earnest.govern.reports import REPORTS, standings

    if name != OBLIGATIONS and name not in REPORTS:
        raise NotFound(f"There is no report {name[:40]!r}; there are {', '.join((OBLIGATIONS, *REPORTS))}.")
    if (until or source) and name != SCOPE:
        raise BadInput(f"Only the report {SCOPE} takes --until and --source; leave them out, or ask for that one.")
    rows = read_obligations(OBLIGATIONS_FILE, REPORTS)
    with places.at_work(*places.remembered(brand, data)) as house:
        times = (instant(since, 0), instant(until, FOR_EVER))
        evidence = replace(gathered(house, times[0]), group_min=group_min, scopes=house.store.scopes(*times, source))
    if name == OBLIGATIONS:
        _tell_all(standings(rows, evidence), as_json=as_json)
    else:
        _tell_one(name, REPORTS[name](evidence), as_json=as_json)


def gathered(house: "House", since: Instant = 0) -> "Evidence":
    """All that a house's reports rest on; its whole log is hashed anew."""
    from earnest.evidence import evidence_of
    from earnest.ledger import Report

    size, times = house.store.log_size(), house.times()
    log = verify_house(house) if size else Report(ok=True, size=0, root=b"", problems=())
    later = replace(
        times,
        conversation_days=times.conversation_days + 1,
        record_days=times.record_days + 1,
        counter_days=times.counter_days + 1,
        visitor_days=times.visitor_days + 1,
    )
    due = {one.what: one.count for one in house.store.retaining.plan(times)}
    overdue = {one.what: one.count for one in house.store.retaining.plan(later) if one.what not in SESSION_CHORES}
    gates = [one.gate for one in house.brand.gates.values()]
    return evidence_of(house.store.counted(since), log, (gates, house.brand.data_map), (due, overdue))


def _tell_all(found: Sequence["Standing"], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_standing_json(one) for one in found], indent=2, ensure_ascii=False))
        return
    table = Table(box=None, padding=(0, 1))
    for name in ("State", "Law", "What must be done", "Figure"):
        table.add_column(name, overflow="fold", no_wrap=name == "State")
    for one in found:
        table.add_row(one.state.value, one.obligation.law, one.obligation.must, one.figure)
    Console(highlight=False).print(table)
    counts = {state: sum(one.state is state for one in found) for state in sorted({one.state for one in found})}
    typer.echo(f"{len(found)} obligations: " + ", ".join(f"{count} {state.value}" for state, count in counts.items()))


def _standing_json(one: "Standing") -> dict[str, Any]:
    row = one.obligation
    return {
        "id": row.id,
        "law": row.law,
        "must": row.must,
        "by": row.by,
        "state": one.state.value,
        "open": row.open,
        "reports": {name: _found_json(one.found[name]) if name in one.found else None for name in row.reports},
    }


def _found_json(found: "Found") -> dict[str, Any]:
    figures = dict(found.rows)
    return {"state": found.state.value, "figure": found.figure, "figures": figures, "wrong": list(found.wrong)}


def _tell_one(name: str, found: "Found", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"report": name, **_found_json(found)}, indent=2, ensure_ascii=False))
        return
    typer.echo(f"{name}: {found.state.value}. {found.figure}")
    for label, value in found.rows:
        typer.echo(f"  {label}: {value}")
    for one in found.wrong:
        typer.echo(f"  NOT MET  {one}")
