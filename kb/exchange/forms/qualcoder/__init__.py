"""Projects of QualCoder: a folder ``name.qda`` with the database ``data.qda`` (SQLite, versions 6 to 17).

The folder, the folder in a zip archive, or the database alone is read. Positions in texts are held against
the quote that QualCoder stores with each coding.
"""

from __future__ import annotations

from pathlib import PurePath

from kb.exchange.forms import Form
from kb.exchange.forms.parts.database import MAGIC, Database, words
from kb.exchange.forms.parts.draft import Draft
from kb.exchange.forms.qualcoder.cases import cases_of
from kb.exchange.forms.qualcoder.codes import codes_of
from kb.exchange.forms.qualcoder.composing import compose
from kb.exchange.forms.qualcoder.sources import Texts
from kb.exchange.model import Project
from kb.exchange.refi.container import Container

_MEMBER = "data.qda"
_NO_PLACE = {
    "code_image": "coding of a picture or a page",
    "code_av": "coding of a recording",
    "graph": "graph",
    "stored_sql": "stored query",
    "ris": "bibliographic field",
}
"""Tables whose rows have no place here, and what they are called."""


def claims(data: bytes) -> bool:
    """Whether this is QualCoder's database, or a zip archive with one."""
    if data.startswith(b"PK"):
        return _MEMBER.encode() in data[-200_000:]
    return data.startswith(MAGIC) and b"code_text" in data and b"code_cat" in data


def read(data: bytes, name: str) -> Project:
    """Read a project."""
    called = PurePath(name).stem
    if data.startswith(b"PK"):
        container = Container(data, name)
        member = container.only(_MEMBER)
        data, called = container.content(member), PurePath(member).parent.stem or called
    base = Database(data, name)
    base.need("source", "code_name", "code_text")
    about = next(base.rows("project"), {})
    draft = Draft("qualcoder", called, (words(about, "date"),), _origin(words(about, "about")))
    return _project(base, draft, words(about, "memo"))


def _project(base: Database, draft: Draft, memo: str) -> Project:
    for row in base.rows("coder_names"):
        draft.user(words(row, "name"))
    draft.on_project += draft.note("project", text=memo, title="Project memo" if memo.strip() else "")
    codes, guids = codes_of(base, draft)
    texts = Texts(base, draft, guids)
    variables, cases = cases_of(base, draft, texts)
    for row in base.rows("journal"):
        name, text = words(row, "name"), words(row, "jentry")
        draft.on_project += draft.note(
            "journal", name, text=text, title=name, by=words(row, "owner"), at=words(row, "date")
        )
    for table, kind in _NO_PLACE.items():
        draft.drop(kind, sum(1 for _ in base.rows(table)))
    return draft.project(codes=codes, sources=texts.sources(), variables=variables, cases=cases)


def _origin(about: str) -> str:
    return about if about.startswith("QualCoder") else "QualCoder"


FORM = Form(
    "qualcoder",
    "QualCoder project",
    frozenset({".qda"}),
    claims,
    read,
    compose=compose,
    in_folder=lambda path: path == _MEMBER,
    mark=_MEMBER,
)
