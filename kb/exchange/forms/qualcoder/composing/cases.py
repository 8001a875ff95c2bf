"""Cases and attributes for QualCoder, where each case has a row for each attribute, also without a value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kb.exchange.forms.parts.composed import Composing
from kb.exchange.forms.parts.names import Names
from kb.exchange.forms.parts.values import kind_of
from kb.exchange.forms.qualcoder.composing.texts import Texts
from kb.exchange.guids import same
from kb.exchange.model import Case, Value, Variable

_Of = dict[int, tuple[Value, ...]]
"""The values of cases or of files, by their numbers."""


def write_cases(work: Composing, texts: Texts) -> None:
    """Write the cases, their texts, and the attributes of cases and of files."""
    cases: _Of = {}
    names = Names()
    for number, case in enumerate(work.project.cases, 1):
        name = names.take(case.name or f"Case {number}")
        work.add("cases", caseid=number, name=name, memo=case.description or "", owner="", date="")
        cases[number] = case.values
        for file, start, end in _places(work, texts, case):
            work.add(
                "case_text",
                caseid=number,
                fid=file,
                pos0=start,
                pos1=end,
                owner="",
                date="",
                memo="",
            )
    work.kept["Case"] = len(cases)
    files = {number: texts.sources[guid].values for guid, number in texts.numbers.items()}
    _write_attributes(work, {"case": cases, "file": files})


def _places(work: Composing, texts: Texts, case: Case) -> Iterator[tuple[int, int, int]]:
    """The texts and parts of texts that are a case's."""
    for guid in map(same, case.sources):
        if guid in texts.numbers:
            yield texts.numbers[guid], 0, len(texts.sources[guid].text or "")
    for guid in map(same, case.selections):
        if guid in texts.selections:
            if guid not in texts.written:
                texts.written.add(guid)
                work.kept["Selection"] += 1
            yield texts.selections[guid]


def _write_attributes(work: Composing, of: dict[str, _Of]) -> None:
    names = Names()
    said = {kind: _said(values) for kind, values in of.items()}
    for variable in work.project.variables:
        used = {kind: said[kind].get(same(variable.guid), {}) for kind in of}
        kinds = [kind for kind, some in used.items() if some] or ["case"]
        for place, kind in enumerate(kinds):
            name = names.take(variable.name if not place else f"{variable.name} ({kind})")
            if name != variable.name:
                work.tell(variable.name, f"is called {name!r} there")
            _write_variable(work, variable, name, kind, used[kind])
            for number in of[kind]:
                _write_value(work, name, kind, number, used[kind].get(number, ""))
    work.kept["Variable"] = len(work.project.variables)


def _said(of: _Of) -> dict[str, dict[int, str]]:
    """The values of each variable by the numbers of things; of several for one thing the first."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for number, values in of.items():
        for each in values:
            if each.text and each.text.strip():
                found[same(each.variable)].setdefault(number, each.text)
    return found


def _write_variable(work: Composing, variable: Variable, name: str, kind: str, said: dict[int, str]) -> None:
    work.add(
        "attribute_type",
        name=name,
        date="",
        owner="",
        memo=variable.description or "",
        caseOrFile=kind,
        valuetype="numeric" if _are_numbers(variable, said.values()) else "character",
    )


def _are_numbers(variable: Variable, said: Iterable[str]) -> bool:
    return variable.kind in ("Integer", "Float") and kind_of(said) != "Text"


def _write_value(work: Composing, name: str, kind: str, number: int, text: str) -> None:
    work.add(
        "attribute",
        attrid=len(work.rows["attribute"]) + 1,
        name=name,
        attr_type=kind,
        value=text,
        id=number,
        date="",
        owner="",
    )
    work.kept["VariableValue"] += bool(text)
