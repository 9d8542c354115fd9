"""Records that prove themselves: a document with the fields in plain JSON beside the receipt that commits to them.

A document is `{"record": {name: value}, "receipt": "c2sp.org/tlog-proof@v1..."}`; what else it holds is not proved.
"""

from collections.abc import Collection, Mapping
from typing import Any

import orjson

from earnest.ledger import sealed_json
from earnest.ledger.commit import Field
from earnest.ledger.errors import ReceiptError, SealedJsonError
from earnest.ledger.receipt import parse_receipt


def record_of(fields: Collection[Field]) -> dict[str, Any]:
    """The fields as plain values, by name."""
    return {field.name: orjson.loads(field.value) for field in fields}


def shown_in(receipt: str) -> dict[str, Any]:
    """The fields that a receipt shows, as plain values by name; nothing is proved by reading them.

    Raises:
        ReceiptError: it is no receipt, or shows what is no JSON.
    """
    disclosure = parse_receipt(receipt).disclosure
    try:
        return record_of(disclosure.revealed) if disclosure else {}
    except ValueError as error:
        raise ReceiptError("a field of this receipt is no JSON; ask for a new one") from error


def receipt_in(text: str) -> str:
    """The receipt in a document, whose fields are exactly those that the receipt shows; a plain receipt as it is.

    Raises:
        ReceiptError: a field was changed, added or left out; or it is no such document.
    """
    if not text.lstrip().startswith("{"):
        return text
    try:
        match orjson.loads(text):
            case {"record": dict(record), "receipt": str(receipt)}:
                claimed = sealed_json.encode_members(record)
            case _:
                raise ReceiptError("this document has no record with its receipt; ask for a new one")
    except (ValueError, SealedJsonError) as error:
        raise ReceiptError(f"this is no record ({str(error)[:140]}); ask for a new one") from error
    _require_same(claimed, receipt)
    return receipt


def _require_same(claimed: Mapping[str, bytes], receipt: str) -> None:
    disclosure = parse_receipt(receipt).disclosure
    shown = {field.name: field.value for field in disclosure.revealed} if disclosure else {}
    wrong = sorted(name for name in {*claimed, *shown} if claimed.get(name) != shown.get(name))
    if wrong:
        raise ReceiptError(f"the record says otherwise than its receipt in {', '.join(wrong)[:140]}; do not believe it")
