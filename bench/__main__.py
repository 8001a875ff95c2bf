"""``python -m bench [reading|ingest|answers|startup] …``: print what the program takes, and the goals.

The corpus is looked for beside the checkout or where KB_CORPUS says; without it, the shipped samples are
measured instead. KB_BENCH is the folder that keeps the large synthetic catalog (default: ``.bench``).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bench import answers, ingesting, reading, startup

ROOT = Path(__file__).parent.parent


def main(wanted: list[str]) -> None:
    """Run the named benchmarks, or all of them."""
    corpus = Path(os.environ.get("KB_CORPUS") or ROOT.parent / "shared" / "corpus")
    files = corpus if corpus.is_dir() else ROOT / "transcripts"
    keep = Path(os.environ.get("KB_BENCH") or ROOT / ".bench")
    keep.mkdir(exist_ok=True)
    parts = {
        "startup": startup.run,
        "reading": lambda: reading.run(files),
        "ingest": lambda: ingesting.run(files, keep),
        "answers": lambda: answers.run(keep),
    }
    for name in wanted or parts:
        parts[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
