"""``kb app``: the catalog in the browser."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.options import Database
from kb.cli.output import render
from kb.cli.output.progress import progress_bar
from kb.cli.sessions import file_of


def app(
    database: Database = None,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=1, max=65_535, help="Where it listens.")
    ] = 8501,
    address: Annotated[
        str, typer.Option("--address", help="Who may reach it; only this machine, unless you say otherwise.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Open the catalog in the browser: browse, read, search, code.

    Without a catalog, the demo is built and opened. It runs until you end it with Ctrl-C. Everything you do
    in it is stored at once.
    """
    chosen = database or _demo_if_there_is_none()
    settings = {
        "server.port": port,
        "server.address": address,
        "server.headless": str(not browser).lower(),
        "server.showEmailPrompt": "false",  # on a new machine Streamlit would ask for an address, and wait
        "browser.gatherUsageStats": "false",
    }
    flags = [f"--{name}={value}" for name, value in settings.items()]
    # A page's matrices are small: more threads would only wait for one another, twenty times as long as one.
    environment = {"OPENBLAS_NUM_THREADS": "1"} | os.environ | ({"KB_DATABASE": chosen} if chosen else {})
    command = [sys.executable, "-m", "app.server", *flags]
    server = subprocess.Popen(command, env=environment)  # noqa: S603  ours
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())  # it would live on, and keep the port
    try:
        code = server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        raise typer.Exit(0) from None
    raise typer.Exit(0 if code == -signal.SIGTERM else code)


def _demo_if_there_is_none() -> str | None:
    """Return the demo catalog, built if need be, where there is no other: no KB_DATABASE, none here."""
    file = file_of(None)
    if file is None or file.exists() or os.environ.get("KB_DATABASE"):
        return None
    from kb.package_data import samples_folder
    from kb.store.ingest.files import ingest

    demo = Path("kb-demo") / "catalog.db"
    if not demo.exists():
        render.note("no catalog here yet: building the demo catalog")
        demo.parent.mkdir(exist_ok=True)
        with progress_bar() as progress:
            ingest(demo, [samples_folder()], progress=progress)
    return str(demo)
