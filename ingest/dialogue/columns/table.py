"""One table: its columns, found by headings, numbers, times, words and people."""

from __future__ import annotations

from ingest.dialogue.columns.heading_words import Role, is_category
from ingest.dialogue.columns.headings import Headings
from ingest.dialogue.columns.layout import Columns
from ingest.dialogue.columns.numbers_and_times import NumbersAndTimes
from ingest.dialogue.columns.words_and_people import WordsAndPeople


class Table(Headings, NumbersAndTimes, WordsAndPeople):
    """A table, and which column of it is what."""

    def columns(self) -> Columns:
        """Return which column is what."""
        roles = self._headings()
        if len(voices := self._voices()) > 1:
            return self._with_voices(roles, voices)
        number, time, end = self._counts(roles)
        codes = tuple(n for n, role in roles.items() if role == "codes")
        coder = next((n for n, role in roles.items() if role == "coder"), None)
        rest = self._rest({number, time, end, coder, *codes})
        text = self._text(roles, rest)
        beside = [n for n in rest if n != text]
        speaker = self._speaker(roles, beside, text) if text is not None else None
        if speaker is None and time is not None and not self._names:
            speaker = next((n for n in beside if self._are_tiers(n, time)), None)
        if text is not None and not self._is_said(roles, rest, text, speaker):
            text = speaker = None
        if text is not None and not codes:
            codes = tuple(
                n
                for n in rest
                if n not in {text, speaker} and is_category(self._name(n)) and self._like_codes(n)
            )
        used = {number, time, end, coder, text, speaker, *codes}
        return Columns(
            number=number,
            time=time,
            end=end,
            speaker=speaker,
            text=text,
            codes=codes if text is not None else (),
            coder=coder,
            others=tuple(self._rest(used)),
            names=self._names,
            scale=self._scale(time, end),
        )

    def _with_voices(self, roles: dict[int, Role], voices: tuple[tuple[int, str], ...]) -> Columns:
        spoken = {n for n, _ in voices}
        number, time, end = self._counts({n: role for n, role in roles.items() if n not in spoken})
        codes = tuple(n for n, role in roles.items() if role == "codes" and n not in spoken)
        rest = self._rest({number, time, end, *codes, *spoken})
        return Columns(
            number=number,
            time=time,
            end=end,
            codes=codes,
            others=tuple(rest),
            voices=voices,
            names=self._names,
            scale=self._scale(time, end),
        )
