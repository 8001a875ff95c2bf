"""Whose work the tags of an interview's files are: one pass per coder and role.

A file says who coded it in its name; a Word document names the author of every comment. A file that does not
say in which role ("Interview 11 - Amin" without a folder) belongs to the pass that coder has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.merge.alignment import OffsetMap, align
from ingest.merge.copies import Version
from ingest.merge.file_names import PassRole
from ingest.merge.passes import Carried, Pass, UnplacedTag, carry, carry_remark, fold
from ingest.merge.redaction import Names, redactions
from ingest.model import Problem, Remark, TaggedSpan, Transcript

UNKNOWN_CODER = "unknown"


@dataclass(frozen=True)
class Attributed:
    """The passes of an interview, the tags without a place, and what a person should look at."""

    passes: tuple[Pass, ...]
    unplaced: tuple[UnplacedTag, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Share:
    """What one file has of one coder."""

    version: Version
    coder: str
    role: PassRole | None
    tags: tuple[TaggedSpan, ...]
    remarks: tuple[Remark, ...]


class _Shown:
    """The shown text, and how each file's text maps onto it (computed once for each text)."""

    def __init__(self, transcript: Transcript, names: Names) -> None:
        self.transcript = transcript
        self.names = names
        self._maps: dict[str, OffsetMap] = {}

    def offsets(self, text: str) -> OffsetMap:
        if text not in self._maps:
            self._maps[text] = align(text, self.transcript.text)
        return self._maps[text]

    def words(self, text: str, start: int, end: int) -> tuple[str, bool]:
        """Return words of another version with every hidden name masked, and whether there was one."""
        safe, done, hidden = "", start, False
        for one in redactions(text, self.transcript.text):
            if one.hides == "other" and one.start < end and start < one.end:
                safe += text[done : max(done, one.start)] + (one.placeholder or "[redacted]")
                done, hidden = min(end, one.end), True
        return self.names.masked(safe + text[done:end]), hidden


def attribute(
    files: Sequence[Version], shown: Transcript, names: Names, known: Iterable[tuple[str, PassRole]] = ()
) -> Attributed:
    """Return the passes that ``files`` hold, on the ``shown`` text.

    Args:
        files: the versions of one interview, in a fixed order.
        shown: the text they are carried onto.
        names: the names to mask in words, memos and remarks.
        known: coders and roles whose passes a catalog holds already.
    """
    screen = _Shown(shown, names)
    shares = [share for one in files for share in _shares(one)]
    roles: defaultdict[str, set[PassRole]] = defaultdict(set)
    for coder, role in [*known, *((one.coder, one.role) for one in shares)]:
        if role:
            roles[coder.casefold()].add(role)
    grouped: defaultdict[tuple[str, PassRole], list[_Share]] = defaultdict(list)
    for one in shares:
        grouped[one.coder.casefold(), _role(one, roles[one.coder.casefold()])].append(one)
    passes: list[Pass] = []
    unplaced: list[UnplacedTag] = []
    problems: list[Problem] = []
    for (coder, role), group in sorted(grouped.items()):
        done, lost = _pass(group, role, screen, assumed=not roles[coder])
        passes.append(done)
        unplaced += lost
        problems += _problems(done, lost)
    return Attributed(tuple(passes), tuple(unplaced), tuple(problems))


def _shares(one: Version) -> Iterator[_Share]:
    """Yield what each coder has in a file; a file made to carry codes that has none is an empty share."""
    transcript, name = one.transcript, one.name
    role = name.role if name.role_known else None
    tags: defaultdict[str, list[TaggedSpan]] = defaultdict(list)
    remarks: defaultdict[str, list[Remark]] = defaultdict(list)
    for tag in transcript.tags:
        tags[tag.coder or name.coder or UNKNOWN_CODER].append(tag)
    for remark in transcript.remarks:
        remarks[remark.author or name.coder or UNKNOWN_CODER].append(remark)
    coders = {*tags, *remarks}
    if transcript.carries_codes and not tags and (name.coder or role):
        coders.add(name.coder or UNKNOWN_CODER)
    for coder in sorted(coders):
        yield _Share(one, coder, role, tuple(tags[coder]), tuple(remarks[coder]))


def _role(one: _Share, known: set[PassRole]) -> PassRole:
    """Return a share's role; one that does not say is of the only role its coder has here, else a coder's."""
    if one.role:
        return one.role
    return next(iter(known)) if len(known) == 1 else "coder"


def _pass(
    shares: Sequence[_Share], role: PassRole, shown: _Shown, *, assumed: bool
) -> tuple[Pass, list[UnplacedTag]]:
    coder = min(share.coder for share in shares)
    files: list[list[Carried]] = []
    remarks: list[Remark] = []
    lost: list[UnplacedTag] = []
    for share in shares:
        source = share.version.transcript
        offsets = shown.offsets(source.text)
        carried = [carry(tag, source, offsets, shown.transcript, shown.names.masked) for tag in share.tags]
        files.append(carried)
        lost += [_unplaced(share, coder, role, one.origin, shown) for one in carried if not one.places]
        for remark in share.remarks:
            moved = carry_remark(remark, offsets, shown.names.masked)
            if moved is None:
                lost.append(_unplaced(share, coder, role, remark, shown))
            else:
                remarks.append(moved)
    done = Pass(
        coder,
        role,
        assumed,
        fold(files, shown.transcript.text),
        not any(share.tags for share in shares),
        tuple(sorted({share.version.source.path for share in shares}, key=str)),
        tuple(sorted(set(remarks), key=lambda one: (one.start, one.end, one.text, str(one.created)))),
    )
    return done, lost


def _unplaced(
    share: _Share, coder: str, role: PassRole, what: TaggedSpan | Remark, shown: _Shown
) -> UnplacedTag:
    words, hidden = shown.words(share.version.transcript.text, what.start, what.end)
    reason = "its words are hidden in the text shown" if hidden else "its words are not in the text shown"
    code, memo = (what.code, what.memo) if isinstance(what, TaggedSpan) else ("", what.text)
    memo = shown.names.masked(memo) if memo else memo
    return UnplacedTag(code, coder, role, words, reason, share.version.source.path, memo)


def _problems(done: Pass, lost: Sequence[UnplacedTag]) -> Iterator[Problem]:
    path = done.sources[0]
    whose = f"{done.coder} ({done.role})"
    if done.coder == UNKNOWN_CODER:
        yield Problem(path, "", f"the file does not name the coder; kept under {UNKNOWN_CODER!r}", "warning")
    if lost:
        message = f"{len(lost)} of the codings by {whose} are not in the text shown; kept as unplaced codings"
        yield Problem(path, "", message, "warning")
