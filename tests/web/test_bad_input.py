"""Whatever comes in: a clear message, a fitting status, nothing lost, and never an error of the server."""

import json
import socket
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.made import COLLEAGUE, Person, Served, served

from earnest.domain.inbound import TEXT_LENGTH_MAX
from earnest.web.edge import BODY_BYTES_MAX

SCRIPTS = {
    "Arabic": "أريد استرداد نقودي",
    "Hebrew": "אני רוצה את הכסף בחזרה",
    "Chinese": "我想退货",
    "Japanese": "返金してください",
    "Korean": "환불해 주세요",
    "Thai": "ฉันต้องการเงินคืน",
    "Hindi": "मुझे पैसे वापस चाहिए",
    "Amharic": "ገንዘቤን መልሱልኝ",
    "Greek": "Θέλω τα χρήματά μου πίσω",
    "Cyrillic": "Верните деньги",
    "family emoji": "👨‍👩‍👧‍👦🏳️‍🌈🇩🇪👍🏽",
    "right to left override": "\u202erefund\u202c",
    "combining marks": "z" + "\u0301" * 500,
    "old scripts": "𐎀𓀀𒀀",
    "private use": "\ue000\U0010fffd",
    "not a character": "\uffff\U0001fffe",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for the whole page: nothing here may harm it."""
    with served(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture
def ada(server: Served) -> Person:
    return server.person("ada")


def raw(ada: Person, body: bytes, kind: str = "application/json", path: str = "") -> httpx.Response:
    return ada.http.post(path or ada.path(), content=body, headers={"Content-Type": kind})


def refused(answer: httpx.Response, *statuses: int) -> str:
    """The words of a problem with a fitting status."""
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == answer.status_code
    assert len(problem["detail"]) > 10
    return cast("str", problem["detail"])


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_every_script_is_kept_as_it_was_written(ada: Person, text: str) -> None:
    answer = ada.say(text)

    assert answer.status_code == 200
    assert ada.items()[0]["parts"] == [{"kind": "words", "text": text}]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "".join(map(chr, range(32))), "\x7f\x85\u2028\u2029\ufeff"])
def test_empty_words_and_control_characters_are_answered(ada: Person, text: str) -> None:
    assert ada.say(text).status_code == 200
    assert ada.items()[0]["parts"] == [{"kind": "words", "text": text}]


@given(text=st.text(max_size=200))
@settings(max_examples=25)
def test_any_words_are_kept_as_they_were_written(server: Served, text: str) -> None:
    """Broken by normalising, trimming or an encoding that loses a code point."""
    someone = server.person("")

    assert someone.say(text).status_code == 200
    assert someone.items()[0]["parts"] == [{"kind": "words", "text": text}]


def test_every_block_of_unicode_passes(ada: Person) -> None:
    letters = [chr(code) for code in range(0x20, sys.maxunicode, 257) if unicodedata.category(chr(code)) != "Cs"]
    text = "".join(letters)[:TEXT_LENGTH_MAX]

    assert ada.say(text).status_code == 200
    assert ada.items()[0]["parts"][0]["text"] == text


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"", 422, "body"),
        (b"{}", 422, "kind"),
        (b"[]", 422, "body"),
        (b"null", 422, "body"),
        (b"7", 422, "body"),
        (b"{", 400, "JSON"),
        (b"\xff\xfe\x00\x01" * 50, 400, "JSON"),
        (b'{"kind":"message","client_id":"a","text":NaN}', 400, "NaN"),
        (b'{"kind":"message","client_id":"a","text":"x","elsewhere":-Infinity}', 400, "Infinity"),
        (b'{"kind":"message","client_id":"a","text":"x","text":"refund A1"}', 400, "twice"),
        (b'{"kind":"message","client_id":"a","text":"\\ud800"}', 422, "unicode"),
        (b'{"kind":"message","client_id":"\\udfff","text":"x"}', 422, "client_id"),
        (b'{"kind":"message","client_id":"a","text":"x","\\ud800":1}', 422, "unicode"),
        (b'{"kind":"message","client_id":"a\\r\\nSet-Cookie: x","text":"x"}', 422, "client_id"),
        (b'{"kind":"message","client_id":"","text":"x"}', 422, "client_id"),
        (b'{"kind":"message","client_id":7,"text":"x"}', 422, "client_id"),
        (b'{"kind":"message","client_id":"a","text":["x"]}', 422, "text"),
        (b'{"kind":"fire","client_id":"a"}', 422, "kind"),
        (b'{"kind":"\\ud800","client_id":"a"}', 422, "kind"),
        (b'{"kind":"press","client_id":"a","card":"K-1","args_hash":"0","button":"confirm"}', 422, "args_hash"),
        (b'{"kind":"press","client_id":"a","card":"K-1","args_hash":"' + b"0" * 64 + b'","button":"x"}', 422, "button"),
        (b"[" * 90_000 + b"]" * 90_000, 400, "JSON"),
        (b'{"a":' * 30_000 + b"1" + b"}" * 30_000, 400, "JSON"),
        (b'{"kind":"message","client_id":"a","text":' + b"9" * 5_000 + b"}", 400, "JSON"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_and_says_why(ada: Person, body: bytes, status: int, says: str) -> None:
    answer = raw(ada, body)

    assert says in refused(answer, status)
    assert ada.items() == []


def test_a_text_of_100_kb_is_refused_by_its_limit_and_a_body_over_the_edge_outright(ada: Person) -> None:
    text = ada.say("x" * 100_000)
    body = raw(ada, b"x" * (BODY_BYTES_MAX + 1))

    assert f"{TEXT_LENGTH_MAX}" in refused(text, 422)
    assert f"{BODY_BYTES_MAX:,}" in refused(body, 413)
    assert ada.items() == []


def test_a_full_message_fits_even_when_every_letter_is_escaped(ada: Person) -> None:
    text = "\U0001f600" * TEXT_LENGTH_MAX
    body = json.dumps({"kind": "message", "client_id": "a", "text": text}, ensure_ascii=True).encode()

    assert raw(ada, body).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", "", "application/json-seq"])
def test_what_is_not_json_is_refused_and_says_what_to_send(ada: Person, kind: str) -> None:
    assert "application/json" in refused(raw(ada, b'{"kind":"message","client_id":"a","text":"x"}', kind), 415)


def test_a_body_in_chunks_is_taken_and_bounded(ada: Person) -> None:
    def chunks(size: int) -> Iterator[bytes]:
        yield b'{"kind":"message","client_id":"a","text":"'
        yield from (b"x" for _ in range(size // 1_000))
        yield b'"}' + b" " * size

    kind = {"Content-Type": "application/json"}

    assert ada.http.post(ada.path(), content=chunks(1_000), headers=kind).status_code == 200
    assert f"{BODY_BYTES_MAX:,}" in refused(
        ada.http.post(ada.path(), content=chunks(BODY_BYTES_MAX), headers=kind), 413
    )


@pytest.mark.parametrize(
    "query",
    ["after=-1", "after=x", "after=", "after=1.5", "after=99999999999999999999", "after=%00", "after=NaN"],
)
def test_a_place_in_the_log_that_is_none_is_refused(ada: Person, query: str) -> None:
    refused(ada.http.get(f"{ada.path()}?{query}"), 422)


@pytest.mark.parametrize("number", ["-1", "x", "1.5", "9" * 30, "1;2"])
def test_a_last_event_id_that_is_none_is_refused(ada: Person, number: str) -> None:
    refused(ada.http.get(ada.path("stream"), headers={"Last-Event-ID": number}), 422)


@pytest.mark.parametrize("name", ["C-1", "%00", "..%2f..", "C-" + "0" * 500, "%ff%fe", "' OR 1=1 --", "D-%F0%9F%98%80"])
def test_a_path_that_names_nothing_is_refused(ada: Person, name: str) -> None:
    for path in (f"/v1/conversations/{name}/items", f"/v1/decisions/{name}", f"/v1/decisions/{name}/receipt"):
        refused(ada.http.get(path), 404, 422)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v1/health/", 404),
        ("DELETE", "/v1/health", 405),
        ("POST", "/v1/log/checkpoint", 405),
        ("TRACE", "/v1/health", 405),
        ("GET", "/v1/../v1/none", 404),
    ],
)
def test_a_door_that_is_not_there_is_a_problem_too(ada: Person, method: str, path: str, status: int) -> None:
    answer = ada.http.request(method, path)

    refused(answer, status)
    assert status != 405 or answer.headers["allow"]


@pytest.mark.parametrize(
    ("purpose", "body"),
    [
        ("world.domination", {"state": "given"}),
        ("memory.profile", {"state": "unknown"}),
        ("memory.profile", {"state": "given", "language": "\x00"}),
        ("memory.profile", {"state": "given", "text_version": "x" * 41}),
        ("memory.profile", {}),
    ],
)
def test_a_consent_that_says_nothing_clear_is_refused(ada: Person, purpose: str, body: dict[str, Any]) -> None:
    refused(ada.http.put(f"/v1/consents/{purpose}", json=body), 422)


@pytest.mark.parametrize("token", ["x", "x.y.z", "é", "x" * 8_193, "..", "e30.e30.e30"])
def test_an_identity_token_that_is_none_signs_nobody_in(server: Served, token: str) -> None:
    refused(server.client().post("/v1/sessions", json={"identity_token": token}), 401, 422)


def test_an_approval_that_never_was_is_unknown(server: Served) -> None:
    desk = server.colleague()

    for name, status in (("A-0000000000000000", 422), ("A-00000000000000000", 404), ("A-00000000000000001", 404)):
        answer = desk.post(f"/v1/desk/approvals/{name}", json={"client_id": "r", "approve": True})
        refused(answer, status)


# --- below HTTP clients: bytes on the wire ---------------------------------------------------------------------


def wire(server: Served, request: bytes) -> bytes:
    """What the server answers to these bytes, b"" where it hangs up."""
    place = urlsplit(server.url)
    with socket.create_connection((place.hostname, place.port), timeout=20) as line:
        line.sendall(request)
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := line.recv(65_536):
            answer += chunk
    return answer


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


@pytest.mark.parametrize(
    "request_",
    [
        b"\x00\x01\x02\x03\r\n\r\n",
        b"GET /v1/health HTTP/9.9\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
        b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX-Big: " + b"x" * 200_000 + b"\r\n\r\n",
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_bytes_that_are_no_http_are_refused_and_harm_nobody(server: Served, request_: bytes) -> None:
    answer = wire(server, request_)

    assert status_of(answer) < 500, answer
    assert server.client().get("/v1/live").status_code == 200


def test_headers_cannot_be_injected(server: Served, ada: Person) -> None:
    host = b"GET /v1/conversations/%s/items%%0d%%0aSet-Cookie:%%20x=1 HTTP/1.1\r\nHost: x\r\n" % ada.talk.encode()
    key = b"Authorization: Bearer %s\r\nConnection: close\r\n\r\n" % COLLEAGUE.encode()

    answer = wire(server, host + key)

    assert status_of(answer) in (401, 404)
    assert b"set-cookie" not in answer.lower().partition(b"\r\n\r\n")[0]


def test_a_body_that_never_arrives_leaves_nothing_behind(server: Served, ada: Person) -> None:
    head = b"POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
    body = b'{"kind":"message","client_id":"a","text":"hel'

    wire(server, head % (ada.path().encode(), ada.token.encode()) + b"Content-Length: 500\r\n\r\n" + body)

    assert ada.items() == []
    assert ada.say("hello", "a").status_code == 200
