"""``kb documents rename | delete | delete-survey``: the documents of the catalog, put right by a person."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.cli.group import Command
from kb.cli.options import ID_LENGTH, Database, Who
from kb.cli.output import render
from kb.cli.sessions import user_name, writing
from kb.formatting import counted

DocumentName = Annotated[str, typer.Argument(metavar="DOCUMENT", help="The document.")]


def rename(
    document: DocumentName,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new name.")],
    who: Who = None,
    database: Database = None,
) -> None:
    """Give a document another name.

    A later import keeps the name.
    """
    from kb.queries import names
    from kb.store.documents.renaming import rename_document

    with writing(database) as session:
        row = names.document(session, document)
        before = row.name
        action = rename_document(session, row, name, who=user_name(who))
        after = row.name
    if action is None:
        render.note("nothing to change: this is its name")
    else:
        render.note(f"{before} is now {after}; to undo: kb undo {action[:ID_LENGTH]}")


def delete(document: DocumentName, who: Who = None, database: Database = None) -> None:
    """Delete a document with its codings and memos.

    `kb undo` brings all of it back: the text stays in the history of the catalog. A later import leaves the
    files of the document out.
    """
    from kb.queries import names
    from kb.store.documents.deletion import delete_document

    with writing(database) as session:
        done = delete_document(session, names.document(session, document), who=user_name(who))
    amount = ", ".join(
        (
            counted(done.paragraphs, "paragraph"),
            counted(done.codings, "coding"),
            counted(done.memos, "memo"),
        )
    )
    render.note(f"{done.document} deleted ({amount}); to undo: kb undo {done.action[:ID_LENGTH]}")


def delete_survey(
    survey: Annotated[str, typer.Argument(metavar="SURVEY", help="The survey: its file.")],
    who: Who = None,
    database: Database = None,
) -> None:
    """Delete a survey with the documents of all its rows.

    Their codings, memos and cases are deleted, too.

    `kb undo` brings all of it back. Cases that have another document stay.
    A later import leaves the rows out.
    """
    from kb.store.documents import survey_deletion

    with writing(database) as session:
        done = survey_deletion.delete_survey(session, survey, who=user_name(who))
    amount = ", ".join(
        (
            counted(done.documents, "document"),
            counted(done.cases, "case"),
            counted(done.codings, "coding"),
            counted(done.memos, "memo"),
        )
    )
    render.note(f"{done.survey} deleted ({amount}); to undo: kb undo {done.action[:ID_LENGTH]}")


commands = typer.Typer(
    help="Rename and delete documents.\n\n"
    "`kb status` lists them. Each change is one action in the history and can be undone.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
commands.command("rename", cls=Command, epilog="Example: kb documents rename 'Interview 12' 'Pilot 2'")(
    rename
)
commands.command("delete", cls=Command, epilog="Example: kb documents delete 'Interview 12'")(delete)
commands.command("delete-survey", cls=Command, epilog="Example: kb documents delete-survey survey.xlsx")(
    delete_survey
)
