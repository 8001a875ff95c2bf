"""What was counted and how, with which versions and parameters, from which data."""

from __future__ import annotations

import platform
import sqlite3
from importlib.metadata import version

from sqlmodel import Session

from kb import __version__
from kb.queries.fingerprint import fingerprint
from kb.report.blocks import Section, Table, text
from kb.report.options import ReportOptions

_LIBRARIES = ("numpy", "scipy", "networkx", "matplotlib", "spacy", "SQLAlchemy")


def section(session: Session, asked: ReportOptions) -> Section:
    """Return definitions, versions, parameters and the checksum of the data."""
    found = fingerprint(session)
    return Section(
        "Methods",
        "methods",
        (
            text(
                "A coding is one code on one span of a document by one coder; a selection over several "
                "paragraphs is "
                "one coding. An issue's evidence are the codings of the codes that carry it, as the taxonomy "
                "says. "
                "Interviews are documents with at least one such coding, coders are people with at least "
                "one. A "
                "coding whose code carries two issues counts for both, and once in a total: totals are not "
                "sums. "
                "Empty passes are missing data: they are in no denominator and are never disagreement."
            ),
            text(
                "Agreement compares coders who coded the same interview independently, in units of "
                "characters, "
                "sentences or paragraphs; one coder's codings of one code on overlapping words count once. "
                "Intervals "
                "are percentile intervals of a bootstrap over whole interviews, because passages of one "
                "interview "
                "are not independent. Codes that only structure the interview are left out there."
            ),
            text(
                "Two issues occur together where one coder has both in one paragraph; codings whose one code "
                "carries "
                "both are left out. The strength is the Jaccard index on sets of paragraphs. p is Fisher's "
                "exact "
                "test, one-sided, corrected after Benjamini and Hochberg for all pairs that could occur."
            ),
            text(
                "Saturation is told in three ways: what each interview adds, with the band of random orders; "
                "the "
                "ratio of Guest, Namey and Chen (2020); the models of Lowe et al. (2018)."
            ),
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
                "The checksums are of names and texts, of every coding, and of the taxonomy's file: whoever "
                "has the same "
                "three has the same data. kb report with the same versions and parameters gives this very "
                "file.",
            ),
        ),
    )
