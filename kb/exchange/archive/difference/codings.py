"""Which codings came and went between two studies, which have other limits or another code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.exchange.archive.difference.pairs import Documents, made, paired
from kb.exchange.archive.difference.value import Difference, Way
from kb.exchange.archive.records import shown
from kb.exchange.archive.study import Row, Study


@dataclass(frozen=True, slots=True)
class _Coding:
    """A coding with the names of what it refers to."""

    document: str
    coder: str
    code: str
    words: str
    row: Row

    def told(self, kind: Way, before: str | None, after: str | None, name: str | None = None) -> Difference:
        return Difference("coding", kind, name or self.code, self.document, self.coder, before, after)


def coding_differences(old: Study, new: Study, documents: Documents) -> Iterator[Difference]:
    """Tell the differences of codings, document by document, coder by coder, in the order of the text."""
    was, now = _codings(old, documents.old), _codings(new, documents.new)
    names = sorted({*was, *now})
    changed_texts = {new["name"] for old, new in documents.both if old["sha256"] != new["sha256"]}
    for name in names:
        pairs, removed, added = _paired(was.get(name, {}), now.get(name, {}))
        found = [each.told("removed", each.words, None) for each in removed]
        found += [each.told("added", None, each.words) for each in added]
        for before, after in pairs:
            found += _changes(before, after, same_text=name[0] not in changed_texts)
        yield from found


def _codings(study: Study, documents: dict[int | None, str]) -> dict[tuple[str, str], dict[int, _Coding]]:
    """The codings by document and coder, and by their ids."""
    texts, codes, passes = study.texts(), study.by_id("code"), study.by_id("coding_pass")
    coders = {row["id"]: row["name"] for row in study.rows("coder")}
    found: dict[tuple[str, str], dict[int, _Coding]] = {}
    for row in sorted(study.rows("coding"), key=lambda row: (row["start"], row["end"], row["id"])):
        work = passes[row["pass_id"]]
        coder = coders[work["coder_id"]] + (" (moderator)" if work["role"] == "moderator" else "")
        document = documents[row["document_id"]]
        words = shown(texts[row["document_id"]][row["start"] : row["end"]])
        coding = _Coding(document, coder, codes[row["code_id"]]["name"], words, row)
        found.setdefault((document, coder), {})[row["id"]] = coding
    return found


def _paired(
    old: dict[int, _Coding], new: dict[int, _Coding]
) -> tuple[list[tuple[_Coding, _Coding]], list[_Coding], list[_Coding]]:
    def content(row: Row) -> object:
        coding = (old if old.get(row["id"]) and old[row["id"]].row is row else new)[row["id"]]
        return coding.code, coding.words, row["start"], row["end"]

    pairs, removed, added = paired(
        [each.row for each in old.values()], [each.row for each in new.values()], made, content
    )
    both = [(old[was["id"]], new[now["id"]]) for was, now in pairs]
    return both, [old[row["id"]] for row in removed], [new[row["id"]] for row in added]


def _changes(was: _Coding, now: _Coding, *, same_text: bool) -> Iterator[Difference]:
    if was.code != now.code:
        yield now.told("recoded", was.words, None, f"{was.code} → {now.code}")
    moved = (was.row["start"], was.row["end"]) != (now.row["start"], now.row["end"])
    if was.words != now.words or (same_text and moved):
        yield now.told("moved", was.words, now.words)
