"""A language model that is none: a small server that answers as a test wants it to, well or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Question = dict[str, Any]
"""What was asked: the codebook and the paragraphs."""
Coding = dict[str, Any]


def saying(content: str, **usage: int) -> bytes:
    """An answer of an OpenAI-compatible server with this content."""
    return json.dumps({"choices": [{"message": {"content": content}}], "usage": usage}).encode()


def codings(*listed: Coding) -> bytes:
    """An answer with these codings."""
    return saying(json.dumps({"codings": listed}))


@dataclass
class ModelServer:
    """Answers with what ``answer`` makes of a question: bytes, a status with headers, or None to hang up.

    ``asked`` are the bodies of the requests so far.
    """

    answer: Callable[[Question], bytes | tuple[int, dict[str, str]] | None]
    models: tuple[str, ...] = ("tiny",)
    asked: list[dict[str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def respond(self, request: BaseHTTPRequestHandler) -> None:
        if request.command == "GET":
            self._send(request, json.dumps({"data": [{"id": each} for each in self.models]}).encode())
            return
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        self.asked.append(body)
        made = self.answer(json.loads(body["messages"][-1]["content"]))
        if made is None:
            self.over.wait(5)
        elif isinstance(made, bytes):
            self._send(request, made)
        else:
            request.send_response(made[0])
            for name, value in made[1].items():
                request.send_header(name, value)
            request.send_header("Content-Length", "0")
            request.end_headers()

    def _send(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@contextmanager
def serving(
    answer: Callable[[Question], bytes | tuple[int, dict[str, str]] | None], *models: str
) -> Iterator[ModelServer]:
    """Serve on a free port of this machine meanwhile."""
    model = ModelServer(answer, models or ("tiny",))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            model.respond(self)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:  # the other side has had enough
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield model
    finally:
        model.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
