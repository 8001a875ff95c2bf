"""Delve print-outs that somebody turned into text."""

import json
import random
from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import Claim
from ingest.formats.parts.text.code_lines import CodeNames
from ingest.formats.text.delve_text import parse, sniff
from ingest.model import Transcript
from ingest.source import Source


def read(text: str) -> Transcript:
    parsed = parse(Source(PurePath("print.md"), text.encode()))
    assert parsed.transcript is not None
    return parsed.transcript


def coded(transcript: Transcript) -> list[tuple[str | None, str, list[str]]]:
    return [
        (paragraph.speaker, paragraph.text, [tag.code for tag in transcript.tags if tag.paragraph == index])
        for index, paragraph in enumerate(transcript.paragraphs)
    ]


def test_speakers_stand_above_and_codes_below_the_words() -> None:
    transcript = read(
        "# Interview 3 - Kim\n\n### Interviewee\n\nMostly sensors.\n\nData-drift Model-issues [MD]\n\n"
        "# Interviewer 1\n\nI see.\n\nData-drift\n\nQ4.1\n\nCreated with the Delve Qualitative Analysis Tool (http://x)\n"
    )
    assert transcript.title == "Interview 3 - Kim"
    assert transcript.carries_codes
    assert coded(transcript) == [
        ("Interviewee", "Mostly sensors.", ["Data-drift", "Model-issues [MD]"]),
        ("Interviewer 1", "I see.", ["Data-drift", "Q4.1"]),
    ]
    assert {tag.extent for tag in transcript.tags} == {"paragraph"}
    assert transcript.text[transcript.tags[0].start : transcript.tags[0].end] == "Mostly sensors."


def test_a_heading_that_names_nobody_is_text() -> None:
    transcript = read("# Interviewee\n\nHow to see if\n\n# there is no signal?\n\nData-drift\n")
    assert coded(transcript)[1] == (None, "there is no signal?", ["Data-drift"])


def test_a_paragraph_whose_speaker_line_was_lost_is_nobodys_and_reported_once() -> None:
    parsed = parse(
        Source(PurePath("a.md"), b"# Interviewee\n\nOkay. Thank\n\nyou. So, next?\n\nAnd more, yes?\n")
    )
    assert parsed.transcript is not None
    assert [paragraph.speaker for paragraph in parsed.transcript.paragraphs] == ["Interviewee", None, None]
    assert [(problem.location, problem.severity) for problem in parsed.problems] == [("line 5", "warning")]


def test_names_of_people_are_speakers_where_they_come_back_above_words() -> None:
    text = "Ann Lee\n\nSo, what broke?\n\nData-drift\n\nJo\n\nThe schema, mostly.\n\nData-drift\n\n" * 3
    assert [speaker for speaker, _, _ in coded(read(text))] == ["Ann Lee", "Jo"] * 3


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("Data-no-signal", ("Data-no-signal",)),
        ("MD-drop Model-deployment-issues [MD]", ("MD-drop", "Model-deployment-issues [MD]")),
        ("Model-issues \\[MD\\] Data\\_x", ("Model-issues [MD]", "Data_x")),
        ("- `Data-drift`", ("Data-drift",)),
        ("Data\u2011drift", ("Data-drift",)),
        ("Q2.1 Quality-Measures (QM)", ("Q2.1", "Quality-Measures (QM)")),
        ("Data-drift MM-alerts tabular", ("Data-drift", "MM-alerts", "tabular")),
        ("Mm-hmm", ()),
        ("uh-huh yeah", ()),
        ("It is state-of-the-art.", ()),
        ("we use scikit-learn state-of-the-art", ()),
        ("Data-drift, really", ()),
        ("2020-2021", ()),
        ("tabular", ()),
        ("", ()),
    ],
)
def test_a_code_line_is_one_whose_every_part_looks_like_a_code(line: str, codes: tuple[str, ...]) -> None:
    assert CodeNames(frozenset()).on_line(line) == codes


def test_names_that_look_like_prose_are_learned_from_the_file() -> None:
    names = CodeNames.learned_from(
        [["Issues with alerts"], ["Issues with alerts MM-drift"], ["A-b", "tabular", "T-c"]]
    )
    assert names.on_line("Issues with alerts MM-drift tabular") == (
        "Issues with alerts",
        "MM-drift",
        "tabular",
    )


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        pytest.param(
            "# Interviewee\n\nhi there\n\nMM-drift\n\nQ4.1 data-loss\n\n# Interviewer\n\nso?\n",
            Claim.CERTAIN,
            id="codes below the words",
        ),
        pytest.param(
            "# Interviewee\n\nhi there\n\n# Interviewer\n\nso?\n", Claim.NO, id="speaker lines and no codes"
        ),
        pytest.param("Interviewee: hi\n\nInterviewer: so?\n", Claim.NO, id="labelled text"),
        pytest.param("Interviewee:\nhi\n\nInterviewer:\nso?\n", Claim.NO, id="labels above the words"),
        pytest.param(
            "**Interviewee:**\nhi\n\n**Interviewer:**\nso?\n", Claim.NO, id="bold labels above the words"
        ),
        pytest.param(
            "### Interviewee:\n\nhi\n\n### Interviewer:\n\nso?\n", Claim.NO, id="headings with a colon"
        ),
        pytest.param("# Findings\n\nMuch text here.\n\n# More\n\nMuch text.\n", Claim.NO, id="an article"),
    ],
)
def test_recognises_a_print_out(text: str, claim: Claim) -> None:
    assert sniff(Source(PurePath("a.md"), text.encode())) is claim


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    source = Source(PurePath("a.md"), text.encode(errors="replace"))
    sniff(source)
    parse(source)


def seed(corpus: Path, number: str) -> Transcript:
    (file,) = (corpus / "seeds").glob(f"{number}_*")
    source = Source(file, file.read_bytes())
    assert sniff(source) is Claim.CERTAIN
    transcript = parse(source).transcript
    assert transcript is not None
    return transcript


def test_the_real_print_out_of_interview_11_has_all_its_codes(corpus: Path) -> None:
    transcript = seed(corpus, "001")
    expected = json.loads((corpus / "delve_pdf_expected.json").read_text(encoding="utf-8"))
    (name,) = (name for name in expected if name.endswith("Interview 11 - Amin.pdf"))
    printed = expected[name]["paragraphs"]
    assert transcript.title == "Interview 11 - Amin"
    assert len(transcript.tags) == 82
    assert len({tag.paragraph for tag in transcript.tags}) == 61
    assert [tag.code for tag in transcript.tags] == [
        code for paragraph in printed for code in paragraph["codes"]
    ]
    assert {person.name for person in transcript.speakers} == {"Interviewer 1", "Interviewee"}
    by_text = {paragraph["text"]: paragraph["codes"] for paragraph in printed}
    same = [codes == by_text[text] for _, text, codes in coded(transcript) if text in by_text]
    assert len(same) > 180
    assert all(same)


def test_the_real_print_out_of_interview_29_has_speakers_and_no_code(corpus: Path) -> None:
    transcript = seed(corpus, "000")
    assert transcript.title == "Interview 29 - PO"
    assert [person.name for person in transcript.speakers] == ["Interviewer 1", "Interviewee"]
    assert transcript.tags == ()


def as_markdown(printed: list[dict[str, object]], dice: random.Random) -> str:
    lines = ["# A print-out"]
    for paragraph in printed:
        codes = [str(code) for code in paragraph["codes"]]  # type: ignore[attr-defined]
        if paragraph["speaker"]:
            lines.append(f"{'#' * dice.randint(1, 4)} {paragraph['speaker']}")
        lines.append(str(paragraph["text"]))
        lines += [" ".join(codes)] if dice.random() < 0.5 else codes
    return "\n\n".join(line for line in lines if line)


def test_the_real_print_outs_keep_nearly_every_code_through_a_conversion(corpus: Path) -> None:
    """A single plain word (``Misc``) that a file shows once looks like prose: it and its row may be lost."""
    expected = json.loads((corpus / "delve_pdf_expected.json").read_text(encoding="utf-8"))
    dice = random.Random(11)  # noqa: S311 - a conversion that comes out the same every time
    all_codes = lost = 0
    for out in expected.values():
        printed = [paragraph for paragraph in out["paragraphs"] if paragraph["text"]]
        found = coded(read(as_markdown(printed, dice)))
        theirs = {(paragraph["text"], code) for paragraph in printed for code in paragraph["codes"]}
        mine = {(text, code) for _, text, codes in found for code in codes}
        assert {code for _, code in mine} <= {code for _, code in theirs}, "prose was read as a code"
        all_codes, lost = all_codes + len(theirs), lost + len(theirs - mine)
    assert all_codes > 1_000
    assert lost <= all_codes * 0.005
