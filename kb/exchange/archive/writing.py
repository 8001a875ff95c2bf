"""A study as the files of its archive, always the same bytes for the same study."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from kb.exchange.archive import layout, transcript
from kb.exchange.archive.records import Names, as_lines, as_object, encoder, shown
from kb.exchange.archive.schema import schema
from kb.exchange.archive.study import Row, Study

Files = Iterator[tuple[str, bytes]]
"""Paths within the archive, with slashes, and what is in the files."""


def files_of(study: Study) -> Files:
    """Return every file of the archive of a study, ``archive.json`` last: without it there is no archive."""
    return _Writer(study).files()


class _Writer:
    def __init__(self, study: Study) -> None:
        self._study = study
        self._names = Names(study)
        self._of_documents = {
            name: study.of_documents(name)
            for name, table in schema().items()
            if table.of_document is not None and name != "document"
        }
        self._texts = study.texts()

    def files(self) -> Files:
        folders, taken = [], set[str]()
        for document in self._study.rows("document"):
            folder = layout.safe_name(document["name"], taken)
            folders.append(folder)
            for name, data in self._document(document):
                yield f"{layout.DOCUMENTS}/{folder}/{name}", data
        files = list(self._top())
        yield from files
        yield layout.ATTRIBUTES, layout.ATTRIBUTES_TEXT.encode()
        head: dict[str, object] = {"format": layout.FORMAT, "version": layout.VERSION}
        head |= {"documents": folders, "files": sorted(name for name, _ in files)}
        if history := self._study.history_head():
            head["history"] = history
        yield layout.HEAD, as_object(head)

    def _top(self) -> Files:
        """The files at the top of the archive: what belongs to no document."""
        for name in schema():
            if name in layout.APART:
                continue
            of_document = self._of_documents.get(name)
            rows = self._study.rows(name) if of_document is None else of_document.get(None, [])
            if rows:
                without = ("text",) if name == "taxonomy_file" else ()
                yield layout.file_of(name), self._lines(name, rows, without)
        for row in self._study.rows("taxonomy_file"):
            yield f"{layout.TAXONOMIES}/{row['id']}.yaml", row["text"].encode()

    def _lines(self, table: str, rows: Iterable[Row], without: tuple[str, ...] = ()) -> bytes:
        return as_lines(list(map(encoder(table, self._names, without=without), rows)))

    def _document(self, document: Row) -> Files:
        number = document["id"]
        paragraphs = self._of_documents["paragraph"].get(number, [])
        speakers = {row["id"]: row["name"] for row in self._of_documents["speaker"].get(number, [])}
        files = [(layout.TEXT, transcript.as_text(paragraphs, speakers)), *self._parts(number)]
        yield from files
        record = encoder("document", self._names)(document)
        record["paragraph_ids"] = _runs(row["id"] for row in paragraphs)
        yield layout.DOCUMENT, as_object(record | {"files": sorted(name for name, _ in files)})

    def _parts(self, number: int) -> Files:
        """The files of a document beside its text."""
        for name, rows in self._of_documents.items():
            if name not in layout.APART and number in rows and name != "coding_pass":
                yield layout.file_of(name), self._lines(name, rows[number], ("document_id",))
        passes = self._of_documents["coding_pass"].get(number, [])
        if not passes:
            return
        taken: set[str] = set()
        record = encoder("coding_pass", self._names, without=("document_id",))
        lines, by_pass = [], self._codings(number)
        for row in passes:
            name = str(self._names.of("coding_pass", row["id"]))
            file = f"{layout.PASSES}/{layout.safe_name(name, taken, '.jsonl')}"
            lines.append(record(row) | {"file": file})
            yield file, as_lines(self._coding_lines(by_pass.get(row["id"], [])))
        yield layout.file_of("coding_pass"), as_lines(lines)

    def _codings(self, number: int) -> dict[int, list[Row]]:
        """The codings of a document by pass, each pass in the order of the text."""
        by_pass: dict[int, list[Row]] = {}
        for row in self._of_documents["coding"].get(number, []):
            by_pass.setdefault(row["pass_id"], []).append(row)
        for rows in by_pass.values():
            rows.sort(key=lambda row: (row["start"], row["end"], row["id"]))
        return by_pass

    def _coding_lines(self, rows: list[Row]) -> list[dict[str, object]]:
        said = ("document_id", "pass_id", "first_paragraph", "last_paragraph")
        record = encoder("coding", self._names, without=said)
        lines = []
        for row in rows:
            line = record(row)
            line["paragraphs"] = [row["first_paragraph"] + 1, row["last_paragraph"] + 1]
            line["words"] = shown(self._texts[row["document_id"]][row["start"] : row["end"]])
            lines.append(line)
        return lines


def _runs(numbers: Iterable[int]) -> str:
    """Return ids as runs: ``7-9, 15``."""
    runs = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        runs.append(f"{run[0]}-{run[-1]}" if run[1:] else f"{run[0]}")
    return ", ".join(runs)
