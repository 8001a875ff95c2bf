"""Projects for QualCoder: the files of a folder ``name.qda`` with its database of version 17.

Positions are those of its editor, which counts UTF-16 units, as for what is coded there.
"""

from __future__ import annotations

from kb.exchange.forms.parts.composed import Composed, Composing, first_moment, joined, moment, said
from kb.exchange.forms.parts.database import as_database
from kb.exchange.forms.parts.names import Names
from kb.exchange.forms.qualcoder.composing.cases import write_cases
from kb.exchange.forms.qualcoder.composing.codes import write_codes
from kb.exchange.forms.qualcoder.composing.schema import SCHEMA
from kb.exchange.forms.qualcoder.composing.texts import write_texts
from kb.exchange.model import Project, Source
from kb.exchange.own_notes import DETAILS

ABOUT = "QualCoder, written by Interview KB"
"""QualCoder opens what names it; its reader here knows by this how positions are counted."""
_MEMO = "Project memo"
_TITLE = 60


def compose(project: Project) -> Composed:
    """Put a project together for QualCoder."""
    work = Composing(project)
    for name in work.people():
        work.add("coder_names", name=name, visibility=1)
    codes = write_codes(work)
    texts = write_texts(work, codes)
    write_cases(work, texts)
    memo = _write_journal(work)
    work.add(
        "project",
        databaseversion="v17",
        date=first_moment(project),
        memo=memo,
        about=ABOUT,
        bookmarkfile=0,
        bookmarkpos=0,
        codername="",
        recently_used_codes="",
    )
    return work.composed({"data.qda": as_database(SCHEMA, work.rows), **texts.files})


def _write_journal(work: Composing) -> str:
    """Write the memos that are on nothing else as a journal, and return the memo of the project."""
    project = work.project
    names = Names()
    memos = [project.description or ""]
    for note in work.notes(project.note_refs):
        if note.name == _MEMO:
            memos.append(note.text or "")
        else:
            _write_entry(work, note, names)
    for note in work.left_over(but=DETAILS):
        _write_entry(work, note, names)
    return joined(*memos)


def _write_entry(work: Composing, note: Source, names: Names) -> None:
    text = note.text or ""
    work.add(
        "journal",
        jid=len(work.rows["journal"]) + 1,
        name=names.take(note.name or text.strip()[:_TITLE]),
        jentry=text if note.name else said(note),
        date=moment(note.created),
        owner=work.person(note.creator),
    )
