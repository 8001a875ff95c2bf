"""Surveys: one row is a case; columns are attributes, open answers, the name of the case, or left out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.files.choices import Choices
from ingest.files.reading import read_bytes
from ingest.model import Parsed, Survey, SurveyCase

SAID = (
    "The sensor was replaced and nobody told us for a week.",
    "Labels came from three teams, each with rules of its own.",
    "We found out when a customer called about the price.",
    "Nothing went wrong that I would know of.",
    "The schema changed overnight, and the job filled in zeros.",
)
GOOGLE = (
    "Timestamp",
    "Username",
    "What is your role?",
    "Which tools do you use?",
    "What went wrong last time?",
)


def delimited(rows: Sequence[Sequence[Any]], sign: str = ",", bom: str = "") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(rows)
    return (bom + out.getvalue()).encode()


def workbook(rows: Sequence[Sequence[Any]], **sheets: Sequence[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, cells in {"Answers": rows, **sheets}.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(cells):
                for x, value in enumerate(row):
                    sheet.write_string(y, x, value) if isinstance(value, str) else sheet.write(y, x, value)
    return out.getvalue()


def google(number: int = 10) -> list[tuple[str, ...]]:
    tools = ("Airflow;MLflow", "MLflow", "Airflow;dbt;MLflow")
    return [
        GOOGLE,
        *(
            (
                f"2026/03/{n + 1:02d} 10:0{n % 10}:22 AM GMT+1",
                f"p{n}@example.org",
                ("ML engineer", "Data scientist")[n % 2],
                tools[n % 3],
                SAID[n % 5],
            )
            for n in range(number)
        ),
    ]


def parsed(content: bytes, name: str = "study.csv", **columns: str) -> Parsed:
    chosen = tuple((heading.replace("_", " "), use) for heading, use in columns.items())
    return read_bytes(name, content, choices=Choices("survey", columns=chosen) if chosen else None)


def survey(content: bytes, name: str = "study.csv", **columns: str) -> Survey:
    found = parsed(content, name, **columns)
    assert found.format == "survey"
    assert found.transcript is None
    assert found.survey is not None, found.problems
    return found.survey


def uses(found: Survey) -> dict[str, str]:
    return {each.name: each.use for each in found.columns}


def answers(case: SurveyCase) -> dict[str, str]:
    """What a case says below each question."""
    said: dict[str, list[str]] = {}
    question = ""
    for each in case.transcript.paragraphs:
        question = each.heading or question
        said.setdefault(question, []).append(each.text)
    return {question: "\n".join(lines) for question, lines in said.items()}


def told(found: Parsed, severity: str) -> list[str]:
    return [
        f"{each.location}: {each.message}" if each.location else each.message
        for each in found.problems
        if each.severity == severity
    ]


# --- the exports of the programs ----------------------------------------------------------------------------


def test_a_row_of_google_forms_is_a_case_with_attributes_and_answers() -> None:
    found = survey(delimited(google()))
    assert uses(found) == dict(
        zip(GOOGLE, ("nothing", "nothing", "attribute", "attribute", "answer"), strict=True)
    )
    first = found.cases[0]
    assert (first.key, first.row, first.transcript.title) == ("row 2", 2, "Row 2")
    assert first.attributes == (
        ("What is your role?", "ML engineer"),
        ("Which tools do you use?", "Airflow;MLflow"),
    )
    assert answers(first) == {"What went wrong last time?": SAID[0]}
    assert [(each.name, each.role) for each in first.transcript.speakers] == [("Respondent", "interviewee")]
    assert {each.speaker for each in first.transcript.paragraphs} == {"Respondent"}


def test_what_may_identify_a_person_is_told_and_kept_only_if_a_person_says_so() -> None:
    notes = told(parsed(delimited(google())), "note")
    assert "left out (dates and times may identify a person): 'Timestamp'" in notes
    assert "left out (e-mail addresses may identify a person): 'Username'" in notes
    kept = survey(delimited(google()), Timestamp="attribute", Username="case")
    assert kept.cases[0].attributes[0] == ("Timestamp", "2026/03/01 10:00:22 AM GMT+1")
    assert kept.cases[0].key == "p0@example.org"


def test_examples_of_a_column_show_nobody() -> None:
    found = survey(delimited(google()))
    assert {each.name for each in found.columns if each.examples} == set(GOOGLE[2:])


def test_microsoft_forms_with_semicolons_and_a_byte_order_mark() -> None:
    rows = [("ID", "Start time", "Completion time", "Email", "Name", "Sector", "Beschreiben Sie ein Problem")]
    rows += [
        (
            str(n + 1),
            "3/12/26 10:01:02",
            "3/12/26 10:11:02",
            "anonymous",
            "",
            ("Energie", "Handel")[n % 2],
            SAID[n],
        )
        for n in range(5)
    ]
    found = survey(delimited(rows, ";", "\ufeff"))
    assert found.is_named
    assert [each.transcript.title for each in found.cases[:2]] == ["Case 1", "Case 2"]
    assert found.cases[1].attributes == (("Sector", "Handel"),)
    assert answers(found.cases[1]) == {"Beschreiben Sie ein Problem": SAID[1]}


QUALTRICS = [
    (
        "StartDate",
        "Status",
        "IPAddress",
        "Progress",
        "ResponseId",
        "UserLanguage",
        "Q1",
        "Q2",
        "Q2_4_TEXT",
        "Q3",
    ),
    (
        *("Start Date", "Response Type", "IP Address", "Progress", "Response ID", "User Language"),
        *("Do you consent to take part?", "Your role? - Selected Choice", "Your role? - Other - Text"),
        "Describe a data quality issue\nthat you met.",
    ),
    tuple(f'{{"ImportId":"{n}"}}' for n in range(10)),
    *(
        (
            *("2026-01-01 10:00:00", "Survey Preview" if n == 0 else "IP Address", f"10.0.0.{n}", "100"),
            *(f"R_3kQ{n}xZ9bYw1aBcD", ("EN", "DE")[n % 2], "Yes", ("Engineer", "Other")[n % 2]),
            *("Statistician" if n == 3 else "", SAID[n]),
        )
        for n in range(5)
    ),
]


@pytest.mark.parametrize("without", [(), (2,)], ids=["three rows of headings", "two rows of headings"])
def test_qualtrics_questions_in_full_tests_left_out(without: tuple[int, ...]) -> None:
    rows = [row for n, row in enumerate(QUALTRICS) if n not in without]
    read = parsed(delimited(rows))
    found = read.survey
    assert found
    assert [each.key for each in found.cases] == [f"R_3kQ{n}xZ9bYw1aBcD" for n in range(1, 5)]
    assert "left out: 1 row that is a test of the survey" in told(read, "note")
    assert answers(found.cases[2]) == {
        "Your role? - Other - Text": "Statistician",
        "Describe a data quality issue that you met.": SAID[3],
    }
    assert uses(found)["Do you consent to take part?"] == "nothing"
    assert found.cases[0].attributes == (("User Language", "DE"), ("Your role? - Selected Choice", "Other"))


def test_survey_monkey_names_options_in_a_second_row() -> None:
    rows = [
        ("Respondent ID", "Collector ID", "IP Address", "Which stages?", "", "", "What is hard?"),
        ("", "", "", "Training", "Deployment", "Other (please specify)", "Open-Ended Response"),
    ]
    rows += [
        (
            *(f"11800000{n}", "4411", f"10.0.0.{n}", "Training", "" if n % 2 else "Deployment"),
            *("Labelling, mostly" if n == 1 else "", SAID[n]),
        )
        for n in range(5)
    ]
    found = survey(delimited(rows))
    assert uses(found)["Which stages?: Deployment"] == "attribute"
    assert found.cases[0].key == "118000000"
    assert answers(found.cases[1]) == {
        "Which stages?: Other (please specify)": "Labelling, mostly",
        "What is hard?": SAID[1],
    }


def test_lime_survey_in_german() -> None:
    rows = [
        (
            "Response ID",
            "Date submitted",
            "Last page",
            "Start language",
            "Wie alt sind Sie?",
            "Was läuft schief?",
        )
    ]
    rows += [
        (str(n), "2026-01-02 11:11:11", "3", ("de", "en")[n % 2], str(20 + n), SAID[n]) for n in range(5)
    ]
    found = survey(delimited(rows, ";"))
    assert list(uses(found).values()) == ["case", "nothing", "nothing", "attribute", "attribute", "answer"]


def test_unipark_numbers_its_cases_in_lfdn() -> None:
    rows = [("lfdn", "dispcode", "v_1", "v_2"), *((str(n + 3), "31", str(n % 3), SAID[n]) for n in range(5))]
    found = survey(delimited(rows, ";"))
    assert [each.key for each in found.cases] == ["3", "4", "5", "6", "7"]
    assert uses(found) == {"lfdn": "case", "dispcode": "nothing", "v_1": "attribute", "v_2": "answer"}


def test_merged_headings_of_a_sheet_reach_over_their_columns() -> None:
    rows = [
        ("Participant", "About you", "", "About the data", ""),
        ("", "Sector", "Years", "What went wrong?", "What helped?"),
        *((f"P{n}", ("energy", "retail")[n % 2], str(n + 2), SAID[n], SAID[-n - 1]) for n in range(5)),
    ]
    found = survey(workbook(rows), "study.xlsx")
    assert found.cases[0].attributes == (("About you: Sector", "energy"), ("About you: Years", "2"))
    assert list(answers(found.cases[0])) == [
        "About the data: What went wrong?",
        "About the data: What helped?",
    ]


def test_a_title_above_the_headings_and_columns_without_a_heading() -> None:
    rows = [("Study 4, raw data",), ("id", "sector", "", "What went wrong?")]
    rows += [(f"P{n}", ("energy", "retail")[n % 2], "x" if n else "", SAID[n]) for n in range(5)]
    found = survey(workbook(rows), "study.xlsx")
    assert [each.name for each in found.columns] == ["id", "sector", "Column 3", "What went wrong?"]
    assert found.cases[0].row == 3


# --- what a column holds ------------------------------------------------------------------------------------


def _column(values: Sequence[str], heading: str) -> str:
    rows = [("Case ID", heading, "What else went wrong?")]
    rows += [(f"P{n}", value, SAID[n % 5]) for n, value in enumerate(values)]
    return uses(survey(delimited(rows)))[heading]


@pytest.mark.parametrize(
    ("heading", "values", "use"),
    [
        pytest.param("Years", ["3", "7", "12", "3", "5"], "attribute", id="numbers"),
        pytest.param("Revenue", ["€ 3,000", "€ 12.5", "< 100", "7 %", "1 000"], "attribute", id="amounts"),
        pytest.param("Agree?", ["Strongly agree", "Agree", "Agree", "Neutral"] * 3, "attribute", id="likert"),
        pytest.param("満足度", ["とても満足", "満足", "満足", "不満"] * 3, "attribute", id="likert, 日本語"),
        pytest.param("Probleme", ["Das Modell driftet seither."] * 3 + [*SAID], "answer", id="words"),
        pytest.param("問題", [f"センサー{n}回交換し誰も知らない。" for n in range(6)], "answer", id="日本語"),
        pytest.param("Other, please specify", ["", "", "Statistician", "", "Owner"], "answer", id="other"),
        pytest.param("Start date", [f"2026-01-0{n}" for n in range(1, 6)], "nothing", id="dates"),
        pytest.param("Seen from", [f"10.0.0.{n}" for n in range(5)], "nothing", id="IP addresses"),
        pytest.param("Contact", [f"+49 170 12345{n}0" for n in range(5)], "nothing", id="phone numbers"),
        pytest.param("Nachname", ["Ilse", "Tam", "Odd", "Noor", "Bo"], "nothing", id="names"),
        pytest.param("Version", ["3b"] * 6, "nothing", id="the same in every row"),
        pytest.param("Comment", [""] * 6, "nothing", id="empty"),
    ],
)  # fmt: skip
def test_what_a_column_holds_is_guessed(heading: str, values: Sequence[str], use: str) -> None:
    assert _column(values, heading) == use


def test_a_doubtful_column_is_a_question() -> None:
    titles = ("Analyst", "ML lead", "Data engineer", "Head of data", "Owner", "Statistician", "Trainer")
    rows = [
        ("id", "Job title", "What went wrong?"),
        *((f"P{n}", title, SAID[n % 5]) for n, title in enumerate(titles)),
    ]
    read = parsed(delimited(rows))
    assert told(read, "warning") == [
        "is 'Job title' an attribute or open answers? taken for an attribute (short texts)"
    ]


def test_ids_that_come_twice_name_nobody_unless_a_person_says_so() -> None:
    rows = [("Participant", "What went wrong?"), *zip(("P1", "P2", "p1", ""), SAID, strict=False)]
    assert not survey(delimited(rows), What="answer").is_named
    read = parsed(delimited(rows), Participant="case")
    assert read.survey
    assert [each.key for each in read.survey.cases] == ["P1", "P2", "p1 (row 4)", "row 5"]
    assert told(read, "warning") == ["line 4: another row is called 'p1', too; this one is kept apart"]


def test_a_column_goes_by_its_heading_its_beginning_or_its_number() -> None:
    content = delimited(google())
    for name in ("What is your role?", "what is your", "3"):
        chosen = Choices("survey", columns=((name, "answer"),))
        found = read_bytes("study.csv", content, choices=chosen).survey
        assert found
        assert uses(found)["What is your role?"] == "answer"


def test_twins_among_headings_are_told_apart() -> None:
    rows = [("id", "Why?", "Why?", "why?"), *((f"P{n}", SAID[n], SAID[-1], SAID[0]) for n in range(5))]
    assert list(uses(survey(delimited(rows)))) == ["id", "Why?", "Why? (2)", "why? (3)"]


# --- answers ------------------------------------------------------------------------------------------------


def test_line_breaks_within_an_answer_are_paragraphs_below_one_heading() -> None:
    rows = [
        ("id", "What went wrong?"),
        ("P1", "First.\n\nThen a second.\r\nThird."),
        ("P2", SAID[0]),
        ("P3", SAID[1]),
    ]
    first = survey(delimited(rows)).cases[0].transcript
    assert [(each.heading, each.text) for each in first.paragraphs] == [
        ("What went wrong?", "First."),
        (None, "Then a second."),
        (None, "Third."),
    ]


def test_equal_answers_stay_apart_and_empty_ones_give_nothing() -> None:
    rows = [("Sector", "What matters?"), *[("energy", "Quality")] * 50, ("retail", ""), ("retail", "n/a")]
    read = parsed(delimited(rows), What="answer")
    assert read.survey
    assert len(read.survey.cases) == 51
    assert len({each.key for each in read.survey.cases}) == 51
    assert "left out: 1 row that has no open answer" in told(read, "note")


ANSWER = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn", "Co")), max_size=40)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(ANSWER, ANSWER), min_size=1, max_size=8), st.booleans())
def test_any_answers_come_back_word_for_word(table: list[tuple[str, str]], is_workbook: bool) -> None:  # noqa: FBT001
    rows = [("id", "Why?", "How?"), *((f"P{n}", *row) for n, row in enumerate(table))]
    content = workbook(rows) if is_workbook else delimited(rows)
    chosen = Choices("survey", columns=(("id", "case"), ("Why?", "answer"), ("How?", "answer")))
    found = read_bytes("study.xlsx" if is_workbook else "study.csv", content, choices=chosen).survey
    wanted = {}
    for n, (why, how) in enumerate(table):
        said = {"Why?": why.strip(), "How?": how.strip()}
        wanted[f"P{n}"] = {question: answer for question, answer in said.items() if answer}
    assert found
    assert {case.key: answers(case) for case in found.cases} == {
        key: said for key, said in wanted.items() if said
    }


# --- what goes wrong ----------------------------------------------------------------------------------------


def test_a_table_that_may_be_a_survey_or_a_dialogue_is_a_question() -> None:
    content = b"Participant;Answer\nP1;The sea in the morning.\nP2;That people wave.\nP3;The bread.\n"
    read = parsed(content)
    assert (read.transcript, read.survey) == (None, None)
    (error,) = told(read, "error")
    assert error.startswith("each row may be a case of a survey, or a turn of a dialogue; say which:")
    assert len(survey(content, Answer="answer").cases) == 3
    as_table = read_bytes("study.csv", content, choices=Choices("table")).transcript
    assert as_table
    assert [each.speaker for each in as_table.paragraphs] == ["P1", "P2", "P3"]


def test_a_row_with_more_cells_than_headings_is_left_out_and_told() -> None:
    rows = [
        ("id", "sector", "What went wrong?"),
        *((f"P{n}", "energy", f"{n} {SAID[n % 5]}") for n in range(20)),
    ]
    content = delimited(rows) + b"P99,energy,The sensor, I think, was replaced.\n"
    read = parsed(content)
    assert read.survey
    assert len(read.survey.cases) == 20
    assert told(read, "error")[0].startswith("line 22: the row has 5 cells and 3 headings")


OPEN = b"id,Why?\n" + b"P1,So it was\n" * 9 + b'P1,"It broke\nP2\n'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"id,n\nP1,3\nP2,4\n", "no column holds open answers; name one", id="no answers"),
        pytest.param(OPEN, "line 11: a quotation mark in this row", id="a quote is not closed"),
        pytest.param(b"words\nwithout columns\n", "this is not a table", id="no table"),
    ],
)
def test_what_is_no_survey_says_what_to_do(content: bytes, message: str) -> None:
    read = read_bytes("study.csv", content, choices=Choices("survey"))
    assert told(read, "error")[0].startswith(message)
    assert read.survey is None or not read.survey.cases


def test_a_column_that_is_not_there_is_told_with_those_that_are() -> None:
    read = parsed(delimited(google()), Rolle="attribute")
    assert told(read, "error")[0].startswith(
        "no column is called 'Rolle'; the columns are 'Timestamp', 'Username'"
    )
    assert read.survey
    assert not read.survey.cases


def test_a_value_that_is_too_long_for_an_attribute_is_told() -> None:
    rows = [
        ("id", "sector", "What went wrong?"),
        *((f"P{n}", "e" * 150 * (n + 1), SAID[n]) for n in range(3)),
    ]
    read = parsed(delimited(rows), sector="attribute")
    assert [each.partition(":")[0] for each in told(read, "warning")] == ["line 3", "line 4"]
    assert read.survey
    assert read.survey.cases[1].attributes == ()


def test_two_sheets_with_surveys_are_a_question_and_a_codebook_is_left_out() -> None:
    rows = [("id", "What went wrong?"), *((f"P{n}", SAID[n]) for n in range(5))]
    two = parsed(workbook(rows, Second=rows), "study.xlsx")
    assert told(two, "error") == [
        "2 sheets hold surveys ('Answers', 'Second'); save each as a file of its own"
    ]
    one = parsed(workbook(rows, Codes=[("v_1", "Sector"), ("v_2", "Problem")]), "study.xlsx")
    assert one.survey
    assert "sheet Codes: another sheet than that of the survey: left out" in told(one, "note")


def test_formulas_without_a_result_are_told() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for y, row in enumerate([("id", "What went wrong?"), *((f"P{n}", SAID[n]) for n in range(5))]):
            sheet.write_row(y, 0, row)
        sheet.write_formula(2, 1, '="It" & "broke"', value="")
        sheet.write_formula(3, 1, "=1/0", value="#DIV/0!")
        sheet.write_formula(4, 1, '=B5 & "so"', value="It was so, and nobody had told us.")
    read = parsed(out.getvalue(), "study.xlsx")
    assert read.survey
    assert [answers(case)["What went wrong?"] for case in read.survey.cases][1] == (
        "It was so, and nobody had told us."
    )
    assert told(read, "warning") == [
        "2 cells hold a formula without a result, or an error; open the workbook in Excel, and save it"
    ]


@pytest.mark.parametrize("name", ["study.csv", "study.xlsx"])
def test_a_file_that_is_cut_off_is_refused_or_read_to_the_cut(name: str) -> None:
    content = delimited(google(200)) if name.endswith("csv") else workbook(google(200))
    read = parsed(content[: len(content) // 2], name)
    assert read.survey or told(read, "error")
