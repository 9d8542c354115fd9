"""What a customer uses a right on: their own decision, and how it stands."""

from earnest.domain.errors import NotFound
from earnest.domain.inbound import AtDesk, DeskAct, Inbound
from earnest.domain.rights import Agree, Bar, Contest, Correct, Undo
from earnest.domain.turns import Concern, HandOverReason
from earnest.store import outbox, people, proofs
from earnest.store.kit import Kit
from earnest.store.rows import Rows

_CONTESTED = (
    "SELECT h.decision, h.state FROM hand_overs h JOIN decisions d ON d.id = h.decision "
    "WHERE d.caused_by = ? AND h.reason = ? ORDER BY h.opened_at LIMIT 1"
)


def concern(rows: Rows, kit: Kit, inbound: Inbound) -> Concern | None:
    """What something that came in is about; None where it is no right, or one that is used on no decision.

    Raises:
        SignInNeeded: the session has ended.
        NotFound: it is not there, or not this customer's: the same answer.
    """
    match inbound.what:
        case Undo(name) | Agree(name) | AtDesk(act=DeskAct.TAKE_BACK, about=name):
            row = rows.one("SELECT 1 FROM decisions WHERE id = ? AND conversation = ?", name, inbound.conversation)
            return _stands(rows, kit, name if row else "")
        case AtDesk(act=DeskAct.SETTLE, about=name):
            return _incident(rows, kit, name, inbound.conversation)
        case Contest(name):
            subject = people.live_session(rows, kit, inbound.session.id).subject
            row = rows.one(
                "SELECT 1 FROM decisions d JOIN conversations c ON c.id = d.conversation "
                "WHERE d.id = ? AND c.subject = ?",
                name,
                subject,
            )
            return _stands(rows, kit, name if row else "")
        case Correct(name):
            row = rows.one(
                "SELECT decision, state FROM hand_overs WHERE id = ? AND conversation = ?", name, inbound.conversation
            )
            if row is None:
                raise NotFound("There is no such hand-over in this conversation.")
            return Concern(proofs.decision(rows, kit, row[0]), waits=row[1] == "open")
        case Bar() | _:
            return None


def _incident(rows: Rows, kit: Kit, name: str, conversation: str) -> Concern:
    row = rows.one(
        "SELECT h.decision, d.caused_by, h.state FROM hand_overs h JOIN decisions d ON d.id = h.decision "
        "WHERE h.id = ? AND h.conversation = ? AND h.kind = ?",
        *(name, conversation, outbox.INCIDENT),
    )
    if row is None:
        raise NotFound(f"There is no incident {name[:40]}; look at the queue.")
    return Concern(proofs.decision(rows, kit, row[0]), outbox.state_of(rows, row[1]), waits=row[2] == "open")


def _stands(rows: Rows, kit: Kit, name: str) -> Concern:
    if not name:
        raise NotFound("There is no such decision of yours.")
    row = rows.one(_CONTESTED, name, HandOverReason.CONTESTED.value)
    review, state = (proofs.decision(rows, kit, row[0]), row[1]) if row else (None, "")
    return Concern(proofs.decision(rows, kit, name), outbox.state_of(rows, name), review, waits=state == "open")
