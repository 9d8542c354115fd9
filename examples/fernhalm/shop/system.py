"""Fernhalm's shop system as its skills meet it: the database, the range, its calendar, a customer's language."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from sqlite3 import Connection, Row

from earnest.domain.errors import Declined

from .catalogue import Catalogue, read
from .schema import Database
from .words import NOES, ZONE


class Shop(Database):
    """Orders, customers, the range, and what was done.

    Args:
        file: the database file; it is made and filled when it does not exist.
        today: what day it is, asked anew each time.
        fill: writes the first records into a new file.
    """

    def __init__(self, file: Path, today: Callable[[], date], fill: Callable[[Connection], None]) -> None:
        super().__init__(file, fill)
        self.today = today
        self.catalogue: Catalogue = read(
            self.rows("select * from product order by rowid"), self.rows("select * from variant order by rowid")
        )

    def language(self, customer: str) -> str:
        """The language that a customer shops in."""
        found = self.rows("select language from customer where id = ?", customer)
        return str(found[0]["language"]) if found else "en"

    def no(self, customer: str, why: str, **values: str) -> Declined:
        """A refusal in the language that the customer shops in."""
        return Declined(NOES[why][self.language(customer)].format(**values))

    def order(self, customer: str, name: str) -> Row:
        """An order of this customer.

        Raises:
            Declined: there is none, or it is somebody else's: the same answer.
        """
        found = self.rows("""select * from "order" where id = ? and customer = ?""", name, customer)
        if not found or not customer:
            raise self.no(customer, "no_order")
        return found[0]

    def lines(self, order: str) -> list[Row]:
        """An order's lines, with what was paid back of each and the open return it is in, if any."""
        return self.rows(
            """select line.*, coalesce(
                   (select sum(amount_minor) from refund_line where refund_line.line = line.id), 0) as back_minor,
                 (select number from returns join return_line on return = number
                   where return_line.line = line.id and state != 'closed') as coming_back
               from line where "order" = ? order by line.id""",
            order,
        )


def this_day() -> date:
    """Today in Berlin, by the machine's clock."""
    return datetime.now(ZONE).date()
