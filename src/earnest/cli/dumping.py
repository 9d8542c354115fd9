"""The database of a backup: SQLite copied by itself, PostgreSQL by its own `pg_dump`; and back again."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from earnest.domain.errors import BadInput, StoreUnavailable

SQLITE, DUMP = "database.db", "database.pgdump"
"""How the database is named in a backup."""

SECONDS_MAX = 4 * 3_600
"""Longest that PostgreSQL's own programs may take."""

SCHEMA = "earnest"
"""The schema of a brand's tables; see `PostgresStore`."""

ERROR_CHARACTERS_MAX = 400
"""How much of what such a program says is told."""

_LIBPQ = {"host": "PGHOST", "port": "PGPORT", "username": "PGUSER", "password": "PGPASSWORD", "database": "PGDATABASE"}


def name_of(url: str) -> str:
    """What the database is called in a backup; `url` is PostgreSQL's, "" where the database is a SQLite file."""
    return DUMP if url else SQLITE


def copy_out(url: str, file: Path, copy: Path) -> None:
    """Write a consistent copy of a database that others write to.

    Args:
        url: PostgreSQL's, "" for the SQLite file.
        file: the SQLite file.
        copy: what is written.

    Raises:
        BadInput: PostgreSQL's programs are not installed.
        StoreUnavailable: they fail.
    """
    if url:
        _run(
            "pg_dump", ("--format=custom", "--no-owner", "--no-privileges", f"--schema={SCHEMA}", f"--file={copy}"), url
        )
    else:
        copy_file(file, copy)


def copy_in(url: str, copy: Path, file: Path) -> None:
    """Put the copy in the database's place: a new file, or a PostgreSQL database that holds no house.

    Raises:
        BadInput: there is a house already, or PostgreSQL's programs are not installed.
        StoreUnavailable: they fail; the database is as empty as before.
    """
    if not url:
        shutil.copyfile(copy, file)
        return
    from sqlalchemy import create_engine, inspect

    engine = create_engine(url)
    try:
        if SCHEMA in inspect(engine).get_schema_names():
            raise BadInput(
                "The database that EARNEST_DATABASE names holds a house already; name a new one for the restore."
            )
    finally:
        engine.dispose()
    _run(
        "pg_restore",
        (
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--dbname",
            _environment(url)["PGDATABASE"],
            str(copy),
        ),
        url,
    )


def copy_file(file: Path, copy: Path) -> None:
    """A consistent copy of a SQLite database that others write to."""
    there = f"file:{quote(str(file))}?mode=rw"  # without a mode a file that is missing would be made, empty
    with closing(sqlite3.connect(there, uri=True)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _run(program: str, arguments: Sequence[str], url: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BadInput(f"{program} is not installed; install PostgreSQL's client programs, of the server's version.")
    # The address goes by the environment: what stands in arguments is seen by everybody on the machine.
    ran = subprocess.run(  # noqa: S603 - a program of the system, with arguments of ours
        (found, *arguments),
        env={**os.environ, **_environment(url)},
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    if ran.returncode:
        raise StoreUnavailable(f"{program} says: {ran.stderr.strip()[:ERROR_CHARACTERS_MAX]}")


def _environment(url: str) -> Mapping[str, str]:
    """The address as PostgreSQL's programs read it (libpq's environment variables)."""
    from sqlalchemy import make_url

    parsed = make_url(url)
    parts = {name: str(value) for name, value in parsed.translate_connect_args().items()}
    parts |= {name: str(value) for name, value in parsed.query.items() if name == "host"}
    return {_LIBPQ[name]: value for name, value in parts.items() if name in _LIBPQ}
