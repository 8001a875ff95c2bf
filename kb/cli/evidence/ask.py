"""``kb ask QUESTION``: a question in plain words, answered from the catalog's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb import records
from kb.cli.options import Database, Format, Limit, PassRole
from kb.cli.output import render, words
from kb.cli.output.quotations import cut, place
from kb.cli.output.terminal import clean, styled
from kb.cli.sessions import reading
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.queries.search.ask.answer import Answer, AnswerEntry, AnswerPassage

_ROOM = 300
"""Characters of a passage that are shown."""
_BEFORE = 100
"""Those that are shown before the first word of the question."""
_TITLES = {
    "issues": "{Issues}",
    "fixes": "{Fixes}",
    "codes": "Codes of no {issue} or {fix}",
    "quotes": "Passages",
}
_SHOWS = {"issue": "kb issue {}", "fix": "kb quotes --fix {}", "code": "kb quotes --code '{}'"}


def ask(
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="A question in plain words, in quotes.")
    ],
    limit: Limit = 5,
    pass_role: Annotated[
        PassRole | None,
        typer.Option("--pass-role", help="Count codings by coders, or codings by moderators, only."),
    ] = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Ask a question in plain words.

    The answer lists the issues, fixes, codes and passages that fit best. Each has its reason: which words of
    the question were found in the catalog (in titles, statements, definitions, names of codes, cues or
    passages). If you ask what people do, fixes come first. If you ask for somebody's words, passages come
    first. The answer only uses words that are in the catalog, and the same catalog gives the same answer.
    JSON gives one object; the other formats give a row for each part of the answer. Paragraphs are numbered
    from 1 in the table and from 0 in the other formats.
    """
    from kb.queries.search.ask.answer import answer
    from kb.queries.search.ask.answer_rows import AnswerRow, answer_rows

    with reading(database) as session:
        found = answer(session, question, limit=limit or None, pass_role=pass_role)
    if form == "table":
        render.blocks(*_described(found))
    elif form == "json":
        render.json_object(records.record(found), form=form)
    else:
        render.rows(answer_rows(found), of=AnswerRow, columns=(), form=form)
    if found.is_empty:
        render.note(_nothing(found))
    elif found.unknown:
        render.note(f"not in the catalog: {', '.join(found.unknown)}")


def _nothing(found: Answer) -> str:
    looked = ", ".join(found.words)
    return (
        f"nothing in the catalog fits; looked for: {looked}. Try other words, or `kb search` for one of them"
    )


def _described(found: Answer) -> Iterator[Any]:
    for name, part in found.sections:
        yield styled(words.fill(_TITLES[name]), "bold")
        yield ""
        for each in part:
            yield from _passage(each) if name == "quotes" else _entry(each)  # type: ignore[arg-type]


def _entry(entry: AnswerEntry) -> Iterator[Any]:
    from rich.padding import Padding

    from kb.queries.search.ask.answer_rows import reason_text

    evidence = f"{counted(entry.interviews, 'interview')}, {counted(entry.codings, 'coding')}"
    yield styled(clean(f"{entry.title} · {evidence}"))
    if entry.statement:
        yield Padding(styled(clean(entry.statement)), (0, 0, 0, 2))
    why = "; ".join(map(reason_text, entry.reasons))
    show = _SHOWS[entry.kind].format(entry.name)
    yield Padding(styled(clean(f"why: {why}"), "dim"), (0, 0, 0, 2))
    yield Padding(styled(clean(f"quotes: {show}"), "dim"), (0, 0, 0, 2))
    yield ""


def _passage(passage: AnswerPassage) -> Iterator[Any]:
    from rich.padding import Padding

    where = ", ".join(each for each in (passage.document, passage.speaker, place(passage.paragraph)) if each)
    codes = ", ".join(passage.codes) or "not coded"
    words = ", ".join(f"“{word}”" for word in passage.words)
    begin = max(0, passage.found[0][0] - _BEFORE) if passage.found else 0
    yield styled(clean(f"“{cut(passage.text, start=begin, end=begin + _ROOM)}”"))
    yield Padding(styled(clean(f"— {where} · {codes} · has {words}"), "dim"), (0, 0, 0, 2))
    yield ""
