"""Numbers for a program that watches servers (Prometheus and others), for who has the token.

They are kept by ``prometheus-client``, which comes with the extra ``server``.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response

from app.server.access import given
from app.server.monitoring import events
from app.server.monitoring.events import Event
from app.server.monitoring.health import Health
from kb.errors import KbError

PATH = "/metrics"
_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30)
_MISSING = "KB_METRICS_TOKEN is set, but prometheus-client is missing: pip install 'interview-kb[server]'"


def set_up(health: Health) -> Metrics | None:
    """Return what counts, told of all that follows; None where nobody gave a token for it.

    Raises:
        KbError: the token is too short, or the library is not installed.
    """
    token = given(os.environ, "KB_METRICS_TOKEN")
    if token is None:
        return None
    database = os.environ.get("KB_DATABASE") or "catalog.db"
    made = Metrics(token, health, None if "://" in database else Path(database).expanduser())
    events.listen(made.count)
    return made


class Metrics:
    """Counts what it is told, and answers who has the token.

    Args:
        token: what a request must have as ``Authorization: Bearer …``.
        health: says whether the catalog answers.
        catalog: its file; None for a server.

    Raises:
        KbError: the library is not installed.
    """

    def __init__(self, token: str, health: Health, catalog: Path | None) -> None:
        try:
            import prometheus_client as prometheus  # noqa: PLC0415
        except ImportError as error:
            raise KbError(_MISSING) from error
        self._token, self._health, self._catalog = token, health, catalog
        prometheus.disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = prometheus.CollectorRegistry()
        prometheus.ProcessCollector(registry=self._registry)
        self._done = prometheus.Counter(
            "kb_done", "What was done.", ["kind", "name", "outcome"], registry=self._registry
        )
        self._seconds = prometheus.Histogram(
            "kb_seconds", "Seconds it took.", ["kind"], buckets=_SECONDS, registry=self._registry
        )
        self._open = prometheus.Gauge(
            "kb_open_connections", "Pages that are open in browsers.", registry=self._registry
        )
        self._well = prometheus.Gauge(
            "kb_catalog_answers", "1 if the catalog answers, else 0.", registry=self._registry
        )
        self._bytes = prometheus.Gauge(
            "kb_catalog_bytes", "Size of the file of the catalog.", registry=self._registry
        )
        self._free = prometheus.Gauge(
            "kb_disk_free_bytes", "Free space where the catalog is.", registry=self._registry
        )

    def count(self, event: Event) -> None:
        """Count an event. Requests are counted without their path: strangers can ask for anything."""
        name = "" if event.kind in ("request", "connection") else event.name
        self._done.labels(event.kind, name, event.outcome).inc()
        if event.kind == "connection":
            self._open.dec()
        else:
            self._seconds.labels(event.kind).observe(event.seconds)

    def opened(self) -> None:
        """Count a page that was opened; the event tells when it was closed."""
        self._open.inc()

    async def answer(self, asked: HTTPConnection) -> Response:
        """Return the numbers in Prometheus' text format; who has no token finds nothing."""
        from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest  # noqa: PLC0415

        said = asked.headers.get("authorization", "")
        if not secrets.compare_digest(said.encode(), f"Bearer {self._token}".encode()):
            return PlainTextResponse("Not found", 404)
        self._well.set(await self._health.is_well())
        if self._catalog is not None and self._catalog.exists():
            self._bytes.set(self._catalog.stat().st_size)
            self._free.set(shutil.disk_usage(self._catalog.parent).free)
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)
