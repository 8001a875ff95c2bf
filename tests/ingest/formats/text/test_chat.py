"""CHAT, the transcripts of TalkBank and CLAN."""

from pathlib import PurePath

from hypothesis import given
from hypothesis import strategies as st

from ingest.files.reading import read_bytes
from ingest.formats import Claim
from ingest.formats.text.chat import parse, sniff
from ingest.model import Parsed
from ingest.source import Source

TALK = (
    "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tINV Ilse Investigator, PAR Tam Participant\n"
    "@Location:\tthe pier\n"
    "*INV:\twho lit the lamp ? \x150_1500\x15\n"
    "*PAR:\tnobody did , not that night , and the boats\n\tstayed out [=! laughs] . \x151500_4250\x15\n"
    "%mor:\tpro|nobody\n*PAR:\tall of them .\n@End\n"
)


def parsed(text: str) -> Parsed:
    return parse(Source(PurePath("pier.cha"), text.encode()))


def test_main_lines_are_paragraphs_of_their_people_with_times() -> None:
    transcript = read_bytes("pier.cha", TALK.encode()).transcript
    assert transcript is not None
    assert [(p.speaker, p.text, p.audio_start, p.audio_end) for p in transcript.paragraphs] == [
        ("INV", "who lit the lamp ?", 0, 1.5),
        ("PAR", "nobody did , not that night , and the boats stayed out [=! laughs] .", 1.5, 4.25),
        ("PAR", "all of them .", None, None),
    ]
    assert {person.name: person.role for person in transcript.speakers} == {
        "INV": "interviewer",
        "PAR": "interviewee",
    }
    assert transcript.attributes == (("languages", "eng"), ("location", "the pier"))


def test_what_is_left_out_or_missing_is_told() -> None:
    cut = TALK.removesuffix("@End\n") + "a line of nobody\n"
    assert [(problem.location, problem.message, problem.severity) for problem in parsed(cut).problems] == [
        ("line 11", "no speaker before 'a line of nobody'; the text has no speaker", "warning"),
        ("", "the transcript has no @End; its last lines may be missing", "warning"),
        ("", "dependent lines left out: 1 %mor", "note"),
    ]


def test_a_transcript_of_headers_alone_is_refused_in_one_line() -> None:
    assert [str(problem) for problem in parsed("@UTF8\n@Begin\n@Languages:\teng\n@End\n").problems] == [
        "pier.cha: the file contains no speech"
    ]


def test_claims_only_its_own() -> None:
    assert sniff(Source(PurePath("a.cha"), TALK.encode())) is Claim.CERTAIN
    assert sniff(Source(PurePath("a.txt"), b"Ilse: @Begin\n*so*\n")) is Claim.NO


@given(st.text(st.sampled_from("@*%\t\nABC: \x15_01."), max_size=120))
def test_no_lines_raise(text: str) -> None:
    parsed(f"@UTF8\n@Begin\n{text}")
