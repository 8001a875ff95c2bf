"""Delve's print page, as Chrome saves it: an interview with one coder's codes under each paragraph.

The measures are those of real print-outs, in CSS pixels (0.75 pt): body 14, title 24, codes 10.5, lines
of 31, underlines 2 high. Every other look of the page is left to the browser, as Delve does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from zlib import crc32

from playwright.sync_api import Page, sync_playwright

from samples_builder.script import Script, Turn

CHROMIUM = "/usr/bin/chromium"

_STYLE = """
@page { size: letter; margin: 56pt 56pt 57pt 45pt }
body { margin: 0; font: 14px 'Liberation Sans' }
h1 { font-size: 24px; font-weight: normal; line-height: 28px; margin: 0 0 10px; padding-top: 18px }
.speaker { font-weight: bold; line-height: 19px }
.words { line-height: 31px }
.words span { border-bottom: 2px solid rgb(74, 144, 226) }
.codes { min-height: 31px }
.codes:not(:empty) { min-height: 0; margin: 11px 0 20px; line-height: 20px }
.codes span { font-size: 10.5px; padding: 3px 6.4px; border: 1px solid #000; border-radius: 3px;
              margin-right: 12.4px; white-space: nowrap }
hr { border: 0; border-top: 1px solid #eee; margin: 20px 0 }
"""
_EDGE = "display: flex; justify-content: space-between; width: 100%; margin: 0 35px; position: relative;"
_EDGE += " font: 8pt 'Bitstream Vera Sans'; top: -1px"
_STAMP = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")


@contextmanager
def browser_page() -> Iterator[Page]:
    """Open a blank page in the machine's Chromium, and close the browser in the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]
        )
        yield browser.new_page()
        browser.close()


def save(page: Page, script: Script, coder: str, path: Path) -> None:
    """Print one coder's view of an interview to a PDF file whose bytes hold no date of today."""
    page.set_content(html(script, coder))
    header = f'<div style="{_EDGE}"><span>3/2/26, 10:14 AM</span><span>{escape(path.stem)}</span>'
    footer = (
        f'<div style="{_EDGE}"><span>https://app.delvetool.com/transcripts/{address(path)}/print</span>'
        '<span><span class="pageNumber"></span>/<span class="totalPages"></span></span></div>'
    )
    data = page.pdf(
        prefer_css_page_size=True,
        display_header_footer=True,
        header_template=f"{header}<span></span></div>",
        footer_template=footer,
        tagged=False,
    )
    path.write_bytes(_STAMP.sub(rb"/\1 (D:20260302101400", data))


def address(path: Path) -> int:
    """Return the invented number a print-out has at Delve; the same file always has the same one."""
    return 10_000 + crc32(path.stem.encode()) % 90_000


def html(script: Script, coder: str) -> str:
    """Return the print page of one coder's view of an interview."""
    shown = script.shown(coder)
    title = escape(f"{script.title} - {coder}")
    return (
        f"<!doctype html><meta charset=utf-8><title>{title}</title><style>{_STYLE}</style><h1>{title}</h1>"
        + "".join(_turn(turn, coder) for turn in shown.turns)
        + "<hr><div class=words>Created with the Delve Qualitative Analysis Tool (http://www.delvetool.com)</div>"
    )


def _turn(turn: Turn, coder: str) -> str:
    return (
        f"<div class=speaker>{escape(turn.speaker)}</div>"
        f"<div class=words>{_underlined(turn.text, turn.marked(coder))}</div>"
        f"<div class=codes>{' '.join(f'<span>{escape(code)}</span>' for code in turn.codes(coder))}</div>"
    )


def _underlined(text: str, marked: Iterable[tuple[int, int]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end in marked:
        parts += [escape(text[done:start]), "<span>", escape(text[start:end]), "</span>"]
        done = end
    return "".join((*parts, escape(text[done:])))
