"""What other systems tell: laws that would break if a stranger's yes could ever lift a person's no."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.consent.told import SKEW, Ruling, Told, order, ruling
from earnest.consent.told_file import Unread, read_told, told_from
from earnest.domain.consents import ENDS, NEUTRAL, PERMITS, ConsentEvent, Origin, may_follow
from earnest.domain.errors import BadInput
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.time import SECOND

NOW = 1_000_000_000
PURPOSE = Purpose.MARKETING_DIRECT
YES = Told("c-1", PURPOSE, ConsentState.GIVEN, 500, "v1", source="crm")
NO = replace(YES, state=ConsentState.REFUSED, text_version="")


def event(state: ConsentState, origin: Origin = Origin.CUSTOMER, said_at: int = 0, **more: object) -> ConsentEvent:
    source = "chat" if origin in (Origin.CUSTOMER, Origin.SIGNAL) else "crm"
    made = ConsentEvent(1, "S-1", PURPOSE, state, 100, channel=source, origin=origin, said_at=said_at)
    return replace(made, **more)  # type: ignore[arg-type]  # the fields that a test names


@st.composite
def histories(draw: st.DrawFn) -> list[ConsentEvent]:
    made = st.builds(event, st.sampled_from(ConsentState), st.sampled_from(Origin), st.integers(0, NOW))
    return [replace(one, seq=seq) for seq, one in enumerate(draw(st.lists(made, max_size=8)), 1)]


@given(histories(), st.integers(0, 2 * NOW))
def test_a_yes_never_lifts_a_no_that_was_said_elsewhere(history: list[ConsentEvent], said_at: int) -> None:
    told = replace(YES, said_at=said_at)
    since_yes = [one for one in history if one.seq > max((o.seq for o in history if o.state in PERMITS), default=0)]
    elsewhere = [one for one in since_yes if one.state in ENDS and (one.origin, one.channel) != (told.origin, "crm")]

    assert not (elsewhere and ruling(told, history, NOW) is Ruling.TAKEN)


@given(histories(), st.sampled_from(sorted(ENDS)), st.integers(0, NOW))
def test_after_a_no_was_told_nothing_is_allowed_unless_it_was_told_before(
    history: list[ConsentEvent], state: str, said_at: int
) -> None:
    told = replace(NO, state=ConsentState(state), said_at=said_at)

    found = ruling(told, history, NOW)

    assert found in (Ruling.TAKEN, Ruling.KNOWN)
    told_before = any(one.origin is Origin.IMPORTED and one.state in ENDS for one in history)
    assert found is Ruling.TAKEN or told_before


@given(histories(), st.sampled_from([YES, NO]), st.integers(1, NOW))
def test_what_is_taken_may_follow_by_the_ledgers_own_table(
    history: list[ConsentEvent], told: Told, said_at: int
) -> None:
    before = history[-1].state_at(NOW) if history else None

    if ruling(replace(told, said_at=said_at), history, NOW) is Ruling.TAKEN:
        assert may_follow(PURPOSE, before, told.state)


@given(st.permutations([YES, NO, replace(NO, said_at=0), replace(YES, said_at=900)]))
def test_of_two_that_cannot_be_told_apart_the_stricter_comes_last(rows: list[Told]) -> None:
    assert [(one.said_at, one.state.value) for one in sorted(rows, key=order)] == [
        (500, "given"),
        (500, "refused"),
        (900, "given"),
        (0, "refused"),
    ]


@pytest.mark.parametrize(
    ("told", "history", "found"),
    [
        (YES, [], Ruling.TAKEN),
        (replace(YES, said_at=0), [], Ruling.NO_PROOF),
        (replace(YES, text_version=""), [], Ruling.NO_PROOF),
        (replace(YES, said_at=NOW + SKEW + 1), [], Ruling.FUTURE),
        (replace(YES, expires_at=NOW), [], Ruling.LAPSED),
        (replace(YES, purpose=Purpose.SERVICE_ORDER), [], Ruling.NOTHING_TO_CHOOSE),
        (replace(YES, state=ConsentState.REQUESTED), [], Ruling.NO_ANSWER),
        (YES, [event(ConsentState.GIVEN)], Ruling.YES_STANDS),
        (YES, [event(ConsentState.OBJECTED, Origin.SIGNAL)], Ruling.NO_STANDS),
        (YES, [event(ConsentState.REFUSED, Origin.IMPORTED, 400)], Ruling.TAKEN),
        (YES, [event(ConsentState.REFUSED, Origin.IMPORTED, 500)], Ruling.NO_STANDS),
        (YES, [event(ConsentState.REFUSED, Origin.IMPORTED, 400, channel="mailer")], Ruling.NO_STANDS),
        (NO, [event(ConsentState.GIVEN)], Ruling.TAKEN),
        (NO, [event(ConsentState.REFUSED, Origin.IMPORTED, 400)], Ruling.KNOWN),
        (NO, [event(ConsentState.REFUSED, Origin.IMPORTED, 500), event(ConsentState.GIVEN, seq=2)], Ruling.KNOWN),
    ],
)
def test_what_becomes_of_what_is_told(told: Told, history: list[ConsentEvent], found: Ruling) -> None:
    assert ruling(told, history, NOW) is found


def test_no_state_is_forgotten() -> None:
    assert set(ConsentState) == ENDS | PERMITS | NEUTRAL


# --- files ------------------------------------------------------------------------------------------------------


def test_a_file_is_read_row_by_row_and_a_bad_row_is_named(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(
        "\ufeffcustomer,purpose,state,at,text_version\n"
        "c-1,dpv:DirectMarketing,opt-in,2025-03-01T10:00:00+01:00,n3\n"
        "c-2,marketing.everything,yes,,\n"
        ",marketing.direct,no,,\n"
        "c-3,marketing.direct,perhaps,,\n"
        "c-4,train_ai_system,No,yesterday,\n"
        "c-5,train_ai_system,No,2025-03-01,\n",
        "utf-8",
    )

    first, *bad, last = read_told(file, "crm")

    assert first == Told("c-1", PURPOSE, ConsentState.GIVEN, 1_740_819_600 * SECOND, "n3", source="crm", line=1)
    assert [(one.line, one.why.split(";")[0]) for one in bad if isinstance(one, Unread)] == [
        (2, "'marketing.everything' names no purpose of ours"),
        (3, "customer is missing."),
        (4, "'perhaps' is no state"),
        (5, "at is 'yesterday'"),
    ]
    assert isinstance(last, Told)
    assert (last.purpose, last.state) == (Purpose.TRAIN_MODEL, ConsentState.REFUSED)


@pytest.mark.parametrize("field", ["text_version", "language"])
def test_no_words_of_anybody_get_into_what_stands_in_the_open(field: str) -> None:
    row = {"customer": "c-1", "purpose": "marketing.direct", "state": "no", field: "Ada told us so"}

    with pytest.raises(BadInput, match=field):
        told_from(row, Origin.PLATFORM, "platform")


def test_json_says_the_same(tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    file.write_text('[{"customer": 7, "purpose": "marketing.direct", "state": "withdrawn"}, 5, {"customer": [1]}]')

    told, *bad = read_told(file, "crm")

    assert isinstance(told, Told)
    assert (told.customer, told.state) == ("7", ConsentState.WITHDRAWN)
    assert [one.line for one in bad] == [2, 3]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("old.txt", b"x"),
        ("old.csv", b"\xff\xfe"),
        ("old.csv", b"a,b\n1,2\n"),
        ("old.csv", b'customer,purpose,state\n"c'),
        ("old.json", b"{}"),
        ("old.json", b"[" * 100_000),
    ],
)
def test_what_is_no_such_file_is_refused_whole(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(BadInput):
        list(read_told(tmp_path / name, "crm"))


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        list(read_told(tmp_path / "none.csv", "crm"))
