"""Texts of doccano with their labels (JSONL).

One text is on each line::

    {"id": 1, "text": "I trust it", "label": [[2, 7, "Trust"]], "Comments": ["sure?"]}

Exports of relations call the spans ``entities``. There are no quotes, so a span is believed where it lies in
its text; positions are code points.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from kb.exchange.forms import Form
from kb.exchange.forms.parts.json_files import as_lines, lines, looks_like, whole_number, words
from kb.exchange.forms.parts.spanned import Label, Labelled, Reading, kept, labelled, project_of
from kb.exchange.model import Project

_SPAN = 3


def claims(data: bytes) -> bool:
    """Whether this is an export of doccano."""
    keys = (b'"label"', b'"labels"', b'"entities"')
    is_one = looks_like(data, b'"text"') or looks_like(data, b'"data"')
    return (
        is_one
        and data.lstrip(b"\xef\xbb\xbf \r\n")[:1] == b"{"
        and any(each in data[:20_000] for each in keys)
    )


def read(data: bytes, name: str) -> Project:
    """Read texts."""
    found = Reading()
    for number, line in enumerate(lines(data, name), 1):
        text = words(line.get("text")) or words(line.get("data"))
        if not text:
            found.dropped["line without a text"] += 1
            continue
        called = next((words(line[key]) for key in ("name", "title", "filename") if words(line.get(key))), "")
        called = called or f"{PurePath(name).stem} {words(line.get('id')) or number}"
        found.texts.append(Labelled(called, text, list(_labels(line, found))))
    return project_of(found, form="doccano", origin="doccano", name=PurePath(name).stem, checked=False)


def _labels(line: dict[str, Any], found: Reading) -> Iterator[Label]:
    said = line.get("label", line.get("labels", line.get("entities")))
    for each in said if isinstance(said, list) else ():
        if isinstance(each, str):
            yield Label(each, None, None)
        elif isinstance(each, list) and len(each) == _SPAN:
            yield _label(each[0], each[1], each[2])
        elif isinstance(each, dict) and "start_offset" in each:
            yield _label(each["start_offset"], each.get("end_offset"), each.get("label"))
        else:
            found.dropped["label of another kind"] += 1
    found.dropped["relation"] += len(line.get("relations") or ())
    found.dropped["comment"] += len(line.get("Comments") or line.get("comments") or ())


def _label(start: Any, end: Any, code: Any) -> Label:
    first = whole_number(start)
    return Label(words(code), -1 if first is None else first, whole_number(end))


def write(project: Project, _profile: str) -> bytes:
    """Write every text as a line; the coders are left out, two coders' same span is one."""
    return as_lines(
        {
            "text": source.text,
            "label": [
                list(each) for each in dict.fromkeys((span.start, span.end, span.code) for span in spans)
            ],
            "name": source.name or source.guid,
        }
        for source, spans, _ in labelled(project)
    )


def _kept(project: Project) -> dict[str, int]:
    return kept(project, only_words=True) | {"User": 0}


FORM = Form("doccano", "doccano texts", frozenset({".jsonl"}), claims, read, write, keeps=_kept)
