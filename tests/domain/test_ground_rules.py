import dataclasses
import importlib
import pkgutil
from typing import Any, get_type_hints

import pytest

import earnest.domain
from earnest.domain import errors
from earnest.domain.identity import Author
from earnest.domain.items import Item
from earnest.domain.purposes import BASIS_OF, Basis, Purpose
from earnest.domain.time import DAY, SECOND, SimulatedClock, SystemClock

MODULES = [
    importlib.import_module(f"earnest.domain.{one.name}") for one in pkgutil.iter_modules(earnest.domain.__path__)
]
VALUES = [
    value
    for module in MODULES
    for value in vars(module).values()
    if dataclasses.is_dataclass(value) and isinstance(value, type) and value.__module__ == module.__name__
]
BUILT_IN_STEPS = {"Skill", "SimulatedClock"}
"""A skill is completed by its companions while `skills.py` is read; a simulated clock is moved."""


@pytest.mark.parametrize("value", VALUES, ids=lambda one: one.__name__)
def test_domain_values_are_frozen(value: Any) -> None:
    assert value.__dataclass_params__.frozen or value.__name__ in BUILT_IN_STEPS


@pytest.mark.parametrize("value", VALUES, ids=lambda one: one.__name__)
def test_no_float_is_declared_in_the_domain(value: Any) -> None:
    assert "float" not in repr(get_type_hints(value, include_extras=True).values())


def test_every_error_belongs_to_the_one_family() -> None:
    own = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]

    assert own
    assert all(issubclass(one, errors.EarnestError) for one in own)


def test_what_a_machine_wrote_says_so_whatever_else_is_set() -> None:
    written_by = {author: Item(1, "I-1", author, (), 0).ai for author in Author}

    assert written_by == {
        Author.CUSTOMER: False,
        Author.ASSISTANT: True,
        Author.COLLEAGUE: False,
        Author.SYSTEM: True,
    }


def test_every_purpose_has_a_basis_and_personalisation_needs_consent() -> None:
    assert set(BASIS_OF) == set(Purpose)
    assert {one for one in Purpose if BASIS_OF[one] is Basis.CONSENT} == {
        Purpose.MEMORY_PROFILE,
        Purpose.PERSONALISE_PREDICT,
        Purpose.MARKETING_DIRECT,
        Purpose.TRAIN_MODEL,
    }


def test_time_is_whole_microseconds() -> None:
    clock = SimulatedClock(10 * SECOND)

    clock.move(DAY)

    assert clock.now() == 10 * SECOND + DAY
    assert type(SystemClock().now()) is int
    assert SystemClock().now() > 1_700_000_000 * SECOND
