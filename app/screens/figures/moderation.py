"""Moderation: what a moderator made of the coders' codings."""

from __future__ import annotations

from sqlmodel import Session

from app.screens.figures.links import of_thing
from app.screens.figures.parameters import Bar
from app.screens.figures.sheet import Cell, FigureText, Kind, Params, Row, sentences, table
from app.ui import templates, wording
from app.ui.drawing import drawing
from kb.queries.comparison import moderation
from kb.queries.comparison.moderation import Moderation, ModerationRow
from kb.queries.filtering.options import choices
from kb.records import names

_BY = {"coder": "Coders", "code": "Codes", "document": "Interviews"}
_Moderated = tuple[Moderation, list[ModerationRow]]
_MODERATOR = " (moderator)"
"""How the rows of the library call who added codings."""
_COUNTS = ("moderated", "kept", "changed", "recoded", "dropped", "added")


def _controls(bar: Bar) -> Params:
    return {"by": bar.segments("by", "By", _BY, "coder")}


def _answer(session: Session, params: Params) -> _Moderated:
    if not choices(session).has_moderated:
        return Moderation((), (), 0), []  # how the coders differ is not shown, and would take long to find
    found = moderation.moderation(session)
    return found, found.rows(params["by"])


def _describe(asked: _Moderated, params: Params) -> FigureText:
    answer, every = asked
    rows = drawing("moderation").chosen(every)
    decided = [each for each in answer.documents if each.moderator is not None and each.coders]
    sums = {name: sum(getattr(row, name) for row in every) for name in _COUNTS}
    outcome = (
        f"{sums['kept']} of {sums['moderated']} kept unchanged, {sums['changed']} with changed boundaries, "
        f"{sums['recoded']} recoded, {sums['dropped']} dropped, {sums['added']} added"
    )
    left = answer.left_out
    return FigureText(
        f"moderation-by-{params['by']}",
        "Result of moderation",
        f"Stacked bars of codings by {params['by'].replace('document', 'interview')}: {outcome}.",
        sentences(
            f"Coders' codings in {wording.count(len(decided), 'interview')} with a moderated pass: "
            f"{outcome}.",
            "Kept: same code, same words. Each coding is matched with at most one coding of the moderated "
            "pass. Added: codings of the moderated pass without a match.",
            _no_coder(answer),
            wording.left_out(
                (left.spills, wording.count(left.spills, "spilled coding")),
                (left.wordless, f"{wording.count(left.wordless, 'coding')} without marked text"),
                (left.structural, f"{wording.count(left.structural, 'coding')} of structural codes"),
                (left.unplaced, wording.count(left.unplaced, "unplaced coding")),
                (answer.empty, wording.count(answer.empty, "empty pass", "empty passes")),
                (len(answer.alone), f"{wording.count(len(answer.alone), 'interview')} with one pass only"),
            ),
        ),
        (
            table(
                "Codings and moderation results",
                (
                    _BY[params["by"]].removesuffix("s"),
                    "Moderated",
                    "Kept",
                    "Boundaries changed",
                    "Recoded",
                    "Dropped",
                    "Added",
                ),
                (_moderated(row, params) for row in rows),
                more=sum(bool(row.moderated or row.added) for row in every) - len(rows),
            ),
        ),
        empty=None
        if rows
        else "Nothing is moderated yet: no interview has codings in a coder's pass and in a moderated pass.",
    )


def _no_coder(answer: Moderation) -> str | None:
    if not answer.no_coder:
        return None
    many = wording.count(len(answer.no_coder), "interview")
    return f"{many} with a moderated pass but no coder's pass: nothing in them counts as added."


def _moderated(row: ModerationRow, params: Params) -> Row:
    return (Cell(row.name, _where(row.name, params["by"])), *(Cell(getattr(row, name)) for name in _COUNTS))


def _where(name: str, by: str) -> str | None:
    if by == "document":
        return templates.address("compare", document=name)
    return _coder(name) if by == "coder" else of_thing(by, name, {})


def _coder(name: str) -> str | None:
    """What a coder coded; what was added is of a moderator, and in the moderated passes."""
    person = name.removesuffix(_MODERATOR)
    return of_thing("coder", person, {} if person == name else {"pass_role": "moderator"})


KIND = Kind(
    "moderation",
    "Moderation",
    "What did moderation change for each coder?",
    _controls,
    _answer,
    lambda answer, _: drawing("moderation").draw(answer[1]),
    _describe,
    lambda answer, _: (names(ModerationRow), answer[1]),
)
