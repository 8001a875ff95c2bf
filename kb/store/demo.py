"""The demo in a catalog: the invented interviews, and the taxonomy that they are coded with."""

from __future__ import annotations

import os
from pathlib import Path

from kb import package_data
from kb.db import engine as db
from kb.store.ingest.files import Progress, Report, ingest


def ingest_demo(
    database: str | Path | None,
    *,
    who: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Bring the invented interviews into a catalog; a ``taxonomy.yaml`` beside it is used if there is one."""
    file = db.file_of(db.locate(database))
    beside = file.parent / package_data.TAXONOMY if file else None
    own = package_data.taxonomy_file(file) if os.environ.get("KB_TAXONOMY") else beside
    taxonomy = own if own and own.is_file() else package_data.shipped_taxonomy()
    samples = [package_data.samples_folder()]
    return ingest(database, samples, taxonomy=taxonomy, who=who, processes=processes, progress=progress)
