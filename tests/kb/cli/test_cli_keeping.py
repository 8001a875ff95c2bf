"""Looking after the catalog: what waits, what was done, what is put back, what it is sorted by."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import Kb

from kb.db import engine as db
from kb.queries import names
from kb.store.codebook.pending_edits import current
from kb.store.coding.codings import add_coding, recode


def test_findings_come_with_what_to_do_about_them(kb: Kb) -> None:
    asked = kb("check", "--format", "json")
    assert asked.code == 1
    unsorted = next(each for each in asked.json if each["kind"] == "unsorted code")
    assert unsorted["subject"] == "[red]=cmd()[/red]"
    assert "taxonomy.yaml" in unsorted["remedy"]
    assert all(each["is_problem"] for each in kb("check", "--problems", "--format", "json").json)


def test_what_nobody_spoke_of_is_a_number_for_people_unless_all_of_it_is_asked_for(
    kb: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    found = kb("check", "--format", "json").json
    silent = [each["subject"] for each in found if each["kind"] == "code without use"]
    others = [each["subject"] for each in found if each["is_problem"]]
    assert len(silent) > 1
    short, full = kb("check"), kb("check", "--all")
    assert f"{len(silent)} entries" in short.out
    assert [name for name in silent if re.search(rf"  {re.escape(name)}  ", short.out)] == []
    assert all(name in full.out for name in silent)
    assert all(name in short.out for name in others)
    assert short.err == full.err
    assert short.code == full.code == 1


def test_one_of_a_thing_is_told_in_the_singular(kb: Kb) -> None:
    details = [each["detail"] for each in kb("check", "--format", "json").json]
    assert any(detail.endswith("in 1 interview") for detail in details)
    assert not any("1 interviews" in detail or "1 codings" in detail.split() for detail in details)


def test_an_action_is_undone_by_the_beginning_of_its_name_and_only_once(kb: Kb, own_catalog: Path) -> None:
    database = ("--database", str(own_catalog))
    before = kb("status", "--format", "json", *database).json["totals"]["codings"]
    [action] = kb("history", "--format", "json", *database).json
    assert (action["who"], action["changes"], action["undone"]) == ("Bea", 11, False)
    shown = kb("history", *database).out
    assert action["batch"][:8] in shown
    undone = kb("undo", action["batch"][:8], "--who", "Amin", *database)
    assert (undone.code, undone.out) == (0, "")
    assert kb("status", "--format", "json", *database).json["totals"]["codings"] == 0
    newest, first = kb("history", "--format", "json", *database).json
    assert (newest["who"], newest["what"], first["undone"]) == ("Amin", "undo: code by hand", True)
    assert kb("undo", action["batch"], *database).code == 2
    assert kb("undo", newest["batch"], *database).code == 0
    assert kb("status", "--format", "json", *database).json["totals"]["codings"] == before


def test_the_history_is_an_appendix_for_reviewers(kb: Kb, own_catalog: Path) -> None:
    database = ("--database", str(own_catalog))
    rows = kb("history", "--format", "csv", "--code", "Data-unstable-provider", *database).csv
    assert {row["code"] for row in rows} == {"Data-unstable-provider"}
    first = rows[0]
    assert (first["who"], first["document"], first["paragraph"]) == ("Bea", "Interview 2", "2")
    assert first["what"].startswith("coded “Nobody told us")
    lines = kb("history", "--format", "markdown", "--who", "Bea", *database).out.splitlines()
    assert lines[0] == "# Audit trail"
    assert any(line.startswith("- Interview 11 ¶ 2: coded “The provider changes") for line in lines)
    assert kb("history", "--who", "Nobody", "--format", "json", *database).json == []
    assert kb("history", "--until", "2001-01-01", "--format", "csv", *database).csv == []
    assert "write 2026-11-20" in kb("history", "--since", "soon", *database).err


def test_a_refused_undo_names_what_depends_on_it(kb: Kb, own_catalog: Path) -> None:
    database = ("--database", str(own_catalog))
    with db.transaction(db.open_for_writing(own_catalog)) as session:
        of = names.document(session, "Interview 2")
        made = add_coding(session, document=of, code="Drift", start=0, end=4, coder="Cem")
        coded = made.batch or ""
        recode(session, made.id, "No-monitoring", who="Cem")
    refused = kb("undo", coded, *database)
    assert refused.code == 2
    assert "1 later change depends on it (Cem: Interview 2 ¶ 1: recoded “What” from Drift" in refused.err
    together = kb("undo", coded, "--together", *database)
    assert (together.code, together.err) == (0, "undone; actions: 2\n")


def test_an_action_must_be_named_well_enough(kb: Kb) -> None:
    assert "at least 4 characters" in kb("undo", "a").err


def test_a_taxonomy_is_counted(kb: Kb) -> None:
    counted = {row["what"]: row["entries"] for row in kb("taxonomy", "show", "--format", "json").json}
    kinds = sum(entries for what, entries in counted.items() if what.startswith("codes of kind"))
    assert counted["codes"] == kinds > 0
    assert counted["issues"] > 0


def test_the_faults_of_a_taxonomy_are_listed_with_their_lines(kb: Kb, tmp_path: Path) -> None:
    file = tmp_path / "taxonomy.yaml"
    file.write_text("stages:\n  Deploy It: {title: D, about: x}\n", encoding="utf-8")
    asked = kb("taxonomy", "check", str(file), "--format", "json")
    assert asked.code == 1
    assert any(fault["line"] == 2 and "Deploy It" in fault["message"] for fault in asked.json)
    assert f"{file}:2: " in kb("taxonomy", "check", str(file)).out.replace("\n", "")
    assert kb("taxonomy", "apply", str(file)).code == 2


def test_a_taxonomy_that_is_applied_sorts_the_catalog_and_keeps_every_coding(
    kb: Kb, own_catalog: Path
) -> None:
    database = ("--database", str(own_catalog))
    before = kb("status", "--format", "json", *database).json["totals"]
    applied = kb("taxonomy", "apply", "--format", "json", *database)
    assert applied.code == 0
    after = kb("status", "--format", "json", *database).json["totals"]
    assert after["codings"] == before["codings"]
    assert "[red]=cmd()[/red]" in applied.json["unsorted"]
    assert len(applied.json["unsorted"]) == after["unsorted_codes"]


def test_an_older_taxonomy_is_applied_only_if_one_says_so(kb: Kb, own_catalog: Path, tmp_path: Path) -> None:
    database = ("--database", str(own_catalog))
    older, newer = tmp_path / "older.yaml", tmp_path / "newer.yaml"
    assert kb("taxonomy", "apply", "--who", "Ann", *database).code == 0
    with db.reading(db.open_for_reading(own_catalog)) as session:
        applied = current(session)
    assert applied is not None
    older.write_text(applied.text + "# by Ann\n", encoding="utf-8")
    newer.write_text(applied.text + "# by Bea\n# and more\n", encoding="utf-8")
    assert kb("taxonomy", "apply", str(newer), "--who", "Bea", *database).code == 0
    refused = kb("taxonomy", "apply", str(older), "--who", "Ann", *database)
    assert refused.code == 2
    assert "Bea has changed the taxonomy" in refused.err
    assert "give --over" in refused.err
    assert kb("taxonomy", "apply", str(older), "--over", "--who", "Ann", *database).code == 0


@pytest.mark.parametrize("command", [("undo", "abcd"), ("taxonomy", "apply")])
def test_what_changes_a_catalog_makes_none_where_there_was_none(
    kb: Kb, tmp_path: Path, command: tuple[str, ...]
) -> None:
    missing = tmp_path / "typo.db"
    assert kb(*command, "--database", str(missing)).code == 2
    assert not missing.exists()
