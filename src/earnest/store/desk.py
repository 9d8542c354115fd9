"""What waits for a person."""

from earnest.domain.errors import NotFound
from earnest.store import people, proofs
from earnest.store.kit import Kit
from earnest.store.rows import Rows
from earnest.store.values import Approval, HandOver

HAND_OVERS_MAX = 500
"""Hand-overs that one call gives, the most urgent first."""

_SELECT = "SELECT id, decision, conversation, kind, reason, opened_at, due_at, state FROM hand_overs"


def hand_overs(rows: Rows, *, open_only: bool) -> tuple[HandOver, ...]:
    """What waits for a person, by its clock."""
    where = " WHERE state = 'open'" if open_only else ""
    return tuple(HandOver(*row) for row in rows.all(f"{_SELECT}{where} ORDER BY due_at, id LIMIT ?", HAND_OVERS_MAX))


def approval(rows: Rows, kit: Kit, name: str) -> Approval:
    """An approval by its own id or its decision's, decided or not.

    Raises:
        NotFound: there is none.
    """
    row = rows.one(f"{_SELECT} WHERE (id = ? OR decision = ?) AND kind = 'approval'", name, name)
    if row is None:
        raise NotFound(f"There is no approval {name}; look at the list of what is open.")
    waits = HandOver(*row)
    talk = rows.one("SELECT session FROM conversations WHERE id = ?", waits.conversation)
    assert talk is not None, "an approval goes with its conversation"
    return Approval(waits, people.visit(rows, kit, talk[0]).session, proofs.decision(rows, kit, waits.decision))
