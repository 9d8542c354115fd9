"""How long one gate of 12 rows and 9 fields takes, against the same rules as plain Python ifs in the same run."""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.machine import machine_line

from earnest.domain.identity import Level
from earnest.domain.money import Money
from earnest.domain.skills import EffectClass
from earnest.domain.verdicts import Facts, FactValue, Fired, Outcome, Verdict
from earnest.policy.analysis import analyse, diff
from earnest.policy.compiled import CompiledGate, compile_gate
from earnest.policy.gate_file import read_gate
from earnest.policy.judging import judge

CALLS = 20_000  # evaluations a round
ROUNDS = 7  # the median of these is the figure

GATE = """
gate: refund
inputs:
  sure: percent
  amount: money
  refunds_30d: {money: refund, days: 30}
  days_since_delivery: int
  reason: [fault, changed_mind, wrong_item]
  identity: level
  asked_by: source
  vip: bool
  complaints: int
otherwise: do_it
rows:
  - {id: unsure, if: {sure: "< 80"}, then: ask_person, say: "I was not sure enough."}
  - {id: over-50, if: {amount: "> 50.00 EUR"}, then: ask_person, say: "A person checks refunds over {limit}."}
  - {id: over-500, if: {amount: "> 500.00 EUR"}, then: ask_two, say: "Two people check refunds over {limit}."}
  - {id: often, if: {refunds_30d: "> 150.00 EUR"}, then: ask_person, say: "A person checks after several refunds."}
  - {id: late-fault, if: {reason: fault, days_since_delivery: "> 30"}, then: ask_person, say: "Warranty."}
  - {id: late-mind, if: {reason: changed_mind, days_since_delivery: "> 30"}, then: refuse, say: "Within {limit} days."}
  - {id: late-wrong, if: {reason: wrong_item, days_since_delivery: "> 90"}, then: refuse, say: "Within {limit} days."}
  - {id: not-there, if: {days_since_delivery: "< 0"}, then: ask_person, say: "It has not arrived yet."}
  - {id: outside, if: {asked_by: text_from_elsewhere}, then: ask_person, say: "This came from outside."}
  - {id: stranger, if: {identity: "< signed_in"}, then: refuse, say: "Please sign in first."}
  - {id: upset, if: {complaints: "> 2"}, then: ask_person, say: "A person looks after you."}
  - {id: plain-20, if: {vip: "false", amount: "> 20.00 EUR", sure: "< 90"}, then: ask_person, say: "A person checks."}
promises:
  - never do_it when amount > 50.00 EUR
  - never refuse when reason = fault and identity >= signed_in
"""

CALM: dict[str, FactValue] = {
    "sure": 97,
    "amount": Money(1990, "EUR"),
    "refunds_30d": Money(1990, "EUR"),
    "days_since_delivery": 6,
    "reason": "fault",
    "identity": Level.SIGNED_IN,
    "asked_by": "customer",
    "vip": False,
    "complaints": 0,
}
ROUGH: dict[str, FactValue] = {
    **CALM,
    "amount": Money(7900, "EUR"),
    "reason": "changed_mind",
    "days_since_delivery": 40,
}


def ifs(facts: Facts) -> Verdict:  # noqa: C901 - the baseline is what one would write without gates
    """The same rules by hand: nobody but a programmer can read, prove or compare them."""
    sure, amount, days = facts["sure"], facts["amount"], facts["days_since_delivery"]
    assert isinstance(sure, int)
    assert isinstance(days, int)
    assert isinstance(amount, Money)
    refunds, complaints, identity = facts["refunds_30d"], facts["complaints"], facts["identity"]
    assert isinstance(refunds, Money)
    assert isinstance(complaints, int)
    assert isinstance(identity, int)
    fired = []
    if sure < 80:
        fired.append(("unsure", Outcome.ASK_PERSON))
    if amount.minor > 5000:
        fired.append(("over-50", Outcome.ASK_PERSON))
    if amount.minor > 50000:
        fired.append(("over-500", Outcome.ASK_TWO))
    if refunds.minor > 15000:
        fired.append(("often", Outcome.ASK_PERSON))
    if facts["reason"] == "fault" and days > 30:
        fired.append(("late-fault", Outcome.ASK_PERSON))
    if facts["reason"] == "changed_mind" and days > 30:
        fired.append(("late-mind", Outcome.REFUSE))
    if facts["reason"] == "wrong_item" and days > 90:
        fired.append(("late-wrong", Outcome.REFUSE))
    if days < 0:
        fired.append(("not-there", Outcome.ASK_PERSON))
    if facts["asked_by"] == "text_from_elsewhere":
        fired.append(("outside", Outcome.ASK_PERSON))
    if identity < Level.SIGNED_IN:
        fired.append(("stranger", Outcome.REFUSE))
    if complaints > 2:
        fired.append(("upset", Outcome.ASK_PERSON))
    if not facts["vip"] and amount.minor > 2000 and sure < 90:
        fired.append(("plain-20", Outcome.ASK_PERSON))
    outcome = max((outcome for _, outcome in fired), default=Outcome.CONFIRM)
    return Verdict(outcome, "refund", "", tuple(Fired(row, outcome, "") for row, outcome in fired))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "refund.yaml"
        file.write_text(GATE, encoding="utf-8")
        gate = read_gate(file)
        file.write_text(GATE.replace('"< 80"', '"< 70"'), encoding="utf-8")
        laxer = read_gate(file)
    compiled = compile_gate(gate)
    figure, baseline = _judged_us(compiled, CALM), _us(lambda: ifs(CALM))
    print(
        json.dumps(
            {
                "bench": "gate",
                "rows": len(gate.rows),
                "inputs": len(gate.inputs),
                "judge_us": figure,
                "plain_ifs_us": baseline,
                "ratio": round(figure / baseline, 2),
                "judge_two_rows_and_changes_us": _judged_us(compiled, ROUGH, calls=500),
                "compile_ms": round(_us(lambda: compile_gate(gate), calls=20) / 1000, 3),
                "analyse_ms": round(_us(lambda: analyse(gate), calls=10) / 1000, 3),
                "diff_ms": round(_us(lambda: diff(gate, laxer), calls=10) / 1000, 3),
                "machine": machine_line(),
            }
        )
    )


def _judged_us(compiled: CompiledGate, facts: Facts, calls: int = CALLS) -> float:
    return _us(lambda: judge(compiled, facts, EffectClass.MONEY), calls)


def _us(call: Callable[[], object], calls: int = CALLS) -> float:
    """Median microseconds a call."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        rounds.append((time.perf_counter() - start) / calls * 1e6)
    return round(statistics.median(rounds), 3)


if __name__ == "__main__":
    main()
