"""What a study consists of: whether it has issues, fixes, stages and aspects, or is a plain code tree."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import literal
from sqlmodel import Session, SQLModel, select

from kb.codebook.words import OURS, Words
from kb.db.tables import Aspect, Coding, Document, Fix, Issue, Stage
from kb.queries import names


@dataclass(frozen=True, slots=True)
class StudyContents:
    """A study: its name, if it has one, its words, which sections its taxonomy has, and how far it is."""

    name: str | None
    words: Words
    has_issues: bool
    has_fixes: bool
    has_stages: bool
    has_aspects: bool
    has_documents: bool
    has_codings: bool

    @property
    def is_plain(self) -> bool:
        """Whether it is a code tree alone: its codes are evidence for themselves."""
        return not (self.has_issues or self.has_fixes)

    def has(self, level: str) -> bool:
        """Whether there is anything on a level, such as ``stage`` (of issues) or ``issue-fix``."""
        parts = {
            "issue": self.has_issues,
            "fix": self.has_fixes,
            "stage": self.has_issues and self.has_stages,
            "aspect": self.has_issues and self.has_aspects,
        }
        return all(parts.get(part, True) for part in level.split("-"))

    @property
    def level(self) -> str:
        """What its analyses are about unless somebody says otherwise: issues, fixes, else codes."""
        return "issue" if self.has_issues else "fix" if self.has_fixes else "code"


UNKNOWN = StudyContents(
    name=None,
    words=OURS,
    has_issues=True,
    has_fixes=True,
    has_stages=True,
    has_aspects=True,
    has_documents=True,
    has_codings=True,
)
"""A study of which nothing can be said, because its catalog cannot be read."""


def study_contents(session: Session) -> StudyContents:
    """Return what the study of a catalog consists of."""
    said = names.study(session)

    def has(table: type[SQLModel]) -> bool:
        return session.exec(select(literal(1)).select_from(table).limit(1)).first() is not None

    return StudyContents(
        said.name, said.words, has(Issue), has(Fix), has(Stage), has(Aspect), has(Document), has(Coding)
    )
