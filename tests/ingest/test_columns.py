from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dialogue.columns import Columns, columns, split_codes

SAID = (
    "How long did the harvest take?",
    "Nine days, because the press broke on the second one.",
    "And who repaired it?",
    "My neighbour. He has the tools, I have the apples.",
)
PEOPLE = ("Runa", "Beppe", "Runa", "Beppe")
TIMES = ("0:02", "0:09", "0:31", "0:35")


def found(made: Columns) -> dict[str, object]:
    """Return what was found, without what was not."""
    plain = Columns()
    names = ("number", "time", "end", "speaker", "text", "codes", "coder", "others", "voices")
    return {name: getattr(made, name) for name in names if getattr(made, name) != getattr(plain, name)}


# --- by their headings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        ("Speaker", "Start (hh:mm:ss)", "Transcript"),
        ("Sprecher:in", "Zeit", "Äußerung"),
        ("Locutrice", "Début", "Propos"),
        ("Hablante", "Tiempo", "Transcripción"),
        ("Oratore", "Inizio", "Testo"),
        ("Falante", "Tempo", "Conteúdo"),
        ("Spreker", "Tijd", "Inhoud"),
        ("Mówca", "Czas", "Treść"),
        ("Konu\u015fmac\u0131", "Zaman", "Metin"),
        ("Говорящий", "Время", "Текст"),
        ("发言人", "时间", "内容"),
        ("話者", "時刻", "発話"),
        ("화자", "시간", "내용"),
        ("Beszélő", "Idő", "Szöveg"),
        ("Ομιλητής", "Χρόνος", "Κείμενο"),
        ("المتحدث", "الوقت", "النص"),
    ],
)
def test_headings_in_many_languages_name_the_columns(heading: tuple[str, str, str]) -> None:
    made = columns([heading, *zip(PEOPLE, TIMES, SAID, strict=True)])
    assert made.header
    assert made.is_header(heading)
    assert found(made) == {"speaker": 0, "time": 1, "text": 2}


def test_columns_stand_in_any_order() -> None:
    rows = [("#", "Text", "In", "Out", "Who")]
    rows += [
        (str(n), words, f"0:0{n}", f"0:0{n + 1}", who)
        for n, (who, words) in enumerate(zip(PEOPLE, SAID, strict=True))
    ]
    made = columns(rows)
    assert found(made) == {"number": 0, "text": 1, "time": 2, "end": 3, "speaker": 4}
    assert made.times(rows[2]) == (1.0, 2.0)


def test_a_title_may_stand_above_the_headings() -> None:
    made = columns([("Orchard, second talk", ""), ("Speaker", "Text"), *zip(PEOPLE, SAID, strict=True)])
    assert (made.header, made.above) == (True, 1)
    assert found(made) == {"speaker": 0, "text": 1}


def test_a_heading_that_the_cells_contradict_is_not_believed() -> None:
    made = columns(
        [
            ("Speaker", "Time", "Text"),
            *((who, "a sunny one", words) for who, words in zip(PEOPLE, SAID, strict=True)),
        ]
    )
    assert made.time is None


def test_unknown_headings_are_told_from_talk_by_the_times_below() -> None:
    made = columns([("Qvor", "Zlib", "Wemp"), *zip(PEOPLE, TIMES, SAID, strict=True)])
    assert made.header
    assert found(made) == {"speaker": 0, "time": 1, "text": 2}


def test_unknown_headings_stand_once_above_people_who_come_back() -> None:
    made = columns([("Qvor", "Wemp"), *zip(PEOPLE, SAID, strict=True)])
    assert (made.header, made.knows_its_names) == (True, False)
    assert found(made) == {"speaker": 0, "text": 1}


def test_a_first_row_that_says_something_is_no_heading() -> None:
    assert not columns([("Beppe", "Hello."), *zip(PEOPLE, SAID, strict=True)]).header
    assert not columns([("Tilda", "Shall we begin?"), *zip(PEOPLE, SAID, strict=True)]).header


def test_a_topic_is_nobody() -> None:
    topics = ("Harvest", "Press", "Harvest", "Press")
    assert columns([("Topic", "Text"), *zip(topics, SAID, strict=True)]).speaker is None


def test_a_column_for_each_person() -> None:
    made = columns([("Interviewer", "Interviewee"), SAID[:2], SAID[2:]])
    assert made.voices == ((0, "Interviewer"), (1, "Interviewee"))
    assert made.is_transcript


def test_columns_that_take_turns_are_a_person_each() -> None:
    rows = [("Zeit", "Interviewerin", "Pfleger", "Notizen"), *_in_turns("0:02", "0:09", "0:31", "0:35")]
    made = columns(rows)
    assert made.voices == ((1, "Interviewerin"), (2, "Pfleger"))
    assert (made.time, made.others) == (0, (3,))
    assert made.taken_for_people == "'Interviewerin', 'Pfleger'"


def test_columns_of_a_survey_that_are_seldom_filled_are_nobody() -> None:
    made = columns(
        [("Case", "Praise", "Blame"), *((f"P0{n}", *row[1:3]) for n, row in enumerate(_in_turns(*"abcd")))]
    )
    assert made.voices == ()
    both = [("Praise", "Blame"), SAID[:2], SAID[2:], SAID[1:3]]
    assert columns(both).voices == ()


def _in_turns(*first: str) -> list[tuple[str, ...]]:
    """Return rows in which one of two columns says something, with a note in the last."""
    return [
        (time, *((words, "") if n % 2 == 0 else ("", words)), "quietly" if n == 1 else "")
        for n, (time, words) in enumerate(zip(first, SAID, strict=True))
    ]


# --- by their cells -----------------------------------------------------------------------------------------


def test_without_headings_the_cells_tell() -> None:
    rows = [
        (str(n), t, who, words) for n, (t, who, words) in enumerate(zip(TIMES, PEOPLE, SAID, strict=True), 1)
    ]
    made = columns(rows)
    assert not made.header
    assert found(made) == {"number": 0, "time": 1, "speaker": 2, "text": 3}


def test_a_span_of_times_is_both() -> None:
    rows = [("0:03.5 - 0:16.4", SAID[1], "Beppe"), ("0:16.4 - 1:02:09.0", SAID[0], "Runa")] * 2
    made = columns(rows)
    assert made.times(rows[0]) == (3.5, 16.4)
    assert made.times(rows[1]) == (16.4, 3729.0)
    assert made.times(("", "", "")) == (None, None)


@pytest.mark.parametrize(
    ("heading", "step", "begins"),
    [
        pytest.param(("start", "end", "text"), 4200, 4.2, id="thousandths"),
        pytest.param(("start", "end", "text"), 5, 5.0, id="seconds"),
        pytest.param(("start [s]", "end [s]", "text"), 400, 400.0, id="the heading says seconds"),
        pytest.param(("Start ms", "End ms", "Text"), 20, 0.02, id="the heading says thousandths"),
    ],
)
def test_bare_numbers_are_seconds_or_thousandths(heading: tuple[str, ...], step: int, begins: float) -> None:
    rows = [(str(n * step), str((n + 1) * step), words) for n, words in enumerate(SAID)]
    made = columns([heading, *rows])
    assert made.times(rows[1])[0] == begins


def test_labels_may_stand_within_the_words() -> None:
    rows = [(str(n), f"{who}: {words}") for n, (who, words) in enumerate(zip(PEOPLE, SAID, strict=True), 1)]
    assert found(columns(rows)) == {"number": 0, "text": 1}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="no rows"),
        pytest.param([()], id="no cells"),
        pytest.param([("", ""), ("", "")], id="empty cells"),
        pytest.param([("Date", "10 March"), ("Place", "By video"), ("Interviewer", "Runa")], id="facts"),
        pytest.param([("Interviewer", "Runa"), ("Interviewee", "Beppe")], id="facts that name roles"),
        pytest.param([("Name", "Age"), ("Runa", "31"), ("Beppe", "45")], id="people and ages"),
        pytest.param(
            [("Participant", "Job"), ("P1", "teaches at a school"), ("P2", "repairs clocks in town")],
            id="people and what they do",
        ),
        pytest.param([("variety", "sugar"), ("Boskoop", "0.11"), ("Gala", "0.14")], id="measures"),
        pytest.param([("press", SAID[1]), ("tools", SAID[3]), ("apples", SAID[1])], id="a glossary"),
        pytest.param([("Code", "Definition", "Example"), ("Waiting", SAID[1], SAID[3])] * 2, id="a codebook"),
        pytest.param([(a, b) for a, b in zip(SAID, reversed(SAID), strict=True)], id="two columns of words"),
    ],
)
def test_other_tables_are_no_transcripts(rows: list[tuple[str, ...]]) -> None:
    assert not columns(rows).is_transcript


# --- codes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading", ["Codes", "Code 1", "Kodierung", "Codages", "Códigos", "Codici", "编码", "Kategorie", "Themes"]
)
def test_a_heading_makes_a_column_one_of_codes(heading: str) -> None:
    rows = [(who, words, "Hand work; Luck") for who, words in zip(PEOPLE, SAID, strict=True)]
    made = columns([("Speaker", "Text", heading), *rows])
    assert made.codes == (2,)
    assert made.codes_of(rows[0]) == ("Hand work", "Luck")


def test_without_a_heading_short_words_that_come_back_are_no_codes() -> None:
    made = columns([(who, words, "Luck") for who, words in zip(PEOPLE, SAID, strict=True)])
    assert found(made) == {"speaker": 0, "text": 1, "others": (2,)}


def test_themes_beside_codes_and_notes_are_something_else() -> None:
    rows = [(words, "Luck", "Work", "ask again about this") for words in SAID]
    assert found(columns([("Quote", "Code", "Theme", "Notes"), *rows])) == {
        "text": 0,
        "codes": (1,),
        "others": (2, 3),
    }


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("", []),
        (" - ", []),
        ("Luck", ["Luck"]),
        ("Luck; Hand work,Trust\nBarriers > Time", ["Luck", "Hand work", "Trust", "Barriers > Time"]),
        ("Trust (blind, or earned); Luck", ["Trust (blind, or earned)", "Luck"]),
        ("Luck;;Luck ", ["Luck", "Luck"]),
    ],
)
def test_codes_in_a_cell_are_parted(cell: str, codes: list[str]) -> None:
    assert split_codes(cell) == codes


# --- whatever is given --------------------------------------------------------------------------------------

CELLS = st.one_of(
    st.text(max_size=12), st.sampled_from(["Speaker", "Text", "Codes", "0:03", "7", "Runa", SAID[1]])
)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_any_table_is_answered_and_no_column_is_two_things(rows: list[list[str]]) -> None:
    made = columns(rows)
    single = [made.number, made.time, made.end, made.speaker, made.text, made.coder]
    used = [n for n in single if n is not None] + [*made.codes, *made.others, *(n for n, _ in made.voices)]
    assert len(used) == len(set(used))
    for row in rows:
        made.times(row)
        made.codes_of(row)
