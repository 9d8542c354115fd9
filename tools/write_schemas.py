"""Writes the schema of every event type. A released schema is never changed by hand; new fields go in here."""

import json
import sys
from pathlib import Path
from typing import Any

from earnest.domain.announcing import ANNOUNCED_TYPE
from earnest.domain.consents import CHANGE_TYPE
from earnest.domain.events import EVENT_TYPES
from earnest.domain.notices import NOTICE_TYPE
from earnest.domain.purposes import Purpose
from earnest.domain.ratings import RatingReason

FOLDER = Path(__file__).parent.parent / "src" / "earnest" / "schemas" / "events"

RATED = {
    "helpful": {"type": "boolean", "description": "Whether it helped."},
    "score": {"type": "integer", "minimum": 1, "maximum": 5, "description": "1 to 5."},
    "reasons": {
        "type": "array",
        "description": "Why.",
        "items": {"enum": [reason.value for reason in RatingReason]},
        "uniqueItems": True,
    },
}


WORD = {"type": "string", "pattern": "^[a-z_]{1,40}$"}
AT = {"type": "integer", "minimum": 0}

WAITING = {
    "id": {"type": "string", "pattern": "^[HA]-[0-9A-Z]{1,40}$", "description": "What waits for a person."},
    "kind": {"description": "A hand-over, an approval, or a matter of governance.", **WORD},
    "reason": {"description": "Why it waits, of a closed list; later versions may add to it.", **WORD},
    "opened_at": {"description": "Since when, in microseconds since 1970-01-01 UTC.", **AT},
    "due_at": {"description": "By when, in microseconds since 1970-01-01 UTC; 0 without a clock.", **AT},
    "overdue": {"type": "boolean", "description": "Whether that time is over."},
    "link": {"type": "string", "maxLength": 2000, "description": "Opens exactly this case after sign-in, or empty."},
}


CHANGED = {
    "decision_id": {"type": "string", "pattern": "^D-[0-9A-Z]{1,40}$", "description": "The decision that recorded it."},
    "purpose": {"enum": [one.value for one in Purpose], "description": "For what."},
    "state": {"description": "What it became, of a closed list; later versions may add to it.", **WORD},
    "allowed": {"type": "boolean", "description": "Whether the purpose has a live basis from then on."},
    "origin": {"description": "By which door it came, of a closed list; later versions may add to it.", **WORD},
    "said_at": {"description": "When the person said it, in microseconds since 1970-01-01 UTC.", **AT},
    "expires_at": {"description": "When it lapses, in microseconds since 1970-01-01 UTC; 0: not by itself.", **AT},
    "text_version": {"type": "string", "maxLength": 200, "description": "Which words were read, or empty."},
    "language": {"type": "string", "maxLength": 200, "description": "The language of those words, or empty."},
}

ANNOUNCED = {
    "what": {"description": "What happened, of a closed list; later versions may add to it.", **WORD},
    "about": {"type": "string", "maxLength": 200, "description": "The rule and its version, or the decision."},
    "how": {
        "description": "By what one person stood for two, or empty.",
        "type": "string",
        "pattern": "^[a-z_]{0,40}$",
    },
    "happened_at": {"description": "When, in microseconds since 1970-01-01 UTC.", **AT},
    "link": {"type": "string", "maxLength": 2000, "description": "Opens the desk, or empty."},
}


def schema_of(event_type: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of an event type's `data`."""
    name, _, major = event_type.rpartition(".v")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"schemas/events/{name}/{major}.json",
        "title": event_type,
        "type": "object",
    }
    if event_type == NOTICE_TYPE:
        return head | {"properties": WAITING, "required": sorted(WAITING)}
    if event_type == ANNOUNCED_TYPE:
        return head | {"properties": ANNOUNCED, "required": sorted(ANNOUNCED)}
    if event_type == CHANGE_TYPE:
        return head | {"properties": CHANGED, "required": sorted(CHANGED)}
    return head | {
        "properties": {
            "decision_id": {"type": "string", "description": "The decision that the event tells of.", "maxLength": 64},
            "caused_by": {"type": "string", "description": "The decision it followed from, or empty.", "maxLength": 64},
            "channel": {"type": "string", "description": "The door, or empty.", "maxLength": 20},
            "amount": {
                "type": "object",
                "description": "What was at stake.",
                "properties": {
                    "minor": {"type": "integer", "description": "Minor units."},
                    "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217."},
                },
                "required": ["minor", "currency"],
            },
            **(RATED if name == "decision.rating" else {}),
        },
        "required": ["decision_id", "caused_by", "channel"],
    }


def main() -> None:
    """Write what is missing; what is there stays unless `--rewrite` is given, before a first release."""
    for event_type in (*EVENT_TYPES, NOTICE_TYPE, CHANGE_TYPE, ANNOUNCED_TYPE):
        name, _, major = event_type.rpartition(".v")
        file = FOLDER / name / f"{major}.json"
        if file.exists() and "--rewrite" not in sys.argv:
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(schema_of(event_type), indent=2) + "\n", encoding="utf-8")
        print(file.relative_to(FOLDER.parent))


if __name__ == "__main__":
    main()
