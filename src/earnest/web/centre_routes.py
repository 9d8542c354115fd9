"""The privacy centre's addresses: enter by a link that works once, look, choose, ask for a review, download, check."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

import orjson
from fastapi import FastAPI, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse

from earnest.domain.errors import Conflict, NotAllowed, SignInNeeded
from earnest.domain.identity import Level, Session
from earnest.domain.time import SECOND
from earnest.ledger import LedgerError
from earnest.limiting import Tried, Trying
from earnest.own_data import VISIT_LIFETIME, OwnData
from earnest.web import shapes
from earnest.web.centre_page import FOLDER, HEADERS, PAGES_MAX, Pages, Turned, is_form_key
from earnest.web.door import DecisionId, Door, Token
from earnest.web.erasures import ErasureId
from earnest.web.forms import Cookie, form_of, host_of
from earnest.web.problems import responses

VISIT = Cookie("earnest-privacy", VISIT_LIFETIME // SECOND)
PATH = "/privacy/"
CHECK_PAGE = "/log/check_receipt.html"
"""The page that lies beside the log and checks a receipt in the browser alone."""

RECEIPT_CHARS_MAX = 100_000
WORDS_MAX = 2_000
"""Characters of what somebody writes on the page."""

NOTICES = ("saved", "changed")
"""What the page may say at its top after a form."""

Ticket = Annotated[str, Query(max_length=200)]
"""A secret that a link carries."""

T = TypeVar("T")
Named = Annotated[str, Query(alias="list", max_length=80, pattern=r"^[A-Za-z0-9_]*$")]
"""A list of the page."""

PageNumber = Annotated[int, Query(ge=1, le=PAGES_MAX)]
SourceName = Annotated[str, Path(max_length=80)]
Wanted = Annotated[str, Query(alias="language", max_length=35, pattern=r"^[A-Za-z0-9-]*$")]


class CentreRoutes:
    """The routes of the privacy centre."""

    def __init__(self, door: Door) -> None:
        self._door, self._lanes = door, door.lanes
        self._own, self._pages = OwnData(door.house), Pages(door.house)

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on; the pages themselves are no part of the API."""
        link = responses(400, 401, 413, 415, 422, 429, 503)
        web.post("/v1/privacy-link", status_code=201, responses=link, summary="Open the privacy centre")(self.link)
        page = partial(web.get, include_in_schema=False, response_model=None)
        form = partial(web.post, include_in_schema=False, response_model=None)
        page("/privacy/enter")(self.enter)
        page(PATH)(self.show)
        page("/privacy/style.css")(self.style)
        page("/privacy/about")(self.about)
        page("/privacy/sources/{source}/wrong")(self.before_correct)
        page("/privacy/download.json")(self.download_json)
        page("/privacy/download.html")(self.download_html)
        page("/privacy/decisions/{decision}")(self.decision)
        page("/privacy/decisions/{decision}/receipt")(self.receipt)
        form("/privacy/decisions/{decision}/review")(self.review)
        form("/privacy/sources/{source}")(self.choose_source)
        form("/privacy/sources/{source}/wrong")(self.correct)
        form("/privacy/restrict")(self.restrict)
        form("/privacy/choices")(self.choose)
        form("/privacy/preferences/{preference}/forget")(self.forget)
        page("/privacy/delete")(self.before_delete)
        form("/privacy/delete")(self.delete)
        page("/privacy/erasures/{erasure}")(self.erasure)
        page("/privacy/erasures/{erasure}/receipt")(self.erasure_receipt)
        form("/privacy/leave")(self.leave)
        page("/privacy/receipt")(self.check_page)
        form("/privacy/receipt")(self.check)

    async def link(self, token: Token) -> shapes.PrivacyLink:
        """A link into the privacy centre for whoever talks in this session; it works once, for two minutes."""
        ticket = await self._door.as_customer(self._lanes.short, token, self._own.link)
        return shapes.PrivacyLink(path=f"/privacy/enter?ticket={ticket}")

    async def enter(self, request: Request, ticket: Ticket = "") -> Response:
        """Exchange the ticket for a cookie and show the page."""
        try:
            token = await self._lanes.short.submit(lambda: self._own.enter(ticket, host_of(request)))
        except SignInNeeded:
            return self._outside(request, "privacy-ended", 401)
        answer = RedirectResponse(PATH, 303, dict(HEADERS))
        VISIT.put(request, answer, token)
        return answer

    async def show(
        self, request: Request, language: Wanted = "", said: str = "", turned: Named = "", page: PageNumber = 1
    ) -> Response:
        """The page; one of its lists may be turned to a further page."""
        token, wanted = _token(request), self._language(request, language)

        def draw(session: Session) -> str:
            centre = self._own.centre(session, wanted)
            ends = self._door.house.store.session_end(session)
            return self._pages.render(
                "page.html",
                wanted,
                token=token,
                notice=self._pages.say(wanted, f"privacy-{said}") if said in NOTICES else "",
                centre=centre,
                paged=Turned(turned, page).paged,
                keep=f"list={turned}&page={page}&" if turned else "",
                signed_in=session.level >= Level.SIGNED_IN,
                until=self._pages.moment(wanted, ends),
            )

        return await self._page(request, draw)

    async def decision(self, request: Request, decision: DecisionId, language: Wanted = "") -> Response:
        """One decision: what was said, which rules, what would have changed it, the data, the proof."""
        token, wanted = _token(request), self._language(request, language)

        def draw(session: Session) -> str:
            why = self._own.why(session, decision)
            used = self._own.teller(wanted).used(why.used)
            at = self._pages.moment(wanted, why.at)
            return self._pages.render("decision.html", wanted, token=token, why=why, used=used, at=at)

        return await self._page(request, draw)

    async def receipt(self, request: Request, decision: DecisionId) -> Response:
        """A receipt that verifies offline."""
        text = await self._as_visitor(request, lambda session: self._door.house.receipt(decision, session))
        return PlainTextResponse(
            text, headers={**HEADERS, "content-disposition": f'attachment; filename="{decision}.txt"'}
        )

    async def review(self, request: Request, decision: DecisionId) -> Response:
        """Have a person review a decision."""
        await self._changed(request, lambda session, given: self._own.review(session, decision, given.get("text", "")))
        return RedirectResponse(f"{PATH}?said=saved#asked", 303, dict(HEADERS))

    async def choose_source(self, request: Request, source: str) -> Response:
        """Use a source, or do not, from the very next answer on."""

        def work(session: Session, given: dict[str, str]) -> object:
            return self._own.choose_source(session, source, use=given.get("use") == "yes")

        await self._changed(request, work)
        return RedirectResponse(f"{PATH}?said=saved#topic-{source}", 303, dict(HEADERS))

    async def before_correct(self, request: Request, source: SourceName, language: Wanted = "") -> Response:
        """Where somebody says what is wrong about a source."""
        token, wanted = _token(request), self._language(request, language)

        def draw(_session: Session) -> str:
            self._door.house.world.require_source(source)
            return self._pages.render("wrong.html", wanted, token=token, source=source)

        return await self._page(request, draw)

    async def correct(self, request: Request, source: str) -> Response:
        """Tell a person what is wrong about a source."""
        wanted = self._language(request, "")

        def work(session: Session, given: dict[str, str]) -> None:
            language = self._pages.language(given.get("language", wanted))
            self._own.correct(session, source, given.get("text", "")[:WORDS_MAX], language)

        await self._changed(request, work)
        return RedirectResponse(f"{PATH}?said=saved#asked", 303, dict(HEADERS))

    async def restrict(self, request: Request) -> Response:
        """Use nothing of the person's for now, or all of it again."""

        def work(session: Session, given: dict[str, str]) -> None:
            self._own.restrict(session, use=given.get("use") == "yes")

        await self._changed(request, work)
        return RedirectResponse(f"{PATH}?said=saved#known", 303, dict(HEADERS))

    async def choose(self, request: Request) -> Response:
        """Say yes or no to purposes; where the words have changed meanwhile, they are read again first."""
        wanted = self._language(request, "")

        def work(session: Session, given: dict[str, str]) -> None:
            self._own.choose(session, given, self._pages.language(given.get("language", wanted)))

        try:
            await self._changed(request, work)
        except Conflict:
            return RedirectResponse(f"{PATH}?said=changed#choices", 303, dict(HEADERS))
        return RedirectResponse(f"{PATH}?said=saved#choices", 303, dict(HEADERS))

    async def forget(self, request: Request, preference: str) -> Response:
        """Forget one thing that the person told us."""
        await self._changed(request, lambda session, _given: self._own.forget(session, preference))
        return RedirectResponse(f"{PATH}?said=saved#told", 303, dict(HEADERS))

    async def download_json(self, request: Request) -> Response:
        """All that is kept, as JSON."""
        found = await self._as_visitor(request, partial(self._own.everything, form="json"))
        name = {"content-disposition": 'attachment; filename="my-data.json"'}
        body = orjson.dumps(found, default=str, option=orjson.OPT_INDENT_2)
        return Response(body, media_type="application/json", headers={**HEADERS, **name})

    async def download_html(self, request: Request, language: Wanted = "") -> Response:
        """All that is kept, to read: the same page without limits, styles inside, nothing to press."""
        wanted = self._language(request, language)

        def draw(session: Session) -> str:
            centre, everything = self._own.centre(session, wanted, whole=True), self._own.everything(session, "html")
            style = (FOLDER / "style.css").read_text("utf-8")
            return self._pages.render("whole.html", wanted, centre=centre, style=style, why=everything["decisions"])

        answer = await self._page(request, draw)
        answer.headers["content-disposition"] = 'attachment; filename="my-data.html"'
        return answer

    async def before_delete(self, request: Request, language: Wanted = "") -> Response:
        """What an erasure will really do, before it is asked for."""
        token, wanted = _token(request), self._language(request, language)
        names = self._own.connected()

        def draw(_session: Session) -> str:
            return self._pages.render("delete.html", wanted, token=token, systems=names)

        return await self._page(request, draw)

    async def delete(self, request: Request) -> Response:
        """Have everything about oneself erased; the way to its status outlives the visit."""
        house, host = self._door.house, host_of(request)
        name, shown = await self._changed(request, lambda session, _given: house.ask_erasure(session, host))
        answer = RedirectResponse(f"{PATH}erasures/{name}?token={shown}", 303, dict(HEADERS))
        VISIT.put(request, answer, "")
        return answer

    async def erasure(
        self, request: Request, erasure: ErasureId, token: Ticket = "", language: Wanted = ""
    ) -> Response:
        """How an erasure stands."""
        wanted, house, host = self._language(request, language), self._door.house, host_of(request)
        job = await self._lanes.short.submit(lambda: house.erasure_job(erasure, token, host))
        due = self._pages.moment(wanted, job.due_at)
        text = self._pages.render("erasure.html", wanted, job=job, due=due, shown=token)
        return HTMLResponse(text, headers=dict(HEADERS))

    async def erasure_receipt(self, request: Request, erasure: ErasureId, token: Ticket = "") -> Response:
        """The receipt of an erasure's certificate."""
        house, host = self._door.house, host_of(request)
        text = await self._lanes.short.submit(lambda: house.erasure_receipt(erasure, token, host))
        name = {"content-disposition": f'attachment; filename="{erasure}.txt"'}
        return PlainTextResponse(text, headers={**HEADERS, **name})

    async def leave(self, request: Request) -> Response:
        """End the visit."""
        token = _token(request)
        await self._changed(request, lambda _session, _given: self._door.house.store.end_session(token))
        answer = self._outside(request, "privacy-left", 200)
        VISIT.put(request, answer, "")
        return answer

    async def about(self, request: Request, language: Wanted = "") -> Response:
        """What is kept in general, for everybody to read."""
        wanted = self._language(request, language)
        kept, own = self._pages.reference(wanted), self._pages.own_reference(wanted)
        return HTMLResponse(self._pages.render("about.html", wanted, kept=kept, own=own), headers=dict(HEADERS))

    async def check_page(self, request: Request, language: Wanted = "") -> Response:
        """Where a receipt can be checked."""
        wanted = self._language(request, language)
        return HTMLResponse(
            self._pages.render("receipt.html", wanted, result="", offline=self._offline()), headers=dict(HEADERS)
        )

    async def check(self, request: Request, language: Wanted = "") -> Response:
        """Check a receipt against the log's own keys."""
        wanted, given = self._language(request, language), await form_of(request)
        tried = Tried(Trying.RECEIPT, host=host_of(request))

        def checked() -> str:
            self._door.house.world.guard.take(tried)
            return self._checked(wanted, given.get("receipt", ""))

        result = await self._lanes.short.submit(checked)
        return HTMLResponse(
            self._pages.render("receipt.html", wanted, result=result, offline=self._offline()), headers=dict(HEADERS)
        )

    async def style(self) -> Response:
        """The one style sheet."""
        return Response((FOLDER / "style.css").read_bytes(), media_type="text/css", headers=dict(HEADERS))

    def _offline(self) -> str:
        """Where a page checks receipts that asks nobody; "" where the log is not served."""
        return CHECK_PAGE if self._door.house.published else ""

    def _checked(self, language: str, text: str) -> str:
        lines = text.strip().replace("\r\n", "\n")[:RECEIPT_CHARS_MAX] + "\n"
        try:
            proved = self._door.house.proved(lines)
        except (LedgerError, UnicodeError) as error:
            return self._pages.say(language, "privacy-check-bad", trouble=str(error)[:WORDS_MAX])
        head = proved.checkpoint.head
        return self._pages.say(language, "privacy-check-good", index=proved.index, size=head.size, origin=head.origin)

    def _language(self, request: Request, wanted: str) -> str:
        if wanted:
            return self._pages.language(wanted)
        asked = request.headers.get("accept-language", "")[:WORDS_MAX]
        known = self._door.house.brand.settings.languages
        tags = (part.partition(";")[0].strip().partition("-")[0].lower() for part in asked.split(","))
        return next((tag for tag in tags if tag in known), known[0])

    async def _page(self, request: Request, draw: Callable[[Session], str]) -> Response:
        try:
            text = await self._as_visitor(request, draw)
        except SignInNeeded:
            return self._outside(request, "privacy-enter", 401)
        return HTMLResponse(text, headers=dict(HEADERS))

    async def _as_visitor(self, request: Request, work: Callable[[Session], T]) -> T:
        token = _token(request)
        if not token:
            raise SignInNeeded("Open the privacy centre from the chat or from your account.")
        return await self._door.as_customer(self._lanes.short, token, work)

    async def _changed(self, request: Request, work: Callable[[Session, dict[str, str]], T]) -> T:
        """Do what a form asks for, if it comes from this visit's own page.

        Raises:
            NotAllowed: it does not.
        """
        token, given = _token(request), await form_of(request)
        if not token or not is_form_key(token, given.get("key", "")):
            raise NotAllowed("This form did not come from your open page; open the page again and send it from there.")
        return await self._door.as_customer(self._lanes.reserved, token, lambda session: work(session, given))

    def _outside(self, request: Request, key: str, status: int) -> Response:
        language = self._language(request, "")
        words = [self._pages.say(language, key)]
        if key != "privacy-enter":
            words.append(self._pages.say(language, "privacy-enter"))
        heading = self._pages.say(language, "privacy-enter-title")
        text = self._pages.render("plain.html", language, heading=heading, words=words)
        return HTMLResponse(text, status, dict(HEADERS))


def _token(request: Request) -> str:
    return VISIT.of(request)
