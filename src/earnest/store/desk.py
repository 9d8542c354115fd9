"""What waits for a person."""

from earnest.domain.errors import Conflict, NotFound
from earnest.domain.time import Instant
from earnest.domain.turns import Approval, DecisionKind, Recorded, Ruled
from earnest.store import proofs
from earnest.store.kit import Kit
from earnest.store.rows import Rows
from earnest.store.sealing import COLLEAGUE, Chamber, open_value
from earnest.store.values import HandOver

HAND_OVERS_MAX = 500
"""Hand-overs that one call gives, the most urgent first."""

_SELECT = "SELECT id, decision, conversation, kind, reason, opened_at, due_at, state, needed FROM hand_overs"


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
        raise NotFound(f"There is no approval {name[:40]}; look at the list of what is open.")
    waits = HandOver(*row)
    asked = proofs.decision(rows, kit, waits.decision)
    assert asked.deed is not None, "an approval rests on a deed"
    return Approval(
        id=waits.id,
        conversation=waits.conversation,
        decision=waits.decision,
        session=asked.context.session,
        intent=asked.intent,
        deed=asked.deed,
        words=asked.words,
        asked_by=asked.context.asked_by,
        needed=waits.needed,
        approved_by=_approved_by(rows, kit, waits.id),
        open=waits.state == "open",
        due_at=waits.due_at,
        rows=asked.summary,
    )


def rule(rows: Rows, kit: Kit, recorded: Recorded, at: Instant) -> Chamber | None:
    """Note a colleague's ruling; what names the colleague goes into a compartment of its own.

    An approval is decided by one no, or by as many distinct colleagues as it needs.

    Raises:
        NotFound: no such approval in this conversation.
        Conflict: it was decided already, this colleague has ruled on it, or an effect comes before the last yes.
    """
    ruled = recorded.inbound.what
    if not isinstance(ruled, Ruled):
        return None
    row = rows.locked(
        "SELECT id, state, needed FROM hand_overs WHERE (id = ? OR decision = ?) AND kind = 'approval' "
        "AND conversation = ?",
        ruled.approval,
        ruled.approval,
        recorded.inbound.conversation,
    )
    if row is None:
        raise NotFound("There is no such approval in this conversation; look at the list of what is open.")
    name, state, needed = row
    who = kit.lookup("colleague", ruled.colleague)
    before = rows.all("SELECT colleague FROM rulings WHERE hand_over = ?", name)
    if state != "open" or any(bytes(one[0]) == who for one in before):
        raise Conflict("This was decided already, or you have ruled on it; look at the list of what is open.")
    enough = ruled.approve and len(before) + 1 >= needed
    if not enough and any(decision.kind is DecisionKind.EFFECT for decision in recorded.decisions):
        raise Conflict("This needs another colleague's yes before anything may be done.")
    _note(rows, name, (who, recorded.decisions[0].id, int(ruled.approve), at))
    if enough or not ruled.approve:
        rows.run("UPDATE hand_overs SET state = ? WHERE id = ?", "approved" if enough else "refused", name)
    owner = kit.keys.owner_or_new(f"colleague-{who.hex()}")
    return Chamber(COLLEAGUE, owner, {"colleague": [ruled.colleague, ruled.note]})


def _note(rows: Rows, name: str, ruling: tuple[bytes, str, int, Instant]) -> None:
    rows.run("INSERT INTO rulings (hand_over, colleague, decision, approve, at) VALUES (?, ?, ?, ?, ?)", name, *ruling)


def _approved_by(rows: Rows, kit: Kit, name: str) -> tuple[str, ...]:
    found = rows.all(
        "SELECT r.decision, d.commitment FROM rulings r JOIN decisions d ON d.id = r.decision "
        "WHERE r.hand_over = ? AND r.approve = 1 ORDER BY d.turn",
        name,
    )
    named = (open_value(rows, kit.keys, decision, COLLEAGUE, bytes(commitment)) for decision, commitment in found)
    return tuple(fields["colleague"][0] for fields in named if fields)
