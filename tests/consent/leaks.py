"""Planted values and a searcher: does a value without a live basis reach anybody, in any disguise?

`planted` fills every field of a data map with a marker of its own, in records that are young and sure, or not. `cases`
gives every purpose with every consent history worth telling apart, and says by a table of its own whether that is a
live basis. `check_no_leaks` runs a
`BytesOf` (whatever turns rows into bytes: what the assistant is given, a reply, a log line, an event, a stream) over
all of them: a granted value must arrive, and every other value must be absent from every blob.
"""

import base64
import html
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus

from earnest.consent.fold import ConsentView, fold
from earnest.consent.grants import DataMap, FieldRule, SourceRule
from earnest.domain.consents import ConsentEvent
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.time import DAY, SECOND, Instant

SUBJECT = "S-ada"
NOW: Instant = 1_790_000_000_000_000
ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Shape:
    """How old the records are, and how sure they say they are."""

    at: Any
    sure: Any
    young: bool = True
    is_sure: bool = True


SHAPES = (
    Shape(NOW - 1, 60),
    Shape(NOW - 500 * 365 * DAY, 100, young=False),
    Shape(NOW, 59, is_sure=False),
    Shape(None, 100, young=False),
    Shape("2026-09-21T14:13:20", None, is_sure=False),
)

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


def planted(data_map: DataMap, shape: Shape = SHAPES[0]) -> tuple[Rows, Markers]:
    """Two records of every source, each field filled with its own marker (the second record repeats the first's)."""
    rows: dict[str, list[dict[str, Any]]] = {}
    markers: dict[tuple[str, str], str] = {}
    for source in data_map.sources:
        for rule in source.fields:
            markers[source.name, rule.path] = _marker(len(markers))
        told = {rule.dated: shape.at for rule in source.fields if rule.dated}
        told |= {rule.origin.confidence_field: shape.sure for rule in source.fields if rule.origin}
        rows[source.name] = [told | _row(source, markers, number) for number in (1, 2)]
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


def check_no_leaks(data_map: DataMap, bytes_of: BytesOf, *, every_shape: bool = False) -> tuple[int, int]:
    """Run every field x purpose x history, and the shapes of records: each with each history, or in turn.

    Returns:
        How many (field, case) pairs had to be absent, and how many had to be given, and were.
    """
    absent = given = 0
    for case, shape in _shaped(every=every_shape):
        rows, markers = planted(data_map, shape)
        blobs = bytes_of(rows, case.purpose, case.consents)
        granted = {key for key in markers if case.live and grants(data_map, key, case.purpose, shape)}
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


def grants(data_map: DataMap, key: tuple[str, str], purpose: Purpose, shape: Shape = SHAPES[0]) -> bool:
    """Whether a live basis gives the field, in records of this shape."""
    return any(
        purpose in rule.purposes and _fit(rule, shape) and not (rule.origin and purpose is Purpose.IDENTITY_VERIFY)
        for source in data_map.sources
        for rule in source.fields
        if (source.name, rule.path) == key
    )


def _fit(rule: FieldRule, shape: Shape) -> bool:
    if rule.origin and rule.origin.confidence_field and not shape.is_sure:
        return False
    if not rule.fresh_for or rule.dated:
        return shape.young or not rule.fresh_for
    assert rule.origin is not None
    return (datetime.fromtimestamp(NOW / SECOND, UTC).date() - rule.origin.collected).days * DAY < rule.fresh_for


def _shaped(*, every: bool) -> Iterator[tuple[Case, Shape]]:
    for number, case in enumerate(cases()):
        yield from ((case, shape) for shape in (SHAPES if every else (SHAPES[number % len(SHAPES)],)))
