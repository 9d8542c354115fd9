"""What reading a customer's words into a wish rests on, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earnest.assistant.hearing import Ear, Router
from earnest.assistant.matching import Text, numbers_in
from earnest.assistant.playbook import Playbook, Slot, SlotType
from earnest.assistant.shelf import Record, Shelf, passing
from earnest.assistant.state import Wish
from earnest.assistant.tongue import Tongue

ADDRESS_LINES = ("address1", "address2", "city", "state", "zip", "country")
"""The lines of an address, all of which a skill gets."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What reading needs: what is listened for, the records, what was last spoken of, what knows an intent."""

    ear: Ear
    shelf: Shelf
    focus: Mapping[str, str]
    router: Router | None = None

    @property
    def playbooks(self) -> Mapping[str, Playbook]:
        """The brand's playbooks by name."""
        return self.ear.playbooks

    @property
    def tongue(self) -> Tongue:
        """The word tables of the conversation's language."""
        return self.ear.tongue


@dataclass(frozen=True, slots=True)
class Reading:
    """A wish after reading.

    Args:
        wish: with what was found.
        others: further wishes it became, one for each further order.
        unknown: a record number that is none of this customer's.
        likely: the number it looks like.
        unfit: a record that was named and will not do: (slot, id).
        barred: the label of a record that was named and will not do here, such as a payment method.
        barred_slot: its slot, which nothing else is taken for without asking.
    """

    wish: Wish
    others: tuple[Wish, ...] = ()
    unknown: str = ""
    likely: str = ""
    unfit: tuple[str, str] | None = None
    barred: str = ""
    barred_slot: str = ""


def fitting(kit: Kit, playbook: Playbook, slot: Slot, wish: Wish) -> tuple[Record, ...]:
    """The records that will do for a slot."""
    scope = kit.shelf.scope(playbook, wish) if any(c.refers for way in slot.where for c in way) else {}
    return passing(kit.shelf.records(playbook, slot.kind), slot.where, scope)


def address_at_hand(scope: Mapping[str, Any]) -> Mapping[str, Any]:
    """The address that a wish is about: the order's, else the customer's own."""
    for name in ("order", "customer"):
        found = scope.get(name)
        record = found[0] if isinstance(found, tuple) and found else found
        if isinstance(record, Mapping) and isinstance(record.get("address"), Mapping):
            return record["address"]  # type: ignore[no-any-return] # narrowed by the line above, not through the index
    return {}


def address_sources(kit: Kit, playbook: Playbook, text: Text) -> tuple[str, ...]:
    """Orders that are named only for their address: "the same as order 123"."""
    if not playbook.typed(SlotType.ADDRESS):
        return ()
    places = text.tongue.find(text.tokens, "same_address")
    if not places:
        return ()
    start = text.tokens[places[-1][0]].start
    orders = kit.shelf.records(playbook, "order")
    return tuple(one for first, _, one in numbers_in(text, orders).places if first > start)[:1]
