from enum import StrEnum
from typing import Annotated, Any

import pytest

from earnest.domain.errors import BrandError
from earnest.domain.identity import Level
from earnest.domain.money import Money
from earnest.domain.skills import (
    Between,
    By,
    Choice,
    Done,
    EffectClass,
    Owned,
    Parameter,
    Plain,
    Public,
    Text,
    Texts,
    skill,
)
from earnest.domain.verdicts import Outcome


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def test_a_skill_declares_every_kind_of_parameter() -> None:
    @skill(effect="money", level="signed_in", undo_seconds=300)
    def paint(
        shop: Any,
        by: By,
        order: Annotated[str, Owned("order")],
        items: list[Annotated[str, Public("item")]],
        amount: Money,
        colour: Colour,
        gift: bool,
        count: Annotated[int, Between(1, 9)],
        note: Annotated[str, Text(200)],
        address: Annotated[dict[str, str], Texts("street", "zip", length_max=80)],
    ) -> Done:
        """Paint things."""
        return Done()

    assert paint.parameters == (
        Parameter("order", Owned("order"), many=False),
        Parameter("items", Public("item"), many=True),
        Parameter("amount", Plain.MONEY, many=False),
        Parameter("colour", Choice(("red", "blue")), many=False),
        Parameter("gift", Plain.BOOL, many=False),
        Parameter("count", Between(1, 9), many=False),
        Parameter("note", Text(200), many=False),
        Parameter("address", Texts("street", "zip", length_max=80), many=False),
    )
    assert (paint.name, paint.effect, paint.level, paint.undo_seconds) == (
        "paint",
        EffectClass.MONEY,
        Level.SIGNED_IN,
        300,
    )


@pytest.mark.parametrize("hint", [str, int, float, dict, Any, list[str], "Annotated[str, 5]"])
def test_a_parameter_without_a_declared_kind_is_refused_where_it_stands(hint: Any) -> None:
    def loose(shop: Any, by: By, thing: Any) -> Done:
        return Done()

    loose.__annotations__["thing"] = Annotated[str, 5] if isinstance(hint, str) else hint

    with pytest.raises(BrandError, match=r"loose\(thing") as found:
        skill(effect="read", level="anyone")(loose)

    assert found.value.line > 0
    assert found.value.file.endswith("test_skills.py")


def test_money_accounts_and_contracts_are_never_changed_unasked() -> None:
    unasked = {effect for effect in EffectClass if effect.floor is Outcome.DO_IT}

    assert unasked == {EffectClass.READ, EffectClass.DISCLOSE, EffectClass.REVERSIBLE}
    assert {effect for effect in EffectClass if effect.by_button_only} == {
        EffectClass.ACCOUNT,
        EffectClass.RIGHT,
        EffectClass.LEGAL,
    }


def test_outcomes_are_ordered_from_the_mildest_to_the_strictest() -> None:
    assert [one.word for one in sorted(Outcome)] == ["do_it", "confirm", "ask_person", "ask_two", "refuse"]
