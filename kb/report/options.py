"""What a report is asked to be: its title, whose codings its counts are of, how many quotes."""

from __future__ import annotations

from dataclasses import dataclass

from kb.errors import KbError
from kb.queries.filtering.filters import Filters, PassRole


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """The parameters of a report; they are printed in it.

    ``pass_role`` is whose codings issues, fixes, saturation and network count: the moderated passes or the
    coders'; None takes the moderated ones where there are any. ``quotes`` is how many passages are quoted for
    each issue, fix, pair and compared code at most, 0 all of them. ``pairs`` is how many pairs of the network
    are listed.
    """

    title: str = "Report"
    pass_role: PassRole | None = None
    quotes: int = 3
    pairs: int = 15
    resamples: int = 1000
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            KbError: a number is negative.
        """
        if min(self.quotes, self.pairs, self.resamples, self.seed) < 0:
            raise KbError("quotes, pairs, resamples and seed cannot be negative")

    @property
    def filters(self) -> Filters:
        """Which codings are counted."""
        return Filters(pass_role=self.pass_role)

    @property
    def whose(self) -> str:
        """Whose codings are counted, in words."""
        return {"moderator": "the moderated passes", "coder": "the coders' own passes"}.get(
            self.pass_role or "", "all passes"
        )
