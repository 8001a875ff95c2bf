"""``python -m app.server.projects``: the page that leads to the projects. ``kb projects serve`` runs it."""

from __future__ import annotations

import argparse
import sys

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from streamlit import config

from app.server import sign_in
from app.server.addresses import Addresses, is_loopback
from app.server.guard import Guard
from app.server.projects.front_door import FrontDoor
from app.server.projects.memberships import Memberships
from kb.db import projects
from kb.errors import KbError

_MISUSE = 2


def main() -> None:
    """Serve until somebody ends it."""
    options = _options()
    try:
        listed = projects.listed(options.projects)
        provider = sign_in.read(config.get_option("secrets.files"))
    except KbError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(_MISUSE)
    memberships = Memberships(listed)
    guard = guarded(memberships, provider, options.host_name)
    try:
        uvicorn.run(
            guard,
            host=options.address,
            port=options.port,
            access_log=False,
            log_level="warning",
            proxy_headers=False,
            server_header=False,
        )
    finally:
        memberships.close()


def guarded(memberships: Memberships, provider: sign_in.SignIn | None, names: list[str]) -> Guard:
    """Return the page behind the guard that stands before each app, too."""
    known = frozenset(name.lower() for name in names)
    origins = frozenset(f"{scheme}://{name}" for scheme in ("http", "https") for name in known)
    if provider is not None:
        origins |= {provider.origin}
    return Guard(_nothing, Addresses(known, origins), FrontDoor(memberships, provider))


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await PlainTextResponse("Not found", 404)(scope, receive, send)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app.server.projects")
    parser.add_argument("--projects")
    parser.add_argument("--port", type=int, default=8500)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--host-name", action="append", default=[])
    options = parser.parse_args()
    if not is_loopback(options.address):
        parser.error("this page listens on this machine only; nginx reaches it there")
    return options


if __name__ == "__main__":
    main()
