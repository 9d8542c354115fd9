import base64
import hmac
import json
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from earnest.connect.identity import ShopKeys, sign_in
from earnest.domain.errors import BrandError, SignInNeeded
from earnest.domain.time import SECOND

NOW_S = 1_800_000_000


@pytest.fixture(scope="module")
def shop_key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": "a"})


@pytest.fixture
def keys(shop_key: OKPKey, tmp_path: Path) -> ShopKeys:
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(KeySet([shop_key]).as_dict(private=False)))
    return ShopKeys.read(file, "fernhalm")


def token(key: OKPKey, **changed: object) -> str:
    claims = {"iss": "fernhalm", "aud": "earnest", "sub": "ada", "iat": NOW_S, "exp": NOW_S + 300} | changed
    return jwt.encode({"alg": "Ed25519", "kid": "a"}, claims, key, algorithms=["Ed25519"])


def test_the_shops_own_token_names_its_customer(keys: ShopKeys, shop_key: OKPKey) -> None:
    assert sign_in(token(shop_key), keys, NOW_S * SECOND) == "ada"


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": NOW_S - 1},
        {"iat": NOW_S + 60},
        {"exp": NOW_S + 6_000},
        {"aud": "other"},
        {"iss": "other"},
        {"sub": ""},
        {"sub": 5},
        {"sub": "x" * 500},
        {"exp": "later"},
    ],
)
def test_an_expired_foreign_or_long_lived_token_is_refused(
    keys: ShopKeys, shop_key: OKPKey, changed: dict[str, object]
) -> None:
    with pytest.raises(SignInNeeded):
        sign_in(token(shop_key, **changed), keys, NOW_S * SECOND)


def test_a_token_of_another_key_is_refused(keys: ShopKeys) -> None:
    with pytest.raises(SignInNeeded):
        sign_in(token(OKPKey.generate_key("Ed25519", {"kid": "a"})), keys, NOW_S * SECOND)


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(keys: ShopKeys, shop_key: OKPKey) -> None:
    own = token(shop_key).split(".")[1]
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"a"}').decode().rstrip("=")
    tag = hmac.digest(shop_key.as_pem(private=False), f"{head}.{own}".encode(), "sha256")
    forged = f"{head}.{own}.{base64.urlsafe_b64encode(tag).decode().rstrip('=')}"

    with pytest.raises(SignInNeeded):
        sign_in(forged, keys, NOW_S * SECOND)


@pytest.mark.parametrize("junk", ["", "a.b.c", "..", "x" * 8000, "eyJhbGciOiJub25lIn0.e30."])
def test_junk_is_refused_with_a_clear_message(keys: ShopKeys, junk: str) -> None:
    with pytest.raises(SignInNeeded, match="Sign in"):
        sign_in(junk, keys, NOW_S * SECOND)


def test_a_broken_key_file_names_itself(tmp_path: Path) -> None:
    (tmp_path / "jwks.json").write_text("[]")

    with pytest.raises(BrandError, match=r"jwks\.json"):
        ShopKeys.read(tmp_path / "jwks.json", "fernhalm")
