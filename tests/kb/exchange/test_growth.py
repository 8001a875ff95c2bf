"""What hostile files would draw out: four times as much takes four times as long, not sixteen times."""

from __future__ import annotations

import json
import random
from collections import Counter
from difflib import SequenceMatcher
from html.parser import HTMLParser
from typing import Any

import pytest
from growth import grows_evenly

from kb.exchange.archive.merge import same_paragraphs
from kb.exchange.archive.merge.conflict import Preference
from kb.exchange.archive.merge.paragraphs import Places, merge_paragraphs
from kb.exchange.archive.merge.same_paragraphs import changed_paragraphs
from kb.exchange.forms import label_studio, write
from kb.exchange.forms.parts.draft import Draft
from kb.exchange.forms.parts.html_text import HtmlText
from kb.exchange.forms.parts.names import file_names
from kb.exchange.forms.parts.tree import Branch, Tags, tree
from kb.exchange.model import Case, Code, Coding, Project, Selection, Source, User, Value, Variable
from kb.store.coding import unplaced_words

# Paragraphs of two copies of a text


def texts(number: int, *, every: int = 2) -> tuple[list[str], list[str]]:
    """A text of different paragraphs, and a copy in which every second one is another."""
    old = [f"paragraph {each}" for each in range(number)]
    return old, [f"{each}, changed" if place % every else each for place, each in enumerate(old)]


@pytest.mark.parametrize(
    "pair",
    [
        pytest.param(lambda n: (["x"] * n, ["y", *["x"] * n, "z"]), id="all alike"),
        pytest.param(lambda n: (["x", "y"] * n, ["y"] * n + ["x"] * n), id="two that change places"),
        pytest.param(texts, id="every second one changed"),
        pytest.param(lambda n: (list("ab") * n, [str(each) for each in range(2 * n)]), id="nothing alike"),
    ],
)
def test_comparing_paragraphs_takes_steps_by_their_number(pair: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same_paragraphs, "STEPS", 500)
    assert grows_evenly(lambda n: changed_paragraphs(*pair(n)), 100)


def test_ordinary_texts_are_compared_as_ever() -> None:
    chance = random.Random(5)  # noqa: S311  any numbers do
    for _ in range(200):
        old = [chance.choice("abcdefgh") for _ in range(chance.randint(0, 30))]
        new = [each for each in old if chance.random() > 0.2]
        for _ in range(chance.randint(0, 4)):
            new.insert(chance.randint(0, len(new)), chance.choice("abxyz"))
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        assert changed_paragraphs(old, new) == [
            each[1:] for each in matcher.get_opcodes() if each[0] != "equal"
        ]


def test_very_long_texts_share_what_only_little_was_changed_of(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = texts(300, every=50)
    new[10:10] = ["Yes.", "Yes."]
    wanted = changed_paragraphs(old, new)
    monkeypatch.setattr(same_paragraphs, "STEPS", 0)
    assert changed_paragraphs(old, new) == wanted
    for first, begin, size in same_paragraphs.same_paragraphs(list("abcabba") * 9, list("cbabac") * 9):
        assert (list("abcabba") * 9)[first : first + size] == (list("cbabac") * 9)[begin : begin + size]


def test_merging_texts_that_are_changed_all_over_takes_steps_by_their_length() -> None:
    def merge(number: int) -> None:
        old, new = (
            [{"text": each, "start": 0, "end": 0, "position": 0, "label": None} for each in some]
            for some in texts(number)
        )
        merged = merge_paragraphs(old, new, old, Preference("a"), document="Interview 1")
        assert [row["text"] for row in merged.rows] == [row["text"] for row in new]
        places = Places(old, merged.rows)
        for start in range(0, number, 2):
            assert places.paragraphs(start, start)[0] >= 0

    same_paragraphs.STEPS, steps = 500, same_paragraphs.STEPS
    try:
        assert grows_evenly(merge, 100)
    finally:
        same_paragraphs.STEPS = steps


# Documents in HTML


@pytest.mark.parametrize("end", ["", ">", "'>"])
@pytest.mark.parametrize(
    "unit", ["<p", "<p ", "<!--", "<!--a>", "<a b='", "</", "<![CDATA[", "<![x", "<?", "&#"]
)
def test_tags_and_comments_without_an_end_are_looked_for_once(
    unit: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = 0
    for name in ("parse_starttag", "parse_comment", "parse_marked_section", "parse_pi"):
        parse = getattr(HTMLParser, name)

        def counted(self: HTMLParser, i: int, *more: Any, parse: Any = parse) -> int:
            nonlocal looked_at
            found: int = parse(self, i, *more)
            looked_at += (found if found > 0 else len(self.rawdata)) - i
            return found

        monkeypatch.setattr(HTMLParser, name, counted)
    html = unit * 200 + end
    assert HtmlText(html).nodes in (html, "")
    assert looked_at < 8 * len(html)


# Forms of other tools


def project(number: int, *, people: int = 1, text: str = "I trust it. ") -> Project:
    """A project of one text with codings, one after the other, by some people."""
    codings = [
        Selection(
            f"s{each}", each, each + 1, codings=(Coding(f"c{each}", f"code{each}", f"u{each % people}"),)
        )
        for each in range(number)
    ]
    codes = [Code(f"code{each}", "alike", parent=f"code{each - 1}") for each in range(number)]
    users = [User(f"u{each}", f"Person {each}") for each in range(people)]
    long = (text * number)[:number]
    sources = [Source("a", "Interview", text=long, selections=tuple(codings))]
    sources += [Source(f"n{each}", "Interview", text="a") for each in range(number)]
    return Project("P", "x", users=tuple(users), codes=tuple(codes), sources=tuple(sources))


def test_label_studio_is_written_in_steps_by_the_number_of_codings() -> None:
    assert grows_evenly(lambda n: label_studio.write(project(n, people=n, text="😀"), ""), 100)
    (task,) = json.loads(label_studio.write(project(2, people=2, text="😀a"), ""))[:1]
    places = [
        (each["value"]["start"], each["value"]["end"]) for by in task["annotations"] for each in by["result"]
    ]
    assert places == [(0, 2), (2, 3)]


def test_many_codings_with_the_same_words_are_told_apart_in_as_many_questions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    taken: set[str] = set()

    def unplaced(_session: object, _work: int, _code: int, words: str) -> str | None:
        asked.append(words)
        return words if words in taken else None

    monkeypatch.setattr(unplaced_words, "unplaced", unplaced)
    tried: Counter[str] = Counter()
    for _ in range(50):
        taken.add(unplaced_words.free_words(None, 1, 1, "Yes.", tried=tried))  # type: ignore[arg-type]
    assert {"Yes.", "Yes. (2)", "Yes. (50)"} <= taken
    assert len(asked) <= 2 * len(taken)


def test_names_of_notes_are_found_in_steps_by_their_number() -> None:
    def take(number: int) -> None:
        names = file_names()
        taken = [names.take("Interview") for _ in range(number)]
        assert len(set(taken)) == number

    assert grows_evenly(take, 100)


def test_codes_that_hang_on_each_other_are_a_tree_in_steps_by_their_number() -> None:
    def deep(number: int) -> None:
        branches = {n: Branch(str(n), n + 1, Code(str(n), "a")) for n in range(number)}
        assert len(tree(branches, Draft("x", "P", (), "X"))) == number

    assert grows_evenly(deep, 100)
    tags = Tags(["a", "a.b.c", "a.b.c.d.e"])
    assert [tags.above(each) for each in ("a.b.c.d.e", "a.b.c", "a", "x.y")] == ["a.b.c", "a", None, None]


@pytest.mark.parametrize("form", ["qualcoder", "taguette", "rqda", "qc"])
def test_a_project_for_another_program_is_written_in_steps_by_its_size(form: str) -> None:
    def written(number: int) -> None:
        text = "some words\n" * 5
        codings = tuple(
            Selection(f"s{at}", at, at + 4, codings=(Coding(f"c{at}", f"code{at % 7}", "ann"),))
            for at in range(0, 50, 11)
        )
        project = Project(
            "P",
            "qdpx",
            users=(User("ann", "ann"),),
            codes=tuple(Code(f"code{each}", "Same", f"code{each - 1}") for each in range(7)),
            variables=(Variable("v", "age"),),
            sources=tuple(Source(f"t{n}", "Same", text=text, selections=codings) for n in range(number)),
            cases=tuple(
                Case(f"c{n}", "Same", values=(Value("v", "1"),), sources=(f"t{n}",)) for n in range(number)
            ),
        )
        write(project, form)

    assert grows_evenly(written, 100)
