"""Tasks of Label Studio (JSON), with the labels of people.

A task is a text, an annotation is the work of one person on it::

    [{"data": {"text": "…"}, "annotations": [{"completed_by": 1, "result": [
      {"from_name": "label", "to_name": "text", "type": "labels",
       "value": {"start": 0, "end": 5, "text": "Hello", "labels": ["Trust"]}}]}]}]

Positions are those of JavaScript (UTF-16) or code points; the words in ``text`` say which. Predictions are no
person's work, and stay behind.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from kb.exchange.errors import ExchangeError
from kb.exchange.forms import Form
from kb.exchange.forms.parts.json_files import as_whole, looks_like, whole, whole_number, words
from kb.exchange.forms.parts.spanned import Label, Labelled, Reading, kept, labelled, project_of
from kb.exchange.model import Project

_KINDS = {"labels": "labels", "hypertextlabels": "hypertextlabels", "choices": "choices"}
_TEXTS = ("text", "dialogue", "html")
_NAMES = ("name", "title", "document", "filename", "file_upload", "doc_id", "id")


def claims(data: bytes) -> bool:
    """Whether this is an export of Label Studio."""
    has_work = b'"annotations"' in data or b'"predictions"' in data or b'"completions"' in data
    return looks_like(data, b'"data"') and has_work


def read(data: bytes, name: str) -> Project:
    """Read tasks."""
    tasks = whole(data, name)
    tasks = [tasks] if isinstance(tasks, dict) else tasks
    if not isinstance(tasks, list) or not all(isinstance(each, dict) for each in tasks):
        raise ExchangeError(f"cannot read {name!r}: it holds no tasks of Label Studio")
    found = Reading()
    for number, task in enumerate(tasks, 1):
        said = task.get("data")
        said = said if isinstance(said, dict) else {}
        text = next((words(said[key]) for key in _TEXTS if words(said.get(key))), "")
        if not text:
            found.dropped["task without a text"] += 1
            continue
        called = next((words(said[key]) for key in _NAMES if words(said.get(key))), "")
        called = called or words(task.get("file_upload")) or f"Task {words(task.get('id')) or number}"
        for kind, key in (("prediction", "predictions"), ("draft", "drafts"), ("comment", "comments")):
            some = task.get(key)
            found.dropped[kind] += len(some) if isinstance(some, list) else 0
        found.dropped["field of a task"] += sum(key not in (*_TEXTS, *_NAMES) for key in said)
        found.texts.append(Labelled(called, text, list(_labels(task, found))))
    return project_of(found, form="label_studio", origin="Label Studio", name=PurePath(name).stem)


def _labels(task: dict[str, Any], found: Reading) -> Iterator[Label]:
    for work in task.get("annotations") or task.get("completions") or ():
        if not isinstance(work, dict) or work.get("was_cancelled"):
            found.dropped["cancelled annotation"] += 1
            continue
        by, at = _person(work.get("completed_by")), words(work.get("created_at"))
        for result in work.get("result") or ():
            yield from _of_result(result, by, at, found)


def _of_result(result: Any, by: str, at: str, found: Reading) -> Iterator[Label]:
    kind = _KINDS.get(words(result.get("type"))) if isinstance(result, dict) else None
    value = result.get("value") if kind else None
    if not isinstance(value, dict) or kind is None:
        found.dropped["result of another kind"] += 1
        return
    codes = value.get(kind) or value.get("labels") or ()
    codes = codes if isinstance(codes, list) else ()
    if not codes:
        found.dropped["result without a label"] += 1
    memo = _memo(result.get("meta"))
    for code in codes:
        if kind == "choices":
            yield Label(words(code), None, None, by=by, at=at, memo=memo)
            continue
        offsets = value.get("globalOffsets")
        place = offsets if isinstance(offsets, dict) else value
        start, end = whole_number(place.get("start")), whole_number(place.get("end"))
        yield Label(words(code), -1 if start is None else start, end, words(value.get("text")), by, at, memo)


def _memo(meta: Any) -> str:
    """What a person noted at a label."""
    noted = meta.get("text") if isinstance(meta, dict) else None
    return "\n\n".join(filter(None, map(words, noted if isinstance(noted, list) else [noted])))


def _person(said: Any) -> str:
    if isinstance(said, dict):
        name = f"{words(said.get('first_name'))} {words(said.get('last_name'))}".strip()
        return name or words(said.get("email")) or words(said.get("username")) or words(said.get("id"))
    return f"Annotator {said}" if isinstance(said, int) else words(said)


def write(project: Project, _profile: str) -> bytes:
    """Write every text as a task; each coder's work is an annotation."""
    tasks = []
    for source, spans, whole_text in labelled(project):
        text = source.text or ""
        units = _Units(text)
        results: dict[str, list[dict[str, Any]]] = {}
        for each in spans:
            results.setdefault(each.by, []).append(
                _result(each.guid, each.code, text[each.start : each.end], units.span(each.start, each.end))
            )
        for each in whole_text:
            results.setdefault(each.by, []).append(_choice(each.guid, each.code))
        work = [
            {"completed_by": {"email": who} if who else None, "result": some} for who, some in results.items()
        ]
        tasks.append({"data": {"text": text, "name": source.name or source.guid}, "annotations": work})
    return as_whole(tasks)


def _result(guid: str, code: str, words: str, span: tuple[int, int]) -> dict[str, Any]:
    value = {"start": span[0], "end": span[1], "text": words, "labels": [code]}
    return {"id": guid, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def _choice(guid: str, code: str) -> dict[str, Any]:
    return {
        "id": guid,
        "from_name": "choice",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": [code]},
    }


class _Units:
    """Places of a text as JavaScript counts them: a character beyond the first 65,536 counts twice."""

    def __init__(self, text: str) -> None:
        self._twice = [] if text.isascii() else [at for at, each in enumerate(text) if each > "\uffff"]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where words are, from their places in code points."""
        return start + bisect_left(self._twice, start), end + bisect_left(self._twice, end)


FORM = Form("label_studio", "Label Studio tasks", frozenset({".json"}), claims, read, write, keeps=kept)
