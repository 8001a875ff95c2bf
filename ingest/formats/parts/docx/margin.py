"""What stands in the margin: comments as codings and remarks, on the words they are about.

One comment is one act of coding, of each code it names. Replies to a comment and threads that were closed are
remarks beside it: they are about the coding and make none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from ingest.formats.parts.docx.authors import named
from ingest.formats.parts.docx.comment_codes import codebook
from ingest.formats.parts.docx.comments import Comment
from ingest.formats.parts.docx.document import WordText
from ingest.formats.parts.docx.speakers import Placed, paragraph_of
from ingest.model import Draft, Extent, Problem, Remark, Severity, TaggedSpan, lay_out

_LONGEST_SHOWN = 48
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one paragraph of the transcript, and how exactly they are known."""

    paragraph: int
    start: int
    end: int
    extent: Extent


@dataclass
class Margin:
    """The drafts with their tags, the remarks, and what to tell."""

    drafts: list[Draft]
    remarks: list[Remark] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_margin(path: PurePath, word: WordText, placed: Sequence[Placed]) -> Margin:
    """Put the comments of a file on the words of its transcript."""
    margin = Margin([each.draft for each in placed])
    reader = _Reader(path, word, placed, margin)
    if silent := sum(1 for comment in word.comments if not comment.lines):
        what = "one comment has" if silent == 1 else f"{silent} comments have"
        margin.problems.append(Problem(path, "", f"{what} no text; nothing to keep", "warning"))
    reader.read([comment for comment in word.comments if comment.lines])
    return margin


class _Reader:
    def __init__(self, path: PurePath, word: WordText, placed: Sequence[Placed], margin: Margin) -> None:
        self._path = path
        self._paragraphs = word.paragraphs
        self._placed = placed
        self._margin = margin
        self._at: dict[int, list[int]] = defaultdict(list)
        for index, each in enumerate(placed):
            self._at[each.source].append(index)
        self._plain, _ = lay_out(margin.drafts)

    def read(self, comments: Sequence[Comment]) -> None:
        every = {comment.number: comment for comment in comments}
        beside = [comment for comment in comments if _is_beside(comment)]
        open_ = [comment for comment in comments if not _is_beside(comment)]
        people = [draft.speaker for draft in self._margin.drafts if draft.speaker]
        people += [author for comment in comments if (author := named(comment.author))]
        codes = codebook((comment.lines for comment in open_), dict.fromkeys(people))
        for comment in comments:
            root = _root(comment, every)
            spans = self._spans(comment) or self._spans(root)
            found, memo = ((), None) if _is_beside(comment) else codes.codes_and_memo(comment.lines)
            if not spans:
                self._doubt(comment, "is not attached to the text", None)
            elif found:
                self._tag(comment, found, memo, spans)
            else:
                self._margin.remarks.append(self._remark(comment, spans))
                if not _is_beside(comment):
                    self._doubt(comment, "may not be a code; it is kept as a remark", spans[0])
        self._tell(beside, every)

    def _tag(self, comment: Comment, codes: Iterable[str], memo: str | None, spans: Sequence[Span]) -> None:
        act = f"{self._path} comment {comment.number}"
        for span in spans:
            draft = self._margin.drafts[span.paragraph]
            new = tuple(
                TaggedSpan(
                    code,
                    span.start,
                    span.end,
                    0,
                    span.extent,
                    named(comment.author),
                    comment.created,
                    memo,
                    act,
                )
                for code in codes
            )
            self._margin.drafts[span.paragraph] = replace(draft, tags=(*draft.tags, *new))

    def _remark(self, comment: Comment, spans: Sequence[Span]) -> Remark:
        first, last = spans[0], spans[-1]
        return Remark(
            "\n".join(comment.lines),
            self._plain[first.paragraph].start + first.start,
            self._plain[last.paragraph].start + last.end,
            named(comment.author),
            comment.created,
        )

    def _spans(self, comment: Comment) -> list[Span]:
        """Return the words a comment is about, paragraph by paragraph.

        A range that covers no words (a label, an empty line, a mere point) stands for the paragraph it is in,
        or the next one with words.
        """
        spans: list[Span] = []
        for anchor in comment.anchors:
            if anchor.end is None:
                continue
            for index in self._at.get(anchor.paragraph, ()):
                span = self._placed[index].span(anchor.start, anchor.end)
                spans += [Span(index, *span, "exact")] if span is not None else []
        if spans or not comment.anchors or not self._placed:
            return spans
        index = self._nearest(comment.anchors[0].paragraph)
        return [Span(index, 0, len(self._placed[index].draft.text), "paragraph")]

    def _nearest(self, source: int) -> int:
        """Return the paragraph a place without words stands for: one of its row, or the next."""
        cell = self._paragraphs[source].cell if source < len(self._paragraphs) else None
        for index, each in enumerate(self._placed) if cell is not None else ():
            other = self._paragraphs[each.source].cell if each.source < len(self._paragraphs) else None
            if other is not None and cell is not None and (other.table, other.row) == (cell.table, cell.row):
                return index
        return paragraph_of(source, self._placed)

    # --- what to tell ---

    def _doubt(self, comment: Comment, what: str, span: Span | None) -> None:
        author = named(comment.author)
        who = f" by {author}" if author else ""
        place = f"paragraph {span.paragraph + 1}" if span is not None else f"comment {comment.number}"
        self._margin.problems.append(
            Problem(self._path, place, f"the comment {_quoted(comment)}{who} {what}", "warning")
        )

    def _tell(self, beside: Sequence[Comment], every: Mapping[str, Comment]) -> None:
        replies = [comment for comment in beside if comment.answers is not None]
        closed = [comment for comment in beside if comment.answers is None]
        for group, one, many in (
            (replies, "a reply to a comment", "replies to comments"),
            (closed, "a resolved comment", "resolved comments"),
        ):
            if not group:
                continue
            shown = ", ".join(map(_quoted, group[:_SHOWN]))
            more = f" and {len(group) - _SHOWN} more" if len(group) > _SHOWN else ""
            count = (
                f"{one} is kept as a remark and makes no coding"
                if len(group) == 1
                else (f"{len(group)} {many}, each kept as a remark, make no codings")
            )
            spans = self._spans(group[0]) or self._spans(_root(group[0], every))
            place = f"paragraph {spans[0].paragraph + 1}" if spans else ""
            severity: Severity = "note" if group is replies else "warning"
            self._margin.problems.append(Problem(self._path, place, f"{count}: {shown}{more}", severity))


def _is_beside(comment: Comment) -> bool:
    """Whether a comment is about a coding and makes none: a reply, or one of a thread that was closed."""
    return comment.answers is not None or comment.resolved


def _root(comment: Comment, every: Mapping[str, Comment]) -> Comment:
    """Return the comment that began a thread; replies to replies are few, and a circle ends."""
    seen = {comment.number}
    while comment.answers is not None and comment.answers in every and comment.answers not in seen:
        comment = every[comment.answers]
        seen.add(comment.number)
    return comment


def _quoted(comment: Comment) -> str:
    words = " ".join(comment.lines)
    return repr(words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…")
