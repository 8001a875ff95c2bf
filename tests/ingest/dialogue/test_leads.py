"""What a line could begin with, seen by itself; whether it does, the whole file decides."""

import pytest

from ingest.dialogue.blocks import Block
from ingest.dialogue.leads import leads


@pytest.mark.parametrize(
    ("line", "label", "words"),
    [
        ("Interviewer 1: . All right", "Interviewer 1", ". All right"),
        ("Interviewer1 : et voilà", "Interviewer1", "et voilà"),
        ("Interviewer\u00a01\u00a0: oui", "Interviewer 1", "oui"),
        ("Interviewee:no space", "Interviewee", "no space"),
        ("Ann Lee: hi: there", "Ann Lee", "hi: there"),
        ("Interviewee:", "Interviewee", ""),
    ],
)
def test_what_stands_before_a_colon_may_be_a_label(line: str, label: str, words: str) -> None:
    (found,) = [lead for lead in leads(Block(line, 1)) if lead.grammar == "colon"]
    assert (found.label, line[found.words :]) == (label, words)


@pytest.mark.parametrize(
    "line", ["http://example.org", "10:30: we met", "So? I said: no", "Well. He said: no"]
)
def test_addresses_clocks_and_sentences_are_no_labels(line: str) -> None:
    assert [lead for lead in leads(Block(line, 1)) if lead.grammar == "colon"] == []
