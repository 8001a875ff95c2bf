"""``python -m bench [PART] …``: what things take, and goals; without a part, all of them (see ``PARTS``).

The corpus is looked for beside the checkout or where KB_CORPUS says; without it, the shipped samples are
measured instead. KB_BENCH is the folder that keeps the large synthetic catalog (default: ``.bench``).
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent
PARTS = (
    "startup",
    "reading",
    "ingesting",
    "surveys",
    "answers",
    "suggesting",
    "saturation",
    "cooccurrence",
    "agreement",
    "browsing",
    "archiving",
    "exchanging",
)


def main(wanted: list[str]) -> None:
    """Run the named benchmarks, or all of them."""
    corpus = Path(os.environ.get("KB_CORPUS") or ROOT.parent / "shared" / "corpus")
    files = corpus if corpus.is_dir() else ROOT / "transcripts"
    keep = Path(os.environ.get("KB_BENCH") or ROOT / ".bench")
    keep.mkdir(exist_ok=True)
    for name in wanted or PARTS:
        # Imported one by one, so that the memory of one is not counted for another.
        import_module(f"bench.parts.{name}").run(files, keep)


if __name__ == "__main__":
    main(sys.argv[1:])
