"""``kb pseudonymise``: find names, let a person review them, replace them everywhere, put them back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.options import Database, Format, Who
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import catalog_file, reading, require_catalog, user_name
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.store.pseudonyms.pseudonymise import Pseudonymised

COLUMNS = (
    Column("replace", lambda row: row.decision or "?"),
    Column("name", key=True),
    Column("kind"),
    Column("pseudonym"),
    Column("places", number=True),
    Column("example", room=70, spare=1),
)
_SHOWN = 8


def pseudonymise(
    names: Annotated[
        Path | None,
        typer.Argument(
            metavar="NAMES", help="The list of names, a CSV file outside of the catalog's folder."
        ),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key", metavar="FILE", dir_okay=False, help="The key, a file outside of the catalog's folder."
        ),
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Replace the names in the list; needs --key.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Restore the names; needs --key.")] = False,
    check: Annotated[
        list[Path] | None,
        typer.Option("--check", metavar="PATH", help="Look for names of the key in a file or folder."),
    ] = None,
    erase: Annotated[
        bool,
        typer.Option(
            "--erase",
            help="Only overwrite unused parts of the catalog's file, which may still contain names.",
        ),
    ] = False,
    known: Annotated[
        list[Path] | None,
        typer.Option("--known", metavar="FILE", help="A file of further names to look for, one per line."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what --apply or --undo would do.")
    ] = False,
    who: Who = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Replace names by pseudonyms.

    1. `kb pseudonymise names.csv` writes a list of possible names: capitalised words, speaker labels, e-mail
    addresses, telephone numbers, links and handles. It misses some names, so read the texts as well and add
    rows.

    2. Write yes or no into the column “replace”, and a pseudonym of your choice. Names with the same
    pseudonym are one person. To look for more names, run the command again: your decisions are kept.

    3. --apply replaces the names everywhere at once: in texts, memos, titles, speakers, cases, codes, saved
    searches, the history and the search index. Codings stay on their words; one that begins or ends within a
    name is extended to the whole name. Files of imported projects (PDFs, pictures) cannot be changed and are
    moved into the key. Afterwards, the names are no longer in the catalog's file. They are still in its
    backups, in the files that you imported, and in earlier exports.

    The key says which pseudonym belongs to whom. --undo uses it to restore all names. Keep it apart from the
    data. If you delete it, nobody can restore the names. With --check, the exit code is 1 if a name is found.
    """
    if sum((apply, undo, bool(check), erase)) > 1:
        raise typer.BadParameter("give one of --apply, --undo, --check and --erase")
    require_catalog(database)
    if erase:
        _erase(database)
    elif check:
        _check_files(check, _needed(key))
    elif undo:
        _put_back(database, _needed(key), dry_run=dry_run, who=who)
    elif names is None:
        raise typer.BadParameter("name the list of names: kb pseudonymise NAMES.csv")
    elif apply:
        _replace(database, names, _needed(key), dry_run=dry_run, who=who)
    else:
        _find(database, names, known or [], form)


def _needed(key: Path | None) -> Path:
    if key is None:
        raise typer.BadParameter("name the key with --key FILE, outside of the catalog's folder")
    return key


def _find(database: str | None, path: Path, known: list[Path], form: str) -> None:
    from kb.queries.documents.possible_names import possible_names
    from kb.store.pseudonyms.files.key_file import refuse_beside
    from kb.store.pseudonyms.files.name_list import ListedName, merged, read_known, read_list, write_list

    refuse_beside(catalog_file(database), path, "the list of names")
    held = read_list(path) if path.exists() else []
    listed = [name for file in known for name in read_known(file)]
    with reading(database) as session:
        found = possible_names(session, known=[*listed, *(each.name for each in held)])
    rows = merged(
        held,
        (ListedName(each.name, each.kind, each.pseudonym, "", each.places, each.example) for each in found),
    )
    write_list(path, rows)
    render.rows(rows, of=ListedName, columns=COLUMNS, form=form)  # type: ignore[arg-type]
    undecided = sum(not each.decision for each in rows)
    render.note(f"written: {path} ({counted(len(rows), 'name')}, {undecided} without a decision)")


def _replace(database: str | None, names: Path, key: Path, *, dry_run: bool, who: str | None) -> None:
    from kb.db import engine as db
    from kb.store.pseudonyms.files.name_list import chosen, read_list
    from kb.store.pseudonyms.pseudonymise import pseudonymise as replace_names

    wanted = chosen(read_list(names))
    engine = db.open_for_writing(database)
    try:
        done = replace_names(engine, wanted, key, who=user_name(who), dry_run=dry_run)
    finally:
        engine.dispose()
    _tell(done, undo=False, dry_run=dry_run)
    if not dry_run:
        _tell_of_copies(database, key)


def _put_back(database: str | None, key: Path, *, dry_run: bool, who: str | None) -> None:
    from kb.db import engine as db
    from kb.store.pseudonyms.pseudonymise import take_back

    engine = db.open_for_writing(database)
    try:
        done = take_back(engine, key, who=user_name(who), dry_run=dry_run)
    finally:
        engine.dispose()
    _tell(done, undo=True, dry_run=dry_run)


def _tell(done: Pseudonymised, *, undo: bool, dry_run: bool) -> None:
    verb = (
        ("would put back" if dry_run else "put back")
        if undo
        else ("would replace" if dry_run else "replaced")
    )
    where = f"{counted(done.places, 'place')} of {counted(done.documents, 'document')}"
    render.note(
        f"{verb}: {counted(done.names, 'name')} in {where}, and in {counted(done.cells, 'other cell')}"
    )
    for line in done.widened[:_SHOWN]:
        render.note(f"takes in a whole name: {line}")
    if len(done.widened) > _SHOWN:
        render.note(f"… and {len(done.widened) - _SHOWN} more")
    for name, count in done.left[:_SHOWN]:
        render.note(f"left as it is, because it is written otherwise: {name} ({count})")
    if done.files:
        way = "from the key" if undo else "into the key"
        render.note(f"moved {way}: {counted(done.files, 'file')} of imported projects")
    if done.guessed:
        render.note(
            f"written since, put back by the list: {counted(done.guessed, 'place')}; look them through"
        )
    if done.erased is False and not dry_run:
        render.note("another program has the catalog open: close it, then run `kb pseudonymise --erase`")


def _tell_of_copies(database: str | None, key: Path) -> None:
    from kb.db.backups import backups_of

    render.note(f"the key: {key}; keep it apart from the data")
    file = catalog_file(database)
    if file is not None and (made := backups_of(file)):
        render.note(
            f"{counted(len(made), 'backup')} still with the names; to delete: make a new one, then "
            f"kb backup --delete-before {made[0].number + 1}"
        )


def _check_files(paths: list[Path], key: Path) -> None:
    from kb.store.pseudonyms.files.key_file import read_key
    from kb.store.pseudonyms.files.written_files import names_in_files

    left = names_in_files(paths, read_key(key).names)
    for file, name, count in left:
        render.note(f"{file}: {name} ({count})")
    if left:
        raise typer.Exit(1)
    render.note("no name of the key found")


def _erase(database: str | None) -> None:
    from kb.db import engine as db
    from kb.errors import KbError
    from kb.store.pseudonyms.erase import erase

    engine = db.open_for_writing(database)
    try:
        done = erase(engine)
    finally:
        engine.dispose()
    if done is False:
        raise KbError("another program has the catalog open; close it, then try again")
    render.note("overwritten" if done else "a server overwrites by itself; ask who runs it")
