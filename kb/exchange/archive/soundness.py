"""What must fit for an archive to be taken: nothing twice, references that lead somewhere, words in place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from kb.exchange.archive.errors import ArchiveError
from kb.exchange.archive.records import Line, shown
from kb.exchange.archive.schema import Table, schema
from kb.exchange.archive.study import Row, Study

Places = Mapping[str, list[Line]]
"""The lines that the rows of each table were made of, in their order."""

_SPANS = ("replacement", "memo")
"""Tables beside the codings whose rows say where in the text something is."""


def check(rows: Mapping[str, list[Row]], places: Places) -> None:
    """Check the rows of an archive.

    Raises:
        ArchiveError: something does not fit; the message names the file and the line.
    """
    for name, table in schema().items():
        _refuse_doubles(table, rows[name], places[name])
    _refuse_dangling(rows, places)
    study = Study(dict(rows))
    texts = study.texts()
    _check_codings(study, texts, places["coding"])
    for name in _SPANS:
        _check_spans(rows[name], texts, places[name])
    _check_texts(rows["document"], texts, places["document"])


def _refuse_doubles(table: Table, rows: list[Row], lines: list[Line]) -> None:
    for fields in (table.key, *table.unique):
        seen: dict[tuple[object, ...], Line] = {}
        for row, line in zip(rows, lines, strict=True):
            values = tuple(row[each] for each in fields)
            if None in values:
                continue
            if (first := seen.setdefault(values, line)) is not line:
                where = f"{first.file}, line {first.number}"
                raise line.fault(
                    f"the same {_called(table, fields)} as in {where}; copies come together with `kb merge`"
                )


def _called(table: Table, fields: tuple[str, ...]) -> str:
    called = {each.name: each.called for each in table.fields}
    return " and ".join(called[each] for each in fields)


def _refuse_dangling(rows: Mapping[str, list[Row]], places: Places) -> None:
    ids = {name: {row["id"] for row in found} for name, found in rows.items() if "id" in schema()[name].key}
    for name, table in schema().items():
        references = [(each, ids[each.reference]) for each in table.fields if each.reference is not None]
        for row, line in zip(rows[name], places[name], strict=True):
            for field, known in references:
                if row[field.name] is not None and row[field.name] not in known and field.name != "survey_id":
                    raise line.fault(f"there is no {field.called} {row[field.name]} in this archive")


def _check_codings(study: Study, texts: Mapping[int, str], lines: list[Line]) -> None:
    counts = {number: len(found) for number, found in study.of_documents("paragraph").items()}
    for row, line in zip(study.rows("coding"), lines, strict=True):
        text, start, end = texts[row["document_id"]], row["start"], row["end"]
        if not 0 <= start <= end <= len(text) or line.data.get("words") != shown(text[start:end]):
            raise line.fault(
                f"the words of this coding are not at {start} to {end} of the text; one of them was edited"
            )
        if not 0 <= row["first_paragraph"] <= row["last_paragraph"] < counts.get(row["document_id"], 0):
            raise line.fault("the document has no such paragraphs")


def _check_spans(rows: Iterable[Row], texts: Mapping[int, str], lines: Iterable[Line]) -> None:
    for row, line in zip(rows, lines, strict=True):
        start, end = row["start"], row["end"]
        if start is None or end is None or row["document_id"] is None:
            continue
        if not 0 <= start <= end <= len(texts[row["document_id"]]):
            raise line.fault(f"{start} to {end} is not in the text")


def _check_texts(rows: Iterable[Row], texts: Mapping[int, str], lines: Iterable[Line]) -> None:
    for row, line in zip(rows, lines, strict=True):
        text = texts[row["id"]]
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if (len(text), digest) != (row["length"], row["sha256"]):
            raise ArchiveError(
                f"the text of {row['name']!r} is not the one that was archived; "
                "import the archive as it was and correct the text with `kb correct` or in the app",
                f"{line.file.rpartition('/')[0]}/text.txt",
            )
