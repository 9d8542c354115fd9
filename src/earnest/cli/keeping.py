"""`earnest keys rotate` and `earnest doctor`: what keeps the house's keys and files in order."""

import json
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import typer

from earnest.cli import places
from earnest.cli.key_backups import KEY_BACKUP_DAYS_MAX, KeyBackup, key_backups
from earnest.domain.time import DAY, MINUTE, SECOND, Instant, SystemClock
from earnest.domain.witnesses import Standing, Trouble, standing_of

FREE_BYTES_MIN = 1_000_000_000
"""Free space below which the doctor warns: a day of a busy desk, and room to put a backup together."""

KEYS = "keys.tar.gz"
"""In a backup: what holds the keys."""

OTHERS = 0o077

TROUBLE = {
    Trouble.SILENT: "it does not answer; publishing goes on without it",
    Trouble.REFUSED: "it does not take this log; give it the keys that `earnest log keys` prints",
    Trouble.AHEAD: "it has seen a longer log than this: was a backup restored, or does another house run?",
    Trouble.FORK: "it has seen another log of this name: stop, keep everything, run `earnest verify`",
    Trouble.FALSE: "its signature does not hold; are the keys in the quorum file its own?",
}
"""What the doctor says of a witness in trouble."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the doctor looks at.

    Args:
        kek: the file of the key-encrypting key, None where it is no file.
        data: the brand's own directory.
        open_files: files that others than their owner may read.
        key_backups: where and when the keys were backed up, the oldest first.
        old_kek_at: since when a key from before a turn lies aside, 0 where none does.
        unfinished: erasures whose keys may still be there, or that are past the day they were promised for.
        free_bytes: what the disk has left.
        now: the time.
        witnesses: how far the witnesses have come that the brand names.
    """

    kek: Path | None
    data: Path
    open_files: tuple[str, ...]
    key_backups: tuple[KeyBackup, ...]
    old_kek_at: Instant
    unfinished: int
    free_bytes: int
    now: Instant
    witnesses: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor says, and whether it is well."""

    about: str
    well: bool
    says: str


def examine(seen: Seen) -> tuple[Finding, ...]:
    """What is well and what is to be mended, each with how."""
    return (*_about_keys(seen), *_about_files(seen), *_about_witnesses(seen))


def doctor(brand: places.Brand = None, data: places.Data = None, as_json: places.Json = False) -> None:
    """Look at keys, files, backups, erasures, disk and witnesses; exit code 1 if anything is to be mended."""
    from earnest.app import witnesses_of

    folder, own = places.remembered(brand, data)
    with places.at_work(folder, own) as house:
        left = house.store.unfinished_erasures() + house.store.erasing.overdue()
        standings = house.store.publishing.standings()
        asked = tuple(standing_of(standings, one.name) for one in witnesses_of(house.brand))
        found = examine(replace(_seen(own, left), witnesses=asked))
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], indent=2))
    else:
        for one in found:
            typer.echo(f"{'well' if one.well else 'MEND'}  {one.about}: {one.says}")
    raise typer.Exit(0 if all(one.well for one in found) else 1)


def keys_commands() -> typer.Typer:
    """`earnest keys rotate`."""
    app = typer.Typer(help="The keys that personal values are sealed under.")
    app.command("rotate")(rotate)
    app.callback()(_keys)
    return app


def rotate(brand: places.Brand = None, data: places.Data = None) -> None:
    """Exchange the key-encrypting key while the house serves; interrupted, it goes on where it ended."""
    from earnest.app import kek_place
    from earnest.ledger import begin_turn, end_turn, is_file, keks_in

    folder, own = places.remembered(brand, data)
    place = kek_place(own)
    file = Path(place) if is_file(place) else None
    with places.at_work(folder, own) as house:
        if file:
            begin_turn(file)
        newest = keks_in(place, os.environ).newest()
        turned = house.store.rewrap_keys(newest, lambda: end_turn(file) if file else None)
    typer.echo(f"{turned} keys are wrapped under the new key. Back the keys up now: `earnest backup DIR`.")
    if file:
        typer.echo(f"The key before is {file.name}.old; remove it once you keep no backup from its time.")


def _keys() -> None:
    """A group of its own, so that `keys` alone says what there is."""


def _seen(data: Path, unfinished: int) -> Seen:
    from earnest.app import kek_place
    from earnest.ledger import is_file

    place = kek_place(data)
    kek = Path(place) if is_file(place) else None
    aside = kek.with_name(f"{kek.name}.old") if kek else None
    return Seen(
        kek=kek,
        data=data,
        open_files=tuple(_open_files(data, kek)),
        key_backups=key_backups(data, KEYS),
        old_kek_at=int(aside.stat().st_ctime * SECOND) if aside and aside.exists() else 0,
        unfinished=unfinished,
        free_bytes=shutil.disk_usage(data).free,
        now=SystemClock().now(),
    )


def _open_files(data: Path, kek: Path | None) -> Iterator[str]:
    for file in (kek, data, data / "keys", *sorted((data / "keys").glob("*.secret"))):
        if file is not None and stat.S_IMODE(file.stat().st_mode) & OTHERS:
            yield file.name


def _about_keys(seen: Seen) -> Iterator[Finding]:
    inside = seen.kek is not None and seen.data.resolve() in seen.kek.resolve().parents
    says = "it lies inside the data directory: a copy of the one is a copy of both; name another place in EARNEST_KEK"
    yield Finding("key-encrypting key", not inside, says if inside else str(seen.kek or "in the environment"))
    yield from _about_key_backups(seen)
    if seen.old_kek_at and seen.now - seen.old_kek_at > KEY_BACKUP_DAYS_MAX * DAY:
        yield Finding("key before the last turn", well=False, says="no backup may be that old any more; remove it")


def _about_key_backups(seen: Seen) -> Iterator[Finding]:
    if not seen.key_backups:
        yield Finding("key backup", well=False, says="there is none: if the keys are lost, every sealed word is lost")
        return
    newest = max(seen.key_backups, key=lambda one: one.at)
    late = newest.is_past(seen.now)
    says = f"{(seen.now - newest.at) // DAY} days old" + ("; run `earnest backup DIR`" if late else "")
    yield Finding("key backup", not late, says)
    past = [one for one in seen.key_backups if one.is_past(seen.now)]
    left = [f"{one.folder} ({(seen.now - one.at) // DAY} days old)" for one in past if one.there]
    if left:
        says = f"remove {', '.join(left)}: with it, whoever was erased since can be read"
    else:
        moved = sum(not one.there for one in past)
        says = f"none is older than {KEY_BACKUP_DAYS_MAX} days"
        says += f"; {moved} older ones are where they were made no more: see that no copy is elsewhere" if moved else ""
    yield Finding("old key backups", not left, says)


def _about_files(seen: Seen) -> Iterator[Finding]:
    named = ", ".join(seen.open_files)
    yield Finding("file modes", not named, f"others may read {named}; run chmod go= on them" if named else "ours alone")
    says = (
        f"{seen.unfinished} unfinished; open the house once, with nothing else reading it"
        if seen.unfinished
        else "done"
    )
    yield Finding("erasures", not seen.unfinished, says)
    gigabytes = seen.free_bytes / 1_000_000_000
    yield Finding("disk", seen.free_bytes >= FREE_BYTES_MIN, f"{gigabytes:.1f} GB free")


def _about_witnesses(seen: Seen) -> Iterator[Finding]:
    for one in seen.witnesses:
        about = f"witness {one.name}"
        if one.trouble is not Trouble.NONE:
            yield Finding(about, well=False, says=TROUBLE[one.trouble])
        elif not one.cosigned_at:
            yield Finding(about, well=False, says="it was never asked; `earnest serve` asks it")
        else:
            minutes = (seen.now - one.cosigned_at) // MINUTE
            yield Finding(about, well=True, says=f"it saw the log up to {one.size} entries {minutes} minutes ago")
