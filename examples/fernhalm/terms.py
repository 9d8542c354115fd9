"""What the skills of this folder share: the kinds of their arguments, and facts that several gates ask for."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from earnest.domain.skills import By, Done, Owned, Public, Text
from earnest.domain.verdicts import FactValue

from .shop import Shop, day_of

OrderId = Annotated[str, Owned("order")]
LineId = Annotated[str, Owned("order_line")]
NewItemId = Annotated[str, Public("variant")]
OrderNumber = Annotated[str, Text(40)]
"""An order as it was typed, or "" for none; the skill looks whether it is this customer's."""

AddressLine = Annotated[str, Text(80)]
Detail = Annotated[str, Text(120)]
Complaint = Annotated[str, Text(1_000)]


class RefundReason(StrEnum):
    """Why somebody wants their money back."""

    FAULT = "fault"
    WRONG_ITEM = "wrong_item"
    MISSING = "missing"
    CHANGED_MIND = "changed_mind"


class ReturnReason(StrEnum):
    """Why something comes back."""

    FAULT = "fault"
    WRONG_ITEM = "wrong_item"
    DOES_NOT_FIT = "does_not_fit"
    CHANGED_MIND = "changed_mind"


class ClaimKind(StrEnum):
    """What is wrong with a delivery."""

    NOT_ARRIVED = "not_arrived"
    WRONG_ITEM = "wrong_item"
    MISSING_ITEM = "missing_item"
    FAULTY = "faulty"


class ClaimWants(StrEnum):
    """What the customer would like to happen."""

    REPLACEMENT = "replacement"
    REFUND = "refund"
    REPAIR = "repair"
    SEARCH = "search"


class PaymentProblem(StrEnum):
    """What went wrong with a payment."""

    CHARGED_TWICE = "charged_twice"
    FAILED = "failed"
    WRONG_AMOUNT = "wrong_amount"
    VOUCHER = "voucher"


class DeliveryWish(StrEnum):
    """How a parcel should be handed over."""

    NEIGHBOUR = "neighbour"
    PICKUP_POINT = "pickup_point"
    OTHER_DAY = "other_day"


def order_facts(shop: Shop, by: By, order_id: str) -> Mapping[str, FactValue]:
    """An order's status, whether all of it has arrived, and for how many days; 0 days until it has."""
    order = shop.order(by.customer, order_id)
    arrived = order["delivered_on"]
    days = max((day_of(by.now) - date.fromisoformat(arrived)).days, 0) if arrived else 0
    status = order["status"].replace(" ", "_")
    return {"status": status, "delivered": bool(arrived), "days_since_delivery": days}


def lines_fit(shop: Shop, order_id: str, lines: Sequence[str]) -> bool:
    """Whether there are lines, each once, and all of this order."""
    held = {row["id"] for row in shop.lines(order_id)}
    return bool(lines) and set(lines) <= held and len(set(lines)) == len(lines)


def settled(shop: Shop, by: By) -> Done | None:
    """What the deed of this decision gave; None if it was never done."""
    found = shop.once(by.key)
    return None if found is None else Done(found)
