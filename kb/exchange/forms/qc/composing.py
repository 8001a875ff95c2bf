"""Projects for qc (version 1.4): a folder with texts, a tree of codes, memos, and a database of coded lines.

A coding is on whole lines there: each line that some of its words are on is coded. A line of a text is a
paragraph here.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping

from kb.exchange.forms.parts.composed import NO_WORDS, Composed, Composing, said
from kb.exchange.forms.parts.database import as_database
from kb.exchange.forms.parts.names import Names, file_name, file_names
from kb.exchange.forms.parts.spanned import names_of_codes
from kb.exchange.guids import same
from kb.exchange.model import Coding, Project, Selection, Source
from kb.exchange.own_notes import DETAILS

_TABLES = {
    "document": "file_path VARCHAR NOT NULL, file_hash VARCHAR NOT NULL, PRIMARY KEY (file_path)",
    "code": "name VARCHAR NOT NULL, PRIMARY KEY (name)",
    "coder": "name VARCHAR NOT NULL, PRIMARY KEY (name)",
    "document_index": "id INTEGER NOT NULL, name VARCHAR NOT NULL, time_series BOOLEAN NOT NULL, "
    "document_id VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (document_id, name), "
    "FOREIGN KEY(document_id) REFERENCES document (file_path)",
    "coded_line": "id INTEGER NOT NULL, line INTEGER NOT NULL, coder_id VARCHAR NOT NULL, "
    "code_id VARCHAR NOT NULL, PRIMARY KEY (id), FOREIGN KEY(coder_id) REFERENCES coder (name), "
    "FOREIGN KEY(code_id) REFERENCES code (name)",
    "location": "id INTEGER NOT NULL, start_line INTEGER NOT NULL, end_line INTEGER NOT NULL, "
    "document_index_id VARCHAR NOT NULL, PRIMARY KEY (id), CHECK (start_line <= end_line), "
    "FOREIGN KEY(document_index_id) REFERENCES document_index (id)",
    "coded_line_location_association": "coded_line_id INTEGER NOT NULL, location_id INTEGER NOT NULL, "
    "PRIMARY KEY (coded_line_id, location_id), FOREIGN KEY(coded_line_id) REFERENCES coded_line (id), "
    "FOREIGN KEY(location_id) REFERENCES location (id)",
}
SCHEMA = tuple(f"CREATE TABLE {name} ({columns})" for name, columns in _TABLES.items())
DATABASE = "qualitative_coding.sqlite3"
_SETTINGS = {
    "qc_version": "1.4.1",
    "corpus_dir": "corpus",
    "database": DATABASE,
    "logs_dir": "logs",
    "memos_dir": "memos",
    "codebook": "codebook.yaml",
    "editor": "code",
}
_LONGEST_CODE = 200
_TITLE = 60


def compose(project: Project) -> Composed:
    """Put a project together for qc."""
    work = Composing(project)
    for name in work.people():
        work.add("coder", name=name)
    codes = _write_codes(work)
    files = {"codebook.yaml": _codebook(project, codes), "settings.yaml": _lines(_SETTINGS)}
    files |= {"memos/.keep": b"", "logs/.keep": b""}  # folders that qc looks for
    names = file_names()
    for source in project.sources:
        if source.text is not None:
            path, data = _Writer(work, codes, source, names).write()
            files[f"corpus/{path}"] = data
    known = {row["name"] for row in work.rows["coder"]}
    for name in sorted({row["coder_id"] for row in work.rows["coded_line"]} - known):
        work.add("coder", name=name)
    files |= _memos(work)
    work.tell_undescribed(codes=True, texts=True)
    return work.composed({DATABASE: as_database(SCHEMA, work.rows), **files})


def _write_codes(work: Composing) -> dict[str, str]:
    """Write the codes, and return their names by their GUIDs: qc tells codes apart by a comma."""
    long, names = names_of_codes(work.project.codes), Names(longest=_LONGEST_CODE)
    found = {}
    for code in work.project.codes:
        name = found[same(code.guid)] = names.take(long[same(code.guid)].replace(",", ";"))
        if name != code.name:
            work.tell(code.name, f"is called {name!r} there")
        work.add("code", name=name)
    work.kept["Code"] = len(found)
    work.kept["place in the tree"] = sum(same(each.parent or "") in found for each in work.project.codes)
    return found


def _codebook(project: Project, names: Mapping[str, str]) -> bytes:
    """The tree as lists in YAML, whose strings can be those of JSON."""
    below: dict[str, list[str]] = defaultdict(list)
    for code in project.codes:
        above = same(code.parent or "")
        below[above if above in names else ""].append(same(code.guid))
    lines: list[str] = []
    waiting = [(guid, 0) for guid in reversed(below[""])]
    while waiting:
        guid, depth = waiting.pop()
        children = below.get(guid, [])
        lines.append(f"{'  ' * depth}- {_quoted(names[guid])}{':' if children else ''}\n")
        waiting += [(each, depth + 1) for each in reversed(children)]
    return "".join(lines).encode()


def _lines(settings: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {_quoted(value)}\n" for name, value in settings.items()).encode()


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


class _Writer:
    """Writes one text with its coded lines."""

    def __init__(self, work: Composing, codes: Mapping[str, str], source: Source, names: Names) -> None:
        self._work, self._codes, self._source = work, codes, source
        self._text = source.text or ""
        name = names.take((source.name or "Text").removesuffix(".txt"))
        self._path = f"{name}.txt"
        self._known: set[tuple[int, str, str]] = set()

    def write(self) -> tuple[str, bytes]:
        """Write the text, and return its path and bytes."""
        work, path, data = self._work, self._path, self._text.encode()
        if path.removesuffix(".txt") != (self._source.name or "").removesuffix(".txt"):
            work.tell(self._source.name or "a text", f"is called {path!r} there")
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        work.add("document", file_path=path, file_hash=digest)
        index = len(work.rows["document_index"]) + 1
        work.add("document_index", id=index, name="paragraphs", time_series=0, document_id=path)
        lines = self._text.split("\n")
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._blocks = self._write_blocks(index, lines)
        lost = parts = 0
        for each in self._source.selections:
            codings = [self._coding(each, coding) for coding in each.codings]
            work.kept["Selection"] += any(codings)
            lost += codings.count(False)
            parts += any(codings) and not self._is_whole(each)
        if lost:
            work.tell(path, f"{NO_WORDS}, or on a line that its coder has coded so already: {lost}")
        if parts:
            work.tell(path, f"codings of parts of a line, which are on the whole line there: {parts}")
        if self._source.codings:
            count = len(self._source.codings)
            work.tell(path, f"codes of the whole text have no place there: {count}")
        work.kept["Source"] += 1
        return path, data

    def _write_blocks(self, index: int, lines: list[str]) -> list[int]:
        """Write the blocks of lines that blank lines part, and return that of each line."""
        places: list[int] = []
        bounds, is_blank = [0], False
        for number, line in enumerate(lines):
            if line.strip() and is_blank:
                bounds.append(number)
            is_blank = not line.strip()
        for start, end in zip(bounds, [*bounds[1:], len(lines)], strict=True):
            block = len(self._work.rows["location"]) + 1
            self._work.add("location", id=block, start_line=start, end_line=end, document_index_id=index)
            places += [block] * (end - start)
        return places

    def _coding(self, each: Selection, coding: Coding) -> bool:
        """Write the lines of a coding; False where there are none, or all are written already."""
        code, coder = self._codes.get(same(coding.code)), self._work.coder(coding)
        if code is None:
            return False
        new = [line for line in self._lines(each) if (line, code, coder) not in self._known]
        for line in new:
            self._known.add((line, code, coder))
            number = len(self._work.rows["coded_line"]) + 1
            self._work.add("coded_line", id=number, line=line, coder_id=coder, code_id=code)
            self._work.add(
                "coded_line_location_association", coded_line_id=number, location_id=self._blocks[line]
            )
        self._work.kept["Coding"] += bool(new)
        return bool(new)

    def _lines(self, each: Selection) -> Iterator[int]:
        """The lines that some of the words are on."""
        if not 0 <= each.start < each.end <= len(self._text):
            return
        line = bisect_right(self._starts, each.start) - 1
        while self._starts[line] < each.end:
            start, end = self._starts[line], self._starts[line + 1]
            if self._text[max(start, each.start) : min(end, each.end)].strip():
                yield line
            line += 1

    def _is_whole(self, each: Selection) -> bool:
        """Whether a selection begins and ends with the words of lines."""
        before = self._text.rfind("\n", 0, each.start) + 1
        after = self._text.find("\n", each.end - 1)
        rest = self._text[before : each.start] + self._text[each.end : after if after >= 0 else None]
        return not rest.strip()


def _memos(work: Composing) -> dict[str, bytes]:
    """The memos on the project and those on nothing; what is said of codes and words has no place."""
    project, names = work.project, file_names()
    owned = {same(guid) for guids in _owned(project) for guid in guids}
    about = {same(each) for each in project.note_refs}
    guids = [
        each.guid
        for each in project.notes
        if each.name != DETAILS and (same(each.guid) in about or same(each.guid) not in owned)
    ]
    found = {}
    if project.description:
        found[f"memos/{names.take('Project memo')}.md"] = f"{project.description}\n".encode()
    for note in work.notes(guids):
        text = note.text or ""
        title = names.take(file_name(note.name or text.strip()[:_TITLE]) or "Memo")
        found[f"memos/{title}.md"] = (text if note.name else said(note)).encode()
    return found


def _owned(project: Project) -> Iterator[tuple[str, ...]]:
    """The memos that are on something."""
    for code in project.codes:
        yield code.notes
    for source in project.sources:
        yield source.notes
        for some in (source.codings, *(each.codings for each in source.selections)):
            for coding in some:
                yield coding.notes
        for each in source.selections:
            yield each.notes
