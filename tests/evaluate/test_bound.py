"""The simulated weeks: no effect without a question before the bound, and labels alone bring it near."""

import pytest
from tests.assistant.understand.brand import examples

from earnest.assistant.understand import Settings, train
from earnest.domain.errors import BadInput
from earnest.evaluate.bound import Traffic, simulate

MODEL = train(examples(), None)


def test_the_same_seed_gives_the_same_weeks() -> None:
    assert simulate(MODEL, Traffic(300, 10, 1)) == simulate(MODEL, Traffic(300, 10, 1))


def test_more_traffic_and_more_audits_come_no_later() -> None:
    slow, fast = simulate(MODEL, Traffic(300, 2)), simulate(MODEL, Traffic(3_000, 100))

    assert fast.day_without_held_back is not None
    assert slow.day_without_held_back is None or fast.day_without_held_back <= slow.day_without_held_back


def test_without_labels_nothing_is_ever_done_without_a_question() -> None:
    report = simulate(MODEL, Traffic(30, 0))

    assert report.day_without_held_back is None


def test_held_back_examples_only_bring_the_day_nearer() -> None:
    report = simulate(MODEL, Traffic(1_500, 50))

    assert report.held_back_wrong == 0
    assert report.day_first_without_question is not None
    assert report.day_without_held_back is not None
    assert report.day_first_without_question <= report.day_without_held_back
    assert report.wrong_after <= MODEL.settings.error_budget


def test_examples_that_say_nothing_of_each_other_are_refused() -> None:
    strangers = [(f"{word} {word}", "oos") for word in ("moon", "whale", "chess", "piano", "volcano", "jazz")]
    model = train([("one two", "a"), *strangers], None, Settings(out_of_scope="oos"))

    with pytest.raises(BadInput, match="write more of them"):
        simulate(model, Traffic())
