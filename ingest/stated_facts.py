"""What a file states of its document above the text, such as ``date`` and ``sector``, and what of it is kept.

A survey keeps no column that may tell who somebody is; neither are such facts kept of a transcript.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePath

from ingest.formats.parts.survey.column_values import ColumnValues
from ingest.formats.parts.survey.column_words import case_rank, is_personal
from ingest.model import Problem, Transcript
from ingest.speakers import recognise

LONGEST = 200
"""Characters of the name and of the value of a fact that is kept."""

_TITLES = frozenset({"title", "titel", "titre", "titolo", "título"})
_PEOPLE = frozenset(
    {"author", "authors", "transcriber", "transcribed by", "autor", "autorin", "auteur", "autrice"}
)


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """The facts that are kept, by name, and the names of those that are not, with the reason."""

    kept: dict[str, str]
    personal: tuple[str, ...] = ()
    too_long: tuple[str, ...] = ()

    def notes(self, path: PurePath) -> Iterable[Problem]:
        """Tell what of a file's facts is not kept."""
        reasons = {
            "it may identify a person": self.personal,
            f"longer than {LONGEST} characters": self.too_long,
        }
        for reason, names in reasons.items():
            if names:
                message = f"not kept as attributes ({reason}): {', '.join(name[:60] for name in names)}"
                yield Problem(path, "", message, "note")


def stated_facts(transcript: Transcript, masked: Callable[[str], str] = str) -> StatedFacts:
    """Return what is kept of the facts that a transcript's file states.

    ``masked`` takes the names out that some version of the interview hides. The title is the document's own,
    and the settings of slides say nothing of it.
    """
    kept: dict[str, str] = {}
    personal: list[str] = []
    too_long: list[str] = []
    for fact in transcript.attributes if transcript.kind != "slides" else ():
        name, value = (" ".join(masked(part).split()) for part in fact)
        if not name or not value or name.casefold() in _TITLES:
            continue
        if _tells_who(name, ColumnValues([value], 1)):
            personal.append(name)
        elif max(len(name), len(value)) > LONGEST:
            too_long.append(name)
        else:
            kept.setdefault(name, value)
    return StatedFacts(kept, tuple(personal), tuple(too_long))


def _tells_who(name: str, value: ColumnValues) -> bool:
    """Whether a fact names a person or says where to find one; ``participant: P07`` does not."""
    of_somebody = name.casefold() in _PEOPLE or recognise(name) is not None or case_rank(name) == 0
    found = value.are_personal if not value.are_dates else None
    return is_personal(name) or found is not None or (of_somebody and not value.are_ids)
