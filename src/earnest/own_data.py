"""What a person may see and settle about their own data, gathered from store, shop and data map."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from earnest.centre import Centre, Teller, as_json
from earnest.consent.grants import DataMap, SourceRule
from earnest.consent.looks import Known, Looks
from earnest.domain.consents import permits
from earnest.domain.errors import BadInput, EarnestError, NotAllowed, NotFound, SignInNeeded
from earnest.domain.identity import Channel, Level, Session
from earnest.domain.inbound import Inbound, Said, WantsPerson
from earnest.domain.preferences import PREFERENCES, Preference, Remembered
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.records import Seen
from earnest.domain.rights import Bar, Changed, Contest, Right
from earnest.domain.time import MINUTE
from earnest.domain.turns import Reply, Used
from earnest.house import House
from earnest.limiting import Tried, Trying
from earnest.store.uses import Use as Read
from earnest.store.values import Dossier
from earnest.why import Telling, Why

LINK_LIFETIME = 2 * MINUTE
"""Microseconds that a link into the privacy centre is good for, once."""

VISIT_LIFETIME = 30 * MINUTE
"""Microseconds after which the privacy centre closes by itself."""

PAGE_DECISIONS_MAX = 200
"""Decisions that the page looks at, the newest first; the download holds every one."""

READS_COUNTED_MAX = 2_000
"""Decisions that read something, of which the page counts how often a source was used."""

READS_GIVEN_MAX = 20_000
"""Decisions and looks that read something, of which the download tells."""

REASONS_MAX = 200
"""Reveals whose reasons are told, the newest first."""

TALKS_TOLD_MAX = 20
"""Conversations that are told of a choice, the one changed last first; it holds in all others just the same."""


class OwnData:
    """The privacy centre's door to a house.

    Args:
        house: the house.
    """

    def __init__(self, house: House) -> None:
        self._house = house

    def link(self, session: Session) -> str:
        """A ticket for the privacy centre, good once and for `LINK_LIFETIME`.

        Raises:
            SignInNeeded: the session has ended.
            TooOften: too many were asked for.
        """
        self._house.world.guard.take(Tried(Trying.LINK, session.subject))
        return self._house.store.session_beside(session, Channel.PRIVACY_CENTRE, LINK_LIFETIME)

    def enter(self, ticket: str, host: str = "") -> str:
        """The token of a visit, in exchange for a ticket, which is used up; from a network address.

        Raises:
            TooOften: too many tickets from there were good for nothing.
            SignInNeeded: the ticket was used before, or is too old.
        """
        guard, tried = self._house.world.guard, Tried(Trying.TICKET, host=host)
        guard.look(tried)
        try:
            return self._house.store.renew_session(ticket, VISIT_LIFETIME)[0]
        except SignInNeeded:
            guard.take(tried)
            raise

    def centre(self, session: Session, language: str, *, whole: bool = False) -> Centre:
        """All that the page tells this person; of very many decisions the newest, unless the `whole` is asked for.

        That they looked is recorded first; of the `whole`, by `everything`, which goes with it.

        Raises:
            SignInNeeded: the session has ended.
        """
        store = self._house.store
        dossier = store.dossier(session) if whole else store.dossier(session, PAGE_DECISIONS_MAX)
        house, teller = self._house, self.teller(language)
        choices, told = house.choices.every(session, language), house.memory.every(session)
        reads = tuple(self._reads(dossier.session.subject, READS_GIVEN_MAX if whole else READS_COUNTED_MAX))
        records, used = self._records(dossier.session)
        if not whole:
            store.looks.own(session, (*used, *_beside(told)), Channel.PRIVACY_CENTRE)
        return teller.centre(dossier, records, choices, told, reads, self._reasons(reads))

    def teller(self, language: str) -> Teller:
        """What tells of data in a language."""
        brand = self._house.brand
        told = Telling(self._house.world.wording, language, tuple(one.name for one in brand.data_map.sources))
        return Teller(told, brand.data_map, brand.settings.zone, self._house.world.clock.now())

    def everything(self, session: Session, form: str) -> Any:
        """All that is kept of this person, with every decision's reasons, as plain values; that they got it is a leaf.

        Args:
            session: who asks.
            form: in which form it is given, such as `json`.

        Raises:
            SignInNeeded: the session has ended.
        """
        store, told = self._house.store, self._house.memory.every(session)
        records, used = self._records(store.dossier(session, 1).session)
        store.governing.gave_out(session, form, Channel.PRIVACY_CENTRE, (*used, *_beside(told)))
        dossier = store.dossier(session)
        explained = [self._house.explained(one.decision.id).as_json() for one in dossier.decisions]
        reads = tuple(self._reads(dossier.session.subject, READS_GIVEN_MAX))
        return as_json(dossier, records, explained, told, (reads, self._reasons(reads)))

    def why(self, session: Session, decision: str) -> Why:
        """Why something was decided about this person.

        Raises:
            NotFound: it is not there, or somebody else's: the same answer.
        """
        self._house.own_decision(decision, session)
        self._house.store.looks.own_decision(session)
        return self._house.explained(decision)

    def choose_source(self, session: Session, source: str, *, use: bool) -> str:
        """Use a source for this person, or do not, from the very next answer on in any conversation; the decision.

        Raises:
            NotFound: the data map has no such source.
            SignInNeeded: the session has ended.
        """
        self._house.world.require_source(source)
        decision = self._house.store.choose_source(session, source, use=use)
        self._tell_all(session, Bar(source, barred=not use), decision)
        return decision

    def restrict(self, session: Session, *, use: bool) -> None:
        """Use nothing of this person's, what they told us to remember included, or all of it again (GDPR Art. 18).

        Rights and open cases go on.

        Raises:
            SignInNeeded: the session has ended.
        """
        barred = set(self._house.store.dossier(session, 1).barred)
        for source in (*self._owned(), PREFERENCES):
            if (source in barred) is use:
                self.choose_source(session, source, use=use)

    def correct(self, session: Session, source: str, text: str, language: str) -> None:
        """Tell a person what is wrong about a source, in a conversation of its own, with its clock.

        Raises:
            NotFound: the data map has no such source.
            BadInput: nothing is said.
            SignInNeeded: the session has ended.
        """
        self._house.world.require_source(source)
        if not text.strip():
            raise BadInput("Say what should be put right.")
        label = self._house.world.wording.say(language, "widget-source", name=source)
        talk = self._house.new_conversation(session, Channel.PRIVACY_CENTRE, language)
        for name, what in (("person", WantsPerson()), ("words", Said(f"{label}: {text.strip()}"))):
            self._house.take(Inbound(talk, name, Channel.PRIVACY_CENTRE, session, what))

    def choose(self, session: Session, said: Mapping[str, str], language: str) -> None:
        """Record every choice that differs from what stands; `said` has "choice.PURPOSE" and "version.PURPOSE".

        Raises:
            Conflict: a yes to words that are not today's.
            SignInNeeded: the session has ended.
        """
        choices = self._house.choices
        for one in self.teller(language).every(choices.every(session, language)):
            answer = said.get(f"choice.{one.purpose}", "")
            if answer in ("yes", "no") and answer != one.says:
                state = ConsentState.GIVEN if answer == "yes" else ConsentState.REFUSED
                version = said.get(f"version.{one.purpose}", "")
                event = choices.say(session, Purpose(one.purpose), state, version, language, Channel.PRIVACY_CENTRE)
                self._tell_all(session, Changed(event.purpose, permits(event.purpose, event.state)), event.decision)

    def forget(self, session: Session, preference: str) -> None:
        """Forget a preference.

        Raises:
            NotFound: it is none, or not remembered.
        """
        known = {one.value: one for one in Preference}
        if preference not in known:
            raise NotFound("There is no such preference.")
        self._house.memory.forget(session, known[preference])

    def connected(self) -> str:
        """The connected systems that are told of an erasure, as a list in words; "" where there are none."""
        brand = self._house.brand
        return ", ".join(sorted({*brand.code.forgets, *brand.settings.erasure.inform}))

    def review(self, session: Session, decision: str, text: str = "") -> Reply:
        """Have a person review a decision; asked for twice, the first stands.

        Raises:
            NotFound: it is not there, somebody else's, or was made outside a conversation.
            Conflict: it cannot be reviewed.
        """
        self._house.own_decision(decision, session)
        about = self._house.store.decision(decision).decision
        sent = Inbound(
            about.context.conversation,
            f"centre.{decision}.{secrets.token_hex(4)}",
            Channel.PRIVACY_CENTRE,
            session,
            Contest(decision, text),
        )
        return self._house.take(sent)

    def _reads(self, subject: str, limit: int) -> Iterator[Read]:
        """What was read of this person by anybody, the newest first, and about `limit` at most."""
        mark, counted = None, 0
        while counted < limit and (found := self._house.store.uses(subject, before=mark)):
            yield from found
            mark, counted = found[-1].mark, counted + len(found)

    def _reasons(self, reads: Iterable[Read]) -> Mapping[str, str]:
        """Why colleagues had masked fields shown, by the look's decision."""
        shown = [one.decision for one in reads if one.revealed]
        stored = (self._house.store.decision(name).decision for name in shown[:REASONS_MAX])
        return {one.id: one.words.get("reason", "") for one in stored}

    def _tell_all(self, session: Session, right: Right, decision: str) -> None:
        """Say it in the person's conversations, those that were changed last."""
        dossier = self._house.store.dossier(session, 1)
        for conversation in dossier.conversations[:TALKS_TOLD_MAX]:
            self._tell(conversation, dossier, right, decision)

    def _tell(self, conversation: str, dossier: Dossier, right: Right, decision: str) -> None:
        """Say it in a conversation, too; where that has ended or is busy, the choice holds all the same."""
        sent = Inbound(conversation, f"centre.{decision}", Channel.PRIVACY_CENTRE, dossier.session, right)
        try:
            self._house.take(sent)
        except EarnestError:
            return

    def _records(self, session: Session) -> tuple[Mapping[str, Sequence[Seen]], tuple[Used, ...]]:
        """What the company's systems hold of this person, read to fulfil their rights, and which fields that were."""
        world = self._house.world
        if not session.customer or session.level < Level.SIGNED_IN:
            return {}, ()
        looks = Looks(
            shop=world.shop,
            known=world.known_as(session),
            kinds=world.kinds,
            data_map=_for_access(world.data_map),
            mint=world.broker.mint,
            identifies=_nobody_else,
            previews=_no_deed,
        )
        records = {name: looks.records(name, Purpose.RIGHTS_FULFIL) for name in self._owned()}
        return records, looks.used

    def _owned(self) -> tuple[str, ...]:
        """The sources that hold something of a person's own."""
        world = self._house.world
        mapped = [rule.name for rule in world.data_map.sources if rule.name in world.kinds]
        return tuple(name for name in mapped if world.kinds[name].owned)


def _beside(told: Iterable[Remembered]) -> Iterator[Used]:
    """What is read of the house's own beside the records: decisions, choices, and what the person told us."""
    yield Used("decisions", "reasons", Purpose.RIGHTS_FULFIL)
    yield Used("choices", "said", Purpose.RIGHTS_FULFIL)
    for one in told:
        yield Used(PREFERENCES, one.preference.value, Purpose.RIGHTS_FULFIL)


def _for_access(data_map: DataMap) -> DataMap:
    """The data map of the right of access: every mapped field, however old or unsure it is (GDPR Art. 15).

    It is used here alone: no purpose that an assistant could name opens it.
    """
    purposes = frozenset({Purpose.RIGHTS_FULFIL})
    return replace(data_map, sources=tuple(_opened(source, purposes) for source in data_map.sources))


def _opened(source: SourceRule, purposes: frozenset[Purpose]) -> SourceRule:
    fields = tuple(replace(one, purposes=purposes, origin=None, fresh_for=None, dated="") for one in source.fields)
    return replace(source, fields=fields)


def _nobody_else(_session: Session, _name: str, _claims: Mapping[str, str]) -> Known:
    raise NotAllowed("Whoever looks at their own data is known already.")


def _no_deed(_session: Session, _skill: str, _arguments: Mapping[str, Any]) -> Any:
    raise NotFound("Nothing is done while looking at one's own data.")
