"""Names that one version of an interview hides are hidden in the text that is shown."""

from __future__ import annotations

import re
from pathlib import Path, PurePath

import pytest

from ingest.merge import Interview, gather
from ingest.merge.displayed_text import Shown, show
from ingest.merge.redaction import balance, redactions
from ingest.model import Draft, Parsed, Transcript, lay_out

TALK = (
    "Before we start, tell me where you work and what you do there with data every day.",
    "I have been at Zentra for two years and we move models into production by hand.",
    "Later on the schema changed overnight, and nobody in the team had been told about it.",
)


def transcript(*paragraphs: str, speaker: str | None = None) -> Transcript:
    laid_out, _ = lay_out(Draft(text, speaker) for text in paragraphs)
    return Transcript("Interview 1", laid_out)


def shown(base: tuple[str, ...], *others: tuple[str, ...]) -> Shown:
    return show(
        transcript(*base), [(transcript(*other), PurePath(f"{k}.txt")) for k, other in enumerate(others)]
    )


def changed(old: str, new: str, base: tuple[str, ...] = TALK) -> tuple[str, ...]:
    assert any(old in text for text in base)
    return tuple(text.replace(old, new) for text in base)


@pytest.mark.parametrize(
    "placeholder",
    ["Company 1", "company X", "Compagnie 2", "Copmany 1", "University X", "City", "[COMPANY]", "Z", "xxx",
     "my company", "Name of Company", "____", "[redacted]"],
)  # fmt: skip
def test_a_placeholder_of_another_version_takes_the_place_of_a_name(placeholder: str) -> None:
    done = shown(TALK, changed("Zentra", placeholder))
    assert "Zentra" not in done.transcript.text
    assert [done.transcript.text[one.start : one.end] for one in done.replacements] == [placeholder]


def test_a_name_that_another_version_just_leaves_out_is_left_out() -> None:
    done = shown(TALK, changed("at Zentra for", "at for"))
    assert done.transcript.paragraphs[1].text.startswith("I have been at for two years")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("the schema", "The Schema", id="case"),
        pytest.param("Later on", "[00:12:00] Later on", id="a time stamp"),
        pytest.param("production", "pro duction", id="a slip"),
        pytest.param("overnight", "over-night", id="a hyphen"),
        pytest.param("by hand", "", id="ordinary words left out"),
        pytest.param("the team", "my company", id="ordinary words put another way"),
        pytest.param("Zentra", "Zantra", id="a name spelled in two ways"),
        pytest.param("Zentra", "[inaudible]", id="a transcriber's note"),
    ],
)
def test_an_ordinary_difference_is_no_redaction(old: str, new: str) -> None:
    other = changed(old, new)
    assert redactions("\n".join(TALK), "\n".join(other)) == ()
    assert shown(TALK, other).transcript.text == "\n".join(TALK)


def test_a_numbered_placeholder_is_not_replaced_by_an_initial_or_another_number() -> None:
    base = changed("Zentra", "Company 1")
    for other in ("Z.", "Company 2", "company 1", "company one", "Zentra"):
        assert shown(base, changed("Zentra", other)).transcript.text == "\n".join(base)


def test_two_versions_that_hide_different_names_are_shown_with_both_hidden() -> None:
    base = changed("the team", "the Oslo team")
    first, second = changed("Zentra", "Company 1", base), changed("Oslo", "City X", base)
    for done in (shown(first, second), shown(second, first)):
        assert "I have been at Company 1 for" in done.transcript.text
        assert "nobody in the City X team" in done.transcript.text


def test_a_name_learned_in_one_place_is_hidden_wherever_it_stands() -> None:
    base = (*TALK, "That was not so at Zentra's old office, ZENTRA was smaller.")
    done = shown(base, (*changed("Zentra", "Company 1"), base[-1]))
    assert "zentra" not in done.transcript.text.casefold()
    assert (
        done.transcript.paragraphs[3].text
        == "That was not so at Company 1's old office, Company 1 was smaller."
    )
    assert [one.source for one in done.replacements] == [PurePath("0.txt"), None, None]


def test_a_name_that_is_an_ordinary_word_too_is_hidden_where_it_was_seen_and_told_elsewhere() -> None:
    base = changed("Zentra", "Move")
    done = shown(base, changed("Zentra", "Company 1"))
    assert "at Company 1 for two years and we move models" in done.transcript.text
    assert done.doubtful == (1,)


def test_labels_that_tell_a_name_take_the_role_another_version_gives() -> None:
    named = transcript(*changed("every day", "every day, Noor"), speaker="Noor Haddad")
    roles = transcript(*TALK, speaker="Interviewee")
    done = show(named, [(roles, PurePath("roles.txt"))]).transcript
    assert {paragraph.speaker for paragraph in done.paragraphs} == {"Interviewee"}
    assert [speaker.role for speaker in done.speakers] == ["interviewee"]


def test_no_replacement_holds_the_name_it_took_out() -> None:
    done = shown(TALK, changed("Zentra", "Company 1"))
    assert "Zentra" not in repr(done.replacements)


def test_hiding_is_counted_for_both_sides() -> None:
    mine, theirs = "\n".join(changed("Zentra", "Company 1")), "\n".join(TALK)
    assert (balance(theirs, mine), balance(mine, theirs), balance(mine, mine)) == (1, -1, 0)


NAMES = {
    "Interview 2": ["moovai", "mckinsey", "kendro"],
    "Interview 4": ["years ago at move"],
    "Interview 5": ["move ai", "at move", "move?"],
    "Interview 37": ["brazil", "canada"],
}
REPLACED = {"Interview 2": 6, "Interview 37": 1}
"""Names that the copy which hides most still shows: other copies hide two of Interview 2, it hides two others
elsewhere in its own text, twice each."""


@pytest.fixture(scope="module")
def redacted(corpus_parsed: dict[Path, Parsed]) -> dict[str, Interview]:
    """The interviews of which the copies differ by more than white space."""
    wanted = [2, 4, 5, 6, 12, 26, 37]
    files = [
        path
        for number in wanted
        for path in sorted(corpus_parsed)
        if re.search(rf"Interview {number}[. ]", path.name)
    ]
    assert len(files) == 4 * len(wanted)
    return {interview.title: interview for interview in gather(corpus_parsed[path] for path in files)}


@pytest.mark.parametrize("title", NAMES)
def test_no_name_that_any_copy_hides_is_shown(redacted: dict[str, Interview], title: str) -> None:
    text = redacted[title].transcript.text.casefold()
    assert [name for name in NAMES[title] if name in text] == []


def test_only_names_are_replaced_in_the_corpus(redacted: dict[str, Interview]) -> None:
    found = {title: len(one.replacements) for title, one in redacted.items() if one.replacements}
    assert found == REPLACED


def test_a_rough_copy_with_time_stamps_is_not_shown(redacted: dict[str, Interview]) -> None:
    interview = redacted["Interview 6"]
    assert "moderation" in interview.chosen.parts
    assert "hyper perimeter" not in interview.transcript.text


def test_verbs_that_look_like_a_hidden_name_stay_and_are_told(redacted: dict[str, Interview]) -> None:
    interview = redacted["Interview 4"]
    assert "move into data science" in interview.transcript.text
    told = [p for p in interview.problems if "ordinary word" in p.message]
    assert len(told) == 1
    assert "move" not in told[0].message
    assert told[0].location.startswith("paragraphs ")


@pytest.mark.parametrize("added", ["That is all.", "Thanks.", "Right, okay."])
def test_a_sentence_that_one_copy_adds_is_no_name_that_the_other_hides(added: str) -> None:
    talk = "We use the feed every day.\nIt broke twice in spring.\nNobody was told about it."
    longer = talk.replace("spring.", f"spring. {added}")
    assert redactions(longer, talk) == ()
    assert redactions(talk, longer) == ()
