"""Things as customers name them: addresses among other words, comparatives, by-names, item numbers, prices."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assistant.fakes import AWAY, Chat, FakeLook, line, order

from earnest.assistant.addresses import parse_address
from earnest.assistant.matching import read_text
from earnest.assistant.names import find_mentions
from earnest.assistant.options import find_options
from earnest.assistant.tongue import Tongue, read_tongues
from earnest.assistant.variants import read_wants, settle
from earnest.domain.money import Money

ADDRESSES = {
    "Bergstraße 3, 20095 Hamburg": ("Bergstraße 3", "20095", "Hamburg"),
    "Lange Gasse 9, 80331 München": ("Lange Gasse 9", "80331", "München"),
    "Am Markt 5, 50667 Köln": ("Am Markt 5", "50667", "Köln"),
    "An der Alster 12, 20099 Hamburg": ("An der Alster 12", "20099", "Hamburg"),
    "Unter den Linden 77, 10117 Berlin": ("Unter den Linden 77", "10117", "Berlin"),
    "Karl-Marx-Allee 4b, 60311 Frankfurt am Main": ("Karl-Marx-Allee 4b", "60311", "Frankfurt am Main"),
    "Getreidegasse 9, 5020 Salzburg": ("Getreidegasse 9", "5020", "Salzburg"),
    "Bahnhofstrasse 10, CH-8001 Zürich": ("Bahnhofstrasse 10", "8001", "Zürich"),
}
BRITISH = {
    "12 Mill Lane, Bristol BS1 4QT": ("12 Mill Lane", "BS1 4QT", "Bristol"),
    "10 Downing Street, London SW1A 2AA": ("10 Downing Street", "SW1A 2AA", "London"),
}
FRAMES_EN = ("change the address of order 1058 to", "please ship order 1058 to", "my new address is", "send it to", "")
FRAMES_DE = ("die Handschuhe bitte an", "ändere die Adresse von 1058 auf", "ich wohne jetzt:", "Neue Adresse", "")
ENDS_EN = ("please", ". Thanks", ", please", "")
ENDS_DE = ("schicken", "bitte", "senden, danke", "")


@pytest.fixture(scope="module", name="tongues")
def _tongues() -> dict[str, Tongue]:
    return read_tongues(("en", "de"))


def lines(text: str, tongue: Tongue) -> tuple[str, str, str]:
    found = parse_address(text, tongue)
    return found.get("address1", ""), found.get("zip", ""), found.get("city", "")


@given(
    st.sampled_from(sorted(ADDRESSES)),
    st.one_of(
        st.tuples(st.just("en"), st.sampled_from(FRAMES_EN), st.sampled_from(ENDS_EN)),
        st.tuples(st.just("de"), st.sampled_from(FRAMES_DE), st.sampled_from(ENDS_DE)),
    ),
)
def test_words_of_the_frame_around_an_address_never_enter_its_lines(
    tongues: dict[str, Tongue], address: str, frame: tuple[str, str, str]
) -> None:
    language, before, after = frame

    found = lines(f"{before} {address} {after}".strip(), tongues[language])

    assert found == ADDRESSES[address]


@given(st.sampled_from(sorted(BRITISH)), st.sampled_from(FRAMES_EN), st.sampled_from(ENDS_EN))
def test_a_british_address_is_read_without_its_frame(
    tongues: dict[str, Tongue], address: str, before: str, after: str
) -> None:
    found = lines(f"{before} {address} {after}".strip(), tongues["en"])

    assert found == BRITISH[address]


def test_small_words_between_a_number_and_a_place_are_no_street(tongues: dict[str, Tongue]) -> None:
    found = parse_address("send order 1058 please to my place", tongues["en"])

    assert "address1" not in found


def shirts(*options: tuple[str, str, int]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"item{at:05}",
            "product_id": "p1",
            "available": True,
            "price": Money(cents, "EUR"),
            "options": {"color": color, "size": size},
        }
        for at, (color, size, cents) in enumerate(options)
    ]


def wanted(
    text: str, name: str, variants: list[dict[str, Any]], tongue: Tongue, others: tuple[str, ...] = ()
) -> dict[str, Any]:
    line = {"line_id": "1", "item_id": variants[0]["id"], "name": name, "options": variants[0]["options"]}
    found = read_wants(read_text(text, tongue), [line], {"1": variants}, {}, asked=False, others=others)
    want: dict[str, Any] = found.get("1", {})
    return want


def test_one_size_smaller_is_the_next_size_and_no_other(tongues: dict[str, Tongue]) -> None:
    variants = shirts(("red", "XL", 10), ("red", "S", 9), ("red", "L", 11))

    assert wanted("one size smaller would be good", "T-Shirt", variants, tongues["en"])["to"] == "item00002"


def test_a_comparison_that_nothing_meets_does_not_speak_of_the_same_thing(tongues: dict[str, Tongue]) -> None:
    variants = shirts(("red", "S", 9), ("blue", "M", 10))
    line = {"line_id": "1", "item_id": "item00000", "name": "T-Shirt", "options": variants[0]["options"]}
    want = wanted("a bigger one", "T-Shirt", variants, tongues["en"])

    found = settle(line, variants, want)

    assert found.variant is None
    assert found.missing is None
    assert [one["id"] for one in found.choices] == ["item00001"]


def test_an_item_number_names_a_variant(tongues: dict[str, Tongue]) -> None:
    variants = shirts(("red", "S", 9), ("blue", "M", 10))
    variants[1]["id"] = "4107812777"

    assert wanted("my shirt to item ID 4107812777", "T-Shirt", variants, tongues["en"])["to"] == "4107812777"


def test_what_is_said_of_another_thing_is_not_said_of_this_one(tongues: dict[str, Tongue]) -> None:
    variants = shirts(("white", "S", 9), ("red", "M", 10), ("black", "M", 10))
    text = "the T-Shirt for a red one size M, and I want to exchange the luggage set to a black one"

    found = wanted(text, "T-Shirt", variants, tongues["en"], ("Luggage Set",))

    assert found["wants"] == {"color": "red", "size": "M"}


def test_a_value_is_known_by_its_number_and_unit(tongues: dict[str, Tongue]) -> None:
    options = {"brightness": ("60W equivalent", "75W equivalent"), "connectivity": ("Wi-Fi", "none")}

    hits = find_options(read_text("75W Wi-Fi", tongues["en"]).tokens, options, tongues["en"])

    assert [hit.value for hit in hits] == ["75W equivalent", "Wi-Fi"]


def test_a_thing_is_found_by_another_word_for_it_and_the_closer_name_wins(tongues: dict[str, Tongue]) -> None:
    names = ("Espresso Machine", "Coffee Maker", "Running Shoes")

    found = find_mentions(read_text("the espresso maker and my runners", tongues["en"]).tokens, names, tongues["en"])

    assert [mention.names for mention in found] == [("Espresso Machine",), ("Running Shoes",)]


def test_the_dearer_of_two_things_is_found_in_the_other_order() -> None:
    cheap = line("1/1", "Desk Lamp", "v5", 4000, color="white", brightness="medium")
    dear = line("2/1", "Desk Lamp", "v6", 4500, color="white", brightness="high")
    orders = (order("#10051", "delivered", AWAY, cheap), order("#10052", "delivered", AWAY, dear))
    chat = Chat(FakeLook(orders=orders)).say("I want to return the desk lamp of order #10051 to my visa")

    chat.say("actually, I want to return the more expensive one")

    assert "#10052" in str(chat.args())
