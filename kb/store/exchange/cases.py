"""The cases of a project: participants, their variables, and the documents that are theirs."""

from __future__ import annotations

from sqlmodel import select

from kb.db.tables import Attribute, Case, Document, Variable
from kb.exchange import model
from kb.exchange.guids import same
from kb.store.exchange.codes import tidy
from kb.store.exchange.documents import Documents
from kb.store.exchange.importing import Importing

_KINDS = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")


class Cases:
    """Stores variables and cases."""

    def __init__(self, work: Importing, documents: Documents) -> None:
        """Store the variables and the cases of a project."""
        self._work, self._documents = work, documents
        self._rows = {each.name: each for each in work.session.exec(select(Case))}
        self._values = {(each.case_id, each.name): each for each in work.session.exec(select(Attribute))}
        self._names: dict[str, str] = {}
        self._variables()
        taken = (work.before("Case", each.guid) for each in work.project.cases)
        self._taken = {each.row for each in taken if each is not None and each.row}
        for position, case in enumerate(work.project.cases):
            self._case(case, position)
        for source in work.project.sources:
            self._of_source(source)

    def _variables(self) -> None:
        work = self._work
        held = {each.name: each for each in work.session.exec(select(Variable))}
        for position, variable in enumerate(work.project.variables):
            name = tidy(variable.name) or f"Variable {position + 1}"
            kind = variable.kind if variable.kind in _KINDS else "Text"
            if name in self._names.values():
                name = next(n for i in range(2, 999) if (n := f"{name} ({i})") not in self._names.values())
            row = held.get(name)
            if row is None:
                row = work.add(Variable(name=name, kind=kind, description=variable.description or ""))
                work.changes["made", "variable"] += 1
            self._names[same(variable.guid)] = name
            work.keep("Variable", variable, position=position, noun="variable", row=row.id, called=name)
            work.stored["Variable"] += 1

    def _case(self, case: model.Case, position: int) -> None:
        work = self._work
        before = work.before("Case", case.guid)
        row = next((each for each in self._rows.values() if before and each.id == before.row), None)
        if row is None:
            row = self._named(case, position)
        self._taken.add(row.id or 0)
        old = work.thing_before(model.Case, "Case", case.guid)
        self._know(row, case.values, old.values if old is not None else ())
        self._link(row, case.sources)
        work.keep("Case", case, position=position, noun="participant", row=row.id, called=row.name)
        work.stored["Case"] += 1

    def _named(self, case: model.Case, position: int) -> Case:
        name = tidy(case.name or "")
        if not name:
            only = self._documents.document(case.sources[0]) if len(case.sources) == 1 else None
            name = only.name if only is not None else f"Case {position + 1}"
        held = self._rows.get(name)
        if held is not None and held.id not in self._taken:
            return held
        free = (name, *(f"{name} ({number})" for number in range(2, len(self._rows) + 3)))
        return self._made(next(each for each in free if each not in self._rows))

    def _made(self, name: str) -> Case:
        row: Case = self._work.add(Case(name=name))
        self._rows[name] = row
        self._work.changes["made", "participant"] += 1
        return row

    def _know(self, case: Case, values: tuple[model.Value, ...], old: tuple[model.Value, ...]) -> None:
        """Store what is known of a case; a missing value is none."""
        work, was = self._work, {same(each.variable): each.text for each in old}
        for value in values:
            name = self._names.get(same(value.variable))
            if name is None:
                work.problem(f"case {case.name}", f"a value names no variable: {value.variable}")
                continue
            if value.text is None:
                continue
            row = self._values.get((case.id or 0, name))
            if row is None:
                if was.get(same(value.variable)) != value.text:  # else a person has taken it away here
                    made = work.add(Attribute(case_id=case.id or 0, name=name, value=value.text))
                    self._values[case.id or 0, name] = made
            else:
                told = was.get(same(value.variable), row.value)
                work.merge(row, f"case {case.name}", old={"value": told}, new={"value": value.text})
            work.stored["VariableValue"] += 1

    def _link(self, case: Case, sources: tuple[str, ...]) -> None:
        for guid in sources:
            document = self._documents.document(guid)
            if document is None or document.case_id not in (None, case.id):
                continue
            self._set(document, case)
            self._work.stored["SourceRef"] += 1

    def _set(self, document: Document, case: Case) -> None:
        if document.case_id is None:
            self._work.log.changed(document, case_id=case.id)

    def _of_source(self, source: model.Source) -> None:
        """Variables of a document are those of its case; a document without one gets one of its name."""
        document = self._documents.document(source.guid)
        if not source.values or document is None:
            return
        case = next((each for each in self._rows.values() if each.id == document.case_id), None)
        if case is None:
            case = self._rows.get(document.name) or self._made(document.name)
            self._set(document, case)
        self._know(case, source.values, ())
