"""The demo: served on 127.0.0.1, played over HTTP, kept over a restart."""

import re
import socket
from pathlib import Path

from tests.cli.conftest import Run

from earnest.cli.demo import free


def test_the_demo_plays_answers_card_receipt_person_reason_and_proof(run: Run, data: Path) -> None:
    ran = run("demo", "--terminal", "--data", str(data), "--no-prompt")

    assert ran.code == 0, ran.err
    for told in (
        "is served on http://127.0.0.1:",
        "FH4200188",
        "Refund €24.90",
        "Done: Refund €24.90",
        "A person takes over",
        "with amount 50.00 EUR or less: confirm",
        "in the signed log, checked",
    ):
        assert told in ran.out
    assert re.search(r"^ok this log: \d+ entries, root [0-9a-f]{64}$", ran.out, re.MULTILINE)


def test_a_second_run_goes_on_where_the_first_was_left(run: Run, data: Path) -> None:
    first = run("demo", "--terminal", "--data", str(data), "--no-prompt")
    receipt = re.findall(r"Decision\s+(D-\S+)", first.out)[0]

    second = run("demo", "--terminal", "--data", str(data), "--no-prompt")

    assert second.code == 0, second.err
    assert "earlier run" in second.out
    assert receipt in second.out
    assert re.search(r"A-\S+ waits for a person until", second.out)
    assert "NOT ok" not in second.out


def test_reset_starts_afresh(run: Run, data: Path, learned: Path) -> None:
    run("demo", "--terminal", "--data", str(data), "--no-prompt")

    again = run("demo", "--terminal", "--data", str(data), "--no-prompt", "--reset")

    assert "earlier run" not in again.out
    assert "Done: Refund €24.90" in again.out


def test_reset_removes_only_what_it_made(run: Run, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "dear.txt").write_text("Dear Ada")

    ran = run("demo", "--terminal", "--data", str(letters), "--no-prompt", "--reset")

    assert ran.code == 1
    assert (letters / "dear.txt").read_text() == "Dear Ada"


def test_a_taken_port_gives_the_next_free_one(run: Run, data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ran = run("demo", "--terminal", "--data", str(data), "--no-prompt", "--port", str(port))

    assert ran.code == 0, ran.err
    assert f"({port} was taken)" in ran.out


def test_two_that_start_at_once_are_never_given_the_same_port() -> None:
    with free(20_000) as first, free(first.getsockname()[1]) as second:
        ports = first.getsockname()[1], second.getsockname()[1]

    assert ports[1] > ports[0] >= 20_000
