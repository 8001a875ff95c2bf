"""Take the README's four screenshots of the app, on the demo catalog in a temporary folder.

``python -m tools.screenshots`` builds the catalog, lets Mara K. begin to code an interview, starts the app,
and writes ``docs/images/*.png``. Title, coder, moments and the size of the window are fixed, so that a
picture changes only when what it shows has changed. Needs Chromium and playwright, and no network.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from sqlmodel import Session, col, select

from bench.browser import answers, browser, code_as, running, select_words
from kb.db import engine as db
from kb.db.tables import Change, Code, Coder, Coding, CodingPass, Document
from kb.package_data import samples_folder
from kb.queries.documents import transcript
from kb.store.coding.codings import add_coding
from kb.store.ingest.files import ingest

IMAGES = Path(__file__).parent.parent / "docs" / "images"
CODER, INTERVIEW, READ_UNTIL = "Mara K.", "Interview 2", 22
WORDS = "Their note is short, because nobody understood them."
SIZE, SCALE = {"width": 1360, "height": 860}, 1.5
BEGUN = datetime(2024, 5, 6, 9, 0, tzinfo=UTC)
_LARGEST = 200_000
"""Bytes of a picture, so that the README opens quickly."""


def main() -> None:
    """Build the catalog, take the pictures, say how large they are."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        catalog = Path(folder) / "catalog.db"
        ingest(catalog, [samples_folder()], who=CODER)
        begin_to_code(catalog)
        with running(catalog, title="Release study") as address, browser() as chrome:
            answers(address)
            for name, take in pictures().items():
                size = save(picture(chrome, address, take), IMAGES / f"{name}.png")
                print(f"{name}.png {size // 1000} KB")


def pictures() -> dict[str, Callable[[Any], None]]:
    """Return what is done in the browser for each picture."""
    return {"overview": overview, "issue": issue, "code": code, "search": search}


def begin_to_code(catalog: Path) -> None:
    """Let a coder agree with the moderator, up to a paragraph; give all that was done a fixed moment."""
    engine = db.open_for_writing(catalog)
    with db.transaction(engine) as session:
        document = session.exec(select(Document).where(Document.name == INTERVIEW)).one()
        for row in _moderated(session, document):
            add_coding(session, document=document, code=row[0], start=row[1], end=row[2], coder=CODER)
        session.flush()
        for number, change in enumerate(session.exec(select(Change).order_by(col(Change.id)))):
            change.at = BEGUN + timedelta(seconds=7 * number)
            session.add(change)
    engine.dispose()


def _moderated(session: Session, document: Document) -> list[tuple[str, int, int]]:
    """The moderator's codings as far as the coder has come."""
    query = (
        select(Code.name, Coding.start, Coding.end)
        .join(Coding, col(Coding.code_id) == col(Code.id))
        .join(CodingPass)
        .join(Coder)
        .where(Coding.document_id == document.id, CodingPass.role == "moderator", Coding.extent != "spill")
        .where(col(Coding.start) < transcript.starts(session, document.name)[READ_UNTIL + 1])
        .order_by(col(Coding.start), col(Code.name))
    )
    return list(session.exec(query))


def picture(chrome: Any, address: str, take: Callable[[Any], None]) -> bytes:
    """Return a picture of what somebody has done in a browser of their own."""
    context = chrome.new_context(
        viewport=SIZE, device_scale_factor=SCALE, color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    page.locator(".heat td a").first.wait_for()
    code_as(page, CODER)
    take(page)
    page.mouse.move(0, 0)
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)  # what Streamlit dims while it runs has come back
    taken: bytes = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return taken


def overview(page: Any) -> None:
    """The overview, nothing in focus."""
    page.evaluate("document.activeElement?.blur()")


def issue(page: Any) -> None:
    """An issue with its quotes."""
    page.get_by_role("link", name=re.compile("Unstable external data")).first.click()
    page.locator(".q mark").first.wait_for()


def code(page: Any) -> None:
    """The picker open under words that are about to be coded."""
    page.get_by_role("link", name="Code", exact=True).first.click()
    page.locator(".kb-p").first.wait_for()
    words = page.locator(f".kb-p[data-position='{READ_UNTIL + 1}']")
    words.wait_for()
    words.evaluate("row => { row.style.scrollMarginTop = '300px'; row.scrollIntoView(); }")
    select_words(page, READ_UNTIL + 1, WORDS)
    page.keyboard.press("Enter")
    page.locator(".kb-picker input").type("low qu")


def search(page: Any) -> None:
    """Words and codes, found together."""
    page.get_by_role("link", name="Search", exact=True).first.click()
    field = page.get_by_role("combobox", name="Search")
    field.fill("drift OR monitor")
    field.press("Enter")
    page.locator(".q").first.wait_for()


def save(taken: bytes, path: Path) -> int:
    """Write a picture with as few colours as its largest size asks for; return its bytes.

    The commonest colours are kept as they are (the paper, the ink, each code's own), the shades at the edges
    of letters take the nearest.
    """
    image = Image.open(BytesIO(taken)).convert("RGB")
    found = sorted(image.getcolors(image.width * image.height), reverse=True)
    for colours in (256, 128, 64, 32):
        palette = Image.new("P", (1, 1))
        palette.putpalette([part for _, colour in found[:colours] for part in colour])
        image.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= _LARGEST:
            break
    return path.stat().st_size


if __name__ == "__main__":
    main()
