"""Differences as Markdown: a heading for each kind, a line for each thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kb.exchange.archive.difference.value import Difference
from kb.formatting import escaped_markdown


def as_markdown(found: Sequence[Difference]) -> Iterator[str]:
    """Return the lines."""
    if not found:
        yield "No differences."
    for kind, group in groupby(found, key=lambda each: each.kind):
        yield f"## {kind.capitalize()}"
        yield ""
        for each in group:
            yield f"- {escaped_markdown(str(each).removeprefix(f'{kind} '))}"
        yield ""
