"""One interview, many files: the plain transcript, each coder's copy and the moderated one become one.

:func:`gather` takes whatever was read and returns interviews: the text to show, and who coded what on it. The
order of the files makes no difference. :func:`merge` does it for the files of one interview, and for one
that is in a catalog already: then its text stays as it is, unless a file hides more names or the file it came
from has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from ingest.alignment import OffsetMap, align
from ingest.attributing import attribute
from ingest.copies import SourceRef, Version, best_copy, in_catalog, order, version
from ingest.display import Replacement, Shown, show
from ingest.grouping import Named, group, title_of
from ingest.passes import Pass, UnplacedTag
from ingest.problems import Problem
from ingest.transcript import Parsed, Transcript

__all__ = ["Interview", "SourceRef", "Version", "gather", "in_catalog", "merge", "version"]


@dataclass(frozen=True)
class Interview:
    """One document: the text to show (``transcript``, without tags), and all that was coded on it.

    ``chosen`` is the file whose paragraphs and labels are shown and ``why`` says why it is that one.
    ``moved`` maps the text a catalog showed before to this one; None when there was none.
    """

    title: str
    transcript: Transcript
    chosen: PurePath
    why: str
    replacements: tuple[Replacement, ...]
    passes: tuple[Pass, ...]
    unplaced: tuple[UnplacedTag, ...]
    problems: tuple[Problem, ...]
    sources: tuple[SourceRef, ...]
    moved: OffsetMap | None = None


def gather(parsed: Iterable[Parsed], known: Iterable[Version] = ()) -> tuple[Interview, ...]:
    """Return one interview for all the files that are versions of it.

    Args:
        parsed: what was read, in any order. Files without a transcript are left out; their problems stay
            with them.
        known: the interviews a catalog holds already (see :func:`in_catalog`). One that none of the files
            belongs to is left out.
    """
    found = (version(one) for one in parsed)
    versions = sorted([*known, *(one for one in found if one is not None)], key=order)
    groups = group([Named(v.source.path, v.name, v.transcript.text, v.in_catalog) for v in versions])
    interviews = []
    for one in groups:
        members = [versions[number] for number in one.members]
        if not all(member.in_catalog for member in members):
            interview = merge(members, title=one.title)
            interviews.append(replace(interview, problems=(*one.problems, *interview.problems)))
    return tuple(interviews)


def merge(versions: Sequence[Version], *, title: str | None = None) -> Interview:
    """Return the one interview that all these are versions of (at least one, in any order)."""
    versions = sorted(versions, key=order)
    base, why = best_copy(versions)
    others = [(v.transcript, v.source.path) for v in versions if v is not base]
    shown = show(base.transcript, others)
    called = title or title_of(v.name for v in versions)
    transcript = replace(shown.transcript, title=shown.names.masked(called), carries_codes=False)
    files = [v for v in versions if not v.in_catalog]
    known = {pair for v in versions for pair in v.passes}
    attributed = attribute(files, transcript, shown.names, sorted(known))
    before = next((v.transcript.text for v in versions if v.in_catalog), None)
    return Interview(
        title=transcript.title,
        transcript=transcript,
        chosen=base.source.path,
        why=why,
        replacements=shown.replacements,
        passes=attributed.passes,
        unplaced=attributed.unplaced,
        problems=(
            *(problem for one in files for problem in one.name.problems),
            *_doubts(base, shown),
            *attributed.problems,
        ),
        sources=tuple(v.source for v in files),
        moved=None if before is None else align(before, transcript.text),
    )


def _doubts(base: Version, shown: Shown) -> tuple[Problem, ...]:
    """Tell where a word stands that another version hides, and that may be just a word here."""
    if not shown.doubtful:
        return ()
    places = ", ".join(str(number + 1) for number in shown.doubtful)
    message = "a name that another version hides is also an ordinary word; see whether it is the name here"
    return (Problem(base.source.path, f"paragraphs {places}", message, "warning"),)
