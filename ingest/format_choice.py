"""Which format reads a file: every format looks at it, and the content decides before the suffix does."""

from __future__ import annotations

from ingest.formats import Claim, Format
from ingest.source import Source

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document; save it as .docx"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "RTF; save it as .docx or plain text"),
)


def choose(source: Source, candidates: tuple[Format, ...]) -> Format | str:
    """Return the format that reads ``source``, or one line that says why none does.

    One format that is certain wins. Of those that are only possible the suffix chooses; a file that no
    suffix decides goes to the only possible format there is.
    """
    claims = [(entry, _claim(entry, source)) for entry in candidates]
    certain = [entry for entry, claim in claims if claim is Claim.CERTAIN]
    possible = [entry for entry, claim in claims if claim is Claim.POSSIBLE]
    by_suffix = [entry for entry in possible if source.suffix in entry.suffixes]
    ranked = certain or by_suffix or possible
    if not ranked:
        return f"no reader recognises this file (looks like {looks_like(source)})"
    if len(ranked) > 1:
        return f"more than one reader claims this file: {', '.join(entry.title for entry in ranked)}"
    return ranked[0]


def _claim(entry: Format, source: Source) -> Claim:
    try:
        return entry.sniff(source)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a format that cannot even look does not own the file
        return Claim.NO


def looks_like(source: Source) -> str:
    """Say in a word or two what the bytes look like, for somebody who wonders why nothing reads them."""
    for magic, description in _MAGIC:
        if source.data.startswith(magic):
            return description
    head = source.head.lstrip()
    if not source.is_text:
        return "binary data"
    if not head:
        return "white space only"
    if head[:1] in "{[":
        return "JSON"
    if head[:1] == "<":
        return "a web page or XML"
    return "a table" if _is_table(head) else "text, but not prose or a dialogue"


def _is_table(head: str) -> bool:
    rows = [row for row in head.split("\n", 6)[:5] if row.strip()]
    return len(rows) > 1 and any(
        len({row.count(mark) for row in rows}) == 1 and rows[0].count(mark) > 1 for mark in ",;\t"
    )
