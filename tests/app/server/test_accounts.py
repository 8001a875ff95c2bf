"""Sign-in with an account of the catalog, as a browser sees it: forms, cookies, and who is kept out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from guarded_app import HOME, coming, connects
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app import engine as app_engine
from app.server.access import ClosedError, decide
from app.server.accounts import Accounts
from app.server.tries import MOST, MOST_OF_ALL, WHILE, Tries
from kb.db import engine as db
from kb.store.people.invitations import invite
from kb.store.people.roles import end_access

PASSWORD = "correct horse battery"  # noqa: S105
ORIGIN = {"origin": HOME}
OUTSIDE = "0.0.0.0"  # noqa: S104


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("KB_DATABASE", str(tmp_path / "catalog.db"))
    st.cache_resource.clear()
    yield app_engine.engine(app_engine.url())
    st.cache_resource.clear()


@pytest.fixture
def link(engine: Engine) -> str:
    with db.transaction(engine) as session:
        invite(session, "Olga", "owner", who="me")
        return invite(session, "Ann", "coder", who="me")


@pytest.fixture
def browser(link: str) -> TestClient:
    """A browser of Ann, who has just set her password."""
    client = coming(Accounts("a"))
    answer = set_password(client, link)
    assert answer.status_code == 303, answer.text
    return client


def set_password(client: TestClient, link: str, again: str = PASSWORD, **headers: str):  # noqa: ANN201
    fields = {"token": link, "password": PASSWORD, "again": again}
    return client.post("/invitation", data=fields, headers=ORIGIN | headers)


def sign_in(client: TestClient, password: str = PASSWORD, name: str = "Ann", to: str = "/", **headers: str):  # noqa: ANN201
    return client.post(
        "/sign-in", data={"name": name, "password": password, "to": to}, headers=ORIGIN | headers
    )


@pytest.mark.usefixtures("link")
@pytest.mark.parametrize("path", ["/", "/code", "/_stcore/stream", "/media/x.csv", "/static/js/a.js"])
def test_a_stranger_gets_nothing_but_a_form(path: str) -> None:
    client = coming(Accounts("a"))
    answer = client.get(path)
    assert answer.status_code == 401
    assert "the interviews" not in answer.text
    assert 'name="password"' in answer.text
    assert not connects(client)


def test_who_was_invited_sets_a_password_and_is_in(link: str) -> None:
    client = coming(Accounts("a"))
    shown = client.get(f"/invitation?token={link}")
    assert "You sign in as Ann" in shown.text
    assert "must be the same" in set_password(client, link, again="another long one").text
    answer = set_password(client, link)
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert all(each in cookie for each in ("HttpOnly", "SameSite=lax", "kb_person_a=", "Max-Age=604800"))
    assert "Secure" not in cookie
    assert client.get("/code").text == "the interviews"
    assert connects(client)
    assert "used already" in set_password(coming(Accounts("a")), link).text
    assert "used already" in client.get(f"/invitation?token={link}").text


@pytest.mark.usefixtures("browser")
def test_one_signs_in_with_name_and_password_and_goes_where_one_wanted() -> None:
    client = coming(Accounts("a"))
    assert 'value="/code?document=x"' in client.get("/code?document=x").text
    wrong = sign_in(client, "another long one")
    assert (wrong.status_code, "do not fit" in wrong.text) == (401, True)
    assert client.get("/").status_code == 401
    right = sign_in(client, to="/code?document=x")
    assert (right.status_code, right.headers["location"]) == (303, "/code?document=x")
    assert client.get("/").text == "the interviews"


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize(
    "to", ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil", "/\n/evil", "evil"]
)
def test_nobody_is_sent_to_another_site(to: str) -> None:
    assert sign_in(coming(Accounts("a")), to=to).headers["location"] == "/"


@pytest.mark.usefixtures("browser")
def test_behind_tls_the_cookie_is_only_given_back_by_tls() -> None:
    client = coming(Accounts("a"), names=("kb.example",), home="http://kb.example")
    answer = sign_in(client, origin="https://kb.example")
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_form_of_another_site_signs_nobody_in_or_out(browser: TestClient, origin: str) -> None:
    headers = {"origin": origin} if origin else {}
    fields = {"name": "Ann", "password": PASSWORD}
    for path in ("/sign-in", "/sign-out", "/invitation"):
        client = browser if path == "/sign-out" else coming(Accounts("a"))
        answer = client.post(path, data=fields, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert browser.get("/").text == "the interviews"


def test_who_signs_out_is_a_stranger_also_with_the_cookie_of_before(browser: TestClient) -> None:
    kept = dict(browser.cookies)
    assert "<button>Sign out</button>" in browser.get("/sign-out").text
    assert browser.get("/").text == "the interviews"
    assert browser.post("/sign-out", headers=ORIGIN).status_code == 303
    assert browser.get("/").status_code == 401
    assert coming(Accounts("a"), cookies=kept).get("/").status_code == 401


def test_whose_access_is_taken_away_is_a_stranger_at_once(browser: TestClient, engine: Engine) -> None:
    assert browser.get("/").status_code == 200
    with db.transaction(engine) as session:
        end_access(session, "Ann", who="Olga")
    assert browser.get("/").status_code == 401
    assert not connects(browser)
    assert sign_in(browser).status_code == 401


@pytest.mark.usefixtures("browser")
def test_a_password_is_tried_a_few_times_only() -> None:
    client = coming(Accounts("a"))
    for _ in range(MOST):
        assert sign_in(client, "another long one").status_code == 401
    waits = sign_in(client)
    assert (waits.status_code, "Too many wrong passwords" in waits.text) == (429, True)
    assert sign_in(client, name="Olga").status_code == 401


def test_wrong_passwords_are_forgotten_after_a_while_or_a_right_one() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    assert [tries.begin("ann") for _ in range(MOST + 1)] == [True] * MOST + [False]
    tries.forget("ann")
    assert [tries.begin("ann") for _ in range(MOST + 1)] == [True] * MOST + [False]
    now[0] = WHILE + 1
    assert tries.begin("ann")
    assert sum(tries.begin(str(number)) for number in range(MOST_OF_ALL + 9)) == MOST_OF_ALL - 1


@pytest.mark.usefixtures("link")
def test_a_form_that_is_too_long_is_not_read() -> None:
    assert sign_in(coming(Accounts("a")), "x" * 100_000).status_code == 401


@pytest.mark.usefixtures("browser")
def test_a_form_with_too_many_fields_is_not_read_and_no_nul_reaches_the_catalog() -> None:
    client = coming(Accounts("a"))
    many = {"name": "Ann", "password": PASSWORD, **{str(number): "" for number in range(20)}}
    assert client.post("/sign-in", data=many, headers=ORIGIN).status_code == 401
    assert 'value="An"' in sign_in(client, name="A\0n").text


def test_where_somebody_is_invited_the_app_asks_to_sign_in_wherever_it_listens(
    engine: Engine, tmp_path: Path
) -> None:
    given = {"KB_APP_SECRET": "s" * 32, "KB_DATABASE": str(tmp_path / "catalog.db")}
    with pytest.raises(ClosedError, match="kb people invite"):
        decide(OUTSIDE, [], environment=given)
    with db.transaction(engine) as session:
        invite(session, "Ann", "owner", who="me")
    for address, is_insecure in ((OUTSIDE, False), ("127.0.0.1", False), (OUTSIDE, True)):
        access = decide(address, [], environment=given, is_insecure=is_insecure)
        assert access.has_sign_in
        assert isinstance(access.entrance, Accounts)
        assert access.remembered is None


def test_a_catalog_that_cannot_be_read_opens_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_bytes(b"no catalog" * 1000)
    given = {"KB_APP_SECRET": "s" * 32, "KB_DATABASE": str(tmp_path / "catalog.db")}
    with pytest.raises(db.CatalogError):
        decide("127.0.0.1", [], environment=given)
