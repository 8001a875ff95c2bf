"""The README of a deposit, for people."""

from __future__ import annotations

from collections.abc import Sequence

from kb.formatting import counted, escaped_markdown
from kb.queries.documents.documents import Totals
from kb.report.deposit.checklists import BLANK
from kb.report.deposit.metadata import UNCHOSEN
from kb.report.deposit.options import LICENCES, DepositOptions
from kb.report.deposit.tables import DataTable
from kb.report.release.released import Release

_PROFILES = {
    "codebook": "codebook and numbers, nobody's words",
    "quotes": "codebook, numbers, and the chain of evidence with the released quotes",
    "transcripts": "codebook, numbers, the chain of evidence with released quotes, released transcripts",
}


def readme(
    title: str,
    asked: DepositOptions,
    held: Totals,
    release: Release,
    tables: Sequence[DataTable],
    *,
    whose: str,
    hidden: int,
    history: tuple[int, str],
) -> bytes:
    """Return the README; what only the researchers know has a blank. ``history`` is its length and head."""
    authors = "; ".join(asked.authors) or BLANK
    licence = f"{LICENCES[asked.licence][0]}, see LICENSE.txt" if asked.licence else UNCHOSEN
    lines = [
        f"# {escaped_markdown(title)}",
        "",
        f"- Authors: {authors}",
        f"- Licence: {licence}",
        f"- Profile: {asked.profile} ({_PROFILES[asked.profile]})",
        f"- Publication: {BLANK}",
        f"- Funding, ethics approval, consent: {BLANK}",
        "",
        "## What this is",
        "",
        _what(held, whose),
        "",
        "## What is released",
        "",
        f"Released: {release.whose}. Documents and coders have numbers where a name would tell who they are.",
        "Not in this folder: names of participants, what is known of them, memos, history, names of files.",
        *(
            [f"In transcripts, {counted(hidden, 'paragraph')} with a withheld name: shown as [not released]."]
            if hidden
            else []
        ),
        "",
        "## Files",
        "",
        "| file | what a row is |",
        "|---|---|",
        *(f"| {each.file} | {escaped_markdown(each.about)} |" for each in tables),
        *(
            ["| transcripts/ | the released texts, paragraph by paragraph |"]
            if asked.profile == "transcripts"
            else []
        ),
        "",
        "All tables are CSV in UTF-8; several values of a cell are separated by `; `.",
        "`data-dictionary.csv` says what every column means. In `checklists/`, items with “researchers” are",
        "to be filled in.",
        "`sha256sum --check checksums.sha256` tells whether the files are whole. `ro-crate-metadata.json`",
        "describes the folder to machines (RO-Crate 1.1).",
        "",
        *(_history(*history) if history[1] else ()),
    ]
    return "\n".join(lines).encode()


def _history(entries: int, head: str) -> list[str]:
    return [
        "## History",
        "",
        f"The history of the catalog had {counted(entries, 'entry')} then. Its head stands for all of them:",
        "",
        f"    {head}",
        "",
        "The researchers can show that it was not rewritten since: `kb check --deep --head` with this head.",
        "",
    ]


def _what(held: Totals, whose: str) -> str:
    people = "1 person" if held.coders == 1 else f"{held.coders} people"
    return (
        f"The data of a study of {counted(held.interviews, 'interview')} "
        f"({counted(held.documents, 'document')}), coded by {people} with "
        f"{counted(held.codings, 'coding')}. Counts are of {whose} unless a table says otherwise."
    )
