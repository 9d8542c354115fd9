"""What one turn looks at on the way to a proposal: views, identification, dry runs. No transaction, no effect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from earnest.consent.grants import DataMap
from earnest.consent.looks import Known, Looks
from earnest.deciding import Prepared, Stage
from earnest.domain.errors import BadInput, Conflict, Declined, Expired, NotAllowed, NotFound
from earnest.domain.identity import Level, Session, Source
from earnest.domain.records import Identifier, RecordKind
from earnest.domain.skills import Preview
from earnest.domain.time import Clock, Instant
from earnest.domain.turns import (
    Action,
    Approval,
    Button,
    HandOverReason,
    Look,
    OpenCard,
    Pressed,
    Proposal,
    Ruled,
    Standing,
    Used,
)
from earnest.policy import Broker
from earnest.words import Words as Wording

SURE = 100
"""Percent: the customer said it themselves, by a card or a named choice; or a colleague did."""

IDENTIFICATIONS_MAX = 3
"""Failed identifications in one conversation; after these a person helps."""

CLAIM_LENGTH_MAX = 200
"""Characters of one claim, such as an e-mail address."""


@dataclass(frozen=True, slots=True)
class World:
    """The brand as one turn meets it: its shop, records, skills and words."""

    broker: Broker
    shop: Any
    kinds: Mapping[str, RecordKind]
    identifiers: Mapping[str, Identifier]
    data_map: DataMap
    wording: Wording
    clock: Clock
    known_as: Callable[[Session], Known]


class Eyes:
    """The `Look` of one turn. It counts what was read, who was identified, and what could have steered the words."""

    def __init__(self, world: World, standing: Standing, language: str, asked_by: Source) -> None:
        self.attempts = standing.attempts
        self._asked_by = asked_by
        self._world = world
        self._language = language
        self._looks = Looks(
            shop=world.shop,
            known=world.known_as(standing.session),
            kinds=world.kinds,
            data_map=world.data_map,
            mint=world.broker.mint,
            identifies=self._identify,
            previews=self._preview,
        )

    @property
    def look(self) -> Look:
        """What the assistant is given."""
        return self._looks

    @property
    def known(self) -> Known:
        """Who is looking now, and what they agreed to."""
        return self._looks.known

    @property
    def session(self) -> Session:
        """Who is looking now."""
        return self._looks.session

    @property
    def used(self) -> tuple[Used, ...]:
        """Every field that was read, once each."""
        return self._looks.used

    @property
    def asked_by(self) -> Source:
        """Whose wish it is: third-party words that were read could have steered it."""
        return Source.ELSEWHERE if self._looks.taint else self._asked_by

    def _identify(self, session: Session, name: str, claims: Mapping[str, str]) -> Known:
        """Who is known stays known: one customer a conversation."""
        identifier = self._world.identifiers.get(name)
        if identifier is None or session.level > Level.ANYONE or self.attempts >= IDENTIFICATIONS_MAX:
            return self._looks.known
        given = {need: claims.get(need, "")[:CLAIM_LENGTH_MAX].strip() for need in identifier.needs}
        customer = identifier.find(self._world.shop, given) if all(given.values()) else None
        if customer is None:
            self.attempts += 1
            return self._looks.known
        level = min(Level[identifier.level.upper()], Level.REACHABLE)
        now = self._world.clock.now()
        return self._world.known_as(replace(session, customer=customer, level=level, proved_at=now))

    def _preview(self, session: Session, skill: str, arguments: Mapping[str, Any]) -> Preview:
        action = Action(skill, arguments, card_title="")
        return self._world.broker.preview(self._world.shop, session, action, self._world.clock.now())

    def prepare(self, proposal: Proposal) -> Prepared:
        """A proposal with its canonical deed and its gate's inputs, or with the trouble that stands in the way."""
        action = proposal.action
        if action is None:
            return Prepared(proposal)
        words = {"title": action.card_title, "done": action.done, "waiting": action.waiting, "refused": action.refused}
        world, now = self._world, self._world.clock.now()
        try:
            deed = world.broker.canonical(world.shop, self.session, action, now)
            dry = world.broker.preview(world.shop, self.session, action, now)
            facts = world.broker.facts(
                world.shop, self.session, deed, sure=proposal.sure, asked_by=self.asked_by, now=now
            )
        except (Declined, NotAllowed) as no:
            return Prepared(proposal, trouble=str(no), words=words)
        except (BadInput, NotFound):
            # A proposal that does not even name things of this customer's is nobody's wish: a person looks at it.
            return Prepared(replace(proposal, hand_over=HandOverReason.FAULT), words=words)
        rows = action.card_rows + tuple((label, self._shown(value)) for label, value in dry.rows)
        only = world.broker.skills[action.skill].effect.by_button_only
        return Prepared(proposal, Stage.PROPOSED, deed, facts, rows, words=words, button_only=only)

    def confirmed(self, pressed: Pressed, cards: tuple[OpenCard, ...], now: Instant) -> Prepared:
        """The deed of a pressed card, judged on fresh facts.

        Raises:
            NotFound: no open card of that id in this conversation, for this person.
            Conflict: the press carries another hash than the card.
            Expired: the card's time is over.
        """
        card = next((one for one in cards if one.card.id == pressed.card), None)
        if card is None or card.subject != self.session.subject:
            raise NotFound("This card is no longer open. Say again what you would like, and a new one is made.")
        if pressed.args_hash != card.card.args_hash:
            raise Conflict("The press does not match what the card showed. Look at the card again.")
        if now >= card.card.expires_at and pressed.button is Button.CONFIRM:
            raise Expired("This card has expired. Say again what you would like, and a new one is made.")
        proposal = Proposal(card.intent, SURE, summary=card.card.rows)
        found = Prepared(
            proposal,
            Stage.CONFIRMED,
            card.deed,
            rows=card.card.rows,
            card=card,
            caused_by=card.decision,
            words=card.words,
        )
        return found if pressed.button is Button.CANCEL else self._judged_anew(found, card.asked_by)

    def approved(self, ruled: Ruled, approval: Approval) -> Prepared:
        """The deed of an approval that a colleague ruled on.

        Raises:
            Conflict: it was decided before, or this colleague has already approved it.
        """
        if not approval.open:
            raise Conflict("This approval has been decided. Open the list again.")
        if ruled.colleague in approval.approved_by:
            raise Conflict("You have approved this already; it needs a second colleague.")
        proposal = Proposal(approval.intent, SURE)
        found = Prepared(
            proposal,
            Stage.APPROVED,
            approval.deed,
            approval=approval,
            caused_by=approval.decision,
            words=approval.words,
        )
        return self._judged_anew(found, Source.COLLEAGUE) if ruled.approve else found

    def _judged_anew(self, found: Prepared, asked_by: Source) -> Prepared:
        assert found.deed is not None, "cards and approvals rest on deeds"
        world = self._world
        try:
            facts = world.broker.facts(
                world.shop, self.session, found.deed, sure=SURE, asked_by=asked_by, now=world.clock.now()
            )
        except Declined as no:
            return replace(found, trouble=str(no))
        return replace(found, facts=facts)

    def _shown(self, value: Any) -> str:
        return value if isinstance(value, str) else self._world.wording.show(self._language, value)
