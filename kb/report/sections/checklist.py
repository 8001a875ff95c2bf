"""What reporting guidelines ask for, and where it stands; what no catalog knows is left to the authors.

COREQ: Tong, Sainsbury & Craig 2007, doi 10.1093/intqhc/mzm042. SRQR: O'Brien et al. 2014,
doi 10.1097/ACM.0000000000000388. The items are named, not quoted.
"""

from __future__ import annotations

from sqlmodel import Session

from kb.queries.codebook.study_contents import study_contents
from kb.queries.documents.documents import totals
from kb.report.blocks import Cell, Link, Section, Table
from kb.report.options import ReportOptions

_AUTHORS = "to be written by the authors"


def section(session: Session, _asked: ReportOptions) -> Section:
    """Return the items of COREQ, with the matching ones of SRQR."""
    held, study = totals(session), study_contents(session)
    words, level = study.words, study.level
    themes = {"issue": "issues", "fix": "fixes", "code": "codes"}[level]
    derived = "see Methods" if study.is_plain else f"codes are assigned to {words.plural(level)}: see Methods"
    rows: tuple[tuple[Cell, ...], ...] = (
        ("1–8", "S5, S6", "Interviewers, their training and relation to participants", _AUTHORS),  # noqa: RUF001
        ("9", "S4", "Methodological orientation", _AUTHORS),
        ("10–11", "S8", "Sampling and approach", _AUTHORS),  # noqa: RUF001
        ("12", "S8", "Sample size", Link(f"{held.interviews} interviews", "data")),
        ("13–16", "S7, S8, S9", "Refusals, setting, others present, sample", _AUTHORS),  # noqa: RUF001
        ("17", "S11", "Interview guide", _AUTHORS),
        ("18–21", "S10", "Repeats, recording, field notes, duration", _AUTHORS),  # noqa: RUF001
        ("22", "S8", "Data saturation", Link("see Saturation", "saturation")),
        ("23", "S15", "Transcripts returned", _AUTHORS),
        ("24", "S14", "Number of coders", Link(f"{held.coders} people", "data")),
        ("25", "S14", "Description of the coding tree", Link("see Codebook", "codebook")),
        ("26", "S14", "Derivation of themes", Link(derived, "methods")),
        ("27", "S13", "Software", Link("see Methods", "methods")),
        ("28", "S15", "Participant checking", _AUTHORS),
        ("29", "S17", "Quotations, identified", Link("see Quotes", "quotes")),
        ("30", "S16", "Data and findings consistent", Link("every number links to its quotes", themes)),
        ("31", "S16", "Major themes", Link(f"see {words.plural(level).capitalize()}", themes)),
        ("32", "S16", "Minor themes", Link(f"the end of the list of {words.plural(level)}", themes)),
        ("", "S15", "Trustworthiness: agreement and moderation", Link("see Agreement", "agreement")),
    )
    table = Table(
        "Reporting items",
        ("COREQ", "SRQR", "Item", "Where"),
        rows,
        "COREQ: Tong, Sainsbury and Craig (2007). SRQR: O'Brien et al. (2014).",
    )
    return Section("Reporting checklist", "checklist", (table,))
