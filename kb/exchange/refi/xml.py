"""XML of exchanged projects, read piece by piece, without entities, whatever its namespace."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from kb.exchange.errors import ExchangeError

_NAMESPACE = re.compile(r"\{(?:urn:)?QDA-XML:|\{\}|\{urn:qda-xml:", re.IGNORECASE)
_HEAD = 100_000
_DEEPEST = 3
"""Depth at which a list of things can lie: in CodeBook there are Codes."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
CONTAINERS = frozenset(
    {"Users", "Codes", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs"}
)


def pieces(data: bytes, name: str, root: str) -> Iterator[tuple[str, Any]]:
    """Yield the root (its attributes only) and every piece below it, as (container, element).

    A piece is a user, a top code, a variable, a case, a source, a note, a link, a set or a graph; of the
    root's other children each is one, with the container ``""``. It is emptied when the next one is asked
    for.

    Raises:
        ExchangeError: it is no XML, has a document type, or is no project.
    """
    if b"<!DOCTYPE" in data[:_HEAD].replace(b"\0", b""):
        raise ExchangeError(f"{name!r} is refused: its XML has a document type (DOCTYPE)")
    parser = etree.iterparse(
        io.BytesIO(data),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from _pieces(parser, name, root)
    except etree.XMLSyntaxError as error:
        raise ExchangeError(f"cannot read {name!r}: its XML is malformed ({_plainly(error)})") from None


def _pieces(parser: Any, name: str, root: str) -> Iterator[tuple[str, Any]]:
    _, top = next(iter(parser))
    if top.getroottree().docinfo.doctype:
        raise ExchangeError(f"{name!r} is refused: its XML has a document type (DOCTYPE)")
    if local(top) != root or ("}" in top.tag and not _NAMESPACE.match(top.tag)):
        raise ExchangeError(f"cannot read {name!r}: it is no {root} of REFI-QDA, but <{local(top)}>")
    yield "root", top
    depth, inside, container = 1, 0, ""
    for event, element in parser:
        if event == "start":
            depth += 1
            if not inside and depth <= _DEEPEST and local(element) in CONTAINERS:
                inside, container = depth, local(element)
            continue
        if inside and depth == inside + 1:
            yield container, element
            empty(element)
        elif depth == inside:
            inside, container = 0, ""
        elif depth == 2 and not inside and local(element) != "CodeBook":  # noqa: PLR2004  below the root
            yield "", element
        depth -= 1


def empty(element: Any) -> None:
    """Give back the memory of an element that has been read, and of those before it."""
    element.clear(keep_tail=True)
    while element.getprevious() is not None:
        del element.getparent()[0]


def local(element: Any) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attributes(element: Any) -> dict[str, str]:
    """Return an element's attributes, without those of other namespaces."""
    return {name: value for name, value in element.items() if not name.startswith("{")}


def written(element: Any) -> str:
    """Return an element as canonical XML, without what its surroundings declare."""
    data: bytes = etree.tostring(element, method="c14n", exclusive=True, with_comments=False, with_tail=False)
    return data.decode()


def parsed(xml: str) -> Any:
    """Return the element that :func:`written` wrote."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(xml.encode(), parser)


def legal(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)


def counted(element: Any) -> dict[str, int]:
    """Return how many elements of each kind are in an element, itself among them."""
    counts: dict[str, int] = {}
    for each in element.iter():
        if isinstance(each.tag, str):
            counts[local(each)] = counts.get(local(each), 0) + 1
    return counts


def add(total: dict[str, int], some: Mapping[str, int]) -> None:
    """Add counts to counts."""
    for kind, count in some.items():
        total[kind] = total.get(kind, 0) + count


def _plainly(error: Exception) -> str:
    return str(error).split(" (")[0].rstrip(".")
