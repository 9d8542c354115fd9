"""The published schema of records, and what it is held against."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema

from earnest.domain.errors import NotFound
from earnest.house import RECORD_SCHEMA
from earnest.ledger import record_of
from earnest.store import Store


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("earnest") / RECORD_SCHEMA).read_text("utf-8"))
    return found


@cache
def of_record() -> Any:
    """Validates what stands under `record`."""
    whole = schema()
    return jsonschema.Draft202012Validator({"$ref": "#/$defs/record", "$defs": whole["$defs"]})


def complaints(record: dict[str, Any]) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in of_record().iter_errors(record)]


def require_schema(store: Store) -> int:
    """Hold every record of a store that still opens against the schema; how many that were."""
    names = store.read(lambda unit: [row[0] for row in unit.rows.all("SELECT id FROM decisions")])
    held = 0
    for name in names:
        try:
            record = record_of(store.decision(name).fields)
        except NotFound:  # its time is over
            continue
        wrong = complaints(record)
        assert not wrong, (record["what"]["kind"], wrong)
        held += 1
    return held
