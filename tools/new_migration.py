"""Write the next migration from what the tables say: ``python tools/new_migration.py 0002 "what changes"``.

Read what it wrote before you commit it; a migration that has landed is never changed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from kb.db import engine as db


def main(revision: str, message: str) -> None:
    """Compare a fresh catalog of the last schema with the tables, and write the difference."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config()
        config.set_main_option(
            "script_location", str(Path(__file__).parent.parent / "kb" / "db" / "migrations")
        )
        catalog = Path(folder) / "catalog.db"
        db._create(catalog)  # noqa: SLF001  opening it would miss the tables that are new
        with db._engine(db.locate(catalog)).begin() as connection:  # noqa: SLF001
            config.attributes["connection"] = connection
            command.revision(config, message, autogenerate=True, rev_id=revision)


if __name__ == "__main__":
    main(*sys.argv[1:])
