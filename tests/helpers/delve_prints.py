"""Print-outs of Delve made by hand."""

from __future__ import annotations

from pathlib import PurePath

from ingest.formats.documents import delve_pdf
from ingest.model import Parsed, TaggedSpan, Transcript
from ingest.source import Source

BODY, BOX, TITLE = 10.5, 7.88, 18.0
BLUE = "0.2902 0.5647 0.8863"


class Print:
    """Paints pages the way Delve's print does, and saves them as a PDF without tags."""

    def __init__(self, *, scale: float = 1.0) -> None:
        self.scale = scale
        self.pages: list[list[str]] = [[]]

    def text(self, x: float, y: float, words_: str, size: float = BODY, font: str = "F1") -> Print:
        escaped = words_.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        place = f"{x * self.scale:.3f} {792 - y * self.scale:.3f}"
        self.pages[-1].append(f"BT /{font} {size * self.scale:.3f} Tf {place} Td ({escaped}) Tj ET")
        return self

    def speaker(self, y: float, words_: str) -> Print:
        return self.text(45, y, words_, font="F2")

    def title(self, words_: str = "Interview 91 - KB") -> Print:
        return self.text(45, 86.8, words_, TITLE)

    def shape(self, box: tuple[float, float, float, float], colour: str = "0 0 0") -> Print:
        left, top, width, height = (side * self.scale for side in box)
        self.pages[-1].append(
            f"{colour} rg {left:.3f} {792 - top - height:.3f} {width:.3f} {height:.3f} re f"
        )
        return self

    def underline(self, x: float, y: float, width: float) -> Print:
        return self.shape((x, y + 2.25, width, 1.5), BLUE).shape((0, 0, 0, 0))

    def code(self, x: float, y: float, *rows: str, width: float = 110) -> Print:
        self.shape((x, y - 10.4, width, 4.2 + 11.2 * len(rows)), "0.99 0.99 0.99").shape((0, 0, 0, 0))
        for number, row in enumerate(rows):
            self.text(x + 6, y + 11.2 * number, row, BOX)
        return self

    def page(self) -> Print:
        self.pages.append([])
        return self

    def closing(self, y: float) -> Print:
        return self.text(45, y, "Created with the Delve Qualitative Analysis Tool")

    def save(self, trailer: str = "") -> bytes:
        fonts = "<< /F1 3 0 R /F2 4 0 R >>"
        bodies = [f"0 0 0 rg {chr(10).join(page)}".encode("cp1252") for page in self.pages]
        kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(bodies)))
        encoding = "/Encoding /WinAnsiEncoding"
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(bodies)} >>".encode(),
            f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {encoding} >>".encode(),
            f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold {encoding} >>".encode(),
        ]
        for n, body in enumerate(bodies):
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * n} 0 R "
                f"/Resources << /Font {fonts} >> >>".encode()
            )
            objects.append(f"<< /Length {len(body)} >>\nstream\n".encode() + body + b"\nendstream")
        return as_pdf(objects, trailer)

    def read(self) -> Parsed:
        return delve_pdf.parse(Source(PurePath("made.pdf"), self.save()))


def as_pdf(objects: list[bytes], trailer: str = "") -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    out += f"startxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def transcript(parsed: Parsed) -> Transcript:
    assert parsed.transcript is not None, parsed.problems
    return parsed.transcript


def words(read_: Transcript, tag: TaggedSpan) -> str:
    return read_.text[tag.start : tag.end]


def said(parsed: Parsed) -> list[tuple[str | None, str]]:
    return [(p.speaker, p.text) for p in transcript(parsed).paragraphs]


def coded_words(parsed: Parsed) -> list[tuple[str, str, str]]:
    found = transcript(parsed)
    return [(tag.code, words(found, tag), tag.extent) for tag in found.tags]
