"""Stands before the guard: times what is answered, and answers those who watch the server."""

from __future__ import annotations

import time

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server import presence
from app.server.headers import with_headers
from app.server.monitoring import health, metrics
from app.server.monitoring.events import Event, Kind, tell
from app.server.monitoring.health import Health
from app.server.monitoring.metrics import Metrics

_QUIET = ("/static/", "/app/static/", "/_stcore/health", presence.PATH)
"""What each page asks for again and again: nobody learns anything from it."""
_LONGEST = 100
"""Letters of a path that are told."""
_NORMAL_END = 1000


class Front:
    """An application that tells of what it hands on."""

    def __init__(self, app: ASGIApp, asked_how: Health, numbers: Metrics | None = None) -> None:
        self._app, self._health, self._metrics = app, asked_how, numbers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a connection."""
        path = str(scope.get("path", ""))
        if scope["type"] == "http" and path == health.PATH:
            await (await self._health.answer())(scope, receive, with_headers(send))
        elif scope["type"] == "http" and path == metrics.PATH and self._metrics is not None:
            await (await self._metrics.answer(HTTPConnection(scope)))(scope, receive, with_headers(send))
        elif scope["type"] == "lifespan" or path.startswith(_QUIET):
            await self._app(scope, receive, send)
        else:
            await self._watched(scope, receive, send)

    async def _watched(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and tell how it ended: with a status, or how a connection was closed."""
        ended, is_open = "500" if scope["type"] == "http" else str(_NORMAL_END), False

        async def sent(message: Message) -> None:
            nonlocal ended, is_open
            if message["type"] == "http.response.start":
                ended = str(message["status"])
            elif message["type"] == "websocket.accept":
                is_open = True
                if self._metrics is not None:
                    self._metrics.opened()
            elif message["type"] == "websocket.close":
                ended = str(message.get("code", _NORMAL_END))
            await send(message)

        begun = time.perf_counter()
        try:
            await self._app(scope, receive, sent)
        finally:
            kind: Kind = "connection" if is_open else "request"
            name = f"{scope.get('method', 'GET')} {scope['path'][:_LONGEST]}"
            tell(Event(kind, name, ended, time.perf_counter() - begun))
