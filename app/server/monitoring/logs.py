"""A log for machines: a line of JSON for each thing that happens, without a word of an interview.

Messages of libraries are told without what is put into them, errors by their kind and place: an address, or
the text of an error, can have words in it that somebody said.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from streamlit import logger as streamlit_logger
from uvicorn import config as uvicorn_config

from app.server.monitoring.events import FAILED, Event

_LOG = logging.getLogger("kb.app")
_ROOT = Path(__file__).parents[3]
_OURS = tuple(str(_ROOT / name) for name in ("app", "ingest", "kb"))


class JsonFormatter(logging.Formatter):
    """Writes a record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        event = getattr(record, "event", None)
        said |= _told(event) if isinstance(event, Event) else {"message": str(record.msg)}
        error = event.error if isinstance(event, Event) else (record.exc_info or (None, None))[1]
        if error is not None:
            said |= {"error": type(error).__name__, "at": list(_places(error))}
        return json.dumps(said, ensure_ascii=False)


def begin() -> None:
    """Write the log of this program, and that of its libraries, as lines of JSON to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    logging.captureWarnings(capture=True)
    # What serves the pages sets up handlers of its own, unless it is told that there is nothing to set up.
    nothing: dict[str, Any] = {"formatters": {"default": {}, "access": {}}, "handlers": {}, "loggers": {}}
    uvicorn_config.LOGGING_CONFIG.update(nothing)
    streamlit_logger.setup_formatter = _setup_formatter  # for loggers to come, too
    streamlit_logger.update_formatter()
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def write(event: Event) -> None:
    """Write an event."""
    level = logging.ERROR if event.outcome == FAILED else logging.INFO
    _LOG.log(level, event.kind, extra={"event": event})


def _setup_formatter(logger: logging.Logger) -> None:
    """Let a logger of Streamlit hand on to the handler of all: it would write lines of its own."""
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.propagate = True


def _told(event: Event) -> dict[str, Any]:
    return {
        "what": event.kind,
        "name": event.name,
        "outcome": event.outcome,
        "ms": round(event.seconds * 1000, 1),
    }


def _places(error: BaseException) -> Iterable[str]:
    """The lines of this program that an error came through, the last one last; else where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in [each for each in frames if each.filename.startswith(_OURS)] or frames[-1:]:
        file = Path(frame.filename)
        name = file.relative_to(_ROOT).as_posix() if file.is_relative_to(_ROOT) else file.name
        yield f"{name}:{frame.lineno} {frame.name}"


def _uncaught(kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    _LOG.critical("the program ends", exc_info=(kind, error or kind(), where))
