"""Every command as it is typed: what it prints, and its exit code: 0, 1 with a sentence, 2 for wrong usage."""

import json
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import SCRIPT, Ran, Run

from earnest.app import build, store_of

Json = Any


def flat(ran: Ran) -> str:
    """What was printed, with folded lines and frames taken out."""
    return re.sub(r"[│\s]+", " ", ran.out)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom earnest.cli import commands\ncommands()\n"
        "print(sorted({'sqlalchemy', 'fastapi', 'uvicorn', 'numpy', 'cryptography', 'earnest.app'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_script_gives_one_document_with_all_that_happened(run: Run, fernhalm: Path, data: Path) -> None:
    (data.parent / "script.txt").write_text(SCRIPT)

    words = ("--brand", str(fernhalm), "--data", str(data), "--script", "script.txt", "--json")
    played = json.loads(run("chat", *words).out)
    lines = played["lines"]

    assert lines[0]["cards"][0]["title"] == "Refund €79.00"
    assert lines[0]["decisions"][0]["rules"] == ["over-50"]
    assert len(lines[1]["hand_overs"]) == 1
    assert "A person checks refunds over €50.00." in lines[1]["answers"]
    assert lines[3]["receipts"][0]["title"] == "Refund €24.90"
    assert "1051: Drizzle rain jacket" in lines[4]["choices"]
    assert "FH4200188" in lines[5]["answers"][0]
    assert [(one["skill"], one["amount"], one["outcome"]) for one in played["effects"]] == [
        ("refund", "24.90 EUR", "booked")
    ]  # it is held for five minutes, so that it can be undone


def test_the_yaml_form_of_a_script_plays_the_same(run: Run, fernhalm: Path, tmp_path: Path) -> None:
    file = tmp_path / "script.yaml"
    file.write_text("given: {language: de}\nlines:\n  - 'was kostet der Versand?'\n")

    ran = run("chat", "--brand", str(fernhalm), "--script", str(file))

    assert ran.code == 0
    assert "4,90 EUR" in ran.out
    assert not (tmp_path / ".earnest").exists()  # nothing is kept of a script


@pytest.mark.parametrize(
    "text",
    [
        "",
        "given: [",
        "lines: [1]",
        "given: {customr: ada}\nlines: []",
        "given: {customer: ada, identity: king}\nlines: []",
        "given: {identity: signed_in}\nlines: []",
        "given: {consents: {x: y}}\nlines: []",
        "\x00",
        "given: {}",
    ],
)
def test_a_broken_script_is_told_in_one_sentence(run: Run, fernhalm: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "script.yaml"
    file.write_text(text)

    ran = run("chat", "--brand", str(fernhalm), "--script", str(file))

    assert ran.code == 1
    assert "script.yaml" in ran.err
    assert "Traceback" not in ran.err


def test_why_prints_data_rules_change_and_proof(run: Run, past: Path, played: Json) -> None:
    name = played["lines"][0]["decisions"][0]["id"]

    shown = run("why", name, "--data", str(past))
    plain = json.loads(run("why", name, "--data", str(past), "--json").out)

    assert shown.code == 0
    assert "with amount 50.00 EUR or less: confirm" in flat(shown)
    assert "A person checks refunds over €50.00." in flat(shown)
    assert re.search(r"entry \d+ of \d+ in the signed log, checked", flat(shown))
    assert plain["otherwise"][0]["needed"] == {"amount": "50.00 EUR"}
    assert plain["proof"]["trouble"] == ""


def test_the_log_is_exported_and_verified_by_anyone(run: Run, fernhalm: Path, past: Path, tmp_path: Path) -> None:
    folder, keys = tmp_path / "log", tmp_path / "keys.txt"
    keys.write_text(run("log", "keys", "--data", str(past)).out)

    exported = run("log", "export", str(folder), "--data", str(past))
    again = run("log", "export", str(folder), "--data", str(past))
    own = run("verify", "--data", str(past))
    offline = run("verify", str(folder), "--keys", str(keys))

    assert (exported.code, own.code, offline.code) == (0, 0, 0)
    assert again.code == 1
    assert "not empty" in again.err
    assert offline.out.startswith("ok ")
    assert {"check_log.py", "check_receipt.html"} <= {file.name for file in folder.iterdir()}
    alone = subprocess.run(
        [sys.executable, "-I", str(folder / "check_log.py"), str(folder), "--keys", str(keys)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (alone.returncode, alone.stderr) == (0, "")
    with closing(store_of(fernhalm, past)) as store:
        (newest,) = store.read(lambda unit: unit.rows.all("SELECT id FROM decisions ORDER BY at DESC LIMIT 1"))
        assert store.decision(newest[0]).decision.facts == {"of": "log", "form": "tlog-tiles"}


def test_a_changed_byte_is_found_with_its_place(run: Run, past: Path, tmp_path: Path) -> None:
    folder, keys = tmp_path / "log", tmp_path / "keys.txt"
    keys.write_text(run("log", "keys", "--data", str(past)).out)
    run("log", "export", str(folder), "--data", str(past))
    entries = next((folder / "tile" / "entries").rglob("*.p/*"))
    changed = bytearray(entries.read_bytes())
    changed[40] ^= 1
    entries.write_bytes(changed)

    ran = run("verify", str(folder), "--keys", str(keys))
    plain = json.loads(run("verify", str(folder), "--keys", str(keys), "--json").out)

    assert ran.code == 1
    assert "NOT ok" in ran.out
    assert "entry 0" in ran.out
    assert plain["problems"][0]["index"] == 0
    assert plain["problems"][0]["do_next"]


def test_a_receipt_is_verified_offline(run: Run, past: Path, tmp_path: Path, fernhalm: Path, played: Json) -> None:
    keys, file = tmp_path / "keys.txt", tmp_path / "one.tlog-proof"
    keys.write_text(run("log", "keys", "--data", str(past)).out)
    house = build(fernhalm, past)
    file.write_text(house.store.receipt(played["lines"][0]["decisions"][0]["id"]))
    house.close()
    forged = tmp_path / "forged.tlog-proof"
    forged.write_text(re.sub(r"index \d+", "index 0", file.read_text()))

    assert run("verify", str(file), "--keys", str(keys)).code == 0
    assert run("verify", str(forged), "--keys", str(keys)).code == 1
    assert run("verify", str(file)).code == 2  # no keys, no trust


def test_what_was_read_is_listed_by_person_and_by_source(run: Run, past: Path, played: Json) -> None:
    whole = json.loads(run("uses", "--data", str(past), "--json").out)
    one = whole[0]["subject"]
    orders = json.loads(run("uses", "--data", str(past), "--source", "order", "--json").out)
    shown = run("uses", one, "--data", str(past))
    none = json.loads(run("uses", "--data", str(past), "--until", "2001-01-01", "--json").out)

    assert {used["source"] for use in orders for used in use["used"]} == {"order"}
    assert 0 < len(orders) <= len(whole)
    assert whole[0]["decision"] in flat(shown)
    assert none == []
    assert run("uses", "--data", str(past), "--since", "yesterday").code == 1


def test_the_desk_lists_approves_and_does_it_once(run: Run, past: Path, played: Json) -> None:
    listed = run("desk", "list", "--data", str(past))
    waiting = json.loads(run("desk", "list", "--data", str(past), "--json").out)
    name = next(one["id"] for one in waiting if one["kind"] == "approval")

    nobody = run("desk", "approve", name, "--as", "max", "--data", str(past))
    approved = run("desk", "approve", name, "--as", "mia", "--data", str(past))
    twice = run("desk", "approve", name, "--data", str(past))

    assert name in listed.out
    assert (nobody.code, "max is support" in nobody.err) == (1, True)
    assert "effect" in approved.out
    assert twice.code == 1
    assert "has been decided" in twice.err


def test_the_desk_declines(run: Run, past: Path, played: Json) -> None:
    waiting = json.loads(run("desk", "list", "--data", str(past), "--json").out)
    name = next(one["id"] for one in waiting if one["kind"] == "approval")

    declined = run("desk", "decline", name, "--data", str(past), "--note", "cut, not torn")

    assert declined.code == 0
    assert "refusal" in declined.out
    assert re.fullmatch(r"mia\.[0-9a-f]{64}\n", run("desk", "key", "mia", "--data", str(past)).out)


def test_erasing_prints_a_certificate_and_the_log_still_verifies(run: Run, past: Path, played: Json) -> None:
    done = json.loads(run("erase", "--customer", "ada", "--yes", "--data", str(past), "--json").out)
    gone = run("erase", "--customer", "ada", "--yes", "--data", str(past))
    name = played["lines"][0]["decisions"][0]["id"]
    why = run("why", name, "--data", str(past))

    assert done["erased"]["items"] > 0
    assert done["survives"]
    assert gone.code == 1
    assert "Nobody" in gone.err
    assert "own words and arguments are gone" in flat(why)
    assert run("verify", "--data", str(past)).code == 0


@pytest.mark.parametrize("words", [(), ("--customer", "ada", "S-0000000000000000"), ("S-nonsense", "--yes")])
def test_erase_needs_one_person_named_well(run: Run, past: Path, words: tuple[str, ...]) -> None:
    ran = run("erase", *words, "--data", str(past))

    assert ran.code in (1, 2)
    assert "Traceback" not in ran.err


def test_checking_the_example_brand_finds_only_the_two_articles_that_are_wrong_on_purpose(
    run: Run, fernhalm: Path
) -> None:
    ran = run("check", str(fernhalm), "--customer", "ada", "--customer", "ben")

    warnings = [line for line in ran.out.splitlines() if ": warning: " in line]
    assert ran.code == 0, ran.out
    assert "0 errors, 2 warnings" in ran.out
    assert [Path(line.partition(":")[0]).name for line in warnings] == ["christmas.md", "summer-sale-2026.md"]


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        ("earnest.toml", 'preset = "retail"', 'preset = "retial"', "preset is 'retial'"),
        ("gates/refund.yaml", "amount: money", "amuont: money", "'amount' is no input"),
        ("gates/refund.yaml", '"> 50.00 EUR"', '"> 5000.00 EUR"', "broken promise"),
        ("data_map.yaml", "tracking:", "trakking:", "gives tracking"),
        (
            "data_map.yaml",
            "{region: DE, processor: Fernhalm}",
            "{region: US, processor: Elsewhere}",
            "store goes to US",
        ),
        ("data_map.yaml", "    processor: Fernhalm\n", "", "customer has no processor"),
        ("data_map.yaml", "purposes: [service.claim]", "purposes: [service.clam]", "did you mean service.claim"),
        ("playbooks/refund.yaml", "does: refund(", "does: refnd(", "is no skill"),
        ("playbooks/refund.yaml", "order_id=order", "order=order", "it takes"),
        ("playbooks/opening_hours.yaml", "      de:", "      fr:", "'de' are missing"),
        ("playbooks/refund.yaml", "level: signed_in", "level: anyone", "asks for anyone"),
        (
            "paying.py",
            'effect="money", level="signed_in"',
            'effect="money", level="reachable"',
            "signed_in before money",
        ),
        ("skills.py", "def connect", "def conect", "def connect"),
    ],
)
def test_a_slip_in_a_brand_is_found_with_its_file(
    run: Run, fernhalm: Path, tmp_path: Path, file: str, before: str, after: str, told: str
) -> None:
    brand = tmp_path / "brand"
    shutil.copytree(fernhalm, brand, ignore=shutil.ignore_patterns("__pycache__"))
    text = (brand / file).read_text()
    assert before in text
    (brand / file).write_text(text.replace(before, after, 1))

    ran = run("check", str(brand), "--customer", "ada", "--json")
    plain = json.loads(ran.out)

    assert any(told in one["message"] + one["mend"] for one in plain), ran.out
    assert any(Path(one["file"]).name == Path(file).name for one in plain)
    assert ran.code == (1 if any(one["severity"] == "error" for one in plain) else 0)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_serving_beyond_this_machine_must_be_meant(run: Run, fernhalm: Path, host: str) -> None:
    ran = run("serve", "--brand", str(fernhalm), "--host", host)

    assert ran.code == 1
    assert "--allow-public" in ran.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("why", "D-1"), 1),
        (("why",), 2),
        (("verify",), 1),
        (("desk", "approve", "A-1"), 1),
        (("chat", "--brand", "nowhere", "--script", "nowhere.yaml"), 1),
        (("check", "nowhere"), 1),
        (("nonsense",), 2),
        (("eval", "intents", "--train", "no.csv", "--test", "no.csv"), 1),
        (("eval", "tasks"), 2),
        (("demo", "--port", "0"), 2),
        (("demo", "--port", "x"), 2),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(run: Run, words: tuple[str, ...], code: int) -> None:
    ran = run(*words)

    assert ran.code == code
    assert ran.out + ran.err
    assert "Traceback" not in ran.out + ran.err
