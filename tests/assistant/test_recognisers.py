"""What is read out of free words: names, numbers, options, addresses, claims, amounts, small words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.assistant.addresses import parse_address
from earnest.assistant.claims import complete, find_claims
from earnest.assistant.cues import Aside, Stems, aside_of, asks_for_person, cue_place, read_cue
from earnest.assistant.moneys import find_money
from earnest.assistant.names import find_mentions
from earnest.assistant.numbers import find_numbers
from earnest.assistant.options import find_options
from earnest.assistant.tongue import cut, guess_language, is_slip, plain, read_tongues
from earnest.assistant.variants import grade
from earnest.domain.money import Money

TONGUES = read_tongues(("en", "de"))
EN, DE = TONGUES["en"], TONGUES["de"]
LAPTOP = {"screen size": ("13-inch", "15-inch"), "ram": ("8GB", "16GB"), "color": ("black", "silver", "space grey")}
SHOES = {"size": ("8", "9", "10"), "waterproof": ("yes", "no"), "material": ("leather", "stainless steel")}


def names(text: str, *known: str) -> list[str]:
    return [mention.names[0] for mention in find_mentions(cut(text), known, EN)]


def options(text: str, known: dict[str, tuple[str, ...]], *, loose: bool = False) -> dict[str, str]:
    return {hit.key: hit.value for hit in find_options(cut(text), known, EN, loose=loose)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my tshirt", "T-Shirt"),
        ("the t shirts", "T-Shirt"),
        ("a wrsitwatch", "Wristwatch"),
        ("watch", "Wristwatch"),
        ("head phones", "Headphones"),
        ("the headphone", "Headphones"),
        ("vaccum cleaner", "Vacuum Cleaner"),
        ("ereader", "E-Reader"),
    ],
)
def test_a_name_is_found_in_spite_of_typos_plurals_and_hyphens(text: str, name: str) -> None:
    assert names(text, "T-Shirt", "Wristwatch", "Headphones", "Vacuum Cleaner", "E-Reader", "Desk Lamp") == [name]


def test_a_weak_word_names_nothing_alone() -> None:
    assert names("is it water resistant and smart?", "Water Bottle", "Smart Watch") == []


def test_a_plural_is_told_from_a_singular() -> None:
    (one,) = find_mentions(cut("the lamp"), ["Desk Lamp"], EN)
    (many,) = find_mentions(cut("both lamps"), ["Desk Lamp"], EN)

    assert (one.plural, many.plural) == (False, True)


@pytest.mark.parametrize("text", ["#W1234567", "w1234567", "1234567", "W 1234567", "order no. W123-4567", "nr.1234567"])
def test_a_number_is_known_in_any_spelling(text: str) -> None:
    assert find_numbers(text, ["#W1234567"]).known == ("#W1234567",)


def test_a_number_with_one_slip_is_unknown_and_alike() -> None:
    found = find_numbers("W1234576", ["#W1234567"])

    assert (found.known, found.unknown, found.alike) == ((), ("W1234576",), (("W1234576", "#W1234567"),))


def test_digits_of_an_email_address_are_no_number() -> None:
    assert find_numbers("ada.moss1234567@example.com", ["#W1234567"]).known == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("16 GB, 13 inch", {"ram": "16GB", "screen size": "13-inch"}),
        ("space gray", {"color": "space grey"}),
        ('the 15" one in silver', {"color": "silver"}),
    ],
)
def test_units_and_spellings_of_options_are_one(text: str, found: dict[str, str]) -> None:
    assert options(text, LAPTOP) == found


def test_a_longer_value_shadows_a_shorter_one_across_marks() -> None:
    assert options("wi-fi + cellular", {"connectivity": ("Wi-Fi", "Wi-Fi + Cellular")}) == {
        "connectivity": "Wi-Fi + Cellular"
    }


def test_a_bare_number_needs_a_hint_or_a_question() -> None:
    assert options("I bought 9 of these", SHOES) == {}
    assert options("size 9", SHOES) == {"size": "9"}
    assert options("9", SHOES, loose=True) == {"size": "9"}


def test_an_option_named_by_itself_is_yes_or_no() -> None:
    assert options("a waterproof one", SHOES)["waterproof"] == "yes"
    assert options("not waterproof", SHOES)["waterproof"] == "no"
    assert options("leather, order no. 4711", SHOES) == {"material": "leather"}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("12 Oak St, Suite 5, Austin, TX 78701, USA", ("12 Oak St", "Suite 5", "Austin", "TX", "78701", "USA")),
        ("to 101 Highway, New York, 10001", ("101 Highway", "", "New York", "NY", "10001", "")),
        ("9 Elm Avenue Apt 3, Washington, DC, 20001", ("9 Elm Avenue", "Apt 3", "Washington", "DC", "20001", "")),
        ("order 4711 goes to 7 Low Road, Salem, Oregon 97301", ("7 Low Road", "", "Salem", "OR", "97301", "")),
    ],
)
def test_an_american_address_is_read_in_lines(text: str, lines: tuple[str, ...]) -> None:
    found = parse_address(text, EN)

    assert tuple(found.get(name, "") for name in ("address1", "address2", "city", "state", "zip", "country")) == lines


def test_a_german_address_is_read_in_lines() -> None:
    found = parse_address("Bitte an Lindenstraße 12a, 50674 Köln", DE)

    assert (found["zip"], found["city"], found["country"]) == ("50674", "Köln", "Germany")
    assert found["address1"].endswith("Lindenstraße 12a")


@pytest.mark.parametrize(
    ("text", "asked", "claims"),
    [
        ("Hi, I'm Ada Moss, zip 97301", False, {"first_name": "Ada", "last_name": "Moss", "zip": "97301"}),
        ("ada moss 97301", True, {"first_name": "Ada", "last_name": "Moss", "zip": "97301"}),
        ("I'm looking for my order #W1234567", False, {}),
        ("my mail is Ada.M@Example.com.", False, {"email": "ada.m@example.com"}),
        ("Mein Name ist Ada Moss", False, {}),
    ],
)
def test_claims_are_read_only_where_they_are_made(text: str, asked: bool, claims: dict[str, str]) -> None:
    assert find_claims(text, EN, asked=asked) == claims


def test_the_first_complete_identifier_is_tried() -> None:
    identifiers = {"email": ("email",), "name_and_zip": ("first_name", "zip")}

    assert complete({"zip": "1"}, identifiers) is None
    assert complete({"zip": "1", "first_name": "A"}, identifiers) == ("name_and_zip", {"first_name": "A", "zip": "1"})


@pytest.mark.parametrize(
    ("text", "money"), [("under $12", Money(1200, "USD")), ("12,50 Euro", Money(1250, "EUR")), ("12", None)]
)
def test_an_amount_needs_a_currency(text: str, money: Money | None) -> None:
    assert find_money(text) == money


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("hi there", Aside.GREETING),
        ("ok thanks!", Aside.THANKS),
        ("👍", Aside.SILENCE),
        ("no, that's all", Aside.FAREWELL),
        ("yes please", Aside.YES),
        ("nope", Aside.NO),
        ("never mind", Aside.ABANDON),
        ("no wait, forget it, I see it now", Aside.ABANDON),
        ("yes, but on my gift card", None),
        ("hi, cancel it", None),
    ],
)
def test_a_message_without_a_wish_is_small_talk(text: str, aside: Aside | None) -> None:
    assert aside_of(EN, text) is aside


def test_a_cue_needs_all_its_parts_and_forgives_one_slip_but_not_another_cue() -> None:
    cue = read_cue("change*|switch* & order & !address*")
    charge = read_cue("charge*")
    stems = Stems([cue, charge])

    assert cue_place(cue, cut("please chnage my order"), stems) == 1
    assert cue_place(cue, cut("change my address of the order"), stems) is None
    assert cue_place(charge, cut("change it"), stems) is None
    assert cue_place(charge, cut("chrage it"), stems) == 0


@given(st.text(alphabet="abcdefgh", min_size=2, max_size=10), st.integers(0, 9), st.sampled_from("xyz"))
def test_one_letter_wrong_missing_or_added_is_one_slip(word: str, at: int, letter: str) -> None:
    at %= len(word)

    assert is_slip(word, word)
    assert is_slip(word, word[:at] + letter + word[at + 1 :])
    assert is_slip(word, word[:at] + word[at + 1 :]) or len(word) == 1
    assert is_slip(word, word[:at] + letter + word[at:])
    assert not is_slip(word, word + "qq")


def test_languages_are_told_apart_by_their_small_words() -> None:
    assert guess_language(TONGUES, "wo ist meine Bestellung", "en") == "de"
    assert guess_language(TONGUES, "where is my order", "de") == "en"
    assert guess_language(TONGUES, "12345", "de") == "de"


def test_words_are_compared_without_case_and_accents() -> None:
    assert plain("GRÖSSE Café") == "grosse cafe"


def test_grades_follow_numbers_and_words() -> None:
    one_litre, more = grade("1 liter"), grade("1.5 liters")
    low, high = grade("low"), grade("high")

    assert one_litre is not None
    assert more is not None
    assert one_litre < more
    assert low is not None
    assert high is not None
    assert low < high
    assert grade("black") is None


def test_a_person_is_asked_for_in_any_of_the_languages() -> None:
    assert asks_for_person(TONGUES.values(), "Ich will mit einem Menschen sprechen")
    assert not asks_for_person(TONGUES.values(), "ship it to the person at the desk")


def test_a_charger_is_no_slip_of_charged_but_orders_are_order() -> None:
    stems = Stems([read_cue("charge|charged|charges"), read_cue("order")])

    assert not stems.fits("charger")
    assert stems.fits("orders")
