"""OpenDocument texts, packed and flat."""

import io
import zipfile
from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats import Claim
from ingest.formats.documents.odt import parse, sniff
from ingest.formats.parts.docx import package
from ingest.model import Parsed, Transcript
from ingest.source import Source

SPACES = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
        for name, kind in {
            "office": "office",
            "text": "text",
            "table": "table",
            "style": "style",
            "draw": "drawing",
            "fo": "xsl-fo-compatible",
        }.items()
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:loext="urn:loext"'
)
STYLES = (
    '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/>'
    "</style:style>"
    '<style:style style:name="T2" style:family="text" style:parent-style-name="T1"/>'
    '<style:style style:name="P1" style:family="paragraph" style:default-outline-level="2"/>'
)
KIND = "application/vnd.oasis.opendocument.text"


def document(body: str, kind: str = "document-content") -> str:
    return (
        f'<?xml version="1.0"?><office:{kind} {SPACES}>'
        f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:{kind}>"
    )


def packed(content: str | bytes, kind: str = KIND, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo("mimetype"), kind)
        made.writestr("content.xml", content)
        for name, part in parts.items():
            made.writestr(f"{name}.xml", part)
    return out.getvalue()


def parsed(data: bytes) -> Parsed:
    return parse(Source(PurePath("talk.odt"), data))


def read(body: str, **parts: str) -> Transcript:
    found = parsed(packed(document(body), **parts))
    assert found.transcript is not None, found.problems
    return found.transcript


def turns(body: str) -> list[tuple[str | None, str]]:
    return [(paragraph.speaker, paragraph.text) for paragraph in read(body).paragraphs]


def said(label: str, words: str, style: str = "T1") -> str:
    return f'<text:p><text:span text:style-name="{style}">{label}:</text:span> {words}</text:p>'


def middle(words: str) -> str:
    body = said("Orla", "Who mends the nets?") + said("Piet", words) + said("Orla", "And then?")
    [(speaker, text)] = turns(body)[1:-1]
    assert speaker == "Piet"
    return text


@pytest.mark.parametrize("style", ["T1", "T2"], ids=["bold", "bold by its parent"])
def test_bold_words_speak(style: str) -> None:
    assert turns(said("Orla", "Who?", style) + said("Piet", "I do.", style)) == [
        ("Orla", "Who?"),
        ("Piet", "I do."),
    ]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        pytest.param('a<text:s text:c="2"/>b<text:tab/>c', "a  b\tc", id="spaces and tabs"),
        pytest.param("a\n   b <text:span>c</text:span> d", "a b c d", id="white space is folded"),
        pytest.param("a <text:span> b</text:span>", "a b", id="white space over a border"),
        pytest.param('we <text:change text:change-id="c1"/>sail', "we sail", id="a change"),
        pytest.param("a<draw:frame><draw:image/></draw:frame>b", "ab", id="a picture"),
        pytest.param('<text:a href="x">here</text:a>', "here", id="a link"),
        pytest.param("a<!-- b -->c", "ac", id="an XML comment"),
    ],
)
def test_words_are_what_a_word_processor_shows(written: str, words: str) -> None:
    assert middle(written) == words


def test_what_was_deleted_with_tracking_is_gone() -> None:
    region = "<text:changed-region><text:p>Piet: no</text:p></text:changed-region>"
    gone = f"<text:tracked-changes>{region}</text:tracked-changes>"
    assert turns(gone + said("Orla", "Who?") + said("Piet", "I.")) == [("Orla", "Who?"), ("Piet", "I.")]


def test_a_line_break_parts_label_and_words() -> None:
    body = "".join(
        f"<text:p>{name}<text:line-break/>We wait.</text:p>" for name in ["Interviewer", "Piet"] * 3
    )
    assert turns(body)[:2] == [("Interviewer", "We wait."), ("Piet", "We wait.")]


def test_headings_speak_where_they_come_again() -> None:
    body = "".join(
        f'<text:h text:outline-level="3">{name}</text:h><text:p>We wait.</text:p>'
        for name in ["Interviewer", "Piet"] * 3
    )
    assert turns(body)[:2] == [("Interviewer", "We wait."), ("Piet", "We wait.")]


def test_a_table_with_headings_gives_its_rows_speakers_times_and_codes() -> None:
    rows = [("Time", "Speaker", "Text", "Codes"), ("0:01", "Orla", "Who mends the nets?", "")]
    rows += [("0:05", "Piet", "I do, on Mondays.", "Net-care"), ("0:09", "Orla", "And then?", "")]
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    found = read(f"<table:table>{cells}</table:table>")
    assert [(p.speaker, p.text, p.audio_start) for p in found.paragraphs] == [
        ("Orla", "Who mends the nets?", 1.0),
        ("Piet", "I do, on Mondays.", 5.0),
        ("Orla", "And then?", 9.0),
    ]
    assert [(tag.code, tag.paragraph, tag.extent) for tag in found.tags] == [("Net-care", 1, "paragraph")]


def annotation(name: str, words: str, more: str = "") -> str:
    return (
        f'<office:annotation office:name="{name}" {more}><dc:creator>Nell</dc:creator>'
        f"<dc:date>2026-03-10T09:30:00.120000000</dc:date><text:p>{words}</text:p></office:annotation>"
    )


def test_a_comment_that_names_a_code_is_a_coding() -> None:
    words = f'I do, {annotation("1", "Net-care")}on Mondays<office:annotation-end office:name="1"/>.'
    found = read(said("Orla", "Who?") + said("Piet", words) + said("Orla", "And then?"))
    [tag] = found.tags
    assert found.text[tag.start : tag.end] == "on Mondays"
    assert (tag.code, tag.coder, tag.extent) == ("Net-care", "Nell", "exact")
    assert tag.created is not None
    assert (tag.created.month, tag.created.hour) == (3, 9)


def test_a_comment_of_prose_and_a_resolved_one_are_remarks() -> None:
    first = annotation("1", "I should ask her about this again.")
    second = annotation("2", "Net-care", 'loext:resolved="true"')
    found = read(said("Orla", f"Who? {first}") + said("Piet", f"I do. {second}") + said("Orla", "Oh?"))
    assert [remark.text for remark in found.remarks] == ["I should ask her about this again.", "Net-care"]
    assert found.tags == ()


def test_a_footnote_is_nobodys_and_told() -> None:
    body = "<text:note-body><text:p>Since spring.</text:p></text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{body}</text:note>"
    found = parsed(
        packed(document(said("Orla", "Who?") + said("Piet", f"I do{note}.") + said("Orla", "Oh?")))
    )
    assert found.transcript is not None
    assert found.transcript.paragraphs[1].text == "I do."
    assert any("'Since spring.'" in problem.message for problem in found.problems)


def test_a_flat_file_is_read_like_a_packed_one() -> None:
    body = said("Orla", "Who?") + said("Piet", "I do.")
    flat = Source(PurePath("a.fodt"), document(body, "document").encode())
    assert sniff(flat) is Claim.CERTAIN
    found = parse(flat).transcript
    assert found is not None
    assert found.paragraphs == read(body).paragraphs


def test_prose_is_an_article_with_its_title_and_headings() -> None:
    inside = "<office:meta><dc:title>Nets</dc:title></office:meta>"
    meta = f"<office:document-meta {SPACES}>{inside}</office:document-meta>"
    found = read(
        '<text:p text:style-name="P1">How we mend</text:p><text:p>By hand. It takes days.</text:p>', meta=meta
    )
    assert (found.kind, found.title) == ("article", "Nets")
    assert [paragraph.heading for paragraph in found.paragraphs] == ["How we mend", None]


# --- recognising, and files that mean harm ------------------------------------------------------------------

WHOLE = packed(document(said("Orla", "Who?") + said("Piet", "I do.")))
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    + document(said("Orla", "Who?") + said("Piet", "yes &b; &c;")).split("?>", 1)[1]
)
LOCKED = {"META-INF/manifest": "<manifest><encryption-data/></manifest>"}


def test_an_opendocument_is_recognised_by_its_content() -> None:
    assert sniff(Source(PurePath("x.bin"), WHOLE)) is Claim.CERTAIN
    assert sniff(Source(PurePath("x.odt"), b"PK\x03\x04")) is Claim.NO
    assert sniff(Source(PurePath("x.odt"), b"Orla: hello")) is Claim.NO


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(WHOLE[: len(WHOLE) // 2], "cannot be unpacked", id="cut off"),
        pytest.param(packed("<office:document"), "not well formed", id="broken text"),
        pytest.param(packed(document("")), "contains no text", id="no words"),
        pytest.param(packed(document(""), **LOCKED), "password", id="locked"),
        pytest.param(
            packed(document(""), KIND.replace("text", "presentation")), "save it as .odt", id="slides"
        ),
        pytest.param(
            packed(document(""), KIND.replace("text", "graphics")), "save that as .odt", id="a drawing"
        ),
        pytest.param(packed(document("<text:section>" * 5000)), "not well formed", id="nested"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(data: bytes, message: str) -> None:
    found = parsed(data)
    assert found.transcript is None
    [problem] = found.problems
    assert message in problem.message
    assert "\n" not in str(problem)


def test_a_file_that_unpacks_beyond_bounds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_XML", 1_000_000)
    [problem] = parsed(packed(document(f"<text:p>{'a' * 3_000_000}</text:p>"))).problems
    assert "fill the memory" in problem.message


def test_entities_are_neither_expanded_nor_fetched() -> None:
    found = parsed(packed(LAUGHS))
    assert found.transcript is None or "haha" not in found.transcript.text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6),
    st.integers(1, len(WHOLE)),
)
def test_a_cut_or_scratched_file_never_raises(scratches: list[tuple[int, int]], end: int) -> None:
    data = bytearray(WHOLE)
    for place, value in scratches:
        data[place] = value
    for broken in (bytes(data), bytes(data[:end])):
        sniff(Source(PurePath("x.odt"), broken))
        found = parsed(broken)
        assert found.transcript is not None or found.problems
