"""`earnest check BRAND`: everything that is wrong in a brand folder, with file, line and mend."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console

from earnest.cli import places
from earnest.domain.errors import BrandError
from earnest.domain.purposes import Purpose
from earnest.domain.records import Row

if TYPE_CHECKING:
    from earnest.assistant import Playbook
    from earnest.assistant.bound import Label
    from earnest.config import Settings
    from earnest.connect.skills_file import BrandCode
    from earnest.consent.grants import DataMap

T = TypeVar("T")

EXAMPLES_MIN = 10
"""Training examples of a playbook and language; below it the router hardly knows the wish."""

CUSTOMERS_MAX = 20

MODELS = "models"
"""Where a brand's own directory keeps what its house has learned."""

CONVERSATIONS_A_MONTH = 1_500
"""The traffic of a small shop, where none is named."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to know: an error stops the brand from being served; a warning and a note do not."""

    severity: str
    file: str
    line: int
    message: str
    mend: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.severity}: {self.message.rstrip('.')}.{f' {self.mend}' if self.mend else ''}"


def check(
    brand: Annotated[Path, typer.Argument(help="The brand folder.")],
    shop: places.Shop = None,
    customer: Annotated[
        list[str] | None, typer.Option("--customer", help="A customer whose records are looked at; may be repeated.")
    ] = None,
    conversations: Annotated[
        int, typer.Option("--conversations-a-month", min=0, max=10_000_000, help="The traffic that days are told for.")
    ] = CONVERSATIONS_A_MONTH,
    data: places.Data = None,
    as_json: places.Json = False,
) -> None:
    """Prove a brand folder: settings, code, gates, data map, playbooks, words. Exit code 1 if there are errors."""
    with Console(stderr=True).status("Checking"):
        found = sorted(findings(brand, shop, tuple(customer or ())[:CUSTOMERS_MAX]), key=_order)
        errors = sum(one.severity == "error" for one in found)
        notes = [] if errors else [bound_note(brand, places.data_of(brand, data), conversations)]
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in (*found, *notes)], indent=2, ensure_ascii=False))
    else:
        for one in found:
            typer.echo(str(one))
        typer.echo(f"{errors} errors, {len(found) - errors} warnings in {brand}")
        for one in notes:
            typer.echo(str(one))
    raise typer.Exit(1 if errors else 0)


def findings(brand: Path, shop: Path | None = None, customers: Sequence[str] = ()) -> Iterator[Finding]:
    """What is wrong in a brand folder.

    Args:
        brand: the folder.
        shop: the shop's database, for looking at records.
        customers: whose records are compared with the data map.
    """
    from earnest.config import read_settings
    from earnest.connect.skills_file import load_code
    from earnest.policy import check_gates

    settings, broken = _or_broken(lambda: read_settings(brand))
    yield from broken
    code, broken = _or_broken(lambda: load_code(brand))
    yield from broken
    languages = settings.languages if settings else ("en",)
    for one in check_gates(brand / "gates", code.skills if code else None, languages):
        yield Finding(one.severity.value, one.file, one.line, one.message, one.mend)
    playbooks, broken = _or_broken(lambda: _playbooks(brand, languages, settings.preset if settings else "retail"))
    yield from broken
    if playbooks is not None and code is not None:
        yield from _playbook_findings(brand, playbooks, code, languages)
    yield from _word_findings(brand, languages)
    yield from _article_findings(brand, languages, settings.zone if settings else "UTC", playbooks or {})
    if settings is not None:
        yield from _privacy_findings(brand, settings)
    if settings is not None and code is not None:
        yield from _identity_findings(brand, settings, code)
        yield from _data_findings(brand, settings, code, playbooks or {}, (shop, customers))


def bound_note(brand: Path, data: Path, conversations_a_month: int) -> Finding:
    """How far a brand without errors is from acting on a wish without asking, by its examples and its labels.

    Args:
        brand: the folder.
        data: the brand's own directory, where its house has kept labels if it has been at work.
        conversations_a_month: the traffic.
    """
    from earnest.app import judged_in, shared_models
    from earnest.assistant.bound import LEVELS, days_left, labels_of
    from earnest.assistant.learning import held_back_labels, model_of, standing_of
    from earnest.assistant.understand import UniversalEncoder
    from earnest.config import read_settings

    settings = read_settings(brand)
    playbooks = _playbooks(brand, settings.languages, settings.preset)
    with TemporaryDirectory(prefix="earnest-check-") as folder:
        kept = data / MODELS if (data / MODELS).is_dir() else Path(folder)
        with shared_models(kept):
            model = model_of(playbooks, UniversalEncoder(), kept, error_budget_percent=settings.error_budget)
    examples, live = held_back_labels(model), labels_of(judged_in(brand, data))
    found, labels = standing_of(model, live), (*examples, *live)
    days = days_left(found, conversations_a_month, sum(one.sure >= LEVELS[0] for one in labels) / max(1, len(labels)))
    progress = f"the bound: {found.seen} of {found.needed}{_by_source(live)}"
    if found.missing == 0:
        by = "its examples and labels" if live else "its examples"
        tightened = f"; for errors of their own it is stricter for {', '.join(sorted(found.own))}" if found.own else ""
        return Finding("note", str(brand), 0, f"{progress}, reached by {by}{tightened}")
    when = f"about {days} days" if days is not None else "no end"
    message = f"{progress}, {when} at this traffic ({conversations_a_month} conversations a month)"
    return Finding("note", str(brand), 0, message, "Until then its deeds are confirmed and all its turns are audited.")


def _by_source(live: "Sequence[Label]") -> str:
    """How many labels came from whom."""
    counts = Counter(one.source.value.replace("_", " ") for one in live)
    return f" ({', '.join(f'{count} by {source}' for source, count in sorted(counts.items()))})" if counts else ""


def _or_broken(read: Callable[[], T]) -> tuple[T | None, tuple[Finding, ...]]:
    try:
        return read(), ()
    except BrandError as error:
        return None, (Finding("error", error.file, error.line, error.message),)


def _playbooks(brand: Path, languages: Sequence[str], preset: str) -> "dict[str, Playbook]":
    from earnest.assistant import read_playbooks

    return read_playbooks(brand / "playbooks", languages, preset)


def _playbook_findings(
    brand: Path, playbooks: "dict[str, Playbook]", code: "BrandCode", languages: Sequence[str]
) -> Iterator[Finding]:
    folder = str(brand / "playbooks")
    if sum(bool(one.starts) for one in playbooks.values()) < 2:  # noqa: PLR2004 - a router tells apart at least two
        yield Finding("error", folder, 0, "fewer than two playbooks have examples", "Write `starts:` for two of them.")
    for playbook in playbooks.values():
        file = str(brand / "playbooks" / f"{playbook.name}.yaml")
        for kind in playbook.reads:
            if kind not in code.kinds:
                message = f"playbook {playbook.name} reads {kind}, which skills.py does not declare"
                yield Finding("error", file, 0, message, f"Use one of {', '.join(code.kinds)}.")
        yield from _call_findings(file, playbook, code)
        for language in languages if playbook.starts else ():
            count = len(playbook.starts.get(language, ()))
            if count < EXAMPLES_MIN:
                message = f"playbook {playbook.name} has {count} examples in {language}"
                yield Finding("warning", file, 0, message, f"Write at least {EXAMPLES_MIN}, as people type them.")


def _call_findings(file: str, playbook: "Playbook", code: "BrandCode") -> Iterator[Finding]:
    if playbook.does is None:
        return
    skill = code.skills.get(playbook.does.skill)
    if skill is None:
        message = f"playbook {playbook.name} does {playbook.does.skill}, which is no skill"
        yield Finding("error", file, 0, message, f"Use one of {', '.join(code.skills)}.")
        return
    given, wanted = {name for name, _ in playbook.does.arguments}, {one.name for one in skill.parameters}
    if not {one.name for one in skill.parameters if not one.optional} <= given <= wanted:
        message = f"playbook {playbook.name} gives {skill.name} {sorted(given)}; it takes {sorted(wanted)}"
        yield Finding("error", file, 0, message, "Name each argument once in `does:`.")
    if playbook.level < skill.level:
        message = f"playbook {playbook.name} asks for {playbook.level.word}, its skill for {skill.level.word}"
        yield Finding("warning", file, 0, message, f"Write `level: {skill.level.word}`, so that it is asked for first.")


def _word_findings(brand: Path, languages: Sequence[str]) -> Iterator[Finding]:
    from earnest.words import check_catalogues

    own = (brand / "words",) if (brand / "words").is_dir() else ()
    for flaw in check_catalogues(own, languages):
        yield Finding("error", str(flaw.file), flaw.line, flaw.message)


def _article_findings(
    brand: Path, languages: Sequence[str], zone: str, playbooks: "dict[str, Playbook]"
) -> Iterator[Finding]:
    from earnest.assistant.knowledge import check_articles, day_of, read_articles
    from earnest.domain.time import SystemClock

    articles, broken = _or_broken(lambda: read_articles(brand / "knowledge", languages))
    yield from broken
    for flaw in check_articles((articles or {}).values(), languages, day_of(SystemClock().now(), zone)):
        yield Finding("warning", flaw.file, 0, flaw.message, flaw.mend)
    for playbook in playbooks.values() if not broken else ():
        for name in set(playbook.articles) - set(articles or ()):
            file, message = f"{brand / 'playbooks' / playbook.name}.yaml", f"playbook {playbook.name} names {name}"
            yield Finding("error", file, 0, f"{message}, which is no article", "Mend the name in `articles:`.")


def _identity_findings(brand: Path, settings: "Settings", code: "BrandCode") -> Iterator[Finding]:
    file = str(brand / "earnest.toml")
    for name in settings.reachable_by:
        if name not in code.identifiers:
            message = f"reachable_by names {name}, which skills.py does not declare"
            yield Finding("error", file, 0, message, f"Use one of {', '.join(code.identifiers) or 'none'}.")
    for key, named in (("jwks", settings.jwks), ("shop_secret", settings.shop_secret)):
        if named and not (brand / named).is_file():
            yield Finding("error", file, 0, f"identity.{key} names {named}, which is not there", "Add the key file.")
    for name in () if settings.public_url else sorted(one.name for one in code.skills.values() if one.effect.signed):
        message = f"skill {name} is signed by passkey, and identity.public_url is empty, so nobody can sign it"
        yield Finding("warning", file, 0, message, "Write public_url under [identity]: passkeys belong to an address.")


def _privacy_findings(brand: Path, settings: "Settings") -> Iterator[Finding]:
    """What a customer is to be told before a yes counts (GDPR, articles 7 and 13)."""
    for name in settings.privacy.missing:
        message = f"[privacy] does not say {name}, which every consent names"
        yield Finding("warning", str(brand / "earnest.toml"), 0, message, f'Write {name} = "..." under [privacy].')


def _data_findings(
    brand: Path,
    settings: "Settings",
    code: "BrandCode",
    playbooks: "dict[str, Playbook]",
    look: tuple[Path | None, Sequence[str]],
) -> Iterator[Finding]:
    from earnest.consent.data_map import load_data_map
    from earnest.consent.map_check import Flaw, check_data_map, check_fitness, check_places
    from earnest.domain.time import SystemClock
    from earnest.policy import check_fields

    data_map, broken = _or_broken(lambda: load_data_map(brand / "data_map.yaml"))
    yield from broken
    if data_map is None:
        return
    reads: list[tuple[str, Purpose]] = [read for one in playbooks.values() for read in one.reads.items()]
    rows, trouble = _samples(settings, code, look)
    yield from trouble
    for one in check_data_map(data_map, code.kinds.values(), rows, reads):
        severity = "error" if one.flaw in (Flaw.NO_READER, Flaw.UNMAPPED) else "warning"
        yield Finding(severity, one.file, one.line, one.message)
    for one in check_places(data_map, settings.ways):
        yield Finding("error", one.file, one.line, one.message)
    for one in check_fitness(data_map, SystemClock().now()):
        yield Finding("warning" if one.flaw is Flaw.TOO_OLD else "error", one.file, one.line, one.message)
    yield from _skill_reads(code, data_map)
    fields = frozenset(f"{source.name}.{rule.path}" for source in data_map.sources for rule in source.fields)
    for gate in check_fields(brand / "gates", code.skills, fields, data_map.bought):
        yield Finding(gate.severity.value, gate.file, gate.line, gate.message, gate.mend)


def _skill_reads(code: "BrandCode", data_map: "DataMap") -> Iterator[Finding]:
    """What skills look at without saying what for, and what they say that the data map does not grant."""
    from earnest.domain.skills import Owned, Public

    mend = 'Write reads={"order": "service.order"} on its @skill, with a purpose that the data map grants.'
    for skill in code.skills.values():
        kinds = (one.kind.record for one in skill.parameters if isinstance(one.kind, Owned | Public))
        sources = [data_map.source(name) for name in skill.reads]
        nested = {part.kind for source in sources if source for part in source.nested}
        for kind in sorted({*kinds} - {*skill.reads} - nested):
            yield Finding("error", "skills.py", 0, f"skill {skill.name} takes {kind} and does not say what for", mend)
        if (skill.previewed or skill.stated) and not skill.reads:
            message = f"skill {skill.name} has a dry run or facts and does not say what they read"
            yield Finding("error", "skills.py", 0, message, mend)
        for source, purpose in skill.reads.items():
            if data_map.grant(source, purpose).empty:
                message = f"skill {skill.name} reads {source} for {purpose}, which the data map does not grant"
                yield Finding("error", "skills.py", 0, message, mend)


def _samples(
    settings: "Settings", code: "BrandCode", look: tuple[Path | None, Sequence[str]]
) -> tuple[dict[str, list[Row]], Iterable[Finding]]:
    """Records of the named customers, and of kinds that belong to nobody; none where the shop does not open."""
    shop_file, customers = look
    rows: dict[str, list[Row]] = {}
    with TemporaryDirectory(prefix="earnest-check-") as folder:
        given = {"db": str(shop_file or Path(folder) / "shop.db"), "state": str(Path(folder) / "state.json")}
        try:
            shop = code.connect({key: value for key, value in settings.shop.items() if value} | given)
            for kind in code.kinds.values():
                whom = customers if kind.owned else ("",)
                rows[kind.name] = [row for who in whom for row in kind.read(shop, who)]
        except Exception as error:  # noqa: BLE001 - a brand's own code may fail in any way
            message = f"its records were not looked at: {type(error).__name__}: {error}"
            return {}, (Finding("warning", "skills.py", 0, message, "Name the database with --shop."),)
    return rows, ()


def _order(one: Finding) -> tuple[bool, str, int]:
    return one.severity != "error", one.file, one.line
