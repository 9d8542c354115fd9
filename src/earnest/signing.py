"""A customer's own signature: asked for, put under a press, and told with the decision that it stands under."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from earnest.connect.identity.passkey import holds
from earnest.domain.errors import BadInput, NotAllowed, NotFound
from earnest.domain.identity import Session
from earnest.domain.inbound import Inbound, Pressed
from earnest.domain.passkeys import Signature
from earnest.domain.signing import signature_from_json, signature_to_json
from earnest.domain.turns import Decision, OpenCard
from earnest.passkeys import Passkeys
from earnest.policy.arguments import args_hash

_NONE_TAKEN = "No passkeys are taken here; ask for a person."


def asked_to_sign(
    passkeys: Passkeys | None, cards: Sequence[OpenCard], session: Session, card: str, host: str
) -> dict[str, Any]:
    """What a browser is to be asked so that a customer signs an open card of theirs.

    Raises:
        NotFound: there is no such card.
        NotAllowed: they have no passkey, or none are taken here.
    """
    shown = next((one.card for one in cards if one.card.id == card), None)
    if shown is None:
        raise NotFound("This card is no longer open. Say again what you would like, and a new one is made.")
    if passkeys is None:
        raise NotAllowed(_NONE_TAKEN)
    return passkeys.ask_to_sign(session, shown.id, shown.args_hash, host)


def signed_press(passkeys: Passkeys | None, inbound: Inbound) -> Inbound:
    """A press whose passkey's answer was verified: it carries the signature in the answer's place.

    Raises:
        NotAllowed: the answer is no signature of this customer's under this card, or no passkeys are taken here.
    """
    what = inbound.what
    if not isinstance(what, Pressed) or not what.answer:
        return inbound
    if passkeys is None:
        raise NotAllowed(_NONE_TAKEN)
    signature = passkeys.sign(inbound.session, what.card, what.args_hash, json.loads(what.answer))
    return replace(inbound, what=replace(what, answer="", signature=signature))


def signed_under(decision: Decision) -> dict[str, Any] | None:
    """The customer's signature under a decision, with the deed that it signs and whether it holds; None without one.

    Nothing is believed: the hash is computed anew from the skill and its arguments, and that is what must be signed.
    """
    signature, deed = decision.signature, decision.deed
    return _checked(signature, deed.skill, deed.arguments) if signature is not None and deed is not None else None


def signed_in(fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """The same of a record's fields, as a verified file shows them; None where they show no signature.

    Where the deed or its arguments are not among them, or the signature cannot be read, it is not known to hold.
    """
    if "signature" not in fields:
        return None
    try:
        signature = signature_from_json(fields["signature"])
        skill, (_, arguments) = fields["deed"]["skill"], fields["arguments"]
        return _checked(signature, str(skill), arguments)
    except (KeyError, ValueError, TypeError, BadInput):
        return {"holds": False}


def _checked(signature: Signature, skill: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    hashed = args_hash(skill, arguments)
    told = {"skill": skill, "arguments": dict(arguments), "args_hash": hashed}
    return told | signature_to_json(signature) | {"holds": holds(signature, hashed)}
