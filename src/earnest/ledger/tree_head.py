"""A tree head and its three lines of text (`c2sp.org/tlog-checkpoint`)."""

from dataclasses import dataclass

from earnest.ledger import base64_text
from earnest.ledger.errors import Base64Error, CheckpointError
from earnest.ledger.merkle import HASH_BYTES, SIZE_MAX

ORIGIN_BYTES_MAX = 255  # the ML-DSA-44 cosigned message has one byte for its length
_LINES = 3
_SIZE_DIGITS_MAX = 19  # digits of SIZE_MAX


@dataclass(frozen=True, slots=True)
class TreeHead:
    """Which log, how many leaves, which root.

    Attributes:
        origin: the log's name, such as `earnest.example/log/fernhalm`: 1 to 255 bytes, no spaces, no plus.
        size: number of leaves.
        root: 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.origin):
            raise CheckpointError(f"origin {ascii(self.origin)[:140]} must be a name without spaces or plus")
        if not 0 <= self.size <= SIZE_MAX or len(self.root) != HASH_BYTES:
            raise CheckpointError("a tree head has a size from 0 and a root of 32 bytes; take it from the tree")

    def text(self) -> str:
        """Return the note text: origin, size and base64 root, a line each."""
        return f"{self.origin}\n{self.size}\n{base64_text.to_text(self.root)}\n"


def parse_tree_head(text: str) -> TreeHead:
    """Read a checkpoint's note text, strictly: one tree head has one spelling, extension lines are refused.

    Raises:
        CheckpointError: says which line is wrong.
    """
    lines = text.split("\n")
    if len(lines) != _LINES + 1 or lines[_LINES]:
        raise CheckpointError("a checkpoint is exactly three lines: origin, size, root; fetch it again")
    origin, size, root = lines[:_LINES]
    if not (size.isascii() and size.isdigit()) or len(size) > _SIZE_DIGITS_MAX or str(int(size)) != size:
        raise CheckpointError(f"line 2, {ascii(size)[:40]}, is not a tree size; fetch the checkpoint again")
    try:
        return TreeHead(origin, int(size), base64_text.from_text(root, "line 3"))
    except Base64Error as error:
        raise CheckpointError(str(error)) from error


def is_key_name(name: str) -> bool:
    """Tell whether a name may stand in a signature line: 1 to 255 bytes, no space, plus or control character."""
    plain = all(not letter.isspace() and letter != "+" and letter >= " " for letter in name)
    return bool(name) and plain and _utf8_length(name) <= ORIGIN_BYTES_MAX


def _utf8_length(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeEncodeError:  # a lone surrogate cannot be signed
        return ORIGIN_BYTES_MAX + 1
