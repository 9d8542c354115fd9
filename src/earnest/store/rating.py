"""Recording a rating: a decision with its leaf and event, its words sealed; the newest one of a thing counts."""

from dataclasses import replace

from earnest.domain.errors import NotFound
from earnest.domain.identity import Channel, Session
from earnest.domain.ids import Kind
from earnest.domain.ratings import Rated, Rating, Review
from earnest.domain.turns import Context, Decision, DecisionKind, HandOverReason
from earnest.domain.verdicts import FactValue
from earnest.store import people, talk
from earnest.store.accounting import context_of
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.page import Page
from earnest.store.rows import Rows

GOVERNANCE = "governance"
"""Kind of what waits for the owner of the house."""

NO_TURN = 0
"""A rating stands beside the turns of its conversation; they are counted from 1."""

_GIVEN = (
    "SELECT r.decision, COALESCE(h.id, '') FROM ratings r LEFT JOIN hand_overs h ON h.decision = r.decision "
    "WHERE r.conversation = ? AND r.client = ?"
)
_OPENED = (
    "SELECT 1 FROM ratings r JOIN hand_overs h ON h.decision = r.decision "
    "WHERE r.conversation = ? AND r.about = ? AND h.kind = ? AND h.reason = ? AND h.state = 'open'"
)


def rate(rows: Rows, kit: Kit, journal: Journal, visit: tuple[str, Session], rating: Rating, review: Review) -> Rated:
    """Write a rating; the same client id twice is one rating.

    Args:
        rows: the transaction.
        kit: keys, clock, ids.
        journal: where leaves go.
        visit: the conversation, and who rates.
        rating: what they say.
        review: what the owner is told if the rating has a reason that they look at.

    Raises:
        SignInNeeded: the session has ended.
        NotFound: the conversation is not theirs, or the decision is none of it.
        BadInput: the words cannot be sealed.
    """
    conversation, session = visit[0], talk.belongs(rows, kit, *visit)
    rows.locked("SELECT id FROM conversations WHERE id = ?", conversation)
    client = kit.lookup("rating", rating.client_id)
    given = rows.one(_GIVEN, conversation, client)
    if given is not None:
        return Rated(given[0], given[1])
    _require_decision(rows, conversation, rating.decision)
    context = context_of(rows, session, stamp(kit, journal, rows), channel=Channel.CHAT)
    decision = _decision(kit, replace(context, conversation=conversation), rating)
    page = Page(kit, conversation, NO_TURN, 0, session, people.owner_of(kit, session.subject), decision.context.now)
    opens = decision.hand_over is not None and not rows.one(
        _OPENED, conversation, rating.decision, GOVERNANCE, decision.hand_over.value
    )
    if opens:
        decision = _told(decision, review)
    page.decide(decision)
    if opens:
        page.hand_over(decision, GOVERNANCE, review.due_at)
    page.write(rows, journal)
    said = (rating.helpful if rating.helpful is None else int(rating.helpful), rating.score, " ".join(rating.reasons))
    rows.run(
        "INSERT INTO ratings (conversation, client, about, decision, helpful, score, reasons, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        *(conversation, client, rating.decision, decision.id, *said, page.at),
    )
    return Rated(decision.id, page.columns["hand_overs"][0][0] if opens else "")


def newest(rows: Rows, conversation: str, about: str) -> str:
    """The decision of the rating that counts, of a decision or ("") of the conversation; "" without one."""
    row = rows.one(
        "SELECT r.decision FROM ratings r JOIN leaves l ON l.record = r.decision "
        "WHERE r.conversation = ? AND r.about = ? ORDER BY l.idx DESC LIMIT 1",  # a clock may stand still
        conversation,
        about,
    )
    return str(row[0]) if row else ""


def _require_decision(rows: Rows, conversation: str, name: str) -> None:
    found = rows.one("SELECT 1 FROM decisions WHERE id = ? AND conversation = ?", name, conversation) if name else True
    if not found:
        raise NotFound("There is no such decision in this conversation.")


def _decision(kit: Kit, context: Context, rating: Rating) -> Decision:
    facts: dict[str, FactValue] = {"reasons": " ".join(rating.reasons)} if rating.reasons else {}
    facts |= {"helpful": rating.helpful} if rating.helpful is not None else {}
    facts |= {"score": rating.score} if rating.score is not None else {}
    return Decision(
        id=kit.new_id(Kind.DECISION),
        kind=DecisionKind.RATING,
        context=context,
        intent="",
        sure=None,
        facts=facts,
        verdict=None,
        deed=None,
        words={"text": rating.text} if rating.text else {},
        said=(),
        caused_by=rating.decision,
        hand_over=HandOverReason(rating.governed.value) if rating.governed else None,
    )


def _told(decision: Decision, review: Review) -> Decision:
    return replace(decision, summary=review.rows, due_at=review.due_at)
