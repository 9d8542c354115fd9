"""Purposes: the closed list of what data may be used for (trust.md part 3, keyed to W3C DPV 2.3)."""

from enum import StrEnum


class Purpose(StrEnum):
    """What a read is for. A brand may not add to this list."""

    SERVICE_ANSWER = "service.answer"
    SERVICE_ORDER = "service.order"
    SERVICE_PAYMENT = "service.payment"
    SERVICE_CLAIM = "service.claim"
    IDENTITY_VERIFY = "identity.verify"
    SECURITY_FRAUD = "security.fraud"
    MEMORY_PROFILE = "memory.profile"
    PERSONALISE_PREDICT = "personalise.predict"
    MARKETING_DIRECT = "marketing.direct"
    IMPROVE_QUALITY = "improve.quality"
    TRAIN_MODEL = "train.model"
    MEASURE_AGGREGATE = "measure.aggregate"
    RIGHTS_FULFIL = "rights.fulfil"


class Basis(StrEnum):
    """The legal basis a purpose rests on by default."""

    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGITIMATE_INTEREST = "legitimate_interest"
    CONSENT = "consent"


BASIS_OF: dict[Purpose, Basis] = {
    Purpose.SERVICE_ANSWER: Basis.CONTRACT,
    Purpose.SERVICE_ORDER: Basis.CONTRACT,
    Purpose.SERVICE_PAYMENT: Basis.CONTRACT,
    Purpose.SERVICE_CLAIM: Basis.LEGAL_OBLIGATION,
    Purpose.IDENTITY_VERIFY: Basis.CONTRACT,
    Purpose.SECURITY_FRAUD: Basis.LEGITIMATE_INTEREST,
    Purpose.MEMORY_PROFILE: Basis.CONSENT,
    Purpose.PERSONALISE_PREDICT: Basis.CONSENT,
    Purpose.MARKETING_DIRECT: Basis.CONSENT,
    Purpose.IMPROVE_QUALITY: Basis.LEGITIMATE_INTEREST,
    Purpose.TRAIN_MODEL: Basis.CONSENT,
    Purpose.MEASURE_AGGREGATE: Basis.LEGITIMATE_INTEREST,
    Purpose.RIGHTS_FULFIL: Basis.LEGAL_OBLIGATION,
}
"""The default basis of each purpose; consent is needed exactly where it says so."""


class ConsentState(StrEnum):
    """States of a consent, after W3C DPV 2.3 `consent_status`."""

    REQUESTED = "requested"
    GIVEN = "given"
    REFUSED = "refused"
    DEFERRED = "deferred"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    REVOKED = "revoked"
    INVALIDATED = "invalidated"
    RENEWED = "renewed"
    UNKNOWN = "unknown"
