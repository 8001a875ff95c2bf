"""How far coders agree, asked of catalogs: the study's table, the options, and what has no answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import pytest
from command_line import Kb
from hypothesis import given
from hypothesis import strategies as st
from interview_files import OTHER, TALK, ask, change, file, store, taxonomy
from sklearn.metrics import cohen_kappa_score  # type: ignore[import-untyped]

import kb as notebook
from ingest.model import Extent
from kb.db.engine import open_for_reading, open_for_writing, reading
from kb.errors import KbError, UnknownNameError
from kb.queries.analyses.agreement import Agreement, AgreementRow, NobodyToCompareError, agreement
from kb.queries.analyses.sentences import sentences
from kb.queries.codebook.families import families

Said = dict[str, dict[str, str]]
"""What each coder has: code and words."""

AGAIN = """INSERT INTO coding
(document_id, pass_id, code_id, start, "end", first, last, extent, origin, created)
SELECT document_id, pass_id, code_id, start + LATER, "end" + LATER, first, last, extent, origin, created
FROM coding WHERE pass_id = (SELECT min(pass_id) FROM coding)"""
"""What the first pass holds, once more and some characters later."""


def make(database: Path, *talks: Said, spills: bool = False) -> Path:
    """Store interviews, each as what its coders have of TALK, and of OTHER."""
    engine = open_for_writing(database)
    for number, said in enumerate(talks, start=1):
        files = []
        for who, has in said.items():
            marks: dict[str, tuple[str, Extent]] = {code: (words, "exact") for code, words in has.items()}
            if spills:
                marks["spilled"] = ("every day", "spill")
            paragraphs = (TALK, OTHER)[number - 1]
            name = f"Interview {number}"
            files.append(file(f"{name} - {who}.pdf", paragraphs, marks, title=name, coder=who))
        store(engine, *files, book=taxonomy())
    engine.dispose()
    return database


def agree(database: Path, *documents: str, **options: Any) -> Agreement:
    with reading(open_for_reading(database)) as session:
        return agreement(session, documents, **options)


def row(answer: Agreement, coefficient: str, name: str = "every code", what: str = "") -> AgreementRow:
    (found,) = [
        each
        for each in answer.rows
        if (each.coefficient, each.name) == (coefficient, name) and what in ("", each.what)
    ]
    return found


# --- The study ----------------------------------------------------------------------------------------


Answers = tuple[list[int], list[int]]
"""What one coder and another decided about the same things, 1 for yes."""


def naively(database: Path, *, moderator: bool) -> list[dict[str, Answers]]:
    """What STUDY.md's numbers are of, by pair of coders, from plain SQL: structural codes and spills out."""
    passes: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    for document, id_, coder, role in ask(
        database,
        """SELECT p.document_id, p.id, c.name, p.role FROM coding_pass p JOIN coder c ON c.id = p.coder_id
        WHERE EXISTS (SELECT 1 FROM coding k WHERE k.pass_id = p.id)""",
    ):
        passes[document][id_] = (role, coder)
    has: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for id_, code, start, end, begin, stop, position in ask(
        database,
        """SELECT k.pass_id, n.name, k.start, k.end, p.start, p.end, p.position
        FROM coding k JOIN code s ON s.id = k.code_id JOIN code n ON n.id = s.canonical_id
        JOIN paragraph p ON p.document_id = k.document_id
        WHERE k.extent <> 'spill' AND coalesce(n.kind, '') <> 'structural'""",
    ):
        if max(start, begin) < min(end, stop):
            has[id_].add((position, code))
    many = dict(ask(database, 'SELECT document_id, count(*) FROM paragraph WHERE start < "end" GROUP BY 1'))
    found = []
    for document, there in passes.items():
        coders = sorted((who, id_) for id_, (role, who) in there.items() if role == "coder")
        second = sorted((who, id_) for id_, (role, who) in there.items() if role == "moderator")
        pairs = (
            [(a, b) for _, a in coders for _, b in second]
            if moderator
            else [(a, b) for place, (_, a) in enumerate(coders) for _, b in coders[place + 1 :]]
        )
        found += [compared(has[a], has[b], many[document]) for a, b in pairs]
    return found


def compared(one: set[tuple[int, str]], other: set[tuple[int, str]], paragraphs: int) -> dict[str, Answers]:
    """What two coders decided: each paragraph and code, each code, each paragraph."""
    cells = sorted(one | other)
    codes = sorted({code for _, code in cells})
    yes = [[{code for _, code in side}, {position for position, _ in side}] for side in (one, other)]
    return {
        "paragraph x code F1": tuple([int(cell in side) for cell in cells] for side in (one, other)),
        "set of codes F1": tuple([int(code in side) for code in codes] for side, _ in yes),
        "kappa coded or not": tuple([int(at in side) for at in range(paragraphs)] for _, side in yes),
    }  # type: ignore[return-value]  # fmt: skip


def value_of(name: str, pairs: Sequence[Answers]) -> float:
    """F1 or kappa over the decisions of some pairs together."""
    one, other = ([each for pair in pairs for each in pair[side]] for side in (0, 1))
    if name.startswith("kappa"):
        return float(cohen_kappa_score(one, other))
    return 2 * sum(a & b for a, b in zip(one, other, strict=True)) / (sum(one) + sum(other))


@pytest.mark.parametrize(
    ("moderator", "averaging", "expected"),
    [
        pytest.param(False, "pooled", (0.23, 0.37, 0.36), id="coders, pooled"),
        pytest.param(False, "pairs", (0.18, 0.34, 0.37), id="coders, means; the study: 0.28 0.47 0.42"),
        pytest.param(True, "pooled", (0.66, 0.77, 0.74), id="coder with moderator, pooled"),
        pytest.param(True, "pairs", (0.62, 0.73, 0.74), id="moderator, means; the study: 0.63 0.75 0.70"),
    ],
)  # fmt: skip
def test_the_table_of_the_study_over_the_interviews_that_are_here(
    corpus_catalog: Path, *, moderator: bool, averaging: Any, expected: tuple[float, ...]
) -> None:
    paragraphs, sets = (
        agree(corpus_catalog, unit=unit, with_moderator=moderator, averaging=averaging, resamples=0)
        for unit in ("paragraph", "document")
    )
    found = {
        "paragraph x code F1": row(paragraphs, "f1").value,
        "set of codes F1": row(sets, "f1").value,
        "kappa coded or not": row(paragraphs, "kappa", "any code").value,
    }
    pairs = naively(corpus_catalog, moderator=moderator)
    for name, value in found.items():
        of = [each[name] for each in pairs]
        assert value == pytest.approx(
            value_of(name, of) if averaging == "pooled" else fmean(value_of(name, [each]) for each in of)
        )
    assert tuple(found.values()) == pytest.approx(expected, abs=0.006)


def test_a_mean_over_pairs_leaves_out_those_for_which_nothing_is_defined(tmp_path: Path) -> None:
    database = make(
        tmp_path / "c.db",
        {"Ann": {"drift": "schema"}, "Ben": {"drift": "schema"}, "Cat": {"cost": "schema"}},
        {"Ann": {"drift": "label scans"}, "Ben": {"cost": "label scans"}},
    )
    answer = agree(database, unit="document", by="code", averaging="pairs", resamples=50)
    found = row(answer, "f1", "drift")
    assert (found.averaged, found.interviews) == (4, 2), "1, 0 and 0 in the first, 0 in the second"
    assert found.value == pytest.approx(0.25)
    assert found.low is not None
    cost = row(answer, "f1", "cost")
    assert (cost.averaged, cost.value) == (3, 0), "Ann and Ben did not use it in the first"
    pooled = row(agree(database, unit="document", by="code", resamples=0), "f1", "drift")
    assert (pooled.averaged, pooled.value) == (None, pytest.approx(2 / 5))


def test_the_alphas_of_segments_are_pooled_only(tmp_path: Path) -> None:
    database = make(tmp_path / "c.db", {"Ann": {"drift": "schema"}, "Ben": {"drift": "schema"}})
    with pytest.raises(KbError, match="cu-alpha is not averaged over pairs; use --averaging pooled"):
        agree(database, by="family", averaging="pairs", coefficients=("cu-alpha",))
    with pytest.raises(KbError, match="no averaging 'median'"):
        agree(database, averaging="median")


def test_sentences_lie_in_their_paragraphs_and_leave_no_words_out() -> None:
    text = "It broke. Why? Nobody knew!  Then\u00a0we looked. We 🎉 found it"
    found = [text[start:end] for start, end in sentences(text)]
    assert found == ["It broke.", "Why?", "Nobody knew!", "Then\u00a0we looked.", "We 🎉 found it"]


@given(st.text(max_size=60))
def test_sentences_never_overlap_and_hold_every_character_but_white_space(text: str) -> None:
    found = sentences(text)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    covered = {place for start, end in found for place in range(start, end)}
    assert all(text[place].isspace() for place in set(range(len(text))) - covered)


def test_a_family_is_the_umbrella_of_a_code_or_the_prefix_of_its_name(corpus_catalog: Path) -> None:
    with reading(open_for_reading(corpus_catalog)) as session:
        found = families(session)
    assert found["Data-duplicates"] == found["Data-issues"] == "Data-issues"
    assert found["MLP-pipeline-jungle"] == "ML-pipeline-issues [MLP]"
    assert found["MM-drift"] == found["MM-drift-fix"] == "MM", "no umbrella spells it out"
    assert "Q1" not in found
    assert "preventive-fix" not in found


# --- What is compared ---------------------------------------------------------------------------------


def test_character_kappa_is_that_of_the_whole_text(tmp_path: Path) -> None:
    database = make(
        tmp_path / "c.db",
        {"Ann": {"drift": "the schema changed overnight"}, "Ben": {"drift": "schema changed"}},
    )
    answer = agree(database, by="code", resamples=0)
    (length,) = ask(database, "SELECT length FROM document")[0]
    inner, outer = len("schema changed"), len("the schema changed overnight")
    found = row(answer, "kappa", "drift")
    assert (found.both, found.first, found.second, found.neither) == (inner, outer - inner, 0, length - outer)
    one, other = np.zeros((2, length), dtype=int)
    one[:outer] = 1
    other[:inner] = 1
    assert found.value == pytest.approx(cohen_kappa_score(one, other))


@pytest.mark.parametrize(("unit", "many"), [("paragraph", 4), ("sentence", 4), ("document", 1)])
def test_a_unit_is_coded_where_one_of_its_characters_is(tmp_path: Path, unit: str, many: int) -> None:
    database = make(
        tmp_path / "c.db", {"Ann": {"drift": "the schema"}, "Ben": {"drift": "had been told about it"}}
    )
    found = row(agree(database, unit=unit, by="code"), "percent", "drift")
    assert (found.units, found.both, found.first, found.second) == (many, 1, 0, 0)


def test_the_other_names_of_f1_are_accepted_and_it_is_given_once(tmp_path: Path) -> None:
    database = make(tmp_path / "c.db", {"Ann": {"drift": "schema"}, "Ben": {"drift": "schema"}})
    answer = agree(database, coefficients=("holsti", "positive", "f1"), resamples=0)
    assert {each.coefficient for each in answer.rows} == {"f1"}
    everything = agree(database, resamples=0)
    assert not {"holsti", "positive"} & {each.coefficient for each in everything.rows}


def test_an_empty_pass_is_missing_and_not_disagreement(tmp_path: Path) -> None:
    database = make(
        tmp_path / "c.db",
        {"Ann": {"drift": "schema"}, "Ben": {"drift": "schema"}, "Cem": {}},
        {"Ann": {"drift": "We label scans"}, "Ben": {}},
    )
    answer = agree(database, resamples=0)
    assert (answer.interviews, answer.pairs) == (("Interview 1",), (("Ann", "Ben"),))
    assert (answer.set_aside.empty, answer.set_aside.alone) == (2, ("Interview 2",))
    assert row(answer, "kappa").value == 1


@pytest.mark.parametrize(
    ("later", "joined", "both", "first"),
    [
        pytest.param(2, 1, len("schema changed"), 2, id="overlapping"),
        pytest.param(len("schema changed"), 0, len("schema changed"), len("schema changed"), id="touching"),
    ],
)
def test_what_one_coder_coded_twice_counts_once_and_is_told(
    tmp_path: Path, later: int, joined: int, both: int, first: int
) -> None:
    database = make(
        tmp_path / "c.db", {"Ann": {"drift": "schema changed"}, "Ben": {"drift": "schema changed"}}
    )
    change(database, AGAIN.replace("LATER", str(later)))
    answer = agree(database, by="code", resamples=0)
    found = row(answer, "f1", "drift")
    assert (answer.set_aside.joined, found.both, found.first) == (joined, both, first)


def test_spills_are_set_aside_and_counted(tmp_path: Path) -> None:
    said: Said = {"Ann": {"drift": "schema"}, "Ben": {"drift": "schema"}}
    answer = agree(make(tmp_path / "c.db", said, spills=True))
    assert answer.set_aside.spills == 2
    assert {each.name for each in agree(make(tmp_path / "d.db", said), by="code").rows} == {"drift"}


def test_structural_codes_are_left_out_unless_asked_for(corpus_catalog: Path) -> None:
    without = agree(corpus_catalog, by="code", resamples=0)
    with_them = agree(corpus_catalog, by="code", resamples=0, structural_codes=True)
    assert without.set_aside.structural > 0
    assert with_them.set_aside.structural == 0
    assert {each.name for each in with_them.rows} - {each.name for each in without.rows}


def test_a_structural_code_that_is_asked_for_is_compared(tmp_path: Path) -> None:
    said: Said = {"Ann": {"Q1": "schema", "drift": "by hand"}, "Ben": {"Q1": "schema", "drift": "by hand"}}
    database = make(tmp_path / "c.db", said)
    change(database, "UPDATE code SET kind = 'structural' WHERE name = 'Q1'")
    assert {each.name for each in agree(database, by="code").rows} == {"drift"}
    asked = agree(database, code="Q1")
    found = row(asked, "kappa", "Q1")
    assert (found.value, found.both, asked.set_aside.structural) == (1, len("schema"), 0)


def test_three_coders_are_compared_together_and_two_and_two(tmp_path: Path) -> None:
    database = make(
        tmp_path / "c.db",
        {"Ann": {"drift": "schema"}, "Ben": {"drift": "schema"}, "Cem": {"drift": "the model kept"}},
    )
    together = agree(database, by="code", unit="paragraph", resamples=0)
    # Of four paragraphs two are coded, by two and by one of three: Po = (1 + 1 + 1/3 + 1/3) / 4, p = 3 / 12.
    assert row(together, "fleiss", "drift").value == pytest.approx((2 / 3 - 0.625) / (1 - 0.625))
    pairs = agree(database, by="coders", unit="paragraph", resamples=0)
    kappas = {
        each.name: each.value
        for each in pairs.rows
        if (each.coefficient, each.what) == ("kappa", "every code")
    }
    assert kappas == pytest.approx({"Ann and Ben": 1, "Ann and Cem": -1 / 3, "Ben and Cem": -1 / 3})


def test_an_interval_needs_two_interviews_and_the_same_seed_gives_the_same(tmp_path: Path) -> None:
    talk: Said = {"Ann": {"drift": "schema"}, "Ben": {"drift": "schema changed"}}
    other: Said = {"Ann": {"drift": "It is slow"}, "Ben": {"drift": "It is slow"}}
    one = row(agree(make(tmp_path / "a.db", talk)), "kappa")
    assert (one.low, one.high) == (None, None)
    two = make(tmp_path / "b.db", talk, other)
    first, again = (row(agree(two, seed=4), "kappa") for _ in range(2))
    assert first == again
    assert first.low is not None
    assert first.value is not None
    assert first.high is not None
    assert first.low <= first.value <= first.high


# --- What has no answer -------------------------------------------------------------------------------


def test_one_coder_has_nobody_to_agree_with(tmp_path: Path) -> None:
    database = make(tmp_path / "c.db", {"Ann": {"drift": "schema"}})
    with pytest.raises(NobodyToCompareError, match="no interview was coded by two coders"):
        agree(database)
    with pytest.raises(NobodyToCompareError, match="Interview 1 was not coded by a coder and a moderator"):
        agree(database, "1", with_moderator=True)


def test_a_code_that_nobody_used_has_no_kappa_and_a_sentence(tmp_path: Path) -> None:
    said: Said = {"Ann": {"drift": "schema"}, "Ben": {"drift": "schema"}}
    alone: Said = {"Cem": {"noise": "It is slow"}}
    answer = agree(make(tmp_path / "c.db", said, alone), code="noise")
    found = row(answer, "kappa", "noise")
    assert (found.value, found.low) == (None, None)
    assert found.why == "Cohen's kappa is undefined: both coders coded nothing with it"
    assert row(answer, "percent", "noise").value == 1


def test_coders_without_a_common_word_disagree_in_numbers(tmp_path: Path) -> None:
    database = make(tmp_path / "c.db", {"Ann": {"drift": "schema"}, "Ben": {"noise": "a week"}})
    assert row(agree(database), "f1").value == 0
    assert row(agree(database), "alpha").value < 0  # type: ignore[operator]


@pytest.mark.parametrize("unit", ["character", "sentence", "paragraph", "document"])
@pytest.mark.parametrize("by", ["all", "code", "family", "document", "coders"])
@pytest.mark.parametrize("moderator", [False, True], ids=["coders", "with moderator"])
def test_no_number_is_ever_nan_and_what_is_missing_says_why(
    corpus_catalog: Path, unit: str, by: str, *, moderator: bool
) -> None:
    answer = agree(corpus_catalog, unit=unit, by=by, with_moderator=moderator, resamples=30)
    assert answer.rows
    for each in answer.rows:
        numbers = [number for number in (each.value, each.low, each.high) if number is not None]
        assert np.isfinite(numbers).all()
        assert each.value is not None or each.why
        assert each.value is None or each.value <= 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "word"},
        {"by": "person"},
        {"coefficients": ["kapa"]},
        {"coefficients": ["cu-alpha"], "by": "code"},
        {"code": "no such"},
    ],
    ids=str,
)
def test_what_does_not_exist_is_refused_in_a_line(corpus_catalog: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(KbError) as told:
        agree(corpus_catalog, **wrong)
    assert "\n" not in str(told.value)


def test_a_document_that_is_not_there_is_refused(corpus_catalog: Path) -> None:
    with pytest.raises(UnknownNameError):
        agree(corpus_catalog, "Interview 999")


# --- The command and the notebook ---------------------------------------------------------------------


@pytest.fixture
def coded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    database = make(
        tmp_path / "c.db",
        {"Ann": {"drift": "schema changed", "noise": "by hand"}, "Ben": {"drift": "schema changed"}},
        {"Ann": {"drift": "scans"}, "Ben": {"drift": "We label scans"}},
    )
    monkeypatch.setenv("KB_DATABASE", str(database))
    return database


def test_the_command_shows_coefficients_with_intervals_and_what_was_compared(kb: Kb, coded: Path) -> None:
    answer = kb("agreement", "--database", str(coded), "--unit", "paragraph", "--by", "code")
    assert answer.code == 0
    assert "drift" in answer.out
    assert "1.00 [1.00 1.00]" in answer.out
    assert "Ann and Ben, 2 interviews, by paragraph" in answer.err
    assert (
        "Cohen's kappa is always 0 here: one coder made the same decision for all units (noise)" in answer.err
    )
    assert "nan" not in answer.out.lower()


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_programs_get_every_coefficient_with_its_table(kb: Kb, coded: Path, form: str) -> None:
    rows = kb("agreement", "2", "--database", str(coded), "--format", form).read(form)
    expected = agree(coded, "2")
    assert [each["coefficient"] for each in rows] == [each.coefficient for each in expected.rows]
    assert [int(each["both"]) for each in rows] == [each.both for each in expected.rows]


def test_one_coefficient_can_be_asked_for(kb: Kb, coded: Path) -> None:
    shown = kb("agreement", "--database", str(coded), "--coefficient", "pabak", "--resamples", "0").out
    assert "pabak" in shown
    assert "kappa" not in shown


def test_a_mistake_ends_in_one_line(kb: Kb, coded: Path) -> None:
    answer = kb("agreement", "--database", str(coded), "--with-moderator")
    assert answer.code != 0 or "empty passes do not count" in answer.err


def test_the_notebook_gets_the_same_as_a_frame(coded: Path) -> None:
    with notebook.open(coded) as catalog:
        frame = catalog.agreement(unit="paragraph", by="code", resamples=0)
    assert list(frame.columns) == list(AgreementRow.__dataclass_fields__)
    assert len(frame) == len(agree(coded, unit="paragraph", by="code").rows)
