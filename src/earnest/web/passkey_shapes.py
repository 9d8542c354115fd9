"""What is sent and shown of customers' passkeys: WebAuthn's own JSON, with base64url."""

from typing import Any, Literal

from pydantic import Field

from earnest.domain.passkeys import Ceremony, Kept
from earnest.web.part_shapes import Shown, Strict
from earnest.web.shapes import Base64


class PasskeyAsked(Strict):
    """What a passkey is wanted for: to set up a new one, or to prove by one who you are."""

    ceremony: Ceremony


class PasskeyOptions(Shown):
    """What the browser's `navigator.credentials` is to be given; good once, for five minutes, in this session."""

    options: dict[str, Any]


class Created(Strict):
    """A new passkey's answer."""

    clientDataJSON: Base64  # noqa: N815 - WebAuthn's own names
    attestationObject: Base64  # noqa: N815 - the same


class CreatedAnswer(Strict):
    """What `navigator.credentials.create` gave."""

    id: Base64
    rawId: Base64  # noqa: N815 - WebAuthn's own name
    type: Literal["public-key"]
    response: Created


class PasskeyShown(Shown):
    """One of your passkeys."""

    id: str
    made_at: int = Field(description="When it was set up, in microseconds since 1970-01-01 UTC.")
    used_at: int = Field(description="When it last proved something, in microseconds; 0 if never.")


class PasskeysShown(Shown):
    """Your passkeys."""

    offered: bool = Field(description="Whether this house takes passkeys, and you are signed in.")
    passkeys: list[PasskeyShown]


class JustProved(Shown):
    """The same session, whose old token opens nothing any more."""

    token: str
    level: Literal["just_proved"]
    for_seconds: int = Field(description="How long this counts.")


def shown(one: Kept) -> PasskeyShown:
    """A passkey as its owner sees it."""
    return PasskeyShown(id=one.id, made_at=one.made_at, used_at=one.used_at)
