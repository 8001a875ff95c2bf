"""``kb correct list | words | text | speaker | split | join | restore | keep``: correct a transcript."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli.group import Command
from kb.cli.options import ID_LENGTH, Database, Documents, Format, Who
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading, user_name, writing
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.store.corrections.preview import Impact

_WIDEST = 60
COLUMNS = (
    Column("document", key=True),
    Column("paragraph", lambda row: f"{row.first}" if row.first == row.last else f"{row.first}-{row.last}"),
    Column("speaker", lambda row: ", ".join(row.speakers)),
    Column("text", room=120),
    Column("in the file", "file_text", room=120),
    Column("speaker in the file", lambda row: ", ".join(row.file_speakers), spare=1),
    Column("who", spare=1),
    Column("file has changed", lambda row: "yes" if row.file_changed else ""),
)
DocumentName = Annotated[str, typer.Argument(metavar="DOCUMENT", help="The document.")]
ParagraphNumber = Annotated[
    int, typer.Argument(metavar="PARAGRAPH", min=1, help="The paragraph's number (¶).")
]
Unplace = Annotated[
    bool,
    typer.Option(
        "--unplace",
        help="Keep codings whose words are all deleted, as unplaced codings. "
        "Without it, such a change is refused.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would happen to codings.")]


def list_corrections(documents: Documents = None, database: Database = None, form: Format = "table") -> None:
    """List what was corrected, with the text of the file."""
    from kb.queries.documents.corrections import CorrectionRow, corrections

    with reading(database) as session:
        rows = corrections(session, documents or ())
    render.rows(rows, of=CorrectionRow, columns=COLUMNS, form=form)


def words(
    document: DocumentName,
    paragraph: ParagraphNumber,
    old: Annotated[str, typer.Argument(metavar="OLD", help="Words of the paragraph, as they are.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The words that replace them.")],
    unplace: Unplace = False,
    dry_run: DryRun = False,
    who: Who = None,
    database: Database = None,
) -> None:
    """Replace words of a paragraph."""
    from kb.store.corrections.correct_text import replace_words

    _run(
        replace_words,
        document,
        paragraph,
        old,
        new,
        unplace=unplace,
        dry_run=dry_run,
        who=who,
        database=database,
    )


def text(
    document: DocumentName,
    paragraph: ParagraphNumber,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The whole text; each line is a paragraph.")],
    unplace: Unplace = False,
    dry_run: DryRun = False,
    who: Who = None,
    database: Database = None,
) -> None:
    """Replace the whole text of a paragraph."""
    from kb.store.corrections.correct_text import set_text

    _run(set_text, document, paragraph, text, unplace=unplace, dry_run=dry_run, who=who, database=database)


def speaker(
    document: DocumentName,
    paragraph: ParagraphNumber,
    speaker: Annotated[
        str | None, typer.Argument(metavar="SPEAKER", help="The speaker; can be new. Without one: nobody.")
    ] = None,
    dry_run: DryRun = False,
    who: Who = None,
    database: Database = None,
) -> None:
    """Give a paragraph to another speaker.

    To rename a speaker everywhere, use `kb speakers rename`.
    """
    from kb.store.corrections.correct_text import set_speaker

    _run(set_speaker, document, paragraph, speaker, dry_run=dry_run, who=who, database=database)


def split(
    document: DocumentName,
    paragraph: ParagraphNumber,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="The first words of the new paragraph.")],
    dry_run: DryRun = False,
    who: Who = None,
    database: Database = None,
) -> None:
    """Split a paragraph in two.

    Both parts keep the speaker; to change one, use `kb correct speaker`.
    """
    from kb.store.corrections.correct_text import split as split_paragraph

    _run(split_paragraph, document, paragraph, words, dry_run=dry_run, who=who, database=database)


def join(
    document: DocumentName,
    paragraph: ParagraphNumber,
    dry_run: DryRun = False,
    who: Who = None,
    database: Database = None,
) -> None:
    """Join a paragraph with the next one. Both must have the same speaker."""
    from kb.store.corrections.correct_text import join as join_paragraphs

    _run(join_paragraphs, document, paragraph, dry_run=dry_run, who=who, database=database)


def restore(
    document: DocumentName,
    paragraph: ParagraphNumber,
    unplace: Unplace = False,
    dry_run: DryRun = False,
    who: Who = None,
    database: Database = None,
) -> None:
    """Restore the text of the file in a corrected paragraph."""
    from kb.store.corrections.file_decisions import take_file_text

    _run(take_file_text, document, paragraph, unplace=unplace, dry_run=dry_run, who=who, database=database)


def keep(
    document: DocumentName, paragraph: ParagraphNumber, who: Who = None, database: Database = None
) -> None:
    """Keep a correction although the file has changed there since."""
    from kb.store.corrections.file_decisions import keep_correction

    _run(keep_correction, document, paragraph, who=who, database=database)


def _run(
    make: Callable[..., Any],
    document: str,
    paragraph: int,
    *values: Any,
    who: str | None,
    database: str | None,
    unplace: bool = False,
    dry_run: bool = False,
) -> None:
    """Correct, or only say what that would do; and how to undo it."""
    from kb.queries import names
    from kb.store.corrections.correct_text import save
    from kb.store.corrections.preview import impact

    with reading(database, machines=True) if dry_run else writing(database) as session:
        of = names.document(session, document)
        meant = make(session, of, paragraph - 1, *values)
        if meant is None:
            render.note("nothing to change")
            return
        does = impact(session, of, meant)
        action = None if dry_run else save(session, of, meant, who=user_name(who), unplace=unplace)
        called = of.name
    _describe(does)
    if action is not None:
        render.note(f"changed in {called}; to undo: kb undo {action[:ID_LENGTH]}")


def _describe(does: Impact) -> None:
    if does.stay:
        stay = "stays" if does.stay == 1 else "stay"
        render.note(f"{counted(does.stay, 'coding')} {stay} on {'its' if does.stay == 1 else 'their'} words")
    for each in does.other_words:
        render.note(f"{each.code} by {each.coder}: “{_short(each.before)}” becomes “{_short(each.after)}”")
    for lost in does.lost:
        render.note(f"all words are deleted of {lost}")


def _short(words: str) -> str:
    return words if len(words) <= _WIDEST else f"{words[:_WIDEST]}…"


commands = typer.Typer(
    help="Correct words, speakers and paragraphs of a transcript.\n\n"
    "Codings stay on their words. Each correction is one action in the history; a later import keeps it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for _name, _command, _example in (
    ("list", list_corrections, "kb correct list 'Interview 12'"),
    ("words", words, "kb correct words 'Interview 12' 14 'modle drift' 'model drift'"),
    ("text", text, "kb correct text 'Interview 12' 14 'The data arrived late.'"),
    ("speaker", speaker, "kb correct speaker 'Interview 12' 14 Interviewer"),
    ("split", split, "kb correct split 'Interview 12' 14 'And who told you?'"),
    ("join", join, "kb correct join 'Interview 12' 14"),
    ("restore", restore, "kb correct restore 'Interview 12' 14"),
    ("keep", keep, "kb correct keep 'Interview 12' 14"),
):
    commands.command(_name, cls=Command, epilog=f"Example: {_example}")(_command)
