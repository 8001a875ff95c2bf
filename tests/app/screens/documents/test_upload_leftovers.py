"""What is uploaded is words and never markup, and nothing of it is left where nobody kept it."""

from __future__ import annotations

import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browser_steps import come_as, drawn, say_who
from documents_page import HOSTILE, NAME, PWN, Open, ask, drop, html, press

from app import data as catalog


def files_of_a_person() -> set[str]:
    """Every file in the folders where programs leave what they work on."""
    folders = {Path(tempfile.gettempdir()), Path("/dev/shm"), Path("/var/tmp")}  # noqa: S108  looked at only
    mine = re.compile(r"pytest|playwright|chrom|bash", re.IGNORECASE)
    return {
        str(file)
        for folder in folders
        if folder.is_dir()
        for file in folder.iterdir()
        if not mine.search(file.name)
    }


def open_files_with(words: bytes) -> list[str]:
    """The deleted files that some process still has open and that hold these words.

    What a browser shares between its processes lies in such files, too; that is its own affair.
    """
    found = []
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            target = str(handle.readlink())
            if (
                "deleted" in target
                and not re.search(r"/memfd|/\.org\.chromium\.", target)
                and words in handle.read_bytes()
            ):
                found.append(target)
    return found


def test_text_is_never_markup(documents: Open) -> None:
    test = documents((NAME, HOSTILE.encode()))
    shown = html(test)
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    labels = [
        each.label for kind in ("text_input", "selectbox", "radio", "button") for each in test.get(kind)
    ]
    assert not any("x" in label and "$" in label for label in labels)


@pytest.mark.thorough
def test_a_malicious_transcript_in_a_real_browser(app_url: str, app_catalog: Path, browser_page: Any) -> None:
    page = browser_page
    page.goto(f"{app_url}/documents")
    say_who(page, "Mara")
    drop(page, NAME, HOSTILE.encode())
    page.locator(".pt").first.wait_for()
    assert PWN in page.locator(".pt blockquote").first.inner_text()
    assert "\u202ez.txt" in page.locator("h1").inner_text()
    assert "(<i>$x$)" in page.locator(".under-text").inner_text()
    title = page.get_by_role("textbox", name="Title")
    title.fill(f"{PWN} **b**")
    title.press("Tab")
    for key, field, words in (
        ("case", "Case (participant)", "=1+1 <b>x</b>"),
        ("name-1", "Speaker 1: name", f"{PWN} *Al*"),
    ):
        chooser = page.get_by_role("combobox", name=field)
        chooser.fill(words)
        chooser.press("Enter")
        page.locator(f".st-key-upload-{key} input[aria-expanded=false]").wait_for()
    known = page.get_by_role("textbox", name="Attributes, one per line")
    known.fill("<script> = @SUM(1) [x](javascript:1) <img src=x onerror=window.pwned=1>")
    known.press("Control+Enter")
    page.get_by_role("button", name="Save for later").click()
    row = page.locator(".docs tr", has_text=PWN)
    row.wait_for()
    assert "=1+1 <b>x</b>" in row.inner_text()
    assert "@SUM(1) [x](javascript:1)" in row.inner_text()
    row.get_by_role("link", name="Start coding").click()
    page.get_by_text("window.pwned").first.wait_for()
    (document,) = ask(app_catalog, "SELECT name FROM document WHERE name LIKE '%pwned%'")[0]
    places = {
        "search?q=gnirts": "window.pwned",
        "search?q=broke": "window.pwned",
        "history": "window.pwned",
        "documents": "window.pwned",
        "documents?attribute="
        + quote("<script>: @SUM(1) [x](javascript:1) <img src=x onerror=window.pwned=1>"): "1 of 16",
        "documents?edit=" + quote(document): "window.pwned",
        "read?document=" + quote(document): "window.pwned",
        "": "window.pwned",
    }
    for place, told in places.items():
        page.goto(f"{app_url}/{place}")
        page.locator(".kb-view", has_text=told).first.wait_for()
        drawn(page)
        assert page.evaluate("window.pwned") is None, place
        assert page.locator("[data-testid=stMain] :is(script, img[src=x])").count() == 0, place
    assert ask(app_catalog, "SELECT count(*) FROM source WHERE path LIKE 'upload/%'") == [(1,)]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc to see what is open")
@pytest.mark.parametrize("button", [pytest.param("Discard", marks=pytest.mark.thorough), "Save for later"])
def test_nothing_of_an_upload_is_left_beside_the_catalog(
    app_url: str, app_catalog: Path, browser_page: Any, button: str
) -> None:
    secret = f"Zebedee-{button[:4]}"
    lines = "".join(
        f"Interviewer: what does {secret} say on day {n}?\n\nInterviewee: {'words ' * 400}\n\n"
        for n in range(900)
    )
    assert len(lines) > 2_000_000, "more than a server keeps in memory"
    before = files_of_a_person()
    page = browser_page
    come_as(page, "Noor", app_url)
    page.goto(f"{app_url}/documents")
    page.locator(".docs").wait_for()
    drop(page, f"{button}.txt", lines.encode())
    page.locator(".pt").first.wait_for(timeout=90_000)
    page.get_by_role("button", name=button, exact=True).click()
    page.locator(".notice.good").wait_for(timeout=120_000)
    new = [Path(file) for file in files_of_a_person() - before]
    assert not [file for file in new if file.is_file() and secret.encode() in file.read_bytes()]
    assert open_files_with(secret.encode()) == []
    stored = sum(
        secret.encode() in file.read_bytes() for file in app_catalog.parent.iterdir() if file.is_file()
    )
    assert bool(stored) is (button != "Discard")


def test_a_name_that_another_version_hides_is_nowhere_afterwards(documents: Open, path: Path) -> None:
    """The catalog hides ``[company]``; the upload says it: added as a pass, it must not bring it back."""
    (text,) = ask(
        path,
        "SELECT group_concat(coalesce(label || ': ', '') || text, char(10) || char(10)) FROM"
        " paragraph JOIN document ON document_id = document.id WHERE name = 'Interview 8'",
    )[0]
    assert "[" in text, "names are hidden in it"
    hidden = re.findall(r"\[[^\]]+\]", text)[0]
    told = text.replace(hidden, "Zebedee Ltd")
    test = documents(("Interview 08 raw.txt", told.encode()))
    assert "This text is similar to" in html(test)
    press(test, "upload-keep")
    catalog.engine.clear()
    files = [file for file in path.parent.rglob("*") if file.is_file() and b"SQLite" in file.read_bytes()[:6]]
    assert path in files
    for file in files:
        assert b"Zebedee" not in file.read_bytes(), file.name
