"""Sources that are more than a text, as they were written, with what has changed here since."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any

from lxml import etree

from kb.exchange.guids import made_for, same
from kb.exchange.model import Selection
from kb.exchange.refi.xml import local, parsed, written

_TEXTS = ("Representation", "TextDescription")


def edited(xml: str, selections: Iterable[Selection], gone: AbstractSet[str], known: AbstractSet[str]) -> str:
    """Return an element without the codings that are gone, and with those that are new.

    New ones stand in the text of a PDF or a picture as selections, in a transcript between new points. The
    element of what nothing has changed in is returned as it is.
    """
    new = [each for each in selections if any(same(coding.guid) not in known for coding in each.codings)]
    if not gone and not new:
        return xml
    root = parsed(xml)
    for coding in [each for each in root.iter("{*}Coding") if same(each.get("guid", "")) in gone]:
        coding.getparent().remove(coding)
    text = next((each for each in root.iter() if local(each) in _TEXTS), None)
    transcript = next((each for each in root.iter() if local(each) == "Transcript"), None)
    for selection in new:
        if text is not None:
            _in_text(text, selection, known)
        elif transcript is not None:
            _in_transcript(transcript, selection, known)
    return written(root)


def _in_text(text: Any, selection: Selection, known: AbstractSet[str]) -> None:
    made = _new(text, "PlainTextSelection", selection)
    made.set("startPosition", str(selection.start))
    made.set("endPosition", str(selection.end))
    _codings(made, selection, known)
    _insert(text, made, ("Description", "PlainTextContent", "PlainTextSelection"))


def _in_transcript(transcript: Any, selection: Selection, known: AbstractSet[str]) -> None:
    made = _new(transcript, "TranscriptSelection", selection)
    for name, at in (("fromSyncPoint", selection.start), ("toSyncPoint", selection.end)):
        point = etree.Element(_tag(transcript, "SyncPoint"))
        point.set("guid", made_for("SyncPoint", selection.guid, name))
        point.set("position", str(at))
        made.set(name, point.get("guid"))
        _insert(transcript, point, ("Description", "PlainTextContent", "SyncPoint"))
    _codings(made, selection, known)
    _insert(transcript, made, ("Description", "PlainTextContent", "SyncPoint", "TranscriptSelection"))


def _new(parent: Any, name: str, selection: Selection) -> Any:
    made = etree.Element(_tag(parent, name))
    made.set("guid", selection.guid)
    if selection.name is not None:
        made.set("name", selection.name)
    return made


def _codings(made: Any, selection: Selection, known: AbstractSet[str]) -> None:
    for coding in selection.codings:
        if same(coding.guid) in known:
            continue
        element = etree.SubElement(made, _tag(made, "Coding"))
        values = {"guid": coding.guid, "creatingUser": coding.creator, "creationDateTime": coding.created}
        for name, value in values.items():
            if value is not None:
                element.set(name, value)
        etree.SubElement(element, _tag(made, "CodeRef")).set("targetGUID", coding.code)


def _insert(parent: Any, child: Any, after: tuple[str, ...]) -> None:
    """Put a child behind the last of the children that come before it in the schema."""
    places = [place for place, each in enumerate(parent) if local(each) in after]
    parent.insert(places[-1] + 1 if places else 0, child)


def _tag(near: Any, name: str) -> str:
    namespace = str(near.tag).rpartition("}")[0]
    return f"{namespace}}}{name}" if namespace else name
