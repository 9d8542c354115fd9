"""Consent events: what a person was asked, when, in which words, and what they said."""

from dataclasses import dataclass

from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.time import Instant


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One event of the consent ledger, in the shape of ISO/IEC TS 27560 (the fields of this release).

    Args:
        seq: position in the subject's own history, from 1; the fold goes by it, never by time.
        subject: whose consent.
        purpose: for what.
        state: what it became.
        at: when.
        text_version: the exact text shown, by version.
        language: the language it was shown in.
        channel: where.
        expires_at: when it lapses by itself, 0 for never.
    """

    seq: int
    subject: str
    purpose: Purpose
    state: ConsentState
    at: Instant
    text_version: str = ""
    language: str = ""
    channel: str = ""
    expires_at: Instant = 0
