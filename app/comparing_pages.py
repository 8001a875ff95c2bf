"""The Compare page drawn: the list of interviews, one of them with its work list, side by side, agreement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from app import agreeing_view, catalog, comparing, deciding, exporting, filters, frame, notices, view, wording
from app.comparing import AGREED, FIRST, OTHER_CODE, SECOND, WORDS, Row
from app.painting import Mark, painted
from kb import agreement
from kb.queries import code_tree, desk, documents, noted, surface
from kb.queries.desk import Desk
from kb.queries.surface import ParagraphShown
from kb.store import seeing

VIEWS = {"differences": "Differences", "side": "Side by side", "agreement": "Agreement"}
WHOLE = {"interviews": "Interviews", "agreement": "Agreement"}
TOLD = {AGREED: "both agree", OTHER_CODE: "other code", WORDS: "other words"}
HELP = {
    AGREED: "The same code on the same words.",
    FIRST: "Nothing of the other coder lies on these words.",
    SECOND: "Nothing of the other coder lies on these words.",
    OTHER_CODE: "Both coded some of these words, with different codes.",
    WORDS: "The same code on words that overlap and are not the same.",
}
STATES = {
    "open": "waits",
    "decided": "decided to the end",
    "delivered": "moderated elsewhere",
    "agreed": "nothing to decide",
}
CHOICES = {
    "first": "the first coder's stands",
    "second": "the second coder's stands",
    "both": "both stand",
    "neither": "neither stands",
}
PAGE = 100
EXPORT = ("paragraph", "kind", "first", "first_words", "second", "second_words", "state", "decided_by")
_LINES = ("first", "second")


def every() -> None:
    """Show the interviews that can be compared, those that wait first, or how coders agree."""
    view.show(
        "list_head.html",
        key="compare-head",
        title="Compare",
        note="What two coders made of one interview, decided difference by difference.",
    )
    notices.show("compare-notice")
    with st.container(horizontal=True, key="compare-tools"):
        chosen = filters.Toolbar("compare").segments("view", "View", WHOLE, "interviews")
    if chosen == "agreement":
        agreeing_view.show(None)
    else:
        _interviews()


def _interviews() -> None:
    names = catalog.ask(desk.waiting)
    shown = int(st.session_state.get("compare-shown", PAGE))
    rows = catalog.ask(desk.states, tuple(names[:shown]))
    coded = [] if rows else [row.document for row in catalog.ask(documents.documents) if row.codings]
    event = view.show(
        "compare_list.html",
        key="compare-list",
        rows=rows,
        told=STATES,
        more=max(0, len(names) - shown),
        single=coded[0] if coded else None,
    )
    if event and event.get("do") == "more":
        st.session_state["compare-shown"] = shown + PAGE
        st.rerun()


def nothing(document: str, reason: str) -> None:
    """Say why an interview cannot be compared, and what to do."""
    view.show("compare_none.html", key="compare-none", document=document, reason=reason)


def one(document: str) -> None:
    """Show two passes over one interview."""
    named = tuple(name for name in st.query_params.get("passes", "").split(",") if name)
    found = catalog.ask(desk.desk, document, coders=named)
    who = frame.coder()
    if _is_blind(found, who):
        _ask_to_see(found, who or "")
        return
    rows = comparing.rows(found)
    bar = filters.Toolbar("compare")
    chosen = _head(found, rows, bar)
    notices.show("compare-notice")
    if chosen == "agreement":
        agreeing_view.show(found.document)
        return
    asked = st.session_state.get("compare-alike")
    if asked is not None and asked["document"] == found.document:
        _confirm_alike(found, rows)
    _bar(found, rows, bar)
    if chosen == "side":
        _side_by_side(found)
    else:
        _work(found, rows, bar, who)


@st.dialog("The same decision for all alike", width="large", on_dismiss=deciding.forget_alike)
def _confirm_alike(found: Desk, rows: Sequence[Row]) -> None:
    """Show what one key is about to decide, and decide it when told to."""
    asked = st.session_state["compare-alike"]
    chosen = [row for row in rows if row.key in asked["keys"]]
    view.show("compare_alike.html", key="compare-alike-list", rows=chosen, choice=CHOICES[asked["choice"]])
    if st.button(f"Decide {len(chosen)}", key="compare-alike-do", type="primary"):
        deciding.decide_alike(found, rows)
        st.rerun()


def _is_blind(found: Desk, who: str | None) -> bool:
    """Whether somebody codes this interview and has not asked to see what others made of it."""
    return (
        who is not None
        and catalog.ask(surface.codes_it, found.document, who)
        and not catalog.ask(seeing.has_seen_others, found.document, who=who)
    )


def _ask_to_see(found: Desk, who: str) -> None:
    view.show(
        "compare_blind.html", key="compare-blind", document=found.document, who=who, coders=found.coders
    )
    if st.button("Show the passes of others", key="compare-see"):
        catalog.tell(seeing.show_others, found.document, who=who)
        st.rerun()


def _head(found: Desk, rows: Sequence[Row], bar: filters.Toolbar) -> str:
    """Draw what is compared, the choice of views, and the export; return the view."""
    title, tools = st.columns([0.55, 0.45], vertical_alignment="bottom")
    with title:
        view.show("compare_head.html", key="compare-head", found=found)
    with tools, st.container(horizontal=True, horizontal_alignment="right", key="compare-tools"):
        if found.others:
            known = sorted((*found.coders, *found.others))
            pairs = {f"{one},{two}": f"{one} and {two}" for one in known for two in known if one < two}
            bar.segments("passes", "Coders", pairs, ",".join(found.coders))
        chosen = bar.segments("view", "View", VIEWS, "differences")
        exporting.export(
            "differences",
            EXPORT,
            lambda: _records(found, rows),
            shown=len(rows),
            of=len(rows),
            what="codings compared",
            key="compare",
        )
    return chosen


def _records(found: Desk, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "paragraph": row.paragraph + 1,
            "kind": _told(row.kind, found),
            "first": row.first.code if row.first else None,
            "first_words": row.first.quote if row.first else None,
            "second": row.second.code if row.second else None,
            "second_words": row.second.quote if row.second else None,
            "state": "open" if row.is_open else comparing.verdict(row, found),
            "decided_by": row.who,
        }


def _told(kind: str, found: Desk) -> str:
    if kind in (FIRST, SECOND):
        return f"only {found.coders[0 if kind == FIRST else 1]}"
    return TOLD[kind]


def _bar(found: Desk, rows: Sequence[Row], bar: filters.Toolbar) -> None:
    """Draw how the passes compare, kind by kind; a kind is a filter."""
    kind = _kind()
    differ = [row for row in rows if row.kind != AGREED]
    parts = [
        {
            "kind": each,
            "number": sum(row.kind == each for row in rows),
            "title": _told(each, found),
            "help": HELP[each],
            "chosen": each == kind,
            "address": bar.address(kind=None if each == kind else each, item=None),
        }
        for each in comparing.KINDS
    ]
    view.show(
        "compare_bar.html",
        key="compare-bar",
        parts=parts,
        decided=sum(not row.is_open for row in differ),
        differ=len(differ),
        facts=agreeing_view.facts(found.document) if not found.others else [],
    )


def _kind() -> str | None:
    kind = st.query_params.get("kind")
    return kind if kind in comparing.KINDS else None


def _work(found: Desk, rows: Sequence[Row], bar: filters.Toolbar, who: str | None) -> None:
    """Draw the work list, the difference that is looked at, and what came out so far."""
    kind = _kind()
    listed = [row for row in rows if (row.kind == kind if kind else row.kind != AGREED)]
    opened = [row for row in listed if row.is_open]
    decided = [row for row in listed if not row.is_open]
    wanted = st.query_params.get("item")
    at = next((row for row in rows if row.key == wanted), None)
    looked = at or next(iter(opened), None) or next(iter(decided), None)
    with st.container(key=f"compare-desk{'-item' if at else ''}"):
        left, middle, right = st.columns([0.37, 0.43, 0.2], gap="large")
        with left:
            view.show(
                "compare_work.html",
                key="compare-work",
                document=found.document,
                coders=_coders(found),
                open=[_line(row, found, bar) for row in opened],
                decided=[_line(row, found, bar) for row in decided],
                at=looked.key if looked else None,
                every=st.query_params.get("all") == "1",
                all_address=bar.address(all="1"),
                chosen_kind=kind,
                moderated=f"{found.moderator}:moderator" if found.moderator else None,
            )
        with middle:
            if looked is not None:
                _passage(found, looked, rows, who)
        with right:
            _aside(found, rows, who)


def _line(row: Row, found: Desk, bar: filters.Toolbar) -> dict[str, Any]:
    return {
        "key": row.key,
        "paragraph": row.paragraph,
        "first": row.first,
        "second": row.second,
        "told": _told(row.kind, found),
        "verdict": "" if row.is_open else comparing.verdict(row, found),
        "address": bar.address(item=row.key),
    }


def _passage(found: Desk, row: Row, rows: Sequence[Row], who: str | None) -> None:
    """Draw one difference in its words, with what can be decided; do what is decided."""
    notes = [
        note
        for note in catalog.ask(noted.notes, found.document)
        if note.coding is not None
        and note.coding in {row.result, *(i for side in row.sides for i in side.ids)}
    ]
    event = view.show(
        "compare_passage.html",
        key="compare-passage",
        document=found.document,
        row={"key": row.key, "paragraph": row.paragraph, "told_by": _told_by(row, found), "memos": notes},
        heading=found.paragraphs[row.paragraph].heading,
        lines=_lines(found, row),
        can_decide=who is not None,
        why_not="Say who is coding in the header; then you can decide what stands.",
        options=_options(found, row),
        preselected=comparing.preselected(row) if row.is_open else None,
        codes=[code.name for code in catalog.ask(code_tree.codes)],
        alike=len(comparing.alike(row, rows)),
        can_undo=who is not None and deciding.can_undo(found.document, who),
        **_instead(found, row),
    )
    if event and who is not None:
        deciding.act(event, found, rows, who)


def _told_by(row: Row, found: Desk) -> str:
    if row.is_open:
        return ""
    told = comparing.verdict(row, found).capitalize()
    return f"{told}, decided by {row.who}." if row.who else f"{told}, as the moderated pass was delivered."


def _options(found: Desk, row: Row) -> list[dict[str, Any]]:
    names = wording.letters(found.coders)
    made: list[dict[str, Any]] = [
        {
            "value": value,
            "key": key,
            "letter": names[coder],
            "line": line,
            "code": side.code,
            "hue": side.hue,
            "quote": side.quote,
        }
        for value, key, coder, line, side in zip(
            _LINES, "12", found.coders, _LINES, (row.first, row.second), strict=True
        )
        if side is not None
    ]
    plain = [("both", "3", "Keep both")] if len(row.sides) > 1 else []
    plain += [
        ("neither", "0", "Keep neither" if len(row.sides) > 1 else "Do not keep it"),
        ("instead", "e", "Another code or other words"),
    ]
    made += [{"value": value, "key": key, "title": title, "letter": ""} for value, key, title in plain]
    return [{"code": None, "letter": "", "line": "", **each} for each in made]


def _instead(found: Desk, row: Row) -> dict[str, Any]:
    start = min(side.start for side in row.sides)
    end = max(side.end for side in row.sides)
    return {
        "instead_code": row.sides[0].code,
        "instead_start": start,
        "instead_end": end,
        "instead_words": found.text(start, end),
    }


SIDE_PAGE = 100
"""Paragraphs side by side at a time."""


def _lines(found: Desk, row: Row) -> list[dict[str, Any]]:
    """The paragraphs of a difference with its marks, and one on either side."""
    names = wording.letters(found.coders)
    marks = [
        Mark(side.start, side.end, side.hue, line, names[coder])
        for side, line, coder in zip((row.first, row.second), _LINES, found.coders, strict=True)
        if side is not None
    ]
    first = found.paragraph_at(min(mark.start for mark in marks))
    last = found.paragraph_at(max(mark.end for mark in marks) - 1)
    return [
        {
            "here": first <= each.position <= last,
            "speaker": each.speaker,
            "stretches": painted(each.text, each.start, marks),
        }
        for each in found.paragraphs[max(0, first - 1) : last + 2]
    ]


def _aside(found: Desk, rows: Sequence[Row], who: str | None) -> None:
    disputes = comparing.disputes(rows)
    against = next((each for each in disputes if each[2].startswith("against ")), None)
    agreed = [row for row in rows if row.kind == AGREED and row.is_open]
    event = view.show(
        "compare_aside.html",
        key="compare-aside",
        overruled=[
            {"name": name, "kept": kept, "dropped": dropped}
            for name, kept, dropped in comparing.overruled(found, rows)
        ],
        added=comparing.added(found, rows),
        moderator=found.moderator,
        dispute=[
            {"code": code, "hue": hue, "against": told, "number": number}
            for code, hue, told, number in disputes
        ],
        merge=(against[0], against[2].removeprefix("against ")) if against and against[3] > 1 else None,
        agreed_open=len(agreed),
        can_decide=who is not None,
    )
    if event and who is not None:
        deciding.act(event, found, rows, who)


def _side_by_side(found: Desk) -> None:
    """Draw both passes beside each other, paragraph by paragraph: they scroll together by themselves."""
    columns = [_by_paragraph(found, side) for side in (0, 1)]
    shown = [each for each in found.paragraphs if any(each.position in column for column in columns)]
    page = max(1, min(_number("page"), -(-len(shown) // SIDE_PAGE)))
    begin = (page - 1) * SIDE_PAGE
    bar = filters.Toolbar("compare")
    view.show(
        "compare_side.html",
        key="compare-side",
        coders=_coders(found),
        hues=found.hues,
        document=found.document,
        rows=[
            {"paragraph": each, "sides": [_painted(found, each, column) for column in columns]}
            for each in shown[begin : begin + SIDE_PAGE]
        ],
        begin=begin,
        total=len(shown),
        before=bar.address(page=page - 1) if page > 1 else None,
        after=bar.address(page=page + 1) if begin + SIDE_PAGE < len(shown) else None,
    )


def _by_paragraph(found: Desk, side: int) -> dict[int, list[agreement.Mark]]:
    """One coder's marks by the paragraphs they touch."""
    touched: dict[int, list[agreement.Mark]] = {}
    for row in found.rows:
        mark = (row.first, row.second)[side]
        if mark is not None:
            for position in range(mark.paragraph, mark.last + 1):
                touched.setdefault(position, []).append(mark)
    return touched


def _painted(
    found: Desk, paragraph: ParagraphShown, column: Mapping[int, list[agreement.Mark]]
) -> dict[str, Any]:
    here = column.get(paragraph.position, [])
    marks = [Mark(each.start, each.end, found.hues[each.code]) for each in here]
    codes = list(dict.fromkeys(each.code for each in here))
    return {"stretches": painted(paragraph.text, paragraph.start, marks), "codes": codes}


def _coders(found: Desk) -> list[dict[str, str]]:
    names = wording.letters(found.coders)
    return [
        {"name": name, "letter": names[name], "line": line}
        for name, line in zip(found.coders, _LINES, strict=True)
    ]


def _number(name: str) -> int:
    try:
        return int(st.query_params.get(name) or 1)
    except ValueError:
        return 1
