"""The guard before the app: who is answered, under which name, from which page, and what an answer says."""

from __future__ import annotations

import pytest
from guarded_app import HOME, coming, connects
from starlette.testclient import TestClient

from app.server.addresses import Addresses, is_loopback
from app.server.admission import Admission
from app.server.guard import Entrance, Open
from app.server.remembered import Remembered

TOKEN = "a token that nobody can guess, as long as it must be"  # noqa: S105


@pytest.fixture
def stranger() -> TestClient:
    return coming(Admission(TOKEN, "a"))


@pytest.fixture
def known() -> TestClient:
    client = coming(Admission(TOKEN, "a"))
    client.get(f"/?token={TOKEN}")
    return client


@pytest.mark.parametrize(
    "path", ["/", "/code?document=1", "/media/codings.csv", "/static/js/a.js", "/?token=", "/?token=x"]
)
def test_without_the_token_everything_is_one_sentence(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 403
    assert "Open the link that <code>kb app</code> prints in its terminal" in answer.text
    assert "interviews" not in answer.text
    assert "set-cookie" not in answer.headers


def test_without_the_token_no_page_is_connected(stranger: TestClient) -> None:
    assert not connects(stranger)


def test_the_token_leaves_the_address_and_a_cookie_that_scripts_cannot_read_stays(
    stranger: TestClient,
) -> None:
    answer = stranger.get(f"/code?document=Interview+1&token={TOKEN}&at=3")
    assert (answer.status_code, answer.headers["location"]) == (303, "/code?document=Interview+1&at=3")
    name, *rest = answer.headers["set-cookie"].split("; ")
    assert name.startswith("kb_app_a=")
    assert {each.lower() for each in rest} == {"httponly", "path=/", "samesite=strict"}
    assert TOKEN not in name
    assert stranger.get("/").text == "the interviews"
    assert connects(stranger)


def test_over_an_encrypted_connection_the_cookie_goes_over_such_ones_only() -> None:
    answer = coming(Admission(TOKEN, "a"), home="https://127.0.0.1:8501").get(f"/?token={TOKEN}")
    assert "Secure" in answer.headers["set-cookie"].split("; ")


def test_a_link_never_leads_to_another_site(stranger: TestClient) -> None:
    answer = stranger.get(f"{HOME}//evil.example/x?token={TOKEN}")
    assert answer.headers["location"] == "/evil.example/x"


def test_what_a_browser_is_started_with_counts_once() -> None:
    admission = Admission(TOKEN, "a")
    once = admission.opening
    assert once != TOKEN
    assert [coming(admission).get(f"/?token={once}").status_code for _ in range(2)] == [303, 403]
    assert coming(admission).get(f"/?token={TOKEN}").status_code == 303


@pytest.mark.parametrize(
    "admission",
    [
        pytest.param(Admission(TOKEN, "b"), id="another catalog"),
        pytest.param(Admission("another token, as long as it must be", "a"), id="an earlier start"),
    ],
)
def test_the_cookie_of_another_catalog_or_of_an_earlier_start_opens_nothing(admission: Admission) -> None:
    client = coming(Admission(TOKEN, "a"), cookies={"kb_app_a": admission.new_cookie()})
    assert client.get("/").status_code == 403
    assert not connects(client)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8501",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "",
        "127.0.0.2",
    ],
)
def test_under_a_foreign_name_nothing_is_answered(known: TestClient, host: str) -> None:
    answer = known.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "interviews" not in answer.text
    assert not connects(known, Host=host)


@pytest.mark.parametrize(
    "host", ["localhost:8501", "127.0.0.1", "[::1]:8501", "LOCALHOST", "study.example", "10.0.0.7:80"]
)
def test_under_a_name_of_its_own_it_is_answered(host: str) -> None:
    addresses = Addresses(frozenset({"study.example"}))
    assert addresses.is_own_host(host, "10.0.0.7")


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8501", "https://"]
)
def test_a_page_of_another_site_is_not_answered(known: TestClient, origin: str) -> None:
    assert known.get("/", headers={"Origin": origin}).status_code == 403
    assert not connects(known, Origin=origin)


def test_a_page_of_its_own_is_connected(known: TestClient) -> None:
    assert connects(known, Origin=HOME)


def test_another_port_of_this_computer_reads_and_shows_nothing(known: TestClient) -> None:
    picture = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}
    assert known.get("/media/codings.csv", headers=picture).status_code == 403
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert known.get("/", headers=link).status_code == 200


def test_who_comes_by_a_link_of_another_site_can_go_on(stranger: TestClient) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert '<a href="/code?at=3">' in stranger.get("/code?at=3", headers=link).text


@pytest.mark.parametrize(
    "path", ["/", "/media/codings.csv", "/static/js/a.js", "/_stcore/metrics", "/?token=x"]
)
@pytest.mark.parametrize("who", ["stranger", "known"])
def test_every_answer_can_be_framed_by_nobody_and_loads_nothing_from_elsewhere(
    who: str, path: str, request: pytest.FixtureRequest
) -> None:
    headers = request.getfixturevalue(who).get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["frame-ancestors"] == policy["default-src"] == policy["base-uri"] == "'none'"
    assert "unsafe-eval" not in str(policy)
    assert "unsafe-inline" not in policy["script-src"]
    assert "http" not in str(policy)
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/openapi.json"]
)
@pytest.mark.parametrize("entrance", [Admission(TOKEN, "a"), Open()])
def test_numbers_about_the_program_are_for_nobody(entrance: Entrance, path: str) -> None:
    client = coming(entrance)
    client.get(f"/?token={TOKEN}")
    assert client.get(path).status_code == 404


def test_no_page_of_another_origin_sends_messages_and_no_dialog_takes_the_focus(known: TestClient) -> None:
    settings = known.get("/_stcore/host-config").json()
    assert (settings["allowedOrigins"], settings["blockErrorDialogs"]) == ([], True)


def test_a_stranger_hears_that_it_runs_and_nothing_else(stranger: TestClient) -> None:
    answer = stranger.get("/_stcore/health")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "LOCALHOST", "::1", "127.9.9.9"])
def test_what_is_reachable_from_this_computer_only(address: str) -> None:
    assert is_loopback(address)


@pytest.mark.parametrize("address", ["::", "192.168.1.5", "study.example", "localhost.example", ""])
def test_what_is_reachable_from_elsewhere(address: str) -> None:
    assert not is_loopback(address)


def test_a_name_that_is_kept_is_signed_for_one_catalog(known: TestClient) -> None:
    remembered, other = Remembered("s" * 32, "a"), Remembered("s" * 32, "b")
    answer = known.get(remembered.address("Noor"))
    name, *rest = answer.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(rest)
    value = name.removeprefix("kb_coder_a=")
    assert remembered.read({"kb_coder_a": value}) == "Noor"
    assert other.read({"kb_coder_b": value}) == ""
    assert remembered.read({"kb_coder_a": "Noor"}) == ""


def test_a_name_that_somebody_wrote_into_the_address_is_not_kept(known: TestClient) -> None:
    for forged in ("Noor", Remembered("t" * 32, "a").sign("Noor"), Remembered("s" * 32, "b").sign("Noor")):
        answer = known.get(f"/_kb/coder?who={forged}")
        assert answer.status_code == 400
        assert "set-cookie" not in answer.headers


def test_who_stops_coding_is_forgotten(known: TestClient) -> None:
    remembered = Remembered("s" * 32, "a")
    known.get(remembered.address("Noor"))
    assert "kb_coder_a" in known.cookies
    known.get(remembered.address(""))
    assert "kb_coder_a" not in known.cookies


def test_a_stranger_keeps_no_name(stranger: TestClient) -> None:
    answer = stranger.get(Remembered("s" * 32, "a").address("Noor"))
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_names_that_were_given_at_the_start_are_answered_too() -> None:
    own = coming(Open(), names=("study.example",), home="https://study.example")
    assert own.get("/").text == "the interviews"
    assert own.get("/", headers={"Host": "other.example"}).status_code == 421
