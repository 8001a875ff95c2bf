"""Reading a taxonomy: what a good file gives, and what is said of a broken one."""

from __future__ import annotations

import os
from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.codebook.taxonomy import (
    LARGEST,
    CodeEntry,
    TaxonomyError,
    code_key,
    parse_taxonomy,
    read_taxonomy,
    taxonomy_doubts,
)
from kb.errors import KbError, UnknownNameError, nearest

HERE = PurePath("taxonomy.yaml")

VALID = """\
stages:
  maintenance: {title: Maintenance, about: Keeping it good.}
aspects:
  reliability: {title: Reliability, about: It goes on working.}
codes:
  Data-issues:
    kind: umbrella
    definition: Use when data is bad.
    cues: [bad data, messy, poor data]
  MM-drift:
    kind: issue
    stage: maintenance
    aspect: reliability
    parent: Data-issues
    aliases: [concept drift]
    definition: Use when the world moves on.
    cues: [drift, stale, shift in]
  MM-drift-fix:
    kind: fix
    definition: Use when somebody retrains.
    cues: [retrain, refresh, update]
issues:
  drift:
    title: Drift
    statement: The world moves on.
    aspect: reliability
    stages: [maintenance]
    codes: [MM-drift]
    study: I6.1
fixes:
  retraining:
    title: Retraining
    statement: Train again.
    mitigates: [drift]
    codes: [MM-drift-fix]
"""


def broken(old: str, new: str) -> str:
    """The valid file with one passage replaced."""
    assert VALID.count(old) == 1, f"{old!r} is not there exactly once"
    return VALID.replace(old, new)


def faults(text: str) -> list[str]:
    with pytest.raises(TaxonomyError) as caught:
        parse_taxonomy(text, HERE)
    return str(caught.value).splitlines()


# What a good file gives


def test_a_valid_file_becomes_values_in_its_order() -> None:
    taxonomy = parse_taxonomy(VALID, HERE)
    assert list(taxonomy.codes) == ["Data-issues", "MM-drift", "MM-drift-fix"]
    assert taxonomy.codes["MM-drift"] == CodeEntry(
        name="MM-drift",
        kind="issue",
        definition="Use when the world moves on.",
        cues=("drift", "stale", "shift in"),
        stage="maintenance",
        aspect="reliability",
        parent="Data-issues",
        aliases=("concept drift",),
    )
    assert taxonomy.stages["maintenance"].position == 0
    assert taxonomy.issues["drift"].study == "I6.1"
    assert taxonomy.text == VALID
    assert len(taxonomy.sha256) == 64


@pytest.mark.parametrize(
    "spelling", ["MM-drift", "mm_drift", "MM Drifts", "Concept-drift", "concept  drifts"]
)
def test_a_code_is_found_by_every_spelling_of_it(spelling: str) -> None:
    taxonomy = parse_taxonomy(VALID, HERE)
    assert taxonomy.canonical(spelling) == "MM-drift"
    assert taxonomy.code(spelling).name == "MM-drift"
    assert [issue.key for issue in taxonomy.issues_of(spelling)] == ["drift"]
    assert taxonomy.fixes_of(spelling) == ()


def test_a_fix_is_found_by_its_code_and_by_the_issue_it_answers() -> None:
    taxonomy = parse_taxonomy(VALID, HERE)
    assert [fix.key for fix in taxonomy.fixes_of("mm-drifts-fix")] == ["retraining"]
    assert [fix.key for fix in taxonomy.fixes_for("drift")] == ["retraining"]


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    taxonomy = parse_taxonomy(VALID, HERE)
    assert taxonomy.canonical("MM-drfit") is None
    assert taxonomy.issues_of("MM-drfit") == ()
    assert taxonomy.fixes_of("MM-drfit") == ()
    with pytest.raises(UnknownNameError, match="no code 'MM-drfit' in the taxonomy; did you mean 'MM-drift'"):
        taxonomy.code("MM-drfit")
    with pytest.raises(UnknownNameError, match="no issue 'drfit' in the taxonomy; did you mean 'drift'"):
        taxonomy.fixes_for("drfit")


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Data-imbalanced-datset", "Data-imbalanced-dataset"),
        ("IMBALANCED", "Data-imbalanced-dataset"),
        ("artifact management", "MLP-artefact-management-issues"),
        ("Interview 22", "Interview 2"),
        ("工程師", "軟體工程師"),
        ("blah", None),
        ("Mara", None),
        ("abc", None),
        ("--", None),
        ("", None),
    ],
)
def test_only_a_name_that_is_like_the_asked_one_is_offered(asked: str, meant: str | None) -> None:
    known = ["MLP-artefact-management-issues", "Data-imbalanced-dataset", "Interview 2", "軟體工程師"]
    assert nearest(asked, known) == meant


def test_a_cue_is_a_word_whatever_yaml_would_make_of_it() -> None:
    taxonomy = parse_taxonomy(broken("[drift, stale, shift in]", "[404, no, 2024-01-31, 1.5]"), HERE)
    assert taxonomy.codes["MM-drift"].cues == ("404", "no", "2024-01-31", "1.5")


def test_a_section_may_be_absent_or_empty_until_it_is_needed() -> None:
    taxonomy = parse_taxonomy(VALID[: VALID.index("fixes:")] + "fixes:\n", HERE)
    assert taxonomy.fixes == {}


# Spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Data-missing-value", "Data-missing-values"),
        ("ME-Metrics-Meaningless-For-Stakeholder", "ME-metrics-meaningless-for-stakeholder"),
        ("MD-issues-with-dependencies", "md issue with dependency"),
        ("Issues with performance alerts", "issues_with_performance_alerts"),
        ("Data-noisy-labels-fix", "Data-noisy-label-fix"),
        ("Data-no-feasibility-analyses", "Data-no-feasibility-analysis"),
        ("noisy classes", "noisy-class"),
        ("sampling\u2013biases", "sampling-bias"),
        ("check boxes", "check-box"),
        ("Model-deployment-issues [MD]", "model-deployment-issue  [md]"),
    ],
)
def test_spellings_of_one_code_have_one_key(one: str, other: str) -> None:
    assert code_key(one) == code_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MM-drift", "MM-drift-fix"),
        ("Model-deployment-issues [MD]", "Model-deployment-issues"),
        ("bias", "bia"),
        ("class", "clas"),
        ("analysis", "analysi"),
        ("status", "statu"),
        ("news", "new"),
        ("Q2.1", "Q21"),
        ("Q2.1", "Q2.2"),
    ],
)
def test_different_codes_keep_different_keys(one: str, other: str) -> None:
    assert code_key(one) != code_key(other)


@given(
    st.lists(st.from_regex(r"[A-Za-z0-9\[\]().]{1,12}", fullmatch=True), min_size=1, max_size=5), st.data()
)
def test_a_key_ignores_case_and_joints_and_is_its_own_key(words: list[str], data: st.DataObject) -> None:
    joint = data.draw(st.sampled_from(["-", "_", " ", " - ", "\u00a0", "\u2013"]))
    assert (
        code_key(joint.join(words).upper())
        == code_key("-".join(words))
        == code_key(code_key("-".join(words)))
    )


# What a broken file says

ONE_FAULT = {
    "nothing": ("", "1: the file is empty; it needs at least the section 'codes'"),
    "only comments": ("# later\n", "1: the file is empty; it needs at least the section 'codes'"),
    "null": ("null\n", "1: the file is empty; it needs at least the section 'codes'"),
    "not a mapping": ("- codes\n", "1: the file must be 'name: …' lines, not a list"),
    "open bracket": (
        "codes: [\n",
        "2: not YAML: expected the node content, but found '<stream end>'",
    ),
    "tab": ("codes:\n\tMM-drift: 1\n", "2: not YAML: found character '\\t' that cannot start any token"),
    "two documents": (
        VALID + "---\n" + VALID,
        "36: not YAML: but found another document (in what begins on line 1)",
    ),
    "control character": (
        "codes: \x07\n",
        "1: not YAML: unacceptable character #x0007: special characters are not allowed",
    ),
    "deep nesting": ("- " * 5_000, "1: not a taxonomy: its lists are nested too deep"),
    "unknown section": (
        broken("\nissues:", "\nisues:").replace("[drift]", "[]"),
        "22: no section 'isues'; did you mean 'issues'?",
    ),
    "section is text": (
        broken("  reliability: {title: Reliability, about: It goes on working.}", "  reliability").replace(
            "    aspect: reliability\n", ""
        ),
        "4: section 'aspects' must be 'name: …' lines, not plain text",
    ),
    "duplicate code": (
        broken("  MM-drift-fix:\n", "  MM-drift:\n").replace("[MM-drift-fix]", "[]"),
        "18: 'MM-drift' is already on line 10",
    ),
    "duplicate field": (
        broken("    kind: issue\n", "    kind: issue\n    kind: fix\n"),
        "12: 'kind' is already on line 11",
    ),
    "unknown field": (
        broken("    definition: Use when the", "    defintion: x\n    definition: Use when the"),
        "16: 'MM-drift' has no field 'defintion'; did you mean 'definition'?",
    ),
    "missing kind": (broken("    kind: fix\n", ""), "18: 'MM-drift-fix' lacks its field 'kind'"),
    "list for text": (
        broken("title: Drift", "title: [Drift]"),
        "24: 'title' of 'drift' must be text, not a list",
    ),
    "group for text": (
        broken("title: Drift", "title: {is: Drift}"),
        "24: 'title' of 'drift' must be text, not a group of fields",
    ),
    "text for list": (
        broken("codes: [MM-drift]", "codes: MM-drift"),
        "28: 'codes' of 'drift' must be a list: write [one, two]",
    ),
    "list in list": (
        broken("[retrain, refresh, update]", "[retrain, refresh, update, [x]]"),
        "21: an item of 'cues' of 'MM-drift-fix' must be text, not a list",
    ),
    "empty text": (broken("title: Drift", "title: ''"), "24: 'title' of 'drift' is empty"),
    "no text": (broken("title: Drift", "title:"), "24: 'title' of 'drift' is empty"),
    "empty cue": (
        broken("[retrain, refresh, update]", "[retrain, refresh, update, '']"),
        "21: an item of 'cues' of 'MM-drift-fix' is empty",
    ),
    "cue twice": (
        broken("[retrain, refresh, update]", "[retrain, refresh, update, retrain]"),
        "21: 'cues' of 'MM-drift-fix' names 'retrain' twice",
    ),
    "two lines": (
        broken("definition: Use when the world moves on.", "definition: |\n      Use when\n      it moves."),
        "16: 'definition' of 'MM-drift' must be one line; fold it with '>-' instead of '|'",
    ),
    "anchor": (
        broken("title: Drift", "title: &d Drift"),
        "24: '&' and '*' references are not allowed here; write the words out",
    ),
    "reference": (
        broken("codes: [MM-drift]", "codes: &c [MM-drift]").replace("codes: [MM-drift-fix]", "codes: *c"),
        "28: '&' and '*' references are not allowed here; write the words out",
    ),
    "unknown kind": (broken("kind: issue", "kind: isue"), "11: no kind 'isue'; did you mean 'issue'?"),
    "unknown stage of a code": (
        broken("stage: maintenance", "stage: maintenence"),
        "12: no stage 'maintenence'; did you mean 'maintenance'?",
    ),
    "unknown stage of an issue": (
        broken("stages: [maintenance]", "stages: [maintenance, deploymnt]"),
        "27: no stage 'deploymnt'",
    ),
    "unknown aspect": (
        broken("    aspect: reliability\n    parent", "    aspect: relability\n    parent"),
        "13: no aspect 'relability'; did you mean 'reliability'?",
    ),
    "unknown parent": (
        broken("parent: Data-issues", "parent: Data-isues"),
        "14: no code 'Data-isues'; did you mean 'Data-issues'?",
    ),
    "parent is no umbrella": (
        broken("    kind: fix\n", "    kind: fix\n    parent: MM-drift\n"),
        "20: the parent 'MM-drift' is of kind 'issue', not 'umbrella'",
    ),
    "own parent": (
        broken("    kind: umbrella\n", "    kind: umbrella\n    parent: Data-issues\n"),
        "8: these parents form a circle: Data-issues → Data-issues",
    ),
    "ring of parents": (
        broken("    kind: umbrella\n", "    kind: umbrella\n    parent: All\n").replace(
            "codes:\n  Data-issues",
            "codes:\n"
            "  All: {kind: umbrella, parent: Data-issues, definition: A., cues: [a, b, c]}\n"
            "  Data-issues",
        ),
        "6: these parents form a circle: All → Data-issues → All",
    ),
    "same code in another spelling": (
        broken("  MM-drift-fix:\n", "  mm_drifts:\n").replace("[MM-drift-fix]", "[]"),
        "18: 'mm_drifts' is the code 'MM-drift' of line 10",
    ),
    "alias of another code": (
        broken("[concept drift]", "[data issue]"),
        "15: 'data issue' is the code 'Data-issues' of line 6",
    ),
    "alias without letters": (broken("[concept drift]", "['- _']"), "15: the code name '- _' has no letters"),
    "too many cues": (
        broken("[drift, stale, shift in]", f"[{', '.join('abcdefghijklmnopqrstu')}]"),
        "10: 'MM-drift' has 21 cues; write at most 20",
    ),
    "unknown code": (broken("[MM-drift]", "[MM-drfit]"), "28: no code 'MM-drfit'; did you mean 'MM-drift'?"),
    "code in another case": (
        broken("[MM-drift]", "[mm-drift]"),
        "28: no code 'mm-drift'; did you mean 'MM-drift'?",
    ),
    "issue lists a fix": (
        broken("[MM-drift]", "[MM-drift-fix]"),
        "28: 'drift' lists 'MM-drift-fix', which is of kind 'fix', not 'issue'",
    ),
    "issue lists an umbrella": (
        broken("[MM-drift]", "[MM-drift, Data-issues]"),
        "28: 'drift' lists 'Data-issues', which is of kind 'umbrella', not 'issue'",
    ),
    "fix lists an issue": (
        broken("[MM-drift-fix]", "[MM-drift]"),
        "35: 'retraining' lists 'MM-drift', which is of kind 'issue', not 'fix'",
    ),
    "unknown issue": (
        broken("mitigates: [drift]", "mitigates: [drfit]"),
        "34: no issue 'drfit'; did you mean 'drift'?",
    ),
    "no such word": (
        broken("stages:\n", "words:\n  issues: {singular: barrier, plural: barriers}\nstages:\n"),
        "2: no word 'issues' to rename; they are issue, fix, stage, aspect",
    ),
    "word without a plural": (
        broken("stages:\n", "words:\n  issue: {singular: barrier}\nstages:\n"),
        "2: 'issue' lacks its field 'plural'",
    ),
    "word that fits no heading": (
        broken("stages:\n", f"words:\n  issue: {{singular: barrier, plural: {'b' * 31}}}\nstages:\n"),
        "2: 'plural' has 31 characters; write at most 30",
    ),
    "study with another field": (
        broken("stages:\n", "study:\n  title: Nurses\nstages:\n"),
        "2: 'study' has no field 'title'",
    ),
    "study that is a text": (
        broken("stages:\n", "study: Nurses\nstages:\n"),
        "1: 'study' must be 'name: …' lines, not plain text",
    ),
    "study issue twice": (
        broken(
            "fixes:\n",
            "  again: {title: A, statement: B., stages: [], codes: [], study: I6.1}\nfixes:\n",
        ),
        "30: the study's I6.1 is already on line 29",
    ),
    "key no one can type": (
        broken("  retraining:\n", "  Re training:\n"),
        "31: the key 'Re training' must be lower-case words joined by '-', such as 'noisy-labels'",
    ),
}


@pytest.mark.parametrize(("text", "fault"), ONE_FAULT.values(), ids=ONE_FAULT.keys())
def test_a_fault_is_told_with_its_line_and_the_nearest_name(text: str, fault: str) -> None:
    assert faults(text) == [f"taxonomy.yaml:{fault}"]


def test_every_fault_is_told_in_the_order_of_the_file() -> None:
    text = broken("stage: maintenance\n", "stage: upkeep\n").replace("[MM-drift-fix]", "[MM-fix]")
    text = text.replace("[drift, stale, shift in]", f"[{', '.join('abcdefghijklmnopqrstu')}]")
    assert faults(text) == [
        "taxonomy.yaml:10: 'MM-drift' has 21 cues; write at most 20",
        "taxonomy.yaml:12: no stage 'upkeep'",
        "taxonomy.yaml:35: no code 'MM-fix'; did you mean 'MM-drift-fix'?",
    ]


def test_a_file_that_unfolds_to_billions_is_refused_at_once() -> None:
    levels = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 40))
    told = faults(f"x0: &x0 [lol]\n{levels}")
    assert len(told) == 40
    assert told[0] == "taxonomy.yaml:1: '&' and '*' references are not allowed here; write the words out"


def test_a_file_that_contains_itself_is_refused() -> None:
    assert faults("codes: &all\n  MM-drift: *all\n") == [
        "taxonomy.yaml:1: '&' and '*' references are not allowed here; write the words out"
    ]


def test_nothing_in_a_file_is_ever_run() -> None:
    text = broken("title: Drift", "title: !!python/object/apply:os.getcwd []")
    assert faults(text) == ["taxonomy.yaml:24: 'title' of 'drift' must be text, not a list"]


# Files


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + VALID.replace("\n", "\r\n").encode())
    assert list(read_taxonomy(path).issues) == ["drift"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"stages:\n  # caf\xe9\n", "2: not UTF-8; save the file in that encoding", id="latin-1"),
        pytest.param(VALID.encode("utf-16"), "1: not UTF-8; save the file in that encoding", id="utf-16"),
        pytest.param(
            b"#" * (LARGEST + 1), "1: cannot be read: the file is too large: 1,000,001 bytes", id="huge"
        ),
    ],
)
def test_a_file_that_is_no_taxonomy_is_refused(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "taxonomy.yaml"
    path.write_bytes(content)
    with pytest.raises(TaxonomyError) as caught:
        read_taxonomy(path)
    assert str(caught.value).startswith(f"{path}:{fault}")


def test_a_text_that_is_too_large_is_not_parsed() -> None:
    assert faults("#" * (LARGEST + 1)) == [
        "taxonomy.yaml:1: larger than 1,000,000 bytes; this is not a taxonomy"
    ]


def test_a_missing_file_is_told_as_a_mistake_of_the_person(tmp_path: Path) -> None:
    with pytest.raises(KbError, match=r"no\.yaml:1: cannot be read: there is no such file"):
        read_taxonomy(tmp_path / "no.yaml")


def test_a_code_that_contradicts_its_issue_is_told_and_can_be_used() -> None:
    stages = "  maintenance: {title: Maintenance, about: Keeping it good.}\n"
    text = broken(stages, f"{stages}  training: {{title: Training, about: Learning.}}\n")
    text = text.replace("    stage: maintenance\n", "    stage: training\n")
    [doubt] = taxonomy_doubts(parse_taxonomy(text, HERE))
    assert doubt.message == "'MM-drift' has the stage 'training', but the issue 'drift' has 'maintenance'"
    assert "codes: [MM-drift]" in text.splitlines()[doubt.line - 1]
    assert taxonomy_doubts(parse_taxonomy(VALID, HERE)) == ()


@pytest.mark.parametrize("word", ["true", "1", "Yes"])
def test_numbered_is_yes_or_no(word: str) -> None:
    text = broken("    kind: umbrella\n", f"    kind: umbrella\n    numbered: {word}\n")
    with pytest.raises(TaxonomyError, match=f"no value of 'numbered' '{word}'"):
        parse_taxonomy(text, HERE)


@pytest.mark.parametrize("text", ["[" * 4000, "codes:\n  a: " + "{b: " * 3000, "- " + "[1, " * 60])
def test_brackets_without_end_are_refused_before_yaml_is_asked(text: str) -> None:
    with pytest.raises(TaxonomyError, match="nested too deep"):
        parse_taxonomy(text, HERE)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_is_no_taxonomy_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "taxonomy.yaml")
    with pytest.raises(TaxonomyError, match="this is a pipe or a device"):
        read_taxonomy(tmp_path / "taxonomy.yaml")
