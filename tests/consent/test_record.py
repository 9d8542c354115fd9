"""The consent record of ISO/IEC TS 27560: whole, in the standard's words, with what was really shown."""

import json
from dataclasses import replace

from tests.consent.brand import data_map

from earnest.consent.record import Ledger, record_of
from earnest.consent.table import purposes_table
from earnest.consent.texts import text_of
from earnest.domain.consents import ConsentEvent, Terms
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.regions import Target, Way
from earnest.domain.time import DAY, SECOND
from earnest.words import Words

TERMS = Terms("Fernhalm GmbH", "Hamburg", "p@fernhalm.example", "https://fernhalm.example/p", "DE", "HmbBfDI")
WORDS = Words(strict=True)
TEXT = text_of(WORDS, Purpose.MEMORY_PROFILE, "en")
AT = 1_790_000_000 * SECOND
GIVEN = ConsentEvent(
    1,
    "S-1",
    Purpose.MEMORY_PROFILE,
    ConsentState.GIVEN,
    AT,
    TEXT.version,
    "en",
    "chat",
    AT + DAY,
    TEXT.digest,
    TERMS.digest,
    decision="D-1",
)
LEDGER = Ledger("9f", (GIVEN,), {TEXT.digest: TEXT.paper.body, TERMS.digest: TERMS.paper.body}, TERMS, data_map(), AT)


def test_a_record_names_every_choice_with_its_basis_terms_and_where_the_data_lies() -> None:
    record = record_of(LEDGER, WORDS, "en")

    rows = {one["purpose"]: one for one in record["pii_processing"]}
    assert set(rows) == {row.purpose.value for row in purposes_table().values() if row.chosen}
    profile = rows["memory.profile"]
    assert (profile["state"], profile["allowed"]) == ("given", True)
    assert profile["lawful_basis"] == "https://w3id.org/dpv/legal/eu/gdpr#A6-1-a"
    assert profile["state_term"] == "https://w3id.org/dpv#ConsentGiven"
    assert profile["pii_information"]
    assert profile["storage_locations"]
    assert profile["retention_periods"]
    assert (profile["jurisdiction"], profile["controllers"]) == ("DE", ["Fernhalm GmbH"])
    assert json.loads(json.dumps(record)) == record


def test_a_record_names_who_else_receives_data_which_of_it_is_special_and_what_leaves_the_eea() -> None:
    targets = (Target(Way.MAIL, "US", "Post Inc"), Target(Way.WEBHOOK, "NO", "Fernhalm GmbH"))
    (source, *others) = data_map().sources
    field = replace(source.fields[0], category="health", purposes=frozenset({Purpose.MEMORY_PROFILE}))
    mapped = replace(source, fields=(field, *source.fields[1:]))
    ledger = replace(LEDGER, data_map=replace(data_map(), sources=(mapped, *others), targets=targets))

    (profile,) = (one for one in record_of(ledger, WORDS, "en")["pii_processing"] if one["purpose"] == "memory.profile")

    assert "Post Inc" in profile["recipients"]
    assert "Fernhalm GmbH" not in profile["recipients"]
    assert profile["special_categories"] == ["health"]
    assert "US" in profile["third_country_transfers"]
    assert "NO" not in profile["third_country_transfers"]


def test_an_event_holds_the_exact_words_that_were_shown_and_what_the_brand_said_of_itself() -> None:
    (event,) = record_of(LEDGER, WORDS, "en")["events"]

    assert event["text_shown"]["text"] == TEXT.text
    assert event["notice"]["controller"] == "Fernhalm GmbH"
    assert (event["event_state"], event["validity_duration"], event["decision"]) == ("given", "PT86400S", "D-1")
    assert event["event_time"] == "2026-09-21T14:13:20Z"


def test_words_that_were_never_kept_are_none_and_never_todays() -> None:
    record = record_of(Ledger("9f", (GIVEN,), {}, TERMS, data_map(), AT + DAY), WORDS, "en")

    assert record["events"][0]["text_shown"] is None
    assert {one["state"] for one in record["pii_processing"] if one["purpose"] == "memory.profile"} == {"expired"}
