"""The assistant's whole memory of a conversation: explicit, JSON-able, bounded, handed back each turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from earnest.assistant.playbook import Playbook, SlotType

WISHES_MAX = 8
"""Wishes that wait at once."""

HEARD_CHARS_MAX = 1_200
"""Characters of a wish's own words that are kept."""

LIST_LENGTH_MAX = 60
"""Elements of a list or mapping inside a slot."""

TEXT_CHARS_MAX = 200
"""Characters of any other text in the state."""

DEPTH_MAX = 5
"""Levels of nesting inside a slot's value."""

STATE_BYTES_MAX = 64_000
"""What the limits above keep a state below, as JSON."""

TURN_MAX = 1_000_000
"""Turns after which option ids begin anew."""


HIDDEN = "~"
"""What the names of slots that no playbook has begin with."""

NARROW = "~narrow:"
"""Prefix of a hidden slot: the ids that an open question is between."""

PARTLY = "~partly"
"""Hidden slot: some items were named of a record that can only be dealt with as a whole."""

SURE = "~sure"
"""Hidden slot: after words were asked about that could change the deed, the customer said what is meant."""

WHOLE = "~whole"
"""Hidden slot: the customer agreed that the whole record is dealt with."""

PARTS = "~parts:"
"""Prefix of a hidden slot: the lines of an address that was given in part."""

FLAGS = (PARTLY, SURE, WHOLE)
"""Hidden slots that are set or absent."""

DONE_MAX = 4
"""Wishes remembered whose card is closed."""

PAIR = 2
"""An option and its value."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A slot's value by ids, and how it came: said, looked up, or chosen."""

    value: Any
    how: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish that is being worked on or waits.

    Args:
        playbook: which playbook.
        slots: what is known.
        asking: the slot that was asked for last.
        tries: times in a row that question was not answered.
        sure: calibrated percent that the wish was understood; None without a measure.
        heard: the customer's words that belong to it.
        fresh: words that could not be read yet, since the records were closed.
        more: whether "anything else from this order?" was asked.
        past: words that were asked about and are no longer read; a colleague still sees them.
    """

    playbook: str
    slots: Mapping[str, Filled] = field(default_factory=dict)
    asking: str = ""
    tries: int = 0
    sure: int | None = None
    heard: str = ""
    fresh: str = ""
    more: bool = False
    past: str = ""

    def filled(self, name: str, value: Any, how: str) -> "Wish":
        """The wish with one slot filled anew."""
        return replace(self, slots={**self.slots, name: Filled(value, how)})

    def emptied(self, *names: str) -> "Wish":
        """The wish without these slots."""
        return replace(self, slots={name: slot for name, slot in self.slots.items() if name not in names})

    def value(self, name: str) -> Any:
        """A slot's value, None while empty."""
        return self.slots[name].value if name in self.slots else None


@dataclass(frozen=True, slots=True)
class State:
    """All that is remembered.

    Args:
        wishes: the wish at work first, then those that wait.
        carded: the wish whose card was opened last.
        options: choices on offer: option id to its meaning.
        lost: times in a row that nothing was understood.
        failed: identifications that failed.
        claims: what was said about who the customer is.
        identifying: whether the last question was who the customer is.
        focus: the record that was last spoken of, by kind.
        parked: words of a message whose wish is being asked for.
        turn: counts turns, for option ids.
        done: wishes whose card is closed; the records tell whether they were carried out.
        last: what the last answer showed, in a few characters.
        again: times in a row that the same was answered.
        sorry: whether trouble was acknowledged.
        topic: the playbook that answered last.
        condition: the customer's words of a wish that hangs on something, which a colleague holds.
        before: the wish that was answered or whose card was closed last.
        said: the customer's last message, cut short.
    """

    wishes: tuple[Wish, ...] = ()
    carded: Wish | None = None
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lost: int = 0
    failed: int = 0
    claims: Mapping[str, str] = field(default_factory=dict)
    identifying: bool = False
    focus: Mapping[str, str] = field(default_factory=dict)
    parked: str = ""
    turn: int = 0
    done: tuple[Wish, ...] = ()
    last: str = ""
    again: int = 0
    sorry: bool = False
    topic: str = ""
    condition: str = ""
    before: Wish | None = None
    said: str = ""


def dump_state(state: State) -> dict[str, Any]:
    """The state as plain JSON values, within the limits of this module."""
    return {
        "wishes": [_wish_out(wish) for wish in state.wishes[:WISHES_MAX]],
        "carded": _wish_out(state.carded) if state.carded else None,
        "options": {
            name[:20]: [_short(one) for one in meaning[:6]] for name, meaning in list(state.options.items())[:8]
        },
        "lost": min(state.lost, 9),
        "failed": min(state.failed, 9),
        "claims": {_short(name): _short(value) for name, value in list(state.claims.items())[:8]},
        "identifying": state.identifying,
        "focus": {_short(kind): _short(one) for kind, one in list(state.focus.items())[:8]},
        "parked": state.parked[:HEARD_CHARS_MAX],
        "turn": state.turn % TURN_MAX,
        "done": [_wish_out(wish) for wish in state.done[-DONE_MAX:]],
        "last": _short(state.last),
        "again": min(state.again, 9),
        "sorry": state.sorry,
        "topic": _short(state.topic),
        "condition": _short(state.condition),
        "before": _wish_out(state.before) if state.before else None,
        "said": _short(state.said),
    }


def load_state(found: Mapping[str, Any], playbooks: Mapping[str, Playbook]) -> State:
    """The state as it was left; slots that no longer fit their playbook, and anything unreadable, are dropped."""
    wishes = [_wish_in(one, playbooks) for one in _listed(found.get("wishes"))[:WISHES_MAX]]
    return State(
        wishes=tuple(wish for wish in wishes if wish),
        carded=_wish_in(found.get("carded"), playbooks),
        options={
            str(name): tuple(str(one) for one in _listed(meaning))
            for name, meaning in _mapped(found.get("options")).items()
        },
        lost=_whole(found.get("lost")),
        failed=_whole(found.get("failed")),
        claims={str(name): str(value) for name, value in _mapped(found.get("claims")).items()},
        identifying=found.get("identifying") is True,
        focus={str(kind): str(one) for kind, one in _mapped(found.get("focus")).items()},
        parked=str(found.get("parked") or ""),
        turn=_whole(found.get("turn")),
        done=tuple(wish for one in _listed(found.get("done"))[:DONE_MAX] if (wish := _wish_in(one, playbooks))),
        last=str(found.get("last") or ""),
        again=_whole(found.get("again")),
        sorry=found.get("sorry") is True,
        topic=topic if (topic := str(found.get("topic") or "")) in playbooks else "",
        condition=str(found.get("condition") or ""),
        before=_wish_in(found.get("before"), playbooks),
        said=str(found.get("said") or ""),
    )


def _wish_out(wish: Wish) -> dict[str, Any]:
    return {
        "playbook": wish.playbook,
        "slots": {name: {"value": _bounded(slot.value), "how": slot.how} for name, slot in wish.slots.items()},
        "asking": wish.asking,
        "tries": min(wish.tries, 9),
        "sure": wish.sure,
        "heard": wish.heard[-HEARD_CHARS_MAX:],
        "fresh": wish.fresh[-HEARD_CHARS_MAX:],
        "more": wish.more,
        "past": wish.past[-HEARD_CHARS_MAX:],
    }


def _wish_in(found: object, playbooks: Mapping[str, Playbook]) -> Wish | None:
    one = _mapped(found)
    playbook = playbooks.get(str(one.get("playbook")))
    if playbook is None:
        return None
    sure = one.get("sure")
    slots = {
        str(name): Filled(slot.get("value"), str(slot.get("how") or ""))
        for name, slot in _mapped(one.get("slots")).items()
        if isinstance(slot, Mapping) and is_sound(playbook, str(name), slot.get("value"))
    }
    return Wish(
        str(one["playbook"]),
        slots,
        str(one.get("asking") or ""),
        _whole(one.get("tries")),
        sure if type(sure) is int else None,
        str(one.get("heard") or ""),
        str(one.get("fresh") or ""),
        one.get("more") is True,
        str(one.get("past") or ""),
    )


def is_sound(playbook: Playbook, name: str, value: Any) -> bool:  # noqa: PLR0911 - one return a slot type
    """Whether a remembered value has the shape that its slot has now."""
    if name.startswith(HIDDEN):
        return _is_sound_hidden(playbook, name, value)
    slot = playbook.slot(name)
    if slot is None:
        return False
    match slot.type:
        case SlotType.LINES | SlotType.VARIANTS:
            return _texts(value)
        case SlotType.VARIANT:
            return isinstance(value, Mapping) and all(_is_want(one) for one in value.values())
        case SlotType.ADDRESS:
            return isinstance(value, Mapping) and all(isinstance(line, str) for line in value.values())
        case SlotType.YES_NO:
            return isinstance(value, bool)
        case SlotType.ENUM:
            return isinstance(value, str) and value in (slot.values or {})
        case SlotType.RECORD | SlotType.MONEY | SlotType.TEXT:
            return isinstance(value, str)


def _is_sound_hidden(playbook: Playbook, name: str, value: Any) -> bool:
    if name in FLAGS:
        return value is True
    kind, _, slot = name.partition(":")
    if playbook.slot(slot) is None:
        return False
    if f"{kind}:" == PARTS:
        return isinstance(value, Mapping) and all(isinstance(line, str) for line in value.values())
    return f"{kind}:" == NARROW and _texts(value)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_want(want: Any) -> bool:
    if not isinstance(want, Mapping):
        return False
    wants, prefers = want.get("wants", {}), want.get("prefers", [])
    pairs = isinstance(prefers, list) and all(_texts(pair) and len(pair) == PAIR for pair in prefers)
    texts = [
        want.get("rule", ""),
        want.get("to", ""),
        want.get("by", ""),
        want.get("steps", ""),
        *(wants.values() if isinstance(wants, Mapping) else [None]),
    ]
    return pairs and all(isinstance(text, str) for text in texts)


def _bounded(value: Any, depth: int = 0) -> Any:
    if depth > DEPTH_MAX:
        return None
    match value:
        case bool() | int() | None:
            return value
        case str():
            return _short(value)
        case Mapping():
            entries = list(value.items())[:LIST_LENGTH_MAX]
            return {_short(str(name)): _bounded(one, depth + 1) for name, one in entries}
        case list() | tuple():
            return [_bounded(one, depth + 1) for one in list(value)[:LIST_LENGTH_MAX]]
    return _short(str(value))


def _short(text: str) -> str:
    return text[:TEXT_CHARS_MAX].encode("utf-8", "replace").decode("utf-8")


def _mapped(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def _listed(found: object) -> list[Any]:
    return list(found) if isinstance(found, list | tuple) else []


def _whole(found: object) -> int:
    return found if type(found) is int else 0
