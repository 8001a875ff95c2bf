"""The merge itself, step by step."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from kb.exchange.archive.merge.conflict import Conflict, Preference, Side
from kb.exchange.archive.merge.history import merge_entry
from kb.exchange.archive.merge.joining import bring_back, join
from kb.exchange.archive.merge.numbering import Numbers, renumbered
from kb.exchange.archive.merge.paragraphs import Places, merge_paragraphs
from kb.exchange.archive.merge.placing import place
from kb.exchange.archive.merge.rows import Rows
from kb.exchange.archive.schema import schema
from kb.exchange.archive.study import Row, Study, in_order

_LOST = "its words are not in the merged text"


@dataclass(frozen=True)
class Merged:
    """The merged project, and what both copies did that could not both stand."""

    study: Study
    conflicts: tuple[Conflict, ...]


def merge(
    base: Study, a: Study, b: Study, *, prefer: Side = "a", decided: Mapping[str, Side] | None = None
) -> Merged:
    """Bring two copies of a project together.

    What one copy added, changed or removed since ``base`` is so in the result. Where both changed one thing
    differently, ``decided`` says whose stands by the key of the conflict, else ``prefer``, and the conflict
    is told. What one removed and the other works on goes on being there. New things of ``a`` come before
    those of ``b``, in the history, too. What is decided about words can put codings elsewhere, and so give
    other conflicts new keys: they are open again.
    """
    return _Merge(base, a, b, Preference(prefer, decided or {})).merged()


class _Merge:
    def __init__(self, base: Study, a: Study, b: Study, prefer: Preference) -> None:
        numbers = Numbers(base, a, b)
        self._numbers = numbers
        self._base = Study({name: list(map(dict, rows)) for name, rows in base.tables.items()})
        self._a = renumbered(a, numbers.of(base, a))
        self._b = renumbered(b, numbers.of(base, b))
        self._prefer = prefer
        self._conflicts: list[Conflict] = []

    def merged(self) -> Merged:
        self._a, self._b = self._keep_documents(self._a, self._b), self._keep_documents(self._b, self._a)
        self._tell_apart_new_documents()
        paragraphs, words = self._texts()
        rows = Rows(self._base, self._a, self._b, self._prefer, self._conflicts)
        tables = {name: [] if name == "paragraph" else rows.merged(name) for name in schema()}
        tables["paragraph"] = paragraphs
        self._unplace(tables, words)
        there = {row["id"] for row in tables["document"]}
        tables["paragraph"] = [row for row in paragraphs if row["document_id"] in there]
        bring_back(tables, (self._base, self._b, self._a), self._conflicts, rows)
        tables = join(tables, rows)
        self._number_paragraphs(tables["paragraph"])
        study = in_order(tables)
        self._chain_history(study.rows("change"))
        return Merged(study, tuple(self._conflicts))

    def _chain_history(self, rows: list[Row]) -> None:
        entry = merge_entry(rows, self._base, (self._a, self._b), self._numbers.new("change"))
        rows += [entry] if entry else []

    def _keep_documents(self, copy: Study, other: Study) -> Study:
        """Undo that a copy deleted a document in which the other one worked."""
        mine, theirs = copy.by_id("document"), other.by_id("document")
        back = set()
        for row in self._base.rows("document"):
            number = row["id"]
            if number not in mine and number in theirs and self._is_worked_on(other, number):
                back.add(number)
                self._conflicts.append(
                    Conflict(
                        "document",
                        row["name"],
                        row["name"],
                        "removed and worked on",
                        None,
                        None,
                        None,
                        "kept",
                    )
                )
        if not back:
            return copy
        tables = dict(copy.tables)
        for name, table in schema().items():
            of = "id" if name == "document" else getattr(table.of_document, "name", None)
            if of is not None:
                known = {row["id"] for row in copy.rows(name)}
                rows = (row for row in self._base.rows(name) if row[of] in back and row["id"] not in known)
                tables[name] = [*copy.rows(name), *rows]
        return Study(tables)

    def _is_worked_on(self, copy: Study, number: int) -> bool:
        return any(
            [row for row in copy.rows(name) if row[table.of_document.name] == number]
            != [row for row in self._base.rows(name) if row[table.of_document.name] == number]
            for name, table in schema().items()
            if table.of_document is not None and name != "document"
        )

    def _tell_apart_new_documents(self) -> None:
        """Both added a document of one name with another text: that of b gets another name."""
        mine = {row["name"]: row for row in self._a.rows("document")}
        shared = self._base.by_id("document")
        for row in self._b.rows("document"):
            same = mine.get(row["name"])
            if row["id"] in shared or same is None or same["sha256"] == row["sha256"]:
                continue
            name, number = f"{row['name']} (b)", 2
            while name in mine:
                name, number = f"{row['name']} (b {number})", number + 1
            told = Conflict("document", row["name"], None, "text", None, row["name"], name, "both")
            self._conflicts.append(told)
            row["name"] = name

    def _texts(self) -> tuple[list[Row], dict[int, str]]:
        """Merge the texts, put all rows on them, and return the paragraphs and the words of all codings."""
        words: dict[int, str] = {}
        for copy in (self._base, self._a, self._b):
            texts = copy.texts()
            for row in copy.rows("coding"):
                words[row["id"]] = texts[row["document_id"]][row["start"] : row["end"]]
        base, a, b = (copy.of_documents("paragraph") for copy in (self._base, self._a, self._b))
        everywhere = self._base.by_id("document").keys() & self._a.by_id("document").keys()
        everywhere &= self._b.by_id("document").keys()
        paragraphs: list[Row] = []
        places: tuple[dict[int, Places], ...] = ({}, {}, {})
        for number in {**a, **b}:
            if number is None or number not in everywhere:
                paragraphs += a.get(number) or b[number]
                continue
            versions = (base.get(number, []), a.get(number, []), b.get(number, []))
            merged = self._merged_text(number, *versions)
            paragraphs += merged
            for version, found in zip(versions, places, strict=True):
                found[number] = Places(version, merged)
        self._base, self._a, self._b = (
            place(copy, found) for copy, found in zip((self._base, self._a, self._b), places, strict=True)
        )
        self._say_texts(everywhere, paragraphs)
        return paragraphs, words

    def _merged_text(self, number: int, base: list[Row], a: list[Row], b: list[Row]) -> list[Row]:
        name = self._a.by_id("document")[number]["name"]
        merged = merge_paragraphs(base, a, b, self._prefer, document=name)
        self._conflicts += merged.conflicts
        return merged.rows

    def _say_texts(self, everywhere: set[int], paragraphs: list[Row]) -> None:
        """Give every version of a document the length and the checksum of the merged text."""
        pieces: dict[int, list[str]] = {}
        for row in paragraphs:
            pieces.setdefault(row["document_id"], []).append(row["text"])
        for copy in (self._base, self._a, self._b):
            for row in copy.rows("document"):
                if row["id"] in everywhere:
                    text = "\n".join(pieces.get(row["id"], []))
                    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
                    row.update(length=len(text), sha256=digest)

    def _unplace(self, tables: dict[str, list[Row]], words: dict[int, str]) -> None:
        """Keep codings whose words are gone without a place, as a correction does."""
        tables["correction"] = [row for row in tables["correction"] if row["position"] is not None]
        tables["replacement"] = [row for row in tables["replacement"] if row["start"] is not None]
        lost = [row for row in tables["coding"] if row["start"] is None]
        tables["coding"] = [row for row in tables["coding"] if row["start"] is not None]
        taken = {(row["pass_id"], row["code_id"], row["words"]) for row in tables["unplaced_coding"]}
        for row in lost:
            kept = {name: row[name] for name in ("document_id", "pass_id", "code_id", "source_id", "created")}
            number = self._numbers.new("unplaced_coding")
            said = {"id": number, "words": _free(taken, row, words[row["id"]]), "reason": _LOST, "memo": None}
            tables["unplaced_coding"].append(kept | said)

    def _number_paragraphs(self, rows: list[Row]) -> None:
        """Paragraphs of two copies may have come by one id: no id is there twice."""
        seen: set[int] = set()
        for row in rows:
            if row["id"] in seen:
                row["id"] = self._numbers.new("paragraph")
            seen.add(row["id"])


def _free(taken: set[tuple[int, int, str]], row: Row, words: str) -> str:
    """Return the words, with a number where the pass has another such coding without a place."""
    found, number = words, 1
    while (row["pass_id"], row["code_id"], found) in taken:
        number += 1
        found = f"{words} ({number})".strip()
    taken.add((row["pass_id"], row["code_id"], found))
    return found
