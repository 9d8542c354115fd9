"""Fernhalm's shop system: what is in it, how messy it is, and that its deeds happen once."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.fernhalm.counter import NOW, TODAY, Counter, contents, counter_of

from earnest.connect.skills_file import load_code
from earnest.domain.errors import BadInput, BrandError, Declined
from earnest.domain.money import Money
from earnest.domain.skills import By

# What scenarios and playbooks rely on: id, English and German name, price in minor units, variants.
RELIED_ON = (
    ("ridge-backpack", "Ridge backpack", "Rucksack Grat", 7900, 6),
    ("ridge-daypack", "Ridge daypack", "Tagesrucksack Grat", 4900, 2),
    ("drizzle-jacket", "Drizzle rain jacket", "Regenjacke Niesel", 12900, 12),
    ("scree-boots", "Scree hiking boots", "Wanderstiefel Geröll", 14900, 20),
    ("tarn-sleeping-bag", "Tarn sleeping bag", "Schlafsack Tarn", 18900, 4),
    ("moss-mat", "Moss sleeping mat", "Isomatte Moos", 6900, 2),
    ("glow-torch", "Glow head torch", "Stirnlampe Glimm", 2490, 2),
    ("steel-bottle", "Steel bottle", "Stahlflasche", 1990, 9),
    ("summit-poles", "Summit poles", "Trekkingstöcke Gipfel", 5900, 1),
    ("trail-socks", "Trail socks", "Wandersocken", 1490, 6),
    ("beck-hat", "Beck wool hat", "Wollmütze Bach", 2490, 2),
    ("camp-stove", "Camp stove", "Campingkocher", 4590, 1),
    ("enamel-mug", "Enamel mug", "Emailtasse", 1490, 2),
    ("wool-gloves", "Wool gloves", "Wollhandschuhe", 2990, 6),
    ("lee-tent", "Lee two-person tent", "Zelt Lee für zwei", 24900, 2),
    ("lee-tent-3", "Lee three-person tent", "Zelt Lee für drei", 31900, 1),
    ("fell-pegs", "Fell tent pegs", "Heringe Fell", 1290, 1),
    ("heath-fleece", "Heath fleece", "Fleecejacke Heide", 6900, 12),
    ("gaiter", "Brook gaiters", "Gamaschen Bach", 3490, 1),
    ("compass", "North compass", "Kompass Nord", 2750, 1),
)


@pytest.fixture(scope="module")
def filled(fernhalm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A full shop that no test of this module changes."""
    with counter_of(fernhalm, tmp_path_factory.mktemp("filled") / "shop.db") as counter:
        yield counter


@pytest.fixture
def bare(fernhalm: Path, tmp_path: Path) -> Iterator[Counter]:
    with counter_of(fernhalm, tmp_path / "shop.db", db_seed="none") as counter:
        yield counter


def one(counter: Counter, sql: str) -> int:
    return int(counter.shop.rows(sql)[0][0])


# --- what is in it -----------------------------------------------------------------------------------------------


def test_two_new_shops_of_a_day_are_the_same_and_another_day_moves_their_dates(fernhalm: Path, tmp_path: Path) -> None:
    with (
        counter_of(fernhalm, tmp_path / "a.db") as first,
        counter_of(fernhalm, tmp_path / "b.db") as second,
        counter_of(fernhalm, tmp_path / "c.db", today="2026-11-24") as later,
    ):
        found, again, moved = contents(first.shop), contents(second.shop), contents(later.shop)

    assert found == again
    assert moved["order"] != found["order"]
    assert moved["line"] == found["line"]


def test_a_shop_is_filled_once(fernhalm: Path, tmp_path: Path) -> None:
    with counter_of(fernhalm, tmp_path / "shop.db") as counter:
        counter.do("ada", "cancel_order", order_id="1058")
        before = contents(counter.shop)

    with counter_of(fernhalm, tmp_path / "shop.db", today="2026-12-24") as reopened:
        assert contents(reopened.shop) == before


def test_a_file_of_another_version_is_refused_with_the_way_out(fernhalm: Path, tmp_path: Path) -> None:
    with counter_of(fernhalm, tmp_path / "shop.db", db_seed="none") as counter:
        counter.shop.rows("pragma user_version = 1")

    with pytest.raises(BrandError, match="--reset"), counter_of(fernhalm, tmp_path / "shop.db"):
        pass


def test_it_has_200_customers_600_orders_and_more_than_60_products(filled: Counter) -> None:
    assert one(filled, "select count(*) from customer") == 200
    assert one(filled, 'select count(*) from "order"') == 600
    assert one(filled, "select count(*) from product") >= 60


@pytest.mark.parametrize(("name", "english", "german", "minor", "count"), RELIED_ON)
def test_the_products_that_scenarios_rely_on_are_there_in_both_languages(
    bare: Counter, name: str, english: str, german: str, minor: int, count: int
) -> None:
    found = bare.row("product", "", name)
    variants = [row for row in bare.rows("variant", "") if row["product_id"] == name]

    assert found["name"] == {"en": english, "de": german}
    assert found["price"] == Money(minor, "EUR")
    assert len(variants) == count


def test_every_product_tells_what_it_is_made_of_in_both_languages(bare: Counter) -> None:
    rows = bare.rows("product", "")

    for name in ("material", "waterproof", "care"):
        assert all(row[name][0]["name"][language] for row in rows for language in ("en", "de"))
    assert all(row["weight"].endswith(" g") for row in rows)


def test_a_line_and_its_variants_have_their_options_in_both_languages(filled: Counter) -> None:
    line = filled.row("order", "ben", "1055")["lines"][0]
    variants = [row for row in filled.rows("variant", "") if row["product_id"] == line["product_id"]]

    assert line["options"] == {"en": {"colour": "brown", "size": "L"}, "de": {"Farbe": "braun", "Größe": "L"}}
    assert line["item_id"] in [row["id"] for row in variants]
    assert {row["options"]["de"]["Farbe"] for row in variants} == {"braun", "grau"}


def test_every_reader_gives_only_what_the_data_map_knows(filled: Counter) -> None:
    for kind in filled.brand.code.kinds.values():
        customers = ("ada", "ben", "cleo") if kind.owned else ("",)
        source = filled.brand.data_map.source(kind.name)
        rules = source.fields if source else ()
        judged_by = {
            name for rule in rules for name in (rule.dated, rule.origin.confidence_field if rule.origin else "")
        }
        mapped = ({rule.path.partition(".")[0] for rule in rules} or {"id"}) | judged_by
        given = {name for who in customers for row in kind.read(filled.shop, who) for name in row}

        assert given <= mapped, kind.name


# --- how messy it is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mess", "sql"),
    [
        ("split shipments", 'select count(*) from (select 1 from parcel group by "order" having count(*) > 1)'),
        (
            "one parcel there and one not",
            """select count(*) from (select 1 from parcel group by "order"
               having max(delivered_on) != '' and min(delivered_on) = '')""",
        ),
        ("late ones", f"""select count(*) from "order" where status = 'in transit' and expected_on < '{TODAY}'"""),
        (
            "marked delivered and not there",
            """select count(*) from cases join "order" on "order".id = cases."order" where kind = 'not_arrived'
               and cases.state = 'open' and "order".status = 'delivered'""",
        ),
        (
            "a scan that stopped",
            """select count(*) from parcel where delivered_on = '' and scanned_on < '2026-11-19'""",
        ),
        (
            "partial refunds",
            "select count(*) from refund_line join line on line.id = refund_line.line where amount_minor < price_minor",
        ),
        ("refunds on their way", "select count(*) from refunds where sent_on > '2026-11-18' and paid_on = ''"),
        ("guest orders", """select count(*) from "order" where customer = '' and address != ''"""),
        (
            "gifts to another address",
            """select count(*) from "order" join customer on customer.id = "order".customer
               where gift = 1 and "order".address != customer.address""",
        ),
        (
            "a discontinued product with a successor",
            "select count(*) from product where discontinued and successor != ''",
        ),
        ("a note with an instruction", """select count(*) from "order" where note like '%Ignore your rules%'"""),
        (
            "a carrier's guess that our own scan contradicts",
            "select count(*) from parcel where carrier_eta < scanned_on and delivered_on = ''",
        ),
    ],
)
def test_it_is_as_messy_as_a_real_shop(filled: Counter, mess: str, sql: str) -> None:
    assert one(filled, sql) > 0, mess


def test_two_products_have_nearly_the_same_name(filled: Counter) -> None:
    names = {row["id"]: row["name"] for row in filled.rows("product", "")}

    assert names["ridge-backpack"]["en"].split()[0] == names["ridge-daypack"]["en"].split()[0]
    assert names["lee-tent"]["de"].split()[:2] == names["lee-tent-3"]["de"].split()[:2]


def test_each_of_the_three_has_a_story(filled: Counter) -> None:
    late = filled.row("order", "ada", "1051")
    strap = filled.row("order", "ben", "1047")
    shown = filled.rows("suggestion", "cleo")

    assert late["late"] == "yes"
    assert strap["lines"][0]["name"]["de"] == "Rucksack Grat"
    assert strap["total"] > Money(5000, "EUR")
    assert (shown[0]["name"]["en"], shown[0]["order"]) == ("Brook gaiters", "1046")
    assert shown[0]["because"][0]["name"]["en"] == "Scree hiking boots"


def test_words_of_others_are_marked_and_read_for_claims_only(filled: Counter) -> None:
    source = filled.brand.data_map.source("order")
    assert source is not None
    strange = {rule.path: rule for rule in source.fields if rule.integrity.value == "third_party"}

    assert set(strange) == {"note", "left_at", "carrier_eta"}
    assert {purpose.value for rule in strange.values() for purpose in rule.purposes} == {"service.claim"}


# --- a guest -----------------------------------------------------------------------------------------------------


def test_a_guest_sees_the_bare_status_and_nothing_else(filled: Counter) -> None:
    reference = _guest(filled, "1070", "50667")
    assert reference is not None

    found = filled.rows("guest_order", reference)

    assert [row["id"] for row in found] == ["1070"]
    assert set(found[0]) == {"id", "status", "status_words", "expected", "delivered", "late"}
    assert not any(filled.rows(kind, reference) for kind in ("order", "order_line", "customer", "refund", "case"))


def _guest(counter: Counter, number: str, postcode: str) -> str | None:
    identifier = load_code(counter.brand.folder).identifiers["order_and_zip"]
    return identifier.find(counter.shop, {"order": number, "zip": postcode})


@pytest.mark.parametrize(("number", "postcode"), [("1070", "10969"), ("9999", "50667"), ("", ""), ("1070", "")])
def test_a_wrong_number_and_a_wrong_postcode_find_nobody(
    fernhalm: Path, tmp_path: Path, number: str, postcode: str
) -> None:
    with counter_of(fernhalm, tmp_path / "shop.db") as counter:
        assert _guest(counter, number, postcode) is None


def test_after_ten_wrong_postcodes_the_right_one_is_no_longer_told_that_day(fernhalm: Path, tmp_path: Path) -> None:
    with counter_of(fernhalm, tmp_path / "shop.db") as counter:
        for wrong in range(10):
            assert _guest(counter, "1070", f"0000{wrong}") is None
        assert _guest(counter, "1070", "50667") is None

        counter.shop.today = lambda: date(2026, 11, 24)

        assert _guest(counter, "1070", "50667") == "guest:1070"


# --- a scenario's own customer ---------------------------------------------------------------------------------------


def lay_out(counter: Counter, *orders: dict[str, Any], **customer: str) -> str:
    found = counter.brand.code.given
    assert found is not None
    return str(found(counter.shop, {"first_name": "Jo", **customer}, orders, datetime.fromisoformat(TODAY)))


def test_given_leaves_this_customer_alone_with_these_orders(fernhalm: Path, tmp_path: Path) -> None:
    with counter_of(fernhalm, tmp_path / "shop.db") as counter:
        lines = [{"product": "ridge-backpack", "options": {"colour": "green", "size": "45 l"}, "price": "75.50"}]
        orders = (
            {"id": "1042", "status": "delivered", "placed": 10, "delivered": 6, "lines": lines},
            {"id": "1043", "status": "in transit", "placed": 3, "expected": -1, "lines": [{"product": "gaiter"}]},
        )

        who = lay_out(counter, *orders, language="de")
        arrived, late = counter.row("order", who, "1042"), counter.row("order", who, "1043")

        assert one(counter, "select count(*) from customer") == 1
        assert one(counter, 'select count(*) from "order"') == 2
        assert arrived["delivered"] == {"en": "17 November", "de": "17. November"}
        assert arrived["lines"][0]["price"] == Money(7550, "EUR")
        assert late["expected"]["en"] == "22 November"
        assert late["late"] == "yes"
        assert late["tracking"]


def test_given_works_on_a_shop_with_the_range_alone_and_anew(bare: Counter) -> None:
    order = {"id": "1042", "status": "processing", "placed": 1, "expected": 3, "lines": [{"product": "camp-stove"}]}
    lay_out(bare, order)

    who = lay_out(bare, {**order, "id": "1050"}, id="given")

    assert who == "given"
    assert [row["id"] for row in bare.rows("order", who)] == ["1050"]
    assert bare.row("order", who, "1050")["expected"]["en"] == "26 November"


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": [{"product": "kayak"}]},
        {"lines": [{"product": "gaiter", "options": {"colour": "pink"}}]},
        {"lines": [{"product": "gaiter", "amount": 2}]},
        {"status": "lost"},
        {"arrives": 3},
    ],
)
def test_a_slip_in_a_scenario_is_named_and_changes_nothing(bare: Counter, wrong: dict[str, Any]) -> None:
    order = {"id": "1042", "status": "processing", "placed": 1, "lines": [{"product": "gaiter"}]}

    with pytest.raises(BadInput):
        lay_out(bare, order | wrong)

    assert one(bare, "select count(*) from customer") == 0


def test_a_seed_or_day_that_is_none_is_refused(fernhalm: Path, tmp_path: Path) -> None:
    for wrong in ({"db_seed": "half"}, {"today": "tomorrow"}):
        with pytest.raises(BadInput), counter_of(fernhalm, tmp_path / "shop.db", **wrong):
            pass


def test_somebody_elses_order_and_an_unknown_one_are_declined_alike(filled: Counter) -> None:
    by = By("ada", "D-9", NOW)
    said = []
    for number in ("1055", "9999"):
        with pytest.raises(Declined) as no:
            filled.shop.order(by.customer, number)
        said.append(str(no.value))

    assert said[0] == said[1]
