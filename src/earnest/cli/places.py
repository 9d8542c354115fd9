"""Where things are: the examples that ship, a brand's own directory, and the brand a directory belongs to."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from earnest.domain.errors import BadInput
from earnest.domain.time import Clock

if TYPE_CHECKING:
    from earnest.house import House

EXAMPLE = "fernhalm"

DATA_DIR = Path(".earnest")
"""Under the current directory, unless --data names another place."""

BRAND_NOTE = "brand.path"
"""A file in a brand's own directory: where the brand folder lies, so that later commands find it."""

Data = Annotated[Path | None, typer.Option("--data", help="The brand's own directory (database, keys, log).")]
Brand = Annotated[Path | None, typer.Option("--brand", help="The brand folder.")]
Shop = Annotated[Path | None, typer.Option("--shop", help="The shop's database, in place of the brand's own setting.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def example(name: str = EXAMPLE) -> Path:
    """The folder of an example brand: beside the source checkout, or inside an installed wheel.

    Raises:
        BadInput: this installation has no examples.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parents[1] / "examples" / name, package / "examples" / name):
        if folder.is_dir():
            return folder
    raise BadInput(f"The example {name} is not installed here; run this in a checkout of the source.")


def data_of(brand: Path, data: Path | None) -> Path:
    """A brand's own directory: the one that was named, or `.earnest/NAME` under the current directory."""
    return data or DATA_DIR / brand.resolve().name


def forget(data: Path) -> None:
    """Remove a brand's own directory and its key-encrypting keys.

    Raises:
        BadInput: the directory was not made by these commands.
    """
    if data.exists() and any(data.iterdir()) and not (data / BRAND_NOTE).is_file():
        raise BadInput(f"{data} was not made by earnest, so it is not removed; name another place with --data.")
    shutil.rmtree(data, ignore_errors=True)
    for ending in ("kek", "kek.next", "kek.old"):
        data.with_name(f"{data.name}.{ending}").unlink(missing_ok=True)


@contextmanager
def at_work(brand: Path, data: Path, shop: Path | None = None) -> Iterator["House"]:
    """A brand's house, closed at the end; it runs no thread of its own.

    Raises:
        BrandError, StoreUnavailable: as `earnest.app.build` says.
    """
    house = opened(brand, data, shop)
    try:
        yield house
    finally:
        house.close()


def opened(
    brand: Path, data: Path, shop: Path | None = None, clock: Clock | None = None, *, asks_anyway: bool = False
) -> "House":
    """A brand's house, on the machine's clock unless another is given; whoever opens it closes it."""
    with Console(stderr=True).status(f"Reading {brand.name}, and learning its playbooks where they are new"):
        from earnest.app import build

        house = build(brand, data, shop={"db": str(shop)} if shop else None, clock=clock, asks_anyway=asks_anyway)
    (data / BRAND_NOTE).write_text(f"{brand.resolve()}\n", "utf-8")
    return house


def remembered(brand: Path | None, data: Path | None) -> tuple[Path, Path]:
    """The brand folder and the directory that a command without a brand is about.

    Raises:
        BadInput: nothing has been run there yet.
    """
    if data is None:
        data = data_of(brand or Path(EXAMPLE), None)
    note = data / BRAND_NOTE
    if brand is None and note.is_file():
        brand = Path(note.read_text("utf-8").strip())
    if brand is None or not data.is_dir():
        raise BadInput(f"Nothing was recorded in {data} yet; run `earnest demo` first, or name a place with --data.")
    return brand, data


def lines_of(read: Callable[[str], str] = input, prompt: str = "> ") -> Iterator[str]:
    """What somebody types, line by line, until the end of the input."""
    while True:
        try:
            yield read(prompt)
        except EOFError:
            return
