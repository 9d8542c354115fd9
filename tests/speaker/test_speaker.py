"""The simulated customer: an honest person who knows only its wish, and reads before it presses."""

import re
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

HEAD = "Your name is Ada Byron and your zip code is 10115. You are patient, polite. "
WISHES = {
    "cancel": "Cancel order #W1111111 because no longer needed. ",
    "return": "Return #W2222222 via paypal_7654321: Tea Kettle; ",
    "swap": (
        "For #W3333333, exchange Desk Lamp {'color': 'black', 'brightness': 'low'} to {'color': 'white'}; "
        "via paypal_7654321. "
    ),
    "address": (
        "For #W4444444, change address to {'order_id': '#W4444444', 'address1': '12 Elm Lane', 'address2': '', "
        "'city': 'Bonn', 'country': 'USA', 'state': 'NY', 'zip': '10001'} (same as #W5555555). "
    ),
    "payment": "For #W6666666, change payment to gift_card_1234567. ",
}
ROWS = {
    "cancel": (("Order", "#W1111111"),),
    "return": (("Item", "Tea Kettle, glass, 2 liters"), ("Order", "#W2222222"), ("Back to", "PayPal")),
    "swap": (
        ("Item", "Desk Lamp, black, low"),
        ("Becomes", "Desk Lamp, white, low"),
        ("Order", "#W3333333"),
        ("Pay", "PayPal"),
    ),
    "address": (("Order", "#W4444444"), ("New address", "12 Elm Lane, Bonn, NY 10001")),
    "payment": (("Order", "#W6666666"), ("Pay with", "Gift card")),
}
TITLES = {
    "cancel": ("Cancel the order", "Cancel order and refund it", "Order to be cancelled"),
    "return": ("Return items", "Return 1 item", "Please confirm: return"),
    "swap": ("Exchange items", "Change the items of your order", "Modify order items", "Swap 1 item"),
    "address": ("Change the delivery address of the order", "Update shipping address"),
    "payment": ("Change the payment method", "Update payment method of the order"),
}
DEAF = "I did not understand."
QUESTIONS = (
    "Hello, how can I help you today?",
    "Could you give me your e-mail, or your name and zip code?",
    "Which order is this about?",
    "Which items do you mean?",
    "Which option would you like instead?",
    "Which payment method should I use?",
    "What is the new address?",
    "What is the reason?",
    "Sorry, that is not possible because the order was already delivered.",
    "Shall I go ahead?",
    "Done: it has been submitted. Is there anything else I can do?",
)


class OnlyTheInstruction(Mapping[str, object]):
    """A task that cries out when anything but the customer's own words is read."""

    def __init__(self, task: Mapping[str, object]) -> None:
        self._task = {key: task[key] for key in ("instruction", "user_scenario") if key in task}

    def __getitem__(self, key: str) -> object:
        assert key in {"instruction", "user_scenario"}, f"the speaker read {key}"
        return self._task[key]

    def __contains__(self, key: object) -> bool:
        assert key in {"instruction", "user_scenario"}, f"the speaker asked for {key}"
        return key in self._task

    def __iter__(self) -> Iterator[str]:
        pytest.fail("the speaker listed the task's keys")

    def __len__(self) -> int:
        return len(self._task)


def screen(
    speaker: ModuleType, text: str, choices: tuple[str, ...] = (), card: Any = None, *, handed_over: bool = False
) -> Any:
    """What is on the customer's screen after an assistant's turn."""
    return speaker.Shown(text, choices, card, handed_over)


def heard(speaker: ModuleType, customer: Any, lines: tuple[str, ...], turns: int = 40, card: Any = None) -> list[str]:
    """What the customer says to an assistant that says these lines in turn."""
    said: list[str] = []
    shown = None
    for turn in range(turns):
        line = customer.next(shown)
        if line is None:
            break
        said.append(line)
        shown = screen(speaker, lines[turn % len(lines)], card=card)
    return said


def task(*kinds: str) -> dict[str, object]:
    return {"instruction": HEAD + "".join(WISHES[kind] for kind in kinds), "user_id": "x", "actions": []}


def card(speaker: ModuleType, kind: str, title: str = "", rows: tuple[tuple[str, str], ...] = ()) -> Any:
    return speaker.CardShown(title or TITLES[kind][0], rows or ROWS[kind])


@pytest.mark.shared
def test_only_the_instruction_of_any_task_is_read(speaker: ModuleType, tasks: list[dict[str, object]]) -> None:
    for each in tasks:
        assert heard(speaker, speaker.make_speaker(OnlyTheInstruction(each), 1), QUESTIONS), each["id"]


@pytest.mark.shared
def test_the_same_seed_gives_the_same_customer_and_another_seed_another(
    speaker: ModuleType, tasks: list[dict[str, object]]
) -> None:
    def all_heard(seed: int) -> list[list[str]]:
        return [heard(speaker, speaker.make_speaker(each, seed), QUESTIONS) for each in tasks[::9]]

    assert all_heard(3) == all_heard(3)
    assert all_heard(3) != all_heard(4)


@pytest.mark.shared
def test_every_line_of_every_task_is_ordinary_words(speaker: ModuleType, tasks: list[dict[str, object]]) -> None:
    coded = re.compile(
        r"[{}\[\]~|\0]|(?:credit_card|gift_card|paypal)_|(?<!\d)\d{10}(?!\d)|\bthe agent\b", re.IGNORECASE
    )

    lines = [
        line
        for each in tasks
        for seed in (1, 2)
        for line in heard(speaker, speaker.make_speaker(each, seed), QUESTIONS)
    ]

    assert [line for line in lines if coded.search(line) or not line.strip()] == []


@pytest.mark.shared
def test_about_one_line_in_ten_is_misspelt(speaker: ModuleType, tasks: list[dict[str, object]]) -> None:
    wrong = total = 0
    for each in tasks:
        for seed in (1, 2):
            said = heard(speaker, speaker.make_speaker(each, seed), QUESTIONS)
            meant = heard(speaker, speaker.make_speaker(each, seed, misspelt_rate=0), QUESTIONS)
            wrong += sum(a != b for a, b in zip(said, meant, strict=True))
            total += len(said)

    assert 0.07 <= wrong / total <= 0.13


@pytest.mark.shared
def test_every_task_hangs_up_within_thirty_lines_on_an_assistant_that_understands_nothing(
    speaker: ModuleType, tasks: list[dict[str, object]]
) -> None:
    lengths = [len(heard(speaker, speaker.make_speaker(each, seed), (DEAF,))) for each in tasks for seed in (1, 2)]

    assert max(lengths) <= 30


@pytest.mark.shared
def test_every_task_has_a_name_and_at_least_one_wish(speaker: ModuleType, tasks: list[dict[str, object]]) -> None:
    goals = [speaker.Goal(each) for each in tasks]

    assert [each["id"] for each, goal in zip(tasks, goals, strict=True) if goal.name == "me" or not goal.wishes] == []
    assert [each["id"] for each, goal in zip(tasks, goals, strict=True) if not (goal.emails or goal.zips)] == []


@pytest.mark.parametrize("kind", WISHES)
def test_a_wish_of_each_kind_has_twenty_phrasings_whatever_its_order_is_called(speaker: ModuleType, kind: str) -> None:
    order = re.compile(r"(?:my )?(?:order )?(?:number |no\. )?#?W?\d{7}")
    (wish,) = speaker.Goal(task(kind)).wishes

    ways = {order.sub("ORDER", speaker.Voice(str(seed)).wish(wish)) for seed in range(300)}

    assert len(ways) >= 20


def test_misspelling_spares_names_numbers_and_addresses(speaker: ModuleType) -> None:
    line = "Ada Byron, ada.byron12@example.com, 10115, #W1234567, 12 Elm Lane"

    assert {speaker.misspell(speaker.random.Random(seed), line) for seed in range(50)} == {line}


@given(
    wish=st.sampled_from(sorted(WISHES)),
    title=st.sampled_from(sorted(TITLES)),
    seed=st.integers(0, 10**6),
    data=st.data(),
)
def test_a_card_that_does_something_else_is_never_confirmed(
    speaker: ModuleType, wish: str, title: str, seed: int, data: st.DataObject
) -> None:
    words = data.draw(st.sampled_from(TITLES[title]))
    rows = data.draw(st.sampled_from([ROWS[title], ROWS[wish]]))
    customer = speaker.make_speaker(task(wish), seed)

    said = heard(speaker, customer, ("Please confirm.",), card=card(speaker, wish, words, rows))

    assert title == wish or "<confirm>" not in said
    assert len(said) <= 30


@given(kind=st.sampled_from(sorted(WISHES)), seed=st.integers(0, 10**6), data=st.data())
def test_the_card_that_was_asked_for_is_confirmed(
    speaker: ModuleType, kind: str, seed: int, data: st.DataObject
) -> None:
    customer = speaker.make_speaker(task(kind), seed)
    shown = card(speaker, kind, data.draw(st.sampled_from(TITLES[kind])))
    customer.next(None)
    customer.next(screen(speaker, "How can I help?"))

    assert customer.next(screen(speaker, "Please confirm.", card=shown)) == "<confirm>"


@pytest.mark.parametrize(
    ("kind", "wrong", "right"),
    [
        ("cancel", "#W1111111", "#W9999999"),
        ("return", "Tea Kettle, glass, 2 liters", "Water Bottle, red"),
        ("return", "PayPal", "Mastercard ending in 1234"),
        ("swap", "Desk Lamp, white, low", "Desk Lamp, silver, low"),
        ("swap", "#W3333333", "#W9999999"),
        ("address", "12 Elm Lane, Bonn, NY 10001", "9 Oak Street, Bonn, NY 10001"),
        ("payment", "Gift card", "PayPal"),
    ],
)
def test_a_card_with_one_wrong_row_is_named_then_declined_and_never_confirmed(
    speaker: ModuleType, kind: str, wrong: str, right: str
) -> None:
    rows = tuple((label, value.replace(wrong, right)) for label, value in ROWS[kind])

    for seed in range(30):
        said = heard(
            speaker, speaker.make_speaker(task(kind), seed), ("Please confirm.",), card=card(speaker, kind, rows=rows)
        )
        assert "<confirm>" not in said
        assert "<cancel>" in said


@pytest.mark.parametrize("seed", range(20))
def test_wishes_are_raised_one_after_another_until_all_are_done(speaker: ModuleType, seed: int) -> None:
    customer = speaker.make_speaker(task("cancel", "return"), seed)
    numbers = {"cancel": "1111111", "return": "2222222"}
    done: list[str] = []
    pending, shown = "", None
    while (line := customer.next(shown)) is not None:
        asked = [kind for kind, number in numbers.items() if number in line and kind not in done]
        if line == "<confirm>":
            done.append(pending)
            shown = screen(speaker, "Done. Is there anything else?")
        elif asked:
            pending = asked[0]
            shown = screen(speaker, "Please confirm.", card=card(speaker, pending))
        else:
            shown = screen(speaker, "Which order is it about?")

    assert done == ["cancel", "return"]


@pytest.mark.parametrize(
    ("kind", "choices", "line"),
    [
        ("cancel", ("Return items", "Cancel an order", "Something else", "A person"), "<choose 2>"),
        ("cancel", ("Order #W9999999, delivered", "Order #W1111111, pending", "Something else"), "<choose 2>"),
        ("cancel", ("Ordered by mistake", "No longer needed", "Something else"), "<choose 2>"),
        ("return", ("Mastercard ending in 1234", "Gift card", "PayPal", "A person"), "<choose 3>"),
        ("return", ("Water Bottle, red", "Tea Kettle, glass", "Something else"), "<choose 2>"),
    ],
)
def test_the_choice_that_fits_is_pressed(speaker: ModuleType, kind: str, choices: tuple[str, ...], line: str) -> None:
    customer = speaker.make_speaker(task(kind), 1)
    customer.next(None)
    customer.next(screen(speaker, "How can I help?"))

    assert customer.next(screen(speaker, "Which one do you mean?", choices)) == line


def test_choices_that_do_not_fit_are_answered_in_words(speaker: ModuleType) -> None:
    customer = speaker.make_speaker(task("return"), 1)
    customer.next(None)
    customer.next(screen(speaker, "How can I help?"))

    line = customer.next(screen(speaker, "Which item do you mean?", ("Perfume", "Sunglasses", "A person")))

    assert "kettle" in line.lower()


def test_a_hand_over_ends_the_conversation(speaker: ModuleType) -> None:
    customer = speaker.make_speaker(task("return"), 1)
    customer.next(None)

    assert customer.next(screen(speaker, "A person takes over.", handed_over=True)) is None


def prose(reason_for_call: str, task_instructions: str = "") -> dict[str, object]:
    known = {"known_info": "You are Ada Byron in zip code 10115.", "unknown_info": "You do not know your e-mail."}
    words = {"reason_for_call": reason_for_call, "task_instructions": task_instructions, "domain": "retail", **known}
    return {"user_scenario": {"persona": None, "instructions": words}}


def test_a_refusal_brings_the_wish_that_was_kept_for_it(speaker: ModuleType) -> None:
    customer = speaker.make_speaker(
        prose("You want to return the lamp. If that is not possible, you want to cancel the order."), 2
    )
    customer.next(None)
    customer.next(screen(speaker, "How can I help?"))

    line = customer.next(screen(speaker, "Sorry, that is not possible."))

    assert "I want to cancel the order" in line


def test_a_change_of_mind_comes_with_the_card(speaker: ModuleType) -> None:
    wish = "You want to cancel the grill. If the agent asks you to confirm, you regret and want to keep it."
    customer = speaker.make_speaker(prose(wish), 2)
    customer.next(None)
    customer.next(screen(speaker, "How can I help?"))

    line = customer.next(screen(speaker, "Please confirm.", card=speaker.CardShown("Cancel order", ())))

    assert "keep it" in line
    assert line != "<confirm>"


def test_what_must_not_be_revealed_is_not_said(speaker: ModuleType) -> None:
    wish = "You want to move your order to your Paris home (it is in your profile but do not reveal it to the agent)."

    lines = heard(speaker, speaker.make_speaker(prose(wish), 2), QUESTIONS)

    assert not any("reveal" in line or "agent" in line for line in lines)


def test_a_person_speaks_in_the_first_person(speaker: ModuleType) -> None:
    words = "You want to ask the agent which two shirts you've ordered, and you are sure that your lamp was cheaper"

    assert (
        speaker.first_person(words)
        == "can you tell me which two shirts I've ordered, and I'm sure that my lamp was cheaper"
    )
