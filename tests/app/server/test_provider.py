"""Sign-in with an OpenID provider: the app, Streamlit, Authlib, and a small provider of our own."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx
from app_server import AppServer
from openid_provider import provider_of

from kb.db import engine as db
from kb.store.people.roles import add_person

SECRETS = """
[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "a long random text that is made up for a test"
client_id = "kb"
client_secret = "known to the provider"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[access]
people = ["@lab.example"]
"""
IDA = {"sub": "42", "name": "Ida Berg", "email": "ida@lab.example", "email_verified": True}


def test_whom_the_provider_sends_back_is_in_and_who_is_not_on_the_list_is_told(
    demo_catalog: Path, tmp_path: Path
) -> None:
    catalog = Path(shutil.copy(demo_catalog, tmp_path / "catalog.db"))
    engine = db.open_for_writing(catalog)
    with db.transaction(engine) as session:
        add_person(session, "Ida Berg", "coder", account="ida@lab.example", who="me")
    engine.dispose()
    (tmp_path / ".streamlit").mkdir()
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    with provider_of(IDA) as provider:
        app = AppServer(
            environment={"KB_DATABASE": str(catalog), "HOME": str(tmp_path)}, folder=tmp_path, begins=False
        )
        secrets.write_text(SECRETS.format(app=app.address, provider=provider.address), "utf-8")
        app.start()
        try:
            with httpx.Client(base_url=app.address, follow_redirects=True) as browser:
                assert "Sign in to read" in browser.get("/").text
                came = browser.get("/sign-in")
                assert [answer.status_code for answer in came.history] == [303, 302, 302, 302]
                assert came.status_code == 200
                assert 'id="root"' in browser.get("/code").text
                [asked] = provider.asked.values()
                assert (asked["redirect_uri"], asked["code_challenge_method"]) == (
                    f"{app.address}/oauth2callback",
                    "S256",
                )
                out = browser.get("/auth/logout")
                assert "Sign in to read" in out.text
                provider.person = IDA | {"email": "ida@elsewhere.example"}
                assert "may not open this app" in browser.get("/sign-in").text
        finally:
            app.stop()
