"""Reads `playbooks/*.yaml` into playbooks. Every flaw is a BrandError with file, line and mend."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from earnest.assistant.cues import Cue, read_cue
from earnest.assistant.expression import read_call, read_path
from earnest.assistant.learning_preset import read_preset
from earnest.assistant.playbook import (
    WORDINGS_MAX,
    Answer,
    CardWords,
    Condition,
    Playbook,
    Slot,
    SlotType,
    Where,
    Wordings,
)
from earnest.assistant.templates import check_template
from earnest.domain.errors import BrandError
from earnest.domain.identity import Level
from earnest.domain.marked_yaml import composed
from earnest.domain.purposes import Purpose

PRESET = "retail"
"""The preset of a brand that names none."""

PLAYBOOKS_MAX = 200
"""Playbooks of one brand."""

FILE_BYTES_MAX = 500_000
"""Bytes of one playbook file."""

SLOTS_MAX = 20
"""Slots of one playbook."""

TOP_KEYS = frozenset(
    "playbook title starts cues level reads needs does says answers collect kin offers detail_of person".split()  # noqa: SIM905 - a list would take a page
) | {"articles", "lenient", "often", "afterwards"}
SLOT_KEYS = frozenset(
    "type of ask none unfit label where values titles original many optional assume whole leads told".split()  # noqa: SIM905 - as above
) | {"sounds_like", "otherwise", "latest"}
SAYS_KEYS = frozenset(["card", "done", "waiting", "refused", "lead", "more"])


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a file: strings, lists and mappings, with the line it begins on."""

    node: yaml.Node
    file: str

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    def flaw(self, message: str) -> BrandError:
        return BrandError(message, self.file, self.line)

    def text(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.flaw("a single text is expected here.")
        return str(self.node.value).strip()

    def items(self) -> Iterator["tuple[str, _Part]"]:
        if isinstance(self.node, yaml.ScalarNode) and not self.node.value:
            return
        if not isinstance(self.node, yaml.MappingNode):
            raise self.flaw("names with values are expected here, such as `en: ...`.")
        seen: set[str] = set()
        for key, value in self.node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if not name or name in seen:
                raise BrandError(
                    f"{name or 'this key'!r} stands here twice or is no name.", self.file, key.start_mark.line + 1
                )
            seen.add(name)
            yield name, _Part(value, self.file)

    def list(self) -> "tuple[_Part, ...]":
        if isinstance(self.node, yaml.SequenceNode):
            return tuple(_Part(value, self.file) for value in self.node.value)
        return (self,)

    def map(self, known: frozenset[str] | None = None) -> "dict[str, _Part]":
        found = dict(self.items())
        unknown = sorted(set(found) - known) if known is not None else []
        if unknown:
            raise found[unknown[0]].flaw(f"`{unknown[0]}` is no key here; use one of {', '.join(sorted(known or ()))}.")
        return found


def read_playbooks(folder: Path, languages: Sequence[str], preset: str = PRESET) -> dict[str, Playbook]:
    """All playbooks of a folder, by name, in order of file names; `preset` is the one whose intents they may name.

    Raises:
        BrandError: a file is broken, words are missing in a language, or a name is unknown.
    """
    files = sorted(folder.glob("*.yaml"))
    if len(files) > PLAYBOOKS_MAX:
        raise BrandError(f"there are more than {PLAYBOOKS_MAX} playbooks; join some.", folder)
    playbooks: dict[str, Playbook] = {}
    for file in files:
        playbook = read_playbook(file, languages, preset)
        if playbook.name in playbooks:
            raise BrandError(f"a playbook named {playbook.name!r} exists already; rename one.", file, 1)
        playbooks[playbook.name] = playbook
    for playbook in playbooks.values():
        led = [call.skill for slot in playbook.needs for call in (slot.leads or {}).values()]
        then = (playbook.afterwards,) if playbook.afterwards else ()
        for other in (*playbook.kin, *playbook.offers, *playbook.detail_of, *led, *then):
            if other not in playbooks:
                raise BrandError(f"{playbook.name!r} names the playbook {other!r}, which does not exist.", folder)
    return playbooks


def read_playbook(file: Path, languages: Sequence[str], preset: str = PRESET) -> Playbook:
    """One playbook file.

    Raises:
        BrandError: see `read_playbooks`.
    """
    try:
        if file.stat().st_size > FILE_BYTES_MAX:
            raise BrandError(f"the file is over {FILE_BYTES_MAX} bytes; split it.", file)
        node = composed(file.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BrandError(f"this is no YAML: {error.problem}.", file, line) from None
    except (yaml.YAMLError, OSError, ValueError) as error:
        raise BrandError(f"the file cannot be read: {error}.", file) from None
    if node is None:
        raise BrandError("the file is empty; write `playbook: name` first.", file, 1)
    return _playbook(_Part(node, str(file)), tuple(languages), preset)


def _playbook(part: _Part, languages: tuple[str, ...], preset: str) -> Playbook:
    keys = part.map(TOP_KEYS)
    for needed in ("playbook", "title"):
        if needed not in keys:
            raise part.flaw(f"`{needed}:` is missing.")
    reads = {kind: _purpose(value) for kind, value in keys["reads"].items()} if "reads" in keys else {}
    needs = (
        tuple(_slot(name, value, reads, languages) for name, value in keys["needs"].items()) if "needs" in keys else ()
    )
    if len(needs) > SLOTS_MAX:
        raise keys["needs"].flaw(f"there are more than {SLOTS_MAX} slots; split the playbook.")
    roots = frozenset(slot.name for slot in needs) | frozenset(reads)
    for slot in needs:
        if slot.of and slot.of not in {other.name for other in needs}:
            raise keys["needs"].flaw(f"slot {slot.name!r} hangs on {slot.of!r}, which is no slot of this playbook.")
    says = keys["says"].map(SAYS_KEYS) if "says" in keys else {}
    does = read_call(keys["does"].text(), part.file, keys["does"].line) if "does" in keys else None
    if does and not does.slots <= {slot.name for slot in needs}:
        raise keys["does"].flaw(f"`does` names {sorted(does.slots - roots)}, which are no slots of this playbook.")
    if does and "card" not in says:
        raise part.flaw("a playbook with `does:` needs `says: {card: {title: ...}}`, the words of its card.")
    starts, intent = _starts(keys.get("starts"), languages, preset)
    return Playbook(
        name=keys["playbook"].text(),
        title={language: texts[0] for language, texts in _wordings(keys["title"], languages).items()},
        starts=starts,
        intent=intent,
        cues=_cues(keys.get("cues")),
        level=_level(keys.get("level")),
        reads=reads,
        needs=needs,
        does=does,
        card=_card(says["card"], languages, roots) if "card" in says else None,
        says={name: _checked(value, languages, roots) for name, value in says.items() if name != "card"},
        answers=tuple(_answer(one, languages, roots) for one in keys["answers"].list()) if "answers" in keys else (),
        articles=_names(keys.get("articles")),
        collect=_flag(keys.get("collect"), ("all",)),
        kin=_names(keys.get("kin")),
        offers=_names(keys.get("offers")),
        detail_of=_names(keys.get("detail_of")),
        person=_flag(keys.get("person")),
        lenient=_flag(keys.get("lenient")),
        often=_flag(keys.get("often")),
        afterwards=keys["afterwards"].text() if "afterwards" in keys else "",
    )


def _slot(name: str, part: _Part, reads: Mapping[str, Purpose], languages: tuple[str, ...]) -> Slot:
    keys = part.map(SLOT_KEYS)
    if "type" not in keys:
        raise part.flaw(f"slot {name!r} has no `type:`.")
    kind_of, kind = _type(keys["type"], reads)
    slot = Slot(
        name=name,
        type=kind_of,
        kind=kind,
        of=keys["of"].text() if "of" in keys else "",
        ask=_optional(keys.get("ask"), languages),
        none=_optional(keys.get("none"), languages),
        unfit=_optional(keys.get("unfit"), languages),
        label=_optional(keys.get("label"), languages),
        where=_where(keys.get("where")),
        values={value: _synonyms(words) for value, words in keys["values"].items()} if "values" in keys else None,
        titles={value: _wordings(words, languages) for value, words in keys["titles"].items()}
        if "titles" in keys
        else None,
        original=keys["original"].text() if "original" in keys else "",
        many=_flag(keys.get("many")),
        optional=_flag(keys.get("optional")) or kind_of is SlotType.VARIANTS,
        assume=_flag(keys.get("assume"), default=True),
        whole=_optional(keys.get("whole"), languages),
        leads={value: read_call(to.text(), to.file, to.line) for value, to in keys["leads"].items()}
        if "leads" in keys
        else None,
        told=_flag(keys.get("told")),
        sounds_like={value: _names(one) for value, one in keys["sounds_like"].items()}
        if "sounds_like" in keys
        else None,
        otherwise=keys["otherwise"].text() if "otherwise" in keys else "",
        latest=_flag(keys.get("latest")),
    )
    unknown = {*(slot.sounds_like or ()), *([slot.otherwise] if slot.otherwise else [])} - set(slot.values or ())
    if unknown:
        raise part.flaw(f"slot {name!r} names {', '.join(sorted(unknown))}, which is none of its `values:`.")
    if not slot.ask and not slot.optional:
        raise part.flaw(f"slot {name!r} has no `ask:`; write the question, or `optional: yes`.")
    if kind_of is SlotType.ENUM and not slot.values:
        raise part.flaw(f"slot {name!r} needs `values:`, each with its synonyms.")
    if kind_of in (SlotType.LINES, SlotType.VARIANT, SlotType.VARIANTS) and not slot.of:
        raise part.flaw(f"slot {name!r} needs `of:`, the slot it hangs on.")
    return slot


def _type(part: _Part, reads: Mapping[str, Purpose]) -> tuple[SlotType, str]:
    word = part.text()
    if word in ("variant", "variants") and "variant" in reads:
        return SlotType(word), "variant"
    if word in reads:
        return SlotType.RECORD, word
    if word.endswith("_lines") and word.removesuffix("_lines") in reads:
        return SlotType.LINES, word.removesuffix("_lines")
    plain_types = (SlotType.ENUM, SlotType.ADDRESS, SlotType.MONEY, SlotType.TEXT, SlotType.YES_NO)
    if word in plain_types:
        return SlotType(word), ""
    known = [*reads, *(f"{kind}_lines" for kind in reads), *plain_types]
    raise part.flaw(f"{word!r} is no slot type here; use one of {', '.join(known)}, or name the kind under `reads:`.")


def _where(part: _Part | None) -> Where:
    if part is None:
        return ()
    return tuple(tuple(_condition(path, value) for path, value in one.items()) for one in part.list())


def _condition(path: str, part: _Part) -> Condition:
    negated = path.startswith("not ")
    name = path.removeprefix("not ").strip()
    read_path(name, part.file, part.line)
    values = tuple(value.text() for value in part.list())
    if len(values) == 1 and values[0].startswith("$"):
        read_path(values[0][1:], part.file, part.line)
        return Condition(name, (), values[0][1:], negated)
    return Condition(name, values, "", negated)


def _answer(part: _Part, languages: tuple[str, ...], roots: frozenset[str]) -> Answer:
    keys = part.map(frozenset({"when", "asked", "say"}))
    if "say" not in keys:
        raise part.flaw("an answer needs `say:`.")
    when = tuple(_condition(path, value) for path, value in keys["when"].items()) if "when" in keys else ()
    return Answer(
        _checked(keys["say"], languages, roots, free=frozenset()),
        when,
        _cues(keys["asked"]) if "asked" in keys else None,
    )


def _card(part: _Part, languages: tuple[str, ...], roots: frozenset[str]) -> CardWords:
    keys = part.map(frozenset({"title", "rows"}))
    if "title" not in keys:
        raise part.flaw("a card needs a `title:`.")
    rows = []
    for row in keys["rows"].list() if "rows" in keys else ():
        named = row.map(frozenset({"label", "value"}))
        if set(named) != {"label", "value"}:
            raise row.flaw("a card's row needs `label:` and `value:`.")
        rows.append(
            (_checked(named["label"], languages, roots), _checked(named["value"], languages, roots, free=frozenset()))
        )
    return CardWords(_checked(keys["title"], languages, roots, free=frozenset()), tuple(rows))


def _checked(
    part: _Part, languages: tuple[str, ...], roots: frozenset[str], free: frozenset[str] | None = None
) -> Wordings:
    wordings = _wordings(part, languages)
    for texts in wordings.values():
        for text in texts:
            check_template(text, roots, part.file, part.line, free)
    return wordings


def _wordings(part: _Part, languages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found = {language: tuple(text.text() for text in value.list()) for language, value in part.items()}
    for language in languages:
        if not any(found.get(language, ())):
            raise part.flaw(f"words in {language!r} are missing; write `{language}: ...`.")
        if len(found[language]) > WORDINGS_MAX:
            raise part.flaw(f"there are more than {WORDINGS_MAX} wordings; keep the best ones.")
    return found


def _optional(part: _Part | None, languages: tuple[str, ...]) -> Wordings | None:
    return _wordings(part, languages) if part is not None else None


def _synonyms(part: _Part) -> Wordings:
    return {language: tuple(word.text() for word in words.list()) for language, words in part.items()}


def _starts(part: _Part | None, languages: tuple[str, ...], preset: str) -> tuple[Wordings, str]:
    """Examples by language, the preset's first, and the preset's intent as `preset/intent`, "" for none."""
    if part is None:
        return {}, ""
    keys = part.map(frozenset({"message", "intent"}))
    if not keys:
        raise part.flaw("`starts:` needs `message:` with examples per language, or `intent:` of the preset.")
    found = _of_preset(keys["intent"], languages, preset) if "intent" in keys else {}
    for language, texts in _synonyms(keys["message"]).items() if "message" in keys else ():
        found[language] = (*found.get(language, ()), *texts)
    for language in languages:
        if not found.get(language):
            raise (keys.get("message") or part).flaw(f"examples in {language!r} are missing; ten make a usable start.")
    return found, f"{preset}/{keys['intent'].text()}" if "intent" in keys else ""


def _of_preset(part: _Part, languages: tuple[str, ...], preset: str) -> dict[str, tuple[str, ...]]:
    intents = read_preset(preset).intents
    if not intents:
        raise part.flaw(f"the preset {preset!r} ships no examples; write your own under `message:`.")
    if part.text() not in intents:
        raise part.flaw(f"{part.text()!r} is no intent of the preset {preset!r}; use one of {', '.join(intents)}.")
    return {language: texts for language, texts in intents[part.text()].items() if language in languages}


def _cues(part: _Part | None) -> dict[str, tuple[Cue, ...]]:
    if part is None:
        return {}
    return {language: tuple(read_cue(cue.text()) for cue in cues.list()) for language, cues in part.items()}


def _purpose(part: _Part) -> Purpose:
    try:
        return Purpose(part.text())
    except ValueError:
        raise part.flaw(f"{part.text()!r} is no purpose; use one of {', '.join(Purpose)}.") from None


def _level(part: _Part | None) -> Level:
    if part is None:
        return Level.ANYONE
    try:
        return Level[part.text().upper()]
    except KeyError:
        raise part.flaw(
            f"{part.text()!r} is no level; use one of {', '.join(level.word for level in Level)}."
        ) from None


def _flag(part: _Part | None, words: tuple[str, ...] = (), *, default: bool = False) -> bool:
    if part is None:
        return default
    word = part.text().casefold()
    if word in ("yes", "true", *words):
        return True
    if word in ("no", "false"):
        return False
    raise part.flaw(f"{word!r} is neither yes nor no.")


def _names(part: _Part | None) -> tuple[str, ...]:
    return tuple(name.text() for name in part.list()) if part else ()
