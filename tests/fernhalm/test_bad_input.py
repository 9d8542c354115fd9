"""Bad input: a clear answer or a clear error, nothing done, the conversation goes on."""

# ruff: noqa: RUF001 - look-alike letters of other scripts are what is tested

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fernhalm.customers import Customer, deeds

from earnest.app import Ready, build
from earnest.domain.errors import EarnestError, TooLarge
from earnest.house import House

Begin = Callable[..., Customer]


@pytest.fixture(scope="module")
def house(ready: Ready, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all: nothing here may change anything, so each test finds it as it was."""
    opened = build(ready, tmp_path_factory.mktemp("bad") / "fernhalm")
    yield opened
    opened.close()


# One line in each of many scripts, and what keyboards of our day produce.
SCRIPTS = (
    "Где мой заказ?",
    "我的订单在哪里？",
    "أين طلبي؟",
    "איפה ההזמנה שלי?",
    "ご注文はどこですか",
    "주문이 어디에 있나요",
    "मेरा ऑर्डर कहाँ है",
    "Πού είναι η παραγγελία μου;",
    "คำสั่งซื้อของฉันอยู่ที่ไหน",
    "ჩემი შეკვეთა სად არის",
    "የእኔ ትዕዛዝ የት ነው",
    "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪❤️‍🔥",
    "Z̸̢͍̑a̵͈̾l̶̰̈́g̸̨̀o̵͍͝",
    "\u202eesrever\u202c",
    "ＷＨＥＲＥ ＩＳ ＭＹ ＯＲＤＥＲ １０５１",
    "\ufeffwhere is order 1051",
)


@pytest.mark.parametrize("line", SCRIPTS)
def test_every_script_gets_an_answer_and_nothing_is_done(house: House, customer: Begin, line: str) -> None:
    heard = customer("ada", "").says(line)

    assert heard.text
    assert deeds(house) == 0


@pytest.mark.parametrize("line", ["", " ", "\n\n\t", "\x00", "\x00\x01\x02\x1b[31m", "\ud800", "\x7f" * 50])
def test_emptiness_and_control_characters_are_refused_or_answered(house: House, customer: Begin, line: str) -> None:
    ada = customer("ada")

    try:
        said = ada.says(line).text
    except EarnestError as error:
        said = str(error)

    assert said
    assert deeds(house) == 0
    assert "1051" in ada.says("where is order 1051?").text


def test_a_hundred_kilobytes_are_refused_with_the_limit(house: House, customer: Begin) -> None:
    ada = customer("ada")

    with pytest.raises(TooLarge, match=r"8,000"):
        ada.says("refund " * 15_000)

    assert deeds(house) == 0
    assert "1051" in ada.says("where is order 1051?").text


def test_markup_and_braces_stay_words(house: House, customer: Begin) -> None:
    ada = customer("ada")

    for line in (
        "<script>alert(1)</script>",
        "{order.id}",
        "{{7*7}}",
        "<confirm",
        "<choose 99999999>",
        "'; drop table",
    ):
        assert ada.says(line).decisions

    assert deeds(house) == 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.one_of(st.text(max_size=200), st.sampled_from(["<confirm>", "refund 1042", "yes", "no"])), max_size=6)
)
def test_no_words_alone_move_money(house: House, customer: Begin, lines: list[str]) -> None:
    # Broken if a line that is no press on a card, and no plain yes to one, led to a deed over the limit.
    ada = customer("ada")

    for line in lines:
        try:
            ada.says(line)
        except EarnestError as error:
            assert str(error)  # noqa: PT017 - a refusal must say something; any other error fails the test

    assert "1042/1" not in [row["id"] for row in house.world.shop.rows("select id from line where refunded = 1")]
