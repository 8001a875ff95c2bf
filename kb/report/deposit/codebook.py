"""The codebook as tables: codes, issues, fixes, stages and aspects, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from kb.codebook.definitions import parts
from kb.queries.codebook.codes import codes
from kb.report.deposit.tables import DataTable
from kb.report.release.released import Release
from kb.report.site.content import Content

_COUNTS = {
    "interviews": "Documents with at least one such coding.",
    "coders": "People with at least one such coding, moderators included.",
    "codings": "Such codings; one over several paragraphs counts once.",
}


def tables(session: Session, told: Content, release: Release, whose: str) -> Iterator[DataTable]:
    """Yield the tables of the codebook; counts are of ``whose`` codings.

    Raises:
        KbError: a withheld name stands in one.
    """
    words = told.study.words
    yield _codes(session, told, release, whose)
    for level in ("issue", "fix"):
        entries = told.of(level)
        if not entries:
            continue
        plural = words.plural(level)
        linked = "fixes" if level == "issue" else "issues"
        columns = {
            "key": "Its name in all tables.",
            "title": "Its title.",
            "statement": "What it is, in the researchers' words.",
            **({"stages": f"Where it arises: {words['stages']}.", "aspect": f"Its {words['aspect']}."}
               if level == "issue" else {}),
            "codes": "Codes that are evidence for it.",
            linked: f"The {words[linked]} that the codebook connects with it.",
            **_COUNTS,
        }  # fmt: skip
        rows = [
            {
                "key": each.key,
                "title": each.title,
                "statement": each.statement,
                "stages": each.stages,
                "aspect": each.aspect or "",
                "codes": each.codes,
                linked: tuple(key for _, key in each.related),
                "interviews": each.interviews,
                "coders": each.coders,
                "codings": each.codings,
            }
            for each in entries
        ]
        file = "fixes" if level == "fix" else "issues"
        yield DataTable(f"codebook/{file}.csv", f"{plural.capitalize()}, counted in {whose}.", columns, rows)


def _codes(session: Session, told: Content, release: Release, whose: str) -> DataTable:
    definitions = {row.code: parts(row.definition) for row in codes(session, every=True)}
    for name, (_, others) in definitions.items():
        release.check(", ".join(others), f"the other words of the code {name!r}")
    rows = [
        {
            "code": each.key,
            "kind": each.kind,
            "rule": definitions[each.key][0],
            "other_words": definitions[each.key][1],
            "issues": tuple(key for level, key in each.related if level == "issue"),
            "fixes": tuple(key for level, key in each.related if level == "fix"),
            "interviews": each.interviews,
            "coders": each.coders,
            "codings": each.codings,
        }
        for each in told.of("code")
    ]
    words = told.study.words
    columns = {
        "code": "The name of the code.",
        "kind": "What kind of code it is; unsorted: it has no place in the codebook.",
        "rule": "When to use the code: its definition.",
        "other_words": "Other words for what it means.",
        "issues": f"The {words['issues']} it is evidence for.",
        "fixes": f"The {words['fixes']} it is evidence for.",
        **_COUNTS,
    }
    return DataTable("codebook/codes.csv", f"Codes, counted in {whose}.", columns, rows)
