"""Errors as problem details (RFC 9457): one shape, a fitting status, a message that says what to do next."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from earnest.domain import errors

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 1
"""After a 503 the same call may be made again this much later."""

DETAIL_LENGTH_MAX = 2_000
DESCRIBED = "GET /v1/openapi.json describes what there is."

_STATUS: tuple[tuple[type[errors.EarnestError], HTTPStatus], ...] = (
    (errors.TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (errors.BadInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.SignInNeeded, HTTPStatus.UNAUTHORIZED),
    (errors.NotAllowed, HTTPStatus.FORBIDDEN),
    (errors.NotFound, HTTPStatus.NOT_FOUND),
    (errors.Expired, HTTPStatus.GONE),
    (errors.Conflict, HTTPStatus.CONFLICT),
    (errors.Declined, HTTPStatus.CONFLICT),
    (errors.TooOften, HTTPStatus.TOO_MANY_REQUESTS),
    (errors.Busy, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.StoreUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.EarnestError, HTTPStatus.INTERNAL_SERVER_ERROR),
)


class Problem(BaseModel):
    """What went wrong and what to do next (RFC 9457)."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)

    type: str = Field("about:blank", description="Kind of problem, by the name of the error.")
    title: str = Field(description="The HTTP status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong and what to do next.")


def problem(status: int, detail: str, kind: str = "about:blank") -> Response:
    """A problem as a response. What cannot be written as UTF-8, such as a lone surrogate, is shown as `?`."""
    return _response(_problem(status, detail, kind))


def problem_of(error: errors.EarnestError) -> Problem:
    """An error of the family as a problem."""
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    return _problem(status, str(error), type(error).__name__)


def install(web: FastAPI) -> None:
    """Answer every error as a problem: of the family, of validation, of routing, and those nobody foresaw."""
    web.add_exception_handler(errors.EarnestError, _ours)
    web.add_exception_handler(RequestValidationError, _unreadable)
    web.add_exception_handler(HTTPException, _routing)
    web.add_exception_handler(Exception, _unforeseen)


Responses = dict[int | str, dict[str, Any]]
"""What a route may answer, for the OpenAPI description."""


def responses(*statuses: int) -> Responses:
    """The problem responses of a route, for the OpenAPI description."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def _problem(status: int, detail: str, kind: str) -> Problem:
    said = detail[:DETAIL_LENGTH_MAX].encode("utf-8", "replace").decode()
    return Problem(type=kind, title=HTTPStatus(status).phrase, status=int(status), detail=said)


def _response(found: Problem, more: Mapping[str, str] | None = None) -> Response:
    headers = dict(more or {})
    if found.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_SECONDS)
    if found.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(orjson.dumps(found.model_dump()), found.status, headers, MEDIA_TYPE)


async def _ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, errors.EarnestError), "it is registered for this type"
    more = {"Retry-After": str(error.seconds)} if isinstance(error, errors.TooOften) else None
    return _response(problem_of(error), more)


async def _unreadable(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError), "it is registered for this type"
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{where}: {first['msg']}.", "BadInput")


async def _routing(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "it is registered for this type"
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            detail = f"There is nothing at this address. {DESCRIBED}"
        case HTTPStatus.METHOD_NOT_ALLOWED:
            detail = f"This address does not know that method. {DESCRIBED}"
        case _:
            detail = str(error.detail)
    return _response(_problem(error.status_code, detail, "about:blank"), error.headers)


async def _unforeseen(_: Request, _error: Exception) -> Response:
    """Say nothing of what went wrong inside; the server's own log has it."""
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something went wrong here. Send the same again with the same client_id: nothing happens twice.",
    )
