import base64
import hmac
import json
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey

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


SECRET = "correct-horse-battery-staple-0123456789"


@pytest.fixture
def shared(tmp_path: Path) -> ShopKeys:
    (tmp_path / "shop.secret").write_text(SECRET + "\n")
    return ShopKeys.read_secret(tmp_path / "shop.secret", "fernhalm")


def by_secret(secret: str = SECRET, **changed: object) -> str:
    claims = {"iss": "fernhalm", "aud": "earnest", "sub": "ada", "iat": NOW_S, "exp": NOW_S + 300} | changed
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret), algorithms=["HS256"])


def test_a_shop_that_shares_a_secret_signs_with_it_alone(shared: ShopKeys, shop_key: OKPKey) -> None:
    assert sign_in(by_secret(), shared, NOW_S * SECOND) == "ada"
    for forged in (by_secret("another-horse-battery-staple-0123456789"), token(shop_key)):
        with pytest.raises(SignInNeeded):
            sign_in(forged, shared, NOW_S * SECOND)


def test_a_shared_secret_opens_nothing_of_a_shop_with_keys(keys: ShopKeys) -> None:
    with pytest.raises(SignInNeeded):
        sign_in(by_secret(), keys, NOW_S * SECOND)


@pytest.mark.parametrize("changed", [{"exp": NOW_S + 601}, {"exp": NOW_S}, {"exp": None}, {"iat": None}])
def test_a_secrets_token_lives_ten_minutes_at_most(shared: ShopKeys, changed: dict[str, object]) -> None:
    with pytest.raises(SignInNeeded):
        sign_in(by_secret(SECRET, **changed), shared, NOW_S * SECOND)


def keys_as_text() -> list[bytes]:
    found = []
    for key in (OKPKey.generate_key("Ed25519"), ECKey.generate_key("P-256")):
        for private in (False, True):
            found += [key.as_pem(private=private), json.dumps(key.as_dict(private=private)).encode()]
            found += [
                base64.b64encode(key.as_der(private=private)),
                base64.urlsafe_b64encode(key.as_der(private=private)),
            ]
    return found


@pytest.mark.parametrize("number", range(16))
def test_a_key_of_a_pair_is_no_secret(tmp_path: Path, number: int) -> None:
    (tmp_path / "shop.secret").write_bytes(keys_as_text()[number])

    with pytest.raises(BrandError):
        ShopKeys.read_secret(tmp_path / "shop.secret", "fernhalm")


@pytest.mark.parametrize("text", ["", "short", "two words that are long enough to be one secret"])
def test_what_is_too_short_or_no_one_line_is_no_secret(tmp_path: Path, text: str) -> None:
    (tmp_path / "shop.secret").write_text(text)

    with pytest.raises(BrandError):
        ShopKeys.read_secret(tmp_path / "shop.secret", "fernhalm")


def test_a_secret_among_public_keys_is_refused(tmp_path: Path, shop_key: OKPKey) -> None:
    both = KeySet([shop_key, OctKey.import_key(SECRET)])
    (tmp_path / "jwks.json").write_text(json.dumps(both.as_dict(private=True)))

    with pytest.raises(BrandError):
        ShopKeys.read(tmp_path / "jwks.json", "fernhalm")


def test_a_token_with_a_sid_opens_only_the_visit_that_asked_with_it(keys: ShopKeys, shop_key: OKPKey) -> None:
    bound = token(shop_key, sid="visit-1")

    assert sign_in(bound, keys, NOW_S * SECOND, "visit-1") == "ada"
    for nonce in ("", "visit-2"):
        with pytest.raises(SignInNeeded):
            sign_in(bound, keys, NOW_S * SECOND, nonce)
    for odd in ("", 5, None):
        with pytest.raises(SignInNeeded):
            sign_in(token(shop_key, sid=odd), keys, NOW_S * SECOND, "")
