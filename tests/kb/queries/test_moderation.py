"""What the moderator made of the coders' work: counted by code, coder, document and kind, and told."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Kb
from hypothesis import given
from hypothesis import strategies as st
from interview_files import OTHER, TALK, change, file, store, taxonomy

import kb as notebook
from ingest.model import Extent
from kb.analysis.agreement import MatchedCoding, join_overlapping_codings, moderation_outcome
from kb.db.engine import open_for_reading, open_for_writing, reading
from kb.queries.comparison.moderation import (
    Dispute,
    KindRow,
    Moderation,
    ModerationRow,
    NothingModeratedError,
    moderation,
)

ANN = {"drift": "schema changed", "noise": "by hand", "rota": "a week", "lost": "Zentra"}
BEN = {"drift": "schema changed", "labels": "by hand", "rota": "took a week"}
DORA = {"drift": "schema changed", "labels": "by hand", "rota": "took a week", "new": "two years"}


def at(text: str, code: str, words: str, number: int) -> MatchedCoding:
    start = text.index(words)
    return MatchedCoding((number,), code, start, start + len(words), 0, 0)


def marks(has: dict[str, str]) -> list[MatchedCoding]:
    text = "\n".join(TALK)
    return join_overlapping_codings(
        at(text, code, words, number) for number, (code, words) in enumerate(has.items())
    )


def test_every_coding_of_a_coder_has_one_fate() -> None:
    found = moderation_outcome({"Ann": marks(ANN), "Ben": marks(BEN)}, marks(DORA))
    fates = {(fate.coder, fate.mark.code): fate.outcome for fate in found.fates}
    assert fates == {
        ("Ann", "drift"): "kept",
        ("Ann", "noise"): "recoded",
        ("Ann", "rota"): "boundaries",
        ("Ann", "lost"): "dropped",
        ("Ben", "drift"): "kept",
        ("Ben", "labels"): "kept",
        ("Ben", "rota"): "kept",
    }
    assert [mark.code for mark in found.added] == ["new"]


def test_a_fate_says_what_the_other_coder_had_and_who_was_overruled() -> None:
    found = moderation_outcome({"Ann": marks(ANN), "Ben": marks(BEN)}, marks(DORA))
    against = {(fate.coder, fate.mark.code): dict(fate.against) for fate in found.fates}
    assert against["Ann", "noise"] == {"Ben": "code"}
    assert against["Ann", "lost"] == {"Ben": "missed"}
    assert against["Ben", "rota"] == {"Ann": "boundaries"}
    assert [(fate.coder, fate.mark.code) for fate in found.fates if fate.overruled] == [
        ("Ann", "lost"),
        ("Ann", "noise"),
    ]


def test_without_a_moderator_nothing_is_decided() -> None:
    found = moderation_outcome({"Ann": marks(ANN), "Ben": marks(BEN)}, None)
    assert {fate.outcome for fate in found.fates} == {None}
    assert not any(fate.stands or fate.overruled for fate in found.fates)
    assert found.added == ()


SPANS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 20), st.integers(1, 8)), unique=True, max_size=8
).map(
    lambda drawn: join_overlapping_codings(
        MatchedCoding((n,), code, start, start + long, 0, 0) for n, (code, start, long) in enumerate(drawn)
    )
)


@given(st.dictionaries(st.sampled_from(["Ann", "Ben", "Cem"]), SPANS, min_size=1), SPANS)
def test_nothing_is_lost_and_nothing_counted_twice(
    coders: dict[str, list[MatchedCoding]], result: list[MatchedCoding]
) -> None:
    found = moderation_outcome(coders, result)
    assert sorted((fate.coder, fate.mark.ids) for fate in found.fates) == sorted(
        (coder, mark.ids) for coder, has in coders.items() for mark in has
    )
    answers = {fate.result for fate in found.fates if fate.result is not None}
    assert answers | set(found.added) == set(result)
    assert not answers & set(found.added)
    for fate in found.fates:
        assert set(fate.against) == set(coders) - {fate.coder}
        assert (fate.result is None) == (fate.outcome == "dropped")


# --- From the catalog ---------------------------------------------------------------------------------


def make(database: Path, *, moderator: bool = True) -> Path:
    """One interview that two coded and Dora moderated, one that Ann alone coded."""
    engine = open_for_writing(database)
    exact: Extent = "exact"
    has = {"Ann": ANN, "Ben": BEN} | ({"moderation/Dora": DORA} if moderator else {})
    files = []
    for who, of in has.items():
        folder, _, name = who.rpartition("/")
        said: dict[str, tuple[str, Extent]] = {code: (words, exact) for code, words in of.items()}
        if folder:
            said["spilled"] = ("every day", "spill")
        path = f"{folder or 'codings'}/Interview 1 - {name}.pdf"
        files.append(file(path, TALK, said, title="Interview 1", coder=name))
    files.append(
        file(
            "codings/Interview 2 - Ann.pdf",
            OTHER,
            {"drift": ("It is slow", exact)},
            title="Interview 2",
            coder="Ann",
        )
    )
    files.append(file("codings/Interview 2 - Ben.pdf", OTHER, {}, title="Interview 2", coder="Ben"))
    store(engine, *files, book=taxonomy())
    engine.dispose()
    return database  # fmt: skip


@pytest.fixture
def talked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    database = make(tmp_path / "c.db")
    monkeypatch.setenv("KB_DATABASE", str(database))
    return database


def asked(database: Path, *documents: str) -> Moderation:
    with reading(open_for_reading(database)) as session:
        return moderation(session, documents)


def test_codings_are_counted_by_coder(talked: Path) -> None:
    rows = {row.name: row for row in asked(talked).rows("coder")}
    assert rows == {
        "Ann": ModerationRow("Ann", 4, 1, 1, 1, 1, 4, 1, 1, 1, 1, 0),
        "Ben": ModerationRow("Ben", 3, 1, 1, 1, 0, 3, 3, 0, 0, 0, 0),
        "Dora (moderator)": ModerationRow("Dora (moderator)", *[0] * 10, 1),
    }


def test_by_code_and_by_document_add_up_to_the_same(talked: Path) -> None:
    answer = asked(talked)
    columns = [name for name in ModerationRow.__dataclass_fields__ if name != "name"]
    totals = {
        by: [sum(getattr(row, column) for row in answer.rows(by)) for column in columns]  # type: ignore[arg-type]
        for by in ("code", "coder", "document")
    }
    assert totals["code"] == totals["coder"] == totals["document"]


def test_kinds_say_what_stands_in_the_moderated_pass(talked: Path) -> None:
    assert asked(talked).kinds() == [
        KindRow("agreed", 1, 1, 0, 0, 0),
        KindRow("boundaries", 1, 1, 0, 0, 0),
        KindRow("code", 1, 0, 1, 0, 0),
        KindRow("missed", 1, 0, 0, 1, 0),
    ]


def test_differences_that_nobody_moderated_are_open(tmp_path: Path) -> None:
    answer = asked(make(tmp_path / "c.db", moderator=False))
    assert [(row.kind, row.rows, row.open) for row in answer.kinds()] == [
        (kind, 1, 1) for kind in ("agreed", "boundaries", "code", "missed")
    ]


def test_codes_in_dispute_are_named(talked: Path) -> None:
    assert asked(talked).disputes() == [Dispute(("labels", "noise"), 1)]


def test_what_is_left_out_is_counted(talked: Path) -> None:
    answer = asked(talked)
    assert (answer.left_out.spills, answer.alone, answer.empty) == (1, ("Interview 2",), 1)


def test_codings_without_words_are_left_out_as_such(kb: Kb, talked: Path) -> None:
    change(talked, 'UPDATE coding SET "end" = start WHERE id = (SELECT min(id) FROM coding)')
    assert (asked(talked).left_out.spills, asked(talked).left_out.wordless) == (1, 1)
    told = kb("moderation", "--database", str(talked)).err
    assert "left out: 1 spilled coding, 1 coding without marked text, 1 empty pass" in told


def test_where_nothing_is_left_to_compare_a_sentence_says_so(kb: Kb, talked: Path) -> None:
    change(talked, 'UPDATE coding SET "end" = start')
    answer = kb("moderation", "--by", "code", "--database", str(talked))
    assert (answer.code, answer.out) == (0, "")
    assert "no code to compare" in answer.err
    assert kb("moderation", "--by", "code", "--format", "json", "--database", str(talked)).json == []


def test_what_only_moderators_coded_is_no_coders_and_moderators(kb: Kb, talked: Path) -> None:
    change(talked, "UPDATE coding_pass SET role = 'moderator'")
    answer = kb("moderation", "1", "--database", str(talked))
    assert answer.code == 0
    assert "0 interviews coded by two or more coders, 0 with a moderated pass" in answer.err


def test_one_pass_alone_was_neither_compared_nor_moderated(talked: Path) -> None:
    with pytest.raises(NothingModeratedError, match="Interview 2 has no two passes with codings"):
        asked(talked, "2")


def test_the_command_tells_it(kb: Kb, talked: Path) -> None:
    answer = kb("moderation", "--database", str(talked), "--by", "coder")
    assert answer.code == 0
    assert "Dora (moderator)" in answer.out
    assert "1 interview coded by two or more coders, 1 with a moderated pass" in answer.err
    assert "left out: 1 spilled coding, 1 empty pass, 1 interview with one pass" in answer.err


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
@pytest.mark.parametrize("by", ["kind", "code", "coder", "document"])
def test_programs_get_every_field(kb: Kb, talked: Path, by: str, form: str) -> None:
    rows = kb("moderation", "--database", str(talked), "--by", by, "--format", form).read(form)
    of = KindRow if by == "kind" else ModerationRow
    assert rows
    assert all(list(row) == list(of.__dataclass_fields__) for row in rows)


def test_the_notebook_gets_the_same_as_a_frame(talked: Path) -> None:
    with notebook.open(talked) as catalog:
        assert catalog.moderation()["rows"].tolist() == [1, 1, 1, 1]
        assert catalog.moderation("1", by="coder")["kept"].tolist() == [1, 3, 0]


def test_the_corpus_is_counted_without_a_coding_lost(corpus_catalog: Path) -> None:
    answer = asked(corpus_catalog)
    codings = sum(len(each.result.fates) for each in answer.documents if each.moderator)
    assert codings == sum(row.moderated for row in answer.rows("coder"))
    assert {row.kind: row.rows for row in answer.kinds()}["agreed"] >= 1
    for row in answer.rows("code"):
        assert row.moderated == row.kept + row.changed + row.recoded + row.dropped
        assert row.compared == row.agreed + row.boundaries + row.code + row.missed
