"""What the shop does with orders: pay back, cancel, take back, exchange, send elsewhere. Each once for a decision."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from sqlite3 import Connection, Row

from earnest.domain.skills import By

from .schema import Record, next_number
from .system import Shop
from .words import address_text, day_in_words, day_of, euro, moment_in_words, said

SEND_BACK_DAYS = 14
"""Days to send something back once that was said."""

BANK_DAYS = 5
"""Days until money that was sent has arrived."""


def worth(rows: Sequence[Row], lines: Sequence[str]) -> int:
    """What is still to be paid back for lines, in minor units."""
    return sum(row["price_minor"] - row["back_minor"] for row in rows if row["id"] in lines)


def payable(shop: Shop, customer: str, order: str, lines: Sequence[str], less: int | None = None) -> None:
    """Check that lines may be paid back or taken back at all.

    Raises:
        Declined: one was paid back, less than `less` is open of them, or a return of one is under way.
    """
    rows = shop.lines(order)
    if less is not None and less > worth(rows, lines):
        raise shop.no(customer, "too_much")
    for row in rows:
        if row["id"] in lines and (row["refunded"] or row["back_minor"] >= row["price_minor"]):
            raise shop.no(customer, "paid_back")
        if row["id"] in lines and row["coming_back"]:
            raise shop.no(customer, "coming_back", number=f"R-{row['coming_back']}")


def refund(shop: Shop, by: By, order: str, lines: Sequence[str], less: int | None = None) -> Record:
    """Pay lines back to the way they were paid.

    Args:
        shop: the shop.
        by: for whom, and the decision.
        order: the order's id.
        lines: which of its lines.
        less: a part of what is still open of them, in minor units; None: all of it.

    Raises:
        Declined: one was paid back, less than that is open, or a return of it is under way.
    """

    def work(db: Connection) -> Record:
        payable(shop, by.customer, order, lines, less)
        return _pay_back(shop, db, by, order, lines, less)

    return shop.deed(by.key, "refund", work)


def cancel(shop: Shop, by: By, order: str) -> Record:
    """Stop an order that has not left, and pay back what was not paid back yet.

    Raises:
        Declined: it has left, or was cancelled before.
    """

    def work(db: Connection) -> Record:
        changed = db.execute(
            """update "order" set status = 'cancelled', expected_on = '' where id = ? and status = 'processing'""",
            (order,),
        )
        if changed.rowcount != 1:
            raise shop.no(by.customer, "not_cancelled")
        rows = shop.lines(order)
        _restock(db, [row["variant"] for row in rows])
        open_lines = [row["id"] for row in rows if row["back_minor"] < row["price_minor"]]
        return _pay_back(shop, db, by, order, open_lines) | {"order": order}

    return shop.deed(by.key, "cancel_order", work)


def withdraw(shop: Shop, by: By, order: str, lines: Sequence[str]) -> Record:
    """Take note of a withdrawal: its number, content, date and time are what the customer gets in writing.

    What has not left is stopped and paid back at once; the rest is paid back when it is back.

    Raises:
        Declined: a line was paid back, or a return of it is under way.
    """

    def work(db: Connection) -> Record:
        payable(shop, by.customer, order, lines)
        rows = shop.lines(order)
        amount = euro(worth(rows, lines))
        here = shop.order(by.customer, order)["status"] == "processing"
        number = _take_back(db, by, order, lines, ("withdrawal", "", "closed" if here else "waiting"))
        names = [shop.catalogue.name(row["variant"], shop.language(by.customer)) for row in rows if row["id"] in lines]
        if here:
            _pay_back(shop, db, by, order, lines)
            _restock(db, [row["variant"] for row in rows if row["id"] in lines])
            if all(row["id"] in lines or row["refunded"] for row in rows):
                db.execute("""update "order" set status = 'cancelled', expected_on = '' where id = ?""", (order,))
        facts = {"number": number, "amount": amount, "items": ", ".join(names), "order": order}
        written = said(moment_in_words(by.now), "received") | said(_send_by(by), "send_by")
        _write(db, by, "withdrawal", number)
        return facts | written

    return shop.deed(by.key, "withdraw", work)


def take_back(shop: Shop, by: By, order: str, lines: Sequence[str], reason: str) -> Record:
    """Register a return and write its label to the customer's address for mail.

    Raises:
        Declined: a line was paid back, or a return of it is under way.
    """

    def work(db: Connection) -> Record:
        payable(shop, by.customer, order, lines)
        number = _take_back(db, by, order, lines, ("return", reason, "waiting"))
        mail = _write(db, by, "return label", number)
        return {"number": number, "email": mail} | said(_send_by(by), "send_by")

    return shop.deed(by.key, "return_items", work)


def exchange(shop: Shop, by: By, order: str, swaps: Mapping[str, str]) -> Record:
    """Swap lines for other variants: at once in the warehouse, else against a return; the new one is put aside.

    Args:
        shop: the shop.
        by: for whom, and the decision.
        order: the order's id.
        swaps: line id to the id of the variant wanted instead.

    Raises:
        Declined: sold out, paid back before, or a return is under way.
    """

    def work(db: Connection) -> Record:
        payable(shop, by.customer, order, list(swaps))
        rows = {row["id"]: row for row in shop.lines(order)}
        for new in swaps.values():
            if db.execute("update variant set stock = stock - 1 where id = ? and stock > 0", (new,)).rowcount != 1:
                raise shop.no(by.customer, "sold_out")
        if shop.order(by.customer, order)["status"] == "processing":
            _restock(db, [rows[line]["variant"] for line in swaps])
            db.executemany("update line set variant = ? where id = ?", [(new, line) for line, new in swaps.items()])
            return {"number": "", "email": ""} | said(None, "send_by")
        number = _take_back(db, by, order, list(swaps), ("exchange", "", "waiting"), json.dumps(dict(swaps)))
        mail = _write(db, by, "return label", number)
        return {"number": number, "email": mail} | said(_send_by(by), "send_by")

    return shop.deed(by.key, "exchange_item", work)


def move(shop: Shop, by: By, order: str, address: Mapping[str, str]) -> Record:
    """Send an order elsewhere.

    Raises:
        Declined: it has left the warehouse.
    """

    def work(db: Connection) -> Record:
        _while_here(shop, db, by, order, ("address", address_text(address), "left"))
        return {"order": order}

    return shop.deed(by.key, "move", work)


def wish(shop: Shop, by: By, order: str, text: str) -> Record:
    """Note how an order should be handed over.

    Raises:
        Declined: it has left the warehouse.
    """

    def work(db: Connection) -> Record:
        _while_here(shop, db, by, order, ("wish", text, "no_wish"))
        return {"order": order}

    return shop.deed(by.key, "delivery_wish", work)


def send_invoice(shop: Shop, by: By, order: str) -> Record:
    """Send an order's invoice to the address for mail on file; the address is told with its middle hidden."""

    def work(db: Connection) -> Record:
        return {"number": f"RE-{order}", "email": _write(db, by, "invoice", f"RE-{order}")}

    return shop.deed(by.key, "send_invoice", work)


def _while_here(shop: Shop, db: Connection, by: By, order: str, change: tuple[str, str, str]) -> None:
    column, text, why = change
    sql = f"""update "order" set {column} = ? where id = ? and status = 'processing'"""  # noqa: S608 - a column of ours
    if db.execute(sql, (text, order)).rowcount != 1:
        raise shop.no(by.customer, why)


def _pay_back(shop: Shop, db: Connection, by: By, order: str, lines: Sequence[str], less: int | None = None) -> Record:
    rows, number = shop.lines(order), next_number(db, "refunds")
    shares = _shares({row["id"]: row["price_minor"] - row["back_minor"] for row in rows if row["id"] in lines}, less)
    payment, amount = shop.order(by.customer, order)["payment"], sum(shares.values())
    sent, due = day_of(by.now).isoformat(), (day_of(by.now) + timedelta(days=BANK_DAYS)).isoformat()
    db.execute(
        "insert into refunds values (?, ?, ?, ?, ?, ?, '', ?)",
        (number, by.customer, order, amount, payment, sent, by.key),
    )
    shared = [(number, *share) for share in shares.items() if share[1]]
    db.executemany("insert into refund_line values (?, ?, ?)", shared)
    if less is None:
        db.executemany("update line set refunded = 1 where id = ?", [(line,) for line in lines])
    return {"amount": euro(amount), "payment": payment, "number": f"G-{number}"} | said(day_in_words(due), "due")


def _shares(open_of: Mapping[str, int], less: int | None) -> Mapping[str, int]:
    """What each line is paid back: all that is open of it, or of a smaller amount as much as there is, in order."""
    left, shares = sum(open_of.values()) if less is None else less, {}
    for line, most in sorted(open_of.items()):
        shares[line] = min(most, left)
        left -= shares[line]
    return shares


def _take_back(
    db: Connection, by: By, order: str, lines: Sequence[str], how: tuple[str, str, str], new: str = ""
) -> str:
    kind, reason, state = how
    number, day = next_number(db, "returns"), day_of(by.now)
    send_by = (day + timedelta(days=SEND_BACK_DAYS)).isoformat()
    db.execute(
        "insert into returns values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, by.customer, order, kind, reason, state, day.isoformat(), send_by, new, by.key),
    )
    db.executemany("insert into return_line values (?, ?)", [(number, line) for line in lines])
    return f"R-{number}"


def _send_by(by: By) -> Mapping[str, str] | None:
    return day_in_words((day_of(by.now) + timedelta(days=SEND_BACK_DAYS)).isoformat())


def _restock(db: Connection, variants: Sequence[str]) -> None:
    db.executemany("update variant set stock = stock + 1 where id = ?", [(one,) for one in variants])


def _write(db: Connection, by: By, what: str, about: str) -> str:
    """Put a mail into the shop's own post; its address as it may be shown."""
    found = db.execute("select email from customer where id = ?", (by.customer,)).fetchone()
    email = str(found["email"]) if found else ""
    db.execute("insert into mail values (?, ?, ?, ?, ?)", (by.key, by.customer, email, what, about))
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}"
