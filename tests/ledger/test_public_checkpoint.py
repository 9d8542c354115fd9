"""A checkpoint of a public log (Google's staging Certificate Transparency) with cosignatures of four public witnesses.

Each was signed by a program of its own; our readers, and the one that we ship for strangers, must agree with all.
"""

import pytest
from tests.ledger.strangers import load

from earnest.ledger import CheckpointError, QuorumError, open_checkpoint, parse_quorum, parse_verifier_key

ORIGIN = "arche2025h1.staging.ct.transparency.dev"
LINES = (
    (
        "arche2025h1.staging.ct.transparency.dev "
        "zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lv"
        "Gt0="
    ),
    (
        "arche2025h1.staging.ct.transparency.dev "
        "ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ="
    ),
    (
        "transparency.dev/DEV:witness-little-garden "
        "2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ=="
    ),
    (
        "witness1.smartit.nu/witness1 "
        "pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ=="
    ),
    (
        "remora.n621.de "
        "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw=="
    ),
    (
        "witness.stagemole.eu "
        "Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg=="
    ),
)
SIGNED = "".join(f"\u2014 {line}\n" for line in LINES)
NOTE = f"{ORIGIN}\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n{SIGNED}"
LOG = f"{ORIGIN}+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
WITNESSES = (
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
)
ABSENT = "rgdd.se/poc-witness+db03732e+BCjJKlo6BU0xfIb8LutqerIFTWIXEA0L5n3tW3QyPFgG"
SIGNED_AT_S = 1_779_573_024


def test_public_cosignatures_hold_and_tell_their_time() -> None:
    keys = [parse_verifier_key(text) for text in (LOG, *WITNESSES, ABSENT)]

    checkpoint = open_checkpoint(NOTE, keys)

    assert checkpoint.head.size == 1_432_088_532
    assert checkpoint.signed_by == tuple(keys[:-1])
    assert set(checkpoint.times.values()) == {SIGNED_AT_S}
    with pytest.raises(CheckpointError, match="does not hold"):
        open_checkpoint(NOTE.replace("1432088532", "1432088533"), keys)


@pytest.mark.parametrize(("needed", "met"), [("4", True), ("5", False), ("all", False), ("any", True)])
def test_a_quorum_of_public_witnesses_is_counted(needed: str, met: bool) -> None:
    named = [f"witness w{number} {key}" for number, key in enumerate((*WITNESSES, ABSENT))]
    lines = [f"log {LOG}", *named, f"group them {needed} w0 w1 w2 w3 w4", "quorum them", ""]
    quorum = parse_quorum("\n".join(lines))
    checkpoint = open_checkpoint(NOTE, (*quorum.logs, *quorum.witness_keys))

    if met:
        quorum.require(checkpoint)
    else:
        with pytest.raises(QuorumError, match="not by w4"):
            quorum.require(checkpoint)


def test_the_verifier_for_strangers_reads_it_alike() -> None:
    program = load()
    keys = program.read_keys("\n".join((LOG, *WITNESSES, ABSENT)))

    origin, size, _, signed = program.open_checkpoint(NOTE, keys)

    assert (origin, size) == (ORIGIN, 1_432_088_532)
    assert len(signed) == 1 + len(WITNESSES)
    with pytest.raises(program.Wrong):
        program.open_checkpoint(NOTE.replace("1432088532", "1432088533"), keys)
