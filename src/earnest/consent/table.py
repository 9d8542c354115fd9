"""The purposes as the world names them: their terms in the W3C Data Privacy Vocabulary, their tier, who may say no.

Sources: W3C DPV 2.3 (purposes, consent states; `ai:` is its AI extension, `eu-gdpr:` its one of European law) and
fideslang 3.1 data uses (aliases for exchange, CC BY 4.0, Ethyca). What a purpose means in words stands in the
catalogues: see `earnest.consent.texts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from earnest.domain.consents import chosen
from earnest.domain.errors import BadInput
from earnest.domain.purposes import BASIS_OF, Basis, ConsentState, Purpose

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "dpv": "https://w3id.org/dpv#",
        "ai": "https://w3id.org/dpv/ai#",
        "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    }
)
"""Namespaces of the vocabulary."""

BASIS_TERMS: Mapping[Basis, str] = MappingProxyType(
    {
        Basis.CONSENT: "eu-gdpr:A6-1-a",
        Basis.CONTRACT: "eu-gdpr:A6-1-b",
        Basis.LEGAL_OBLIGATION: "eu-gdpr:A6-1-c",
        Basis.LEGITIMATE_INTEREST: "eu-gdpr:A6-1-f",
    }
)
"""Legal bases as articles of the GDPR."""

STATE_TERMS: Mapping[ConsentState, str] = MappingProxyType(
    {
        ConsentState.REQUESTED: "dpv:ConsentRequested",
        ConsentState.GIVEN: "dpv:ConsentGiven",
        ConsentState.REFUSED: "dpv:ConsentRefused",
        ConsentState.DEFERRED: "dpv:ConsentRequestDeferred",
        ConsentState.EXPIRED: "dpv:ConsentExpired",
        ConsentState.WITHDRAWN: "dpv:ConsentWithdrawn",
        ConsentState.OBJECTED: "eu-gdpr:A21",
        ConsentState.REVOKED: "dpv:ConsentRevoked",
        ConsentState.INVALIDATED: "dpv:ConsentInvalidated",
        ConsentState.RENEWED: "dpv:RenewedConsentGiven",
        ConsentState.UNKNOWN: "dpv:ConsentUnknown",
    }
)
"""States as the vocabulary names them; an objection is the exercise of a right, no state of a consent."""


class Tier(StrEnum):
    """How much of a person a purpose needs: this visit, what they told us, what is guessed; or none of these."""

    SESSION = "session"
    PROFILE = "profile"
    PREDICTIVE = "predictive"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """One purpose as documents and receipts name it.

    Args:
        purpose: which.
        dpv: its terms in the W3C Data Privacy Vocabulary, by prefix.
        fideslang: its nearest fideslang data use.
        tier: how much of a person it needs.
        signalled: whether Global Privacy Control says no to it: it sells, shares, advertises or profiles.
    """

    purpose: Purpose
    dpv: tuple[str, ...]
    fideslang: str
    tier: Tier = Tier.SESSION
    signalled: bool = False

    @property
    def basis(self) -> Basis:
        """The legal basis it rests on by default."""
        return BASIS_OF[self.purpose]

    @property
    def chosen(self) -> bool:
        """Whether a person has a choice about it."""
        return chosen(self.purpose)

    @property
    def iris(self) -> tuple[str, ...]:
        """Its terms as addresses."""
        return tuple(map(iri, self.dpv))


def iri(term: str) -> str:
    """A term such as `dpv:DirectMarketing` as its full address."""
    prefix, _, name = term.partition(":")
    return PREFIXES[prefix] + name


def purposes_table() -> Mapping[Purpose, PurposeRow]:
    """Every purpose with its row, in the order of `Purpose`."""
    return MappingProxyType({row.purpose: row for row in (*_service_rows(), *_choice_rows())})


def purpose_of(word: str) -> Purpose:
    """The purpose that another system means: our own key, a term or address of DPV, or a fideslang data use.

    Raises:
        BadInput: none of ours is called that, or more than one is.
    """
    wanted = word.strip()
    found = [row.purpose for row in purposes_table().values() if wanted in _names(row)]
    if len(found) != 1:
        raise BadInput(f"{wanted[:60]!r} names no purpose of ours; use one of {', '.join(Purpose)}.")
    return found[0]


def _names(row: PurposeRow) -> tuple[str, ...]:
    return (row.purpose.value, row.fideslang, *row.dpv, *row.iris)


def _service_rows() -> tuple[PurposeRow, ...]:
    return (
        PurposeRow(
            Purpose.SERVICE_ANSWER, ("dpv:CommunicationForCustomerCare",), "essential.service.operations.support"
        ),
        PurposeRow(Purpose.SERVICE_ORDER, ("dpv:CustomerOrderManagement", "dpv:DeliveryOfGoods"), "essential.service"),
        PurposeRow(Purpose.SERVICE_PAYMENT, ("dpv:PaymentManagement",), "essential.service.payment_processing"),
        PurposeRow(
            Purpose.SERVICE_CLAIM,
            ("dpv:CustomerClaimsManagement", "dpv:DisputeManagement"),
            "essential.legal_obligation",
        ),
        PurposeRow(Purpose.IDENTITY_VERIFY, ("dpv:IdentityVerification",), "essential.service.authentication"),
        PurposeRow(
            Purpose.SECURITY_FRAUD, ("dpv:FraudPreventionAndDetection",), "essential.fraud_detection", Tier.NONE
        ),
    )


def _choice_rows() -> tuple[PurposeRow, ...]:
    predict = ("dpv:ProvidePersonalisedRecommendations", "dpv:Profiling")
    improve = ("dpv:ImproveExistingProductsAndServices",)
    return (
        PurposeRow(
            Purpose.MEMORY_PROFILE, ("dpv:ServicePersonalisation",), "personalize.content.limited", Tier.PROFILE
        ),
        PurposeRow(
            Purpose.PERSONALISE_PREDICT, predict, "personalize.content.profiling", Tier.PREDICTIVE, signalled=True
        ),
        PurposeRow(
            Purpose.MARKETING_DIRECT,
            ("dpv:DirectMarketing",),
            "marketing.communications.email",
            Tier.NONE,
            signalled=True,
        ),
        PurposeRow(Purpose.IMPROVE_QUALITY, improve, "functional.service.improve", Tier.NONE),
        # What a model has learned cannot be called back: it counts as shared.
        PurposeRow(Purpose.TRAIN_MODEL, ("ai:ModelTraining",), "train_ai_system", Tier.NONE, signalled=True),
        PurposeRow(Purpose.MEASURE_AGGREGATE, ("dpv:ServiceUsageAnalytics",), "analytics.reporting", Tier.NONE),
        PurposeRow(Purpose.RIGHTS_FULFIL, ("dpv:RightsFulfilment",), "essential.legal_obligation", Tier.NONE),
    )
