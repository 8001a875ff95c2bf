"""Annotations of the W3C (Web Annotation Data Model, JSON-LD).

Each is a tag on words of a text::

    {"type": "Annotation", "body": [{"type": "TextualBody", "purpose": "tagging", "value": "Trust"}],
     "target": {"source": "Interview 1", "selector": [
       {"type": "TextPositionSelector", "start": 2, "end": 7},
       {"type": "TextQuoteSelector", "exact": "trust", "prefix": "I ", "suffix": " it"}]}}

The texts themselves are no part of the form. Ours writes them beside, as ``kb:texts``; of others the words
are looked up in the catalog's documents of the same name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from kb.exchange.forms import Form
from kb.exchange.forms.parts.json_files import as_whole, looks_like, whole, whole_number, words
from kb.exchange.forms.parts.spanned import Label, Labelled, Reading, Spanned, kept, labelled, project_of
from kb.exchange.model import Project

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_TEXTS = "kb:texts"
_AROUND = 32
_SELECTORS = ("TextPositionSelector", "TextQuoteSelector")


def claims(data: bytes) -> bool:
    """Whether these are annotations of the W3C."""
    return looks_like(data) and b"Annotation" in data[:20_000] and b'"target"' in data


def read(data: bytes, name: str) -> Project:
    """Read annotations."""
    said = whole(data, name)
    page = said if isinstance(said, dict) else {}
    texts = page.get(_TEXTS) if isinstance(page.get(_TEXTS), dict) else {}
    labels: dict[str, list[Label]] = defaultdict(list)
    found = Reading()
    for each in _annotations(said):
        source, some = _labels(each, found)
        labels[source] += some
    for source in dict.fromkeys([*(texts or {}), *labels]):
        text = words(texts[source]) if texts and source in texts else None
        found.texts.append(Labelled(source or "(no name)", text, labels[source]))
    return project_of(found, form="web_annotation", origin="Web Annotation", name=PurePath(name).stem)


def _annotations(said: Any) -> Iterator[dict[str, Any]]:
    if isinstance(said, list):
        for each in said:
            yield from _annotations(each)
    elif isinstance(said, dict):
        if said.get("type") == "Annotation":
            yield said
        for key in ("first", "items"):
            yield from _annotations(said.get(key)) if isinstance(said.get(key), list | dict) else ()


def _labels(each: dict[str, Any], found: Reading) -> tuple[str, list[Label]]:
    target = each.get("target")
    if isinstance(target, list):
        found.dropped["further target"] += max(0, len(target) - 1)
        target = target[0] if target else None
    target = {"source": target} if isinstance(target, str) else target if isinstance(target, dict) else {}
    source = target.get("source")
    source = words(source.get("id")) if isinstance(source, dict) else words(source)
    selectors = target.get("selector")
    selectors = selectors if isinstance(selectors, list) else [selectors]
    kinds = {words(one.get("type")): one for one in selectors if isinstance(one, dict)}
    at, quote = kinds.get("TextPositionSelector", {}), words(kinds.get("TextQuoteSelector", {}).get("exact"))
    start, end = whole_number(at.get("start")), whole_number(at.get("end"))
    others = sum(kind not in _SELECTORS for kind in kinds)
    if others and others == len(kinds):
        found.dropped["selector of another kind"] += others
    codes, memo = _bodies(each.get("body"))
    if not codes:
        found.dropped["annotation without a tag"] += 1
    is_whole = not kinds
    first = None if is_whole else -1 if start is None else start
    by, when = _person(each.get("creator")), words(each.get("created"))
    return source, [Label(code, first, end, quote, by, when, memo) for code in codes]


def _bodies(body: Any) -> tuple[list[str], str]:
    """The tags of an annotation, and its other words."""
    tags: list[str] = []
    memos: list[str] = []
    for each in body if isinstance(body, list) else [body]:
        if isinstance(each, dict):
            is_tag = each.get("purpose") == "tagging"
            (tags if is_tag else memos).append(words(each.get("value")) or words(each.get("id")))
    return [each for each in tags if each], "\n\n".join(filter(None, memos))


def _person(said: Any) -> str:
    return words(said.get("name")) or words(said.get("id")) if isinstance(said, dict) else words(said)


def write(project: Project, _profile: str) -> bytes:
    """Write every coding as an annotation, and the texts beside."""
    texts, items = {}, []
    for source, spans, whole_text in labelled(project):
        name = source.name or source.guid
        texts[name] = source.text or ""
        items += [_annotation(name, each, source.text or "") for each in spans]
        items += [_annotation(name, each, None) for each in whole_text]
    context = [_CONTEXT, {"kb": "urn:interview-kb:"}]
    return as_whole({"@context": context, "type": "AnnotationPage", "items": items, _TEXTS: texts})


def _annotation(name: str, each: Spanned, text: str | None) -> dict[str, Any]:
    made: dict[str, Any] = {"id": f"urn:uuid:{each.guid}", "type": "Annotation"}
    if each.by:
        made["creator"] = {"type": "Person", "name": each.by}
    if each.at:
        made["created"] = each.at
    made["body"] = [{"type": "TextualBody", "purpose": "tagging", "value": each.code}]
    made["target"] = {"source": name}
    if text is not None:
        made["target"]["selector"] = [
            {"type": "TextPositionSelector", "start": each.start, "end": each.end},
            {
                "type": "TextQuoteSelector",
                "exact": text[each.start : each.end],
                "prefix": text[max(0, each.start - _AROUND) : each.start],
                "suffix": text[each.end : each.end + _AROUND],
            },
        ]
    return made


FORM = Form("web_annotation", "Web Annotations", frozenset({".jsonld"}), claims, read, write, keeps=kept)
