"""A passkey opens for its own domain, session, ceremony and moment, once; a copy of it opens nothing."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connect.authenticator import Authenticator, data, text

from earnest.connect.identity import passkey
from earnest.connect.identity.passkey import Party, Person, party_of
from earnest.domain.errors import BadInput, BrandError, NotAllowed
from earnest.domain.passkeys import CHALLENGE_LIFE, Ceremony, Challenge, Passkey

NOW = 1_800_000_000_000_000
PARTY = Party("help.shop.example", "Fernhalm", ("https://help.shop.example",))
ADA = Person(b"\x01" * 32, "Fernhalm")
BYTES = bytes(range(32))


def asked(ceremony: Ceremony, holder: str = "N-1") -> Challenge:
    return Challenge(BYTES, holder, ceremony, NOW + CHALLENGE_LIFE)


def enrol(key: Authenticator) -> Passkey:
    answer = key.create(passkey.enrolment(PARTY, BYTES, ADA, ()))
    return passkey.enrolled(PARTY, asked(Ceremony.ENROL), "N-1", answer, NOW)


@pytest.fixture
def key() -> Authenticator:
    return Authenticator("https://help.shop.example")


def prove(key: Authenticator, kept: Passkey, **changed: Any) -> Passkey:
    answer = key.get(passkey.assertion(changed.pop("asks", PARTY), changed.pop("value", BYTES), [kept.id]))
    given: dict[str, Any] = {"asked": asked(Ceremony.PROVE), "holder": "N-1", "now": NOW} | changed
    return passkey.asserted(PARTY, given["asked"], given["holder"], answer, kept, given["now"])


def test_a_passkey_proves_again_and_again_and_its_count_only_grows(key: Authenticator) -> None:
    kept = enrol(key)

    counts = [kept.sign_count]
    for _ in range(3):
        kept = prove(key, kept)
        counts.append(kept.sign_count)

    assert (kept.id, counts) == (key.id, [0, 1, 2, 3])


def test_a_passkey_that_does_not_count_proves_too(key: Authenticator) -> None:
    key.counts = False

    assert prove(key, prove(key, enrol(key))).sign_count == 0


@pytest.mark.parametrize("behind", [0, 1, 5])
def test_a_copy_whose_count_does_not_grow_is_refused(key: Authenticator, behind: int) -> None:
    kept = replace(enrol(key), sign_count=10)
    key.count = 9 - behind

    with pytest.raises(NotAllowed):
        prove(key, kept)


@pytest.mark.parametrize(
    "changed",
    [
        {"holder": "N-2"},
        {"asked": None},
        {"asked": asked(Ceremony.ENROL)},
        {"now": NOW + CHALLENGE_LIFE},
        {"value": bytes(32)},
        {"asks": replace(PARTY, id="shop.example")},
    ],
)
def test_another_session_ceremony_moment_challenge_or_domain_proves_nothing(
    key: Authenticator, changed: dict[str, Any]
) -> None:
    with pytest.raises(NotAllowed):
        prove(key, enrol(key), **changed)


@pytest.mark.parametrize("fault", [{"origin": "https://evil.example"}, {"verifies": False}])
def test_another_page_or_an_unseen_owner_neither_enrols_nor_proves(key: Authenticator, fault: dict[str, Any]) -> None:
    kept, wrong = enrol(key), replace(key, **fault)

    with pytest.raises(NotAllowed):
        prove(wrong, kept)
    with pytest.raises(NotAllowed):
        enrol(wrong)


def test_another_passkey_does_not_prove_for_this_one(key: Authenticator) -> None:
    kept = enrol(key)

    with pytest.raises(NotAllowed):
        prove(replace(Authenticator(key.origin), id=key.id), kept)
    with pytest.raises(NotAllowed):
        prove(Authenticator(key.origin), kept)


def test_what_was_signed_for_one_ceremony_is_no_answer_to_the_other(key: Authenticator) -> None:
    kept, made = enrol(key), key.create(passkey.enrolment(PARTY, BYTES, ADA, ()))

    with pytest.raises(NotAllowed):
        passkey.asserted(PARTY, asked(Ceremony.PROVE), "N-1", made, kept, NOW)
    answer = key.get(passkey.assertion(PARTY, BYTES, ()))
    with pytest.raises(NotAllowed):
        passkey.enrolled(PARTY, asked(Ceremony.ENROL), "N-1", answer, NOW)


@given(
    field=st.sampled_from(["clientDataJSON", "authenticatorData", "signature"]),
    place=st.integers(0),
    flip=st.integers(1, 255),
)
def test_no_changed_byte_of_an_answer_holds(field: str, place: int, flip: int) -> None:
    key = Authenticator("https://help.shop.example")
    kept, answer = enrol(key), key.get(passkey.assertion(PARTY, BYTES, ()))
    changed = bytearray(data(answer["response"][field]))
    changed[place % len(changed)] ^= flip
    answer["response"][field] = text(bytes(changed))

    with pytest.raises(NotAllowed):
        passkey.asserted(PARTY, asked(Ceremony.PROVE), "N-1", answer, kept, NOW)


@pytest.mark.parametrize("junk", [{}, {"rawId": 5}, {"id": "a", "rawId": "a", "response": []}, {"rawId": "\u0000"}])
def test_junk_is_refused_and_never_a_crash(junk: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        passkey.asserted(PARTY, asked(Ceremony.PROVE), "N-1", junk, Passkey(b"x", b"y", 0), NOW)
    with pytest.raises(NotAllowed):
        passkey.enrolled(PARTY, asked(Ceremony.ENROL), "N-1", junk, NOW)
    with pytest.raises(NotAllowed):
        passkey.assertion_of(junk)


def test_an_answer_that_is_too_long_is_refused() -> None:
    with pytest.raises(BadInput):
        passkey.enrolled(PARTY, asked(Ceremony.ENROL), "N-1", {"rawId": "x" * 60_000}, NOW)


def test_what_a_browser_is_asked_is_json_and_names_who_may_answer(key: Authenticator) -> None:
    create = passkey.enrolment(PARTY, BYTES, ADA, [key.id])
    get = passkey.assertion(PARTY, BYTES, [key.id])

    assert json.loads(json.dumps(create))["excludeCredentials"][0]["id"] == text(key.id)
    assert [one["alg"] for one in create["pubKeyCredParams"]] == [-7, -8, -257]
    assert create["authenticatorSelection"]["userVerification"] == get["userVerification"] == "required"
    assert (get["rpId"], get["allowCredentials"][0]["id"]) == (PARTY.id, text(key.id))


@pytest.mark.parametrize(
    ("url", "domain", "found"),
    [
        ("https://help.shop.example/x", "", "help.shop.example"),
        ("https://help.shop.example:8443", "shop.example", "shop.example"),
        ("http://localhost:8400", "", "localhost"),
    ],
)
def test_the_party_is_the_houses_own_host_or_what_it_ends_with(url: str, domain: str, found: str) -> None:
    party = party_of(url, "Fernhalm", domain)

    assert (party.id, party.origins) == (found, (url.removesuffix("/x"),))


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("", ""),
        ("http://help.shop.example", ""),
        ("https://127.0.0.1", ""),
        ("https://[::1]", ""),
        ("https://help.shop.example", "example"),
        ("https://help.shop.example", "op.example"),
        ("https://help.shop.example", "other.example"),
    ],
)
def test_an_address_or_domain_that_no_passkey_works_at_is_a_slip_of_the_brand(url: str, domain: str) -> None:
    with pytest.raises(BrandError):
        party_of(url, "Fernhalm", domain)
