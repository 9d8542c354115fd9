"""The page that checks receipts, opened from a disk in a real browser: no server, no network, no framework."""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.ledger.made import KEYS, NOW_S, SIGNERS, Log, flipped
from tests.ledger.strangers import PAGE, QUANTUM_WITNESS, WITNESS, key_file, witnessed
from tests.ledger.test_receipt import disclosed_log

from earnest.ledger import VerifierKey, disclose, make_receipt, sign_note

pytestmark = pytest.mark.slow

ED25519_ONLY = (KEYS[0], WITNESS.verifier)


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page as somebody saved it, in a browser without a network."""
    saved = tmp_path / "saved.html"
    saved.write_bytes(PAGE.read_bytes())
    context = browser.new_context(locale="en-GB", timezone_id="UTC", offline=True)
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(saved.as_uri())
    yield page
    assert not troubles
    context.close()


def receipt(witnesses: bool = True) -> tuple[Log, str]:
    log, fields = disclosed_log()
    note = witnessed(log, WITNESS, QUANTUM_WITNESS) if witnesses else log.checkpoint()
    return log, make_receipt(log.hashes, 2, note, log.entries[2], disclose(fields, {"outcome"}))


def checked(page: Page, text: str, keys: tuple[VerifierKey, ...] = ED25519_ONLY) -> str:
    page.locator("#receipt").fill(text)
    page.locator("#keys").fill("\n".join(key.text() for key in keys))
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#result h2")).to_be_visible()
    return str(page.locator("#result").inner_text())


def test_its_policy_lets_nothing_in_or_out_but_itself() -> None:
    text = PAGE.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None

    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy.group(1), "put this digest into the page's policy"
    assert "default-src 'none'" in policy.group(1)
    assert not re.search(r"\b(?:src|href)=", text)
    assert not re.search(r"innerHTML|insertAdjacent|document\.write|fetch\(|XMLHttp|import\(", text)


def test_a_dropped_receipt_holds_with_what_it_shows_and_its_witness(page: Page, tmp_path: Path) -> None:
    log, text = receipt()
    (tmp_path / "one.tlog-proof").write_text(text)
    page.locator("#keys-file").set_input_files(key_file(tmp_path / "keys.txt", ED25519_ONLY))

    page.locator("#receipt-file").set_input_files(tmp_path / "one.tlog-proof")

    expect(page.locator("#result h2")).to_have_text("The receipt holds")
    said = page.locator("#result").inner_text()
    assert "entry 2 of 5" in said
    assert log.head.root.hex() in said
    assert '"do_it"' in said
    assert "1 further field" in said
    assert "w1.example (witness), 21 September 2026" in said


def test_what_a_browser_cannot_check_is_said_and_never_taken_as_checked(page: Page) -> None:
    said = checked(page, receipt()[1], (*KEYS, WITNESS.verifier))

    assert said.startswith("The receipt holds, as far as this page can see")
    assert "ML-DSA-44" in said
    assert "check_log.py" in said


def test_any_change_is_refused(page: Page) -> None:
    _, text = receipt()
    head, _, note = text.partition("\n\n")
    log, fields = disclosed_log()
    half = make_receipt(log.hashes, 2, sign_note(log.head.text(), [SIGNERS[1]], NOW_S), log.entries[2])
    lines = text.split("\n")
    path = base64.b64encode(flipped(base64.b64decode(lines[4]), 5)).decode()
    extra = base64.b64decode(lines[1].removeprefix("extra "))
    other = base64.b64encode(extra.replace(base64.b64encode(b'"do_it"'), base64.b64encode(b'"refuse"'))).decode()
    changed = {
        "another place": text.replace("\nindex 2\n", "\nindex 3\n"),
        "another size": f"{head}\n\n{note.replace(chr(10) + '5' + chr(10), chr(10) + '6' + chr(10))}",
        "another path": text.replace(lines[4], path),
        "other words": text.replace(lines[1], f"extra {other}"),
        "no signature of a trusted kind": half,
        "a longer path": text.replace(lines[4], f"{lines[4]}\n{lines[4]}"),
        "no receipt": "rubbish",
        "half a receipt": head,
    }

    for name, one in changed.items():
        assert checked(page, one).startswith("The receipt does not hold"), name
    assert checked(page, text).startswith("The receipt holds")
    assert fields


def test_strangers_keys_prove_nothing(page: Page) -> None:
    for keys in ((), (WITNESS.verifier,), (KEYS[1],)):
        assert checked(page, receipt()[1], keys).startswith("The receipt does not hold"), keys
    page.locator("#keys").fill(KEYS[0].text()[:-6] + "AAAAA=")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#result")).to_contain_text("a public key is malformed")


def test_it_speaks_german_and_says_all_in_both(page: Page) -> None:
    checked(page, receipt()[1])

    page.get_by_role("button", name="Deutsch").click()

    expect(page.locator("#result h2")).to_have_text("Der Beleg stimmt")
    expect(page.locator("h1")).to_have_text("Einen Beleg prüfen")
    assert page.locator("html").get_attribute("lang") == "de"
    same = "JSON.stringify(Object.keys(WORDS.en).sort()) === JSON.stringify(Object.keys(WORDS.de).sort())"
    assert page.evaluate(same)


def test_a_program_can_read_it_and_a_keyboard_reach_it(page: Page, axe: str) -> None:
    checked(page, receipt()[1])
    page.evaluate(axe)

    found = page.evaluate("axe.run().then((result) => result.violations.map((one) => one.id))")

    assert found == []
    page.locator("#receipt").focus()
    for expected in ("keys-file", "keys"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == expected
