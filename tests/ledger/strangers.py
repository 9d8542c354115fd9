"""What the tests of strangers' verifiers share: the shipped program, loaded by its file as a stranger runs it."""

import importlib.util
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from tests.ledger.made import KEYS, NOW_S, SIGNERS, Log

from earnest.ledger import Ed25519Cosigner, MlDsa44Signer, Signer, VerifierKey, sign_note
from earnest.ledger import verifiers as shipped

PROGRAM = Path(shipped.__file__).parent / "check_log.py"
PAGE = PROGRAM.with_name("check_receipt.html")
WITNESS = Ed25519Cosigner("w1.example", b"\x61" * 32)
QUANTUM_WITNESS = MlDsa44Signer("w2.example", b"\x62" * 32)
ALL_KEYS = (*KEYS, WITNESS.verifier, QUANTUM_WITNESS.verifier)

Check = Callable[..., tuple[int, str]]


def load() -> ModuleType:
    """The program as a module of its own."""
    spec = importlib.util.spec_from_file_location("check_log", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    sys.modules["check_log"] = program
    spec.loader.exec_module(program)
    return program


def key_file(path: Path, keys: Sequence[VerifierKey] = KEYS) -> str:
    path.write_text("".join(f"{key.text()}\n" for key in keys))
    return str(path)


def witnessed(log: Log, *witnesses: Signer) -> str:
    """A checkpoint with cosignatures."""
    return sign_note(log.head.text(), [*SIGNERS, *witnesses], NOW_S)
