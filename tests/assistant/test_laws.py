"""Laws of the assistant: any text in any state; bounded state; arguments only of handles that were given out."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.assistant.fakes import PLAYBOOKS, Chat, FakeLook, FakeRouter, two_pending

from earnest.assistant.state import STATE_BYTES_MAX, dump_state, load_state
from earnest.assistant.tongue import cut
from earnest.domain.identity import Level
from earnest.domain.money import Money
from earnest.domain.turns import Proposal

BITS = st.sampled_from(
    [
        "cancel",
        "return",
        "exchange",
        "change",
        "address",
        "order",
        "10042",
        "#10043",
        "10044",
        "99999",
        "the",
        "lamp",
        "backpack",
        "shirts",
        "mug",
        "black",
        "size",
        "M",
        "mistake",
        "don't",
        "not",
        "no",
        "yes",
        ",",
        ".",
        "?",
        "and",
        "everything",
        "except",
        "both",
        "also",
        "only",
        "actually",
        "cheapest",
        "bigger",
        "prefer",
        "gift",
        "card",
        "visa",
        "to",
        "12",
        "Oak",
        "St,",
        "Austin,",
        "TX",
        "78701",
        "Ada",
        "Moss",
        "ada@example.com",
        "97301",
        "never",
        "mind",
        "hello",
        "thanks",
        "person",
        "where",
        "is",
        "track",
        "how",
        "many",
        "stornieren",
        "zurück",
        "Adresse",
        "nicht",
        "mehr",
        "Bestellung",
        "aus",
        "Versehen",
        "ja",
        "nein",
        "😀",
        "\u202e",
        "{order.id}",
        "$",
        "'",
        '"',
        "<confirm>",
        "the",
        "second",
        "one",
    ]
)
MESSAGES = st.one_of(st.lists(BITS, min_size=1, max_size=25).map(" ".join), st.text(min_size=1, max_size=200))
STEPS = st.lists(st.tuples(MESSAGES, st.booleans(), st.integers(0, 6)), min_size=1, max_size=6)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def speaks(proposal: Proposal) -> bool:
    return bool(proposal.say) or proposal.action is not None or proposal.hand_over is not None


def handles_in(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value} if value.startswith("h:") else set()
    if isinstance(value, list | tuple):
        return {handle for one in value for handle in handles_in(one)}
    return {handle for one in value.values() for handle in handles_in(one)} if isinstance(value, dict) else set()


@given(STEPS, st.booleans(), st.sampled_from(["accepted", "ask", "out_of_scope"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_conversation_always_gets_an_answer_and_names_only_what_was_given_out(
    steps: list[tuple[str, bool, int]], known: bool, outcome: str
) -> None:
    look = two_pending() if known else FakeLook(known=False)
    chat = Chat(look, FakeRouter({"lamp": "return"}, outcome=outcome), Level.SIGNED_IN if known else Level.ANYONE)

    for text, card_closes, press in steps:
        chat.card = chat.card and not card_closes
        option = chat.options[press].id if chat.thought and press < len(chat.options) else ""
        chat.say("" if option else text, chosen=option)

        assert chat.proposals or not text.strip()
        assert all(speaks(one) for one in chat.proposals)
        assert sum(one.action is not None for one in chat.proposals) <= 1
        dumped = json.dumps(chat.state, ensure_ascii=False)
        assert len(dumped.encode()) <= STATE_BYTES_MAX
        assert json.loads(dumped) == chat.state
        assert not floats_in(chat.state)
        for one in chat.proposals:
            if one.action:
                assert handles_in(dict(one.action.arguments)) <= look.given


def floats_in(value: Any) -> bool:
    if isinstance(value, dict):
        return any(floats_in(one) for one in value.values())
    return any(floats_in(one) for one in value) if isinstance(value, list | tuple) else isinstance(value, float | Money)


@given(
    st.dictionaries(
        st.sampled_from(
            ["wishes", "carded", "options", "lost", "failed", "claims", "identifying", "focus", "parked", "turn", "x"]
        ),
        JSON,
    )
)
@settings(max_examples=150, deadline=None)
def test_a_damaged_state_is_read_as_far_as_it_can_be(found: dict[str, Any]) -> None:
    state = load_state(found, PLAYBOOKS)

    assert load_state(dump_state(state), PLAYBOOKS) == load_state(
        dump_state(load_state(dump_state(state), PLAYBOOKS)), PLAYBOOKS
    )


@given(
    st.sampled_from(sorted(PLAYBOOKS)),
    st.dictionaries(
        st.sampled_from(
            [
                "order",
                "lines",
                "payment",
                "new_items",
                "reason",
                "address",
                "product",
                "variants",
                "~narrow:order",
                "~partly",
            ]
        ),
        JSON,
    ),
    MESSAGES,
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_state_of_another_brand_version_does_no_harm(playbook: str, slots: dict[str, Any], text: str) -> None:
    wish = {
        "playbook": playbook,
        "slots": {name: {"value": one, "how": "said"} for name, one in slots.items()},
        "heard": text,
    }
    look = two_pending()
    chat = Chat(look, state={"wishes": [wish], "carded": wish})

    chat.say(text)

    assert all(speaks(one) for one in chat.proposals)
    for one in chat.proposals:
        if one.action:
            assert handles_in(dict(one.action.arguments)) <= look.given


@given(st.text(max_size=400))
def test_cutting_a_text_keeps_its_places(text: str) -> None:
    tokens = cut(text)

    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(token.norm for token in tokens)


def test_the_same_turn_thought_twice_is_the_same() -> None:
    first = Chat(two_pending()).say("cancel my order")
    second = Chat(two_pending()).say("cancel my order")

    assert first.thought == second.thought
