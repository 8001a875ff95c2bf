"""The forms people print a dialogue in: whatever the labels are, the same reading comes back."""

import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ingest

ASKS, ANSWERS = 0, 1
SAID = [
    (ASKS, "Thanks for coming. What do you do?"),
    (ANSWERS, "I repair clocks. Mostly old ones."),
    (ASKS, "Okay."),
    (ANSWERS, "Note: the bell is another trade.\nYou learn it late."),
    (ASKS, "How late?"),
    (ANSWERS, "At forty: when the hands slow down."),
    (ASKS, "Mhm."),
    (ANSWERS, "Then you hear it. [laughs]"),
    (ASKS, "And who pays?"),
    (ANSWERS, "Churches, at 9:30 on Mondays."),
    (ASKS, "Is that all?"),
    (ANSWERS, "No. The town, too."),
]
"""Who says what: short answers that come back, colons, clock times and brackets within the words."""

PEOPLE = {
    "two words": ("Nadia Orlow", "Oskar Prem"),
    "lower case": ("nadia", "oskar"),
    "Cyrillic": ("Надя", "Оскар"),
    "Arabic": ("نادية", "أوسكار"),
    "Hebrew": ("נדיה", "אוסקר"),
    "Japanese": ("聞き手", "田中"),
    "capitals": ("INTERVIEWER", "RESPONDENT 1"),
    "hyphens and particles": ("Nadia-Ann O'Brien", "Oskar van Dyck"),
    "ids": ("INT", "P-07"),
    "letters": ("Q", "A"),
    "numbers": ("Speaker #1", "Speaker #2"),
    "titles": ("Prof. Dr. Nadia Orlow", "Oskar P."),
    "last name first": ("Orlow, Nadia", "Prem, Oskar"),
    "additions": ("Nadia Orlow (Researcher)", "Oskar Prem, PhD"),
    "recogniser": ("SPEAKER_00", "SPEAKER_01"),
}


def clock(seconds: int) -> str:
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


Print = Callable[[str, str, int], str]

TEXT: dict[str, Print] = {
    "colon": lambda who, said, _: f"{who}: {said}\n",
    "colon, no blank lines": lambda who, said, _: f"{who}: {said}",
    "a chat, date in brackets": lambda who, said, at: f"[10.03.26, 09:{clock(at)}] {who}: {said}",
    "a chat, date and dash": lambda who, said, at: f"10/03/2026, 09:{at // 60:02d} - {who}: {said}",
    "a meeting's chat": lambda who, said, at: f"09:{clock(at)} From {who} to Everyone:\n\t{said}",
    "time, dash, label on a line": lambda who, said, at: f"[00:{clock(at)}.120] - {who}\n{said}\n",
    "label, dash, time on a line": lambda who, said, at: f"{who} - {clock(at)}\n{said}\n",
    "label and time on a line": lambda who, said, at: f"{who} {clock(at)}\n{said}\n",
    "time and label on a line": lambda who, said, at: f"{clock(at)} {who}\n{said}\n",
    "label and time in brackets": lambda who, said, at: f"{who} ({clock(at)}.25)\n{said}\n",
    "label, time below": lambda who, said, at: f"{who}\n00:{clock(at)}\n{said}\n",
    "pointed brackets": lambda who, said, _: f"<{who}> {said}",
    "round brackets": lambda who, said, _: f"({who}) {said}",
    "curly brackets": lambda who, said, _: f"{{{who}}} {said}",
    "square brackets with a colon": lambda who, said, _: f"[{who}:] {said}",
    "two arrows": lambda who, said, _: f">> {who}: {said}",
    "bullets": lambda who, said, _: f"- {who}: {said}",
    "pipes and a time": lambda who, said, at: f"{who} | {clock(at)} | {said}",
    "one arrow behind": lambda who, said, _: f"{who}> {said}",
    "slash": lambda who, said, _: f"{who} / {said}",
    "two dashes": lambda who, said, _: f"{who} -- {said}",
    "equals sign": lambda who, said, _: f"{who} = {said}",
    "semicolon": lambda who, said, _: f"{who}; {said}",
    "wide space": lambda who, said, _: f"{who}     {said}",
    "label, blank line": lambda who, said, _: f"{who}:\n\n{said}\n",
    "time with fractions": lambda who, said, at: f"[00:{clock(at)}.12] {who}: {said}",
    "time of a film": lambda who, said, at: f"00:{clock(at)}:12 {who}: {said}",
    "time behind the words": lambda who, said, at: f"{who}: {said} (00:{clock(at)})",
    "time span": lambda who, said, at: f"00:{clock(at)} - 00:{clock(at + 9)} {who}: {said}",
    "time span above": lambda who, said, at: f"00:{clock(at)} --> 00:{clock(at + 9)} [{who}]\n{said}\n",
    "at sign": lambda who, said, at: f"{who} @ {clock(at)}: {said}",
}

MARKDOWN: dict[str, Print] = {
    "bold in a list": lambda who, said, _: f"* **{who}**: {said}",
    "bold in a quotation": lambda who, said, _: f"> **{who}** {said}\n",
    "italic": lambda who, said, _: f"*{who}:* {said}\n",
    "underlined": lambda who, said, _: f"_{who}_: {said}",
    "headings": lambda who, said, _: f"## {who}:\n{said}\n",
    "a line below": lambda who, said, _: f"{who}\n-----\n{said}\n",
}


def printed(form: Print, people: tuple[str, str]) -> str:
    return "\n".join(form(people[who], said, 3 + 17 * n) for n, (who, said) in enumerate(SAID)) + "\n"


def turns(text: str, name: str = "talk.txt") -> list[tuple[str | None, str]]:
    transcript = ingest.read_bytes(name, text.encode()).transcript
    assert transcript is not None
    return [(paragraph.speaker, paragraph.text) for paragraph in transcript.paragraphs]


def expected(people: tuple[str, str]) -> list[tuple[str, str]]:
    return [(people[who], line) for who, said in SAID for line in said.split("\n")]


@pytest.mark.parametrize("people", PEOPLE.values(), ids=PEOPLE)
@pytest.mark.parametrize("form", TEXT.values(), ids=TEXT)
def test_a_dialogue_reads_back_from_every_form(form: Print, people: tuple[str, str]) -> None:
    assert turns(printed(form, people)) == expected(people)


@pytest.mark.parametrize(
    ("form", "people"),
    [
        pytest.param(form, people, id=f"{name}-{whose}")
        for name, form in MARKDOWN.items()
        for whose, people in PEOPLE.items()
        if not ("_" in people[0] and name == "underlined")  # the label's own sign is the mark
    ],
)
def test_a_dialogue_reads_back_from_markdown(form: Print, people: tuple[str, str]) -> None:
    assert turns(printed(form, people), "talk.md") == expected(people)


def test_times_become_the_beginning_of_a_paragraph_and_never_words() -> None:
    text = printed(TEXT["time span"], PEOPLE["two words"])
    transcript = ingest.read_bytes("talk.txt", text.encode()).transcript
    assert transcript is not None
    assert [p.audio_start for p in transcript.paragraphs][:3] == [3.0, 20.0, 37.0]
    assert "00:00" not in transcript.text


WORDS = st.lists(
    st.sampled_from(
        [
            "the",
            "clock",
            "bell",
            "stopped",
            "again",
            "who",
            "knows",
            "why",
            "at",
            "noon",
            "nobody",
            "came",
            "late",
            "it",
            "rains",
        ]
    ),
    min_size=2,
    max_size=12,
).map(lambda words: " ".join(words).capitalize())
SENTENCES = st.tuples(WORDS, st.sampled_from([".", "?", "!", "…"])).map("".join)
TALKS = st.lists(SENTENCES, min_size=8, max_size=30)


@given(talk=TALKS, people=st.sampled_from(list(PEOPLE.values())), form=st.sampled_from(list(TEXT.values())))
def test_any_talk_in_any_form_is_the_same_talk(talk: list[str], people: tuple[str, str], form: Print) -> None:
    talk = ["Why is that?", "Because.", "Is it so?", *talk]
    text = "\n".join(form(people[n % 2], said, 3 + 17 * n) for n, said in enumerate(talk)) + "\n"
    assert turns(text) == [(people[n % 2], said) for n, said in enumerate(talk)]


@given(text=st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=400))
def test_any_text_gives_its_words_back_in_order(text: str) -> None:
    lines = [f"Ann: {text}", "Bob: So?", "Ann: Yes.", "Bob: Why?"]
    transcript = ingest.read_bytes("talk.txt", "\n".join(lines).encode()).transcript
    assert transcript is not None
    kept = "".join((p.speaker or "") + p.text for p in transcript.paragraphs)
    letters = iter("".join(sign for sign in "".join(lines) if sign.isalpha()))
    assert all(sign in letters for sign in kept if sign.isalpha())


def test_roles_cut_short_end_with_a_full_stop() -> None:
    people = ("Int.", "Resp. 2")
    assert turns(printed(TEXT["colon"], people)) == expected(people)
    transcript = ingest.read_bytes("talk.txt", printed(TEXT["colon"], people).encode()).transcript
    assert transcript is not None
    assert [person.role for person in transcript.speakers] == ["interviewer", "interviewee"]


@pytest.mark.parametrize("label", ["Mr. Prem", "Capt. Prem", "DR. PREM", "Rev. Dr. O. Prem"])
def test_titles_end_no_sentence(label: str) -> None:
    people = ("Nadia", label)
    assert turns(printed(TEXT["colon"], people)) == expected(people)


def test_a_recogniser_prints_no_questions() -> None:
    talk = "nadia: so what do you do\noskar: i mend clocks\nnadia: and do you like it\noskar: i do\n" * 3
    assert turns(talk)[:2] == [("nadia", "so what do you do"), ("oskar", "i mend clocks")]


def test_every_fifth_line_may_be_numbered() -> None:
    lines = [f"{PEOPLE['two words'][who]}: {said}".replace("\n", " ") for who, said in SAID * 2]
    text = "".join(f"{n:>3}  {line}\n" if n % 5 == 0 else f"     {line}\n" for n, line in enumerate(lines, 1))
    people = PEOPLE["two words"]
    assert turns(text) == [(people[who], said.replace("\n", " ")) for who, said in SAID * 2]


def test_paragraphs_on_lines_of_their_own_are_broken_at_a_width() -> None:
    long = "The bell is another trade and you learn it late, when the hands slow down and the ear is good."
    said = [("Nadia", "What do you do?"), ("Oskar", long), ("Oskar", "It takes years."), ("Oskar", long)]
    text = "\n".join(
        textwrap.fill(words, 60, initial_indent="" if n % 4 > 1 else f"{who}: ")
        for n, (who, words) in enumerate(said * 3)
    )
    assert turns(text) == said * 3


def test_paragraphs_below_a_label_may_be_quoted_or_listed() -> None:
    quoted = "**Nadia**\n\n> Why?\n\n**Oskar**\n\n> Churches pay.\n\n> The town, too.\n\n" * 3
    said = [("Nadia", "Why?"), ("Oskar", "Churches pay."), ("Oskar", "The town, too.")]
    assert turns(quoted, "talk.md") == said * 3
    assert turns("- Nadia: Why?\n- Oskar: Churches pay.\n  - The town, too.\n" * 3, "talk.md") == said * 3


def test_marks_of_direction_are_no_part_of_a_label() -> None:
    asks = PEOPLE["Arabic"][ASKS]
    text = printed(TEXT["colon"], PEOPLE["Arabic"]).replace(f"{asks}:", f"\u200f{asks}\u200f:")
    assert turns(text) == expected(PEOPLE["Arabic"])


def test_turns_are_numbered_though_somebody_counts() -> None:
    people = ("Nadia", "Oskar")
    said = [(people[n % 2], f"So what of bell {'abcdefghijkl'[n]}?") for n in range(12)]
    text = "".join(f"{n} {who}: {words}\n" for n, (who, words) in enumerate(said, 1))
    text = text.replace("5 Nadia", "1. The rope.\n2. The wheel.\n5 Nadia")
    found = turns(text)
    assert [each for each in found if each[1][0] == "S"] == said
    assert ("Oskar", "1. The rope.") in found


def test_the_end_of_a_recording_is_told_in_round_brackets_too() -> None:
    people = PEOPLE["two words"]
    assert turns(printed(TEXT["colon"], people) + "\n(End of recording)\n") == expected(people)


def test_a_time_between_signs_stands_before_a_label() -> None:
    text = "".join(f"#00:00:0{n}-4# {who}: {said}\n\n" for n, (who, said) in enumerate(QUESTIONS))
    read = ingest.read_bytes("talk.txt", text.encode()).transcript
    assert read is not None
    assert [(each.speaker, each.text) for each in read.paragraphs] == QUESTIONS
    assert [each.audio_start for each in read.paragraphs] == [n + 0.4 for n in range(len(QUESTIONS))]


def test_a_time_in_letters_of_its_own_is_no_word() -> None:
    for mark in ("`", "*", "**"):
        lines = [f"**{who}** {mark}00:00:0{n}{mark}\n\n{said}\n\n" for n, (who, said) in enumerate(QUESTIONS)]
        read = ingest.read_bytes("talk.md", "".join(lines).encode()).transcript
        assert read is not None
        assert [(each.speaker, each.text, each.audio_start) for each in read.paragraphs] == [
            (who, said, n) for n, (who, said) in enumerate(QUESTIONS)
        ]


def test_turns_are_a_numbered_list() -> None:
    text = "".join(f"{n}. **{who}:** {said}\n" for n, (who, said) in enumerate(QUESTIONS, 1))
    assert turns(text, "talk.md") == QUESTIONS


def test_a_greek_question_ends_with_a_semicolon() -> None:
    talk = [
        ("Runa", "Πώς τα ξεχωρίζετε;"),
        ("Prem", "Έχουν ονόματα."),
        ("Runa", "Πώς;"),
        ("Prem", "Τίποτα."),
    ]
    assert turns("\n\n".join(f"{who}: {said}" for who, said in talk * 2)) == talk * 2


def test_the_space_behind_a_colon_may_be_missing_after_initials() -> None:
    talk = [(who[0] + ".K.", said) for who, said in QUESTIONS]
    lines = [f"{who}:{'' if n == 1 else ' '}{said}" for n, (who, said) in enumerate(talk)]
    assert turns("\n".join(lines)) == talk


def test_one_long_line_may_be_broken() -> None:
    long = "Because it lies: it says two hundred degrees and they are not two\nhundred, only the bread knows."
    text = f"Runa: Why?\n\nPrem: {long}\n\nRuna: And now?\n\nPrem: Well.\n\nRuna: Really?\n\nPrem: Really.\n"
    assert turns(text)[1] == ("Prem", long.replace("\n", " "))


def test_labels_have_no_time_where_the_words_have_one() -> None:
    lines = [
        f"{who}:\n[00:00:0{n}] {said}\n" for n, (who, said) in enumerate([*QUESTIONS, ("Odo", "Flowers.")])
    ]
    assert turns("".join(lines)) == [*QUESTIONS, ("Odo", "Flowers.")]


QUESTIONS = [
    ("Runa", "How long have you had the kiosk?"),
    ("Prem", "Since the spring."),
    ("Runa", "And who comes?"),
    ("Prem", "People who wait."),
    ("Runa", "Is that enough?"),
    ("Prem", "For the milk it is."),
]
