"""Copies of a catalog, in a folder beside it: written aside, checked, then named, and the old ones removed.

* :mod:`kb.db.backups.files`: which there are, what they are called, which are old
* :mod:`kb.db.backups.write`: making one: by hand, each day, before an action that changes much
"""

from __future__ import annotations

from kb.db.backups.files import REASONS, Backup, backups_of, folder_of, size_of
from kb.db.backups.write import back_up, back_up_before, back_up_daily, copy_to, delete_backups, keep_as_it_is

__all__ = [
    "REASONS",
    "Backup",
    "back_up",
    "back_up_before",
    "back_up_daily",
    "backups_of",
    "copy_to",
    "delete_backups",
    "folder_of",
    "keep_as_it_is",
    "size_of",
]
