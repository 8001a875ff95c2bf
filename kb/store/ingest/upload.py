"""An uploaded transcript: what the catalog knows of it already, and storing it as a person confirmed it.

An upload has no file. The catalog calls it ``upload/NAME``, so that the file, should it be ingested from a
folder later, is recognised by its words as one more version of the same interview.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from sqlmodel import Session, select

from ingest.merge import Interview, merge, version
from ingest.merge.file_names import name_of
from ingest.model import Kind, Parsed, Transcript
from kb.db.backups import back_up_before
from kb.db.tables import Document, Paragraph, Source
from kb.errors import KbError
from kb.queries import names
from kb.store.code_colours import assign_colours
from kb.store.codebook.apply_taxonomy import apply_taxonomy, current
from kb.store.codebook.default_taxonomy import default_taxonomy
from kb.store.documents.cases import set_case
from kb.store.documents.speakers import Person, correct_speakers
from kb.store.ingest.interviews import SavedInterview, save
from kb.store.ingest.stored_versions import candidates, version_in_catalog

FOLDER = "upload"
_ALIKE = 0.5
"""Below this share of equal paragraphs a text is another text, whatever it is called."""
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class KnownInterview:
    """A document that an upload is a version of: how many of the upload's paragraphs it does not have."""

    document: str
    differing: int
    paragraphs: int

    @property
    def is_same(self) -> bool:
        """Whether all paragraphs are the same."""
        return not self.differing


@dataclass(frozen=True, slots=True)
class ConfirmedUpload:
    """How a person says that an upload is to be stored.

    ``into`` names the document that it is a version of; title, kind, people, case and attributes are those of
    a new document and are not looked at then. ``coder`` is who made the codings that name nobody.
    """

    title: str
    kind: Kind = "interview"
    people: tuple[Person, ...] = ()
    case: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    into: str | None = None
    coder: str | None = None


def known(session: Session, parsed: Parsed) -> KnownInterview | None:
    """Return the document whose text an upload is most like, if at least half of its paragraphs are there."""
    if parsed.transcript is None or not parsed.transcript.paragraphs:
        return None
    mine = Counter(map(_folded, (each.text for each in parsed.transcript.paragraphs)))
    found = [
        KnownInterview(document.name, (mine - _paragraphs(session, document)).total(), mine.total())
        for document in candidates(session, [parsed], str)
    ]
    best = min(found, key=lambda each: each.differing, default=None)
    return best if best and best.differing <= best.paragraphs * _ALIKE else None


def needs_coder(parsed: Parsed) -> bool:
    """Whether a file has codings, and neither they nor the file's name say who made them."""
    read = parsed.transcript
    if read is None or all(tag.coder for tag in read.tags):
        return False
    return name_of(parsed.path, read.title).coder is None


def as_proposed(session: Session, parsed: Parsed) -> ConfirmedUpload:
    """Return how an upload is stored when a person leaves everything as it was read."""
    read = parsed.transcript
    title = name_of(parsed.path, read.title if read else "").document
    found = known(session, parsed)
    if found is not None:
        return ConfirmedUpload(title, into=found.document)
    return ConfirmedUpload(free_title(session, title), read.kind if read else "interview")


def is_taken(session: Session, title: str) -> bool:
    """Whether a document is called so already."""
    taken = (_folded(name) for name in session.exec(select(Document.name)))
    return _folded(title) in taken


def free_title(session: Session, title: str) -> str:
    """Return a title that no document has yet: this one, or ``Interview 8 (2)``."""
    wanted = " ".join(title.split())[:LONGEST_TITLE] or "Transcript"
    taken = {_folded(name) for name in session.exec(select(Document.name))}
    names_to_try = (wanted, *(f"{wanted} ({number})" for number in range(2, len(taken) + 3)))
    return next(each for each in names_to_try if _folded(each) not in taken)


def store_upload(session: Session, parsed: Parsed, confirmed: ConfirmedUpload, *, who: str) -> SavedInterview:
    """Store an upload as a person confirmed it, inside the caller's transaction.

    Raises:
        KbError: nothing could be read, the title is taken or empty, or a speaker or the case cannot be so.
    """
    if parsed.transcript is None:
        raise KbError(f"{parsed.path.name} could not be read; nothing was saved")
    back_up_before(session, "import")
    into = names.document(session, confirmed.into) if confirmed.into else None
    transcript = _signed(parsed.transcript, confirmed.coder)
    placed = replace(parsed, path=_path(session, parsed, into), transcript=transcript)
    interview = (
        _as_version(session, placed, into) if into else _as_new(session, placed, transcript, confirmed)
    )
    paths = {str(each.path): each.path.as_posix() for each in interview.sources}
    paths.setdefault(str(interview.chosen), interview.chosen.as_posix())
    book = default_taxonomy(session, (tag.code for tag in transcript.tags))
    saved = save(session, interview, paths=paths, taxonomy=book, who=who)
    if saved.codings or current(session) is None:
        apply_taxonomy(session, book, who=who)
    assign_colours(session)
    if into is None:
        document = names.document(session, saved.document)
        correct_speakers(session, document, confirmed.people, who=who)
        if confirmed.case:
            set_case(session, document, confirmed.case, dict(confirmed.attributes) or None, who=who)
    return saved


def _signed(transcript: Transcript, coder: str | None) -> Transcript:
    """Put a name to the codings that have none."""
    if not coder:
        return transcript
    return replace(transcript, tags=tuple(replace(tag, coder=tag.coder or coder) for tag in transcript.tags))


def _as_new(
    session: Session, placed: Parsed, transcript: Transcript, confirmed: ConfirmedUpload
) -> Interview:
    title = " ".join(confirmed.title.split())
    if not title:
        raise KbError("a document needs a title")
    if len(title) > LONGEST_TITLE:
        raise KbError(f"a title can have {LONGEST_TITLE} characters, not {len(title)}")
    if is_taken(session, title):
        raise KbError(
            f"another document has the title {title!r}; choose another title, or add this file as a coding "
            "pass of it"
        )
    named = version(placed)
    if named is None:  # there is a transcript
        raise KbError(f"{placed.path.name} could not be read; nothing was saved")
    kept = replace(named, transcript=replace(transcript, kind=confirmed.kind))
    return merge([kept], title=title)


def _as_version(session: Session, placed: Parsed, into: Document) -> Interview:
    named = version(placed)
    if named is None:
        raise KbError(f"{placed.path.name} could not be read; nothing was saved")
    return merge([version_in_catalog(session, into, Path()), named], title=into.name)


def _path(session: Session, parsed: Parsed, into: Document | None) -> PurePosixPath:
    """``upload/NAME``, or ``upload/2/NAME`` where another document came from a file of that name."""
    name = parsed.path.name or "transcript"
    number = 1
    while True:
        path = PurePosixPath(FOLDER, name) if number == 1 else PurePosixPath(FOLDER, str(number), name)
        holder = session.exec(select(Source.document_id).where(Source.path == str(path))).first()
        if holder is None or (into is not None and holder == into.id):
            return path
        number += 1


def _paragraphs(session: Session, document: Document) -> Counter[str]:
    return Counter(
        _folded(text)
        for text in session.exec(select(Paragraph.text).where(Paragraph.document_id == document.id))
    )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
