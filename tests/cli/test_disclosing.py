"""A record proves itself offline; an auditor is shown single fields, and nothing of the others."""

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.cli.conftest import Run
from tests.store.records import schema

from earnest.app import build
from earnest.ledger import Field, parse_receipt

Json = dict[str, Any]


@pytest.fixture
def decision(played: Json) -> str:
    return str(played["lines"][0]["decisions"][0]["id"])


@pytest.fixture
def keys(run: Run, past: Path, tmp_path: Path) -> Path:
    file = tmp_path / "keys.txt"
    file.write_text(run("log", "keys", "--data", str(past)).out)
    return file


def kept(folder: Path, text: str) -> Path:
    file = folder / "shown.txt"
    file.write_text(text)
    return file


def disclosed(run: Run, past: Path, decision: str, *names: str) -> str:
    fields = [word for name in names for word in ("--field", name)]
    return run("disclose", decision, *fields, "--data", str(past)).out


def salts(fernhalm: Path, past: Path, decision: str) -> dict[str, Field]:
    house = build(fernhalm, past)
    found = {field.name: field for field in house.store.decision(decision).fields}
    house.close()
    return found


def forms(secret: bytes) -> tuple[str, ...]:
    return (secret.hex(), b64encode(secret).decode(), b64encode(secret).decode().rstrip("="))


def test_why_gives_a_record_that_fits_its_schema_and_verifies_with_the_public_keys_alone(
    run: Run, past: Path, decision: str, keys: Path, tmp_path: Path
) -> None:
    text = run("why", decision, "--data", str(past), "--json").out
    whole = json.loads(text)

    verified = run("verify", str(kept(tmp_path, text)), "--keys", str(keys), "--json")

    jsonschema.validate(whole, schema())
    assert verified.code == 0
    assert json.loads(verified.out)["fields"] == whole["record"]


@pytest.mark.parametrize("how", ["changed", "added", "left out", "swapped"])
def test_a_record_that_says_otherwise_than_its_receipt_is_not_believed(
    run: Run, past: Path, decision: str, keys: Path, tmp_path: Path, how: str
) -> None:
    whole = json.loads(run("why", decision, "--data", str(past), "--json").out)
    record = whole["record"]
    match how:
        case "changed":
            record["deed"]["amount"][1] += 1
        case "added":
            record["note"] = "a regular"
        case "left out":
            del record["verdict"]
        case _:
            record["facts"], record["policy"] = record["policy"], record["facts"]

    answer = run("verify", str(kept(tmp_path, json.dumps(whole))), "--keys", str(keys))

    assert answer.code == 1
    assert "says otherwise" in answer.err


def test_only_the_named_fields_are_shown_and_no_salt_of_another_is_in_the_file(
    run: Run, past: Path, fernhalm: Path, decision: str, keys: Path, tmp_path: Path
) -> None:
    text = disclosed(run, past, decision, "policy", "verdict")

    answer = run("verify", str(kept(tmp_path, text)), "--keys", str(keys), "--json")

    shown, fields = json.loads(answer.out)["fields"], salts(fernhalm, past, decision)
    extra = b64decode(text.split("\n")[1].removeprefix("extra ")).decode()
    assert answer.code == 0
    assert set(shown) == {"policy", "verdict"}
    assert all(any(form in extra for form in forms(fields[name].salt)) for name in shown)
    for name in set(fields) - set(shown):
        assert not any(form in whole for form in forms(fields[name].salt) for whole in (text, extra))
        assert fields[name].salt not in text.encode()


@pytest.mark.parametrize("how", ["changed", "renamed", "salted anew"])
def test_a_shown_field_that_was_tampered_with_fails(
    run: Run, past: Path, decision: str, keys: Path, tmp_path: Path, how: str
) -> None:
    text = disclosed(run, past, decision, "policy", "verdict")
    head, extra, *rest = text.split("\n")
    inside = json.loads(b64decode(extra.removeprefix("extra ")))
    first, second = inside["disclosure"]["revealed"]
    match how:
        case "changed":
            first["value"] = second["value"]
        case "renamed":
            first["name"], second["name"] = second["name"], first["name"]
        case _:
            first["salt"] = second["salt"]
    forged = b64encode(json.dumps(inside, separators=(",", ":"), sort_keys=True).encode()).decode()

    answer = run("verify", str(kept(tmp_path, "\n".join([head, f"extra {forged}", *rest]))), "--keys", str(keys))

    assert answer.code == 1
    assert "commits to other values" in answer.out + answer.err


def test_a_field_that_is_not_there_is_answered_with_those_that_are(run: Run, past: Path, decision: str) -> None:
    answer = run("disclose", decision, "--field", "mood", "--data", str(past))

    assert answer.code == 1
    assert "policy" in answer.err


def test_that_fields_were_shown_is_a_leaf_that_names_them(run: Run, past: Path, fernhalm: Path, decision: str) -> None:
    disclosed(run, past, decision, "verdict", "policy")

    house = build(fernhalm, past)
    row = house.store.read(lambda unit: unit.rows.one("SELECT record FROM leaves ORDER BY idx DESC LIMIT 1"))
    assert row is not None
    told = house.store.decision(row[0]).decision
    house.close()
    assert (told.caused_by, told.facts) == (decision, {"of": "record", "fields": "policy verdict"})


def test_after_an_erasure_what_is_answered_for_is_still_shown_and_the_person_is_not(
    run: Run, past: Path, decision: str, keys: Path, tmp_path: Path
) -> None:
    run("erase", "--customer", "ada", "--yes", "--data", str(past))

    of_person = run("disclose", decision, "--field", "said", "--data", str(past))
    text = disclosed(run, past, decision, "policy", "facts")
    answer = run("verify", str(kept(tmp_path, text)), "--keys", str(keys), "--json")

    assert of_person.code == 1
    assert answer.code == 0
    assert set(json.loads(answer.out)["fields"]) == {"policy", "facts"}
    assert parse_receipt(text).disclosure is not None
    assert "said" not in json.loads(run("why", decision, "--data", str(past), "--json").out)["record"]
