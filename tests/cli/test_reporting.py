"""`earnest report`, as an operator types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run

from earnest.cli.places import at_work


@pytest.mark.slow
def test_every_obligation_is_listed_and_a_denied_wish_for_a_person_turns_its_rows_red(
    run: Run, past: Path, played: Any, fernhalm: Path
) -> None:
    plain = run("report", "obligations", "--data", str(past))
    well = {one["id"]: one for one in json.loads(run("report", "--data", str(past), "--json").out)}
    with at_work(fernhalm, past) as house:
        house.store.decide(lambda unit: unit.rows.run("UPDATE hand_overs SET state = 'refused' WHERE reason = 'asked'"))
    denied = {one["id"]: one for one in json.loads(run("report", "--data", str(past), "--json").out)}
    whole = run("report", "human-access", "--data", str(past))
    scope = json.loads(run("report", "breach-scope", "--source", "order", "--data", str(past), "--json").out)
    small = run("report", "staff-figures", "--group-min", "2", "--data", str(past))

    assert (plain.code, len(well)) == (0, 34)
    assert "34 obligations: " in plain.out
    assert "open: A shop cannot declare yet" in " ".join(plain.out.split())
    assert {well[name]["state"] for name in ("automatic-log", "explanation", "distance-finance", "faults")} == {"met"}
    assert "not met" not in {one["state"] for one in well.values()}
    changed = {name for name, one in denied.items() if one["state"] == "not met"}
    assert changed == {"distance-finance", "spanish-service"}
    assert whole.code == 0
    assert "NOT MET  1 wishes for a person were denied" in whole.out
    assert (scope["state"], scope["wrong"]) == ("met", [])
    assert int(scope["figures"]["order: people"]) > 0
    assert {one.partition(":")[0] for one in scope["figures"]} == {"order"}
    assert "NOT MET  figures are shown of groups of 2" in small.out


def test_a_report_that_is_not_there_is_refused_with_the_names_of_those_that_are(run: Run) -> None:
    answer = run("report", "unicorns")

    assert answer.code == 1
    assert "no report 'unicorns'" in answer.err
    assert "human-access" in answer.err


def test_a_source_is_asked_about_in_the_report_on_a_breach_alone(run: Run) -> None:
    answer = run("report", "gpc", "--source", "order")

    assert answer.code == 1
    assert "Only the report breach-scope takes --until and --source" in answer.err
