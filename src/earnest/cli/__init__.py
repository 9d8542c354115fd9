"""The command line: `earnest demo`, `new`, `chat`, `check`, `test`, `serve`, `why`, `verify` and their kin.

Commands import what they need when they run, so that `earnest --help` is quick.
"""

import sys

import typer

from earnest.cli import (
    backing_up,
    chat,
    check,
    consent,
    demo,
    desk,
    evaluating,
    holding,
    keeping,
    new,
    passkeys,
    proofs,
    reporting,
    retaining,
    serve,
    switching,
    test,
    uses,
    verifying,
    witnessing,
)
from earnest.domain.errors import EarnestError

FAILED, INTERRUPTED = 1, 130


def commands() -> typer.Typer:
    """The `earnest` command with all its subcommands."""
    app = typer.Typer(
        name="earnest",
        help="A support assistant that asks a person before the big jobs, and can always show why.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.command("demo")(demo.demo)
    app.command("new")(new.new)
    app.command("chat")(chat.chat)
    app.command("serve")(serve.serve)
    app.command("check")(check.check)
    app.command("test")(test.play)
    app.command("why")(proofs.why)
    app.command("verify")(verifying.verify)
    app.command("disclose")(proofs.disclose)
    app.command("erase")(proofs.erase)
    app.command("uses")(uses.uses)
    app.command("report")(reporting.report)
    app.command("backup")(backing_up.backup)
    app.command("restore")(backing_up.restore)
    app.command("hold")(holding.hold)
    app.command("doctor")(keeping.doctor)
    app.command("forget-passkeys")(passkeys.forget_passkeys)
    app.add_typer(keeping.keys_commands(), name="keys")
    app.add_typer(retaining.commands(), name="retention")
    app.add_typer(switching.commands(), name="switch")
    app.add_typer(proofs.log_commands(), name="log")
    app.add_typer(consent.commands(), name="consent")
    app.add_typer(desk.commands(), name="desk")
    app.add_typer(witnessing.commands(), name="witness")
    app.add_typer(evaluating.commands(), name="eval")
    return app


def main() -> None:
    """Run the command line. What is wrong is said in one sentence, with exit code 1; wrong usage gives 2."""
    try:
        commands()()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        if not is_ours(error):
            raise
        sys.stderr.write(f"{error}\n")
        sys.exit(FAILED)


def is_ours(error: Exception) -> bool:
    """Whether an error's message is meant for whoever typed the command."""
    from earnest.ledger.errors import LedgerError

    return isinstance(error, EarnestError | LedgerError)
