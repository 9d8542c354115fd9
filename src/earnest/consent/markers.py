"""One type a purpose, so that a view opened for one purpose does not pass as a view for another.

`View[ServiceOrder]` and `View[MarketingDirect]` are different types: a function that says what it needs cannot be
handed data that was read for something else.
"""

from typing import ClassVar

from earnest.domain.errors import BadInput
from earnest.domain.purposes import Purpose


class For:
    """Base of the purpose types; never instantiated."""

    purpose: ClassVar[Purpose]


class ServiceAnswer(For):
    """Type of `service.answer`."""

    purpose = Purpose.SERVICE_ANSWER


class ServiceOrder(For):
    """Type of `service.order`."""

    purpose = Purpose.SERVICE_ORDER


class ServicePayment(For):
    """Type of `service.payment`."""

    purpose = Purpose.SERVICE_PAYMENT


class ServiceClaim(For):
    """Type of `service.claim`."""

    purpose = Purpose.SERVICE_CLAIM


class IdentityVerify(For):
    """Type of `identity.verify`."""

    purpose = Purpose.IDENTITY_VERIFY


class SecurityFraud(For):
    """Type of `security.fraud`."""

    purpose = Purpose.SECURITY_FRAUD


class MemoryProfile(For):
    """Type of `memory.profile`."""

    purpose = Purpose.MEMORY_PROFILE


class PersonalisePredict(For):
    """Type of `personalise.predict`."""

    purpose = Purpose.PERSONALISE_PREDICT


class MarketingDirect(For):
    """Type of `marketing.direct`."""

    purpose = Purpose.MARKETING_DIRECT


class ImproveQuality(For):
    """Type of `improve.quality`."""

    purpose = Purpose.IMPROVE_QUALITY


class TrainModel(For):
    """Type of `train.model`."""

    purpose = Purpose.TRAIN_MODEL


class MeasureAggregate(For):
    """Type of `measure.aggregate`."""

    purpose = Purpose.MEASURE_AGGREGATE


class RightsFulfil(For):
    """Type of `rights.fulfil`."""

    purpose = Purpose.RIGHTS_FULFIL


MARKERS: tuple[type[For], ...] = (
    ServiceAnswer,
    ServiceOrder,
    ServicePayment,
    ServiceClaim,
    IdentityVerify,
    SecurityFraud,
    MemoryProfile,
    PersonalisePredict,
    MarketingDirect,
    ImproveQuality,
    TrainModel,
    MeasureAggregate,
    RightsFulfil,
)
"""The type of every purpose."""


def marker_of(purpose: Purpose) -> type[For]:
    """The type of a purpose that is known at run time only, such as one that a playbook names.

    Raises:
        BadInput: it is none of the purposes.
    """
    for marker in MARKERS:
        if marker.purpose is purpose:
            return marker
    raise BadInput(f"{str(purpose)[:40]!r} is no purpose; take one of earnest.domain.purposes.Purpose.")
