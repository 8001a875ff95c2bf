"""Whether another machine reads as this one does: the same program, Python and libraries.

A worker with another version would read some files otherwise, and nobody would see it. The number of a
version is not enough: of a checkout it stays while the code changes, so the code itself is compared.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

__all__ = ["OURS", "difference", "program"]

OURS = "interview-kb"
_LIBRARIES = (
    "charset-normalizer",
    "lxml",
    "numpy",
    "pypdfium2",
    "python-calamine",
    "python-docx",
    "rapidfuzz",
    "scipy",
    "spacy",
)
"""What reading, comparing and counting depend on."""


@cache
def program() -> dict[str, str]:
    """Return what decides how this machine reads: each part with its version."""
    python = ".".join(map(str, sys.version_info[:2]))
    return {"Python": python, OURS: _code()} | {name: _version(name) for name in _LIBRARIES}


def difference(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Return the first part that differs, in words; nothing where all are the same.

    >>> difference({"lxml": "6.1", "spacy": "3.8"}, {"lxml": "6.0", "spacy": "3.8"})
    'lxml 6.0, not 6.1'
    """
    for name, ours in here.items():
        theirs = there.get(name, "missing")
        if theirs != ours:
            return f"other code of {OURS}" if name == OURS else f"{name} {theirs}, not {ours}"
    return ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _code() -> str:
    """The checksum of our own code, wherever it is installed."""
    found = hashlib.sha256()
    for package in ("ingest", "kb"):
        spec = find_spec(package)
        folder = Path(spec.origin).parent if spec and spec.origin else None
        for path in sorted(folder.rglob("*.py")) if folder else ():
            found.update(path.relative_to(folder).as_posix().encode() + b"\0")  # type: ignore[arg-type]
            found.update(path.read_bytes())
    return found.hexdigest()
