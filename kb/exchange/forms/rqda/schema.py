"""The tables of RQDA's database, version 0.2.2, as its program makes them."""

from __future__ import annotations

_TABLES = {
    "source": "name text, id integer, file text, memo text, owner text, date text, dateM text, "
    "status integer",
    "freecode": "name text, memo text, owner text, date text, dateM text, id integer, status integer, "
    "color text",
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
    "project": "databaseversion text, date text, dateM text, memo text, about text, imageDir text",
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
    "image": "name text, id integer, date text, dateM text, owner text, status integer",
    "imageCoding": "cid integer, iid integer, x1 integer, y1 integer, x2 integer, y2 integer, memo text, "
    "date text, dateM text, owner text, status integer",
}

SCHEMA = tuple(f"CREATE TABLE {name} ({columns})" for name, columns in _TABLES.items())
