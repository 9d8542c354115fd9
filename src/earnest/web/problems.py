"""Errors as problem details (RFC 9457): one shape, a fitting status, a message that says what to do next."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from earnest.domain import errors

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 1

_STATUS: tuple[tuple[type[errors.EarnestError], HTTPStatus], ...] = (
    (errors.TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (errors.BadInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.SignInNeeded, HTTPStatus.UNAUTHORIZED),
    (errors.NotAllowed, HTTPStatus.FORBIDDEN),
    (errors.NotFound, HTTPStatus.NOT_FOUND),
    (errors.Expired, HTTPStatus.GONE),
    (errors.Conflict, HTTPStatus.CONFLICT),
    (errors.Declined, HTTPStatus.CONFLICT),
    (errors.Busy, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.StoreUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.EarnestError, HTTPStatus.INTERNAL_SERVER_ERROR),
)


class Problem(BaseModel):
    """What went wrong and what to do next."""

    type: str = Field("about:blank", description="Kind of problem, by the name of the error.")
    title: str = Field(description="The HTTP status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong and what to do next.")


def problem(status: int, detail: str, kind: str = "about:blank") -> JSONResponse:
    """A problem as a response."""
    phrase = HTTPStatus(status).phrase
    body = Problem(type=kind, title=phrase, status=status, detail=detail).model_dump()
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def install(web: FastAPI) -> None:
    """Answer every error of the family, of validation and of routing as a problem."""
    web.add_exception_handler(errors.EarnestError, _ours)
    web.add_exception_handler(RequestValidationError, _unreadable)
    web.add_exception_handler(HTTPException, _routing)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem responses of a route, for the OpenAPI description."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


async def _ours(_: Request, error: Exception) -> JSONResponse:
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    return problem(status, str(error), type(error).__name__)


async def _unreadable(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError), "it is registered for this type"
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{where}: {first['msg']}.", "BadInput")


async def _routing(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException), "it is registered for this type"
    return problem(error.status_code, str(error.detail))
