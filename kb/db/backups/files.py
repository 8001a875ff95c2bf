"""The backups of a catalog: files with a number, a moment and a reason, in a folder beside it.

    catalog.db.backups/0007-20260314T091502Z-daily.db

The number tells the order, also where the clock was wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

Reason = Literal[
    "by-hand", "daily", "migration", "taxonomy", "merge", "delete", "import", "undo", "restore", "damaged"
]
REASONS: dict[str, str] = {
    "by-hand": "made by hand",
    "daily": "first change of a day",
    "migration": "before an update of the catalog",
    "taxonomy": "before another taxonomy was applied",
    "merge": "before codes were merged",
    "delete": "before a document was deleted",
    "import": "before files were imported",
    "undo": "before an undo of many rows",
    "restore": "what a restore replaced",
    "damaged": "a damaged file, as it was",
}
"""What each reason is called for people."""

LATEST = 10
"""So many of the newest automatic backups are kept, whenever they were made."""
DAYS, WEEKS, MONTHS = 7, 4, 6
"""So many days, weeks and months with a backup keep their newest one."""
LATEST_REPLACED = 3
"""So many of the newest catalogs that a restore replaced are kept."""

_KEPT_FOREVER = frozenset({"by-hand"})
_REPLACED = frozenset({"restore", "damaged"})
_NAME = re.compile(rf"(\d{{4,}})-(\d{{8}}T\d{{6}}Z)-({'|'.join(get_args(Reason))})\.db")
_MOMENT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: ``made`` is in UTC, ``size`` in bytes. A file that is damaged itself is no way back."""

    number: int
    made: datetime
    reason: str
    size: int
    file: Path

    @property
    def is_sound(self) -> bool:
        """Whether it was checked when it was made; damaged files are kept as they were."""
        return self.reason != "damaged"


def folder_of(catalog: Path) -> Path:
    """Return the folder for the backups of a catalog; it need not be there."""
    file = catalog.resolve()
    return file.with_name(f"{file.name}.backups")


def backups_of(catalog: Path) -> list[Backup]:
    """Return the backups of a catalog, newest first."""
    try:
        found = [made for each in folder_of(catalog).iterdir() if (made := _read_name(each))]
    except OSError:
        return []
    return sorted(found, key=lambda backup: backup.number, reverse=True)


def size_of(catalog: Path) -> int:
    """Return how many bytes all backups of a catalog take."""
    return sum(backup.size for backup in backups_of(catalog))


def _read_name(file: Path) -> Backup | None:
    named = _NAME.fullmatch(file.name)
    if named is None:
        return None
    number, moment, reason = named.groups()
    try:
        made, size = datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC), file.stat().st_size
    except (ValueError, OSError):
        return None
    return Backup(int(number), made, reason, size, file)


def name_of(number: int, reason: Reason) -> str:
    """Return the name of a backup that is made now."""
    return f"{number:04}-{datetime.now(UTC).strftime(_MOMENT)}-{reason}.db"


def outdated(backups: Sequence[Backup]) -> list[Backup]:
    """Return which of some backups, newest first, are not kept any longer.

    Kept are those made by hand; the newest ones; and the newest of each of the last days, weeks and months.
    Of catalogs that a restore replaced, only the newest ones.
    """
    automatic = [each for each in backups if each.reason not in _KEPT_FOREVER | _REPLACED]
    replaced = [each for each in backups if each.reason in _REPLACED]
    kept = {each.file for each in (*automatic[:LATEST], *replaced[:LATEST_REPLACED])}
    for form, many in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS), ("%Y-%m", MONTHS)):
        kept |= {each.file for each in _newest_of_each(automatic, form)[:many]}
    return [each for each in (*automatic, *replaced) if each.file not in kept]


def _newest_of_each(backups: Iterable[Backup], form: str) -> list[Backup]:
    newest: dict[str, Backup] = {}
    for each in backups:
        newest.setdefault(each.made.strftime(form), each)
    return list(newest.values())
