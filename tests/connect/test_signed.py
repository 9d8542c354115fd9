"""Webhooks that come in: Standard Webhooks' own library signs, and nothing that was changed gets in."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook as Oracle

from earnest.connect.notify.signed import TOLERANCE_SECONDS, InboundSecret
from earnest.domain.errors import SignInNeeded
from earnest.domain.time import SECOND

SECRET = InboundSecret(bytes(range(32)))
AT = 1_790_000_000
BODY = b'{"customer":"ada","state":"no"}'


def headers(name: str = "m-1", at: int = AT, body: bytes = BODY, secret: InboundSecret = SECRET) -> dict[str, str]:
    signature = Oracle(secret.shared).sign(name, datetime.fromtimestamp(at, UTC), body.decode())
    return {"webhook-id": name, "webhook-timestamp": str(at), "webhook-signature": signature}


@given(st.from_regex(r"[a-zA-Z0-9_-]{1,40}", fullmatch=True), st.text(max_size=50))
def test_what_the_senders_own_library_signs_is_accepted(name: str, text: str) -> None:
    body = text.encode("utf-8", "replace")

    assert SECRET.verified(headers(name, body=body), body, AT * SECOND) == name


@given(st.integers(0, len(BODY) * 8 - 1))
def test_no_bit_of_the_body_can_be_changed(bit: int) -> None:
    changed = bytearray(BODY)
    changed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(SignInNeeded):
        SECRET.verified(headers(), bytes(changed), AT * SECOND)


@pytest.mark.parametrize("late", [TOLERANCE_SECONDS + 1, -TOLERANCE_SECONDS - 1])
def test_what_was_signed_long_ago_or_ahead_is_refused(late: int) -> None:
    with pytest.raises(SignInNeeded):
        SECRET.verified(headers(), BODY, (AT + late) * SECOND)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "m-2"},
        {"webhook-id": ""},
        {"webhook-id": "m 1"},
        {"webhook-timestamp": str(AT + 1)},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "٣"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": "v1a," + headers()["webhook-signature"].removeprefix("v1,")},
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(changed: dict[str, str]) -> None:
    with pytest.raises(SignInNeeded, match="sign it anew"):
        SECRET.verified(headers() | changed, BODY, AT * SECOND)


def test_another_secret_does_not_fit_and_a_second_signature_may() -> None:
    other = headers(secret=InboundSecret(bytes(32)))["webhook-signature"]
    both = headers() | {"webhook-signature": f"{other} {headers()['webhook-signature']}"}

    with pytest.raises(SignInNeeded):
        SECRET.verified(headers() | {"webhook-signature": other}, BODY, AT * SECOND)
    assert SECRET.verified(both, BODY, AT * SECOND) == "m-1"
