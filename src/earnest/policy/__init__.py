"""May we? Gates, their analysis, the broker and its permits."""

from earnest.policy.analysis import analyse, diff
from earnest.policy.assent import agreed_by_words, asked_from_elsewhere, pressed_by_words
from earnest.policy.broker import Broker, Exposure, floor
from earnest.policy.check import Finding, Severity, check_fields, check_gates, vocabularies_of
from earnest.policy.compiled import CompiledGate, compile_gate
from earnest.policy.gate_file import Show, read_gate, read_gates
from earnest.policy.judging import judge
from earnest.policy.permits import Minter, verify_permit

__all__ = [
    "Broker",
    "CompiledGate",
    "Exposure",
    "Finding",
    "Minter",
    "Severity",
    "Show",
    "agreed_by_words",
    "analyse",
    "asked_from_elsewhere",
    "check_fields",
    "check_gates",
    "compile_gate",
    "diff",
    "floor",
    "judge",
    "pressed_by_words",
    "read_gate",
    "read_gates",
    "verify_permit",
    "vocabularies_of",
]
