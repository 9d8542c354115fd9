"""What waits for a person, and what colleagues do about it."""

from collections.abc import Mapping
from typing import Any

from earnest.domain.errors import Conflict, NotFound
from earnest.domain.identity import Author
from earnest.domain.inbound import AtDesk, DeskAct, Ruled
from earnest.domain.items import TOLD, Words
from earnest.domain.labels import Judged
from earnest.domain.purposes import Purpose
from earnest.domain.staff import Alone
from earnest.domain.time import Instant
from earnest.domain.turns import Approval, DecisionKind, Recorded
from earnest.store import consents, outbox, proofs
from earnest.store.keys import Owner
from earnest.store.kit import Kit
from earnest.store.page import Page
from earnest.store.rows import Rows
from earnest.store.sealing import COLLEAGUE, COLLEAGUE_OWNER, Chamber, open_value
from earnest.store.values import HandOver

HAND_OVERS_MAX = 500
"""Hand-overs that one call gives, the most urgent first."""

_SELECT = "SELECT id, decision, conversation, kind, reason, opened_at, due_at, state, needed FROM hand_overs"


_RULING = (
    "INSERT INTO rulings (hand_over, colleague, decision, approve, at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (hand_over, colleague) DO UPDATE SET decision = excluded.decision, at = excluded.at"
)
_ENDS = {DeskAct.HAND_BACK: "handed_back", DeskAct.CLOSE: "closed"}
_TAKE = (
    "INSERT INTO takes (conversation, colleague, decision, at, quiet_since) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (conversation) DO UPDATE SET colleague = excluded.colleague, decision = excluded.decision, "
    "at = excluded.at, quiet_since = excluded.quiet_since"
)

_LABEL = (
    "INSERT INTO labels (decision, source, playbook, sure, is_right, intent, label, at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (decision, source) DO UPDATE SET "
    "is_right = excluded.is_right, intent = excluded.intent, label = excluded.label, at = excluded.at"
)

_END = (
    "UPDATE hand_overs SET state = ? WHERE conversation = ? AND state = 'open' "
    "AND (kind = 'hand_over' OR (kind = 'governance' AND 1 = ?))"
)

UNKNOWN = "somebody"
"""Stands for a colleague whose name was erased."""


def hand_overs(rows: Rows, *, open_only: bool) -> tuple[HandOver, ...]:
    """What waits for a person, by its clock."""
    where = " WHERE state = 'open'" if open_only else ""
    return tuple(HandOver(*row) for row in rows.all(f"{_SELECT}{where} ORDER BY due_at, id LIMIT ?", HAND_OVERS_MAX))


def corrections(rows: Rows, kit: Kit, decision: str) -> tuple[tuple[str, str], ...]:
    """What the customer put right of what a hand-over told, the last time they did; () if they never did."""
    row = rows.one(
        "SELECT id FROM decisions WHERE caused_by = ? AND kind = ? ORDER BY at DESC, turn DESC LIMIT 1",
        decision,
        DecisionKind.CORRECTION.value,
    )
    return proofs.decision(rows, kit, row[0]).summary if row else ()


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
    again = any(bytes(one[0]) == who for one in before)
    if state != "open" or (again and ruled.alone is None):
        raise Conflict("This was decided already, or you have ruled on it; look at the list of what is open.")
    enough = ruled.approve and len(before) + 1 >= needed
    if not enough and any(decision.kind is DecisionKind.EFFECT for decision in recorded.decisions):
        raise Conflict("This needs another colleague's yes before anything may be done.")
    _note(rows, name, (who, recorded.decisions[0].id, int(ruled.approve), at))
    if ruled.alone is not None:
        note_alone(rows, recorded.decisions[0].id, "approval", ruled.alone, at)
    if enough or not ruled.approve:
        rows.run("UPDATE hand_overs SET state = ? WHERE id = ?", "approved" if enough else "refused", name)
    return Chamber(COLLEAGUE, colleague_owner(kit, ruled.colleague), {"colleague": [ruled.colleague, ""]})


def note_alone(rows: Rows, decision: str, what: str, how: Alone, at: Instant) -> None:
    """Keep that one person decided something alone, so that everybody is told."""
    rows.run("INSERT INTO alone (decision, what, how, at) VALUES (?, ?, ?, ?)", decision, what, how.value, at)


def ruled_at(rows: Rows, kit: Kit, approval: str, colleague: str) -> Instant:
    """When a colleague ruled on an approval, 0 if they did not."""
    who = kit.lookup("colleague", colleague)
    row = rows.one("SELECT at FROM rulings WHERE hand_over = ? AND colleague = ?", approval, who)
    return row[0] if row else 0


def about_customer(recorded: Recorded) -> Mapping[str, Any]:
    """What a colleague wrote about the customer with a ruling: sealed under the customer's key, and gone with them."""
    what = recorded.inbound.what
    if isinstance(what, AtDesk) and what.act is DeskAct.SETTLE and what.text:
        return {"note": what.text}
    return {"note": what.note} if isinstance(what, Ruled) and what.note else {}


def by_colleague(rows: Rows, kit: Kit, recorded: Recorded, person: Owner, at: Instant) -> Chamber | None:
    """What names the colleague behind a turn, in a compartment of its own; None where a customer is behind it.

    A note is about the customer, so it is sealed under the customer's key and goes with them.

    Raises:
        NotFound, Conflict: as `rule` says.
    """
    what = recorded.inbound.what
    if not isinstance(what, AtDesk):
        return rule(rows, kit, recorded, at)
    noted = what.act is DeskAct.NOTE
    owner = person if noted else colleague_owner(kit, what.colleague)
    return Chamber(COLLEAGUE, owner, {"colleague": [what.colleague, what.text if noted else ""]})


def say_why(recorded: Recorded, page: Page) -> None:
    """A colleague's word about a no, or about the yes that decides, as their own words; said once."""
    what, first = recorded.inbound.what, recorded.decisions[:1]
    if not isinstance(what, Ruled) or not what.note.strip() or any(TOLD in one.words for one in first):
        return
    if not what.approve or any(one.kind is DecisionKind.EFFECT for one in recorded.decisions):
        page.own_item(Author.COLLEAGUE, (Words(what.note),), what.first_name)


def lets_go(recorded: Recorded) -> bool:
    """Whether a colleague hands the conversation back, or closes it."""
    what = recorded.inbound.what
    return isinstance(what, AtDesk) and what.act in _ENDS


def note_act(rows: Rows, kit: Kit, recorded: Recorded, page: Page) -> None:
    """Keep who has the conversation now, where a note stands, and what waits no longer."""
    what = recorded.inbound.what
    if not isinstance(what, AtDesk):
        return
    match what.act:
        case DeskAct.TAKE:
            who = kit.lookup("colleague", what.colleague)
            rows.run(_TAKE, page.conversation, who, page.decisions[0], page.at, page.at)
        case DeskAct.REPLY:
            rows.run("UPDATE takes SET quiet_since = ? WHERE conversation = ?", page.at, page.conversation)
        case DeskAct.NOTE:
            rows.run(
                "INSERT INTO notes (decision, conversation, after_seq, at) VALUES (?, ?, ?, ?)",
                page.decisions[0],
                page.conversation,
                page.seq,
                page.at,
            )
        case DeskAct.TAKE_BACK:
            _wait_again(rows, what.about)
        case DeskAct.SETTLE:
            outbox.find_out(rows, what.about, happened=what.right)
        case DeskAct.LABEL:
            _keep_label(rows, kit, what, page)
        case DeskAct.HAND_BACK | DeskAct.CLOSE:
            rows.run("DELETE FROM takes WHERE conversation = ?", page.conversation)
            rows.run(_END, _ENDS[what.act], page.conversation, int(what.owner and what.act is DeskAct.CLOSE))


def _wait_again(rows: Rows, effect: str) -> None:
    """The approval by which a deed was allowed waits anew, and for all whom it needs."""
    for (name,) in rows.all("SELECT hand_over FROM rulings WHERE decision = ?", effect):
        rows.run("DELETE FROM rulings WHERE hand_over = ?", name)
        rows.run("UPDATE hand_overs SET state = 'open' WHERE id = ?", name)


def _keep_label(rows: Rows, kit: Kit, what: AtDesk, page: Page) -> None:
    row = rows.one("SELECT conversation FROM decisions WHERE id = ?", what.about)
    if row is None or row[0] != page.conversation:
        raise NotFound("There is no such decision in this conversation; look at the list of what is to be checked.")
    if consents.objects(rows, page.conversation, Purpose.IMPROVE_QUALITY):
        raise Conflict("This customer does not want their conversations judged; take the list anew.")
    judged = proofs.decision(rows, kit, what.about)
    if not judged.intent or judged.sure is None:
        raise NotFound("Nothing was understood there, so there is nothing to judge.")
    source = "desk_audit" if judged.in_sample else "correction"
    label = Judged(what.about, source, judged.intent, judged.sure, what.right, what.intent)
    keep_label(rows, label, page.decisions[0], page.at)


def keep_label(rows: Rows, label: Judged, recorded_by: str, at: Instant) -> None:
    """Keep a label; a second one of the same decision and source replaces the first."""
    what = (label.playbook, label.sure, int(label.right), label.really)
    rows.run(_LABEL, label.decision, label.source, *what, recorded_by, at)


def keep_choice(rows: Rows, recorded: Recorded, page: Page) -> None:
    """Keep what a customer's choice says of an earlier wish."""
    if recorded.judged is not None and page.decisions:
        keep_label(rows, recorded.judged, page.decisions[0], page.at)


def holder(rows: Rows, kit: Kit, conversation: str) -> tuple[str, Instant]:
    """The colleague who has a conversation and since when they have said nothing; ("", 0) while nobody has it."""
    row = rows.one(
        "SELECT t.decision, d.commitment, t.quiet_since FROM takes t JOIN decisions d ON d.id = t.decision "
        "WHERE t.conversation = ?",
        conversation,
    )
    return (signed(rows, kit, row[0], row[1])[0] or UNKNOWN, row[2]) if row else ("", 0)


def colleague_owner(kit: Kit, colleague: str) -> Owner:
    """Whose key seals what names a colleague."""
    return kit.keys.owner_or_new(f"{COLLEAGUE_OWNER}{kit.lookup('colleague', colleague).hex()}")


def signed(rows: Rows, kit: Kit, decision: str, commitment: Any = None) -> tuple[str, str]:
    """The colleague behind a decision, and their words for the record."""
    if commitment is None:
        row = rows.one("SELECT commitment FROM decisions WHERE id = ?", decision)
        commitment = row[0] if row else b""
    fields = open_value(rows, kit.keys, decision, COLLEAGUE, bytes(commitment))
    return (fields["colleague"][0], fields["colleague"][1]) if fields else ("", "")


def _note(rows: Rows, name: str, ruling: tuple[bytes, str, int, Instant]) -> None:
    rows.run(_RULING, name, *ruling)


def _approved_by(rows: Rows, kit: Kit, name: str) -> tuple[str, ...]:
    found = rows.all(
        "SELECT r.decision, d.commitment FROM rulings r JOIN decisions d ON d.id = r.decision "
        "WHERE r.hand_over = ? AND r.approve = 1 ORDER BY d.turn",
        name,
    )
    named = (open_value(rows, kit.keys, decision, COLLEAGUE, bytes(commitment)) for decision, commitment in found)
    return tuple(fields["colleague"][0] for fields in named if fields)
