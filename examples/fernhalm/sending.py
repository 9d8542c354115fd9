"""Skills that move goods: return, exchange, another address, a wish for the delivery."""

from collections.abc import Mapping

from earnest.domain.skills import By, Done, Preview, skill
from earnest.domain.verdicts import FactValue

from .shop import Shop, deeds
from .terms import (
    AddressLine,
    DeliveryWish,
    Detail,
    LineId,
    NewItemId,
    OrderId,
    ReturnReason,
    lines_fit,
    order_facts,
    settled,
)


@skill(effect="reversible", level="signed_in", reads={"order": "service.order"})
def return_items(shop: Shop, by: By, order_id: OrderId, lines: list[LineId], reason: ReturnReason) -> Done:
    """Register a return and mail its label: number, email, send_by_en, send_by_de."""
    return Done(deeds.take_back(shop, by, order_id, lines, str(reason)))


@return_items.preview
def _return_preview(shop: Shop, by: By, order_id: str, lines: list[str], reason: str) -> Preview:
    deeds.payable(shop, by.customer, order_id, lines)
    return Preview(())


@return_items.facts
def _return_facts(shop: Shop, by: By, order_id: str, lines: list[str], reason: str) -> Mapping[str, FactValue]:
    facts = order_facts(shop, by, order_id)
    return {**facts, "reason": str(reason), "lines_in_order": lines_fit(shop, order_id, lines)}


@skill(effect="irreversible", level="signed_in", reads={"order": "service.order", "variant": "service.answer"})
def exchange_item(shop: Shop, by: By, order_id: OrderId, line: list[LineId], new_item: list[NewItemId]) -> Done:
    """Exchange lines for other variants of the same products: number and email ("" in the warehouse), send_by_*."""
    return Done(deeds.exchange(shop, by, order_id, dict(zip(line, new_item, strict=True))))


@exchange_item.preview
def _exchange_preview(shop: Shop, by: By, order_id: str, line: list[str], new_item: list[str]) -> Preview:
    deeds.payable(shop, by.customer, order_id, line)
    return Preview(())


@exchange_item.facts
def _exchange_facts(shop: Shop, by: By, order_id: str, line: list[str], new_item: list[str]) -> Mapping[str, FactValue]:
    held = {row["id"]: row["variant"] for row in shop.lines(order_id)}
    pairs = [(held.get(old, ""), one) for old, one in zip(line, new_item, strict=False)]
    variants = shop.catalogue.variants
    stock = {row["id"]: row["stock"] for row in shop.rows("select id, stock from variant")}
    return {
        **order_facts(shop, by, order_id),
        "lines_in_order": lines_fit(shop, order_id, line) and len(line) == len(new_item),
        "same_product": all(old in variants and variants[old].product == variants[one].product for old, one in pairs),
        "another": all(old != one for old, one in pairs),
        "in_stock": all(stock[one] >= new_item.count(one) for one in new_item),
    }


@skill(effect="irreversible", level="signed_in", reads={"order": "service.order"})
def change_address(
    shop: Shop,
    by: By,
    order_id: OrderId,
    street: AddressLine,
    extra: AddressLine,
    zip: AddressLine,  # noqa: A002 - the word on every form
    city: AddressLine,
    country: AddressLine,
) -> Done:
    """Send an order that has not left yet elsewhere."""
    lines = {"street": street, "extra": extra, "zip": zip, "city": city, "country": country}
    return Done(deeds.move(shop, by, order_id, lines))


@change_address.preview
def _address_preview(shop: Shop, by: By, order_id: str, **lines: str) -> Preview:
    return Preview(())


@change_address.facts
def _address_facts(shop: Shop, by: By, order_id: str, **lines: str) -> Mapping[str, FactValue]:
    return {"status": order_facts(shop, by, order_id)["status"]}


@skill(effect="reversible", level="signed_in", reads={"order": "service.order"})
def delivery_wish(shop: Shop, by: By, order_id: OrderId, wish: DeliveryWish, detail: Detail) -> Done:
    """Note how a parcel that has not left yet should be handed over."""
    return Done(deeds.wish(shop, by, order_id, f"{wish}: {detail}"))


@delivery_wish.preview
def _wish_preview(shop: Shop, by: By, order_id: str, wish: str, detail: str) -> Preview:
    return Preview(())


@delivery_wish.facts
def _wish_facts(shop: Shop, by: By, order_id: str, wish: str, detail: str) -> Mapping[str, FactValue]:
    return {"status": order_facts(shop, by, order_id)["status"], "named": bool(detail.strip())}


for _one in (return_items, exchange_item, change_address, delivery_wish):
    _one.settled(settled)
