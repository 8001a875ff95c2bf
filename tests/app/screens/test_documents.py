"""Documents: what is there, and how a transcript comes in: seen, put right, kept or not; never markup."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from app import data as catalog
from app.shell.drop_zone import Upload
from ingest.reading import read_bytes

ROOT = Path(__file__).parents[3]
PWN = "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>"
MARKDOWN = "[click](javascript:alert(1)) **bold** $x^2$ :red[red] ![i](http://evil.example/x.png)"
HOSTILE = "".join(
    f"Interviewer: {PWN} what broke {number}?\n\nMax (<i>$x$): =1+1 {MARKDOWN} \u202egnirts {number}\n\n"
    for number in range(4)
)
NAME = "=cmd() (i)x(-i) $y$ \u202ez.txt"

Open = Callable[..., AppTest]


@pytest.fixture
def path(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))
    return path


@pytest.fixture
def documents(path: Path) -> Iterator[Open]:
    """The page with an address; an upload is what the drop zone would have read."""
    assert path.exists()

    def run(
        upload: tuple[str, bytes] | None = None,
        coder: str | None = "Mara",
        typed: dict[str, str] | None = None,
        **params: str,
    ) -> AppTest:
        test = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120)
        test.run()
        test.switch_page("screens/documents/page.py")
        for key, value in params.items():
            test.query_params[key] = value
        for key, value in (typed or {}).items():  # new words in a field of choices, which AppTest cannot type
            test.session_state[key] = value
        if coder:
            test.session_state["kb_coder"] = coder
        if upload:
            parsed = read_bytes(f"upload/{upload[0]}", upload[1])
            test.session_state["documents-waiting"] = Upload(parsed, upload[1])
        test.run()
        assert not test.exception, test.exception
        return test

    yield run
    catalog.engine.clear()


def html(test: AppTest) -> str:
    return "".join(json.loads(each.proto.json)["html"] for each in test.get("bidi_component"))


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def plain(name: str) -> bytes:
    return (ROOT / "transcripts" / "plain" / name).read_bytes()


def press(test: AppTest, key: str) -> None:
    test.button(key=key).click().run()
    assert not test.exception, test.exception


def test_every_document_is_listed_with_its_passes(documents: Open) -> None:
    shown = html(documents())
    assert "15 of 15 documents" in shown
    assert "Felix, coder: empty pass, counted as missing" in shown


@pytest.mark.parametrize(
    ("params", "told"),
    [
        pytest.param({"status": "empty"}, "2 of 15 documents", id="an empty pass"),
        pytest.param({"status": "none"}, "2 of 15 documents", id="not coded"),
        pytest.param({"q": "interview 1"}, "5 of 15 documents", id="by title"),
    ],
)
def test_a_filter_is_in_the_address(documents: Open, params: dict[str, str], told: str) -> None:
    assert told in html(documents(**params))


def test_a_filter_that_leaves_nothing_says_how_to_go_on(documents: Open) -> None:
    shown = html(documents(q="zeppelin"))
    assert "No document matches" in shown
    assert 'href="/documents"' in shown


def test_the_list_is_sorted_by_the_address(documents: Open) -> None:
    shown = html(documents(sort="codings"))
    assert shown.index(">Interview 9<") < shown.index(">Interview 13<")


def test_a_new_transcript_is_seen_first_and_kept_as_a_person_says(documents: Open, path: Path) -> None:
    text = (
        plain("Interview 08.txt")
        .replace(b"e", b"ee")
        .replace(b"Intervieeweer1", b"Bo")
        .replace(b"Intervieeweeee", b"Al")
    )
    typed = {"upload-name-1": "Alma", "upload-case": "Planner, food"}
    test = documents(("Interview 21.txt", text), typed=typed)
    assert "Nothing is stored yet" in html(test)
    assert ask(path, "SELECT count(*) FROM document") == [(15,)]
    test.selectbox(key="upload-role-1").set_value("interviewee")
    test.text_area(key="upload-attributes").set_value("sector = food\n\nyears = 9")
    test.run()
    press(test, "upload-keep")
    assert "Interview 21 is in the catalog" in html(test)
    assert ("Alma", "interviewee") in ask(path, "SELECT speaker.name, role FROM speaker WHERE corrected")
    assert ask(path, "SELECT name FROM participant") == [("Planner, food",)]
    assert ask(path, "SELECT name, value FROM attribute ORDER BY 1") == [("sector", "food"), ("years", "9")]
    assert ask(path, "SELECT path FROM source WHERE path LIKE 'upload%'") == [("upload/Interview 21.txt",)]


def test_a_text_the_catalog_has_is_recognised_and_added_to_it(documents: Open, path: Path) -> None:
    test = documents(("something else.txt", plain("Interview 08.txt")))
    assert "This looks like" in html(test)
    press(test, "upload-keep")
    assert ask(path, "SELECT count(*) FROM document") == [(15,)]
    query = "SELECT name FROM document JOIN source ON document_id = document.id WHERE path LIKE 'upload%'"
    assert ask(path, query) == [("Interview 8",)]


def test_or_it_becomes_a_document_of_its_own(documents: Open, path: Path) -> None:
    test = documents(("Interview 08.txt", plain("Interview 08.txt")))
    test.radio(key="upload-as").set_value("new").run()
    assert test.text_input(key="upload-title").value == "Interview 8 (2)"
    test.text_input(key="upload-title").set_value("interview 8").run()
    assert "Another document has this title" in html(test)
    assert test.button(key="upload-keep").disabled
    test.text_input(key="upload-title").set_value("Interview 8 again").run()
    press(test, "upload-keep")
    assert ask(path, "SELECT count(*) FROM document WHERE name = 'Interview 8 again'") == [(1,)]


def test_labels_with_one_speaker_become_one_person_with_one_role(documents: Open, path: Path) -> None:
    text = "".join(
        f"Ann: what broke {n}?\n\nA. Lee: it did, in the end {n}\n\nBo: yes {n}\n\n" for n in range(5)
    )
    test = documents(("Interview 31.txt", text.encode()))
    first = test.selectbox(key="upload-name-1")
    assert {"Ann", "Bo", "A. Lee"} <= set(first.options)
    test.selectbox(key="upload-role-1").set_value("interviewee").run()
    test.selectbox(key="upload-name-2").set_value(first.value).run()
    (same,) = [each for each in test.selectbox if each.disabled]
    assert (same.label, same.value) == ("Speaker 2: role", "interviewee")
    chosen = first.value
    press(test, "upload-keep")
    rows = ask(
        path,
        "SELECT speaker.name, role, labels FROM speaker JOIN document ON document_id = document.id"
        " WHERE document.name = 'Interview 31' ORDER BY 1",
    )
    merged = next(row for row in rows if row[0] == chosen)
    assert (merged[1], len(json.loads(merged[2]))) == ("interviewee", 2)
    assert len(rows) == 2


def test_what_is_known_may_be_written_with_colons(documents: Open, path: Path) -> None:
    test = documents(("Interview 31.txt", HOSTILE.encode()), typed={"upload-case": "Ann"})
    test.text_area(key="upload-attributes").set_value("sector: food\nratio = 1:2")
    test.run()
    press(test, "upload-keep")
    assert ask(path, "SELECT name, value FROM attribute ORDER BY 1") == [("ratio", "1:2"), ("sector", "food")]


@pytest.mark.parametrize(
    ("case", "known", "told"),
    [
        ("Ann", "sector energy", "Line 1"),
        ("Ann", "\nsector = ", "Line 2"),
        ("", "sector = energy", "Name the case"),
    ],
)
def test_what_is_known_is_written_as_lines(documents: Open, case: str, known: str, told: str) -> None:
    test = documents(("Interview 31.txt", HOSTILE.encode()), typed={"upload-case": case} if case else None)
    test.text_area(key="upload-attributes").set_value(known)
    test.run()
    assert told in html(test)
    assert test.button(key="upload-keep").disabled


def test_what_was_typed_is_there_after_a_look_at_another_page(documents: Open, path: Path) -> None:
    test = documents(("Interview 31.txt", HOSTILE.encode()))
    test.text_input(key="upload-title").set_value("A talk of my own").run()
    test.selectbox(key="upload-role-2").set_value("other").run()
    test.selectbox(key="upload-kind").set_value("article").run()
    test.text_area(key="upload-attributes").set_value("sector = food")
    test.switch_page("screens/evidence/issues.py").run()  # with the last field just typed
    test.switch_page("screens/documents/page.py").run()
    assert not test.exception, test.exception
    assert test.text_input(key="upload-title").value == "A talk of my own"
    assert test.selectbox(key="upload-role-2").value == "other"
    assert test.selectbox(key="upload-kind").value == "article"
    assert test.text_area(key="upload-attributes").value == "sector = food"
    press(test, "upload-discard")
    parsed = read_bytes("upload/Interview 31.txt", HOSTILE.encode())
    test.session_state["documents-waiting"] = Upload(parsed, HOSTILE.encode())
    test.run()
    assert test.text_input(key="upload-title").value == "Interview 31", "what was discarded is forgotten"
    assert ask(path, "SELECT count(*) FROM document") == [(15,)]


def test_what_is_discarded_leaves_nothing(documents: Open, path: Path) -> None:
    before = path.read_bytes(), sorted(Path(tempfile.gettempdir()).glob("*upload*"))
    test = documents(("Interview 31.txt", HOSTILE.encode()))
    press(test, "upload-discard")
    assert "was discarded; nothing was stored" in html(test)
    assert (path.read_bytes(), sorted(Path(tempfile.gettempdir()).glob("*upload*"))) == before


def test_nobody_stores_without_a_name(documents: Open) -> None:
    test = documents(("Interview 31.txt", HOSTILE.encode()), coder=None)
    assert "Say who is coding" in html(test)
    assert test.button(key="upload-keep").disabled


def test_who_speaks_and_who_is_behind_it_can_be_said_later(documents: Open, path: Path) -> None:
    test = documents(
        edit="Interview 3", typed={"edit-of": "Interview 3", "edit-name-1": "Rosa", "edit-case": "Buyer"}
    )
    press(test, "edit-save")
    assert ask(path, "SELECT count(*) FROM speaker WHERE name = 'Rosa' AND corrected") == [(1,)]
    assert ask(path, "SELECT name FROM participant") == [("Buyer",)]


def test_an_unknown_document_is_told_with_the_nearest(documents: Open) -> None:
    assert "did you mean &#39;Interview 3&#39;" in html(documents(edit="Intervew 3"))


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


def code_as(page: Any, name: str) -> None:
    page.get_by_role("button", name="Who is coding?").click()
    chooser = page.get_by_role("combobox", name="Coding as")
    chooser.fill(name)
    chooser.press("Enter")
    page.get_by_role("button", name=name).wait_for()
    page.keyboard.press("Escape")


def drop(page: Any, name: str, data: bytes) -> None:
    file = {"name": name, "mimeType": "text/plain", "buffer": data}
    page.locator("input[type=file]").set_input_files(file)


def test_a_malicious_transcript_in_a_real_browser(app_url: str, app_catalog: Path, browser_page: Any) -> None:
    page = browser_page
    page.goto(app_url)
    code_as(page, "Mara")
    page.get_by_role("link", name="Documents", exact=True).first.click()
    drop(page, NAME, HOSTILE.encode())
    page.locator(".pt").first.wait_for()
    assert PWN in page.locator(".pt blockquote").first.inner_text()
    assert "\u202ez.txt" in page.locator("h1").inner_text()
    assert "(<i>$x$)" in page.locator(".under-text").inner_text()
    title = page.get_by_role("textbox", name="Title")
    title.fill(f"{PWN} **b**")
    title.press("Tab")
    for field, words in (("Case: who is behind it", "=1+1 <b>x</b>"), ("Speaker 1: name", f"{PWN} *Al*")):
        chooser = page.get_by_role("combobox", name=field)
        chooser.fill(words)
        chooser.press("Enter")
        page.wait_for_timeout(500)
    known = page.get_by_role("textbox", name="What is known of them, a line each")
    known.fill("<script> = @SUM(1) [x](javascript:1) <img src=x onerror=window.pwned=1>")
    known.press("Control+Enter")
    page.get_by_role("button", name="Keep for later").click()
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
        page.wait_for_timeout(300)
        assert page.evaluate("window.pwned") is None, place
    assert ask(app_catalog, "SELECT count(*) FROM source WHERE path LIKE 'upload/%'") == [(1,)]


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
    """The deleted files that some process still has open and that hold these words."""
    found = []
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            target = str(handle.readlink())
            if "deleted" in target and "/memfd" not in target and words in handle.read_bytes():
                found.append(target)
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc to see what is open")
@pytest.mark.parametrize("button", ["Discard", "Keep for later"])
def test_nothing_of_an_upload_is_left_beside_the_catalog(
    app_url: str, app_catalog: Path, browser_page: Any, button: str
) -> None:
    secret = f"Zebedee-{button[:4]}"
    lines = "".join(
        f"Interviewer: what does {secret} say on day {n}?\n\nInterviewee: {'words ' * 40}\n\n"
        for n in range(9000)
    )
    assert len(lines) > 2_000_000, "more than a server keeps in memory"
    before = files_of_a_person()
    page = browser_page
    page.goto(app_url)
    code_as(page, "Noor")
    page.get_by_role("link", name="Documents", exact=True).first.click()
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
    assert "This looks like" in html(test)
    press(test, "upload-keep")
    catalog.engine.clear()
    for file in path.parent.glob("catalog.db*"):
        assert b"Zebedee" not in file.read_bytes(), file.name


def test_another_format_can_be_chosen(documents: Open) -> None:
    test = documents(("Interview 31.txt", plain("Interview 08.txt").replace(b"e", b"ee")))
    assert test.selectbox(key="upload-format").value == "labelled_text"
    test.selectbox(key="upload-format").set_value("article").run()
    assert not test.exception, test.exception
    assert test.session_state["documents-waiting"].parsed.format == "article"
    test.selectbox(key="upload-format").set_value("delve_pdf").run()
    assert "It cannot be read as" in html(test)
    assert test.session_state["documents-waiting"].parsed.format == "article", "as it was before"


def test_a_text_that_no_reader_knows_waits_for_somebody_who_does(documents: Open) -> None:
    table = b"".join(b"a,b,c,%d\n" % number for number in range(40))
    test = documents(("notes.txt", table))
    assert "No format is sure that this is its own" in html(test)
    test.selectbox(key="upload-format").set_value("article").run()
    assert "Nothing is stored yet" in html(test)


def test_a_case_that_is_known_brings_what_is_known_of_it(documents: Open, path: Path) -> None:
    test = documents(
        edit="Interview 3",
        typed={"edit-of": "Interview 3", "edit-case": "Buyer", "edit-attributes": "sector = food"},
    )
    press(test, "edit-save")
    test = documents(edit="Interview 5")
    test.selectbox(key="edit-case").set_value("Buyer").run()
    assert test.text_area(key="edit-attributes").value == "sector = food"
    press(test, "edit-save")
    assert ask(path, "SELECT count(*) FROM document WHERE case_id IS NOT NULL") == [(2,)]
    shown = html(documents(attribute="sector: food"))
    assert "2 of 15 documents" in shown
    assert "/documents?attribute=sector%3A+food" in shown


def test_a_problem_leads_to_its_paragraph(app_url: str, browser_page: Any) -> None:
    turns = "".join(
        f"Interviewer: what broke on day {n}?\n\nAnn: the schema, for the {n}th time\n\n" for n in range(60)
    )
    text = f"{turns}Interviewee:\n\nAnn: this one comes after a label without any words\n\n"
    page = browser_page
    page.goto(app_url)
    page.goto(f"{app_url}/documents")
    drop(page, "Interview 77.txt", text.encode())
    page.locator(".pt").first.wait_for()
    assert page.locator("#p-121").count() == 0, "it is further down than what is shown at first"
    page.get_by_role("button", name="line 241 (¶ 121)").click()
    page.locator("#p-121.here").wait_for()
    page.wait_for_timeout(300)
    assert page.locator("#p-121").evaluate("e => e.getBoundingClientRect().top < innerHeight")
    page.get_by_role("button", name="Show the 101 paragraphs before").click()
    page.locator("#p-1").wait_for()
    page.get_by_role("button", name="Discard").click()
    page.locator(".notice.good").wait_for()


def test_the_drop_zone_grows_while_a_file_is_dragged(app_url: str, browser_page: Any) -> None:
    page = browser_page
    page.goto(app_url)
    page.goto(f"{app_url}/documents")
    zone = page.get_by_test_id("stFileUploaderDropzone")
    zone.wait_for()
    page.locator(".docs").wait_for()
    assert zone.bounding_box()["height"] == 56
    page.evaluate(  # a browser tells of the file again and again for as long as it is over the page
        """() => { const moved = new DataTransfer(); moved.items.add(new File(["a"], "a.txt"));
        window.over = setInterval(() => document.body.dispatchEvent(
          new DragEvent("dragover", { dataTransfer: moved, bubbles: true })), 50) }"""
    )
    is_high = "([zone, low, high]) => low < zone.offsetHeight && zone.offsetHeight < high"
    page.wait_for_function(is_high, arg=[zone.element_handle(), 120, 200])
    page.evaluate("clearInterval(window.over)")
    page.wait_for_function(is_high, arg=[zone.element_handle(), 50, 60])


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        pytest.param("empty.txt", b"", "the file is empty", id="empty"),
        pytest.param("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), "a picture", id="not what it says"),
        pytest.param("broken.pdf", b"%PDF-1.7 nothing", "broken.pdf was not added", id="a broken PDF"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    app_url: str, browser_page: Any, tmp_path: Path, name: str, data: bytes, told: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    browser_page.goto(app_url)
    browser_page.goto(f"{app_url}/documents")
    browser_page.locator("input[type=file]").set_input_files(file)
    notice = browser_page.locator(".notice.bad")
    notice.wait_for()
    assert told in notice.inner_text()
    assert browser_page.locator(".docs tbody tr").count() >= 15
