"""The key: a file outside of the catalog that says which pseudonym stands for which name, and takes it back.

JSON, for people to read and to keep apart from the data. ``names`` lists every name with its pseudonym; each
of ``runs`` holds what is needed to put back exactly what was there. Whether a run took place, only the
catalog knows: a key is written before the catalog changes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from kb.db.backups.new_file import flush_folder
from kb.errors import KbError
from kb.store.pseudonyms.memory import Memory

FORMAT, VERSION = "kb key of pseudonyms", 1
_LARGEST = 2_000_000_000


@dataclass(frozen=True)
class Run:
    """One time that pseudonyms took the place of names: its id, when, the names, and what they replaced."""

    id: str
    at: str
    names: dict[str, str]
    memory: Memory


@dataclass(frozen=True)
class Key:
    """What a key file holds; ``names`` are those of all runs."""

    runs: tuple[Run, ...] = field(default=())

    @property
    def names(self) -> dict[str, str]:
        """Each name and its pseudonym."""
        return {name: pseudonym for run in self.runs for name, pseudonym in run.names.items()}

    def without(self, ids: Iterable[str]) -> Key:
        """Return the key without some runs."""
        gone = set(ids)
        return replace(self, runs=tuple(run for run in self.runs if run.id not in gone))


def read_key(path: Path) -> Key:
    """Read a key.

    Raises:
        KbError: there is none, or it is something else.
    """
    try:
        if not path.is_file():
            raise KbError(f"no key at {path}; name the file that --key gave when names were replaced")
        if path.stat().st_size > _LARGEST:
            raise KbError(f"{path} is too large for a key")
        held = json.loads(path.read_text("utf-8"))
        if held["format"] != FORMAT:
            raise KbError(f"{path} is not a key of pseudonyms")
        if held["version"] > VERSION:
            raise KbError(f"{path} was written by a newer version of kb; update kb")
        runs = (
            Run(each["id"], each["at"], _texts(each["names"]), Memory(**each["memory"]))
            for each in held["runs"]
        )
        return Key(tuple(runs))
    except OSError as error:
        raise KbError(f"cannot read the key {path}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KbError(f"{path} is not a key of pseudonyms, or it is damaged") from error


def write_key(path: Path, key: Key) -> None:
    """Write a key whole and wait until it is on the disk; only the owner can read it.

    Raises:
        KbError: it cannot be written.
    """
    runs = [asdict(run) for run in key.runs]
    held = {"format": FORMAT, "version": VERSION, "names": key.names, "runs": runs}
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123  only os.open makes it readable for nobody else
            json.dump(held, file, ensure_ascii=False, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        raise KbError(
            f"cannot write the key {path}: {error.strerror or error}; nothing was changed"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()


def refuse_beside(catalog: Path | None, path: Path, what: str) -> None:
    """Refuse a place for names that would be passed on together with the catalog.

    Raises:
        KbError: it is in the catalog's folder, below it, or in the same repository of git.
    """
    if catalog is None:
        return
    folder, place = catalog.resolve().parent, path.expanduser().resolve()
    shared = next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)
    if place.is_relative_to(shared):
        raise KbError(
            f"{what} must not be in the folder of the catalog ({shared}): it would be passed on with it; "
            "name a file elsewhere, such as one in your home folder or on an encrypted drive"
        )


def _texts(value: Any) -> dict[str, str]:
    if not all(isinstance(each, str) and each for pair in value.items() for each in pair):
        raise ValueError(value)
    return dict(value)
