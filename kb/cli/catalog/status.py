"""``kb status``: what is in the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from kb import records
from kb.cli.options import Database, Format
from kb.cli.output import render
from kb.cli.output.terminal import Column, shown, table
from kb.cli.sessions import reading

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
    """Show the catalog in numbers, and who coded which document.

    An empty pass is missing data, never "no issues": nothing was coded, or the codes had not loaded when it
    was printed. JSON gives one object with totals and documents; JSON lines and CSV give a row for each
    document and pass.
    """
    from kb.queries.documents import documents as ask

    with reading(database) as session:
        totals, documents = ask.totals(session), ask.documents(session)
    if form == "json":
        described = [records.record(each) | {"passes": _passes(each)} for each in documents]
        render.answer({"totals": totals, "documents": described}, form=form)
    elif form == "table":
        render.show(*in_numbers(totals), "", table(COLUMNS, _blank_repeats(_rows(documents))))
    else:
        render.rows(_rows(documents), of=DocumentPass, columns=COLUMNS, form=form)


def in_numbers(totals: Totals) -> list[str]:
    """Return the totals as lines for people."""
    facts = {
        "documents": f"{totals.documents}, {totals.interviews} of them interviews",
        "files": totals.files,
        "paragraphs": totals.paragraphs,
        "coders": totals.coders,
        "passes": f"{totals.passes}, {totals.empty_passes} of them empty: missing, not “no issues”",
        "codings": f"{totals.codings}, besides {totals.spills} that spill and {totals.unplaced} not placed",
        "codes": f"{totals.codes} in use, {totals.unsorted_codes} of them unsorted",
        "taxonomy": shown(totals.taxonomy_applied) or "none applied",
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
    """A document's own columns once, not for every pass."""
    last: str | None = None
    for row in rows:
        again = dict.fromkeys(("document", "kind", "paragraphs", "files")) if row.document == last else {}
        last = row.document
        yield SimpleNamespace(**(records.record(row) | again))
