"""Every purpose can be named to a customer, to a lawyer and to another system."""

import pytest

from earnest.consent.markers import MARKERS, marker_of
from earnest.consent.table import Tier, purposes_table
from earnest.domain.errors import BadInput
from earnest.domain.purposes import BASIS_OF, Basis, Purpose


@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_has_a_basis_a_dpv_term_and_a_plain_label(purpose: Purpose) -> None:
    row = purposes_table()[purpose]

    assert row.purpose is purpose
    assert row.basis is BASIS_OF[purpose]
    assert row.dpv
    assert all(term.split(":")[0] in {"dpv", "ai"} and term.split(":")[1][0].isupper() for term in row.dpv)
    assert len(row.label.split()) >= 3
    assert "." not in row.label


def test_labels_and_terms_tell_purposes_apart() -> None:
    rows = purposes_table().values()

    assert len({row.label for row in rows}) == len(Purpose)
    assert len({term for row in rows for term in row.dpv}) == sum(len(row.dpv) for row in rows)


def test_a_purpose_is_opt_in_exactly_where_its_basis_is_consent() -> None:
    for row in purposes_table().values():
        assert (row.tier is not Tier.SERVICE) is (row.basis is Basis.CONSENT)


@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_has_a_type_of_its_own(purpose: Purpose) -> None:
    assert marker_of(purpose).purpose is purpose
    assert len(set(MARKERS)) == len(Purpose)


def test_a_word_that_is_no_purpose_has_no_type() -> None:
    with pytest.raises(BadInput, match="no purpose"):
        marker_of("sell.everything")  # type: ignore[arg-type]  # what the test is about
