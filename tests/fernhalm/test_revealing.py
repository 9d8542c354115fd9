"""At the desk a customer's data is masked; each field is revealed by itself, with a reason, and on the record."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fernhalm.customers import Customer

from earnest.desk.masking import MASK, OPEN, is_masked
from earnest.domain.errors import BadInput, NotFound
from earnest.domain.turns import DecisionKind
from earnest.house import House
from earnest.web.desk_customer import revealed, shown

Begin = Callable[..., Customer]


def test_names_are_shown_and_whatever_tells_more_is_masked(house: House, customer: Begin) -> None:
    talk = customer("ada").talk.conversation

    fields = {one["name"]: one for one in shown(house, talk, "mia")}

    assert fields["first_name"]["value"] == "Ada"
    assert {name for name, one in fields.items() if one["masked"]} >= {"email", "address"}
    assert all(one["value"] == MASK for one in fields.values() if one["masked"])


def test_a_reveal_shows_one_field_and_is_a_leaf_that_says_who_and_why(house: House, customer: Begin) -> None:
    talk = customer("ada").talk.conversation
    size = house.store.log_size()

    found = revealed(house, talk, "email", "mia", "the parcel came back")

    stored = house.store.decision(found["decision"])
    assert "@" in found["value"]
    assert house.store.log_size() == size + 1
    assert (stored.decision.kind, stored.decision.words) == (
        DecisionKind.REVEALED,
        {"reason": "the parcel came back"},
    )
    assert [(one.source, one.field) for one in stored.decision.context.used] == [("customer", "email")]
    assert b"mia" in next(one.value for one in stored.fields if one.name == "colleague")
    assert found["value"].encode() not in b"".join(one.value for one in stored.fields)
    assert {one["masked"] for one in shown(house, talk, "mia") if one["name"] == "email"} == {True}


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_without_a_reason_nothing_is_revealed(house: House, customer: Begin, reason: str) -> None:
    talk = customer("ada").talk.conversation
    size = house.store.log_size()

    with pytest.raises(BadInput, match="why"):
        revealed(house, talk, "email", "mia", reason)

    assert house.store.log_size() == size


def test_what_is_not_there_cannot_be_revealed_and_a_visitor_has_nothing(house: House, customer: Begin) -> None:
    ada, visitor = customer("ada"), customer("")

    with pytest.raises(NotFound):
        revealed(house, ada.talk.conversation, "password", "mia", "curious")

    assert shown(house, visitor.talk.conversation, "mia") == []


@given(st.sampled_from(["nickname", "first_name"]), st.sampled_from(sorted(OPEN)), st.emails())
def test_an_address_for_mail_is_masked_whatever_the_field_is_called(name: str, category: str, value: str) -> None:
    assert is_masked(name, category, value)


@pytest.mark.parametrize("value", ["DE89 3704 0044 0532 0130 00", "+49 170 1234567", "4111 1111 1111 1111"])
def test_numbers_that_tell_who_somebody_is_are_masked_whatever_the_field_is_called(value: str) -> None:
    assert is_masked("nickname", "name", value)


@given(st.text(max_size=30), st.text(max_size=12).filter(lambda one: one not in OPEN))
def test_what_nobody_declared_harmless_is_masked(value: str, category: str) -> None:
    assert is_masked("anything", category, value)
