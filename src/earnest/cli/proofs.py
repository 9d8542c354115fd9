"""`earnest why`, `log` and `erase`: what the log can answer for."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from earnest.cli import places
from earnest.cli.showing import moment, show_why
from earnest.domain.errors import BadInput, NotFound
from earnest.domain.ids import Kind, read_id
from earnest.domain.turns import DecisionKind

if TYPE_CHECKING:
    from earnest.house import House

ENTRIES_AT_ONCE = 4_096


def why(
    decision: Annotated[str, typer.Argument(help="The decision, such as D-7Q2M...", metavar="D-...")],
    brand: places.Brand = None,
    data: places.Data = None,
    as_json: places.Json = False,
) -> None:
    """Show why: data used, rules that fired, what would have changed it, what followed, and the proof.

    With --json also the whole record and its receipt: a file that `earnest verify` checks offline.
    """
    name = read_id(decision, Kind.DECISION)
    with places.at_work(*places.remembered(brand, data)) as house:
        house.store.looks.explained(name)
        found, zone = house.explained(name).as_json(), house.brand.settings.zone
        found |= house.recorded(name) if as_json else {}
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        show_why(Console(highlight=False), found, zone)


def disclose(
    decision: Annotated[str, typer.Argument(help="The decision, such as D-7Q2M...", metavar="D-...")],
    field: Annotated[list[str] | None, typer.Option("--field", help="A field to open; again for more.")] = None,
    brand: places.Brand = None,
    data: places.Data = None,
) -> None:
    """Print a decision's receipt with only the named fields open: for an auditor, who checks it offline."""
    name = read_id(decision, Kind.DECISION)
    with places.at_work(*places.remembered(brand, data)) as house:
        typer.echo(house.disclosed(name, tuple(field or ())), nl=False)


def erase(
    subject: Annotated[str, typer.Argument(help="The person, such as S-...", metavar="[S-...]")] = "",
    customer: Annotated[str, typer.Option("--customer", help="The shop's own customer reference instead.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    brand: places.Brand = None,
    data: places.Data = None,
    as_json: places.Json = False,
) -> None:
    """Erase a person: words, links and keys go; proofs stay. Prints the certificate."""
    if bool(subject) == bool(customer):
        raise typer.BadParameter("name the person once: by S-... or by --customer REF")
    with places.at_work(*places.remembered(brand, data)) as house:
        name = read_id(subject, Kind.SUBJECT) if subject else house.store.subject_of(customer)
        if name is None:
            raise NotFound(f"Nobody with the reference {customer!r} is known here.")
        if not yes:
            typer.confirm(f"Erase {name} for good? This cannot be undone", abort=True)
        job, zone = house.erase(name), house.brand.settings.zone
        done = house.store.erasing.certificate(job)
    if done is None:
        typer.echo(f"Erased here; {job} waits for connected systems. `earnest serve` goes on and certifies it.")
        return
    certificate = {
        "subject": name,
        "erasure": job,
        "decision": done.decision,
        "at": done.at,
        "erased": dict(done.erased),
        "survives": [{"what": what, "why": reason} for what, reason in done.survives],
        "told": dict(done.told),
        "complete_after": done.complete_after,
    }
    if as_json:
        typer.echo(json.dumps(certificate, indent=2))
        return
    typer.echo(f"Erased {name} on {moment(done.at, zone)}; proof: decision {done.decision}.")
    typer.echo("Gone: " + ", ".join(f"{count} {table}" for table, count in done.erased.items() if count))
    for kept, reason in done.survives:
        typer.echo(f"Stays: {kept} ({reason})")
    for system, said in done.told.items():
        typer.echo(f"Told: {system} ({said})")
    typer.echo(f"No backup of the keys may be older from {moment(done.complete_after, zone)} on.")


def log_commands() -> typer.Typer:
    """`earnest log export DIR`, `earnest log keys` and `earnest log rotate`."""
    app = typer.Typer(help="The signed log: export it for anyone to check, or print its public keys.")
    app.command("export")(export)
    app.command("keys")(keys_of_log)
    app.command("rotate")(rotate)
    return app


def export(
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
    brand: places.Brand = None,
    data: places.Data = None,
) -> None:
    """Write the log to a folder that anyone can serve, mirror and verify (c2sp.org/tlog-tiles), with the verifiers."""
    from earnest.ledger.verifiers import copies

    with places.at_work(*places.remembered(brand, data)) as house:
        house.store.governing.account(DecisionKind.EXPORTED, {"of": "log", "form": "tlog-tiles"})
        size = export_house(house, folder)
    for name, content in copies().items():
        (folder / name).write_bytes(content)
    typer.echo(f"{size} entries in {folder}, and the verifiers {', '.join(copies())}")


def keys_of_log(brand: places.Brand = None, data: places.Data = None) -> None:
    """Print the log's public keys; give them to whoever verifies, by another way than the log."""
    with places.at_work(*places.remembered(brand, data)) as house:
        for key in house.store.verifier_keys():
            typer.echo(key.text())


def rotate(
    finish: Annotated[bool, typer.Option("--finish", help="End the exchange: only the new keys sign.")] = False,
    lost: Annotated[bool, typer.Option("--lost", help="The old keys are gone: begin new ones alone.")] = False,
    receipt: Annotated[Path | None, typer.Option("--receipt", help="Where to write the proof of the exchange.")] = None,
    brand: places.Brand = None,
    data: places.Data = None,
) -> None:
    """Exchange the log's keys: both sign until --finish, and a receipt under the old ones names the new ones."""
    if finish and lost:
        raise typer.BadParameter("--finish and --lost are two things; do one")
    with places.at_work(*places.remembered(brand, data)) as house:
        shown = house.store.publishing
        name = shown.finish_keys() if finish else shown.begin_keys(lost=lost)
        house.store.make_checkpoint()
        text, keys = house.store.receipt(name, ("facts",)), house.store.verifier_keys()
    if receipt:
        receipt.write_text(text, "utf-8")
    typer.echo(f"{len(keys)} keys sign from now on; recorded as {name}. Tell everybody who verifies:", err=True)
    for key in keys:
        typer.echo(key.text())


def export_house(house: "House", folder: Path) -> int:
    """Export a house's log under a fresh checkpoint; the number of entries.

    Raises:
        LedgerError: the folder is not empty, or the log does not hash to what was signed.
    """
    from earnest.ledger import export_log
    from earnest.ledger.note import parse_note
    from earnest.ledger.tree_head import parse_tree_head

    house.store.make_checkpoint()
    note = house.store.publishing.note()
    if not note:
        raise BadInput("The log is empty: nothing has been said or done yet.")
    size = parse_tree_head(parse_note(note).text).size
    return export_log(folder, _entries(house, size), note, house.store.verifier_keys()).size


def _entries(house: "House", size: int) -> Iterator[bytes]:
    for start in range(0, size, ENTRIES_AT_ONCE):
        yield from house.store.log_entries(start, min(start + ENTRIES_AT_ONCE, size))
