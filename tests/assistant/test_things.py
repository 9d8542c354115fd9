"""Things as customers name them: addresses among other words, comparatives, by-names, item numbers, prices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.assistant.addresses import parse_address
from earnest.assistant.tongue import Tongue, read_tongues

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
