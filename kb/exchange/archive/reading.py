"""The files of an archive as a study; what does not fit together is refused with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count, repeat
from pathlib import Path
from typing import Any

from kb.exchange.archive import layout, transcript
from kb.exchange.archive.container import Container, InMemory, is_inside, opened, opened_bytes
from kb.exchange.archive.errors import ArchiveError
from kb.exchange.archive.records import Line, decoded, decoder, pass_name, read_lines, read_object
from kb.exchange.archive.schema import LABELS, schema
from kb.exchange.archive.soundness import check
from kb.exchange.archive.study import Row, Study, in_order

_EXTRA: Mapping[str, tuple[str, ...]] = {
    "coding": ("paragraphs", "words"),
    "coding_pass": ("file",),
    "document": ("paragraph_ids", "files"),
}
"""What lines say beyond the fields of their rows."""
_RUN = re.compile(r"(\d+)(?:-(\d+))?")


def read_archive(path: Path) -> Study:
    """Return the study that the archive at a path holds.

    Raises:
        ArchiveError: it is damaged, incomplete, from a newer version, or does not fit together; the message
            names the file and the line.
    """
    with opened(path) as container:
        return _Reader(container).study()


def read_archive_bytes(data: bytes, name: str) -> Study:
    """Return the study in the bytes of a zip of this name; raises as :func:`read_archive`."""
    with opened_bytes(data, name) as container:
        return _Reader(container).study()


def read_files(files: Mapping[str, bytes]) -> Study:
    """Return the study in the files of an archive by their names; raises as :func:`read_archive`."""
    return _Reader(InMemory(files)).study()


def _tables() -> dict[str, str]:
    """The tables by the files that they are in."""
    return {layout.file_of(name): name for name in schema() if name not in layout.APART}


class _Reader:
    """Reads lines first, then makes rows of them: a line may refer to any other."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._lines: dict[str, list[tuple[Line, Row]]] = {name: [] for name in schema()}
        """Lines of each table, and what the place of each says: its document and pass."""
        self._listed: set[str] = set()
        self._texts: list[tuple[int, str, Line]] = []
        self._ids: dict[tuple[str, str, int | None], int] = {}
        self._tables = _tables()

    def study(self) -> Study:
        head = self._head()
        for name in self._names(head, "files"):
            self._top_file(name)
        for folder in self._names(head, "documents"):
            self._document(f"{layout.DOCUMENTS}/{folder}")
        self._index()
        paragraphs = self._paragraphs()
        self._refuse_unlisted()
        rows: dict[str, list[Row]] = {}
        places: dict[str, list[Line]] = {}
        for table, lines in self._lines.items():
            row_of = decoder(table, self._find, extra=_EXTRA.get(table, ()))
            rows[table] = [row_of(line, place) for line, place in lines]
            places[table] = [line for line, _ in lines]
        rows["paragraph"], places["paragraph"] = paragraphs
        check(rows, places)
        study = in_order(rows)
        if head.data.get("history", study.history_head()) != study.history_head():
            raise ArchiveError(
                "the history is not the one that was archived: entries were added, or its end is gone",
                layout.file_of("change"),
            )
        return study

    def _head(self) -> Line:
        head = read_object(self._content(layout.HEAD), layout.HEAD)
        if head.data.get("format") != layout.FORMAT:
            raise ArchiveError("this is not the archive of a catalog", layout.HEAD)
        version = head.data.get("version")
        if type(version) is not int or version < 1:
            raise ArchiveError("the field 'version' is missing", layout.HEAD)
        if version > layout.VERSION:
            raise ArchiveError(
                f"the archive has version {version}, and this kb reads up to {layout.VERSION}; update kb",
                layout.HEAD,
            )
        return head

    def _names(self, line: Line, field: str) -> list[str]:
        """The names of files or folders that a file lists."""
        names = line.data.get(field)
        if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
            raise ArchiveError(f"the list {field!r} is missing", line.file)
        for each in names:
            if not is_inside(each):
                raise ArchiveError(f"{each!r} leads out of the archive", line.file)
        if len(set(names)) < len(names):
            twice = next(each for each in names if names.count(each) > 1)
            raise ArchiveError(f"{twice!r} is listed twice", line.file)
        return names

    def _content(self, name: str) -> bytes:
        data = self._container.content(name)
        if data is None:
            raise ArchiveError("this file is missing", name)
        self._listed.add(name)
        return data

    def _top_file(self, name: str) -> None:
        if name.startswith(f"{layout.TAXONOMIES}/"):
            return  # read with its line
        table = self._tables.get(name)
        if table is None:
            raise ArchiveError(f"{name!r} is a file that this kb does not know; update kb", layout.HEAD)
        for line in read_lines(self._content(name), name):
            self._lines[table].append((line, self._said(table, line)))

    def _said(self, table: str, line: Line) -> Row:
        of_document = schema()[table].of_document
        said: Row = {of_document.name: None} if of_document is not None else {}
        if table == "taxonomy_file":
            file = f"{layout.TAXONOMIES}/{line.data.get('id')}.yaml"
            said["text"] = decoded(self._content(file), file)
        return said

    def _document(self, folder: str) -> None:
        file = f"{folder}/{layout.DOCUMENT}"
        line = read_object(self._content(file), file)
        number = line.data.get("id")
        if type(number) is not int:
            raise ArchiveError("the field 'id' is missing", file)
        self._lines["document"].append((line, {}))
        place: Row = {"document_id": number}
        names = self._names(line, "files")
        for name in names:
            if name == layout.TEXT:
                self._texts.append((number, f"{folder}/{name}", line))
            elif name != layout.file_of("coding_pass") and not name.startswith(f"{layout.PASSES}/"):
                table = self._tables.get(name)
                if table is None or schema()[table].of_document is None:
                    raise ArchiveError(f"{name!r} is a file that this kb does not know; update kb", file)
                for each in read_lines(self._content(f"{folder}/{name}"), f"{folder}/{name}"):
                    self._lines[table].append((each, place))
        if layout.TEXT not in names:
            raise ArchiveError(f"{layout.TEXT} is not listed", file)
        self._passes(folder, names, place)

    def _passes(self, folder: str, names: list[str], place: Row) -> None:
        listed = {name for name in names if name.startswith(f"{layout.PASSES}/")}
        name = f"{folder}/{layout.file_of('coding_pass')}"
        lines = read_lines(self._content(name), name) if layout.file_of("coding_pass") in names else []
        for line in lines:
            self._lines["coding_pass"].append((line, place))
            codings = line.data.get("file")
            if codings not in listed:
                raise line.fault(
                    f"the file {codings!r} is not listed in {layout.DOCUMENT}, or another pass has it"
                )
            listed.remove(codings)
            said = place | {"pass_id": line.data.get("id")}
            file = f"{folder}/{codings}"
            self._lines["coding"] += [
                (each, said | _paragraphs_of(each)) for each in read_lines(self._content(file), file)
            ]
        for each in sorted(listed):
            raise ArchiveError(f"no pass has the file {each!r}", name)

    def _refuse_unlisted(self) -> None:
        """Refuse files that would be lost without a word, such as what a merge left behind."""
        for name in sorted(self._container.names() - self._listed):
            if name.startswith((f"{layout.DOCUMENTS}/", "codebook/")) or name in self._tables:
                raise ArchiveError("this file is not listed in the archive; list it, or remove it", name)

    def _index(self) -> None:
        """Note the ids of rows by their names."""
        for table, label in LABELS.items():
            for line, place in self._lines[table]:
                within = place["document_id"] if table == "speaker" else None
                self._note(table, line.data.get(label), within, line)
        coders = {line.data.get("name") for line, _ in self._lines["coder"]}
        for line, place in self._lines["coding_pass"]:
            coder, role = line.data.get("coder"), line.data.get("role")
            if coder in coders and isinstance(role, str):
                self._note("coding_pass", pass_name(str(coder), role), place["document_id"], line)

    def _note(self, table: str, name: Any, document: int | None, line: Line) -> None:
        if not isinstance(name, str) or type(line.data.get("id")) is not int:
            return  # told when the row is made
        if self._ids.setdefault((table, name, document), line.data["id"]) != line.data["id"]:
            raise line.fault(f"{name!r} is there twice")

    def _find(self, table: str, name: str, document: int | None) -> int | None:
        within = document if table in {"speaker", "coding_pass"} else None
        return self._ids.get((table, name, within))

    def _paragraphs(self) -> tuple[list[Row], list[Line]]:
        rows: list[Row] = []
        lines: list[Line] = []
        speakers: dict[int, dict[str, int]] = {}
        for (table, name, document), speaker in self._ids.items():
            if table == "speaker" and document is not None:
                speakers.setdefault(document, {})[name] = speaker
        for number, file, line in self._texts:
            found = transcript.read_text(self._content(file), file, speakers.get(number, {}))
            for row, row_id in zip(found, _ids(line, len(found)), strict=True):
                rows.append({"id": row_id, "document_id": number} | row)
                lines.append(Line({}, file, row["position"] + 1))
        _number_rest(rows)
        return rows, lines


def _number_rest(rows: list[Row]) -> None:
    """Give ids to paragraphs that the archive gives none."""
    free = count(1 + max((row["id"] for row in rows if row["id"] is not None), default=0))
    for row in rows:
        if row["id"] is None:
            row["id"] = next(free)


def _paragraphs_of(line: Line) -> Row:
    found = line.data.get("paragraphs")
    if not isinstance(found, list) or len(found) != 2 or not all(type(each) is int for each in found):  # noqa: PLR2004
        raise line.fault("the field 'paragraphs' is missing: the first and the last one")
    return {"first_paragraph": found[0] - 1, "last_paragraph": found[1] - 1}


def _ids(line: Line, wanted: int) -> Iterator[int | None]:
    """The ids of a document's paragraphs: ``7-9, 15``; None for each where the archive does not say them."""
    runs = line.data.get("paragraph_ids", "")
    ids = [
        number
        for begin, end in _RUN.findall(runs if isinstance(runs, str) else "")
        if int(end or begin) - int(begin) <= wanted
        for number in range(int(begin), int(end or begin) + 1)
    ]
    if ids and len(ids) != wanted:
        raise ArchiveError(
            f"the document has {wanted} paragraphs, and {len(ids)} ids of paragraphs", line.file
        )
    return iter(ids or repeat(None, wanted))
