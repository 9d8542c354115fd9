"""A brand that was read and learned once: its houses are those of its folder, and strangers to each other."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fernhalm.customers import Customer, deeds

from earnest.app import Ready, build
from earnest.assistant.bound_in_force import LOOK_SECONDS_MIN
from earnest.domain.labels import Judged
from earnest.domain.time import SECOND, SimulatedClock
from earnest.domain.turns import DecisionKind
from earnest.house import House

INVOICE = "can you send me the invoice for 1042"


@pytest.fixture
def other(ready: Ready, tmp_path: Path, clock: SimulatedClock) -> Iterator[House]:
    opened = build(ready, tmp_path / "other", clock=clock)
    yield opened
    opened.close()


def test_a_house_made_of_it_is_the_one_made_of_the_folder(
    fernhalm: Path, learned: Path, house: House, tmp_path: Path, clock: SimulatedClock
) -> None:
    shutil.copytree(learned, tmp_path / "read" / "models", copy_function=os.link)
    read = build(fernhalm, tmp_path / "read", clock=clock)

    said = [Customer.begin(one, "ada", "en").says("where is order 1051?").text for one in (house, read)]
    read.close()

    assert said[0] == said[1]
    assert house.brand.version == read.brand.version
    assert house.abilities == read.abilities


def test_what_one_house_was_taught_and_did_is_not_in_another(house: House, other: House, clock: SimulatedClock) -> None:
    for number in range(3):
        house.store.desk.note_label(Judged(f"D-{number}", "desk_audit", "invoice", 99, right=False, really="refund"))
    clock.move(LOOK_SECONDS_MIN * SECOND)

    doubted = Customer.begin(house, "ada", "en").says(INVOICE)
    at_once = Customer.begin(other, "ada", "en").says(INVOICE)

    assert doubted.kinds == (DecisionKind.CARD,)
    assert DecisionKind.EFFECT in at_once.kinds
    assert (deeds(house), deeds(other)) == (0, 1)
