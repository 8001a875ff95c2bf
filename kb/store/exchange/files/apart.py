"""Look at a file, or import it, in a process of its own with only so much time and memory.

A project may be hundreds of megabytes, and its file may be hostile: whatever happens takes that process down
and nothing else, and a server goes on serving others meanwhile. A look works in a copy of the catalog, so
that nobody has to wait for it, and an import that is cut off leaves nothing: it is one transaction.

The bytes go in through a pipe, the answer comes back through one, as in :mod:`ingest.files.sandbox`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from kb.db import engine as db
from kb.db.rights import Actor
from kb.exchange.archive.merge import Side
from kb.exchange.errors import ExchangeError, SeveralProjectsError
from kb.store.exchange.files.merging import MERGED
from kb.store.exchange.files.outcome import MergeOutcome, Outcome, from_json, merge_from_json
from kb.store.exchange.files.serve import UndecidedError

__all__ = ["MEMORY", "SECONDS", "SeveralProjectsError", "UndecidedError", "look", "merge", "store"]

SECONDS = 900
"""A project of 3,600 interviews takes less than a minute."""
MEMORY = 8_000_000_000
"""Bytes of addresses that the process may have."""

_AT_ONCE = threading.BoundedSemaphore(2)
"""Files that are looked at or imported at a time; others wait for their turn and not for memory."""
_CRASHED = "the reader crashed on this file"
_COMMAND = (sys.executable, "-P", "-c", "from kb.store.exchange.files.serve import serve; serve()")


def look(name: str, data: bytes, *, who: str, compares: bool = True, part: str | None = None) -> Outcome:
    """Return what importing a file would come to; nothing is stored.

    Args:
        name: what the file is called.
        data: its bytes.
        who: the person who would import it.
        compares: tell what differs between the catalog and an archive, also of what others coded.
        part: which project of a file that holds several.

    Raises:
        SeveralProjectsError: the file holds several projects, and none is named.
        KbError: it cannot be read, or the catalog cannot.
    """
    return _answer(name, data, do="look", who=who, compares=compares, part=part)


def store(
    name: str,
    data: bytes,
    *,
    who: str,
    actor: Actor | None = None,
    decided: Collection[str] = (),
    theirs: Collection[str] = (),
    part: str | None = None,
) -> Outcome:
    """Import a file as one action, and return what became of it: it is in the catalog then.

    Args:
        name: what the file is called.
        data: its bytes.
        who: the person who imports.
        actor: the same, who signed in; what they may not do is refused. None may do everything.
        decided: the keys of clashes that a person has decided.
        theirs: those of them in which the file prevails.
        part: which project of a file that holds several.

    Raises:
        UndecidedError: there is another clash by now.
        KbError: it cannot be read or stored. Nothing is stored then, unless the message says otherwise.
    """
    chosen: dict[str, object] = {"decided": sorted(decided), "theirs": sorted(theirs), "part": part}
    if actor is not None:
        chosen["role"] = str(actor.role)
    return _answer(name, data, do="store", who=who, **chosen)


def merge(
    base: tuple[str, bytes], copy: tuple[str, bytes], *, decided: Mapping[str, Side]
) -> tuple[MergeOutcome, bytes | None]:
    """Merge somebody's copy and the catalog as it is; the catalog stays as it is.

    Args:
        base: name and bytes of the archive that both were made from.
        copy: name and bytes of the archive of the copy.
        decided: whose version stands (``a`` is the catalog), by the keys of conflicts.

    Returns:
        The conflicts, and the archive of the merged project; None as long as one is open.

    Raises:
        KbError: an archive cannot be read, or both cannot be merged.
    """
    with tempfile.TemporaryDirectory(prefix="kb-trial-") as folder:
        order = {"do": "merge", "base": len(base[1]), "base_name": base[0], "decided": dict(decided)}
        answer = _ask(_order(copy[0], base[1] + copy[1], folder, order), "look")
        _raise_told(copy[0], answer)
        try:
            outcome = merge_from_json(answer)
        except ValueError:
            raise ExchangeError(_failed("look", _CRASHED)) from None
        return outcome, (Path(folder) / MERGED).read_bytes() if outcome.is_made else None


def _answer(name: str, data: bytes, **order: object) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="kb-trial-") as folder:
        answer = _ask(_order(name, data, folder, order), str(order["do"]))
    _raise_told(name, answer)
    try:
        return from_json(answer)
    except ValueError:
        raise ExchangeError(_failed(str(order["do"]), _CRASHED)) from None


def _order(name: str, data: bytes, folder: str, order: Mapping[str, object]) -> bytes:
    address = db.locate().render_as_string(hide_password=False)
    limits = {"seconds": SECONDS, "memory": MEMORY, "folder": folder}
    whole = {"name": name, "database": address, "decided": [], "theirs": [], "compares": False}
    return json.dumps(whole | limits | dict(order)).encode() + b"\n" + data


def _raise_told(name: str, answer: bytes) -> None:
    """Raise what the process says went wrong, or has to be asked."""
    told = _loaded(answer)
    if "several" in told:
        raise SeveralProjectsError(name, told["several"])
    if "undecided" in told:
        raise UndecidedError(told["undecided"])
    if "error" in told:
        raise ExchangeError(told["error"])


def _loaded(answer: bytes) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _ask(order: bytes, do: str) -> bytes:
    with (
        _AT_ONCE,
        subprocess.Popen(  # noqa: S603  our own Python, our own words
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": _python_path()},
        ) as process,
    ):
        try:
            answer, _ = process.communicate(order, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise ExchangeError(_failed(do, f"it took longer than {SECONDS // 60} minutes")) from None
        finally:
            process.kill()
    if process.returncode:
        raise ExchangeError(_failed(do, _CRASHED))
    return answer


def _failed(do: str, why: str) -> str:
    if do == "look":
        return f"the file could not be read: {why}"
    return f"the import did not end: {why}. It is stored whole or not at all; look in History which"


def _python_path() -> str:
    """Return where the process finds this very package, wherever the server found it."""
    here = str(Path(__file__).parents[4])
    return os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
