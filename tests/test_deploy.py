"""What runs the app on a server agrees with the app: its options, its limits, its files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_line import run

from app.server.monitoring import health

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def options() -> set[str]:
    """The options of `kb app`."""
    return set(re.findall(r"--[a-z-]+", run("app", "--help").out))


def services() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"])


def commands() -> list[str]:
    """The commands with which the app is started: by the service, the container, the compose file."""
    units = [
        re.search(r"^ExecStart=\S+/(kb .*)$", (DEPLOY / name).read_text("utf-8"), re.MULTILINE)
        for name in ("kb-app.service", "kb-app@.service")
    ]
    image = re.search(r"^CMD (\[\"kb\".*\])$", (DEPLOY / "Containerfile").read_text("utf-8"), re.MULTILINE)
    assert image
    return [
        *(unit[1] for unit in units if unit),
        shlex.join(yaml.safe_load(image[1])),
        services()["app"]["command"],
    ]


def test_each_way_to_start_the_app_names_options_that_it_has(options: set[str]) -> None:
    for command in commands():
        words = shlex.split(command)
        assert words[:2] == ["kb", "app"]
        assert {word for word in words if word.startswith("--")} <= options, command
        assert "--no-browser" in words


def test_the_image_is_made_of_files_that_are_there_and_asks_for_the_health_that_is_answered() -> None:
    steps = (DEPLOY / "Containerfile").read_text("utf-8")
    copied = [words.split()[:-1] for words in re.findall(r"^COPY (?!--)(.*)$", steps, re.MULTILINE)]
    assert [name for names in copied for name in names if not (ROOT / name).exists()] == []
    built = {name for names in copied for name in names}
    assert built >= {"app", "ingest", "kb", "taxonomy.yaml", "transcripts", "README.md", "LICENSE"}
    assert f":8501{health.PATH}'" in steps
    assert "USER kb" in steps


def test_the_page_of_projects_is_started_with_options_that_it_has() -> None:
    unit = (DEPLOY / "kb-projects.service").read_text("utf-8")
    words = shlex.split(re.findall(r"^ExecStart=\S+/(kb .*)$", unit, re.MULTILINE)[0])
    known = set(re.findall(r"--[a-z-]+", run("projects", "serve", "--help").out))
    assert words[:3] == ["kb", "projects", "serve"]
    assert {word for word in words if word.startswith("--")} <= known
    proxy = (DEPLOY / "nginx-projects.conf").read_text("utf-8")
    assert "proxy_pass http://127.0.0.1:8500;" in proxy  # where it listens
    assert "default: 8500" in run("projects", "serve", "--help").out
    for name in ("kb-app@.service", "kb-projects.service"):
        assert "KB_PROJECTS=/srv/kb/projects.toml" in (DEPLOY / name).read_text("utf-8")


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-projects.conf"])
def test_the_proxy_hands_on_connections_and_as_much_as_the_app_takes(name: str) -> None:
    proxy = (DEPLOY / name).read_text("utf-8")
    settings = (ROOT / "app" / ".streamlit" / "config.toml").read_text("utf-8")
    most = re.search(r"^maxUploadSize = (\d+)", settings, re.MULTILINE)
    assert most
    assert f"client_max_body_size {most[1]}m;" in proxy
    for needed in ("proxy_set_header Upgrade", "proxy_set_header Connection", "proxy_set_header Host $host"):
        assert needed in proxy


def test_files_that_the_compose_file_names_are_there_and_the_app_is_no_superuser_of_its_database() -> None:
    database = services()["db"]
    for volume in database["volumes"]:
        source = volume.split(":")[0]
        assert not source.startswith(".") or (DEPLOY / source).exists(), volume
    user = services()["app"]["environment"]["KB_DATABASE"].split("//")[1].split("@")[0]
    assert database["environment"].get("POSTGRES_USER", "postgres") != user
    assert f"CREATE ROLE {user} LOGIN PASSWORD" in (DEPLOY / "make-database.sh").read_text("utf-8")


def test_no_port_of_the_container_is_open_to_other_machines() -> None:
    for service in services().values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
