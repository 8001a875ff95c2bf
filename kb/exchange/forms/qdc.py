"""Codebooks in QDC, the form of REFI-QDA for codes and their sets.

Codes are nested; a set names its codes::

<CodeBook origin="ATLAS.ti" xmlns="urn:QDA-XML:codebook:1.0">
  <Codes><Code guid="…" name="E4" isCodable="true"><Description>…</Description></Code></Codes>
  <Sets><Set guid="…" name="…"><MemberCode guid="…"/></Set></Sets>
</CodeBook>
"""

from __future__ import annotations

from kb.exchange.forms import Form
from kb.exchange.model import Code, Project, Set
from kb.exchange.refi.elements import Elements
from kb.exchange.refi.writing import codebook
from kb.exchange.refi.xml import attributes, pieces

_HEAD = 5_000


def claims(data: bytes) -> bool:
    """Whether this is a codebook: XML whose root is a CodeBook."""
    head = data[:_HEAD].replace(b"\0", b"")
    return b"<CodeBook" in head and b"<Project" not in head.partition(b"<CodeBook")[0]


def read(data: bytes, name: str) -> Project:
    """Read a codebook."""
    elements = Elements()
    codes: list[Code] = []
    sets: list[Set] = []
    head: dict[str, str] = {}
    for container, element in pieces(data, name, "CodeBook"):
        if container == "root":
            head = attributes(element)
        elif container == "Codes":
            codes += elements.codes(element)
        elif container == "Sets":
            sets.append(elements.set(element))
        else:
            elements.drop(element)
    elements.duplicates("code", [each.guid for each in codes])
    return Project(
        name,
        "qdc",
        origin=head.pop("origin", None),
        codes=tuple(codes),
        sets=tuple(sets),
        extra=head,
        read=elements.read,
        dropped=elements.dropped,
        problems=tuple(elements.problems),
    )


def write(project: Project, _profile: str) -> bytes:
    """Write the codes and their sets."""
    return codebook(project)


FORM = Form("qdc", "REFI-QDA codebook", frozenset({".qdc"}), claims, read, write)
