"""What a site is asked to be."""

from __future__ import annotations

from dataclasses import dataclass, field

from kb.errors import KbError
from kb.queries.filtering.filters import PassRole
from kb.report.release.choice import ReleaseChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOptions:
    """The parameters of a site.

    ``title`` is what it is called; None takes the name of the study. ``context`` is how many paragraphs are
    shown before and after each quote, of documents whose words are released.
    """

    title: str | None = None
    release: ReleaseChoice = field(default_factory=ReleaseChoice)
    context: int = 0
    pass_role: PassRole | None = None
    resamples: int = 1000
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            KbError: a number is negative, or there is context of words that are not released.
        """
        if min(self.context, self.resamples, self.seed) < 0:
            raise KbError("context, resamples and seed cannot be negative")
        if self.context and self.release.words is None:
            raise KbError("context is shown of released words only; say whose words with --released")
