"""Who is coding: chosen in the header and remembered by the browser, or the person who signed in."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from browser_steps import ONE, say_who
from streamlit.testing.v1 import AppTest

from app import data, page_registry, viewer
from app.server import access
from app.server.addresses import Addresses
from app.server.admission import Admission
from app.server.guard import Entrance, Open
from app.server.remembered import Remembered
from app.server.sign_in import SignIn
from app.shell import who as coding_person
from app.shell.sign_in import must_sign_in
from kb.db.engine import open_for_writing, transaction
from kb.queries.comparison import pass_comparison
from kb.store.coding.moderation import ModerationDecision, decide

ROOT = Path(__file__).parents[3]
KEY = "what signs the names in this test"
REMEMBERED = Remembered(KEY, "here")
SECRETS = """[auth]
redirect_uri = "http://127.0.0.1/oauth2callback"
cookie_secret = "a long random text that is made up for a test"
client_id = "test"
client_secret = "test"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""


@pytest.fixture
def known(demo_catalog: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("KB_DATABASE", str(demo_catalog))
    yield demo_catalog
    data.engine.clear()


def coming(
    monkeypatch: pytest.MonkeyPatch,
    *,
    cookie: str | None = None,
    entrance: Entrance | None = None,
    **user: Any,
) -> dict[str, Any]:
    """Let somebody come, with what their browser kept and as whom they signed in; return their session."""
    session: dict[str, Any] = {}
    cookies = {} if cookie is None else {REMEMBERED.cookie: cookie}
    started = access.Access(Addresses(), entrance or Open(), REMEMBERED)
    monkeypatch.setattr(access, "_current", [started])
    monkeypatch.setattr(viewer, "get_script_run_ctx", lambda **_: object())  # as a page has it
    monkeypatch.setattr(coding_person.st, "user", user)
    monkeypatch.setattr(coding_person.st, "session_state", session)
    monkeypatch.setattr(coding_person.st, "context", SimpleNamespace(cookies=cookies))
    return session


@pytest.mark.parametrize(
    ("user", "who"),
    [
        pytest.param({"is_logged_in": True, "name": "Imke V", "email": "i@x.nl"}, "Imke V", id="name"),
        pytest.param({"is_logged_in": True, "email": "i@x.nl"}, "i@x.nl", id="no name"),
        pytest.param({"is_logged_in": True, "name": "", "email": "i@x.nl"}, "i@x.nl", id="an empty name"),
        pytest.param({"is_logged_in": True, "sub": "auth0|7"}, "auth0|7", id="neither name nor address"),
        pytest.param({"is_logged_in": False}, "Noor", id="not signed in"),
        pytest.param({}, "Noor", id="no sign-in set up"),
    ],
)
@pytest.mark.usefixtures("known")
def test_the_coder_is_the_person_who_signed_in(
    monkeypatch: pytest.MonkeyPatch, user: dict[str, Any], who: str
) -> None:
    coming(monkeypatch, cookie=REMEMBERED.sign("Noor"), **user)
    coding_person.current_coder()
    assert viewer.viewer() == who


@pytest.mark.usefixtures("known")
def test_who_signed_in_is_not_remembered_and_not_overruled_by_what_was_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = coming(monkeypatch, cookie=REMEMBERED.sign("Noor"), is_logged_in=True, name="Imke")
    session["kb_coder"] = "Noor"
    coding_person.current_coder()
    assert viewer.viewer() == "Imke"
    assert "<img" not in coding_person.kept_by_the_browser()


@pytest.mark.usefixtures("known")
def test_where_people_sign_in_no_cookie_says_who_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    coming(monkeypatch, cookie=REMEMBERED.sign("Noor"), entrance=SignIn("https://x.nl", "s" * 32, ("*",)))
    assert coding_person.current_coder() is None
    assert must_sign_in()


@pytest.mark.usefixtures("known")
def test_a_name_is_given_to_the_browser_until_it_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    coming(monkeypatch)["kb_coder"] = "Noor"
    assert f"src='{REMEMBERED.address('Noor')}'" in coding_person.kept_by_the_browser()
    coming(monkeypatch, cookie=REMEMBERED.sign("Noor"))["kb_coder"] = "Noor"
    assert "<img" not in coding_person.kept_by_the_browser()
    coming(monkeypatch, cookie=REMEMBERED.sign("Noor"))["kb_coder"] = ""
    assert f"src='{REMEMBERED.address('')}'" in coding_person.kept_by_the_browser()


@pytest.mark.parametrize(
    ("cookie", "who"),
    [
        pytest.param(None, None, id="nothing kept"),
        pytest.param(REMEMBERED.sign("Noor"), "Noor", id="a coder of this catalog"),
        pytest.param(REMEMBERED.sign("Nobody we know"), None, id="nobody of this catalog"),
        pytest.param(REMEMBERED.sign("Imke")[:-1], None, id="cut"),
        pytest.param(Remembered(KEY, "other").sign("Noor"), None, id="of another catalog"),
        pytest.param(Remembered("another" * 5, "here").sign("Noor"), None, id="signed by somebody else"),
        pytest.param("Noor", None, id="typed"),
        pytest.param("%ff%fe", None, id="not even text"),
    ],
)
@pytest.mark.usefixtures("known")
def test_only_a_known_coder_comes_back(
    monkeypatch: pytest.MonkeyPatch, cookie: str | None, who: str | None
) -> None:
    coming(monkeypatch, cookie=cookie)
    assert coding_person.current_coder() == who


def test_a_moderator_who_goes_on_with_the_pass_of_another_comes_back(
    demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Path(shutil.copy(demo_catalog, tmp_path / "catalog.db"))
    monkeypatch.setenv("KB_DATABASE", str(copy))
    with transaction(open_for_writing(copy)) as session:
        first = pass_comparison.pass_comparison(session, "Interview 1").rows[0].marks[0]
        decide(session, "Interview 1", [ModerationDecision(keep=first.ids)], who="Rita")
    coming(monkeypatch, cookie=REMEMBERED.sign("Rita"))
    assert "Rita" not in data.coders()
    assert coding_person.current_coder() == "Rita"
    data.engine.clear()


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("entrance", [Open(), Admission("t" * 32, "here")])
def test_an_app_that_is_open_to_everybody_says_so(
    monkeypatch: pytest.MonkeyPatch, entrance: Entrance
) -> None:
    monkeypatch.setattr(access, "_current", [access.Access(Addresses(), entrance, REMEMBERED)])
    test = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120).run()
    assert not test.exception
    told = "".join(markup(each) for each in walk(test.main) if not hasattr(each, "children"))
    is_said = "everybody who reaches this address can read and change everything" in told
    assert is_said is isinstance(entrance, Open)


@pytest.mark.usefixtures("known")
def test_a_name_that_looks_like_markup_is_kept_as_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    session = coming(monkeypatch)
    session["kb_coder"] = "<i>Eve</i>' onclick='x"
    kept = coding_person.kept_by_the_browser()
    assert kept.count("'") == 6, "three attributes, each closed where it should be"
    assert "Eve" not in kept


@pytest.mark.usefixtures("known")
def test_a_coder_named_in_markdown_reads_as_it_stands_in_the_header() -> None:
    test = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120)
    test.session_state["kb_coder"] = "**Eve** :red[x]"
    test.run()
    assert not test.exception
    labels = [each.proto.popover.label for each in walk(test.main) if each.type == "popover"]
    assert labels[:1] == [r"coding as **\*\*Eve\*\* \:red\[x\]**"]


def walk(block: Any) -> Iterator[Any]:
    for child in getattr(block, "children", {}).values():
        yield child
        yield from walk(child)


def code_a_paragraph(page: Any, position: int, code: str) -> None:
    text = page.locator(f'.kb-p[data-position="{position}"]')
    text.locator(".kb-text").click(position={"x": 30, "y": 10})
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    page.locator(".kb-picker input").type(code)
    page.keyboard.press("Shift+Enter")
    text.locator(".kb-stripe:not(.kb-saving)").first.wait_for()


@pytest.mark.looks
@pytest.mark.parametrize("width", sorted({width for width, _ in ONE}))
def test_after_reloading_the_coder_their_codings_and_their_blindness_are_as_before(
    app_url: str, open_page: Callable[..., Any], width: int
) -> None:
    page, who = open_page(width), f"Zoë O'Hara & co; {width}"
    page.goto(f"{app_url}/code?document=Interview+2&at=3")
    page.locator(".kb-p .kb-text").first.wait_for()
    say_who(page, who)
    code_a_paragraph(page, 2, "kept over reloading")
    assert page.locator(".kb-stripe").count() == 1
    for address in (
        "",
        f"{app_url}/read?document=Interview+2&at=3",
    ):  # reading is blind, too, for who codes it
        if address:
            page.goto(address)
        else:
            page.reload()
        page.locator(".kb-p[data-position='2'] .kb-stripe").wait_for()
        header = page.locator(".st-key-kb-coder")
        header.get_by_role("button", name=f"coding as {who}", exact=True).wait_for()
        assert page.locator(".kb-stripe").count() == 1, "what the others coded is not shown"
    another = open_page(width)  # another browser knows nothing of it
    another.goto(f"{app_url}/code?document=Interview+2&at=3")
    another.locator(".kb-p .kb-text").first.wait_for()
    another.locator(".st-key-kb-coder").get_by_role("button", name="Who is coding?").wait_for()


def test_who_stops_coding_is_nobody_here_and_after_reloading(app_url: str, browser_page: Any) -> None:
    browser_page.goto(app_url)
    browser_page.locator(".kb-view h1").first.wait_for()
    say_who(browser_page, "Noor")
    browser_page.reload()
    header = browser_page.locator(".st-key-kb-coder")
    header.get_by_role("button", name="coding as Noor", exact=True).click()
    browser_page.get_by_role("button", name="Stop coding").click()
    header.get_by_role("button", name="Who is coding?").wait_for()
    browser_page.reload()
    browser_page.locator(".kb-view h1").first.wait_for()
    header.get_by_role("button", name="Who is coding?").wait_for()


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("place", page_registry.PAGES, ids=lambda place: place.name)
def test_with_sign_in_a_stranger_is_sent_nothing_but_the_button(place: page_registry.PageEntry) -> None:
    test = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120)
    test.secrets["auth"] = tomllib.loads(SECRETS)["auth"]
    for name, value in {"document": "Interview 2", "id": "drift", "q": "drift"}.items():
        test.query_params[name] = value
    test.switch_page(str(page_registry.file_of(place.name).relative_to(ROOT / "app"))).run()
    assert not test.exception
    everything = (*walk(test.main), *walk(test.sidebar))
    sent = [each for each in everything if not hasattr(each, "children")]
    assert [each.type for each in sent if each.type != "html"] == ["text", "button"]
    assert [each.value for each in test.text] == ["Sign in to read and code these interviews."]
    assert [each.label for each in test.button] == ["Sign in"]
    styles = re.sub(r"<style>.*?</style>", "", "".join(map(markup, sent)), flags=re.DOTALL)
    assert re.sub(r"<i hidden[^>]*></i>", "", styles).strip() == ""


def markup(element: Any) -> str:
    return str(element.proto.body) if element.type == "html" else ""
