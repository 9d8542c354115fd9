"""What Fernhalm's assistant can look at: record kinds, and how a guest is let see one order's bare status."""

from collections.abc import Mapping

from earnest.domain.records import identifies, records

from .shop import Shop, reads, shelf

Record = dict[str, object]


@records("order")
def orders(shop: Shop, customer: str) -> list[Record]:
    """Every order of a customer, newest first."""
    return reads.orders(shop, customer)


@records("order_line")
def order_lines(shop: Shop, customer: str) -> list[Record]:
    """Every line of every order of a customer."""
    return reads.order_ids(shop, customer)


@records("customer")
def customers(shop: Shop, customer: str) -> list[Record]:
    """The customer's own profile."""
    return reads.profile(shop, customer)


@records("refund")
def refunds(shop: Shop, customer: str) -> list[Record]:
    """The customer's own refunds: amount, when, state (on_its_way, paid)."""
    return reads.refunds(shop, customer)


@records("return")
def returns(shop: Shop, customer: str) -> list[Record]:
    """The customer's own returns: kind (return, exchange, withdrawal), state (waiting, on_its_way, arrived, closed)."""
    return reads.returns(shop, customer)


@records("case")
def cases(shop: Shop, customer: str) -> list[Record]:
    """The customer's own cases: number, kind, state (open, answered, closed), owner, due."""
    return reads.cases(shop, customer)


@records("suggestion")
def suggestions(shop: Shop, customer: str) -> list[Record]:
    """What the shop page suggested to the customer, and because of which order."""
    return reads.suggestions(shop, customer)


@records("product", owned=False)
def products(shop: Shop, customer: str) -> list[Record]:
    """The range; names, options and texts are given in both languages."""
    return shelf.products(shop)


@records("variant", owned=False)
def variants(shop: Shop, customer: str) -> list[Record]:
    """Every variant of every product, in stock or not."""
    return shelf.variants(shop)


@records("guest_order")
def guest_orders(shop: Shop, customer: str) -> list[Record]:
    """The one order that a guest named by number and postcode: its bare status and nothing else."""
    return shelf.guest_orders(shop, customer)


@identifies("order_and_zip", "order", "zip")
def guest_by_order_and_zip(shop: Shop, claims: Mapping[str, str]) -> str | None:
    """A guest's reference, which owns nothing but `guest_order`; a wrong number and a wrong postcode look the same."""
    return shelf.guest_of(shop, claims["order"], claims["zip"])
