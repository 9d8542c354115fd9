"""Skills that bring in a colleague with a clock, and the invoice: claims, payments, complaints."""

from collections.abc import Mapping

from earnest.domain.skills import By, Done, Preview, skill
from earnest.domain.verdicts import FactValue

from .shop import Shop, cases, deeds
from .terms import (
    ClaimKind,
    ClaimWants,
    Complaint,
    LineId,
    OrderId,
    OrderNumber,
    PaymentProblem,
    lines_fit,
    order_facts,
    settled,
)


@skill(effect="reversible", level="signed_in", reads={"order": "service.order", "case": "service.claim"})
def open_claim(shop: Shop, by: By, order_id: OrderId, kind: ClaimKind, lines: list[LineId], wants: ClaimWants) -> Done:
    """Open a case on a delivery: number, order, and due, owner, wants each as _en and _de. Nobody is contradicted."""
    return Done(cases.claim(shop, by, order_id, str(kind), lines, str(wants)))


@open_claim.preview
def _claim_preview(shop: Shop, by: By, order_id: str, kind: str, lines: list[str], wants: str) -> Preview:
    cases.no_claim_open(shop, by, str(kind), lines)
    return Preview(())


@open_claim.facts
def _claim_facts(shop: Shop, by: By, order_id: str, kind: str, lines: list[str], wants: str) -> Mapping[str, FactValue]:
    return {
        **order_facts(shop, by, order_id),
        "kind": str(kind),
        "lines_in_order": lines_fit(shop, order_id, lines),
        "open_before": bool(cases.open_claims(shop, str(kind), lines)),
    }


@skill(effect="reversible", level="signed_in", reads={"order": "service.payment", "case": "service.claim"})
def report_payment(shop: Shop, by: By, order_id: OrderNumber, problem: PaymentProblem) -> Done:
    """Open a case on a payment or voucher, of an order or ("") none: number, order, due_*, owner_*."""
    return Done(cases.report_payment(shop, by, order_id, str(problem)))


@report_payment.preview
def _payment_preview(shop: Shop, by: By, order_id: str, problem: str) -> Preview:
    _own_if_any(shop, by, order_id)
    return Preview(())


@report_payment.facts
def _payment_facts(shop: Shop, by: By, order_id: str, problem: str) -> Mapping[str, FactValue]:
    return {"open_cases": _open_cases(shop, by)}


@skill(effect="reversible", level="signed_in", reads={"case": "service.claim"})
def complain(shop: Shop, by: By, about: OrderNumber, words: Complaint) -> Done:
    """Open a complaint about an order or ("") anything else: number, order, due_*, owner_*."""
    return Done(cases.complain(shop, by, about, words))


@complain.preview
def _complain_preview(shop: Shop, by: By, about: str, words: str) -> Preview:
    _own_if_any(shop, by, about)
    if not words.strip():
        raise shop.no(by.customer, "no_words")
    return Preview(())


@complain.facts
def _complain_facts(shop: Shop, by: By, about: str, words: str) -> Mapping[str, FactValue]:
    return {"open_cases": _open_cases(shop, by)}


@skill(effect="disclose", level="signed_in", reads={"order": "service.order"})
def send_invoice(shop: Shop, by: By, order_id: OrderId) -> Done:
    """Mail an order's invoice to the address on file: number, email (its middle hidden)."""
    return Done(deeds.send_invoice(shop, by, order_id))


@send_invoice.preview
def _invoice_preview(shop: Shop, by: By, order_id: str) -> Preview:
    return Preview(())


@send_invoice.facts
def _invoice_facts(shop: Shop, by: By, order_id: str) -> Mapping[str, FactValue]:
    return {"status": order_facts(shop, by, order_id)["status"]}


for _one in (open_claim, report_payment, complain, send_invoice):
    _one.settled(settled)


def _own_if_any(shop: Shop, by: By, order: str) -> None:
    """Somebody else's order and one that does not exist get the same answer."""
    if order:
        shop.order(by.customer, order)


def _open_cases(shop: Shop, by: By) -> int:
    found = shop.rows("select count(*) as n from cases where customer = ? and state = 'open'", by.customer)
    return int(found[0]["n"])
