"""The desk live: one stream over all conversations, names only, nothing left out on resuming."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.web.made import Person, Served, Stream

from earnest.domain.errors import Busy
from earnest.web.desk_stream import STREAMS_MAX, DeskBells


@contextmanager
def following(server: Served, last: str = "", name: str = "ida") -> Iterator[Stream]:
    headers = {"Last-Event-ID": last} if last else {}
    with server.colleague(name).stream("GET", "/v1/desk/stream", headers=headers) as answer:
        yield Stream(answer)


def until(stream: Stream, event: str) -> tuple[str, Any]:
    """The next event of a kind: its id and data."""
    while True:
        name, number, data = stream.next()
        assert name, "the stream has ended"
        if name == event:
            return number, data


def test_a_desk_hears_of_words_and_of_what_waits_in_every_conversation_and_of_no_word(
    server: Served, ada: Person, bob: Person
) -> None:
    with following(server) as stream:
        start = until(stream, "ping")[0]
        ada.say("zanzibar")
        heard = until(stream, "conversation")
        bob.want_person()
        (_, waiting), queue = until(stream, "conversation"), until(stream, "queue")

    (case,) = server.colleague().get("/v1/desk/queue").json()["waiting"]
    assert start
    assert heard[1] == {"id": ada.talk, "seq": len(ada.items())}
    assert waiting["id"] == bob.talk
    assert queue[1] == {"ids": [case["id"]]}
    assert "zanzibar" not in str((heard, waiting, queue))


def test_a_resumed_desk_hears_what_it_missed_and_a_new_one_nothing_of_the_past(
    server: Served, ada: Person, bob: Person
) -> None:
    with following(server) as stream:
        last = until(stream, "ping")[0]
    ada.want_person()
    bob.say("hello")

    with following(server, last) as resumed:
        names = [resumed.next() for _ in range(4)]
    with following(server) as fresh:
        first = fresh.next()

    assert {data["id"] for name, _, data in names if name == "conversation"} == {ada.talk, bob.talk}
    assert [name for name, _, _ in names] == ["ping", "conversation", "conversation", "queue"]
    assert first[0] == "ping"
    assert int(first[1]) == int(names[-1][1]) > int(last)


def test_a_stream_ends_with_its_session(server: Served, ada: Person) -> None:
    client = server.client()
    key = server.colleague("jon").headers["authorization"].removeprefix("Bearer ")
    client.post("/v1/desk/sign-in", json={"key": key})
    with client.stream("GET", "/v1/desk/stream") as answer:
        stream = Stream(answer)
        until(stream, "ping")
        client.post("/v1/desk/sign-out", headers={"X-Earnest-Desk": "1"})
        ada.say("hello")

        assert until(stream, "end")[1]["status"] == 401


def test_a_number_beyond_the_log_is_taken_for_its_end(server: Served, ada: Person) -> None:
    with following(server, "999999999") as stream:
        assert int(until(stream, "ping")[0]) < 999999999
        ada.say("hello")
        assert until(stream, "conversation")[1]["id"] == ada.talk


def test_only_so_many_desks_follow_one_process() -> None:
    bells = DeskBells()

    async def fill() -> None:
        joined = [bells.join() for _ in range(STREAMS_MAX)]
        with pytest.raises(Busy):
            bells.check_room()
        bells.leave(joined[0])
        bells.check_room()

    asyncio.run(fill())
