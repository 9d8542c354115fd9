"""How the shop forgets a customer who is erased: names, contacts and words go, the books stay as the law asks."""

from earnest.domain.forgetting import forgets
from earnest.domain.skills import By

from .shop import Shop

_BLANKED = (
    "update customer set first_name = '', last_name = '', email = '', address = '', payment = '' where id = ?",
    """update "order" set note = '', wish = '' where customer = ?""",
    """update parcel set left_at = null where "order" in (select id from "order" where customer = ?)""",
    "update cases set words = '' where customer = ?",
    """update mail set "to" = '', about = '' where customer = ?""",
    "delete from suggestion where customer = ?",
)
"""An order's lines, its amounts and the address it went to are kept for ten years (§ 147 AO)."""


@forgets("shop")
def forget_in_shop(shop: Shop, by: By) -> None:
    """Blank what the books do not need; doing it again changes nothing."""
    with shop.transaction() as db:
        for statement in _BLANKED:
            db.execute(statement, (by.customer,))
