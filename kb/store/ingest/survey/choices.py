"""How surveys are read again: as they were read last, but for what a person says now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import select

from ingest.files import reading
from ingest.files.choices import Choices
from ingest.model import Parsed, Problem
from kb.db import engine as db
from kb.db.tables import Survey
from kb.store.ingest.survey.known_surveys import columns_of

_TABLES = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".ods"})


def is_meant(file: Path, chosen: Choices) -> bool:
    """Whether what a person says of all files is about this one: columns are those of tables."""
    return not chosen.columns or file.suffix.lower() in _TABLES


@dataclass(frozen=True)
class SurveyChoices:
    """How files are read, by file; ``held`` are the columns that a survey had when it was read last."""

    by_file: Mapping[Path, Choices]
    held: Mapping[Path, Mapping[str, str]]

    @classmethod
    def of(
        cls,
        engine: Engine | None,
        files: Sequence[Path],
        stored: Callable[[Path], str],
        chosen: Choices | None,
    ) -> SurveyChoices:
        """Return how files are to be read; of a survey that is known, the columns hold what they held.

        Args:
            engine: the catalog, if there is one.
            files: the files that are read.
            stored: tells how the catalog calls a file.
            chosen: what a person says of all of them; columns only of tables.
        """
        known = _known(engine) if engine is not None else {}
        held = {file: known[stored(file)] for file in files if stored(file) in known}
        by_file: dict[Path, Choices] = {}
        for file in files:
            of_file = chosen if chosen and is_meant(file, chosen) else None
            if file in held and (of_file is None or of_file.format in {None, "survey"}):
                said = of_file.columns if of_file else ()
                of_file = Choices("survey", columns=(*held[file].items(), *said))
            if of_file is not None:
                by_file[file] = of_file
        return cls(by_file, held)

    def again(self, parsed: Parsed) -> Parsed:
        """Read a survey anew that no longer has a column of old, and tell of it."""
        file = Path(parsed.path)
        survey, held = parsed.survey, self.held.get(file, {})
        if survey is None or survey.cases or not held:
            return parsed
        gone = held.keys() - {each.name for each in survey.columns}
        if not gone:
            return parsed
        choices = self.by_file[file]
        left = tuple(each for each in choices.columns if each[0] not in gone)
        again = reading.read(file, choices={file: replace(choices, columns=left)})
        told = f"columns that the survey had before are gone: {', '.join(map(repr, sorted(gone)[:8]))}"
        return replace(again, problems=(*again.problems, Problem(parsed.path, "", told, "warning")))


def _known(engine: Engine) -> dict[str, Mapping[str, str]]:
    """Return the columns of the surveys of the catalog, by file."""
    with db.reading(engine) as session:
        return {each.path: columns_of(each) for each in session.exec(select(Survey)) if each.columns}
