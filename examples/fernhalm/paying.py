"""Skills that move money: refund, cancel, withdraw."""

from collections.abc import Mapping

from earnest.domain.money import Money
from earnest.domain.skills import By, Done, Preview, skill
from earnest.domain.verdicts import FactValue

from .shop import Shop, deeds, euro
from .terms import LineId, OrderId, RefundReason, lines_fit, order_facts, settled

REFUND_UNDO_SECONDS = 300
"""How long a refund is held back, so that it can be taken back."""


@skill(effect="money", level="signed_in", undo_seconds=REFUND_UNDO_SECONDS, reads={"order": "service.payment"})
def refund(
    shop: Shop, by: By, order_id: OrderId, lines: list[LineId], reason: RefundReason, amount: Money | None = None
) -> Done:
    """Pay back order lines to the way they were paid: amount, payment, number, due_en, due_de.

    All that is still open of them; an `amount` is given where a colleague has allowed a part of it.
    """
    return Done(deeds.refund(shop, by, order_id, lines, amount.minor if amount else None))


@refund.preview
def _refund_preview(
    shop: Shop, by: By, order_id: str, lines: list[str], reason: str, amount: Money | None = None
) -> Preview:
    deeds.payable(shop, by.customer, order_id, lines, amount.minor if amount else None)
    # The card's rows are the playbook's, in the customer's language.
    return Preview((), amount or euro(deeds.worth(shop.lines(order_id), lines)))


@refund.facts
def _refund_facts(
    shop: Shop, by: By, order_id: str, lines: list[str], reason: str, amount: Money | None = None
) -> Mapping[str, FactValue]:
    facts = order_facts(shop, by, order_id)
    paid_in_part = any(row["back_minor"] for row in shop.lines(order_id) if row["id"] in lines)
    fits = lines_fit(shop, order_id, lines)
    return {**facts, "reason": str(reason), "lines_in_order": fits, "paid_in_part": paid_in_part}


@skill(effect="irreversible", level="signed_in", reads={"order": "service.order"})
def cancel_order(shop: Shop, by: By, order_id: OrderId) -> Done:
    """Stop an order that has not left and pay it back: order, amount, payment, number, due_en, due_de."""
    return Done(deeds.cancel(shop, by, order_id))


@cancel_order.preview
def _cancel_preview(shop: Shop, by: By, order_id: str) -> Preview:
    return Preview(())


@cancel_order.facts
def _cancel_facts(shop: Shop, by: By, order_id: str) -> Mapping[str, FactValue]:
    return {"status": order_facts(shop, by, order_id)["status"]}


@skill(effect="right", level="signed_in", reads={"order": "service.order"})
def withdraw(shop: Shop, by: By, order_id: OrderId, lines: list[LineId]) -> Done:
    """Withdraw from a purchase, whole or in part, without a reason (Directive 2011/83/EU, articles 9 to 11a).

    Gives number, amount, items, order, received_en, received_de, send_by_en, send_by_de; the same goes out by mail.
    """
    return Done(deeds.withdraw(shop, by, order_id, lines))


@withdraw.preview
def _withdraw_preview(shop: Shop, by: By, order_id: str, lines: list[str]) -> Preview:
    deeds.payable(shop, by.customer, order_id, lines)
    return Preview((), euro(deeds.worth(shop.lines(order_id), lines)))


@withdraw.facts
def _withdraw_facts(shop: Shop, by: By, order_id: str, lines: list[str]) -> Mapping[str, FactValue]:
    return {**order_facts(shop, by, order_id), "lines_in_order": lines_fit(shop, order_id, lines)}


for _one in (refund, cancel_order, withdraw):
    _one.settled(settled)
