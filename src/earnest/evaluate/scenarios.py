"""Playing a brand's scenarios, each in a fresh house on simulated time, and checking what must hold in every one."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from earnest.app import Ready, build, made_ready
from earnest.assistant.hearing import Ear, cued_in, ear_for
from earnest.assistant.tongue import cut, other_language
from earnest.domain.errors import BrandError, EarnestError
from earnest.domain.identity import Channel, Level
from earnest.domain.items import Card, Choices, HandOverNotice, Item, Offer, Part, Quote, Reason, Receipt, Words
from earnest.domain.time import MINUTE, SECOND, SimulatedClock
from earnest.domain.turns import Decision, DecisionKind
from earnest.evaluate.scenario_files import Expected, Scenario, Step
from earnest.house import House
from earnest.talk import Talk
from earnest.words import Words as Wording

TODAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
"""When every scenario begins: a Monday."""

CUSTOMER = "given"
"""The reference of the customer of a scenario, where the brand gives them no other."""

HELD_MINUTES_MAX = 10
"""How long a deed may be held back so that it can be undone; the clock is moved past it after a press."""

FIRST_SENTENCE_WORDS_MAX = 60

LOST_KEYS = ("ask-wish-which", "not-in-my-field", "ask-again", "ask-wish", "say-plainly", "no-words")
"""Sentences that say that nothing was understood."""

NEGATIVE_SHARE_WORDS_MIN = 4
"""Words an answer needs before its language is judged."""

_SENTENCE = re.compile(r"(?<=[.!?])\s")
_INFORMAL = re.compile(r"\b(?:du|dir|dich|dein\w*)\b", re.IGNORECASE)
_FORMAL = re.compile(r"(?<![.!?:]\s)(?<!^)\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one line led to: all that was shown, and the deeds that were done."""

    parts: tuple[Part, ...]
    effects: tuple[str, ...]
    intents: tuple[str, ...]

    @property
    def words(self) -> str:
        """The answer's words, with sources, reasons and receipts."""
        return "\n".join(text for part in self.parts for text in _words_of(part))

    @property
    def everything(self) -> str:
        """All that can be read, choices and cards as well."""
        return "\n".join([self.words, *(text for part in self.parts for text in _others_of(part))])

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards that were shown."""
        return tuple(part for part in self.parts if isinstance(part, Card))

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the named choices, without those that every question has."""
        options = [one for part in self.parts if isinstance(part, Choices) for one in part.options]
        return tuple(one.label for one in options if one.id not in ("else", "person"))


@dataclass(frozen=True, slots=True)
class Failure:
    """What did not hold: the line of the file, and why."""

    at: int
    why: str


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario that was played: what failed, and every line with its answer."""

    scenario: Scenario
    failures: tuple[Failure, ...]
    transcript: tuple[tuple[str, str], ...]

    @property
    def passed(self) -> bool:
        """Whether everything held."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class Stage:
    """What playing needs of a brand: what it says and learned, and how its words are read."""

    ready: Ready
    ears: Mapping[str, Ear]
    lost: frozenset[str]


def set_stage(brand: Path, scratch: Path) -> Stage:
    """Learn the brand's playbooks once and prepare what is checked.

    Raises:
        BrandError: the brand is broken, or its skills.py has no `given`.
    """
    ready = made_ready(brand, scratch / "models")
    if ready.brand.code.given is None:
        raise BrandError(
            "write `def given(shop, customer, orders, today)`, which lays out a scenario.", brand / "skills.py"
        )
    learned = ready.learned
    ears = {language: ear_for(learned.playbooks, tongue) for language, tongue in learned.tongues.items()}
    return Stage(ready, ears, _lost_sentences(ready.words, ready.brand.settings.languages))


def play_scenario(stage: Stage, scenario: Scenario, scratch: Path) -> Played:
    """Play one scenario in a house of its own; `scratch` is a directory that does not exist yet."""
    clock = SimulatedClock(int(TODAY.timestamp()) * SECOND)
    house = build(stage.ready, scratch / "data", shop={"given": "yes"}, clock=clock)
    try:
        talk = _begin(house, scenario)
        answers, failures = [], []
        for step in scenario.steps:
            try:
                answer = _answer(talk, step, clock)
            except EarnestError as error:
                failures.append(Failure(step.at, f"{step.line!r} was answered with an error: {error}"))
                break
            answers.append((step, answer))
            failures += [Failure(step.at, why) for why in _missing(step.expected, answer)]
            failures += [Failure(step.at, why) for why in _always(stage, scenario, answers)]
        return Played(scenario, tuple(failures), tuple((step.line, one.everything) for step, one in answers))
    finally:
        house.close()


def _begin(house: House, scenario: Scenario) -> Talk:
    assert house.brand.code.given is not None
    customer = {"id": CUSTOMER, "language": scenario.language, **scenario.customer}
    named = house.brand.code.given(house.world.shop, customer, [dict(one) for one in scenario.orders], TODAY)
    reference = named if isinstance(named, str) and named else customer["id"]
    if scenario.signed_in:
        token, _ = house.open_signed_in(Channel.TERMINAL, reference, Level.SIGNED_IN)
    else:
        token, _ = house.open_session(Channel.TERMINAL, None)
    return Talk.begin(house, token, language=scenario.language)


def _answer(talk: Talk, step: Step, clock: SimulatedClock) -> Answer:
    before = len(talk.decisions)
    items = list(talk.say(step.line))
    decisions = _decisions(talk, items, before)
    waiting = any(one.kind is DecisionKind.EFFECT for one in decisions)
    if waiting and not any(one.kind is DecisionKind.OUTCOME for one in decisions):
        clock.move(HELD_MINUTES_MAX * MINUTE)
        talk.run_deeds()
        items += talk.hear()
        decisions = _decisions(talk, items, before)
    done = [one for one in decisions if one.kind is DecisionKind.OUTCOME and one.deed]
    return Answer(
        tuple(part for item in items for part in item.parts),
        tuple(one.deed.skill for one in done if one.deed and one.facts.get("outcome") == "done"),
        tuple(one.intent for one in decisions if one.kind is DecisionKind.CARD),
    )


def _decisions(talk: Talk, items: Iterable[Item], before: int) -> list[Decision]:
    names = dict.fromkeys([*talk.decisions[before:], *(item.decision for item in items if item.decision)])
    return [talk.house.store.decision(name).decision for name in names]


# --- what a scenario asks for ---------------------------------------------------------------------------------------


def _missing(expected: Expected, answer: Answer) -> list[str]:
    words, everything = answer.words.casefold(), answer.everything.casefold()
    wrong = [
        f"the answer should say {' or '.join(map(repr, ways))}: {answer.words!r}"
        for ways in expected.says
        if not any(way.casefold() in words for way in ways)
    ]
    wrong += [
        f"it should never say {one!r}: {everything!r}" for one in expected.never_says if one.casefold() in everything
    ]
    wrong += _wrong_card(expected, answer) + _wrong_choices(expected, answer) + _wrong_offer(expected, answer)
    handed = any(isinstance(part, HandOverNotice) for part in answer.parts)
    if expected.person is not None and expected.person is not handed:
        wrong.append(f"it should {'' if expected.person else 'not '}hand over: {answer.words!r}")
    if expected.effects is not None and sorted(expected.effects) != sorted(answer.effects):
        wrong.append(f"done should be {list(expected.effects)}, not {list(answer.effects)}")
    return wrong


def _wrong_card(expected: Expected, answer: Answer) -> list[str]:
    if expected.card is None:
        return []
    shown = ["\n".join(_others_of(card)) for card in answer.cards]
    if not expected.card:
        return [f"no card should be shown: {shown}"] if shown else []
    fits = any(all(text.casefold() in one.casefold() for text in expected.card) for one in shown)
    return [] if fits else [f"a card should hold {list(expected.card)}: {shown or answer.everything!r}"]


def _wrong_offer(expected: Expected, answer: Answer) -> list[str]:
    if expected.offer is None:
        return []
    shown = ["\n".join(_others_of(part)) for part in answer.parts if isinstance(part, Offer)]
    if not expected.offer:
        return [f"nothing should be asked about the customer's data: {shown}"] if shown else []
    fits = any(all(text.casefold() in one.casefold() for text in expected.offer) for one in shown)
    return [] if fits else [f"an offer should hold {list(expected.offer)}: {shown or answer.everything!r}"]


def _wrong_choices(expected: Expected, answer: Answer) -> list[str]:
    if expected.choices is None:
        return []
    if expected.some:
        return [] if answer.labels else [f"there should be choices: {answer.words!r}"]
    if not expected.choices:
        return [f"there should be no choices: {answer.labels}"] if answer.labels else []
    together = "\n".join(answer.labels).casefold()
    lacking = [text for text in expected.choices if text.casefold() not in together]
    return [f"the choices should hold {lacking}: {list(answer.labels)}"] if lacking else []


# --- what holds in every scenario ------------------------------------------------------------------------------------


def _always(stage: Stage, scenario: Scenario, answers: list[tuple[Step, Answer]]) -> list[str]:
    step, answer = answers[-1]
    before = answers[-2][1] if len(answers) > 1 else None
    checks: tuple[Callable[[], str], ...] = (
        lambda: "nothing was answered (i)" if not answer.parts else "",
        lambda: _sent_twice(before, answer),
        lambda: _lost_twice(stage, before, answer),
        lambda: _other_tongue(stage, scenario, step, answer),
        lambda: _two_forms(scenario, [one for _, one in answers]),
        lambda: _long_winded(answer),
        lambda: _against_the_wish(stage, scenario, step, answer),
    )
    return [why for check in checks if (why := check())]


def _sent_twice(before: Answer | None, answer: Answer) -> str:
    same = before is not None and bool(answer.words.strip()) and before.everything == answer.everything
    return f"the same answer was sent twice in a row (i): {answer.words!r}" if same else ""


def _lost_twice(stage: Stage, before: Answer | None, answer: Answer) -> str:
    lost = [bool(stage.lost & set(one.words.split("\n"))) for one in (before, answer) if one is not None]
    return "it said twice in a row that it did not understand (a)" if len(lost) > 1 and all(lost) else ""


def _other_tongue(stage: Stage, scenario: Scenario, step: Step, answer: Answer) -> str:
    spoken = " ".join(part.text for part in answer.parts if isinstance(part, Words))
    if sum(token.is_word for token in cut(spoken)) < NEGATIVE_SHARE_WORDS_MIN:
        return ""
    found = other_language(stage.ready.learned.tongues, spoken, scenario.language)
    return f"the language changed to {found} after {step.line!r} (o): {spoken!r}" if found != scenario.language else ""


def _two_forms(scenario: Scenario, answers: list[Answer]) -> str:
    said = "\n".join(one.words for one in answers) if scenario.language == "de" else ""
    mixed = _INFORMAL.search(said) and _FORMAL.search(said)
    return f"it addresses the customer in two forms (o): {said!r}" if mixed else ""


def _long_winded(answer: Answer) -> str:
    first = next((part.text for part in answer.parts if isinstance(part, Words)), "")
    sentence = _SENTENCE.split(first, 1)[0]
    words = len(sentence.split())
    return f"its first sentence has {words} words (j): {sentence!r}" if words > FIRST_SENTENCE_WORDS_MAX else ""


def _against_the_wish(stage: Stage, scenario: Scenario, step: Step, answer: Answer) -> str:
    ear = stage.ears.get(scenario.language)
    if ear is None or not answer.cards:
        return ""
    cued, denied = cued_in(ear, step.line)
    opened = [name for name in answer.intents if name in denied and name not in cued]
    return f"a card was opened for a wish that was denied (h): {opened}" if opened else ""


# --- reading answers -----------------------------------------------------------------------------------------------


def _words_of(part: Part) -> tuple[str, ...]:
    match part:
        case Words(text=text) | Reason(text=text):
            return (text,)
        case Quote(title=title, passage=passage):
            return (title, passage)
        case Receipt(title=title, rows=rows):
            return (title, *(f"{label}: {value}" for label, value in rows))
        case HandOverNotice():
            return ()
        case Choices() | Card() | Offer():
            return ()


def _others_of(part: Part) -> tuple[str, ...]:
    match part:
        case Choices(options=options):
            return tuple(one.label for one in options)
        case Card(title=title, rows=rows):
            return (title, *(f"{label}: {value}" for label, value in rows))
        case Offer(label=label, gain=gain, text=text, rows=rows):
            return (label, gain, text, *(f"{name}: {value}" for name, value in rows))
        case _:
            return ()


def _lost_sentences(wording: Wording, languages: tuple[str, ...]) -> frozenset[str]:
    """Every wording of the sentences that say that nothing was understood."""
    return frozenset(
        wording.say(language, key, conversation=f"C-{at}")
        for language in languages
        for key in LOST_KEYS
        for at in range(24)
    )


def by_behaviour(played: Iterable[Played]) -> dict[str, tuple[int, int]]:
    """For each behaviour's letter: how many scenarios passed, of how many."""
    found: dict[str, tuple[int, int]] = {}
    for one in played:
        passed, every = found.get(one.scenario.behaviour, (0, 0))
        found[one.scenario.behaviour] = (passed + one.passed, every + 1)
    return dict(sorted(found.items()))


def as_json(played: Iterable[Played]) -> dict[str, Any]:
    """The whole result as plain values."""
    every = list(played)
    return {
        "n": len(every),
        "passed": sum(one.passed for one in every),
        "behaviours": {letter: {"passed": good, "n": n} for letter, (good, n) in by_behaviour(every).items()},
        "scenarios": [
            {
                "file": str(one.scenario.file),
                "name": one.scenario.name,
                "behaviour": one.scenario.behaviour,
                "language": one.scenario.language,
                "failures": [{"line": failure.at, "why": failure.why} for failure in one.failures],
            }
            for one in every
        ],
    }
