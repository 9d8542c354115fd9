"""Small PNG files of flat pictures: 256 colours at most, written and read back by us alone; and how far two differ."""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""Rows of columns of red, green, blue."""

COLOURS_MAX = 256
BUCKET_BITS = 5
"""Colours that agree in this many leading bits of each channel are drawn as one, where a picture has too many."""

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEAD = struct.Struct(">IIBBBBB")
_PALETTE_COLOUR, _DEPTH = 3, 8

NOISE_MAX = 40
"""How far a channel of a pixel may be off: fewer colours and another smoothing of edges move it by less."""

_WHITE, _MARKED = 255, (220, 0, 60)


@dataclass(frozen=True, slots=True)
class Difference:
    """How two pictures differ.

    Args:
        share: of the pixels, 0 to 1; 1 where they are not of one size.
        picture: the second one, pale, with what differs marked.
    """

    share: float
    picture: Pixels


def write(file: Path, pixels: Pixels) -> None:
    """Write a picture with at most 256 colours."""
    palette, indices = _reduced(pixels)
    height, width = indices.shape
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with its filter: none
    rows[:, 1:] = indices
    chunks = (
        (b"IHDR", _HEAD.pack(width, height, _DEPTH, _PALETTE_COLOUR, 0, 0, 0)),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    file.write_bytes(SIGNATURE + b"".join(_chunk(name, body) for name, body in chunks))


def read(file: Path) -> Pixels:
    """Read a picture that `write` wrote.

    Raises:
        ValueError: another program wrote it.
    """
    found = dict(_chunks(file.read_bytes()))
    width, height, *kind = _HEAD.unpack(found[b"IHDR"])
    rows = np.frombuffer(zlib.decompress(found[b"IDAT"]), np.uint8)
    if kind != [_DEPTH, _PALETTE_COLOUR, 0, 0, 0] or rows.size != height * (width + 1) or rows[:: width + 1].any():
        raise ValueError(f"{file.name} was not written by tools.pictures; take the pictures anew.")
    palette = np.frombuffer(found[b"PLTE"], np.uint8).reshape(-1, 3)
    return palette[rows.reshape(height, width + 1)[:, 1:]]


def compare(before: Pixels, after: Pixels) -> Difference:
    """What differs by more than noise."""
    pale = (_WHITE - (_WHITE - after.astype(np.uint16)) // 3).astype(np.uint8)
    if before.shape != after.shape:
        return Difference(1.0, pale)
    off = (np.abs(before.astype(np.int16) - after.astype(np.int16)) > NOISE_MAX).any(axis=2)
    pale[off] = _MARKED
    return Difference(float(off.mean()), pale)


def _reduced(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """A palette, and for each pixel its place there: the picture's own colours, or those most used and the nearest."""
    height, width, _ = pixels.shape
    colours, places, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    if len(colours) > COLOURS_MAX:
        palette = _most_used(colours, counts)
        far = ((colours[:, None, :].astype(np.int32) - palette[None].astype(np.int32)) ** 2).sum(axis=2)
        places, colours = far.argmin(axis=1)[places.reshape(-1)], palette
    return colours.astype(np.uint8), places.reshape(height, width).astype(np.uint8)


def _most_used(colours: Pixels, counts: NDArray[np.intp]) -> Pixels:
    """The most used colour of each bucket of alike ones; of the buckets those that cover most."""
    buckets, bucket = np.unique(colours >> (8 - BUCKET_BITS), axis=0, return_inverse=True)
    bucket = bucket.reshape(-1)
    covers = np.bincount(bucket, weights=counts, minlength=len(buckets))
    order = np.argsort(counts, kind="stable")  # the last one put into a bucket is its most used
    chosen = np.zeros(len(buckets), np.intp)
    chosen[bucket[order]] = order
    by_use = np.argsort(-counts, kind="stable")[: COLOURS_MAX // 2]
    by_bucket = chosen[np.argsort(-covers, kind="stable")]
    picked = dict.fromkeys([*by_use.tolist(), *by_bucket.tolist()])
    return colours[list(picked)[:COLOURS_MAX]]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], len(SIGNATURE)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += length + 12
    return found
