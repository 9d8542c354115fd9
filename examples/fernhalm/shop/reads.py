"""What the shop tells about a customer's orders, refunds, returns and cases, and about its range.

Texts that hang on the language are given in both: `{"en": ..., "de": ...}`; things are listed as `[{"name": ...}]`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from sqlite3 import Row

from .cases import KINDS, WANTS, owner_of
from .deeds import BANK_DAYS
from .schema import Record
from .system import Shop
from .words import LANGUAGES, Words, address_of, day_in_words, euro, moment_in_words

STUCK_DAYS = 4
"""Days without a scan after which a parcel counts as stuck."""

WITHDRAW_DAYS = 14
RETURN_DAYS = 30

RETURN_STATES: dict[str, Words] = {
    "waiting": {"en": "we are waiting for the parcel", "de": "wir warten auf das Paket"},
    "on_its_way": {"en": "on its way to us", "de": "auf dem Weg zu uns"},
    "arrived": {"en": "arrived, being looked at", "de": "angekommen, wird geprüft"},
    "closed": {"en": "closed", "de": "abgeschlossen"},
}
REFUND_STATES: dict[str, Words] = {
    "on_its_way": {"en": "on its way to you", "de": "auf dem Weg zu Ihnen"},
    "paid": {"en": "paid", "de": "ausgezahlt"},
}
CASE_STATES: dict[str, Words] = {
    "open": {"en": "open", "de": "offen"},
    "answered": {"en": "answered", "de": "beantwortet"},
    "closed": {"en": "closed", "de": "abgeschlossen"},
}
ORDER_STATES: dict[str, Words] = {
    "processing": {"en": "being packed", "de": "wird gepackt"},
    "in transit": {"en": "on its way", "de": "unterwegs"},
    "delivered": {"en": "delivered", "de": "zugestellt"},
    "cancelled": {"en": "cancelled", "de": "storniert"},
}

_LINES = """select line.*,
    coalesce((select sum(amount_minor) from refund_line where refund_line.line = line.id), 0) as back_minor,
    coalesce((select number from returns join return_line on return = number
      where return_line.line = line.id and state != 'closed'), 0) as coming_back
  from line join "order" on "order".id = line."order" where customer = ? order by line.id"""
_PARCELS = """select parcel.* from parcel join "order" on "order".id = parcel."order" where customer = ?
  order by tracking"""


def orders(shop: Shop, customer: str) -> list[Record]:
    """Every order of a customer, newest first."""
    rows = shop.rows("""select * from "order" where customer = ? order by placed_on desc, id desc""", customer)
    lines, parcels = _by_order(shop.rows(_LINES, customer)), _by_order(shop.rows(_PARCELS, customer))
    return [_order(shop, row, lines[row["id"]], parcels[row["id"]]) for row in rows]


def order_ids(shop: Shop, customer: str) -> list[Record]:
    """Every line of every order of a customer, by id."""
    sql = """select line.id from line join "order" on "order".id = line."order" where customer = ?"""
    return [{"id": row["id"]} for row in shop.rows(sql, customer)]


def profile(shop: Shop, customer: str) -> list[Record]:
    """The customer's own profile."""
    names = ("id", "first_name", "last_name", "email", "language")
    return [
        {**{name: row[name] for name in names}, "address": address_of(row["address"])}
        for row in shop.rows("select * from customer where id = ?", customer)
    ]


def refunds(shop: Shop, customer: str) -> list[Record]:
    """Every refund of a customer, newest first."""
    found = shop.rows("select * from refunds where customer = ? order by sent_on desc, number desc", customer)
    names = _names(shop, customer, "select refund as number, line.variant from refund_line join line on line.id = line")
    return [_refund(shop, row, names[row["number"]]) for row in found]


def returns(shop: Shop, customer: str) -> list[Record]:
    """Every return, exchange and withdrawal of a customer, newest first."""
    found = shop.rows("select * from returns where customer = ? order by opened_on desc, number desc", customer)
    names = _names(shop, customer, "select return as number, line.variant from return_line join line on line.id = line")
    return [
        {
            "id": f"R-{row['number']}",
            "label": _label(names[row["number"]], row["order"]),
            "name": _joined(names[row["number"]]),
            "order": row["order"],
            "kind": row["kind"],
            "items": [{"name": name} for name in names[row["number"]]],
            "state": row["state"],
            "state_words": RETURN_STATES[row["state"]],
            "opened": day_in_words(row["opened_on"]),
            "send_by": day_in_words(row["send_by"]),
        }
        for row in found
    ]


def cases(shop: Shop, customer: str) -> list[Record]:
    """Every case of a customer, newest first."""
    found = shop.rows("select * from cases where customer = ? order by number desc", customer)
    return [
        {
            "id": f"FC-{row['number']}",
            "label": f"FC-{row['number']}",
            "number": f"FC-{row['number']}",
            "order": row["order"],
            "kind": row["kind"],
            "kind_words": KINDS[row["kind"]],
            "wants": WANTS[row["wants"]],
            "words": row["words"],
            "state": row["state"],
            "state_words": CASE_STATES[row["state"]],
            "opened": moment_in_words(row["opened_at"]),
            "due": moment_in_words(row["due_at"]),
            "owner": owner_of(row["kind"]),
        }
        for row in found
    ]


def suggestions(shop: Shop, customer: str) -> list[Record]:
    """What the shop page suggested to a customer, and the order it was suggested for."""
    sql = """select suggestion.*, placed_on, variant from suggestion join "order" on "order".id = because
      join line on line.id = because || '/1' where suggestion.customer = ? order by shown_on desc, suggestion.id"""
    return [
        {
            "id": row["id"],
            "product_id": row["product"],
            "name": shop.catalogue.products[row["product"]].name,
            "order": row["because"],
            "because": [{"name": _name(shop, row["variant"])}],
            "bought": day_in_words(row["placed_on"]),
            "shown": day_in_words(row["shown_on"]),
        }
        for row in shop.rows(sql, customer)
    ]


def _order(shop: Shop, row: Row, lines: Sequence[Row], parcels: Sequence[Row]) -> Record:
    open_lines = [line for line in lines if not _paid(line) and not line["coming_back"]]
    return {
        "id": row["id"],
        "status": row["status"],
        "status_words": ORDER_STATES[row["status"]],
        "placed": day_in_words(row["placed_on"]),
        "expected": None if row["delivered_on"] else day_in_words(row["expected_on"]),
        "delivered": day_in_words(row["delivered_on"]),
        "note": row["note"],
        "address": address_of(row["address"]),
        "payment_label": row["payment"],
        "gift": "yes" if row["gift"] else "no",
        "wish": row["wish"],
        "open": "yes" if open_lines else "no",
        "lines": [_line(shop, line) for line in lines],
        "total": euro(sum(line["price_minor"] for line in lines)),
        **_travel(shop, row, parcels),
        **_windows(shop, row),
    }


def _travel(shop: Shop, row: Row, parcels: Sequence[Row]) -> Record:
    """Where the parcels are: late and stuck are by our own dates and scans, `carrier_eta` is the carrier's guess."""
    today = shop.today()
    under_way = [one for one in parcels if not one["delivered_on"]]
    still = [one for one in under_way if one["scanned_on"] and _days(one["scanned_on"], today) >= STUCK_DAYS]
    first = next(iter((*still, *under_way, *parcels)), None)
    waiting = row["status"] in ("processing", "in transit")
    return {
        "tracking": first["tracking"] if first else "",
        "late": "yes" if waiting and row["expected_on"] < today.isoformat() else "no",
        "stuck": "yes" if still else "no",
        "split": "yes" if len(parcels) > 1 else "no",
        "last_scan": day_in_words(first["scanned_on"]) if first else None,
        "last_scan_at": first["scanned_at"] if first else "",
        "left_at": first["left_at"] if first else "",
        "carrier_eta": day_in_words(first["carrier_eta"]) if first else None,
        "carrier_eta_of": first["scanned_on"] if first else None,
        "parcels": [
            {
                "tracking": one["tracking"],
                "carrier": one["carrier"],
                "expected": None if one["delivered_on"] else day_in_words(one["expected_on"]),
                "delivered": day_in_words(one["delivered_on"]),
            }
            for one in parcels
        ],
    }


def _windows(shop: Shop, row: Row) -> Record:
    """Until when an order can be withdrawn from and sent back; before it has arrived, both are open."""
    until: dict[str, str] = {"withdraw": "", "return": ""}
    if row["delivered_on"]:
        arrived = date.fromisoformat(row["delivered_on"])
        until = {
            "withdraw": (arrived + timedelta(days=WITHDRAW_DAYS)).isoformat(),
            "return": (arrived + timedelta(days=RETURN_DAYS)).isoformat(),
        }
    today, gone = shop.today().isoformat(), row["status"] == "cancelled"
    return {
        "withdrawable": "yes" if not gone and (not until["withdraw"] or today <= until["withdraw"]) else "no",
        "withdraw_until": day_in_words(until["withdraw"]),
        "returnable": "yes" if row["delivered_on"] and not gone and today <= until["return"] else "no",
        "return_until": day_in_words(until["return"]),
    }


def _line(shop: Shop, line: Row) -> Record:
    variant = shop.catalogue.variants[line["variant"]]
    return {
        "line_id": line["id"],
        "item_id": variant.id,
        "product_id": variant.product,
        "name": shop.catalogue.products[variant.product].name,
        "options": variant.options,
        "price": euro(line["price_minor"]),
        "refunded": _paid(line),
        "paid_back": euro(line["back_minor"]) if line["back_minor"] else None,
        "coming_back": f"R-{line['coming_back']}" if line["coming_back"] else "",
        "tracking": line["parcel"],
    }


def _refund(shop: Shop, row: Row, names: Sequence[Words]) -> Record:
    due = (date.fromisoformat(row["sent_on"]) + timedelta(days=BANK_DAYS)).isoformat()
    paid = row["paid_on"] or (due if due <= shop.today().isoformat() else "")
    state = "paid" if paid else "on_its_way"
    return {
        "id": f"G-{row['number']}",
        "label": _label(names, row["order"]),
        "name": _joined(names),
        "order": row["order"],
        "items": [{"name": name} for name in names],
        "amount": euro(row["amount_minor"]),
        "payment": row["payment"],
        "state": state,
        "state_words": REFUND_STATES[state],
        "sent": day_in_words(row["sent_on"]),
        "due": day_in_words(due),
        "paid": day_in_words(paid),
    }


def _label(names: Sequence[Words], order: str) -> Words:
    """What a refund or return is for, where several are to be told apart: "Trail socks (1039)"."""
    return {language: f"{text} ({order})" for language, text in _joined(names).items()}


def _paid(line: Row) -> bool:
    return bool(line["refunded"]) or line["back_minor"] >= line["price_minor"]


def _names(shop: Shop, customer: str, sql: str) -> dict[int, list[Words]]:
    found: dict[int, list[Words]] = defaultdict(list)
    own = f"""{sql} join "order" on "order".id = line."order" where customer = ? order by line.id"""
    for row in shop.rows(own, customer):
        found[row["number"]].append(_name(shop, row["variant"]))
    return found


def _name(shop: Shop, variant: str) -> Words:
    return shop.catalogue.products[shop.catalogue.variants[variant].product].name


def _joined(names: Sequence[Words]) -> Words:
    """Several names as one, by which the whole can be asked for."""
    return {language: ", ".join(name[language] for name in names) for language in LANGUAGES}


def _by_order(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["order"]].append(row)
    return found


def _days(day: str, today: date) -> int:
    return (today - date.fromisoformat(day)).days
