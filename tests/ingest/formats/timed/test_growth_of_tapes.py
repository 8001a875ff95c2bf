"""Files of tapes with very many marks: four times as many take four times as long."""

from __future__ import annotations

import pytest
from lxml import etree

from ingest.formats.parts.spoken_xml import turns


def test_words_between_noises_are_folded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    letters = 0
    fold = turns.folded

    def counted(text: str | None) -> str:
        nonlocal letters
        letters += len(text or "")
        return fold(text)

    monkeypatch.setattr(turns, "folded", counted)
    turn = '<Event desc="b"/> word ' * 200
    talk = turns.of_transcriber(etree.fromstring(f'<Trans><Turn startTime="0">said {turn}</Turn></Trans>'))
    (block,) = talk.blocks
    assert block.content == "said" + " [b] word" * 200
    assert letters < 3 * len(block.content)
