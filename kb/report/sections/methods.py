"""What was counted and how, with which versions and parameters, from which data."""

from __future__ import annotations

import platform
import sqlite3
from importlib.metadata import version

from sqlmodel import Session

from kb import __version__
from kb.queries.codebook.study_contents import StudyContents, study_contents
from kb.queries.documents.pseudonymised import pseudonym_status
from kb.queries.fingerprint import fingerprint
from kb.report.blocks import Section, Table, text
from kb.report.options import ReportOptions

_LIBRARIES = ("numpy", "scipy", "networkx", "matplotlib", "spacy", "SQLAlchemy")


def section(session: Session, asked: ReportOptions) -> Section:
    """Return definitions, versions, parameters and the checksum of the data."""
    found, study = fingerprint(session), study_contents(session)
    words, names = study.words, pseudonym_status(session)
    return Section(
        "Methods",
        "methods",
        (
            text(
                "A coding is one code on one passage of a document by one coder; a selection over several "
                f"paragraphs is one coding. {_evidence(study)}Empty passes are missing "
                "data: "
                "they are not part of any denominator and do not count as disagreement."
            ),
            text(
                "Agreement compares coders who coded the same interview independently, in units of "
                "characters, sentences or paragraphs; one coder's codings of one code on overlapping words "
                "count once. "
                "Intervals are percentile intervals of a bootstrap over whole interviews, because passages "
                "of one "
                "interview are not independent. Codes that only structure the interview are left out there."
            ),
            text(
                f"Two {words.plural(study.level)} occur together where one coder coded both in one "
                "paragraph. "
                f"{_one_code(study)}The strength is the Jaccard index on sets of paragraphs. p is "
                "Fisher's exact test, one-sided, corrected for multiple testing (Benjamini and Hochberg)."
            ),
            text(
                f"Saturation is reported in three ways: new {_new(study)} per interview, with a band of "
                "random "
                "orders; the ratio of Guest, Namey and Chen (2020); the models of Lowe et al. (2018)."
            ),
            *([text(names.numbers)] if names.documents else []),
            Table(
                "Versions and parameters",
                ("What", "Value"),
                (
                    ("interview-kb", __version__),
                    ("Python", platform.python_version()),
                    *((name, version(name)) for name in _LIBRARIES),
                    ("SQLite", sqlite3.sqlite_version),
                    ("codings counted", asked.whose),
                    ("resamples", str(asked.resamples)),
                    ("seed", str(asked.seed)),
                    ("documents, sha256", found.documents),
                    ("codings, sha256", found.codings),
                    ("taxonomy, sha256", found.taxonomy or "no taxonomy applied"),
                ),
                "The checksums cover the names and texts of the documents, all codings, and the taxonomy "
                "file. "
                "If all three are equal, the data are equal. With the same data, versions and parameters, kb "
                "report creates the same file.",
            ),
        ),
    )


def _evidence(study: StudyContents) -> str:
    """What interviews and coders count, and of what."""
    counted = "Interviews are documents with at least one such coding, coders are people with at least one. "
    if study.is_plain:
        return f"The numbers of a code are those of its codings. {counted}"
    words = study.words
    one = words[f"an {study.level}" if study.level == "issue" else "a fix"]
    return (
        f"The evidence of {one} is the set of codings with the codes that the taxonomy assigns to it. "
        f"{counted}"
        f"A coding whose code is assigned to two {words.plural(study.level)} counts for both, but only once "
        "in a total, so totals can be less than the sum. "
    )


def _one_code(study: StudyContents) -> str:
    """What is left out where things share codes."""
    if study.is_plain:
        return ""
    return f"Codings with one code for both {study.words.plural(study.level)} are left out. "


def _new(study: StudyContents) -> str:
    return "codes" if study.is_plain else f"codes or {study.words.plural(study.level)}"
