"""``python -m app.server``: serve the pages of ``app/main.py``, behind the guard. ``kb app`` runs it."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config
from streamlit.web import bootstrap

from app.server import access as accesses
from app.server import addresses, head_start
from app.server.access import Access
from app.server.addresses import Beneath
from app.server.admission import Admission
from app.server.guard import Guard
from app.server.monitoring import events, logs, metrics
from app.server.monitoring.front import Front
from app.server.monitoring.health import Health
from app.server.sign_in import SignIn
from kb.errors import KbError

_MAIN = Path(__file__).parents[1] / "main.py"
_MISUSE = 2


class GuardedApp(st.App):
    """The pages as an application that nothing reaches but through the guard, not even an error."""

    front: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a connection."""
        await self.front(scope, receive, send)


def main() -> None:
    """Serve until somebody ends it."""
    options = _options()
    addresses.begin(options.base_path)
    head_start.prepare()
    sys.argv = [str(_MAIN)]  # beside it Streamlit finds its settings
    if options.log == "json":
        logs.begin()
        events.listen(logs.write)
    app = GuardedApp(_MAIN)
    settings = _settings(options.address, options.port)
    bootstrap.load_config_options(settings)
    try:
        access = accesses.decide(
            options.address,
            config.get_option("secrets.files"),
            names=options.host_name,
            is_insecure=options.insecure,
        )
        health = Health()
        numbers = metrics.set_up(health)
    except KbError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(_MISUSE)
    accesses.begin(access)
    guard = Guard(super(GuardedApp, app).__call__, access.addresses, access.entrance, access.remembered)
    app.front = Beneath(Front(guard, health, numbers), options.base_path)
    start = head_start.Opening(*_links(access, options), is_opened=options.open)
    threading.Thread(target=head_start.load, args=(start,), daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn would end without noting the checksum
    with suppress(KeyboardInterrupt):  # Ctrl-C is how one ends it
        app.run(config=settings)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app.server")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--host-name", action="append", default=[])
    parser.add_argument("--insecure", action="store_true")
    parser.add_argument("--open", action="store_true")
    parser.add_argument("--base-path", default="")
    parser.add_argument("--log", choices=("text", "json"), default="text")
    return parser.parse_args()


def _settings(address: str, port: int) -> dict[str, Any]:
    """What no file and no variable can say otherwise, because the guard counts on it."""
    return {
        "server.address": address,
        "server.port": port,
        "server.headless": True,  # else Streamlit offers to install things; we open the browser
        "server.showEmailPrompt": False,
        "server.baseUrlPath": "",
        "server.enableAgentApi": False,
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.trustedUserHeaders": {},
        "client.showErrorDetails": "none",
        "global.developmentMode": False,
        "logger.hideWelcomeMessage": True,  # it would ask another computer for our address
        "browser.gatherUsageStats": False,
    }


def _links(access: Access, options: argparse.Namespace) -> tuple[str, str]:
    """The link that is printed, and the one that the browser is opened with."""
    shown = "localhost" if options.address in ("0.0.0.0", "::") else options.address  # noqa: S104
    scheme = "https" if config.get_option("server.sslCertFile") else "http"
    address = f"{scheme}://{f'[{shown}]' if ':' in shown else shown}:{options.port}{addresses.base()}"
    entrance = access.entrance
    if isinstance(entrance, SignIn):
        return entrance.origin + addresses.at("/"), entrance.origin + addresses.at("/")
    if isinstance(entrance, Admission):
        return f"{address}/?token={entrance.token}", f"{address}/?token={entrance.opening}"
    return address, address


if __name__ == "__main__":
    main()
