"""`earnest verify`: a log or a receipt is hashed anew, with public keys only; nothing is believed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from earnest.cli import places
from earnest.cli.proofs import export_house
from earnest.cli.showing import report_as_json, show_fields, show_report, show_signed
from earnest.domain.errors import BadInput

if TYPE_CHECKING:
    from earnest.house import House
    from earnest.ledger import Demands, Kept, Report, Source, VerifierKey

KEYS_BYTES_MAX = 100_000
RECEIPT_BYTES_MAX = 1_000_000
CHECKPOINT_BYTES_MAX = 1 << 18

What = Annotated[str | None, typer.Argument(help="A folder, an address or a receipt; none: this brand's own log.")]
Keys = Annotated[Path | None, typer.Option("--keys", help="The public keys you trust, one a line.")]
Since = Annotated[
    list[Path] | None,
    typer.Option("--since", help="A checkpoint that you kept: the log must have grown from it. Again for more."),
]
Policy = Annotated[
    Path | None, typer.Option("--quorum", help="A file of trusted logs and witnesses (c2sp.org/tlog-policy).")
]
AskWitnesses = Annotated[
    bool, typer.Option("--ask-witnesses", help="Compare with what the witnesses of --quorum saw last.")
]
MaxAge = Annotated[
    int, typer.Option("--max-age-hours", min=0, help="The newest signature may be so old; 0 for any age.")
]


def verify(  # noqa: PLR0913, PLR0917 - the options of a command
    what: What = None,
    keys: Keys = None,
    since: Since = None,
    quorum: Policy = None,
    ask_witnesses: AskWitnesses = False,
    max_age_hours: MaxAge = 0,
    brand: places.Brand = None,
    data: places.Data = None,
    as_json: places.Json = False,
) -> None:
    """Verify a log or a receipt: every entry is hashed anew, nothing is believed. Exit code 1 if it does not hold.

    An address is only read from: tiles are fetched and judged here. What one copy alone cannot show (entries cut
    from the end, a history written anew, another log for other people) is found with --since and --quorum.
    """
    demands = demands_of(quorum, max_age_hours)
    if what is None:
        with places.at_work(*places.remembered(brand, data)) as house:
            seen = seen_by_witnesses(demands, house.store.verifier_keys()) if ask_witnesses else ()
            report, named = verify_house(house, (*kept_in(since or []), *seen), demands), str(house.data)
    else:
        trusted = _keys(keys, demands, brand, data)
        kept = (*kept_in(since or []), *(seen_by_witnesses(demands, trusted) if ask_witnesses else ()))
        report, named = verify_offline(what, trusted, kept, demands), what
    shown = shown_by(what) if report.ok and what else {}
    signed = signed_by_customer(shown)
    if as_json:
        told = report_as_json(report) | {"fields": shown} | ({"signed": signed} if signed else {})
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        show_report(Console(highlight=False), report, named)
        show_fields(Console(highlight=False), shown)
        show_signed(Console(highlight=False), signed)
    raise typer.Exit(0 if report.ok and (signed is None or signed["holds"]) else 1)


def signed_by_customer(shown: dict[str, Any]) -> dict[str, Any] | None:
    """The customer's own signature among the fields of a verified file, and whether it holds; None without one."""
    if "signature" not in shown:
        return None
    from earnest.signing import signed_in

    return signed_in(shown)


def verify_house(house: "House", kept: "tuple[Kept, ...]" = (), demands: "Demands | None" = None) -> "Report":
    """Export a house's log to a temporary folder and verify it there in full."""
    from earnest.ledger import Demands, Fault, Folder, LedgerError, Problem, Report, verify_log

    keys = house.store.verifier_keys()
    with TemporaryDirectory(prefix="earnest-verify-") as folder:
        try:
            export_house(house, Path(folder) / "log")
        except LedgerError as error:
            problem = Problem(
                Fault.ROOT, "the database", None, str(error), "Stop, keep the database, look for a backup."
            )
            return Report(ok=False, size=house.store.log_size(), root=b"", problems=(problem,))
        return verify_log(Folder(Path(folder) / "log"), keys, kept, demands or Demands())


def verify_offline(
    what: str, keys: "tuple[VerifierKey, ...]", kept: "tuple[Kept, ...]", demands: "Demands"
) -> "Report":
    """Verify a log (a folder, or an address) or a receipt (a file) with nothing but keys.

    Raises:
        BadInput: there is no such file, it is too large for a receipt, or checkpoints are to be compared with one.
    """
    from earnest.ledger import receipt_in, verify_log, verify_receipt

    with log_at(what) as source:
        if source is not None:
            return verify_log(source, keys, kept, demands)
    if kept:
        raise BadInput("A receipt has no history to compare; verify the log itself with --since.")
    return verify_receipt(receipt_in(text_of(Path(what), RECEIPT_BYTES_MAX)), keys, demands=demands)


def shown_by(what: str) -> dict[str, Any]:
    """The fields that a verified file shows, by name; none of a log."""
    from earnest.ledger import receipt_in, shown_in

    file = Path(what)
    return shown_in(receipt_in(text_of(file, RECEIPT_BYTES_MAX))) if file.is_file() else {}


@contextmanager
def log_at(what: str) -> "Iterator[Source | None]":
    """The log in a folder or at an address; None for anything else."""
    from earnest.connect.log_site import LogSite
    from earnest.ledger import Folder

    if "://" not in what:
        yield Folder(Path(what)) if Path(what).is_dir() else None
        return
    site = LogSite(what)
    try:
        yield site
    finally:
        site.close()


def kept_in(files: list[Path]) -> "tuple[Kept, ...]":
    """The checkpoints in files; a folder stands for the checkpoint in it."""
    if not files:
        return ()
    from earnest.ledger import CHECKPOINT_FILE, Kept

    named = [file / CHECKPOINT_FILE if file.is_dir() else file for file in files]
    return tuple(Kept(str(file), text_of(file, CHECKPOINT_BYTES_MAX)) for file in named)


def demands_of(quorum: Path | None, max_age_hours: int) -> "Demands":
    """What is asked of a checkpoint: the quorum in a file, and an age.

    Raises:
        BadInput: the file cannot be read.
        LedgerError: it is no quorum file.
    """
    from earnest.domain.time import HOUR, SECOND, SystemClock
    from earnest.ledger import Demands, parse_quorum

    policy = parse_quorum(text_of(quorum, CHECKPOINT_BYTES_MAX)) if quorum else None
    after = (SystemClock().now() - max_age_hours * HOUR) // SECOND if max_age_hours else 0
    return Demands(policy, after)


def seen_by_witnesses(demands: "Demands", keys: "tuple[VerifierKey, ...]") -> "tuple[Kept, ...]":
    """What the witnesses of a quorum file saw last of the trusted logs; one that does not answer is named and left out.

    Raises:
        BadInput: no witness with an address is named.
    """
    from earnest.connect.witness_line import WitnessSite
    from earnest.domain.errors import Busy
    from earnest.ledger import Kept

    named = {one.url: one.key.name for one in demands.quorum.witnesses.values() if one.url} if demands.quorum else {}
    if not named:
        raise BadInput("Name the witnesses and their addresses in a file, and give it with --quorum.")
    witnesses = {key.public for key in demands.quorum.witness_keys} if demands.quorum else set()
    origins = sorted({key.name for key in demands.keys(keys) if key.public not in witnesses})
    found: list[Kept] = []
    for url, name in named.items():
        try:
            notes = [WitnessSite(url).checkpoint(origin) for origin in origins]
        except Busy as silent:
            typer.echo(f"{name}: {silent}", err=True)
            continue
        found += [Kept(f"witness {name}", note) for note in notes if note]
    return tuple(found)


def keys_in(file: Path) -> "tuple[VerifierKey, ...]":
    """The public keys in a file, one a line.

    Raises:
        BadInput: the file cannot be read.
        LedgerError: a line is no verifier key.
    """
    from earnest.ledger import parse_verifier_key

    return tuple(parse_verifier_key(line) for line in text_of(file, KEYS_BYTES_MAX).splitlines() if line.strip())


def text_of(file: Path, bytes_max: int) -> str:
    """A file's text.

    Raises:
        BadInput: it cannot be read, is too large, or is no text.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(bytes_max + 1)
        if len(data) > bytes_max:
            raise BadInput(f"{file} is over {bytes_max:,} bytes; this is another kind of file.")
        return data.decode()
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError:
        raise BadInput(f"{file} is no text; this is another kind of file.") from None


def _keys(file: Path | None, demands: "Demands", brand: Path | None, data: Path | None) -> "tuple[VerifierKey, ...]":
    if file is not None:
        return keys_in(file)
    if demands.quorum is not None and demands.quorum.logs:
        return ()
    if brand is None and data is None:
        raise typer.BadParameter("name the keys you trust with --keys FILE (the operator's `earnest log keys`)")
    with places.at_work(*places.remembered(brand, data)) as house:
        return house.store.verifier_keys()
