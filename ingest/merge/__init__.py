"""One interview, many files: the plain transcript, each coder's copy and the moderated one become one.

:func:`gather` takes whatever was read and returns interviews: the text to show, and who coded what on it. The
order of the files makes no difference. :func:`merge` does it for the files of one interview, and for one
that is in a catalog already: given all its files, new and old, the interview becomes what it would have been
had all of them come at once. Of a file that is gone, its tags stay in the catalog and the names it hid stay
hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from ingest.merge.alignment import OffsetMap, align
from ingest.merge.attribution import attribute
from ingest.merge.borrowed_labels import borrow_labels
from ingest.merge.copies import SourceRef, Version, best_copy, copies_of, in_catalog, order, version
from ingest.merge.displayed_text import Replacement, Shown, show, still_hiding
from ingest.merge.grouping import Named, group, title_of
from ingest.merge.missing_text import left_out, paragraphs_of
from ingest.merge.passes import Pass, UnplacedTag
from ingest.merge.redaction import Names
from ingest.model import Parsed, Problem, Transcript
from ingest.stated_facts import stated_facts

__all__ = [
    "Interview",
    "SourceRef",
    "Version",
    "VersionGroup",
    "gather",
    "group_versions",
    "in_catalog",
    "merge",
    "version",
]


@dataclass(frozen=True)
class Interview:
    """One document: the text to show (``transcript``, without tags), and all that was coded on it.

    The facts that its file states (``transcript.attributes``) are those that are kept.

    ``chosen`` is the file whose paragraphs and labels are shown and ``display_reason`` says why it is that
    one. ``moved`` maps the text a catalog showed before to this one; None when there was none.
    ``names`` are those that some version hides.
    ``text_is_from_files``: the text is that of a file, and ``replacements`` are all there are; otherwise it
    is the one a catalog shows, and they are those that come on top.
    """

    title: str
    transcript: Transcript
    chosen: PurePath
    display_reason: str
    replacements: tuple[Replacement, ...]
    passes: tuple[Pass, ...]
    unplaced: tuple[UnplacedTag, ...]
    problems: tuple[Problem, ...]
    sources: tuple[SourceRef, ...]
    moved: OffsetMap | None = None
    text_is_from_files: bool = True
    names: Names | None = None


def gather(parsed: Iterable[Parsed], known: Iterable[Version] = ()) -> tuple[Interview, ...]:
    """Return one interview for all the files that are versions of it.

    Args:
        parsed: what was read, in any order. Files without a transcript are left out; their problems stay
            with them.
        known: the interviews a catalog holds already (see :func:`in_catalog`). One that none of the files
            belongs to is left out.
    """
    return tuple(one.merged() for one in group_versions(parsed, known))


@dataclass(frozen=True)
class VersionGroup:
    """The versions of one interview, before they are merged."""

    title: str
    versions: tuple[Version, ...]
    problems: tuple[Problem, ...]

    @property
    def text_in_catalog(self) -> str | None:
        """The text that a catalog shows of the interview, or None when it has none yet."""
        return _text_in_catalog(self.versions)

    def merged(self) -> Interview:
        """Return the interview, with what was doubtful about the grouping."""
        interview = merge(self.versions, title=self.title)
        return replace(interview, problems=(*self.problems, *interview.problems))


def group_versions(parsed: Iterable[Parsed], known: Iterable[Version] = ()) -> tuple[VersionGroup, ...]:
    """Return which files are versions of one interview; the arguments are those of :func:`gather`."""
    found = (version(one) for one in parsed)
    versions = sorted([*known, *(one for one in found if one is not None)], key=order)
    groups = group([Named(v.source.path, v.name, v.transcript.text, v.in_catalog) for v in versions])
    members = [tuple(versions[number] for number in one.members) for one in groups]
    return tuple(
        VersionGroup(one.title, of_one, tuple(one.problems))
        for one, of_one in zip(groups, members, strict=True)
        if not all(member.in_catalog for member in of_one)
    )


def _text_in_catalog(versions: Sequence[Version]) -> str | None:
    return next((v.transcript.text for v in versions if v.in_catalog), None)


def merge(versions: Sequence[Version], *, title: str | None = None) -> Interview:
    """Return the one interview that all these are versions of (at least one, in any order)."""
    versions = sorted(versions, key=order)
    files = [v for v in versions if not v.in_catalog]
    copies = copies_of(versions)
    base, reason = best_copy(versions)
    labelled = borrow_labels(base, versions)
    shown = _shown(base, labelled.transcript, versions)
    called = title or title_of(v.name for v in versions)
    facts = stated_facts(shown.transcript, shown.names.masked_wholly)
    transcript = replace(
        shown.transcript,
        title=shown.names.masked(called),
        carries_codes=False,
        attributes=tuple(facts.kept.items()),
    )
    known = {pair for v in versions for pair in v.passes}
    attributed = attribute(files, transcript, shown.names, sorted(known))
    before = _text_in_catalog(versions)
    return Interview(
        title=transcript.title,
        transcript=transcript,
        chosen=base.source.path,
        display_reason=reason,
        replacements=shown.replacements,
        passes=attributed.passes,
        unplaced=attributed.unplaced,
        problems=(
            *(problem for one in files for problem in one.name.problems),
            *_renamed(files, called, shown.names),
            *facts.notes(base.source.path),
            *_doubts(base, shown),
            *labelled.problems,
            *_not_shown(copies, base, transcript.text),
            *attributed.problems,
        ),
        sources=tuple(v.source for v in files),
        moved=None if before is None else align(before, transcript.text),
        text_is_from_files=not base.in_catalog,
        names=shown.names,
    )


def _shown(base: Version, text: Transcript, versions: Sequence[Version]) -> Shown:
    """Return what is shown of ``base``, the ``text`` with all its labels.

    The files decide, and a catalog where it hides more than they do.
    """
    files = [v for v in versions if not v.in_catalog]
    shown = show(text, [(v.transcript, v.source.path) for v in files if v is not base])
    for held in versions:
        if held.in_catalog and held is not base and not _comes_of(held, files):
            shown = still_hiding(shown, held.transcript, held.source.path)
    return shown


def _comes_of(held: Version, files: Sequence[Version]) -> bool:
    """Say whether the text in a catalog is what these files say, so that it hides nothing of its own."""
    same = [file for file in files if (file.source.path, file.source.sha256) in held.files]
    if not same or len(same) < len(held.files):
        return False
    base, _ = best_copy(same)
    text = borrow_labels(base, same).transcript
    return _shown(base, text, same).transcript.paragraphs == held.transcript.paragraphs


def _renamed(files: Sequence[Version], title: str, names: Names) -> Iterator[Problem]:
    """Tell of files that are called like another interview: one is a copy of the other, or a mistake."""
    title = names.masked(title)
    for one in files:
        name = names.masked(one.name.document)
        if not f"{_folded(title)} (".startswith(f"{_folded(name)} ("):
            message = f"the file is called {name!r} and its text is that of {title!r}; taken as a copy of it"
            yield Problem(one.source.path, "", message, "warning")


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _doubts(base: Version, shown: Shown) -> tuple[Problem, ...]:
    """Tell where a word stands that another version hides, and that may be just a word here."""
    if not shown.doubtful:
        return ()
    places = ", ".join(str(number + 1) for number in shown.doubtful)
    message = "a name that another version redacts is also an ordinary word; check if it is the name here"
    return (Problem(base.source.path, f"paragraphs {places}", message, "warning"),)


def _not_shown(copies: Sequence[Version], base: Version, text: str) -> Iterator[Problem]:
    """Tell how much of each copy is not in the text shown, and where; never the words themselves."""
    numbers: dict[str, tuple[int, ...]] = {base.transcript.text: ()}
    for one in copies:
        mine = one.transcript
        if mine.text not in numbers:
            numbers[mine.text] = paragraphs_of(left_out(mine.text, text), mine.paragraphs)
        if found := numbers[mine.text]:
            many = f"{len(found)} paragraphs of this copy are" if found[1:] else "1 paragraph of this copy is"
            message = f"{many} not in the text shown (first: ¶ {found[0] + 1})"
            yield Problem(one.source.path, "", message, "warning")
