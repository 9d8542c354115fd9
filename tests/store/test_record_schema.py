"""Records have a published schema: nothing is in a record that it does not describe."""

from copy import deepcopy
from typing import Any

import jsonschema
import pytest
from tests.store.made import House, answer, approval, card, effect
from tests.store.records import complaints, of_record, require_schema, schema

from earnest.ledger import record_of
from earnest.store import codec, sealing


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())

    assert schema()["$id"].endswith(f"/{codec.RECORD_VERSION}.json")


def test_whatever_is_recorded_fits_it(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    made = (answer(customer, talk), card(customer, talk), effect(customer, talk), approval(customer, talk))
    house.turn(customer, talk, *made)

    assert require_schema(house.store) == 1 + len(made)


def test_the_intent_of_a_deed_fits_it(house: House) -> None:
    customer = house.customer()
    house.effect(customer, house.talk(customer))
    house.store.claim(house.clock.now())

    def opened(unit: Any) -> dict[str, Any]:
        name, commitment = unit.rows.one("SELECT id, commitment FROM intents")
        found, _ = sealing.open_fields(unit.rows, unit.kit.keys, name, sealing.ACCOUNTABLE, bytes(commitment))
        return dict(found)

    assert complaints(house.store.read(opened)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("what", "mood"), "cross"),
        (("what", "sure"), "rather"),
        (("policy", "brand"), "the newest"),
        (("said",), [["shout", "hey"]]),
        (("email",), "ada@example.org"),
    ],
)
def test_what_the_schema_does_not_describe_is_noticed(house: House, path: tuple[str, ...], value: object) -> None:
    customer = house.customer()
    decided = house.effect(customer, house.talk(customer))
    record = deepcopy(record_of(house.store.decision(decided.id).fields))
    place = record
    for name in path[:-1]:
        place = place[name]

    place[path[-1]] = value

    assert list(of_record().iter_errors(record))
