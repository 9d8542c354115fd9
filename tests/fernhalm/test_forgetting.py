"""Fernhalm's shop forgets with the house: what a customer wrote there goes, the books stay."""

from collections.abc import Callable

from tests.fernhalm.customers import Customer

from earnest.cli.proofs import verify_house
from earnest.house import House


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


def test_words_are_kept_no_longer_than_the_shortest_time_that_the_data_map_names(house: House) -> None:
    named = [rule.retention.days for source in house.brand.data_map.sources for rule in source.fields]

    shortest = min(days for days in named if days)

    assert house.times().conversation_days == min(shortest, house.brand.settings.retention.conversation_days)
    assert house.times().conversation_days < house.times().record_days
