"""Key-encryption keys that are exchanged while the house serves: the newest wraps, every one still in use unwraps.

A key lies in a file of its own, outside the data directory, or in an environment variable. A service such as Vault
needs no more than `wrap` and `unwrap` (`earnest.ledger.KeyWrap`), made by a function that `call:` names; its own keys
turn there.
"""

import base64
import binascii
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path

from earnest.ledger.errors import KeyFileError, SealError
from earnest.ledger.seal import KEY_BYTES, FileKek, KeyWrap

NEXT = ".next"
"""Ends the name of the file of a key that is on its way in."""

OLD = ".old"
"""Ends the name of the file of the key before."""

ENV_PREFIX = "env:"
"""Begins a place that is an environment variable, such as `env:EARNEST_KEK_KEY`."""

CALL_PREFIX = "call:"
"""Begins a place that is a service, by the function that opens it, such as `call:our_vault:open_key`."""

BEFORE_ENDING = "_BEFORE"
"""Ends the name of the variable that holds the key before, while keys are wrapped anew."""

Read = Callable[[], tuple[KeyWrap, ...]]
"""The keys in use now, the newest first."""


class Keks:
    """Wraps under the newest key, unwraps under any that is in use; looks again where none fits.

    Args:
        read: the keys in use now, the newest first.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._known = read()

    def newest(self) -> KeyWrap:
        """The key that wraps from now on."""
        self._known = self._read()
        return self._known[0]

    def wrap(self, key: bytes) -> bytes:
        """Wrap under the newest key; whether there is a newer one is looked up each time."""
        return self.newest().wrap(key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Unwrap.

        Raises:
            SealError: altered, or wrapped under a key that is no longer there.
        """
        found = _under(self._known, wrapped)
        if found is None:
            self._known = self._read()
            found = _under(self._known, wrapped)
        if found is None:
            raise SealError("the wrapped key does not open; use the key file it was wrapped with")
        return found


def keks_in(place: str, environment: Mapping[str, str]) -> Keks:
    """The keys of a place: a file, made if it is absent, `env:NAME` with 32 bytes in base64, or `call:MODULE:FUNCTION`.

    The function is called once, without arguments, and gives a `KeyWrap`; it is the operator's code, as a brand's is.

    Raises:
        KeyFileError: the file or the variable holds no key, or there is no such function.
    """
    if place.startswith(CALL_PREFIX):
        service = _service(place.removeprefix(CALL_PREFIX))
        return Keks(lambda: (service,))
    if place.startswith(ENV_PREFIX):
        name = place.removeprefix(ENV_PREFIX)
        return Keks(lambda: _from_environment(name, environment))
    file = Path(place)
    if not file.exists():
        FileKek.create(file)
    return Keks(lambda: _from_files(file))


def is_file(place: str) -> bool:
    """Whether a place is a file."""
    return not place.startswith((ENV_PREFIX, CALL_PREFIX))


def begin_turn(file: Path) -> None:
    """Make the key that comes next; one that is on its way in already stays it."""
    if not _next(file).exists():
        FileKek.create(_next(file))


def end_turn(file: Path) -> None:
    """Put the next key in place of the one before; that one is kept aside for backups that were made under it."""
    if _next(file).exists():
        aside = old(file)
        aside.unlink(missing_ok=True)
        aside.hardlink_to(file)
        _next(file).replace(file)


def old(file: Path) -> Path:
    """Where the key before lies; whoever has no backup from its time any more removes it."""
    return file.with_name(file.name + OLD)


def _service(named: str) -> KeyWrap:
    module, _, name = named.partition(":")
    try:
        found: KeyWrap = getattr(importlib.import_module(module), name)()
    except (ImportError, ValueError, AttributeError) as error:
        raise KeyFileError(
            f"{CALL_PREFIX}{named} opens no key service ({error}); write call:MODULE:FUNCTION"
        ) from error
    return found


def _next(file: Path) -> Path:
    return file.with_name(file.name + NEXT)


def _from_files(file: Path) -> tuple[KeyWrap, ...]:
    after = _next(file)
    try:
        coming = (FileKek.open(after),) if after.exists() else ()
    except KeyFileError:
        if after.exists():
            raise
        coming = ()  # it took its place between the two looks
    return (*coming, FileKek.open(file))


def _from_environment(name: str, environment: Mapping[str, str]) -> tuple[KeyWrap, ...]:
    names = [name, name + BEFORE_ENDING] if environment.get(name + BEFORE_ENDING) else [name]
    return tuple(_decoded(one, environment.get(one, "")) for one in names)


def _decoded(name: str, text: str) -> FileKek:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"{name} must hold {KEY_BYTES} bytes in base64; restore it from the key backup")
    return FileKek(key)


def _under(keys: tuple[KeyWrap, ...], wrapped: bytes) -> bytes | None:
    for one in keys:
        try:
            return one.unwrap(wrapped)
        except SealError:
            continue
    return None
