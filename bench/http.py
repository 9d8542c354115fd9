# ruff: noqa: A005 - a bench bears the name of what it measures; it is only ever run as bench.http
"""Turns over HTTP: `python -m bench.http` prints JSON.

A server in a process of its own (the example brand Fernhalm on SQLite, synchronous=FULL, as `earnest serve` runs it)
and 32 customers in this process, each with a conversation and a connection of their own, each sending the next message
when the last one is answered. Baseline in the same run: a bare FastAPI route on the same server software that does one
SQLite insert and commit a request. Reserved lane: requests for a person while 300 turns hang.
"""

import argparse
import asyncio
import json
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from bench.machine import machine_line
from fastapi import FastAPI
from pydantic import BaseModel

from earnest.app import build
from earnest.domain.identity import Channel
from earnest.domain.items import Words
from earnest.domain.turns import Look, Proposal, Scene, Thought
from earnest.house import House
from earnest.web.api import make_web

ROOT = Path(__file__).resolve().parent.parent
BRAND = ROOT / "examples" / "fernhalm"
CUSTOMERS = 32
WARM_SECONDS = 3.0
SECONDS = 12.0
HUNG = 300
PERSONS = 300
PERSONS_AT_ONCE = 4
MESSAGES = (
    "Hello!",
    "Where is my order?",
    "What are your opening hours?",
    "How long does delivery take?",
    "Where is my parcel?",
    "How do I send something back?",
)


# --- the server's process ---------------------------------------------------------------------------------------


class Hung:
    """An assistant that never comes back."""

    def think(self, _scene: Scene, _look: Look) -> Thought:
        threading.Event().wait()
        raise AssertionError


class Plain:
    """An assistant that says one sentence at once: what is left is the door, the turn and the record."""

    def think(self, scene: Scene, _look: Look) -> Thought:
        return Thought((Proposal("talk", 100, (Words("It is on its way to you."),)),), scene.state, "en", "plain")


def earnest_web(folder: Path, kind: str) -> tuple[FastAPI, dict[str, Any]]:
    house = build(BRAND, folder / "brand")
    if kind != "earnest":
        house = replace(house, turns=replace(house.turns, assistant=Hung() if kind == "hung" else Plain()))
    people(house.data / "shop.db")
    return make_web(house), {"customers": [visit(house, number) for number in range(CUSTOMERS)]}


def people(shop: Path) -> None:
    """As many customers as the bench needs, each with an order on its way."""
    with sqlite3.connect(shop) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info('order')")][2:]
        more = ", ".join(f'"{name}"' for name in columns)
        for number in range(CUSTOMERS):
            db.execute(
                "INSERT INTO customer SELECT ?, " + ", ".join(customer_columns(db)) + " FROM customer WHERE id = 'ada'",
                (f"bench-{number}",),
            )
            db.execute(
                f"""INSERT INTO "order" SELECT ?, ?, {more} FROM "order" WHERE id = '1051'""",
                (str(7_000 + number), f"bench-{number}"),
            )
    db.close()


def customer_columns(db: sqlite3.Connection) -> list[str]:
    return [f'"{row[1]}"' for row in db.execute("PRAGMA table_info('customer')")][1:]


def visit(house: House, number: int) -> tuple[str, str]:
    """A signed-in customer in a new conversation: token and path."""
    token, session = house.open_signed_in(Channel.CHAT, f"bench-{number}")
    return token, "/v1/conversations/" + house.new_conversation(session, Channel.CHAT, "en")


class Turn(BaseModel):
    kind: str
    client_id: str
    text: str


def bare_web(folder: Path) -> tuple[FastAPI, dict[str, Any]]:
    db = sqlite3.connect(folder / "bare.db", check_same_thread=False, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE turn (client_id TEXT, text TEXT)")
    lock = threading.Lock()
    web = FastAPI()

    @web.post("/bare/items")
    def turn(sent: Turn) -> Turn:
        with lock:
            db.execute("INSERT INTO turn VALUES (?, ?)", (sent.client_id, sent.text))
        return sent

    return web, {"customers": [("", "/bare") for _ in range(CUSTOMERS)]}


def serve(kind: str, folder: Path) -> None:
    web, told = bare_web(folder) if kind == "bare" else earnest_web(folder, kind)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(web, log_level="error", timeout_graceful_shutdown=1))
    print(json.dumps(told | {"port": listener.getsockname()[1]}), flush=True)
    server.run(sockets=[listener])


@contextmanager
def serving(kind: str) -> Iterator[dict[str, Any]]:
    """A server process; what it told of itself."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.http", "--serve", kind, "--folder", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
            try:
                assert process.stdout is not None
                told = json.loads(process.stdout.readline())
                yield told | {"pid": process.pid}
            finally:
                process.kill()


# --- the customers' process ---------------------------------------------------------------------------------------


class Line:
    """One connection, kept open; as little as HTTP/1.1 needs, so that the load costs little itself."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str) -> None:
        self._reader, self._writer, self._token = reader, writer, token

    @classmethod
    async def open(cls, port: int, token: str) -> "Line":
        return cls(*await asyncio.open_connection("127.0.0.1", port), token)

    async def post(self, path: str, body: dict[str, Any]) -> tuple[int, float]:
        """Status and seconds of one request."""
        content = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        head += f"Authorization: Bearer {self._token}\r\nContent-Length: {len(content)}\r\n\r\n"
        start = time.perf_counter()
        self._writer.write(head.encode() + content)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await self._reader.readexactly(length)
        return int(answer[9:12]), time.perf_counter() - start

    def close(self) -> None:
        self._writer.close()


def message(number: int) -> dict[str, Any]:
    return {"kind": "message", "client_id": f"b-{number}", "text": MESSAGES[number % len(MESSAGES)]}


async def load(told: dict[str, Any], seconds: float, *, asking: bool = False) -> dict[str, Any]:
    """Each customer sends the next message when the last one is answered; one of them may ask for a person instead."""
    begin = time.perf_counter() + WARM_SECONDS
    end = begin + seconds
    waits: list[float] = []
    statuses: dict[int, int] = {}

    asked: list[float] = []

    async def asker(token: str, path: str) -> None:
        line = await Line.open(told["port"], token)
        while (now := time.perf_counter()) < end:
            _, wait = await line.post(f"{path}/person", {"client_id": f"p-{len(asked)}"})
            if now >= begin:
                asked.append(wait)
        line.close()

    async def customer(place: int, token: str, path: str) -> None:
        line = await Line.open(told["port"], token)
        number = place
        while (now := time.perf_counter()) < end:
            status, wait = await line.post(f"{path}/items", message(number))
            number += 1
            if now >= begin:
                waits.append(wait)
                statuses[status] = statuses.get(status, 0) + 1
        line.close()

    cpu = cpu_seconds(told["pid"])
    first, *others = told["customers"]
    turns = [customer(place, *one) for place, one in enumerate(others if asking else told["customers"])]
    await asyncio.gather(*turns, *([asker(*first)] if asking else []))
    if asking:
        return {"requests": len(asked), **milliseconds(asked)}
    used = cpu_seconds(told["pid"]) - cpu
    count = len(waits)
    return {
        "turns_per_s": round(count / seconds, 1),
        **milliseconds(waits),
        "cpu_ms_per_turn": round(used / (count * (1 + WARM_SECONDS / seconds)) * 1000, 2),
        "statuses": statuses,
    }


async def reserved(told: dict[str, Any]) -> dict[str, Any]:
    """How long a request for a person takes while 300 turns hang."""
    lines = [await Line.open(told["port"], told["customers"][n % CUSTOMERS][0]) for n in range(HUNG)]
    paths = [path for _, path in told["customers"]]
    hung = [asyncio.create_task(line.post(f"{paths[n % CUSTOMERS]}/items", message(n))) for n, line in enumerate(lines)]
    await asyncio.sleep(1)
    waits: list[float] = []
    statuses: dict[int, int] = {}

    async def ask(place: int) -> None:
        token, path = told["customers"][place]
        line = await Line.open(told["port"], token)
        for number in range(PERSONS // PERSONS_AT_ONCE):
            status, wait = await line.post(f"{path}/person", {"client_id": f"p-{place}-{number}"})
            waits.append(wait)
            statuses[status] = statuses.get(status, 0) + 1
        line.close()

    await asyncio.gather(*(ask(place) for place in range(PERSONS_AT_ONCE)))
    answers = await asyncio.gather(*hung)
    for line in lines:
        line.close()
    return {
        "hung_turns": sum(status == 202 for status, _ in answers),
        "requests": len(waits),
        **milliseconds(waits),
        "statuses": statuses,
    }


def milliseconds(waits: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(waits, n=100)
    return {name: round(value * 1000, 1) for name, value in (("p50_ms", cuts[49]), ("p99_ms", cuts[98]))}


def cpu_seconds(pid: int) -> float:
    """What a process has used so far (Linux; 0 elsewhere)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100


def measured(kind: str, work: Callable[[dict[str, Any]], Any]) -> Any:
    with serving(kind) as told:
        time.sleep(1)
        return asyncio.run(work(told))


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--serve", choices=("earnest", "plain", "hung", "bare"))
    read.add_argument("--folder", type=Path, default=Path())
    read.add_argument("--seconds", type=float, default=SECONDS)
    given = read.parse_args()
    if given.serve:
        serve(given.serve, given.folder)
        return
    turns = measured("earnest", lambda told: load(told, given.seconds))
    plain = measured("plain", lambda told: load(told, given.seconds))
    bare = measured("bare", lambda told: load(told, given.seconds))
    figures = {
        "bench": "http",
        "customers": CUSTOMERS,
        "turns": turns,
        "baseline": bare,
        "ratio": round(turns["turns_per_s"] / bare["turns_per_s"], 4),
        "turns_without_thinking": plain,
        "person_while_300_turns_hang": measured("hung", reserved),
        "person_while_31_customers_talk": measured("earnest", lambda told: load(told, given.seconds, asking=True)),
        "machine": machine_line(Path(tempfile.gettempdir())),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
