"""``kb status``: the catalog in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from kb import records
from kb.cli.options import Database, Format
from kb.cli.output import render
from kb.cli.output.terminal import Column, clean, display_text, render_table
from kb.cli.sessions import reading
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.queries.documents.documents import DocumentRow, Totals


@dataclass(frozen=True, slots=True)
class DocumentPass:
    """One pass over one document; a document without any has one row without a coder."""

    document: str
    kind: str
    paragraphs: int
    files: int
    coder: str | None
    role: str | None
    codings: int
    spills: int
    unplaced: int
    empty: bool


COLUMNS = (
    Column("document", key=True),
    Column("kind", room=100),
    Column("paragraphs", number=True, spare=1),
    Column("files", number=True, room=100),
    Column("coder"),
    Column("role"),
    Column("codings", lambda row: "empty" if row.empty else row.codings, number=True),
    Column("spills", number=True, room=100),
    Column("unplaced", number=True, room=100),
)


def status(database: Database = None, form: Format = "table") -> None:
    """Show totals, and who coded which document.

    A pass is one coder's work on one document. A pass without codings is missing data, not "nothing found":
    nothing was coded, or the codes were missing when the export was printed. JSON gives one object with
    totals and documents; JSON lines and CSV give a row for each pass.
    """
    from kb.queries import names
    from kb.queries.documents import documents as queries

    with reading(database) as session:
        totals, documents = queries.totals(session), queries.documents(session)
        study = names.study(session)
    if form == "json":
        rows = [records.record(each) | {"passes": _passes(each)} for each in documents]
        render.json_object({"totals": totals, "documents": rows}, form=form)
    elif form == "table":
        shown, folded = _without_cases(documents)
        name = [clean(f"{'study':<12}{study.name}")] if study.name else []
        table = render_table(COLUMNS, _blank_repeats(_rows(shown)))
        render.blocks(*name, *describe_totals(totals), "", table, *folded)
    else:
        render.rows(_rows(documents), of=DocumentPass, columns=COLUMNS, form=form)


def _without_cases(documents: Sequence[DocumentRow]) -> tuple[list[DocumentRow], list[str]]:
    """Return the documents without those cases of surveys that nobody coded, and a line for each survey."""
    cases: Counter[str] = Counter(each.survey for each in documents if each.survey)
    quiet: Counter[str] = Counter(each.survey for each in documents if each.survey and not each.passes)
    shown = [each for each in documents if each.passes or not each.survey]
    lines = [
        f"{path}: a survey, {counted(number, 'case')}; {quiet[path]:,} without a pass are not listed"
        for path, number in sorted(cases.items())
    ]
    return shown, ["", *lines] if lines else []


def describe_totals(totals: Totals) -> list[str]:
    """Return the totals as lines for people."""
    facts = {
        "documents": f"{totals.documents}, {totals.interviews} of them transcripts of interviews",
        "files": totals.files,
        "paragraphs": totals.paragraphs,
        "coders": totals.coders,
        "passes": f"{totals.passes}, {totals.empty_passes} of them empty (missing data, not “nothing found”)",
        "codings": f"{totals.codings}, plus {totals.spills} spilled codings and {totals.unplaced} unplaced",
        "codes": f"{totals.codes} in use, {totals.unsorted_codes} of them not in the taxonomy",
        "taxonomy": f"applied {shown}" if (shown := display_text(totals.taxonomy_applied)) else "not applied",
    }
    return [f"{name:<12}{value}" for name, value in facts.items()]


def _passes(document: DocumentRow) -> list[dict[str, Any]]:
    return [records.record(each) | {"empty": each.is_empty} for each in document.passes]


def _rows(documents: Iterable[DocumentRow]) -> Iterator[DocumentPass]:
    for each in documents:
        about = (each.document, each.kind, each.paragraphs, each.files)
        if not each.passes:
            yield DocumentPass(*about, None, None, 0, 0, 0, empty=False)
        for row in each.passes:
            yield DocumentPass(
                *about, row.coder, row.role, row.codings, row.spills, row.unplaced, empty=row.is_empty
            )


def _blank_repeats(rows: Iterable[DocumentPass]) -> Iterator[Any]:
    """Leave out a document's own columns in all but its first row."""
    last: str | None = None
    for row in rows:
        again = dict.fromkeys(("document", "kind", "paragraphs", "files")) if row.document == last else {}
        last = row.document
        yield SimpleNamespace(**(records.record(row) | again))
