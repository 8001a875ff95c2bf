"""How far independent coders agree."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from kb.analysis.agreement import COEFFICIENTS
from kb.formatting import interval, two
from kb.queries.analyses.agreement import Agreement, AgreementRow, NobodyToCompareError, agreement
from kb.queries.analyses.agreement_quotes import CodeQuotes, agreement_quotes
from kb.queries.analyses.units_of_analysis import Unit
from kb.queries.quotes.quotes import shortened
from kb.report.anchors import slug
from kb.report.blocks import Block, Heading, Link, Quotation, Section, Table, joined, nothing, text
from kb.report.options import ReportOptions
from kb.report.sections.quotes import LONGEST

UNITS: tuple[Unit, ...] = ("paragraph", "sentence", "character")
PER_CODE = ("kappa", "alpha", "ac1", "f1")


def section(session: Session, asked: ReportOptions) -> Section:
    """Return the coefficients over all codes in every unit, and code by code for paragraphs."""
    try:
        found = [agreement(session, unit=unit, resamples=asked.resamples, seed=asked.seed) for unit in UNITS]
        by_code = agreement(
            session,
            unit="paragraph",
            by="code",
            coefficients=PER_CODE,
            resamples=asked.resamples,
            seed=asked.seed,
        )
    except NobodyToCompareError as error:
        return Section("Agreement", "agreement", nothing(str(error)))
    blocks: list[Block] = [text(_describe(found[0]))]
    blocks += [_overall(each) for each in found]
    codes = {row.name for row in by_code.rows}
    words = agreement_quotes(session, set(by_code.interviews), codes, limit=asked.quotes or None)
    blocks.append(_codes(by_code, words))
    for code, behind in words.items():
        blocks += _words(code, behind)
    return Section("Agreement", "agreement", tuple(blocks))


def _describe(found: Agreement) -> str:
    aside = found.set_aside
    alone = (
        f" {joined(aside.alone)} had one pass with codings and could not be compared." if aside.alone else ""
    )
    pairs = joined([f"{one} with {other}" for one, other in found.pairs])
    return (
        f"{pairs} in {len(found.interviews)} interviews.{alone} Left out: {aside.empty} empty passes, "
        f"{aside.structural} codings of structural codes, {aside.spills} spilled codings, "
        f"{aside.unplaced} unplaced codings, {aside.joined} repeated by the same coder on overlapping words."
    )


def _overall(found: Agreement) -> Table:
    return Table(
        f"Agreement over all codes, in {found.unit}s",
        ("Coefficient", "Every code", "95%", "Coded or not", "95% "),
        tuple(
            (
                COEFFICIENTS[name].title,
                *_cells(found.rows, name, "every code"),
                *_cells(found.rows, name, "any code"),
            )
            for name in COEFFICIENTS
        ),
        _why(found.rows)
        or "Every code: one decision for each unit and code. Coded or not: one for each unit.",
    )


def _cells(rows: tuple[AgreementRow, ...], name: str, what: str) -> tuple[str, str]:
    row = next((each for each in rows if each.coefficient == name and each.what == what), None)
    return ("", "") if row is None else (two(row.value), interval(row.low, row.high))


def _codes(found: Agreement, words: Mapping[str, CodeQuotes]) -> Table:
    names = list(dict.fromkeys(row.name for row in found.rows if row.what == "code"))
    by = {(row.name, row.coefficient): row for row in found.rows if row.what == "code"}
    titles = [COEFFICIENTS[name].title for name in PER_CODE]
    return Table(
        "Agreement code by code, in paragraphs",
        ("Code", "Both", "Only first", "Only second", *titles),
        tuple(
            (
                Link(name, _anchor(name)) if name in words else name,
                (one := by[name, PER_CODE[0]]).both,
                one.first,
                one.second,
                *(two(by[name, each].value) for each in PER_CODE),
            )
            for name in names
        ),
        "A dash means undefined: agreement beyond chance is not possible there. Below are the first "
        "passages of each code, with all coders who coded exactly these words.",
    )


def _anchor(code: str) -> str:
    return f"agreement-{slug(code)}"


def _words(code: str, found: CodeQuotes) -> list[Block]:
    """The first passages of a code, each with everybody who coded it."""
    blocks: list[Block] = [Heading(f"{code} ({len(found.passages)} of {found.total})", _anchor(code))]
    for quotes in found.passages:
        first = quotes[0]
        blocks.append(
            Quotation(
                shortened(first.quote, LONGEST),
                first.document,
                first.paragraph + 1,
                first.role or "unknown",
                (code,),
                tuple(sorted(each.coder for each in quotes)),
            )
        )
    return blocks


def _why(rows: tuple[AgreementRow, ...]) -> str:
    return " ".join(dict.fromkeys(f"{row.why}." for row in rows if row.value is None and row.why))
