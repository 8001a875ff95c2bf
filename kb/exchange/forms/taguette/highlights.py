"""Tables as Taguette exports and imports them (CSV): the highlights with their tags, and the codebook.

Highlights have a row for each tag, and no positions; the same words coded by two people are two highlights::

    id,document,tag,content
    tag,description,number of highlights,number of documents
"""

from __future__ import annotations

from collections import defaultdict

from kb import records
from kb.exchange.forms import Form
from kb.exchange.forms.parts.composed import Composed, Composing, coded_spans
from kb.exchange.forms.taguette.paths import paths_of
from kb.exchange.forms.transcripts.segments import claims_nothing, refuse
from kb.exchange.guids import same
from kb.exchange.model import Project

_HIGHLIGHTS = ("id", "document", "tag", "content")
_CODEBOOK = ("tag", "description", "number of highlights", "number of documents")


def compose(project: Project) -> Composed:
    """Put the highlights together."""
    work = Composing(project)
    paths = paths_of(work)
    numbers: dict[tuple[str, str], int] = {}
    rows = []
    for source, selection, coding in coded_spans(project):
        number = numbers.setdefault((selection.guid, work.coder(coding)), len(numbers) + 1)
        words = (source.text or "")[selection.start : selection.end]
        tag = paths.get(same(coding.code), coding.code)
        rows.append(dict(zip(_HIGHLIGHTS, (number, source.name, tag, words), strict=True)))
    work.kept.clear()
    work.kept["Coding"] = len(rows)
    work.kept["Selection"] = len({guid for guid, _ in numbers})
    return work.composed({"highlights.csv": records.csv_bytes(rows, _HIGHLIGHTS)})


def compose_codebook(project: Project) -> Composed:
    """Put the codebook together."""
    work = Composing(project)
    paths = paths_of(work)
    highlights: dict[str, int] = defaultdict(int)
    documents: dict[str, set[str]] = defaultdict(set)
    for source, _, coding in coded_spans(project):
        highlights[same(coding.code)] += 1
        documents[same(coding.code)].add(source.guid)
    rows = []
    for code in project.codes:
        guid = same(code.guid)
        memo = work.memo(code.notes, before=code.description)
        said = (paths[guid], memo, highlights[guid], len(documents[guid]))
        rows.append(dict(zip(_CODEBOOK, said, strict=True)))
    work.kept["Code"] = len(rows)
    return work.composed({"codebook.csv": records.csv_bytes(rows, _CODEBOOK)})


FORM = Form(
    "taguette_highlights",
    "Highlights for Taguette (CSV)",
    frozenset({".csv"}),
    claims_nothing,
    refuse,
    compose=compose,
    is_read=False,
)
