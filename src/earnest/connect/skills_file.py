"""Loading a brand's own code: `skills.py` and the modules beside it, as a package of its own.

Two brands may each have a `shop.py`: the folder becomes a package named by its path's digest, and its modules
import each other relatively. Nothing is put on the interpreter's search path.
"""

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from earnest.domain.errors import BrandError, EarnestError
from earnest.domain.forgetting import Forgets
from earnest.domain.records import Identifier, RecordKind
from earnest.domain.skills import Skill

CODE_FILE = "skills.py"

Given = Callable[[Any, Mapping[str, str], Sequence[Mapping[str, Any]], datetime], str | None]
"""`given(shop, customer, orders, today)`: makes them, and names the customer's reference if it is not their `id`."""


@dataclass(frozen=True, slots=True)
class BrandCode:
    """What a brand's `skills.py` declares.

    Args:
        connect: opens the company's system from the `[shop]` settings of `earnest.toml`.
        skills: by name.
        kinds: record kinds by name.
        identifiers: by name.
        forgets: systems that forget a customer who is erased, by name.
        given: lays out a scenario's customer and orders in the company's system, for `earnest test`; None without.
    """

    connect: Callable[[Mapping[str, str]], Any]
    skills: Mapping[str, Skill]
    kinds: Mapping[str, RecordKind]
    identifiers: Mapping[str, Identifier]
    given: Given | None = None
    forgets: Mapping[str, Forgets] = field(default_factory=dict)


def load_code(brand: Path) -> BrandCode:
    """Run a brand's `skills.py` and collect what it declares.

    Raises:
        BrandError: there is no such file, it fails to load, or it has no `connect`.
    """
    file = brand / CODE_FILE
    if not file.is_file():
        raise BrandError("a brand needs a skills.py that says how its systems are read and changed.", file)
    module = _run(brand.resolve(), file)
    connect = getattr(module, "connect", None)
    if not callable(connect):
        raise BrandError("write `def connect(settings)`, which opens the company's system.", file)
    found = list(vars(module).values())
    return BrandCode(
        connect=connect,
        skills={one.name: one for one in found if isinstance(one, Skill)},
        kinds={one.name: one for one in found if isinstance(one, RecordKind)},
        identifiers={one.name: one for one in found if isinstance(one, Identifier)},
        given=getattr(module, "given", None),
        forgets={one.name: one for one in found if isinstance(one, Forgets)},
    )


def _run(brand: Path, file: Path) -> ModuleType:
    package_name = f"earnest_brand_{hashlib.sha256(str(brand).encode()).hexdigest()[:16]}"
    if package_name not in sys.modules:
        package = ModuleType(package_name)
        package.__path__ = [str(brand)]
        package.__spec__ = ModuleSpec(package_name, None, is_package=True)
        sys.modules[package_name] = package
    name = f"{package_name}.skills"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None, "a .py file always has a spec"
    assert spec.loader is not None, "and a loader"
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except EarnestError:
        raise
    except Exception as error:
        raise BrandError(f"it fails to load ({type(error).__name__}: {error}).", file, _line(error, file)) from error
    return module


def _line(error: BaseException, file: Path) -> int:
    trace, line = error.__traceback__, getattr(error, "lineno", 0) or 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
