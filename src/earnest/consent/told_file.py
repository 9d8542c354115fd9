"""Reading what another system tells from a CSV or JSON file: row by row, a bad row is refused and named, not the file.

    customer,purpose,state,at,text_version,language,expires_at
    c-1042,marketing.direct,yes,2025-03-01T10:00:00Z,newsletter-3,de,

A JSON file holds a list of objects with the same names. `purpose` is ours, a term of W3C DPV, or a fideslang data use.
`state` is a state of ours, or yes, no, and their kin. Times are RFC 3339; one without an offset is in UTC.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from earnest.consent.table import purpose_of
from earnest.consent.told import Told
from earnest.domain.consents import Origin
from earnest.domain.errors import BadInput, TooLarge
from earnest.domain.purposes import ConsentState
from earnest.domain.time import SECOND, Instant

FILE_BYTES_MAX = 50_000_000
"""Size of one file; about half a million rows."""

ROWS_MAX = 500_000
FIELD_LENGTH_MAX = 200
"""Characters of one field."""

FIELDS = ("customer", "purpose", "state", "at", "text_version", "language", "expires_at")

_VERSION = re.compile(r"[A-Za-z0-9._:/-]{0,40}")
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?)?")
"""Language, script and region of BCP 47; its variants and private parts could be anybody's words."""

STATES: Mapping[str, ConsentState] = MappingProxyType(
    dict.fromkeys(("yes", "true", "1", "granted", "opt_in", "renewed"), ConsentState.GIVEN)
    | dict.fromkeys(("no", "false", "0", "denied", "opt_out"), ConsentState.REFUSED)
)
"""What other systems call a yes and a no; our own words are read as they are."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that cannot be read: which, and why."""

    line: int
    why: str


def read_told(file: Path, source: str) -> Iterator[Told | Unread]:
    """Every row of a file, in its order.

    Args:
        file: named `.csv` or `.json`.
        source: which system it comes from, as a short word.

    Raises:
        BadInput: it is no such file, or cannot be read at all.
        TooLarge: it is over a limit.
    """
    for line, row in _rows(file):
        if line > ROWS_MAX:
            raise TooLarge(f"{file} has over {ROWS_MAX:,} rows; split it.")
        try:
            yield told_from(row, Origin.IMPORTED, source, line)
        except BadInput as error:
            yield Unread(line, str(error))


def told_from(row: Mapping[str, Any], origin: Origin, source: str, line: int = 0) -> Told:
    """One row as what is told.

    Raises:
        BadInput: a field is missing, too long, or none of the words it may be.
    """
    texts = {name: _text(row, name) for name in FIELDS}
    if not texts["customer"]:
        raise BadInput("customer is missing.")
    return Told(
        customer=texts["customer"],
        purpose=purpose_of(texts["purpose"]),
        state=_state(texts["state"]),
        said_at=_instant(texts["at"], "at"),
        text_version=_shaped(texts, "text_version", _VERSION),
        language=_shaped(texts, "language", _LANGUAGE),
        expires_at=_instant(texts["expires_at"], "expires_at"),
        origin=origin,
        source=source,
        line=line,
    )


def _rows(file: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        if file.stat().st_size > FILE_BYTES_MAX:
            raise TooLarge(f"{file} is over {FILE_BYTES_MAX:,} bytes; split it.")
        text = file.read_text("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError:
        raise BadInput(f"{file} is not UTF-8; save it as UTF-8.") from None
    match file.suffix.lower():
        case ".csv":
            yield from _csv_rows(file, text)
        case ".json":
            yield from _json_rows(file, text)
        case _:
            raise BadInput(f"{file} is neither .csv nor .json; name it by what it holds.")


def _csv_rows(file: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(text.splitlines(), strict=True)
    try:
        if missing := {"customer", "purpose", "state"} - set(reader.fieldnames or ()):
            raise BadInput(f"{file} has no column {', '.join(sorted(missing))}; its first line names the columns.")
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise BadInput(f"{file} is no CSV from line {reader.line_num} on ({error}).") from error


def _json_rows(file: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{file} is no JSON ({str(error)[:100]}).") from error
    if not isinstance(found, list):
        raise BadInput(f"{file} holds no list; write a list of objects.")
    yield from enumerate((row if isinstance(row, dict) else {} for row in found), 1)


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadInput(f"{name} is no text.")
    text = str(value).strip()
    if len(text) > FIELD_LENGTH_MAX or not text.isprintable():
        raise BadInput(f"{name} is over {FIELD_LENGTH_MAX} characters, or holds one that cannot be shown.")
    return text


def _shaped(texts: Mapping[str, str], name: str, shape: re.Pattern[str]) -> str:
    """A text that stands in the open beside the event: it may hold no words, for they could be somebody's."""
    if not shape.fullmatch(texts[name]):
        raise BadInput(f"{name} is {texts[name][:40]!r}; write letters, digits and . _ : / - only, as in newsletter-3.")
    return texts[name]


def _state(word: str) -> ConsentState:
    plain = word.lower().replace("-", "_")
    if plain in STATES:
        return STATES[plain]
    try:
        return ConsentState(plain)
    except ValueError:
        raise BadInput(f"{word[:40]!r} is no state; write yes, no, or one of {', '.join(ConsentState)}.") from None


def _instant(text: str, name: str) -> Instant:
    if not text:
        return 0
    try:
        at = datetime.fromisoformat(text)
        seconds = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise BadInput(f"{name} is {text[:40]!r}; write a time such as 2025-03-01T10:00:00Z.") from None
    if seconds <= 0:
        raise BadInput(f"{name} is before 1970; write when it was said.")
    return int(seconds) * SECOND
