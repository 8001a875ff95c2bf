"""Make the fonts of the figures from those of the app: matplotlib reads neither WOFF2 nor variable fonts.

Run by hand when the app's fonts change, with ``brotli`` installed beside ``fonttools``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).parent.parent
SOURCES = ("ibm-plex-sans-latin-wght-normal", "ibm-plex-sans-latin-ext-wght-normal")
WEIGHTS = {"Regular": 400, "Bold": 600}
"""The bold of a figure is the semi-bold of the app."""


def main() -> None:
    """Write a font for each weight."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))


def write(folder: Path) -> None:
    """Write the fonts by way of files in a folder."""
    for style, weight in WEIGHTS.items():
        parts = []
        for number, name in enumerate(SOURCES):
            font = TTFont(ROOT / "app" / "static" / f"{name}.woff2")
            static = instantiateVariableFont(font, {"wght": weight})
            static.flavor = None
            for table in ("GSUB", "GPOS", "GDEF", "STAT", "HVAR", "DSIG", "gasp"):
                if table in static:
                    del static[table]
            part = folder / f"{number}.ttf"
            static.save(part)
            parts.append(str(part))
        merged = Merger().merge(parts)
        for record in merged["name"].names:
            if record.nameID in (1, 16):
                record.string = "IBM Plex Sans"
            elif record.nameID in (2, 17):
                record.string = style
        merged["OS/2"].usWeightClass = {"Regular": 400, "Bold": 700}[style]
        merged["head"].macStyle = int(style == "Bold")
        merged.save(ROOT / "kb" / "figures" / "fonts" / f"IBMPlexSans-{style}.ttf")


if __name__ == "__main__":
    main()
