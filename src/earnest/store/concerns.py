"""What a customer uses a right on: their own decision, and how it stands."""

from earnest.domain.errors import NotFound
from earnest.domain.turns import Concern, Inbound, Undo
from earnest.store import outbox, proofs
from earnest.store.kit import Kit
from earnest.store.rows import Rows


def concern(rows: Rows, kit: Kit, inbound: Inbound) -> Concern | None:
    """What something that came in is about; None where it is no right.

    Raises:
        NotFound: it is not there, or not of this conversation: the same answer.
    """
    match inbound.what:
        case Undo(name):
            row = rows.one("SELECT conversation FROM decisions WHERE id = ?", name)
            if row is None or row[0] != inbound.conversation:
                raise NotFound("There is no such decision in this conversation.")
            return Concern(proofs.decision(rows, kit, name), outbox.state_of(rows, name))
        case _:
            return None
