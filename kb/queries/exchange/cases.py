"""Cases with their variables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import Session, col, select

from kb.db.tables import Attribute, Case, Document, Variable
from kb.exchange import model
from kb.exchange.guids import made_for, same
from kb.exchange.model import Source, Value
from kb.queries.exchange.kept import Item, Kept


class Cases:
    """The variables and the cases; :meth:`with_values` brings the variables of sources up to date."""

    def __init__(self, session: Session, kept: Kept, sources: Mapping[int, str]) -> None:
        """Load the cases; ``sources`` are the GUIDs of the documents."""
        self._session, self._kept, self._sources = session, kept, sources
        self._documents = {each.id or 0: each for each in session.exec(select(Document))}
        self._values: dict[int, dict[str, str]] = defaultdict(dict)
        for row in session.exec(select(Attribute).order_by(col(Attribute.name))):
            self._values[row.case_id][row.name] = row.value
        self.variables: list[model.Variable] = []
        self._names: dict[str, str] = {}
        self._guids: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        self._load_variables()
        self._told: dict[int, set[str]] = defaultdict(set)

    def _load_variables(self) -> None:
        rows = {
            each.id or 0: each for each in self._session.exec(select(Variable).order_by(col(Variable.name)))
        }
        for item in self._kept.by_kind["Variable"]:
            variable, more = item.thing(model.Variable)
            name = rows[item.row].name if item.row in rows else str(more.get("called"))
            self._know(variable, name)
        for row in rows.values():
            if row.name not in self._guids:
                self._know(model.Variable(made_for("Variable", row.name), row.name, row.kind), row.name)
        for name in sorted({name for values in self._values.values() for name in values}):
            if name not in self._guids:
                self._know(model.Variable(made_for("Variable", name), name), name)

    def _know(self, variable: model.Variable, name: str) -> None:
        self.variables.append(variable)
        self._names[same(variable.guid)] = name
        self._guids.setdefault(name, variable.guid)
        self._kinds[name] = variable.kind

    def with_values(self, sources: list[Source]) -> list[Source]:
        """Return the sources with their own variables as they are now."""
        documents = {same(guid): self._documents[number] for number, guid in self._sources.items()}
        found = []
        for source in sources:
            document = documents.get(same(source.guid))
            if document is None or not source.values or document.case_id is None:
                found.append(source)
                continue
            values = self._current(document.case_id, source.values)
            self._told[document.case_id] |= {
                self._names.get(same(each.variable), "") for each in source.values
            }
            found.append(replace(source, values=values))
        return found

    def all(self) -> list[model.Case]:
        """Return the cases: those that were imported in their order, then the others by name."""
        rows = {each.id or 0: each for each in self._session.exec(select(Case).order_by(col(Case.name)))}
        items = [item for item in self._kept.by_kind["Case"] if item.row in rows]
        linked = {same(guid) for item in items for guid in item.fact("sources") or ()}
        found = [self._case(item, rows[item.row or 0], linked) for item in items]
        held = {item.row for item in items}
        rest = (self._new(row) for number, row in rows.items() if number not in held)
        return [*found, *(each for each in rest if each is not None)]

    def _case(self, item: Item, row: Case, linked: set[str]) -> model.Case:
        case, more = item.thing(model.Case)
        values = self._current(row.id or 0, case.values)
        known = {same(each.variable) for each in case.values}
        values += self._others(row.id or 0, but={self._names.get(each, "") for each in known})
        sources = tuple(guid for guid in case.sources if self._stays(guid))
        new = [guid for number, guid in self._of(row) if same(guid) not in linked and number]
        return replace(
            case,
            name=case.name if row.name == more.get("called") else row.name,
            values=values,
            sources=(*sources, *new),
        )

    def _new(self, row: Case) -> model.Case | None:
        number = row.id or 0
        values = self._others(number, but=set())
        sources = tuple(guid for _, guid in self._of(row))
        if self._told[number] and not values:
            return None  # it only holds the variables of a source, which are written there
        return model.Case(made_for("Case", row.name), row.name, values=values, sources=sources)

    def _of(self, row: Case) -> list[tuple[int, str]]:
        """The documents of a case."""
        own = [each for each in self._documents.values() if each.case_id == row.id]
        numbers = [each.id or 0 for each in sorted(own, key=lambda each: each.sort_key)]
        return [(number, self._sources[number]) for number in numbers if number in self._sources]

    def _stays(self, guid: str) -> bool:
        """Whether a source that a case has in its file is still there, and still of a case."""
        number = next((number for number, each in self._sources.items() if same(each) == same(guid)), None)
        return number is None or self._documents[number].case_id is not None

    def _current(self, case: int, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Values of a file as they are now, without those taken away here; missing ones stay."""
        found = []
        for value in values:
            name = self._names.get(same(value.variable))
            if name is None or value.text is None:
                found.append(value)
            elif name in self._values[case]:
                found.append(replace(value, text=self._values[case][name]))
        return tuple(found)

    def _others(self, case: int, *, but: set[str]) -> tuple[Value, ...]:
        told = but | self._told[case]
        return tuple(
            Value(self._guids[name], text, self._kinds[name])
            for name, text in self._values[case].items()
            if name not in told
        )
