"""What is wrong with a project's file, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from kb.errors import KbError


class ExchangeError(KbError):
    """A file of another tool that cannot be read; nothing of it is stored."""


class SeveralProjectsError(ExchangeError):
    """A file with several projects, of which none was chosen; ``names`` are theirs."""

    def __init__(self, file: str, names: Sequence[str]) -> None:
        self.names = tuple(names)
        shown = ", ".join(f"“{each}”" for each in names)
        super().__init__(f"{file!r} holds {len(names)} projects: {shown}; name one with --project")
