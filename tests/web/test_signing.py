"""What binds a customer takes their own signature: over what they were shown, kept with it, and verified by anybody."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from tests.connect.authenticator import Authenticator, data
from tests.store.records import complaints
from tests.turn.house import doing, handle, thought
from tests.web.made import PARTY, Mind, Person, Served, part, served
from webauthn.helpers import parse_cbor

from earnest.domain.turns import Look, Scene, Thought
from earnest.ledger import encode
from earnest.signing import signed_in, signed_under

OWN = "/v1/identity/passkeys"


class Pledging(Mind):
    def think(self, scene: Scene, look: Look) -> Thought:
        if not scene.text.startswith("pledge"):
            return super().think(scene, look)
        _, order, months = scene.text.split()
        return thought(scene, doing("pledge", {"order": handle(look, order), "months": int(months)}))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path, mind=Pledging(), proves=True) as made:
        yield made


@pytest.fixture
def key() -> Authenticator:
    return Authenticator(PARTY.origins[0])


@pytest.fixture
def ada(server: Served, key: Authenticator) -> Person:
    person = server.person("ada")
    options = person.http.post(f"{OWN}/asked", json={"ceremony": "enrol"}).json()["options"]
    assert person.http.post(OWN, json=key.create(options)).status_code == 201
    return person


def shown(person: Person, text: str = "pledge A1 12") -> dict[str, Any]:
    return part(person.say(text).json(), "card")


def signing(person: Person, card: dict[str, Any]) -> dict[str, Any]:
    answer = person.http.post(f"/v1/conversations/{person.talk}/cards/{card['id']}/signing")
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json()["options"]
    return options


def press(person: Person, card: dict[str, Any], signature: Any = None, client_id: str = "") -> httpx.Response:
    more = {"signature": signature} if signature is not None else {}
    named = {"card": card["id"], "args_hash": card["args_hash"], "button": "confirm"}
    return person.send(client_id, kind="press", **named, **more)


def why(person: Person, pressed: httpx.Response) -> dict[str, Any]:
    told: dict[str, Any] = person.http.get(f"/v1/decisions/{pressed.json()['decisions'][0]}").json()
    return told


def verified(record: dict[str, Any]) -> bool:
    """As a stranger verifies it: by the record alone, with none of our code but the canonical JSON."""
    hashed = hashlib.sha256(encode({"skill": record["skill"], "arguments": record["arguments"]})).hexdigest()
    wanted = hashlib.sha256(f"earnest signature 1\n{record['card']}\n{hashed}".encode()).digest()
    client, told = data(record["client_data"]), data(record["authenticator_data"])
    if data(json.loads(client)["challenge"]) != wanted:
        return False
    cose = parse_cbor(data(record["public_key"]))
    numbers = EllipticCurvePublicNumbers(int.from_bytes(cose[-2]), int.from_bytes(cose[-3]), SECP256R1())
    try:
        numbers.public_key().verify(data(record["signature"]), told + hashlib.sha256(client).digest(), ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def test_a_signed_card_is_done_and_its_signature_verifies_by_the_record_alone(
    server: Served, ada: Person, key: Authenticator
) -> None:
    card = shown(ada)

    pressed = press(ada, card, key.get(signing(ada, card)))

    assert (card["by_passkey"], card["button_only"], pressed.status_code) == (True, True, 200)
    server.kit.deeds()
    assert server.kit.paid() == ["A1 for 12"]
    record = why(ada, pressed)["signed"]
    assert record["holds"]
    assert verified(record)
    assert not complaints(server.house.recorded(pressed.json()["decisions"][0])["record"])


def test_a_receipt_with_its_fields_states_the_signature_and_a_changed_one_does_not_hold(
    server: Served, ada: Person, key: Authenticator
) -> None:
    card = shown(ada)
    name = press(ada, card, key.get(signing(ada, card))).json()["decisions"][0]
    fields = server.house.recorded(name)["record"]

    signed, partly = signed_in(fields), signed_in({"signature": fields["signature"]})
    hashed, arguments = fields["arguments"]
    other = signed_in(fields | {"arguments": [hashed, arguments | {"months": 24}]})

    assert (signed or {})["holds"]
    assert (signed or {})["domain"] == PARTY.id
    assert [(partly or {})["holds"], (other or {})["holds"]] == [False, False]
    assert signed_in({"deed": fields["deed"]}) is None


def test_a_changed_argument_card_or_byte_fails(ada: Person, key: Authenticator) -> None:
    card = shown(ada)
    record = why(ada, press(ada, card, key.get(signing(ada, card))))["signed"]

    for changed in (
        {"arguments": record["arguments"] | {"months": 24}},
        {"skill": "move"},
        {"card": "K-0000000000000000A"},
        {"signature": record["signature"][:-8] + "AAAAAAAA"},
    ):
        assert not verified(record | changed), changed


def test_what_the_database_holds_is_checked_anew_whenever_it_is_told(
    server: Served, ada: Person, key: Authenticator
) -> None:
    card = shown(ada)
    name = press(ada, card, key.get(signing(ada, card))).json()["decisions"][0]
    stored = server.house.store.decision(name).decision
    assert stored.signature is not None
    assert stored.deed is not None

    longer = replace(stored.deed, arguments={**stored.deed.arguments, "months": 24})
    told, other = signed_under(stored), signed_under(replace(stored, deed=longer))
    assert (told or {})["holds"]
    assert not (other or {})["holds"]


def test_without_a_signature_nothing_is_done(server: Served, ada: Person) -> None:
    card = shown(ada)

    assert press(ada, card).status_code == 403
    assert ada.say("yes").status_code == 200
    server.kit.deeds()
    assert server.kit.paid() == []


def test_a_signature_for_one_card_is_none_for_another(server: Served, ada: Person, key: Authenticator) -> None:
    first = shown(ada, "pledge A1 1")
    signature = key.get(signing(ada, first))
    second = shown(ada, "pledge A1 24")

    assert press(ada, second, signature).status_code == 403
    assert press(ada, second | {"id": first["id"]}, signature).status_code in (403, 404)
    server.kit.deeds()
    assert server.kit.paid() == []


def test_somebody_elses_passkey_signs_nothing(server: Served, ada: Person) -> None:
    card = shown(ada)
    stranger = Authenticator(PARTY.origins[0])

    assert press(ada, card, stranger.get(signing(ada, card))).status_code == 403
    bob = server.person("bob")
    assert bob.http.post(f"/v1/conversations/{ada.talk}/cards/{card['id']}/signing").status_code == 404


def test_the_same_press_sent_again_is_answered_as_before(server: Served, ada: Person, key: Authenticator) -> None:
    card = shown(ada)
    signature = key.get(signing(ada, card))

    first, again = (press(ada, card, signature, "p-1") for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["decisions"] == again.json()["decisions"]
    server.kit.deeds()
    assert server.kit.paid() == ["A1 for 12"]


def test_a_signed_card_can_be_cancelled_without_a_signature(server: Served, ada: Person) -> None:
    assert ada.press(shown(ada), "cancel").status_code == 200
    assert server.kit.paid() == []


def test_a_house_without_passkeys_says_so_and_shows_no_card(tmp_path: Path) -> None:
    with served(tmp_path, mind=Pledging()) as plain:
        said = plain.person("ada").say("pledge A1 12").json()

    kinds = [one["kind"] for item in said["items"] for one in item["parts"]]
    assert "card" not in kinds
    assert "your own signature" in str(said)


def test_a_signature_goes_with_its_person_and_the_decision_still_says_that_there_was_one(
    server: Served, ada: Person, key: Authenticator
) -> None:
    card = shown(ada)
    name = press(ada, card, key.get(signing(ada, card))).json()["decisions"][0]
    server.kit.deeds()

    server.house.store.erase(server.house.store.subject_of("ada") or "")

    assert server.house.store.decision(name).decision.signature is None
    assert server.house.explained(name).proof.trouble == ""
