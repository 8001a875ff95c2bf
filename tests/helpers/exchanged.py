"""A project with everything that can go wrong on its way to another program; what a project says in plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from kb.exchange.guids import same
from kb.exchange.model import (
    Case,
    Code,
    Coding,
    Project,
    Selection,
    Set,
    Source,
    User,
    Value,
    Variable,
)

ASTRAL = (
    "Anna: I <trust> it 😀, & 👩\u200d👩\u200d👧 really.\n"
    "Ben: It was “fine”;\tété e\u0301.\n\n  Anna: The end"
)
RIGHT_TO_LEFT = "דנה: שלום, זה עבד.\nمرحبا 𐤀𐤁 بكم"  # noqa: RUF001  it is Arabic
DAY = "2026-03-02T09:30:00Z"


def selection(text: str, words: str, *codings: Coding, **more: object) -> Selection:
    """A selection of the first place of some words."""
    start = text.index(words)
    return Selection(f"s-{words}", start, start + len(words), words[:20], codings=codings, **more)  # type: ignore[arg-type]


def coding(code: str, by: str, *notes: str, at: str = "") -> Coding:
    return Coding(f"c-{code}-{by}-{at}", f"code-{code}", f"user-{by}", DAY, notes)


def rich() -> Project:
    """Astral characters, right-to-left and empty texts, two coders on the same words, a tree, memos."""
    first = Source(
        "text-1",
        "Interview 1.txt",
        text=ASTRAL,
        description="told at noon",
        selections=(
            selection(ASTRAL, "trust", coding("trust", "ann"), coding("trust", "ben")),
            selection(ASTRAL, "👩\u200d👩\u200d👧 really.\nBen", coding("doubt", "ann", "note-coding")),
            selection(ASTRAL, "e\u0301", coding("deep", "ben"), notes=("note-words",)),
            selection(ASTRAL, "The end", description="a remark", creator="user-ben", created=DAY),
            selection(ASTRAL, ASTRAL, coding("doubt", "ben")),
            Selection("s-none", -1, -1, "gone", codings=(coding("trust", "ann", at="gone"),)),
            Selection("s-point", 5, 5, codings=(coding("trust", "ann", at="point"),)),
        ),
        codings=(coding("deep", "ann", at="whole"),),
        notes=("note-text",),
        values=(Value("var-site", "Köln"),),
        created=DAY,
    )
    second = Source(
        "text-2",
        "ראיון 2",
        text=RIGHT_TO_LEFT,
        selections=(
            selection(RIGHT_TO_LEFT, "שלום", coding("trust", "ann")),
            selection(RIGHT_TO_LEFT, "𐤀𐤁 بكم", coding("trust", "ben")),
        ),
        values=(Value("var-site", "Wien"),),
    )
    return Project(
        "Study: one",
        "qdpx",
        description="what it is about",
        users=(User("user-ann", "ann"), User("user-ben", "Ben Okafor"), User("user-mod", "ann (moderator)")),
        codes=(
            Code("code-top", "Attitude", codable=False, description="all of them"),
            Code("code-below", "Trusting", "code-top", codable=False),
            Code("code-trust", "Trust", "code-below", colour="#ff0000", notes=("note-code",)),
            Code("code-deep", "Deep e.g. this", "code-trust", description="deeper"),
            Code("code-doubt", "Doubt"),
        ),
        variables=(
            Variable("var-age", "age", "Integer", "in years"),
            Variable("var-consent", "consent", "Boolean"),
            Variable("var-site", "site"),
        ),
        cases=(
            Case(
                "case-1",
                "Anna",
                "lives nearby",
                values=(Value("var-age", "41", "Integer"), Value("var-consent", "true", "Boolean")),
                sources=("text-1",),
                selections=("s-The end",),
            ),
            Case("case-2", "Dana", values=(Value("var-age", None, "Integer"),), sources=("text-2",)),
        ),
        sources=(first, second, Source("text-3", "Nothing said", text="")),
        notes=(
            Source("note-coding", None, text="why & how", creator="user-ann", created=DAY),
            Source("note-words", "Look", text="accents", creator="user-ben", created=DAY),
            Source("note-text", None, text="on the text"),
            Source("note-code", None, text="on the code"),
            Source("note-project", "Day 1", text="thoughts", creator="user-ann", created=DAY),
        ),
        sets=(Set("set-1", "Pilot", sources=("text-1",)), Set("set-2", "Both", codes=("code-doubt",))),
        note_refs=("note-project",),
    )


@dataclass(frozen=True)
class Described:
    """What a project says, without GUIDs: what a round trip has to keep."""

    texts: dict[str | None, str | None]
    tree: set[tuple[str, ...]]
    codings: Counter[tuple[str | None, int, int, str, str | None]]
    coders: set[str | None]
    memos: set[str]
    values: dict[str | None, dict[str, str]]
    of_cases: dict[str | None, set[str | None]]


def described(project: Project, *, code: Callable[[str], str] = str) -> Described:
    """Return what a project says; ``code`` is what the form calls a code."""
    codes = {same(each.guid): each for each in project.codes}
    people = {same(each.guid): each.name for each in project.users}
    variables = {same(each.guid): each.name for each in project.variables}
    texts = {same(each.guid): each.name for each in project.sources}

    def path(guid: str) -> tuple[str, ...]:
        each = codes[same(guid)]
        return (*(path(each.parent) if each.parent else ()), code(each.name))

    return Described(
        {each.name: each.text for each in project.sources},
        {path(each.guid) for each in project.codes},
        Counter(
            (source.name, each.start, each.end, path(some.code)[-1], people.get(same(some.creator or "")))
            for source in project.sources
            for each in source.selections
            for some in each.codings
            if 0 <= each.start < each.end
        ),
        set(people.values()),
        {each.text or "" for each in project.notes},
        {
            each.name: {variables[same(value.variable)]: value.text for value in each.values if value.text}
            for each in (*project.cases, *project.sources)
        },
        {each.name: {texts.get(same(guid)) for guid in each.sources} for each in project.cases},
    )


def undotted(project: Project) -> Project:
    """A project whose codes are called by the last step of their paths, as ``Below`` of ``Above.Below``."""
    names = {each.guid: each.name for each in project.codes}
    return replace(
        project,
        codes=tuple(
            replace(each, name=each.name.removeprefix(f"{names[each.parent]}.")) if each.parent else each
            for each in project.codes
        ),
    )


def in_categories(project: Project) -> set[tuple[str, ...]]:
    """The tree where there are only codes and categories: a code with others below it is both."""
    codes = {each.guid: each for each in project.codes}
    coded = {some.code for source in project.sources for each in source.selections for some in each.codings}
    parents = {each.parent for each in project.codes if each.parent}
    folders = {guid for guid, each in codes.items() if not each.codable and guid not in coded}
    found: set[tuple[str, ...]] = {(codes[guid].name,) for guid in folders | parents}
    for guid, each in codes.items():
        if guid not in folders:
            found.add((codes[each.parent].name, each.name) if each.parent else (each.name,))
    return found
