"""``kb projects``: the list of the projects of a server, and what cannot be in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import run

from kb.db.projects import ProjectsError, listed

GOOD = 'database = "{0}/catalog.db"\nport = 85{1}\n'


def written(folder: Path, text: str) -> str:
    (folder / "projects.toml").write_text(text, "utf-8")
    return str(folder / "projects.toml")


def test_each_project_is_listed_also_one_that_cannot_be_opened(demo_catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "drift").mkdir()
    shutil.copy(demo_catalog, tmp_path / "drift" / "catalog.db")
    run("people", "invite", "Ann", "--role", "owner", "--database", str(tmp_path / "drift" / "catalog.db"))
    file = written(tmp_path, f"[drift]\n{GOOD.format('drift', 11)}[later]\n{GOOD.format('later', 12)}")
    rows = run("projects", "list", "--projects", file, "--format", "json").json
    assert [(row["name"], row["title"], row["people"]) for row in rows] == [
        ("drift", "Drift", 1),
        ("later", None, None),
    ]
    assert "no catalog" in rows[1]["problem"]
    assert run("projects", "nginx", "--projects", file).out == "drift 8511;\nlater 8512;\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", "names no project", id="empty"),
        pytest.param("[drift", "cannot be read", id="no TOML"),
        pytest.param("[Drift]\n" + GOOD.format("a", 11), "cannot be in an address", id="name"),
        pytest.param("drift = 3", "where the catalog of drift is", id="no table"),
        pytest.param('[drift]\ndatabase = "a/catalog.db"', "at which port drift listens", id="no port"),
        pytest.param(
            '[drift]\ndatabase = "a/catalog.db"\nport = 80', "at which port", id="port of the system"
        ),
        pytest.param("[drift]\nowner = 1\n" + GOOD.format("a", 11), "says 'owner' of drift", id="field"),
        pytest.param(
            f"[a]\n{GOOD.format('a', 11)}[b]\n{GOOD.format('b', 11)}", "same port: 8511", id="one port"
        ),
        pytest.param(
            f"[a]\n{GOOD.format('a', 11)}[b]\n{GOOD.format('a', 12)}", "same catalog", id="one catalog"
        ),
        pytest.param(
            f'[a]\n{GOOD.format("a", 11)}[b]\ndatabase = "a/b.db"\nport = 8512',
            "same folder",
            id="one folder",
        ),
    ],
)
def test_a_list_that_would_mix_projects_or_cannot_be_read_is_refused(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(ProjectsError, match=told):
        listed(written(tmp_path, text))


def test_an_app_of_a_project_takes_its_catalog_and_who_may_come_in_from_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_PROJECTS", written(tmp_path, f"[drift]\n{GOOD.format('drift', 11)}"))
    assert "did you mean 'drift'" in run("app", "--project", "drif").err
    assert "list of projects" in run("app", "--project", "drift", "--database", "x.db").err
    assert "for those who are invited" in run("app", "--project", "drift", "--insecure").err
    assert "no catalog" in run("app", "--project", "drift").err
