"""A brand with its gates as they are published: what was changed in its folder waits for a second person."""

import tempfile
from dataclasses import replace
from pathlib import Path

from earnest.brand import Brand
from earnest.domain.time import Clock
from earnest.in_force import gates_in_force
from earnest.policy import CompiledGate, Show, compile_gate, read_gate, vocabularies_of
from earnest.second import Second
from earnest.store import Store
from earnest.words import Words


def shown_by(words: Words, language: str) -> Show:
    """How amounts read in a gate's sentences; `language` in those that are for all."""
    return lambda spoken, amount: words.show(spoken or language, amount)


def published(brand: Brand, words: Words, store: Store, clock: Clock) -> Brand:
    """The brand as it works: each gate in the version that was published last.

    Args:
        brand: as its folder is now.
        words: in which gates speak.
        store: keeps the versions.
        clock: the time.
    """
    texts = {name: (one.digest, Path(one.gate.file).read_text("utf-8")) for name, one in brand.gates.items()}
    versions = store.rules.stand(texts, asks=Second(store, brand.settings, clock).asks())
    languages = brand.settings.languages

    def read(text: str) -> CompiledGate:
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "gate.yaml"
            file.write_text(text, "utf-8")
            return compile_gate(read_gate(file, vocabularies_of(brand.code.skills), shown_by(words, languages[0])))

    def told(how: str) -> dict[str, str]:
        return {language: words.say(language, f"reason-rule-{how}") for language in languages}

    rules = gates_in_force(brand.gates, versions, read, told)
    return replace(brand, gates=rules, rules=rules)
