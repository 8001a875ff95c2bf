"""Tables of codings and of codes (CSV, XLSX), as Taguette exports them, and as we do.

Highlights have no positions: the words are looked up in the catalog's document of that name, when the table
is stored (:mod:`kb.store.exchange.by_quote`)::

    id,document,tag,content                                  Taguette's highlights, a row for each tag
    document,coder,pass_role,code,start,end,quote,…          our own codings
    tag,description,number of highlights,number of documents a codebook; also name, path or code
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePath

from kb.exchange.errors import ExchangeError
from kb.exchange.forms import Form
from kb.exchange.forms.parts.draft import Draft, moment
from kb.exchange.forms.parts.grids import Row, first, header, rows_of
from kb.exchange.forms.parts.quotes import NOWHERE
from kb.exchange.forms.parts.tree import Branch, Tags, tree
from kb.exchange.model import Code, Coding, Project, Selection, Source

_QUOTES = ("content", "quote")
_CODES = ("tag", "code", "name", "path")
_MEANINGS = ("description", "definition")


def claims_codings(data: bytes) -> bool:
    """Whether this is a table with a document, a code and a quote in each row."""
    names = set(header(data))
    return "document" in names and bool(names & {"tag", "code"}) and bool(names & set(_QUOTES))


def claims_codes(data: bytes) -> bool:
    """Whether this is a table with a code and what it means in each row."""
    names = set(header(data))
    return bool(names & set(_CODES)) and bool(names & set(_MEANINGS)) and "document" not in names


def read_codings(data: bytes, name: str) -> Project:
    """Read codings, to be placed by their quotes."""
    draft = Draft("codings_table", PurePath(name).stem, (), "Table of codings")
    codes: dict[str, str] = {}
    documents: dict[str, dict[tuple[str, ...], list[Coding]]] = defaultdict(lambda: defaultdict(list))
    places: dict[tuple[str, ...], tuple[int, int] | None] = {}
    for row in rows_of(data, name):
        document, quote = first(row, "document"), first(row, *_QUOTES)
        tag = " ".join(first(row, "tag", "code").split())
        if not tag or not document.strip():
            draft.drop("row without a code or a document")
            continue
        guid = codes.setdefault(tag, draft.guid("code", tag))
        by, at = first(row, "coder"), first(row, "created")
        key = (first(row, "id"), first(row, "start"), first(row, "end"), quote)
        places[key] = _span(row)
        coding = draft.guid("coding", document, guid, by, *key)
        documents[document][key].append(Coding(coding, guid, draft.user(by), moment(at)))
    sources = []
    for document, marks in documents.items():
        selections = tuple(
            Selection(
                draft.guid("selection", document, *key),
                NOWHERE,
                NOWHERE,
                places[key],
                key[-1],
                codings=tuple(some),
            )
            for key, some in marks.items()
        )
        sources.append(Source(draft.guid("source", document), document, "quotes", selections=selections))
    return draft.project(codes=_tree(draft, codes, {}), sources=sources, flat=True)


def read_codes(data: bytes, name: str) -> Project:
    """Read a codebook."""
    draft = Draft("codebook_table", PurePath(name).stem, (), "Table of codes")
    codes: dict[str, str] = {}
    meanings: dict[str, str] = {}
    parents: dict[str, str] = {}
    for row in rows_of(data, name):
        tag = " ".join(first(row, *_CODES).split())
        if not tag:
            draft.drop("row without a code")
            continue
        codes.setdefault(tag, draft.guid("code", tag))
        meanings[tag] = first(row, *_MEANINGS)
        parents[tag] = " ".join(first(row, "parent").split())
    if not codes:
        raise ExchangeError(f"cannot read {name!r}: no row names a code")
    return draft.project(codes=_tree(draft, codes, meanings, parents), flat=True)


def _tree(
    draft: Draft, codes: dict[str, str], meanings: dict[str, str], parents: dict[str, str] | None = None
) -> list[Code]:
    tags = Tags(codes)
    return tree(
        {
            tag: Branch(
                guid,
                (parents or {}).get(tag) or tags.above(tag),
                Code(guid, tag, description=meanings.get(tag) or None),
            )
            for tag, guid in sorted(codes.items())
        },
        draft,
    )


def _span(row: Row) -> tuple[int, int] | None:
    start, end = first(row, "start"), first(row, "end")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None


CODINGS = Form(
    "codings_table", "table of codings", frozenset({".csv", ".xlsx"}), claims_codings, read_codings
)
CODES = Form("codebook_table", "table of codes", frozenset({".csv", ".xlsx"}), claims_codes, read_codes)
