"""Which changes of a played conversation nobody expected: neither at the end nor on the way there."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from earnest.domain.skills import By
from earnest.domain.turns import DecisionKind, Deed
from earnest.evaluate.gates import ListsChanges, rounded
from earnest.talk import Talk

Changes = Sequence[Mapping[str, Any]]


def deeds_done(talk: Talk) -> tuple[Deed, ...]:
    """What was carried out in a conversation, in its order."""
    store = talk.house.store
    items = store.items(talk.conversation, store.session(talk.token), 0)
    names = dict.fromkeys([*talk.decisions, *(item.decision for item in items if item.decision)])
    decisions = [store.decision(name).decision for name in names]
    return tuple(
        one.deed
        for one in decisions
        if one.kind is DecisionKind.OUTCOME and one.deed is not None and one.facts.get("outcome") == "done"
    )


def expected_actions(task: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The actions a task names, in either of the benchmark's published shapes; none if it names none."""
    criteria = task.get("evaluation_criteria") or {}
    return list(task.get("actions") or criteria.get("actions") or ())


def way_there(talk: Talk, fresh: Any, actions: Iterable[Mapping[str, Any]]) -> Changes:
    """What a fresh shop has changed after those of the deeds done that are expected actions, and no other.

    A conversation that ends midway leaves balances and statuses that later expected deeds would have changed again.
    """
    wanted = [_key(one["name"], one["arguments"]) for one in actions]
    world, skills, customer = (
        talk.house.world,
        talk.house.brand.code.skills,
        talk.house.store.session(talk.token).customer,
    )
    shop: ListsChanges = fresh
    for number, deed in enumerate(deeds_done(talk)):
        if _key(deed.skill, deed.arguments) in wanted:
            by = By(customer, f"expected-{number}", world.clock.now())
            skills[deed.skill].do(shop, by, **world.broker.arguments(deed))
    return shop.changes()


def unexpected(given: Changes, *expected: Changes) -> int:
    """Changes whose value none of the expected states has at that place, amounts rounded to cents."""
    states = [{tuple(one["path"]): rounded(one["after"]) for one in state} for state in expected]
    return sum(all(state.get(tuple(one["path"]), one) != rounded(one["after"]) for state in states) for one in given)


def _key(name: str, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    """An action, whichever order its lists name the same pairs in."""
    lists = {key: value for key, value in arguments.items() if isinstance(value, list)}
    pairs = sorted(zip(*(map(str, lists[key]) for key in sorted(lists)), strict=False))
    single = sorted((key, str(value)) for key, value in arguments.items() if key not in lists)
    return name, tuple(sorted(lists)), tuple(pairs), tuple(single)
