"""What kb is installed with is pinned, with checksums that are current; and its audit says what it knows."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import audit

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NEEDED = [
    *PROJECT["dependencies"],
    *(each for some in PROJECT["optional-dependencies"].values() for each in some),
]
HASHED = (ROOT / "deploy" / "requirements-hashed.txt").read_text("utf-8")
PINS = dict(
    pin.split(";")[0].strip().split("==")
    for pin in audit.pinned((ROOT / "constraints.txt").read_text("utf-8"))
)


def hashed() -> dict[str, str]:
    """What is pinned with checksums, by name."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", HASHED, re.MULTILINE))


def needed(requirements: list[str]) -> set[str]:
    """The names of everything that these need here, and what that needs."""
    found: set[str] = set()
    waiting = [(Requirement(each), "") for each in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        key = f"{name}[{','.join(sorted(requirement.extras))}]"
        if key not in found:
            found |= {key, name}
            below = [Requirement(each) for each in metadata.requires(name) or ()]
            waiting += [(each, wanted) for each in below for wanted in ("", *requirement.extras)]
    return {name for name in found if "[" not in name}


def test_what_kb_needs_is_pinned_with_checksums_as_in_the_constraints() -> None:
    assert needed(NEEDED) <= hashed().keys()
    assert {name: version for name, version in hashed().items() if PINS.get(name) != version} == {}
    blocks = re.split(r"^(?=[a-z0-9-]+==)", HASHED, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(hashed())
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}\b", block) for block in blocks)
    assert "://" not in HASHED
    assert "index" not in HASHED


def test_each_package_that_kb_names_is_described_with_its_licence() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    listed = re.findall(r"^\| ([a-z0-9.-]+) \|[^|]+\| [A-Z][^|]+\|", page, re.MULTILINE)
    assert sorted(listed) == sorted(Requirement(each).name for each in NEEDED)


def answer(name: str, **known: Any) -> dict[str, Any]:
    return {"name": name, "version": "1.0", "vulns": [], **known}


WEAK = {"id": "GHSA-1", "aliases": ["CVE-2026-1"], "fix_versions": ["1.1"]}
SKIPPED = {"name": "b", "skip_reason": "not there"}


@pytest.mark.parametrize(
    ("heard", "told", "code"),
    [
        pytest.param([answer("a"), answer("b")], (), 0, id="nothing known"),
        pytest.param(
            [answer("a"), answer("b", vulns=[WEAK])],
            ("b 1.0: GHSA-1 CVE-2026-1, mended in 1.1",),
            1,
            id="weak",
        ),
        pytest.param(
            [answer("a", vulns=[{"id": "X"}]), SKIPPED],
            ("a 1.0: X, not mended yet",),
            1,
            id="weak and skipped",
        ),
        pytest.param([answer("a"), SKIPPED], (), 3, id="one not asked for"),
        pytest.param(None, (), 3, id="no answer"),
    ],
)
def test_an_audit_says_what_is_known_and_never_takes_silence_for_that(
    heard: list[dict[str, Any]] | None, told: tuple[str, ...], code: int
) -> None:
    found = audit.audit(["a==1.0", "b==1.0"], lambda pins: heard if heard is None else heard[: len(pins)])
    assert (found.weaknesses, found.code) == (told, code)


def test_a_service_that_does_not_know_the_first_version_is_not_asked_for_all() -> None:
    asked: list[int] = []

    def ask(pins: Any) -> list[dict[str, Any]]:
        asked.append(len(pins))
        return [{"name": "a", "skip_reason": "a mirror without advisories"}]

    assert audit.audit(["a==1.0", "b==1.0"], ask).not_asked == ("a", "b")
    assert asked == [1]
