"""Write the sample interviews under ``transcripts/`` from the authored scripts under ``tools/samples/``.

    python tools/samples.py              all of them, and nothing left of earlier ones
    python tools/samples.py 03 11        only interviews 3 and 11

Needs Chromium and playwright for the print-outs, and no network.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page
from samples_builder import printout, readme, textual, word
from samples_builder.delivery import GREY, files
from samples_builder.script import Script, ScriptError, read

TOOLS = Path(__file__).parent
SCRIPTS = TOOLS / "samples"
TRANSCRIPTS = TOOLS.parent / "transcripts"


def write(page: Page, script: Script, folder: Path) -> None:
    """Write all files of one interview."""
    for name, coder in files(script).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".pdf":
            printout.save(page, script, coder, path)
        elif path.suffix == ".docx":
            word.save(script, path)
        else:
            path.write_text(_text(script, coder, path.suffix), encoding="utf-8", newline="\n")


def _text(script: Script, coder: str, suffix: str) -> str:
    if coder:
        return textual.delve_text(script, coder)
    return {".vtt": textual.subtitles, ".md": textual.markdown, ".txt": textual.labelled}[suffix](script)


def main(numbers: list[str]) -> int:
    """Build the samples; return 1 when a script has a slip."""
    try:
        scripts = [read(path) for path in sorted(SCRIPTS.glob("interview-*.txt"))]
    except ScriptError as slip:
        print(slip, file=sys.stderr)
        return 1
    if not numbers:
        shutil.rmtree(TRANSCRIPTS, ignore_errors=True)
    with printout.browser_page() as page:
        for script in scripts:
            if not numbers or f"{script.number:02}" in numbers:
                write(page, script, TRANSCRIPTS)
                print(script.title)
    for source, target in GREY.items():
        (TRANSCRIPTS / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SCRIPTS / source, TRANSCRIPTS / target)
    (TRANSCRIPTS / "README.md").write_text(
        readme.text((script, files(script)) for script in scripts), encoding="utf-8", newline="\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
