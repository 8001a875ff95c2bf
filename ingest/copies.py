"""One copy of an interview: a file's text and name, and which of several copies is shown.

The copy that hides the most names is shown. Between copies that hide as many: the moderated one, then one
with the coders' structure, then the text most copies share. A rough copy with time stamps between its words
comes last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ingest.naming import Name, PassRole, name_of
from ingest.redaction import balance
from ingest.transcript import Parsed, Transcript

_STAMP = re.compile(r"[\[(]\d{1,2}:\d{2}(?::\d{2})?[\])]")
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
    and ``passes`` are the coders and roles whose work the catalog holds.
    """

    transcript: Transcript
    source: SourceRef
    name: Name
    in_catalog: bool = False
    passes: tuple[tuple[str, PassRole], ...] = ()


def version(parsed: Parsed) -> Version | None:
    """Return what a file says of an interview, or None when it could not be read."""
    if parsed.transcript is None:
        return None
    name = name_of(parsed.path, parsed.transcript.title)
    role = name.role if name.role_known else None
    source = SourceRef(parsed.path, parsed.sha256, parsed.size, parsed.format, name.coder, role)
    return Version(parsed.transcript, source, name)


def in_catalog(
    transcript: Transcript, source: SourceRef, passes: Iterable[tuple[str, PassRole]] = ()
) -> Version:
    """Return the text a catalog shows as one more version; ``source`` is the file it was taken from."""
    named = Name(
        transcript.title, source.coder, source.role or "coder", source.role is not None, numbered=True
    )
    return Version(transcript, source, named, in_catalog=True, passes=tuple(passes))


def best_copy(versions: Sequence[Version]) -> tuple[Version, str]:
    """Return the copy to show, and why it is that one.

    The text of a catalog stays, unless the file it came from has changed.
    """
    held = [one for one in versions if one.in_catalog]
    files = [one for one in versions if not one.in_catalog]
    if held:
        changed = [one for one in files if _has_changed(one, held[0])]
        if changed:
            return changed[0], "the file the text in the catalog came from has changed"
        return held[0], "the text in the catalog"
    words = {one.transcript.text: _words(one.transcript.text) for one in files}
    shared = Counter(words[one.transcript.text] for one in files)
    agreed = {text: shared[key] for text, key in words.items()}
    first = min(files, key=lambda one: (not words[one.transcript.text], *_rank(one, agreed)))
    hidden = {text: balance(first.transcript.text, text) for text in words if words[text]}
    best = min(files, key=lambda one: (-hidden.get(one.transcript.text, -len(words)), *_rank(one, agreed)))
    return best, _why(best, files, hidden)


def order(one: Version) -> tuple[bool, str, str, str]:
    """Return what puts versions in one order, whatever order their files came in."""
    return not one.in_catalog, str(one.source.path), one.source.sha256 or "", one.transcript.text


def _has_changed(file: Version, held: Version) -> bool:
    same = file.source.path == held.source.path
    return same and file.source.sha256 != held.source.sha256


def _words(text: str) -> str:
    """Return the text without what makes no difference between copies: white space and case."""
    return "".join(text.split()).casefold()


def _rank(one: Version, agreed: dict[str, int]) -> tuple[bool, bool, bool, int, tuple[bool, str, str, str]]:
    """Return the order between copies that hide as many names; the least is best."""
    text = one.transcript.text
    rough = len(_STAMP.findall(text)) > _ROUGH
    moderated = one.name.role_known and one.name.role == "moderator"
    return rough, not moderated, not one.transcript.carries_codes, -agreed[text], order(one)


def _why(best: Version, files: Sequence[Version], hidden: dict[str, int]) -> str:
    if len(files) == 1:
        return "the only copy"
    others = [hidden.get(one.transcript.text, 0) for one in files if one is not best]
    mine = hidden.get(best.transcript.text, 0)
    if mine > max(others):
        return f"of {len(files)} copies, the one that hides the most names"
    moderated = best.name.role_known and best.name.role == "moderator"
    kind = "the moderated one" if moderated else "the one with coders' structure"
    if not moderated and not best.transcript.carries_codes:
        kind = "the plain one"
    if mine == min(others):
        return f"of {len(files)} copies that hide the same names, {kind}"
    return f"of the copies that hide the most names, {kind}"
