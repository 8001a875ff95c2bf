"""At the start: the app is open to nobody whom it was not opened to, or it does not start."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import HTTPConnection
from streamlit import auth_util
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from app.server.access import Access, decide, mark
from app.server.admission import Admission
from app.server.guard import Open
from app.server.sign_in import SignIn, accounts_of
from kb.errors import KbError

ROOT = Path(__file__).parents[3]
SECRET = "a long random text that is made up for a test"  # noqa: S105
SECRETS = f"""[auth]
redirect_uri = "https://study.example/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "test"
client_secret = "test"
server_metadata_url = "https://provider.example/.well-known/openid-configuration"
[access]
people = ["Ann@x.nl", "@uva.example"]
"""
OUTSIDE = "0.0.0.0"  # noqa: S104  it is refused
KEPT = {"KB_APP_SECRET": "s" * 32}


@pytest.fixture(autouse=True)
def _has_authlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth_util, "is_authlib_installed", lambda: True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / ".streamlit" / "secrets.toml"
    written.parent.mkdir()
    written.write_text(SECRETS, encoding="utf-8")
    return written


def started(address: str, *files: Path, **given: Any) -> Access:
    return decide(address, files, **{"environment": KEPT} | given)


def test_on_this_computer_the_token_is_new_at_each_start() -> None:
    entrances = [started("127.0.0.1").entrance for _ in range(2)]
    tokens = {each.token for each in entrances if isinstance(each, Admission)}
    assert len(tokens) == 2
    assert all(len(token) >= 32 for token in tokens)


def test_a_token_can_be_given_and_not_a_short_one() -> None:
    entrance = started("::1", environment=KEPT | {"KB_APP_TOKEN": "t" * 32}).entrance
    assert isinstance(entrance, Admission)
    assert entrance.token == "t" * 32
    with pytest.raises(KbError, match="KB_APP_TOKEN is too short"):
        started("::1", environment=KEPT | {"KB_APP_TOKEN": "t" * 31})


@pytest.mark.parametrize("address", [OUTSIDE, "::", "192.168.1.5", "study.example"])
def test_elsewhere_it_does_not_start_without_sign_in(address: str, tmp_path: Path) -> None:
    with pytest.raises(KbError, match=r"reachable from other computers.*--insecure lets everybody in"):
        started(address, tmp_path / "secrets.toml")
    with pytest.raises(KbError, match="reachable from other computers"):
        started(address, environment=KEPT | {"KB_APP_TOKEN": "t" * 32})


def test_it_starts_elsewhere_with_sign_in_or_when_told_to(file: Path) -> None:
    access = started(OUTSIDE, file)
    assert access.has_sign_in
    assert access.remembered is None
    assert access.addresses.is_own_host("study.example", None)
    assert access.addresses.is_own_origin("https://study.example", "127.0.0.1:8501")
    assert isinstance(started(OUTSIDE, is_insecure=True).entrance, Open)


def test_secrets_in_another_folder_open_nothing(file: Path) -> None:
    elsewhere = file.parents[1] / "elsewhere" / "secrets.toml"
    with pytest.raises(KbError, match="no sign-in is set up"):
        started(OUTSIDE, elsewhere)
    assert isinstance(started("127.0.0.1", elsewhere).entrance, Admission)


@pytest.mark.parametrize("address", ["127.0.0.1", OUTSIDE])
@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        pytest.param("[auth]", "[auth", "cannot be read: .*line", id="no TOML"),
        pytest.param('client_id = "test"', "", "lacks client_id", id="a field is missing"),
        pytest.param('client_id = "test"', 'clientid = "test"', "lacks client_id", id="a typing error"),
        pytest.param('client_id = "test"', 'client_id = ""', "lacks client_id", id="an empty field"),
        pytest.param("/oauth2callback", "/", "redirect_uri", id="another place to return to"),
        pytest.param("https://study", "http://study", "must begin with https", id="unencrypted"),
        pytest.param(SECRET, "short", "cookie_secret .* too short", id="a secret to guess"),
        pytest.param("[access]", "[acces]", "who may come in", id="a typing error in who may come in"),
        pytest.param('["Ann@x.nl", "@uva.example"]', "[]", "who may come in", id="nobody"),
    ],
)
def test_sign_in_that_would_not_work_keeps_it_from_starting(
    file: Path, address: str, written: str, instead: str, told: str
) -> None:
    file.write_text(SECRETS.replace(written, instead), encoding="utf-8")
    with pytest.raises(KbError, match=told):
        started(address, file)


def test_a_typing_error_in_the_name_of_the_section_opens_nothing(file: Path) -> None:
    file.write_text(SECRETS.replace("[auth]", "[atuh]"), encoding="utf-8")
    with pytest.raises(KbError, match="no sign-in is set up"):
        started(OUTSIDE, file)
    assert isinstance(started("127.0.0.1", file).entrance, Admission)


def test_without_authlib_sign_in_would_not_work(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth_util, "is_authlib_installed", lambda: False)
    with pytest.raises(KbError, match="sign-in needs Authlib"):
        started("127.0.0.1", file)


def test_the_last_file_counts(file: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.toml"
    later.write_text('[access]\npeople = "*"\n', encoding="utf-8")
    entrance = started("127.0.0.1", file, later).entrance
    assert isinstance(entrance, SignIn)
    assert entrance.people == ("*",)


@pytest.mark.parametrize(
    ("claims", "is_welcome"),
    [
        pytest.param({"email": "ann@x.nl"}, True, id="on the list"),
        pytest.param({"email": "ANN@X.nl", "email_verified": True}, True, id="written otherwise"),
        pytest.param({"email": "ann@x.nl", "email_verified": False}, False, id="an address nobody checked"),
        pytest.param({"email": "bob@uva.example"}, True, id="of a place on the list"),
        pytest.param({"email": "bob@evil-uva.example"}, False, id="of a place that looks like it"),
        pytest.param({"email": "bob@x.nl"}, False, id="not on the list"),
        pytest.param(
            {"name": "ann@x.nl", "preferred_username": "ann@x.nl"}, False, id="a name of one's own choice"
        ),
        pytest.param({"sub": "7"}, False, id="no address"),
        pytest.param({"sub": "ann@x.nl"}, False, id="an address as a number"),
        pytest.param({"sub": "x@uva.example", "email": "bob@x.nl"}, False, id="a place as a number"),
        pytest.param({"sub": "uva.example"}, False, id="a number like a place"),
    ],
)
def test_who_may_come_in(file: Path, claims: dict[str, Any], is_welcome: bool) -> None:  # noqa: FBT001  a table
    entrance = started("127.0.0.1", file).entrance
    assert isinstance(entrance, SignIn)
    assert entrance.is_welcome(claims) is is_welcome


def test_a_person_has_the_account_of_a_checked_address_and_of_a_number_that_is_none() -> None:
    assert accounts_of({"sub": 7, "email": "Ann@X.nl"}) == ("7", "ann@x.nl")
    assert accounts_of({"sub": "ann@x.nl", "email": "bob@x.nl", "email_verified": "false"}) == ()


def asked(path: str, cookie: str = "") -> HTTPConnection:
    headers = [(b"cookie", f"_streamlit_user={cookie}".encode())] if cookie else []
    return HTTPConnection({"type": "http", "path": path, "query_string": b"", "headers": headers})


def signed(secret: str = SECRET, **claims: Any) -> str:
    said = {"is_logged_in": True, "origin": "https://study.example", "email": "ann@x.nl"} | claims
    return create_signed_value(secret, "_streamlit_user", json.dumps(said)).decode()


def told(file: Path, path: str, cookie: str = "") -> str | None:
    with ThreadPoolExecutor(1) as aside:  # in this thread a browser of other tests has a loop of its own
        answer = aside.submit(
            asyncio.run, started(OUTSIDE, file).entrance.answer(asked(path, cookie))
        ).result()
    return None if answer is None else f"{answer.status_code} {bytes(answer.body).decode()}"


@pytest.mark.parametrize(
    "path", ["/", "/code", "/_stcore/stream", "/static/js/a.js", "/media/x", "/auth/loginx"]
)
def test_with_sign_in_a_stranger_is_sent_nothing_but_a_link_to_sign_in(file: Path, path: str) -> None:
    answer = told(file, path)
    assert answer is not None
    assert answer.startswith("401 ")
    assert "Sign in to read and code these interviews." in answer


def test_who_signed_in_and_is_on_the_list_comes_in(file: Path) -> None:
    assert told(file, "/code", signed()) is None


@pytest.mark.parametrize(
    ("cookie", "answer"),
    [
        pytest.param(signed(email="eve@x.nl"), "403", id="not on the list"),
        pytest.param(
            signed("another long random text, made up for a test"), "401", id="signed by somebody else"
        ),
        pytest.param(signed(origin="https://other.example"), "401", id="of another site"),
        pytest.param(signed(is_logged_in=False), "401", id="signed out"),
        pytest.param(signed()[:-2], "401", id="cut"),
        pytest.param("ann@x.nl", "401", id="typed"),
    ],
)
def test_a_cookie_that_somebody_edited_lets_nobody_in(file: Path, cookie: str, answer: str) -> None:
    found = told(file, "/code", cookie)
    assert found is not None
    assert found.startswith(answer)


def test_somebody_who_is_not_on_the_list_is_told_who_they_are(file: Path) -> None:
    found = told(file, "/", signed(email="<b>eve</b>@x.nl"))
    assert found is not None
    assert "You signed in as &lt;b&gt;eve&lt;/b&gt;@x.nl" in found


def test_catalogs_are_told_apart_without_saying_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert mark("catalog.db") == mark(str(tmp_path / "catalog.db")) != mark("other.db")
    assert mark("postgresql://server/a") != mark("postgresql://server/b")


def test_the_command_says_why_it_does_not_start(tmp_path: Path, demo_catalog: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "kb",
        "app",
        "--database",
        str(demo_catalog),
        "--no-browser",
        "--address",
        OUTSIDE,
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    ended = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("error: 0.0.0.0 is reachable from other computers")
    assert ended.stdout == ""
    assert len(ended.stderr.strip().splitlines()) == 1
