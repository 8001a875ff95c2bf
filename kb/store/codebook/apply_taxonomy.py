"""Sort the catalog by the taxonomy: which code carries which issue or fix, and where that arises.

Codings are never touched: they point to the code as it was spelled, and only what that code means changes.
What people changed in the catalog's codebook and have not written into the file holds on top of the file; see
:mod:`kb.store.codebook.pending_edits`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, delete, select

from kb.codebook.code_names import code_key
from kb.codebook.edits import Book
from kb.codebook.taxonomy import CodeEntry, Taxonomy
from kb.codebook.validate import study_of
from kb.codebook.words import NAMES
from kb.db.audit import Journal
from kb.db.backups import back_up_before
from kb.db.tables import (
    Aspect,
    Code,
    Coding,
    Fix,
    FixCode,
    FixIssue,
    Issue,
    IssueCode,
    IssueStage,
    Memo,
    Stage,
    TaxonomyFile,
    UnplacedCoding,
)
from kb.store.codebook.code_tree import put_in_tree
from kb.store.codebook.pending_edits import PendingEdits, applied_taxonomy, current, pending, settle, written

__all__ = ["Sorted", "apply_taxonomy", "current", "sort_again"]

_Keyed = TypeVar("_Keyed", Stage, Aspect, Issue, Fix)


@dataclass(frozen=True, slots=True)
class Sorted:
    """What applying a taxonomy did: whether it differs from the last one, and what it does not place."""

    is_new: bool
    codes: int
    unsorted: tuple[str, ...]


def apply_taxonomy(
    session: Session, taxonomy: Taxonomy, *, who: str, settles: PendingEdits | None = None
) -> Sorted:
    """Sort the catalog by a taxonomy; codes it does not know become *unsorted*, none is refused.

    ``settles`` are changes of the codebook that were written into it; without them that is found out.
    """
    last = current(session)
    is_new = last is None or last.sha256 != taxonomy.sha256
    if is_new:
        back_up_before(session, "taxonomy")
        log = Journal(session, who=who, what="apply taxonomy")
        before = {"sha256": last.sha256} if last else None
        log.noted("taxonomy_file", before=before, sha256=taxonomy.sha256, **_said_of_study(last, taxonomy))
        if settles is None:
            settle(session, log, last, taxonomy)
        else:
            written(session, log, taxonomy, settles)
        session.add(TaxonomyFile(sha256=taxonomy.sha256, text=taxonomy.text))
        session.flush()
    book = pending(session, taxonomy).book
    _sort(session, book)
    return Sorted(is_new, len(book.taxonomy.codes), tuple(_unsorted(session)))


def _said_of_study(last: TaxonomyFile | None, taxonomy: Taxonomy) -> dict[str, Any]:
    """What this taxonomy says otherwise of the study as a whole: its name, and its words."""
    before, after = study_of(last.text if last else ""), taxonomy.study
    said: dict[str, Any] = {"study": after.name or ""} if after.name != before.name else {}
    if after.words != before.words:
        pairs = ((name, getattr(before.words, name), getattr(after.words, name)) for name in NAMES)
        said["words"] = {name: new.singular for name, old, new in pairs if new != old}
    return said


def sort_again(session: Session) -> None:
    """Sort the catalog by the taxonomy it has and the changes that wait to be written into it."""
    _sort(session, pending(session, applied_taxonomy(session)).book)


def _sort(session: Session, book: Book) -> None:
    taxonomy = book.taxonomy
    stages = _keep(session, Stage, {each.key: _shelf(each) for each in taxonomy.stages.values()})
    aspects = _keep(session, Aspect, {each.key: _shelf(each) for each in taxonomy.aspects.values()})
    codes = _place_codes(session, book, stages, aspects)
    _place_issues_and_fixes(session, taxonomy, stages, aspects, codes)
    _forget(session, Stage, set(taxonomy.stages))
    _forget(session, Aspect, set(taxonomy.aspects))
    session.flush()


def _unsorted(session: Session) -> Iterable[str]:
    """The codes that codings carry and the taxonomy does not place."""
    used = select(Coding.code_id).union(select(UnplacedCoding.code_id))
    canonical = select(Code.canonical_id).where(col(Code.id).in_(used))
    query = select(Code.name).where(col(Code.kind).is_(None), col(Code.id).in_(canonical))
    return session.exec(query.order_by(Code.name))


def _place_codes(
    session: Session, book: Book, stages: Mapping[str, Stage], aspects: Mapping[str, Aspect]
) -> dict[str, Code]:
    """Bring every entry of the codebook into the catalog, and every other spelling to its entry."""
    taxonomy = book.taxonomy
    rows = {code.name: code for code in session.exec(select(Code))}
    meant = {name for spelling, name in book.spellings.items() if spelling in rows}
    for name in sorted((taxonomy.codes.keys() | meant) - rows.keys()):
        rows[name] = Code(name=name, key=code_key(name), origin="taxonomy")
        session.add(rows[name])
    session.flush()
    placed = {name: rows[name] for name in taxonomy.codes}
    for name, entry in taxonomy.codes.items():
        _set(rows[name], _placement(rows[name], entry, stages, aspects, placed))
    _place_spellings(book, {name: row for name, row in rows.items() if name not in placed}, placed)
    _place_numbers(taxonomy, rows, stages, aspects, placed)
    session.add_all(rows.values())
    session.flush()
    meant_otherwise = {name for name in rows if taxonomy.canonical(book.spellings.get(name, name))}
    put_in_tree(session, but=meant_otherwise | set(book.spellings), meanings=book.meanings)
    _forget_unused_codes(session, rows.values(), book)
    return placed


def _placement(
    row: Code,
    entry: CodeEntry,
    stages: Mapping[str, Stage],
    aspects: Mapping[str, Aspect],
    placed: Mapping[str, Code],
) -> dict[str, Any]:
    return {
        "key": code_key(row.name),
        "canonical_id": row.id,
        "kind": entry.kind,
        "stage_id": stages[entry.stage].id if entry.stage else None,
        "aspect_id": aspects[entry.aspect].id if entry.aspect else None,
        "parent_id": placed[entry.parent].id if entry.parent else None,
        "definition": entry.definition,
        "cues": list(entry.cues),
    }


def _place_spellings(book: Book, others: Mapping[str, Code], placed: Mapping[str, Code]) -> None:
    """Spellings that the codebook knows go to their entry; the rest gather, unsorted, under their first.

    Where a person said what an unsorted code is called, that comes first.
    """
    first_of_key = {code_key(name): others[name] for name in book.spellings.values() if name in others}
    meanings = {code_key(name): meaning for name, meaning in book.meanings.items()}
    for name, row in sorted(others.items()):
        meant = book.spellings.get(name, name)
        known = book.taxonomy.canonical(meant)
        canonical = placed[known] if known else first_of_key.setdefault(code_key(meant), row)
        nowhere = dict.fromkeys(("kind", "stage_id", "aspect_id", "parent_id"))
        is_other = known or canonical is not row
        definition, cues = ("", ()) if is_other else meanings.get(code_key(meant), ("", ()))
        _set(row, nowhere | {"definition": definition, "cues": list(cues), "canonical_id": canonical.id})


def _place_numbers(
    taxonomy: Taxonomy,
    rows: Mapping[str, Code],
    stages: Mapping[str, Stage],
    aspects: Mapping[str, Aspect],
    placed: Mapping[str, Code],
) -> None:
    """Numbers of a numbered code that have no entry, such as another question, are of its kind."""
    for name, row in rows.items():
        entry = taxonomy.numbered(name)
        if entry is not None and name not in placed and row.canonical_id == row.id:
            _set(row, _placement(row, entry, stages, aspects, placed) | {"cues": []})


def _forget_unused_codes(session: Session, rows: Iterable[Code], book: Book) -> None:
    """Codes that only an earlier taxonomy named, and nothing carries, are gone; a spelling stays one.

    A file may still show a spelling where a person took its coding away: its row tells that this is so.
    """
    used = set(session.exec(select(Coding.code_id).distinct()))
    used |= set(session.exec(select(UnplacedCoding.code_id).distinct()))
    used |= {each for each in session.exec(select(Memo.code_id).distinct()) if each is not None}
    gathered = {*book.spellings, *book.spellings.values()}
    for row in rows:
        known = book.taxonomy.canonical(row.name) is not None or row.name in gathered
        if not known and row.origin == "taxonomy" and row.id not in used:
            session.delete(row)
    session.flush()


def _place_issues_and_fixes(
    session: Session,
    taxonomy: Taxonomy,
    stages: Mapping[str, Stage],
    aspects: Mapping[str, Aspect],
    codes: Mapping[str, Code],
) -> None:
    for link in (IssueStage, IssueCode, FixIssue, FixCode):
        session.exec(delete(link))
    _forget(session, Issue, set(taxonomy.issues))
    _forget(session, Fix, set(taxonomy.fixes))
    for row in session.exec(select(Issue)):
        row.study = None  # two issues may swap their references, which are unique at every moment
    session.flush()
    issues = _keep(
        session,
        Issue,
        {
            each.key: {
                "title": each.title,
                "statement": each.statement,
                "aspect_id": aspects[each.aspect].id if each.aspect else None,
                "study": each.study,
                "position": position,
            }
            for position, each in enumerate(taxonomy.issues.values())
        },
    )
    fixes = _keep(
        session,
        Fix,
        {
            each.key: {"title": each.title, "statement": each.statement, "position": position}
            for position, each in enumerate(taxonomy.fixes.values())
        },
    )
    links: list[SQLModel] = []
    for issue in taxonomy.issues.values():
        issue_row = issues[issue.key]
        links += [IssueStage(issue_id=_id(issue_row), stage_id=_id(stages[each])) for each in issue.stages]
        links += [IssueCode(issue_id=_id(issue_row), code_id=_id(codes[each])) for each in issue.codes]
    for fix in taxonomy.fixes.values():
        strategy = fixes[fix.key]
        links += [FixIssue(fix_id=_id(strategy), issue_id=_id(issues[each])) for each in fix.mitigates]
        links += [FixCode(fix_id=_id(strategy), code_id=_id(codes[each])) for each in fix.codes]
    session.add_all(links)


def _keep(
    session: Session, table: type[_Keyed], wanted: Mapping[str, Mapping[str, Any]]
) -> dict[str, _Keyed]:
    """Make or change the rows of these keys; a key that stays keeps its row."""
    rows = {row.key: row for row in session.exec(select(table))}
    for key, values in wanted.items():
        if key in rows:
            _set(rows[key], values)
        else:
            rows[key] = table(key=key, **values)
        session.add(rows[key])
    session.flush()
    return rows


def _forget(session: Session, table: type[_Keyed], kept: set[str]) -> None:
    for row in session.exec(select(table)):
        if row.key not in kept:
            session.delete(row)
    session.flush()


def _shelf(entry: Any) -> dict[str, Any]:
    return {"title": entry.title, "about": entry.about, "position": entry.position}


def _id(row: _Keyed | Code) -> int:
    """The id of a row that the database has given one."""
    return row.id or 0


def _set(row: SQLModel, values: Mapping[str, Any]) -> None:
    """Set what differs, so that an unchanged row is not written again."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
