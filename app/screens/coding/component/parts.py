"""What the browser already has: text, codebook, suggestions and codings are sent once, then what changes.

Each of these parts has a version, a digest of what it holds. With everything that a person does, the browser
says which versions it keeps; these are left out of the next update. A browser that lacks one asks for all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

Coding = Mapping[str, Any]
_REMEMBERED = 4
"""Versions of the codings that changes are told from."""


def update(
    view: Mapping[str, Any], kept: Collection[str], before: dict[str, list[Coding]] | None = None
) -> dict[str, Any]:
    """Return what is to be sent of a view to a browser that keeps some versions of its parts.

    How often each code is used changes with every coding; the counts travel apart, in the order of the codes.
    ``before`` remembers the codings that were sent: of new ones only what is different is sent.
    """
    codes = sorted(view["codes"], key=lambda code: str(code["name"]))
    parts: dict[str, Any] = {
        "paragraphs": view["window"]["paragraphs"],
        "codes": [{name: code[name] for name in code if name != "count"} for code in codes],
        "suggestions": [view["suggestions"], view.get("reasons") or {}, view.get("continues") or {}],
        "codings": view["codings"],
    }
    versions = {name: version(part) for name, part in parts.items()}
    changes = _changes(versions["codings"], view["codings"], kept, {} if before is None else before)
    known = {*kept, *changes}
    rest = {name: view[name] for name in view if name not in {*parts, "reasons", "continues"}}
    return rest | {
        "window": {"first": view["window"]["first"]},
        "counts": [code["count"] for code in codes],
        "parts": versions,
        "changes": changes,
        "sent": {versions[name]: part for name, part in parts.items() if versions[name] not in known},
    }


def _changes(
    now: str, codings: list[Coding], kept: Collection[str], before: dict[str, list[Coding]]
) -> dict[str, Any]:
    """How codings differ from the newest that the browser keeps, if they do and it keeps any."""
    base = next((each for each in reversed(before) if each in kept), None)
    before.pop(now, None)
    before[now] = codings
    for old in list(before)[:-_REMEMBERED]:
        del before[old]
    if now in kept or base is None or base not in before:
        return {}
    known = {row["id"]: row for row in before[base]}
    gone = sorted(known.keys() - {row["id"] for row in codings})
    return {
        now: {"base": base, "rows": [row for row in codings if known.get(row["id"]) != row], "gone": gone}
    }


def version(part: object) -> str:
    """Return what two parts share if, and only if, they hold the same."""
    written = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
