"""Projects of REFI-QDA made by hand, and what of two of them must be equal."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

SAMPLES = Path(__file__).parents[2].parent / "shared" / "refi" / "samples"
SCHEMAS = Path(__file__).parents[2] / "kb" / "exchange" / "refi" / "schemas"
ANN, BEN = "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"
_MAY_DIFFER = {
    "origin", "modifiedDateTime", "modifyingUser", "modifyingUserGUID", "basePath", "currentPath",
    "path", "plainTextPath", "richTextPath",
}  # fmt: skip


def guid(number: int) -> str:
    """A GUID for a thing of a test."""
    return f"00000000-0000-4000-8000-{number:012d}"


def samples(suffix: str) -> list[Path]:
    """The files that real programs exported; none where they are not there."""
    return sorted(SAMPLES.glob(f"*.{suffix}"))


def sample(name: str) -> Path:
    """One of them; the test is skipped where it is not there."""
    if not (SAMPLES / name).is_file():
        pytest.skip(f"the sample exports are not at {SAMPLES}")
    return SAMPLES / name


def packed(xml: str | bytes, files: Mapping[str, bytes] | None = None, name: str = "project.qde") -> bytes:
    """A project's archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
        for each, data in (files or {}).items():
            archive.writestr(each, data)
    return out.getvalue()


def project(inner: str, *, attributes: str = 'name="P"', namespace: str = "urn:QDA-XML:project:1.0") -> str:
    """The XML of a project."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="{namespace}" {attributes}>{inner}</Project>'
    )


def code(number: int, name: str, inner: str = "", more: str = 'isCodable="true"') -> str:
    """A code's XML."""
    return f'<Code guid="{guid(number)}" name="{name}" {more}>{inner}</Code>'


def selection(
    number: int, start: int, end: int, *codes: int, name: str | None = None, user: str = ANN, inner: str = ""
) -> str:
    """A selection's XML, with a coding for each code."""
    named = "" if name is None else f' name="{name}"'
    codings = "".join(
        f'<Coding guid="{guid(number * 100 + place)}" creatingUser="{user}" '
        f'creationDateTime="2024-05-01T10:00:00Z"><CodeRef targetGUID="{guid(each)}"/></Coding>'
        for place, each in enumerate(codes)
    )
    return (
        f'<PlainTextSelection guid="{guid(number)}"{named} startPosition="{start}" endPosition="{end}" '
        f'creatingUser="{user}">{inner}{codings}</PlainTextSelection>'
    )


def source(number: int, name: str, inner: str = "", path: str | None = None) -> str:
    """A text source's XML; its file is ``sources/GUID.txt``."""
    where = path if path is not None else f"internal://{guid(number)}.txt"
    return f'<TextSource guid="{guid(number)}" name="{name}" plainTextPath="{where}">{inner}</TextSource>'


USERS = f'<Users><User guid="{ANN}" name="Ann"/><User guid="{BEN}" name="Ben"/></Users>'


def small(text: str, *selections: str, codes: str | None = None, encoding: str = "utf-8") -> bytes:
    """A project of one text with selections."""
    book = codes if codes is not None else code(1, "trust") + code(2, "doubt")
    xml = project(
        f"{USERS}<CodeBook><Codes>{book}</Codes></CodeBook>"
        f"<Sources>{source(10, 'Interview', ''.join(selections))}</Sources>"
    )
    return packed(xml, {f"sources/{guid(10)}.txt": text.encode(encoding)})


def xml_of(data: bytes) -> bytes:
    """The XML of a project or a codebook."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (name,) = (each for each in archive.namelist() if each.lower().endswith(".qde"))
        return archive.read(name)


def files_of(data: bytes) -> dict[str, bytes]:
    """The files of a project's archive, without its XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [each for each in archive.namelist() if not each.endswith("/")]
        return {each: archive.read(each) for each in names if not each.lower().endswith(".qde")}


def elements(data: bytes) -> Counter[tuple[str, tuple[tuple[str, str], ...], str]]:
    """Every element of a project with its attributes, apart from those that may differ."""
    found: Counter[tuple[str, tuple[tuple[str, str], ...], str]] = Counter()
    for each in etree.fromstring(xml_of(data)).iter("{*}*"):
        kept = sorted((key, value) for key, value in each.items() if key[0] != "{" and key not in _MAY_DIFFER)
        found[each.tag.rpartition("}")[2], tuple(kept), (each.text or "").strip()] += 1
    return found


def faults(data: bytes) -> list[str]:
    """What the standard's schema says against a project or a codebook."""
    xml = etree.fromstring(xml_of(data))
    schema = etree.XMLSchema(etree.parse(SCHEMAS / f"{'Project' if data[:2] == b'PK' else 'Codebook'}.xsd"))
    schema.validate(xml)
    return [each.message for each in schema.error_log]
