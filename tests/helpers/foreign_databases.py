"""Databases of QualCoder, Taguette and RQDA, with the tables that these programs make."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

Rows = Mapping[str, Iterable[Sequence[object]]]

QUALCODER = {
    "project": "databaseversion text, date text, memo text, about text, bookmarkfile integer, "
    "bookmarkpos integer, codername text, recently_used_codes text",
    "source": "id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, "
    "date text, av_text_id integer, risid integer, unique(name)",
    "code_image": "imid integer primary key, id integer, x1 integer, y1 integer, width integer, "
    "height integer, cid integer, memo text, date text, owner text, important integer, pdf_page integer",
    "code_av": "avid integer primary key, id integer, pos0 integer, pos1 integer, cid integer, memo text, "
    "date text, owner text, important integer",
    "annotation": "anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text, "
    "owner text, date text, unique(fid,pos0,pos1,owner)",
    "attribute_type": "name text primary key, date text, owner text, memo text, caseOrFile text, "
    "valuetype text",
    "attribute": "attrid integer primary key, name text, attr_type text, value text, id integer, date text, "
    "owner text, unique(name,attr_type,id)",
    "case_text": "id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer, "
    "owner text, date text, memo text",
    "cases": "caseid integer primary key, name text, memo text, owner text, date text, "
    "constraint ucm unique(name)",
    "code_cat": "catid integer primary key, name text, owner text, date text, memo text, supercatid integer, "
    "unique(name)",
    "code_text": "ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, "
    "pos1 integer, owner text, date text, memo text, avid integer, important integer, "
    "unique(cid,fid,pos0,pos1,owner)",
    "code_name": "cid integer primary key, name text, memo text, catid integer, owner text, date text, "
    "color text, supercid integer, unique(name)",
    "journal": "jid integer primary key, name text, jentry text, date text, owner text, unique(name)",
    "graph": "grid integer primary key, name text, description text, date text, scene_width integer, "
    "scene_height integer, unique(name)",
}
"""Version 17."""

QUALCODER_6 = {
    **{name: QUALCODER[name] for name in QUALCODER if name not in ("graph", "code_av")},
    "project": "databaseversion text, date text, memo text, about text, bookmarkfile integer, "
    "bookmarkpos integer",
    "source": "id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, "
    "date text, av_text_id integer, unique(name)",
    "code_name": "cid integer primary key, name text, memo text, catid integer, owner text, date text, "
    "color text, unique(name)",
}

TAGUETTE = {
    "users": "login VARCHAR(30) NOT NULL PRIMARY KEY, created DATETIME NOT NULL, hashed_password TEXT",
    "projects": "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL, "
    "description TEXT NOT NULL, created DATETIME NOT NULL",
    "project_members": "project_id INTEGER NOT NULL, user_login VARCHAR(30) NOT NULL, "
    "privileges VARCHAR(11) NOT NULL, PRIMARY KEY (project_id, user_login)",
    "documents": "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL, "
    "description TEXT NOT NULL, filename VARCHAR(200) NOT NULL, created DATETIME NOT NULL, "
    "project_id INTEGER NOT NULL, text_direction VARCHAR(13) NOT NULL, contents TEXT NOT NULL",
    "commands": "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, date DATETIME NOT NULL, "
    "user_login TEXT NOT NULL, project_id INTEGER NOT NULL, document_id INTEGER, payload TEXT NOT NULL",
    "tags": "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL, "
    "path VARCHAR(200) NOT NULL, description TEXT NOT NULL, UNIQUE (project_id, path)",
    "highlights": "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, document_id INTEGER NOT NULL, "
    "start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, snippet TEXT NOT NULL",
    "highlight_tags": "highlight_id INTEGER NOT NULL, tag_id INTEGER NOT NULL, "
    "PRIMARY KEY (highlight_id, tag_id)",
}

DAY = "2026-11-20 10:00:00"


def database(tables: Mapping[str, str], rows: Rows, *more: str) -> bytes:
    """The bytes of a database with these rows, each as long as its table is wide or shorter."""
    connection = sqlite3.connect(":memory:")
    for name, columns in tables.items():
        connection.execute(f"create table {name} ({columns})")
    for name, some in rows.items():
        width = len(connection.execute(f"select * from {name}").description)  # noqa: S608
        for row in some:
            padded = [*row, *[None] * (width - len(row))]
            connection.execute(f"insert into {name} values ({','.join('?' * width)})", padded)  # noqa: S608
    for each in more:
        connection.execute(each)
    connection.commit()
    return connection.serialize()


def coded(
    number: int, text: str, quote: str, *, code: int = 1, file: int = 1, by: str = "anna"
) -> list[object]:
    """A row of QualCoder's ``code_text`` on the first place of some words."""
    at = text.index(quote)
    return [number, code, file, quote, at, at + len(quote), by, DAY, ""]


def qualcoder(
    text: str, codings: Iterable[Sequence[object]], *, name: str = "one.txt", **more: object
) -> bytes:
    """A project of QualCoder with one text and two codes."""
    rows: dict[str, object] = {
        "project": [("v17", DAY, "", "QualCoder 4.0")],
        "source": [(1, name, text, None, "", "anna", DAY)],
        "code_name": [
            (1, "Trust", "", None, "anna", DAY, "#FF0000"),
            (2, "Doubt", "", None, "anna", DAY, ""),
        ],
        "code_text": codings,
        **more,
    }
    return database(QUALCODER, rows)  # type: ignore[arg-type]


def taguette(
    html: str,
    highlights: Iterable[tuple[int, int, str]],
    *,
    names: Sequence[str] = ("Study",),
    **more: object,
) -> bytes:
    """A file of Taguette; its first project has a document and a tag on every highlight."""
    marks = list(highlights)
    rows: dict[str, object] = {
        "users": [("ann", DAY, None)],
        "projects": [(number, name, "", DAY) for number, name in enumerate(names, 1)],
        "project_members": [(number, "ann", "ADMIN") for number, _ in enumerate(names, 1)],
        "documents": [
            (number, "one", "", "one.html", DAY, number, "LEFT_TO_RIGHT", html)
            for number, _ in enumerate(names, 1)
        ],
        "tags": [(number, number, "Trust", "faith") for number, _ in enumerate(names, 1)],
        "highlights": [(number, 1, *each) for number, each in enumerate(marks, 1)],
        "highlight_tags": [(number, 1) for number, _ in enumerate(marks, 1)],
        **more,
    }
    return database(TAGUETTE, rows)  # type: ignore[arg-type]


RQDA = {
    "project": "databaseversion text, date text, dateM text, memo text, about text, imageDir text",
    "source": "name text, id integer, file text, memo text, owner text, date text, dateM text, "
    "status integer",
    "freecode": "name text, memo text, owner text, date text, dateM text, id integer, "
    "status integer, color text",
    "treecode": "cid integer, catid integer, date text, dateM text, memo text, status integer, owner text",
    "treefile": "fid integer, catid integer, date text, dateM text, memo text, status integer, owner text",
    "filecat": "name text, fid integer, catid integer, owner text, date text, dateM text, memo text, "
    "status integer",
    "codecat": "name text, cid integer, catid integer, owner text, date text, dateM text, memo text, "
    "status integer",
    "coding": "cid integer, fid integer, seltext text, selfirst real, selend real, status integer, "
    "owner text, date text, memo text",
    "coding2": "cid integer, fid integer, seltext text, selfirst real, selend real, status integer, "
    "owner text, date text, memo text",
    "cases": "name text, memo text, owner text, date text, dateM text, id integer, status integer",
    "caselinkage": "caseid integer, fid integer, selfirst real, selend real, status integer, owner text, "
    "date text, memo text",
    "attributes": "name text, status integer, date text, dateM text, owner text, memo text, class text",
    "caseAttr": "variable text, value text, caseID integer, date text, dateM text, owner text, "
    "status integer",
    "fileAttr": "variable text, value text, fileID integer, date text, dateM text, owner text, "
    "status integer",
    "journal": "name text, journal text, date text, dateM text, owner text, status integer",
    "annotation": "fid integer, position integer, annotation text, owner text, date text, dateM text, "
    "status integer",
    "imageCoding": "cid integer, iid integer, x1 integer, y1 integer, x2 integer, y2 integer, memo text, "
    "date text, dateM text, owner text, status integer",
}

QC = {
    "document": "file_path varchar not null primary key, file_hash varchar not null",
    "document_index": "id integer not null primary key, name varchar not null, time_series boolean not null, "
    "document_id varchar not null",
    "location": "id integer not null primary key, start_line integer not null, end_line integer not null, "
    "document_index_id varchar not null",
    "code": "name varchar not null primary key",
    "coder": "name varchar not null primary key",
    "coded_line": "id integer not null primary key, line integer not null, coder_id varchar not null, "
    "code_id varchar not null, unique (line, coder_id, code_id, id)",
    "coded_line_location_association": "coded_line_id integer, location_id integer",
}
