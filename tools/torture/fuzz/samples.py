"""The files that are changed: the sample interviews, the texts in the tests, exports, and what lies beside.

The texts that tests of readers and importers hold are taken from their source: whoever tests a new form there
has it tortured, too. Each sample is given to the reader that takes it for its own.
"""

from __future__ import annotations

import ast
import io
import tomllib
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from typer.testing import CliRunner

from ingest import formats
from ingest.files.format_choice import choose
from ingest.source import Source
from kb.cli.registry import app
from kb.db import engine as db
from kb.exchange import forms
from kb.exchange.archive.container import is_archive_bytes, write_zip
from kb.exchange.archive.from_catalog import study_of
from kb.exchange.archive.writing import files_of
from kb.exchange.forms.codebook_table import FORM as CODEBOOK
from kb.exchange.forms.codings_table import FORM as CODINGS
from kb.queries.exchange.project import project_of
from tools.torture import catalogs

_OWN = Path(__file__).with_suffix(".toml")
_TESTS = ("tests/ingest/formats", "tests/ingest/dialogue", "tests/kb/exchange", "tests/helpers")
_SHORTEST = 60
"""Signs of a text in a test that can be a file."""
_LARGEST, _MOST = 1_500_000, 60
"""Bytes of a sample, and samples of one reader: changing many large ones would try little in much time."""

Samples = dict[str, list[bytes]]


def samples(scratch: Path) -> Samples:
    """Return the samples of each target by its name; one without any is no fault of a run, but of a test."""
    found: dict[str, dict[bytes, None]] = defaultdict(dict)
    for name, data in _files(scratch):
        if len(data) <= _LARGEST:
            for target in _targets_of(name, data):
                found[target].setdefault(data)
    return {target: list(some)[:_MOST] for target, some in found.items()}


def _files(scratch: Path) -> Iterator[tuple[str, bytes]]:
    for each in tomllib.loads(_OWN.read_text("utf-8"))["file"]:
        yield each["name"], each["text"].encode()
        if each["name"].endswith(".fodt"):
            yield "talk.odt", _packed_odt(each["text"])
    yield "taxonomy.yaml", (catalogs.ROOT / "taxonomy.yaml").read_bytes()
    yield from _exports(scratch)
    yield from _in_folder(catalogs.SAMPLES)
    for folder in _TESTS:
        yield from _in_tests(catalogs.ROOT / folder)
        yield from _in_folder(catalogs.ROOT / folder)
    for folder in ("cases/transcripts", "refi/samples", "corpus"):
        yield from _in_folder(catalogs.SHARED / folder)


def _in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix not in {".py", ".pyc"} and file.stat().st_size <= _LARGEST:
            yield file.name, file.read_bytes()


def _in_tests(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every text in the source of tests that is long enough to be a file; its name says nothing."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
                value = node.value
                data = value if isinstance(value, bytes) else value.encode("utf-8", "replace")
                if len(data) >= _SHORTEST:
                    yield "text", data


def _targets_of(name: str, data: bytes) -> Iterator[str]:
    """Yield whose file this is: of one reader of transcripts, of one importer, of what else opens files."""
    chosen = choose(Source(PurePath(name), data), formats.formats())
    if not isinstance(chosen, str):
        yield chosen.name
    form = next((each for each in forms.forms() if each.is_read and each.claims(data)), None)
    if form is not None:
        yield f"import {form.name}"
    if data.startswith(b"PK") and is_archive_bytes(data):
        yield "import archive"
    by_name = {
        "taxonomy.yaml": "taxonomy",
        "codes.csv": "table of codes",
        "people.csv": "attributes",
        "ingest.yaml": "recipes",
        "names.key": "key of pseudonyms",
    }
    if name in by_name:
        yield by_name[name]


def _exports(scratch: Path) -> Iterator[tuple[str, bytes]]:
    """Yield a small catalog in every form in which it is exported."""
    catalog = catalogs.coded(scratch / "samples", "Interview 07")
    engine = db.open_for_reading(catalog)
    try:
        with db.reading(engine) as session:
            project, study = project_of(session, name="Study", origin="kb"), study_of(session)
    finally:
        engine.dispose()
    for form in forms.forms():
        if form.is_read and form.is_written:
            yield f"study{min(form.suffixes, default='.zip')}", forms.write(project, form.name)
    yield "archive.zip", write_zip(files_of(study))
    for what, form in (("codings", CODINGS), ("codebook", CODEBOOK)):
        for suffix in sorted(form.suffixes):
            out = scratch / f"{what}{suffix}"
            words = ["export", what, "--format", suffix[1:], "--out", str(out), "--database", str(catalog)]
            CliRunner().invoke(app, words, catch_exceptions=False)
            yield out.name, out.read_bytes()


def _packed_odt(content: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text")
        made.writestr(
            "content.xml",
            content.replace("office:document ", "office:document-content ").replace(
                "</office:document>", "</office:document-content>"
            ),
        )
    return out.getvalue()


def others(found: Samples) -> list[bytes]:
    """Return some bytes of every target, to be spliced into files of the others."""
    return list(_firsts(found.values()))


def _firsts(lists: Iterable[list[bytes]]) -> Iterator[bytes]:
    for some in lists:
        yield from some[:2]
