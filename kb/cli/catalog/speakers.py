"""``kb speakers list | rename | merge | split | role``: who speaks, put right after the import."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli.group import Command
from kb.cli.options import ID_LENGTH, Database, Documents, Format, Role, Who
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading, user_name, writing
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.store.documents.speaker_edits import SpeakerEdit

COLUMNS = (
    Column("document", key=True),
    Column("speaker"),
    Column("role"),
    Column("labels", lambda row: ", ".join(row.labels)),
    Column("paragraphs", number=True),
)
InDocuments = Annotated[
    list[str] | None,
    typer.Option("--document", metavar="DOCUMENT", help="Only in this document. Can be repeated."),
]
SpeakerName = Annotated[str, typer.Argument(metavar="SPEAKER", help="The speaker's name.")]
NewRole = Annotated[Role | None, typer.Option("--role", help="The speaker's role.")]


def list_speakers(documents: Documents = None, database: Database = None, form: Format = "table") -> None:
    """List who speaks, with roles and labels.

    A label is what the file prints before the words; a speaker is one person, who can have several labels.
    """
    from kb.queries.documents.speakers import SpeakerRow, speakers

    with reading(database) as session:
        rows = speakers(session, documents or ())
    render.rows(rows, of=SpeakerRow, columns=COLUMNS, form=form)


def rename(
    speaker: SpeakerName,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new name.")],
    documents: InDocuments = None,
    who: Who = None,
    database: Database = None,
) -> None:
    """Give a speaker another name.

    Every document that has the speaker is changed, unless you give --document.
    """
    from kb.store.documents.speaker_edits import rename_speaker

    _run(rename_speaker, speaker, name, documents=documents, who=who, database=database)


def merge(
    speakers: Annotated[list[str], typer.Argument(metavar="SPEAKER", help="Names of speakers.")],
    into: Annotated[str, typer.Option("--into", metavar="NAME", help="The name of the merged speaker.")],
    role: NewRole = None,
    documents: InDocuments = None,
    who: Who = None,
    database: Database = None,
) -> None:
    """Merge several speakers of a document into one.

    The merged speaker has all their labels. Where a document has only one of them, that one is renamed. Every
    document that has one of the speakers is changed, unless you give --document.
    """
    from kb.store.documents.speaker_edits import merge_speakers

    _run(merge_speakers, speakers, into, role=role, documents=documents, who=who, database=database)


def split(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="The label as it is printed.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The speaker who gets it; can be new.")],
    role: NewRole = None,
    documents: InDocuments = None,
    who: Who = None,
    database: Database = None,
) -> None:
    """Give a label to another speaker.

    Use it where two people were taken for one. Every document that has the label is changed, unless you give
    --document.
    """
    from kb.store.documents.speaker_edits import split_speaker

    _run(split_speaker, label, name, role=role, documents=documents, who=who, database=database)


def set_role(
    speaker: SpeakerName,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help="interviewer, interviewee, other or unknown.")],
    documents: InDocuments = None,
    who: Who = None,
    database: Database = None,
) -> None:
    """Set the role of a speaker.

    Every document that has the speaker is changed, unless you give --document.
    """
    from kb.store.documents.speaker_edits import set_speaker_role

    _run(set_speaker_role, speaker, role, documents=documents, who=who, database=database)


def _run(
    edit: Callable[..., SpeakerEdit],
    *values: Any,
    documents: list[str] | None,
    who: str | None,
    database: str | None,
    **options: Any,
) -> None:
    """Do it, and say in which documents, and how to undo it."""
    with writing(database) as session:
        done = edit(session, *values, documents=documents or (), who=user_name(who), **options)
    if done.action is None:
        render.note("nothing to change")
        return
    where = done.documents[0] if len(done.documents) == 1 else counted(len(done.documents), "document")
    render.note(f"changed in {where}; to undo: kb undo {done.action[:ID_LENGTH]}")


commands = typer.Typer(
    help="List, rename, merge and split speakers; set their roles.\n\n"
    "Each change is one action in the history; a later import keeps it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for _name, _command, _example in (
    ("list", list_speakers, "kb speakers list 'Interview 12'"),
    ("rename", rename, "kb speakers rename 'Speaker 1' Noor"),
    ("merge", merge, "kb speakers merge Noor 'Speaker 2' --into Noor"),
    ("split", split, "kb speakers split 'Speaker 3' Observer --role other"),
    ("role", set_role, "kb speakers role 'Speaker 1' interviewer"),
):
    commands.command(_name, cls=Command, epilog=f"Example: {_example}")(_command)
