"""What is wrong with a search: where it cannot be read, and what was expected there."""

from __future__ import annotations

from kb.errors import KbError


class SearchSyntaxError(KbError):
    """A search that cannot be read: the spot from ``start`` to ``end``, and what was ``expected`` there.

    ``instead`` is what was probably meant to stand there, if that can be told.
    """

    def __init__(self, expected: str, start: int, end: int, *, instead: str | None = None) -> None:
        super().__init__(f"{expected} (character {start + 1})")
        self.instead = instead
        self.expected, self.start, self.end = expected, start, end


class NothingToFindError(SearchSyntaxError):
    """A search that can be read and names nothing that could be found."""

    def __init__(self, expected: str, start: int, end: int) -> None:
        super().__init__(expected, start, end)
        self.args = (expected,)
