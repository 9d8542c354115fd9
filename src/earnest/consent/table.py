"""The purposes in plain words, with their terms in the W3C Data Privacy Vocabulary.

Sources: W3C DPV 2.3 (purposes; `ai:` is its AI extension) and fideslang 3.1 data uses (aliases for export).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from earnest.domain.purposes import BASIS_OF, Basis, Purpose


class Tier(StrEnum):
    """How a customer meets a purpose: always there with the service, or only after saying yes."""

    SERVICE = "service"
    PROFILE = "profile"
    PREDICTIVE = "predictive"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """One purpose as documents and receipts name it.

    Args:
        purpose: which.
        label: what it means, in words a customer would use.
        dpv: its terms in the W3C Data Privacy Vocabulary.
        fideslang: its nearest fideslang data use.
        tier: how a customer meets it.
    """

    purpose: Purpose
    label: str
    dpv: tuple[str, ...]
    fideslang: str
    tier: Tier = Tier.SERVICE

    @property
    def basis(self) -> Basis:
        """The legal basis it rests on by default."""
        return BASIS_OF[self.purpose]


def purposes_table() -> Mapping[Purpose, PurposeRow]:
    """Every purpose with its row, in the order of `Purpose`."""
    return MappingProxyType({row.purpose: row for row in (*_service_rows(), *_choice_rows())})


def _service_rows() -> tuple[PurposeRow, ...]:
    support = "essential.service.operations.support"
    return (
        PurposeRow(Purpose.SERVICE_ANSWER, "Answer your question", ("dpv:CommunicationForCustomerCare",), support),
        PurposeRow(
            Purpose.SERVICE_ORDER,
            "Look after your order and its delivery",
            ("dpv:CustomerOrderManagement", "dpv:DeliveryOfGoods"),
            "essential.service",
        ),
        PurposeRow(
            Purpose.SERVICE_PAYMENT,
            "Handle payments and refunds",
            ("dpv:PaymentManagement",),
            "essential.service.payment_processing",
        ),
        PurposeRow(
            Purpose.SERVICE_CLAIM,
            "Settle complaints and faults",
            ("dpv:CustomerClaimsManagement", "dpv:DisputeManagement"),
            "essential.legal_obligation",
        ),
        PurposeRow(
            Purpose.IDENTITY_VERIFY,
            "Make sure that it is you",
            ("dpv:IdentityVerification",),
            "essential.service.authentication",
        ),
        PurposeRow(
            Purpose.SECURITY_FRAUD,
            "Protect you and us from fraud",
            ("dpv:FraudPreventionAndDetection",),
            "essential.fraud_detection",
        ),
    )


def _choice_rows() -> tuple[PurposeRow, ...]:
    predict = ("dpv:ProvidePersonalisedRecommendations", "dpv:Profiling")
    aggregate = ("dpv:ServiceUsageAnalytics",)
    return (
        PurposeRow(
            Purpose.MEMORY_PROFILE,
            "Remember your preferences for next time",
            ("dpv:ServicePersonalisation",),
            "personalize.content.limited",
            Tier.PROFILE,
        ),
        PurposeRow(
            Purpose.PERSONALISE_PREDICT,
            "Suggest things that may suit you, and say why",
            predict,
            "personalize.content.profiling",
            Tier.PREDICTIVE,
        ),
        PurposeRow(
            Purpose.MARKETING_DIRECT,
            "Send you offers",
            ("dpv:DirectMarketing",),
            "marketing.communications.email",
            Tier.OFF,
        ),
        PurposeRow(
            Purpose.IMPROVE_QUALITY,
            "Make our service better, with names taken out",
            ("dpv:ImproveExistingProductsAndServices",),
            "functional.service.improve",
        ),
        PurposeRow(
            Purpose.TRAIN_MODEL,
            "Teach our models from your conversations",
            ("ai:ModelTraining",),
            "train_ai_system",
            Tier.OFF,
        ),
        PurposeRow(Purpose.MEASURE_AGGREGATE, "Count, in groups, what helps", aggregate, "analytics.reporting"),
        PurposeRow(
            Purpose.RIGHTS_FULFIL,
            "Do what you have a right to ask of us",
            ("dpv:RightsFulfilment",),
            "essential.legal_obligation",
        ),
    )
