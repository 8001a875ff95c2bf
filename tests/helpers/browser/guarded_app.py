"""An app behind its guard, without Streamlit: what a browser is answered that comes to it."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.server.addresses import Addresses
from app.server.guard import Entrance, Guard
from app.server.remembered import Remembered

HOME = "http://127.0.0.1:8501"
DOWNLOAD = {"Content-Disposition": 'attachment; filename="codings.csv"', "Access-Control-Allow-Origin": "*"}


async def _page(asked: HTTPConnection) -> Response:
    return Response("the interviews", headers=DOWNLOAD if "media" in asked.url.path else None)


async def _stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("the interviews")
    await socket.close()


STREAMLIT = Starlette(routes=[WebSocketRoute("/_stcore/stream", _stream), Route("/{path:path}", _page)])


def coming(entrance: Entrance, *, names: tuple[str, ...] = (), home: str = HOME, **given: Any) -> TestClient:
    """A browser that comes to an app with this entrance."""
    guard = Guard(STREAMLIT, Addresses(frozenset(names)), entrance, Remembered("s" * 32, "a"))
    return TestClient(guard, base_url=home, follow_redirects=False, **given)


def connects(client: TestClient, path: str = "", **headers: str) -> bool:
    try:
        with client.websocket_connect(f"ws://127.0.0.1:8501{path}/_stcore/stream", headers=headers) as socket:
            return socket.receive_text() == "the interviews"
    except WebSocketDisconnect:
        return False
