"""What a provider of colleagues' identities may answer: a fresh, fitting, well-signed token alone says who it is."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from earnest.connect.identity import Provider
from earnest.domain.errors import Busy, SignInNeeded
from earnest.domain.time import SECOND, Instant

NOW: Instant = 1_790_000_000 * SECOND
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": "a", "alg": "RS256"}) for _ in range(2))
SECRET = "a shared secret of thirty-two bytes or more"
BROWSER = "a browser's own secret"


@dataclass
class Answers:
    """What the provider answers, and the faults that a test plants."""

    claims: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    issuer: str = ""
    token: str = ""
    status: int = 200
    place: str = ""
    asked: list[str] = field(default_factory=list)

    def body(self, path: str) -> Mapping[str, Any]:
        match path:
            case "/.well-known/openid-configuration":
                place = self.place
                return {
                    "issuer": self.issuer or place,
                    "authorization_endpoint": f"{place}/authorize",
                    "token_endpoint": f"{place}/token",
                    "jwks_uri": f"{place}/jwks",
                }
            case "/jwks":
                return {"keys": [KEY.as_dict(private=False)]}
            case _:
                algorithms = [self.algorithm]
                signed = jwt.encode({"alg": self.algorithm, "kid": "a"}, self.claims, self.key, algorithms=algorithms)
                return {"id_token": self.token or signed}


@contextmanager
def answering(answers: Answers) -> Iterator[Provider]:
    """A provider on this machine that answers so."""

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answers.body(self.path)).encode()
            self.send_response(answers.status if self.path == "/token" else 200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            answers.asked.append(self.rfile.read(int(self.headers["content-length"])).decode())
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    answers.place = f"http://127.0.0.1:{server.server_port}"
    try:
        yield Provider(answers.place, "earnest", SECRET, "http://127.0.0.1:1/back", "preferred_username", "groups")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sent(provider: Provider) -> dict[str, str]:
    """What the provider is asked with."""
    return {name: values[0] for name, values in parse_qs(urlsplit(provider.begin(BROWSER)).query).items()}


def good(provider: Provider) -> dict[str, Any]:
    second = NOW // SECOND
    return {
        "iss": provider.issuer,
        "aud": "earnest",
        "sub": "u-1",
        "iat": second,
        "exp": second + 60,
        "nonce": sent(provider)["nonce"],
        "preferred_username": "mia",
        "groups": ["leads"],
    }


def came(provider: Provider) -> Any:
    return provider.finish(BROWSER, {"state": sent(provider)["state"], "code": "c-1"}, NOW)


def test_a_good_answer_says_who_somebody_is_and_the_code_goes_with_its_verifier() -> None:
    answers = Answers()
    with answering(answers) as provider:
        answers.claims = good(provider)

        found = came(provider)

    assert (found.subject, found.name, found.groups) == (f"{provider.issuer} u-1", "mia", ("leads",))
    (said,) = (parse_qs(one) for one in answers.asked)
    assert (said["code"], said["grant_type"]) == (["c-1"], ["authorization_code"])
    assert len(said["code_verifier"][0]) >= 43


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["earnest", "another"]},
        {"aud": ["earnest"], "azp": "another"},
        {"exp": NOW // SECOND},
        {"exp": "never"},
        {"iat": NOW // SECOND + 31},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": ""},
        {"preferred_username": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_browser_here_and_now_signs_nobody_in(changed: dict[str, Any]) -> None:
    answers = Answers()
    with answering(answers) as provider:
        answers.claims = good(provider) | changed

        with pytest.raises(SignInNeeded):
            came(provider)


@pytest.mark.parametrize("fault", ["other key", "shared secret", "unsigned", "no token", "refused", "issuer", "state"])
def test_an_answer_that_cannot_be_trusted_signs_nobody_in(fault: str) -> None:
    answers = Answers()
    with answering(answers) as provider:
        answers.claims = good(provider)
        said = {"state": sent(provider)["state"], "code": "c-1"}
        match fault:
            case "other key":
                answers.key = OTHER
            case "shared secret":
                answers.key, answers.algorithm = OctKey.import_key(SECRET), "HS256"
            case "unsigned":
                answers.token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1LTEifQ."
            case "no token":
                answers.token = "nonsense"
            case "refused":
                answers.status = 400
            case "issuer":
                answers.issuer = "https://evil.example"
            case _:
                said["state"] = "another"

        with pytest.raises(SignInNeeded):
            provider.finish(BROWSER, said, NOW)


def test_a_provider_that_does_not_answer_is_busy_and_one_without_tls_is_not_asked() -> None:
    with answering(Answers()) as gone:
        pass

    with pytest.raises(Busy):
        gone.begin(BROWSER)
    with pytest.raises(SignInNeeded):
        Provider("http://login.shop.example", "earnest", SECRET, "", "n", "g").begin(BROWSER)
