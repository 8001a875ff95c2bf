"""Projects for Taguette: a database with one project, its documents as HTML with a paragraph for each line.

Between two paragraphs stands a line end as a text node, so that the text nodes together are the text, and
positions are bytes of it (UTF-8). Who highlighted is told by the commands, as Taguette keeps them.
"""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from html import escape

from kb.exchange.forms.parts.composed import NO_WORDS, Composed, Composing, first_moment, moment, said
from kb.exchange.forms.parts.database import as_database
from kb.exchange.forms.parts.names import Names, file_name
from kb.exchange.forms.taguette.paths import paths_of
from kb.exchange.forms.taguette.schema import REVISION, SCHEMA
from kb.exchange.guids import same
from kb.exchange.model import Coding, Project, Selection, Source
from kb.exchange.own_notes import DETAILS, TAXONOMY
from kb.exchange.positions import Dialect, Positions

_LOGIN, _NAME, _DESCRIPTION = 30, 50, 102_400
"""Characters that Taguette takes: of a login, of the name of a document or a project, of a description."""
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32)), "�")  # which it refuses in HTML
_PROJECT = 1


def compose(project: Project) -> Composed:
    """Put a project together for Taguette."""
    work = Composing(project, longest_name=_LOGIN)
    work.add("alembic_version", version_num=REVISION)
    begun = _moment(first_moment(project))
    name = Names(longest=_NAME).take(project.name)
    if name != project.name:
        work.tell("the project", f"is called {name!r} there")
    people = work.people()
    work.add("projects", id=_PROJECT, name=name, description=_about(work), created=begun)
    tags = _write_tags(work)
    names = Names(longest=_NAME)
    for source in project.sources:
        if source.text is not None:
            _Writer(work, tags, source, names.take(source.name or "Text")).write(begun)
    work.tell_undescribed()
    used = dict.fromkeys([*people, *(str(each["user_login"]) for each in work.rows["commands"])])
    for each in used:
        work.add(
            "users",
            login=each,
            created=begun,
            hashed_password=None,
            disabled=0,
            password_set_date=None,
            language=None,
            email=None,
            email_sent=None,
        )
        work.add("project_members", project_id=_PROJECT, user_login=each, privileges="ADMIN")
    return work.composed({"project.sqlite3": as_database(SCHEMA, work.rows)})


def _about(work: Composing) -> str:
    """The description of the project, and the memos on it as far as they have room."""
    project = work.project
    text = project.description or ""
    own = {same(each.guid) for each in project.notes if each.name in (DETAILS, TAXONOMY)}
    known = {same(each.guid): said(each) for each in project.notes}
    for guid in project.note_refs:
        more = known.get(same(guid), "")
        if same(guid) not in own and len(text) + len(more) + 2 <= _DESCRIPTION:
            text = work.memo([guid], before=text)
    return _cut(work, "the project", text)


def _cut(work: Composing, where: str, text: str) -> str:
    """Return a description as far as Taguette takes it."""
    if len(text) > _DESCRIPTION:
        work.tell(where, f"its description is cut after {_DESCRIPTION:,} characters")
    return text[:_DESCRIPTION]


def _write_tags(work: Composing) -> dict[str, int]:
    """Write the codes as tags, and return their numbers by their GUIDs."""
    paths = paths_of(work)
    numbers = {}
    for number, code in enumerate(work.project.codes, 1):
        numbers[same(code.guid)] = number
        text = _cut(work, code.name, work.memo(code.notes, before=code.description))
        work.add("tags", id=number, project_id=_PROJECT, path=paths[same(code.guid)], description=text)
    work.kept["Code"] = len(numbers)
    return numbers


class _Writer:
    """Writes one document."""

    def __init__(self, work: Composing, tags: Mapping[str, int], source: Source, name: str) -> None:
        self._work, self._tags, self._source, self._name = work, tags, source, name
        self._number = len(work.rows["documents"]) + 1
        self._text = (source.text or "").translate(_CONTROLS)
        self._positions = Positions(self._text, None, Dialect("bytes"))
        self._lost = 0

    def write(self, begun: str) -> None:
        """Write the document and its highlights."""
        source, work = self._source, self._work
        if self._name != source.name:
            work.tell(source.name or self._name, f"is called {self._name!r} there")
        if self._text != source.text:
            work.tell(self._name, "has characters that control a terminal; they are � there")
        work.add(
            "documents",
            id=self._number,
            name=self._name,
            description=_cut(work, self._name, work.memo(source.notes, before=source.description)),
            filename=f"{file_name(self._name) or 'text'}.html",
            created=_moment(source.created) or begun,
            project_id=_PROJECT,
            text_direction=_direction(self._text),
            contents=_html(self._text),
        )
        work.kept["Source"] += 1
        for each in source.selections:
            self._selection(each, begun)
        if self._lost:
            work.tell(self._name, f"{NO_WORDS}: {self._lost}")
        if source.codings:
            work.tell(self._name, f"codes of the whole text have no place there: {len(source.codings)}")

    def _selection(self, each: Selection, begun: str) -> None:
        """Write a highlight for each coder: a highlight is one person's."""
        if not 0 <= each.start < each.end <= len(self._text):
            self._lost += len(each.codings)
            return
        of: dict[str, list[Coding]] = defaultdict(list)
        for coding in each.codings:
            if same(coding.code) in self._tags:
                of[self._work.coder(coding)].append(coding)
        for coder, codings in of.items():
            self._highlight(each, coder, codings, begun)
        if not each.codings:
            self._highlight(each, "", [], begun)
        self._work.kept["Selection"] += bool(of) or not each.codings

    def _highlight(self, each: Selection, coder: str, codings: list[Coding], begun: str) -> None:
        work = self._work
        number = len(work.rows["highlights"]) + 1
        start, end = self._positions.back(each.start, each.end)
        work.add(
            "highlights",
            id=number,
            document_id=self._number,
            start_offset=start,
            end_offset=end,
            snippet=_html(self._text[each.start : each.end]),
        )
        tags: list[int] = []
        for coding in sorted(codings, key=lambda one: one.created or ""):
            tag = self._tags[same(coding.code)]
            if tag in tags:
                work.tell(self._name, f"a coding by {coder} is there twice, and written once")
                continue
            tags.append(tag)
            work.kept["Coding"] += 1
            work.add("highlight_tags", highlight_id=number, tag_id=tag)
            told = {"type": "highlight_add", "highlight_id": number, "tags": list(tags)}
            work.add(
                "commands",
                id=len(work.rows["commands"]) + 1,
                date=_moment(coding.created) or begun,
                user_login=coder,
                project_id=_PROJECT,
                document_id=self._number,
                payload=json.dumps({**told, "start_offset": start, "end_offset": end}, sort_keys=True),
            )


def _html(text: str) -> str:
    """Lines as paragraphs, with a line end between two."""
    return "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in text.split("\n"))


def _direction(text: str) -> str:
    """How a text runs: as its first letter does."""
    kinds = (unicodedata.bidirectional(each) for each in text)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return "LEFT_TO_RIGHT" if first == "L" else "RIGHT_TO_LEFT"


def _moment(written: str | None) -> str:
    """A moment with the fractions of a second that Taguette's database has."""
    return f"{at}.000000" if (at := moment(written)) else ""
