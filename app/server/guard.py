"""Stands before Streamlit: looks at every request and connection before any page or file does.

Addresses first (:mod:`app.server.addresses`), then who comes in (the entrance), for pages, files, uploads and
the connection of a page alike. What nobody needs is not there at all.
"""

from __future__ import annotations

from typing import Protocol

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from app.server import presence
from app.server.addresses import Addresses
from app.server.headers import with_headers
from app.server.remembered import Remembered

HEALTH = "/_stcore/health"
_HIDDEN = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")
"""Numbers about the program and a second way in that the app does not use."""
_SETTINGS = "/_stcore/host-config"
_OF_A_PAGE = {
    "allowedOrigins": [],
    "useExternalAuthToken": False,
    "enableCustomParentMessages": False,
    "enforceDownloadInNewTab": False,
    "metricsUrl": "",
    "blockErrorDialogs": True,
    "resourceCrossOriginMode": None,
}
"""What a page of Streamlit asks for at its start. A page of no other origin may send it messages, as hosts of
Streamlit may; and where the app does not answer, no dialog takes the focus from whoever is typing: a line at
the foot of the page says it (``view/connection.js``)."""
_POLICY_VIOLATION = 1008


class Entrance(Protocol):
    """Decides who is let in."""

    async def answer(self, asked: HTTPConnection) -> Response | None:
        """Return what a stranger is told; None lets in."""

    async def form(self, asked: HTTPConnection, receive: Receive) -> Response | None:
        """Answer a form of the entrance's own; None where something else is asked for."""


class Open:
    """Lets everybody in: somebody has asked for it (``--insecure``)."""

    async def answer(self, asked: HTTPConnection) -> Response | None:  # noqa: ARG002  an entrance
        """Let in."""
        return None

    async def form(self, asked: HTTPConnection, receive: Receive) -> None:
        """Have no form."""


class Guard:
    """An application that answers who is not let in, and hands everything else on."""

    def __init__(
        self, app: ASGIApp, addresses: Addresses, entrance: Entrance, remembered: Remembered | None = None
    ) -> None:
        self._app, self._addresses, self._entrance = app, addresses, entrance
        self._remembered = remembered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        answer = self._refused(asked) or await self._entrance.form(asked, receive)
        answer = answer or await self._answer(asked)
        if answer is None and scope["type"] == "http":
            answer = await self._own(asked)
        if answer is None:
            await self._app(scope, receive, with_headers(send))
        elif scope["type"] == "websocket":
            await WebSocketClose(_POLICY_VIOLATION)(scope, receive, send)
        else:
            await answer(scope, receive, with_headers(send))

    async def _own(self, asked: HTTPConnection) -> Response | None:
        """Return what we answer in place of Streamlit to who is let in."""
        if asked.scope["path"] == presence.PATH:
            return await presence.answer(asked)
        if asked.scope["path"] == _SETTINGS:
            return JSONResponse(_OF_A_PAGE, headers={"Cache-Control": "no-cache"})
        return None

    def _refused(self, asked: HTTPConnection) -> Response | None:
        if not self._is_for_us(asked):
            return PlainTextResponse("This app does not answer to that name.", 421)
        if not self._is_from_us(asked):
            return PlainTextResponse("This app does not answer pages of other sites.", 403)
        if asked.scope["path"].startswith(_HIDDEN):
            return PlainTextResponse("Not found", 404)
        return None

    async def _answer(self, asked: HTTPConnection) -> Response | None:
        path = asked.scope["path"]
        if (refused := await self._entrance.answer(asked)) is not None:
            return PlainTextResponse("ok") if path == HEALTH else refused
        if self._remembered is not None and path == self._remembered.path:
            return self._remembered.answer(asked)
        return None

    def _is_for_us(self, asked: HTTPConnection) -> bool:
        hosts = asked.headers.getlist("host")
        reached = asked.scope.get("server") or (None, None)
        return len(hosts) == 1 and self._addresses.is_own_host(hosts[0], reached[0])

    def _is_from_us(self, asked: HTTPConnection) -> bool:
        """Whether a page of this app asks, or a person: who opens a page may come from anywhere."""
        headers = asked.headers
        is_foreign = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        if is_foreign and headers.get("sec-fetch-mode") != "navigate":
            return False
        return self._addresses.is_own_origin(headers.get("origin"), headers.get("host"))
