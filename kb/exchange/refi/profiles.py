"""Who a project is written for: how its texts are written, and how positions in them are counted.

``original`` writes every text and position as it came, and what is new as most of the project is.
``maxqda`` and ``atlasti`` are experimental: nobody has confirmed them with these programs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kb.exchange.errors import ExchangeError
from kb.exchange.model import Project, Source
from kb.exchange.positions import USUAL, Dialect
from kb.exchange.text_form import TextForm


@dataclass(frozen=True, slots=True)
class Profile:
    """How texts are written; ``keeps`` says that those that came from a file stay as they were."""

    name: str
    dialect: Dialect = USUAL
    mark: bool = False
    crlf: bool = False
    keeps: bool = False

    def form(self, text: str) -> TextForm:
        """Return the form that a text is written in."""
        ends = f"{'c' if self.crlf else 'n'}{text.count(chr(10))}" if "\n" in text else ""
        return TextForm(mark=self.mark, ends=ends)


PROFILES = {
    each.name: each
    for each in (
        Profile("original", keeps=True),
        Profile("generic"),
        Profile("nvivo-windows", Dialect("UTF-16", 2), mark=True, crlf=True),
        Profile("maxqda", crlf=True),
        Profile("atlasti", crlf=True),
    )
}


def profile_named(name: str) -> Profile:
    """Return the profile of this name.

    Raises:
        ExchangeError: there is none.
    """
    if name not in PROFILES:
        raise ExchangeError(f"no profile {name!r}; use one of {', '.join(PROFILES)}")
    return PROFILES[name]


def common_dialect(project: Project, profile: Profile) -> Dialect:
    """Return the dialect that a project's texts are written in if they have none of their own."""
    if not profile.keeps:
        return profile.dialect
    from_files = (each for each in project.sources if each.form is not None)
    found = Counter(each.reading.dialect for each in from_files if each.reading is not None)
    return found.most_common(1)[0][0] if found else profile.dialect


def form_and_dialect(source: Source, profile: Profile, common: Dialect) -> tuple[TextForm, Dialect]:
    """Return how the text of a source is written, and how its positions are counted."""
    if profile.keeps and source.form is not None and source.reading is not None:
        return source.form, source.reading.dialect
    return profile.form(source.text or ""), common
