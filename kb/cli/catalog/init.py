"""``kb init NAME``: begin a study of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.options import Database, Format, Who
from kb.cli.output import render
from kb.cli.output.terminal import clean
from kb.cli.sessions import catalog_file, user_name
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.codebook.taxonomy import Taxonomy
    from kb.store.codebook.codebook_file import ReadCodebook

DEMO = "demo"


def init(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the study.")],
    codebook: Annotated[
        str | None,
        typer.Option(
            "--codebook",
            metavar="FILE|demo",
            help="The codebook to start with: a CSV table, a REFI codebook (QDC), a taxonomy.yaml, or "
            "demo for the codebook of the demo.  "
            "[default: an empty one]",
            show_default=False,
        ),
    ] = None,
    word: Annotated[
        list[str] | None,
        typer.Option(
            "--word",
            metavar="WORD=ONE,MANY",
            help="What the study calls issues, fixes, stages or aspects, such as issue=barrier,barriers. "
            "Can be repeated.",
            show_default=False,
        ),
    ] = None,
    who: Who = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Begin a study: its name, its codebook and its words.

    This creates the catalog and, beside it, taxonomy.yaml with the codebook, which you can edit. A CSV table
    has one row for each code. Its column `code` is required; the columns `theme` (the code above it) and
    `definition` are optional. Then import your transcripts with `kb ingest`, and open the study in the
    browser with `kb app`.
    """
    from kb.db import engine as db
    from kb.store.codebook.start_study import NewStudy, refuse_taxonomy, start_study, term_of, text_of

    read = _codebook(codebook)
    study = NewStudy(name, dict(map(term_of, word or ())), read)
    file = catalog_file(database)
    text_of(study)  # what cannot be makes no catalog
    refuse_taxonomy(file.parent if file else None)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = db.open_for_writing(database)
    try:
        with db.transaction(engine) as session:
            taxonomy = start_study(session, study, file.parent if file else None, who=user_name(who))
    finally:
        engine.dispose()
    for each in read.codebook.notes:
        render.note(each)
    if form == "table":
        render.blocks(*map(clean, _describe(taxonomy, file)))
    else:
        made = {
            "study": taxonomy.study.name,
            "catalog": str(file) if file else None,
            "codes": len(taxonomy.codes),
            "notes": list(read.codebook.notes),
        }
        if form == "csv":
            render.rows([made], of=tuple(made), columns=(), form=form)
        else:
            render.json_object(made, form=form)


def _codebook(given: str | None) -> ReadCodebook:
    from kb.store.codebook.codebook_file import ReadCodebook, read_codebook_file
    from kb.store.codebook.start_study import demo_codebook

    if given is None:
        return ReadCodebook()
    return demo_codebook() if given == DEMO else read_codebook_file(Path(given))


def _describe(taxonomy: Taxonomy, file: Path | None) -> list[str]:
    """Return what was made, and what to do next."""
    places = f"{file} and {file.parent / 'taxonomy.yaml'}" if file else "the catalog"
    codes = counted(len(taxonomy.codes), "code") if taxonomy.codes else "no codes yet"
    return [
        f"{taxonomy.study.name}: {places}, {codes}",
        "next: `kb ingest FOLDER` for your transcripts, then `kb app` to read and code them",
    ]
