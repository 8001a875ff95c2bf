"""The codebook of a file for a new study: a taxonomy as it stands, or the codes of another form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from ingest.decoding import decode
from ingest.files.regular import UnreadableFileError, content
from kb.codebook.starting.table import CodebookError, read_table
from kb.codebook.starting.tree import ForeignCode, ImportedCodebook, imported
from kb.codebook.taxonomy import LARGEST, parse_taxonomy
from kb.exchange.forms import read_bytes
from kb.formatting import counted

SUFFIXES = (".csv", ".tsv", ".txt", ".qdc", ".yaml", ".yml")
"""The forms of codebooks that can be read, by the suffixes that their files usually have."""


@dataclass(frozen=True, slots=True)
class ReadCodebook:
    """What was read: the text of a ``taxonomy``, or the codes of another form."""

    taxonomy: str | None = None
    codebook: ImportedCodebook = field(default_factory=ImportedCodebook)


def read_codebook_file(path: Path) -> ReadCodebook:
    """Read the codebook of a file.

    Raises:
        CodebookError: it cannot be opened, or is no codebook.
        TaxonomyError: it is a taxonomy with faults.
    """
    try:
        return read_codebook(path, content(path, LARGEST))
    except UnreadableFileError as error:
        raise CodebookError(f"{path}: cannot be read: {error}") from error


def read_codebook(path: PurePath, data: bytes) -> ReadCodebook:
    """Read the codebook in the bytes of a file; its name tells the form.

    Raises:
        CodebookError: it is no codebook.
        TaxonomyError: it is a taxonomy with faults.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise CodebookError(f"{path.name}: not a codebook; give a file that ends in {', '.join(SUFFIXES)}")
    if len(data) > LARGEST:
        raise CodebookError(f"{path.name}: larger than {LARGEST:,} bytes; this is not a codebook")
    if suffix == ".qdc":
        return ReadCodebook(codebook=_of_qdc(data, path.name))
    text = decode(data)
    if text is None:
        raise CodebookError(f"{path.name}: not text; save it as UTF-8")
    if suffix in (".yaml", ".yml"):
        return ReadCodebook(taxonomy=parse_taxonomy(text, path).text)
    return ReadCodebook(codebook=imported(read_table(text, path.name)))


def _of_qdc(data: bytes, name: str) -> ImportedCodebook:
    """The codes of a REFI codebook, in their tree; sets of codes are told, since a taxonomy has none."""
    project = read_bytes(data, name)
    paths: dict[str, tuple[str, ...]] = {}
    for code in project.codes:  # parents come first
        paths[code.guid] = (*paths.get(code.parent or "", ()), code.name)
    found = imported(ForeignCode(paths[code.guid], code.description or "") for code in project.codes)
    notes = [str(problem) for problem in project.problems]
    notes += [
        f"{each.name}: a set of {counted(len(each.codes), 'code')}, which was left out"
        for each in project.sets
    ]
    return replace(found, notes=(*found.notes, *notes))
