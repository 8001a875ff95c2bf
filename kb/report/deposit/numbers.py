"""The numbers of the study: the tables of the report, documents and coders called as outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sqlmodel import Session

from kb.report.blocks import Cell, Link, Section, Table
from kb.report.deposit.tables import DataTable
from kb.report.options import ReportOptions
from kb.report.release.released import Release
from kb.report.sections import agreement, issues, moderation, network, saturation

Called = Callable[[str], str]
_NUMBER = re.compile(r"-?\d+\.\d+")


def tables(
    session: Session, release: Release, options: ReportOptions, *, levels: list[str]
) -> Iterator[DataTable]:
    """Yield frequencies, what occurs together, agreement, moderation and saturation.

    Raises:
        KbError: a withheld name stands in one.
    """
    called = names_outside(release)
    frequencies = {"issue": issues.section, "fix": issues.fixes, "code": issues.codes}
    made = [
        *(("frequencies", frequencies[level](session, options)) for level in levels),
        ("together", network.section(session, options)),
        ("agreement", agreement.section(session, options)),
        ("moderation", moderation.section(session, options)),
        ("saturation", saturation.section(session, options)),
    ]
    for name, section in made:
        for table in _tables(section):
            yield _data(name, table, called, release)


def names_outside(release: Release) -> Called:
    """Return what puts into a text what documents and coders are called outside."""
    labels = {each.name: each.label for each in release.documents} | dict(release.coders)
    changed = sorted((name for name in labels if labels[name] != name), key=lambda name: (-len(name), name))
    if not changed:
        return str
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in changed))
    return lambda text: pattern.sub(lambda match: labels[match[0]], text)


def _tables(section: Section) -> Iterator[Table]:
    return (block for block in section.blocks if isinstance(block, Table))


def _data(name: str, table: Table, called: Called, release: Release) -> DataTable:
    head = _columns(table.head)
    about = called(_about(table))
    file = f"numbers/{name}-{_file(table.caption, name)}.csv"
    rows = [
        {column: _plain(cell, called) for column, cell in zip(head, row, strict=True)} for row in table.rows
    ]
    for row in rows:
        for value in row.values():
            release.check(str(value), file)
    release.check(about, file)
    titled = zip(head, table.head, strict=True)
    meanings = {column: f"{title.strip() or 'Name'}: {about}" for column, title in titled}
    return DataTable(file, about, meanings, rows)


def _about(table: Table) -> str:
    """What a table is, with its note; without what the note says of the page that the table stands on."""
    sentences = re.split(r"(?<=\.) (?=[A-Z])", table.note)
    kept = [each for each in sentences if not each.startswith("Below")]
    note = " ".join(kept).replace("A dash means undefined", "An empty cell means undefined")
    return f"{table.caption}. {note}".strip()


def _file(caption: str, name: str) -> str:
    words = re.findall(r"\w+", caption.casefold())
    return "-".join(words[1:] if words[0] == name else words)


def _columns(titles: tuple[str, ...]) -> list[str]:
    """Names of columns for programs; small letters after "Before: interviews" are of before, too."""
    names: list[str] = []
    group = ""
    for place, title in enumerate(titles, start=1):
        before, colon, _ = title.partition(":")
        group = _name(before) if colon else group if title[:1].islower() else ""
        name = _name(title) or f"name_{place}"
        if group and not colon:
            name = f"{group}_{name}"
        if name in names or name == "95_percent":
            name = f"{names[-1]}_{name}"
        names.append(name)
    return names


def _name(title: str) -> str:
    spelled = title.replace("%", "percent").replace("#", "number").replace("'s", "")
    return re.sub(r"\W+", "_", spelled.casefold()).strip("_")


def _plain(cell: Cell, called: Called) -> str | int | float:
    """A cell as a value: a number that is printed for people is one again, and no dash stands for nothing."""
    if isinstance(cell, Link):
        return called(cell.text)
    if not isinstance(cell, str):
        return "" if cell is None else cell
    text = cell.replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "")
    return float(text) if _NUMBER.fullmatch(text) else called(text)
