"""The rows that one unit writes, gathered first and written table by table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from earnest.domain.identity import Author, Session
from earnest.domain.ids import Kind
from earnest.domain.items import HandOverNotice, Item, Part
from earnest.domain.time import Instant
from earnest.domain.turns import Decision, DecisionKind
from earnest.store import codec, people, sealing
from earnest.store.keys import Owner
from earnest.store.kit import Journal, Kit
from earnest.store.log import Draft
from earnest.store.rows import Rows

_INSERTS = {
    "decisions": (
        "INSERT INTO decisions (id, conversation, turn, place, kind, at, caused_by, intent, asked_by, outcome, skill, "
        "minor, currency, commitment, subject_digests, colleague_digests) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "sealed": sealing.INSERT,
    "items": (
        "INSERT INTO items (conversation, seq, id, author, turn, at, decision, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "cards": (
        "INSERT INTO cards (id, conversation, decision, session, subject, opened_at, place, state) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 'open')"
    ),
    "outbox": (
        "INSERT INTO outbox (decision, conversation, turn, state, ready_at, started_at, lease_until) "
        "VALUES (?, ?, ?, 'ready', ?, 0, 0)"
    ),
    "exposures": (
        "INSERT INTO exposures (decision, pseudonym, skill, minor, currency, at, state) "
        "VALUES (?, ?, ?, ?, ?, ?, 'reserved')"
    ),
    "hand_overs": (
        "INSERT INTO hand_overs (id, decision, conversation, kind, reason, opened_at, due_at, state, needed) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 'open', ?)"
    ),
    "uses": "INSERT INTO uses (subject, at, decision, reads, colleague) VALUES (?, ?, ?, ?, ?)",
    "events": (
        "INSERT INTO events (id, type, at, subject_ref, decision, caused_by, channel, minor, currency, helpful, score, "
        "reasons) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
}

_AUTHORS = {
    DecisionKind.REPLIED: Author.COLLEAGUE,
    DecisionKind.TAKEN: Author.SYSTEM,
    DecisionKind.HANDED_BACK: Author.SYSTEM,
    DecisionKind.CLOSED: Author.SYSTEM,
    DecisionKind.SETTLED: Author.SYSTEM,
}
"""Who says what stands under a decision, where it is not the assistant."""

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(slots=True)
class Page:
    """What is to be written of one turn, or of one outcome.

    Args:
        conversation: "" where a decision belongs to no conversation.
        turn: which turn of it.
        seq: the conversation's last item number so far.
        session: who it is about.
        owner: that person's key.
        at: the time of everything on the page.
        looked_by: the keyed colleague who looked without a decision; b"" where the assistant did.
        columns: rows by table, in the order of `_INSERTS`.
        items: the items, as the reply shows them.
    """

    kit: Kit
    conversation: str
    turn: int
    seq: int
    session: Session
    owner: Owner
    at: Instant
    looked_by: bytes = b""
    columns: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {table: [] for table in _INSERTS})
    items: list[Item] = field(default_factory=list)
    leaves: list[Draft] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)

    def write(self, rows: Rows, journal: Journal) -> None:
        """Write every table's rows, and hand the leaves to the journal."""
        for table, values in self.columns.items():
            rows.many(_INSERTS[table], values)
        for draft in self.leaves:
            journal.leaf(rows, draft)

    def own_item(self, author: Author, parts: Sequence[Part], colleague: str = "") -> None:
        """Add what somebody said themselves, sealed under the person's key; of a colleague with their first name."""
        name = self.kit.new_id(Kind.ITEM)
        said = {"said": [codec.part_to_json(part) for part in parts], "words": {"colleague": colleague}}
        self.columns["sealed"].append(sealing.seal_value(name, sealing.SUBJECT, self.owner, said))
        self._add_item((name, author, colleague), tuple(parts), "", name)

    def decide(
        self, decision: Decision, colleague: sealing.Chamber | None = None, about: Mapping[str, Any] = NOTHING
    ) -> None:
        """Add a decision with all that follows from its kind; `about` joins what is the customer's."""
        epoch = self.kit.keys.owner_or_new(sealing.epoch_owner(self.at))
        chambers = [
            sealing.Chamber(sealing.ACCOUNTABLE, epoch, codec.accountable_fields(decision)),
            sealing.Chamber(sealing.SUBJECT, self.owner, {**codec.subject_fields(decision), **about}),
        ]
        sealed = sealing.seal_record(decision.id, [*chambers, colleague] if colleague else chambers)
        self.columns["sealed"].extend(sealed.rows)
        self.columns["decisions"].append(self._decision_row(decision, sealed))
        self.decisions.append(decision.id)
        self.leaves.append(Draft(decision.id, "rec", sealed.commitment, self.at))
        if decision.said:
            author = _AUTHORS.get(decision.kind, Author.ASSISTANT)
            first_name = decision.words.get("colleague", "") if author is Author.COLLEAGUE else ""
            by = (self.kit.new_id(Kind.ITEM), author, first_name)
            self._add_item(by, decision.said, decision.id, decision.id)
        if decision.context.used:
            reads = codec.reads_in(decision.context.used)
            self.columns["uses"].append((self.session.subject, self.at, decision.id, reads, self.looked_by))
        self._event(decision)
        self._consequences(decision)

    def hand_over(self, decision: Decision, kind: str, due_at: Instant) -> None:
        """Add something that waits for a person; its id is the one that the customer was shown, if one was."""
        shown = next((part.hand_over for part in decision.said if isinstance(part, HandOverNotice)), "")
        name = decision.approval if kind == "approval" else shown
        name = name or self.kit.new_id(Kind.APPROVAL if kind == "approval" else Kind.HAND_OVER)
        reason = decision.hand_over.value if decision.hand_over else kind
        row = (name, decision.id, self.conversation, kind, reason, self.at, due_at, max(1, decision.colleagues_needed))
        self.columns["hand_overs"].append(row)

    def _consequences(self, decision: Decision) -> None:
        match decision.kind:
            case DecisionKind.CARD:
                assert decision.card is not None, "a card decision opens a card"
                self.columns["cards"].append(
                    (
                        decision.card.id,
                        self.conversation,
                        decision.id,
                        self.session.id,
                        self.session.subject,
                        self.at,
                        self.seq,
                    )
                )
            case DecisionKind.EFFECT:
                self.columns["outbox"].append((decision.id, self.conversation, self.turn, decision.ready_at))
                self._reserve(decision)
            case DecisionKind.HAND_OVER | DecisionKind.APPROVAL:
                self.hand_over(decision, decision.kind.value, decision.due_at)
            case _:
                pass

    def _reserve(self, decision: Decision) -> None:
        amount = decision.deed.amount if decision.deed else None
        if decision.deed and amount:
            name = people.pseudonym(self.kit, self.session)
            row = (decision.id, name, decision.deed.skill, amount.minor, amount.currency, self.at)
            self.columns["exposures"].append(row)

    def _add_item(self, by: tuple[str, Author, str], parts: tuple[Part, ...], decision: str, body: str) -> None:
        name, author, colleague = by
        self.seq += 1
        row = (self.conversation, self.seq, name, author.value, self.turn, self.at, decision, body)
        self.columns["items"].append(row)
        self.items.append(Item(self.seq, name, author, parts, self.at, decision, colleague))

    def _event(self, decision: Decision) -> None:
        amount = decision.deed.amount if decision.deed else None
        what = (f"decision.{decision.kind.value}.v1", self.at, people.subject_ref(self.owner), decision.id)
        money = (amount.minor, amount.currency) if amount else (None, "")
        said = _rated(decision) if decision.kind is DecisionKind.RATING else (None, None, None)
        row = (self.kit.new_id(Kind.EVENT), *what, decision.caused_by, decision.context.channel.value, *money, *said)
        self.columns["events"].append(row)

    def _decision_row(self, decision: Decision, sealed: sealing.Committed) -> tuple[Any, ...]:
        deed, amount = decision.deed, decision.deed.amount if decision.deed else None
        digests: Mapping[str, bytes] = sealed.digests
        return (
            decision.id,
            self.conversation,
            self.turn,
            len(self.decisions),
            decision.kind.value,
            self.at,
            decision.caused_by,
            decision.intent,
            decision.context.asked_by.value,
            int(decision.verdict.outcome) if decision.verdict else None,
            deed.skill if deed else "",
            amount.minor if amount else None,
            amount.currency if amount else "",
            sealed.commitment,
            digests[sealing.SUBJECT],
            digests.get(sealing.COLLEAGUE, b""),
        )


def _rated(decision: Decision) -> tuple[int | None, int | None, str]:
    """What a rating's event says: yes or no, score, reasons; all of closed vocabularies."""
    helpful, score = decision.facts.get("helpful"), decision.facts.get("score")
    return (
        int(helpful) if isinstance(helpful, bool) else None,
        score if isinstance(score, int) else None,
        str(decision.facts.get("reasons", "")),
    )
