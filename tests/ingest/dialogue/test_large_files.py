"""Files of very many tiny paragraphs: the work grows with their number, not with its square."""

import pytest
from growth import Letters, grows_evenly

from ingest.dialogue import Block, explain, read_turns
from ingest.dialogue.explain import explanation, words_below
from ingest.dialogue.within import at_known_labels
from ingest.files.reading import read_bytes
from ingest.formats.parts.docx.body.paragraphs import Cell, WordParagraph
from ingest.formats.parts.docx.table_rows import TableRow, tables_of, with_columns


@pytest.mark.parametrize(
    "line", ["W{} X", "was calm {}", "Okay", "Lit\nlamp the sea {}"], ids=["names", "words", "one", "pairs"]
)
def test_each_line_is_looked_at_a_few_times_however_many_there_are(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []

    def previous(index: int, blocks: list[Block]) -> int:
        looked.append(index)
        return index - 1 if blocks else -1

    monkeypatch.setattr(words_below, "previous", previous)
    lines = "\n".join(line.format(n % 900) for n in range(2_000)).split("\n")
    explain([Block(text, n) for n, text in enumerate(lines)])
    assert len(looked) <= 4 * len(lines)


def test_an_article_is_explained_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = explanation.explanations

    def counted(blocks: list[Block]) -> list[explanation.Explanation]:
        asked.append(len(blocks))
        return real(blocks)

    monkeypatch.setattr(explanation, "explanations", counted)
    prose = "The lamp was lit by hand every night, and nobody knew who would come for the oil.\n\n" * 9
    parsed = read_bytes("story.md", f"# The lamp\n\n{prose}".encode())
    assert parsed.format == "article"
    assert len(asked) == 1


@pytest.mark.parametrize("words", ["Ann: ", "Ann: b. ", "[0:01] "], ids=["labels", "turns", "times"])
def test_a_line_of_nothing_but_marks_is_cut_out_a_few_times_only(words: str) -> None:
    line = Letters(words * 300)
    talk = [Block("Ann: Who lit the lamp?", 1), Block("Ben: I did.", 2)] * 3
    blocks = [*talk, Block(line, 3)]
    found = at_known_labels(blocks, explain(blocks))
    read_turns(found.blocks, found.explanation)
    assert line.cut < 20 * len(line)


def test_small_tables_that_are_no_talk_are_joined_a_few_times_only() -> None:
    def small(number: int) -> None:
        tables = [[TableRow(["7", "8"], [[0], [1]])] for _ in range(number)]
        assert len(list(with_columns(tables))) == number

    def wide(number: int) -> None:
        cells = [WordParagraph("x", cell=Cell(0, 0, column)) for column in range(number)]
        assert len(tables_of(cells)[0][0].cells) == number

    assert grows_evenly(small, 40)
    assert grows_evenly(wide, 60)
