"""``kb app``: the catalog in the browser."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Annotated, Literal

import typer

from kb.cli.catalog.demo import DEMO_CATALOG, build_demo
from kb.cli.options import Database
from kb.cli.output import render
from kb.cli.sessions import catalog_file, refuse_copies, require_catalog

LogFormat = Literal["text", "json"]


def app(
    database: Database = None,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=1, max=65_535, help="Port to listen on.")
    ] = 8501,
    address: Annotated[
        str,
        typer.Option(
            "--address",
            metavar="ADDRESS",
            help="Address to listen on. The default can only be reached from this computer; "
            "all others need sign-in.",
        ),
    ] = "127.0.0.1",
    host_name: Annotated[
        list[str] | None,
        typer.Option(
            "--host-name",
            metavar="NAME",
            help="Another host name or address of the app. Can be repeated.",
        ),
    ] = None,
    project: Annotated[
        str | None,
        typer.Option(
            "--project",
            metavar="NAME",
            help="A project of this server (see `kb projects`): its catalog, port and address /p/NAME/.",
        ),
    ] = None,
    insecure: Annotated[
        bool,
        typer.Option(
            "--insecure",
            help="Without sign-in, let everybody who reaches the address read and change everything.",
        ),
    ] = False,
    log: Annotated[
        LogFormat,
        typer.Option(
            "--log",
            metavar="FORMAT",
            help="Log as text (warnings and errors), or as json: a line for each request, page and action, "
            "without words of interviews.",
        ),
    ] = "text",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in your browser.")
    ] = True,
) -> None:
    """Open the catalog in the browser.

    Browse, read, search and code. Everything you do is saved at once. Press Ctrl-C to stop. The command
    prints a link that lets you in; it is new at each start. If you name no catalog and there is none in this
    folder, the demo catalog is built and opened.
    """
    chosen, path = database, ""
    if project is not None:
        chosen, port, path = _of_project(project, database=database, insecure=insecure)
    chosen = chosen or _demo_catalog()
    _require_catalog(chosen)
    # A page's matrices are small: more threads would only wait for one another, twenty times as long as one.
    environment = {"OPENBLAS_NUM_THREADS": "1"} | os.environ | ({"KB_DATABASE": chosen} if chosen else {})
    flags = ["--port", str(port), "--address", address]
    flags += [f"--host-name={name}" for name in host_name or ()]
    flags += ["--insecure"] * insecure + ["--open"] * browser + ["--log", log]
    flags += ["--base-path", path] if path else []
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


def _of_project(name: str, *, database: str | None, insecure: bool) -> tuple[str, int, str]:
    """Return the catalog of a project, the port of its app, and its path in the address of the server."""
    from kb.db.projects import named

    if database is not None:
        raise typer.BadParameter(
            "the list of projects names the catalog; leave it out",
            param_hint="--database",
        )
    if insecure:
        raise typer.BadParameter(
            "the projects of a server are for those who are invited", param_hint="--insecure"
        )
    found = named(name)
    return found.database, found.port, found.path


def _require_catalog(database: str | None) -> None:
    """Refuse a path without a catalog: the app would create an empty one there.

    Raises:
        CatalogError: there is no catalog.
    """
    from kb.db.failures import OutdatedCatalogError

    try:
        require_catalog(database)
    except OutdatedCatalogError:
        render.note("this catalog has an older schema: it is backed up, then updated")
    else:
        refuse_copies(database)


def _demo_catalog() -> str | None:
    """Return the demo catalog, built if needed; None where KB_DATABASE or this folder has a catalog."""
    file = catalog_file(None)
    if file is None or file.exists() or os.environ.get("KB_DATABASE"):
        return None
    if not DEMO_CATALOG.exists():
        render.note("no catalog in this folder: building the demo catalog")
        build_demo(str(DEMO_CATALOG))
    return str(DEMO_CATALOG)
