"""A brand at work: what every door opens to."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from earnest.about import about
from earnest.brand import Brand
from earnest.choices import Choices, Rules
from earnest.connect.identity import ShopKeys, once, sign_in
from earnest.connect.notify import InboundSecret
from earnest.consent.told_file import told_from
from earnest.desk.roles import Right
from earnest.domain.consents import Origin
from earnest.domain.errors import BadInput, NotAllowed, NotFound, SignInNeeded
from earnest.domain.governing import EVERYTHING
from earnest.domain.identity import Channel, Level, Session
from earnest.domain.inbound import AtDesk, DeskAct, Inbound, Pressed, Ruled
from earnest.domain.money import Money
from earnest.domain.preferences import Preference
from earnest.domain.ratings import Rated, Rating, Review
from earnest.domain.staff import NAME, Role, Way, read_name
from earnest.domain.time import DAY, MINUTE, Instant
from earnest.domain.turns import Decision, DecisionKind, Job, Reply
from earnest.elsewhere import Elsewhere, Taken
from earnest.erasing import ErasureRunner
from earnest.ledger import LedgerError, ProofError, Proved, check_receipt, record_of
from earnest.limiting import Tried, Trying, Unlimited, counting_failures, use_up
from earnest.looking import World
from earnest.notices import NoticeRunner
from earnest.outbox import Outbox, Runner
from earnest.passkeys import Passkeys
from earnest.proving import MailProofs
from earnest.remembering import Memory
from earnest.rounds import Rounds
from earnest.second import Second
from earnest.signing import asked_to_sign, signed_press, signed_under
from earnest.staff_passkeys import StaffPasskeys
from earnest.staffing import Company, Passwords, Staffing
from earnest.store import Store
from earnest.store.erasing import Job as ErasureJob
from earnest.store.retaining import Times
from earnest.turn import Turns
from earnest.why import FOLLOWERS_MAX, Proof, Telling, Why, explain

RECORD_SCHEMA = "schemas/records/decision/1.json"
"""The JSON Schema of what `House.recorded` gives, in this package."""

PLATFORM = "platform"
"""How an outside consent platform is named as a source."""

PUBLISHED = "log"
"""In a brand's own directory: the log in static files, for any web server to serve."""


@dataclass(frozen=True, slots=True)
class House:
    """A brand at work: what every door opens to."""

    brand: Brand
    data: Path
    store: Store
    world: World
    turns: Turns
    outbox: Outbox
    runner: Runner
    shop_keys: ShopKeys | None
    colleague_key: str = field(repr=False)
    notices: NoticeRunner | None = None
    erasing: ErasureRunner | None = None
    abilities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chores: tuple[Rounds, ...] = ()
    platform: InboundSecret | None = None
    mail_proofs: MailProofs | None = None
    passkeys: Passkeys | None = None
    staff_passkeys: StaffPasskeys | None = None
    passwords: Passwords = field(default_factory=Passwords)
    company: Company | None = None

    @property
    def published(self) -> Path | None:
        """Where the log's static files lie, None where the brand does not show them."""
        return self.data / PUBLISHED if self.brand.settings.log.serve else None

    def start(self) -> None:
        """Begin to carry out deeds, and what else follows by itself, on threads of their own."""
        self.store.on_items(lambda _: self.runner.ring())
        self.runner.start()
        if self.notices is not None:
            told = self.notices
            self.store.on_items(lambda _: told.ring())
            told.start()
        for chore in self.chores:
            chore.start()
        if self.erasing is not None:
            self.erasing.start()

    def stop(self) -> None:
        """End what `start` began, sign what was written, close the databases."""
        self.runner.stop()
        if self.notices is not None:
            self.notices.stop()
        for chore in self.chores:
            chore.stop()
        if self.erasing is not None:
            self.erasing.stop()
        self.close()

    def close(self) -> None:
        """Sign what was written and close the databases.

        Raises:
            Conflict: the log's keys are gone, so nothing is signed; the databases are closed all the same.
        """
        try:
            self.store.make_checkpoint()
        finally:
            self.store.close()

    def with_shop(self, shop: Any) -> "House":
        """The same house on another system; for measuring on fresh databases."""
        world = replace(self.world, shop=shop, guard=Unlimited())
        turns = replace(self.turns, world=world)
        return replace(self, world=world, turns=turns, outbox=replace(self.outbox, shop=shop, then=going_on(turns)))

    @property
    def choices(self) -> Choices:
        """What people decide about their data."""
        return choices_of(self.brand, self.store, self.world)

    @property
    def elsewhere(self) -> Elsewhere:
        """What other systems tell of people's consents."""
        return Elsewhere(self.store, self.world.clock, self.brand.settings.privacy.consent_days * DAY)

    def told(self, headers: Mapping[str, str], body: bytes, row: Mapping[str, Any]) -> Taken:
        """Take what an outside consent platform tells by a signed webhook; the same message twice has one effect.

        Raises:
            SignInNeeded: it is not signed with the platform's secret, or not just now.
            BadInput: it tells nothing that can be understood.
        """
        if self.platform is None:
            raise SignInNeeded("This house knows no consent platform.")
        message = self.platform.verified(headers, body, self.world.clock.now())
        return self.elsewhere.take_message(message, told_from(row, Origin.PLATFORM, PLATFORM))

    def person_of(self, customer: str) -> str:
        """The reference under which a platform hears of a customer's changes; "" of a stranger."""
        subject = self.store.subject_of(customer)
        return self.store.read(lambda unit: unit.subject_ref(subject)) if subject else ""

    @property
    def memory(self) -> Memory:
        """What people told us to remember."""
        return Memory(self.store, self.world.clock)

    def consent_receipt(self, decision: str) -> str:
        """The receipt of a consent event, with what was said in the open, so that it proves itself."""
        return self.store.receipt(decision, ("facts",))

    def open_session(
        self, channel: Channel, identity_token: str | None, host: str = "", nonce: str = ""
    ) -> tuple[str, Session]:
        """Open a session: a visitor's, or a signed-in customer's by the shop's own token, from a network address.

        Raises:
            TooOften: too many tokens from there could not be trusted.
            SignInNeeded: the token cannot be trusted, or this brand has no keys to check one.
        """
        if identity_token is None:
            return self.store.open_session(channel)
        if self.shop_keys is None:
            raise SignInNeeded("This brand has named no keys of its shop (identity.jwks in earnest.toml).")
        guard, tried = self.world.guard, Tried(Trying.SIGN_IN, host=host)
        guard.look(tried)
        try:
            customer = sign_in(identity_token, self.shop_keys, self.world.clock.now(), nonce)
            use_up(guard, once(identity_token))
        except SignInNeeded:
            guard.take(tried)
            raise
        return self.open_signed_in(channel, customer)

    @property
    def proofs(self) -> MailProofs:
        """What proves customers' addresses.

        Raises:
            NotAllowed: this brand mails no codes.
        """
        if self.mail_proofs is None:
            raise NotAllowed("No codes are sent by mail here; sign in to the shop, or ask for a person.")
        return self.mail_proofs

    def open_signed_in(self, channel: Channel, customer: str, level: Level = Level.SIGNED_IN) -> tuple[str, Session]:
        """Open a session for a customer whom the caller vouches for; for the terminal and for tests."""
        return self.store.open_session(channel, level=level, customer=customer)

    def new_conversation(self, session: Session, channel: Channel, language: str) -> str:
        """Begin a conversation; see `open_conversation`."""
        return self.open_conversation(session, channel, language)[0]

    def open_conversation(self, session: Session, channel: Channel, language: str) -> tuple[str, str]:
        """Begin a conversation in one of the brand's languages, the remembered one if none is named, or in none yet.

        Returns:
            Its id, and the notice that a machine speaks, which is given with it and stands on the record.
        """
        recalled, used = ("", ()) if language else self.memory.recalled(session, Preference.LANGUAGE)
        known, languages = (language or recalled).partition("-")[0].lower(), self.brand.settings.languages
        spoken = known if known in languages else ""
        notice = self.world.wording.say(spoken or languages[0], "ai-notice", conversation="")
        return self.store.new_conversation(session, channel, spoken, notice, used), notice

    def take(self, inbound: Inbound) -> Reply:
        """Answer one thing that came in; see `earnest.turn.Turns.take`."""
        what = inbound.what
        signs = isinstance(what, Pressed) and what.answer and self.answered(inbound) is None
        reply = self.turns.take(signed_press(self.passkeys, inbound) if signs else inbound)
        if reply.pending:
            self.runner.ring()
        return reply

    def ask_to_sign(self, session: Session, conversation: str, card: str, host: str = "") -> dict[str, Any]:
        """What a browser is to be asked so that the customer signs an open card of theirs.

        Raises:
            NotFound: there is no such card, or it is somebody else's.
            NotAllowed: they have no passkey, or none are taken here.
        """
        return asked_to_sign(self.passkeys, self.store.open_cards(conversation, session), session, card, host)

    def answered(self, inbound: Inbound) -> Reply | None:
        """The recorded answer, with what an effect said since."""
        return self.store.read(lambda unit: unit.answered(inbound))

    def rule(
        self,
        approval: str,
        client_id: str,
        colleague: str,
        first_name: str = "",
        *,
        approve: bool,
        note: str = "",
        amount: Money | None = None,
        signed_at: Instant = 0,
    ) -> Reply:
        """A colleague's decision on an approval.

        Args:
            approval: which one.
            client_id: the sender's own id.
            colleague: who decides, by the name of their key.
            first_name: what the customer calls them.
            approve: yes or no.
            note: of a no, the reason that the customer reads.
            amount: a smaller amount than was asked for.
            signed_at: when they signed in, 0 where that is not known.

        Raises:
            NotAllowed: a second person decides it: another than who said yes before, and than who wrote the rule.
            NotFound: there is no such approval.
            Conflict: it was decided before.
        """
        waiting = self.store.read(lambda unit: unit.approval(approval))
        ruled = Ruled(approval, approve, colleague, note, first_name, amount)
        inbound = Inbound(waiting.conversation, client_id, Channel.API, waiting.session, ruled)
        since = self.second.since(waiting, self.brand.gates.get(waiting.deed.skill), colleague) if approve else 0
        if since and self.answered(inbound) is None:
            by = self.second.alone(Right.APPROVE, colleague, since, signed_at)
            inbound = replace(inbound, what=replace(ruled, alone=by))
        return self.take(inbound)

    @property
    def second(self) -> Second:
        """Where a second person decides, and when one may stand for two."""
        return Second(self.store, self.brand.settings, self.world.clock)

    def settle(self, incident: str, client_id: str, colleague: str, *, happened: bool, text: str = "") -> Reply:
        """A colleague's ruling on an incident: the deed has happened, or it has not.

        Args:
            incident: which one, `H-...`.
            client_id: the sender's own id.
            colleague: who found out, by the name of their key.
            happened: what they found.
            text: how, for the record.

        Raises:
            NotFound: there is no such incident.
            Conflict: it was settled before.
        """
        waits = self.store.desk.case_of(incident)
        session = self.store.desk.place(waits.conversation).session
        what = AtDesk(DeskAct.SETTLE, colleague, text=text, about=incident, right=happened)
        return self.take(Inbound(waits.conversation, client_id, Channel.API, session, what))

    def switch(self, what: str, reason: str, colleague: str, *, off: bool) -> str:
        """Switch a playbook or a skill by its name, or all of them by `*`, off or on again; the decision.

        It holds at once: whoever asks for it is told, and gets a person. What is under way is not called back.

        Raises:
            NotFound: there is no such playbook or skill.
            BadInput: no reason, or one that is too long.
            Conflict: it stands so already.
        """
        if off and what not in (EVERYTHING, *self.switchable()):
            names = ", ".join(self.switchable())
            raise NotFound(f"There is no playbook or skill {what[:40]!r}; name {EVERYTHING} or one of {names}.")
        return self.store.governing.switch(what, reason, colleague, off=off)

    def switchable(self) -> tuple[str, ...]:
        """The names of the brand's playbooks and skills."""
        books = {Path(file).stem for file in self.brand.files if Path(file).match("playbooks/*.yaml")}
        return tuple(sorted({*books, *self.world.broker.skills}))

    def colleague(self, key: str) -> str:
        """The name of the colleague whose key it is.

        Raises:
            SignInNeeded: it is nobody's, or its colleague has an account: a key opens nothing then.
        """
        name = key.partition(".")[0]
        if not NAME.fullmatch(name) or not hmac.compare_digest(key.encode(), self.key_of(name).encode()):
            raise SignInNeeded("Send a colleague's key as Authorization: Bearer; `earnest desk key NAME` prints it.")
        if self.store.staff.account(name) is not None:
            raise SignInNeeded("You have an account, so no key stands for you; sign in at the desk.")
        return name

    @property
    def staff(self) -> Staffing:
        """The accounts of colleagues, and how they sign in."""
        return Staffing(self.store.staff, self.world.guard, self.passwords)

    @property
    def ways(self) -> tuple[Way, ...]:
        """By which ways colleagues sign in, the usual one first."""
        passkey = (Way.PASSKEY,) if self.staff_passkeys else ()
        here = (Way.PASSWORD, *passkey, Way.KEY) if self.store.staff.accounts() else (Way.KEY,)
        return (Way.OIDC, *here) if self.company else here

    def role_of(self, colleague: str) -> Role:
        """What a colleague is."""
        return self.second.role_of(colleague)

    def key_of(self, colleague: str) -> str:
        """The key of a colleague, by name: whoever holds it rules under that name.

        Raises:
            BadInput: the name is not 1 to 40 small letters, digits and hyphens.
        """
        proof = hmac.digest(bytes.fromhex(self.colleague_key), read_name(colleague).encode(), "sha256")
        return f"{colleague}.{proof.hex()}"

    def own_decision(self, decision: str, session: Session) -> None:
        """Check that a decision is this person's.

        Raises:
            NotFound: it is not there, or somebody else's: the same answer.
        """
        try:
            own = self.store.decision(decision).decision.context.session.subject == session.subject
        except NotFound:
            own = False
        if not own:
            raise NotFound("There is no such decision of yours.")

    def why(self, decision: str, session: Session) -> dict[str, Any]:
        """Why: data used, rules that fired, what would change it, what followed, proof; as plain values.

        Raises:
            NotFound: it is not there, or somebody else's: the same answer.
        """
        self.own_decision(decision, session)
        self.store.looks.own_decision(session)
        return self.explained(decision).as_json()

    def explained(self, decision: str) -> Why:
        """Why, for whoever runs the house; the decision's receipt is checked on the way.

        Raises:
            NotFound: there is no such decision.
        """
        stored = self.store.decision(decision)
        earlier = self._causes(stored.decision)
        later = tuple(self.store.decision(name).decision for name in self._followers(decision))
        try:
            proved = check_receipt(self.store.receipt(decision), self.store.verifier_keys())
            place = Proof(proved.index, proved.checkpoint.head.size)
        except LedgerError as error:
            place = Proof(stored.index, 0, str(error))
        found = explain(stored, earlier, later, place, self._told_in(stored.decision))
        return replace(found, signed=signed_under(stored.decision))

    def recorded(self, decision: str) -> dict[str, Any]:
        """A decision's record as far as it opens, its receipt with every field in the open, and the log's public keys.

        It verifies offline; its schema is `RECORD_SCHEMA`.

        Raises:
            NotFound: there is no such decision.
        """
        stored = self.store.decision(decision)
        names = tuple(field.name for field in stored.fields)
        return {
            "schema": RECORD_SCHEMA,
            "record": record_of(stored.fields),
            "receipt": self.store.receipt(decision, names),
            "keys": [key.text() for key in self.store.verifier_keys()],
        }

    def disclosed(self, decision: str, names: tuple[str, ...]) -> str:
        """A decision's receipt with some of its fields in the open, for an auditor; that it was given is a leaf.

        Raises:
            NotFound: there is no such decision.
            BadInput: a field is not there, or was erased; the message names those that are.
        """
        there = sorted(field.name for field in self.store.decision(decision).fields)
        if not names or set(names) - set(there):
            raise BadInput(f"Name one or more of its fields with --field: {', '.join(there)}.")
        facts = {"of": "record", "fields": " ".join(sorted(set(names)))}
        self.store.looks.explained(decision)
        self.store.governing.account(DecisionKind.EXPORTED, facts, caused_by=decision)
        return self.store.receipt(decision, names)

    def _told_in(self, decision: Decision) -> Telling:
        """The words in which a decision is explained: those of its conversation."""
        language = self.store.language_of(decision.context.conversation) or self.brand.settings.languages[0]
        return Telling(self.world.wording, language, tuple(source.name for source in self.brand.data_map.sources))

    def _causes(self, decision: Decision) -> tuple[Decision, ...]:
        """The decisions that one followed from, the nearest first."""
        found: list[Decision] = []
        while decision.caused_by and len(found) < FOLLOWERS_MAX:
            decision = self.store.decision(decision.caused_by).decision
            found.append(decision)
        return tuple(found)

    def _followers(self, decision: str) -> tuple[str, ...]:
        """The decisions that followed from one, and from those, in order of their place in the log."""
        found, last = [decision], 0
        while last < len(found) <= FOLLOWERS_MAX:
            found += self.store.followers(found[last])
            last += 1
        return tuple(found[1:])

    def receipt(self, decision: str, session: Session) -> str:
        """A receipt that anybody can check offline.

        Raises:
            NotFound: the decision is not there, or somebody else's: the same answer.
        """
        self.own_decision(decision, session)
        return self.store.receipt(decision)

    def ask_erasure(self, session: Session, host: str = "") -> tuple[str, str]:
        """Take down a customer's wish to be erased; the erasure's id and a token that shows how it stands, this once.

        Raises:
            TooOften: it was asked for too often.
            NotAllowed: the customer is known, and not surely enough.
        """
        self.world.guard.take(Tried(Trying.ERASURE, session.subject, host=host))
        asked = self.store.erasing.ask(session, *self._connected())
        if self.erasing is not None:
            self.erasing.ring()
        return asked

    def erase(self, subject: str) -> str:
        """Begin to erase a person, as far as it comes now; the erasure's id.

        Raises:
            NotFound: there is no such person.
            Busy, Held: it goes on by itself later; the message says what is in the way.
        """
        name = self.store.erasing.ask_for(subject, *self._connected())
        self.store.erasing.advance(name)
        if self.erasing is not None:
            self.erasing.erasures.round()
        return name

    def _connected(self) -> tuple[tuple[str, ...], Instant]:
        systems = tuple(sorted(self.erasing.erasures.systems)) if self.erasing else ()
        return systems, self.brand.settings.erasure.acknowledge_days * DAY

    def times(self) -> Times:
        """How long things are kept; see `times_of`."""
        return times_of(self.brand)

    def erasure_job(self, name: str, token: str, host: str = "") -> ErasureJob:
        """How an erasure stands, for whoever holds its token.

        Raises:
            TooOften: too many tokens from there opened nothing.
            NotFound: there is no such erasure, or the token is another one's.
            SignInNeeded: the token is nobody's.
        """
        looked = partial(self.store.erasing.job, name, token)
        return counting_failures(self.world.guard, Tried(Trying.TICKET, host=host), looked)

    def erasure_receipt(self, name: str, token: str, host: str = "") -> str:
        """The receipt of an erasure's certificate, with what was erased in the open.

        Raises:
            TooOften: too many tokens from there opened nothing.
            NotFound: there is no such erasure, the token is another one's, or it is not done.
        """
        done = self.erasure_job(name, token, host).certificate
        if done is None:
            raise NotFound("This erasure is not done yet; look again later.")
        return self.store.receipt(done.decision, ("facts",))

    def rate(self, session: Session, conversation: str, rating: Rating) -> Rated:
        """What a customer thinks of a decision or a conversation; the owner hears of what felt intrusive or unfair.

        Raises:
            NotFound: the conversation is not theirs, or the decision is none of it.
        """
        say, language = self.world.wording.say, self.brand.settings.languages[0]
        reasons = tuple(say(language, f"rating-{reason.value.replace('_', '-')}") for reason in rating.reasons)
        rows = (
            (say(language, "contest-decision"), rating.decision),
            (say(language, "rating-reasons"), ", ".join(reasons)),
            (say(language, "contest-words"), rating.text),
        )
        due_at = self.world.clock.now() + self.brand.settings.approval_minutes * MINUTE
        return self.store.rate(session, conversation, rating, Review(tuple(row for row in rows if row[1]), due_at))

    def proved(self, receipt: str) -> Proved:
        """Check a receipt by the log's own keys; one from before an exchange of keys by those, if it is of this log.

        Raises:
            LedgerError: it does not hold.
        """
        try:
            return check_receipt(receipt, self.store.verifier_keys())
        except LedgerError:
            earlier = self.store.publishing.earlier_keys()
            if not earlier:
                raise
        found = check_receipt(receipt, (*earlier, *self.store.verifier_keys()))
        # Whoever stole a key that signs no more could sign another log with it, and not this one.
        if not self.store.publishing.holds(found.checkpoint.head):
            raise ProofError("it is signed by a key that was exchanged, and is not of this log; keep it and report it")
        return found

    def checkpoint(self) -> str:
        """The log's newest signed checkpoint; the first one is made if need be."""
        return (self.store.checkpoint() or self.store.make_checkpoint()).decode()

    def waiting(self) -> list[dict[str, Any]]:
        """What waits for a person, the nearest clock first, each with what they are told and what was put right."""
        return [asdict(one) | self._told(one.decision) for one in self.store.hand_overs()]

    def _told(self, decision: str) -> dict[str, list[dict[str, str]]]:
        told, right = self.store.decision(decision).decision.summary, self.store.corrections(decision)
        rows = {"summary": told, "corrections": right}
        return {name: [{"label": label, "value": value} for label, value in some] for name, some in rows.items()}

    def about(self, language: str = "") -> dict[str, Any]:
        """What the brand says of itself in public, in one of its languages; its first one otherwise."""
        settings = self.brand.settings
        told = about(settings, self.brand.gates, self.abilities, language, self.world.clock.now())
        ways = {"mail": self.mail_proofs, "passkey": self.passkeys}
        return replace(told, proves=tuple(name for name, way in ways.items() if way is not None)).as_json()

    def health(self) -> dict[str, str]:
        """Whether the database can be read, and the brand it serves."""
        return {"status": "ok", "brand": self.brand.settings.name, "log_size": str(self.store.log_size())}


def choices_of(brand: Brand, store: Store, world: World) -> Choices:
    """What people decide about their data, by a brand's own rules."""
    privacy = brand.settings.privacy
    rules = Rules(privacy.terms, privacy.consent_days * DAY, privacy.ask_again_days * DAY, brand.settings.languages)
    return Choices(store, world.wording, brand.data_map, world.clock, rules)


def going_on(turns: Turns) -> Callable[[Job], None]:
    """What follows a settled deed: the conversation goes on."""

    def then(job: Job) -> None:
        turns.go_on(job.conversation, job.session, job.decision)

    return then


def times_of(brand: Brand) -> Times:
    """How long a brand keeps things: by its settings, words never longer than any field that they may repeat."""
    kept, named = brand.settings.retention, brand.data_map.sources
    fields = [rule.retention.days for source in named for rule in source.fields if rule.retention.days]
    longest = min([kept.conversation_days, *fields])
    return Times(longest, kept.record_days, kept.counter_days, min(kept.visitor_days, longest))
