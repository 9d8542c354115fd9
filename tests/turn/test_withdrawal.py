"""A withdrawal in the middle of a turn wins: in that very answer, in its record, and in the list of what was read."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from tests.consent.brand import data_map
from tests.consent.leaks import assert_absent, planted
from tests.consent.test_leaks import rows_of, serialised
from tests.turn.house import House, sqlite_house, thought

from earnest.domain.identity import Level
from earnest.domain.purposes import BASIS_OF, Basis, ConsentState, Purpose
from earnest.domain.records import RecordKind
from earnest.domain.turns import Look, Scene, Thought
from earnest.policy import Broker

CHOICES = [one for one in Purpose if BASIS_OF[one] in (Basis.CONSENT, Basis.LEGITIMATE_INTEREST)]
ENDS = [ConsentState.WITHDRAWN, ConsentState.OBJECTED, ConsentState.REFUSED, ConsentState.REVOKED]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house whose records are planted with a marker in each field that any purpose may read."""
    made = sqlite_house(tmp_path)
    world = replace(made.turns.world, data_map=data_map())
    rows, _ = planted(data_map())
    kinds = {name: RecordKind(name, partial(rows_of, name)) for name in rows}
    broker = Broker({}, kinds, {}, bytes(range(32)))
    made.turns = replace(made.turns, world=replace(world, broker=broker, kinds=kinds, shop=rows))
    return made


@pytest.mark.parametrize("purpose", CHOICES)
def test_whatever_was_read_before_a_withdrawal_is_in_no_answer_no_record_and_no_list(
    house: House, purpose: Purpose
) -> None:
    for end in ENDS:
        session = house.session(f"c-{end}", Level.JUST_PROVED)
        house.store.record_consent(session, purpose, ConsentState.GIVEN)
        talk = house.talk(session=session)
        sights: list[bytes] = []

        def play(scene: Scene, look: Look, *, end: ConsentState = end, sights: list[bytes] = sights) -> Thought:
            seen = [record for kind in house.turns.world.kinds for record in look.records(kind, purpose)]
            sights.append(b"".join(map(serialised, seen)))
            if len(sights) == 1:
                house.store.record_consent(scene.session, purpose, end)
            return thought(scene, f"I saw {sights[-1].decode()[:1_900]}")

        house.plays(play)
        reply = talk.say("tell me all")

        markers = planted(data_map())[1]
        mine = [one for (source, path), one in markers.items() if path in data_map().fields(source, purpose)]
        stored = house.store.decision(reply.decisions[0])
        assert (len(sights), sights[1]) == (2, b"")
        assert any(marker.encode() in sights[0] for marker in mine)
        assert_absent(mine, {"reply": repr(reply).encode(), "record": repr(stored).encode()})
        assert stored.decision.context.used == ()
        assert house.store.uses(session.subject) == ()
    house.store.close()
