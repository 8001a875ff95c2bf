"""What is done whole or not at all: ingest of an interview, import, merge, update, restore, pseudonyms."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlmodel import Session, SQLModel

from kb import package_data
from kb.cli.output.files import write_bytes
from kb.db import engine as db
from kb.db.backups import back_up, backups_of
from kb.errors import KbError
from kb.exchange import forms
from kb.exchange.archive.container import write_folder, write_zip
from kb.exchange.archive.from_catalog import study_of
from kb.exchange.archive.merge import merge
from kb.exchange.archive.reading import read_archive
from kb.exchange.archive.study import Study
from kb.exchange.archive.writing import files_of
from kb.queries.exchange.project import project_of
from kb.store.coding.codings import add_coding
from kb.store.exchange.archive import restore as restore_archive
from kb.store.exchange.files import import_file
from kb.store.ingest.files import ingest
from kb.store.pseudonyms.pseudonymise import pseudonymise
from kb.store.recovery.restore import restore
from tools.torture import catalogs
from tools.torture.kills.victims import Ack, Victim, catalog_in

WHO = "Ann"
_OF_DOCUMENTS = ("document", "paragraph", "coding", "coding_pass", "speaker", "source", "replacement")
_OLDER = "0011"
"""A version of the tables from before the newest one."""


def victims() -> list[Victim]:
    """Everything that is done whole or not at all."""
    return [
        Victim("ingest", _files, _ingest, _documents, again=partial(_ingest, ack=lambda: None)),
        Victim("import of a project", _with_project, _import_project),
        Victim("import of an archive", _with_archive, _import_archive, again=_import_archive_again),
        Victim("merge into a zip", _copies, partial(_merge, "merged.zip"), partial(_merged, "merged.zip")),
        Victim(
            "merge into a folder",
            _copies,
            partial(_merge, "merged"),
            partial(_merged, "merged"),
            again=lambda folder: _merge("merged", folder, lambda: None),
        ),
        Victim("update of an older catalog", _older, _update, _version_and_all, again=_open),
        Victim("backup", _coded, _back_up, _backups),
        Victim("restore", _with_backup, _restore),
        Victim("pseudonyms", _coded, _pseudonymise, _without_history),
    ]


def _coded(folder: Path) -> None:
    catalogs.coded(folder)


def _open(folder: Path) -> None:
    db.open_for_writing(catalog_in(folder)).dispose()


def _change(catalog: Path, code: str, coder: str) -> None:
    engine = db.open_for_writing(catalog)
    with db.transaction(engine) as session:
        of = catalogs.document(session)
        for start in range(0, 2_000, 200):
            add_coding(session, document=of, code=code, start=start, end=start + 50, coder=coder)
    engine.dispose()


@contextmanager
def _session(catalog: Path) -> Iterator[Session]:
    engine = db.open_for_reading(catalog)
    try:
        with db.reading(engine) as session:
            yield session
    finally:
        engine.dispose()


def _study(catalog: Path) -> Study:
    with _session(catalog) as session:
        return study_of(session)


# --- Ingest -----------------------------------------------------------------------------------------------


def _files(folder: Path) -> None:
    catalogs.interviews(folder / "interviews", "Interview 07", "Interview 12", "Interview 01", "articles")


def _ingest(folder: Path, ack: Ack) -> None:
    def told(what: str, done: int, _all: int) -> None:
        if what == "storing" and done:
            ack()

    ingest(
        catalog_in(folder),
        [folder / "interviews"],
        taxonomy=package_data.shipped_taxonomy(),
        who=WHO,
        processes=1,
        progress=told,
    )


def _documents(folder: Path) -> str:
    """What the documents say, however far everything else has come."""
    if not catalog_in(folder).exists():
        return "no documents"
    with closing(sqlite3.connect(catalog_in(folder))) as connection:
        if not connection.execute("SELECT count(*) FROM document").fetchone()[0]:
            return "no documents"
    others = set(SQLModel.metadata.tables) - set(_OF_DOCUMENTS)
    return catalogs.state(catalog_in(folder), without=tuple(others))


# --- Import -----------------------------------------------------------------------------------------------


def _with_project(folder: Path) -> None:
    catalogs.coded(folder)
    other = catalogs.coded(folder / "other", "Interview 01")
    with _session(other) as session:
        project = project_of(session, name="Study", origin="kb")
    (folder / "study.qdpx").write_bytes(forms.write(project, "qdpx"))
    shutil.rmtree(folder / "other")


def _import_project(folder: Path, ack: Ack) -> None:
    import_file(folder / "study.qdpx", database=catalog_in(folder), who=WHO)
    ack()


def _with_archive(folder: Path) -> None:
    catalog = catalogs.coded(folder / "other")
    (folder / "study.zip").write_bytes(write_zip(files_of(_study(catalog))))
    shutil.rmtree(folder / "other")


def _import_archive(folder: Path, ack: Ack) -> None:
    restore_archive(catalog_in(folder), read_archive(folder / "study.zip"))
    ack()


def _import_archive_again(folder: Path) -> None:
    if not catalog_in(folder).exists() or not _has_documents(catalog_in(folder)):
        _import_archive(folder, lambda: None)


def _has_documents(catalog: Path) -> bool:
    with closing(sqlite3.connect(catalog)) as connection:
        return bool(connection.execute("SELECT count(*) FROM document").fetchone()[0])


# --- Merge ------------------------------------------------------------------------------------------------


def _copies(folder: Path) -> None:
    base = catalogs.coded(folder)
    for name in ("a", "b"):
        catalogs.copy_of(base, folder / name)
        _change(folder / name / base.name, f"idea of {name}", name.upper())
    write_folder(folder / "merged", files_of(_study(base)))  # what was merged before
    (folder / "merged.zip").write_bytes(write_zip(files_of(_study(base))))


def _merge(out: str, folder: Path, ack: Ack) -> None:
    studies = (_study(catalog_in(each)) for each in (folder, folder / "a", folder / "b"))
    files = dict(files_of(merge(*studies, prefer="a").study))
    if out.endswith(".zip"):
        write_bytes(folder / out, write_zip(files.items()))
    else:
        write_folder(folder / out, files.items())
    ack()


def _merged(out: str, folder: Path) -> str:
    """What the archive says; one that is half written must say that it is none."""
    try:
        study = read_archive(folder / out)
    except KbError:
        return "refused"
    return str(hash(tuple(sorted((name, data) for name, data in files_of(study)))))


# --- Update, backup, restore, pseudonyms ------------------------------------------------------------------


def _older(folder: Path) -> None:
    """Make a catalog as an older version left it, with everything in it that it knew."""
    new = catalogs.coded(folder / "new")
    config = Config()
    config.set_main_option("script_location", str(Path(db.__file__).parent / "migrations"))
    engine = db._engine(db.locate(catalog_in(folder)))  # noqa: SLF001  nothing else makes an older one
    with engine.connect() as connection, db._loose_references(connection), connection.begin():  # noqa: SLF001
        config.attributes["connection"] = connection
        command.upgrade(config, _OLDER)
    engine.dispose()
    with closing(sqlite3.connect(catalog_in(folder))) as old:
        old.execute("ATTACH ? AS new", (str(new),))
        for name in _tables(old):
            both = _columns(old, "main", name) & _columns(old, "new", name)
            columns = ", ".join(f'"{each}"' for each in sorted(both))
            if columns:
                old.execute(f'INSERT INTO main."{name}" ({columns}) SELECT {columns} FROM new."{name}"')  # noqa: S608
        old.commit()
    shutil.rmtree(folder / "new")


def _columns(connection: sqlite3.Connection, where: str, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA {where}.table_info('{table}')")}


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    found = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in found:
        if name in SQLModel.metadata.tables:
            yield name


def _update(folder: Path, ack: Ack) -> None:
    _open(folder)
    ack()


def _version_and_all(folder: Path) -> str:
    with closing(sqlite3.connect(catalog_in(folder))) as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    return f"{version} {catalogs.state(catalog_in(folder))}"


def _back_up(folder: Path, ack: Ack) -> None:
    for _ in range(3):
        back_up(catalog_in(folder), "by-hand")
        ack()


def _backups(folder: Path) -> str:
    made = backups_of(catalog_in(folder))
    return f"{len(made)} {sorted({catalogs.state(each.file) for each in made})}"


def _with_backup(folder: Path) -> None:
    catalog = catalogs.coded(folder)
    back_up(catalog, "by-hand")
    _change(catalog, "later idea", WHO)


def _restore(folder: Path, ack: Ack) -> None:
    catalog = catalog_in(folder)
    restore(catalog, backups_of(catalog)[-1].file)
    ack()


def _pseudonymise(folder: Path, ack: Ack) -> None:
    engine = db.open_for_writing(catalog_in(folder))
    safe = folder.with_name(f"{folder.name}-safe")
    safe.mkdir(exist_ok=True)
    pseudonymise(engine, {"overnight": "Company 1"}, safe / "names.key", who=WHO)
    ack()
    engine.dispose()


def _without_history(folder: Path) -> str:
    return catalogs.state(catalog_in(folder), without=catalogs.HISTORY)
