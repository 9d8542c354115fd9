"""The audit sample: turns for colleagues to judge. Their labels are what lets the assistant act without asking."""

from typing import Any

from earnest.assistant.bound import Standing
from earnest.domain.items import Words
from earnest.house import House

AUDITS_MAX = 50
"""Turns that one look gives to be judged."""


def audits(house: House) -> list[dict[str, Any]]:
    """Turns to be judged, the newest first: of the sample they were drawn for, those that are still needed."""
    desk, sample, choices = house.store.desk, standing_of(house), _choices(house)
    found = [one for one in desk.unlabelled() if sample.in_sample(one.decision.intent, one.decision.id)]
    return [
        {
            "decision": one.decision.id,
            "conversation": one.decision.context.conversation,
            "at": one.decision.context.now,
            "text": one.text,
            "intent": one.decision.intent,
            "sure": one.decision.sure,
            "said": " ".join(part.text for part in one.decision.said if isinstance(part, Words)),
            "choices": choices,
        }
        for one in found[:AUDITS_MAX]
    ]


def standing_of(house: House) -> Standing:
    """How far a brand has come, by its examples and its labels."""
    return house.turns.bound()


def _choices(house: House) -> list[dict[str, str]]:
    """What a wish can be: the brand's playbooks."""
    names = sorted(file.stem for file in (house.brand.folder / "playbooks").glob("*.yaml"))
    return [{"id": name, "label": name.replace("_", " ")} for name in names]
