"""What is no dialogue, and what may be one: nobody is given words on a guess, and nothing is silent."""

import pytest

import ingest
from ingest.model import Parsed


def read(text: str, name: str = "a.txt") -> Parsed:
    return ingest.read_bytes(name, text.encode())


def turns(text: str, name: str = "a.txt") -> list[tuple[str | None, str]]:
    transcript = read(text, name).transcript
    assert transcript is not None
    return [(paragraph.speaker, paragraph.text) for paragraph in transcript.paragraphs]


def told(text: str) -> list[str]:
    return [problem.message for problem in read(text).problems if problem.severity != "note"]


@pytest.mark.parametrize("line", ["[0:0{n}] {who} - {words}", "{who}) (0:0{n}) {words}"])
def test_times_that_rise_are_asked_about(line: str) -> None:
    people = ["Ann", "Bo", "Cy", "Di", "Ed"]
    text = "".join(line.format(n=n, who=who, words="It rained a lot.\n") for n, who in enumerate(people))
    assert {speaker for speaker, _ in turns(text)} == {None}
    assert any("5 paragraphs have a time, and none has a speaker" in message for message in told(text))


def test_a_sentence_that_goes_on_behind_a_colon_names_nobody() -> None:
    asked = "Ida: How is the day?\nBen: Long.\nMornings: pruning the trees.\nIda: And then?\nBen: Lunch.\n"
    speakers = {words: speaker for speaker, words in turns(asked * 3)}
    assert "Mornings" not in speakers.values()
    assert {who for words, who in speakers.items() if "pruning" in words} <= {None, "Ben"}


def test_names_that_a_list_above_has_are_people_after_few_turns() -> None:
    above = "Check-in - Transcript\nAttendees\nMoira Keel, Dan Foss\n\n"
    talk = [("Moira Keel", "It came on Monday."), ("Dan Foss", "In a box."), ("Moira Keel", "Then we wait.")]
    said = "".join(f"{who}: {words}\n" for who, words in talk)
    assert turns(above + said)[-3:] == talk
    assert {who for who, _ in turns(said.replace("Moira Keel", "Note well"))} == {None}


def test_what_all_labels_end_with_is_no_sentence() -> None:
    talk = [("Ida says", "Whose idea was it?"), ("Ben says", "The children's."), ("Ida says", "Really?")]
    assert turns("".join(f"{who}: {words}\n" for who, words in talk * 2)) == talk * 2


def test_answers_below_numbered_questions_are_not_the_questions_words() -> None:
    text = "".join(
        f"Question {n}: {asked}\n\n1. More boats.\n2. Nothing: it is fine.\n3. A roof.\n\n"
        for n, asked in ((4, "What would you change?"), (5, "What do you like?"))
    )
    assert {speaker for speaker, _ in turns(text)} == {None}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Minutes of the board\n\nDecision: we buy the boat.\nAction: Ilka calls the yard.\n\n"
            "Decision: we sell the old one.\nAction: Noor writes.\n\nDecision: lunch.\nAction: none.\n",
            id="minutes",
        ),
        pytest.param(
            "Bread\n\nFlour: 500 g\nWater: 300 g\n\nFlour: strong\nWater: warm\n\nFlour: more\nWater: less\n",
            id="a recipe",
        ),
        pytest.param(
            "Guide (draft 2)\n\nInterviewer: Explain consent.\n\nQ1: How did you come to the mill?\n"
            "Probe: Who told you?\nPrompt: Ask about the way.\n\nQ2: What is a good day?\nProbe: How often?\n"
            "\nQ3: What should change?\n\nInterviewer: Stop the recorder.\n",
            id="a guide",
        ),
        pytest.param(
            "Interviewer: Was fällt Ihnen ein?\nNachfrage: Seit wann?\n"
            "Interviewer: Und sonst?\nNachfrage: Wie oft?\n",
            id="a guide without numbers",
        ),
        pytest.param(
            "Notes from the quay\nDate: 4 May\nTime: 06:10\nObserver: KL\n\nSetting: Fog, two boats.\n\n"
            "Actors: A man with a dog (D).\n\nReflection: My notebook makes them quiet.\n\n"
            "Setting: The fog lifts.\n\nReflection: D waves now.\n",
            id="field notes",
        ),
        pytest.param("Monday\nI went out.\n\nTuesday\nI stayed.\n\n" * 3, id="a diary"),
        pytest.param("# Study\n\n## Method\n\nWe asked.\n\n## Results\n\nThey said.\n\n" * 3, id="sections"),
    ],
)
def test_labels_that_come_back_and_prove_nothing_are_asked_about(text: str) -> None:
    parsed = read(text)
    assert parsed.transcript is not None
    assert parsed.transcript.kind == "article"
    assert {paragraph.speaker for paragraph in parsed.transcript.paragraphs} == {None}
    assert any("is the file a dialogue?" in problem.message for problem in parsed.problems)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Ja\nNein\nJa\nVielleicht\nNein\nJa\nWer weiß\nNein\nDas Boot ist da\nJa\n", id="answers"
        ),
        pytest.param("- boats\n- piers\n- boats\n- nets\n- piers\n- boats\n", id="a list"),
        pytest.param("# A tool\n\nNote: slow.\n\nIt works.\n\nNote: old.\n\nMore of it.\n", id="notes"),
    ],
)
def test_what_people_answer_is_no_label(text: str) -> None:
    assert {speaker for speaker, _ in turns(text)} == {None}


def test_what_somebody_often_says_on_a_line_is_no_label_and_no_code() -> None:
    text = "".join(
        f"Ilka Sand\nHow is part {n}?\n\nNoor Tal\nOkay.\n\nIlka Sand\nMhm.\n\nNoor Tal\nIt works.\n\n"
        for n in range(6)
    )
    transcript = read(text).transcript
    assert transcript is not None
    assert {person.name for person in transcript.speakers} == {"Ilka Sand", "Noor Tal"}
    assert transcript.tags == ()


def test_one_label_leaves_the_other_voices_unnamed() -> None:
    text = "Interviewer: What breaks?\n\nThe boats.\n\nInterviewer: And then?\n\nWe wait.\n"
    assert turns(text) == [
        ("Interviewer", "What breaks?"),
        (None, "The boats."),
        ("Interviewer", "And then?"),
        (None, "We wait."),
    ]
    assert told(text) == ["2 paragraphs have no speaker where the others have one"]


TALK = "Ilka: What breaks?\n\nNoor: Boats.\n\nIlka: And then?\n\nNoor: We wait.\n\n"


@pytest.mark.parametrize("label", ["Odo", "Odo Ferrin", "P07", "Observer"])
def test_who_speaks_once_is_named_where_the_label_is_like_the_others(label: str) -> None:
    people = "Ilka: ", "Noor: "
    text = TALK
    if " " in label:
        text = text.replace(people[0], "Ilka Sand: ").replace(people[1], "Noor Tal: ")
    assert (label, "Only a minute.") in turns(f"{text}{label}: Only a minute.\n\n{text}")


def test_what_may_be_a_speaker_or_a_word_is_given_to_nobody() -> None:
    text = f"{TALK}Noor: The captain came.\n\nCaptain: it never breaks.\n\nAnd left.\n\nIlka: And?\n"
    assert (None, "Captain: it never breaks.") in turns(text)
    assert (None, "And left.") in turns(text)
    assert "'Captain' may be a speaker; the text after it has no speaker" in told(text)


def test_a_paragraph_that_lost_its_label_is_told_where_each_has_one() -> None:
    said = "Ilka: One?\n\nNoor: Two.\n\nNoor: Three.\n\n" * 6
    text = f"{said}Nobody knows whose words these are.\n\n{said}"
    assert (None, "Nobody knows whose words these are.") in turns(text)
    assert told(text) == ["a paragraph has no speaker where the others have one"]


def test_facts_above_a_talk_are_nobodys_words() -> None:
    head = "Project: Boats\nInterviewer: Ilka Sand\nDate: 10 March\nPlace: the pier\n\n"
    text = head + TALK.replace("Ilka:", "Interviewer:")
    assert [speaker for speaker, _ in turns(text)][:5] == [None, None, None, None, "Interviewer"]


def test_lines_that_a_program_prints_are_left_out_and_told() -> None:
    text = f"{TALK}Transcribed by https://otter.ai\n"
    assert turns(text)[-1] == ("Noor", "We wait.")
    assert [(p.severity, p.message) for p in read(text).problems] == [
        ("note", "one line left out as not spoken: 'Transcribed by https://otter.ai'")
    ]


def test_front_matter_is_what_is_known_of_the_document() -> None:
    parsed = read(f"---\ntitle: Boats in winter\nparticipant: P04\ndate: 2026-03-10\n---\n\n{TALK}", "a.md")
    assert parsed.transcript is not None
    assert parsed.transcript.title == "Boats in winter"
    assert dict(parsed.transcript.attributes) == {
        "title": "Boats in winter",
        "participant": "P04",
        "date": "2026-03-10",
    }
    assert parsed.transcript.paragraphs[0].speaker == "Ilka"


def test_printed_line_numbers_are_no_words() -> None:
    text = "".join(f"{n} {line}\n" for n, line in enumerate(TALK.split("\n\n")[:4], 1))
    assert turns(text) == turns(TALK)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Shed: swept\nAttic: swept\nCellar: damp\n\nShed: done?\nAttic: done?\nCellar: pump\n\n"
            "Shed: paint\nAttic: lamp\nCellar: dry\n",
            id="the same fields each time",
        ),
        pytest.param(
            "The miller said: no wind. Why ask?\n\nThe baker said: no flour. Who cares?\n\n"
            "The miller said: wait.\n\nThe baker said: how long?\n",
            id="sentences that lead to a colon",
        ),
    ],
)
def test_a_list_or_a_report_is_no_dialogue(text: str) -> None:
    assert {speaker for speaker, _ in turns(text)} == {None}
    assert any("is the file a dialogue?" in problem.message for problem in read(text).problems)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Pro: cheap?\nCon: far.\n\nPro: quiet.\nCon: dark?\n\n" * 2, id="for and against"),
        pytest.param("Monday: you wrote and i slept\nTuesday: you came and i left\n" * 4, id="days"),
    ],
)
def test_words_of_lists_are_no_labels(text: str) -> None:
    assert {speaker for speaker, _ in turns(text)} == {None}


def test_messages_with_senders_are_told() -> None:
    said = "I stood on the pier and waited for the boat until it was dark. Nobody came.\n\n"
    text = (f"From: Noor\nSent: 2026-03-10 09:00\n\n{said}From: Ilka\nSent: 2026-03-10 09:01\n\n{said}") * 3
    assert {speaker for speaker, _ in turns(text)} == {None}
    assert "6 lines name a sender; the messages are read as text without speakers" in told(text)


def test_a_name_of_another_form_that_stands_once_is_given_to_nobody() -> None:
    text = TALK.replace("Ilka:", "Ilka Sand:").replace("Noor:", "Noor Tal:")
    odd = f"{text}And wait.\n\nZed: My turn.\n\n{text}"
    assert (None, "Zed: My turn.") in turns(odd)
    assert "'Zed' may be a speaker; the text after it has no speaker" in told(odd)


def test_words_of_a_script_without_capitals_that_lead_to_a_colon_are_words() -> None:
    said = "ثم قال لي صاحب القارب: انتظر هنا."
    assert ("Noor", said) in turns(f"{TALK}Noor: نعم.\n\n{said}\n\n{TALK}")


def test_what_pages_print_again_is_nobodys() -> None:
    text = "".join(f"{TALK}Page {n} of 3\n\nBoats in winter\n\n" for n in (1, 2, 3))
    assert {words for _, words in turns(text)} == {words for _, words in turns(TALK)}
    numbers = "".join(f"{TALK}{n}\n\n" for n in (1, 2, 3))
    assert {words for _, words in turns(numbers)} == {words for _, words in turns(TALK)}


@pytest.mark.parametrize(
    "voices", [["田中", "花子", "太郎", "田中"], ["田中", "花子", "太郎"], ["佐藤", "鈴木"]]
)
def test_labels_in_another_script_above_words_without_signs_are_asked_about(voices: list[str]) -> None:
    words = ["so how did it start", "it was winter my sister lit the lamp", "and then", "we waited for it"]
    text = "\n\n".join(f"          {label}\n    {said}" for label, said in zip(voices, words, strict=False))
    parsed = ingest.read_bytes("scene.txt", text.encode())
    assert parsed.transcript is not None
    assert all(paragraph.speaker is None for paragraph in parsed.transcript.paragraphs)
    assert any("dialogue?" in problem.message for problem in parsed.problems)


FAQ = ["How do I get a card?", "Bring a letter to the desk.", "Can I renew by phone?", "Yes, twice in a row."]
SHOP = ["Do you ship abroad?", "We do, to forty countries.", "How long does it take?", "About two weeks."]


@pytest.mark.parametrize(
    ("above", "lines"),
    [
        pytest.param("", FAQ, id="who asks says I, who answers does not"),
        pytest.param("# FAQ\n\n", SHOP, id="called one"),
        pytest.param("", ["What does it cost?", "It costs four pounds.", *FAQ[2:]], id="in few words"),
    ],
)
@pytest.mark.parametrize("form", ["{label}: {line}", "**{label}:** {line}", "{label}. {line}"])
def test_questions_that_nobody_is_asked_are_text(above: str, lines: list[str], form: str) -> None:
    written = [form.format(label="QA"[n % 2], line=line) for n, line in enumerate(lines)]
    parsed = read(above + "\n\n".join(written), "a.md")
    assert parsed.transcript is not None
    assert {each.speaker for each in parsed.transcript.paragraphs} == {None}
    assert [each.message for each in parsed.problems] == [
        "2 labels are repeated ('Q', 'A'); is the file a dialogue?"
    ]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["What did you see?", "A van.", "And then?", "Nothing."], id="you"),
        pytest.param(["When was that?", "In May, when I was ill.", "And then?", "We left."], id="I"),
        pytest.param(["And the van?", "White.", "The driver?", "Tall."], id="short answers"),
    ],
)
def test_questions_that_somebody_is_asked_are_an_interview(lines: list[str]) -> None:
    found = turns("\n\n".join(f"{'QA'[n % 2]}: {line}" for n, line in enumerate(lines)))
    assert [speaker for speaker, _ in found] == [*"QAQA"]


def test_turns_that_only_begin_with_a_dash_are_told() -> None:
    text = "- Where did you learn it?\n- At home.\n- From whom?\n- My aunt.\n- And she?\n- From a book.\n"
    assert told(text) == ["6 paragraphs begin with a dash, and some ask; the text has no speakers"]
    assert told("- buy rope\n- who has the key?\n- paint\n- oil\n- tar\n- nails\n- wax\n") == []


def test_measured_pauses_are_those_of_talk() -> None:
    text = "1  NUR: slee:p well\n2       (0.4)\n3  PAT: not [much\n4  NUR:     [no\n5  PAT: yeah (.) no\n"
    assert turns(text) == [
        ("NUR", "slee:p well"),
        ("NUR", "(0.4)"),
        ("PAT", "not [much"),
        ("NUR", "[no"),
        ("PAT", "yeah (.) no"),
    ]


def test_initials_with_full_stops_are_labels() -> None:
    text = "M.K. How did you start?\n\nT.R. With a broom.\n\nM.K. A broom?\n\nT.R. I swept the stage.\n"
    assert [speaker for speaker, _ in turns(text)] == ["M.K.", "T.R.", "M.K.", "T.R."]


@pytest.mark.parametrize("form", ["{}) {}", "*{}* {}", "{}/ {}", "#{} 0:07 {}", "{}.. {}"])
def test_beginnings_with_any_sign_that_come_back_are_asked_about(form: str) -> None:
    said = [
        "Who rows?",
        "We do.",
        "Since when?",
        "Since May.",
        "Why?",
        "The motor went.",
        "And now?",
        "Now we row.",
    ]
    lines = [form.format("Ab"[n % 2] + "c", words) for n, words in enumerate(said)]
    assert {who for who, _ in turns("\n".join(lines))} <= {None} or told("\n".join(lines)) == []
    assert told("\n".join(lines)) or {who for who, _ in turns("\n".join(lines))} == {"Ac", "bc"}
