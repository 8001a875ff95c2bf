"""Many files at once: a line for each, nothing stored before it is accepted, what failed says why."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_steps import come_as, violations
from drawn_page import elements, html, page_at
from streamlit.testing.v1 import AppTest

from app import data as catalog
from app.shell.upload_queue import Item

TALK = "".join(
    f"Interviewer: What broke on day {n}?\n\nRosa: The schema, on that very day.\n\n" for n in range(4)
)
ASKS = TALK.replace("schema", "ferry") + "Interviewer:\n\nInterviewer: And then?\n\nRosa: That is all.\n"


OTHER_TALK = "".join(
    f"Interviewer: Which road number {number} was flooded?\n\n"
    f"Olaf: The one behind mill {number}, by the weir.\n\n"
    for number in range(1, 6)
)


@pytest.fixture
def files(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))
    yield {"Ferry.txt": ASKS.encode(), "Schema.txt": TALK.encode(), "photo.txt": b"\x89PNG\r\n\x1a\n\x00"}
    catalog.engine.clear()


def dropped(files: dict[str, bytes], coder: str | None = "Mara") -> AppTest:
    """The page with files that were just dropped."""
    items = [Item(name, data) for name, data in files.items()]
    state: dict[str, Any] = {"documents-queue": items, "kb_coder": coder}
    return page_at("documents", **state)


def states(page: AppTest) -> dict[str, str]:
    names = [each.text_content() for each in elements(page, "ul.waiting", "b")]
    return dict(zip(names, (each.text_content() for each in elements(page, "em.state")), strict=True))


def documents() -> int:
    from kb.queries.progress.document_list import document_list  # noqa: PLC0415  after the catalog is set

    return len(catalog.query(document_list))


def press(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    assert not page.exception, page.exception


def test_each_file_is_a_line_with_its_questions_and_what_failed_says_why(files: dict[str, bytes]) -> None:
    page = dropped(files)
    assert states(page) == {"Ferry.txt": "1 question", "Schema.txt": "no questions", "photo.txt": "failed"}
    shown = html(page)
    assert "labelled text · <bdi>Schema</bdi> · <bdi>Rosa</bdi> 55% (interviewee)" in shown
    assert "no text after the label &#39;Interviewer&#39;" in shown
    assert "a picture" in shown
    assert documents() == 15


def test_files_without_questions_are_accepted_together_and_the_others_stay(files: dict[str, bytes]) -> None:
    page = dropped(files)
    press(page, "upload-accept-all")
    assert "Schema was saved." in html(page)
    assert set(states(page)) == {"Ferry.txt", "photo.txt"}
    assert documents() == 16


def test_two_files_of_one_interview_are_not_both_accepted_without_a_question(files: dict[str, bytes]) -> None:
    page = dropped({"Schema.txt": files["Schema.txt"], "Schema copy.txt": files["Schema.txt"] + b"\n"})
    press(page, "upload-accept-all")
    assert states(page) == {"Schema copy.txt": "1 question"}
    assert "this text is similar to Schema" in html(page)


def test_nobody_stores_without_a_name(files: dict[str, bytes]) -> None:
    page = dropped(files, coder=None)
    press(page, "upload-accept-all")
    assert "Choose who is coding in the header first." in html(page)
    assert documents() == 15


def test_what_is_skipped_leaves_nothing(files: dict[str, bytes]) -> None:
    page = dropped(files)
    press(page, "upload-skip-all")
    assert "Nothing was saved." in html(page)
    assert "Waiting" not in html(page)
    assert documents() == 15


def test_a_note_is_no_question(files: dict[str, bytes]) -> None:
    page = dropped({"Schema.txt": files["Schema.txt"] + b"Transcript of the interview\n"})
    assert states(page) == {"Schema.txt": "no questions"}


def archive(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as written:
        for name, data in files.items():
            written.writestr(f"talks/{name}", data)
    return held.getvalue()


@pytest.mark.thorough
def test_files_and_an_archive_in_a_real_browser(
    app_url: str, browser_page: Any, files: dict[str, bytes]
) -> None:
    page = browser_page
    come_as(page, "Noor", app_url)
    page.goto(f"{app_url}/documents")
    page.locator(".docs").wait_for()
    rest = {"name": "talks.zip", "mimeType": "application/zip", "buffer": archive(files)}
    other = {"name": "other.txt", "mimeType": "text/plain", "buffer": b"\x89PNG\r\n\x1a\n\x00"}
    page.locator("input[type=file]").first.set_input_files([rest, other])
    page.locator(".waiting li.ready").wait_for()
    assert page.locator(".waiting li").count() == 4
    assert violations(page, ".waiting") == []
    page.get_by_role("button", name="no text after the label").click()
    page.locator(".pt.here, .pt:focus").first.wait_for()
    page.get_by_role("button", name="Back to the list").click()
    page.get_by_role("button", name="Accept all without questions (1)").click()
    page.get_by_text("Schema was saved.").wait_for()
    page.get_by_role("button", name="Accept Ferry.txt").click()
    page.get_by_text("Ferry was saved.").wait_for()
    page.get_by_role("button", name="Skip other.txt").click()
    page.locator(".waiting li").nth(1).wait_for(state="detached")
    assert "a picture" in page.locator(".waiting li.failed").inner_text()


def test_a_folder_in_a_real_browser(
    app_url: str, browser_page: Any, files: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "talks" / "March"
    folder.mkdir(parents=True)
    for name, data in (*files.items(), ("talk.mp3", b"ID3"), (".hidden", b"x")):
        (folder / name).write_bytes(data)
    # Another test stores the same words in the catalog that they share: here they are others.
    (folder / "Schema.txt").write_bytes(OTHER_TALK.encode())
    page = browser_page
    come_as(page, "Noor", app_url)
    page.goto(f"{app_url}/documents")
    page.locator(".docs").wait_for()
    page.get_by_role("button", name="Add a folder").click()
    page.locator("input[type=file][webkitdirectory]").set_input_files(folder.parent)
    page.locator(".waiting li.ready").wait_for()
    page.locator(".waiting li.unread").first.wait_for(state="detached")
    assert page.locator(".waiting b").all_inner_texts() == ["Ferry.txt", "photo.txt", "Schema.txt"]
    page.get_by_text("1 .mp3").wait_for()
    accept, first = (
        page.locator(each).first.bounding_box() for each in (".st-key-upload-accept-all", ".waiting li")
    )
    assert accept["y"] < first["y"], "what is for all files stands above them"
