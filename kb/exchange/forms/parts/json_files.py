"""JSON of other programs, in one piece or a line each, within limits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kb.exchange.errors import ExchangeError

_LARGEST = 1_000_000_000
_HEAD = 20_000


def looks_like(data: bytes, *words: bytes) -> bool:
    """Whether bytes begin as JSON and have all these words near their beginning."""
    head = data[:_HEAD]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and all(each in head for each in words)


def whole(data: bytes, name: str) -> Any:
    """Return what JSON says.

    Raises:
        ExchangeError: it is none, nested too deeply, or too large.
    """
    if len(data) > _LARGEST:
        raise ExchangeError(f"{name!r} is refused: it has more than {_LARGEST:,} bytes")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ExchangeError(f"cannot read {name!r}: it is not JSON ({_reason(error)})") from None


def lines(data: bytes, name: str) -> list[dict[str, Any]]:
    """Return the objects of JSON with one on each line; blank lines are nothing.

    Raises:
        ExchangeError: a line is no object.
    """
    if len(data) > _LARGEST:
        raise ExchangeError(f"{name!r} is refused: it has more than {_LARGEST:,} bytes")
    found = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ExchangeError(
                f"cannot read {name!r}: line {number} is not JSON ({_reason(error)})"
            ) from None
        if not isinstance(said, dict):
            raise ExchangeError(f"cannot read {name!r}: line {number} is not an object")
        found.append(said)
    return found


def as_lines(objects: Iterable[Any]) -> bytes:
    """Return objects as JSON, one on each line."""
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects).encode()


def as_whole(thing: Any) -> bytes:
    """Return a thing as JSON that people can read."""
    return (json.dumps(thing, ensure_ascii=False, indent=1) + "\n").encode()


def whole_number(value: Any) -> int | None:
    """Return a position; None for what is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def words(value: Any) -> str:
    """Return a text; empty for what is none. Halves of a character become a sign for the unknown."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    said = value if isinstance(value, str) else ""
    return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error).split(":")[0]
