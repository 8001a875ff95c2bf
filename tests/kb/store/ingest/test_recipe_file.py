"""``ingest.yaml``: read with the line of each fault, written so that nothing a person typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.files.choices import Choices, SpeakerChoice
from ingest.files.recipes import FileKind, Recipe
from kb.errors import KbError
from kb.store.recipes.reading import read_recipes
from kb.store.recipes.writing import save_recipe

FULL = Recipe(
    "Zoom: exports",
    FileKind("table", "sign |", ("Who", "07", "true"), ("name", "speaker #")),
    Choices(
        "table",
        "colon",
        (("Who", "speaker"), ("2", "text")),
        ("Note", "yes"),
        (
            SpeakerChoice("Noor # Haddad", ("Noor", "Noor, Haddad [EXT]"), "interviewer"),
            SpeakerChoice("7", ("7",)),
        ),
    ),
)
OTHER = Recipe("Other", FileKind("word"), Choices(grammar="bold"))
TYPED = """\
# Mine.
recipes:

# the first
- name: Other   # by me
  for: {format: word}
  read:
    grammar: bold

# below
- name: Third
  for:
    grammar: colon
  read: {grammar: nobody}
# at the end
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ingest.yaml"


def test_what_is_kept_is_read_back(path: Path) -> None:
    assert read_recipes(path) == ()
    save_recipe(path, FULL)
    save_recipe(path, OTHER)
    assert read_recipes(path) == (FULL, OTHER)
    save_recipe(path, Recipe("zoom: EXPORTS", FileKind("word"), Choices(grammar="line")))
    assert [each.name for each in read_recipes(path)] == ["zoom: EXPORTS", "Other"]


def test_the_rest_of_the_file_stays_as_it_was_typed(path: Path) -> None:
    path.write_text(TYPED)
    save_recipe(path, FULL)
    after = path.read_text()
    assert after.startswith(TYPED.removesuffix("# at the end\n"))
    assert after.endswith("# at the end\n")
    assert [each.name for each in read_recipes(path)] == ["Other", "Third", "Zoom: exports"]
    save_recipe(path, Recipe("Other", FileKind("rtf"), Choices(grammar="tab")))
    changed = path.read_text()
    assert [line for line in TYPED.splitlines() if line.startswith("#")] == [
        line for line in changed.splitlines() if line.startswith("#")
    ]
    assert "- name: Third\n  for:\n    grammar: colon\n  read: {grammar: nobody}\n" in changed


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "recipes:\n", "recipes: []\n", "recipes: # none\n"]
)
def test_a_file_without_recipes_takes_the_first(path: Path, text: str) -> None:
    path.write_text(text)
    save_recipe(path, OTHER)
    assert read_recipes(path) == (OTHER,)
    assert "# only a comment" in path.read_text() or "comment" not in text


def test_line_ends_and_the_mark_of_utf_8_are_kept(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + TYPED.replace("\n", "\r\n").encode())
    save_recipe(path, FULL)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf# Mine.\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("recipes:\n  - name: A\n    red: {}\n", "line 3: a recipe has no field 'red'; did you mean 'read'?"),
        ("recipes:\n  - name: A\n  - name: a\n", "line 3: another recipe is called 'a', too"),
        ("recipes:\n  - read: {}\n", "line 2: the name of a recipe must be a word; put it in quotes"),
        (
            "recipes:\n- name: A\n  read:\n    grammar: colons\n",
            "line 4: grammar: 'colons' is not known; did you mean 'colon'?",
        ),
        (
            "recipes:\n- name: A\n  read:\n    columns:\n      Who: speakers\n",
            "line 5: Who: 'speakers' is not known; did you mean 'speaker'?",
        ),
        (
            "recipes:\n- name: A\n  read:\n    columns: [Who]\n",
            "line 4: write columns as Heading: speaker, a line each",
        ),
        (
            "recipes:\n- name: A\n  read:\n    speakers:\n    - name: B\n      role: boss\n",
            "line 6: role: 'boss' is not known",
        ),
        ("recipes:\n  - name: A\n   read: x\n", "line 3: this is not YAML"),
        ("recipes:\n- &a {name: A}\n- *a\n", "line 2: anchors (&) are not understood here; write it out"),
        ("recipes:\n- name: A\n  name: B\n", "line 3: 'name' is given twice"),
        ("recipes: A\n", "line 1: recipes must be a list"),
        ("- A\n", "line 1: the file must have fields: recipes"),
        ("recipes:\n- name: none\n", "line 2: 'none' means no recipe; give it another name"),
    ],
)
def test_a_fault_is_told_with_its_line_and_nothing_is_written(path: Path, text: str, told: str) -> None:
    path.write_text(text)
    with pytest.raises(KbError) as fault:
        read_recipes(path)
    assert str(fault.value).startswith(f"{path}, {told}")
    with pytest.raises(KbError):
        save_recipe(path, OTHER)
    assert path.read_text() == text


def test_a_file_that_is_no_text_is_told(path: Path) -> None:
    path.write_bytes(b"recipes: \xff\n")
    with pytest.raises(KbError, match="is not in UTF-8; save it as UTF-8"):
        read_recipes(path)
