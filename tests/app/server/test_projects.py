"""Several projects on one server: one sign-in, a list of one's own, and nothing of one project in another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from guarded_app import HOME, STREAMLIT, connects
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from app import viewer
from app.server import addresses
from app.server.access import mark
from app.server.accounts import Accounts
from app.server.addresses import Addresses, Beneath
from app.server.guard import Guard
from app.server.projects.__main__ import guarded
from app.server.projects.memberships import Memberships, cookie_of
from app.server.sign_in import SignIn
from app.server.tries import MOST
from app.ui import templates
from kb.db import engine as db
from kb.db.projects import Project, listed
from kb.store.people.invitations import accept, invite
from kb.store.people.roles import add_person, end_access

DRIFT_WORD, WARDS_WORD = "correct horse battery", "another long one"
BOTH = "the same in both"
LIST = """
[drift]
database = "drift/catalog.db"
port = 8511

[wards]
database = "wards/catalog.db"
port = 8512
"""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, ...]:
    """Two projects: Ann is in both, Ben only in wards; Cleo has another password in each."""
    folder = tmp_path_factory.mktemp("projects")
    (folder / "projects.toml").write_text(LIST, "utf-8")
    people = {
        "drift": (("Ann", BOTH), ("Cleo", DRIFT_WORD)),
        "wards": (("Ann", BOTH), ("Ben", WARDS_WORD), ("Cleo", WARDS_WORD)),
    }
    for name, invited in people.items():
        (folder / name).mkdir()
        engine = db.open_for_writing(folder / name / "catalog.db")
        with db.transaction(engine) as session:
            for person, password in invited:
                role = "owner" if name == "drift" else "coder"
                accept(session, invite(session, person, role, who="me"), password)
            add_person(
                session, "Ida", "reader", account="ida@example.org", who="me"
            ) if name == "drift" else None
        engine.dispose()
    return listed(folder / "projects.toml")


@pytest.fixture
def memberships(projects: tuple[Project, ...]) -> Iterator[Memberships]:
    found = Memberships(projects)
    yield found
    found.close()


@pytest.fixture
def browser(memberships: Memberships) -> TestClient:
    return TestClient(guarded(memberships, None, []), base_url=HOME, follow_redirects=False)


@pytest.fixture(autouse=True)
def one_app_at_a_time() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    addresses.begin("")
    st.cache_resource.clear()


def app_of(project: Project, monkeypatch: pytest.MonkeyPatch, browser: TestClient) -> TestClient:
    """The app of a project, for the same browser."""
    monkeypatch.setenv("KB_DATABASE", project.database)
    st.cache_resource.clear()
    addresses.begin(project.path)
    guard = Guard(STREAMLIT, Addresses(), Accounts(mark(project.database)))
    client = TestClient(Beneath(guard, project.path), base_url=HOME, follow_redirects=False)
    client.cookies = browser.cookies
    return client


def sign_in(browser: TestClient, name: str, password: str, to: str = "/"):  # noqa: ANN201
    fields = {"name": name, "password": password, "to": to}
    return browser.post("/sign-in", data=fields, headers={"origin": HOME})


def test_one_signs_in_once_and_sees_ones_own_projects_only(browser: TestClient) -> None:
    stranger = browser.get("/")
    assert (stranger.status_code, "wards" in stranger.text, "drift" in stranger.text) == (401, False, False)
    assert sign_in(browser, "ann", BOTH, "/p/wards/codebook").headers["location"] == "/p/wards/codebook"
    shown = browser.get("/").text
    assert ('href="/p/drift/"' in shown, 'href="/p/wards/"' in shown) == (True, True)
    assert ("Ann, owner" in shown, "Ann, coder" in shown) == (True, True)
    assert sign_in(browser, "Ben", WARDS_WORD, "/p/drift/").headers["location"] == "/"  # and Ann is gone
    shown = browser.get("/").text
    assert ("drift" in shown, "Ben, coder" in shown, "Ann" in shown) == (False, True, False)
    there = browser.get("/?to=%2Fp%2Fdrift%2Fcode").text
    assert ("password that you have there" in there, 'value="/p/drift/code"' in there) == (True, True)


def test_other_passwords_are_given_one_after_the_other_and_signing_out_is_for_all(
    browser: TestClient,
) -> None:
    sign_in(browser, "Cleo", DRIFT_WORD)
    assert "wards" not in browser.get("/").text
    sign_in(browser, "Cleo", WARDS_WORD)
    kept, shown = dict(browser.cookies), browser.get("/").text
    assert ("/p/drift/" in shown, "/p/wards/" in shown) == (True, True)
    assert browser.post("/sign-out").status_code == 403  # no page of ours
    assert browser.post("/sign-out", headers={"origin": HOME}).status_code == 303
    assert browser.get("/").status_code == 401
    browser.cookies.update(kept)
    assert browser.get("/").status_code == 401


def test_wrong_passwords_unknown_pages_and_other_sites_get_nothing(browser: TestClient) -> None:
    assert (sign_in(browser, "Ben", BOTH).status_code, len(browser.cookies)) == (401, 0)
    assert sign_in(browser, "Ann", BOTH, "https://evil.example/p/drift/").headers["location"] == "/"
    assert (browser.get("/p/drift/").status_code, browser.get("/health").text) == (404, "ok")
    assert browser.get("/", headers={"host": "evil.example"}).status_code == 421
    tries = browser.app._entrance._tries
    assert all(tries.begin("zoe") for _ in range(MOST))
    assert sign_in(browser, "Zoe", "no").status_code == 429


def test_a_person_of_one_project_gets_nothing_of_another(
    browser: TestClient, projects: tuple[Project, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    drift, wards = projects
    sign_in(browser, "Ben", WARDS_WORD)
    assert app_of(wards, monkeypatch, browser).get("/p/wards/code").text == "the interviews"
    browser.cookies.set(cookie_of(drift), browser.cookies[cookie_of(wards)])  # as if it were for the other
    other = app_of(drift, monkeypatch, browser)
    for path in (
        "/",
        "/code?document=x",
        "/_stcore/stream",
        "/media/x.csv",
        "/_kb/news?of=x",
        "/app/static/x",
    ):
        answer = other.get(f"/p/drift{path}")
        assert (answer.status_code, "the interviews" in answer.text) == (401, False), path
    assert not connects(other, "/p/drift")
    assert other.get("/p/wards/code").status_code == 404


def test_who_is_not_signed_in_is_sent_where_one_signs_in_to_all(
    browser: TestClient, projects: tuple[Project, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app_of(projects[0], monkeypatch, browser)
    asked = client.get("/p/drift/code?document=x", headers={"accept": "text/html,*/*"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/?to=%2Fp%2Fdrift%2Fcode%3Fdocument%3Dx")
    assert 'action="/p/drift/sign-in"' in client.get("/p/drift/code").text
    assert client.get("/p/drift?x=1").headers["location"] == "/p/drift/?x=1"


def test_whom_a_provider_knows_sees_where_somebody_gave_them_a_role(memberships: Memberships) -> None:
    provider = SignIn("https://kb.example", "s" * 32, ("*",))
    found, is_all = memberships.by_provider(("ida@example.org",), "Ida")
    assert ([(each.project.name, each.person.role) for each in found], is_all) == (
        [("drift", "reader")],
        True,
    )
    assert memberships.by_provider(("zoe@example.org",), "Zoe") == ([], True)
    client = TestClient(guarded(memberships, provider, []), base_url=HOME, follow_redirects=False)
    back = client.get("/oauth2callback?code=a&state=b")
    assert (back.status_code, back.headers["location"]) == (307, "/p/drift/oauth2callback?code=a&state=b")
    assert client.get("/").status_code == 401


def test_with_a_provider_who_has_no_role_in_a_project_is_nobody_there(
    projects: tuple[Project, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DATABASE", projects[1].database)
    addresses.begin("/p/wards")
    provider = SignIn(HOME, "s" * 32, ("*",))
    client = TestClient(Guard(STREAMLIT, Addresses(), provider), base_url=HOME)
    said = {"is_logged_in": True, "origin": HOME, "email": "ida@example.org", "name": "Ida"}
    signed = create_signed_value("s" * 32, "_streamlit_user", json.dumps(said)).decode()
    client.cookies.set("_streamlit_user", signed)
    for path in ("/", "/code", "/static/x", "/media/x.csv"):
        answer = client.get(path)
        assert (answer.status_code, "no role in this project" in answer.text) == (403, True)
    assert not connects(client)
    assert viewer._known(viewer.Identity(accounts=("ida@example.org",), called="Ida")) is None
    addresses.begin("")
    viewer._moment.known = None
    alone = viewer._known(viewer.Identity(accounts=("ida@example.org",), called="Ida"))
    assert alone is not None
    assert alone.role == "reader"


def test_a_project_whose_catalog_cannot_be_read_is_left_out_and_told(
    projects: tuple[Project, ...], tmp_path: Path
) -> None:
    lost = Project("lost", str(tmp_path / "no" / "catalog.db"), 8513)
    memberships = Memberships((projects[0], lost))
    client = TestClient(guarded(memberships, None, []), base_url=HOME, follow_redirects=False)
    sign_in(client, "Ann", BOTH)
    client.cookies.set(cookie_of(lost), "x")
    shown = client.get("/").text
    assert ("does not answer just now" in shown, "lost" in shown) == (True, False)
    memberships.close()


def test_whose_access_is_ended_does_not_see_the_project_any_more(
    browser: TestClient, projects: tuple[Project, ...]
) -> None:
    engine = db.open_for_writing(projects[1].database)
    with db.transaction(engine) as session:
        accept(session, invite(session, "Eva", "reader", who="me"), WARDS_WORD)
    sign_in(browser, "Eva", WARDS_WORD)
    assert "/p/wards/" in browser.get("/").text
    with db.transaction(engine) as session:
        end_access(session, "Eva", who="me")
    engine.dispose()
    assert browser.get("/").status_code == 401


def test_addresses_of_pages_carry_the_project() -> None:
    addresses.begin("/p/wards")
    assert templates.address("issue", id="drift") == "/p/wards/issue?id=drift"
    root = Path(templates.__file__).parents[1]
    sources = [each for kind in ("*.py", "*.html", "*.js") for each in root.rglob(kind)]
    typed = [
        each.name
        for each in sources
        for way in ('href="/', "href='/", 'fetch("/')
        if way in each.read_text("utf-8")
    ]
    assert sorted(typed) == ["front_door.py", "header.py", "plain_pages.py"]  # which lead to the projects
