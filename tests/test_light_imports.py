"""What importing a part loads: a light door must not drag the heavy house along."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"alembic", "networkx", "pandas", "rapidfuzz", "rich", "sqlalchemy", "sqlmodel", "streamlit"}

HELP = """
import sys
from kb.cli import main
sys.argv = ['kb', *{arguments}]
try:
    main()
except SystemExit:
    pass
"""


def loaded_by(code: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after running this code."""
    code += "\nimport sys; print('\\n' + ' '.join({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("code", "not_loaded"),
    [
        pytest.param("import ingest", HEAVY - {"rapidfuzz"} | {"kb", "app", "typer", "spacy"}, id="ingest"),
        pytest.param("import kb", HEAVY | {"ingest", "app", "typer", "spacy"}, id="kb"),
        pytest.param("import kb.cli", HEAVY | {"ingest", "app", "typer", "spacy"}, id="kb.cli"),
        pytest.param(HELP.format(arguments=["--help"]), HEAVY | {"ingest", "app", "spacy"}, id="kb --help"),
        pytest.param(
            HELP.format(arguments=["quotes", "--help"]),
            HEAVY | {"ingest", "app", "spacy"},
            id="kb quotes --help",
        ),
        pytest.param(
            "import kb.db.engine",
            {"app", "streamlit", "pandas", "networkx", "spacy", "typer"},
            id="kb.db.engine",
        ),
        pytest.param(
            "import kb.catalog", {"app", "streamlit", "networkx", "spacy", "typer", "rich"}, id="kb.catalog"
        ),
        pytest.param(
            "import kb.store.ingest.files, kb.workers",
            {"app", "streamlit", "networkx", "pandas", "typer", "numpy", "distributed"},
            id="kb.store.ingest.files",
        ),
    ],
)
def test_importing_a_part_does_not_load_what_it_does_not_need(code: str, not_loaded: set[str]) -> None:
    assert loaded_by(code) & not_loaded == set()


def test_the_help_of_the_command_line_loads_few_modules() -> None:
    """How long it takes is measured by the benchmark; it goes by what is loaded."""
    code = HELP.format(arguments=["--help"]) + "print('\\n' + str(len(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout.splitlines()[-1]) < 280
