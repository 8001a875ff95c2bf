"""What machines and libraries read of a deposit: RO-Crate, CITATION.cff, licence, checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date

from kb.report.deposit.options import LICENCES, DepositOptions

UNCHOSEN = "No licence is chosen yet. [to be chosen by the researchers]"
CRATE = "ro-crate-metadata.json"
_KINDS = {".csv": "text/csv", ".md": "text/markdown", ".txt": "text/plain", ".json": "application/json"}


def citation(title: str, asked: DepositOptions, day: date) -> bytes:
    """Return CITATION.cff (Citation File Format 1.2.0); a string of JSON is one of YAML, too."""
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use these data, cite them as below."',
        "type: dataset",
        f"title: {json.dumps(title, ensure_ascii=False)}",
        f"date-released: {day.isoformat()}",
        "authors:",
    ]
    for author in asked.authors or ("[to be written by the researchers]",):
        family, comma, given = (part.strip() for part in author.partition(","))
        name = "family-names" if comma else "name"
        lines.append(f"  - {name}: {json.dumps(family, ensure_ascii=False)}")
        if given:
            lines.append(f"    given-names: {json.dumps(given, ensure_ascii=False)}")
    if asked.licence:
        lines.append(f"license: {asked.licence}")
    return ("\n".join(lines) + "\n").encode()


def licence(asked: DepositOptions) -> bytes:
    """Return the licence: its name and where its text is."""
    if asked.licence is None:
        return f"{UNCHOSEN}\n".encode()
    name, address = LICENCES[asked.licence]
    return f"{name} ({asked.licence})\n\nThe text of the licence: {address}\n".encode()


def crate(
    title: str,
    about: str,
    asked: DepositOptions,
    day: date,
    files: Sequence[tuple[str, bytes]],
    told: Mapping[str, str],
) -> bytes:
    """Return the metadata of an RO-Crate 1.1; ``told`` says what the files are."""
    authors = [
        {"@id": f"#author-{number}", "@type": "Person", "name": _in_order(author)}
        for number, author in enumerate(asked.authors, start=1)
    ]
    address = LICENCES[asked.licence][1] if asked.licence else None
    root: dict[str, object] = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": about,
        "datePublished": day.isoformat(),
        "license": {"@id": address} if address else UNCHOSEN,
        "hasPart": [{"@id": name} for name, _ in files],
    }
    if authors:
        root["author"] = [{"@id": each["@id"]} for each in authors]
    graph = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        root,
        *authors,
        *(
            [{"@id": address, "@type": "CreativeWork", "name": LICENCES[asked.licence or ""][0]}]
            if address
            else []
        ),
        *(_file(name, data, told.get(name)) for name, data in files),
    ]
    value = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def checksums(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return the checksums as `sha256sum --check` reads them."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files)).encode()


def _file(name: str, data: bytes, about: str | None) -> dict[str, object]:
    ending = name[name.rfind(".") :]
    return {
        "@id": name,
        "@type": "File",
        "name": name.rsplit("/", 1)[-1],
        "contentSize": str(len(data)),
        "encodingFormat": _KINDS.get(ending, "text/plain"),
        "sha256": hashlib.sha256(data).hexdigest(),
        **({"description": about} if about else {}),
    }


def _in_order(author: str) -> str:
    family, _, given = (part.strip() for part in author.partition(","))
    return f"{given} {family}".strip()
