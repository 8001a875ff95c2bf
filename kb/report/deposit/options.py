"""What a deposit is asked to be: how much of the study, under which licence, by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kb.errors import KbError
from kb.queries.filtering.filters import PassRole
from kb.report.release.choice import ReleaseChoice

Profile = Literal["codebook", "quotes", "transcripts"]
LICENCES = {
    "CC0-1.0": ("Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": (
        "Creative Commons Attribution-ShareAlike 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC-BY-NC-4.0": (
        "Creative Commons Attribution-NonCommercial 4.0",
        "https://creativecommons.org/licenses/by-nc/4.0/",
    ),
    "CC-BY-NC-SA-4.0": (
        "Creative Commons Attribution-NonCommercial-ShareAlike 4.0",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    ),
    "CC-BY-NC-ND-4.0": (
        "Creative Commons Attribution-NonCommercial-NoDerivatives 4.0",
        "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    ),
    "ODbL-1.0": ("Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
}
"""Licences that data are deposited under: SPDX identifier → name and address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositOptions:
    """The parameters of a deposit.

    ``profile`` is how much of the study: the codebook and the numbers; also the quotes; also the transcripts.
    ``authors`` are written ``Family, Given``. ``day`` is when it is published; None takes the day of the last
    coding, so that the same catalog gives the same bytes.
    """

    profile: Profile = "codebook"
    title: str | None = None
    release: ReleaseChoice = field(default_factory=ReleaseChoice)
    authors: tuple[str, ...] = ()
    licence: str | None = None
    day: date | None = None
    pass_role: PassRole | None = None
    resamples: int = 1000
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            KbError: words are asked for and not released, or released and not asked for, or the licence is
                none of the known ones.
        """
        if self.profile != "codebook" and self.release.words is None:
            raise KbError(f"the profile {self.profile} holds people's words; say whose with --released")
        if self.profile == "codebook" and self.release.words is not None:
            raise KbError(
                "the profile codebook holds nobody's words; leave out --released, or take --profile quotes"
            )
        if self.licence is not None and self.licence not in LICENCES:
            raise KbError(f"no licence {self.licence!r}; one of {', '.join(LICENCES)}")
