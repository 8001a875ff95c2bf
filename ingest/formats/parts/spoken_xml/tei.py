"""TEI: transcriptions of speech (``<u who="#ann">``, also in ISO 24624's blocks) and speeches (``<sp>``).

::

    <person xml:id="ann"><persName>Ann Lee</persName></person>
    <u who="#ann" start="#T1">What broke? <pause/> <vocal><desc>laughs</desc></vocal></u>
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ingest.dialogue import Block
from ingest.dialogue.joining import joined_words
from ingest.formats.parts.spoken_xml import XML_ID, Talk, folded, number, place, voices
from ingest.formats.parts.xml_root import local_name

_BESIDE = frozenset({"note", "spanGrp", "interpGrp", "fw", "span", "figDesc", "linkGrp", "listAnnotation"})
"""What stands among the words and is said by nobody."""
_HEARD = frozenset({"vocal", "incident", "kinesic", "event", "writing", "stage", "shift"})
"""What happens while somebody speaks, told by the transcriber: kept in brackets."""
_CHOICE = ("orig", "sic", "abbr", "seg", "unclear")
_ALONE = frozenset({"p", "ab", "head", "stage", "incident", "event", "vocal", "kinesic", "l"})
_MARKED = re.compile(r"[\[(].*[\])]")
_PER_SECOND = {"ms": 1000.0, "s": 1.0, "min": 1 / 60, "h": 1 / 3600}


def of_tei(root: Any) -> Talk:
    """Read what is said in order, each piece by whom its element names."""
    names, times = _names(root), _times(root)
    title = root.find(".//{*}titleStmt/{*}title")
    talk = Talk(title=folded("".join(title.itertext())) or None if title is not None else None)
    talk.paragraphs = next(root.iter("{*}u"), None) is None
    notes = 0
    for body in root.iter("{*}body"):
        for element, speaker in _spoken(body, names):
            begin, end = (_time(element, each, times) for each in ("start", "end"))
            notes += sum(1 for _ in element.iter("{*}note"))
            if text := _words(element):
                if speaker is None and local_name(element) in _HEARD and not _MARKED.fullmatch(text):
                    text = f"[{text}]"
                talk.blocks.append(
                    Block(text, place(element), speaker=speaker, audio_start=begin, audio_end=end)
                )
    if notes:
        talk.left_out.append("one note left out" if notes == 1 else f"{notes} notes left out")
    if not any(block.speaker for block in talk.blocks):
        talk.blocks.clear()
    return talk


def _names(root: Any) -> dict[str, str]:
    """Return what people are called; two of the same name keep their ids."""
    found: dict[str, str] = {}
    for person in root.iter("{*}person", "{*}personGrp", "{*}role", "{*}particip"):
        identifier = person.get(XML_ID) or person.get("id")
        name = person.find("{*}persName")
        written = folded(" ".join(name.itertext())) if name is not None else folded(person.get("n"))
        if identifier and written:
            found[identifier] = written
    counted = Counter(found.values())
    return {identifier: name for identifier, name in found.items() if counted[name] == 1}


def _times(root: Any) -> dict[str, float]:
    """Return the seconds of the points of the timeline that say when they are."""
    found: dict[str, float] = {}
    for timeline in root.iter("{*}timeline"):
        unit = _PER_SECOND.get(timeline.get("unit") or "s", 1.0)
        for when in timeline.iter("{*}when"):
            since = (when.get("since") or timeline.get("origin") or "").lstrip("#")
            interval = number(when.get("interval"), _PER_SECOND.get(when.get("unit") or "", unit))
            if interval is None and not when.get("since"):
                interval = 0.0
            if interval is not None and (identifier := when.get(XML_ID)):
                found[identifier] = round(found.get(since, 0.0) + interval, 3)
    return found


def _time(element: Any, name: str, times: dict[str, float]) -> float | None:
    for each in (element, element.getparent()):
        if each is not None and (reference := each.get(name)):
            return times.get(reference.lstrip("#"), number(reference))
    return None


def _spoken(body: Any, names: dict[str, str]) -> Iterator[tuple[Any, str | None]]:
    """Yield the elements that hold words, outermost first, each with who says them."""
    waiting: list[tuple[Any, str | None]] = [(body, None)]
    while waiting:
        element, speaker = waiting.pop()
        name = local_name(element)
        if not name or name in _BESIDE or name == "speaker":
            continue
        if name == "sp":
            speaker = _named(element, names) or _printed(element)
        elif name == "annotationBlock":
            speaker = _named(element, names)
        if name == "u":
            yield element, _named(element, names) or speaker
        elif name in _ALONE:
            yield element, None if name in {"stage", "head"} else speaker
        else:
            waiting += [(child, speaker) for child in reversed(element)]


def _named(element: Any, names: dict[str, str]) -> str | None:
    ids = [each.rpartition("#")[2] for each in (element.get("who") or "").split()]
    return voices(names.get(each, each) for each in ids)


def _printed(speech: Any) -> str | None:
    label = speech.find("{*}speaker")
    return folded("".join(label.itertext())).rstrip(":.") or None if label is not None else None


def _words(element: Any) -> str:
    """Return the words, without notes; where each word is an element, blanks are set between them."""
    if next(element.iter("{*}w"), None) is None:
        return folded("".join(_texts(element, words=False)))
    return joined_words(piece for each in _texts(element, words=True) if (piece := folded(each)))


def _texts(element: Any, *, words: bool) -> Iterator[str]:
    waiting: list[tuple[Any, bool]] = [(element, False)]
    while waiting:
        each, done = waiting.pop()
        if done:
            yield each.tail or ""
            continue
        if each is not element:
            waiting.append((each, True))
        name = local_name(each)
        if not name or name in _BESIDE:
            continue
        if name in _HEARD and each is not element:
            happened = folded(" ".join(each.itertext())) or folded(each.get("desc") or each.get("new"))
            yield f" [{happened}] " if happened else " "
        elif name == "gap":
            yield " […] "
        elif words and name == "w":
            yield "".join(_texts(each, words=False)) if len(each) else each.text or ""
        else:
            yield each.text or (" " if name in {"pause", "lb", "seg", "p"} else "")
            waiting += [
                (child, False) for child in reversed(_chosen(each) if name == "choice" else list(each))
            ]


def _chosen(choice: Any) -> list[Any]:
    """Of two spellings take the one that was heard, not the one that was put right."""
    kept = [child for name in _CHOICE for child in choice if local_name(child) == name]
    return kept[:1] or list(choice)[:1]
