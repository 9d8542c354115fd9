"""Every purpose can be named to a customer, to a lawyer and to another system."""

import pytest

from earnest.consent.markers import MARKERS, marker_of
from earnest.consent.table import BASIS_TERMS, STATE_TERMS, PurposeRow, Tier, iri, purpose_of, purposes_table
from earnest.domain.errors import BadInput
from earnest.domain.purposes import BASIS_OF, Basis, ConsentState, Purpose


@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_has_a_basis_and_terms_that_are_addresses(purpose: Purpose) -> None:
    row = purposes_table()[purpose]

    assert row.purpose is purpose
    assert row.basis is BASIS_OF[purpose]
    assert row.dpv
    assert all(one.startswith("https://w3id.org/dpv") and one.rpartition("#")[2][0].isupper() for one in row.iris)


def test_terms_tell_purposes_apart_and_every_state_and_basis_has_one() -> None:
    rows = purposes_table().values()

    assert len({term for row in rows for term in row.iris}) == sum(len(row.dpv) for row in rows)
    assert len({iri(term) for term in STATE_TERMS.values()}) == len(ConsentState)
    assert len({iri(term) for term in BASIS_TERMS.values()}) == len(Basis)


def test_what_needs_a_yes_is_never_in_the_tier_that_is_always_on() -> None:
    rows = purposes_table().values()

    assert {row.tier for row in rows if row.basis is Basis.CONSENT} == {Tier.PROFILE, Tier.PREDICTIVE, Tier.NONE}
    assert {row.basis for row in rows if row.tier is Tier.SESSION} == {Basis.CONTRACT, Basis.LEGAL_OBLIGATION}


def test_the_privacy_signal_is_about_choices_only() -> None:
    signalled = [row for row in purposes_table().values() if row.signalled]

    assert {row.purpose for row in signalled} >= {Purpose.MARKETING_DIRECT, Purpose.PERSONALISE_PREDICT}
    assert all(row.chosen for row in signalled)


@pytest.mark.parametrize("row", [row for row in purposes_table().values() if row.chosen], ids=lambda row: row.purpose)
def test_another_systems_words_find_every_purpose_that_can_be_chosen(row: PurposeRow) -> None:
    for word in (row.purpose.value, row.fideslang, *row.dpv, *row.iris):
        assert purpose_of(f" {word} ") is row.purpose


@pytest.mark.parametrize("word", ["", "marketing", "essential.legal_obligation", "dpv:Everything"])
def test_a_word_for_no_purpose_or_for_two_is_refused(word: str) -> None:
    with pytest.raises(BadInput, match="names no purpose"):
        purpose_of(word)


@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_has_a_type_of_its_own(purpose: Purpose) -> None:
    assert marker_of(purpose).purpose is purpose
    assert len(set(MARKERS)) == len(Purpose)


def test_a_word_that_is_no_purpose_has_no_type() -> None:
    with pytest.raises(BadInput, match="no purpose"):
        marker_of("sell.everything")  # type: ignore[arg-type]  # what the test is about
