"""A changed codebook goes back into the file that people wrote; what they did not change stays as it is."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path, PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.codebook.code_names import code_key
from kb.codebook.edits import Book, Describe, Drop, Edit, EditError, Merge, Place, Rename
from kb.codebook.edits.apply import apply
from kb.codebook.taxonomy import Taxonomy, TaxonomyError, parse_taxonomy, read_taxonomy
from kb.codebook.write import FileChangedError, WritingError, rewritten, unified, write

SHIPPED = Path(__file__).parents[3] / "taxonomy.yaml"
CUES = ("one", "two", "three")
SMALL = """\
# The head says what this is.

stages:
  live: {title: Live, about: It runs.}   # in braces, and it stays so

codes:

  # A family of its own.
  Drift:   # moves
    kind: issue      # not a topic
    stage: live
    definition: >-
      The world
      moves on.
    cues: [drift,
           "moved, on",   # two words
           shift]

  # Why this is one code: they never differ.
  "Watch: it":
    definition: 'Somebody looks.'
    cues:
      - watch     # with eyes
      - look
      - see
    kind: fix
  Left:
    kind: topic
    definition: Left over.
    cues: [left, over, rest]
# The issues, each with its reason.
issues:
  on:
    title: It moves
    statement: It moves on.
    stages: [live]
    codes:
      # the only one
      - Drift   # sure
fixes:
  look:
    title: Look
    statement: Look at it.
    mitigates: [on]
    codes: ["Watch: it"]
"""


def read(text: str) -> Taxonomy:
    return parse_taxonomy(text, PurePath("taxonomy.yaml"))


def edited(text: str, *edits: Edit) -> str:
    """The file after some changes of its codebook."""
    book = Book(read(text))
    for edit in edits:
        book = apply(book, edit)
    return rewritten(text, book.taxonomy)


def changed_lines(before: str, after: str) -> list[str]:
    lines = unified(before, after, "taxonomy.yaml").splitlines()[2:]
    return [line for line in lines if line[0] in "+-"]


def comments(text: str) -> list[str]:
    return [line[line.index("# ") :].strip() for line in text.splitlines() if "# " in line]


@pytest.mark.parametrize("text", [SMALL, SHIPPED.read_text("utf-8")], ids=["small", "shipped"])
@pytest.mark.parametrize("eol", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_file_in_which_nothing_changed_is_the_same(text: str, eol: str) -> None:
    text = text.replace("\n", eol)
    assert rewritten(text, read(text)) == text


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        pytest.param(
            Rename("Drift", "Slide"),
            ["-  Drift:   # moves", "+  Slide:   # moves", "+    aliases: [Drift]",
             "-      - Drift   # sure", "+      - Slide   # sure"],
            id="rename",
        ),
        pytest.param(
            Rename("Watch: it", "Watch it, now"),
            ['-  "Watch: it":', "+  Watch it, now:", '+    aliases: ["Watch: it"]',
             '-    codes: ["Watch: it"]', '+    codes: ["Watch it, now"]'],
            id="rename what needs quotes",
        ),
        pytest.param(
            Describe("Watch: it", "Somebody looks.", ("watch", "see", "yes")),
            ["-      - look", "+      - yes"],
            id="cues in lines",
        ),
        pytest.param(
            Describe("Drift", "It is: gone.", ("drift", "moved, on", "slide")),
            ["-    definition: >-", "-      The world", "-      moves on.", '+    definition: "It is: gone."',
             "-           shift]", "+           slide]"],
            id="describe",
        ),
        pytest.param(
            Drop("Left"),
            ["-  Left:", "-    kind: topic", "-    definition: Left over.", "-    cues: [left, over, rest]"],
            id="delete",
        ),
        pytest.param(
            Merge("Left", "Watch: it"),
            ["-  Left:", "-    kind: topic", "-    definition: Left over.", "-    cues: [left, over, rest]",
             "+    aliases: [Left]"],
            id="merge",
        ),
        pytest.param(
            Place("Left", "issue", stage="live", carries=("on",)),
            ["-    kind: topic", "+    kind: issue", "+    stage: live", "+      - Left"],
            id="move",
        ),
        pytest.param(
            Place("null", "fix", carries=("look",), definition="Nothing is done.", cues=CUES),
            ['+  "null":', "+    kind: fix", "+    definition: Nothing is done.",
             "+    cues: [one, two, three]",
             '-    codes: ["Watch: it"]', '+    codes: ["Watch: it", "null"]'],
            id="create",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("eol", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_only_what_changes_is_written(edit: Edit, lines: list[str], eol: str) -> None:
    text = SMALL.replace("\n", eol)
    after = edited(text, edit)
    assert changed_lines(text, after) == lines
    assert ("\r" in after) == (eol == "\r\n")
    assert after.count("\r\n") == (after.count("\n") if eol == "\r\n" else 0)


@pytest.mark.parametrize(
    "edit",
    [Rename("Drift", "Slide"), Merge("Left", "Drift"), Place("New", "topic", definition="x", cues=CUES)],
)
def test_comments_stay(edit: Edit) -> None:
    assert comments(edited(SMALL, edit)) == comments(SMALL)


def test_a_comment_above_a_code_that_is_taken_out_stays() -> None:
    text = SMALL.replace("  Left:", "  # Nobody knows why.\n  Left:")
    assert "  # Nobody knows why.\n" in edited(text, Drop("Left"))


def test_the_last_code_can_go_and_another_come() -> None:
    text = "codes:\n  A:\n    kind: topic\n    definition: a\n    cues: [a, b, c]"
    bare = edited(text, Drop("A"))
    assert bare == "codes:\n"
    assert list(read(edited(bare, Place("B", "topic", definition="b", cues=CUES))).codes) == ["B"]
    more = edited(text, Place("B", "topic", definition="b", cues=CUES))
    assert list(read(more).codes) == ["A", "B"]


def test_a_layout_that_cannot_be_kept_is_refused() -> None:
    text = "codes: {A: {kind: topic, definition: a, cues: [a, b, c]}}\n"
    with pytest.raises(WritingError, match="line 1"):
        edited(text, Rename("A", "B"))


def test_what_is_no_taxonomy_is_refused() -> None:
    with pytest.raises(TaxonomyError, match="at most 20"):
        edited(SMALL, Place("New", "topic", definition="x", cues=tuple("abcdefghijklmnopqrstu")))


def test_the_shipped_file_keeps_its_width_and_order() -> None:
    text = SHIPPED.read_text("utf-8")
    long = "Use when " + "very " * 30 + "much; not when little."
    after = edited(text, Describe("tabular", long, tuple(f"a rather long cue {n}" for n in range(10))))
    assert max(map(len, after.splitlines())) <= 110
    assert list(read(after).codes) == list(read(text).codes)


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Zl", "Zp", "Cc")), min_size=1, max_size=12
).map(lambda name: " ".join(name.split()))
WORDS = st.sampled_from(
    ["a", "null", "404", "yes: no", "# x", "- y", "[z]", "'q", '"r', "é 🎉", "b,c", "~", "a #b"]
)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    code = st.sampled_from(["Drift", "Watch: it", "Left", "New"])
    match draw(st.integers(0, 4)):
        case 0:
            return Rename(draw(code), draw(NAMES))
        case 1:
            return Merge(draw(code), draw(code))
        case 2:
            cues = draw(st.lists(WORDS, min_size=3, max_size=10, unique=True))
            return Describe(
                draw(code), draw(st.lists(WORDS, min_size=1, max_size=40).map(" ".join)), tuple(cues)
            )
        case 3:
            return Drop(draw(code))
        case _:
            kind = draw(st.sampled_from(["topic", "issue", "fix", "umbrella"]))
            carries = {"issue": ("on",), "fix": ("look",)}.get(kind, ())
            name = draw(st.one_of(code, NAMES))
            return Place(name, kind, carries=carries, definition=draw(WORDS), cues=CUES)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.lists(edits(), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_whatever_is_changed_is_read_back_and_the_rest_stays(
    changes: list[Edit],
    eol: str,
    end: bool,  # noqa: FBT001
) -> None:
    text = SMALL.replace("\n", eol)
    text = text if end else text.removesuffix(eol)
    book = Book(read(text))
    for edit in changes:
        try:
            then = apply(book, edit)
            after = rewritten(text, then.taxonomy)
        except (EditError, TaxonomyError):
            continue
        book = then
        said = replace(read(after), text="", sha256="")
        assert said == replace(book.taxonomy, text="", sha256="")
        kept = (
            "# The head says what this is.",
            "# in braces, and it stays so",
            "# A family of its own.",
            "# Why this is one code: they never differ.",
            "# The issues, each with its reason.",
        )
        assert [comment for comment in comments(after) if comment in kept] == list(kept)
        assert list(said.codes)
        assert all(code_key(name) for name in said.codes)


def test_a_file_is_replaced_whole_and_only_the_one_that_was_read(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    seen = hashlib.sha256(path.read_bytes()).hexdigest()
    after = edited(read_taxonomy(path).text, Rename("Drift", "Slide"))
    write(path, after, expected=seen)
    assert path.read_bytes() == b"\xef\xbb\xbf" + after.encode()
    with pytest.raises(FileChangedError):
        write(path, after, expected=seen)
    assert [each.name for each in tmp_path.iterdir()] == ["taxonomy.yaml"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WritingError, match="cannot be written"):
        write(tmp_path / "nowhere" / "taxonomy.yaml", SMALL, expected="")
