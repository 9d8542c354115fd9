"""`earnest witness`: watch over other people's logs, so that none of them can tell two stories."""

from pathlib import Path
from typing import Annotated

import typer

from earnest.cli.serve import is_loopback
from earnest.cli.verifying import keys_in
from earnest.domain.errors import BadInput

PORT = 8410

Folder = Annotated[Path, typer.Argument(help="The witness's folder.", metavar="FOLDER")]


def commands() -> typer.Typer:
    """`earnest witness new`, `keys` and `serve`."""
    app = typer.Typer(help="Watch over other people's logs: cosign that each of them only ever grew.")
    app.command("new")(new)
    app.command("keys")(keys)
    app.command("serve")(serve)
    return app


def new(
    folder: Folder,
    name: Annotated[str, typer.Option("--name", help="What it signs as, such as works-council.example/w1.")],
) -> None:
    """Make a witness: draw its keys, and begin the list of logs that it looks at."""
    from earnest.witness import KEY_FILE, LOGS_FILE, new_key

    key = new_key(name)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key.save(folder / KEY_FILE)
    (folder / LOGS_FILE).touch()
    typer.echo(f"{name} is in {folder}. Put the keys of the logs to look at into {folder / LOGS_FILE}, one a line.")


def keys(
    folder: Folder,
    url: Annotated[str, typer.Option("--url", help="Where it will be reached.")] = "",
) -> None:
    """Print the lines of a quorum file for this witness: both of its keys must sign."""
    from earnest.witness import KEY_FILE, read_key

    key = read_key(folder / KEY_FILE)
    for number, one in enumerate(key.verifiers, 1):
        typer.echo(f"witness {key.name}#{number} {one.text()} {url}".rstrip())
    typer.echo(f"group {key.name} all {key.name}#1 {key.name}#2")


def serve(
    folder: Folder,
    port: Annotated[int, typer.Option("--port", min=1, max=65_535)] = PORT,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    allow_public: Annotated[
        bool, typer.Option("--allow-public", help="Listen beyond this machine; put TLS in front first.")
    ] = False,
) -> None:
    """Serve a witness over HTTP (c2sp.org/tlog-witness)."""
    if not allow_public and not is_loopback(host):
        raise BadInput(f"{host} can be reached from other machines; add --allow-public if that is meant.")
    import uvicorn

    from earnest.domain.time import SystemClock
    from earnest.store.witnessed import Witnessed
    from earnest.web.witness import make_witness
    from earnest.witness import KEY_FILE, LOGS_FILE, STATE_FILE, Witness, read_key

    key, logs = read_key(folder / KEY_FILE), keys_in(folder / LOGS_FILE)
    if not logs:
        raise BadInput(f"{folder / LOGS_FILE} names no log; put the keys of one there (`earnest log keys`).")
    memory = Witnessed(folder / STATE_FILE)
    named = ", ".join(sorted({one.name for one in logs}))
    typer.echo(f"{key.name} on http://{host}:{port}, looking at {named}")
    web = make_witness(Witness(key, logs, memory, SystemClock()), memory.close)
    uvicorn.run(web, host=host, port=port, log_level="warning", ws="none")
