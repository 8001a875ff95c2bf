"""Documents, the files they were read from, and their speakers and paragraphs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint, event, false
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlmodel import AutoString, Field, SQLModel

from kb.db.spacing import for_index
from kb.db.tables.columns import NEVER_AGAIN, column_called, now, one_of, reference


class Document(SQLModel, table=True):
    """One source in the catalog. Its text is its paragraphs joined by one newline.

    ``displayed_from`` is the file whose text is shown, and ``display_reason`` says why that one, where
    one interview came as several files; ``sha256`` and ``length`` (code points) are of the text.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        one_of("kind", "interview", "article", "slides"),
        CheckConstraint("name <> ''", name="named"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    sort_key: str = Field(index=True)
    kind: str
    length: int
    sha256: str
    displayed_from: str
    display_reason: str = column_called("why")
    case_id: int | None = reference("participant.id", nullable=True, ondelete="SET NULL")
    created: datetime = Field(default_factory=now)


class Survey(SQLModel, table=True):
    """A file each row of which is a document. ``path`` is relative to the database's folder.

    ``columns`` are the headings, each with what the column holds. ``sha256`` is empty until all rows are
    stored.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (UniqueConstraint("path"),)
    id: int | None = Field(default=None, primary_key=True)
    path: str
    sha256: str
    size: int
    columns: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    ingested: datetime = Field(default_factory=now)


class Source(SQLModel, table=True):
    """A file that a document was read from. ``path`` is relative to the database's folder.

    Of a case of a survey, it is the row: ``survey.xlsx#P07``, with the sha256 of the row's cells.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (UniqueConstraint("path"),)
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = reference("document.id", index=True)
    path: str
    sha256: str = Field(index=True)
    size: int
    format: str
    problems: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    ingested: datetime = Field(default_factory=now)
    survey_id: int | None = Field(default=None, index=True)  # no reference: SQLite can add none to a table


class Replacement(SQLModel, table=True):
    """A place where a more redacted version's words are shown; the words they replace are not kept."""

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = reference("document.id", index=True)
    start: int
    end: int
    shown: str
    source: str | None = None


class Speaker(SQLModel, table=True):
    """A voice in one document: one person behind one or more printed labels.

    ``corrected`` says that a person gave the name or the role: files do not change it any more.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("document_id", "name"),
        one_of("role", "interviewer", "interviewee", "other", "unknown"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = reference("document.id")
    name: str
    role: str
    labels: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    corrected: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


def _spaced_at_insert(context: DefaultExecutionContext) -> str | None:
    row: Any = context.current_parameters
    return for_index(row["text"])


class Paragraph(SQLModel, table=True):
    """The unit a transcript is written in.

    ``label`` is the speaker as printed; ``audio_start`` and ``audio_end`` are seconds into the recording.
    ``spaced`` is the text for the full-text index where it has a script without blanks; it follows ``text``.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("document_id", "position"),
        CheckConstraint('0 <= start AND start <= "end"', name="span"),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = reference("document.id")
    position: int
    start: int
    end: int
    text: str
    speaker_id: int | None = reference("speaker.id", nullable=True, ondelete="SET NULL", index=True)
    label: str | None = None
    heading: str | None = None
    audio_start: float | None = column_called("begins", default=None)
    audio_end: float | None = column_called("ends", default=None)
    spaced: str | None = Field(default=None, sa_column=Column(AutoString, default=_spaced_at_insert))


@event.listens_for(Paragraph.text, "set")
def _keep_spaced(paragraph: Paragraph, text: str, *_: object) -> None:
    paragraph.spaced = for_index(text)
