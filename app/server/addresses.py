"""Under which names the app answers: a page of another site can make any name mean this computer.

And under which path of them: ``/p/drift`` where a server shows several projects. Nothing behind
:class:`Beneath` knows of it: paths that come in lose it, and what is sent out gets it by :func:`at`.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from starlette.datastructures import URL
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""What this computer calls itself."""
_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(?::\d{1,5})?", re.IGNORECASE)
_ORIGIN = re.compile(r"https?://(?P<host>[^/?#@]+)", re.IGNORECASE)


def is_loopback(address: str) -> bool:
    """Say whether an address is reachable from this computer only."""
    found = _number(address)
    return address.lower() == "localhost" or (found is not None and found.is_loopback)


@dataclass(frozen=True)
class Addresses:
    """The names of this app beside those of this computer, and origins other than the host asked for."""

    names: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()

    def is_own_host(self, host: str | None, reached: str | None) -> bool:
        """Say whether a request asks for this app.

        Args:
            host: the header of the request, with or without a port; a tunnel may have another one.
            reached: the address of this computer that the connection came to. As a number it is no name
                that somebody else can lend.
        """
        parts = _HOST.fullmatch(host or "")
        if parts is None:
            return False
        name = (parts["six"] or parts["name"]).lower().rstrip(".")
        return name in LOOPBACK or name in self.names or (_number(name) or "") == _number(reached or "")

    def is_own_origin(self, origin: str | None, host: str | None) -> bool:
        """Say whether a page of this app asks; what is no page of a browser names no origin."""
        if origin is None or origin.lower() in self.origins:
            return True
        parts = _ORIGIN.fullmatch(origin)
        return parts is not None and host is not None and parts["host"].lower() == host.lower()


def _number(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


_begun: list[str] = []


def begin(path: str) -> None:
    """Note the path under which this server answers; empty for all of an address."""
    _begun[:] = [path] if path else []


def base() -> str:
    """Return the path under which this server answers, such as ``/p/drift``; empty for all of an address."""
    return _begun[0] if _begun else ""


def at(path: str) -> str:
    """Return where a path of this app (``/issues``) is in the address of a browser."""
    return base() + path


class Beneath:
    """Answers under a path only, and hands on what comes there as if it had come to ``/``."""

    def __init__(self, app: ASGIApp, path: str) -> None:
        self._app, self._path = app, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a connection."""
        path = str(scope.get("path", ""))
        if scope["type"] == "lifespan" or not self._path:
            await self._app(scope, receive, send)
        elif path.startswith(f"{self._path}/"):
            raw = scope.get("raw_path")
            cut = raw[len(self._path) :] if raw is not None else None
            await self._app({**scope, "path": path[len(self._path) :], "raw_path": cut}, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif path == self._path:
            await RedirectResponse(f"{path}/{_query(scope)}", 308)(scope, receive, send)
        else:
            await PlainTextResponse("Not found", 404)(scope, receive, send)


def _query(scope: Scope) -> str:
    query = URL(scope=scope).query
    return f"?{query}" if query else ""
