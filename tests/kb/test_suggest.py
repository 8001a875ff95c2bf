"""Suggested codes: what they go by, what they never show, and why each is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from command_line import Kb
from sqlmodel import Session, select

from kb.catalog import Catalog
from kb.db import engine as db
from kb.db.tables import Code, Coder, Coding, Document
from kb.errors import KbError, UnknownNameError
from kb.store.coding.codings import add_coding
from kb.store.coding.dismissed_suggestions import dismiss
from kb.store.coding.unblinding import show_others
from kb.store.undo import last_undoable, undo
from kb.suggest import suggestions
from kb.suggest.cues import Cues
from kb.suggest.knowledge import Knowledge, Known
from kb.suggest.ranking import MOST, CandidatePassage
from kb.suggest.reasons import Reason
from kb.suggest.similar_passages import Neighbours, Quote
from kb.suggest.similarity import Wording
from kb.suggest.suggestions import Suggestion
from kb.suggest.tokens import stems, tokens

TWO, ELEVEN = "Interview 2", "Interview 11"
SMALL_TALK = ("Yes.", "Thank you for your time today.", "Um, okay, right.", "Nice weather, is it not?")


@pytest.fixture
def writing(own_catalog: Path) -> Iterator[Session]:
    engine = db.open_for_writing(own_catalog)
    with db.transaction(engine) as opened:
        yield opened
    engine.dispose()


def known(session: Session, document: str, coder: str | None = None) -> set[tuple[str, int]]:
    """From which paragraphs the passages come that suggestions go by."""
    return {
        (quote.document, quote.paragraph)
        for quote in suggestions.knowledge(session, document, coder=coder).quotes
    }


def codes_of(found: list[Suggestion], paragraph: int) -> list[str]:
    return [each.code for each in found if each.paragraph == paragraph]


# Words, cues, neighbours


@pytest.mark.parametrize(
    ("cue", "said", "words"),
    [
        pytest.param("drift", "It was Drifting away.", "drifting", id="a word may go on"),
        pytest.param("drift", "We were adrift.", None, id="but not begin before"),
        pytest.param(
            "poor data", "Poor databases, they said.", "poor databases", id="only the last word goes on"
        ),
        pytest.param("poor data", "poorly kept data", None, id="not the first"),
        pytest.param("didn't know", "We didn\u2019t  know.", "didn't know", id="apostrophes and spaces"),
        pytest.param("third party", "a third-party tool", "third party", id="hyphens"),
        pytest.param("drift", "", None, id="nothing is said"),
        pytest.param("c++ .*", "c is a letter", "c", id="no cue is a pattern"),
    ],
)
def test_a_cue_matches_from_the_start_of_a_word(cue: str, said: str, words: str | None) -> None:
    [found] = Cues({7: [cue]}).found([tokens(said)])
    assert list(found.values()) == ([words] if words else [])


def test_one_cue_may_belong_to_several_codes() -> None:
    cues = Cues({0: ["drift"], 1: ["Drift", "alert"]})
    [found] = cues.found([tokens("the drift")])
    assert [list(cues.codes(cue)) for cue in found] == [[0, 1]]


def test_cues_come_in_the_order_of_the_text_with_the_words_that_matched_first() -> None:
    cues = Cues({0: ["fail", "a sensor", "sensor"]})
    [found] = cues.found([tokens("Failing sensors: a sensor failed, and a sensory one.")])
    assert list(found.values()) == ["failing", "sensors", "a sensor"]


def test_words_are_compared_by_their_stems_and_rare_ones_count_for_more() -> None:
    wording = Wording.of([stems(text) for text in ("monitor the data", "data again", "more data")])
    row = wording.rows([stems("monitored data"), stems("nothing known"), []]).toarray()
    monitor, data = (wording.places[stem] for stem in stems("monitoring data"))
    assert row[0, monitor] > row[0, data] > 0
    assert np.linalg.norm(row[0]) == pytest.approx(1)
    assert not row[1:].any()


@pytest.mark.parametrize(
    ("said", "alike", "other"),
    [
        pytest.param("我们的模型在夏天漂移了", "模型漂移是什么时候", "访谈从早上开始", id="Chinese"),
        pytest.param("モデルの精度が下がりました", "精度が下がる理由", "朝から始めます", id="Japanese"),
        pytest.param("แบบจำลองเสื่อมลงในฤดูร้อน", "แบบจำลองเสื่อม", "เริ่มตอนเช้า", id="Thai"),
    ],
)
def test_scripts_without_blanks_are_compared_by_pairs_of_characters(
    said: str, alike: str, other: str
) -> None:
    of_said = set(stems(said))
    assert len(of_said & set(stems(alike))) > len(of_said & set(stems(other)))
    cues = Cues({0: (alike[:2],)})
    assert [list(found.values()) for found in cues.found([tokens(said), tokens(other)])] == [[alike[:2]], []]


def test_the_nearest_quote_of_each_code_is_found_and_no_paragraph_is_its_own_neighbour() -> None:
    texts = ["the provider changed the format", "alerts failed silently overnight"]
    wording = Wording.of([stems(text) for text in texts])
    quotes = [Quote("A", 0, texts[0], 1), Quote("A", 1, texts[1], 0), Quote("A", 1, "two words", 1)]
    near = Neighbours(quotes, wording, 3)
    rows = wording.rows(stems(text) for text in texts)
    found = near.nearest(rows)
    assert found.likeness.round(6).tolist() == [[0, 1, 0], [1, 0, 0]]
    assert (found.quote(0, 1), found.quote(0, 2)) == (quotes[0], None)
    assert not near.nearest(rows, apart=("A", 0)).likeness.any()
    assert near.nearest(rows, apart=("B", 0)).likeness.any()


def test_small_talk_gets_no_suggestion_and_nothing_more_than_three(catalog: Path) -> None:
    codes = tuple(Known(f"code {n}", "Use when alerts fail.", ("alert", "pager", "silent")) for n in range(5))
    knowledge = Knowledge(codes)
    said = [*SMALL_TALK, "Then the alerts went silent and no pager rang for the whole long winter night."]
    found = CandidatePassage(knowledge, "A", 0, said).ranked(range(len(said)))
    assert {each.row for each in found} == {len(said) - 1}
    assert len(found) == MOST == 3
    assert found == sorted(found, key=lambda each: -each.score)
    assert catalog.exists()


def test_a_catalog_without_codes_or_words_suggests_nothing() -> None:
    assert CandidatePassage(Knowledge((), (), ()), "A", 0, ["Some words.", ""]).ranked([0, 1]) == []
    only = Knowledge((Known("=1+1", "", ()),), (), ())
    assert CandidatePassage(only, "A", 0, ["Some words.", "\u202e \x00"]).ranked([0, 1]) == []
    assert CandidatePassage(only, "A", 0, []).ranked([]) == []


def long_talk(document: str) -> list[str]:
    """A question about alerts, and paragraphs of which the first and the last answer it."""
    return [
        "And what about the alerts, do they ever fail at night?",
        "Our alerts went silent and no pager rang for the whole long winter night.",
        "Yes.",
        f"We sell bread in the town of {document}, and the shop opens early.",
        "Alerts again failed when the pager of the night shift was silent.",
    ]


ALERTS = Known("silent-alerts", "Use when alerts fail. Also: no pager rang.", ("silent",))
BREAD = Known("bread", "Use when bread is sold.", ("shop",))


def test_what_the_interviewer_asks_is_suggested_for_too() -> None:
    passage = CandidatePassage(Knowledge((ALERTS, BREAD)), "A", 0, long_talk("A"), [True, *[False] * 4])
    found = {(each.row, each.code) for each in passage.ranked(range(5), most=1)}
    assert {(0, "silent-alerts"), (1, "silent-alerts"), (4, "silent-alerts")} <= found


def test_words_after_also_are_a_reason() -> None:
    [found] = CandidatePassage(Knowledge((ALERTS,)), "A", 0, long_talk("A")[1:2]).ranked([0])
    assert found.why[0].kind == "cue"
    assert set(found.why[0].words) == {"no pager rang", "silent"}


def test_a_decision_counts_at_once_a_code_is_continued_and_a_refused_one_is_half_as_likely() -> None:
    texts = long_talk("A")
    passage = CandidatePassage(Knowledge((ALERTS, BREAD)), "A", 10, texts)

    def scores(**given: object) -> dict[tuple[int, str], float]:
        found = passage.ranked(range(5), threshold=0.0, **given)  # type: ignore[arg-type]
        return {(each.row, each.code): each.score for each in found}

    before = scores()
    coded = (Quote("A", 11, texts[1], 0),)
    after = passage.ranked(range(5), coded=coded, threshold=0.0)
    continued = [(each.row, each.code) for each in after if each.continues]
    assert continued == [(2, "silent-alerts")]
    [reason] = [each.why[0] for each in after if each.continues]
    assert reason == Reason("continues", at=11)
    assert reason.description == "continues ¶ 12"
    assert scores(coded=coded)[2, "silent-alerts"] > before[2, "silent-alerts"]
    refused = scores(refused={1: 1})
    assert refused[3, "bread"] == pytest.approx(before[3, "bread"] / 2, abs=0.01)
    assert scores() == before


# What suggestions go by


def test_a_cue_in_an_uncoded_paragraph_is_the_reason(writing: Session) -> None:
    found = suggestions.suggestions(writing, TWO, coder="Cem")
    drift = next(each for each in found if each.code == "Drift")
    assert (drift.paragraph, drift.rank) == (1, 1)
    assert drift.text.startswith("The data changed overnight.")
    assert drift.why[0] == Reason("cue", ("changed overnight", "drifted"))
    assert 0 < drift.score <= 1


def test_what_is_coded_and_structural_codes_are_left_out(writing: Session) -> None:
    for name, kind in (("Q1", "structural"), ("Whole stage [WS]", "umbrella")):
        code = Code(name=name, key=name.lower(), kind=kind, cues=["drift", "changed overnight", "provider"])
        writing.add(code)
        writing.flush()
        code.canonical_id = code.id
    writing.flush()
    assert (
        suggestions.suggestions(writing, TWO) == []
    )  # everything is coded but the questions, which say little
    cem = suggestions.suggestions(writing, TWO, coder="Cem")  # who has coded nothing there
    assert codes_of(cem, 1)[0] == "Drift"
    assert {each.code for each in cem} & {"Q1", "Whole stage [WS]"} == set()


def test_the_document_itself_is_never_what_its_suggestions_go_by(writing: Session) -> None:
    assert {document for document, _ in known(writing, TWO)} == {ELEVEN, "Nasty article"}
    assert {document for document, _ in known(writing, ELEVEN)} == {TWO, "Nasty article"}


def test_a_coder_learns_nothing_from_passes_they_are_blind_to(writing: Session) -> None:
    assert known(writing, ELEVEN, "Bea") == {(TWO, 1), (TWO, 2), (TWO, 4)}  # her own
    assert known(writing, TWO, "Cem") == {(ELEVEN, 1)}  # his own; Amin's drift in ¶ 3 stays his
    assert known(writing, ELEVEN, "Somebody new") == set()
    assert known(writing, ELEVEN, "Amin") >= known(writing, ELEVEN, "Bea")  # he moderates Interview 2
    show_others(writing, ELEVEN, who="Cem")
    assert known(writing, TWO, "Cem") == {(ELEVEN, 1), (ELEVEN, 2)}


def test_ones_own_codings_of_the_document_count_and_those_of_others_do_not(writing: Session) -> None:
    of = suggestions.stretch(writing, TWO, suggestions.knowledge(writing, TWO, coder="Bea"))
    mine = suggestions.done(writing, of, coder="Bea")
    names = {of.knowledge.codes[quote.code].name for quote in mine.quotes}
    assert names == {"Drift", "Data-unstable-provider", "Monitoring-fix"}  # not Amin's trial and error
    assert suggestions.done(writing, of, coder="Cem").quotes == ()


def test_a_like_passage_is_named_with_its_place(writing: Session) -> None:
    document = writing.exec(select(Document).where(Document.name == "Nasty article")).one()
    quote = "The provider changes the format without a word."
    knowledge = Knowledge((Known("Odd name", "", ()),), (Quote(ELEVEN, 1, quote, 0),))
    passage = CandidatePassage(knowledge, document.name, 0, [quote, *SMALL_TALK])
    [found] = passage.ranked([0], threshold=0.01)
    assert found.why == (Reason("like", (quote,), None, ELEVEN, 1),)
    assert found.why[0].description == f"is similar to “{quote}” (Interview 11, ¶ 2)"


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        pytest.param(Reason("cue", ("drift", "alerts")), "contains “drift”, “alerts”", id="cues"),
        pytest.param(Reason("cue", ("drift",), at=6), "¶ 7 contains “drift”", id="the paragraph beside"),
        pytest.param(
            Reason("wording", ("format",)),
            "contains words of its name or definition: “format”",
            id="the codebook",
        ),
    ],
)
def test_a_reason_is_told_as_people_read_it(reason: Reason, told: str) -> None:
    assert reason.description == told


# What becomes of a suggestion


def test_an_accepted_suggestion_leaves_the_others_and_is_not_made_again(writing: Session) -> None:
    before = codes_of(suggestions.suggestions(writing, TWO, coder="Cem", also_coded=True), 1)
    document = writing.get_one(Document, 1)
    add_coding(writing, document=document, code=before[0], start=13, end=40, coder="Cem", origin="accepted")
    after = suggestions.suggestions(writing, TWO, coder="Cem", also_coded=True)
    assert before[0] not in codes_of(after, 1)
    assert codes_of(suggestions.suggestions(writing, TWO, coder="Cem"), 1) == []
    [made] = writing.exec(select(Coding).where(Coding.origin == "accepted")).all()
    assert made.first_paragraph == 1


def test_a_dismissed_suggestion_is_remembered_for_who_dismissed_it_and_can_be_undone(
    writing: Session,
) -> None:
    assert dismiss(writing, TWO, 1, "drifts", who="Cem") is not None  # any spelling
    assert dismiss(writing, TWO, 1, "Drift", who="Cem") is None
    writing.add(Coder(name="Zoe"))
    writing.flush()
    assert "Drift" not in codes_of(suggestions.suggestions(writing, TWO, coder="Cem"), 1)
    assert "Drift" in codes_of(suggestions.suggestions(writing, TWO, coder="Zoe"), 1)
    batch = last_undoable(writing, TWO, "Cem")
    assert batch is not None
    undo(writing, batch, who="Cem")
    assert "Drift" in codes_of(suggestions.suggestions(writing, TWO, coder="Cem"), 1)


def test_what_is_not_there_cannot_be_dismissed(writing: Session) -> None:
    with pytest.raises(KbError, match="has no paragraph 99, counted from 0"):
        dismiss(writing, TWO, 99, "Drift", who="Cem")
    with pytest.raises(UnknownNameError, match="no code"):
        dismiss(writing, TWO, 1, "Nothing of the kind", who="Cem")


# The command and the notebook


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_the_command_writes_a_row_for_each_suggestion(kb: Kb, form: str) -> None:
    answer = kb("suggest", "interview 2", "--coder", "cem", "--limit", "1", "--format", form)
    assert answer.code == 0
    first = answer.read(form)[0]
    assert (first["document"], first["code"], int(first["paragraph"])) == (TWO, "trial and error", 4)


def test_the_command_tells_people_the_words_the_code_and_the_reason(kb: Kb) -> None:
    answer = kb("suggest", "2", "--coder", "Cem")
    assert "The data changed overnight. Nobody told us" in answer.out
    assert "Interview 2, Interviewee, ¶ 2" in answer.out
    assert "Drift  contains “changed overnight”, “drifted”" in answer.out


def test_a_document_of_which_only_the_questions_are_not_coded_has_nothing_to_suggest(kb: Kb) -> None:
    answer = kb("suggest", "interview 2")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.startswith("no suggestions for the 2 uncoded paragraphs of 'Interview 2'")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(("Intervew 11",), "did you mean 'Interview 11'", id="a document"),
        pytest.param(("Interview 11", "Bee"), "did you mean 'Bea'", id="a coder"),
    ],
)
def test_who_and_what_is_unknown_names_the_nearest(
    catalog: Path, arguments: tuple[str, ...], told: str
) -> None:
    engine = db.open_for_reading(catalog)
    given = dict(zip(("document", "coder"), arguments, strict=False))
    with db.reading(engine) as session, pytest.raises(UnknownNameError, match=told):
        suggestions.best(session, given["document"], coder=given.get("coder"))
    engine.dispose()


def test_a_notebook_gets_suggestions_as_a_frame(catalog: Path) -> None:
    with Catalog(catalog) as opened:
        frame = opened.suggestions(TWO, coder="Cem")
    assert frame.loc[0, ["paragraph", "rank", "code"]].tolist() == [1, 1, "Drift"]


def test_suggestions_find_more_than_the_most_frequent_codes(corpus_catalog: Path) -> None:
    """Coarse on purpose; ``python -m bench suggesting`` has the numbers."""
    engine = db.open_for_reading(corpus_catalog)
    with db.reading(engine) as session:
        of = suggestions.stretch(session, ELEVEN, suggestions.knowledge(session, ELEVEN))
        coded = suggestions.done(session, of).coded
        found = suggestions.suggested(of, suggestions.CodedParagraphs((), {}, {}), also_coded=True)
        places = {code.name: place for place, code in enumerate(of.knowledge.codes)}
        right = sum(places[each.code] in coded.get(each.paragraph, set()) for each in found)
    engine.dispose()
    assert right / len(found) > 0.2
    assert right / sum(map(len, coded.values())) > 0.2
