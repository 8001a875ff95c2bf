"""Read ``ingest.yaml``: recipes that a person may have edited, each checked, each fault with its line.

::

    recipes:
      - name: Zoom exports
        for:
          format: labelled_text
          grammar: colon
          labels: [name]
        read:
          grammar: colon
          not_labels: [Note]
          speakers:
            - name: Noor Haddad
              role: interviewer
              labels: [Noor, Noor Haddad (Guest)]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn, get_args

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from ingest import formats
from ingest.files.choices import Choices, SpeakerChoice
from ingest.files.recipes import FileKind, Recipe
from ingest.files.regular import UnreadableFileError, content
from ingest.model import Role
from kb.codebook.schema import too_deep
from kb.db import engine as db
from kb.errors import KbError

NAME = "ingest.yaml"
NONE = "none"
"""The name that stands for no recipe on the command line."""
GRAMMARS = ("timed", "bracket", "bold", "heading", "tab", "colon", "sign", "dot", "line", "nobody")
COLUMNS = (
    "speaker", "text", "time", "end", "number", "codes", "coder", "answer", "attribute", "case", "nothing",
)  # fmt: skip
_LARGEST = 5_000_000


class RecipeError(KbError):
    """A fault in a file of recipes, or a recipe that is not there."""


def recipe_file(database: str | Path | None = None) -> Path:
    """Return where the recipes of a catalog are: ``ingest.yaml`` beside it; for a server, in this folder."""
    file = db.file_of(db.locate(database))
    return (file.parent if file else Path.cwd()) / NAME


def read_recipes(path: Path) -> tuple[Recipe, ...]:
    """Return the recipes in a file; none where there is no file.

    Raises:
        RecipeError: the file cannot be read, or something in it is wrong; the message names the line.
    """
    try:
        text = content(path, _LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RecipeError(f"{path} is not in UTF-8; save it as UTF-8") from None
    except UnreadableFileError as error:
        if not path.exists():
            return ()
        raise RecipeError(f"{path} cannot be read: {error}") from None
    return parse_recipes(text, path)


def parse_recipes(text: str, path: Path) -> tuple[Recipe, ...]:
    """Return the recipes in a text.

    Raises:
        RecipeError: something in it is wrong; the message names the file and the line.
    """
    if (line := too_deep(text)) is not None:
        raise RecipeError(f"{path}, line {line}: too many brackets are open")
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        raise RecipeError(f"{path}{where}: this is not YAML: {error.problem or error.context}") from None
    except YAMLError as error:
        raise RecipeError(f"{path}: this is not YAML: {' '.join(str(error).split())[:200]}") from None
    if root is None:
        return ()
    return _Reader(path).recipes(_values(root, path))


class _Fields(dict[str, Any]):
    """A mapping, and the line of each of its fields."""

    lines: dict[str, int]


class _Items(list[Any]):
    """A list, and the line of each of its items."""

    lines: list[int]


def _values(node: Node, path: Path) -> Any:
    """Return what a node says; a word is a text, whatever it looks like: ``07`` and ``true`` are labels."""
    line = node.start_mark.line + 1
    if node.anchor is not None:
        raise RecipeError(f"{path}, line {line}: anchors (&) are not understood here; write it out")
    if isinstance(node, MappingNode):
        fields = _Fields()
        fields.lines = {}
        for key, value in node.value:
            name = str(key.value)
            if name in fields:
                raise RecipeError(f"{path}, line {key.start_mark.line + 1}: {name!r} is given twice")
            fields[name], fields.lines[name] = _values(value, path), key.start_mark.line + 1
        return fields
    if isinstance(node, SequenceNode):
        items = _Items(_values(each, path) for each in node.value)
        items.lines = [each.start_mark.line + 1 for each in node.value]
        return items
    return None if str(node.tag) == "tag:yaml.org,2002:null" else node.value


class _Reader:
    """Reads one file; a fault ends it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._formats = {each.name for each in formats.formats()}

    def recipes(self, root: Any) -> tuple[Recipe, ...]:
        top = self._fields(root, 1, "the file", ("recipes",))
        found: dict[str, Recipe] = {}
        for entry, line in self._items(top.get("recipes") or (), 1, "recipes"):
            recipe = self._recipe(entry, line)
            if recipe.name.casefold() in found:
                self._fault(line, f"another recipe is called {recipe.name!r}, too")
            found[recipe.name.casefold()] = recipe
        return tuple(found.values())

    def _recipe(self, entry: Any, line: int) -> Recipe:
        given = self._fields(entry, line, "a recipe", ("name", "for", "read"))
        name = self._text(given.get("name"), line, "the name of a recipe")
        if name == NONE:
            self._fault(line, f"{NONE!r} means no recipe; give it another name")
        kind = self._fields(given.get("for") or {}, line, "for", ("format", "grammar", "columns", "labels"))
        columns = [self._text(each, at, "a column") for each, at in self._listed(kind, "columns", line)]
        shapes = [self._text(each, at, "a label") for each, at in self._listed(kind, "labels", line)]
        like = FileKind(
            self._one_of(kind, "format", self._formats, line),
            self._grammar(kind, line),
            tuple(columns),
            tuple(shapes),
        )
        return Recipe(name, like, self._choices(given.get("read") or {}, line))

    def _choices(self, entry: Any, line: int) -> Choices:
        known = ("format", "grammar", "columns", "not_labels", "speakers")
        given = self._fields(entry, line, "read", known)
        columns = given.get("columns") or {}
        if not isinstance(columns, Mapping):
            self._fault(self._line(given, "columns", line), "write columns as Heading: speaker, a line each")
        uses = [(str(name), self._one_of(columns, name, set(COLUMNS), line) or "nothing") for name in columns]
        words = [self._text(each, at, "a label") for each, at in self._listed(given, "not_labels", line)]
        people = [self._speaker(each, at) for each, at in self._listed(given, "speakers", line)]
        return Choices(
            self._one_of(given, "format", self._formats, line),
            self._grammar(given, line),
            tuple(uses),
            tuple(words),
            tuple(people),
        )

    def _speaker(self, entry: Any, line: int) -> SpeakerChoice:
        given = self._fields(entry, line, "a speaker", ("name", "role", "labels"))
        name = self._text(given.get("name"), line, "the name of a speaker")
        labels = [self._text(each, at, "a label") for each, at in self._listed(given, "labels", line)]
        role: Any = self._one_of(given, "role", set(get_args(Role)), line)
        return SpeakerChoice(name, tuple(labels) or (name,), role)

    def _grammar(self, given: Mapping[Any, Any], line: int) -> str | None:
        found = given.get("grammar")
        if isinstance(found, str) and found.startswith("sign "):
            return found
        return self._one_of(given, "grammar", set(GRAMMARS), line)

    # --- values and their places ---

    def _fields(self, entry: Any, line: int, what: str, known: Sequence[str]) -> Mapping[Any, Any]:
        if not isinstance(entry, Mapping):
            self._fault(line, f"{what} must have fields: {', '.join(known)}")
        for name in entry:
            if name not in known:
                close = get_close_matches(str(name), known, n=1)
                hint = f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"
                self._fault(self._line(entry, name, line), f"{what} has no field {str(name)!r}{hint}")
        return entry

    def _listed(self, given: Mapping[Any, Any], name: str, line: int) -> list[tuple[Any, int]]:
        return self._items(given.get(name) or (), self._line(given, name, line), name)

    def _items(self, entry: Any, line: int, what: str) -> list[tuple[Any, int]]:
        if not isinstance(entry, list | tuple):
            self._fault(line, f"{what} must be a list")
        return list(zip(entry, entry.lines, strict=True)) if isinstance(entry, _Items) else []

    def _text(self, value: Any, line: int, what: str) -> str:
        if not isinstance(value, str) or not value.strip():
            self._fault(line, f"{what} must be a word; put it in quotes")
        return " ".join(str(value).split())

    def _one_of(self, given: Mapping[Any, Any], name: Any, known: set[str], line: int) -> str | None:
        value = given.get(name)
        if value is None:
            return None
        if value not in known:
            close = get_close_matches(str(value), known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(sorted(known))}"
            self._fault(self._line(given, name, line), f"{name}: {str(value)!r} is not known; {hint}")
        return str(value)

    @staticmethod
    def _line(entry: Any, name: Any, line: int) -> int:
        return entry.lines.get(name, line) if isinstance(entry, _Fields) else line

    def _fault(self, line: int, message: str) -> NoReturn:
        raise RecipeError(f"{self._path}, line {line}: {message}")
