"""The terminal tour of the demo: a conversation played over HTTP, then the prompt is yours."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.console import Console

from earnest.cli.chat import as_press
from earnest.cli.showing import moment, show_items, show_report, show_why
from earnest.cli.verifying import verify_house
from earnest.domain.errors import BadInput, EarnestError
from earnest.domain.identity import Channel
from earnest.domain.ids import Kind, new_id, read_id

if TYPE_CHECKING:
    from earnest.house import House

CUSTOMER = "ada"
NOTES = "demo.json"
"""A file in the demo's own directory: the conversation to go on with, and what was played in it."""

REQUEST_SECONDS_MAX = 30.0
DEED_SECONDS_MAX = 10.0
"""How long the terminal waits for the outcome of a deed."""

POLL_SECONDS = 0.05
HELP = "Type anything. /confirm /cancel /1 /2 /3 /person; /why [D-...] /verify; /approve as the colleague; /quit"

PLAYED = (
    "Where is my order 1051?",
    "The head torch from order 1043 is broken, I want my money back",
    "/confirm",
    "The strap on 1042 is torn, I want my money back",
    "/confirm",
)


class Refused(EarnestError):  # noqa: N818 - the family names what is wrong
    """The HTTP door said no; the message is its own."""


def call(base: str, method: str, path: str, token: str, body: Mapping[str, Any] | None = None) -> Any:
    """One request to the HTTP door; the JSON it answered.

    Raises:
        Refused: it answered with a problem.
    """
    sent = json.dumps(body).encode() if body is not None else None
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{base}{path}", sent, headers, method=method)  # noqa: S310 - our own 127.0.0.1
    try:
        with urllib.request.urlopen(request, timeout=REQUEST_SECONDS_MAX) as answer:  # noqa: S310 - as above
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            found = json.loads(error.read() or b"{}")
        raise Refused(str(found.get("detail") or found.get("title") or error)) from error


@dataclass(slots=True)
class Tour:
    """The conversation of the demo, over HTTP."""

    console: Console
    house: "House"
    base: str
    token: str
    conversation: str
    seen: int = 0
    played: bool = False
    card: dict[str, Any] | None = None
    options: list[dict[str, str]] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)

    @classmethod
    def resumed(cls, console: Console, house: "House", base: str) -> "Tour":
        """The conversation of an earlier run where its session still lives, else a new one."""
        notes = house.data / NOTES
        if notes.is_file():
            kept = json.loads(notes.read_text("utf-8"))
            found = cls(console, house, base, kept["token"], kept["conversation"], played=kept["played"])
            try:
                found.items()
            except Refused:
                pass  # the session has ended; what was said stays on record, and a new conversation begins
            else:
                return found
        # The shop's own sign-in is played here: the terminal vouches for Ada.
        token, _ = house.open_signed_in(Channel.CHAT, CUSTOMER)
        opened = call(base, "POST", "/v1/conversations", token, {})
        return cls(console, house, base, token, opened["id"])

    def play(self) -> None:
        """Play the conversation, or, where it was played before, show what stands."""
        if self.played:
            self._show_earlier()
        else:
            for line in PLAYED:
                self.console.print(f"\n[bold]Ada[/]> {line}")
                if line == "/confirm" and self.card is None:
                    self.console.print("Nothing to confirm: this was done in an earlier run.", style="dim")
                else:
                    self.typed(line)
            self.played = True
            notes = {"token": self.token, "conversation": self.conversation, "played": True}
            file = self.house.data / NOTES
            file.touch(mode=0o600)
            file.write_text(json.dumps(notes), "utf-8")
        if self.decisions:
            self.console.print(f"\n[bold]$[/] earnest why {self.decisions[-1]}")
            self.typed(f"/why {self.decisions[-1]}")
        self.console.print("\n[bold]$[/] earnest verify")
        self.typed("/verify")

    def typed(self, line: str) -> bool:
        """Do what a line says; False when it ends the demo."""
        word, _, rest = line.strip().partition(" ")
        try:
            match word:
                case "/quit":
                    return False
                case "/why":
                    self._why(rest)
                case "/verify":
                    show_report(self.console, verify_house(self.house), "this log")
                case "/approve":
                    self._approve(rest)
                case _ if word.startswith("/") and not as_press(word):
                    self.console.print(HELP, style="dim", markup=False)
                case _:
                    self._send(as_press(word) if word.startswith("/") else line)
        except EarnestError as error:
            self.console.print(str(error), style="red", markup=False)
        return True

    def items(self) -> list[dict[str, Any]]:
        """The items since the last look."""
        path = f"/v1/conversations/{self.conversation}/items?after={self.seen}"
        found: list[dict[str, Any]] = call(self.base, "GET", path, self.token)["items"]
        self._note(found)
        return found

    @property
    def _zone(self) -> str:
        return self.house.brand.settings.zone

    def _send(self, line: str) -> None:
        path, body = self._request(line)
        answer = call(self.base, "POST", f"/v1/conversations/{self.conversation}/{path}", self.token, body)
        self.decisions += answer["decisions"]
        show_items(self.console, self._heard(pending=answer["pending"]), self._zone)

    def _request(self, line: str) -> tuple[str, dict[str, Any]]:
        own: dict[str, Any] = {"client_id": new_id(Kind.EVENT).translate({ord(mark): "-" for mark in "*~$="})}
        word, _, number = line[1:-1].partition(" ") if line.startswith("<") and line.endswith(">") else ("", "", "")
        match word:
            case "person":
                return "person", own
            case "confirm" | "cancel":
                if self.card is None:
                    raise BadInput("No card is open.")
                return "items", own | {"kind": "press", "card": self.card["id"],
                                       "args_hash": self.card["args_hash"], "button": word}  # fmt: skip
            case "choose":
                if not 1 <= int(number) <= len(self.options):
                    raise BadInput("No such choice is on offer.")
                return "items", own | {"kind": "choice", "option": self.options[int(number) - 1]["id"]}
            case _:
                return "items", own | {"kind": "message", "text": line}

    def _heard(self, *, pending: bool) -> list[dict[str, Any]]:
        """The items of an answer; of a deed under way, until its outcome is there."""
        found = self.items()
        started = time.monotonic()
        while pending and not _settled(found) and time.monotonic() - started < DEED_SECONDS_MAX:
            time.sleep(POLL_SECONDS)
            found += self.items()
        return found

    def _note(self, items: list[dict[str, Any]]) -> None:
        if items:
            self.seen = items[-1]["seq"]
        parts = [part for item in items if item["author"] != "customer" for part in item["parts"]]
        if parts:
            self.card = next((part for part in reversed(parts) if part["kind"] == "card"), None)
            self.options = next((part["options"] for part in reversed(parts) if part["kind"] == "choices"), [])
        self.decisions += [item["decision"] for item in items if item["decision"] not in ("", *self.decisions)]

    def _why(self, rest: str) -> None:
        if not rest and not self.decisions:
            raise BadInput("There is no decision yet; say something first.")
        name = read_id(rest, Kind.DECISION) if rest else self.decisions[-1]
        show_why(self.console, call(self.base, "GET", f"/v1/decisions/{name}", self.token), self._zone)

    def _approve(self, rest: str) -> None:
        """As the colleague at the desk: approve what waits longest, or what was named."""
        key = self.house.key_of("colleague")
        waiting = [one for one in call(self.base, "GET", "/v1/desk/hand-overs", key) if one["kind"] == "approval"]
        name = read_id(rest, Kind.APPROVAL) if rest else next((one["id"] for one in waiting), "")
        if not name:
            raise BadInput("Nothing waits for an approval.")
        body = {"client_id": f"approve-{name[2:18]}", "approve": True}
        answer = call(self.base, "POST", f"/v1/desk/approvals/{name}", key, body)
        show_items(self.console, self._heard(pending=answer["pending"]), self._zone)

    def _show_earlier(self) -> None:
        self.console.print("This conversation was played in an earlier run; it is where it was left.", style="dim")
        items = self.house.store.items(self.conversation, self.house.store.session(self.token))
        from earnest.web.shapes import item_shown

        shown = [item_shown(item) for item in items]
        receipts = [part for item in shown for part in item["parts"] if part["kind"] == "receipt"]
        show_items(self.console, [{"author": "assistant", "parts": receipts}], self._zone)
        for one in self.house.waiting():
            about = ", ".join(row["value"] for row in one["summary"])
            self.console.print(
                f"{one['id']} waits for a person until {moment(one['due_at'], self._zone)}: {about}", markup=False
            )
        self.console.print("\n[bold]Ada[/]> Where is my order 1051?")
        self.typed(PLAYED[0])


def _settled(items: list[dict[str, Any]]) -> bool:
    """Whether the outcome of a deed is among the items."""
    kinds = {part["kind"] for item in items for part in item["parts"]}
    return bool(kinds & {"receipt", "hand_over"}) or any(item["author"] == "system" for item in items)
