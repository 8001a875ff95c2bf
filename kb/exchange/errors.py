"""What is wrong with a project's file, in a sentence."""

from __future__ import annotations

from kb.errors import KbError


class ExchangeError(KbError):
    """A file of another tool that cannot be read; nothing of it is stored."""
