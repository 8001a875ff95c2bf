"""Spans of spaCy, in a ``DocBin`` or as lines of JSON.

A DocBin (``.spacy``) has them in ``doc.spans["sc"]``, JSONL has one text on each line::

    {"text": "I trust it", "spans": [{"start": 2, "end": 7, "label": "Trust"}]}

A DocBin counts tokens; its spans are read as the characters of these tokens. Written is JSONL, in characters:
a coding may begin within a token. Prodigy's files are of this form, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import PurePath
from typing import Any

from kb.exchange.errors import ExchangeError
from kb.exchange.forms import Form
from kb.exchange.forms.parts.json_files import as_lines, lines, looks_like, whole_number, words
from kb.exchange.forms.parts.spanned import Label, Labelled, Reading, kept, labelled, project_of
from kb.exchange.model import Project

_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_LARGEST = 500_000_000
_KEY = "sc"


def claims(data: bytes) -> bool:
    """Whether this is text with spans, one on each line; a DocBin is told by its name."""
    return looks_like(data, b'"text"', b'"spans"') and data.lstrip(b"\xef\xbb\xbf \r\n")[:1] == b"{"


def read(data: bytes, name: str) -> Project:
    """Read spans."""
    found = Reading()
    if data[:2] in _ZLIB:
        _of_docs(data, name, found)
    else:
        _of_lines(data, name, found)
    return project_of(found, form="spacy", origin="spaCy", name=PurePath(name).stem, checked=False)


def _of_lines(data: bytes, name: str, found: Reading) -> None:
    for number, line in enumerate(lines(data, name), 1):
        text = words(line.get("text"))
        if not text:
            found.dropped["line without a text"] += 1
            continue
        meta = line.get("meta")
        called = words(line.get("name")) or (words(meta.get("name")) if isinstance(meta, dict) else "")
        labels = [each for each in map(_label, line.get("spans") or ()) if each is not None]
        found.texts.append(Labelled(called or f"{PurePath(name).stem} {number}", text, labels))


def _label(span: Any) -> Label | None:
    if not isinstance(span, dict):
        return None
    start, end = whole_number(span.get("start")), whole_number(span.get("end"))
    by = words(span.get("coder"))
    return Label(words(span.get("label")), -1 if start is None else start, end, words(span.get("text")), by)


def _of_docs(data: bytes, name: str, found: Reading) -> None:
    """Read a DocBin: without a pipeline, only its words and spans."""
    import zlib  # noqa: PLC0415  with spaCy, which takes a second to load

    import spacy  # noqa: PLC0415
    from spacy.tokens import DocBin  # noqa: PLC0415

    try:
        grown = zlib.decompressobj().decompress(data, _LARGEST + 1)
    except zlib.error:
        raise ExchangeError(f"cannot read {name!r}: it is not a spaCy DocBin, or it is damaged") from None
    if len(grown) > _LARGEST:
        raise ExchangeError(f"{name!r} is refused: unpacked it has more than {_LARGEST:,} bytes")
    try:
        docs = list(DocBin().from_bytes(data).get_docs(spacy.blank("xx").vocab))
    except Exception:  # noqa: BLE001  damaged bytes fail in as many ways as spaCy has parts
        raise ExchangeError(f"cannot read {name!r}: it is not a spaCy DocBin, or it is damaged") from None
    for number, doc in enumerate(docs, 1):
        labels = []
        for key, group in doc.spans.items():
            by = key.removeprefix(f"{_KEY}:") if key.startswith(f"{_KEY}:") else ""
            labels += [Label(each.label_, each.start_char, each.end_char, each.text, by) for each in group]
        if not labels:
            labels = [Label(each.label_, each.start_char, each.end_char, each.text) for each in doc.ents]
        called = words(doc.user_data.get("name")) or f"{PurePath(name).stem} {number}"
        found.texts.append(Labelled(called, doc.text, labels))


def write(project: Project, _profile: str) -> bytes:
    """Write every text as a line, with its spans in characters."""
    return as_lines(_lines(project))


def _lines(project: Project) -> Iterator[dict[str, Any]]:
    for source, spans, _ in labelled(project):
        text = source.text or ""
        said = [
            {
                "start": each.start,
                "end": each.end,
                "label": each.code,
                "text": text[each.start : each.end],
                **({"coder": each.by} if each.by else {}),
            }
            for each in spans
        ]
        yield {"text": text, "spans": said, "meta": {"name": source.name or source.guid}}


_KEPT = partial(kept, only_words=True)
FORM = Form("spacy", "spaCy spans", frozenset({".spacy", ".jsonl"}), claims, read, write, keeps=_KEPT)
