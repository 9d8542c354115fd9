#!/usr/bin/env python3
"""Check a log, or a receipt from it, without the program that made it: one file, to be read before it is believed.

    python check_log.py LOG_FOLDER --keys keys.txt [--since OLD_CHECKPOINT] [--witnesses N]
    python check_log.py RECEIPT    --keys keys.txt [--witnesses N]

keys.txt holds the public keys that you trust, one a line, of the log and of witnesses. Get them by another way than
the log itself: keys that lie beside a log prove only that it agrees with itself.

It needs Python 3.11 and the `cryptography` package (50 or newer, for ML-DSA-44). The formats are public:
c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles and tlog-proof; RFC 6962 section 2.1 for the tree.
Exit code 0: it holds. Exit code 1: it does not, and the last line says where.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

ED25519, COSIGNATURE, ML_DSA_44 = 1, 4, 6  # kinds of keys; a log signs with 1 and 6, a witness with 4 and 6
TILE = 256
PROOF = "c2sp.org/tlog-proof@v1"

Keys = dict[tuple[str, bytes], tuple[int, bytes]]  # (name, id): (kind, public key)
Checkpoint = tuple[str, int, bytes, set[tuple[str, bytes]]]  # the log's name, size, root, and who signed


class Wrong(Exception):  # noqa: N818 - what is wrong
    """It does not hold; the message says why."""


# --- keys and signatures ---------------------------------------------------------------------------------------------


def unbase64(text: str) -> bytes:
    """Standard base64 in its one canonical spelling."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise Wrong("base64 in another spelling than the canonical one")
    return data


def read_keys(text: str) -> Keys:
    """Keys from lines of `name+id+base64(kind || public key)`."""
    keys: Keys = {}
    for line in filter(str.strip, text.splitlines()):
        name, key_id, encoded = line.strip().split("+", 2)
        data = unbase64(encoded)
        own_id = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
        if own_id.hex() != key_id:
            raise Wrong(f"the key of {name} and its id do not belong together")
        keys[name, own_id] = (data[0], data[1:])
    return keys


def holds(kind: int, public: bytes, name: str, payload: bytes, body: str) -> bool:
    """Check one signature of a checkpoint's three lines."""
    origin, size, root = body.split("\n")[:3]
    time, signature = payload[:8], payload[8:]
    try:
        if kind == ED25519:
            Ed25519PublicKey.from_public_bytes(public).verify(payload, body.encode())
        elif kind == COSIGNATURE:
            message = f"cosignature/v1\ntime {int.from_bytes(time, 'big')}\n{body}"
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message.encode())
        elif kind == ML_DSA_44:
            named = [bytes([len(one.encode())]) + one.encode() for one in (name, origin)]
            numbers = bytes(8) + int(size).to_bytes(8, "big")
            bound = b"subtree/v1\n\x00" + named[0] + time + named[1] + numbers + unbase64(root)
            MLDSA44PublicKey.from_public_bytes(public).verify(signature, bound)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def open_checkpoint(text: str, keys: Keys) -> Checkpoint:
    """Read a signed checkpoint; every signature of a trusted key on it must hold."""
    body, _, block = text.rpartition("\n\n")
    body += "\n"
    if body.count("\n") != 3 or not block.endswith("\n"):
        raise Wrong("this is no checkpoint of three lines and signatures")
    origin, size, root = body.split("\n")[:3]
    signed = set()
    for line in block.split("\n")[:-1]:
        dash, name, encoded = line.split(" ")
        data = unbase64(encoded)
        key = (name, data[:4])
        if dash != "\u2014":
            raise Wrong("a signature line begins with a dash")
        if key in keys:
            if not holds(*keys[key], name, data[4:], body):
                raise Wrong(f"a signature of {name} does not hold")
            signed.add(key)
    # Of each kind of key that is trusted for this log one must have signed; two of a kind are an old and a new one.
    trusted = {kind for (name, _), (kind, _) in keys.items() if name == origin}
    missing = trusted - {keys[key][0] for key in signed if key[0] == origin}
    if missing or not trusted:
        raise Wrong(f"{origin} did not sign with a key that you trust, of kind {sorted(missing) or 'any'}")
    if str(int(size)) != size or len(unbase64(root)) != 32:
        raise Wrong("size or root of the checkpoint are malformed")
    return origin, int(size), unbase64(root), signed


# --- the tree --------------------------------------------------------------------------------------------------------


def leaf(entry: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree(hashes: list[bytes]) -> bytes:
    """The root over leaf hashes: pair after pair, an odd last one goes up as it is."""
    if not hashes:
        return hashlib.sha256().digest()
    while len(hashes) > 1:
        pairs = [node(hashes[at], hashes[at + 1]) for at in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[len(pairs) * 2 :]
    return hashes[0]


def root_by(path: list[bytes], hashed: bytes, index: int, size: int) -> bytes:
    """The root to which a path leads from one leaf, in a tree of so many (RFC 6962 section 2.1.1)."""
    if size == 1:
        if path:
            raise Wrong("the proof is longer than the tree is high")
        return hashed
    if not path:
        raise Wrong("the proof is shorter than the tree is high")
    left = 1 << ((size - 1).bit_length() - 1)  # the largest power of two below the size
    if index < left:
        return node(root_by(path[:-1], hashed, index, left), path[-1])
    return node(path[-1], root_by(path[:-1], hashed, index - left, size - left))


# --- a whole log -----------------------------------------------------------------------------------------------------


def tile(folder: Path, level: int | str, number: int, width: int) -> tuple[bytes, bool]:
    """The bytes of a tile; and whether they are those of its full file, where the partial one is gone."""
    digits = str(number).zfill(-(-len(str(number)) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    full = folder / "tile" / str(level) / "/".join([*("x" + one for one in groups[:-1]), groups[-1]])
    partial = full.with_name(f"{full.name}.p") / str(width)
    found = partial if width < TILE and partial.is_file() else full
    if not found.is_file():
        raise Wrong(f"entry {number * TILE ** (1 if level == 'entries' else int(level) + 1)}: {found} is missing")
    return found.read_bytes(), found is full and width < TILE


def entries(folder: Path, size: int) -> Iterator[bytes]:
    """Every entry, in order."""
    for start in range(0, size, TILE):
        width = min(TILE, size - start)
        data, longer = tile(folder, "entries", start // TILE, width)
        at = 0
        for index in range(start, start + width):
            end = at + 2 + int.from_bytes(data[at : at + 2], "big")
            if end > len(data) or at == len(data):
                raise Wrong(f"entry {index} is missing or cut")
            yield data[at + 2 : end]
            at = end
        if at < len(data) and not longer:
            raise Wrong(f"entry {start + width}: there is more than the checkpoint vouches for")


def check_tiles(folder: Path, hashes: list[bytes]) -> None:
    """Compare the stored hashes with those of the entries, level by level."""
    level, span = 0, 1
    while hashes:
        above = []
        for start in range(0, len(hashes), TILE):
            ours = hashes[start : start + TILE]
            stored, longer = tile(folder, level, start // TILE, len(ours))
            theirs = stored[: len(ours) * 32] if longer else stored
            for place, one in enumerate(ours):
                if theirs[place * 32 : place * 32 + 32] != one:
                    raise Wrong(f"entry {(start + place) * span}: it does not hash to what level {level} stores")
            if len(theirs) != len(ours) * 32:
                raise Wrong(f"entry {start * span}: a tile of level {level} has another length than it should")
            above += [tree(ours)] if len(ours) == TILE else []
        hashes, level, span = above, level + 1, span * TILE


def check_log(folder: Path, keys: Keys, since: str, witnesses: int) -> str:
    """Hash everything anew and compare."""
    checkpoint = (folder / "checkpoint").read_bytes().decode()
    origin, size, root, signed = open_checkpoint(checkpoint, keys)
    hashes = [leaf(entry) for entry in entries(folder, size)]
    check_tiles(folder, hashes)
    if tree(hashes) != root:
        raise Wrong("the entries do not hash to the signed root")
    check_beside(folder, checkpoint, {key for key in signed if key[0] == origin})
    if since:
        old_origin, old_size, old_root, _ = open_checkpoint(since, keys)
        if old_origin != origin:
            raise Wrong(f"the old checkpoint is of {old_origin}")
        if old_size > size:
            raise Wrong(f"entry {size}: the log was cut back, it had {old_size} entries")
        if tree(hashes[:old_size]) != old_root:
            raise Wrong(f"history was rewritten: the first {old_size} entries are others than before")
    return f"{origin}: {size} entries hash to the signed root{seen_by(origin, signed, witnesses)}"


def check_beside(folder: Path, checkpoint: str, own: set[tuple[str, bytes]]) -> None:
    """The keys beside the log must all have signed it, and the trusted ones that did be among them."""
    text = (folder / "vkeys.txt").read_bytes().decode()
    listed = read_keys(text)
    canonical = "".join(sorted(f"{line}\n" for line in text.splitlines()))
    if text != canonical or not own <= set(listed) == open_checkpoint(checkpoint, listed)[3]:
        raise Wrong("vkeys.txt lists other keys than those that signed")


# --- a receipt -------------------------------------------------------------------------------------------------------


def check_receipt(text: str, keys: Keys, witnesses: int) -> str:
    """Prove that an entry, and whatever of it is shown, is in the log."""
    head, _, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != PROOF or not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        raise Wrong("this receipt does not carry its entry")
    extra = json.loads(unbase64(lines[1].removeprefix("extra ")))
    index = int(lines[2].removeprefix("index "))
    if f"index {index}" != lines[2] or set(extra) - {"entry", "disclosure"}:
        raise Wrong("the receipt is malformed")
    entry, path = unbase64(extra["entry"]), [unbase64(line) for line in lines[3:]]
    origin, size, root, signed = open_checkpoint(checkpoint, keys)
    if not 0 <= index < size or root_by(path, leaf(entry), index, size) != root:
        raise Wrong(f"entry {index} is not in the log of {size} entries")
    shown = check_shown(extra["disclosure"], entry) if "disclosure" in extra else []
    return "\n".join([f"{origin}: entry {index} of {size}{seen_by(origin, signed, witnesses)}", *shown])


def check_shown(shown: dict[str, Any], entry: bytes) -> list[str]:
    """The fields that are shown must be those that the entry commits to."""
    digests = [unbase64(one) for one in shown["hidden"]]
    lines = []
    for field in shown["revealed"]:
        salt, value = unbase64(field["salt"]), unbase64(field["value"])
        if len(salt) != 32 or not re.fullmatch(r"[A-Za-z0-9._-]+", field["name"], re.ASCII):
            raise Wrong("a field needs a plain name and a salt of 32 bytes")
        digests.append(hashlib.sha256(b"tl/f/1" + salt + field["name"].encode() + b"\x00" + value).digest())
        lines.append(f"  {field['name']} = {value.decode()}")
    if {len(one) for one in digests} != {32} or len(set(digests)) != len(digests):
        raise Wrong("the digests of the fields are malformed")
    if hashlib.sha256(b"".join(sorted(digests))).digest() != unbase64(json.loads(entry)["c"]):
        raise Wrong("the fields that are shown are not those that the entry commits to")
    return lines


def seen_by(origin: str, signed: set[tuple[str, bytes]], witnesses: int) -> str:
    """Name the trusted witnesses that cosigned; there must be enough of them."""
    names = sorted({name for name, _ in signed if name != origin})
    if len(names) < witnesses:
        raise Wrong(f"{len(names)} of {witnesses} witnesses have seen this checkpoint")
    return f", witnessed by {', '.join(names)}" if names else ""


def main(words: list[str] | None = None) -> int:
    """Check what the command line names."""
    asked = argparse.ArgumentParser(description="Check a log or a receipt without the program that made it.")
    asked.add_argument("what", type=Path, help="a folder with a log, or a receipt")
    asked.add_argument("--keys", type=Path, required=True, help="the public keys that you trust, one a line")
    asked.add_argument("--since", type=Path, help="a checkpoint that you kept")
    asked.add_argument("--witnesses", type=int, default=0, help="so many witnesses must have cosigned")
    given = asked.parse_args(words)
    try:
        keys = read_keys(given.keys.read_bytes().decode())
        if given.what.is_dir():
            since = given.since.read_bytes().decode() if given.since else ""
            print("ok", check_log(given.what, keys, since, given.witnesses))
        else:
            print("ok", check_receipt(given.what.read_bytes().decode(), keys, given.witnesses))
    except (Wrong, OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        print(f"NOT ok: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
