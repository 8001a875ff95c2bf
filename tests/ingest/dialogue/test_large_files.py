"""Files of very many tiny paragraphs: the work grows with their number, not with its square."""

import pytest

from ingest.dialogue import Block, explain
from ingest.dialogue.explain import explanation, words_below
from ingest.files.reading import read_bytes


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
