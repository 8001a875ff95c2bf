"""What is told within a turn, and what stands at the edges of a transcript, is nobody else's."""

import pytest

import ingest
from ingest.model import Parsed


def read(text: str, name: str = "talk.txt") -> Parsed:
    return ingest.read_bytes(name, text.encode())


def turns(text: str, name: str = "talk.txt") -> list[tuple[str | None, str]]:
    transcript = read(text, name).transcript
    assert transcript is not None
    return [(paragraph.speaker, paragraph.text) for paragraph in transcript.paragraphs]


def told(text: str) -> list[str]:
    return [problem.message for problem in read(text).problems if problem.severity != "note"]


TALK = [
    ("Runa", "How do the ships know who goes first?"),
    ("Prem", "They call me, one after the other."),
    ("Runa", "And then?"),
    ("Prem", "Then I look out of the window."),
    ("Runa", "Is that in the rules?"),
    ("Prem", "It is now."),
]


def printed(more: str = "") -> str:
    return "\n\n".join(f"{who}: {words}" for who, words in TALK) + more


@pytest.mark.parametrize(
    "report",
    [
        'My old colleague said: "The computer decides."',
        "Me dijo: «Primero agua, luego preguntas.»",
        "Mówił zawsze: „Morze za dużo gada.”",
    ],
)
def test_a_quotation_within_a_turn_is_no_turn_of_somebody_else(report: str) -> None:
    assert turns(printed(f"\n\n{report}\n"))[-1] == ("Prem", report)
    again = f"{printed()}\n\n{report}\n\nRuna: Why?\n\nPrem: Who knows.\n\n{report}\n"
    assert turns(again)[-1] == ("Prem", report)


def test_a_sentence_that_leads_to_a_colon_once_is_asked_about() -> None:
    text = printed("\n\nMy old colleague said: the computer decides.\n")
    assert {who for who, words in turns(text) if "computer" in words} == {None}
    assert told(text) == ["'My old colleague said' may be a speaker; the text after it has no speaker"]


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("Lighthouse woman: Prem is asleep again.", None),
        ("Муж соседки: Это здесь?", None),
        ("One thing is sure: the ships were late.", "Prem"),
        ("What I say is: The ships were late.", "Prem"),
    ],
)
def test_a_phrase_before_a_colon_begins_a_turn_only_where_a_sentence_begins(line: str, speaker: str) -> None:
    text = (
        printed().replace("\n\nRuna: Is that", f"\n{line}\nIt rained.\nRuna: Is that").replace("\n\n", "\n")
    )
    assert (speaker, line) in turns(text)
    assert bool(told(text)) == (speaker is None)


def test_a_phrase_that_comes_back_and_goes_on_is_no_speaker() -> None:
    again = "My rule was: nobody waits for two ships."
    text = printed(
        f"\n\n{again}\n\nRuna: And now?\n\nPrem: Now it is a screen.\n\n{again}\n\nRuna: Thanks.\n"
    )
    assert {who for who, words in turns(text) if words == again} <= {"Prem", None}


@pytest.mark.parametrize("form", ["Odo = {}", "Un passant | {}", "Un passant ; {}"])
def test_a_sign_that_no_prose_has_is_asked_about_where_it_stands_once(form: str) -> None:
    sign = form[-4]
    talk = printed().replace(":", sign).replace("\n\n", "\n")
    text = talk.replace("Runa" + sign + " Is", form.format("The flowers are here.") + "\nRuna" + sign + " Is")
    assert {who for who, words in turns(text) if "flowers" in words} <= {None, "Odo", "Un passant"}
    assert told(text)


def test_somebody_who_speaks_once_still_counts() -> None:
    assert turns(printed("\n\nOdo: The flowers are here.\n"))[-1] == ("Odo", "The flowers are here.")


def test_what_follows_the_end_of_the_recording_is_nobodys() -> None:
    text = printed("\n\n[End of recording]\nChecked: yes\nAll names are changed.\n")
    assert turns(text)[-2:] == [(None, "Checked: yes"), (None, "All names are changed.")]
    assert told(text) == []


def test_a_turn_below_the_end_of_a_recording_goes_on() -> None:
    text = printed("\n\nEnd of recording\n\nRuna: One more thing?\n\nPrem: Yes, the bridge.\n")
    assert turns(text)[-1] == ("Prem", "Yes, the bridge.")


def test_the_head_names_people_as_the_labels_do() -> None:
    head = "Date: 3 May\nDuration: 31 minutes\nInterviewer: ana\nRespondent: bo\n\n"
    body = printed().replace("Runa", "ana").replace("Prem", "bo")
    assert turns(head + body)[4:] == [
        (who.replace("Runa", "ana").replace("Prem", "bo"), said) for who, said in TALK
    ]
    assert {who for who, _ in turns(head + body)[:4]} == {None}


def test_the_first_line_of_a_page_is_printed_on_every_page() -> None:
    pages = [f"Interview 12, draft\n\n{printed()}\n\nPage {n}\n\f" for n in (1, 2)]
    assert {who for who, _ in turns("".join(pages))} == {"Runa", "Prem"}
    assert not [words for _, words in turns("".join(pages)) if "draft" in words]


def test_a_log_is_no_dialogue() -> None:
    log = "10:00:01 worker-1: started\n10:00:02 worker-2: started\n10:00:09 worker-1: queue is long\n" * 3
    parsed = read(log)
    assert parsed.transcript is None or {each.speaker for each in parsed.transcript.paragraphs} == {None}
    assert parsed.problems


def test_lines_drawn_between_turns_are_no_words() -> None:
    text = f"\n{'-' * 40}\n".join(f"{who}:\n{words}" for who, words in TALK)
    assert turns(text) == TALK


def test_orphaned_words_without_capitals_are_no_label() -> None:
    lines = [
        f"{'KDB' if n % 2 else 'AMW'}\n{words}\n"
        for n, words in enumerate(["นับเที่ยวอย่างไรคะ", "ใช้เม็ดมะขามครับ"] * 3)
    ]
    lines.insert(2, "บริษัทให้เครื่องนับมา แต่มันนับคลื่นด้วย\n")
    assert {who for who, _ in turns("\n".join(lines))} == {"KDB", "AMW"}


@pytest.mark.parametrize(
    "people", [("मीरा", "शांति देवी"), ("Runa Holt (Uni Delft)", "Prem Aas (Port Authority)")]
)
def test_words_may_stand_close_behind_any_label(people: tuple[str, str]) -> None:
    said = [(people[who == "Prem"], words) for who, words in TALK]
    lines = [f"{who}:{' ' if n != 3 else ''}{words}" for n, (who, words) in enumerate(said)]
    assert turns("\n".join(lines)) == said


def test_somebody_with_an_addition_may_speak_once() -> None:
    people = {"Runa": "Researcher", "Prem": "Nurse, ward 4"}
    lines = [f"{people[who]}: {words}" for who, words in TALK]
    lines[4:4] = ["It goes on like that.", "Porter, nights: Sorry, the flowers are here."]
    text = "\n\n".join(lines)
    assert {who for who, words in turns(text) if "flowers" in words} <= {None, "Porter, nights"}
    assert told(text)


def test_words_of_a_broken_line_before_a_colon_are_no_label() -> None:
    lines = [f"{who}: {words}" for who, words in TALK]
    lines[2:2] = ["Prem: We have one", "rule: who calls first goes first."]
    lines += ["Prem: And there is that other", "rule: nobody goes at night."]
    assert {who for who, _ in turns("\n".join(lines))} == {"Runa", "Prem"}
    assert "rule: nobody goes at night." in " ".join(words for _, words in turns("\n".join(lines)))


@pytest.mark.parametrize("quotes", ['""', "\u201c\u201d", "\u00ab\u00bb"])
def test_names_in_quotation_marks_are_labels(quotes: str) -> None:
    people = {"Runa": "Researcher", "Prem": f"{quotes[0]}Maple{quotes[1]}"}
    said = [(people[who], words) for who, words in TALK]
    assert turns("\n\n".join(f"{who}: {words}" for who, words in said)) == said
    assert turns("\n\n".join(f"{who} 00:0{n}\n{words}" for n, (who, words) in enumerate(said))) == said


def test_a_word_of_a_broken_line_that_is_a_device_is_no_label_either() -> None:
    lines = [f"{who}: {words}" for who, words in TALK]
    lines[2:2] = ["Prem: First the wind, then the", "fog, then the phone: always so."]
    assert {who for who, _ in turns("\n".join(lines))} == {"Runa", "Prem"}


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("{who} // {words}", "talk.txt"),
        ("`00:0{n}` **{who}:** {words}", "talk.md"),
        ("**{who}** \u00b7 00:0{n}\n\n{words}", "talk.md"),
        ("\u00a4<{n}000> {who}: {words}", "talk.txt"),
    ],
)
def test_forms_of_notes_and_programs(form: str, name: str) -> None:
    text = "\n\n".join(form.format(who=who, words=words, n=n) for n, (who, words) in enumerate(TALK, 1))
    assert turns(text, name) == TALK
    transcript = read(text, name).transcript
    assert transcript is not None
    starts = [each.audio_start for each in transcript.paragraphs]
    assert starts == (list(range(1, 7)) if "{n}" in form else [None] * 6)


@pytest.mark.parametrize(
    "closing",
    ["Ende: 10:25 Uhr", "Interview concluded at 11:42", "Time ended: 9:40 am", "Hora de fin: 12:30"],
)
def test_below_the_time_of_the_end_nobody_speaks(closing: str) -> None:
    read_back = turns(printed(f"\n\n{closing}\nRead, approved and signed"))
    assert read_back == [*TALK, (None, closing), (None, "Read, approved and signed")]
    assert turns(printed(f"\n\n{closing}")) == [*TALK, (None, closing)]


def test_facts_between_bars_above_a_talk_are_nobodys() -> None:
    facts = "ID: QM-031 | Harbour: Rampur | Date: 11-08-2022"
    assert turns(f"{facts}\n\n{printed()}") == [(None, facts), *TALK]


def test_several_and_unidentified_people_speak_once() -> None:
    extra = [("Several", "Yes."), ("Unidentified female", "Mine is in the cupboard.")]
    text = printed() + "".join(f"\n\n{who}: {words}" for who, words in extra) + "\n\nRuna: Since when?"
    assert turns(text) == [*TALK, *extra, ("Runa", "Since when?")]


def test_people_say_i_and_you_in_scripts_without_blanks() -> None:
    talk = [("山本", "明日は私が行きます。"), ("李", "那我和你一起去。")] * 4
    assert turns("".join(f"{who}\uff1a{words}\n" for who, words in talk)) == talk


def test_below_facts_a_label_that_never_comes_back_is_one_of_them() -> None:
    facts = 'Project: Locks\nDate: 3 May\nParticipant: "Prem" (58, keeper)\nTranscriber: KL\n'
    assert [who for who, _ in turns(facts + printed().replace("\n\n", "\n"))][:5] == [None] * 4 + ["Runa"]


def test_a_line_about_the_talk_is_nobodys_below_two_turns_either() -> None:
    talk = "Interviewer: How was it?\n\nRespondent: It rained.\n\n"
    assert turns(talk + "All rights reserved.\n")[-1] == (None, "All rights reserved.")
    assert {who for who, _ in turns(talk + "It rained all night.\n\n" * 3)[1:]} == {"Respondent"}
