"""`earnest backup DIR` and `earnest restore DIR`: database, keys, log and brand folder, each in a file of its own."""

import base64
import hashlib
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from earnest.cli import dumping, places
from earnest.cli.keeping import KEYS
from earnest.cli.key_backups import note_key_backup
from earnest.cli.proofs import export_house
from earnest.domain.errors import BadInput, Busy, Conflict
from earnest.domain.time import SystemClock
from earnest.domain.turns import DecisionKind

if TYPE_CHECKING:
    from earnest.house import House
    from earnest.store import DoneAgain, Store, Suppression

UNPACKED_BYTES_FREE, UNPACKED_RATIO_MAX, UNPACKED_FILES_MAX = 100_000_000, 100, 1_000_000
"""Of an archive to be restored: bytes that may come out in any case, and for each byte of it; and files."""

LOG, BRAND, CONTENTS = "log.tar.gz", "brand.tar.gz", "backup.json"
MARKS = "suppressions.json"
TRIES_MAX = 5
"""Tries to find the log and its marks of one instant."""

_BYTES = ("who", "replaced")
BYTES_AT_ONCE = 1 << 20
FORMAT = 1

Folder = Annotated[Path, typer.Argument(help="The folder of the backup.", metavar="DIR")]


def backup(
    folder: Folder,
    log_only: Annotated[bool, typer.Option("--log", help="The log alone: small, and worth having often.")] = False,
    brand: places.Brand = None,
    data: places.Data = None,
) -> None:
    """Back up while the house serves. The key-encrypting key is not in it: keep that one elsewhere."""
    brand_folder, own = places.remembered(brand, data)
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(f"{folder} is not empty; name a new folder for each backup.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with places.at_work(brand_folder, own) as house:
        # On the record before it is taken, so that a backup knows of itself.
        house.store.governing.account(DecisionKind.BACKED_UP, {"of": "log" if log_only else "all"})
        if not log_only:
            # The database first: a key is durable before anything is sealed under it, so none can be missing then.
            dumping.copy_out(_postgres(), _database(own), folder / dumping.name_of(_postgres()))
            _pack_keys(own, folder / KEYS)
            _pack(folder / BRAND, [(brand_folder, "brand")])
        size = _pack_log(house, folder / LOG)
    files = {file.name: _digest(file) for file in sorted(folder.iterdir())}
    at = SystemClock().now()
    (folder / CONTENTS).write_text(
        json.dumps({"format": FORMAT, "at": at, "log_size": size, "sha256": files}, indent=2)
    )
    for file in folder.iterdir():
        file.chmod(0o600)
    if not log_only:
        note_key_backup(own, folder, at)
    typer.echo(f"{', '.join(files)} in {folder}; the log holds {size} entries.")


def restore(
    folder: Folder,
    data: Annotated[Path, typer.Option("--data", help="A new directory for the brand.")],
    brand: Annotated[Path, typer.Option("--brand", help="The brand folder; made from the backup if it is not there.")],
    log: Annotated[Path | None, typer.Option("--log", help="A newer backup of the log alone.")] = None,
    checkpoint: Annotated[
        Path | None, typer.Option("--checkpoint", help="A checkpoint that the log must have reached.")
    ] = None,
) -> None:
    """Restore a backup, and do again what its log tells of erasures, withdrawals and accounts, before it serves."""
    from earnest.app import RESTORING, kek_place
    from earnest.ledger import is_file

    database = dumping.name_of(_postgres())
    _check(folder, (database, KEYS, LOG, BRAND))
    if log:
        _check(log, (LOG,))
    if data.exists() and any(data.iterdir()):
        raise BadInput(f"{data} is not empty; name a new directory, and remove the old one when all is well.")
    kek = kek_place(data)
    if is_file(kek) and not Path(kek).is_file():
        raise BadInput(f"Put the key-encrypting key at {kek} first (or name it in EARNEST_KEK); it is in no backup.")
    (data / "data").mkdir(parents=True, mode=0o700)
    (data / RESTORING).write_text("This directory is being restored; run the restore again in a new one.\n")
    dumping.copy_in(_postgres(), folder / database, _database(data))
    _unpack(folder / KEYS, data / "keys")
    if not brand.exists():
        with TemporaryDirectory(dir=brand.resolve().parent) as scratch:
            _unpack(folder / BRAND, Path(scratch))
            (Path(scratch) / "brand").rename(brand)
    done = _caught_up(brand, data, (log or folder) / LOG, checkpoint)
    (data / RESTORING).unlink()
    (data / places.BRAND_NOTE).write_text(f"{brand.resolve()}\n", "utf-8")
    typer.echo(
        f"Restored to {data}: {done.added} entries of the log caught up, {done.erased} people erased again, "
        f"{done.withdrawn} consents withdrawn again, {done.accounts} changes of colleagues' accounts made again, "
        f"{done.barred} sources barred again, {done.passkeys} passkeys removed again, "
        f"{done.preferences} preferences forgotten again, {done.erasing} erasures that were asked for go on, "
        f"{done.asked} waiting deeds to be asked about first."
    )


def _caught_up(brand: Path, data: Path, log: Path, checkpoint: Path | None) -> "DoneAgain":
    from earnest.app import store_of
    from earnest.ledger import verify_directory

    store = store_of(brand, data)
    with closing(store), TemporaryDirectory() as scratch:
        _unpack(log, Path(scratch))
        unpacked = Path(scratch) / "log"
        report = verify_directory(unpacked, store.verifier_keys())
        if not report.ok:
            raise Conflict(f"The log of the backup does not verify: {report.problems[0].what}")
        if checkpoint:
            _require_reached(store, unpacked, report.size, checkpoint)
        marks = _marks(Path(scratch) / MARKS)
        done = store.restoring.catch_up(_entries(unpacked, report.size), marks)
        again = {f"{name}_again": number for name, number in asdict(done).items() if name != "added"}
        store.governing.account(DecisionKind.RESTORED, {"added": done.added, **again})
        return done


def _require_reached(store: "Store", log: Path, size: int, checkpoint: Path) -> None:
    """Check that a log has come as far as a checkpoint says, on the same way.

    Raises:
        Conflict: it is older, or another one.
    """
    from earnest.ledger import Frontier, leaf_hash, open_checkpoint

    head = open_checkpoint(checkpoint.read_text("utf-8"), store.verifier_keys()).head
    if size < head.size:
        raise Conflict(
            f"This log ends at entry {size}, and the checkpoint that you name says {head.size}: what was erased or "
            "withdrawn since is not known here. Give a newer log with --log; nothing is served from this."
        )
    reached, _ = Frontier().extend([leaf_hash(entry) for entry in islice(_entries(log, size), head.size)])
    if reached.root() != head.root:
        raise Conflict("This log is another one than the checkpoint's. Nothing is served from it.")


def _entries(log: Path, size: int) -> Iterator[bytes]:
    from earnest.ledger import Tile, unbundle
    from earnest.ledger.tiles import TILE_WIDTH

    for place in range(0, size, TILE_WIDTH):
        tile = Tile(None, place // TILE_WIDTH, min(TILE_WIDTH, size - place))
        yield from unbundle((log / tile.path()).read_bytes())


def _marks(file: Path) -> "list[Suppression]":
    from earnest.store import Suppression

    def read(one: Any) -> Suppression:
        in_bytes = {name: base64.b64decode(one[name]) for name in _BYTES}
        return Suppression(**{**one, **in_bytes})

    try:
        return [read(one) for one in json.loads(file.read_text("utf-8"))]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{file.name} in the backup of the log cannot be read; take another backup.") from error


def _write_marks(marks: "Iterable[Suppression]", file: Path) -> None:
    as_text = [asdict(one) | {name: base64.b64encode(getattr(one, name)).decode() for name in _BYTES} for one in marks]
    file.write_text(json.dumps(as_text), "utf-8")


def _pack_log(house: "House", file: Path) -> int:
    """Pack the log with the marks that it has as leaves; its number of entries.

    Raises:
        Busy: each time somebody was erased between the two.
    """
    for _ in range(TRIES_MAX):
        with TemporaryDirectory() as scratch:
            size = export_house(house, Path(scratch) / "log")
            marks = house.store.suppressions(size)
            there = {one.digest for one in marks}
            if any(one.replaced for one in house.store.suppressions() if one.digest not in there):
                continue  # an erasure that this log does not have ended marks that it has
            _write_marks(marks, Path(scratch) / MARKS)
            _pack(file, [(Path(scratch) / "log", "log"), (Path(scratch) / MARKS, MARKS)])
        return size
    raise Busy("People are being erased all the time just now; back up again in a minute.")


def _pack_keys(data: Path, file: Path) -> None:
    with TemporaryDirectory(dir=file.parent) as scratch:  # beside the backup: keys touch no other disk
        dumping.copy_file(data / "keys" / "keys.db", Path(scratch) / "keys.db")
        secrets = [(one, one.name) for one in sorted((data / "keys").glob("*.secret"))]
        _pack(file, [(Path(scratch) / "keys.db", "keys.db"), *secrets])


def _postgres() -> str:
    """The address of the database on PostgreSQL, "" where it is a file."""
    from earnest.app import POSTGRES_ENV

    return os.environ.get(POSTGRES_ENV, "")


def _database(data: Path) -> Path:
    return data / "data" / "earnest.db"


def _pack(file: Path, things: list[tuple[Path, str]]) -> None:
    with tarfile.open(file, "w:gz") as archive:
        for thing, name in things:
            archive.add(thing, name, filter=lambda one: None if "__pycache__" in one.name else one)


def _unpack(file: Path, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    most, whole = UNPACKED_BYTES_FREE + UNPACKED_RATIO_MAX * file.stat().st_size, 0
    with tarfile.open(file, "r:gz") as archive:
        for number, member in enumerate(archive):
            whole += member.size
            if whole > most or number >= UNPACKED_FILES_MAX:
                raise BadInput(f"{file.name} would unpack to more than a backup ever holds; it is none of Earnest's.")
        archive.extractall(into, filter="data")  # refuses names and links that lead elsewhere


def _check(folder: Path, needed: tuple[str, ...]) -> None:
    """Check that a backup is whole.

    Raises:
        BadInput: a file is missing, or another one than was written.
    """
    try:
        contents: Any = json.loads((folder / CONTENTS).read_text("utf-8"))["sha256"]
        wrong = [name for name in needed if contents.get(name) != _digest(folder / name)]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise BadInput(f"{folder} is no backup ({type(error).__name__}); name a folder of `earnest backup`.") from error
    if wrong:
        raise BadInput(f"{', '.join(wrong)} in {folder} is not what was backed up; take another backup.")


def _digest(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while part := opened.read(BYTES_AT_ONCE):
            found.update(part)
    return found.hexdigest()
