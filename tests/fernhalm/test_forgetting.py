"""Fernhalm's shop forgets with the house: what a customer wrote there goes, the books stay."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.erasure.planted import VALUES
from tests.erasure.searcher import Searcher
from tests.fernhalm.customers import Customer

from earnest.app import build
from earnest.cli.verifying import verify_house
from earnest.domain.time import SimulatedClock
from earnest.house import House
from earnest.ledger import FileKek


def test_the_shop_forgets_words_and_contacts_and_keeps_its_books(
    house: House, customer: Callable[..., Customer]
) -> None:
    shop = house.world.shop
    ada = customer("ada")
    fired = ada.says("The head torch from order 1043 is broken, I want my money back").decisions[-1].id
    lines = shop.rows("select count(*) as n from line")[0]["n"]
    before = house.explained(fired)

    job = house.erase(house.store.session(ada.talk.token).subject)

    (row,) = shop.rows("select * from customer where id = 'ada'")
    done = house.store.erasing.certificate(job)
    assert done is not None
    assert done.told == {"shop": "acknowledged"}
    assert (row["first_name"], row["email"], row["address"]) == ("", "", "")
    assert shop.rows("""select note from "order" where customer = 'ada' and note <> ''""") == []
    assert shop.rows("select count(*) as n from line")[0]["n"] == lines
    assert house.explained(fired).rules == before.rules
    assert verify_house(house).ok


@pytest.fixture
def own(fernhalm: Path, tmp_path: Path, clock: SimulatedClock) -> Iterator[House]:
    """A house that learned by itself: its models lie in its own folder."""
    opened = build(fernhalm, tmp_path / "own", clock=clock)
    yield opened
    opened.close()


@pytest.mark.slow
def test_nothing_planted_by_chat_is_left_in_tables_models_logs_and_files(
    own: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    house, ada, planted = own, Customer.begin(own, "ada", "en"), VALUES[::4]
    for value in planted:
        ada.says(f"My name is {value}. Where is order 1051?")
    ada.says("<person>")
    kek = FileKek.open(house.data.with_name(f"{house.data.name}.kek"))
    searcher = Searcher(house.store, house.data, kek, lambda: [caplog.text.encode()], but=("shop",))
    keys = searcher.keys()
    assert searcher.found(planted, keys) == set(planted)
    assert any(house.data.joinpath("models").iterdir())

    house.erase(house.store.session(ada.talk.token).subject)

    assert searcher.found(planted, keys) == searcher.found(planted, searcher.keys()) == frozenset()
    assert verify_house(house).ok


def test_words_are_kept_no_longer_than_the_shortest_time_that_the_data_map_names(house: House) -> None:
    named = [rule.retention.days for source in house.brand.data_map.sources for rule in source.fields]

    shortest = min(days for days in named if days)

    assert house.times().conversation_days == min(shortest, house.brand.settings.retention.conversation_days)
    assert house.times().conversation_days < house.times().record_days
