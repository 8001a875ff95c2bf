"""Asking the catalog through the real command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import small_catalog
from command_line import Kb

from kb.db.engine import open_for_reading, reading
from kb.queries.search.results import search

ASKING = {
    "status": (),
    "issues": (),
    "issue": ("concept-drift",),
    "fixes": (),
    "stages": (),
    "codes": (),
    "quotes": (),
    "search": ("provider",),
    "history": (),
    "export": ("codings",),
}


def row(rows: list[dict[str, Any]], **wanted: object) -> dict[str, Any]:
    """The one row that has these values."""
    [found] = [each for each in rows if all(each[name] == value for name, value in wanted.items())]
    return found


def numbers(found: dict[str, Any]) -> tuple[int, int, int]:
    return int(found["interviews"]), int(found["coders"]), int(found["codings"])


# --- Counts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("issue", ["concept-drift", "silent-provider", "rotting-input", "nobody-looks"])
def test_an_issue_is_as_loud_in_the_list_as_on_its_page_as_in_its_quotes_as_in_its_codes(
    kb: Kb, issue: str
) -> None:
    expected = small_catalog.counts(small_catalog.coded(issue=issue))
    listed = row(kb("issues", "--all", "--format", "json").json, issue=issue)
    page = kb("issue", issue, "--quotes", "0", "--format", "json").json
    quoted = kb("quotes", "--codings", "--issue", issue, "--limit", "0", "--format", "json").json
    carrying = kb("codes", "--issue", issue, "--format", "json").json
    assert numbers(listed) == expected
    assert numbers(page["counts"]) == expected
    assert sum(each["codings"] for each in page["quotes"]) == len(quoted) == expected[2]
    assert len({each["document"] for each in quoted}) == expected[0]
    assert len({each["coder"] for each in quoted}) == expected[1]
    assert (
        sum(each["codings"] for each in carrying)
        == sum(each["codings"] for each in page["codes"])
        == expected[2]
    )


@pytest.mark.parametrize("stage", small_catalog.STAGES)
def test_a_stage_is_as_loud_as_the_quotes_of_its_issues_and_a_coding_counts_once(kb: Kb, stage: str) -> None:
    expected = small_catalog.counts(small_catalog.coded(stage=stage))
    listed = row(kb("stages", "--format", "json").json, stage=stage)
    quoted = kb("quotes", "--codings", "--stage", stage, "--limit", "0", "--format", "json").json
    assert numbers(listed) == expected
    assert len(quoted) == expected[2]
    assert listed["issues"] == sum(stage in each.stages for each in small_catalog.ISSUES.values())


def test_a_cell_of_stage_by_aspect_is_what_both_filters_together_find(kb: Kb) -> None:
    cells = kb("stages", "--by-aspect", "--format", "json").json
    # Data-unstable-provider carries an issue of data collection and another that hurts evolvability.
    assert {(cell["stage"], cell["aspect"]) for cell in cells} == {
        ("data-collection", "data-quality"),
        ("deployment", "evolvability"),
        ("maintenance", "evolvability"),
    }
    for stage in small_catalog.STAGES:
        for aspect in small_catalog.ASPECTS:
            both = ("--stage", stage, "--aspect", aspect)
            found = [cell["codings"] for cell in cells if (cell["stage"], cell["aspect"]) == (stage, aspect)]
            quoted = kb("quotes", "--codings", *both, "--limit", "0", "--format", "json").json
            listed = row(kb("stages", *both, "--format", "json").json, stage=stage)
            assert [len(quoted)] == (found or [0]) == [listed["codings"]]


@pytest.mark.parametrize("code", ["Drift", "Data-unstable-provider", "Monitoring-fix", "trial and error"])
def test_a_code_is_used_as_often_as_it_is_quoted_in_any_spelling(kb: Kb, code: str) -> None:
    expected = small_catalog.counts(small_catalog.coded(code=code))
    listed = row(kb("codes", "--format", "json").json, code=code)
    quoted = kb("quotes", "--codings", "--code", code, "--limit", "0", "--format", "json").json
    assert numbers(listed) == expected
    assert [each["code"] for each in quoted] == [code] * expected[2]


def test_a_coding_over_two_paragraphs_counts_once_and_touches_two(kb: Kb) -> None:
    found = row(kb("codes", "--format", "json").json, code="Data-unstable-provider")
    assert (found["codings"], found["paragraphs"]) == (3, 3)


def test_all_codes_together_have_the_codings_of_the_catalog(kb: Kb) -> None:
    totals = kb("status", "--format", "json").json["totals"]
    assert sum(each["codings"] for each in kb("codes", "--format", "json").json) == totals["codings"] == 10
    assert totals["spills"] == 1


def test_a_spill_counts_only_when_it_is_asked_for(kb: Kb) -> None:
    without = row(kb("issues", "--format", "json").json, issue="concept-drift")
    with_it = row(kb("issues", "--spill", "--format", "json").json, issue="concept-drift")
    assert with_it["codings"] == without["codings"] + 1


def test_an_empty_pass_is_told_as_missing(kb: Kb) -> None:
    documents = kb("status", "--format", "json").json["documents"]
    passes = row(documents, document="Interview 2")["passes"]
    assert [each["empty"] for each in passes if each["coder"] == "Cem"] == [True]
    assert "empty" in next(line for line in kb("status").out.splitlines() if "Cem" in line)


def test_issues_nobody_spoke_of_are_listed_only_when_asked_for(kb: Kb) -> None:
    assert "nobody-looks" not in kb("issues").out
    assert "nobody-looks" in kb("issues", "--all").out


@pytest.mark.parametrize("command", ["issues", "fixes", "codes"])
def test_a_list_can_be_cut_and_says_so(kb: Kb, command: str) -> None:
    everything = kb(command, "--all", "--format", "json").json
    cut = kb(command, "--all", "--limit", "1", "--format", "json")
    assert cut.json == everything[:1]
    assert cut.err == f"{len(everything)} {command}, showing 1: --limit 0 shows all\n"


# --- Filters --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(
            ("--document", "11"), ["provider changes", "provider changes", "drift is worse"], id="document"
        ),
        pytest.param(("--document", "11", "--coder", "Cem"), ["provider changes"], id="document and coder"),
        pytest.param(
            ("--pass-role", "moderator", "--code", "Drift"),
            ["data changed", "drift is worse"],
            id="pass role",
        ),
        pytest.param(("--fix", "watch-it"), ["trial and error", "began to monitor"], id="fix"),
        pytest.param(("--code", "DRIFTS", "--speaker-role", "interviewer"), [], id="nobody of this role"),
        pytest.param(("--text", "winter"), ["drift is worse"], id="text"),
        pytest.param(("--text", "provider", "--issue", "concept-drift"), [], id="text and issue"),
        pytest.param(
            ("--code", "Drift and Data-unstable-provider"),
            ["data changed", "told us, and the model", "the model drifted"],
            id="paragraphs coded with both",
        ),
        pytest.param(
            ("--code", "Drift and not Data-unstable-provider"), ["drift is worse"], id="one but not the other"
        ),
        pytest.param(("--code", "trial and error"), ["trial and error"], id="a code that is called so"),
        pytest.param(
            (
                "--code",
                '("trial and error" or Drift) and not Data-unstable-provider',
                "--pass-role",
                "moderator",
            ),
            ["trial and error", "drift is worse"],
            id="brackets",
        ),
        pytest.param(
            ("--code", "Drift", "--spill", "--coder", "Bea"), ["model drifted", ""], id="spills too"
        ),
    ],
)
def test_filters_that_are_given_must_all_hold(kb: Kb, filters: tuple[str, ...], expected: list[str]) -> None:
    answer = kb("quotes", "--codings", *filters, "--limit", "0", "--format", "json").json
    found = [each["quote"] for each in answer]
    assert len(found) == len(expected)
    assert all(part in quote for part, quote in zip(expected, found, strict=True))


def test_issues_are_chosen_by_stage_and_their_evidence_by_coder(kb: Kb) -> None:
    found = kb("issues", "--stage", "Maintenance", "--coder", "Bea", "--format", "json").json
    assert {each["issue"]: each["codings"] for each in found} == {"concept-drift": 1, "rotting-input": 1}


def test_an_issue_that_is_asked_for_is_the_only_one_listed(kb: Kb) -> None:
    found = kb("issues", "--issue", "silent-provider", "--format", "json").json
    assert [each["issue"] for each in found] == ["silent-provider"]


def test_fixes_are_chosen_by_the_issue_they_mitigate(kb: Kb) -> None:
    found = kb("fixes", "--issue", "nobody-looks", "--format", "json").json
    assert [(each["fix"], each["codings"]) for each in found] == [("watch-it", 2)]
    everything = kb("fixes", "--all", "--format", "json").json
    assert [each["fix"] for each in everything] == ["watch-it", "sign-a-contract"]


# --- One issue, one fix, one quote ------------------------------------------------------------------------


def test_an_issues_page_tells_all_that_is_known_of_it(kb: Kb) -> None:
    shown = kb("issue", "I6.2").out
    for part in (
        "The world moves on, and it hurts.",
        "Evolvability",
        "Deployment, Maintenance",
        "2 of 3 coded interviews, coders: 2, codings: 3",
        "watch-it",
        "“The data changed overnight.”",
        "— Interview 2, Interviewee, ¶ 2 · Drift · Amin (moderator)",
        "¶ 1  Interviewer: What broke?",
    ):
        assert part in shown


def test_an_issues_page_is_found_by_name_title_and_number(kb: Kb) -> None:
    pages = [
        kb("issue", name, "--format", "json").json for name in ("concept-drift", "the world moves on", "i6.2")
    ]
    assert pages[0] == pages[1] == pages[2]


def test_a_fixs_page_has_its_statement_and_its_quotes(kb: Kb) -> None:
    page = kb("fixes", "Watch it", "--format", "json").json
    assert (page["fix"], page["codings"], len(page["quotes"])) == ("watch-it", 2, 2)
    assert "“we began to monitor”" in kb("fixes", "watch-it").out


def test_context_is_the_paragraphs_around_the_coded_words(kb: Kb) -> None:
    [quote] = kb("quotes", "--text", "winter", "--context", "1", "--format", "json").json
    assert [line["position"] for line in quote["context"]] == [1, 2]
    shown = kb("quotes", "--text", "winter", "--context", "1").out
    assert "¶ 2  Interviewee: The provider changes the format without a word." in shown


def test_people_count_paragraphs_from_one_and_programs_from_zero(kb: Kb) -> None:
    assert "¶ 2-3 " in kb("quotes", "--coder", "Bea", "--code", "Data-unstable-provider").out
    asked = ("quotes", "--coder", "Bea", "--code", "Data-unstable-provider", "--format", "json")
    [quote] = kb(*asked, "--codings").json
    assert (quote["paragraph"], quote["paragraphs"]) == (1, 2)
    assert [each["paragraph_number"] for each in kb(*asked).json] == [2]


def test_words_that_are_coded_twice_are_shown_once_with_both_codings(kb: Kb) -> None:
    shown = kb("quotes", "--code", "Data-unstable-provider", "--document", "11").out
    assert shown.count("“The provider changes the format without a word.”") == 1
    assert "Data-unstable-provider · Cem (coder), Amin (moderator)" in " ".join(shown.split())
    assert "paragraph only, no marked words" not in shown  # Amin marked them
    both = kb("quotes", "--text", "trial", "--coder", "Amin").out.split()
    assert "Monitoring-fix · Amin (moderator); trial and error · Amin (moderator)" in " ".join(both)


@pytest.mark.parametrize("of", [(), ("--codings",)], ids=["quotes", "codings"])
def test_pages_of_quotes_follow_each_other_until_the_last(kb: Kb, of: tuple[str, ...]) -> None:
    seen: list[dict[str, Any]] = []
    after: tuple[str, ...] = ()
    for _ in range(4):
        page = kb("quotes", *of, "--limit", "3", "--format", "json", *after)
        seen += page.json
        if "--after" not in page.err:
            break
        place = page.err.partition("--after ")[2].removesuffix(" continues\n")
        after = ("--after", place.strip("'"))
    assert seen == kb("quotes", *of, "--limit", "0", "--format", "json").json


def test_quotes_join_what_several_coders_coded_and_tell_both_numbers(kb: Kb) -> None:
    asked = ("quotes", "--limit", "0", "--format", "json")
    quotes, codings = kb(*asked).json, kb(*asked, "--codings").json
    assert len(quotes) < len(codings) == sum(each["codings"] for each in quotes) == 10
    assert quotes == kb("export", "quotes", "--format", "json").json
    assert f"{len(quotes)} quotes (10 codings), showing 3" in kb("quotes", "--limit", "3").err
    assert "10 codings, showing 3" in kb("quotes", "--codings", "--limit", "3").err


# --- Search -----------------------------------------------------------------------------------------------


def test_a_search_finds_words_by_their_stem_coded_or_not(kb: Kb) -> None:
    found = kb("search", "drifting", "--format", "json").json
    assert {(each["document"], each["paragraph"]) for each in found} == {
        ("Interview 2", 1),
        ("Interview 11", 2),
        ("Nasty article", 1),
    }
    uncoded = row(found, document="Nasty article")
    [[start, end]] = uncoded["found"]
    assert uncoded["codes"] == []
    assert uncoded["text"][start:end] == "drift"


@pytest.mark.parametrize("query", ["-drift", "", '"', "*", "a\x00b"])
def test_a_search_for_nothing_is_no_error(kb: Kb, query: str) -> None:
    asked = kb("search", "--format", "json", "--", query)
    assert asked.code == 0
    assert asked.json == []
    words = any(map(str.isalnum, query))
    assert asked.err.startswith(
        "no paragraph contains these words" if words else "the query contains no words"
    )


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "the query contains no words"),
        (' "" - ', "the query contains no words"),
        ("zebra", "no paragraph contains these"),
    ],
)
def test_a_search_that_finds_nothing_says_why(kb: Kb, query: str, told: str) -> None:
    assert kb("search", query).err.startswith(told)


@pytest.mark.parametrize(
    "query",
    [
        "code:Drift and not model",
        "drift near:1 provider",
        "code:Drift or zebra",
        "drift or code:monitoring-fix",
    ],
)
def test_a_search_finds_the_same_paragraphs_as_the_page(kb: Kb, catalog: Path, query: str) -> None:
    found = kb("search", query, "--limit", "0", "--format", "json").json
    with reading(open_for_reading(catalog)) as session:
        groups = search(session, query, limit=None).groups
    on_page = [(group.document, hit.paragraph) for group in groups for hit in group.hits]
    assert sorted((each["document"], each["paragraph"]) for each in found) == sorted(on_page)
    assert on_page


def test_a_search_for_words_and_a_code_shows_the_words_first(kb: Kb) -> None:
    found = kb("search", "zebra or code:Drift or provider", "--format", "json").json
    has_word = ["provider" in each["text"].casefold() for each in found]
    assert has_word == sorted(has_word, reverse=True)
    assert True in has_word


def test_paragraphs_that_sound_like_a_code_are_found_by_its_cues(kb: Kb) -> None:
    found = kb("quotes", "--like", "drifts", "--format", "json").json
    assert (found[0]["document"], found[0]["paragraph"]) == ("Interview 2", 1)  # both cues
    only = kb("quotes", "--like", "Drift", "--document", "11", "--format", "json").json
    assert [each["document"] for each in only] == ["Interview 11"]


def test_sounding_like_a_code_cannot_be_asked_of_a_coder(kb: Kb) -> None:
    asked = kb("quotes", "--like", "Drift", "--coder", "Bea")
    assert asked.code == 2
    assert "--coder" in asked.err


# --- Every format of every command --------------------------------------------------------------------------


@pytest.mark.parametrize("command", ASKING)
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_every_command_answers_in_every_format(kb: Kb, command: str, form: str) -> None:
    answer = kb(command, *ASKING[command], "--format", form)
    assert answer.code == 0
    assert answer.read(form)


@pytest.mark.parametrize("command", ["issues", "fixes", "stages", "codes", "quotes"])
def test_the_formats_for_programs_tell_the_same(kb: Kb, command: str) -> None:
    rows = kb(command, "--format", "json").json
    assert kb(command, "--format", "jsonl").lines == rows
    table = kb(command, "--format", "csv").csv
    assert [list(each) for each in table] == [list(each) for each in rows]
    for name, value in rows[0].items():
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            assert table[0][name] in (str(value), f"'{value}")


@pytest.mark.parametrize("command", ["issues", "fixes", "codes", "quotes"])
def test_nothing_found_is_an_empty_answer_with_a_note(kb: Kb, command: str) -> None:
    nothing = ("--text", "xyzzy")
    asked = kb(command, *nothing, "--format", "json")
    assert (asked.code, asked.json) == (0, [])
    assert asked.err.count("\n") == 1
    assert kb(command, *nothing, "--format", "csv").out.count("\n") == 1  # the header


def test_moments_are_written_in_iso_with_their_offset(kb: Kb) -> None:
    assert kb("quotes", "--codings", "--format", "json").json[0]["created"] == "2026-03-02T09:30:00+00:00"


def test_an_expression_may_be_as_long_as_a_person_writes_it(kb: Kb) -> None:
    for expression in ("(" * 66 + "Drift" + ")" * 66, " or ".join(["Drift"] * 100)):
        asked = kb("quotes", "--code", expression, "--format", "json")
        assert (asked.code, len(asked.json)) == (0, 3)


# --- Mistakes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(("issue", "concept-drif"), "did you mean 'concept-drift'?", id="issue"),
        pytest.param(("fixes", "wach-it"), "did you mean 'watch-it'?", id="fix"),
        pytest.param(("quotes", "--code", "Drfit"), "did you mean 'Drift'?", id="code"),
        pytest.param(("issues", "--stage", "deploy"), "did you mean 'deployment'?", id="stage"),
        pytest.param(("issues", "--aspect", "evolvable"), "did you mean 'evolvability'?", id="aspect"),
        pytest.param(("quotes", "--document", "Intervew 2"), "did you mean 'Interview 2'?", id="document"),
        pytest.param(("quotes", "--coder", "Be"), "did you mean 'Bea'?", id="coder"),
        pytest.param(
            ("quotes", "--code", "Drift and"),
            "expected a code after “and” (character 7)",
            id="half an expression",
        ),
        pytest.param(("quotes", "--code", "(Drift"), "this bracket is not closed", id="open bracket"),
        pytest.param(("quotes", "--code", "not Drift"), "needs at least one code without", id="only not"),
        pytest.param(("search", "drift and (alert"), "not closed; add “)” (character 11)", id="search"),
        pytest.param(("search", "code:Drfit"), "did you mean 'Drift'?", id="code in a search"),
        pytest.param(
            ("quotes", "--text", "drift near:x model"), "number of paragraphs", id="words of a filter"
        ),
        pytest.param(("quotes", "--after", "nowhere"), "--after needs the cursor", id="no place"),
        pytest.param(("quotes", "--like", "Monitoring-fix"), "no cues", id="code without cues"),
        pytest.param(("issues", "--database", "nowhere.db"), "no catalog at nowhere.db", id="no catalog"),
        pytest.param(("undo", "abcdef"), "no action begins with 'abcdef'", id="no action"),
        pytest.param(
            ("export", "codings", "--out", "no/folder/x.csv"), "cannot write no/folder/x.csv", id="no folder"
        ),
        pytest.param(
            ("quotes", "--after", '["a", 1e999, 1]'),
            "--after needs the cursor",
            id="a place beyond all numbers",
        ),
        pytest.param(
            ("quotes", "--after", f'["a", {"9" * 30}, 1]'), "--after needs the cursor", id="a place too far"
        ),
        pytest.param(("quotes", "--code", "(" * 3000), "a search can have", id="endless brackets"),
        pytest.param(
            ("quotes", "--code", " or ".join(["Drift"] * 3000)), "a search can have", id="endless codes"
        ),
        pytest.param(
            ("issues", "--database", "foo://bar"), "no driver for foo", id="no such kind of database"
        ),
        pytest.param(("issues", "--database", "://"), "is not a database URL", id="no URL"),
        pytest.param(("issues", "--database", "."), "is not a catalog", id="a folder"),
    ],
)
def test_a_mistake_is_told_in_one_line_that_says_what_to_do(
    kb: Kb, arguments: tuple[str, ...], told: str
) -> None:
    asked = kb(*arguments)
    assert (asked.code, asked.out) == (2, "")
    assert told in asked.err
    assert asked.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("issues", "--format", "xml"), id="no such format"),
        pytest.param(("quotes", "--pass-role", "boss"), id="no such role"),
        pytest.param(("quotes", "--limit", "-1"), id="fewer than none"),
        pytest.param(("search", "x", "--limit", "9" * 30), id="more than can be counted"),
        pytest.param(("export", "codings", "--out", "."), id="a folder is no file"),
        pytest.param(("export", "recipes"), id="nothing to export"),
        pytest.param(("export", "paragraphs", "--coder", "Bea"), id="paragraphs of a coder"),
        pytest.param(("export", "codings", "--out", "codings.data"), id="a format that is not told"),
        pytest.param(("issu",), id="no such command"),
    ],
)
def test_misuse_ends_with_code_two_and_writes_no_answer(kb: Kb, arguments: tuple[str, ...]) -> None:
    asked = kb(*arguments)
    assert (asked.code, asked.out) == (2, "")
    assert "Traceback" not in asked.err
