"""What colleagues are shown: cases with their briefs, conversations with their notes, decisions with their numbers."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from earnest.desk.brief import Brief, brief
from earnest.desk.clocks import Running, running, urgency
from earnest.domain.errors import NotFound
from earnest.domain.identity import Session, Source
from earnest.domain.items import Item
from earnest.domain.purposes import Purpose
from earnest.domain.turns import Decision, DecisionKind, Standing, Used
from earnest.house import House
from earnest.looking import Eyes
from earnest.notices import times_of
from earnest.web.shapes import item_shown

BRIEF_ITEMS, BRIEF_DECISIONS = 500, 100
"""How far back a brief looks."""

GUEST, CUSTOMER = "Guest", "Customer"
"""What stands for somebody whose name nobody knows, or may be shown."""

WORDS = Used("conversation", "words", Purpose.SERVICE_ANSWER)
"""What a colleague is shown of any conversation: its items, or what was made of them."""

GOVERNANCE = "governance"
"""The kind of what waits for the owner of the house, such as a reply that was felt to be unfair."""

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Cases:
    """One look at the desk; made anew for each call, so that each person's name is asked for once.

    Args:
        house: the brand at work.
        governs: whether the colleague is shown what is for the owner.
        looks: after a look, what of whom was shown in it, by conversation.
    """

    house: House
    governs: bool = True
    looks: dict[str, dict[Used, None]] = field(default_factory=dict)
    _names: dict[str, tuple[str, tuple[Used, ...]]] = field(default_factory=dict)

    def queue(self) -> dict[str, Any]:
        """What waits for a person, the nearest clock first."""
        now = self.house.world.clock.now()
        found = self._sorted(self.house.store.desk.cases())
        return {"waiting": [self._case(case, run, now) for case, run in found], "now": now}

    def conversation(self, name: str, after: int) -> dict[str, Any]:
        """A conversation with its notes.

        Raises:
            NotFound: there is none.
        """
        desk, now = self.house.store.desk, self.house.world.clock.now()
        place, decisions = desk.place(name), desk.decisions(name)
        customer = self.name_of(place.session)
        cases = self._sorted(desk.cases(name))
        self._shown(name, place.session)
        taken_back = {one.caused_by for one in decisions if one.kind is DecisionKind.UNDO}
        return {
            "id": place.id,
            "customer": customer,
            "language": place.language,
            "channel": place.channel,
            "with": _with(place.colleague, waits=bool(cases) and place.handed_over),
            "colleague": place.colleague,
            "level": place.session.level.word,
            "opened_at": place.opened_at,
            "items": _with_notes(desk.items(name, after), (one for one in desk.notes(name) if one.after_seq >= after)),
            "waiting": [self._case(case, run, now) for case, run in cases],
            "decisions": {one.id: _in_one_line(one, taken_back, now) for one in decisions},
            "version": place.version,
        }

    def decision(self, name: str) -> dict[str, Any]:
        """The whole why, with what only colleagues see.

        Raises:
            NotFound: there is none.
        """
        decision = self.house.store.decision(name).decision
        if decision.context.conversation:
            self._shown(decision.context.conversation)
        return self.house.explained(name).as_json() | {
            "conversation": decision.context.conversation,
            "channel": decision.context.channel.value,
            "brand_digest": decision.context.brand_digest,
            "gate_digest": decision.verdict.gate_digest if decision.verdict else "",
            "model": decision.context.model,
            "consent_seq": decision.context.consent_seq,
            "colleagues": self._approved_by(decision),
        }

    def name_of(self, session: Session) -> str:
        """What a customer is called: by the shop, as far as their data may be used for that."""
        if not session.customer:
            return GUEST
        if session.customer not in self._names:
            self._names[session.customer] = self._look_up(session)
        return self._names[session.customer][0] or CUSTOMER

    def _shown(self, conversation: str, session: Session | None = None) -> None:
        """Note that the words of a conversation, and its customer's name, are shown."""
        _, used = self._names.get(session.customer if session else "", ("", ()))
        self.looks.setdefault(conversation, {}).update(dict.fromkeys((WORDS, *used)))

    def _look_up(self, session: Session) -> tuple[str, tuple[Used, ...]]:
        if "customer" not in self.house.world.kinds:
            return "", ()
        standing = Standing(0, session, 0, {}, "", Source.COLLEAGUE)
        eyes = Eyes(self.house.world, standing, "", Source.COLLEAGUE)
        try:
            seen = eyes.look.records("customer", Purpose.SERVICE_ORDER)
        except Exception as error:  # noqa: BLE001 - the shop may fail in any way; the queue is shown all the same
            _LOG.warning("a customer's name could not be read: %s", type(error).__name__)
            return "", ()
        fields = seen[0].fields if seen else {}
        return " ".join(str(fields[one]) for one in ("first_name", "last_name") if fields.get(one)), eyes.used

    def _sorted(self, cases: Iterable[Any]) -> list[tuple[Any, Running]]:
        shown = (case for case in cases if self.governs or case.waits.kind != GOVERNANCE)
        return sorted((self._ran(case) for case in shown), key=_urgency)

    def _ran(self, case: Any) -> tuple[Any, Running]:
        return case, running(times_of(case), self.house.turns.making.clocks.hand_over_minutes)

    def _case(self, case: Any, run: Running, now: int) -> dict[str, Any]:
        waits, desk = case.waits, self.house.store.desk
        place = desk.place(waits.conversation)
        items = desk.items(waits.conversation, max(0, place.item_seq - BRIEF_ITEMS))
        put_right = self.house.store.corrections(waits.decision)
        customer = self.name_of(place.session)
        self._shown(waits.conversation, place.session)
        told = brief(waits.decision, items, desk.decisions(waits.conversation, BRIEF_DECISIONS), put_right)
        return {
            "id": waits.id,
            "kind": waits.kind,
            "decision": waits.decision,
            "conversation": waits.conversation,
            "reason": waits.reason,
            "opened_at": waits.opened_at,
            "due_at": run.due_at,
            "clock": run.clock.value,
            "overdue": run.late_by(now) > 0,
            "state": run.state.value,
            "needed": waits.needed,
            "taken_by": case.colleague,
            "customer": customer,
            "language": place.language,
            "channel": place.channel,
            "summary": _rows_shown(told.known),
            "corrections": _rows_shown(told.corrections),
            "brief": _brief_shown(told),
        }

    def _approved_by(self, decision: Decision) -> list[str]:
        try:
            return list(self.house.store.approval(decision.approval).approved_by) if decision.approval else []
        except NotFound:  # its conversation was erased
            return []


def _urgency(ran: tuple[Any, Running]) -> tuple[bool, int, int, str]:
    case, run = ran
    return urgency(run, case.waits.opened_at, case.waits.id)


def _with(colleague: str, *, waits: bool) -> str:
    if colleague:
        return "person"
    return "nobody" if waits else "assistant"


def _with_notes(items: Sequence[Item], notes: Iterable[Any]) -> list[dict[str, Any]]:
    shown = [item_shown(item) for item in items]
    return sorted(shown + [_note_shown(note) for note in notes], key=lambda one: (one["seq"], one["author"] == "note"))


def _note_shown(note: Any) -> dict[str, Any]:
    return {
        "seq": note.after_seq,
        "id": note.decision,
        "author": "note",
        "ai": False,
        "at": note.at,
        "decision": note.decision,
        "name": note.colleague,
        "parts": [{"kind": "words", "text": note.text}],
    }


def _in_one_line(decision: Decision, taken_back: set[str], now: int) -> dict[str, Any]:
    verdict, allowed = decision.verdict, decision.kind is DecisionKind.EFFECT and decision.approval
    held = allowed and decision.id not in taken_back and now < decision.ready_at
    return {
        "kind": decision.kind.value,
        "intent": decision.intent,
        "sure": decision.sure,
        "outcome": verdict.outcome.word if verdict else "",
        "gate": verdict.gate if verdict else "",
        "approval": decision.approval,
        "held_until": decision.ready_at if held else 0,
    }


def _brief_shown(told: Brief) -> dict[str, Any]:
    return {
        "asked": told.asked,
        "known": _rows_shown(told.known),
        "tried": [asdict(one) for one in told.tried],
        "promised": [asdict(one) for one in told.promised],
        "corrections": _rows_shown(told.corrections),
    }


def _rows_shown(rows: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in rows]
