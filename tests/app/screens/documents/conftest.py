"""The page Documents on a copy of the demo catalog."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from documents_page import Open
from drawn_page import app_at
from streamlit.testing.v1 import AppTest

from app import data as catalog
from app.shell.drop_zone import Upload
from ingest.files.reading import read_bytes


@pytest.fixture
def path(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))
    return path


@pytest.fixture
def documents(path: Path) -> Iterator[Open]:
    """The page with an address; an upload is what the drop zone would have read."""
    assert path.exists()

    def run(
        upload: tuple[str, bytes] | None = None,
        coder: str | None = "Mara",
        typed: dict[str, Any] | None = None,
        **params: str,
    ) -> AppTest:
        test = app_at("documents")
        for key, value in params.items():
            test.query_params[key] = value
        for key, value in (typed or {}).items():  # new words in a field of choices, which AppTest cannot type
            test.session_state[key] = value
        if coder:
            test.session_state["kb_coder"] = coder
        if upload:
            parsed = read_bytes(f"upload/{upload[0]}", upload[1])
            test.session_state["documents-waiting"] = Upload(parsed, upload[1])
        test.run()
        assert not test.exception, test.exception
        return test

    yield run
    catalog.engine.clear()
