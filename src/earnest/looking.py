"""What one turn looks at on the way to a proposal: views, identification, dry runs. No transaction, no effect."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from earnest.consent.fold import ConsentView, extend, fold
from earnest.consent.grants import DataMap
from earnest.consent.looks import Glance, Known, Looks
from earnest.deciding import Prepared, Stage
from earnest.domain.consents import ConsentEvent, Ground
from earnest.domain.errors import (
    Busy,
    Conflict,
    Declined,
    EarnestError,
    Expired,
    NotAllowed,
    NotFound,
    StoreUnavailable,
)
from earnest.domain.governing import digest_of_gates
from earnest.domain.identity import Level, Session, Source
from earnest.domain.inbound import Button, Chose, Inbound, Pressed, Resumed, Ruled, Said, What
from earnest.domain.items import REASON_LENGTH_MAX, TOLD, Choices, Part, Quote, Reason, Words
from earnest.domain.money import Money
from earnest.domain.preferences import HEARD, OFFER, OFFERED, PREFERENCES, Remembered
from earnest.domain.purposes import BASIS_OF, ConsentState, Purpose
from earnest.domain.records import Identifier, RecordKind
from earnest.domain.rights import BARRED, Bar, Changed, NotUsed, NotUsedBecause
from earnest.domain.skills import Owned, Preview, Public
from earnest.domain.time import Clock, Instant
from earnest.domain.turns import (
    Action,
    Approval,
    Context,
    HandOverReason,
    Look,
    OpenCard,
    Proposal,
    Scene,
    Standing,
    Thought,
    Used,
)
from earnest.domain.verdicts import Facts
from earnest.limiting import Guard, Tried, Trying, Unlimited
from earnest.policy import Broker
from earnest.words import Words as Wording

SURE = 100
"""Percent: the customer said it themselves, by a card or a named choice; or a colleague did."""

BRAND = "brand"
"""Where a conversation's state names the brand folder it was left under, by digest."""

IDENTIFICATIONS_MAX = 3
"""Failed identifications in one conversation; after these a person helps."""

CLAIM_LENGTH_MAX = 200
"""Characters of one claim, such as an e-mail address."""

PROPOSALS_MAX = 8
"""Wishes that one message may hold; an assistant that finds more has not understood it."""

FAILED = Proposal("", None, hand_over=HandOverReason.FAULT)
"""What stands for a thought that failed: no confidence, so a person takes over."""

HALLS_OWN = frozenset({BARRED, HEARD, OFFERED, OFFER})
"""What the hall keeps in a conversation's state beside the assistant's own, who neither sees nor changes it."""

_RESTRICTING = (ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.OBJECTED, ConsentState.REVOKED)

log = logging.getLogger("earnest.turn")


@dataclass(frozen=True, slots=True)
class World:
    """The brand as one turn meets it: its shop, records, skills, words; and whether customers can have passkeys."""

    broker: Broker
    shop: Any
    kinds: Mapping[str, RecordKind]
    identifiers: Mapping[str, Identifier]
    data_map: DataMap
    wording: Wording
    clock: Clock
    known_as: Callable[[Session], Known]
    guard: Guard = field(default_factory=Unlimited)
    proves: bool = False
    recalls: Callable[[Session], tuple[Remembered, ...]] = lambda _session: ()

    def require_source(self, name: str) -> None:
        """Check that the data map has a source of this name.

        Raises:
            NotFound: it has none.
        """
        if self.data_map.source(name) is None and name != PREFERENCES:
            names = ", ".join(source.name for source in self.data_map.sources)
            raise NotFound(f"There is no source {name[:40]!r} here; there is {names}.")

    def kinds_of(self, source: str) -> frozenset[str]:
        """The record kinds that a source holds: its own, and those nested in it."""
        rule = self.data_map.source(source)
        nested = (one.kind for one in rule.nested) if rule else ()
        return frozenset((source, *nested))


class Assistant(Protocol):
    """Thinks. It has no hands."""

    def think(self, scene: Scene, look: Look) -> Thought:
        """What could be said or done."""
        ...


class Eyes:
    """The `Look` of one turn. It counts what was read, who was identified, and what could have steered the words."""

    def __init__(self, world: World, standing: Standing, language: str, asked_by: Source) -> None:
        self.attempts = standing.attempts
        self._asked_by = asked_by
        self._world = world
        self._language = language
        self._sources = barred_in(standing.state)
        self._barred = frozenset().union(*map(world.kinds_of, self._sources))
        self._came_as = standing.session
        self.told: Mapping[str, str] = standing.state.get(HEARD, {})
        self._looks = Looks(
            shop=world.shop,
            known=world.known_as(standing.session),
            kinds=world.kinds,
            data_map=world.data_map,
            mint=world.broker.mint,
            identifies=self._identify,
            previews=self._preview,
            barred=self._barred,
            told=self.told,
            recalls=world.recalls,
        )

    @property
    def look(self) -> Look:
        """What the assistant is given."""
        return Glance(self._looks)

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

    def context(self, inbound: Inbound, brand_digest: str, thought: Thought) -> Context:
        """What the turn's decisions rest on."""
        return Context(
            conversation=inbound.conversation,
            session=self.session,
            channel=inbound.channel,
            asked_by=self.asked_by,
            consent_seq=self.known.consents.position,
            brand_digest=brand_digest,
            model=thought.model,
            used=self.used,
            now=self._world.clock.now(),
            not_used=tuple(NotUsed(source, NotUsedBecause.BARRED) for source in self._sources),
            gates=digest_of_gates({name: gate.digest for name, gate in self._world.broker.gates.items()}),
            model_id=thought.model_id,
            prompt=thought.prompt,
            grounds=grounds_of(self.known.consents, {one.purpose for one in self.used}),
        )

    def consents_moved(self, events_of: Callable[[str], Sequence[ConsentEvent]]) -> bool:
        """Whether what the data may be used for is no longer what this look went by."""
        now, known = self._world.clock.now(), self.known
        came = fold(events_of(self._came_as.subject), now)
        if known.session.customer == self._came_as.customer:
            return came.allowed != known.consents.allowed
        merged = known.session.subject != self._came_as.subject
        own = fold(events_of(known.session.subject) if merged else (), now)
        return tightened(own, came, known.session.subject).allowed != known.consents.allowed

    def _identify(self, session: Session, name: str, claims: Mapping[str, str]) -> Known:
        """Who is known stays known: one customer a conversation."""
        identifier = self._world.identifiers.get(name)
        if identifier is None or session.level > Level.ANYONE or self.attempts >= IDENTIFICATIONS_MAX:
            return self._looks.known
        given = {need: claims.get(need, "")[:CLAIM_LENGTH_MAX].strip() for need in identifier.needs}
        if all(given.values()):
            self._world.guard.take(Tried(Trying.GUEST, session.subject, _whom(identifier, given)))
        customer = identifier.find(self._world.shop, given) if all(given.values()) else None
        if customer is None:
            self.attempts += 1
            return self._looks.known
        level = min(Level[identifier.level.upper()], Level.REACHABLE)
        now, came = self._world.clock.now(), self._looks.known.consents
        known = self._world.known_as(replace(session, customer=customer, level=level, proved_at=now))
        # A customer whom the store does not know yet keeps the visitor's subject, and not the visitor's yes.
        own = known.consents if known.session.subject != session.subject else fold((), now)
        return Known(known.session, tightened(own, came, known.session.subject))

    def _preview(self, session: Session, skill: str, arguments: Mapping[str, Any]) -> Preview:
        if self._bars(skill):
            raise NotAllowed(self._barred_deed())
        action = Action(skill, arguments, card_title="")
        return self._world.broker.preview(self._world.shop, session, action, self._world.clock.now())

    def prepare(self, proposal: Proposal) -> Prepared:
        """A proposal with its canonical deed and its gate's inputs, or with the trouble that stands in the way.

        Raises:
            StoreUnavailable, Busy: nothing can be looked up now.
        """
        try:
            if not all(map(_assistants_own, proposal.say)):
                raise NotAllowed("Cards, receipts and notices are made by the hall.")  # noqa: TRY301 - one way out
            return self._prepared(proposal, proposal.action) if proposal.action else Prepared(proposal)
        except (StoreUnavailable, Busy):
            raise
        except Exception as error:  # noqa: BLE001 - a proposal may be anything, and so may what it makes of the shop
            # A proposal that does not even name things of this customer's is nobody's wish: a person looks at it.
            log.warning("a proposal came to nothing: %s", type(error).__name__)
            return Prepared(FAILED)

    def _prepared(self, proposal: Proposal, action: Action) -> Prepared:
        words = {"title": action.card_title, "done": action.done, "waiting": action.waiting, "refused": action.refused}
        world, now = self._world, self._world.clock.now()
        if self._bars(action.skill):
            return Prepared(proposal, trouble=self._barred_deed(), words=words)
        try:
            deed = world.broker.canonical(world.shop, self.session, action, now)
            dry = world.broker.preview(world.shop, self.session, action, now)
            facts = world.broker.facts(
                world.shop, self.session, deed, sure=proposal.sure, asked_by=self.asked_by, now=now
            )
        except (Declined, NotAllowed) as no:
            return Prepared(proposal, trouble=str(no), words=words)
        if world.broker.skills[action.skill].effect.signed and not world.proves:
            return Prepared(proposal, trouble=world.wording.say(self._language, "sign-not-here"), words=words)
        rows = action.card_rows + tuple((label, self._shown(value)) for label, value in dry.rows)
        skill = world.broker.skills[action.skill]
        return Prepared(
            proposal,
            Stage.PROPOSED,
            deed,
            facts,
            rows,
            words=words,
            button_only=skill.effect.by_button_only,
            by_passkey=skill.effect.signed,
            undo_seconds=skill.undo_seconds,
        )

    def _bars(self, name: str) -> bool:
        """Whether a skill looks at what may not be looked at now; if not, what it looks at is recorded as read.

        The customer has barred them, or the basis of the purpose that the skill states is gone.
        """
        skill = self._world.broker.skills.get(name)
        if skill is None:
            return False
        kinds = (parameter.kind for parameter in skill.parameters)
        takes = any(kind.record in self._barred for kind in kinds if isinstance(kind, Owned | Public))
        return takes or not all(self._looks.opens(source, purpose) for source, purpose in skill.reads.items())

    def _barred_deed(self) -> str:
        return self._world.wording.say(self._language, "barred-deed")

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
        if card.card.by_passkey and pressed.button is Button.CONFIRM and not _is_signed(pressed, card):
            raise NotAllowed("This binds you, so it takes your own signature. Sign it with your passkey.")
        proposal = Proposal(card.intent, SURE, summary=card.card.rows)
        found = Prepared(
            proposal,
            Stage.CONFIRMED,
            card.deed,
            rows=card.card.rows,
            card=card,
            caused_by=card.decision,
            words=card.words,
            signature=pressed.signature,
        )
        return found if pressed.button is Button.CANCEL else self._judged_anew(found, card.asked_by)

    def approved(self, ruled: Ruled, approval: Approval) -> Prepared:
        """The deed of an approval that a colleague ruled on.

        Raises:
            Conflict: it was decided before, this colleague has already approved it, two must and the amount is
                another, or that is not smaller than what was asked for, or not one that the skill takes.
        """
        if not approval.open:
            raise Conflict("This approval has been decided. Open the list again.")
        if ruled.colleague in approval.approved_by and ruled.alone is None:
            raise Conflict("You have approved this already; it needs a second colleague.")
        proposal = Proposal(approval.intent, SURE)
        found = Prepared(
            proposal,
            Stage.APPROVED,
            approval.deed,
            rows=approval.rows,
            approval=approval,
            caused_by=approval.decision,
            words=approval.words,
            alone=ruled.alone if ruled.approve else None,
        )
        if ruled.approve and self._bars(approval.deed.skill):
            return replace(found, trouble=self._barred_deed())
        if ruled.approve and ruled.amount is not None and ruled.amount != approval.deed.amount:
            found = self._lowered(found, approval, ruled, ruled.amount)
        return self._judged_anew(found, Source.COLLEAGUE) if ruled.approve else found

    def _lowered(self, found: Prepared, approval: Approval, ruled: Ruled, amount: Money) -> Prepared:
        if self._world.broker.skills[approval.deed.skill].effect.signed:
            raise Conflict("The customer has signed this as it is; approve it so, or decline it.")
        if approval.needed > 1:
            raise Conflict("Two colleagues decide on this, on the same amount; approve it as it is, or decline it.")
        world, asked = self._world, approval.deed.amount
        deed = world.broker.lowered(world.shop, self.session, approval.deed, amount, world.clock.now())
        before, after = (self._shown(one) if one else "" for one in (asked, amount))
        rows = tuple((label, after if value == before else value) for label, value in approval.rows)
        asked_row = (world.wording.say(self._language, "amount-asked"), before)
        return replace(
            found,
            proposal=replace(found.proposal, say=(self._less(ruled, before, after),)),
            deed=deed,
            rows=(*rows, asked_row),
            words={
                **approval.words,
                "title": approval.words.get("title", "").replace(before, after),
                TOLD: ruled.note.strip(),
            },
        )

    def _less(self, ruled: Ruled, asked: str, amount: str) -> Words:
        """Who allowed how much of what was asked for, and why."""
        wording, language, note = self._world.wording, self._language, ruled.note.strip()
        name = ruled.first_name or wording.say(language, "approved-by-somebody")
        if note:
            return Words(wording.say(language, "approved-less-why", name=name, amount=amount, asked=asked, why=note))
        return Words(wording.say(language, "approved-less", name=name, amount=amount, asked=asked))

    def _judged_anew(self, found: Prepared, asked_by: Source) -> Prepared:
        assert found.deed is not None, "cards and approvals rest on deeds"
        world = self._world
        if self._bars(found.deed.skill):
            return replace(found, trouble=self._barred_deed())
        try:
            facts = world.broker.facts(
                world.shop, self.session, found.deed, sure=SURE, asked_by=asked_by, now=world.clock.now()
            )
        except Declined as no:
            return replace(found, trouble=str(no))
        except EarnestError:
            # The brand no longer has such a skill: what was promised on the card is now a person's to keep.
            return replace(found, proposal=replace(found.proposal, hand_over=HandOverReason.FAULT))
        return replace(found, facts=facts, undo_seconds=world.broker.skills[found.deed.skill].undo_seconds)

    def _shown(self, value: Any) -> str:
        return value if isinstance(value, str) else self._world.wording.show(self._language, value)


def _is_signed(pressed: Pressed, card: OpenCard) -> bool:
    """Whether the signature is for this card; what it signs, and by whom, was verified before."""
    return pressed.signature is not None and pressed.signature.card == card.card.id


def scene_of(inbound: Inbound, what: What, standing: Standing, now: Instant, brand_digest: str) -> Scene:
    """What an assistant may know before it looks at any record."""
    return Scene(
        conversation=inbound.conversation,
        session=standing.session,
        language=standing.language,
        text=what.text if isinstance(what, Said) else "",
        chosen=what.option if isinstance(what, Chose) else "",
        state={name: value for name, value in standing.state.items() if name not in HALLS_OWN | {BRAND}},
        card=standing.cards[-1].card if standing.cards else None,
        card_shown_last=standing.card_shown_last,
        asked_by=standing.asked_by,
        now=now,
        pressed=_pressed(what),
        brand_changed=standing.state.get(BRAND, brand_digest) != brand_digest,
    )


def barred_in(state: Mapping[str, Any]) -> tuple[str, ...]:
    """The sources that the customer does not want to be used in this conversation."""
    return tuple(state.get(BARRED, ()))


def takes_away(what: What) -> bool:
    """Whether something that was read before may not be used any more."""
    return (isinstance(what, Bar) and what.barred) or (isinstance(what, Changed) and not what.allowed)


def state_after(what: What, thought: Thought, standing: Standing, brand_digest: str) -> Mapping[str, Any]:
    """The assistant's state for the next turn, with what the hall keeps beside it: an assistant cannot change that."""
    barred = set(barred_in(standing.state))
    match what:
        case Bar(source, barred=True):
            barred.add(source)
        case Bar(source):
            barred.discard(source)
    kept = {name: value for name, value in thought.state.items() if name not in HALLS_OWN}
    return kept | {BRAND: brand_digest} | ({BARRED: sorted(barred)} if barred else {})


def confirmed(facts: Facts) -> Facts:
    """The same gate inputs once the customer has confirmed the card."""
    return {name: SURE if name == "sure" else value for name, value in facts.items()}


def _assistants_own(part: Part) -> bool:
    """Whether an assistant may say it: words, choices, a source, a short reason; no card, receipt or notice."""
    return isinstance(part, Words | Choices | Quote) or (
        isinstance(part, Reason) and len(part.text) <= REASON_LENGTH_MAX
    )


def _pressed(what: What) -> Button | None:
    match what:
        case Pressed(button=button):
            return button
        case Resumed():
            return Button.CONFIRM
        case _:
            return None


def _whom(identifier: Identifier, claims: Mapping[str, str]) -> str:
    """Whom somebody claims to be: all but the last claim, which is what shows it; so guesses at one are counted."""
    names = identifier.needs[:-1] or identifier.needs
    return "\n".join((identifier.name, *(claims[name].casefold() for name in names)))


def think(assistant: Assistant, scene: Scene, eyes: Eyes) -> Thought:
    """A thought that can be answered with: an assistant that fails has thought without confidence, and is never silent.

    Raises:
        StoreUnavailable, Busy: nothing can be looked up now.
    """
    try:
        thought = assistant.think(scene, eyes.look)
        if _sound(thought, proposals_min=0 if scene.pressed else 1):
            return thought
        log.warning("the assistant gave no thought in %s", scene.conversation)
    except (StoreUnavailable, Busy):
        raise
    except Exception as error:  # noqa: BLE001 - an assistant, or the shop under its look, may fail in any way
        log.warning("the assistant failed in %s: %s", scene.conversation, type(error).__name__)
    return Thought((FAILED,), scene.state, scene.language)


def _sound(thought: object, proposals_min: int) -> bool:
    if not isinstance(thought, Thought) or not isinstance(thought.proposals, tuple):
        return False
    count, all_are = len(thought.proposals), all(isinstance(one, Proposal) for one in thought.proposals)
    return all_are and proposals_min <= count <= PROPOSALS_MAX


def grounds_of(consents: ConsentView, purposes: Collection[Purpose]) -> tuple[Ground, ...]:
    """On which basis purposes were open, what the person had last said of each, and the event that says so."""
    events = {event.purpose: event.decision for event in consents.latest}
    found = (one for one in Purpose if one in purposes)
    return tuple(Ground(one, BASIS_OF[one], consents.state(one), events.get(one, "")) for one in found)


def tightened(own: ConsentView, visitor: ConsentView, subject: str) -> ConsentView:
    """A customer's consent with what the visitor refused, who has just been identified as them; never widened.

    Whoever knows a name and a zip code may tighten that customer's consent only.
    """
    no = [event for event in visitor.latest if event.state in _RESTRICTING]
    moved = (replace(event, subject=subject, seq=own.position + place) for place, event in enumerate(no, start=1))
    return extend(own, moved, own.now)
