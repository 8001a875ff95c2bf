"""What a file that no reader reads looks like, and what its owner can do to get something readable.

The bytes tell first; where they do not, the suffix does.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Container

from ingest.source import Source
from ingest.zip_damage import DAMAGED

_TEXT = "save the transcript as .docx, .odt, .txt or .vtt"
_RECORDING = f"a recording; transcribe it first (for example with noScribe, aTrain or Whisper) and {_TEXT}"
_PICTURE = "a picture; copy its words out with text recognition (OCR) and save them as .docx or .txt"
_SHEET = "a spreadsheet; save the sheet with the transcript as .csv"
_TALK = "a presentation; export it as PDF, or copy its words into a text and save that as .docx"
_ARCHIVE = "a packed folder; unpack it and add the files in it"
_OLD_WORD = "an old Word document (.doc); open it in Word or LibreOffice and save it as .docx"
_OLD_OFFICE = "an old office document; open it in the program it comes from and save it as .docx"
_PAGES = "a Pages document; in Pages choose File, Export To, Word and save it as .docx"
_REFI = "a REFI-QDA project or codebook; import it with `kb import`"
_WHOLE = "or export the whole project as REFI-QDA (.qdpx) and import it with `kb import`"
_DAMAGED = (
    "a damaged {0} file, or another kind of file that is called so; copy it again from where you have it, or "
    "open it in the program it comes from and save it again"
)
_PLAIN = frozenset({".txt", ".text", ".md", ".markdown"})
"""Suffixes of texts: what is no text there has never been one."""
_LINK = "a link to a document on the web; open it there and save a copy as .docx"


def _project(program: str, how: str) -> str:
    return f"a project of {program}; open it there and {how}"


_MAXQDA = _project("MAXQDA", f"export the documents: Documents, Export, as .docx or .rtf; {_WHOLE}")
_ATLAS = _project("ATLAS.ti", f"export the documents as .docx or .txt: Document Manager, Export; {_WHOLE}")
_NVIVO = _project("NVivo", f"export the files: select them, Export, as .docx or .txt; {_WHOLE}")
_CAPTIONS = "open it there and export it as subtitles (.srt) or text (.txt)"

_MAGIC = (
    (
        b"%PDF-",
        "a PDF that cannot be opened; open it in a browser and print it to a new PDF, or save it as .docx",
    ),
    (b"\xd0\xcf\x11\xe0", _OLD_OFFICE),
    (
        b"SQLite format 3",
        "a database; export the documents in it as .docx or .txt with the program it belongs to",
    ),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"ID3", _RECORDING),
    (b"OggS", _RECORDING),
    (b"fLaC", _RECORDING),
    (b"#!AMR", _RECORDING),
    (b"\x1aE\xdf\xa3", _RECORDING),
    (b"0&\xb2u\x8ef\xcf\x11", _RECORDING),
    (b"FORM", _RECORDING),
    (b"caff", _RECORDING),
    (b"\x1f\x8b", "a compressed file; unpack it and add the files in it"),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_PARTS = (
    ("project.qde", _REFI),
    ("index/document.iwa", _PAGES),
    ("index.zip", _PAGES),
    ("xl/workbook.xml", _SHEET),
    ("ppt/presentation.xml", _TALK),
    ("meta-inf/container.xml", "an e-book; convert it to .docx or .html (for example with Calibre)"),
)
"""What a zip that is somebody's document has in it."""
_SUFFIXES = (
    (r"doc|dot|wps|wpd|sxw|abw|hwp", _OLD_WORD),
    (r"pages", _PAGES),
    (r"qdpx|qde|qdc", _REFI),
    (r"m[ex]x?\d{1,2}|mex\d{1,2}|mqda|mqbac|mqtc", _MAXQDA),
    (r"atlproj\d*|atlcb|hpr7|atlas\w*", _ATLAS),
    (r"nvpx?|nvcx?|nvb", _NVIVO),
    (r"qda", _project("QualCoder or QDA Miner", "export the documents as .docx or .txt")),
    (r"f4p?|f4a", _project("f4", "save the transcript as .rtf or .docx")),
    (r"eaf", _project("ELAN", "export it as subtitles (.srt) or text (.txt)")),
    (r"textgrid|exb|trs|antx|tdf", f"a transcript of another program; {_CAPTIONS}"),
    (r"mp3|m4a|m4b|wav|wave|ogg|oga|opus|flac|aac|wma|aiff?|amr|caf|3gp|ds2|dss", _RECORDING),
    (r"mp4|m4v|mov|avi|mkv|webm|wmv|mpe?g|flv|mts|m2ts", _RECORDING),
    (r"png|jpe?g|gif|bmp|tiff?|webp|heic|heif|svg", _PICTURE),
    (r"xlsx?|xlsm|xlsb|ods|numbers", _SHEET),
    (r"pptx?|pps|odp|key", _TALK),
    (r"mht|mhtml|webarchive", "a web archive; open it in a browser and save it as a web page (.html)"),
    (r"msg|eml|mbox|pst", "an e-mail; copy its words into a text and save that as .docx or .txt"),
    (r"epub|mobi|azw3?", "an e-book; convert it to .docx or .html (for example with Calibre)"),
    (r"gdoc|gsheet|url|webloc|lnk", _LINK),
    (r"zip|7z|rar|tar|tgz|gz|bz2|xz", _ARCHIVE),
)


def looks_like(source: Source, readable: Container[str] = ()) -> str:
    """Say what a file looks like that nothing reads, and what to do instead.

    ``readable`` are the suffixes of files that are read: one of those that is none inside is damaged.
    """
    data = source.data
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return by_suffix(source.suffix) or _OLD_OFFICE
    if data.startswith(b"PK"):
        return _packed(source, readable)
    head = source.head.lstrip()
    found = None if source.is_text and head else _by_bytes(data)
    if not found and not source.is_text and source.suffix in readable and source.suffix not in _PLAIN:
        return _DAMAGED.format(source.suffix)
    found = found or by_suffix(source.suffix)
    if found:
        return found
    if not source.is_text:
        return f"binary data; open it in the program it comes from and {_TEXT}"
    return _text(head)


def by_suffix(suffix: str) -> str | None:
    """Return what files of this suffix are, where they are known to be no transcripts."""
    bare = suffix.lower().lstrip(".")
    return next((said for pattern, said in _SUFFIXES if re.fullmatch(pattern, bare)), None)


def _by_bytes(data: bytes) -> str | None:
    if data[4:8] == b"ftyp":
        return _PICTURE if data[8:11] in {b"hei", b"mif", b"avi"} else _RECORDING
    if data[:4] == b"RIFF":
        return _PICTURE if data[8:12] == b"WEBP" else _RECORDING
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2:  # noqa: PLR2004 - MPEG audio
        return _RECORDING
    return next((said for magic, said in _MAGIC if data.startswith(magic)), None)


def _packed(source: Source, readable: Container[str]) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            names = {name.lower() for name in archive.namelist()[:10_000]}
    except DAMAGED:
        is_document = source.suffix in readable or by_suffix(source.suffix)
        how = "save it" if is_document else "copy it"
        return f"a zip archive or an office document that is damaged; {how} again"
    for name, said in _PARTS:
        if name in names:
            return said
    if any(name.endswith(".qde") for name in names):
        return _REFI
    named = by_suffix(source.suffix)
    if named and named not in {_OLD_WORD, _ARCHIVE}:
        return named
    return "a zip archive or an office document; unpack it and add the files in it, or save it as .docx"


def _text(head: str) -> str:
    if not head:
        return "white space only"
    if head[:1] in "{[":
        return f"JSON; {_CAPTIONS.removeprefix('open it there and ')} from the program that wrote it"
    if head[:1] == "<":
        return "a web page or XML; open it in a browser or its program and save it as .docx, .html or .txt"
    if _is_table(head):
        return "a table; name its columns (speaker, text) in the first row and save it as .csv"
    return "text, but not prose or a dialogue; save it with a name and a colon before what each person says"


def _is_table(head: str) -> bool:
    rows = [row for row in head.split("\n", 6)[:5] if row.strip()]
    return len(rows) > 1 and any(
        len({row.count(mark) for row in rows}) == 1 and rows[0].count(mark) > 1 for mark in ",;\t"
    )
