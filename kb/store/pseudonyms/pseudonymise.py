"""Put pseudonyms in the place of names, everywhere and at once, and take them back with the key.

The key is written before the catalog changes, and the catalog changes in one transaction: whoever stops the
program at any moment has the names or the pseudonyms, never some of each. Then the old words are
overwritten in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, select
from sqlmodel import Session, col
from sqlmodel import select as of

from kb.db import engine as db
from kb.db.audit import Journal
from kb.db.rights import Right
from kb.db.rights.enforce import require_right
from kb.db.tables import Change, Coder, Coding, Document, ExchangeFile, Paragraph
from kb.errors import KbError
from kb.queries.documents.pseudonymised import NOUN, standing_runs
from kb.store.pseudonyms.cells import tables, words_of
from kb.store.pseudonyms.erase import erase
from kb.store.pseudonyms.files.key_file import Key, Run, read_key, refuse_beside, write_key
from kb.store.pseudonyms.memory import Back, Forward
from kb.store.pseudonyms.replacing import Replacer, names_left, names_within
from kb.store.pseudonyms.rewriting import Rewritten, rewrite_catalog

WHAT = "pseudonymise"
_SHORTEST = 2


@dataclass(frozen=True)
class Pseudonymised:
    """What was done, or would be: ``left`` are names that are still there, as written, with how often.

    ``widened`` are codings that took in a whole name of which they had a part. ``guessed`` are places that
    somebody wrote since, put back by the list. ``erased`` is None on a server, False while others had the
    catalog open. ``files`` of imported projects were moved into the key, or came back.
    """

    names: int
    places: int
    documents: int
    cells: int
    widened: tuple[str, ...] = ()
    left: tuple[tuple[str, int], ...] = ()
    files: int = 0
    guessed: int = 0
    erased: bool | None = None


class _DryRun(Exception):  # noqa: N818  no error
    """Takes the transaction back."""


def _stop(*, dry_run: bool) -> None:
    if dry_run:
        raise _DryRun


def pseudonymise(
    engine: Engine, names: Mapping[str, str], key_file: Path, *, who: str, dry_run: bool = False
) -> Pseudonymised:
    """Replace names everywhere; names of earlier runs are replaced, too, where they have come since.

    Raises:
        KbError: the key would be passed on with the catalog or cannot be written, a pseudonym does not do,
            or two things would be one; nothing was changed then.
    """
    refuse_beside(db.file_of(engine.url), key_file, "the key")
    key = read_key(key_file) if key_file.exists() else Key()
    done: list[Pseudonymised] = []
    try:
        with db.transaction(engine) as session:
            require_right(session, Right.MANAGE)
            known = _known(session, key)
            _check(session, names, known)
            run = Run(
                uuid4().hex,
                datetime.now(UTC).isoformat(timespec="seconds"),
                {**known, **names},
                Forward(Replacer({})).memory,
            )
            done.append(_replace(session, run, key, key_file, who=who, dry_run=dry_run))
            _stop(dry_run=dry_run)
    except _DryRun:
        return done[0]
    return replace(done[0], erased=erase(engine))


def take_back(engine: Engine, key_file: Path, *, who: str, dry_run: bool = False) -> Pseudonymised:
    """Put the names of the newest run that stands back, exactly where nobody has changed the words since.

    Raises:
        KbError: the key cannot be read, or belongs to another catalog; nothing was changed then.
    """
    key = read_key(key_file)
    done: list[Pseudonymised] = []
    try:
        with db.transaction(engine) as session:
            require_right(session, Right.MANAGE)
            standing = standing_runs(session)
            if not standing:
                raise KbError("no names are replaced in this catalog")
            run = next((each for each in key.runs if each.id == standing[-1]), None)
            if run is None:
                raise KbError(
                    f"{key_file} is not the key of the pseudonyms in this catalog; name the right one"
                )
            earlier = tuple(each for each in key.runs if each.id in standing[:-1])
            done.append(_put_back(session, run, Key(earlier).names, who=who))
            _stop(dry_run=dry_run)
    except _DryRun:
        return done[0]
    return replace(done[0], erased=erase(engine))


def all_words(session: Session) -> Iterator[str]:
    """Yield every text that the catalog holds, but for the names of coders."""
    yield from session.exec(of(Paragraph.text))
    for _, columns in tables():
        for row in session.connection().execute(select(*columns)):
            for value in row:
                yield from words_of(value)


def _replace(
    session: Session, run: Run, key: Key, key_file: Path, *, who: str, dry_run: bool
) -> Pseudonymised:
    way = Forward(Replacer(run.names))
    log = Journal(session, who=who, what=WHAT)
    files = len(session.exec(of(ExchangeFile.id)).all())
    made = rewrite_catalog(session, log, way)
    for number in session.exec(of(Document.id)):
        log.noted(NOUN, document_id=number, run=run.id)
    numbers = {"names": len(run.names), "places": made.places, "documents": made.documents}
    log.noted(NOUN, run=run.id, **numbers, erased=False)
    session.flush()
    if not dry_run:
        write_key(key_file, replace(key, runs=(*key.runs, replace(run, memory=way.memory))))
    left = names_left(all_words(session), run.names)
    left.update(names_within(all_words(session), run.names))
    return _told(session, run, made, left=left, widened=_widened(session, way.memory.depths), files=files)


def _put_back(session: Session, run: Run, staying: Mapping[str, str], *, who: str) -> Pseudonymised:
    way = Back(run.names, run.memory, staying=staying)
    log = Journal(session, who=who, what=f"undo: {WHAT}")
    made = rewrite_catalog(session, log, way)
    for change in session.exec(of(Change).where(Change.noun == NOUN)).all():
        if (change.after or {}).get("run") == run.id:
            change.undone = True
            session.add(change)
    session.flush()
    files = len(run.memory.kept.get("files", ()))
    told = _told(session, run, made, left=Counter(), widened=(), files=files)
    return replace(told, guessed=way.guessed)


def _told(
    session: Session, run: Run, made: Rewritten, *, left: Counter[str], widened: tuple[str, ...], files: int
) -> Pseudonymised:
    coders = set(session.exec(of(Coder.name)))
    for name in names_left(coders, run.names):
        left[f"{name} (a coder)"] += 1
    url = session.get_bind().engine.url
    for name in names_left([db.name_of(url), str(url.database or "")], run.names):
        left[f"{name} (the catalog's file or its folder)"] += 1
    listed = tuple(sorted(left.items(), key=lambda each: (-each[1], each[0])))
    return Pseudonymised(len(run.names), made.places, made.documents, made.cells, widened, listed, files)


def _widened(session: Session, depths: Iterable[str]) -> tuple[str, ...]:
    """Name the codings that took in a whole name."""
    numbers = {int(name.split(":")[1]) for name in depths if name.startswith("coding:")}
    query = of(Document.name, Coding.id).join(Document, col(Document.id) == Coding.document_id)
    return tuple(f"{name}, coding {number}" for name, number in session.exec(query) if number in numbers)


def _known(session: Session, key: Key) -> dict[str, str]:
    """The names of runs that stand in this catalog: they are replaced again in what has come since."""
    standing = set(standing_runs(session))
    return Key(tuple(run for run in key.runs if run.id in standing)).names


def _check(session: Session, names: Mapping[str, str], known: Mapping[str, str]) -> None:
    for name, pseudonym in names.items():
        if len(name) < _SHORTEST or "\n" in name:
            raise KbError(f"{name!r} is too short to be replaced everywhere; take it out of the list")
        if known.get(name, pseudonym) != pseudonym:
            raise KbError(f"{name!r} has the pseudonym {known[name]!r} already; one name has one")
    inside = names_left(names.values(), {**known, **names})
    if inside:
        raise KbError(f"a pseudonym has the name {next(iter(inside))!r} in it; choose another one")
    new = {each for each in names.values() if each not in known.values()}
    taken = names_left(all_words(session), new)
    if taken:
        word, count = taken.most_common(1)[0]
        raise KbError(
            f"{word!r} is in the catalog already ({count} times), so nobody could tell the pseudonym from "
            "it; choose another one"
        )
