"""The audit sample: turns for colleagues to judge. Their labels are what lets the assistant act without asking."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from earnest.assistant.bound import Standing
from earnest.desk.masking import blanked
from earnest.domain.identity import Session, Source
from earnest.domain.items import Words
from earnest.domain.purposes import Purpose
from earnest.domain.turns import Standing as Stood
from earnest.domain.turns import Used
from earnest.house import House
from earnest.looking import Eyes

AUDITS_MAX = 50
"""Turns that one look gives to be judged."""

READ = Used("conversation", "words", Purpose.IMPROVE_QUALITY)
"""What a colleague is shown of a turn that is to be judged; by this they are on record."""

_TAKEN_OUT = frozenset({"name", "contact", "address"})
"""Categories of the data map whose values are taken out of what is judged."""

_LOG = logging.getLogger(__name__)


def audits(house: House) -> list[dict[str, Any]]:
    """Turns to be judged, the newest first: of the sample they were drawn for, those that are still needed.

    Names and addresses are taken out; where the shop cannot say whose they are, the turn is left out.
    """
    desk, sample, choices = house.store.desk, standing_of(house), _choices(house)
    found = [one for one in desk.unlabelled() if sample.in_sample(one.decision.intent, one.decision.id)]
    names = _Names(house)
    shown = []
    for one in found[:AUDITS_MAX]:
        known = names.of(one.decision.context.session)
        if known is None:
            continue
        said = " ".join(part.text for part in one.decision.said if isinstance(part, Words))
        shown.append(
            {
                "decision": one.decision.id,
                "conversation": one.decision.context.conversation,
                "at": one.decision.context.now,
                "text": blanked(one.text, known),
                "intent": one.decision.intent,
                "sure": one.decision.sure,
                "said": blanked(said, known),
                "choices": choices,
            }
        )
    return shown


def standing_of(house: House) -> Standing:
    """How far a brand has come, by its examples and its labels."""
    return house.turns.bound()


@dataclass(frozen=True, slots=True)
class _Names:
    """What customers are called and where they live, by the shop: looked up once each, to be taken out, never shown."""

    house: House
    _found: dict[str, tuple[str, ...] | None] = field(default_factory=dict)

    def of(self, session: Session) -> tuple[str, ...] | None:
        """A customer's names and addresses, () of a visitor, None while the shop cannot tell them."""
        if not session.customer or "customer" not in self.house.world.kinds:
            return ()
        if session.customer not in self._found:
            self._found[session.customer] = self._look_up(session)
        return self._found[session.customer]

    def _look_up(self, session: Session) -> tuple[str, ...] | None:
        source = self.house.brand.data_map.source("customer")
        rules = [rule.path for rule in source.fields if rule.category in _TAKEN_OUT] if source else []
        eyes = Eyes(self.house.world, Stood(0, session, 0, {}, "", Source.COLLEAGUE), "", Source.COLLEAGUE)
        try:
            seen = eyes.look.records("customer", Purpose.SERVICE_ORDER)
            return tuple(text for one in seen for rule in rules for text in _texts(one.fields.get(rule.split(".")[0])))
        except Exception as error:  # noqa: BLE001 - the shop may fail in any way; the turn waits until it answers
            _LOG.warning("a customer's name could not be read: %s", type(error).__name__)
            return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


def _choices(house: House) -> list[dict[str, str]]:
    """What a wish can be: the brand's playbooks."""
    names = sorted(file.stem for file in (house.brand.folder / "playbooks").glob("*.yaml"))
    return [{"id": name, "label": name.replace("_", " ")} for name in names]
