"""The comments of a Word file: who wrote what about which words, whom it answers, and whether it is resolved.

Newer Words keep who answers whom in a part of its own, by the ids of the comments' last paragraphs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ingest.formats.parts.docx.body.paragraphs import Anchor
from ingest.formats.parts.docx.body.styles import OFF, qn
from ingest.formats.parts.docx.body.walker import Walker

_ID = qn("w:id")
_PARA_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_EX = "{http://schemas.microsoft.com/office/word/2012/wordml}"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: who wrote what and when, and the paragraphs it is about.

    ``answers`` is the number of the comment it replies to; ``resolved`` that its thread was closed.
    """

    number: str
    lines: tuple[str, ...]
    anchors: tuple[Anchor, ...]
    author: str | None = None
    created: datetime | None = None
    answers: str | None = None
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class _Thread:
    """What is known of a comment by the id of its last paragraph: which it answers, whether it is closed."""

    parent: str | None
    done: bool


def _threads(root: Any) -> dict[str, _Thread]:
    return {
        str(each.get(f"{_EX}paraId", "")).upper(): _Thread(
            str(each.get(f"{_EX}paraIdParent")).upper() if each.get(f"{_EX}paraIdParent") else None,
            str(each.get(f"{_EX}done", "0")).lower() not in OFF,
        )
        for each in root
        if isinstance(each.tag, str)
    }


def read_comments(root: Any, extended: Any, walker: Walker) -> tuple[Comment, ...]:
    """Return the comments in the order of the file; ``walker`` has seen the text they are about."""
    threads = _threads(extended)
    items = [item for item in root if item.tag == qn("w:comment")]
    by_paragraph = {key: item.get(_ID) or "" for item in items for key in _para_ids(item)}
    found = []
    for item in items:
        mine = [threads[key] for key in _para_ids(item) if key in threads]
        parents = [by_paragraph[each.parent] for each in mine if each.parent in by_paragraph]
        closed = any(each.done or (each.parent in threads and threads[each.parent].done) for each in mine)
        found.append(_comment(item, walker, next(iter(parents), None), resolved=closed))
    return tuple(found)


def _para_ids(item: Any) -> list[str]:
    return [str(key).upper() for each in item.iter(qn("w:p")) if (key := each.get(_PARA_ID))]


def _comment(item: Any, walker: Walker, answers: str | None, *, resolved: bool) -> Comment:
    inside = Walker({})
    inside.walk(item)
    number = item.get(_ID) or ""
    lines = [text for paragraph in inside.paragraphs() if (text := paragraph.text.strip())]
    author = " ".join((item.get(qn("w:author")) or "").split())
    return Comment(
        number,
        tuple(lines),
        walker.anchors(number),
        author or None,
        _date(item.get(qn("w:date")) or ""),
        answers if answers != number else None,
        resolved,
    )


def _date(stamp: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
