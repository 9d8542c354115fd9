"""Saying keys: every language complete, wordings stable, customers never met with an error."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.words import (
    BUNDLED,
    BUNDLED_LANGUAGES,
    LAST_RESORT_KEY,
    Missing,
    Value,
    Words,
    WordsError,
    check_catalogues,
    pick_wording,
    read_catalogues,
)

CATALOGUES = read_catalogues((BUNDLED,))
STRICT = Words(strict=True)
FORGIVING = Words()
CHOSEN_BY = frozenset(
    re.findall(r"^\s+\*?\[(.+?)\]", "\n".join(f.read_text("utf-8") for f in BUNDLED.rglob("*.ftl")), re.MULTILINE)
)
"""The values that a text chooses its wording by, such as a field's name: it says their name instead."""

ANY_WORD = st.text(max_size=60).filter(lambda word: word not in CHOSEN_BY)


def catalogue(folder: Path, **texts: str) -> Path:
    """A brand's catalogue folder with one file per language."""
    for language, text in texts.items():
        (folder / language).mkdir()
        (folder / language / "brand.ftl").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("language", BUNDLED_LANGUAGES)
def test_every_key_is_there_in_every_language_with_the_same_variables(language: str) -> None:
    own, english = CATALOGUES[language], CATALOGUES["en"]

    assert set(own.wordings) == set(english.wordings)
    for key, names in own.wordings.items():
        for name in names:
            assert own.found[name].variables == english.found[english.wordings[key][0]].variables, name


def test_the_shipped_catalogues_are_without_flaw() -> None:
    assert check_catalogues() == ()


@pytest.mark.parametrize("language", BUNDLED_LANGUAGES)
@given(word=ANY_WORD, conversation=st.text(max_size=20))
def test_every_text_says_the_words_it_is_given(language: str, word: str, conversation: str) -> None:
    cleaned = STRICT.show(language, word)

    for key, names in CATALOGUES[language].wordings.items():
        variables = CATALOGUES[language].found[names[0]].variables
        said = STRICT.say(language, key, conversation=conversation, **dict.fromkeys(variables, word))
        assert said.count(cleaned) >= len(variables), key


@given(st.text(max_size=40), st.text(max_size=40), st.dictionaries(st.text(max_size=9), st.integers(), max_size=3))
def test_a_customer_is_never_met_with_an_error(language: str, key: str, values: dict[str, Value]) -> None:
    values.pop("conversation", None)

    assert FORGIVING.say(language, key, conversation="C-1", **values)


def test_a_missing_text_is_reported_and_the_english_one_stands_in(tmp_path: Path) -> None:
    missed: list[Missing] = []
    words = Words([catalogue(tmp_path, en="only-here = Hello { $name }")], on_missing=missed.append)

    said = words.say("de", "only-here", name="Ada")

    assert said == "Hello Ada"
    assert [(miss.language, miss.key) for miss in missed] == [("de", "only-here")]


def test_a_text_missing_everywhere_gives_a_plain_sentence_in_the_customers_language() -> None:
    words = Words()

    assert words.say("de", "no-such-key") == words.say("de", LAST_RESORT_KEY)


def test_a_missing_key_or_variable_is_an_error_in_check_and_tests() -> None:
    words = Words(strict=True)

    with pytest.raises(WordsError, match="no-such-key"):
        words.say("en", "no-such-key")
    with pytest.raises(WordsError, match="due"):
        words.say("en", "approval-waiting")


def test_plural_forms_follow_the_number_and_not_its_text() -> None:
    words = Words(strict=True)

    assert words.say("en", "days", count=1) == "one day"
    assert words.say("en", "days", count=1234) == "1,234 days"
    assert words.say("de", "days", count=1234) == "1.234 Tage"


def test_a_conversation_always_gets_the_same_wording_in_every_process() -> None:
    code = (
        "from earnest.words import Words; w = Words();"
        "print([w.say('en', 'greeting', conversation=f'C-{n}') for n in range(50)])"
    )

    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(BUNDLED.parent.parent)},
        ).stdout
        for seed in ("1", "2")
    }

    assert len(runs) == 1
    assert "Hello! What can I do for you?" in next(iter(runs))
    assert "Hello! How can I help?" in next(iter(runs))


@given(st.lists(st.text(), min_size=1, max_size=9), st.text(), st.text())
def test_a_picked_wording_is_one_of_the_given(options: list[str], key: str, conversation: str) -> None:
    picked = pick_wording(options, key, conversation)

    assert picked in options
    assert picked == pick_wording(options, key, conversation)


def test_a_brand_rewords_a_key_with_all_its_wordings(tmp_path: Path) -> None:
    brand = catalogue(tmp_path, en="greeting = Ahoy!")
    words = Words([brand], strict=True)

    assert {words.say("en", "greeting", conversation=f"C-{n}") for n in range(30)} == {"Ahoy!"}


def test_no_brand_can_reword_that_a_machine_speaks(tmp_path: Path) -> None:
    brand = catalogue(tmp_path, en="ai-label = Jenny\ngreeting = Hi, I am Jenny")
    words = Words([brand])

    assert words.say("en", "ai-label") == "AI assistant"
    assert any("ai-label" in str(flaw) for flaw in check_catalogues([brand]))


@pytest.mark.parametrize(
    ("english", "german", "line", "said"),
    [
        ("good = fine\nbad line", "good = gut", 2, "is no Fluent message"),
        ("a = x\nb = y", "a = x", 2, "'b' is missing in 'de'"),
        ("a = { $x }", "a = x", 1, "does not say $x"),
        ("a = x", "a = { $x }", 1, "uses $x, which is not given"),
        ("approval-given = by { $who }", "", 1, "uses $who, which is not given"),
        ("a = { NUMBER($x) }", "a = { $x }", 1, "uses NUMBER()"),
        ("a = { b }", "a = x", 1, "refers to 'b', which does not exist"),
        ("a = { b }\nb = { a }", "a = x\nb = x", 1, "in a circle"),
        ("a-1 = x\na-3 = y", "a-1 = x\na-2 = y", 1, "number them ['a-1', 'a-2']"),
        ("a = x\na-1 = y", "a = x", 1, "number them"),
        ("a = x\na = y", "a = x", 2, "written twice"),
        ("a =\n  .title = x", "a = x", 1, "has no text"),
    ],
)
def test_check_names_file_line_and_mend(tmp_path: Path, english: str, german: str, line: int, said: str) -> None:
    brand = catalogue(tmp_path, en=english, de=german)

    flaws = check_catalogues([brand])

    assert any(said in flaw.message and flaw.line == line and flaw.file.name == "brand.ftl" for flaw in flaws), flaws


def test_a_file_that_is_no_text_is_a_flaw_and_not_a_crash(tmp_path: Path) -> None:
    (catalogue(tmp_path, en="a = x") / "en" / "z.ftl").write_bytes(b"\xff\xfe\x00bad")

    flaws = check_catalogues([tmp_path])

    assert any("UTF-8" in flaw.message for flaw in flaws)


def test_a_brand_that_speaks_another_language_must_bring_every_key_of_it(tmp_path: Path) -> None:
    brand = catalogue(tmp_path, fr="greeting = Bonjour !")

    missing = [flaw for flaw in check_catalogues([brand], ["en", "fr"]) if "missing in 'fr'" in flaw.message]

    assert len(missing) == len(CATALOGUES["en"].wordings) - 1
    assert any("no catalogue for 'it'" in flaw.message for flaw in check_catalogues([brand], ["it"]))


@pytest.mark.slow
@settings(max_examples=25)  # each example parses the platform's catalogues twice
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_as_a_catalogue_gives_flaws_or_words_but_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, english: str, german: str
) -> None:
    folder = tmp_path_factory.mktemp("brand")
    for language, text in (("en", english), ("de", german)):
        (folder / language).mkdir()
        (folder / language / "brand.ftl").write_bytes(text.encode("utf-8", "surrogatepass"))

    check_catalogues([folder])

    assert Words([folder]).say("de", "greeting")
