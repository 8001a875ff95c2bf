"""What the catalog says of its issues, fixes and codes, text by text: what a question is compared with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlmodel import Session, SQLModel, col, select

from kb.db.tables import Aspect, Code, Fix, FixIssue, Issue, IssueStage, Stage
from kb.queries.counting.code_usage import codes_of_fixes, codes_of_issues

Kind = Literal["issue", "fix", "code"]
FieldName = Literal["title", "statement", "code", "definition", "cue", "stage", "aspect"]

_CONTRAST = re.compile(
    r"[;,.(]?\s*\b(?:but )?(?:do )?not (?:when|for|if|use|data|a|an|the|to)\b.*", re.DOTALL | re.IGNORECASE
)
"""The end of a definition that says what a code is not for; its words are about other codes."""


@dataclass(frozen=True, slots=True)
class EntryText:
    """A text of an entry: what it is, the words, and the code that they belong to."""

    field: FieldName
    text: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An issue, a fix, or a code that belongs to neither, with all that is said of it.

    ``name`` is its key, or the code's name; ``codes`` are ids; ``mitigates`` are the keys of a fix's issues.
    """

    kind: Kind
    name: str
    title: str
    statement: str
    texts: tuple[EntryText, ...]
    codes: frozenset[int]
    mitigates: tuple[str, ...] = ()


def entries(session: Session) -> list[Entry]:
    """Return every issue, every fix and every code that carries none, in the order of the catalog."""
    codes = _Codes(session)
    stages = _stages(session)
    aspects = {each.id: each.title for each in session.exec(select(Aspect))}
    of_issues, of_fixes, mitigates = codes_of_issues(session), codes_of_fixes(session), _mitigates(session)

    def about(issue: Issue) -> list[EntryText]:
        aspect = [EntryText("aspect", aspects[issue.aspect_id])] if issue.aspect_id in aspects else []
        return [*(EntryText("stage", title) for title in stages.get(issue.id or 0, ())), *aspect]

    placed = {code for group in (*of_issues.values(), *of_fixes.values()) for code in group}
    return [
        *(
            _entry("issue", each, codes, of_issues.get(each.id, set()), about(each))
            for each in _all(session, Issue)
        ),
        *(
            _entry("fix", each, codes, of_fixes.get(each.id, set()), (), mitigates.get(each.id, ()))
            for each in _all(session, Fix)
        ),
        *codes.entries(without=placed),
    ]


class _Codes:
    """The codes by id, with their spellings."""

    def __init__(self, session: Session) -> None:
        everything = session.exec(select(Code).order_by(Code.name)).all()
        self.canonical = {code.id or 0: code for code in everything if code.id == code.canonical_id}
        self._spellings: dict[int, list[str]] = defaultdict(list)
        for code in everything:
            if code.canonical_id != code.id:
                self._spellings[code.canonical_id or 0].append(code.name)

    def texts(self, ids: Iterable[int]) -> list[EntryText]:
        """The names, definitions and cues of some codes."""
        known = (self.canonical[id_] for id_ in ids if id_ in self.canonical)
        codes = sorted(known, key=lambda code: code.name)
        return [text for code in codes for text in self._texts(code)]

    def entries(self, *, without: set[int]) -> list[Entry]:
        """The codes that are not among these, as entries of their own; structural ones are left out."""
        own = [
            code for id_, code in self.canonical.items() if id_ not in without and code.kind != "structural"
        ]
        return [
            Entry(
                "code",
                code.name,
                code.name,
                code.definition,
                tuple(self._texts(code)),
                frozenset({code.id or 0}),
            )
            for code in own
        ]

    def _texts(self, code: Code) -> list[EntryText]:
        names = [code.name, *self._spellings.get(code.id or 0, ())]
        found = [EntryText("code", _spoken(name), code.name) for name in names]
        if use := _CONTRAST.sub("", code.definition).strip():
            found.append(EntryText("definition", use, code.name))
        return found + [EntryText("cue", cue, code.name) for cue in code.cues]


def _entry(
    kind: Kind,
    row: Any,
    codes: _Codes,
    ids: set[int],
    about: Iterable[EntryText],
    mitigates: Iterable[str] = (),
) -> Entry:
    texts = (EntryText("title", row.title), EntryText("statement", row.statement), *about, *codes.texts(ids))
    return Entry(kind, row.key, row.title, row.statement, texts, frozenset(ids), tuple(mitigates))


def _all(session: Session, table: type[SQLModel]) -> Iterable[Any]:
    return session.exec(select(table).order_by(table.position)).all()  # type: ignore[attr-defined]


def _spoken(name: str) -> str:
    """A code's name as words: ``Data-missing_values`` names data, missing and values."""
    return re.sub(r"[-_]+", " ", name)


def _stages(session: Session) -> dict[int, list[str]]:
    query = select(IssueStage.issue_id, Stage.title).join(Stage, col(Stage.id) == IssueStage.stage_id)
    found: dict[int, list[str]] = defaultdict(list)
    for issue_id, title in session.exec(query.order_by(col(Stage.position))):
        found[issue_id].append(title)
    return found


def _mitigates(session: Session) -> dict[int, list[str]]:
    query = select(FixIssue.fix_id, Issue.key).join(Issue, col(Issue.id) == FixIssue.issue_id)
    found: dict[int, list[str]] = defaultdict(list)
    for fix_id, key in session.exec(query.order_by(col(Issue.position))):
        found[fix_id].append(key)
    return found
