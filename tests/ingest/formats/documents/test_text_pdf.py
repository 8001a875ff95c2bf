"""PDFs of texts, printed by hand: lines, paragraphs, columns, page heads and feet."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.files.format_choice import choose
from ingest.formats import Claim, Format, formats
from ingest.formats.documents.text_pdf import parse, sniff
from ingest.formats.parts.pdf import paragraphs
from ingest.model import Parsed, Transcript
from ingest.source import Source

SIZE, PITCH, LEFT = 11.0, 14.0, 72.0


class Print:
    """Paints lines on pages, as a word processor does, and saves them as a PDF without tags."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.y = 90.0

    def text(self, x: float, y: float, words: str, *, size: float = SIZE, bold: bool = False) -> Print:
        escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        font = "F2" if bold else "F1"
        self.pages[-1].append(f"BT /{font} {size} Tf {x:.2f} {792 - y:.2f} Td ({escaped}) Tj ET")
        return self

    def paragraph(self, *lines: str, gap: float = 8.0, x: float = LEFT, indent: float = 0.0) -> Print:
        """Paint lines below those before; ``**name**`` at the beginning is bold."""
        for n, line in enumerate(lines):
            at = x + indent * (n == 0)
            _, bold, rest = line.split("**", 2) if line.startswith("**") else ("", "", line)
            self.text(at, self.y, bold, bold=True)
            self.text(at + 6.2 * len(bold), self.y, rest.lstrip())
            self.y += PITCH
        self.y += gap
        return self

    def page(self) -> Print:
        self.pages.append([])
        self.y = 90.0
        return self

    def save(self) -> bytes:
        kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(self.pages)))
        objects = {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: f"<< /Type /Pages /Kids [{kids}] /Count {len(self.pages)} >>",
            3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            4: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        }
        for n, painted in enumerate(self.pages):
            stream = "\n".join(painted)
            objects[10 + 2 * n] = (
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792]"
                f" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {11 + 2 * n} 0 R >>"
            )
            objects[11 + 2 * n] = f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream"
        out = "%PDF-1.4\n"
        places = {}
        for number, body in objects.items():
            places[number] = len(out.encode("cp1252"))
            out += f"{number} 0 obj\n{body}\nendobj\n"
        start = len(out.encode("cp1252"))
        rows = "".join(
            f"{places[n]:010d} 00000 n \n" if n in places else "0000000000 65535 f \n"
            for n in range(max(places) + 1)
        )
        count = max(places) + 1
        out += f"xref\n0 {count}\n{rows}trailer << /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        return out.encode("cp1252")


def parsed(made: Print | bytes) -> Parsed:
    data = made if isinstance(made, bytes) else made.save()
    return parse(Source(PurePath("talk.pdf"), data))


def read(made: Print) -> Transcript:
    found = parsed(made)
    assert found.transcript is not None, found.problems
    return found.transcript


def turns(made: Print) -> list[tuple[str | None, str]]:
    return [(paragraph.speaker, paragraph.text) for paragraph in read(made).paragraphs]


def voices(made: Print) -> list[str | None]:
    """Who speaks, turn by turn."""
    return [speaker for speaker, _ in groupby(speaker for speaker, _ in turns(made))]


FULL = "and so we mend the nets all morning, one knot after the other, until the"
SHORT = "tide turns."
WHOLE = f"{FULL} {SHORT}"
ASKS, TELLS = "Interviewer: Who mends them?", f"Piet: {FULL}"


def talk(label: str = "{}:", *, gap: float = 8.0) -> Print:
    made = Print()
    for _ in range(3):
        made.paragraph(f"{label.format('Interviewer')} Who mends them?", gap=gap)
        made.paragraph(f"{label.format('Piet')} {FULL}", SHORT, gap=gap)
    return made


@pytest.mark.parametrize("label", ["{}:", "**{}:**", "**{}**"], ids=["colon", "bold", "bold without a colon"])
@pytest.mark.parametrize("gap", [8.0, 0.0], ids=["gaps", "no gaps"])
def test_lines_become_paragraphs_and_labels_speak(label: str, gap: float) -> None:
    assert turns(talk(label, gap=gap)) == [("Interviewer", "Who mends them?"), ("Piet", WHOLE)] * 3


def test_a_label_on_a_line_of_its_own_speaks() -> None:
    made = Print()
    for name in ["Interviewer", "Piet"] * 3:
        made.paragraph(name, FULL, SHORT)
    assert turns(made) == [(name, WHOLE) for name in ["Interviewer", "Piet"] * 3]


def test_an_indent_begins_a_paragraph() -> None:
    made = Print()
    begins = {
        "Interviewer": "and so you mend the nets all morning, one knot and then",
        "Piet": "and so we mend the nets all morning, one knot after the other,",
    }
    for name in [*begins] * 3:
        rest = "until the tide turns and the boats come in, all of them but one, and Piet"
        made.paragraph(f"{name}: {begins[name]}", rest, gap=0, indent=20)
    assert [speaker for speaker, _ in turns(made)] == ["Interviewer", "Piet"] * 3


def test_names_beside_the_words_speak_however_close_they_stand() -> None:
    made = Print()
    for name in ["Participant 4", "Interviewer"] * 4:
        made.text(LEFT, made.y, name)
        made.paragraph(FULL[:50], SHORT, x=LEFT + 72, gap=4)
    assert turns(made)[:2] == [
        (name, f"{FULL[:50].rstrip()} {SHORT}") for name in ["Participant 4", "Interviewer"]
    ]


def test_columns_are_read_one_after_the_other() -> None:
    made = Print()
    for column, x in enumerate((LEFT, LEFT + 260)):
        made.y = 90
        for n, name in enumerate(("Interviewer", "Piet") * 2):
            when = ("spring", "summer", "autumn", "winter")[n]
            made.paragraph(
                f"{name}: in {when} we mend all of the", f"{column} nets until {when} is over.", x=x
            )
    assert voices(made) == ["Interviewer", "Piet"] * 4


def test_pages_with_a_few_lines_in_each_column_are_read_in_columns() -> None:
    made = Print()
    for n, when in enumerate(("spring", "summer", "autumn", "winter")):
        if n:
            made.page()
        for row, line in enumerate(("Interviewer: who mends all of the", f"nets when the {when} is over?")):
            made.text(LEFT, 90 + row * PITCH, line)
        for row, line in enumerate((f"Piet: in {when} we mend all of the", f"nets until {when} is over.")):
            made.text(LEFT + 260, 90 + row * PITCH, line)
    assert voices(made) == ["Interviewer", "Piet"] * 4
    assert "4 pages are read in columns" in " ".join(each.message for each in parsed(made).problems)


def test_labels_of_two_lines_behind_times_in_a_printed_table() -> None:
    made = Print()
    said = ["Who mends it?", "I do.", "Since when?", "Since the flood.", "And alone?", "Mostly."]
    for n, words in enumerate(said):
        first, second = ("Prof. Petra", "Haldorsen") if n % 2 == 0 else ("Mr", "Demirbas")
        made.text(LEFT, made.y, f"00:0{n}").text(LEFT + 37, made.y, first).text(LEFT + 110, made.y, words)
        made.text(LEFT + 37, made.y + PITCH, second)
        made.y += 2 * PITCH + 10
    people = ("Prof. Petra Haldorsen", "Mr Demirbas")
    assert turns(made) == [(people[n % 2], words) for n, words in enumerate(said)]


def test_a_time_at_the_other_edge_ends_the_line_of_its_label() -> None:
    made = Print()
    for n, name in enumerate(["Orla", "Piet"] * 4):
        made.text(LEFT, made.y, name, bold=True).text(500, made.y, f"00:0{n}")
        made.y += PITCH
        made.paragraph(f"What do you think of the sea on day {n}?", x=LEFT)
    transcript = read(made)
    assert [each.speaker for each in transcript.paragraphs] == ["Orla", "Piet"] * 4
    assert [each.audio_start for each in transcript.paragraphs] == list(range(8))


def test_page_heads_and_feet_are_left_out_and_told() -> None:
    made = Print()
    for page in (1, 2, 3):
        made.text(LEFT, 40, "The harbour study").text(300, 760, f"Page {page} of 3")
        for name in ("Interviewer", "Piet"):
            made.paragraph(f"{name}: On day {('one', 'two', 'three')[page - 1]} {FULL[7:]}", SHORT)
        if page < 3:
            made.page()
    assert voices(made) == ["Interviewer", "Piet"] * 3
    assert "harbour" not in read(made).text
    [note] = [problem for problem in parsed(made).problems if problem.severity == "note"]
    assert "'The harbour study'" in note.message


def test_a_name_that_comes_first_on_every_page_is_no_page_head() -> None:
    made = Print()
    for page in ("one", "two", "three"):
        for name in ("Interviewer", "Piet"):
            made.paragraph(name, f"On day {page} {FULL[7:]}", f"{page} {SHORT}")
        if page != "three":
            made.page()
    assert [speaker for speaker, _ in turns(made)] == ["Interviewer", "Piet"] * 3


def test_a_paragraph_goes_on_over_a_page() -> None:
    made = talk()
    made.paragraph(f"Interviewer: {FULL}").page().paragraph("old moon is up, they say.")
    made.paragraph("Piet: Yes.")
    assert turns(made)[-2:] == [("Interviewer", f"{FULL} old moon is up, they say."), ("Piet", "Yes.")]


@pytest.mark.parametrize(
    ("end", "begin", "words"),
    [
        pytest.param("the fisher-", "man knows", "the fisherman knows", id="a word that stands elsewhere"),
        pytest.param("the long-", "term plan", "the long-term plan", id="a compound that stands elsewhere"),
        pytest.param("with Orla-", "Marie there", "with Orla-Marie there", id="a name"),
    ],
)
def test_hyphens_at_the_end_of_lines(end: str, begin: str, words: str) -> None:
    made = talk().paragraph("Interviewer: The fisherman has a long-term contract.")
    made.paragraph(f"Piet: {FULL[:52]} {end}", f"{begin} that.").paragraph("Interviewer: Yes.")
    assert words in read(made).text


def test_line_numbers_in_the_margin_are_left_out_and_told() -> None:
    made = talk()
    for n in range(9):
        made.text(40, 90 + n * PITCH + 8 * ((n + 1) // 3 * 2 - (n % 3 == 2)), str(n + 1))
    numbers = {word for _, text in turns(made) for word in text.split() if word.isdecimal()}
    assert not numbers


def test_prose_is_an_article_with_headings() -> None:
    made = Print().text(LEFT, 60, "How we mend", size=18)
    made.paragraph(FULL, SHORT).paragraph(FULL, SHORT)
    found = read(made)
    assert (found.kind, found.title) == ("article", "How we mend")
    assert [paragraph.text for paragraph in found.paragraphs] == ["How we mend", WHOLE, WHOLE]


# --- recognising, and files that cannot be read -------------------------------------------------------------


def test_a_pdf_of_a_text_is_read_by_this_reader() -> None:
    source = Source(PurePath("x.bin"), talk().save())
    assert sniff(source) is Claim.LIKELY
    chosen = choose(source, formats())
    assert isinstance(chosen, Format)
    assert chosen.name == "text_pdf"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"%PDF-1.7 nothing", "cut off", id="garbage"),
        pytest.param(talk().save()[:300], "cut off", id="cut off"),
        pytest.param(Print().save(), "text recognition (OCR)", id="no letters"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(data: bytes, message: str) -> None:
    found = parsed(data)
    assert found.transcript is None
    [problem] = found.problems
    assert message in problem.message
    assert "\n" not in str(problem)


SAVED = talk().save()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(SAVED) - 1), st.integers(0, 255)), max_size=6),
    st.integers(1, len(SAVED)),
)
def test_a_cut_or_scratched_file_never_raises(scratches: list[tuple[int, int]], end: int) -> None:
    data = bytearray(SAVED)
    for place, value in scratches:
        data[place] = value
    for broken in (bytes(data), bytes(data[:end])):
        found = parsed(broken)
        assert found.transcript is not None or found.problems


# --- labels, times and initials beside the words, as flexible boxes print them ---

BESIDE = ("Ann Lee", "Piet Haan") * 3
TIMES = ("0:02", "0:09", "0:31", "0:35", "1:04", "1:20")
SECONDS = [2.0, 9.0, 31.0, 35.0, 64.0, 80.0]


def beside(kind: str) -> Print:
    """Print six turns of two lines each."""
    made = Print()
    y = 90.0
    for name, time in zip(BESIDE, TIMES, strict=True):
        if kind == "initials":
            made.text(72, y, name[0]).text(100, y, name, bold=True).text(160, y, time)
            y += 14
            made.text(100, y, FULL).text(100, y + 14, SHORT)
        else:
            words = 190 if kind == "time first" else 150
            places = {
                "time first": (72, 120),
                "time under the label": (72, 72),
                "time at the edge": (560, 72),
            }
            time_x, label_x = places[kind]
            made.text(label_x, y, name, bold=True).text(words, y, FULL).text(words, y + 14, SHORT)
            made.text(time_x, y + 14 * (kind == "time under the label"), time)
        y += 36
    return made


@pytest.mark.parametrize("kind", ["time first", "time under the label", "time at the edge", "initials"])
def test_times_and_initials_beside_the_words_are_no_words(kind: str) -> None:
    found = parsed(beside(kind))
    assert found.transcript is not None
    said = found.transcript.paragraphs
    assert [(each.speaker, each.text) for each in said] == [(name, WHOLE) for name in BESIDE]
    assert [each.audio_start for each in said] == SECONDS
    assert found.problems == ()


def test_of_a_paragraph_over_many_pages_each_line_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hyphen, looked_at = paragraphs._HYPHEN, 0

    class Counted:
        def search(self, text: str, *at: int) -> re.Match[str] | None:
            nonlocal looked_at
            looked_at += len(text) - (at[0] if at else 0)
            return hyphen.search(text, *at)

        def sub(self, by: str, text: str) -> str:
            return hyphen.sub(by, text)

    monkeypatch.setattr(paragraphs, "_HYPHEN", Counted())
    printed = Print()
    for _ in range(6):
        printed.paragraph(*["the lamp was lit by hand every night and nobody knew who came"] * 40).page()
    parsed = parse(Source(PurePath("lamp.pdf"), printed.save()))
    assert parsed.transcript is not None
    text = parsed.transcript.text
    assert text.count("the lamp was lit") == 240
    assert looked_at < 10 * len(text)
