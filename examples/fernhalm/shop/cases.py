"""Cases: claims, trouble with payments, complaints. Each has a number, an owner and a time by which it is answered."""

from collections.abc import Sequence
from sqlite3 import Connection, Row

from earnest.domain.skills import By

from .schema import Record, next_number
from .system import Shop
from .words import Words, moment_in_words, said, working_days_later

CLAIM_KINDS = ("not_arrived", "wrong_item", "missing_item", "faulty")

KINDS: dict[str, Words] = {
    "not_arrived": {"en": "parcel not arrived", "de": "Paket nicht angekommen"},
    "wrong_item": {"en": "wrong item", "de": "falscher Artikel"},
    "missing_item": {"en": "item missing", "de": "Artikel fehlt"},
    "faulty": {"en": "faulty item", "de": "defekter Artikel"},
    "charged_twice": {"en": "charged twice", "de": "doppelt abgebucht"},
    "failed": {"en": "payment failed", "de": "Zahlung fehlgeschlagen"},
    "wrong_amount": {"en": "wrong amount", "de": "falscher Betrag"},
    "voucher": {"en": "voucher", "de": "Gutschein"},
    "complaint": {"en": "complaint", "de": "Beschwerde"},
}

WANTS: dict[str, Words] = {
    "replacement": {"en": "a replacement", "de": "Ersatz"},
    "refund": {"en": "money back", "de": "Geld zurück"},
    "repair": {"en": "a repair", "de": "eine Reparatur"},
    "search": {"en": "a search for the parcel", "de": "eine Suche nach dem Paket"},
    "": {"en": "an answer", "de": "eine Antwort"},
}

_PARCELS: Words = {"en": "our parcel desk", "de": "unsere Paketstelle"}
_WORKSHOP: Words = {"en": "our workshop", "de": "unsere Werkstatt"}
_ACCOUNTS: Words = {"en": "our accounts team", "de": "unsere Buchhaltung"}
_LEAD: Words = {"en": "the head of customer service", "de": "die Leitung des Kundendienstes"}

_ANSWERED: dict[str, tuple[Words, int]] = {
    "not_arrived": (_PARCELS, 3),
    "wrong_item": (_PARCELS, 1),
    "missing_item": (_PARCELS, 1),
    "faulty": (_WORKSHOP, 2),
    "charged_twice": (_ACCOUNTS, 2),
    "failed": (_ACCOUNTS, 2),
    "wrong_amount": (_ACCOUNTS, 2),
    "voucher": (_ACCOUNTS, 1),
    "complaint": (_LEAD, 2),
}
"""Who answers a kind of case, and within how many working days."""


def owner_of(kind: str) -> Words:
    """Who answers this kind of case."""
    return _ANSWERED[kind][0]


def days_of(kind: str) -> int:
    """Within how many working days this kind of case is answered."""
    return _ANSWERED[kind][1]


def open_claims(shop: Shop, kind: str, lines: Sequence[str]) -> list[Row]:
    """Claims of a kind that are open for any of these lines."""
    marks = ", ".join("?" * len(lines))
    return shop.rows(
        f"""select cases.* from cases join case_line using (number)
            where state = 'open' and kind = ? and line in ({marks}) order by number""",  # noqa: S608 - marks only
        kind,
        *lines,
    )


def no_claim_open(shop: Shop, by: By, kind: str, lines: Sequence[str]) -> None:
    """Check that none of these lines has such a claim.

    Raises:
        Declined: one has; it names the case, its owner and when it is answered.
    """
    for found in open_claims(shop, kind, lines)[:1]:
        language = shop.language(by.customer)
        due, owner = moment_in_words(found["due_at"])[language], owner_of(kind)[language]
        raise shop.no(by.customer, "claimed", number=f"FC-{found['number']}", owner=owner, due=due)


def claim(shop: Shop, by: By, order: str, kind: str, lines: Sequence[str], wants: str) -> Record:
    """Open a claim on lines.

    Raises:
        Declined: one of them has such a claim already.
    """

    def work(db: Connection) -> Record:
        no_claim_open(shop, by, kind, lines)
        return _open(db, by, (order, kind, wants, ""), lines)

    return shop.deed(by.key, "open_claim", work)


def report_payment(shop: Shop, by: By, order: str, problem: str) -> Record:
    """Open a case on a payment or a voucher; `order` may be ""."""
    return shop.deed(by.key, "report_payment", lambda db: _open(db, by, (order, problem, "", ""), ()))


def complain(shop: Shop, by: By, order: str, words: str) -> Record:
    """Open a complaint; `order` may be ""."""
    return shop.deed(by.key, "complain", lambda db: _open(db, by, (order, "complaint", "", words), ()))


def _open(db: Connection, by: By, about: tuple[str, str, str, str], lines: Sequence[str]) -> Record:
    order, kind, wants, words = about
    number, due = next_number(db, "cases"), working_days_later(by.now, days_of(kind))
    db.execute(
        "insert into cases values (?, ?, ?, ?, ?, ?, 'open', ?, ?, ?)",
        (number, by.customer, order, kind, wants, words, by.now, due, by.key),
    )
    db.executemany("insert into case_line values (?, ?)", [(number, line) for line in lines])
    facts = {"number": f"FC-{number}", "order": order}
    return facts | said(moment_in_words(due), "due") | said(owner_of(kind), "owner") | said(WANTS[wants], "wants")
