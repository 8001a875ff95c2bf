"""All files of a site, one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge

from sqlmodel import Session

from kb import __version__
from kb.queries.documents.documents import totals
from kb.queries.filtering.filters import Filters
from kb.report.blocks import Section
from kb.report.options import ReportOptions
from kb.report.release.released import Release, ReleasedDocument, counted, release
from kb.report.sections import methods
from kb.report.site.addresses import addresses
from kb.report.site.content import MOST_PAIRS, Content, Entry, content
from kb.report.site.network_drawing import HEIGHT, WIDTH, drawing
from kb.report.site.options import SiteOptions
from kb.report.site.passages import ReleasedQuote, released_words
from kb.report.site.render import Renderer, static_files
from kb.report.site.search_index import SearchIndex

SITE, HEAD = "interview-kb site", "kb-site.json"
"""What the list of a site's files says that the folder is, and the name of that list."""
PER_PAGE = 100
"""Quotes of a page; more are on further pages."""
_COMPANIONS = 12
_FEW_PAGES = 12
"""Pages of quotes that are all named on each of them."""
_LEVELS = ("issue", "fix", "code")


@dataclass(frozen=True, slots=True)
class _Site:
    """What the pages are made of; ``documents`` are the addresses of documents by what they are called."""

    session: Session
    asked: SiteOptions
    released: Release
    filters: Filters
    told: Content
    render: Renderer
    documents: Mapping[str, str]


@dataclass(slots=True)
class _Words:
    """What is released, as it comes: quotes by code, how many of each document, how many were left out."""

    order: dict[int, int]
    by_code: dict[str, list[ReleasedQuote]] = field(default_factory=lambda: defaultdict(list))
    by_document: dict[int, int] = field(default_factory=dict)
    index: SearchIndex = field(default_factory=SearchIndex)
    withheld: int = 0

    def of(self, codes: Sequence[str]) -> list[ReleasedQuote]:
        """The quotes of some codes, by document and place."""
        return list(merge(*(self.by_code.get(code, []) for code in codes), key=self._place))

    def _place(self, quote: ReleasedQuote) -> tuple[int, int]:
        return self.order[quote.document.id], quote.paragraph


def site(session: Session, asked: SiteOptions) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the site by their names.

    Raises:
        KbError: a withheld name stands in the codebook or the title, or an attribute is not known.
    """
    made = _site(session, asked)
    words = _Words({each.id: place for place, each in enumerate(made.released.documents)})
    yield from static_files()
    yield from _documents(made, words)
    yield from _entries(made, words)
    page, told = made.render.page, made.told
    drawn = drawing(told, asked.seed)
    yield page("index.html", "overview.html", heat=_heat(told))
    yield page(
        "network.html",
        "network.html",
        drawing=drawn,
        width=WIDTH,
        height=HEIGHT,
        pairs=told.pairs[:MOST_PAIRS],
    )
    yield page("search.html", "search.html")
    yield page("about.html", "about.html", withheld=words.withheld, methods=_methods(made))


def _site(session: Session, asked: SiteOptions) -> _Site:
    """Load all but the words."""
    released = release(session, asked.release)
    filters = counted(session, asked.pass_role)
    told = content(session, filters, released, resamples=asked.resamples, seed=asked.seed)
    title = released.check(asked.title or told.study.name or "Catalog", "the title")
    documents = addresses(each.label for each in released.documents if each.has_words)
    common = {
        "title": title,
        "told": told,
        "study": told.study,
        "word": told.study.words.named,
        "pages": _pages(told, released),
        "levels": _levels(told),
        "released": released,
        "whose": ReportOptions(pass_role=filters.pass_role).whose,
        "version": __version__,
        "context": asked.context,
        "held": totals(session),
        "documents": documents,
    }
    return _Site(session, asked, released, filters, told, Renderer(common), documents)


def _levels(told: Content) -> list[str]:
    return [level for level in _LEVELS if level == "code" or told.study.has(level)]


def _pages(told: Content, released: Release) -> list[tuple[str, str]]:
    """The pages that every page leads to, in the study's own words."""
    words = told.study.words
    return [
        ("index.html", "Overview"),
        *((f"{_file(level)}.html", words.named(_file(level).capitalize())) for level in _levels(told)),
        *([("documents.html", "Documents")] if released.has_words else []),
        ("network.html", "Network"),
        ("search.html", "Search"),
        ("about.html", "About"),
    ]


def _file(level: str) -> str:
    return {"fix": "fixes"}.get(level, f"{level}s")


def _documents(made: _Site, words: _Words) -> Iterator[tuple[str, bytes]]:
    """The page of each document of which words are released, their list, and the index of the search."""
    codes = {each.key: place for place, each in enumerate(made.told.of("code"))}
    shown: list[tuple[ReleasedDocument, str, int]] = []
    for each in released_words(made.session, made.released, made.filters, context=made.asked.context):
        words.withheld += each.withheld
        if not each.quotes:
            continue
        words.index.add(each.quotes, codes, len(shown))
        address = f"document/{made.documents[each.document.label]}"
        shown.append((each.document, address, len(each.quotes)))
        for quote in each.quotes:
            words.by_code[quote.code].append(quote)
        yield made.render.page(f"{address}.html", "document.html", words=each)
    if made.released.has_words:
        yield made.render.page("documents.html", "documents.html", rows=shown)
    yield from words.index.files(made.told, [(each.label, address) for each, address, _ in shown])


def _entries(made: _Site, words: _Words) -> Iterator[tuple[str, bytes]]:
    """The list of each level, and the pages of each entry."""
    for level in _levels(made.told):
        entries = made.told.of(level)
        most = max((each.interviews for each in entries), default=0) or 1
        yield made.render.page(f"{_file(level)}.html", "list.html", level=level, entries=entries, most=most)
        for entry in entries:
            yield from _entry(made, entry, words.of(entry.codes))


def _entry(made: _Site, entry: Entry, quotes: list[ReleasedQuote]) -> Iterator[tuple[str, bytes]]:
    number = max(1, -(-len(quotes) // PER_PAGE))
    for page in range(number):
        yield made.render.page(
            page_of(entry, page),
            "entry.html",
            entry=entry,
            quotes=_anchored(quotes[page * PER_PAGE : (page + 1) * PER_PAGE]),
            total=len(quotes),
            page=page,
            pages_of_quotes=number,
            further=[(each, page_of(entry, each)) for each in pages_near(page, number)],
            companions=made.told.companions(entry)[:_COMPANIONS],
        )


def pages_near(page: int, number: int) -> list[int]:
    """Return the pages that a page leads to: its neighbours, the first, the last, and about ten in between.

    >>> pages_near(0, 5)
    [0, 1, 2, 3, 4]
    >>> pages_near(41, 60)
    [0, 7, 14, 21, 28, 35, 39, 40, 41, 42, 43, 49, 56, 59]
    """
    if number <= _FEW_PAGES:
        return list(range(number))
    near = range(max(0, page - 2), min(number, page + 3))
    return sorted({*near, *range(0, number, -(-number // 9)), number - 1})


def page_of(entry: Entry, page: int) -> str:
    """Return the file of a page of an entry; the first has no number."""
    return f"{entry.address}.html" if page == 0 else f"{entry.address}.{page + 1}.html"


def _anchored(quotes: list[ReleasedQuote]) -> list[tuple[str, ReleasedQuote]]:
    """Each quote with its anchor: document and paragraph; a second one there has a number."""
    seen: dict[str, int] = defaultdict(int)
    made = []
    for each in quotes:
        place = f"d{each.document.number}-p{each.paragraph}"
        seen[place] += 1
        made.append((place if seen[place] == 1 else f"{place}-{seen[place]}", each))
    return made


def _heat(told: Content) -> list[tuple[str, list[tuple[str | None, int, int]]]] | None:
    """Interviews by aspect and stage: for each cell the stage, the number, and the step of its colour."""
    table = told.heat
    if not (table.stages and table.aspects):
        return None
    cells = {(cell.stage, cell.aspect): cell.interviews for cell in table.cells}
    most = max((n for (stage, aspect), n in cells.items() if stage and aspect), default=0) or 1
    rows = []
    for key, title in [*((each.key, each.title) for each in table.aspects), (None, None)]:
        row: list[tuple[str | None, int, int]] = []
        for stage, name in [*((each.key, each.title) for each in table.stages), (None, None)]:
            number = cells.get((stage, key), 0)
            step = -(-5 * number // most) if stage and key else 0
            row.append((name, number, step))
        rows.append((title or "", row))
    return rows


def _methods(made: _Site) -> Section:
    asked = made.asked
    options = ReportOptions(pass_role=made.filters.pass_role, resamples=asked.resamples, seed=asked.seed)
    return methods.section(made.session, options)
