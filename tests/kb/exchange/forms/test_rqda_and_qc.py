"""Projects of RQDA and of qc: what is deleted there stays deleted, what cannot be checked is not placed."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from foreign_databases import DAY, QC, RQDA, database

from kb.exchange.errors import ExchangeError
from kb.exchange.forms import read_bytes

TEXT = "Anna: I trust it.\nBen: It was fine.\n"


def rqda() -> bytes:
    def coding(code: int, quote: str, status: int = 1) -> list[object]:
        at = TEXT.index(quote)
        return [
            code,
            1,
            quote,
            float(at),
            float(at + len(quote)),
            status,
            "rqda",
            "Wed May  1 10:00:00 2024",
            "hm",
        ]

    return database(
        RQDA,
        {
            "project": [("0.2.2", DAY, None, "about us", "RQDA")],
            "source": [("one", 1, TEXT, "memo", "rqda", DAY, None, 1), ("old", 2, "gone", "", "", "", "", 0)],
            "freecode": [
                ("Trust", "m", "rqda", DAY, None, 1, 1, None),
                ("Fine", "", "rqda", DAY, None, 2, 1, None),
            ],
            "codecat": [
                ("Top", None, 1, "rqda", DAY, None, "", 1),
                ("Other", None, 2, "rqda", DAY, None, "", 1),
            ],
            "treecode": [(1, 1, DAY, None, None, 1), (1, 2, DAY, None, None, 1)],
            "coding": [coding(1, "I trust it"), coding(2, "fine"), coding(2, "Ben", status=0)],
            "coding2": [coding(1, "I trust it")],
            "cases": [("Anna", "", "rqda", DAY, None, 1, 1)],
            "caselinkage": [(1, 1, 0.0, 17.0, 1)],
            "attributes": [("age", 1, DAY, None, "rqda", None, "numeric")],
            "caseAttr": [("age", "41", 1, DAY, None, "rqda", 1), ("age", "NA", 2, DAY, None, "rqda", 1)],
            "filecat": [("Pilot", None, 1, "rqda", DAY, None, "", 1)],
            "treefile": [(1, 1, DAY, None, None, 1)],
            "annotation": [(1, 6, "look", "rqda", DAY, None, 1)],
            "journal": [("Day 1", "thoughts", DAY, None, "rqda", 1)],
        },
    )


def test_rqda_comes_without_what_is_deleted_there() -> None:
    found = read_bytes(rqda(), "study.rqda")
    (source,) = found.sources
    people = {each.guid: each.name for each in found.users}
    first, second, remark = source.selections
    assert [TEXT[each.start : each.end] for each in source.selections] == ["I trust it", "fine", ""]
    assert [people[each.creator or ""] for each in first.codings] == ["rqda", "rqda (second coding)"]
    assert first.codings[0].created == "2024-05-01T10:00:00"
    assert (second.doubt, remark.description) == (None, "look")
    names = {each.guid: each.name for each in found.codes}
    assert {each.name: names.get(each.parent or "") for each in found.codes} == {
        "Top": None,
        "Other": None,
        "Trust": "Top",
        "Fine": None,
    }
    assert [(each.name, len(each.codes), len(each.sources)) for each in found.sets] == [
        ("Other", 1, 0),
        ("Pilot", 0, 1),
    ]
    (case,) = found.cases
    assert ([each.text for each in case.values], case.sources) == (["41"], (source.guid,))
    assert sorted(each.text or "" for each in found.notes) == ["about us", "hm", "hm", "hm", "thoughts"]
    assert found.dropped == {"row deleted in RQDA": 2}


def qc(text: str = TEXT, *, digest: str | None = None, top: str = "study/") -> bytes:
    base = database(
        QC,
        {
            "document": [("a/one.txt", digest or hashlib.md5(text.encode()).hexdigest())],  # noqa: S324
            "document_index": [(1, "paragraphs", 0, "a/one.txt")],
            "location": [(1, 0, 2, 1)],
            "code": [("trust",), ("fine",), ("loose",)],
            "coder": [("ann",), ("ben",)],
            "coded_line": [
                (1, 0, "ann", "trust"),
                (2, 0, "ben", "trust"),
                (3, 1, "ann", "fine"),
                (4, 9, "ann", "fine"),
            ],
            "coded_line_location_association": [(1, 1), (2, 1), (3, 1), (4, 1)],
        },
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{top}qualitative_coding.sqlite3", base)
        archive.writestr(f"{top}settings.yaml", "qc_version: 1.7\ncorpus_dir: texts\n")
        archive.writestr(f"{top}codebook.yaml", "- equity:\n  - trust\n  - deep: [fine]\n- trust\n")
        archive.writestr(f"{top}texts/a/one.txt", text)
        archive.writestr(f"{top}memos/day.md", "# thoughts")
    return out.getvalue()


def test_lines_coded_in_qc_are_spans_of_their_lines() -> None:
    found = read_bytes(qc(), "study.zip")
    (source,) = found.sources
    assert [
        (TEXT[each.start : each.end], len(each.codings)) for each in source.selections if each.start >= 0
    ] == [
        ("Anna: I trust it.", 2),
        ("Ben: It was fine.", 1),
    ]
    assert "after the end of the text" in str(found.problems[0])
    names = {each.guid: each.name for each in found.codes}
    assert {each.name: names.get(each.parent or "") for each in found.codes} == {
        "equity": None,
        "trust": "equity",
        "deep": "equity",
        "fine": "deep",
        "loose": None,
    }
    assert [each.text for each in found.notes] == ["# thoughts"]
    assert found.dropped == {"second place of a code in the codebook": 1}


def test_a_text_that_has_changed_since_it_was_coded_takes_no_codings() -> None:
    found = read_bytes(qc(digest="0" * 32), "study.zip")
    assert all(each.start < 0 and each.codings for each in found.sources[0].selections)
    assert "has changed" in str(found.problems[0])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(rqda()[:3000], "cut off", id="cut off"),
        pytest.param(qc()[:-20], "damaged", id="zip cut off"),
        pytest.param(
            database({"x": "a"}, {}, "create table qualitative_coding_sqlite3 (freecode, treecode)"),
            "no table source",
            id="no table",
        ),
    ],
)
def test_what_cannot_be_read_is_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(ExchangeError, match=says):
        read_bytes(data, "study.rqda")
