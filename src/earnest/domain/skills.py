"""Skills: typed functions that change the company's systems. All that trust needs is declared here, in code.

A parameter is one of: an owned record (`Annotated[str, Owned("order")]`), a public record (`Public("variant")`),
`Money`, a `StrEnum`, `bool`, a bounded whole number (`Annotated[int, Between(1, 9)]`), bounded text
(`Annotated[str, Text(200)]`), or named texts (`Annotated[dict[str, str], Texts("street", "zip", length_max=80)]`).
Records and texts may stand in a `list[...]`. `amount: Money | None = None` may be left out: where it is given, a
colleague has allowed less than was asked for. Anything else is refused when the brand is loaded.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from earnest.domain.errors import BrandError
from earnest.domain.identity import Level
from earnest.domain.money import Money
from earnest.domain.purposes import Purpose
from earnest.domain.time import Instant
from earnest.domain.verdicts import FactValue, Outcome

LIST_LENGTH_MAX = 100
"""Items a list argument may have."""


class EffectClass(StrEnum):
    """What kind of effect a skill has; it sets the floor of every verdict on it.

    `LEGAL` binds the customer, as a contract or a commitment does: they sign it themselves. `RIGHT` uses a right that
    the law gives them, such as a withdrawal: a button, and nothing more in the way.
    """

    READ = "read"
    REVERSIBLE = "reversible"
    IRREVERSIBLE = "irreversible"
    MONEY = "money"
    DISCLOSE = "disclose"
    ACCOUNT = "account"
    RIGHT = "right"
    LEGAL = "legal"

    @property
    def floor(self) -> Outcome:
        """The mildest outcome this class ever gets."""
        match self:
            case EffectClass.READ | EffectClass.DISCLOSE | EffectClass.REVERSIBLE:
                return Outcome.DO_IT
            case (
                EffectClass.IRREVERSIBLE
                | EffectClass.MONEY
                | EffectClass.ACCOUNT
                | EffectClass.RIGHT
                | EffectClass.LEGAL
            ):
                return Outcome.CONFIRM

    @property
    def by_button_only(self) -> bool:
        """Whether a typed yes is not enough to confirm it."""
        return self in (EffectClass.ACCOUNT, EffectClass.RIGHT, EffectClass.LEGAL)

    @property
    def signed(self) -> bool:
        """Whether the customer signs it with a passkey."""
        return self is EffectClass.LEGAL


@dataclass(frozen=True, slots=True)
class Owned:
    """The id of a record that this customer owns; proposals carry a handle in its place."""

    record: str


@dataclass(frozen=True, slots=True)
class Public:
    """The id of a record that belongs to nobody, such as a product variant."""

    record: str


@dataclass(frozen=True, slots=True)
class Between:
    """Bounds of a whole number, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Text:
    """Free text of at most `length_max` characters, for a sink that only this customer or colleagues read."""

    length_max: int


@dataclass(frozen=True, slots=True)
class Texts:
    """Named free texts, such as the lines of an address; all names are required, a text may be empty."""

    names: tuple[str, ...]
    length_max: int

    def __init__(self, *names: str, length_max: int) -> None:
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "length_max", length_max)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed vocabulary (a `StrEnum`'s values)."""

    values: tuple[str, ...]


class Plain(Enum):
    """Parameter kinds that need no further words."""

    MONEY = "money"
    BOOL = "bool"


ParameterKind = Owned | Public | Between | Text | Texts | Choice | Plain


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declared parameter: its kind, whether it is a list of such, whether it may be left out."""

    name: str
    kind: ParameterKind
    many: bool
    optional: bool = False


@dataclass(frozen=True, slots=True)
class By:
    """Who a deed is done for: passed to skills after the shop.

    Args:
        customer: the shop's own customer reference.
        key: the decision id; the idempotency key towards the other system.
        now: when the deed is done.
    """

    customer: str
    key: str
    now: Instant


@dataclass(frozen=True, slots=True)
class Done:
    """What a skill did: values for the words of the receipt (strings, whole numbers, Money)."""

    values: Mapping[str, str | int | Money] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a skill would do, for the card and the approver: labelled rows, in numbers, and the amount at stake."""

    rows: tuple[tuple[str, str | int | Money], ...]
    amount: Money | None = None


@dataclass(slots=True)
class Skill:
    """A declared skill; built by `@skill`, completed by `@<skill>.preview`, `.facts` and `.settled`.

    Args:
        name: the function's name; playbooks and gates use it.
        do: `(shop, by, **arguments) -> Done`; raises `Declined` when refused for certain, anything else is unclear.
        effect: its effect class.
        level: the identity level it needs at least.
        undo_seconds: how long it is held, so that it can be undone for certain; 0: it is done at once, for good.
        parameters: its arguments after `shop` and `by`.
        reads: the sources that its dry run, its facts and the deed itself look at, each with what for.
        previewed: `(shop, by, **arguments) -> Preview`; a dry run without effect; may raise `Declined`.
        stated: `(shop, by, **arguments) -> facts` for its gate.
        asked: `(shop, by) -> Done | None`: what became of an unclear attempt under `by.key`, None if it never happened.
    """

    name: str
    do: Callable[..., Done]
    effect: EffectClass
    level: Level
    undo_seconds: int
    parameters: tuple[Parameter, ...]
    doc: str
    previewed: Callable[..., Preview] | None = None
    stated: Callable[..., Mapping[str, FactValue]] | None = None
    asked: Callable[..., Done | None] | None = None
    reads: Mapping[str, Purpose] = field(default_factory=dict)

    def preview(self, function: Callable[..., Preview]) -> Callable[..., Preview]:
        """Declare the dry run."""
        self.previewed = function
        return function

    def facts(self, function: Callable[..., Mapping[str, FactValue]]) -> Callable[..., Mapping[str, FactValue]]:
        """Declare how the gate's brand-specific inputs are read."""
        self.stated = function
        return function

    def settled(self, function: Callable[..., Done | None]) -> Callable[..., Done | None]:
        """Declare how the other system is asked what became of an attempt."""
        self.asked = function
        return function


def skill(
    *, effect: str, level: str, undo_seconds: int = 0, reads: Mapping[str, str] | None = None
) -> Callable[[Callable[..., Done]], Skill]:
    """Declare a skill in a brand's `skills.py`.

    Args:
        effect: a word of `EffectClass`.
        level: a word of `Level`, such as "signed_in".
        undo_seconds: how long the deed is held after it was decided, so that the customer can undo it.
        reads: the sources of the data map that its dry run, its facts and the deed look at, each with a word of
            `Purpose`: where the customer has barred one, or the basis is gone, none of them is called.

    Raises:
        BrandError: a parameter has no kind that this module's docstring lists.
        ValueError: a word is none of its list.
    """
    looks = {source: Purpose(purpose) for source, purpose in (reads or {}).items()}
    return lambda do: Skill(
        name=do.__name__,
        do=do,
        effect=EffectClass(effect),
        level=Level[level.upper()],
        undo_seconds=undo_seconds,
        parameters=_parameters(do),
        doc=inspect.getdoc(do) or "",
        reads=looks,
    )


def _parameters(do: Callable[..., Any]) -> tuple[Parameter, ...]:
    hints = get_type_hints(do, include_extras=True)
    names = list(inspect.signature(do).parameters)[2:]
    return tuple(_parameter(do, name, hints.get(name)) for name in names)


def _parameter(do: Callable[..., Any], name: str, hint: Any) -> Parameter:
    many, optional = get_origin(hint) is list, hint == Money | None
    kind = _kind(Money if optional else get_args(hint)[0] if many else hint)
    if kind is None:
        code = do.__code__
        raise BrandError(
            f"{do.__name__}({name}: {hint!r}) has no kind that a skill's parameter may have; declare it as Owned, "
            "Public, Money, a StrEnum, bool, Between, Text or Texts.",
            code.co_filename,
            code.co_firstlineno,
        )
    return Parameter(name, kind, many, optional)


def _kind(hint: Any) -> ParameterKind | None:
    if get_origin(hint) is Annotated:
        marks = [mark for mark in hint.__metadata__ if isinstance(mark, Owned | Public | Between | Text | Texts)]
        return marks[0] if marks else None
    if hint is Money:
        return Plain.MONEY
    if hint is bool:
        return Plain.BOOL
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Choice(tuple(member.value for member in hint))
    return None
