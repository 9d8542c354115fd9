"""Deeds after the commit: intent before, outcome after, nothing ever tried twice blindly."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from earnest.domain.errors import Conflict, Moved
from earnest.domain.ids import Kind
from earnest.domain.purposes import Purpose
from earnest.domain.settlements import Refused, Settled, Settlement, SwitchedOff, Unclear
from earnest.domain.time import Instant
from earnest.domain.turns import Decision, DecisionKind, DeedState, HandOverReason, Job, Reply
from earnest.store import consents, people, proofs, sealing, talk
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.log import Draft
from earnest.store.page import Page
from earnest.store.rows import Row, Rows

INCIDENT = "incident"
"""Kind of what waits for a colleague who finds out whether a deed has happened."""

CLAIMED_MAX = 100
"""Deeds that one claim takes."""

Mint = Callable[[Job], bytes]
"""Makes the one-shot permit of a job, over its skill, arguments hash and place in the log."""

_WAITING = (
    "SELECT o.decision, o.conversation, c.language, l.idx FROM outbox o "
    "JOIN conversations c ON c.id = o.conversation JOIN leaves l ON l.record = o.decision "
)
_READY = f"{_WAITING}WHERE o.state = 'ready' AND o.ready_at <= ? ORDER BY o.id LIMIT ?"
_ABANDONED = f"{_WAITING}WHERE o.state = 'started' AND o.lease_until <= ? ORDER BY o.id LIMIT ?"
_CLOSE = (
    "UPDATE hand_overs SET state = ? WHERE kind = ? AND state = 'open' "
    "AND decision IN (SELECT id FROM decisions WHERE caused_by = ?)"
)
_SKIP = " FOR UPDATE OF o SKIP LOCKED"
_STATES = {Settled: ("done", "paid"), Refused: ("refused", "released"), Unclear: ("unclear", "unclear")}
_STATES |= {SwitchedOff: ("refused", "released")}


def any_ready(rows: Rows, now: Instant) -> bool:
    """Whether a deed waits to be begun, and is held no longer."""
    return rows.one("SELECT 1 FROM outbox WHERE state = 'ready' AND ready_at <= ? LIMIT 1", now) is not None


def undo(rows: Rows, decision: str) -> None:
    """Take back a deed that was not begun, with what it had reserved.

    Raises:
        Moved: it was begun, or taken back, in the meantime.
    """
    if not rows.run("UPDATE outbox SET state = 'undone' WHERE decision = ? AND state = 'ready'", decision):
        raise Moved("This deed has just been begun; look at it and decide anew.")
    rows.run("UPDATE exposures SET state = 'released' WHERE decision = ?", decision)


def ask_first(rows: Rows, now: Instant) -> int:
    """Have the other system asked about each deed that waits, instead of beginning it; how many those were.

    In rows that came out of a backup a deed waits that may have been done, or taken back, since. What the other system
    knows of becomes a receipt; what it surely does not know of is refused; of the rest a colleague finds out.
    """
    return rows.run(
        "UPDATE outbox SET state = 'started', started_at = ?, lease_until = ? WHERE state = 'ready'", now, now
    )


def state_of(rows: Rows, decision: str) -> DeedState | None:
    """How far a decision's deed has come, None where it has none."""
    row = rows.one("SELECT state FROM outbox WHERE decision = ?", decision)
    return DeedState(row[0]) if row else None


def any_abandoned(rows: Rows, now: Instant) -> bool:
    """Whether the lease of a started deed has run out."""
    return rows.one("SELECT 1 FROM outbox WHERE state = 'started' AND lease_until <= ? LIMIT 1", now) is not None


def claim(rows: Rows, kit: Kit, journal: Journal, now: Instant, limit: int, lease: Instant) -> tuple[Job, ...]:
    """Take ready deeds and record the intent of each."""
    # Waiting rows are looked at only once their decision is a leaf: no effect starts before it is in the log.
    found = rows.all(_READY + (_SKIP if rows.locks else ""), now, max(0, min(limit, CLAIMED_MAX)))
    if not found:
        return ()
    at, until = stamp(kit, journal, rows), now + lease
    rows.many(
        "UPDATE outbox SET state = 'started', started_at = ?, lease_until = ? WHERE decision = ?",
        [(at, until, row[0]) for row in found],
    )
    for row in found:
        _intend(rows, kit, journal, row[0], at)
    return tuple(_job(rows, kit, row, until) for row in found)


def minted(jobs: Sequence[Job], mint: Mint | None) -> tuple[Job, ...]:
    """The jobs with their permits."""
    return tuple(replace(job, permit=mint(job)) if mint else job for job in jobs)


def stuck(rows: Rows, kit: Kit, since: Instant) -> tuple[Job, ...]:
    """Deeds begun by an instant that have no outcome, however often they were leased; whoever does them may hang."""
    found = rows.all(
        f"{_WAITING}WHERE o.state = 'started' AND o.started_at <= ? ORDER BY o.id LIMIT ?", since, CLAIMED_MAX
    )
    return tuple(_job(rows, kit, row, since) for row in found)


def find_out(rows: Rows, incident: str, *, happened: bool) -> None:
    """Close an incident: the deed has happened, or it has not; what it had reserved follows.

    Raises:
        Moved: somebody has just closed it.
    """
    row = rows.one(
        "SELECT d.caused_by FROM hand_overs h JOIN decisions d ON d.id = h.decision "
        "WHERE h.id = ? AND h.kind = ? AND h.state = 'open'",
        *(incident, INCIDENT),
    )
    done, reserved = _STATES[Settled if happened else Refused]
    if row is None or not rows.run(
        "UPDATE outbox SET state = ? WHERE decision = ? AND state = 'unclear'", done, row[0]
    ):
        raise Moved("Somebody has just settled this; look at it and decide anew.")
    rows.run("UPDATE exposures SET state = ? WHERE decision = ?", reserved, row[0])
    rows.run("UPDATE hand_overs SET state = ? WHERE id = ?", "happened" if happened else "not_happened", incident)


def unsettled(rows: Rows, kit: Kit, now: Instant, lease: Instant) -> tuple[Job, ...]:
    """Started deeds whose lease ran out, leased anew to whoever asks the other system what became of them."""
    found = rows.all(_ABANDONED + (_SKIP if rows.locks else ""), now, CLAIMED_MAX)
    rows.many("UPDATE outbox SET lease_until = ? WHERE decision = ?", [(now + lease, row[0]) for row in found])
    return tuple(_job(rows, kit, row, now + lease) for row in found)


def settle(rows: Rows, kit: Kit, journal: Journal, job: Job, settlement: Settlement) -> Reply:
    """Record what became of a deed; a second settlement changes nothing and gets the reply of the first.

    What is certain and comes after an incident was made of the deed joins it and closes it, unless a colleague has.
    """
    stood = rows.locked(
        "SELECT item_seq, subject, with_person, shown FROM conversations WHERE id = ?", job.conversation
    )
    row = rows.one("SELECT state, turn FROM outbox WHERE decision = ?", job.decision)
    if stood is None or row is None:
        raise Conflict(f"The deed {job.decision} is no longer waiting; its person was erased.")
    state, turn = row
    if state == "started":
        _write_outcome(rows, kit, journal, job, settlement, (turn, *stood))
    elif state == "unclear" and isinstance(settlement, Settled | Refused):
        _join(rows, kit, journal, job, settlement, (turn, *stood))
    elif state == "ready":
        raise Conflict(f"The deed {job.decision} was never started; claim it first.")
    return talk.reply_of(rows, kit, job.conversation, turn)


def _join(
    rows: Rows,
    kit: Kit,
    journal: Journal,
    job: Job,
    settlement: Settled | Refused,
    stood: tuple[int, int, str, int, str],
) -> None:
    """Write a late outcome, and close the incident that it settles; nobody waits for it any more."""
    became = "happened" if isinstance(settlement, Settled) else "not_happened"
    if not rows.run(_CLOSE, became, INCIDENT, job.decision):
        return
    waits = rows.one("SELECT 1 FROM hand_overs WHERE conversation = ? AND state = 'open' LIMIT 1", job.conversation)
    turn, item_seq, subject, _, shown = stood
    _write_outcome(rows, kit, journal, job, settlement, (turn, item_seq, subject, int(waits is not None), shown))


def _write_outcome(
    rows: Rows, kit: Kit, journal: Journal, job: Job, settlement: Settlement, stood: Sequence[int | str]
) -> None:
    turn, item_seq, subject, with_person, shown = stood
    at = stamp(kit, journal, rows)
    done, reserved = _STATES[type(settlement)]
    owner = people.owner_of(kit, str(subject))
    session = replace(job.session, subject=str(subject))
    page = Page(kit, job.conversation, int(turn), int(item_seq), session, owner, at)
    outcome = _outcome(proofs.decision(rows, kit, job.decision), kit.new_id(Kind.DECISION), settlement, at)
    page.decide(outcome)
    if isinstance(settlement, Unclear | SwitchedOff):
        kind = INCIDENT if isinstance(settlement, Unclear) else "hand_over"
        page.hand_over(outcome, kind, settlement.due_at)
        with_person = 1
    page.write(rows, journal)
    rows.run("UPDATE outbox SET state = ? WHERE decision = ?", done, job.decision)
    rows.run("UPDATE exposures SET state = ? WHERE decision = ?", reserved, job.decision)
    rows.run(
        "UPDATE conversations SET item_seq = ?, with_person = ?, shown = ?, changed_at = ? WHERE id = ?",
        page.seq,
        with_person,
        outcome.id if outcome.said else shown,
        at,
        job.conversation,
    )


def _outcome(effect: Decision, name: str, settlement: Settlement, at: Instant) -> Decision:
    more: tuple[tuple[str, str], ...] = ()
    match settlement:
        case Settled(done, say):
            words, reason, due_at = {key: str(value) for key, value in done.values.items()}, None, 0
        case Refused(message, say):
            words, reason, due_at = {"message": message}, None, 0
        case Unclear(message, say, due_at, check):
            words, reason = {**_title(effect), "message": message}, HandOverReason.UNCLEAR_OUTCOME
            more = check
        case SwitchedOff(message, say, due_at):
            words, reason = {"message": message}, HandOverReason.SWITCHED_OFF
    return Decision(
        id=name,
        kind=DecisionKind.OUTCOME,
        context=replace(effect.context, used=(), grounds=(), now=at),
        intent=effect.intent,
        sure=effect.sure,
        facts={"outcome": _STATES[type(settlement)][0]},
        verdict=None,
        deed=effect.deed,
        words=words,
        said=say,
        caused_by=effect.id,
        hand_over=reason,
        due_at=due_at,
        summary=effect.summary + more,
    )


def _title(effect: Decision) -> dict[str, str]:
    return {"title": effect.words["title"]} if effect.words.get("title") else {}


def _intend(rows: Rows, kit: Kit, journal: Journal, decision: str, at: Instant) -> None:
    name = kit.new_id(Kind.RECORD)
    epoch = kit.keys.owner_or_new(sealing.epoch_owner(at))
    chamber = sealing.Chamber(sealing.ACCOUNTABLE, epoch, {"intent": {"effect": decision, "at": at}})
    sealed = sealing.seal_record(name, [chamber])
    rows.many(sealing.INSERT, sealed.rows)
    rows.run(
        "INSERT INTO intents (id, decision, at, commitment) VALUES (?, ?, ?, ?)", name, decision, at, sealed.commitment
    )
    journal.leaf(rows, Draft(name, "rec", sealed.commitment, at))


def _job(rows: Rows, kit: Kit, row: Row, lease_until: Instant) -> Job:
    name, conversation, language, index = row[:4]
    decision = proofs.decision(rows, kit, name)
    assert decision.deed is not None, "an effect has a deed"
    return Job(
        decision=name,
        conversation=conversation,
        session=decision.context.session,
        language=language,
        deed=decision.deed,
        words=decision.words,
        rows=decision.summary or (decision.card.rows if decision.card else ()),
        gate_digest=decision.verdict.gate_digest if decision.verdict else "",
        log_index=index,
        lease_until=lease_until,
        held=decision.ready_at > 0,
        at_once=not (decision.said or decision.card or decision.approval),
        intent=decision.intent,
        objected=not decision.approval and consents.objects(rows, conversation, Purpose.SECURITY_FRAUD),
    )
