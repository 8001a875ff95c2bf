"""Chats as they are copied and exported: dates above names, reactions, words that the program prints."""

from __future__ import annotations

import pytest

import ingest

Said = list[tuple[str | None, str]]


def spoken(text: str) -> Said:
    transcript = ingest.read_bytes("a.txt", text.encode()).transcript
    assert transcript is not None
    return [(each.speaker, each.text) for each in transcript.paragraphs]


def told(text: str) -> list[str]:
    return [each.message for each in ingest.read_bytes("a.txt", text.encode()).problems]


TALK: Said = [
    ("Ida Voss", "who repairs the kiln?"),
    ("Ben Oduya", "I do, mostly: on Sundays"),
    ("Ida Voss", "and who pays?"),
    ("Ben Oduya", "nobody"),
]


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("Mar 10, 2026  9:04:11 AM\n{who}\n{words}\n\n", id="a day and its month's name above"),
        pytest.param("10 March 2026 at 9:04\n{who}\n{words}\n\n", id="the day first"),
        pytest.param("2026-03-10T09:04:00Z\n{who}\n{words}\n\n", id="as programs print it"),
        pytest.param("{who}\n  9:14 AM\n{words}\n", id="the time below the name"),
        pytest.param("[03/10/2026 9:01 AM] {who}\n{words}\n\n", id="day and name on a line"),
        pytest.param("\u200e[10.03.26, 09:01:12] {who}: {words}\n", id="behind a mark nobody sees"),
    ],
)
def test_a_date_is_no_word_of_the_message_above(message: str) -> None:
    assert spoken("".join(message.format(who=who, words=words) for who, words in TALK)) == TALK


def test_who_writes_once_is_read_where_only_names_stand_above_times() -> None:
    messages = [*TALK[:3], ("Petr", "the guild"), TALK[3]]
    assert spoken("".join(f"{who}\n9:14 AM\n{words}\n" for who, words in messages)) == messages


@pytest.mark.parametrize("reaction", ["like 1", ":joy: 2", "\U0001f44d 3", "heart 2"])
def test_a_reaction_is_not_what_the_last_sender_wrote(reaction: str) -> None:
    text = "".join(f"{who}  9:14\n{words}\n{reaction}\n" for who, words in TALK)
    assert [each for each in spoken(text) if each[0]] == TALK
    assert f"a line that is a chat's own has no speaker, such as {reaction!r}" in told(text)


def test_below_a_name_the_same_line_is_what_somebody_writes() -> None:
    text = "".join(f"{who}  9:14\n{words}\n" for who, words in [*TALK, ("Ida Voss", "like 1")])
    assert spoken(text)[-1] == ("Ida Voss", "like 1")


@pytest.mark.parametrize("own", ["\u200eimage omitted", "<Media omitted>"])
def test_what_the_program_prints_in_the_place_of_a_picture_is_nobodys(own: str) -> None:
    messages = [*TALK, ("Ben Oduya", own)]
    assert spoken("".join(f"[10.03.26, 09:01:12] {who}: {words}\n" for who, words in messages)) == [
        *TALK,
        (None, own),
    ]


@pytest.mark.parametrize("mark", [" \u200e<This message was edited>", " <This message was edited>"])
def test_that_a_message_was_edited_is_no_word_of_it(mark: str) -> None:
    assert spoken("".join(f"[10.03.26, 09:01:12] {who}: {words}{mark}\n" for who, words in TALK)) == TALK


@pytest.mark.parametrize("event", ["* ben points at the door", "-!- ben has quit [timeout]"])
def test_what_somebody_does_is_not_said_by_who_wrote_before(event: str) -> None:
    lines = [f"09:0{n} <{who[:3]}> {words}" for n, (who, words) in enumerate(TALK)]
    text = "\n".join([*lines[:2], f"09:02 {event}", *lines[2:]])
    assert (None, f"09:02 {event}") in spoken(text)
    assert f"a line that has a time but no label has no speaker, such as {f'09:02 {event}'[:40]!r}" in told(
        text
    )


def test_behind_a_time_of_their_own_words_go_on() -> None:
    text = "[00:01] Ida: Where?\n[00:02] Ben: Here.\n[00:04] Below.\n[00:09] Ida: Why?\n[00:12] Ben: Rain.\n"
    assert ("Ben", "Below.") in spoken(text)


def test_names_with_reactions_in_brackets_begin_no_turn() -> None:
    text = "".join(f"{who}: {words}. (- Ida Voss: :D, Ben Oduya: ouch -)\n" for who, words in TALK)
    assert [who for who, _ in spoken(text)] == [who for who, _ in TALK]


@pytest.mark.parametrize("time", ["([00:0{n}](https://example.org/talk?t={n}))", "[0:0{n}](#t={n})"])
def test_a_time_that_is_a_link_is_a_time(time: str) -> None:
    text = "\n\n".join(
        f"**{who}** {time.format(n=n)}: {words}" for n, (who, words) in enumerate(TALK, start=1)
    )
    read = ingest.read_bytes("talk.md", text.encode()).transcript
    assert read is not None
    assert [(each.speaker, each.text) for each in read.paragraphs] == TALK
    assert [each.audio_start for each in read.paragraphs] == [1, 2, 3, 4]


def test_quoted_lines_of_a_letter_and_answers_below_are_asked_about() -> None:
    asked = ["When did you begin?", "What with?", "And today?"]
    text = "\n\n".join(f"> {each}\n\nI will tell you another day." for each in asked)
    assert told(text) == ["3 quoted passages are followed by an answer; is the file a dialogue?"]


@pytest.mark.parametrize(
    "day",
    [
        "Yesterday 14:0{n}",
        "Gestern 14:0{n}",
        "hier, 14:0{n}",
        "Mo. 14:0{n}",
        "3. Apr. 14:0{n}",
        "3. Juli 14:0{n}",
        "Tue 2:0{n} PM",
        "4/3 14:0{n}",
    ],
)
def test_a_day_without_a_date_stands_before_a_sender(day: str) -> None:
    lines = [f"[{day.format(n=n)}] {who}\n{words}\n" for n, (who, words) in enumerate(TALK)]
    today = [("Ida Voss", "and today?"), ("Ben Oduya", "no")]
    lines += [f"[09:1{n}] {who}\n{words}\n" for n, (who, words) in enumerate(today)]
    read = ingest.read_bytes("a.txt", "".join(lines).encode()).transcript
    assert read is not None
    assert spoken("".join(lines)) == TALK + today
    assert {each.audio_start for each in read.paragraphs} == {None}


@pytest.mark.parametrize("head", ["{who}, Mar 6, 2:0{n} PM:", "{who}, 6 March, 14:0{n}:", "{who} • 09:1{n}"])
def test_a_day_of_the_month_and_signs_are_no_part_of_a_name(head: str) -> None:
    text = "".join(f"{head.format(who=who, n=n)}\n{words}\n\n" for n, (who, words) in enumerate(TALK + TALK))
    assert spoken(text) == TALK + TALK


def test_a_sender_may_be_called_like_a_fact() -> None:
    talk = [("Study Team", "what was lunch?"), ("P-014", "soup"), ("Study Team", "where?"), ("P-014", "here")]
    text = "".join(f"[4/3/24, 2:0{n}:11 PM] {who}: {words}\n" for n, (who, words) in enumerate(talk))
    assert spoken(text) == talk


def test_a_reaction_and_its_count_on_two_lines_are_nobodys() -> None:
    text = "".join(f"{who}\n  9:1{n} AM\n{words}\n:eyes:\n1\n\n" for n, (who, words) in enumerate(TALK))
    assert [each for each in spoken(text) if each[0]] == TALK


@pytest.mark.parametrize(
    "foot",
    [
        "Besprechung beendet nach 00:10:32\nDieses Transkript wurde automatisch erstellt; es hat Fehler.",
        "Meeting ended after 00:10:32 👋\nThis transcript was computer generated and might contain errors.",
        "La reunión terminó después de 00:10:32 👋\nEsta transcripción automática puede contener errores.",
    ],
)
def test_what_a_meeting_prints_below_itself_is_nobodys(foot: str) -> None:
    talk = "\n".join(f"{who}: {words}" for who, words in TALK)
    assert [each for each in spoken(f"{talk}\n{foot}\n") if each[0]] == TALK


def test_a_name_that_begins_like_a_month_is_a_name() -> None:
    talk = [("Maya 1", "who repairs the kiln?"), ("Marta 2", "I do, mostly, on my Sundays.")] * 4
    lines = (f"{who} 00:{number:02}\n{words}\n" for number, (who, words) in enumerate(talk, start=10))
    assert {who for who, _ in spoken("\n".join(lines))} == {"Maya 1", "Marta 2"}


def test_a_link_that_somebody_sends_is_theirs() -> None:
    sent = [*TALK, ("Ben Oduya", "<https://example.org/kiln>"), ("Ida Voss", "thank you")]
    text = "".join(
        f"[10.03.26, 09:{number:02}:12] {who}: {words}\n" for number, (who, words) in enumerate(sent)
    )
    assert spoken(text) == sent
