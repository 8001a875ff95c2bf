"""``kb task list | add | done | reopen | due | remove``: who is to code what, until when."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli.group import Command
from kb.cli.options import ID_LENGTH, Database, Format, Limit, Who
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading, user_name, writing
from kb.formatting import counted

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.queries.progress.tasks import TaskRow

Role = Literal["coder", "moderator"]
Status = Literal["coded", "none", "started", "empty", "undecided"]
Day = Annotated[
    datetime | None,
    typer.Option("--due", metavar="DATE", formats=["%Y-%m-%d"], help="Due date, such as 2026-12-11."),
]
Numbers = Annotated[list[int], typer.Argument(metavar="TASK", min=1, help="Numbers in `kb task list`.")]


def _progress(row: TaskRow) -> str:
    """How far the pass has come, as the catalog sees it."""
    if row.coded is None or row.coded == "empty":
        return "nothing coded" if row.coded is None else "empty pass"
    return f"{counted(row.codings, 'coding')}, ¶ {row.reached} of {row.paragraphs}"


def _state(row: TaskRow) -> str:
    return row.state(date.today())  # noqa: DTZ011  the day where the person is


COLUMNS = (
    Column("task", number=True),
    Column("document", key=True),
    Column("who"),
    Column("role", spare=2),
    Column("round", lambda row: f"{row.round or ''}{' (blind)' if row.blind else ''}", spare=1),
    Column("due", lambda row: row.due or ""),
    Column("state", _state),
    Column("progress", _progress),
)


def list_tasks(
    to: Annotated[str | None, typer.Option("--to", metavar="NAME", help="Limit to this person.")] = None,
    document: Annotated[
        str | None, typer.Option("--document", metavar="DOCUMENT", help="Limit to this document.")
    ] = None,
    in_round: Annotated[
        str | None, typer.Option("--round", metavar="NAME", help="Limit to this round.")
    ] = None,
    is_open: Annotated[bool, typer.Option("--open", help="Limit to tasks that are not done.")] = False,
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until", metavar="DATE", formats=["%Y-%m-%d"], help="Limit to tasks due by this date."
        ),
    ] = None,
    limit: Limit = 0,
    database: Database = None,
    form: Format = "table",
) -> None:
    """List the tasks, earliest due date first.

    A task is done when the person marks it as done. Progress is the number of codings in the pass, and its
    last paragraph with a coding.
    """
    from kb.queries.progress.tasks import TaskFilters, TaskRow, tasks

    wanted = TaskFilters(to, document, in_round, is_open, until.date() if until else None)
    with reading(database) as session:
        rows = tasks(session, wanted)
    render.rows(render.limited(rows, limit, noun="task"), of=TaskRow, columns=COLUMNS, form=form)


def add(
    to: Annotated[
        list[str],
        typer.Option(
            "--to", metavar="NAME", help="The person who gets the task. Can be repeated.", show_default=False
        ),
    ],
    documents: Annotated[
        list[str] | None, typer.Argument(metavar="DOCUMENT", help="The documents.", show_default=False)
    ] = None,
    attribute: Annotated[
        list[str] | None,
        typer.Option(
            "--attribute",
            metavar="NAME:VALUE",
            help="All documents of cases with this attribute. Can be repeated.",
        ),
    ] = None,
    status: Annotated[
        Status | None,
        typer.Option("--status", help="All documents with this status; none: not coded yet."),
    ] = None,
    in_set: Annotated[
        str | None, typer.Option("--set", metavar="SET", help="All documents of this set.")
    ] = None,
    every: Annotated[bool, typer.Option("--all-documents", help="All documents.")] = False,
    role: Annotated[Role, typer.Option("--role", help="Whether to code or to moderate.")] = "coder",
    in_round: Annotated[
        str | None,
        typer.Option("--round", metavar="NAME", help="Name of the round that the tasks belong to."),
    ] = None,
    blind: Annotated[
        bool,
        typer.Option(
            "--blind", help="Each document goes to two people, who see each other's codings afterwards."
        ),
    ] = False,
    each: Annotated[
        int | None,
        typer.Option(
            "--each",
            metavar="N",
            min=1,
            help="Number of people who get each document.  [default: all; in a blind round 2]",
            show_default=False,
        ),
    ] = None,
    due: Day = None,
    who: Who = None,
    database: Database = None,
) -> None:
    """Assign documents to people to code or moderate.

    With `--each 1`, the documents are divided evenly among the people. In a blind round, neither coder sees
    the other's codings until both have marked the document as done. Tasks that exist already do not change.
    """
    from kb.store.people.tasks import Order, assign

    filters = (attribute, status, in_set, every)
    if not documents and not any(filters):
        raise typer.BadParameter(
            "name documents, or choose them with --attribute, --status, --set or --all-documents"
        )
    if documents and any(filters):
        raise typer.BadParameter("name documents, or choose them with options; not both")
    order = Order(role=role, round=in_round, blind=blind, due=due.date() if due else None, each=each)
    with writing(database) as session:
        chosen = documents or _chosen(session, attribute or (), status, in_set)
        done = assign(session, chosen, to, order, who=user_name(who))
    there = f"; {counted(done.known, 'task')} existed already" if done.known else ""
    undo = f"; to undo: kb undo {done.action[:ID_LENGTH]}" if done.action else ""
    render.note(f"{counted(done.made, 'new task')}{there}{undo}")


def _chosen(
    session: Session, attributes: list[str] | tuple[str, ...], status: str | None, in_set: str | None
) -> list[str]:
    from kb.queries.progress.document_list import document_list
    from kb.queries.progress.tasks import chosen_documents

    wrong = next((each for each in attributes if ":" not in each), None)
    if wrong is not None:
        raise typer.BadParameter(f"write {wrong!r} as NAME:VALUE, such as sector:energy")
    rows = chosen_documents(
        document_list(session), attributes=attributes, statuses=(status,) if status else (), in_set=in_set
    )
    if not rows:
        raise typer.BadParameter("no document matches these options")
    return [row.document for row in rows]


def done(tasks: Numbers, who: Who = None, database: Database = None) -> None:
    """Mark tasks as done."""
    _mark(tasks, user_name(who), database, done=True)


def reopen(tasks: Numbers, who: Who = None, database: Database = None) -> None:
    """Mark tasks as not done."""
    _mark(tasks, user_name(who), database, done=False)


def _mark(tasks: list[int], who: str, database: str | None, *, done: bool) -> None:
    from kb.store.people.tasks import mark_done

    with writing(database) as session:
        actions = [mark_done(session, number, who=who, done=done) for number in dict.fromkeys(tasks)]
    changed = [each for each in actions if each is not None]
    state = "done" if done else "not done"
    if not changed:
        render.note(f"nothing to change: marked as {state} already")
    else:
        undo = f"; to undo: kb undo {changed[0][:ID_LENGTH]}" if len(changed) == 1 else ""
        render.note(f"{counted(len(changed), 'task')} marked as {state}{undo}")


def move(
    day: Annotated[
        str, typer.Argument(metavar="DATE", help="The new due date, such as 2026-12-18; none for no date.")
    ],
    tasks: Numbers,
    who: Who = None,
    database: Database = None,
) -> None:
    """Change the due date of tasks."""
    from kb.store.people.tasks import move_due

    try:
        due = None if day == "none" else date.fromisoformat(day)
    except ValueError:
        raise typer.BadParameter(f"{day!r} is not a date; write it as 2026-12-18, or none") from None
    with writing(database) as session:
        action = move_due(session, tasks, due, who=user_name(who))
    undo = f"{day}; to undo: kb undo {action[:ID_LENGTH]}" if action else "nothing to change"
    render.note(f"due: {undo}" if action else undo)


def remove(tasks: Numbers, who: Who = None, database: Database = None) -> None:
    """Remove tasks; codings are kept."""
    from kb.store.people.tasks import remove_tasks

    with writing(database) as session:
        action = remove_tasks(session, tasks, who=user_name(who))
    render.note(f"{counted(len(set(tasks)), 'task')} removed; to undo: kb undo {action[:ID_LENGTH]}")


commands = typer.Typer(
    help="Assign documents to people to code or moderate.\n\n"
    "Each change is one action in the history and can be undone.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for _name, _command, _example in (
    ("list", list_tasks, "kb task list --to Ann --open"),
    ("add", add, "kb task add --status none --to Ann --to Ben --blind --round 'Round 1' --due 2026-12-11"),
    ("done", done, "kb task done 3"),
    ("reopen", reopen, "kb task reopen 3"),
    ("due", move, "kb task due 2026-12-18 3 4"),
    ("remove", remove, "kb task remove 3"),
):
    commands.command(_name, cls=Command, epilog=f"Example: {_example}")(_command)
