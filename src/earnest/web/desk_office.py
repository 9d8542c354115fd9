"""What the house itself needs of colleagues: accounts and their history, receipts, erasures and legal holds."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import FastAPI, Path, Response
from fastapi.responses import PlainTextResponse

from earnest.desk.roles import Right, require_no_higher
from earnest.domain.errors import NotAllowed, NotFound
from earnest.domain.ids import Kind
from earnest.domain.staff import NAME, Account, Change, Role
from earnest.domain.time import DAY
from earnest.in_force import Held
from earnest.web import office_shapes as shapes
from earnest.web.desk_door import Colleague, StaffKey, as_colleague
from earnest.web.door import DecisionId, Door, as_json, id_reading, id_shape
from earnest.web.problems import Responses, responses

ROUTES: Mapping[str, Right | None] = {
    "see_colleagues": Right.STAFF,
    "invite": Right.STAFF,
    "change_colleague": Right.STAFF,
    "see_history": Right.PROVE,
    "read_any_receipt": Right.PROVE,
    "see_erasures": Right.ERASE,
    "erase_customer": Right.ERASE,
    "hold": Right.ERASE,
    "lift": Right.ERASE,
    "see_rules": Right.RULES,
    "wrote_rule": Right.RULES,
    "publish_rule": Right.RULES,
    "see_alone": None,
}
"""What each route needs, by the operation's name."""

GRAVE = frozenset({"invite", "change_colleague", "erase_customer", "hold", "lift", "publish_rule"})
"""Routes for which a colleague must have signed in just now."""

Name = Annotated[str, Path(pattern=rf"^{NAME.pattern}$")]
Gate = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,79}$")]
ALONE_SHOWN = 7 * DAY
"""Microseconds that everybody is told of what one person decided alone."""

HoldId = Annotated[str, Path(), id_shape(Kind.RECORD), id_reading(Kind.RECORD)]
_LOOK = responses(401, 403, 422, 503)
_ACT = responses(400, 401, 403, 404, 409, 413, 415, 422, 503)
_TEXT: Responses = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "The receipt."}}


class Office:
    """The routes of the house itself."""

    def __init__(self, door: Door) -> None:
        self._door, self._house = door, door.house

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        self._open_staff(web)
        held: Responses = {200: {"model": shapes.ErasuresShown}}
        web.get("/v1/desk/erasures", responses=_LOOK | held, response_model=None, summary="See erasures and holds")(
            self.see_erasures
        )
        web.post("/v1/desk/erasures", responses=_ACT | held, response_model=None, summary="Erase a customer")(
            self.erase_customer
        )
        web.post("/v1/desk/holds", responses=_ACT | held, response_model=None, summary="Set a legal hold")(self.hold)
        web.post("/v1/desk/holds/{hold}/lift", responses=_ACT | held, response_model=None, summary="Lift a hold")(
            self.lift
        )
        web.get(
            "/v1/desk/decisions/{decision}/receipt",
            responses=_LOOK | responses(404) | _TEXT,
            response_class=PlainTextResponse,
            summary="The receipt of any decision",
        )(self.read_any_receipt)

    def _open_staff(self, web: FastAPI) -> None:
        people: Responses = {200: {"model": shapes.ColleaguesShown}}
        link: Responses = {200: {"model": shapes.InviteShown}}
        history: Responses = {200: {"model": shapes.HistoryShown}}
        web.get("/v1/desk/colleagues", responses=_LOOK | people, response_model=None, summary="See the accounts")(
            self.see_colleagues
        )
        web.post("/v1/desk/colleagues", responses=_ACT | link, response_model=None, summary="Invite a colleague")(
            self.invite
        )
        web.post(
            "/v1/desk/colleagues/{name}",
            responses=_ACT | people,
            response_model=None,
            summary="Change a colleague's account",
        )(self.change_colleague)
        rules: Responses = {200: {"model": shapes.RulesShown}}
        web.get("/v1/desk/rules", responses=_LOOK | rules, response_model=None, summary="See the gates")(self.see_rules)
        web.post(
            "/v1/desk/rules/{gate}", responses=_ACT | rules, response_model=None, summary="Say that you wrote a gate"
        )(self.wrote_rule)
        web.post(
            "/v1/desk/rules/{gate}/publish",
            responses=_ACT | rules,
            response_model=None,
            summary="Publish a changed gate",
        )(self.publish_rule)
        told: Responses = {200: {"model": shapes.AloneShown}}
        web.get(
            "/v1/desk/alone",
            responses=responses(401, 422, 503) | told,
            response_model=None,
            summary="See what one person decided alone",
        )(self.see_alone)
        web.get("/v1/desk/history", responses=_LOOK | history, response_model=None, summary="See who signed in")(
            self.see_history
        )

    # --- accounts ---------------------------------------------------------------------------------------------

    async def see_colleagues(self, given: StaffKey) -> Response:
        """The accounts of colleagues, by name."""
        return await self._do("see_colleagues", given, lambda _: self._people())

    async def invite(self, asked: shapes.Invited, given: StaffKey) -> Response:
        """Make an account, or begin one anew: the link sets a password, once, within three days.

        Nobody invites themselves, and only an owner makes an owner.
        """

        def step(who: Colleague) -> dict[str, Any]:
            self._check(who, asked.name, asked.role)
            token = self._house.store.staff.invite(asked.name, asked.role, who.name)
            return {"name": asked.name, "role": asked.role.value, "path": f"/desk/#join={token}"}

        return await self._do("invite", given, step)

    async def change_colleague(self, name: Name, asked: shapes.Changed, given: StaffKey) -> Response:
        """Give a colleague another role, let them in no more, or delete their account; their sessions end at once.

        Nobody changes their own account, and only an owner that of an owner.
        """

        def step(who: Colleague) -> dict[str, Any]:
            self._check(who, name, asked.role)
            staff = self._house.store.staff
            match asked.change:
                case Change.ROLE:
                    staff.change_role(name, asked.role, who.name)
                case Change.DISABLE:
                    staff.disable(name, who.name)
                case Change.REMOVE:
                    staff.remove(name, who.name)
            return self._people()

        return await self._do("change_colleague", given, step)

    async def see_history(self, given: StaffKey) -> Response:
        """Sign-ins, series of wrong passwords, sign-outs and changes of accounts, the newest first; each is a leaf."""

        def look(_: Colleague) -> dict[str, Any]:
            found = self._house.store.staff.history()
            return {
                "noted": [
                    {
                        "decision": one.decision,
                        "at": one.at,
                        "act": one.act,
                        "name": one.name,
                        "by": one.by,
                        "facts": {name: str(value) for name, value in one.facts.items()},
                    }
                    for one in found
                ]
            }

        return await self._do("see_history", given, look)

    # --- rules, and what was decided without a second person ----------------------------------------------------

    async def see_rules(self, given: StaffKey) -> Response:
        """The gates: of each the version in force, the one that waits, and who says to have written them."""
        return await self._do("see_rules", given, lambda _: self._rules())

    async def wrote_rule(self, gate: Gate, given: StaffKey) -> Response:
        """Say that you wrote a gate: the version that waits, else the one in force.

        You do not publish it, nor approve what it asks a person about.
        """

        def step(who: Colleague) -> dict[str, Any]:
            held = self._held().get(gate)
            found = held.gate if held else self._house.brand.gates.get(gate)
            if found is None:
                raise NotFound("There is no such gate; GET /v1/desk/rules lists them.")
            self._house.store.staff.wrote(gate, found.digest, who.name)
            return self._rules()

        return await self._do("wrote_rule", given, step)

    async def publish_rule(self, gate: Gate, asked: shapes.Published, given: StaffKey) -> Response:
        """Publish a changed gate: it is in force for the very next deed. Whoever wrote it leaves that to somebody else.

        With fewer than three people who could, the same one may do it after a day, or an owner from a second sign-in;
        then it is marked as decided by one person, on every decision under it, too.
        """

        def step(who: Colleague) -> dict[str, Any]:
            rules = self._house.brand.rules
            if rules is None:
                raise NotFound("No gate waits to be published here.")
            self._house.second.publish(rules, gate, asked.digest, who.name, who.signed_at)
            return self._rules()

        return await self._do("publish_rule", given, step)

    async def see_alone(self, given: StaffKey) -> Response:
        """What one person decided in the last seven days where two should have, and the changed gates that wait.

        It is for everybody with a role to see.
        """

        def look(_: Colleague) -> dict[str, Any]:
            found = self._house.store.staff.alone(self._house.world.clock.now() - ALONE_SHOWN)
            return {
                "alone": [asdict(one) | {"how": one.how.value} for one in found],
                "held": [
                    {"gate": name, "digest": one.gate.digest, "since": one.since}
                    for name, one in sorted(self._held().items())
                ],
            }

        return await self._do("see_alone", given, look)

    def _held(self) -> Mapping[str, Held]:
        return self._house.brand.rules.held if self._house.brand.rules else {}

    def _rules(self) -> dict[str, Any]:
        gates, staff = self._house.brand.gates, self._house.store.staff
        waits = {name: one.gate for name, one in self._held().items()}
        texts = {(one.gate, one.digest): one.text for one in self._house.store.rules.versions()}
        return {
            "gates": [
                {
                    "name": name,
                    "digest": one.digest,
                    "author": staff.author_of(name, one.digest),
                    "held": held,
                    "text": texts.get((name, one.digest), ""),
                }
                for of, held in ((gates, False), (waits, True))
                for name, one in sorted(of.items())
            ]
        }

    # --- proofs and privacy -----------------------------------------------------------------------------------

    async def read_any_receipt(self, decision: DecisionId, given: StaffKey) -> PlainTextResponse:
        """A receipt that anybody can check offline (c2sp.org/tlog-proof); no field of the record is open in it."""
        return PlainTextResponse(
            await as_colleague(
                self._door, given, ROUTES["read_any_receipt"], lambda _: self._house.store.receipt(decision)
            )
        )

    async def see_erasures(self, given: StaffKey) -> Response:
        """Erasures that are not done, and the legal holds that run."""
        return await self._do("see_erasures", given, lambda _: self._kept())

    async def erase_customer(self, asked: shapes.Erased, given: StaffKey) -> Response:
        """Erase everything about a customer who asked for it by another way, such as a letter; it goes on by itself."""

        def step(_: Colleague) -> dict[str, Any]:
            subject = self._house.store.subject_of(asked.customer)
            if subject is None:
                raise NotFound("No customer has this reference here; look at the shop's own records.")
            self._house.erase(subject)
            return self._kept()

        return await self._do("erase_customer", given, step)

    async def hold(self, asked: shapes.Held, given: StaffKey) -> Response:
        """Keep a customer, or one decision about them, from being erased until a day."""

        def step(who: Colleague) -> dict[str, Any]:
            self._house.store.hold(self._about(asked.about), asked.until, asked.reason, who.name)
            return self._kept()

        return await self._do("hold", given, step)

    async def lift(self, hold: HoldId, asked: shapes.Reasoned, given: StaffKey) -> Response:
        """End a legal hold before its day; whoever set it leaves that to somebody else.

        With fewer than three people who could, the same one may do it after a day, or an owner from a second sign-in.
        """

        def step(who: Colleague) -> dict[str, Any]:
            self._house.second.lift(hold, asked.reason, who.name, who.signed_at)
            return self._kept()

        return await self._do("lift", given, step)

    def _about(self, about: str) -> str:
        return about if about.startswith(f"{Kind.DECISION.value}-") else self._house.store.subject_of(about) or about

    def _kept(self) -> dict[str, Any]:
        store = self._house.store
        shown = ("id", "record", "set_at", "until", "decision", "reason")
        return {
            "open": list(store.erasing.open()),
            "overdue": store.erasing.overdue(),
            "holds": [{name: getattr(one, name) for name in shown} for one in store.holds()],
        }

    def _people(self) -> dict[str, Any]:
        return {"colleagues": [_account(one) for one in self._house.store.staff.accounts()]}

    def _check(self, who: Colleague, name: str, role: Role) -> None:
        if name == who.name:
            raise NotAllowed("This is your own account; a colleague changes it, or whoever runs the house.")
        before = self._house.store.staff.account(name)
        for one in {role, before.role if before else role}:
            require_no_higher(who.role, one)

    async def _do(self, route: str, given: StaffKey, step: Callable[[Colleague], dict[str, Any]]) -> Response:
        return as_json(200, await as_colleague(self._door, given, ROUTES[route], step, grave=route in GRAVE))


def _account(one: Account) -> dict[str, str]:
    return {"name": one.name, "role": one.role.value, "state": one.state.value}
