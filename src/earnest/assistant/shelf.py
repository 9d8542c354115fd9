"""What this turn may look at: records through `look`, read once each, as mappings with their handle."""

from collections.abc import Iterable, Mapping
from typing import Any

from earnest.assistant.expression import reach, read_path
from earnest.assistant.playbook import Condition, Playbook, Slot, SlotType, Where
from earnest.assistant.state import Wish
from earnest.domain.identity import Level
from earnest.domain.purposes import Purpose
from earnest.domain.turns import Look

Record = Mapping[str, Any]
"""The granted fields of a record, and its `handle`."""

SPOKEN = ("name", "label", "title")
"""Fields that a company's system may hold in several languages."""


class Shelf:
    """The records of one turn. Reading is recorded and purpose-bound by `look`; here each is asked for only once."""

    def __init__(self, look: Look, level: Level, language: str = "") -> None:
        self.look = look
        self.level = level
        self._language = language.partition("-")[0]
        self._read: dict[tuple[str, Purpose], tuple[Record, ...]] = {}
        self._variants: dict[str, tuple[Record, ...]] = {}

    def raise_level(self, level: Level) -> None:
        """Note that the customer is known better now; what was read before is read anew."""
        self.level = level
        self._read.clear()

    def records(self, playbook: Playbook, kind: str) -> tuple[Record, ...]:
        """The records of a kind, for the playbook's purpose; none below its level or of a kind it does not read."""
        if self.level < playbook.level or kind not in playbook.reads:
            return ()
        key = (kind, playbook.reads[kind])
        if key not in self._read:
            self._read[key] = tuple(
                _with_lines(_spoken({**seen.fields, "handle": seen.handle}, self._language))
                for seen in self.look.records(*key)
            )
        return self._read[key]

    def barred(self, playbook: Playbook) -> bool:
        """Whether the customer does not want a kind to be looked at without which the playbook can say nothing."""
        return any(slot.kind in self.look.barred for slot in playbook.needs if slot.kind and not slot.optional)

    def find(self, playbook: Playbook, kind: str, record_id: Any) -> Record | None:
        """The record of this id, None if this customer has none such."""
        return next((record for record in self.records(playbook, kind) if id_of(record) == record_id), None)

    def variants(self, playbook: Playbook, product_id: str) -> tuple[Record, ...]:
        """The variants of one product."""
        if product_id not in self._variants:
            found = self.records(playbook, "variant")
            self._variants[product_id] = tuple(one for one in found if str(one.get("product_id")) == product_id)
        return self._variants[product_id]

    def scope(self, playbook: Playbook, wish: Wish) -> dict[str, Any]:
        """What expressions and templates of the playbook see: each slot's value, records in full."""
        scope: dict[str, Any] = {kind: self.records(playbook, kind) for kind in playbook.reads if kind != "variant"}
        scope |= {slot.name: None for slot in playbook.needs}
        for slot in playbook.needs:
            scope[slot.name] = self._seen(playbook, slot, wish, scope)
        return scope

    def _seen(self, playbook: Playbook, slot: Slot, wish: Wish, scope: Mapping[str, Any]) -> Any:
        value = wish.value(slot.name)
        if value is None:
            return None
        match slot.type:
            case SlotType.RECORD:
                return self.find(playbook, slot.kind, value)
            case SlotType.LINES:
                own = lines_of(scope.get(slot.of))
                return [line for line_id in value for line in own if line.get("line_id") == line_id]
            case SlotType.VARIANT:
                return self._chosen(playbook, value, scope.get(slot.of))
            case SlotType.VARIANTS:
                product = scope.get(slot.of) or {}
                fits = self.variants(playbook, str(product.get("id", "")))
                return [one for one in fits if id_of(one) in value]
            case SlotType.ENUM | SlotType.ADDRESS | SlotType.MONEY | SlotType.TEXT | SlotType.YES_NO:
                return value

    def _chosen(self, playbook: Playbook, value: Mapping[str, Any], lines: Any) -> list[Record]:
        found = []
        for line in lines or ():
            to = (value.get(str(line.get("line_id"))) or {}).get("to")
            found += [one for one in self.variants(playbook, str(line.get("product_id"))) if id_of(one) == to]
        return found


def _spoken(record: dict[str, Any], language: str) -> dict[str, Any]:
    """A record whose names and options are those of the language, where they are given by language: {en, de}."""
    found = dict(record)
    for key, value in record.items():
        if isinstance(value, list | tuple) and value and all(isinstance(one, Mapping) for one in value):
            found[key] = type(value)(_spoken(dict(one), language) for one in value)
        elif key == "options" and isinstance(value, Mapping):
            own = value.get(language)
            options = own if isinstance(own, Mapping) else value
            found[key] = {str(name): _by_language(one, language) for name, one in options.items()}
        elif key in SPOKEN:
            found[key] = _by_language(value, language)
    return found


def _by_language(value: Any, language: str) -> Any:
    """The text of the language, where a mapping of texts by language holds one."""
    return value[language] if isinstance(value, Mapping) and isinstance(value.get(language), str) else value


def _with_lines(record: dict[str, Any]) -> Record:
    """A record whose nested records stand under `lines`, whatever its system calls them, each with a `line_id`."""
    for found in record.values():
        if (
            isinstance(found, list | tuple)
            and found
            and all(isinstance(one, Mapping) and "handle" in one for one in found)
        ):
            own = record.get("id") or record["handle"]
            record["lines"] = tuple({"line_id": f"{own}/{at}", **one} for at, one in enumerate(found, 1))
            break
    return record


def id_of(record: Record) -> str:
    """The id by which the state remembers a record."""
    return str(record.get("id") or record.get("line_id") or record.get("handle"))


def lines_of(record: Any) -> tuple[Record, ...]:
    """The nested lines of a record that have a handle."""
    lines = record.get("lines") if isinstance(record, Mapping) else None
    return tuple(line for line in lines or () if isinstance(line, Mapping) and "handle" in line)


def passing(records: Iterable[Record], where: Where, scope: Mapping[str, Any]) -> tuple[Record, ...]:
    """The records that satisfy one of the alternatives."""
    return tuple(one for one in records if not where or any(all(holds(c, one, scope) for c in way) for way in where))


def holds(condition: Condition, record: Record, scope: Mapping[str, Any]) -> bool:
    """Whether a condition holds for a record; compared as text, "*" stands for anything that is there."""
    path = read_path(condition.path)
    found = reach({path.slot: record.get(path.slot)}, path)
    many = found if isinstance(found, list | tuple) else [found]
    texts = {str(one).casefold() for one in many if one not in (None, "", (), [])} or {""}
    if condition.refers:
        wanted = {str(reach(scope, read_path(condition.refers))).casefold()}
    else:
        wanted = {value.casefold() for value in condition.values}
    return (bool(texts & wanted) or ("*" in wanted and texts != {""})) is not condition.negated
