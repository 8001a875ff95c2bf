"""Projects of Taguette (SQLite), one or several in a file.

Documents are HTML. A highlight is two positions in bytes (UTF-8) over the text nodes of its document, and the
HTML between them as it was when it was made (``snippet``), against which the positions are held.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kb.exchange.dialects import Reading
from kb.exchange.errors import ExchangeError, SeveralProjectsError
from kb.exchange.forms import Form
from kb.exchange.forms.parts.database import MAGIC, Database, Row, number, words
from kb.exchange.forms.parts.draft import Draft, moment
from kb.exchange.forms.parts.html_text import HtmlText, plain
from kb.exchange.forms.parts.quotes import Place, Words
from kb.exchange.forms.taguette.authors import Authors
from kb.exchange.forms.taguette.composing import compose
from kb.exchange.forms.taguette.tags import codes_of_tags
from kb.exchange.model import Coding, Project, Selection, Source
from kb.exchange.positions import Dialect

_BYTES = Dialect("bytes")
_NAME = 200


def claims(data: bytes) -> bool:
    """Whether this is Taguette's database."""
    return data.startswith(MAGIC) and b"highlight_tags" in data and b"project_members" in data


def projects(data: bytes, name: str) -> tuple[str, ...]:
    """Return the names of the projects in a file; equal ones have their number behind them."""
    return tuple(_named(_opened(data, name)))


def read(data: bytes, name: str) -> Project:
    """Read the project of a file with one."""
    base = _opened(data, name)
    found = _named(base)
    if len(found) > 1:
        raise SeveralProjectsError(name, tuple(found))
    if not found:
        raise ExchangeError(f"cannot read {name!r}: it holds no project")
    return _Reader(base, *next(iter(found.items()))).project()


def read_one(data: bytes, name: str, project: str) -> Project:
    """Read one of the projects of a file, by its name."""
    base = _opened(data, name)
    return _Reader(base, project, _named(base)[project]).project()


def _opened(data: bytes, name: str) -> Database:
    base = Database(data, name)
    base.need("projects", "documents", "highlights", "highlight_tags", "tags")
    return base


def _named(base: Database) -> dict[str, Row]:
    rows = list(base.rows("projects"))
    often = Counter(words(row, "name") for row in rows)
    return {
        words(row, "name") if often[words(row, "name")] == 1 else f"{words(row, 'name')} ({row['id']})": row
        for row in rows
    }


@dataclass
class _Document:
    """A document and its text."""

    row: Row
    name: str
    html: HtmlText
    words: Words


class _Reader:
    """Reads one project."""

    def __init__(self, base: Database, called: str, row: Row) -> None:
        self._base, self._row, self._id = base, row, number(row, "id")
        key = (words(row, "created"), words(row, "name"))
        self._draft = Draft("taguette", called, key, "Taguette")
        self._authors = Authors(base, self._id, self._draft)

    def project(self) -> Project:
        """Return the project."""
        draft, row = self._draft, self._row
        text = words(row, "description")
        draft.on_project += draft.note("project", text=text, title="Project description" if text else "")
        codes, self._codes = codes_of_tags(self._of_project("tags"), draft)
        self._tags = defaultdict(list)
        for each in self._base.rows("highlight_tags"):
            self._tags[number(each, "highlight_id")].append(number(each, "tag_id"))
        highlights: dict[int | None, list[Row]] = defaultdict(list)
        for each in self._base.rows("highlights"):
            highlights[number(each, "document_id")].append(each)
        sources = [
            self._source(each, highlights.get(number(each.row, "id"), [])) for each in self._documents()
        ]
        return draft.project(codes=codes, sources=sources)

    def _of_project(self, table: str) -> Iterator[Row]:
        return (each for each in self._base.rows(table) if number(each, "project_id") == self._id)

    def _documents(self) -> Iterator[_Document]:
        taken: Counter[str] = Counter()
        for row in self._of_project("documents"):
            name = words(row, "name") or words(row, "filename")
            taken[name] += 1
            name = name if taken[name] == 1 else f"{name} ({taken[name]})"
            html = HtmlText(words(row, "contents"))
            yield _Document(row, name, html, Words(html.text))

    def _source(self, document: _Document, highlights: list[Row]) -> Source:
        right = 0
        selections = []
        for row in sorted(highlights, key=lambda each: (number(each, "start_offset") or 0, each["id"])):
            quote = plain(words(row, "snippet"))
            place = self._place(document, row, quote)
            right += place.is_known and not place.doubt
            selections.append(self._selection(document, row, quote, place))
        named = len(highlights)
        score = right / named if named else 1.0
        return Source(
            self._draft.guid("source", document.name),
            document.name,
            text=document.html.text,
            reading=Reading(_BYTES, score, named, named, right) if named else None,
            description=words(document.row, "description") or None,
            selections=tuple(selections),
            created=moment(words(document.row, "created")),
        )

    def _place(self, document: _Document, row: Row, quote: str) -> Place:
        """Where a highlight is: at its bytes, or where the words of its snippet stand, if only once."""
        html = document.html
        start, end = number(row, "start_offset"), number(row, "end_offset")
        if start is None or end is None or not 0 <= start <= end <= html.size:
            return document.words.place(quote, [(start or 0, -1)])
        return document.words.place(quote, [html.span(start, end)])

    def _selection(self, document: _Document, row: Row, quote: str, place: Place) -> Selection:
        draft, at = self._draft, number(row, "id")
        key = (document.name, number(row, "start_offset"), number(row, "end_offset"), quote)
        if place.doubt:
            draft.tell(document.name, f"highlight {at}: {place.doubt}")
        codings = []
        for tag in self._tags.get(at, ()):
            code = self._codes.get(tag or 0)
            if code is None:
                draft.drop("tag of another project")
                continue
            by, when = self._authors.of(at, tag)
            codings.append(Coding(draft.guid("coding", *key, code), code, draft.user(by), moment(when)))
        return Selection(
            draft.guid("selection", *key),
            place.start,
            place.end,
            name=quote[:_NAME] if place.is_known else quote,
            codings=tuple(codings),
            doubt=place.doubt,
        )


FORM = Form(
    "taguette",
    "Taguette project",
    frozenset({".sqlite3"}),
    claims,
    read,
    compose=compose,
    projects=projects,
    read_one=read_one,
)
