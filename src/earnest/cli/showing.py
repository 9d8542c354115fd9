"""How a conversation, a reason and a verification look in a terminal; and the same as plain values."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from earnest.domain.time import SECOND

if TYPE_CHECKING:
    from earnest.ledger import Report

PANEL_WIDTH_MAX = 76

Shown = Mapping[str, Any]
"""A part as the HTTP door gives it."""


def show_part(console: Console, author: str, part: Shown, zone: str) -> None:
    """One part of an item."""
    match part["kind"]:
        case "words":
            console.print(
                Text.assemble((f"{author}: ", "bold cyan" if author == "assistant" else "bold"), part["text"])
            )
        case "quote":
            console.print(Text(f'   "{part["passage"]}" ({part["title"]}, version {part["version"]})', style="italic"))
        case "reason":
            console.print(Text(f"   {part['text']}", style="dim"))
        case "choices":
            for place, option in enumerate(part["options"], 1):
                console.print(Text(f"   /{place} {option['label']}", style="cyan"))
        case "card":
            _panel(console, part["title"], part["rows"], "/confirm or /cancel", "yellow")
        case "receipt":
            rows = [*part["rows"], ("Decision", part["decision"])]
            _panel(console, f"Done: {part['title']}", rows, "receipt", "green")
        case "hand_over":
            rows = [("Why", part["reason"]), ("Answer by", moment(part["due_at"], zone)), *part["summary"]]
            _panel(console, "A person takes over", rows, part["hand_over"], "magenta")


def show_items(console: Console, items: Iterable[Shown], zone: str) -> None:
    """The items of an answer; the customer's own are left out."""
    for item in items:
        if item["author"] != "customer":
            for part in item["parts"]:
                show_part(console, item["author"], part, zone)


def moment(at: int, zone: str) -> str:
    """An instant as date and time in the brand's zone, in which deadlines are worded too; "" for none."""
    return datetime.fromtimestamp(at / SECOND, ZoneInfo(zone)).strftime("%d %B %H:%M %Z") if at else ""


def show_why(console: Console, why: Shown, zone: str) -> None:
    """A reason as a table: what it was, what it rested on, what would have changed it, and its proof."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in _why_rows(why, zone):
        if value:
            table.add_row(label, Text(value))
    console.print(Panel(table, title=f"Why {why['decision']}", border_style="blue", width=_width(console)))


def _why_rows(why: Shown, zone: str) -> Iterable[tuple[str, str]]:
    sure = f", {why['sure']} % sure" if why["sure"] is not None else ""
    yield "What", f"{why['kind']} ({why['intent'] or 'no playbook'}{sure}), {moment(why['at'], zone)}"
    yield "Asked by", f"{why['asked_by']}, {why['level']}"
    yield "Said", "\n".join(why["said"])
    yield "Data used", "\n".join(_by_source(why["used"]))
    yield "Bought in", "\n".join(why["bought"])
    yield "Gate inputs", ", ".join(f"{name} {value}" for name, value in why["facts"].items())
    yield "Gate", f"{why['gate']}: {why['outcome']}" if why["outcome"] else ""
    yield "Rules", "\n".join(f"{rule['row']}: {rule['outcome']}. {rule['says']}" for rule in why["rules"])
    yield "Failed closed", why["fault"]
    yield "Otherwise", "\n".join(one["words"] for one in why["otherwise"])
    yield "Deed", why["deed"]
    yield "Follows from", why["caused_by"]
    later = (f"{one['decision']} {one['kind']}: {one['words']}" for one in why["followed_by"])
    yield "Then", "\n".join(line.removesuffix(": ") for line in later)
    if signed := why["signed"]:
        yield (
            "Signed",
            f"by the customer's passkey, card {signed['card']}: {'holds' if signed['holds'] else 'DOES NOT HOLD'}",
        )
    proof = why["proof"]
    place = f"entry {proof['index']} of {proof['size']}"
    yield "Proof", f"not proved: {proof['trouble']}" if proof["trouble"] else f"{place} in the signed log, checked"
    yield "Erased", "the person's own words and arguments are gone" if why["erased"] else ""


def _by_source(used: Sequence[str]) -> Iterable[str]:
    """Fields of one source and purpose on one line."""
    found: dict[tuple[str, str], list[str]] = {}
    for entry in used:
        field, _, purpose = entry.partition(" for ")
        source, _, name = field.partition(".")
        found.setdefault((source, purpose), []).append(name)
    return [f"{source}: {', '.join(names)} (for {purpose})" for (source, purpose), names in found.items()]


def show_report(console: Console, report: "Report", what: str) -> None:
    """The outcome of a verification; every problem with its place and what to do."""
    if report.ok:
        console.print(f"[green]ok[/] {what}: {report.size} entries, root {report.root.hex()}", soft_wrap=True)
        if report.seen_by:
            console.print(f"   witnessed by {', '.join(report.seen_by)}", soft_wrap=True, markup=False)
        return
    console.print(f"[red]NOT ok[/] {what}: {report.size} entries", soft_wrap=True)
    for problem in report.problems:
        place = problem.where if problem.index is None else f"{problem.where}, entry {problem.index}"
        console.print(
            f"  {place}: {problem.fault.value}: {problem.what}. {problem.do_next}", soft_wrap=True, markup=False
        )


def show_fields(console: Console, fields: Mapping[str, Any]) -> None:
    """Each field of a record on a line of its own."""
    for name, value in fields.items():
        console.print(f"  {name}: {json.dumps(value, ensure_ascii=False)}", soft_wrap=True, markup=False)


def show_signed(console: Console, signed: Mapping[str, Any] | None) -> None:
    """The customer's own signature in one line, if there is one."""
    if signed is None:
        return
    if signed["holds"]:
        console.print(
            f"  signed by the customer's own passkey, made for {signed['domain']}: it holds",
            soft_wrap=True,
            markup=False,
        )
    else:
        console.print("  [red]the customer's own signature does not hold, or its deed and arguments are not shown")


def report_as_json(report: "Report") -> dict[str, Any]:
    """A verification as plain values."""
    return {
        "ok": report.ok,
        "size": report.size,
        "root": report.root.hex(),
        "signed_at": report.at_s,
        "witnessed_by": list(report.seen_by),
        "problems": [
            {"fault": one.fault.value, "where": one.where, "index": one.index, "what": one.what, "do_next": one.do_next}
            for one in report.problems
        ],
    }


def _panel(console: Console, title: str, rows: Iterable[Sequence[str]], foot: str, colour: str) -> None:
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in rows:
        table.add_row(Text(label), Text(str(value)))
    console.print(Panel(table, title=Text(title), subtitle=Text(foot), border_style=colour, width=_width(console)))


def _width(console: Console) -> int:
    return min(PANEL_WIDTH_MAX, console.width)
