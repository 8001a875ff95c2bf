"""The JavaScript of the app's components: ES modules, one idea each, that are joined without a build."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

COMPONENTS = Path(__file__).parent
SHORTCUTS: dict[str, list[dict[str, Any]]] = json.loads(
    (COMPONENTS / "shortcuts.json").read_text(encoding="utf-8")
)
"""The keyboard shortcuts of each part of the app: handlers, the list behind ``?`` and the documentation."""

_IMPORT = re.compile(r"^import (\{[^}]*\}) from \"(?:\.{1,2}/)+(?:\w+/)*(\w+)\.js\";$", re.MULTILINE)
_EXPORT = re.compile(r"^export (?:function|const) (\w+)", re.MULTILINE)


def joined(files: Sequence[Path]) -> str:
    """Return modules joined into one, each in a scope of its own, after the shortcuts.

    A module imports only from those before it and from ``shortcuts.js``; the last has the default export.
    """
    shortcuts = f"const $shortcuts = {{ SHORTCUTS: {json.dumps(SHORTCUTS, ensure_ascii=False)} }};\n"
    *others, main = ((file.stem, _linked(file)) for file in files)
    return "\n".join((shortcuts, *(_scoped(name, text) for name, text in others), main[1]))


def _linked(file: Path) -> str:
    return _IMPORT.sub(r"const \1 = $\2;", file.read_text(encoding="utf-8"))


def _scoped(name: str, text: str) -> str:
    """Return a module as a function that returns its exports."""
    exported = ", ".join(_EXPORT.findall(text))
    text = _EXPORT.sub(lambda found: found[0].removeprefix("export "), text)
    return f"const ${name} = (() => {{\n{text}\nreturn {{ {exported} }};\n}})();\n"
