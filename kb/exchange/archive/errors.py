"""What is wrong with an archive, in a sentence with its place."""

from __future__ import annotations

from kb.errors import KbError


class ArchiveError(KbError):
    """An archive that cannot be taken; nothing of it is stored."""

    def __init__(self, what: str, file: str | None = None, line: int | None = None) -> None:
        at = f", line {line}" if line else ""
        super().__init__(f"{file}{at}: {what}" if file else what)
