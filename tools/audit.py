"""Whether a known weakness is in what kb is installed with: ``python -m tools.audit`` (``make audit``).

Each version that ``constraints.txt`` names is asked for at an advisory service, by pip-audit (Apache-2.0). It
ends with 0 if none is known, 1 if one is, and 3 if the service could not be asked about all of them: nothing
heard is not nothing known.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CLEAN, FOUND, NOT_ASKED = 0, 1, 3
_LONGEST = 300
"""Seconds that all answers may take."""
Ask = Callable[[Sequence[str]], "list[dict[str, Any]] | None"]
"""Asks for versions (``jinja2==3.1.6``); what is known of each, or None if the service did not answer."""


@dataclass(frozen=True)
class Audit:
    """What was heard: weaknesses, each in a line, and the names of what could not be asked for."""

    weaknesses: tuple[str, ...]
    asked: int
    not_asked: tuple[str, ...]

    @property
    def code(self) -> int:
        """How the command ends."""
        if self.weaknesses:
            return FOUND
        return NOT_ASKED if self.not_asked else CLEAN


def pinned(text: str) -> list[str]:
    """Return the versions that a file of constraints names."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def audit(pins: Sequence[str], ask: Ask) -> Audit:
    """Ask for all versions; first for one alone, so that nobody waits for a service that is not there."""
    names = tuple(pin.split("==")[0] for pin in pins)
    first = ask(pins[:1])
    heard = ask(pins) if first is not None and not any("skip_reason" in each for each in first) else None
    if heard is None:
        return Audit((), 0, names)
    skipped = tuple(each["name"] for each in heard if "skip_reason" in each)
    told = tuple(
        _told(each["name"], each["version"], known) for each in heard for known in each.get("vulns", ())
    )
    return Audit(told, len(heard) - len(skipped), skipped)


def ask_pip_audit(pins: Sequence[str], *, service: str) -> list[dict[str, Any]] | None:
    """Ask a service by pip-audit."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder, "asked.txt")
        asked.write_text("\n".join(pins), encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--format", "json"]
        command += ["--progress-spinner", "off", "--vulnerability-service", service]
        try:
            done = subprocess.run(
                [*command, "--requirement", str(asked)],
                check=False,
                capture_output=True,
                text=True,
                timeout=_LONGEST,
            )
            return list(json.loads(done.stdout)["dependencies"])
        except (subprocess.TimeoutExpired, ValueError, KeyError):  # without an answer it prints no JSON
            return None


def main() -> int:
    """Print what is known, and return how it ends."""
    parser = argparse.ArgumentParser(prog="python -m tools.audit", description=__doc__)
    parser.add_argument("--service", choices=("pypi", "osv"), default="pypi", help="who is asked")
    service = parser.parse_args().service
    pins = pinned((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    found = audit(pins, lambda some: ask_pip_audit(some, service=service))
    for line in found.weaknesses:
        print(line)
    print(
        f"asked for {found.asked} of {len(pins)} versions at {service}: "
        f"{len(found.weaknesses)} known weaknesses"
    )
    if found.not_asked:
        missing = ", ".join(found.not_asked) if found.asked else "any of them"
        print(
            f"not asked for {missing}: the service does not answer here. Try --service osv, or look at the "
            "advisories of what docs/dependencies.md lists"
        )
    return found.code


def _told(name: str, version: str, known: dict[str, Any]) -> str:
    also = [each for each in known.get("aliases", ()) if each.startswith("CVE-")]
    fixed = known.get("fix_versions") or []
    mended = f"mended in {', '.join(fixed)}" if fixed else "not mended yet"
    return f"{name} {version}: {' '.join([known['id'], *also])}, {mended}"


if __name__ == "__main__":
    sys.exit(main())
