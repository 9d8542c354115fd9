"""In a browser: a customer sets up a passkey in the shop's chat, proves by it, and what was asked goes on."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from joserfc.jwk import KeySet, OKPKey
from playwright.sync_api import Browser, FrameLocator, Page, expect
from starlette.responses import HTMLResponse, JSONResponse
from tests.turn.house import broker_for, doing, handle, sqlite_house, thought
from tests.turn.proving import PROVING_GATES, refunds
from tests.web.made import Letterbox, Mind, Served, house_of, wait_until
from tests.widget.conftest import WAIT_SECONDS

from earnest.connect.identity import ShopKeys
from earnest.connect.identity.passkey import Ceremonies, Party
from earnest.domain.time import SimulatedClock
from earnest.domain.turns import Look, Scene, Thought
from earnest.web.api import make_web
from earnest.web.widget import DIST, Sites

pytestmark = pytest.mark.slow


class Refunding(Mind):
    def think(self, scene: Scene, look: Look) -> Thought:
        if scene.text == "pledge":
            return thought(scene, doing("pledge", {"order": handle(look, "A1"), "months": 12}))
        return refunds(scene, look)


@dataclass
class Shop:
    """A shop's page that embeds the chat, on another origin than the chat's."""

    url: str
    served: Served
    customer: str = ""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    assert (DIST / "panel.html").is_file(), "the widget was not built; run make setup"
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    made = _shop(tmp_path, port)
    server = uvicorn.Server(uvicorn.Config(made.served.web, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        yield made
    finally:
        made.served.end()
        server.should_exit = True
        thread.join(WAIT_SECONDS)
        listener.close()


def _shop(folder: Path, port: int) -> Shop:
    chat, url = f"http://localhost:{port}", f"http://127.0.0.1:{port}"
    key, mind = OKPKey.generate_key("Ed25519", {"kid": "a"}), Refunding()
    clock = SimulatedClock(time.time_ns() // 1_000)
    keys = ShopKeys(KeySet.import_key_set(KeySet([key]).as_dict(private=False)), "fernhalm")
    kit = sqlite_house(folder, clock=clock)
    broker = broker_for(folder / "g", PROVING_GATES)
    kit = replace(
        kit,
        turns=replace(kit.turns, world=replace(kit.turns.world, broker=broker, proves=True)),
        outbox=replace(kit.outbox, broker=broker),
    )
    house = house_of(kit, mind, keys, folder)
    assert house.passkeys is not None
    party = Party("localhost", "fernhalm", (chat,))
    house = replace(house, passkeys=replace(house.passkeys, ceremonies=Ceremonies(party)))
    web = make_web(house, sites=Sites((url,)))
    made = Shop(url, Served(url, house, kit, mind, web, key, clock))
    _add_page(web, chat, made)
    return made


def _add_page(web: FastAPI, chat: str, shop: Shop) -> None:
    @web.get("/shop/token", include_in_schema=False, response_model=None)
    def token() -> JSONResponse:
        return JSONResponse(shop.served.identity_token(shop.customer) if shop.customer else None)

    @web.get("/shop", include_in_schema=False, response_model=None)
    def page() -> HTMLResponse:
        told = 'document.querySelector("earnest-chat").identity = async () => (await fetch("/shop/token")).json();'
        return HTMLResponse(
            f'<!doctype html><html lang="en"><title>Shop</title><main><h1>Shop</h1></main>'
            f'<script type="module">await import("{chat}/widget/loader.js"); {told}</script></html>'
        )


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 800}, locale="en-GB")
    context.set_default_timeout(WAIT_SECONDS * 1_000)
    found = context.new_page()
    devices = context.new_cdp_session(found)
    devices.send("WebAuthn.enable")
    phone = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    phone |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": phone})
    yield found
    context.close()


def opened(page: Page, shop: Shop, customer: str) -> FrameLocator:
    shop.customer = customer
    page.goto(f"{shop.url}/shop")
    page.get_by_role("button", name="Chat: AI assistant or a person").click()
    chat = page.frame_locator("iframe")
    chat.locator("#words").wait_for()
    return chat


def say(chat: FrameLocator, text: str) -> None:
    chat.locator("#words").fill(text)
    chat.locator("#words").press("Enter")


def test_a_passkey_is_set_up_where_it_is_needed_and_what_was_asked_goes_on(page: Page, shop: Shop) -> None:
    chat = opened(page, shop, "ada")
    say(chat, "A3")
    chat.get_by_role("button", name="Prove that it is me").click()
    proof = chat.get_by_role("region", name="Prove who you are")

    proof.get_by_role("button", name="Set up a passkey").click()
    proof.get_by_role("button", name="Prove with my passkey").click()
    chat.get_by_role("button", name="Do refund").click()

    wait_until(lambda: shop.served.kit.paid() == ["A3"])
    expect(proof).to_have_count(0)
    assert shop.served.kit.waiting() == []


def test_a_passkey_is_seen_added_to_and_removed_by_its_owner(page: Page, shop: Shop) -> None:
    chat = opened(page, shop, "ada")
    chat.get_by_role("button", name="Menu").click()
    chat.get_by_role("button", name="Prove who you are").click()
    proof = chat.get_by_role("region", name="Prove who you are")
    proof.get_by_role("button", name="Set up a passkey").click()
    proof.get_by_text("Set up on").wait_for()

    proof.get_by_role("button", name="Remove").click()

    expect(proof.get_by_text("Set up on")).to_have_count(0)
    expect(proof.get_by_role("button", name="Set up a passkey")).to_be_enabled()


def test_what_binds_a_customer_is_signed_in_the_chat(page: Page, shop: Shop) -> None:
    chat = opened(page, shop, "ada")
    say(chat, "pledge")
    chat.get_by_text("you sign it with your passkey").wait_for()
    chat.get_by_role("button", name="Do pledge").click()
    proof = chat.get_by_role("region", name="Prove who you are")
    proof.get_by_role("button", name="Set up a passkey").click()
    proof.get_by_text("Set up on").wait_for()
    proof.get_by_role("button", name="Close").click()

    chat.get_by_role("button", name="Do pledge").click()

    wait_until(lambda: shop.served.kit.paid() == ["A1 for 12"])


def test_who_does_not_prove_is_told_so_and_nothing_is_done(page: Page, shop: Shop) -> None:
    chat = opened(page, shop, "ada")
    say(chat, "A3")
    chat.get_by_role("button", name="Prove that it is me").click()
    proof = chat.get_by_role("region", name="Prove who you are")
    shop.served.house.store.passkeys.forget("ada")

    proof.get_by_role("button", name="Close").click()

    expect(proof).to_have_count(0)
    assert shop.served.kit.paid() == []


def test_a_visitor_proves_an_address_by_the_code_from_the_mail(page: Page, shop: Shop) -> None:
    chat = opened(page, shop, "")
    chat.get_by_role("button", name="Menu").click()
    chat.get_by_role("button", name="Prove who you are").click()
    proof = chat.get_by_role("region", name="Prove who you are")
    carrier = shop.served.house.proofs.carrier
    assert isinstance(carrier, Letterbox)

    proof.get_by_label("Your e-mail address").fill("ada@example.org")
    proof.get_by_role("button", name="Send me a code").click()
    wait_until(lambda: carrier.letters)
    wrong = "000000" if carrier.letters[0].code != "000000" else "000001"
    proof.get_by_label("The six digits").fill(wrong)
    proof.get_by_role("button", name="Confirm").click()
    expect(proof.get_by_role("alert")).to_contain_text("does not fit")
    proof.get_by_label("The six digits").fill(carrier.letters[0].code)
    proof.get_by_role("button", name="Confirm").click()

    expect(proof).to_have_count(0)
    say(chat, "A1")
    chat.locator("article[data-author=ai]").nth(1).wait_for()
