"""Which table is in which file of an archive.

::

    archive.json                    which documents and files there are
    codebook/codes.jsonl …          a table a file, a row a line
    documents/Interview 11/
        document.json               what is known of the document
        text.txt                    its paragraphs
        passes/Ann, coder.jsonl     the codings of a pass
        memos.jsonl …               whatever else belongs to the document
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

FORMAT, VERSION = "kb archive", 1
HEAD = "archive.json"
DOCUMENTS = "documents"
DOCUMENT, TEXT = "document.json", "text.txt"
PASSES = "passes"
TAXONOMIES = "codebook/taxonomy"
ATTRIBUTES = ".gitattributes"
ATTRIBUTES_TEXT = "# The texts of transcripts stay byte for byte as they are.\n* -text\n"

APART = frozenset({"document", "paragraph", "coding"})
"""Tables with files of their own kind."""

_NAMES: Mapping[str, str] = {
    "aspect": "codebook/aspects",
    "attribute": "attributes",
    "change": "history",
    "code": "codebook/codes",
    "coder": "coders",
    "coding_pass": "passes",
    "correction": "corrections",
    "decision": "decisions",
    "dismissed_suggestion": "dismissed-suggestions",
    "fix": "codebook/fixes",
    "fix_code": "codebook/fix-codes",
    "fix_issue": "codebook/fix-issues",
    "issue": "codebook/issues",
    "issue_code": "codebook/issue-codes",
    "issue_stage": "codebook/issue-stages",
    "memo": "memos",
    "participant": "cases",
    "replacement": "replacements",
    "saved_search": "searches",
    "source": "sources",
    "speaker": "speakers",
    "stage": "codebook/stages",
    "survey": "surveys",
    "task": "tasks",
    "taxonomy_file": "codebook/taxonomies",
    "unplaced_coding": "unplaced-codings",
}

_FORBIDDEN = '<>:"/\\|?*'
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 100
"""Bytes of a name: files in folders in folders must fit into the 260 characters of a path on Windows."""


def file_of(table: str) -> str:
    """Return the file that a table is in: at the top of the archive, or in the folder of a document."""
    return f"{_NAMES.get(table, table.replace('_', '-'))}.jsonl"


def safe_name(name: str, taken: set[str], ending: str = "") -> str:
    """Return a name for a file that any system can have, unlike those that are taken, and take it.

    >>> safe_name("a/b: c?", set())
    'a_b_ c_'
    >>> safe_name("Drift", {"drift"})
    'Drift (2)'
    """
    plain = "".join("_" if _is_forbidden(each) else each for each in name)
    plain = _cut(plain).strip(" .") or "_"
    plain = f"_{plain}" if _RESERVED.fullmatch(plain) else plain
    chosen, number = plain, 2
    while (key := _key(chosen)) in taken:
        chosen, number = f"{plain} ({number})", number + 1
    taken.add(key)
    return chosen + ending


def _is_forbidden(character: str) -> bool:
    return character in _FORBIDDEN or unicodedata.category(character)[0] == "C" or character in "\u2028\u2029"


def _cut(name: str) -> str:
    return name.encode()[:_LONGEST].decode(errors="ignore")


def _key(name: str) -> str:
    """Names that some system takes for one have one key."""
    return unicodedata.normalize("NFC", name.casefold())
