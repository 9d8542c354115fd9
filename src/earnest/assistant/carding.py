"""What is said while a card is open and is no plain yes or no: withdrawn, replaced, or neither."""

from dataclasses import dataclass, replace

from earnest.assistant.filling import read_into
from earnest.assistant.kit import Kit
from earnest.assistant.playbook import SlotType
from earnest.assistant.state import Wish
from earnest.assistant.tongue import Tongue, cut

WITHDRAWAL_PLACE_MAX = 10
"""Words of a message before which a withdrawal must begin: later ones are about something else."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A card is not wanted: what else was said, and whether the words leave no doubt."""

    rest: str
    plain: bool


def withdrawal_in(tongue: Tongue, text: str) -> Withdrawal | None:
    """As in "Forget it. I'd like to send back the kettle"; None where nothing is withdrawn."""
    tokens = cut(text)
    found = sorted(
        (first, past, table == "abandon")
        for table in ("abandon", "withdraws")
        for first, past in tongue.find(tokens, table)
    )
    if not found or found[0][0] > WITHDRAWAL_PLACE_MAX:
        return None
    negated = {at for _, past in tongue.find(tokens[: found[0][0]], "negations") for at in (past,)}
    if found[0][0] in negated:
        return None
    past = max(past for _, past, _ in found)
    return Withdrawal(text[tokens[past - 1].end :].strip(" ,.;:!?-"), any(plain for *_, plain in found))


def replacement(kit: Kit, carded: Wish, text: str) -> Wish | None:
    """As in "No, not the lamp, only the mug": the carded wish with what is named instead.

    None where the words do not say "only", or name nothing that will do.
    """
    tokens = cut(text)
    playbook = kit.playbooks[carded.playbook]
    lines = playbook.typed(SlotType.LINES)
    only = kit.tongue.find(tokens, "only")
    refused = kit.tongue.find(tokens[: only[-1][0]], "negations") if only else ()
    if not refused or lines is None:
        return None
    rest = text[tokens[only[-1][1] - 1].end :]
    swaps = tuple(slot.name for slot in playbook.needs if slot.type is SlotType.VARIANT)
    kept = {slot.name for slot in playbook.needs} - {lines.name, lines.of, *swaps}
    bare = Wish(carded.playbook, {name: slot for name, slot in carded.slots.items() if name in kept}, sure=carded.sure)
    within = read_into(kit, bare.filled(lines.of, carded.value(lines.of), "said"), rest).wish
    found = within if within.value(lines.name) else read_into(kit, bare, rest).wish
    if not found.value(lines.name) or not found.value(lines.of):
        return None
    wants = {name: kept_wants for name in swaps if (kept_wants := _wants_for(carded, name, found.value(lines.name)))}
    return replace(
        found, slots={**found.slots, **{name: replace(carded.slots[name], value=one) for name, one in wants.items()}}
    )


def _wants_for(carded: Wish, name: str, lines: list[str]) -> dict[str, object]:
    """What was wanted of the items that stay."""
    return {line: want for line, want in (carded.value(name) or {}).items() if line in lines}
