"""Sets of codes, documents and memos; and what the taxonomy says, as sets for other programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlmodel import Session, col, select

from kb.db.tables import Code, Fix, FixCode, Issue, IssueCode, IssueStage, NamedSet, SetMember, Stage
from kb.exchange import model
from kb.exchange.guids import made_for, same
from kb.exchange.own_notes import own_description
from kb.queries.exchange.kept import Item, Kept

Guids = Mapping[int, str]


def sets_of(session: Session, kept: Kept, codes: Guids, sources: Guids, notes: Guids) -> list[model.Set]:
    """Return the sets: those that were imported in their order, then the others."""
    members: dict[int, list[SetMember]] = defaultdict(list)
    for member in session.exec(select(SetMember).order_by(col(SetMember.id))):
        members[member.set_id].append(member)
    rows = {each.id or 0: each for each in session.exec(select(NamedSet).order_by(col(NamedSet.id)))}
    items = [item for item in kept.by_kind["Set"] if item.row in rows]
    held = {item.row for item in items}
    found = [
        _kept(item, rows[item.row or 0], members[item.row or 0], codes, sources, notes) for item in items
    ]
    for number, row in rows.items():
        if number not in held:
            new = model.Set(made_for("Set", row.name, number), row.name, row.description or None)
            found.append(_filled(new, members[number], codes, sources, notes))
    return found


def _kept(
    item: Item, row: NamedSet, members: list[SetMember], codes: Guids, sources: Guids, notes: Guids
) -> model.Set:
    each, _ = item.thing(model.Set)
    described = each.description if row.description == (each.description or "") else row.description
    return _filled(replace(each, name=row.name, description=described), members, codes, sources, notes)


def _filled(
    each: model.Set, members: list[SetMember], codes: Guids, sources: Guids, notes: Guids
) -> model.Set:
    return replace(
        each,
        codes=_members(each.codes, (member.code_id for member in members), codes),
        sources=_members(each.sources, (member.document_id for member in members), sources),
        notes=_members(each.notes, (member.memo_id for member in members), notes),
    )


def _members(before: tuple[str, ...], now: Iterable[int | None], guids: Guids) -> tuple[str, ...]:
    """The members in their order: those that were and are, those that never were ours, the new ones."""
    current = {same(guids[each]): guids[each] for each in now if each is not None and each in guids}
    ours = {same(each) for each in guids.values()}
    stay = [each for each in before if same(each) in current or same(each) not in ours]
    known = {same(each) for each in before}
    return (*stay, *(guid for each, guid in current.items() if each not in known))


def taxonomy_sets(session: Session, codes: Guids) -> list[model.Set]:
    """Return a set of codes for each issue, fix and stage of the taxonomy."""
    stage_of = dict(session.exec(select(IssueStage.issue_id, IssueStage.stage_id)).all())
    by_issue = _linked(session.exec(select(IssueCode.issue_id, IssueCode.code_id)).all())
    by_fix = _linked(session.exec(select(FixCode.fix_id, FixCode.code_id)).all())
    by_stage: dict[int, list[int]] = defaultdict(list)
    for issue, stage in stage_of.items():
        by_stage[stage] += by_issue[issue]
    for code in session.exec(select(Code).where(col(Code.stage_id).is_not(None))):
        by_stage[code.stage_id or 0].append(code.id or 0)
    found = [
        _of_taxonomy("Issue", each.title, each.statement, by_issue[each.id or 0], codes)
        for each in session.exec(select(Issue).order_by(col(Issue.position)))
    ]
    found += [
        _of_taxonomy("Fix", each.title, each.statement, by_fix[each.id or 0], codes)
        for each in session.exec(select(Fix).order_by(col(Fix.position)))
    ]
    found += [
        _of_taxonomy("Stage", each.title, each.about, by_stage[each.id or 0], codes)
        for each in session.exec(select(Stage).order_by(col(Stage.position)))
    ]
    return found


def _linked(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        found[one].append(other)
    return found


def _of_taxonomy(kind: str, title: str, about: str, members: list[int], codes: Guids) -> model.Set:
    name = f"{kind}: {title}"
    guids = sorted({codes[each] for each in members})
    return model.Set(made_for("Set", kind, title), name, own_description(about), tuple(guids))
