"""The description and the door agree: every operation, as each role, with good and with bad requests."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import negative_data_rejection
from tests.web.made import COLLEAGUE, WAIT_SECONDS, Served, served

from earnest.domain.items import Card, Choices, HandOverNotice, Offer, Option, Part, Quote, Reason, Receipt, Words
from earnest.web.pace import Pace
from earnest.web.part_shapes import PartShown, part_shown

ROLES = ("nobody", "visitor", "customer", "colleague")
OPERATIONS = 79
"""How many there are: none may slip out of what is tried."""

RECEIPTS = st.builds(Receipt, st.text(), st.text(), st.lists(st.tuples(st.text(), st.text())).map(tuple), st.integers())
PARTS = st.one_of(
    st.builds(Words, st.text()),
    st.builds(Quote, st.text(), st.text(), st.text(), st.integers(), st.text(), st.text()),
    st.builds(Reason, st.text()),
    st.builds(Choices, st.lists(st.builds(Option, st.text(), st.text())).map(tuple)),
    st.builds(
        Card,
        st.text(),
        st.text(),
        st.lists(st.tuples(st.text(), st.text())).map(tuple),
        st.text(),
        st.integers(),
        st.booleans(),
    ),
    RECEIPTS,
    st.builds(Offer, rows=st.lists(st.tuples(st.text(), st.text())).map(tuple)),
    st.builds(
        HandOverNotice, st.text(), st.text(), st.integers(), st.lists(st.tuples(st.text(), st.text())).map(tuple)
    ),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose streams end after what is there: the limit that every stream has, set to nothing."""
    with served(tmp_path_factory.mktemp("house"), Pace(stream_seconds_max=0)) as made:
        yield made


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_operation_says_what_it_is_who_may_call_it_and_what_can_go_wrong(server: Served) -> None:
    description = server.web.openapi()
    found = dict(operations(description))
    public = {
        "open_session",
        "brand",
        "checkpoint",
        "health",
        "live",
        "desk_sign_in",
        "privacy_signal",
        "desk_ways",
        "desk_join",
        "desk_ask_passkey",
        "desk_by_passkey",
    }
    public |= {"desk_ways", "desk_join", "told_by_platform"}  # the last one's signature stands for a key

    assert description["openapi"].startswith("3.1")
    assert len(found) == OPERATIONS
    assert set(description["components"]["securitySchemes"]) == {"customer", "colleague", "desk"}
    for name, operation in found.items():
        schemes = [scheme for one in operation.get("security", []) for scheme in one]
        caller = ["colleague", "desk"] if "/desk/" in name else ["customer"]
        wanted = [] if operation["operationId"] in public else caller
        assert schemes == wanted, name
        assert operation["summary"]
        assert operation["description"]
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], f"{name} {status}"
    assert len({operation["operationId"] for operation in found.values()}) == len(found)


def test_every_schema_of_the_description_is_used_and_sound(server: Served) -> None:
    description = server.web.openapi()
    text = server.client().get("/v1/openapi.json").text

    for name, schema in description["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert f"#/components/schemas/{name}" in text, f"nothing uses {name}"
    parts = description["components"]["schemas"]["ItemShown"]["properties"]["parts"]["items"]
    assert set(parts["discriminator"]["mapping"]) == {
        "words",
        "quote",
        "reason",
        "choices",
        "card",
        "receipt",
        "hand_over",
        "offer",
    }


@given(part=PARTS)
def test_every_part_is_shown_as_described(part: Part) -> None:
    """Broken by a field that is added to a part and left out of its description, or the other way round."""
    shown = TypeAdapter(PartShown).validate_json(json_of(part))

    assert shown.model_dump(mode="json") == TypeAdapter(dict).validate_json(json_of(part))


def json_of(part: Part) -> bytes:
    return TypeAdapter(dict[str, Any]).dump_json(part_shown(part))


def test_the_door_keeps_to_its_description(server: Served) -> None:
    """The fast suite tries one role, and few requests; every role is tried at length in the slow one."""
    assert tried(server, "customer", examples=3) == OPERATIONS


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_the_door_keeps_to_its_description_at_length(server: Served, role: str) -> None:
    assert tried(server, role, examples=60) == OPERATIONS


def tried(server: Served, role: str, examples: int) -> int:
    """Try every operation as a role with good and with bad requests; how many operations that were."""
    description = server.web.openapi()
    schema = schemathesis.openapi.from_dict(description)
    schema.config.update(base_url=server.url)
    ids, headers = known_ids(server), headers_of(server, role)
    count = 0
    with requests.Session() as http:
        http.trust_env = False
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            count += 1
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                if mode is GenerationMode.NEGATIVE and not takes_anything(operation.definition.raw):
                    continue
                attempt(operation.as_strategy(generation_mode=mode), ids, headers, http, examples)
    return count


def attempt(cases: Any, ids: dict[str, str], headers: dict[str, str], http: requests.Session, examples: int) -> None:
    @given(case=cases, known=st.booleans(), plain=st.booleans())
    @settings(
        max_examples=examples,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def one(case: Any, known: bool, plain: bool) -> None:
        if case.meta.generation.mode is GenerationMode.POSITIVE:
            # What is drawn blindly is never there, or beyond the log's end: now and then it is something real.
            if known:
                case.path_parameters = {name: ids.get(name, value) for name, value in case.path_parameters.items()}
            if plain and case.method == "GET":
                (case.query or {}).pop("after", None)
                (case.headers or {}).pop("last-event-id", None)
        # With a length that is none it is no HTTP request: the server answers before the door sees it.
        case.headers = {name: value for name, value in (case.headers or {}).items() if name.lower() != "content-length"}
        excluded = [negative_data_rejection] if all_known_fits(case) else []
        case.call_and_validate(headers=headers, session=http, timeout=WAIT_SECONDS, excluded_checks=excluded)

    one()


def all_known_fits(case: Any) -> bool:
    """Whether all that a route of reading knows is right: a name in the query that it does not know is passed over.

    The role's own key stands in for a missing one.
    """
    given = (case.query or {}).get("language", "")
    last = given[-1] if isinstance(given, list) and given else given
    fits = re.fullmatch(r"[A-Za-z0-9-]{0,35}", str(last)) is not None
    return case.method == "GET" and not case.path_parameters and fits


def takes_anything(operation: dict[str, Any]) -> bool:
    """Whether a request of it can be wrong at all."""
    return bool(operation.get("parameters") or operation.get("requestBody"))


def known_ids(server: Served) -> dict[str, str]:
    """Things that are there, of the customer whom the role `customer` plays."""
    ada = server.person("ada")
    card = ada.card("A3")
    decision = ada.press(card).json()["decisions"][0]
    waiting = [one for one in server.colleague().get("/v1/desk/hand-overs").json() if one["kind"] == "approval"]
    return {"conversation": ada.talk, "decision": decision, "approval": waiting[0]["id"]}


def headers_of(server: Served, role: str) -> dict[str, str]:
    match role:
        case "nobody":
            return {}
        case "visitor":
            return {"Authorization": f"Bearer {server.person('').token}"}
        case "customer":
            return {"Authorization": f"Bearer {server.person('ada').token}"}
        case _:
            return {"Authorization": f"Bearer {COLLEAGUE}"}
