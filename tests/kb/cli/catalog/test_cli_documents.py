"""``kb documents``: renamed and deleted on the command line, and undone."""

from __future__ import annotations

from pathlib import Path

from command_line import Kb


def test_a_document_is_renamed_deleted_and_comes_back(kb: Kb, own_catalog: Path) -> None:
    database = ("--database", str(own_catalog))
    before = kb("status", "--format", "json", *database).json["totals"]
    quotes = kb("quotes", "--document", "Interview 2", "--limit", "0", "--format", "json", *database).json
    renamed = kb("documents", "rename", "interview 2", "Pilot", "--who", "Bea", *database)
    assert renamed.err.startswith("Interview 2 is now Pilot; to undo: kb undo ")
    assert "nothing to change" in kb("documents", "rename", "Pilot", "Pilot", *database).err
    deleted = kb("documents", "delete", "Pilot", *database)
    assert (deleted.code, deleted.out) == (0, "")
    assert deleted.err.startswith("Pilot deleted (")
    assert "Pilot" not in kb("status", *database).out
    assert "delete the document 'Pilot'" in kb("history", "--format", "json", *database).out
    assert kb("undo", deleted.err.split()[-1], *database).code == 0
    assert kb("undo", renamed.err.split()[-1], *database).code == 0
    assert kb("status", "--format", "json", *database).json["totals"] == before
    again = kb("quotes", "--document", "Interview 2", "--limit", "0", "--format", "json", *database).json
    assert again == quotes


def test_an_unknown_document_is_told_with_the_nearest(kb: Kb, own_catalog: Path) -> None:
    refused = kb("documents", "delete", "Intervew 2", "--database", str(own_catalog))
    assert refused.code == 2
    assert "did you mean 'Interview 2'" in refused.err
