"""Where the real corpus lies, and what a test does when it is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real interviews: beside the checkout, or where KB_CORPUS says."""
    folder = Path(os.environ.get("KB_CORPUS") or ROOT.parent / "shared" / "corpus")
    if folder.is_dir():
        return folder
    reason = f"the corpus is not at {folder}; set KB_CORPUS to where it lies"
    if os.environ.get("KB_REQUIRE_CORPUS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of invented interviews that the project ships."""
    return ROOT / "transcripts"


@pytest.fixture(scope="session")
def corpus_catalog(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog of the real interviews as `kb ingest` makes it: for reading, made once."""
    from kb.store.ingest.files import ingest  # noqa: PLC0415  tests of readers need no database

    database = tmp_path_factory.mktemp("corpus") / "catalog.db"
    ingest(database, [corpus], taxonomy=ROOT / "taxonomy.yaml", who="Ann")
    return database
