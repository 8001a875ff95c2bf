"""QualCoder's cases and attributes: what is known of participants and of files.

``case_text`` links a case with a whole text or with a part of it; ``attribute`` holds values of cases and of
files, ``attribute_type`` their types.
"""

from __future__ import annotations

from collections import defaultdict

from kb.exchange.forms.parts.database import Database, Row, number, words
from kb.exchange.forms.parts.draft import Draft
from kb.exchange.forms.parts.values import kind_of
from kb.exchange.forms.qualcoder.sources import Texts
from kb.exchange.model import Case, Selection, Value, Variable


def cases_of(base: Database, draft: Draft, texts: Texts) -> tuple[list[Variable], list[Case]]:
    """Return variables and cases; values of files are added to the texts."""
    known, variables = _variables(base, draft)
    values: dict[int, list[Value]] = defaultdict(list)
    for row in base.rows("attribute"):
        value = words(row, "value")
        name, of, at = words(row, "name"), words(row, "attr_type"), number(row, "id")
        if not value.strip() or at is None:
            continue
        variable = known.get(name)
        if variable is None or of not in ("case", "file") or (of == "file" and at not in texts.guids):
            draft.drop("attribute of something else")
            continue
        made = Value(variable.guid, value, variable.kind)
        (values if of == "case" else texts.values)[at].append(made)
    links: dict[int | None, list[Row]] = defaultdict(list)
    for row in base.rows("case_text"):
        links[number(row, "caseid")].append(row)
    cases = []
    for row in base.rows("cases"):
        at = number(row, "caseid")
        cases.append(_case(draft, texts, row, tuple(values[at or 0]), links.pop(at, [])))
    draft.drop("link of a case that is not there", sum(map(len, links.values())))
    return variables, cases


def _variables(base: Database, draft: Draft) -> tuple[dict[str, Variable], list[Variable]]:
    said: dict[str, list[str]] = defaultdict(list)
    for row in base.rows("attribute"):
        said[words(row, "name")].append(words(row, "value"))
    known: dict[str, Variable] = {}
    for row in base.rows("attribute_type"):
        name = words(row, "name")
        kind = kind_of(said[name]) if words(row, "valuetype") == "numeric" else "Text"
        memo = words(row, "memo") or None
        known[name] = Variable(draft.guid("variable", name), name, kind, memo)
    return known, list(known.values())


def _case(draft: Draft, texts: Texts, row: Row, values: tuple[Value, ...], links: list[Row]) -> Case:
    name = words(row, "name")
    whole: dict[str, None] = {}
    parts: list[str] = []
    for link in links:
        file = number(link, "fid") or 0
        if file not in texts.guids:
            draft.drop("link of a case to a file without text")
            continue
        part = _part(draft, texts, name, link)
        if part is None:
            whole[texts.guids[file]] = None
        else:
            parts.append(part.guid)
            texts.parts[file].append(part)
    return Case(
        draft.guid("case", name),
        name,
        words(row, "memo") or None,
        values=values,
        sources=tuple(whole),
        selections=tuple(parts),
    )


def _part(draft: Draft, texts: Texts, case: str, link: Row) -> Selection | None:
    """The part of a text that is a case's; None for the whole."""
    file, start, end = (number(link, name) or 0 for name in ("fid", "pos0", "pos1"))
    place = texts.position(file, start, end)
    if place is None:
        return None
    guid = draft.guid("part", case, texts.name(file), start, end)
    if not place.is_known:
        draft.tell(f"case {case!r}", f"its part {start} to {end} is not within {texts.name(file)!r}")
        return Selection(guid, place.start, place.end, name=case)
    return Selection(guid, place.start, place.end, name=texts.text(file)[place.start : place.end][:100])
