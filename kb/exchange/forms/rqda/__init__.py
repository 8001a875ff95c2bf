"""Projects of RQDA (SQLite, one file ``.rqda``).

Nothing is deleted in RQDA: a row whose ``status`` is not 1 is gone. Positions are characters, held against
the quote in ``seltext``. A second coding (``coding2``) is a pass of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath

from kb.exchange.forms import Form
from kb.exchange.forms.parts.database import MAGIC, Database, Row, number, words
from kb.exchange.forms.parts.draft import Draft, moment
from kb.exchange.forms.parts.quotes import NOWHERE
from kb.exchange.forms.parts.spans import Quoted, Spans, spans_of
from kb.exchange.forms.parts.values import kind_of
from kb.exchange.forms.rqda.composing import compose
from kb.exchange.model import Case, Code, Coding, Project, Selection, Set, Source, Value, Variable

_NAME = 200
_SECOND = " (second coding)"


def claims(data: bytes) -> bool:
    """Whether this is RQDA's database."""
    return data.startswith(MAGIC) and b"freecode" in data and b"treecode" in data


def read(data: bytes, name: str) -> Project:
    """Read a project."""
    base = Database(data, name)
    base.need("source", "freecode", "coding")
    about = next(base.rows("project"), {})
    draft = Draft("rqda", PurePath(name).stem, (words(about, "date"),), "RQDA")
    memo = words(about, "memo")
    draft.on_project += draft.note("project", text=memo, title="Project memo" if memo.strip() else "")
    return _Reader(base, draft).project()


class _Reader:
    """Reads the tables, the living rows only."""

    def __init__(self, base: Database, draft: Draft) -> None:
        self._base, self._draft = base, draft
        self._codes: dict[int, str] = {}
        self._files: dict[int, str] = {}
        self._values: dict[str, dict[int, list[Value]]] = {
            "case": defaultdict(list),
            "file": defaultdict(list),
        }
        self._sets: list[Set] = []

    def _alive(self, table: str) -> Iterator[Row]:
        """The rows that are not deleted; tables of old versions have no status in every row."""
        for row in self._base.rows(table):
            if number(row, "status") in (1, None):
                yield row
            else:
                self._draft.drop("row deleted in RQDA")

    def project(self) -> Project:
        """Return the project."""
        draft = self._draft
        codes = self._tree()
        variables = self._variables()
        sources = self._sources()
        cases = self._cases()
        self._sets += self._file_sets()
        for row in self._alive("journal"):
            name, text = words(row, "name"), words(row, "journal")
            draft.on_project += draft.note(
                "journal", name, text=text, title=name, by=words(row, "owner"), at=words(row, "date")
            )
        draft.drop("coding of a picture", sum(1 for _ in self._base.rows("imageCoding")))
        return draft.project(codes=codes, sources=sources, variables=variables, cases=cases, sets=self._sets)

    def _tree(self) -> list[Code]:
        """Categories and codes; a code of several categories hangs on the first, the others are sets."""
        folders = [(number(row, "catid"), row) for row in self._alive("codecat")]
        guids = {at: self._draft.guid("category", words(row, "name")) for at, row in folders}
        found = [
            Code(guids[at], words(row, "name"), codable=False, description=words(row, "memo") or None)
            for at, row in folders
        ]
        above: dict[int | None, list[int | None]] = defaultdict(list)
        for row in self._alive("treecode"):
            above[number(row, "cid")].append(number(row, "catid"))
        more: dict[int | None, list[str]] = defaultdict(list)
        for row in self._alive("freecode"):
            at, name = number(row, "id"), words(row, "name")
            guid = self._codes[at or 0] = self._draft.guid("code", name)
            known = [each for each in above[at] if each in guids]
            for each in known[1:]:
                more[each].append(guid)
            parent = guids[known[0]] if known else None
            found.append(Code(guid, name, parent, description=words(row, "memo") or None))
        names = {at: words(row, "name") for at, row in folders}
        self._sets += [
            Set(self._draft.guid("set", names[at]), names[at], codes=tuple(some)) for at, some in more.items()
        ]
        return found

    def _variables(self) -> list[Variable]:
        said: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
        for of, table, column in (("case", "caseAttr", "caseID"), ("file", "fileAttr", "fileID")):
            for row in self._alive(table):
                if words(row, "value").strip() not in ("", "NA"):
                    at = number(row, column) or 0
                    said[words(row, "variable")].append((of, at, words(row, "value")))
        classes = {words(row, "name"): row for row in self._alive("attributes")}
        found = []
        for name in dict.fromkeys([*classes, *said]):
            is_number = words(classes.get(name, {}), "class").casefold() == "numeric"
            kind = kind_of(value for _, _, value in said[name]) if is_number else "Text"
            guid = self._draft.guid("variable", name)
            found.append(Variable(guid, name, kind, words(classes.get(name, {}), "memo") or None))
            for of, at, value in said[name]:
                self._values[of][at].append(Value(guid, value, kind))
        return found

    def _sources(self) -> list[Source]:
        rows = list(self._alive("source"))
        codings: dict[int | None, dict[Quoted, list[tuple[str, Row]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for table, more in (("coding", ""), ("coding2", _SECOND)):
            for row in self._alive(table):
                start, end = number(row, "selfirst"), number(row, "selend")
                span = Quoted(
                    NOWHERE if start is None else start,
                    NOWHERE if end is None else end,
                    words(row, "seltext"),
                )
                codings[number(row, "fid")][span].append((more, row))
        remarks: dict[int | None, list[Row]] = defaultdict(list)
        for row in self._alive("annotation"):
            remarks[number(row, "fid")].append(row)
        texts = [(words(row, "file"), list(codings[number(row, "id")])) for row in rows]
        found = []
        for row, spans in zip(rows, spans_of(texts, "RQDA"), strict=True):
            at = number(row, "id")
            found.append(self._source(row, spans, codings.pop(at, {}), remarks.pop(at, [])))
        lost = sum(len(some) for each in codings.values() for some in each.values())
        self._draft.drop("coding without its text", lost + sum(map(len, remarks.values())))
        return found

    def _source(
        self, row: Row, spans: Spans, codings: dict[Quoted, list[tuple[str, Row]]], remarks: list[Row]
    ) -> Source:
        name, at = words(row, "name"), number(row, "id") or 0
        guid = self._files[at] = self._draft.guid("source", name)
        selections = [self._selection(name, spans, span, some) for span, some in codings.items()]
        selections += [self._remark(name, spans, each) for each in remarks]
        return Source(
            guid,
            name,
            text=spans.text,
            reading=spans.reading if codings else None,
            description=words(row, "memo") or None,
            selections=tuple(selections),
            values=tuple(self._values["file"][at]),
            creator=self._draft.user(words(row, "owner")),
            created=moment(words(row, "date")),
        )

    def _selection(self, where: str, spans: Spans, span: Quoted, rows: list[tuple[str, Row]]) -> Selection:
        place = spans.place(span)
        if place.doubt:
            self._draft.tell(where, f"coding at {span.start} to {span.end}: {place.doubt}")
        made = []
        for more, row in rows:
            code = self._codes.get(number(row, "cid") or 0)
            if code is None:
                self._draft.drop("coding without its code")
                continue
            owner, at = words(row, "owner") + more, words(row, "date")
            key = (where, code, owner, span.start, span.end)
            memo = self._draft.note("coding", *key, text=words(row, "memo"), by=owner, at=at)
            guid = self._draft.guid("coding", *key)
            made.append(Coding(guid, code, self._draft.user(owner), moment(at), memo))
        guid = self._draft.guid("selection", where, span.start, span.end, span.quote)
        name = span.quote[:_NAME] if place.is_known else span.quote
        return Selection(guid, place.start, place.end, name=name, codings=tuple(made), doubt=place.doubt)

    def _remark(self, where: str, spans: Spans, row: Row) -> Selection:
        """An annotation stands at one place, between two characters."""
        at = min(max(0, number(row, "position") or 0), len(spans.text))
        return Selection(
            self._draft.guid("annotation", where, at, words(row, "annotation")),
            at,
            at,
            description=words(row, "annotation"),
            creator=self._draft.user(words(row, "owner")),
            created=moment(words(row, "date")),
        )

    def _cases(self) -> list[Case]:
        links: dict[int | None, dict[str, None]] = defaultdict(dict)
        for row in self._alive("caselinkage"):
            file = self._files.get(number(row, "fid") or 0)
            if file is None:
                self._draft.drop("link of a case to a file without text")
            else:
                links[number(row, "caseid")][file] = None
        return [
            Case(
                self._draft.guid("case", words(row, "name")),
                words(row, "name"),
                words(row, "memo") or None,
                values=tuple(self._values["case"][number(row, "id") or 0]),
                sources=tuple(links[number(row, "id")]),
            )
            for row in self._alive("cases")
        ]

    def _file_sets(self) -> list[Set]:
        members: dict[int | None, list[str]] = defaultdict(list)
        for row in self._alive("treefile"):
            file = self._files.get(number(row, "fid") or 0)
            members[number(row, "catid")] += [file] if file is not None else []
        return [
            Set(
                self._draft.guid("set of files", words(row, "name")),
                words(row, "name"),
                words(row, "memo") or None,
                sources=tuple(members[number(row, "catid")]),
            )
            for row in self._alive("filecat")
        ]


FORM = Form("rqda", "RQDA project", frozenset({".rqda"}), claims, read, compose=compose)
