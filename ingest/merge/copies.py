"""One copy of an interview: a file's text and name, and which of several copies is shown.

A copy that lacks a part of the text is not shown where a fuller one exists. Of the others, the copy that
hides the most names is. Between copies that hide as many: the moderated one, then one with the coders'
structure, then the text that lacks least, then the one most copies share. A rough copy with time stamps
between its words comes last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ingest.merge.file_names import Name, PassRole, name_of
from ingest.merge.missing_text import complete, shortfalls
from ingest.merge.redaction import balance
from ingest.model import Parsed, Transcript

_ROUGH = 3
"""More time stamps than this between the words are a raw transcription's."""


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A file an interview came from, without its words."""

    path: PurePath
    sha256: str | None = None
    size: int | None = None
    format: str | None = None
    coder: str | None = None
    role: PassRole | None = None


@dataclass(frozen=True)
class Version:
    """One version of an interview's text.

    ``in_catalog`` marks the text a catalog shows already; its ``source`` is the file that was chosen for it,
    ``passes`` are the coders and roles whose work the catalog holds, and ``files`` all the files it was put
    together from, with their sha256.
    """

    transcript: Transcript
    source: SourceRef
    name: Name
    in_catalog: bool = False
    passes: tuple[tuple[str, PassRole], ...] = ()
    files: frozenset[tuple[PurePath, str | None]] = frozenset()


def version(parsed: Parsed) -> Version | None:
    """Return what a file says of an interview, or None when it could not be read."""
    if parsed.transcript is None:
        return None
    name = name_of(parsed.path, parsed.transcript.title)
    role = name.role if name.role_known else None
    source = SourceRef(parsed.path, parsed.sha256, parsed.size, parsed.format, name.coder, role)
    return Version(parsed.transcript, source, name)


def in_catalog(
    transcript: Transcript,
    source: SourceRef,
    passes: Iterable[tuple[str, PassRole]] = (),
    files: Iterable[tuple[PurePath, str | None]] = (),
) -> Version:
    """Return the text a catalog shows as one more version.

    Args:
        transcript: the text.
        source: the file that was chosen for it.
        passes: the coders and roles whose work the catalog holds.
        files: all the files it came from, with their sha256, as far as that is known.
    """
    named = Name(
        transcript.title, source.coder, source.role or "coder", source.role is not None, numbered=True
    )
    return Version(transcript, source, named, in_catalog=True, passes=tuple(passes), files=frozenset(files))


def best_copy(versions: Sequence[Version]) -> tuple[Version, str]:
    """Return the copy to show, and why it is that one.

    The choice is between the files, whatever a catalog shows. Its text is chosen only where the file it
    came from is gone: then it stays, unless a file has more.
    """
    copies = copies_of(versions)
    if len(copies) == 1 and not copies[0].in_catalog:
        return copies[0], "the only copy"
    words = {one.transcript.text: _words(one.transcript.text) for one in copies}
    distinct = {key: text for text, key in sorted(words.items(), reverse=True)}
    lacks = shortfalls([text for key, text in sorted(distinct.items()) if key])
    whole = complete(lacks)
    lacking = {text: lacks.get(distinct[key], 0) for text, key in words.items()}
    full = [one for one in copies if distinct[words[one.transcript.text]] in whole] or copies
    if stays := [one for one in full if one.in_catalog]:
        return stays[0], "the text in the catalog, the file of which is gone"
    shared = Counter(words[one.transcript.text] for one in copies)
    agreed = {text: (lacking[text], -shared[key]) for text, key in words.items()}
    first = min(full, key=lambda one: _rank(one, agreed))
    hidden = {
        one.transcript.text: balance(first.transcript.text, one.transcript.text)
        for one in sorted(full, key=order)
    }
    best = min(full, key=lambda one: (-hidden[one.transcript.text], *_rank(one, agreed)))
    return best, _why(best, full, hidden, len(copies) - len(full))


def copies_of(versions: Sequence[Version]) -> list[Version]:
    """Return the files, and the text in a catalog where the file it came from is not among them."""
    files = [one for one in versions if not one.in_catalog]
    held = (one for one in versions if one.in_catalog)
    return [*files, *(one for one in held if not any(_is_behind(file, one) for file in files))]


def _is_behind(file: Version, held: Version) -> bool:
    """Say whether the text in the catalog came from this file, wherever it lies now."""
    same = file.source.sha256 is not None and file.source.sha256 == held.source.sha256
    return same or file.source.path == held.source.path


def order(one: Version) -> tuple[bool, str, str, str]:
    """Return what puts versions in one order, whatever order their files came in."""
    return not one.in_catalog, str(one.source.path), one.source.sha256 or "", one.transcript.text


def _words(text: str) -> str:
    """Return the text without what makes no difference between copies: white space and case."""
    return re.sub(r"\s+", "", text).casefold()


def _rank(
    one: Version, agreed: Mapping[str, tuple[int, int]]
) -> tuple[bool, bool, bool, tuple[int, int], tuple[bool, str, str, str]]:
    """Return the order between copies that hide as many names; the least is best.

    ``agreed`` tells how many words a text lacks, and how many files have it (negative).
    """
    text = one.transcript.text
    rough = one.transcript.time_marks > _ROUGH
    moderated = one.name.role_known and one.name.role == "moderator"
    return rough, not moderated, not one.transcript.carries_codes, agreed[text], order(one)


def _why(best: Version, full: Sequence[Version], hidden: Mapping[str, int], fewer: int) -> str:
    """Say why a copy is shown; ``fewer`` are the copies left aside as they lack some text."""
    if len(full) == 1:
        return f"of {fewer + 1} copies, the only one with the whole text" if fewer else "the only copy"
    of_all = f"of {len(full)} copies" + (f" with the whole text ({fewer} without)" if fewer else "")
    others = [hidden[one.transcript.text] for one in full if one is not best]
    mine = hidden[best.transcript.text]
    if mine > max(others):
        return f"{of_all}, the one that hides the most names"
    moderated = best.name.role_known and best.name.role == "moderator"
    kind = "the moderated one" if moderated else "the one with coders' structure"
    if not moderated and not best.transcript.carries_codes:
        kind = "the plain one"
    if mine == min(others):
        return f"{of_all} that hide the same names, {kind}"
    return f"of the copies that hide the most names, {kind}"
