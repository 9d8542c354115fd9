"""Every data-map field x every purpose x every consent history, through whole turns: who gets to see the value?

The assistant repeats all that it is given, in every place that it can; the customer's consent is recorded in the store.
A value without a live basis must be in none of: the assistant's sight, the reply, the stream, the record of use. And no
value at all may be in a log line, an event, a leaf or a file.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.consent.brand import data_map
from tests.consent.leaks import ASSISTANT, LeakedError, Rows, assert_absent, check_no_leaks, planted
from tests.consent.test_leaks import rows_of, serialised, widened
from tests.turn.house import House, sqlite_house

from earnest.consent.data_map import load_data_map
from earnest.consent.fold import ConsentView
from earnest.consent.grants import DataMap
from earnest.domain.identity import Level
from earnest.domain.items import Words
from earnest.domain.purposes import Purpose
from earnest.domain.records import RecordKind
from earnest.domain.turns import HandOverReason, Look, Proposal, Scene, Thought
from earnest.policy import Broker
from earnest.web.shapes import item_shown

KEY = bytes(range(32))


class Repeats:
    """An assistant that says, keeps and hands over everything it sees; and fails with it, too."""

    def __init__(self, kinds: Rows, purpose: Purpose) -> None:
        self._kinds, self._purpose = kinds, purpose
        self.sight = b""

    def __call__(self, scene: Scene, look: Look) -> Thought:
        seen = [record for kind in self._kinds for record in look.records(kind, self._purpose)]
        self.sight = b"\n".join(map(serialised, seen))
        text = self.sight.decode()[:1_900]
        if scene.text == "fail":
            raise ValueError(text)
        told = Proposal("talk", 90, (Words(text),), summary=(("Seen", text),))
        handed = replace(told, hand_over=HandOverReason.OUT_OF_SCOPE)
        return Thought((told, handed), {"seen": text}, "en", "repeats")


class Lines(logging.Handler):
    """Every log line, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += self.format(record) + "\n"


class Leaky:
    """A house whose every exit is watched."""

    def __init__(self, house: House, rows: Rows) -> None:
        self.house, self.leaves, self.event = house, 0, 0
        self.markers = list(planted(house.turns.world.data_map)[1].values())
        kinds = {name: RecordKind(name, partial(rows_of, name)) for name in rows}
        broker = Broker({}, kinds, {}, KEY)
        world = replace(house.turns.world, broker=broker, kinds=kinds, shop=rows)
        house.turns = replace(house.turns, world=world)
        self.lines = Lines()
        logging.getLogger().addHandler(self.lines)

    def bytes_of(self, rows: Rows, purpose: Purpose, consents: ConsentView) -> Mapping[str, bytes]:
        """What leaves for whom in two turns of a new customer with this consent."""
        session = self.house.session(f"c-{self.leaves}", Level.JUST_PROVED)
        for event in consents.latest:
            self.house.store.record_consent(session, event.purpose, event.state, expires_at=event.expires_at)
        turns = self.house.turns
        self.house.turns = replace(turns, world=replace(turns.world, shop=rows))
        repeats = Repeats(rows, purpose)
        self.house.plays(repeats)
        talk = self.house.talk(session=session)
        reply, failed = talk.say("tell me all"), talk.say("fail")
        items = self.house.store.items(talk.id, session)
        assert items == (*reply.items, *failed.items)
        used = [self.house.stored(one).decision.context.used for one in (reply, failed)]
        self._check_what_holds_no_value()
        return {
            ASSISTANT: repeats.sight,
            "reply": repr(reply).encode() + repr(failed).encode(),
            "stream": b"\n".join(orjson.dumps(item_shown(item)) for item in items),
            "record of use": repr(used).encode(),
        }

    def _check_what_holds_no_value(self) -> None:
        store = self.house.store
        size = store.log_size()
        events = store.read(lambda unit: unit.rows.all("SELECT * FROM events WHERE seq > ?", self.event))
        blobs = {
            "events": repr([tuple(row) for row in events]).encode(),
            "leaves": b"\n".join(store.log_entries(self.leaves, size)),
            "log lines": self.lines.text.encode(),
        }
        assert all(blobs.values())
        assert_absent(self.markers, blobs)
        self.leaves, self.event, self.lines.text = size, int(events[-1][0]), ""

    def close(self) -> None:
        logging.getLogger().removeHandler(self.lines)
        self.house.store.close()


def leaky(folder: Path, the_map: DataMap) -> Leaky:
    house = sqlite_house(folder)
    house.turns = replace(house.turns, world=replace(house.turns.world, data_map=the_map))
    return Leaky(house, planted(the_map)[0])


BRANDS: list[Any] = ["tests", *(pytest.param(name, marks=pytest.mark.slow) for name in ("fernhalm", "tau-retail"))]


@pytest.mark.parametrize("brand", BRANDS)
def test_no_value_without_a_live_basis_reaches_anybody_and_none_stands_in_plain(
    tmp_path: Path, root: Path, brand: str
) -> None:
    the_map = data_map() if brand == "tests" else load_data_map(root / "examples" / brand / "data_map.yaml")
    watched = leaky(tmp_path, the_map)

    absent, given = check_no_leaks(the_map, watched.bytes_of)
    watched.house.store.make_checkpoint()
    watched.close()

    files = {file.name: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert sum(map(len, files.values())) > 1_000_000
    assert_absent(watched.markers, files)
    assert absent > 3_000
    assert given > 250


def test_a_map_that_grants_one_field_too_many_is_noticed_at_the_far_end(tmp_path: Path) -> None:
    watched = leaky(tmp_path, widened(data_map()))

    with pytest.raises(LeakedError, match="is in assistant"):
        check_no_leaks(data_map(), watched.bytes_of)

    watched.close()


def test_a_value_that_is_logged_is_noticed(tmp_path: Path) -> None:
    watched = leaky(tmp_path, data_map())
    logging.getLogger("earnest.turn").warning("the customer wrote: %s", json.dumps(watched.markers[0]))

    with pytest.raises(LeakedError, match="is in log lines"):
        check_no_leaks(data_map(), watched.bytes_of)

    watched.close()
