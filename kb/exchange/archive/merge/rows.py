"""Three versions of a row as one: what one copy changed is taken, what both changed differently is told."""

from __future__ import annotations

from collections.abc import Iterator

from kb.exchange.archive.merge.conflict import Conflict, Preference, Side
from kb.exchange.archive.merge.placing import SPAN
from kb.exchange.archive.records import shown
from kb.exchange.archive.schema import schema
from kb.exchange.archive.study import Row, Study

_SILENT = frozenset(
    {
        "applied",
        "batch",
        "colour",
        "created",
        "file_text",
        "ingested",
        "key",
        "length",
        "problems",
        "sha256",
        "size",
    }
    | {"sort_key", "starts", "ends", "position", "displayed_from", "display_reason", "role_assumed"}
)
"""Fields of which it tells a person nothing that they differ; the preferred copy's are taken."""

_ITS_OWN = frozenset({"id", "origin", "reason", "source_id", "content", "extent", *SPAN})
"""Fields in which what both added alike may differ: how each came by it, not what a person said of it."""

_NAMED = {
    "coding_pass": ("coder_id", "role"),
    "decision": ("coding_id", "pass_id"),
    "dismissed_suggestion": ("code_id", "coder_id"),
    "document_code": ("code_id", "pass_id"),
    "source": ("path",),
    "survey": ("path",),
    "task": ("who", "role"),
    "unplaced_coding": ("code_id", "words"),
}
"""The fields that tell a person which row is meant, of tables whose rows have no name and no words."""

_NOTHING: tuple[object, ...] = (None, "", [], {})


class Rows:
    """Merges the rows of one table; ``conflicts`` grows with each that cannot be merged silently."""

    def __init__(
        self, base: Study, a: Study, b: Study, prefer: Preference, conflicts: list[Conflict]
    ) -> None:
        self._base, self._a, self._b = base, a, b
        self._prefer = prefer
        self._conflicts = conflicts
        self._codes = {row["id"]: row["name"] for study in (base, b, a) for row in study.rows("code")}
        self._documents = {row["id"]: row["name"] for study in (base, b, a) for row in study.rows("document")}

    def merged(self, table: str) -> list[Row]:
        """Return the rows of a table in the merged project, as far as they stand on their own."""
        key = schema()[table].key
        versions = [
            {tuple(row[name] for name in key): row for row in study.rows(table)}
            for study in (self._base, self._a, self._b)
        ]
        rows = (self._row(table, *(each.get(name) for each in versions)) for name in _keys(versions))
        return [row for row in rows if row is not None]

    def joined(self, table: str, a: Row, b: Row) -> Row:
        """Return what both copies added alike as one row: what only one of them says of it stays."""
        merged = dict(a)
        for field in (name for name in a if name not in _SILENT | _ITS_OWN):
            mine, theirs = a[field], b[field]
            if mine in _NOTHING and theirs not in _NOTHING:
                merged[field] = theirs
            elif mine != theirs and theirs not in _NOTHING:
                one, other = (self._text(table, each, (field,)) for each in (a, b))
                if field in self._references(table) and one == other:
                    continue  # both refer to what is one as well
                merged[field] = (a if self._tell(table, a, field, None, one, other) == "a" else b)[field]
        return merged

    def _row(self, table: str, base: Row | None, a: Row | None, b: Row | None) -> Row | None:
        if a is None and b is None:
            return None
        if base is None or (a is not None and b is not None):
            one, other = a or b, b or a
            assert one is not None  # noqa: S101  not both are missing
            assert other is not None  # noqa: S101
            return self._both(table, base, one, other)
        left: Row = a or b or {}
        if table == "change" or not _changed(table, base, left):
            return None if table != "change" else left
        return self._removed_and_changed(table, base, left, "a" if b is None else "b")

    def _removed_and_changed(self, table: str, base: Row, left: Row, holder: Side) -> Row | None:
        told = self.describe(table, left)
        texts = {"a": told if holder == "a" else None, "b": told if holder == "b" else None}
        both = (self.describe(table, base), texts["a"], texts["b"])
        return (
            left if self._tell(table, base, "removed and changed", *both, holder=holder) == holder else None
        )

    def _both(self, table: str, base: Row | None, a: Row, b: Row) -> Row:
        merged = dict(a)
        for fields in _groups(table, a):
            was, mine, theirs = (None if row is None else _values(row, fields) for row in (base, a, b))
            if mine == theirs:
                continue
            if table == "coding" and fields == SPAN and (a["start"] is None or b["start"] is None):
                chosen = b if a["start"] is None else a  # one that has no place gives way
            elif theirs == was:
                chosen = a
            else:
                chosen = b if mine == was else self._chosen(table, fields, base, a, b)
            merged |= {name: chosen[name] for name in fields}
        return merged

    def _chosen(self, table: str, fields: tuple[str, ...], base: Row | None, a: Row, b: Row) -> Row:
        """Return the version that prevails where both copies changed something."""
        if table == "change":
            return a if not b.get("undone") else b
        side = self._prefer.side
        if not set(fields) <= _SILENT:
            texts = [None if row is None else self._text(table, row, fields) for row in (base, a, b)]
            side = self._tell(table, a, " and ".join(fields[:2]), *texts)
        return a if side == "a" else b

    def _tell(
        self,
        table: str,
        row: Row,
        field: str,
        base: str | None,
        a: str | None,
        b: str | None,
        *,
        holder: Side | None = None,
    ) -> Side:
        """Note a conflict, and return whose version stands."""
        document = self._documents.get(row.get("document_id"))
        name = self.describe(table, row)
        open_one = Conflict(table.replace("_", " "), name, document, field, base, a, b, "")
        side, told = self._prefer.settled(open_one, holder)
        self._conflicts.append(told)
        return side

    def _text(self, table: str, row: Row, fields: tuple[str, ...]) -> str:
        """Return what a row says, in words: of another row that it refers to, what that is called."""
        targets = self._references(table)
        return shown(", ".join(self._called(targets.get(name), row[name]) for name in fields[:2]))

    @staticmethod
    def _references(table: str) -> dict[str, str]:
        return {each.name: each.reference for each in schema()[table].fields if each.reference is not None}

    def _called(self, target: str | None, value: object) -> str:
        if target is None or not isinstance(value, int):
            return str(value)
        known = (row for study in (self._base, self._b, self._a) for row in study.rows(target))
        return next((self.describe(target, row) for row in known if row["id"] == value), str(value))

    def describe(self, table: str, row: Row) -> str:
        """Return what a row is called in a conflict."""
        if table == "coding":
            return f"{self._codes.get(row['code_id'])} at {row['start']} to {row['end']}"
        if names := _NAMED.get(table):
            return self._text(table, row, names)
        return shown(str(row.get("name") or row.get("title") or row.get("text") or row.get("id")))


def _keys(versions: list[dict[tuple[object, ...], Row]]) -> Iterator[tuple[object, ...]]:
    yield from dict.fromkeys(key for each in versions for key in each)


def _groups(table: str, row: Row) -> list[tuple[str, ...]]:
    """Fields that are taken together: the limits of a coding, or of a memo."""
    together = (
        tuple(name for name in SPAN if name in row) if table in {"coding", "memo", "replacement"} else ()
    )
    return [*([together] if together else []), *((name,) for name in row if name not in together)]


def _values(row: Row, fields: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(row[name] for name in fields)


def _changed(table: str, base: Row, row: Row) -> bool:
    return any(
        _values(base, fields) != _values(row, fields) and None not in _values(row, fields)[:1]
        for fields in _groups(table, row)
        if not set(fields) <= _SILENT
    )
