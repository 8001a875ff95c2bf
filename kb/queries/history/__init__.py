"""The history: who changed what, where, when and why, as sentences, by sitting, and code by code."""

from __future__ import annotations

from kb.queries.history.actions import (
    Action,
    batch,
    everybody_who_acted,
    history,
    is_undone,
    number_of_actions,
    which_are_undone,
)
from kb.queries.history.entries import Entry, described, entries, trail
from kb.queries.history.scope import KINDS, TrailFilters
from kb.queries.history.sentences.lines import Line
from kb.queries.history.sittings import Sitting, sittings

__all__ = [
    "KINDS",
    "Action",
    "Entry",
    "Line",
    "Sitting",
    "TrailFilters",
    "batch",
    "described",
    "entries",
    "everybody_who_acted",
    "history",
    "is_undone",
    "number_of_actions",
    "sittings",
    "trail",
    "which_are_undone",
]
