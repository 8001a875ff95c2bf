"""The report of a study: methods, tables, figures and the quotes behind them, as one file.

A report is made of :mod:`kb.report.blocks`. Each module of :mod:`kb.report.sections` asks the catalog for one
section; :mod:`kb.report.html` and :mod:`kb.report.markdown` write the whole. The same catalog, versions and
parameters give the same bytes: no moment and no machine is in it.
"""

from kb.report.blocks import Figure, Link, Paragraph, Quotation, Report, Section, Table
from kb.report.build import report
from kb.report.options import ReportOptions

__all__ = [
    "Figure",
    "Link",
    "Paragraph",
    "Quotation",
    "Report",
    "ReportOptions",
    "Section",
    "Table",
    "report",
]
