"""Planted values and a searcher: does a value without a live basis reach anybody, in any disguise?

`planted` fills every field of a data map with a marker of its own. `cases` gives every purpose with every consent
history worth telling apart, and says by a table of its own whether that is a live basis. `check_no_leaks` runs a
`BytesOf` (whatever turns rows into bytes: what the assistant is given, a reply, a log line, an event, a stream) over
all of them: a granted value must arrive, and every other value must be absent from every blob.
"""

import base64
import html
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

from earnest.consent.fold import ConsentView, fold
from earnest.consent.grants import DataMap, SourceRule
from earnest.domain.consents import ConsentEvent
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.time import DAY, Instant

SUBJECT = "S-ada"
NOW: Instant = 1_790_000_000_000_000
ASSISTANT = "assistant"

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Markers = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Case:
    """A purpose, a consent history, and whether that is a live basis by the law's own table."""

    purpose: Purpose
    history: str
    live: bool
    consents: ConsentView


BytesOf = Callable[[Rows, Purpose, ConsentView], Mapping[str, bytes]]
"""What leaves for whom, by name; `ASSISTANT` is what the assistant was given."""


class LeakedError(AssertionError):
    """A planted value was found where it may not be."""


def planted(data_map: DataMap) -> tuple[Rows, Markers]:
    """Two records of every source, each field filled with its own marker (the second record repeats the first's)."""
    rows: dict[str, list[dict[str, Any]]] = {}
    markers: dict[tuple[str, str], str] = {}
    for source in data_map.sources:
        for rule in source.fields:
            markers[source.name, rule.path] = _marker(len(markers))
        rows[source.name] = [_row(source, markers, number) for number in (1, 2)]
    return rows, markers


def assert_absent(markers: Iterable[str], blobs: Mapping[str, bytes]) -> None:
    """No marker is in any blob: raw, JSON-, percent- or HTML-escaped, base64, hexadecimal, UTF-16, or in another case.

    Raises:
        LeakedError: one is; the message names the blob and the disguise, never the whole blob.
    """
    for name, blob in blobs.items():
        folded = blob.decode("utf-8", "replace").casefold()
        for marker in markers:
            if marker.casefold() in folded:
                raise LeakedError(f"{marker!r} is in {name}")
            for disguise, needle in disguises(marker):
                if needle in blob or (disguise != "base64" and needle.lower() in blob.lower()):
                    raise LeakedError(f"{marker!r} is in {name}, as {disguise}")


def disguises(marker: str) -> Iterator[tuple[str, bytes]]:
    """The forms in which a value may hide in bytes."""
    escaped = json.dumps(marker)[1:-1].encode()
    forms = {"UTF-8": marker.encode(), "JSON": escaped, "UTF-16LE": marker.encode("utf-16-le")}
    forms["UTF-16BE"] = marker.encode("utf-16-be")
    yield from forms.items()
    yield "percent", quote(marker, safe="").encode()
    yield "path", quote(marker).encode()
    yield "form", quote_plus(marker).encode()
    yield "HTML", html.escape(marker).encode("ascii", "xmlcharrefreplace")
    for form in forms.values():
        yield "hexadecimal", form.hex().encode()
        yield from (("base64", needle) for needle in _base64_cores(form))


def cases() -> Iterator[Case]:
    """Every purpose x every history, with the answer of the law's own table."""
    for purpose in Purpose:
        for history, steps in _histories().items():
            events = [
                ConsentEvent(seq, SUBJECT, purpose, state, NOW - 9 * DAY + seq, expires_at=expires)
                for seq, (state, expires) in enumerate(steps, start=1)
            ]
            yield Case(purpose, history, _live(purpose, history), fold(events, NOW))


def check_no_leaks(data_map: DataMap, bytes_of: BytesOf) -> tuple[int, int]:
    """Run every field x purpose x history.

    Returns:
        How many (field, case) pairs had to be absent, and how many had to be given, and were.
    """
    rows, markers = planted(data_map)
    absent = given = 0
    for case in cases():
        blobs = bytes_of(rows, case.purpose, case.consents)
        granted = {key for key in markers if case.live and _grants(data_map, key, case.purpose)}
        for key in granted:
            assert markers[key].encode() in blobs[ASSISTANT], f"{key} should be given for {case.purpose}"
        assert_absent([marker for key, marker in markers.items() if key not in granted], blobs)
        given += len(granted)
        absent += len(markers) - len(granted)
    return absent, given


def _marker(number: int) -> str:
    # Straße: ß folds to ss; the space, quote, letters and emoji change under every escape.
    return f"Straße {number:04d}é'X/ق🧭q{number:04d}Zz"


def _row(source: SourceRule, markers: Markers, number: int) -> dict[str, Any]:
    row: dict[str, Any] = {"id": f"{source.name}-{number}"}
    nested = {rule.path: rule for rule in source.nested}
    for rule in source.fields:
        *above, name = rule.path.split(".")
        level, path = row, ""
        for step in above:
            path = f"{path}.{step}" if path else step
            # Lists only at the outermost level and where the map says that each is a record of its own.
            if step not in level:
                inner: dict[str, Any] = {nested[path].key: f"{path}-{number}"} if path in nested else {}
                level[step] = [inner]
            level = level[step][0]
        level[name] = markers[source.name, rule.path]
    return row


def _base64_cores(form: bytes) -> Iterator[bytes]:
    """The base64 characters that do not depend on what stands around the value, at the three alignments."""
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + form)
        core = encoded[(0, 2, 3)[shift] : len(encoded) - (0 if (shift + len(form)) % 3 == 0 else 4)]
        yield core
        yield core.replace(b"+", b"-").replace(b"/", b"_")


def _histories() -> Mapping[str, tuple[tuple[ConsentState, Instant], ...]]:
    given = (ConsentState.GIVEN, 0)
    after_yes = {
        f"{state} after a yes": (given, (state, 0))
        for state in ConsentState
        if state not in (ConsentState.GIVEN, ConsentState.RENEWED)
    }
    alone = {f"only {state}": ((state, 0),) for state in ConsentState}
    return {
        "nothing asked": (),
        "given until tomorrow": ((ConsentState.GIVEN, NOW + DAY),),
        "given until now": ((ConsentState.GIVEN, NOW),),
        "given until yesterday": ((ConsentState.GIVEN, NOW - DAY),),
        "given again after a withdrawal": (given, (ConsentState.WITHDRAWN, 0), (ConsentState.RENEWED, 0)),
        **after_yes,
        **alone,
    }


_ALWAYS = ["service.answer", "service.order", "service.payment", "service.claim", "identity.verify", "rights.fulfil"]
_UNLESS_OBJECTED = ["security.fraud", "improve.quality", "measure.aggregate"]
_YES = {"given until tomorrow", "given again after a withdrawal", "only given", "only renewed"}
_NO_WORDS = ("objected", "withdrawn", "refused", "revoked", "invalidated", "unknown")


def _live(purpose: Purpose, history: str) -> bool:
    """Written out by hand, so that it does not repeat the fold's mistakes."""
    if purpose.value in _ALWAYS:
        return True
    if purpose.value in _UNLESS_OBJECTED:
        return not any(f"{word} after" in history or f"only {word}" in history for word in _NO_WORDS)
    return history in _YES


def _grants(data_map: DataMap, key: tuple[str, str], purpose: Purpose) -> bool:
    return any(
        purpose in rule.purposes
        for source in data_map.sources
        for rule in source.fields
        if (source.name, rule.path) == key
    )
