"""Attacks on the customers' doors, each counted: how many were tried, and that none of them came to anything."""

import base64
import gzip
import hmac
import io
import itertools
import json
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey
from tests.connect.authenticator import Authenticator
from tests.web.made import PARTY, Letterbox, Person, Served, part, wait_until

from earnest.cli.backing_up import UNPACKED_BYTES_FREE, _unpack
from earnest.connect.identity import ShopKeys, sign_in
from earnest.consent.told_file import FIELD_LENGTH_MAX, FILE_BYTES_MAX, Unread, read_told
from earnest.domain.errors import BadInput, SignInNeeded
from earnest.domain.identity import Channel, Level
from earnest.domain.ids import Kind, new_id
from earnest.domain.limits import Limit
from earnest.domain.purposes import Purpose
from earnest.domain.time import SECOND
from earnest.limiting import LIMITS, Per, Trying

pytestmark = pytest.mark.slow

NOW_S = 1_800_000_000
CLAIMS = {"iss": "fernhalm", "aud": "earnest", "sub": "ada", "iat": NOW_S, "exp": NOW_S + 300, "jti": "1"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SECRET = "zanzibar-quokka"
"""What Ada says: it is in no answer to anybody else."""

Count = Callable[[str, int, int], None]


@pytest.fixture
def count(capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]) -> Count:
    """Prints how many attacks of a kind were tried and how many came through, and fails where one did."""

    def counted(kind: str, tried: int, through: int) -> None:
        record_property(kind, f"{through} of {tried}")
        with capsys.disabled():
            print(f"\n  {kind}: {through} of {tried} came through", end="")  # noqa: T201 - the figures are what this prints
        assert tried > 0
        assert through == 0, kind

    return counted


# --- tokens of the shop ------------------------------------------------------------------------------------------


def encoded(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def signed_by(key: Any, head: Mapping[str, Any], claims: Mapping[str, Any] = CLAIMS) -> str:
    return jwt.encode(dict(head), dict(claims), key, algorithms=[head["alg"]])


def with_mac(secret: bytes, head: Mapping[str, Any], digest: str = "sha256", body: str = "") -> str:
    text = f"{encoded(head)}.{body or encoded(CLAIMS)}"
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), digest))}"


Forging = Callable[[Any, str], Iterator[str]]


def unsigned(key: Any, alg: str) -> Iterator[str]:
    names: tuple[Any, ...] = ("none", "None", "NONE", "nOnE", "", None, 0, [], "HS0")
    for name in names:
        for tail in ("", "AAAA", signed_by(key, {"alg": alg, "kid": "a"}).split(".")[2]):
            yield f"{encoded({'alg': name, 'kid': 'a'})}.{encoded(CLAIMS)}.{tail}"
    yield f"{encoded({'kid': 'a'})}.{encoded(CLAIMS)}."


def confused(key: Any, alg: str) -> Iterator[str]:
    """The public key as a shared secret, in every form that somebody might read it in."""
    public = [key.as_pem(private=False), key.as_der(private=False), json.dumps(key.as_dict(private=False)).encode()]
    public += [one.strip() for one in public] + [base64.b64encode(one) for one in public] + [b"", b"a"]
    for secret, (name, digest) in itertools.product(
        public, (("HS256", "sha256"), ("HS384", "sha384"), ("HS512", "sha512"))
    ):
        for more in ({"kid": "a"}, {}, {"kid": "a", "typ": "JWT"}):
            yield with_mac(secret, {"alg": name, **more}, digest)


def of_others(key: Any, alg: str) -> Iterator[str]:
    """Signed, but by the attacker's own key: named in the header, or passed off as the shop's."""
    other = (
        OKPKey.generate_key("Ed25519", {"kid": "a"}) if alg == "Ed25519" else ECKey.generate_key("P-256", {"kid": "a"})
    )
    own = other.as_dict(private=False)
    heads: list[dict[str, Any]] = [{"kid": "a"}, {"kid": "b"}, {}, {"jwk": own}, {"kid": "a", "jwk": own}]
    heads += [{name: "https://evil.example/keys"} for name in ("jku", "x5u")]
    heads += [{"x5c": [base64.b64encode(other.as_der(private=False)).decode()]}]
    for more in heads:
        body = f"{encoded({'alg': alg, **more})}.{encoded(CLAIMS)}"
        made = jwt.encode({"alg": alg}, CLAIMS, other, algorithms=[alg])
        yield f"{body}.{made.split('.')[2]}"
        yield made


def named_oddly(key: Any, alg: str) -> Iterator[str]:
    """Keys named so that a careless look-up finds an empty one, a file or a table."""
    names = ("", "../../../../dev/null", "/etc/passwd", "' OR '1'='1", "a' UNION SELECT 'x", "http://127.0.0.1/x")
    for kid in (*names, "a\x00", "A" * 100_000, None, 0, True, ["a"], {"a": 1}, "${jndi:ldap://x}", "a;ls"):
        for secret in (b"", b"\x00", b"x"):
            yield with_mac(secret, {"alg": "HS256", "kid": kid})
            yield f"{encoded({'alg': alg, 'kid': kid})}.{encoded(CLAIMS)}.{encoded(secret or bytes(64))}"


def flipped(key: Any, alg: str) -> Iterator[str]:
    """Every character of a good token changed, once."""
    good = signed_by(key, {"alg": alg, "kid": "a"})
    for place, letter in enumerate(good):
        for other in ("A", "_", ".", "\u00e4", ""):
            if other != letter and not _means_the_same(good, place, other):
                yield good[:place] + other + good[place + 1 :]


def _means_the_same(good: str, place: int, other: str) -> bool:
    """The last letter of each part holds bits that stand for nothing."""
    changed = (good[:place] + other + good[place + 1 :]).split(".")
    try:
        return [base64.urlsafe_b64decode(one + "==") for one in changed] == [
            base64.urlsafe_b64decode(one + "==") for one in good.split(".")
        ]
    except ValueError:
        return False


def out_of_time(key: Any, alg: str) -> Iterator[str]:
    times: list[dict[str, Any]] = [{"exp": NOW_S - late} for late in (0, 1, 60, 10**9)]
    times += [{"iat": NOW_S + early} for early in (31, 60, 10**9)]
    times += [{"exp": NOW_S + long} for long in (601, 3_600, 10**12, 2**63)]
    times += [{"iat": NOW_S - 700, "exp": NOW_S - 100}, {"exp": None}, {"iat": None}, {"exp": "9" * 20}, {"exp": 1e300}]
    times += [{"exp": float(NOW_S + 300)}, {"exp": True}, {"exp": [NOW_S + 300]}, {"nbf": NOW_S + 600, "exp": NOW_S}]
    for changed in times:
        yield signed_by(key, {"alg": alg, "kid": "a"}, CLAIMS | changed)


def for_others(key: Any, alg: str) -> Iterator[str]:
    odd: list[dict[str, Any]] = [
        {"aud": one} for one in ("", "other", ["earnest"], ["earnest", "x"], None, "EARNEST", 0)
    ]
    odd += [{"iss": one} for one in ("", "Fernhalm", "evil", None, ["fernhalm"], "fernhalm ")]
    odd += [{"sub": one} for one in ("", None, 0, 5, True, [], ["ada"], {"a": 1}, "x" * 201)]
    odd += [{"sid": one} for one in ("visit-2", "", None, 0, ["visit-1"], "visit-1 ", "VISIT-1")]
    for changed in odd:
        yield signed_by(key, {"alg": alg, "kid": "a"}, CLAIMS | changed)


def too_much(key: Any, alg: str) -> Iterator[str]:
    good = signed_by(key, {"alg": alg, "kid": "a"})
    head, body, tail = good.split(".")
    deep = b"[" * 100_000 + b"]" * 100_000
    yield from (good + "A" * 1_000_000, "." * 100_000, good + "." + good, f"{head}.{body}", f"{head}..{tail}", head)
    yield from (
        f"{head}.{body}.{tail}.{tail}.{tail}",
        f"{encoded(deep)}.{body}.{tail}",
        f"{head}.{encoded(deep)}.{tail}",
    )
    yield from (json.dumps({"payload": body, "signatures": [{"protected": head, "signature": tail}]}), " " + good)
    for more in (
        {"crit": ["exp"]},
        {"b64": False, "crit": ["b64"]},
        {"zip": "DEF"},
        {"enc": "A256GCM"},
        {"cty": "JWT"},
    ):
        yield f"{encoded({'alg': alg, 'kid': 'a', **more})}.{body}.{tail}"


FORGINGS: Mapping[str, Forging] = {
    "tokens unsigned (alg none)": unsigned,
    "tokens of a confused algorithm": confused,
    "tokens forged by another key": of_others,
    "tokens with an injected kid": named_oddly,
    "tokens with one character changed": flipped,
    "tokens expired, early or long-lived": out_of_time,
    "tokens for others, or bound to another visit": for_others,
    "tokens oversized or misshapen": too_much,
}


@pytest.mark.parametrize("kind", FORGINGS)
def test_no_token_but_the_shops_own_signs_anybody_in(kind: str, count: Count) -> None:
    tried = through = 0
    for alg in ("Ed25519", "ES256"):
        key = (
            OKPKey.generate_key("Ed25519", {"kid": "a"})
            if alg == "Ed25519"
            else ECKey.generate_key("P-256", {"kid": "a"})
        )
        keys = ShopKeys(KeySet.import_key_set(KeySet([key]).as_dict(private=False)), "fernhalm")
        assert sign_in(signed_by(key, {"alg": alg, "kid": "a"}), keys, NOW_S * SECOND, "visit-1") == "ada"
        for token in FORGINGS[kind](key, alg):
            tried += 1
            try:
                sign_in(token, keys, NOW_S * SECOND, "visit-1")
            except SignInNeeded:
                continue
            through += 1

    count(kind, tried, through)


def test_no_token_but_one_of_the_shared_secret_signs_anybody_in(count: Count) -> None:
    secret = "correct-horse-battery-staple-0123456789"
    keys, tried, through = ShopKeys(KeySet([OctKey.import_key(secret)]), "fernhalm", ("HS256",)), 0, 0
    near = (secret[:-1], secret + "0", secret.upper(), secret[::-1], "", "0" * 39)
    forged = [with_mac(one.encode(), {"alg": "HS256"}) for one in near]
    forged += [
        with_mac(secret.encode(), {"alg": name}, digest) for name, digest in (("HS384", "sha384"), ("HS512", "sha512"))
    ]
    forged += list(unsigned(OKPKey.generate_key("Ed25519"), "Ed25519"))
    forged += [signed_by(OKPKey.generate_key("Ed25519"), {"alg": "Ed25519"})]
    assert sign_in(with_mac(secret.encode(), {"alg": "HS256"}), keys, NOW_S * SECOND) == "ada"

    for token in forged:
        tried += 1
        try:
            sign_in(token, keys, NOW_S * SECOND)
        except SignInNeeded:
            continue
        through += 1

    count("tokens against a shared secret", tried, through)


def test_a_token_that_names_itself_is_good_once(server: Served, count: Count) -> None:
    tokens = [server.identity_token("ada", jti=f"t-{number}") for number in range(10)]
    sent = [server.client().post("/v1/sessions", json={"identity_token": one}).status_code for one in tokens]
    assert sent == [201] * 10

    again = [server.client().post("/v1/sessions", json={"identity_token": one}).status_code for one in tokens * 3]

    count("tokens replayed", len(again), sum(status != 401 for status in again))


def test_a_token_without_a_name_is_good_once_as_a_whole(server: Served, count: Count) -> None:
    now = server.clock.now() // SECOND
    claims = {"iss": "fernhalm", "aud": "earnest", "sub": "ada", "exp": now + 300}
    tokens = [
        jwt.encode({"alg": "Ed25519", "kid": "a"}, {**claims, "iat": now - back}, server.shop_key, ["Ed25519"])
        for back in range(5)
    ]
    sent = [server.client().post("/v1/sessions", json={"identity_token": one}).status_code for one in tokens]
    assert sent == [201] * 5

    again = [server.client().post("/v1/sessions", json={"identity_token": one}).status_code for one in tokens * 3]

    count("nameless tokens replayed", len(again), sum(status != 401 for status in again))


# --- sessions and forms ------------------------------------------------------------------------------------------


def in_the_centre(server: Served, person: Person) -> httpx.Client:
    """A browser in the person's privacy centre."""
    browser = server.client()
    browser.get(person.http.post("/v1/privacy-link").json()["path"])
    assert browser.cookies
    return browser


def test_no_session_outlives_the_moment_when_more_is_known(server: Served, count: Count) -> None:
    """Fixation: who planted or saw a token before somebody proved more gets nothing by it."""
    old: list[tuple[str, str]] = []
    for came in range(1, 4):
        visitor = server.person("")
        visitor.http.post("/v1/identity/mail", json={"address": "ada@example.org"})
        letters = server.house.proofs.carrier
        assert isinstance(letters, Letterbox)
        wait_until(lambda box=letters.letters, come=came: len(box) == come)
        proved = visitor.http.post("/v1/identity/mail/code", json={"code": letters.letters[-1].code})
        assert proved.status_code == 200
        old.append((visitor.token, visitor.path()))
    person, key = server.person("bob"), Authenticator(PARTY.origins[0])
    own = "/v1/identity/passkeys"
    enrol = person.http.post(f"{own}/asked", json={"ceremony": "enrol"}).json()["options"]
    assert person.http.post(own, json=key.create(enrol)).status_code == 201
    for _ in range(3):
        asked = person.http.post(f"{own}/asked", json={"ceremony": "prove"}).json()["options"]
        proved = person.http.post(f"{own}/proof", json=key.get(asked))
        old.append((person.token, person.path()))
        person.token = proved.json()["token"]
        person.http.headers["Authorization"] = f"Bearer {person.token}"
    ticket = person.http.post("/v1/privacy-link").json()["path"]
    server.client().get(ticket)

    answers = [server.client(token).get(path).status_code for token, path in old]
    answers.append(server.client().get(ticket).status_code)

    count("sessions fixed before a proof", len(answers), sum(status != 401 for status in answers))


def forms(server: Served) -> Iterator[str]:
    for route in server.web.routes:
        if "POST" in (getattr(route, "methods", None) or ()) and getattr(route, "path", "").startswith("/privacy/"):
            yield route.path  # type: ignore[attr-defined]  # it has one, as was just seen


def test_no_form_counts_that_did_not_come_from_the_visits_own_page(
    server: Served, ada: Person, bob: Person, count: Count
) -> None:
    decision = ada.say(f"hello {SECRET}").json()["decisions"][0]
    browser, other = in_the_centre(server, ada), in_the_centre(server, bob)
    page = other.get("/privacy/").text
    theirs = re.findall(r'name="key" value="([^"]+)"', page)[0]
    ids = {"decision": decision, "source": "order", "preference": "size"}
    before, tried, through = centre_of(browser), 0, 0
    own = {"/privacy/receipt", "/privacy/prove"}  # these change nothing of anybody's
    keys = ("", "x", theirs, "key", "null", "0" * 64, ada.token)

    for path, key in itertools.product((one for one in forms(server) if one not in own), keys):
        fields = f"key={key}&use=no&purpose=memory.profile&state=given&choice=given&text=x&on=yes"
        for more in ({}, {"Origin": "https://evil.example"}, {"Origin": "null", "Referer": "https://evil.example/"}):
            answer = browser.post(path.format(**ids), content=fields, headers=FORM | more, follow_redirects=False)
            tried, through = tried + 1, through + (answer.status_code < 400)
    for path in ("/v1/erasures", "/v1/privacy-link", "/v1/sessions", "/v1/consents/memory.profile", ada.path()):
        for method in ("POST", "PUT", "DELETE"):
            answer = browser.request(method, path, json={"state": "given"}, headers={"Origin": "https://evil.example"})
            opened = path == "/v1/sessions" and method == "POST"  # a visitor's own, which is everybody's right
            tried, through = tried + 1, through + (answer.status_code < 400 and not opened)

    assert centre_of(browser) == before
    count("forms from another site (CSRF)", tried, through)


def centre_of(browser: httpx.Client) -> str:
    """What the centre says, without what changes by itself."""
    answer = browser.get("/privacy/download.json")
    assert answer.status_code == 200
    told = answer.json()
    told["decisions"] = [one for one in told["decisions"] if one["kind"] != "exported"]  # this very look is one
    told["reads"] = [one for one in told["reads"] if one["by"] != "person"]
    return re.sub(r'"(at|size)": ?\d+', "", json.dumps(told))


def test_no_redirect_leads_elsewhere(server: Served, ada: Person, count: Count) -> None:
    evil = (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "%0d%0aLocation:%20//evil",
    )
    names = ("next", "url", "redirect", "return_to", "continue", "to", "said", "language", "ticket", "token")
    tried = through = 0
    for value, name, path in itertools.product(evil, names, ("/privacy/enter", "/privacy/", "/privacy/prove")):
        ticket = (
            ada.http.post("/v1/privacy-link").json().get("path", "/privacy/enter?ticket=x") if name == "next" else path
        )
        separator = "&" if "?" in ticket else "?"
        for more in ({}, {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
            answer = server.client().get(f"{ticket}{separator}{name}={value}", headers=more, follow_redirects=False)
            place = answer.headers.get("location", "")
            tried, through = tried + 1, through + bool(place and not re.match(r"/privacy/[\w?=#&-]*$", place))

    count("redirects elsewhere", tried, through)


# --- what is somebody else's -------------------------------------------------------------------------------------


def test_no_operation_gives_one_customer_anything_of_anothers(
    server: Served, ada: Person, bob: Person, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    """IDOR: another customer tries every operation of the description, none left out, with the first one's ids."""
    for what in (Trying.TICKET, Trying.ERASURE, Trying.PASSKEY):
        monkeypatch.setitem(LIMITS, what, {Per.BRAND: Limit(10**6)})
    ids = things_of(server, ada)
    kept = state_of(server, ada)
    people = {"bob": bob, "visitor": server.person(""), "guest": server.person("bob", Level.REACHABLE)}
    tried = through = 0
    for who, (path, methods) in itertools.product(people.values(), server.web.openapi()["paths"].items()):
        for method in methods:
            http = server.client(who.token)
            for body in ({}, {"client_id": "x-1", "text": "x", "kind": "message"}, full(ids)):
                wanted = {"json": body} if method in ("post", "put") else {}
                if path.endswith("/stream"):
                    with http.stream(method, path.format(**ids)) as answer:
                        status, text = answer.status_code, ""
                else:
                    answer = http.request(method, path.format(**ids), **wanted)  # type: ignore[arg-type]  # the same
                    status, text = answer.status_code, answer.text
                leaks = SECRET in text or (
                    status < 300 and any(one in path for one in ("{conv", "{deci", "{card", "{appr"))
                )
                tried, through = tried + 1, through + leaks
        who.token, _ = server.house.open_signed_in(Channel.CHAT, "bob")

    assert state_of(server, ada) == kept
    count("operations with another customer's ids (IDOR)", tried, through)


def full(ids: Mapping[str, str]) -> dict[str, Any]:
    return {"client_id": "x-2", "kind": "undo", "decision": ids["decision"], "reasons": [], "text": "", "helpful": True}


def things_of(server: Served, ada: Person) -> dict[str, str]:
    ada.press(ada.card("A3"))
    ada.say(f"hello {SECRET}")
    (waiting,) = (one for one in server.colleague().get("/v1/desk/hand-overs").json() if one["kind"] == "approval")
    key, own = Authenticator(PARTY.origins[0]), "/v1/identity/passkeys"
    options = ada.http.post(f"{own}/asked", json={"ceremony": "enrol"}).json()["options"]
    passkey = ada.http.post(own, json=key.create(options)).json()["id"]
    (job,) = server.house.ask_erasure(server.house.open_session(Channel.CHAT, None)[1])[:1]
    card = part(ada.say("refund A1").json(), "card")["id"]
    ids = {"conversation": ada.talk, "decision": waiting["decision"], "approval": waiting["id"], "erasure": job}
    held = server.house.store.hold(waiting["decision"], server.clock.now() + SECOND, "a claim").id
    ids |= {"hand_over": new_id(Kind.HAND_OVER), "hold": held, "field": "order.total", "name": "nora", "gate": "refund"}
    return ids | {"passkey": passkey, "card": card, "purpose": Purpose.MEMORY_PROFILE.value, "preference": "size"}


def state_of(server: Served, ada: Person) -> tuple[Any, ...]:
    now = [
        ada.http.get(path).json() for path in (ada.path(), "/v1/identity/passkeys", "/v1/consents", "/v1/preferences")
    ]
    return (*now, server.kit.paid())


# --- headers, paths, bombs ---------------------------------------------------------------------------------------


def test_nothing_that_is_sent_becomes_a_header(server: Served, ada: Person, count: Count) -> None:
    breaks = ("\r\nX-Evil: 1", "\nX-Evil: 1", "\r\n\r\n<script>", "%0d%0aX-Evil:1", "\u2028X-Evil: 1", "\x00X-Evil: 1")
    letters = server.house.proofs.carrier
    assert isinstance(letters, Letterbox)
    tried = through = 0
    for one in breaks:
        for address in (f"ada@example.org{one}", f"{one}ada@example.org", f"ada{one}@example.org", f"a@b.c,{one}x@y.z"):
            asked = server.person("").http.post("/v1/identity/mail", json={"address": address, "language": "en"})
            tried, through = tried + 1, through + (asked.status_code == 202)
        for path in (
            "/privacy/",
            "/privacy/enter",
            "/privacy/prove",
            "/privacy/decisions/",
            "/v1/decisions/",
            "/widget/",
        ):
            for place in (httpx.QueryParams({"said": one, "language": one, "ticket": one}), None):
                target = f"{path}{'' if place else httpx.QueryParams({'x': one})}"
                answer = server.client().get(target, params=place, headers={"Accept-Language": "en"})
                tried, through = tried + 1, through + ("x-evil" in answer.headers)
    through += sum("\n" in one.to or "\r" in one.to for one in letters.letters)

    count("headers injected", tried, through)


def test_no_path_leads_out_of_the_served_folders(server: Served, count: Count) -> None:
    ups = (
        "..",
        "%2e%2e",
        "..%2f..",
        "%2e%2e%2f",
        "..\\..",
        "%5c..%5c",
        "....//",
        "..;",
        "%252e%252e",
        ".%00.",
        "\u2025",
    )
    files = ("pyproject.toml", "etc/passwd", "src/earnest/web/api.py", "keys/keys.db", "brand.db", "earnest.toml")
    roots = ("/widget/", "/desk/", "/privacy/", "/log/", "/widget/assets/", "/v1/", "/.well-known/", "/")
    tried = through = 0
    client = server.client()
    for root, up, depth, file in itertools.product(roots, ups, (1, 3, 8), files):
        answer = client.send(httpx.Request("GET", httpx.URL(server.url + root + "/".join([up] * depth) + "/" + file)))
        told = answer.text if answer.status_code == 200 else ""
        marks = ("[build-system]", "root:x:", "SQLite format", "APIRoute", "[identity]")
        tried, through = tried + 1, through + any(mark in told for mark in marks)

    count("paths out of the served folders", tried, through)


def test_no_bomb_is_unpacked_or_read(tmp_path: Path, server: Served, count: Count) -> None:
    tried = through = 0

    def attempt(work: Callable[[], object]) -> None:
        nonlocal tried, through
        tried += 1
        try:
            work()
        except (BadInput, tarfile.TarError):
            return
        through += 1

    for number, make in enumerate((_big, _many, _outside, _linked, _device)):
        file = tmp_path / f"{number}.tar.gz"
        make(file)
        attempt(partial(_unpack, file, tmp_path / f"out-{number}"))
    assert not list(tmp_path.glob("evil*"))
    for name, text in _told():
        file = tmp_path / name
        file.write_bytes(text)
        attempt(partial(_taken, file))
    packed = gzip.compress(b" " * 10_000_000)
    for kind in ("gzip", "deflate", "br", "x"):
        sent = server.client().post(
            "/v1/sessions", content=packed, headers={"Content-Encoding": kind, "Content-Type": "application/json"}
        )
        tried, through = tried + 1, through + (sent.status_code < 400 or sent.status_code >= 500)

    count("bombs and oversized rows", tried, through)


def _taken(file: Path) -> None:
    """Read a file of consents; a row that cannot be read is told as such, and taken over by nobody."""
    for one in read_told(file, "crm"):
        if isinstance(one, Unread):
            raise BadInput("a row was not taken")


def _told() -> Iterator[tuple[str, bytes]]:
    head = b"customer,purpose,state\n"
    yield "long-field.csv", head + b"ada," + b"x" * (FIELD_LENGTH_MAX + 1) + b",given\n"
    yield "huge-field.csv", head + b'"' + b"x" * 200_000 + b'",memory.profile,given\n'
    yield "huge-header.csv", b"x" * 200_000 + b",purpose,state\n"
    yield "columns.csv", b",".join(b"c" for _ in range(100_000)) + b"\n"
    yield "quote.csv", head + b'"ada,memory.profile,given\n' * 1_000
    yield "nul.csv", head + b"a\x00da,memory.profile,given\n"
    yield "deep.json", b"[" * 200_000
    yield "deep-object.json", b'{"a":' * 200_000
    yield "digits.json", b"[" + b"9" * 5_000 + b"]"
    yield "big.json", b"[" + b" " * FILE_BYTES_MAX + b"]"
    yield "rows.json", json.dumps([{"customer": "x" * 300, "purpose": "memory.profile", "state": "given"}]).encode()


def _member(archive: tarfile.TarFile, name: str, data: bytes = b"x", **more: Any) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for key, value in more.items():
        setattr(info, key, value)
    archive.addfile(info, io.BytesIO(data))


def _big(file: Path) -> None:
    with tarfile.open(file, "w:gz", compresslevel=9) as archive:
        _member(archive, "bomb", bytes(UNPACKED_BYTES_FREE + 100_000_000))


def _many(file: Path) -> None:
    with tarfile.open(file, "w:gz", compresslevel=9) as archive:
        for number in range(300):
            _member(archive, f"bomb-{number}", bytes(1_000_000))


def _outside(file: Path) -> None:
    with tarfile.open(file, "w:gz") as archive:
        _member(archive, "../evil")


def _linked(file: Path) -> None:
    with tarfile.open(file, "w:gz") as archive:
        _member(archive, "evil", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd")


def _device(file: Path) -> None:
    with tarfile.open(file, "w:gz") as archive:
        _member(archive, "evil", b"", type=tarfile.CHRTYPE)
