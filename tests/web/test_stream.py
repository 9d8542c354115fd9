"""Live items: none twice, none left out, the same as by polling; a stream ends when its right to go on does."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.made import Person, Served, served, wait_until

from earnest.domain.errors import Busy, SignInNeeded
from earnest.domain.identity import Author
from earnest.domain.items import Item, Words
from earnest.domain.time import DAY
from earnest.web.pace import Pace
from earnest.web.stream import PAGE, STREAMS_A_CONVERSATION_MAX, Bells, events


@pytest.fixture
def brisk(tmp_path: Path) -> Iterator[Served]:
    """A server whose streams look often."""
    with served(tmp_path, Pace(look_seconds=0.05)) as made:
        yield made


def test_a_stream_gives_what_polling_gives(ada: Person) -> None:
    for word in ("one", "two", "three"):
        ada.say(word)

    with ada.stream() as stream:
        heard = stream.items(6)

    assert heard == ada.items()


def test_an_items_event_id_is_its_number(ada: Person) -> None:
    ada.say("one")

    with ada.stream() as stream:
        events_ = [stream.next() for _ in range(2)]

    assert [(name, number) for name, number, _ in events_] == [("item", "1"), ("item", "2")]


def test_a_stream_goes_on_after_the_last_event_id_without_loss_or_duplicate(ada: Person) -> None:
    heard: list[dict[str, Any]] = []
    for word in ("one", "two", "three"):
        ada.say(word)
        last = {"Last-Event-ID": str(heard[-1]["seq"])} if heard else {}
        with ada.stream(headers=last) as stream:
            heard += stream.items(2)

    assert heard == ada.items()


def test_last_event_id_goes_before_after(ada: Person) -> None:
    ada.say("one")

    with ada.stream(headers={"Last-Event-ID": "1"}, params={"after": 0}) as stream:
        (first,) = stream.items(1)

    assert first["seq"] == 2


def test_an_item_comes_while_the_stream_is_open(ada: Person) -> None:
    with ada.stream() as stream:
        ada.say("now")
        heard = stream.items(2)

    assert heard == ada.items()


def test_a_client_that_goes_frees_its_place(server: Served, ada: Person) -> None:
    for _ in range(STREAMS_A_CONVERSATION_MAX + 2):
        with ada.stream() as stream:
            assert stream.answer.status_code == 200
            wait_until(lambda: server.web.state.bells.waiting(ada.talk) == 1)
        wait_until(lambda: server.web.state.bells.waiting(ada.talk) == 0)


def test_one_stream_too_many_is_told_to_come_back(ada: Person) -> None:
    bells = Bells()

    async def fill() -> None:
        for _ in range(STREAMS_A_CONVERSATION_MAX):
            bells.check_room("C-1")
            bells.join("C-1")
        with pytest.raises(Busy, match="poll"):
            bells.check_room("C-1")
        bells.check_room("C-2")

    asyncio.run(fill())


def test_somebody_elses_stream_is_refused_before_it_begins(ada: Person, bob: Person) -> None:
    answer = bob.http.get(ada.path("stream"))

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_stream_ends_when_its_session_does(brisk: Served) -> None:
    ada = brisk.person()
    ada.say("one")
    with ada.stream() as stream:
        stream.items(2)

        brisk.clock.move(31 * DAY)
        name, number, told = stream.next()
        after = stream.next()

    assert (name, number, told["status"]) == ("end", "", 401)
    assert after == ("", "", None)


def test_a_stream_ends_by_itself_in_time(tmp_path: Path) -> None:
    with served(tmp_path, Pace(stream_seconds_max=0)) as server:
        ada = server.person()
        ada.say("one")

        body = ada.http.get(ada.path("stream")).text

    assert body.count("event: item") == 2


@given(pages=st.lists(st.integers(0, 2 * PAGE), min_size=1, max_size=4), start=st.integers(0, 3 * PAGE))
def test_however_items_arrive_each_is_sent_once_and_in_order(pages: list[int], start: int) -> None:
    """Broken by a look that forgets how far it came, or a bell that is cleared after the look."""
    log: list[Item] = []

    async def run() -> list[int]:
        bells, left = Bells(), list(pages)

        async def look(after: int) -> tuple[Item, ...]:
            if left:  # items arrive while the stream is looking
                log.extend([item(len(log) + 1 + number) for number in range(left.pop())])
                bells.ring("C-1")
            elif not log[after:]:
                raise SignInNeeded("over")
            return tuple(log[after : after + PAGE])

        stream = events(bells, "C-1", start, look, Pace(look_seconds=0.001))
        return [orjson.loads(data)["seq"] for data in [line async for line in payloads(stream)]]

    heard = asyncio.run(run())

    assert heard == list(range(start + 1, len(log) + 1))
    assert all(after == before + 1 for before, after in pairwise(heard))


def item(number: int) -> Item:
    return Item(number, f"I-{number}", Author.ASSISTANT, (Words("x"),), number)


async def payloads(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for event in stream:
        if b"event: item" in event:
            yield event.partition(b"data: ")[2]
