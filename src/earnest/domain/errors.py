"""The one error family. A message says what is wrong and what to do next.

EarnestError
├── BadInput          what came in cannot be read                      400
│   └── TooLarge      it is over a stated limit                        413
├── SignInNeeded      no session, or one that has ended                401
├── NotAllowed        known, but may not do this                       403
│   └── SignInAnew    signed in too long ago for what is grave
├── NotFound          no such thing, or not yours: the same answer     404
├── Conflict          the thing has moved on since you saw it          409
│   └── Moved         another turn of this conversation came between
├── Expired           it was good once                                 410
├── Busy              too much at once; try again                      503
│   └── TooOften      tried too often; try again later                 429
├── StoreUnavailable  the database cannot be written or read           503
├── BrandError        a brand folder is broken: file, line, mend
└── Declined          the other system said no, and nothing happened
"""

from pathlib import Path


class EarnestError(Exception):
    """Base of all errors of Earnest; `str()` is fit for the person who caused it."""


class BadInput(EarnestError):  # noqa: N818 - the family names what is wrong, not that it is an error
    """What came in cannot be read; the message says how it should look."""


class TooLarge(BadInput):
    """The input is over a stated limit; the message names the limit."""


class SignInNeeded(EarnestError):  # noqa: N818 - as above
    """There is no session, or it has ended."""


class NotAllowed(EarnestError):  # noqa: N818 - as above
    """The caller is known and may not do this."""


class SignInAnew(NotAllowed):
    """The caller signed in too long ago for something as grave as this: they sign in once more, and do it again."""


class NotFound(EarnestError):  # noqa: N818 - as above
    """No such thing, or not the caller's: both get the same answer."""


class Conflict(EarnestError):  # noqa: N818 - as above
    """The thing has moved on since the caller saw it."""


class Moved(Conflict):
    """Another turn of the same conversation was recorded between gathering and deciding."""


class Expired(EarnestError):  # noqa: N818 - as above
    """It was good once and is no longer."""


class Busy(EarnestError):  # noqa: N818 - as above
    """Too much at once; the same call may be made again later."""


class TooOften(Busy):
    """It was tried too often.

    Args:
        message: what to do next.
        seconds: after how many it may be tried again.
    """

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class StoreUnavailable(EarnestError):  # noqa: N818 - as above
    """The database cannot be written or read; nothing was recorded and nothing was done."""


class Declined(EarnestError):  # noqa: N818 - as above
    """The other system refused for certain: nothing happened there. The message may be shown to the customer."""


class BrandError(EarnestError):
    """A brand folder is broken.

    Args:
        message: what is wrong and how to mend it.
        file: the file it is in.
        line: 1-based line, 0 when the file as a whole is meant.
    """

    def __init__(self, message: str, file: Path | str = "", line: int = 0) -> None:
        super().__init__(f"{file}:{line}: {message}" if file and line else f"{file}: {message}" if file else message)
        self.message = message
        self.file = str(file)
        self.line = line
