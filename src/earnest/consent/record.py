"""A person's consents as ISO/IEC TS 27560:2023 shapes a consent record, in the terms of W3C DPV.

The record is for the person, their lawyer and another system: it holds every event with the exact words that were
shown, and what the brand said about itself then. Source: the DPV guide to 27560 (record, party, event), and GDPR
articles 7 and 13 for what the standard leaves open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from earnest.consent.fold import fold
from earnest.consent.grants import DataMap, FieldRule, Retention
from earnest.consent.table import BASIS_TERMS, STATE_TERMS, PurposeRow, iri, purposes_table
from earnest.domain.consents import ConsentEvent, Terms
from earnest.domain.regions import within
from earnest.domain.time import MINUTE, SECOND, Instant, iso
from earnest.words import Words

SCHEMA_VERSION = "ISO/IEC TS 27560:2023"

RIGHTS = ("eu-gdpr:A7-3", "eu-gdpr:A15", "eu-gdpr:A16", "eu-gdpr:A17", "eu-gdpr:A18", "eu-gdpr:A20", "eu-gdpr:A21")
"""What a person may ask for: take back, see, correct, delete, restrict, take along, object."""


SPECIAL = frozenset(
    ("health", "genetic", "biometric", "ethnic origin", "politics", "religion", "union membership", "sexual life")
)
"""Categories of a data map that are special ones (GDPR article 9(1))."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that a record is made of.

    Args:
        person: a reference of the person that is nobody's name.
        events: their whole history.
        papers: what was shown, by digest.
        terms: what the brand says about itself today.
        data_map: which fields serve which purpose.
        now: the instant that the record holds for.
    """

    person: str
    events: Sequence[ConsentEvent]
    papers: Mapping[str, str]
    terms: Terms
    data_map: DataMap
    now: Instant


def record_of(ledger: Ledger, words: Words, language: str) -> dict[str, Any]:
    """The record of everything that a person can choose, as plain values."""
    rows = [row for row in purposes_table().values() if row.chosen]
    return {
        "schema_version": SCHEMA_VERSION,
        "record_id": f"{ledger.person}-{max((one.seq for one in ledger.events), default=0)}",
        "pii_principal_id": ledger.person,
        "made_at": iso(ledger.now),
        "pii_processing": [_processing(ledger, row, words, language) for row in rows],
        "party_identification": [_party(ledger.terms)],
        "events": [_event(one, ledger.papers) for one in ledger.events],
    }


def _processing(ledger: Ledger, row: PurposeRow, words: Words, language: str) -> dict[str, Any]:
    view, fields = fold(ledger.events, ledger.now), _fields(ledger.data_map, row)
    return {
        "purpose": row.purpose.value,
        "purpose_terms": list(row.iris),
        "fideslang_use": row.fideslang,
        "tier": row.tier.value,
        "lawful_basis": iri(BASIS_TERMS[row.basis]),
        "state": view.state(row.purpose).value,
        "state_term": iri(STATE_TERMS[view.state(row.purpose)]),
        "allowed": view.allows(row.purpose),
        "privacy_notice": ledger.terms.notice_url,
        "language": language,
        "jurisdiction": ledger.terms.jurisdiction,
        "controllers": [ledger.terms.controller],
        "pii_information": [
            {"source": source, "field": rule.path, "category": rule.category} for source, rule in fields
        ],
        "special_categories": sorted({rule.category for _, rule in fields} & SPECIAL),
        "recipients": _recipients(ledger, fields),
        "third_country_transfers": sorted(one for one in _regions(ledger, fields) if not within(one, ("EEA",))),
        "storage_locations": sorted({rule.residency for _, rule in fields}),
        "retention_periods": sorted({_kept(rule.retention) for _, rule in fields}),
        "collection_method": sorted({rule.integrity.value for _, rule in fields}),
        "withdrawal_method": words.say(language, "consent-withdrawal"),
        "rights": [iri(right) for right in RIGHTS],
    }


def _fields(data_map: DataMap, row: PurposeRow) -> list[tuple[str, FieldRule]]:
    rules: Iterable[tuple[str, FieldRule]] = (
        (source.name, rule) for source in data_map.sources for rule in source.fields
    )
    return [(source, rule) for source, rule in rules if row.purpose in rule.purposes]


def _recipients(ledger: Ledger, fields: Sequence[tuple[str, FieldRule]]) -> list[str]:
    """Who else keeps these fields, or runs a way on which something leaves the house; not the controller itself."""
    keepers = {rule.processor for _, rule in fields} | {target.processor for target in ledger.data_map.targets}
    return sorted(keepers - {"", ledger.terms.controller})


def _regions(ledger: Ledger, fields: Sequence[tuple[str, FieldRule]]) -> set[str]:
    return {rule.residency for _, rule in fields} | {target.region for target in ledger.data_map.targets}


def _kept(retention: Retention) -> str:
    return f"{retention.count} {retention.unit.value}" if retention.count else retention.unit.value


def _party(terms: Terms) -> dict[str, str]:
    return {
        "party_id": terms.digest,
        "party_type": iri("dpv:DataController"),
        "party_name": terms.controller,
        "party_address": terms.address,
        "party_contact": terms.contact,
        "party_url": terms.notice_url,
        "authority": terms.authority,
    }


def _event(event: ConsentEvent, papers: Mapping[str, str]) -> dict[str, Any]:
    shown, notice = papers.get(event.text_digest), papers.get(event.notice)
    return {
        "purpose": event.purpose.value,
        "event_time": iso(event.said_at or event.at),
        "recorded_at": iso(event.at),
        "validity_duration": _lasting(event),
        "entity_id": event.origin.value,
        "event_type": iri(STATE_TERMS[event.state]),
        "event_state": event.state.value,
        "text_version": event.text_version,
        "text_digest": event.text_digest,
        "text_shown": orjson.loads(shown) if shown else None,
        "language": event.language,
        "channel": event.channel,
        "notice_digest": event.notice,
        "notice": orjson.loads(notice) if notice else None,
        "decision": event.decision,
    }


def _lasting(event: ConsentEvent) -> str:
    """How long it holds, as an ISO 8601 duration; "" without an end."""
    if not event.expires_at:
        return ""
    return f"PT{max(0, event.expires_at - (event.said_at or event.at)) // MINUTE * (MINUTE // SECOND)}S"
