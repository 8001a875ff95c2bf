"""Texts with labelled spans: out and in again, every coding on its words."""

from __future__ import annotations

import json

import pytest
from foreign_databases import coded, qualcoder

from kb.exchange.errors import ExchangeError
from kb.exchange.forms import form_of, read_bytes, write
from kb.exchange.model import Project

TEXT = "Anna: I trust it. 😀 👩\u200d👩\u200d👧 Fine.\nBen: مرحبا, e\u0301te\u0301 - 漢字.\n\nAnna: The end"
QUOTES = (
    "trust",
    "I trust it",
    "👩\u200d👩\u200d👧 Fine",
    "مرحبا",
    "e\u0301te\u0301",
    "漢字.\n\nAnna: The end",
)


def project() -> Project:
    rows = [coded(at, TEXT, quote) for at, quote in enumerate(QUOTES, 1)]
    rows += [coded(20, TEXT, "trust", code=2, by="ben"), coded(21, TEXT, "trust", code=1, by="ben")]
    return read_bytes(qualcoder(TEXT, rows, name="Interview 1"), "data.qda")


def codings(found: Project) -> set[tuple[str, str, str]]:
    codes = {each.guid: each.name for each in found.codes}
    people = {each.guid: each.name or "" for each in found.users}
    return {
        ((source.text or "")[each.start : each.end], codes[coding.code], people.get(coding.creator or "", ""))
        for source in found.sources
        for each in source.selections
        for coding in each.codings
    }


@pytest.mark.parametrize("form", ["label_studio", "doccano", "spacy", "web_annotation"])
def test_what_is_written_is_read_again(form: str) -> None:
    before = project()
    data = write(before, form)
    assert form_of(data, "x").name == form
    back = read_bytes(data, "back.json")
    (source,) = back.sources
    assert (source.name, source.text) == ("Interview 1", TEXT)
    wanted = codings(before)
    if form == "doccano":  # it names nobody
        wanted = {(words, code, "") for words, code, _ in wanted}
    assert codings(back) == wanted
    assert not back.problems
    assert write(before, form) == data


def lines(*objects: object) -> bytes:
    return "\n".join(map(json.dumps, objects)).encode()


def test_label_studio_as_it_writes_it() -> None:
    at = len(TEXT[: TEXT.index("مرحبا")].encode("utf-16-le")) // 2
    spans = [
        {
            "type": "labels",
            "value": {"start": at, "end": at + 5, "text": "مرحبا", "labels": ["Hello", "Word"]},
        },
        {"type": "labels", "value": {"start": 0, "end": 3, "text": "gone", "labels": ["Lost"]}},
        {"type": "choices", "value": {"choices": ["Long"]}, "meta": {"text": ["not sure"]}},
        {"type": "labels", "value": {"start": 0, "end": 3, "labels": []}},
        {"type": "rectanglelabels", "value": {"x": 1}},
    ]
    work = {
        "completed_by": {"email": "ann@example.org"},
        "result": spans,
        "created_at": "2024-05-01T10:00:00Z",
    }
    tasks = [
        {
            "id": 7,
            "data": {"text": TEXT, "site": "north"},
            "annotations": [work, {"was_cancelled": True}],
            "predictions": [{}],
            "drafts": [{}, {}],
        },
        {"id": 8, "data": {"image": "x.png"}, "annotations": []},
    ]
    found = read_bytes(json.dumps(tasks).encode(), "export.json")
    assert {words for words, code, _ in codings(found) if code in ("Hello", "Word")} == {"مرحبا"}
    assert [each.doubt is None for each in found.sources[0].selections] == [True, False]
    assert len(found.sources[0].codings) == 1
    assert {each.name for each in found.users} == {"ann@example.org"}
    assert found.dropped == {
        "prediction": 1,
        "cancelled annotation": 1,
        "result of another kind": 1,
        "task without a text": 1,
        "draft": 2,
        "field of a task": 1,
        "result without a label": 1,
    }
    assert [each.text for each in found.notes] == ["not sure"]


def test_doccano_and_prodigy_as_they_write_it() -> None:
    found = read_bytes(
        lines(
            {"id": 1, "text": TEXT, "label": [[8, 13, "Trust"], [9, 999, "Far"], ["x"]], "Comments": ["?"]},
            {"id": 2, "text": "b", "entities": [{"start_offset": 0, "end_offset": 1, "label": "B"}]},
            {"id": 3, "text": "c", "label": ["Whole"]},
        ),
        "all.jsonl",
    )
    assert codings(found) == {("trust", "Trust", ""), ("", "Far", ""), ("b", "B", "")}
    assert [each.name for each in found.sources] == ["all 1", "all 2", "all 3"]
    assert found.dropped == {"label of another kind": 1, "comment": 1}
    prodigy = lines({"text": TEXT, "spans": [{"start": 8, "end": 13, "label": "Trust"}], "answer": "accept"})
    assert codings(read_bytes(prodigy, "p.jsonl")) == {("trust", "Trust", "")}


def test_a_docbin_is_read_by_its_tokens() -> None:
    import spacy  # noqa: PLC0415
    from spacy.tokens import DocBin, Span  # noqa: PLC0415

    doc = spacy.blank("en")(TEXT)
    doc.spans["sc"] = [Span(doc, 2, 5, label="Trust"), Span(doc, 3, 4, label="Word")]
    found = read_bytes(DocBin(docs=[doc]).to_bytes(), "docs.spacy")
    assert codings(found) == {("I trust it", "Trust", ""), ("trust", "Word", "")}
    with pytest.raises(ExchangeError, match="not a spaCy DocBin"):
        read_bytes(b"\x78\x9c" + b"\x01" * 50, "docs.spacy")


def test_a_web_annotation_without_its_text_waits_for_the_document() -> None:
    said = {
        "type": "Annotation",
        "body": [{"purpose": "tagging", "value": "Trust"}, {"type": "TextualBody", "value": "why"}],
        "target": {"source": "Interview 1", "selector": {"type": "TextQuoteSelector", "exact": "trust"}},
    }
    (source,) = (found := read_bytes(json.dumps([said]).encode(), "a.jsonld")).sources
    assert (source.kind, source.text, source.selections[0].name) == ("quotes", None, "trust")
    assert [each.text for each in found.notes] == ["why"]
    said["target"] = [{"source": "a", "selector": {"type": "XPathSelector", "value": "/p"}}, "b"]
    dropped = read_bytes(json.dumps([said]).encode(), "a.jsonld").dropped
    assert dropped == {"further target": 1, "selector of another kind": 1}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b'{"text": "a", "label": []}\n{"text": ', "line 2 is not JSON", id="cut off"),
        pytest.param(b'{"text": "a", "label": []}\n[1]', "line 2 is not an object", id="no object"),
        pytest.param(b'[{"data": {"text": "a"}, "annotations": [', "not JSON", id="tasks cut off"),
        pytest.param(
            b'{"data": 1, "annotations": ' + b"[" * 200_000, "nested too deeply|no JSON", id="too deep"
        ),
        pytest.param(b'{"text": "\\ud83d", "label": [[0, 1e400, 3]]}', "", id="half a character"),
    ],
)
def test_broken_files_are_one_sentence(data: bytes, says: str) -> None:
    if not says:
        assert read_bytes(data, "x.jsonl").sources[0].text == "\N{REPLACEMENT CHARACTER}"
        return
    with pytest.raises(ExchangeError, match=says):
        read_bytes(data, "x.jsonl")
