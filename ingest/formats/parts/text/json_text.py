"""JSON that cannot be read: damaged, or nested so deeply that reading it would not end well."""

from __future__ import annotations

import json

from ingest.model import Parsed, Problem
from ingest.source import Source

UNREADABLE = (ValueError, RecursionError)
"""What reading JSON raises where it is no JSON, or no transcript could be."""


def refused(source: Source, error: Exception) -> Parsed:
    """Return what a reader says of a file for one of :data:`UNREADABLE`."""
    if isinstance(error, json.JSONDecodeError):
        problem = Problem(source.path, f"line {error.lineno}", f"the JSON is damaged: {error.msg}")
    elif isinstance(error, ValueError):
        problem = Problem(source.path, "", "the JSON has a number with more digits than can be read")
    else:
        problem = Problem(source.path, "", "the JSON is nested too deeply for a transcript")
    return Parsed(source.path, None, (problem,))
