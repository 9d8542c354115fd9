"""The log's own keys: made at the first need, exchanged without a gap, begun anew where they were lost.

While keys are being exchanged the old and the new ones all sign, so that whoever trusts either can verify; the record
of the exchange is a leaf under the old signatures that names the new keys.
"""

import re

from earnest.domain.errors import Conflict
from earnest.domain.turns import DecisionKind
from earnest.ledger.note import Ed25519Signer, MlDsa44Signer, Signer, VerifierKey
from earnest.store import log
from earnest.store.accounting import account
from earnest.store.keys import KeyRing
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.rows import Rows

OWNERS = ("log-ed25519", "log-ml-dsa-44")
"""Owners of the first keys in `keys.db`; those of later ones end in `.2`, `.3` and so on."""

_NUMBERED = re.compile(r"log-(?:ed25519|ml-dsa-44)(?:\.([0-9]+))?")
_FIRST = 1


def signers(keys: KeyRing, origin: str) -> tuple[Signer, ...]:
    """The log's keys that sign now, the oldest first, each time Ed25519 and then ML-DSA-44; made at the first need."""
    found: list[Signer] = []
    for number in generations(keys) or (_FIRST,):
        ed25519, ml_dsa_44 = (keys.owner_or_new(_owner(name, number)) for name in OWNERS)
        found += [Ed25519Signer(origin, ed25519.key), MlDsa44Signer(origin, ml_dsa_44.key)]
    return tuple(found)


def verifiers(keys: KeyRing, origin: str) -> tuple[VerifierKey, ...]:
    """The public halves, for whoever verifies."""
    return tuple(signer.verifier for signer in signers(keys, origin))


def generations(keys: KeyRing) -> tuple[int, ...]:
    """The numbers of the keys that sign now, the oldest first; () before the first need, or where they were lost."""
    found = (_NUMBERED.fullmatch(name) for name in keys.names("log-"))
    return tuple(sorted({int(one.group(1) or _FIRST) for one in found if one}))


def require(keys: KeyRing, *, signed_before: bool) -> None:
    """Refuse to sign a log under fresh keys that nobody has been told of.

    Raises:
        Conflict: the log was signed before, and its keys are gone.
    """
    if signed_before and not generations(keys):
        raise Conflict(
            "The log was signed, and its keys are gone: restore the newest backup of the keys. Where there is none, "
            "`earnest log rotate --lost` begins new ones; everybody who verifies must be told."
        )


def make_next(keys: KeyRing, last: int = 0) -> int:
    """Make the next keys, durably, before anything says so; their number."""
    number = max((*generations(keys), last)) + 1
    for name in OWNERS:
        keys.owner_or_new(_owner(name, number))
    return number


def record(rows: Rows, kit: Kit, journal: Journal, state: str) -> str:
    """Record which keys sign from now on, with its leaf; the decision's id.

    Args:
        rows: the transaction.
        kit: keys, ids.
        journal: where the leaf goes.
        state: begun; ended, when only the newest pair goes on; or lost.
    """
    now = verifiers(kit.keys, log.load_head(rows).origin)
    now = now[-len(OWNERS) :] if state == "ended" else now
    facts = {"state": state, **{f"key_{place}": key.text() for place, key in enumerate(now, 1)}}
    if state != "begun":
        # Cosignatures stand beside signatures of keys that sign no more: receipts are made from newer checkpoints.
        rows.run("DELETE FROM cosignatures")
    return account(rows, kit, journal, DecisionKind.LOG_KEYS, facts, stamp(kit, journal, rows))


def old_owners(keys: KeyRing) -> tuple[str, ...]:
    """The owners of all keys that sign but the newest.

    Raises:
        Conflict: only one pair signs.
    """
    old = generations(keys)[:-1]
    if not old:
        raise Conflict("No keys are being exchanged; begin with `earnest log rotate`.")
    return tuple(_owner(name, number) for number in old for name in OWNERS)


def _owner(name: str, number: int) -> str:
    return name if number == _FIRST else f"{name}.{number}"
