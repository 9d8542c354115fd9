"""A preset is asked what another hand wrote; what stands among its examples word for word does not count."""

from pathlib import Path

import pytest

from earnest.assistant.learning_preset import Preset
from earnest.domain.errors import BadInput
from earnest.evaluate.intents_kept_out import OUTSIDE, evaluate_kept_out, measure_kept_out

THINGS = ("jacket", "tent", "stove", "rope", "lamp", "mat", "flask", "pole", "map", "boots")
PRESET = Preset(
    "small",
    {
        "refund": {"en": tuple(f"i want my money back for the {thing}" for thing in THINGS)},
        "track": {"en": tuple(f"where is the parcel with my {thing}" for thing in THINGS)},
    },
    {"en": tuple(f"sing a song of {thing}s and whales" for thing in THINGS)},
)
ASKED = [
    ("money back for the hat", "refund"),
    ("where is the parcel with my hat", "track"),
    ("sing a song of hats", OUTSIDE),
    ("I want my money back for the TENT", "refund"),
]


def test_figures_come_by_language_and_leave_out_what_was_learned() -> None:
    report = measure_kept_out(PRESET, {"en": ASKED}, None)["en"]

    assert (report.n_inside, report.n_outside, report.n_seen) == (2, 1, 1)
    assert report.right_in_three >= report.right_at_once
    assert report.outside_accepted == 0


def test_a_wish_of_another_label_counts_as_wrong() -> None:
    report = measure_kept_out(PRESET, {"en": [("where is the parcel with my hat", "refund")]}, None)["en"]

    assert report.right_at_once == 0
    assert report.weakest == {"refund": 0.0}


def test_a_preset_without_a_language_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="The preset saas ships no language"):
        evaluate_kept_out("saas", tmp_path)


@pytest.mark.slow
def test_the_retail_preset_is_as_good_as_was_measured(root: Path) -> None:
    reports = evaluate_kept_out("retail", root / "tests" / "assistant" / "data")

    for language, once, three in (("en", 0.80, 0.90), ("de", 0.72, 0.83)):
        assert reports[language].right_at_once >= once
        assert reports[language].right_in_three >= three
        assert reports[language].outside_accepted <= 0.05
