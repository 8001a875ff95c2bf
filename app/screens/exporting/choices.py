"""What can be exported, in plain words: every form that is written, the archive, the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import data
from app.ui import wording
from kb.exchange.forms import Form, forms
from kb.queries.exchange.tables import TABLES

ARCHIVE = "project"
PROFILES: Mapping[str, str] = {
    "original": "Original: imported texts as their program wrote them",
    "generic": "Generic: for QualCoder and most other programs",
    "nvivo-windows": "NVivo on Windows",
    "maxqda": "MAXQDA (experimental: not tested with the program)",
    "atlasti": "ATLAS.ti (experimental: not tested with the program)",
}
"""Whom a QDPX file is written for."""
TABLE_FORMS: Mapping[str, str] = {
    "csv": "CSV",
    "xlsx": "XLSX (Excel)",
    "md": "Markdown",
    "jsonl": "JSON, one row per line",
}
_ABOUT = {
    "qdpx": "The whole project for ATLAS.ti, NVivo, MAXQDA, QualCoder and others: texts, codes, codings, "
    "memos, cases, sets.",
    "qdc": "Only the codebook: names, tree, colours, descriptions and sets of codes.",
    "qualcoder": "A project of QualCoder in a zip: unpack it, then open the folder that ends in .qda.",
    "taguette": "A file of Taguette: texts, tags and highlights. Import it there as a project.",
    "rqda": "A file of RQDA: texts, codes in categories, codings, cases with their attributes, memos.",
    "qc": "A project of qc in a zip: texts, tree of codes, coded lines (whole lines), memos on the project.",
    "taguette_highlights": "One row for each coded passage and tag, as Taguette exports them.",
    "taguette_codebook": "Codes with their descriptions, as Taguette imports them.",
    "label_studio": "Texts with their codings as labels, separately for each coder.",
    "doccano": "Texts with their codings as labels, without the coders.",
    "spacy": "Texts with their codings as spans of characters, for programs.",
    "docx": "All transcripts in one Word file; each coding is a comment by its coder.",
    "html": "All transcripts on one page to read and print, or to save as PDF from the browser.",
    "obsidian": "A zip of notes: transcripts with tags, and a note for each code with its quotes.",
    "web_annotation": "Each coding as a W3C Web Annotation with its quote, and the texts.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be exported; ``kind`` is ``form``, ``archive`` or ``table``."""

    name: str
    kind: str
    title: str
    about: str
    suffix: str

    @property
    def is_whole(self) -> bool:
        """Whether it holds what everybody coded, whoever exports it."""
        return self.kind != "table"


def choices() -> dict[str, Choice]:
    """Return everything that can be exported, by name."""
    written = [each for each in forms() if each.is_written]
    found = [
        Choice(each.name, "form", each.title, _ABOUT.get(each.name, ""), _suffix(each)) for each in written
    ]
    about = (
        "Everything in this catalog with its history, as plain text in a zip. Import makes an identical one."
    )
    found.append(Choice(ARCHIVE, "archive", "Archive of the project", about, ".zip"))
    study = data.study()
    missing = {*([] if study.has_issues else ["issues"]), *([] if study.has_fixes else ["fixes"])}
    found += [
        Choice(each.name, "table", _title(each.name), wording.fill(each.about), "")
        for each in TABLES.values()
        if each.name not in missing
    ]
    return {each.name: each for each in found}


def _suffix(form: Form) -> str:
    """The ending of what is downloaded: a project that is a folder comes as a zip of it."""
    return ".zip" if form.in_folder is not None else min(form.suffixes)


def _title(table: str) -> str:
    named = {"issues": "{Issues}", "fixes": "{Fixes}"}.get(table, table.capitalize())
    return f"Table: {wording.fill(named)}"
