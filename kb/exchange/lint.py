"""What is wrong with a project's or a codebook's file: against the schema, and what no schema can say.

Dangling references, two things with one GUID, spans that end before they begin or behind the text, texts that
are missing or there twice.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from kb.exchange.forms import read_bytes
from kb.exchange.guids import same
from kb.exchange.model import Problem, Project
from kb.exchange.refi.container import Container

_SCHEMAS = Path(__file__).parent / "refi" / "schemas"
_MOST = 200
_WITH_SCHEMA = ("qdpx", "qdc")


def lint(data: bytes, name: str) -> list[Problem]:
    """Return everything that is wrong with a file.

    Raises:
        ExchangeError: it cannot be read at all.
    """
    project = read_bytes(data, name)
    xml = data
    if project.form == "qdpx":
        container = Container(data, name)
        xml = container.content(container.project())
    schema = _against_schema(xml, project.form) if project.form in _WITH_SCHEMA else []
    found = [*schema, *project.problems, *_dangling(project)]
    found += [
        Problem(kind, f"{count} are of no kind that the form has") for kind, count in project.dropped.items()
    ]
    return list(dict.fromkeys(found))


def _against_schema(xml: bytes, form: str) -> list[Problem]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(xml, parser)
    schema = _schema("Project" if form == "qdpx" else "Codebook")
    schema.validate(root)
    log = list(schema.error_log)
    return [Problem(f"line {each.line}", _plain(each.message)) for each in log[:_MOST]]


@cache
def _schema(name: str) -> Any:
    return etree.XMLSchema(etree.parse(_SCHEMAS / f"{name}.xsd"))


def _plain(message: str) -> str:
    """A message without the namespaces that make it unreadable."""
    for noise in ("{urn:QDA-XML:project:1.0}", "{urn:QDA-XML:codebook:1.0}"):
        message = message.replace(noise, "")
    return message


def _dangling(project: Project) -> list[Problem]:
    """References to what is not there."""
    codes = {same(each.guid) for each in project.codes}
    cases = {same(each.guid) for each in project.cases}
    users = {same(each.guid) for each in project.users}
    sources = {same(each.guid) for each in project.sources}
    notes = {same(each.guid) for each in project.notes}
    variables = {same(each.guid) for each in project.variables}
    selections = {same(each.guid) for source in project.sources for each in source.selections}
    found: list[Problem] = []

    def check(where: str, kind: str, guids: Any, known: set[str]) -> None:
        found.extend(
            Problem(where, f"no {kind} {each}") for each in guids if each and same(each) not in known
        )

    for code in project.codes:
        check(f"code {code.name!r}", "note", code.notes, notes)
    for source in (*project.sources, *project.notes):
        where = f"source {source.name or source.guid!r}"
        check(where, "note", source.notes, notes)
        check(where, "user", [source.creator], users)
        check(where, "variable", [each.variable for each in source.values], variables)
        for coding in (*source.codings, *(c for each in source.selections for c in each.codings)):
            check(where, "code", [coding.code], codes | cases)
            check(where, "user", [coding.creator], users)
            check(where, "note", coding.notes, notes)
        for selection in source.selections:
            check(where, "note", selection.notes, notes)
    for case in project.cases:
        where = f"case {case.name or case.guid!r}"
        check(where, "source", case.sources, sources)
        check(where, "code", case.codes, codes)
        check(where, "selection", case.selections, selections)
        check(where, "variable", [each.variable for each in case.values], variables)
    for each in project.sets:
        where = f"set {each.name!r}"
        check(where, "code", each.codes, codes)
        check(where, "source", each.sources, sources)
        check(where, "note", each.notes, notes)
    check("project", "note", project.note_refs, notes)
    return found
