"""May we? One pure function from typed facts to a verdict. Whatever is odd is a person's to decide."""

from earnest.domain.skills import EffectClass
from earnest.domain.verdicts import Facts, Outcome, Verdict
from earnest.policy.changes import nearest_changes
from earnest.policy.compiled import CompiledGate

NO_RULE = "no rule covers this"
"""The fault of an effect that has no gate."""


def judge(gate: CompiledGate | None, facts: Facts, effect: EffectClass, language: str = "en") -> Verdict:
    """The strictest of the rows that apply, the gate's default and the effect class's floor.

    Adding a row never makes a verdict milder. A missing, unknown or unfit fact, or any error, is at least
    ask_person; rows that apply whatever the odd facts may be still count.

    Args:
        gate: the skill's gate, None where it has none: then only a read is done.
        facts: the gate's inputs, no more and no fewer.
        effect: the skill's effect class.
        language: the language of the rows' sentences.
    """
    if gate is None:
        if effect is EffectClass.READ:
            return Verdict(effect.floor, "", "")
        return Verdict(max(Outcome.ASK_PERSON, effect.floor), "", "", fault=NO_RULE)
    try:
        mask = gate.applying(facts)
        if not mask:
            return gate.calm[effect]
        least = gate.least(effect)
        outcome = gate.outcome(mask, least)
        changes = nearest_changes(gate, facts, outcome, least)
    except Exception as error:  # noqa: BLE001 - no error of any kind may let an effect through
        return _failed_closed(gate, facts, effect, language, error)
    return Verdict(outcome, gate.gate.name, gate.digest, gate.fired(mask, language), changes)


def _failed_closed(gate: CompiledGate, facts: Facts, effect: EffectClass, language: str, error: Exception) -> Verdict:
    try:
        mask, fault = gate.applying_for_sure(facts)
    except Exception:  # noqa: BLE001 - facts that are not even a mapping
        mask, fault = 0, f"facts cannot be read ({type(error).__name__})"
    outcome = gate.outcome(mask, max(Outcome.ASK_PERSON, gate.least(effect)))
    return Verdict(outcome, gate.gate.name, gate.digest, gate.fired(mask, language), fault=fault)
