"""Begin a study: its name, words and codebook, in the catalog and in a ``taxonomy.yaml`` beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from sqlmodel import Session

from kb import package_data
from kb.codebook.starting.new_taxonomy import new_taxonomy, with_study
from kb.codebook.taxonomy import Taxonomy, parse_taxonomy, read_taxonomy
from kb.codebook.words import LONGEST, NAMES, Term
from kb.codebook.write import write
from kb.db.rights import Right
from kb.db.rights.enforce import require_right
from kb.errors import KbError, did_you_mean
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.codebook.codebook_file import ReadCodebook
from kb.store.codebook.default_taxonomy import is_chosen


class StudyError(KbError):
    """A study that cannot be begun so."""


@dataclass(frozen=True, slots=True)
class NewStudy:
    """What a person says of a study: its name, its own words, and the codebook to begin with."""

    name: str
    words: Mapping[str, Term] = field(default_factory=dict)
    codebook: ReadCodebook = field(default_factory=ReadCodebook)


def start_study(session: Session, study: NewStudy, folder: Path | None, *, who: str) -> Taxonomy:
    """Begin a study in a catalog; ``folder`` is where its taxonomy.yaml is written, None for no file.

    Documents that the catalog has already stay, and their codes are placed as the codebook says.

    Raises:
        StudyError: the catalog has a codebook already, or there is a taxonomy.yaml in the folder.
        TaxonomyError: what was said makes no taxonomy.
        WritingError: the folder cannot be written.
    """
    require_right(session, Right.EDIT)
    if is_chosen(session):
        raise StudyError(
            "this catalog has a codebook already; for another name or other words, edit `study:` and "
            "`words:` in taxonomy.yaml and run `kb taxonomy apply`"
        )
    path = folder / package_data.TAXONOMY if folder else None
    refuse_taxonomy(folder)
    taxonomy = parse_taxonomy(text_of(study), PurePath(package_data.TAXONOMY))
    if path:
        write(path, taxonomy.text, expected="")
    apply_taxonomy(session, taxonomy, who=who)
    return taxonomy


def refuse_taxonomy(folder: Path | None) -> None:
    """Leave a codebook that is there alone.

    Raises:
        StudyError: there is a taxonomy.yaml in the folder.
    """
    path = folder / package_data.TAXONOMY if folder else None
    if path and path.exists():
        raise StudyError(
            f"{path} already exists; run `kb ingest` to use it, or move it away to begin with "
            "another codebook"
        )


def text_of(study: NewStudy) -> str:
    """Return the taxonomy.yaml of a study.

    Raises:
        StudyError: it has no name, or too long a one.
    """
    name = " ".join(study.name.split())
    if not name:
        raise StudyError("a study needs a name")
    if len(name) > LONGEST["name"]:
        raise StudyError(f"the name has {len(name)} characters; write at most {LONGEST['name']}")
    if study.codebook.taxonomy is not None:
        return with_study(study.codebook.taxonomy, name, study.words)
    return new_taxonomy(name, study.words, study.codebook.codebook.codes)


def demo_codebook() -> ReadCodebook:
    """Return the codebook that comes with kb."""
    return ReadCodebook(taxonomy=read_taxonomy(package_data.shipped_taxonomy()).text)


def term_of(text: str) -> tuple[str, Term]:
    """Return one of our words and what a study calls it: ``issue=barrier,barriers``.

    Raises:
        StudyError: it is not of that form, or there is no such word.
    """
    word, is_given, said = text.partition("=")
    names = [" ".join(each.split()) for each in said.split(",")]
    if not is_given or len(names) != 2 or not all(names):  # noqa: PLR2004  singular and plural
        raise StudyError(f"{text!r} does not say a word; write it as issue=barrier,barriers")
    key = word.strip().casefold()
    if key not in NAMES:
        raise StudyError(f"no word {key!r} to rename{did_you_mean(key, NAMES)}; they are {', '.join(NAMES)}")
    if any(len(each) > LONGEST["plural"] for each in names):
        raise StudyError(f"{text!r}: a word can have {LONGEST['plural']} characters")
    return key, Term(names[0], names[1])
