"""Each report tells what was counted, and one planted violation turns its row red."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.counted import (
    Consents,
    Contests,
    Counted,
    Erasures,
    Governed,
    Judgements,
    Marks,
    Reads,
    Rulings,
    Scope,
    Wishes,
)
from earnest.domain.time import SECOND
from earnest.domain.verdicts import Outcome
from earnest.govern.obligations import OBLIGATIONS_FILE, read_obligations
from earnest.govern.reports import (
    GROUP_MIN,
    REPORTS,
    Evidence,
    GateFacts,
    LogFacts,
    MapFacts,
    Processing,
    State,
    p95,
    standings,
)

ORDER = Processing("order", ("service.order",), ("contract",), ("shop",), ("Host",), ("DE",), ("10 years",))
READ = Scope(
    *("order", 2),
    by={"assistant": 3, "colleague": 1},
    purposes={"service.order": 4},
    fields={("status", "service.order"): 3},
    untold=1,
)
WORKED = Evidence(
    counted=Counted(
        marks=Marks({"customer": 4, "assistant": 4}),
        wishes=Wishes(waits=(20 * SECOND, 170 * SECOND), waiting=1),
        rulings=Rulings(asked=9, waiting=1, approved=6, declined=2, quick=2, colleagues=5),
        reads=Reads({"service.order": 7}, bars=1, objections=1, stayed=2),
        consents=Consents({("marketing.direct", "given"): 3}, events=4, signals=1),
        erasures=Erasures(done=2, under_way=1),
        judgements=Judgements(seen=12, gone=1, refused=2, alone=3, fault_refusals={("return_items", "not-left"): 1}),
        contests=Contests(reviewed=1, waiting=1),
        governed=Governed(opened=9, exported=2, switched=2),
        corrections=2,
        outcomes={("withdraw", Outcome.CONFIRM): 3},
    ),
    log=LogFacts(40, "ab" * 32),
    gates=GateFacts(withdrawals=("withdraw",), blind=("exchange_item",)),
    data_map=MapFacts((ORDER,), ("EU",), (("mail", "US", "Post", False),)),
    scopes=(READ,),
)
"""A brand at work, with nothing wrong."""

PLANTED = {
    "disclosure-coverage": {"governed": Governed(opened=2, untold=1)},
    "marking-coverage": {"marks": Marks({"customer": 4}, wrong=1)},
    "oversight": {"rulings": Rulings(asked=1, unruled=1)},
    "purpose-use": {"reads": Reads({"marketing.direct": 1}, without_yes=1)},
    "consent-ledger": {"consents": Consents(events=4, unproved=1)},
    "explanation-completeness": {"judgements": Judgements(seen=2, lacking=("D-1",))},
    "erasure-certificates": {"erasures": Erasures(under_way=1, overdue=1)},
    "restrictions": {"reads": Reads(bars=1, after_bar=1)},
    "objections": {"reads": Reads(objections=1, after_objection=1)},
    "solely-automated": {"contests": Contests(waiting=1, late=1)},
    "human-access": {"wishes": Wishes(denied=1)},
    "withdrawal-function": {"outcomes": {("withdraw", Outcome.ASK_PERSON): 1}},
}
"""What is counted when something is wrong, by the report that must say so."""

ELSEWHERE = {
    "log-integrity": {"log": LogFacts(40, "", ("entry 3 differs",))},
    "retention-due": {"overdue": {"visitors": 2}},
    "ropa": {"data_map": MapFacts((replace(ORDER, processors=("",)),))},
    "breach-scope": {"scopes": (READ, replace(READ, source="profile", unproved=1))},
    "faults-not-refused": {"gates": GateFacts(windows=(("return_items", "late"),))},
    "staff-figures": {"group_min": 2},
}
"""The same of what is not counted but gathered."""

NEVER_WRONG = {"corrections", "exports", "transfers", "gpc"}
"""Reports that list; nothing in them can be wrong."""


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_brand_at_work_meets_every_report(name: str) -> None:
    found = REPORTS[name](WORKED)

    assert (found.state, found.wrong) == (State.MET, ())
    assert found.figure
    assert found.rows or name == "retention-due"


def test_a_violation_is_planted_for_every_report_that_could_find_one() -> None:
    assert set(PLANTED) | set(ELSEWHERE) | NEVER_WRONG == set(REPORTS)


@pytest.mark.parametrize("name", sorted({*PLANTED, *ELSEWHERE}))
def test_a_planted_violation_turns_its_row_red(name: str) -> None:
    counted = replace(WORKED.counted, **PLANTED.get(name, {}))  # type: ignore[arg-type]  # the table names the fields
    evidence = replace(WORKED, counted=counted, **ELSEWHERE.get(name, {}))  # type: ignore[arg-type]  # as above

    found = REPORTS[name](evidence)
    stood = standings(read_obligations(OBLIGATIONS_FILE, REPORTS), evidence)

    assert found.state is State.NOT_MET
    assert found.wrong
    assert all(one.state is State.NOT_MET for one in stood if name in one.obligation.reports)


@pytest.mark.parametrize(
    "name", ["human-access", "consent-ledger", "breach-scope", "log-integrity", "oversight", "purpose-use"]
)
def test_where_nothing_happened_yet_nobody_can_tell(name: str) -> None:
    assert REPORTS[name](Evidence(Counted(), LogFacts(0, ""))).state is State.CANNOT_TELL


def test_figures_about_fewer_than_five_colleagues_are_withheld() -> None:
    few = replace(WORKED.counted, rulings=replace(WORKED.counted.rulings, colleagues=GROUP_MIN - 1))

    shown, withheld = REPORTS["oversight"](WORKED), REPORTS["oversight"](replace(WORKED, counted=few))

    assert dict(shown.rows) == {
        "approvals": "9",
        "waiting": "1",
        "switched off now": "0",
        "decided by one person": "0",
        "approved": "6",
        "declined": "2",
        "under 5 seconds": "25 %",
    }
    assert dict(withheld.rows) == {
        "approvals": "9",
        "waiting": "1",
        "switched off now": "0",
        "decided by one person": "0",
        "rulings": "withheld: fewer than 5 colleagues ruled",
    }


def test_a_way_that_is_closed_is_named_and_no_violation() -> None:
    found = REPORTS["transfers"](WORKED)

    assert dict(found.rows)["mail"] == "US, Post (closed)"
    assert found.figure == "1 ways out, 1 closed, 2 times something stayed"


def test_the_scope_of_a_breach_counts_people_fields_purposes_and_onlookers() -> None:
    found = REPORTS["breach-scope"](WORKED)

    assert found.figure == "4 reads of 1 sources"
    assert dict(found.rows) == {
        "order: people": "2",
        "order: decisions and looks": "4",
        "order: by assistant": "3",
        "order: by colleague": "1",
        "order: for service.order": "4",
        "order: status for service.order": "3",
        "order: fields not known any more": "1",
    }


def test_the_row_of_records_and_transfers_needs_the_scope_of_a_breach_too() -> None:
    rows = {one.id: one for one in read_obligations(OBLIGATIONS_FILE, REPORTS)}

    assert rows["records-and-transfers"].reports == ("ropa", "breach-scope", "transfers")


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=400))
def test_at_most_one_in_twenty_waits_longer_than_the_p95(waits: list[int]) -> None:
    wait = p95(waits)

    assert wait in waits
    assert sum(one > wait for one in waits) * 20 <= len(waits)


@given(st.sampled_from(sorted({*PLANTED})), st.integers(0, 30))
def test_an_open_row_is_never_met_and_a_broken_one_never_open(name: str, done: int) -> None:
    counted = replace(WORKED.counted, corrections=done, **PLANTED[name])  # type: ignore[arg-type]  # as above

    stood = standings(read_obligations(OBLIGATIONS_FILE, REPORTS), replace(WORKED, counted=counted))

    for one in stood:
        broken = any(found.state is State.NOT_MET for found in one.found.values())
        assert (one.state is State.NOT_MET) == broken
        assert one.state is not State.MET or not one.obligation.open
