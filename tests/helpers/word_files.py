"""Word files made by hand, and what is read from them."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath
from typing import Any

import docx

from ingest.formats.documents import word
from ingest.model import Parsed, Transcript
from ingest.source import Source

PARA_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORDS = "The schema changed overnight and nobody told us."
ROWS = [
    ("0:02", "Runa", "How long did the harvest take?"),
    ("0:09", "Beppe", "Nine days, because the press broke."),
    ("0:31", "Runa", "And who repaired it?"),
    ("0:35", "Beppe", "My neighbour, who has the tools."),
]


class File:
    """A Word file in the making; a line is ``Label: words`` or plain words."""

    def __init__(self, *lines: str) -> None:
        self.parents: dict[int, int] = {}
        self.resolved: set[int] = set()
        self.document = docx.Document()
        self.document.core_properties.title = ""
        for line in lines:
            self.document.add_paragraph(line)

    def paragraph(self, *pieces: str, style: str | None = None) -> Any:
        """Add a paragraph of runs; a piece that begins with ``*`` is bold."""
        made = self.document.add_paragraph(style=style)
        for piece in pieces:
            made.add_run(piece.removeprefix("*")).bold = piece.startswith("*")
        return made

    def comment(self, runs: Any, *lines: str, author: str = "Ann", answers: Any = None) -> Any:
        """Comment on runs; a reply ``answers`` the comment that began its thread."""
        made = self.document.add_comment(runs, text="\n".join(lines), author=author, initials="A")
        made.paragraphs[-1]._p.set(PARA_ID, f"{made.comment_id + 1:08X}")
        if answers is not None:
            self.parents[made.comment_id] = answers.comment_id
        return made

    def table(self, *rows: tuple[str, ...]) -> Any:
        made = self.document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, cells in zip(made.rows, rows, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
        return made

    def save(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        if not self.parents and not self.resolved:
            return out.getvalue()
        threads = "".join(
            f'<w15:commentEx w15:paraId="{number + 1:08X}"'
            + (f' w15:paraIdParent="{self.parents[number] + 1:08X}"' if number in self.parents else "")
            + f' w15:done="{int(number in self.resolved)}"/>'
            for number in (each.comment_id for each in self.document.comments)
        )
        space = "http://schemas.microsoft.com/office/word/2012/wordml"
        return with_part(
            out.getvalue(),
            "commentsExtended",
            f'<w15:commentsEx xmlns:w15="{space}">{threads}</w15:commentsEx>',
        )

    def parsed(self) -> Parsed:
        return parse(self.save())

    def read(self) -> Transcript:
        parsed = self.parsed()
        assert parsed.transcript is not None, parsed.problems
        return parsed.transcript


def parse(data: bytes) -> Parsed:
    return word.parse(Source(PurePath("interview 7.docx"), data))


def said(found: Transcript) -> list[tuple[str | None, str]]:
    return [(paragraph.speaker, paragraph.text) for paragraph in found.paragraphs]


def coded(found: Transcript) -> list[tuple[str, str, str]]:
    return [(tag.code, found.text[tag.start : tag.end], tag.extent) for tag in found.tags]


def repacked(data: bytes, **parts: bytes) -> bytes:
    """Return the file with parts replaced; ``word_document`` stands for ``word/document.xml``."""
    new = {name.replace("_", "/", 1) + ".xml": body for name, body in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in {*old.namelist(), *new}:
            made.writestr(name, new[name] if name in new else old.read(name))
    return out.getvalue()


def with_part(data: bytes, kind: str, xml: str) -> bytes:
    """Return the file with one part more, which the document names by its kind."""
    link = f'<Relationship Id="rX{kind}" Type="http://x/{kind}" Target="{kind}.xml"/></Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as made:
        for name in old.namelist():
            body = old.read(name)
            named = name == "word/_rels/document.xml.rels"
            made.writestr(name, body.replace(b"</Relationships>", link.encode()) if named else body)
        made.writestr(f"word/{kind}.xml", xml)
    return out.getvalue()
