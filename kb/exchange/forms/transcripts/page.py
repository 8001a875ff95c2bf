"""Coded transcripts as one page (HTML) to read and to print, or to save as PDF from the browser.

Coded words are marked; beside each line stand the codes of what is marked in it, with their coders. The file
needs nothing else, and runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from html import escape

from kb.exchange.forms import Form
from kb.exchange.forms.parts.spanned import Spanned, kept, labelled, names_of_codes
from kb.exchange.forms.transcripts.segments import Segment, claims_nothing, lines_of, memos_of, refuse
from kb.exchange.guids import same
from kb.exchange.model import Project, Source

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 Georgia, serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
section { break-before: page; } section:first-of-type { break-before: auto; }
.line { display: grid; grid-template-columns: 1fr 16rem; gap: 0 1.5rem; }
.line { break-inside: avoid; }
.line p { margin: 0 0 .6rem; white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: color-mix(in srgb, #f2c94c 35%, transparent); color: inherit; }
mark { border-bottom: 2px solid #b8860b; }
mark.more { background: color-mix(in srgb, #f2994a 45%, transparent); }
aside { font: .8rem/1.35 system-ui, sans-serif; }
aside div { margin-bottom: .25rem; } aside q { opacity: .75; }
@media (max-width: 45rem) { .line { grid-template-columns: 1fr; } }
@media print { body { margin: 0; max-width: none; } }
@media print { .line { grid-template-columns: 1fr 12rem; } }
"""
_SHOWN = 60


def write(project: Project, _profile: str) -> bytes:
    """Write all documents, each on a page of its own in print, and the codebook behind them."""
    title = escape(project.name or "Coded transcripts")
    memos = memos_of(project)
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>",
    ]
    for source, spans, whole in labelled(project):
        parts.append(f"<section><h2>{escape(source.name or source.guid)}</h2>")
        if whole:
            parts.append(f"<p>Codes: {escape(', '.join(dict.fromkeys(each.code for each in whole)))}</p>")
        parts += _lines(source, spans, memos)
        parts.append("</section>")
    parts += _codebook(project)
    parts.append("</body></html>\n")
    return "\n".join(parts).encode("utf-8", "replace")


def _lines(source: Source, spans: Sequence[Spanned], memos: dict[str, list[str]]) -> Iterator[str]:
    text, speakers = source.text or "", dict(source.speakers)
    for segments in lines_of(text, spans):
        if not segments:
            continue
        words = "".join(_marked(text, each) for each in segments)
        begun = {
            each.guid: each for part in segments for each in part.within if each.start >= segments[0].start
        }
        notes = "".join(_note(text, each, memos) for each in begun.values())
        speaker = speakers.get(segments[0].start)
        who = f"<b>{escape(speaker)}:</b> " if speaker else ""
        yield f'<div class="line"><p>{who}{words}</p><aside>{notes}</aside></div>'


def _marked(text: str, each: Segment) -> str:
    words = escape(text[each.start : each.end])
    if not each.within:
        return words
    more = ' class="more"' if len({one.code for one in each.within}) > 1 else ""
    return f"<mark{more}>{words}</mark>"


def _note(text: str, each: Spanned, memos: dict[str, list[str]]) -> str:
    quote = " ".join(text[each.start : each.end].split())
    quote = quote if len(quote) <= _SHOWN else f"{quote[: _SHOWN - 1]}…"
    by = f" · {escape(each.by)}" if each.by else ""
    said = "".join(f"<br>{escape(memo)}" for memo in memos.get(each.guid, ()))
    return f"<div><b>{escape(each.code)}</b>{by} <q>{escape(quote)}</q>{said}</div>"


def _codebook(project: Project) -> Iterator[str]:
    names = names_of_codes(project.codes)
    yield "<section><h2>Codes</h2><dl>"
    for code in project.codes:
        yield f"<dt><b>{escape(names[same(code.guid)])}</b></dt><dd>{escape(code.description or '')}</dd>"
    yield "</dl></section>"


FORM = Form(
    "html",
    "Page of coded transcripts",
    frozenset({".html"}),
    claims_nothing,
    refuse,
    write,
    is_read=False,
    keeps=partial(kept, every_code=True),
)
