"""``kb memo list | write | rewrite | delete``: what researchers noted, and where."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli.group import Command
from kb.cli.options import ID_LENGTH, Database, Format, Limit, Who
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading, user_name, writing

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.queries.memos import MemoRow

About = Literal["project", "document", "code", "passage", "coding"]


def _place(row: MemoRow) -> str:
    """What a memo is on, in words."""
    where = row.document or ""
    if row.paragraph is not None:
        where += f" ¶ {row.paragraph + 1}"
    return ", ".join(each for each in (row.code, where) if each) or "the project"


COLUMNS = (
    Column("memo", number=True),
    Column("date", lambda row: f"{row.created:%Y-%m-%d}", spare=1),
    Column("author"),
    Column("on", _place),
    Column("text", key=True),
    Column("words", "quote", room=140),
)
InDocument = Annotated[str | None, typer.Option("--document", metavar="DOCUMENT", help="On this document.")]
OnCode = Annotated[str | None, typer.Option("--code", metavar="CODE", help="On this code.")]
Number = Annotated[int, typer.Argument(metavar="MEMO", min=1, help="Its number in `kb memo list`.")]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="The text; - reads it from the input.")]


def list_memos(
    words: Annotated[
        str | None, typer.Argument(metavar="WORDS", help="Limit to memos that have all these words.")
    ] = None,
    about: Annotated[About | None, typer.Option("--about", help="Limit to memos on one of these.")] = None,
    code: Annotated[
        list[str] | None,
        typer.Option("--code", metavar="CODE", help="Limit to this code and its codings. Can be repeated."),
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", metavar="DOCUMENT", help="Limit to this document.")
    ] = None,
    author: Annotated[
        str | None, typer.Option("--author", metavar="NAME", help="Limit to memos by this person.")
    ] = None,
    limit: Limit = 0,
    database: Database = None,
    form: Format = "table",
) -> None:
    """List the memos, newest first.

    A memo is on the project, on a document, on a code, on a passage or on a coding.
    """
    from kb.queries.memos import MemoFilters, MemoRow, memos

    wanted = MemoFilters(tuple(code or ()), document, author, about, words)
    with reading(database) as session:
        rows = memos(session, wanted)
    render.rows(render.limited(rows, limit, noun="memo"), of=MemoRow, columns=COLUMNS, form=form)


def write(
    text: Text,
    document: InDocument = None,
    paragraph: Annotated[
        int | None,
        typer.Option("--paragraph", metavar="NUMBER", min=1, help="On this paragraph of the document (¶)."),
    ] = None,
    words: Annotated[
        str | None, typer.Option("--words", metavar="WORDS", help="On these words of the document.")
    ] = None,
    code: OnCode = None,
    who: Who = None,
    database: Database = None,
) -> None:
    """Write a memo.

    It is on what the options name: a document, a paragraph or words of it, a code. Without them, it is on the
    project.
    """
    if (paragraph is not None or words is not None) and document is None:
        raise typer.BadParameter("--paragraph and --words need --document")
    if (paragraph is not None or words is not None) and code is not None:
        raise typer.BadParameter("a memo is on words or on a code; leave out --code, or the words")
    said = _given(text)
    with writing(database) as session:
        number = _write(session, said, user_name(who), code, document, paragraph, words)
    render.note(f"memo {number} written")


def rewrite(number: Number, text: Text, who: Who = None, database: Database = None) -> None:
    """Rewrite a memo of your own."""
    said = _given(text)
    if not said.strip():
        raise typer.BadParameter("the memo would be empty; to remove it, use `kb memo delete`")
    _change(number, said, user_name(who), database)


def delete(number: Number, who: Who = None, database: Database = None) -> None:
    """Delete a memo of your own; `kb undo` brings it back."""
    _change(number, "", user_name(who), database)


def _given(text: str) -> str:
    if text != "-":
        return text
    from kb.store.memos import LONGEST

    typed = sys.stdin.read(LONGEST + 1)  # no more: the input may never end
    if len(typed) > LONGEST:
        raise typer.BadParameter(f"a memo has at most {LONGEST:,} characters")
    return typed


def _write(
    session: Session,
    text: str,
    who: str,
    code: str | None,
    document: str | None,
    paragraph: int | None,
    words: str | None,
) -> int:
    from kb.queries import names
    from kb.store.coding.passages import span_of
    from kb.store.memos import add_memo, note_on_passage

    if document is None or (paragraph is None and words is None):
        return add_memo(session, text, who=who, code=code, document=document)
    position = None if paragraph is None else paragraph - 1
    start, end = span_of(session, names.document(session, document), position=position, words=words)
    return note_on_passage(session, document, text, start=start, end=end, who=who)


def _change(number: int, text: str, who: str, database: str | None) -> None:
    from kb.store.memos import rewrite_memo

    with writing(database) as session:
        action = rewrite_memo(session, number, text, who=who)
    if action is None:
        render.note("nothing to change")
        return
    render.note(f"memo {number} {'rewritten' if text else 'deleted'}; to undo: kb undo {action[:ID_LENGTH]}")


commands = typer.Typer(
    help="List, write, rewrite and delete memos.\n\n"
    "Each change is one action in the history and can be undone.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for _name, _command, _example in (
    ("list", list_memos, "kb memo list --code MM-drift"),
    ("write", write, "kb memo write 'Ask about this again' --document 'Interview 12' --paragraph 14"),
    ("rewrite", rewrite, "kb memo rewrite 3 'Asked; see Interview 14'"),
    ("delete", delete, "kb memo delete 3"),
):
    commands.command(_name, cls=Command, epilog=f"Example: {_example}")(_command)
