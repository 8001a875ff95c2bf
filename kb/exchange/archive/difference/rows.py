"""What differs beside the codings: documents, texts, speakers, codes, memos, cases, decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.exchange.archive.difference.pairs import Documents, paired
from kb.exchange.archive.difference.value import Difference
from kb.exchange.archive.records import Names, encoder, shown
from kb.exchange.archive.schema import schema
from kb.exchange.archive.study import Row, Study
from kb.records import to_json

_APART = frozenset({"document", "paragraph", "coding", "change", "correction"})
"""Tables that are told otherwise; of corrections the text tells."""

_NAMED: Mapping[str, tuple[str, ...]] = {
    "attribute": ("case", "name"),
    "decision": ("coding", "pass"),
    "dismissed_suggestion": ("coder", "code", "sha256"),
    "fix": ("key",),
    "issue": ("key",),
    "aspect": ("key",),
    "stage": ("key",),
    "memo": ("id", "created"),
    "source": ("path",),
    "survey": ("path",),
    "task": ("who", "role"),
    "taxonomy_file": ("sha256", "applied"),
    "unplaced_coding": ("pass", "code", "words"),
    "coding_pass": ("coder", "role"),
    "replacement": ("start", "shown"),
}
"""The fields that say which row is which; of other tables ``name``, else every field."""

_CALLED: Mapping[str, str] = {
    "participant": "case",
    "coding_pass": "pass",
    "saved_search": "saved search",
    "source": "file",
    "taxonomy_file": "taxonomy",
    "unplaced_coding": "unplaced coding",
    "dismissed_suggestion": "dismissed suggestion",
}
_SILENT = ("id", "created", "sha256", "applied", "ingested")
"""Fields that tell a person nothing."""


def row_differences(old: Study, new: Study, documents: Documents) -> Iterator[Difference]:
    """Tell what differs table by table, documents and their texts first, the history last."""
    yield from _documents(old, new, documents)
    for table in schema():
        if table not in _APART:
            yield from _Table(table, old, new, documents).differences()
    more = len(new.rows("change")) - len(old.rows("change"))
    if more:
        name = f"{abs(more)} {'more' if more > 0 else 'fewer'} entries"
        yield Difference("history", "added" if more > 0 else "removed", name)


def _documents(old: Study, new: Study, documents: Documents) -> Iterator[Difference]:
    for row in documents.removed:
        yield Difference("document", "removed", row["name"], row["name"])
    for row in documents.added:
        yield Difference("document", "added", row["name"], row["name"])
    was, now = old.of_documents("paragraph"), new.of_documents("paragraph")
    for before, after in documents.both:
        name = after["name"]
        if before["name"] != name:
            yield Difference("document", "renamed", f"{before['name']} → {name}", name)
        if before["sha256"] != after["sha256"]:
            yield from _texts(name, was.get(before["id"], []), now.get(after["id"], []))


def _texts(document: str, old: list[Row], new: list[Row]) -> Iterator[Difference]:
    """Tell which paragraphs have other words; equal ones at the beginning and the end are left out."""
    was, now = [row["text"] for row in old], [row["text"] for row in new]
    both = enumerate(zip(was, now, strict=False))
    first = next((at for at, (a, b) in both if a != b), min(len(was), len(now)))
    same = 0
    while same < min(len(was), len(now)) - first and was[-1 - same] == now[-1 - same]:
        same += 1
    gone, come = was[first : len(was) - same], now[first : len(now) - same]
    if len(gone) == len(come):
        for at, (before, after) in enumerate(zip(gone, come, strict=True), start=first + 1):
            if before != after:
                yield Difference(
                    "text", "changed", f"paragraph {at}", document, None, shown(before), shown(after)
                )
    else:
        name = f"paragraphs {first + 1} to {max(first + len(come), first + 1)}"
        yield Difference(
            "text", "changed", name, document, None, shown("\n".join(gone)), shown("\n".join(come))
        )


class _Table:
    """The rows of one table in both studies, by what they are called."""

    def __init__(self, table: str, old: Study, new: Study, documents: Documents) -> None:
        self._table = table
        self._of_document = schema()[table].of_document is not None
        self._old = self._records(old, documents.old)
        self._new = self._records(new, documents.new)
        known = [each.called for each in schema()[table].fields]
        self._key = _NAMED.get(table) or (("name",) if "name" in known else tuple(known))

    def _records(self, study: Study, documents: dict[int | None, str]) -> list[dict[str, Any]]:
        names = Names(study)
        record = encoder(self._table, names)
        spans = _coding_names(study) if self._table in {"decision", "memo"} else {}
        found = []
        for row in study.rows(self._table):
            told = record(row)
            if self._of_document:
                told["document"] = documents.get(row["document_id"])
            for field in ("coding", "result"):
                if isinstance(told.get(field), int):
                    told[field] = spans.get(told[field], str(told[field]))
            found.append(told)
        return found

    def differences(self) -> Iterator[Difference]:
        pairs, removed, added = paired(self._old, self._new, self._key_of)
        for row in removed:
            yield self._told("removed", row, self._summary(row), None)
        for row in added:
            yield self._told("added", row, None, self._summary(row))
        for was, now in pairs:
            if changed := self._changed(was, now):
                before = "; ".join(f"{name}: {_value(was.get(name))}" for name in changed)
                after = "; ".join(f"{name}: {_value(now.get(name))}" for name in changed)
                yield self._told("changed", now, shown(before), shown(after))

    def _key_of(self, row: Row) -> tuple[str, ...]:
        return tuple(to_json(row.get(name)) for name in ("document", *self._key))

    def _changed(self, was: Row, now: Row) -> list[str]:
        names = dict.fromkeys([*was, *now])
        return [name for name in names if name not in _SILENT and was.get(name) != now.get(name)]

    def _told(self, way: Any, row: Row, before: str | None, after: str | None) -> Difference:
        kind = _CALLED.get(self._table, self._table.replace("_", " "))
        named = [_value(row[name]) for name in self._key if name not in _SILENT and row.get(name)]
        name = ", ".join(named) or str(row.get("code") or row.get("document") or "project")
        return Difference(kind, way, name, row.get("document"), row.get("author"), before, after)

    def _summary(self, row: Row) -> str | None:
        said = row.get("text") or row.get("value") or row.get("definition") or row.get("title")
        if self._table == "decision":
            instead = f"; instead: {row['result']}" if row.get("result") else ""
            said = "kept" if row["kept"] else f"not kept{instead}"
        return shown(str(said)) if said else None


def _coding_names(study: Study) -> dict[int, str]:
    """What a coding is called where a decision or a memo is told."""
    texts, codes, found = study.texts(), study.by_id("code"), {}
    for row in study.rows("coding"):
        words = texts[row["document_id"]][row["start"] : row["end"]]
        found[row["id"]] = f"{codes[row['code_id']]['name']} on “{shown(words)}”"
    return found


def _value(value: object) -> str:
    return value if isinstance(value, str) else "–" if value is None else to_json(value)  # noqa: RUF001
