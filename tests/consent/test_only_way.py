"""There is one way to what a company's records say: a view, by purpose. Everything else that is at hand holds no value.

Python keeps no determined programmer of the same process out: what has a leading underscore is taken at its word.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from tests.consent.leaks import LeakedError, assert_absent, planted
from tests.consent.test_leaks import look, plain

from earnest.consent.data_map import load_data_map
from earnest.consent.fold import fold
from earnest.consent.grants import DataMap
from earnest.consent.looks import Glance, Looks
from earnest.domain.purposes import Purpose
from earnest.domain.records import RecordKind
from earnest.policy.handles import Holdings

READERS = {"consent/looks.py", "policy/handles.py", "cli/check.py"}
"""Who asks a brand's readers: a look; the broker, for ids; and the check, which tells the names of fields."""

DEPTH_MAX = 6


@pytest.fixture(params=["fernhalm", "tau-retail"])
def the_map(request: pytest.FixtureRequest, root: Path) -> DataMap:
    return load_data_map(root / "examples" / request.param / "data_map.yaml")


def reachable(thing: object, depth: int = DEPTH_MAX) -> Iterator[object]:
    """What public names lead to; nothing is called."""
    yield thing
    if depth == 0 or thing is None or isinstance(thing, str | bytes | int | type):
        return
    inner: list[object] = []
    if isinstance(thing, Mapping):
        inner = [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple | set | frozenset):
        inner = list(thing)
    elif is_dataclass(thing):
        inner = [getattr(thing, one.name) for one in fields(thing) if not one.name.startswith("_")]
    inner += [getattr(thing, name) for name in dir(thing) if not name.startswith("_")] if not inner else []
    for one in inner:
        if not callable(one) or is_dataclass(one):
            yield from reachable(one, depth - 1)


def held_by(thing: object) -> Mapping[str, bytes]:
    return {"what is at hand": "\n".join(repr(one) for one in reachable(thing)).encode()}


def test_what_an_assistant_holds_leads_to_no_value_but_by_asking_for_a_purpose(the_map: DataMap) -> None:
    rows, markers = planted(the_map)

    glance = Glance(look(the_map, rows, fold((), 0)))

    names = {name for name in dir(glance) if not name.startswith("_")}
    assert names == {"barred", "records", "preference", "identify", "preview"}  # a preference names its own purpose
    assert_absent(markers.values(), held_by(glance))


def test_what_the_hall_keeps_would_be_found(the_map: DataMap) -> None:
    rows, markers = planted(the_map)

    with pytest.raises(LeakedError):
        assert_absent(markers.values(), held_by(look(the_map, rows, fold((), 0))))


def test_each_reader_gives_a_look_only_what_the_purpose_is_granted(the_map: DataMap) -> None:
    rows, markers = planted(the_map)
    for source in rows:
        for purpose in Purpose:
            looks = look(the_map, rows, fold((), 0))

            seen = Glance(looks).records(source, purpose)

            mine = {markers[source, path] for path in the_map.fields(source, purpose)}
            text = repr([plain(one.fields) for one in seen])
            assert_absent([one for one in markers.values() if one not in mine], {"seen": text.encode()})
            assert asked(looks) <= {source}


def asked(looks: Looks) -> set[str]:
    return set(looks._rows)


def test_the_broker_gets_nothing_from_a_reader_but_ids(the_map: DataMap) -> None:
    rows, markers = planted(the_map)
    kinds = {name: RecordKind(name, lambda shop, _who, name=name: shop[name]) for name in rows}  # type: ignore[misc]  # the lambda is typed by its use
    holdings = Holdings(rows, "ada", kinds)

    listed = {name: holdings.ids(name) for name in rows}

    ids = {markers.get((name, "id"), f"{name}-1") for name in rows}
    assert_absent([one for one in markers.values() if one not in ids], {"held": repr(listed).encode()})


def test_only_a_look_the_broker_and_the_check_ask_the_readers(root: Path) -> None:
    package = root / "src" / "earnest"

    found = {str(file.relative_to(package)) for file in package.rglob("*.py") if asks_a_reader(file)}

    assert found == READERS


def asks_a_reader(file: Path) -> bool:
    """Whether a file calls, or hands on, a record kind's `read`, which takes the shop and a customer."""
    tree = ast.parse(file.read_text("utf-8"))
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and named_read(one.func)]
    called = {id(one.func) for one in calls}
    handed = [one for one in ast.walk(tree) if named_read(one) and id(one) not in called and of_a_kind(one)]
    shops = [one for one in calls if of_a_kind(one.func) or any("shop" in ast.unparse(given) for given in one.args)]
    return bool(shops or handed)


def named_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "read"


def of_a_kind(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and "kind" in node.value.id


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("rows = kind.read(shop, customer)", True),
        ("rows = list(map(partial(kind.read, shop), who))", True),
        ("store.read(lambda unit: unit.rows)", False),
        ("file.read()", False),
        ("one.read(self.shop, who)", True),
    ],
)
def test_asking_a_reader_is_noticed_in_the_code(tmp_path: Path, code: str, *, found: bool) -> None:
    (tmp_path / "room.py").write_text(code)

    assert asks_a_reader(tmp_path / "room.py") is found
