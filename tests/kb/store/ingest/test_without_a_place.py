"""Codings without a place whose words become the same: what people wrote on them is not lost."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from types import SimpleNamespace
from typing import Any, cast

from interview_files import ask, file, store

from ingest.merge.passes import UnplacedTag
from kb.db import engine as db
from kb.db.tables import CodingPass, Document, UnplacedCoding
from kb.store.ingest.redact import _hide_in_unplaced
from kb.store.ingest.unplaced_codings import UnplacedWriter

KEPT = "SELECT words, memo FROM unplaced_coding ORDER BY id"


def test_two_that_only_a_name_told_apart_stay_two(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    engine = db.open_for_writing(path)
    store(engine, file("codings/Interview 1 - Bea.txt", marks={"drift": ("the schema changed", "exact")}))
    with db.transaction(engine) as session:
        document, coded = session.get_one(Document, 1), session.get_one(CodingPass, 1)
        for name in ("Anna", "Berta"):
            session.add(
                UnplacedCoding(
                    document_id=document.id,
                    pass_id=coded.id or 0,
                    code_id=1,
                    words=f"said {name}",
                    reason="gone",
                    memo=f"memo on {name[0]}",
                )
            )
        session.flush()
        _hide_in_unplaced(session, document, lambda text: re.sub("Anna|Berta", "…", text))
    assert ask(path, KEPT) == [("said …", "memo on A"), ("said … (2)", "memo on B")]
    engine.dispose()


def test_two_of_the_same_words_keep_both_memos_however_often_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    engine = db.open_for_writing(path)
    store(engine, file("codings/Interview 1 - Bea.txt", marks={"drift": ("the schema changed", "exact")}))
    with db.transaction(engine) as session:
        writer = UnplacedWriter(
            session,
            cast("Any", SimpleNamespace(id_of=lambda _: 1)),
            {},
            cast("Any", SimpleNamespace(settled=set())),
        )
        coded = session.get_one(CodingPass, 1)
        for memo in ("first", "second", None, "first", "second"):
            tag = UnplacedTag("drift", "Bea", "coder", "gone", "not in the text", PurePath("a.txt"), memo)
            writer.keep(coded, tag)
    assert ask(path, KEPT) == [("gone", "first\n\nsecond")]
    engine.dispose()
