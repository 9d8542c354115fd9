"""A row of every table is aged past its class and is gone; what it said in the log stays, and still verifies."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import LargeBinary, String, Table
from tests.store.made import House, answer

from earnest.domain.errors import NotFound
from earnest.domain.governing import BrandVersion
from earnest.domain.items import Words
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.settlements import Settled
from earnest.domain.skills import Done
from earnest.domain.time import DAY
from earnest.ledger import check_receipt
from earnest.store import sealing
from earnest.store.classes import ROWS_AT_ONCE_MAX
from earnest.store.retaining import CLASSES, Kept, Times
from earnest.store.tables import METADATA

PAID = Settled(Done({"refund": "R-1"}), (Words("Paid."),))
TIMES = Times(conversation_days=100, record_days=300, counter_days=400)
LONG = 3_000 * DAY
BY_CLOCK = (Kept.SESSION, Kept.CONVERSATION, Kept.RECORD, Kept.COUNTER, Kept.WINDOW)
IDS = {"subject": "S-old", "conversation": "C-old", "session": "N-old", "hand_over": "H-old", "waits": "H-old"}
OWN = {"subjects": "S-old", "conversations": "C-old", "sessions": "N-old", "hand_overs": "H-old", "decisions": "D-old"}
STATES = {
    "erasure_jobs": "done",
    "exposures": "done",
    "consent_news": "sent",
    "staff_news": "sent",
    "hand_overs": "closed",
    "outbox": "done",
    "cards": "confirmed",
    "notices": "sent",
    "colleagues": "active",
    "consents": "given",
    "suppressions": "",
}
SET: Mapping[tuple[str, str], Any] = {
    ("brands", "gates"): "{}",
    ("brands", "files"): "{}",
    ("gate_versions", "asked_at"): 0,
    ("subjects", "known"): 1,
    ("subjects", "merged_into"): "",
    ("sealed", "record"): "D-old",
    ("sealed", "compartment"): sealing.ACCOUNTABLE,
    ("sealed", "owner"): "epoch-0",
    ("erasures", "owner"): "S-gone",
    ("erasure_told", "job"): "erasure_jobs-old",
    ("consents", "purpose"): "marketing.direct",
    ("colleagues", "role"): "support",
    ("consents", "text_digest"): "shown",
    ("consents", "notice"): "shown",
    ("pending", "kind"): "rec",
    ("pending", "commitment"): bytes(32),
}
RESTED_ON = ("consents", "bars", "switches", "holds", "gate_authors", "gate_versions", "brands", "erasure_jobs")


def value(table: str, column: Any) -> Any:
    name = column.name
    if (table, name) in SET:
        return SET[table, name]
    if name == "id" and isinstance(column.type, String):
        return OWN.get(table, f"{table}-old")
    if isinstance(column.type, LargeBinary):
        return b"old"
    if not isinstance(column.type, String):
        return 0 if name in {"merged", "outcome"} else 1
    if name in IDS:
        return IDS[name]
    return {"state": STATES.get(table, "old"), "decision": f"D-{table}", "asked": ""}.get(name, "old")


def plant(house: House, table: Table, **more: Any) -> None:
    row = {one.name: value(table.name, one) for one in table.columns if one.autoincrement is not True} | more
    marks = ", ".join("?" * len(row))
    statement = f"INSERT INTO {table.name} ({', '.join(row)}) VALUES ({marks})"
    house.store.decide(lambda unit: unit.rows.run(statement, *row.values()))


def left(house: House, names: set[str]) -> set[str]:
    """The tables of which the old row is still there."""
    found = set()
    for name in names:
        columns = METADATA.tables[name].columns
        named = [one for one in columns if isinstance(one.type, String) and one.name != "kind"]
        column = next((one for one in named if one.name == "digest"), named[0] if named else None)
        column = column if column is not None else next(one for one in columns if isinstance(one.type, LargeBinary))
        question = f"SELECT 1 FROM {name} WHERE {column.name} = ?"
        if rows_of(house, question, value(name, column)):
            found.add(name)
    return found


def rows_of(house: House, question: str, *given: Any) -> Any:
    return house.store.read(lambda unit: unit.rows.all(question, *given))


def of(*kept: Kept) -> set[str]:
    return {name for name, one in CLASSES.items() if one in kept and name in METADATA.tables}


@pytest.fixture
def aged(house: House) -> House:
    """A house with a row of each table from the first day of 1970, and the decisions that some of them rest on."""
    nora = house.store._kit.lookup("colleague", "nora")
    skipped = of(Kept.LOG) | (set() if house.store.read(lambda unit: unit.rows.locks) else {"pending"})
    for table in METADATA.sorted_tables:
        if table.name not in skipped:
            plant(house, table, **({"who": nora} if table.name in {"colleagues", "desk_passkeys"} else {}))
    for name in RESTED_ON:
        plant(house, METADATA.tables["decisions"], id=f"D-{name}", conversation="")
    plant(house, METADATA.tables["brands"], digest="newer", at=2, decision="")
    plant(house, METADATA.tables["gate_versions"], digest="newer", published_at=2, decision="")
    return house


def test_one_row_of_every_table_ends_as_its_class_says(aged: House) -> None:
    house, timed = aged, of(*BY_CLOCK)
    before = left(house, {*timed, *of(Kept.PERSON, Kept.ACCOUNT), "switches"})
    house.store.retaining.run(TIMES)
    after_clock = left(house, timed)
    stays = left(house, of(Kept.PERSON, Kept.ACCOUNT))

    house.store.erase("S-old")
    house.store.staff.remove("nora")
    house.store.governing.switch("old", "mended", "", off=False)
    house.again()
    house.store.retaining.run(TIMES)

    assert before == {*timed, *of(Kept.PERSON, Kept.ACCOUNT), "switches"}
    assert after_clock == set()
    assert stays == of(Kept.PERSON, Kept.ACCOUNT)
    assert left(house, of(Kept.PERSON, Kept.ACCOUNT, Kept.WORK)) == set()
    assert all_ids(house, "decisions") & {"D-old", *(f"D-{name}" for name in RESTED_ON)} == set()


def test_a_decision_stays_exactly_while_something_rests_on_it(aged: House) -> None:
    aged.store.retaining.run(TIMES)

    kept = all_ids(aged, "decisions")

    assert {f"D-{name}" for name in ("consents", "bars", "switches")} <= kept
    assert kept & {"D-old", "D-holds", "D-gate_authors", "D-gate_versions", "D-brands", "D-erasure_jobs"} == set()


def test_long_after_an_erasure_only_the_log_is_left_and_it_verifies(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    said = answer(customer, talk)
    house.turn(customer, talk, said)
    house.effect(customer, talk)
    (job,) = house.store.claim(house.clock.now())
    house.store.settle(job, PAID)
    house.store.record_consent(customer, Purpose.MARKETING_DIRECT, ConsentState.GIVEN)
    receipt, size = house.store.receipt(said.id), house.store.log_size()
    house.store.erase(customer.subject)
    house.clock.move(LONG)

    house.store.retaining.run(TIMES)

    left_over = {name: count(house, name) for name in ("events", "intents", "labels", "uses", "customers", "sealed")}
    assert left_over.pop("sealed") == count(house, "decisions") == runs(house)
    assert set(left_over.values()) == {0}
    assert house.store.retaining.plan(TIMES) == ()
    assert house.store.log_size() > size
    assert check_receipt(receipt, house.store.verifier_keys()).index >= 0
    with pytest.raises(NotFound, match=r"time of .* is over"):
        house.store.decision(said.id)


def test_a_gate_in_force_keeps_its_author_and_the_one_before_goes(house: House) -> None:
    for digest in ("first", "second"):
        house.store.staff.wrote("refund", digest, "nora")
        house.store.governing.work_by(BrandVersion(digest, {"refund": digest}, {}))
    house.clock.move(LONG)

    house.store.retaining.run(TIMES)

    assert [house.store.staff.author_of("refund", digest) for digest in ("first", "second")] == ["", "nora"]
    version = house.store.governing.version()
    assert version is not None
    assert (version.digest, count(house, "brands")) == ("second", 1)


def test_a_hold_on_a_person_keeps_what_was_decided_about_them_beyond_its_time(house: House) -> None:
    held, other = house.customer(), house.customer("other")
    kept, gone = (answer(one, house.talk(one)) for one in (held, other))
    for one, said in ((held, kept), (other, gone)):
        house.turn(one, said.context.conversation, said)
    hold = house.store.hold(held.subject, house.clock.now() + 2 * LONG, "HGB 257")
    house.clock.move(LONG)

    house.store.retaining.run(TIMES)
    first = house.store.decision(kept.id).decision.facts
    house.store.lift(hold.id, "settled")
    house.store.retaining.run(TIMES)

    assert first == kept.facts
    for name in (kept.id, gone.id):
        with pytest.raises(NotFound):
            house.store.decision(name)


def test_no_step_deletes_more_than_somebody_can_wait_for(house: House) -> None:
    many = 2 * ROWS_AT_ONCE_MAX + 1
    house.store._kit.keys.owner_or_new("epoch-0")
    rows = [(f"D-{number}", sealing.ACCOUNTABLE, "epoch-0", b"x") for number in range(many)]
    house.store.decide(lambda unit: unit.rows.many(sealing.INSERT, rows))

    went = house.store.retaining.run(TIMES)

    steps = [house.store.decision(name).decision.facts for name in all_ids(house, "decisions")]
    assert (went["epoch_records"], went["epochs"]) == (many, 1)
    assert sorted(step["epoch_records"] for step in steps) == [1, ROWS_AT_ONCE_MAX, ROWS_AT_ONCE_MAX]
    assert house.store._kit.keys.owner("epoch-0") is None


def all_ids(house: House, table: str) -> set[str]:
    return {row[0] for row in rows_of(house, f"SELECT id FROM {table}")}


def count(house: House, table: str) -> int:
    return len(rows_of(house, f"SELECT 1 FROM {table}"))


def runs(house: House) -> int:
    """Records of the deletion itself."""
    return len(rows_of(house, "SELECT 1 FROM decisions WHERE kind = 'retention'"))
