"""One interview, many files: what belongs together, which text is shown, whose tags are whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.merge import Interview, SourceRef, gather, in_catalog
from ingest.merge.alignment import align
from ingest.model import Draft, Extent, Parsed, Remark, TaggedSpan, Transcript, lay_out

TALK = (
    "Before we start, tell me where you work and what you do there with data every day.",
    "I have been at Zentra for two years and we move models into production by hand.",
    "Later on the schema changed overnight, and nobody in the team had been told about it.",
    "So the model kept answering, only the answers were wrong, and it took a week to see that.",
)
OTHER = (
    "Hello and thanks for coming, shall we begin with the images you label at the clinic?",
    "We label scans, two people each, and where they do not agree a third one looks at it.",
    "It is slow, and the scanners are replaced every few years, which spoils everything.",
)
LONG = tuple(
    f"On day {k} we read sensor number {7 * k} again and wrote down what it told us." for k in range(60)
)
"""So much more talk that a sentence is next to nothing of it."""
Codes = dict[str, tuple[str, Extent]]


def file(
    path: str,
    paragraphs: tuple[str, ...] = TALK,
    codes: Codes | None = None,
    *,
    title: str | None = None,
    coder: str | None = None,
) -> Parsed:
    """Make what a reader makes: ``codes`` names a code, the words it is on and how precisely."""
    drafts = []
    for text in paragraphs:
        tags = [
            TaggedSpan(code, text.index(words), text.index(words) + len(words), 0, extent, coder)
            for code, (words, extent) in (codes or {}).items()
            if words in text
        ]
        drafts.append(Draft(text, "Interviewee", tags=tuple(tags)))
    laid_out, placed = lay_out(drafts)
    where = PurePath(path)
    transcript = Transcript(title or where.stem, laid_out, placed, carries_codes=codes is not None)
    return Parsed(where, transcript, format="test", sha256=str(hash((path, paragraphs))), size=1)


def only(*files: Parsed) -> Interview:
    (interview,) = gather(files)
    return interview


def quotes(interview: Interview, number: int = 0) -> list[tuple[str, str]]:
    text = interview.transcript.text
    return [(tag.code, text[tag.start : tag.end]) for tag in interview.passes[number].tags]


def hiding(paragraphs: tuple[str, ...] = TALK) -> tuple[str, ...]:
    return tuple(text.replace("Zentra", "Company 1") for text in paragraphs)


# What belongs together


def test_plain_coded_and_moderated_copies_are_one_document_with_a_pass_each() -> None:
    interview = only(
        file("plain/Interview 1.txt"),
        file("codings/Interview 1 - Ada.pdf", codes={"drift": ("the schema changed", "exact")}),
        file("codings/Interview 1 - Ben.pdf", codes={}),
        file("moderation/Interview 1 - Cleo.pdf", codes={"drift": ("schema", "exact")}),
    )
    assert interview.title == "Interview 1"
    assert interview.chosen == PurePath("moderation/Interview 1 - Cleo.pdf")
    assert [(one.coder, one.role, one.empty) for one in interview.passes] == [
        ("Ada", "coder", False),
        ("Ben", "coder", True),
        ("Cleo", "moderator", False),
    ]
    assert len(interview.sources) == 4
    assert interview.transcript.tags == ()


def test_a_renamed_file_is_still_the_same_interview() -> None:
    interview = only(file("Interview 1.txt"), file("talk with the Zentra people.txt"))
    assert interview.title == "Interview 1"
    assert len(interview.sources) == 2


def test_two_interviews_of_one_name_stay_two_and_are_told_apart_by_folder() -> None:
    found = gather([file("north/Interview 1.txt"), file("south/Interview 1.txt", OTHER)])
    assert [one.title for one in found] == ["Interview 1 (north)", "Interview 1 (south)"]
    assert all(one.problems[0].severity == "warning" for one in found)


def test_two_interviews_with_other_names_and_words_stay_two() -> None:
    assert [one.title for one in gather([file("Interview 1.txt"), file("Interview 2.txt", OTHER)])] == [
        "Interview 1",
        "Interview 2",
    ]


def test_a_quotation_of_an_interview_is_not_the_interview() -> None:
    long = (*TALK, *OTHER, *(f"And on day {k} we looked at sensor number {k * 7} again." for k in range(40)))
    assert len(gather([file("Interview 1.txt", long), file("memo.txt", TALK[:2])])) == 2


def test_a_file_that_could_not_be_read_is_left_out() -> None:
    assert len(gather([file("Interview 1.txt"), Parsed(PurePath("broken.pdf"), None)])) == 1


def test_nothing_gives_nothing() -> None:
    assert gather([]) == ()


# Whose tags


def test_tags_keep_to_their_words_where_the_shown_text_hides_a_name() -> None:
    interview = only(
        file("codings/Interview 1 - Ada.pdf", codes={"deploy": ("Zentra for two years", "exact")}),
        file("moderation/Interview 1 - Cleo.pdf", hiding(), codes={}),
    )
    assert quotes(interview) == [("deploy", "Company 1 for two years")]


def test_a_tag_on_a_name_alone_goes_to_its_placeholder() -> None:
    interview = only(
        file("codings/Interview 1 - Ada.pdf", codes={"who": ("Zentra", "exact")}),
        file("moderation/Interview 1 - Cleo.pdf", hiding(), codes={}),
    )
    assert quotes(interview) == [("who", "Company 1")]


def test_a_tag_over_a_paragraph_that_is_split_in_the_shown_text_is_one_in_each_half() -> None:
    joined = (TALK[0], f"{TALK[1]} {TALK[2]}", TALK[3])
    interview = only(
        file("codings/Interview 1 - Ada.pdf", joined, codes={"drift": ("by hand. Later on", "exact")}),
        file("moderation/Interview 1 - Cleo.pdf", codes={}),
    )
    assert quotes(interview) == [("drift", "by hand."), ("drift", "Later on")]
    assert [tag.paragraph for tag in interview.passes[0].tags] == [1, 2]


def test_tags_on_two_paragraphs_that_are_one_in_the_shown_text_become_one() -> None:
    joined = (TALK[0], f"{TALK[1]} {TALK[2]}", TALK[3])
    coded = file("codings/Interview 1 - Ada.pdf", codes={"drift": (TALK[1], "exact")})
    assert coded.transcript is not None
    tag = coded.transcript.tags[0]
    second = coded.transcript.paragraphs[2]
    tags = (tag, replace(tag, start=second.start, end=second.start + 8, paragraph=2))
    coded = replace(coded, transcript=replace(coded.transcript, tags=tags))
    interview = only(coded, file("moderation/Interview 1 - Cleo.pdf", joined, codes={}))
    assert quotes(interview) == [("drift", f"{TALK[1]} Later on")]


def test_a_spill_stays_at_the_start_of_its_paragraph() -> None:
    interview = only(
        file("codings/Interview 1 - Ada.pdf", ("Zero, said before.", *TALK), codes={"drift": ("", "spill")}),
        file("moderation/Interview 1 - Cleo.pdf", hiding(), codes={}),
    )
    tags = [tag for tag in interview.passes[0].tags if tag.paragraph]
    starts = [interview.transcript.paragraphs[tag.paragraph].start for tag in tags]
    assert [(tag.start, tag.end, tag.extent) for tag in tags] == [(at, at, "spill") for at in starts]


def test_a_tag_whose_words_are_gone_is_kept_as_unplaced_without_the_hidden_name() -> None:
    told = (*TALK, *LONG, "We were with Zentra Holding in Lausanne by then, the whole lot of us, all forty.")
    interview = only(
        file("codings/Interview 1 - Ada.pdf", told, codes={"size": ("in Lausanne by then", "exact")}),
        file("codings/Interview 1 - Ben.pdf", told, codes={"who": ("with Zentra Holding", "exact")}),
        file("moderation/Interview 1 - Cleo.pdf", (*hiding(), *LONG), codes={}),
    )
    assert [(one.code, one.coder, one.words) for one in interview.unplaced] == [
        ("size", "Ada", "in Lausanne by then"),
        ("who", "Ben", "with Company 1 Holding"),
    ]
    assert sum("unplaced" in problem.message for problem in interview.problems) == 2


def test_a_print_out_and_a_text_export_of_one_coder_are_one_pass_as_precise_as_either() -> None:
    marked: Codes = {"drift": ("the schema", "exact"), "ops": ("by hand", "exact")}
    below: Codes = {"drift": (TALK[2], "paragraph"), "week": (TALK[3], "paragraph")}
    interview = only(
        file("codings/Interview 1 - Ada.pdf", codes=marked), file("export/Interview 1 - Ada.md", codes=below)
    )
    (one,) = interview.passes
    assert (one.coder, one.role, one.role_assumed, len(one.sources)) == ("Ada", "coder", False, 2)
    assert quotes(interview) == [("ops", "by hand"), ("drift", "the schema"), ("week", TALK[3])]


def test_a_copy_of_a_coded_file_adds_no_tag() -> None:
    codes: Codes = {"drift": ("the schema", "exact"), "ops": ("by hand", "shared")}
    once = only(file("codings/Interview 1 - Ada.pdf", codes=codes))
    twice = only(
        file("codings/Interview 1 - Ada.pdf", codes=codes), file("backup/Interview 1 - Ada.pdf", codes=codes)
    )
    assert once.passes[0].tags == twice.passes[0].tags


def test_a_file_that_does_not_say_its_role_joins_the_moderators_pass() -> None:
    interview = only(
        file("moderation/Interview 1 - Cleo.pdf", codes={"drift": ("the schema", "exact")}),
        file("seeds/001.txt", codes={"drift": (TALK[2], "paragraph")}, title="Interview 1 - Cleo"),
    )
    assert [(one.coder, one.role, one.role_assumed, len(one.tags)) for one in interview.passes] == [
        ("Cleo", "moderator", False, 1)
    ]


def test_a_role_nobody_tells_is_assumed_and_said_so() -> None:
    (one,) = only(file("Interview 1 - Ada.pdf", codes={"drift": ("the schema", "exact")})).passes
    assert (one.role, one.role_assumed) == ("coder", True)


def test_a_coder_may_moderate_another_interview_and_even_the_same() -> None:
    interview = only(
        file("codings/Interview 1 - Ada.pdf", codes={"drift": ("the schema", "exact")}),
        file("moderation/Interview 1 - Ada.pdf", codes={"ops": ("by hand", "exact")}),
    )
    assert [(one.coder, one.role) for one in interview.passes] == [("Ada", "coder"), ("Ada", "moderator")]


def test_comments_of_several_people_in_one_file_are_a_pass_each() -> None:
    ada = file("Interview 1.docx", codes={"drift": ("the schema", "exact")}, coder="Ada")
    ben = file("Interview 1.docx", codes={"ops": ("by hand", "exact")}, coder="Ben")
    assert ada.transcript is not None
    assert ben.transcript is not None
    both = replace(
        ada.transcript,
        tags=(*ben.transcript.tags, *ada.transcript.tags),
        remarks=(Remark("ask Zentra again", 0, 6, author="Ben"),),
    )
    interview = only(replace(ada, transcript=both), file("other/Interview 1.txt", hiding()))
    assert [(one.coder, [tag.code for tag in one.tags]) for one in interview.passes] == [
        ("Ada", ["drift"]),
        ("Ben", ["ops"]),
    ]
    assert [remark.text for remark in interview.passes[1].remarks] == ["ask Company 1 again"]


def test_an_empty_print_out_is_missing_data() -> None:
    interview = only(file("codings/Interview 1 - Ada.pdf", codes={}))
    assert interview.passes[0].empty


def test_a_plain_transcript_is_nobodys_pass() -> None:
    assert only(file("plain/Interview 1 - Ada.txt")).passes == ()


def test_codes_by_nobody_known_are_kept_and_told() -> None:
    interview = only(file("Interview 1.pdf", codes={"drift": ("the schema", "exact")}))
    assert interview.passes[0].coder == "unknown"
    assert any("the file does not name the coder" in problem.message for problem in interview.problems)


FILES = (
    file("plain/Interview 1.txt"),
    file(
        "codings/Interview 1 - Ada.pdf", codes={"drift": ("the schema", "exact"), "who": ("Zentra", "exact")}
    ),
    file(
        "export/Interview 1 - Ada.md", codes={"drift": (TALK[2], "paragraph"), "week": (TALK[3], "paragraph")}
    ),
    file("backup/Interview 1 - Ada.pdf", codes={"drift": ("schema changed", "exact")}),
    file("moderation/Interview 1 - Cleo.pdf", hiding(), codes={"drift": ("the schema", "shared")}),
    file("renamed.txt", tuple(text.replace("overnight", "over night") for text in TALK)),
    file("elsewhere/Interview 1.txt", OTHER),
    file("Interview 2.txt", (*OTHER, "One more thing that was said at the very end of it.")),
)


@given(st.permutations(FILES))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_files_makes_no_difference(files: list[Parsed]) -> None:
    assert gather(files) == gather(FILES)


# How much of it a copy has


def warnings(interview: Interview, words: str) -> list[tuple[str, str]]:
    return [(str(each.path), each.message) for each in interview.problems if words in each.message]


def test_a_copy_that_lacks_a_part_is_not_shown_however_many_names_it_hides() -> None:
    interview = only(
        file("a/Interview 1.txt"), file("moderation/Interview 1 - Cleo.pdf", hiding()[:3], codes={})
    )
    assert interview.transcript.text == "\n".join(hiding())
    assert interview.chosen == PurePath("a/Interview 1.txt")
    assert interview.display_reason == "of 2 copies, the only one with the whole text"
    assert warnings(interview, "not in the text shown") == []


def test_time_stamps_do_not_make_a_copy_complete() -> None:
    stamped = tuple(f"[00:0{k}:11] {text} [00:0{k}:48]" for k, text in enumerate(TALK))
    interview = only(
        file("a/Interview 1.txt", stamped), file("moderation/Interview 1 - Cleo.pdf", hiding(), codes={})
    )
    assert interview.chosen == PurePath("moderation/Interview 1 - Cleo.pdf")
    assert warnings(interview, "not in the text shown") == []


def test_of_two_plain_copies_the_one_with_a_sentence_more_is_shown() -> None:
    longer = (*TALK, *LONG, "Oh, and the owl sat on the server.")
    interview = only(file("a/Interview 1.txt", (*TALK, *LONG)), file("b/Interview 1.txt", longer))
    assert interview.transcript.text == "\n".join(longer)


def test_text_of_a_copy_that_is_not_shown_is_told_without_its_words() -> None:
    longer = (TALK[0], "Oh, and the owl sat on the server.", *TALK[1:], *LONG, "Then it flew away again.")
    interview = only(
        file("b/Interview 1.txt", longer),
        file("moderation/Interview 1 - Cleo.pdf", (*hiding(), *LONG), codes={}),
    )
    assert warnings(interview, "shown") == [
        ("b/Interview 1.txt", "2 paragraphs of this copy are not in the text shown (first: ¶ 2)")
    ]


def test_a_renamed_copy_is_told() -> None:
    interview = only(file("a/Interview 1.txt"), file("b/Interview 1.txt"), file("b/Interview 99.txt"))
    assert warnings(interview, "is called") == [
        (
            "b/Interview 99.txt",
            "the file is called 'Interview 99' and its text is that of 'Interview 1'; taken as a copy of it",
        )
    ]


# What a catalog holds already


def held(interview: Interview) -> tuple[Transcript, SourceRef]:
    source = next(one for one in interview.sources if one.path == interview.chosen)
    return interview.transcript, source


def test_the_text_of_a_catalog_stays_when_a_copy_arrives_that_hides_nothing_more() -> None:
    plain = only(file("plain/Interview 1.txt"))
    late = file(
        "moderation/Interview 1 - Cleo.pdf", tuple(t.upper() for t in TALK), codes={"d": ("SCHEMA", "exact")}
    )
    (again,) = gather([late], [in_catalog(*held(plain))])
    assert again.transcript.text == plain.transcript.text
    assert quotes(again) == [("d", "schema")]
    assert again.moved is not None
    assert again.moved.old == again.moved.new == plain.transcript.text


def test_the_text_of_a_catalog_changes_when_a_copy_hides_a_name() -> None:
    plain = only(file("plain/Interview 1.txt"))
    (again,) = gather([file("codings/Interview 1 - Ada.pdf", hiding(), codes={})], [in_catalog(*held(plain))])
    assert again.transcript.text == "\n".join(hiding())
    assert again.chosen == plain.chosen
    start = plain.transcript.text.index("the schema")
    assert again.moved is not None
    placed = again.moved.span(start, start + 10)
    assert placed is not None
    assert again.transcript.text[placed.start : placed.end] == "the schema"


def test_a_name_the_catalog_hides_stays_hidden_when_its_file_changes() -> None:
    hidden = only(file("plain/Interview 1.txt"), file("codings/Interview 1 - Ada.pdf", hiding(), codes={}))
    transcript = hidden.transcript
    source = next(one for one in hidden.sources if one.path == PurePath("plain/Interview 1.txt"))
    corrected = tuple(text.replace("a week", "two weeks") for text in TALK)
    (again,) = gather([file("plain/Interview 1.txt", corrected)], [in_catalog(transcript, source)])
    assert "two weeks" in again.transcript.text
    assert "Zentra" not in again.transcript.text


def test_a_fuller_copy_that_arrives_later_is_shown() -> None:
    part = only(file("moderation/Interview 1 - Cleo.pdf", hiding()[:3], codes={}))
    (again,) = gather([file("plain/Interview 1.txt")], [in_catalog(*held(part))])
    assert again.transcript.text == "\n".join(hiding())
    assert again.text_is_from_files


def test_a_catalog_whose_files_are_all_there_hides_nothing_of_its_own() -> None:
    """What is learned of few copies may be wrong; all of them together decide, whatever came first."""
    plain, coded = file("plain/Interview 1.txt"), file("codings/Interview 1 - Ada.pdf", hiding(), codes={})
    late = file("moderation/Interview 1 - Cleo.pdf", codes={})
    first = only(plain, coded)
    known = [(one.path, one.sha256) for one in first.sources]
    (again,) = gather([late, plain, coded], [in_catalog(*held(first), files=known)])
    assert replace(again, moved=None) == only(plain, coded, late)


def test_a_coder_known_to_the_catalog_as_moderator_stays_the_moderator() -> None:
    plain = only(file("plain/Interview 1.txt"))
    late = file("inbox/Interview 1 - Cleo.pdf", codes={"drift": ("the schema", "exact")})
    (again,) = gather([late], [in_catalog(*held(plain), [("Cleo", "moderator")])])
    assert [(one.coder, one.role, one.role_assumed) for one in again.passes] == [("Cleo", "moderator", False)]


def test_a_document_of_the_catalog_without_news_is_left_out() -> None:
    plain = only(file("plain/Interview 1.txt"))
    found = gather([file("Interview 2.txt", OTHER)], [in_catalog(*held(plain))])
    assert [one.title for one in found] == ["Interview 2"]


def test_a_stranger_of_the_same_name_leaves_the_catalogs_title_alone() -> None:
    plain = only(file("plain/Interview 1.txt"))
    found = gather([file("south/Interview 1.txt", OTHER)], [in_catalog(*held(plain))])
    assert [one.title for one in found] == ["Interview 1 (south)"]


# The real thing


@pytest.fixture(scope="module")
def everything(
    corpus_parsed: dict[Path, Parsed],
) -> tuple[Mapping[PurePath, Parsed], dict[str, Interview]]:
    parsed = {path: corpus_parsed[path] for path in sorted(corpus_parsed)}
    return parsed, {one.title: one for one in gather(parsed.values())}


def test_the_corpus_is_twenty_seven_documents(
    everything: tuple[Mapping[PurePath, Parsed], dict[str, Interview]],
) -> None:
    _, found = everything
    assert len(found) == 27
    assert Counter(one.transcript.kind for one in found.values()) == {
        "interview": 24,
        "article": 2,
        "slides": 1,
    }
    sizes = Counter(len(one.sources) for title, one in found.items() if title.startswith("Interview "))
    assert sizes == {4: 22, 5: 2}
    assert {len(one.sources) for one in (found["Interview 29"], found["Interview 11"])} == {5}


def test_every_interview_of_the_corpus_has_two_coders_and_a_moderator(
    everything: tuple[Mapping[PurePath, Parsed], dict[str, Interview]],
) -> None:
    for title, one in everything[1].items():
        if title.startswith("Interview "):
            assert sorted(work.role for work in one.passes) == ["coder", "coder", "moderator"], title
            assert not any(work.role_assumed for work in one.passes)


def test_the_text_export_adds_nothing_to_the_moderators_print_out(
    everything: tuple[Mapping[PurePath, Parsed], dict[str, Interview]],
) -> None:
    (work,) = (one for one in everything[1]["Interview 11"].passes if one.role == "moderator")
    assert len(work.sources) == 2
    assert len({(tag.code, tag.paragraph) for tag in work.tags}) == 82
    assert len({tag.paragraph for tag in work.tags}) == 61
    assert "paragraph" not in {tag.extent for tag in work.tags}


def test_coded_words_of_the_corpus_land_on_the_same_words_of_the_shown_text(
    everything: tuple[Mapping[PurePath, Parsed], dict[str, Interview]],
) -> None:
    parsed, found = everything
    total = kept = 0.0
    for interview in found.values():
        assert interview.unplaced == ()
        for source in interview.sources:
            transcript = parsed[source.path].transcript
            assert transcript is not None
            offsets = align(transcript.text, interview.transcript.text)
            for tag in transcript.tags:
                placed = offsets.span(tag.start, tag.end)
                assert placed is not None, f"{source.path}: a tag {tag.code} has no place"
                size = tag.end - tag.start
                total, kept = total + size, kept + size * placed.kept
    assert total > 300_000
    assert kept / total > 0.999
