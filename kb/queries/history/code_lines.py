"""What imports and new versions of the taxonomy did to one code, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, func, select

from kb.codebook.words import Words
from kb.db.tables import Coding, Document
from kb.formatting import counted
from kb.queries import names
from kb.queries.history.scope import CodeInTrail
from kb.queries.history.sentences.lines import Line, TrailRow
from kb.queries.history.taxonomy_steps import CodeFacts, facts_of, taxonomy_of

_TITLES = {
    "kind": "kind",
    "definition": "definition",
    "cues": "cues",
    "aliases": "aliases",
    "stage": "{stage}",
    "aspect": "{aspect}",
    "parent": "under",
    "issues": "evidence for the {issues}",
    "fixes": "evidence for the {fixes}",
}


def lines_about_code(session: Session, code: CodeInTrail, rows: Sequence[TrailRow]) -> Iterator[Line]:
    """Tell what an import brought of a code, and what a version of the taxonomy changed of it."""
    for row in rows:
        if row.noun == "taxonomy_file" and (text := _applied(session, code, row)):
            yield Line(text=text, kind="codebook", code=code.name, about=code.ids)
        if row.noun == "document" and row.row is None and row.document is not None:
            yield from _imported(session, code, row.document)


def _applied(session: Session, code: CodeInTrail, row: TrailRow) -> str | None:
    facts = row.facts
    before = taxonomy_of(session, (facts.get("before") or {}).get("sha256"))
    was, now = facts_of(before, code.names), facts_of(taxonomy_of(session, facts.get("sha256")), code.names)
    version = f"the taxonomy {str(facts.get('sha256') or '')[:8]}"
    if was == now:
        return None
    if now is None:
        return f"{version} no longer has {code.name}"
    told = "; ".join(_differences(was, now, names.study(session).words))
    return f"{version} {'describes' if was is None else 'changed'} {code.name}: {told}"


def _differences(was: CodeFacts | None, now: CodeFacts, words: Words) -> Iterator[str]:
    for name, title in _TITLES.items():
        before, after = (_words(getattr(each, name, None), name) for each in (was, now))
        if name == "kind":
            before, after = words.named(before), words.named(after)
        if before != after:
            yield f"{words.fill(title)} {after or 'none'}" + (f" (before: {before})" if before else "")


def _words(value: object, name: str) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    text = str(value or "")
    return f"“{text}”" if text and name == "definition" else text


def _imported(session: Session, code: CodeInTrail, document: int) -> Iterator[Line]:
    mine = (
        col(Coding.code_id).in_(code.ids),
        Coding.document_id == document,
        Coding.origin == "imported",
        Coding.extent != "spill",
    )
    number = session.exec(select(func.count()).select_from(Coding).where(*mine)).one()
    named = session.exec(select(Document.name).where(Document.id == document)).first()
    if number and named:
        text = f"imported files: {counted(number, 'coding')} with {code.name}"
        yield Line(text=text, kind="imported", document=named, code=code.name, about=code.ids, count=number)
