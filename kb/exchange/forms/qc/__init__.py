"""Projects of qc (qualitative-coding): a folder, or a zip of it.

``qualitative_coding.sqlite3`` has the documents and which lines (from 0 on) have which code by which coder;
``corpus/`` has the texts, ``codebook.yaml`` the tree of codes, ``memos/`` memos (Markdown)::

    settings.yaml      corpus_dir: corpus, database: qualitative_coding.sqlite3, codebook: codebook.yaml
    codebook.yaml      - equity: [access, voice]

There are no quotes. So a text whose checksum is not the stored one takes no codings: its lines may be others.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from kb.exchange import text_form
from kb.exchange.errors import ExchangeError
from kb.exchange.forms import Form
from kb.exchange.forms.parts.database import Database, Row, number, words
from kb.exchange.forms.parts.draft import Draft
from kb.exchange.forms.parts.quotes import NOWHERE
from kb.exchange.forms.qc.composing import compose
from kb.exchange.model import Code, Coding, Project, Selection, Source
from kb.exchange.refi.container import Container, is_outside

_SETTINGS = "settings.yaml"
_DATABASE = "qualitative_coding.sqlite3"
_DIGESTS = {32: "md5", 40: "sha1", 64: "sha256"}
_NAME = 200


def claims(data: bytes) -> bool:
    """Whether this is a zip archive with a project of qc."""
    return data.startswith(b"PK") and _DATABASE.encode() in data[-500_000:]


def read(data: bytes, name: str) -> Project:
    """Read a project."""
    if not data.startswith(b"PK"):
        raise ExchangeError(f"cannot read {name!r}: import the folder of the qc project, or a zip of it")
    container = Container(data, name)
    base = PurePath(container.only(_DATABASE)).parent
    return _Reader(container, base, name).project()


class _Reader:
    """Reads a project; ``top`` is its folder in the archive."""

    def __init__(self, container: Container, top: PurePath, name: str) -> None:
        self._container, self._top = container, top
        self._files = set(container.names())
        settings = self._yaml(_SETTINGS)
        self._settings = settings if isinstance(settings, dict) else {}
        path = (top / _DATABASE).as_posix()
        self._base = Database(container.content(path), name)
        self._base.need("document", "coded_line", "code", "coder")
        called = top.name or PurePath(name).stem
        self._draft = Draft("qc", called, (called,), f"qc {self._settings.get('qc_version', '')}".strip())
        self._codes: dict[str, str] = {}

    def _yaml(self, path: str) -> Any:
        content = self._content(path)
        try:
            return (
                None
                if content is None
                else YAML(typ="safe", pure=True).load(content.decode("utf-8", "replace"))
            )
        except (YAMLError, ValueError, RecursionError):
            return None

    def _content(self, path: str) -> bytes | None:
        whole = (self._top / path.replace("\\", "/")).as_posix()
        return None if is_outside(path) or whole not in self._files else self._container.content(whole)

    def project(self) -> Project:
        """Return the project."""
        codes = list(self._tree(self._yaml(str(self._settings.get("codebook", "codebook.yaml"))), None, 0))
        for row in self._base.rows("code"):
            if words(row, "name") not in self._codes:
                codes += self._code(words(row, "name"), None)
        for row in self._base.rows("coder"):
            self._draft.user(words(row, "name"))
        lines: dict[str, list[tuple[int, Row]]] = defaultdict(list)
        for file, line, row in self._coded():
            lines[file].append((line, row))
        sources = [
            self._source(path, words(row, "file_hash"), lines.get(path, []))
            for row in self._base.rows("document")
            if (path := words(row, "file_path"))
        ]
        self._memos()
        return self._draft.project(codes=codes, sources=sources)

    def _tree(self, node: Any, parent: str | None, depth: int) -> Iterator[Code]:
        """The codebook: lists of names and of names with what is below them."""
        if isinstance(node, str | int | float):
            yield from self._code(str(node), parent)
        elif isinstance(node, list) and depth < 100:  # noqa: PLR2004  deeper is no codebook
            for each in node:
                yield from self._tree(each, parent, depth + 1)
        elif isinstance(node, dict) and depth < 100:  # noqa: PLR2004
            for name, below in node.items():
                yield from self._code(str(name), parent)
                yield from self._tree(below, self._codes.get(str(name)), depth + 1)

    def _code(self, name: str, parent: str | None) -> Iterator[Code]:
        """A code; one that stands at several places of the codebook stays at the first."""
        if name in self._codes:
            self._draft.drop("second place of a code in the codebook")
            return
        self._codes[name] = self._draft.guid("code", name)
        yield Code(self._codes[name], name, parent)

    def _coded(self) -> Iterator[tuple[str, int, Row]]:
        """Every coded line with its document."""
        documents = {
            number(row, "id"): words(row, "document_id") for row in self._base.rows("document_index")
        }
        of_place = {
            number(row, "id"): documents.get(number(row, "document_index_id"), "")
            for row in self._base.rows("location")
        }
        of_line: dict[int | None, str] = {}
        for row in self._base.rows("coded_line_location_association"):
            file = of_place.get(number(row, "location_id"))
            if file:
                of_line[number(row, "coded_line_id")] = file
        for row in self._base.rows("coded_line"):
            file, line = of_line.get(number(row, "id")), number(row, "line")
            if not file or line is None:
                self._draft.drop("coding without its text")
            else:
                yield file, line, row

    def _source(self, path: str, digest: str, lines: list[tuple[int, Row]]) -> Source:
        corpus = str(self._settings.get("corpus_dir", "corpus"))
        data = self._content(f"{corpus}/{path}")
        guid = self._draft.guid("source", path)
        read = None if data is None else text_form.read(data)
        if data is None or read is None:
            self._draft.tell(path, "its text is not in the project; its codings are kept without words")
            selections = tuple(self._nowhere(path, line, rows) for line, rows in _by_line(lines))
            return Source(guid, path, text=None if not selections else "", selections=selections)
        text, form = read
        is_same = _has_digest(data, digest)
        if not is_same:
            self._draft.tell(path, "its text has changed since it was coded; its codings are not placed")
        starts = _starts(text)
        selections = tuple(
            self._selection(path, line, rows, text, starts) if is_same else self._nowhere(path, line, rows)
            for line, rows in _by_line(lines)
        )
        return Source(guid, path, text=text, form=form, selections=selections)

    def _selection(self, path: str, line: int, rows: list[Row], text: str, starts: list[int]) -> Selection:
        if not 0 <= line < len(starts) - 1:
            self._draft.tell(path, f"coded line {line + 1} is after the end of the text")
            return self._nowhere(path, line, rows)
        start, end = starts[line], starts[line + 1]
        bare = text[start:end].rstrip("\n")
        end = start + len(bare)
        guid = self._draft.guid("selection", path, line)
        return Selection(guid, start, end, name=bare.strip()[:_NAME], codings=self._codings(path, line, rows))

    def _nowhere(self, path: str, line: int, rows: list[Row]) -> Selection:
        return Selection(
            self._draft.guid("selection", path, line),
            NOWHERE,
            NOWHERE,
            name=f"line {line + 1}",
            codings=self._codings(path, line, rows),
            doubt=f"it is on line {line + 1} of a text that is not there as it was coded",
        )

    def _codings(self, path: str, line: int, rows: list[Row]) -> tuple[Coding, ...]:
        made = []
        for row in rows:
            code, coder = self._codes.get(words(row, "code_id")), words(row, "coder_id")
            if code is None:
                self._draft.drop("coding without its code")
                continue
            guid = self._draft.guid("coding", path, line, code, coder)
            made.append(Coding(guid, code, self._draft.user(coder)))
        return tuple(made)

    def _memos(self) -> None:
        folder = (self._top / str(self._settings.get("memos_dir", "memos"))).as_posix()
        for path in sorted(self._files):
            if path.startswith(f"{folder}/") and path.endswith((".md", ".txt")):
                read = text_form.read(self._container.content(path))
                name = PurePath(path).stem
                self._draft.on_project += self._draft.note(
                    "memo", path, text=read[0] if read else "", title=name
                )


def _by_line(lines: list[tuple[int, Row]]) -> list[tuple[int, list[Row]]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for line, row in lines:
        found[line].append(row)
    return sorted(found.items())


def _starts(text: str) -> list[int]:
    """Where each line begins, and the end of the text."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(min(len(text), starts[-1] + len(line) + 1))
    return starts


def _has_digest(data: bytes, digest: str) -> bool:
    """Whether a text has a checksum, as it is or with the line ends of another system.

    qc uses SHA-1; a checksum of an unknown kind proves nothing.
    """
    kind, wanted = _DIGESTS.get(len(digest.strip())), digest.strip().lower()
    lines = data.replace(b"\r\n", b"\n")
    forms = (data, lines, lines.replace(b"\n", b"\r\n"))
    return kind is None or any(
        hashlib.new(kind, each, usedforsecurity=False).hexdigest() == wanted for each in forms
    )


FORM = Form(
    "qc",
    "qc project",
    frozenset(),
    claims,
    read,
    compose=compose,
    in_folder=lambda path: (
        not path.startswith((".", "logs/")) and path.endswith((".yaml", ".sqlite3", ".txt", ".md"))
    ),
    mark=_DATABASE,
)
