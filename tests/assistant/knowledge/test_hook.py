"""The assistant asks the help centre where a playbook names articles, and before it says that it did not understand."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from tests.assistant.fakes import IDENTIFIERS, PLAYBOOKS, TONGUES, WORDS, FakeLook, FakeRouter

from earnest.assistant import PlaybookAssistant, read_playbook
from earnest.assistant.knowledge import Contradiction, Finding, Found, Nothing
from earnest.assistant.knowledge import Source as Answers
from earnest.domain.identity import Level, Session, Source
from earnest.domain.items import Choices, Quote, Words
from earnest.domain.turns import HandOverReason, Scene, Thought

FOUND = Found("hours", "Hours", "3", date(2026, 9, 1), "Ten to seven. Not on Sundays.", "Ten to seven.", "", 96)
HOURS = """playbook: hours
title: {en: ask for the hours, de: nach den Zeiten fragen}
starts: {message: {en: ["when are you open"], de: ["wann habt ihr offen"]}}
cues: {en: ["open"], de: ["offen"]}
articles: [hours, contact]
answers: [{say: {en: "Look at our door.", de: "Siehe Tür."}}]
"""


@dataclass
class FakeSource:
    """Finds the same for every question, and keeps what it was asked."""

    finding: Finding
    asked: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)

    def answer(self, question: str, language: str, now: int, among: Collection[str] = ()) -> Finding:
        self.asked.append((question, language, tuple(among)))
        return self.finding


def thought_of(text: str, source: FakeSource, folder: Path, router: FakeRouter | None = None) -> Thought:
    file = folder / "hours.yaml"
    file.write_text(HOURS, encoding="utf-8")
    playbooks = {**PLAYBOOKS, "hours": read_playbook(file, ("en", "de"))}
    router = router or FakeRouter(ranks=(), outcome="out_of_scope")
    thinks = PlaybookAssistant(
        playbooks, router, TONGUES, WORDS, identifiers=IDENTIFIERS, source=cast("Answers", source)
    )
    session = Session("N-1", "S-1", "c1", Level.SIGNED_IN)
    scene = Scene("C-1", session, "en", text, "", {}, None, card_shown_last=False, asked_by=Source.CUSTOMER, now=0)
    return thinks.think(scene, FakeLook())


def test_what_no_playbook_claims_is_answered_by_an_article_with_its_source(tmp_path: Path) -> None:
    source = FakeSource(FOUND)

    thought = thought_of("do you sell maps of the moon", source, tmp_path)

    assert source.asked == [("do you sell maps of the moon", "en", ())]
    assert thought.proposals[0].say == (
        Words("Ten to seven."),
        Quote("hours", "Hours", "3", 1_788_220_800_000_000, "Ten to seven. Not on Sundays.", ""),
    )
    assert thought.proposals[0].sure == 96


def test_where_no_article_answers_the_assistant_says_what_it_can_do(tmp_path: Path) -> None:
    thought = thought_of("do you sell maps of the moon", FakeSource(Nothing(20)), tmp_path)

    parts = thought.proposals[0].say
    assert not any(isinstance(part, Quote) for part in parts)
    assert isinstance(parts[-1], Choices)


def test_articles_that_contradict_each_other_bring_in_a_person(tmp_path: Path) -> None:
    thought = thought_of("how long for gifts", FakeSource(Contradiction("days", ("a", "b"), 90)), tmp_path)

    assert thought.proposals[0].hand_over is HandOverReason.UNSURE


@pytest.mark.parametrize(("sure", "quoted"), [(96, False), (97, True)])
def test_words_that_may_be_a_wish_are_not_answered_by_an_article_unless_it_is_very_sure(
    tmp_path: Path, sure: int, quoted: bool
) -> None:
    found = Found("hours", "Hours", "3", date(2026, 9, 1), "Ten to seven.", "Ten to seven.", "", sure)

    thought = thought_of("hm the thing with it", FakeSource(found), tmp_path, FakeRouter())

    assert any(isinstance(part, Quote) for part in thought.proposals[0].say) is quoted


def test_a_playbook_with_articles_asks_only_those(tmp_path: Path) -> None:
    source = FakeSource(FOUND)

    thought = thought_of("are you open on monday", source, tmp_path)

    assert [among for _, _, among in source.asked] == [("hours", "contact")]
    assert [part.text for part in thought.proposals[0].say if isinstance(part, Words)] == ["Ten to seven."]


def test_a_playbook_whose_articles_do_not_answer_says_its_own_words(tmp_path: Path) -> None:
    thought = thought_of("are you open on monday", FakeSource(Nothing()), tmp_path)

    assert thought.proposals[0].say == (Words("Look at our door."),)


def test_a_playbooks_own_words_come_with_the_passage_that_they_rest_on(tmp_path: Path) -> None:
    source = FakeSource(replace(FOUND, sure=89))

    thought = thought_of("are you open on monday", source, tmp_path)

    words, quote = thought.proposals[0].say
    assert words == Words("Look at our door.")
    assert isinstance(quote, Quote)
    assert source.asked[-1] == ("Look at our door.", "en", ("hours", "contact"))
