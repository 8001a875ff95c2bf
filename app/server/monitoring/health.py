"""Whether the app is well: it answers, and so does its catalog. Strangers may ask, and are told no more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse

from kb.errors import KbError

PATH = "/health"
_PATIENCE = 5.0
"""Seconds that the catalog has for an answer."""
_FRESH = 2.0
"""Seconds for which an answer counts: whoever asks all the time does not keep the catalog busy."""


class Health:
    """Asks the catalog, but not more often than every two seconds.

    Args:
        ask: reads something of the catalog; it raises where that cannot be done.
    """

    def __init__(self, ask: Callable[[], None] | None = None) -> None:
        self._ask = ask or _read_catalog
        self._asking = asyncio.Lock()
        self._known: tuple[float, bool] | None = None

    async def answer(self) -> PlainTextResponse:
        """Say ``ok``, or that the catalog does not answer (503)."""
        headers = {"Cache-Control": "no-store"}
        if await self.is_well():
            return PlainTextResponse("ok", headers=headers)
        return PlainTextResponse("The catalog does not answer.", 503, headers=headers)

    async def is_well(self) -> bool:
        """Say whether the catalog answers."""
        async with self._asking:
            if self._known is None or time.monotonic() - self._known[0] > _FRESH:
                answers = await self._answers()
                self._known = (time.monotonic(), answers)
            return self._known[1]

    async def _answers(self) -> bool:
        with suppress(KbError, TimeoutError):
            await asyncio.wait_for(run_in_threadpool(self._ask), _PATIENCE)
            return True
        return False


def _read_catalog() -> None:
    """Read a row of the catalog; imported late, as the database library takes long."""
    from sqlmodel import select  # noqa: PLC0415

    from app import engine  # noqa: PLC0415
    from kb.db import engine as db  # noqa: PLC0415
    from kb.db.tables import Document  # noqa: PLC0415

    with db.reading(engine.engine(engine.url())) as session:
        session.exec(select(Document.id).limit(1)).first()
