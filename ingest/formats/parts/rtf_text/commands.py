"""The commands of RTF: where text goes, how it looks, where paragraphs and cells end."""

from __future__ import annotations

import re

from ingest.formats.parts.rich.paragraphs import Paragraphs
from ingest.formats.parts.rtf_text.codes import CHARSETS, OWN_CODES, codec
from ingest.formats.parts.rtf_text.writer import REFERENCES, Remark, Writer

_HEADING = re.compile(r"(?:heading|titre|überschrift|título|titolo|kop)\s*(\d)?|title", re.IGNORECASE)

_SKIPPED = frozenset(
    """
    colortbl filetbl revtbl rsidtbl generator listtable listoverridetable pict object objdata objclass
    nonshppict header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc ftncn aftnsep
    aftnsepc aftncn fldinst xe tc tcn rxe txe bkmkstart bkmkend listtext pntext pntxta pntxtb pnseclvl
    template themedata colorschememapping datastore latentstyles xmlnstbl mmathPr userprops docvar keywords
    subject author operator doccomm company manager category hlinkbase nextfile private panose falt fontemb
    listname levelnumbers leveltext atnid atnicn atntime sn sv
    """.split()  # noqa: SIM905 - names read best as words
)
"""Destinations that hold nothing anybody reads; some of them tell the reader something."""

_STARRED = frozenset(
    {
        "annotation",
        "shppict",
        "ud",
        "footnote",
        "shptxt",
        "shpinst",
        "nesttableprops",
        "atnauthor",
        "atnparent",
    }
    | REFERENCES
)
"""Destinations behind a star that are read all the same."""

_OF_COMMENTS = frozenset({"atrfstart", "atrfend", "atnref", "atndate", "atnauthor", "atnparent"})
_SIGNS = {
    "tab": "\t", "emdash": "\u2014", "endash": "\u2013", "bullet": "\u2022", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d", "emspace": " ", "enspace": " ",
    "qmspace": " ", "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f",
}  # fmt: skip
_SWITCHES = {"b": "bold", "v": "hidden", "deleted": "deleted"}
_BREAKS = frozenset({"line", "softline", "lbr", "sect", "page", "column"})
_OF_TABLES = frozenset({"cell", "nestcell", "row", "nestrow", "trowd", "pard", "intbl"})


class Commands(Writer):
    """Does what the commands say."""

    def _command(self, word: str, number: int | None) -> None:
        first, self._first_in_group = self._first_in_group, False
        if word == "u" and number is not None:
            if not self._owed:
                if self._state.goes != "skip":
                    self._add(chr(number & 0xFFFF))
                self._owed = self._state.skip
            return
        if self._owed and word in _SIGNS:
            self._owed -= 1
            return
        self._owed = 0
        if word in _SIGNS:
            if self._state.goes != "skip":
                self._add(_SIGNS[word])
            return
        self._flush()
        if (first or self._starred) and self._destination(word):
            return
        self._format(word, number)

    def _destination(self, word: str) -> bool:
        """Turn where text goes; False for a command that is no destination."""
        starred, self._starred = self._starred, False
        goes = self._state.goes
        if word in {"stylesheet", "fonttbl"}:
            self._set(goes=word if goes == "body" else "skip")
        elif word == "info":
            self._set(goes="info")
        elif word == "title" and goes == "info":
            self._set(goes="title")
        elif word in _OF_COMMENTS:
            self._begin_reference(word)
        elif word in {"annotation", "footnote", "shptxt"} and goes == "body":
            self._begin_note(word)
        elif word == "ud":
            self._set(goes="body" if self._groups and self._around() == "body" else goes)
        elif word == "upr":
            self._set(goes="upr")
        elif word in _SKIPPED or (starred and word not in _STARRED):
            self._set(goes="skip")
        else:
            return False
        return True

    def _begin_reference(self, word: str) -> None:
        """Begin a group that says something of a comment: its name, author, date, or what it answers."""
        if word == "atnauthor":
            self._author.clear()
        if word == "atnparent" and self._remarks:
            self._remarks[-1].is_reply = True
        self._reference.clear()
        self._set(goes="skip" if word == "atnparent" else word)

    def _around(self) -> str:
        """Where text went before the pair of ASCII and Unicode words that this group is in."""
        return next((state.goes for state in reversed(self._groups) if state.goes != "upr"), "body")

    def _begin_note(self, word: str) -> None:
        if word == "annotation":
            remark = Remark("".join(self._author), f"comment {len(self._remarks)}")
            self._author.clear()
            self._target().mark(remark.name, begins=False)
            self._remarks.append(remark)
            target = remark.words
        else:
            target = Paragraphs()
            self._notes.append(target)
        self._writing.append((len(self._groups), target))
        self._set(goes="body", bold=False)

    def _format(self, word: str, number: int | None) -> None:
        on = number != 0
        if word == "par":
            self._paragraph_ends()
        elif word in _BREAKS:
            self._break(word)
        elif word in _OF_TABLES:
            self._table(word)
        elif word in _SWITCHES:
            self._set(**{_SWITCHES[word]: on})
        elif word == "plain":
            self._set(bold=False, hidden=False, deleted=False, encoding="")
        elif word == "uc":
            self._set(skip=max(0, number or 0))
        elif word == "outlinelevel" and number is not None:
            self._set(heading=min(number, 8) + 1 if number < 9 else 0)  # noqa: PLR2004 - nine levels
        else:
            self._look_up(word, number or 0)

    def _look_up(self, word: str, number: int) -> None:
        """Take a command about fonts, styles and code pages."""
        if word in {"s", "cs", "ds"}:
            self._use_style(word, number)
        elif word == "f":
            self._use_font(number)
        elif word == "fcharset" and self._state.goes == "fonttbl":
            self._fonts[self._font] = CHARSETS.get(number, "")
        elif word == "cpg" and self._state.goes == "fonttbl":
            self._fonts[self._font] = codec(number) or self._fonts.get(self._font, "")
        elif word in OWN_CODES:
            self._own = codec(OWN_CODES[word] or number) or self._own

    def _use_style(self, word: str, number: int) -> None:
        if self._state.goes == "stylesheet":
            self._style = number if word == "s" else -1 - number
        elif word == "s" and (name := _HEADING.fullmatch(self._styles.get(number, ""))):
            self._set(heading=int(name[1] or 1))

    def _use_font(self, number: int) -> None:
        if self._state.goes == "fonttbl":
            self._font = number
        else:
            self._set(encoding=self._fonts.get(number, ""))
