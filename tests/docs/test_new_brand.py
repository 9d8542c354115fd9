"""`earnest new`: what it writes holds, and what it writes says the truth about a shop that fails."""

import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.docs.guide import free_port

from earnest.cli.check import findings
from earnest.cli.new import Preset, brand_files, readable, write_brand
from earnest.config import PRESETS, read_settings
from earnest.connect.skills_file import BrandCode, load_code
from earnest.domain.errors import BadInput, BrandError, Conflict, Declined
from earnest.domain.money import Money
from earnest.domain.skills import By
from earnest.domain.time import SECOND
from earnest.evaluate.scenario_files import read_scenario, scenario_files
from earnest.evaluate.scenarios import TODAY, play_scenario, set_stage

BY = By("ada", "D-43YVMFZQ0ZNYFYMJP", int(TODAY.timestamp()) * SECOND)
MUG = {"order_id": "1001", "lines": ["1001-1"], "reason": "broken"}
PAID = {"number": "R-1", "amount": "14.90 EUR", "card": "Visa ending in 4417"}


@dataclass
class Shop:
    """A shop that answers refunds in one way, and remembers what it was sent."""

    answers: Callable[[], tuple[int, bytes]]
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, method: str, path: str, body: Mapping[str, Any] | None, key: str) -> tuple[int, bytes]:
        self.sent.append((method, path, key))
        if path.endswith("/orders"):
            line = {"line_id": "1001-1", "name": "enamel mug", "price": "14.90 EUR"}
            order = {"id": "1001", "status": "delivered", "delivered": "2026-11-19", "expected": "2026-11-19"}
            return 200, json.dumps([{**order, "card": "Visa ending in 4417", "lines": [line]}]).encode()
        return self.answers()


def answer(status: int, body: bytes = b"{}") -> Callable[[], tuple[int, bytes]]:
    return lambda: (status, body)


def fault(error: Exception) -> Callable[[], tuple[int, bytes]]:
    def fail() -> tuple[int, bytes]:
        raise error

    return fail


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "my-shop"
    write_brand(folder, "My Shop", Preset.RETAIL)
    return folder


@pytest.fixture(scope="module")
def code(brand: Path) -> BrandCode:
    return load_code(brand)


@pytest.fixture(scope="module")
def api(code: BrandCode) -> ModuleType:
    """The brand's own shop_api.py, as its skills import it."""
    return sys.modules[f"{code.skills['refund'].do.__module__.rpartition('.')[0]}.shop_api"]


def test_the_presets_are_those_that_settings_know() -> None:
    assert tuple(preset.value for preset in Preset) == PRESETS


@pytest.mark.parametrize("preset", Preset)
def test_a_new_brand_is_checked_without_errors_or_warnings(tmp_path: Path, preset: Preset) -> None:
    write_brand(tmp_path / "new", "Söhne & Co's", preset)

    found = list(findings(tmp_path / "new"))

    assert found == []
    assert read_settings(tmp_path / "new").preset == preset.value
    assert not any("{{" in text for text in brand_files("Ö", preset).values())


@pytest.mark.slow
@pytest.mark.parametrize("preset", Preset)
def test_the_scenarios_of_a_new_brand_go_right(tmp_path: Path, preset: Preset) -> None:
    folder = tmp_path / "new"
    write_brand(folder, "New", preset)
    stage = set_stage(folder, tmp_path / "stage")

    played = [play_scenario(stage, read_scenario(file), tmp_path / file.stem) for file in scenario_files(folder)]

    assert len(played) == 3
    assert [one.failures for one in played if not one.passed] == []


@pytest.mark.parametrize("there", ["folder", "file"])
def test_nothing_that_is_there_is_written_over(tmp_path: Path, there: str) -> None:
    letters = tmp_path / "letters"
    file = letters / "dear.txt" if there == "folder" else letters
    file.parent.mkdir(exist_ok=True)
    file.write_text("Dear Ada")

    with pytest.raises(Conflict, match="nothing was written"):
        write_brand(letters, "Letters", Preset.RETAIL)

    assert file.read_text() == "Dear Ada"
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == [file.name]


@pytest.mark.parametrize("name", ["", "a" * 81, 'My "Shop"', "My\nShop", "back\\slash", "{{preset}}"])
def test_a_name_that_cannot_stand_in_the_settings_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="cannot be a name"):
        write_brand(tmp_path / "new", name, Preset.RETAIL)

    assert not (tmp_path / "new").exists()


def test_a_folders_name_is_read_as_a_companys(tmp_path: Path) -> None:
    assert readable(tmp_path / "my-small_shop") == "My small shop"


@pytest.mark.parametrize("status", [400, 404, 422, 429])
def test_a_plain_refusal_is_told_with_the_shops_own_reason(code: BrandCode, api: ModuleType, status: int) -> None:
    shop = Shop(answer(status, b'{"message": "That was paid back before."}'))

    with pytest.raises(Declined, match="paid back before"):
        code.skills["refund"].do(api.ShopApi(shop.send), BY, **MUG)


def test_where_no_connection_was_made_nothing_happened(code: BrandCode, api: ModuleType) -> None:
    shop = Shop(fault(api.NotSent()))

    with pytest.raises(Declined, match="nothing was done"):
        code.skills["refund"].do(api.ShopApi(shop.send), BY, **MUG)


@pytest.mark.parametrize(
    "lost",
    [
        fault(TimeoutError()),
        fault(ConnectionResetError()),
        answer(500),
        answer(503),
        answer(302),
        answer(408),
        answer(409),
        answer(201, b"<html>"),
        answer(200, b"\xff"),
    ],
)
def test_what_nobody_knows_is_neither_done_nor_declined_and_never_sent_twice(
    code: BrandCode, api: ModuleType, lost: Callable[[], tuple[int, bytes]]
) -> None:
    shop = Shop(lost)

    with pytest.raises(api.Unclear):
        code.skills["refund"].do(api.ShopApi(shop.send), BY, **MUG)

    assert [sent for sent in shop.sent if sent[0] == "POST"] == [("POST", "/refunds", BY.key)]


def test_a_lost_answer_is_found_again_by_the_decisions_id(code: BrandCode, api: ModuleType) -> None:
    settled = code.skills["refund"].asked
    assert settled is not None
    had, never = Shop(answer(200, json.dumps(PAID).encode())), Shop(answer(404))

    done = settled(api.ShopApi(had.send), BY)

    assert done is not None
    assert done.values["amount"] == Money(1490, "EUR")
    assert had.sent == [("GET", f"/refunds/{BY.key}", "")]
    assert settled(api.ShopApi(never.send), BY) is None


def test_reading_is_tried_again_and_then_given_up(api: ModuleType) -> None:
    waits: list[float] = []
    shop = Shop(answer(503))

    with pytest.raises(BadInput, match="cannot be reached"):
        api.ShopApi(shop.send, waits.append).read("/refunds/x")

    assert len(shop.sent) == 3
    assert waits == list(api.PAUSES_SECONDS)


def test_no_customer_number_can_name_another_path(code: BrandCode, api: ModuleType) -> None:
    shop = Shop(answer(200))

    code.kinds["order"].read(api.ShopApi(shop.send), "../refunds?x=/y")

    assert shop.sent == [("GET", "/customers/..%2Frefunds%3Fx%3D%2Fy/orders", "")]


@pytest.mark.parametrize("url", ["http://shop.example.com", "ftp://127.0.0.1", "shop", ""])
def test_an_address_without_encryption_is_refused_beyond_this_machine(api: ModuleType, url: str) -> None:
    with pytest.raises(BrandError, match="https://"):
        api.over_http(url)


@pytest.fixture
def address(code: BrandCode) -> Iterator[str]:
    """The toy shop, at work on this machine."""
    toy = sys.modules[f"{code.skills['refund'].do.__module__.rpartition('.')[0]}.toy_shop"]
    with toy.serve(0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_over_http_a_refund_is_paid_once_under_one_key(code: BrandCode, address: str) -> None:
    shop, refund = code.connect({"url": address}), code.skills["refund"]

    first, again = refund.do(shop, BY, **MUG), refund.do(shop, BY, **MUG)

    assert first == again
    assert first.values["number"] == "R-1"
    with pytest.raises(Declined, match="paid back before"):
        refund.do(shop, By(BY.customer, "D-8ABDPJ01B8WKPC14R", BY.now), **MUG)


def test_over_http_a_shop_that_is_not_there_was_sent_nothing(code: BrandCode, api: ModuleType) -> None:
    send = api.over_http(f"http://127.0.0.1:{free_port()}")

    with pytest.raises(api.NotSent):
        send("POST", "/refunds", {}, BY.key)
