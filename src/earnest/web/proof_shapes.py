"""What is sent and shown when somebody proves an address by mail."""

from typing import Literal

from pydantic import Field

from earnest.web.part_shapes import Shown, Strict


class MailAsked(Strict):
    """Have a code mailed, if a customer has this address."""

    address: str = Field(min_length=3, max_length=200, description="A mail address.")
    language: str = Field("", max_length=35, pattern=r"^[A-Za-z0-9-]*$", description="A language tag, or empty.")


class MailGiven(Shown):
    """The answer to every address alike: if a customer has it, a code and a link are on their way."""

    good_for_seconds: int


class CodeSaid(Strict):
    """The code from the mail; empty to ask whether the link's button was pressed."""

    code: str = Field("", pattern=r"^([0-9]{6})?$")


class Proved(Shown):
    """The same session, now the customer's: its old token opens nothing any more."""

    token: str
    level: Literal["reachable"]
