"""Coded transcripts as notes in Markdown for Obsidian, Logseq and others: a zip.

A document is a note in which coded words are marked and tagged where a coding ends; a code is a note with
what it means and its quotes, linked to their documents::

    Anna: ==I trust it== #Attitude/Trust (ann).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from kb.exchange.forms import Form
from kb.exchange.forms.parts.folders import zipped
from kb.exchange.forms.parts.names import file_names
from kb.exchange.forms.parts.spanned import Spanned, kept, labelled, names_of_codes
from kb.exchange.forms.transcripts.segments import claims_nothing, lines_of, refuse
from kb.exchange.guids import same
from kb.exchange.model import Code, Project

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#=~|$%^])")
_NO_TAG = re.compile(r"[^\w-]+")


def write(project: Project, _profile: str) -> bytes:
    """Write the notes; the same project gives the same bytes."""
    names = names_of_codes(project.codes)
    held = {same(each.guid): each for each in project.codes}
    tags = {names[same(each.guid)]: _tag(each, held) for each in project.codes}
    files: dict[str, str] = {}
    documents, codes = file_names(), file_names()
    quotes: dict[str, list[str]] = defaultdict(list)
    for source, spans, whole in labelled(project):
        name = documents.take(source.name or source.guid)
        text, speakers = source.text or "", dict(source.speakers)
        head = "".join(f"#{tags.get(each.code, each.code)} " for each in whole)
        files[f"Documents/{name}.md"] = f"{head}\n\n{_text(text, spans, tags, speakers)}\n".lstrip()
        for each in spans:
            words = _escaped(" ".join(text[each.start : each.end].split()))
            quotes[each.code].append(
                f"> {words}\n> — [[{name}]]{f', {_escaped(each.by)}' if each.by else ''}\n"
            )
    for code in project.codes:
        called = names[same(code.guid)]
        name = codes.take(called)
        parts = [f"#{tags[called]}", code.description or "", *quotes.get(called, ())]
        files[f"Codes/{name}.md"] = "\n\n".join(filter(None, parts)) + "\n"
    return zipped({name: said.encode("utf-8", "replace") for name, said in files.items()})


def _text(text: str, spans: Sequence[Spanned], tags: dict[str, str], speakers: dict[int, str]) -> str:
    lines = []
    for segments in lines_of(text, spans):
        speaker = speakers.get(segments[0].start) if segments else None
        said = [f"**{_escaped(speaker)}:** "] if speaker else []
        for each in segments:
            words = text[each.start : each.end]
            bare = words.strip()
            if not each.within or not bare:
                said.append(_escaped(words))
            else:
                before, _, after = words.partition(bare)
                said.append(f"{before}=={_escaped(bare)}=={after}")
            said += [_tagged(one, tags) for one in each.ending]
        lines.append("".join(said))
    return "\n\n".join(line for line in lines if line.strip())


def _tagged(each: Spanned, tags: dict[str, str]) -> str:
    by = f" ({_escaped(each.by)})" if each.by else ""
    return f" #{tags.get(each.code, _part(each.code))}{by} "


def _tag(code: Code, held: Mapping[str, Code]) -> str:
    """A tag with the codes above it: ``Attitude/Trust``."""
    parts, above, seen = [_part(code.name)], held.get(same(code.parent or "")), {same(code.guid)}
    while above is not None and same(above.guid) not in seen:
        parts.append(_part(above.name))
        seen.add(same(above.guid))
        above = held.get(same(above.parent or ""))
    return "/".join(reversed(parts))


def _part(name: str) -> str:
    """A name as a part of a tag, which has no blanks and is no number."""
    part = _NO_TAG.sub("-", name).strip("-") or "code"
    return f"c{part}" if part.isdecimal() else part


def _escaped(words: str) -> str:
    return _SIGNS.sub(r"\\\1", words)


FORM = Form(
    "obsidian",
    "Notes in Markdown (Obsidian)",
    frozenset({".zip"}),
    claims_nothing,
    refuse,
    write,
    is_read=False,
    keeps=partial(kept, every_code=True),
)
