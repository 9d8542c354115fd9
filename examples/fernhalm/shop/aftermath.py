"""What came after the crowd's orders: refunds, returns and claims, each kind with its own numbers."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from earnest.domain.time import SECOND

from .cases import CLAIM_KINDS, days_of
from .planned import Past, Planned, day
from .words import ZONE, working_days_later

FIRST_REFUND, FIRST_RETURN, FIRST_CASE = 3_101, 5_101, 10_101
PARTLY_PAID_BACK, SENT_BACK, CLAIMED = 0.05, 0.13, 0.18
"""Up to which share of what arrived: a part paid back for a scratch; sent back; something reported."""

BANK_DAYS = 4
SEND_BACK_DAYS = 14
RETURN_AGES = ((3, "waiting"), (6, "on_its_way"), (10, "arrived"))
CASE_AGES = ((3, "open"), (10, "answered"))
"""Up to how many days old something is in which state; after the last it is closed."""


def aftermath(random: Random, today: date, orders: Sequence[Planned]) -> Past:
    """What came of these orders of customers; guests wrote by mail."""
    return _Aftermath(random, today).of(orders)


class _Aftermath:
    """The past as it grows, and the next number of each kind."""

    def __init__(self, random: Random, today: date) -> None:
        self._random, self._today, self._past = random, today, Past()
        self._refunds, self._returns, self._cases = count(FIRST_REFUND), count(FIRST_RETURN), count(FIRST_CASE)

    def of(self, orders: Sequence[Planned]) -> Past:
        for order in orders:
            if order.customer and order.status == "cancelled":
                self._refund(order, range(len(order.lines)), max(order.placed - 1, 0), 100)
            elif order.customer and order.delivered is not None:
                self._after_delivery(order, order.delivered)
        return self._past

    def _after_delivery(self, order: Planned, arrived: int) -> None:
        fate = self._random.random()
        if fate < PARTLY_PAID_BACK and arrived:
            self._refund(order, [0], self._random.randint(0, arrived - 1), self._random.choice((10, 20, 25)))
        elif fate < SENT_BACK:
            self._return(order, arrived)
        elif fate < CLAIMED:
            self._claim(order, arrived)

    def _refund(self, order: Planned, lines: Sequence[int], sent: int, percent: int) -> None:
        name = next(self._refunds)
        parts = [(name, f"{order.id}/{at + 1}", order.lines[at][1] * percent // 100) for at in lines]
        paid = day(self._today, sent - BANK_DAYS) if sent >= BANK_DAYS else ""
        amount = sum(part[2] for part in parts)
        row = (name, order.customer, order.id, amount, order.payment, day(self._today, sent), paid, "")
        self._past.refunds.append(row)
        self._past.refund_line += parts

    def _return(self, order: Planned, arrived: int) -> None:
        opened = max(arrived - self._random.randint(0, 10), 0)
        state, name = _by_age(opened, RETURN_AGES), next(self._returns)
        reason = self._random.choice(("does_not_fit", "changed_mind", "fault"))
        days = (day(self._today, opened), day(self._today, opened - SEND_BACK_DAYS))
        self._past.returns.append((name, order.customer, order.id, "return", reason, state, *days, "", ""))
        self._past.return_line.append((name, f"{order.id}/1"))
        if state == "closed":
            self._refund(order, [0], opened - RETURN_AGES[-1][0] + 1, 100)

    def _claim(self, order: Planned, arrived: int) -> None:
        kind, days = self._random.choice(CLAIM_KINDS), self._random.randint(0, arrived)
        # Written in the morning of its day, so that it is never later than now.
        at = datetime.combine(self._today - timedelta(days=days), time(0, self._random.randint(0, 59)), ZONE)
        opened = int(at.timestamp()) * SECOND
        wants = "search" if kind == "not_arrived" else self._random.choice(("replacement", "refund"))
        due, state, name = working_days_later(opened, days_of(kind)), _by_age(days, CASE_AGES), next(self._cases)
        self._past.cases.append((name, order.customer, order.id, kind, wants, "", state, opened, due, ""))
        self._past.case_line.append((name, f"{order.id}/1"))


def _by_age(days: int, ages: Sequence[tuple[int, str]]) -> str:
    return next((state for older, state in ages if days < older), "closed")
