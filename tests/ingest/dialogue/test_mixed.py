"""Labels of another form than most, and what only looks like one: nobody gets the words of others."""

from __future__ import annotations

import pytest

import ingest
from ingest.model import Parsed


def parsed(text: str) -> Parsed:
    return ingest.read_bytes("talk.txt", text.encode())


def spoken(read: Parsed) -> list[tuple[str | None, str]]:
    assert read.transcript is not None
    return [(each.speaker, each.text) for each in read.transcript.paragraphs]


def asks(read: Parsed, words: str) -> bool:
    return any(words in each.message and each.severity == "warning" for each in read.problems)


def test_in_court_names_in_capitals_speak_between_questions_and_answers() -> None:
    read = parsed(
        "Q. Where did the barge lie?\nA. At the old quay.\nQ. Who told you to move it?\nA. The lock keeper.\n"
        "MS. BRANDT: I object, that was asked.\nTHE COURT: Go on.\nQ. And did you move it?\nA. At noon.\n"
    )
    assert spoken(read)[4:6] == [("MS. BRANDT", "I object, that was asked."), ("THE COURT", "Go on.")]
    assert spoken(read)[6] == ("Q", "And did you move it?")


OF_PAGES = (
    "                                                    31\n"
    " 1                    {called}\n"
    " 2   BY MR. HALE:\n"
    " 3        Q.   Who keeps the ferry's log?\n"
    " 4        A.   The mate does, mostly.\n"
    " 5        Q.   Did you see it on the ninth of May, the\n"
    " 6   day of the storm?\n"
    " 7             MS. QUILL:  Objection to form.\n"
    " 8             THE WITNESS:  I saw a log.\n"
    " 9             (Recess taken.)\n"
    "10             MR. HALE:  We are back.\n"
    "11        Q.   Which log?\n"
    "12        A.   The blue one.\n"
    "                    Ferry Reporting Inc.\n"
    "                                                    32\n"
    " 1        Q.   Is it here?\n"
    " 2        A.   It is not.\n"
    " 3                    CROSS-EXAMINATION BY MS. QUILL:\n"
    " 4        Q.   Was the mate aboard?\n"
    " 5        A.   He was.\n"
)


@pytest.mark.parametrize("called", ["ODA BRINK,", "ODA BRINK (affirmed)", "EXAMINATION"])
def test_lines_numbered_anew_on_each_page_and_who_examines_are_read(called: str) -> None:
    read = parsed(OF_PAGES.format(called=called))
    hale, quill, answers = "MR. HALE", "MS. QUILL", "A."
    assert [each for each in spoken(read) if each[0]] == [
        (hale, "Who keeps the ferry's log?"),
        (answers, "The mate does, mostly."),
        (hale, "Did you see it on the ninth of May, the"),
        (hale, "day of the storm?"),
        (quill, "Objection to form."),
        ("THE WITNESS", "I saw a log."),
        (hale, "We are back."),
        (hale, "Which log?"),
        (answers, "The blue one."),
        (hale, "Is it here?"),
        (answers, "It is not."),
        (quill, "Was the mate aboard?"),
        (answers, "He was."),
    ]
    assert [words for speaker, words in spoken(read) if speaker is None][1:] == [
        "BY MR. HALE:",
        "(Recess taken.)",
        "CROSS-EXAMINATION BY MS. QUILL:",
    ]
    assert any("3 lines left out as not spoken" in each.message for each in read.problems)
    assert any("'MR. HALE', 'MS. QUILL'" in each.message for each in read.problems)


ONE_EXAMINES = (
    "{above}Q.  Who keeps the log?\nA.  The mate does.\nQ.  Did you see it?\nA.  I did not.\nBY MR. HALE:\n"
    "Q.  Which log?\nA.  The blue one.\n"
)


def test_the_only_one_who_examines_keeps_the_label_as_printed_and_a_note_says_who_it_is() -> None:
    read = parsed(ONE_EXAMINES.format(above="BY MR. HALE:\n"))
    assert {speaker for speaker, _ in spoken(read)} == {"Q.", "A.", None}
    assert [each.message for each in read.problems if "examines" in each.message] == [
        "'Q' is who examines, as lines above say: 'MR. HALE'"
    ]


def test_who_examines_first_without_a_name_is_not_the_one_named_later() -> None:
    read = parsed(ONE_EXAMINES.format(above=""))
    assert [speaker for speaker, _ in spoken(read) if speaker][::2] == ["Q.", "Q.", "MR. HALE"]
    assert [each.message for each in read.problems if "examines" in each.message] == [
        "'Q' is named after who examines, as lines above say: 'MR. HALE'"
    ]


def test_a_witness_who_is_called_is_nobodys_words() -> None:
    read = parsed(
        "MS LARK:  Good morning, sir.\nSIR BRAM:  Yes, of course.\nODA BRINK (affirmed)\n"
        "Questioned by MS LARK\n"
        "Q.  Is that your name?\nA.  It is.\nQ.  Is it your signature?\nA.  Yes, it is.\n"
        "SIR BRAM:  On every page?\nA.  On every page.\nMS LARK:  Thank you.\n"
    )
    assert spoken(read)[1:5] == [
        ("SIR BRAM", "Yes, of course."),
        (None, "ODA BRINK (affirmed)"),
        (None, "Questioned by MS LARK"),
        ("Q.", "Is that your name?"),
    ]
    assert any(each.message == "'Q' is who examines, as lines above say: 'MS LARK'" for each in read.problems)


@pytest.mark.parametrize("sign", [".- ", ". \u2013 ", ".\u2014 "])
def test_a_stop_and_a_dash_stand_behind_labels(sign: str) -> None:
    talk = [
        ("JUEZ", "Pase el testigo."),
        ("TESTIGO", "Buenos días."),
        ("FISCAL", "¿Vio usted la barca?"),
        ("TESTIGO", "De lejos: era azul."),
        ("FISCAL", "¿A qué hora?"),
        ("Sra. Roca", "Protesto."),
        ("JUEZ", "Continúe."),
        ("TESTIGO", "A las once."),
    ]
    text = "".join(f"{speaker}{sign}{words}\n" for speaker, words in talk)
    assert spoken(parsed(f"JUZGADO Nº 2\n\n{text}"))[1:] == talk


def test_names_in_capitals_before_a_stop_are_those_of_a_parliament_or_a_play() -> None:
    talk = [("The CHAIRMAN", "You may ask."), ("Senator LOWE", "When did it stop?"), ("Mr. HART", "In May.")]
    assert spoken(parsed("".join(f"{who}. {words}\n\n" for who, words in talk * 2))) == talk * 2


@pytest.mark.parametrize(
    "people", [("ROSE", "KIT (outside)", "KIT"), ("ANN (in)", "BEN (outside)", "BEN (in)")]
)
def test_in_a_play_a_paragraph_without_a_label_may_be_a_stage_direction(people: tuple[str, str, str]) -> None:
    one, far, near = people
    play = parsed(
        f"{one}. Is it you?\n\n{far}. It is.\n\nShe sits.\n\n{near}. You are late.\n\n{one}. Am I?\n"
    )
    assert [who for who, _ in spoken(play)] == [one, far, None, near, one]
    assert asks(play, "no speaker where the others have one")


def test_letters_in_capitals_for_roles_are_no_play() -> None:
    read = parsed("INT. Is it you?\n\nRES. It is.\n\nI sat.\n\nINT. How long?\n\nRES. All day.\n")
    assert [who for who, _ in spoken(read)] == ["INT", "RES", "RES", "INT", "RES"]


def test_names_with_titles_are_people_though_hardly_anybody_asks() -> None:
    talk = [("Mr Chair", "Order."), ("Ms Dunn (East)", "We paid for the bridge."), ("Mr Chair", "Thank you.")]
    talk += [("Ms Dunn (East)", "It was late."), ("Mr Chair", "Order."), ("Mr Pell", "It is not ready.")]
    assert spoken(parsed("".join(f"{who}: {words}\n\n" for who, words in talk))) == talk


def test_letters_before_a_stop_may_have_the_vowel_signs_of_india() -> None:
    talk = [("प्र", "आप कब आए?"), ("उ", "पचहत्तर में।"), ("प्र", "घर किसने बनाया?"), ("उ", "मैंने और मेरे भाई ने।")]
    assert spoken(parsed("".join(f"{who}. {words}\n" for who, words in talk))) == talk


def test_the_sign_before_labels_without_a_label_may_be_somebody_else() -> None:
    read = parsed(">> ANN: Who is it?\n>> BEN: A friend.\n>> A light!\n>> ANN: Where?\n>> BEN: Out there.\n")
    assert [who for who, _ in spoken(read)] == ["ANN", "BEN", None, "ANN", "BEN"]
    assert asks(read, "'>>' may be a speaker")


def test_a_label_may_say_of_whom_it_is() -> None:
    read = parsed(
        "Leitung: Wer fängt an?\nFrau 1 (ca. 30 J.): Ich fahre jeden Tag mit dem Rad.\n"
        "Mann (ca. 70 J.): Ich nie.\nLeitung: Warum nicht?\nMann: Wegen der Autos.\nFrau 1: Eben.\n"
        "Mann: Eben?\nFrau 1: Ja, eben.\n"
    )
    given = {words: speaker for speaker, words in spoken(read)}
    assert given["Ich fahre jeden Tag mit dem Rad."] not in {"Leitung", "Mann"}
    assert given["Ich nie."] not in {"Leitung", "Frau 1"}
    assert "Frau 1 (ca. 30 J.): Ich fahre jeden Tag mit dem Rad." not in given


def test_numbered_questions_of_a_survey_are_no_people() -> None:
    answers = ["The boats.", "Less rain.", "Nothing much.", "A roof.", "The Friday group!", "More Fridays."]
    asked = ["Q1. What do you like here?", "Q2. What should change?"]
    text = "\n".join(f"{asked[at % 2]}\n{answer}\n" for at, answer in enumerate(answers))
    read = parsed(text)
    assert {speaker for speaker, _ in spoken(read)} == {None}
    assert asks(read, "is the file a dialogue?")


def test_what_stands_once_in_a_short_file_labelled_throughout_is_asked_about() -> None:
    read = parsed(
        "Überarbeitung: K. Roth.\n\n"
        "M.K.: Wann kam die Fähre?\nJ.B.: Um sechs.\nM.K.: Und dann?\nJ.B.: Dann Nebel.\n"
    )
    assert asks(read, "'Überarbeitung' occurs only once as a label; is it a speaker?")


def test_a_remark_in_the_brackets_of_another_script_is_nobodys() -> None:
    aside = "\uff08電話が鳴り続ける\uff09"
    talk = (
        f"聞き手: いつからですか。\n森: 昨年からです。\n{aside}\n聞き手: なぜですか。\n森: 父のためです。\n"
    )
    assert (None, aside) in spoken(parsed(talk.replace(": ", "\uff1a")))


def test_behind_question_marks_nobody_is_known() -> None:
    talk = "Ada: Who was there?\nBo: Nobody I knew.\n"
    read = parsed(f"{talk * 3}??: I was there.\nAda: Who said that?\nBo: Not me.\n")
    assert [speaker for speaker, words in spoken(read) if "I was there." in words] == [None]
    assert asks(read, "may be a speaker; the text after it has no speaker")


def test_initials_before_small_letters_are_asked_about() -> None:
    lines = ["KT who left the gate open", "RM it was open when i came", "KT and you let it be", "RM i did"]
    read = parsed("Staff meeting, an excerpt\n\n" + "\n".join(lines * 2) + "\n")
    assert asks(read, "is the file a dialogue?")


@pytest.mark.parametrize(("words", "speaker"), [("can you hear me?", None), ("Can you hear me?", "Lena")])
def test_a_name_within_a_turn_may_be_called(words: str, speaker: str | None) -> None:
    read = parsed(
        f"Tim: Is this on? Lena: {words}\nLena: Yes, I can.\n"
        "Tim: Good. What is home?\nLena: Where the stove is.\n"
    )
    assert [who for who, said in spoken(read) if "hear me" in said] == [speaker]
    assert asks(read, "may be a speaker") is (speaker is None)


FIRST_FORM = (
    "I: How did you learn it?\nR: From my aunt.\nI: Did it hold?\nR: Two times in three.\nI: And then?\n"
    "R: Then I asked nobody.\n"
)


@pytest.mark.parametrize(
    "label",
    ["Ida - {}", "Ida\t{}", "IDA. {}", "Ida = {}", "R - {}", "R) {}"],
)
def test_a_second_form_of_labels_is_told_and_nobody_is_given_its_words(label: str) -> None:
    said = ["The well was dry.", "We carried water.", "Two miles, up and down."]
    read = parsed(FIRST_FORM + "\n".join(map(label.format, said)))
    here = [who for who, words in spoken(read) if any(line in words for line in said)]
    assert set(here) == {None}
    assert asks(read, "may be a speaker")


def test_a_word_of_the_talk_before_a_dash_stays_with_who_says_it() -> None:
    read = parsed(FIRST_FORM + "I - I mean, nobody at all.\n")
    assert spoken(read)[-1] == ("R", "I - I mean, nobody at all.")


def test_numbers_that_count_the_questions_of_a_committee_are_no_part_of_names() -> None:
    read = parsed(
        "Q1 Chair: What has changed?\nMs Lund: Little.\nQ2 Mr Eames: Since when?\nMs Lund: Since May.\n"
        "Q3 Chair: Who inspects it?\nMs Lund: Nobody does.\nQ4 Mr Eames: Nobody?\nMs Lund: Nobody.\n"
    )
    assert list(dict.fromkeys(who for who, _ in spoken(read))) == ["Chair", "Ms Lund", "Mr Eames"]


def test_headings_that_count_up_are_no_speakers() -> None:
    tasks = ["Task 1: Find the bill", "Task 2: Change the plan", "Task 3: Leave"]
    talk = "\n\n".join(f"{task}\n\nUX: How was it?\n\nP3: Odd, but fine." for task in tasks)
    read = parsed(talk)
    assert {who for who, words in spoken(read) if words in tasks} == {None}
    assert asks(read, "may be a speaker")


def test_the_number_of_a_page_may_stand_before_the_number_of_all() -> None:
    pages = [
        f"UX: Page {n}, please?\n\nP3: Here it is.\n\nBills of May, {n} of 3\nPage {n} of 3"
        for n in (1, 2, 3)
    ]
    assert not any("of 3" in words for _, words in spoken(parsed("\n\n".join(pages))))


@pytest.mark.parametrize("form", ["{}> [0:0{}] {}", "{}) 0:0{}\n{}", "= {} = 0:0{}\n{}", "~{}~ [0:0{}] {}"])
def test_a_sign_between_label_and_time_is_no_part_of_the_label(form: str) -> None:
    said = ["Where is it?", "In the shed.", "Which shed?", "The long one.", "It is not there.", "Gone, then."]
    lines = [form.format(("Ida", "Noor")[n % 2], n, words) for n, words in enumerate(said)]
    assert [who for who, _ in spoken(parsed("\n\n".join(lines)))] == ["Ida", "Noor"] * 3
