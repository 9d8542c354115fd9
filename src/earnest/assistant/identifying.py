"""Who writes: claims are read from the words and tried, a few times at most."""

from dataclasses import replace

from earnest.assistant.claims import complete, find_claims
from earnest.assistant.working import Turn
from earnest.domain.errors import Busy, NotAllowed
from earnest.domain.identity import Level

IDENTIFICATIONS_MAX = 3
"""Failed identifications after which a person takes over."""


def identify(turn: Turn) -> str:
    """Read and try claims where someone must still be known: "", partial, known, wrong or locked."""
    needed = max((playbook.level for playbook in turn.kit.playbooks.values()), default=Level.ANYONE)
    if turn.kit.shelf.level >= needed or turn.kit.shelf.level >= Level.REACHABLE or not turn.identifiers:
        return ""
    claims = find_claims(turn.text, turn.kit.tongue, asked=turn.state.identifying)
    wanted = {need for needs in turn.identifiers.values() for need in needs}
    claims = {name: value for name, value in claims.items() if name in wanted}
    if not claims:
        return ""
    turn.state = replace(turn.state, claims={**turn.state.claims, **claims})
    ready = complete(turn.state.claims, turn.identifiers)
    if ready is None:
        return "partial"
    return _try(turn, *ready)


def wrong_key(turn: Turn) -> str:
    """What is said of details that fit nobody; a wrong order number and a wrong postcode get the same answer."""
    return "guest-wrong" if any("order" in needs for needs in turn.identifiers.values()) else "identity-wrong"


def _try(turn: Turn, name: str, claims: dict[str, str]) -> str:
    before = turn.kit.shelf.level
    try:
        level = turn.kit.shelf.look.identify(name, claims)
    except (NotAllowed, Busy):
        return "locked"
    if level > before:
        turn.kit.shelf.raise_level(level)
        turn.state = replace(turn.state, identifying=False, failed=0, claims={})
        return "known"
    kept = {key: value for key, value in turn.state.claims.items() if key in ("first_name", "last_name")}
    turn.state = replace(turn.state, failed=turn.state.failed + 1, claims=kept if "zip" in claims else {})
    return "locked" if turn.state.failed >= IDENTIFICATIONS_MAX else "wrong"
