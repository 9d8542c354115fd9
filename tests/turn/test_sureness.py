"""Only what the bound accepts, or the customer chose, is done without a question; labels move the bound."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.turn.house import BELOW, REACHED, WORDING, House, Talk, cards_of, doing, handle, sqlite_house, thought

from earnest.assistant.bound import LEVELS, Label, LabelSource, Standing, standing
from earnest.assistant.bound_in_force import LOOK_SECONDS_MIN, BoundInForce, KeptLabels
from earnest.deciding import (
    ONLY_LIKELY_ROW,
    Clocks,
    Making,
    Prepared,
    Stage,
    judged_by_choice,
    unless_sure,
)
from earnest.domain.identity import Channel
from earnest.domain.ids import new_id
from earnest.domain.inbound import AtDesk, Chose, DeskAct, Inbound, Said
from earnest.domain.items import Choices, Option, Reason, Words
from earnest.domain.labels import CERTAIN_PERCENT, Judged, Question
from earnest.domain.time import SECOND
from earnest.domain.turns import DecisionKind, Look, Proposal, Reply, Scene, Thought
from earnest.domain.verdicts import Outcome, Verdict

NEEDED = 149
MAKING = Making(new_id, WORDING, Clocks(60, 240), "UTC")

Play = Callable[[Scene, Look], Thought]


def noting(sure: int | None = 95, *, intent: str = "note", again: bool = False) -> Play:
    """An assistant that leaves a note at an order: a deed that its gate does at once."""

    def play(scene: Scene, look: Look) -> Thought:
        if scene.pressed is not None:
            return thought(scene)
        proposal = doing("note", {"order": handle(look, "A1"), "words": "ring twice"}, sure=sure)
        return thought(scene, replace(proposal, intent=intent, again=again))

    return play


def asking(scene: Scene, _look: Look) -> Thought:
    """An assistant that asks what was meant whatever the score, and hears the choice."""
    if scene.chosen:
        chosen = {"o_note": "note", "o_refund": "refund", "else": ""}.get(scene.chosen)
        return replace(thought(scene, "Very well."), chosen=chosen)
    if "?" in scene.text:
        options = Choices((Option("o_note", "A note"), Option("o_refund", "A refund"), Option("else", "Else")))
        said = (Words("Which one?"), options)
        return thought(scene, Proposal("note", 99, said, anyway="anyway" in scene.text))
    return thought(scene, "Good to know.")


def kinds(house: House, reply: Reply) -> list[DecisionKind]:
    return [house.store.decision(name).decision.kind for name in reply.decisions]


def with_bound(house: House, bound: Callable[[], Standing]) -> Talk:
    house.turns = replace(house.turns, bound=bound)
    return house.talk()


@pytest.fixture
def live(tmp_path: Path) -> House:
    """A house that goes by its own labels."""
    made = sqlite_house(tmp_path)
    desk = made.store.desk
    kept = KeptLabels(desk.labels_mark, desk.labels, made.clock)
    made.turns = replace(made.turns, bound=BoundInForce(known=kept))
    made.plays(noting(99))
    return made


def labelled(house: House, talk: Talk, about: str, *, right: bool) -> None:
    """A colleague judges a turn, and the house looks again."""
    act = AtDesk(DeskAct.LABEL, "ida", "Ida", about=about, right=right, intent="note" if right else "refund")
    house.turns.take(Inbound(talk.id, f"l-{about}", Channel.API, talk.session, act))
    house.clock.move(LOOK_SECONDS_MIN * SECOND)


def know(house: House, count: int, *, right: bool = True, playbook: str = "note") -> None:
    for number in range(count):
        label = Judged(f"D-{playbook}-{right}-{number}", "desk_audit", playbook, 99, right=right)
        house.store.desk.note_label(label)
    house.clock.move(LOOK_SECONDS_MIN * SECOND)


# --- a card first, or none ----------------------------------------------------------------------------------------


def test_a_wish_below_the_bound_gets_a_card_that_says_why(house: House) -> None:
    talk = with_bound(house, lambda: BELOW)
    house.plays(noting())

    reply = talk.say("ring twice")
    house.deeds()

    stored = house.stored(reply).decision
    assert (stored.kind, house.shop.effects()) == (DecisionKind.CARD, [])
    assert stored.verdict is not None
    assert [one.row for one in stored.verdict.fired] == [ONLY_LIKELY_ROW]
    assert Reason("I was not sure enough to do this without asking.") in stored.said


def test_the_card_that_was_asked_for_first_is_done_by_its_press(house: House) -> None:
    talk = with_bound(house, lambda: BELOW)
    house.plays(noting())
    talk.say("ring twice")

    talk.press()
    house.deeds()

    assert [effect[1] for effect in house.shop.effects()] == ["note"]


@pytest.mark.parametrize(
    ("bound", "sure"), [(REACHED, 95), (REACHED, 90), (BELOW, CERTAIN_PERCENT), (REACHED, CERTAIN_PERCENT)]
)
def test_what_the_bound_accepts_or_the_customer_chose_is_done_at_once(house: House, bound: Standing, sure: int) -> None:
    talk = with_bound(house, lambda: bound)
    house.plays(noting(sure))

    reply = talk.say("ring twice")
    house.deeds()

    assert cards_of(reply) == []
    assert [effect[1] for effect in house.shop.effects()] == ["note"]


@pytest.mark.parametrize("sure", [None, 0, 89])
def test_what_is_less_sure_than_the_level_gets_a_card_even_with_the_bound(house: House, sure: int | None) -> None:
    talk = with_bound(house, lambda: REACHED)
    house.plays(noting(sure))

    reply = talk.say("ring twice")

    assert len(cards_of(reply)) == 1


standings = st.lists(
    st.builds(
        Label,
        st.sampled_from(LabelSource),
        st.sampled_from(("note", "refund")),
        st.integers(80, 100),
        st.booleans(),
    ).flatmap(lambda label: st.integers(1, 200).map(lambda count: [label] * (count if label.right else 1))),
    max_size=4,
).map(lambda blocks: standing([label for block in blocks for label in block]))


@given(standings, st.sampled_from(Stage), st.sampled_from(Outcome), st.none() | st.integers(0, 100))
def test_being_unsure_only_ever_adds_a_confirmation(
    bound: Standing, stage: Stage, outcome: Outcome, sure: int | None
) -> None:
    verdict = Verdict(outcome, "note", "0" * 64, (), ())
    one = Prepared(Proposal("note", sure), stage)

    judged = unless_sure(MAKING, bound, one, verdict, "en")

    doubted = outcome is Outcome.DO_IT and stage is Stage.PROPOSED and not bound.is_sure("note", sure)
    assert judged.outcome is (Outcome.CONFIRM if doubted else outcome)
    assert judged.outcome >= outcome
    assert doubted or judged == verdict


@given(standings, st.integers(0, 99))
def test_nothing_is_acted_on_below_the_lowest_level(bound: Standing, percent: int) -> None:
    sure = bound.is_sure("note", percent)

    assert not sure or percent >= LEVELS[-1]
    assert not sure or bound.level_of("note") is not None


# --- the sample ----------------------------------------------------------------------------------------------------


def test_below_the_bound_each_turn_that_heard_a_wish_is_in_the_sample_and_it_stands_on_the_record(house: House) -> None:
    talk = with_bound(house, lambda: BELOW)
    house.plays(noting())

    heard = talk.say("ring twice").decisions[0]
    pressed = talk.press().decisions[0]

    sample = {name: house.store.decision(name).decision.in_sample for name in (heard, pressed)}
    assert sample == {heard: True, pressed: False}
    assert [one.decision.id for one in house.store.desk.unlabelled()] == [heard]


def test_with_the_bound_the_sample_is_the_small_share_that_ids_pick(house: House) -> None:
    talk = with_bound(house, lambda: REACHED)
    house.plays(noting())

    names = [talk.say("ring twice").decisions[0] for _ in range(60)]

    drawn = [name for name in names if house.store.decision(name).decision.in_sample]
    assert drawn == [name for name in names if REACHED.in_sample("note", name)]
    assert len(drawn) < len(names) / 4


@pytest.mark.parametrize("play", [noting(CERTAIN_PERCENT), noting(again=True), noting(None), noting(intent="")])
def test_a_choice_a_wish_that_was_heard_before_and_one_without_a_measure_are_not_judged(
    house: House, play: Play
) -> None:
    talk = with_bound(house, lambda: BELOW)
    house.plays(play)

    name = talk.say("ring twice").decisions[0]

    assert not house.store.decision(name).decision.in_sample
    assert house.store.desk.unlabelled() == ()


# --- choices -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("option", "right", "really"), [("o_note", True, "note"), ("o_refund", False, "refund")])
def test_a_choice_that_was_asked_for_whatever_the_score_is_a_label(
    either_house: House, option: str, right: bool, really: str
) -> None:
    house, talk = either_house, either_house.talk()
    house.plays(asking)
    asked = talk.say("anyway?").decisions[0]

    talk.take(Chose(option))

    assert house.store.decision(asked).decision.anyway
    assert house.store.desk.labels() == (Judged(asked, "choice", "note", 99, right=right, really=really),)


def test_something_else_says_that_the_wish_was_misunderstood(house: House) -> None:
    talk = house.talk()
    house.plays(asking)
    asked = talk.say("anyway?").decisions[0]

    talk.take(Chose("else"))

    assert house.store.desk.labels() == (Judged(asked, "choice", "note", 99, right=False),)


def test_a_choice_that_was_asked_for_because_of_the_score_is_no_label(house: House) -> None:
    talk = house.talk()
    house.plays(asking)
    talk.say("which?")

    talk.take(Chose("o_note"))

    assert house.store.desk.labels() == ()


def test_silence_and_other_words_are_no_label(house: House) -> None:
    silent, talk = house.talk(), house.talk("bob")
    house.plays(asking)
    silent.say("anyway?")
    talk.say("anyway?")

    talk.take(Said("never mind"))
    talk.person()

    assert house.store.desk.labels() == ()


@given(st.integers(0, 100), st.booleans(), st.none() | st.sampled_from(("", "note", "refund")))
def test_only_an_answer_to_a_question_asked_anyway_judges(sure: int, anyway: bool, chosen: str | None) -> None:
    judged = judged_by_choice(Question("note", sure, anyway, "D-1"), chosen)

    assert (judged is None) is (not anyway or chosen is None)
    assert judged is None or (judged.decision, judged.sure, judged.right) == ("D-1", sure, chosen == "note")
    assert judged_by_choice(None, chosen) is None


# --- from the first label to the first deed without a question, and back ---------------------------------------------


def test_a_house_with_enough_labels_acts_without_asking_and_its_own_errors_make_it_ask_again(live: House) -> None:
    talk = live.talk()
    know(live, NEEDED - 1)
    asked = talk.say("ring twice")

    labelled(live, talk, asked.decisions[0], right=True)
    acted = talk.say("ring twice")
    know(live, 8, right=False)
    again = talk.say("ring twice")

    assert [kinds(live, one) for one in (asked, acted, again)] == [
        [DecisionKind.CARD],
        [DecisionKind.EFFECT],
        [DecisionKind.CARD],
    ]


def test_errors_of_one_playbook_make_only_that_one_ask(live: House) -> None:
    talk = live.talk()
    know(live, 240, playbook="refund")
    know(live, 20)
    know(live, 1, right=False)
    note = talk.say("ring twice")
    live.plays(noting(99, intent="refund"))

    other = talk.say("ring twice")

    assert (kinds(live, note), kinds(live, other)) == ([DecisionKind.CARD], [DecisionKind.EFFECT])


def test_however_many_customers_say_nothing_the_bound_is_not_reached(live: House) -> None:
    talk = live.talk()

    replies = [talk.say("ring twice") for _ in range(NEEDED + 1)]
    live.clock.move(LOOK_SECONDS_MIN * SECOND)
    last = talk.say("ring twice")

    assert {kind for reply in (*replies, last) for kind in kinds(live, reply)} == {DecisionKind.CARD}
    assert live.turns.bound().seen == 0


def test_a_correction_outside_the_sample_counts_against_and_a_nod_there_counts_nothing(live: House) -> None:
    talk = live.talk()
    know(live, 160)
    outside = [talk.say("ring twice").decisions[0] for _ in range(8)]
    outside = [name for name in outside if not live.store.decision(name).decision.in_sample][:2]

    labelled(live, talk, outside[0], right=True)
    nodded = live.turns.bound().pool[98]
    labelled(live, talk, outside[1], right=False)
    corrected = live.turns.bound().pool[98]

    assert (nodded.n, nodded.wrong) == (160, 0)
    assert (corrected.n, corrected.wrong) == (161, 1)
    assert {one.source for one in live.store.desk.labels()} == {"desk_audit", "correction"}
