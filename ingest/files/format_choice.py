"""Which format reads a file: every format looks at it, and the content decides before the suffix does."""

from __future__ import annotations

from ingest.files.refusals import looks_like
from ingest.formats import Claim, Format
from ingest.source import Source


def choose(source: Source, candidates: tuple[Format, ...]) -> Format | str:
    """Return the format that reads ``source``, or one line that says why none does.

    The surest format wins. Of those that are only possible the suffix chooses; a file that no suffix decides
    goes to the only possible format there is.
    """
    claims = [(entry, claim(entry, source)) for entry in candidates]
    certain = [entry for entry, claim in claims if claim is Claim.CERTAIN]
    likely = [entry for entry, claim in claims if claim is Claim.LIKELY]
    possible = [entry for entry, claim in claims if claim is Claim.POSSIBLE]
    by_suffix = [entry for entry in possible if source.suffix in entry.suffixes]
    ranked = certain or likely or by_suffix or possible
    if not ranked:
        readable = frozenset[str]().union(*(entry.suffixes for entry in candidates))
        return f"no reader recognises this file: it looks like {looks_like(source, readable)}"
    if len(ranked) > 1:
        return f"more than one reader claims this file: {', '.join(entry.title for entry in ranked)}"
    return ranked[0]


def claim(entry: Format, source: Source) -> Claim:
    """Return how sure a format is that a file is its own; one that cannot even look is not."""
    try:
        return entry.sniff(source)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a format that cannot even look does not own the file
        return Claim.NO
