"""A second look: what may have been missed, what may be wrong; each decided once, and undone as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from command_line import Kb
from sqlmodel import Session, select

from kb.db import engine as db
from kb.db.tables import Coder, Coding, CodingPass, Document, Paragraph
from kb.errors import KbError
from kb.queries.history.entries import trail
from kb.queries.history.scope import TrailFilters
from kb.store.coding.codings import add_coding, remove_coding, resize_coding
from kb.store.coding.dismissed_suggestions import confirm, dismiss
from kb.store.coding.second_look import (
    SeenCoding,
    code_missed,
    confirm_doubted,
    refuse_missed,
    remove_doubted,
)
from kb.store.coding.unblinding import show_others
from kb.store.undo import undo
from kb.suggest.evaluation.second_look import SecondLook, missed, unlike
from kb.suggest.learning.corpus import Corpus, Interview
from kb.suggest.meaning import Known

ELEVEN = "Interview 11"


@pytest.fixture
def writing(own_catalog: Path) -> Iterator[Session]:
    engine = db.open_for_writing(own_catalog)
    with db.transaction(engine) as opened:
        yield opened
    engine.dispose()


def places(found: list[SecondLook]) -> list[tuple[str, int, str]]:
    return [(each.document, each.paragraph, each.code) for each in found]


def passes(session: Session, document: str) -> set[tuple[str, str]]:
    """Who has coded anything of a document, in which role."""
    query = (
        select(Coder.name, CodingPass.role)
        .join(CodingPass, CodingPass.coder_id == Coder.id)  # type: ignore[arg-type]
        .join(Document, Document.id == CodingPass.document_id)  # type: ignore[arg-type]
        .join(Coding, Coding.pass_id == CodingPass.id)  # type: ignore[arg-type]
        .where(Document.name == document, Coding.origin == "accepted")
    )
    return set(session.exec(query))


def test_a_paragraph_without_a_code_is_missed_until_it_is_coded_or_refused(writing: Session) -> None:
    [first] = missed(writing, [ELEVEN])
    provider = (ELEVEN, 0, first.code)
    assert places([first]) == [provider]
    assert first.text[first.start :] == "And your data provider?"
    batch = code_missed(writing, *provider, words=first.text, who="Amin")
    assert passes(writing, ELEVEN) == {("Amin", "moderator")}
    assert missed(writing, [ELEVEN]) == []
    undo(writing, batch or "", who="Amin")
    assert places(missed(writing, [ELEVEN], coder="Amin")) == [provider]
    refusal = dismiss(writing, *provider, who="Amin")
    assert provider not in places(missed(writing, [ELEVEN], coder="Amin"))
    assert provider in places(missed(writing, [ELEVEN])), "what Amin refused is refused for Amin"
    undo(writing, refusal or "", who="Amin")
    assert provider in places(missed(writing, [ELEVEN], coder="Amin"))


def test_what_was_missed_goes_into_the_pass_of_who_decides_else_into_the_moderated_one(
    writing: Session,
) -> None:
    at = (ELEVEN, 0, "Drift")
    for decide in (code_missed, refuse_missed):
        with pytest.raises(KbError, match="has changed since"):
            decide(writing, *at, words="other words", who="Cem")
    code_missed(writing, *at, words="And your data provider?", who="cem")
    assert passes(writing, ELEVEN) == {("Cem", "coder")}
    assert code_missed(writing, *at, words="And your data provider?", who="Cem") is None, "nothing to undo"
    code_missed(writing, *at, words="And your data provider?", who="Somebody else")
    assert passes(writing, ELEVEN) == {("Cem", "coder"), ("Amin", "moderator")}


def test_documents_that_somebody_codes_blind_are_left_out(writing: Session) -> None:
    assert missed(writing, [ELEVEN], coder="Cem") == []
    show_others(writing, ELEVEN, who="Cem")
    assert missed(writing, [ELEVEN], coder="Cem") != []


def test_what_others_coded_in_a_document_that_somebody_codes_blind_teaches_nothing(
    writing: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = writing.exec(select(Document).where(Document.name == "Interview 2")).one()
    for coder, code in (("Bea", "Made up by Bea"), ("Cem", "Made up by Cem")):
        add_coding(writing, document=two, code=code, start=0, end=11, coder=coder)
    taught: list[tuple[set[str], set[str]]] = []

    def corpus(codes: Sequence[Known], interviews: Sequence[Interview]) -> Corpus:
        given = {codes[quote.code].name for each in interviews for quote in each.quotes}
        taught.append(({code.name for code in codes}, given))
        return Corpus(codes, interviews)

    monkeypatch.setattr("kb.suggest.evaluation.second_look.Corpus", corpus)
    add_coding(writing, document=_eleven(writing), code="Drift", start=0, end=9, coder="Cem")
    missed(writing, coder="Cem")
    assert {"Made up by Cem", "Drift"} <= taught[-1][1]
    for some in taught[-1]:
        assert "Made up by Bea" not in some
    show_others(writing, "Interview 2", who="Cem")
    missed(writing, coder="Cem")
    assert "Made up by Bea" in taught[-1][0]


def _eleven(session: Session) -> Document:
    return session.exec(select(Document).where(Document.name == ELEVEN)).one()


@pytest.fixture
def doubted(writing: Session) -> int:
    """The id of a coding on words that no other passage of its code is like."""
    of = writing.exec(select(Document).where(Document.name == ELEVEN)).one()
    codes = [f"Topic {letter}" for letter in "UVW"]
    two = writing.exec(select(Document).where(Document.name == "Interview 2")).one()
    for code in codes:  # so many others fit the words about the provider better
        add_coding(writing, document=two, code=code, start=0, end=11, coder="Amin")
    return add_coding(writing, document=of, code="Topic W", start=24, end=71, coder="Amin").id


def test_a_coding_unlike_the_rest_of_its_code_is_asked_about_until_it_is_called_right_or_removed(
    writing: Session, doubted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.suggest.evaluation.second_look._KNOWN_FROM", 1)
    monkeypatch.setattr("kb.suggest.evaluation.second_look._FIT_BETTER", 2)

    def asked() -> list[int | None]:
        return [each.coding for each in unlike(writing, [ELEVEN], coder="Amin")]

    assert doubted in asked()
    [look] = [each for each in unlike(writing, [ELEVEN], coder="Amin") if each.coding == doubted]
    assert (look.code, look.coder, len(look.instead)) == ("Topic W", "Amin", 3)
    batch = confirm(writing, doubted, who="Amin")
    assert doubted not in asked()
    assert "called the coding Topic W right" in trail(writing, TrailFilters(), limit=1)[0].sentence
    undo(writing, batch or "", who="Amin")
    assert doubted in asked()
    removal = remove_coding(writing, doubted, who="Amin")
    assert doubted not in asked()
    undo(writing, removal, who="Amin")
    assert doubted in asked()


def seen(session: Session, coding: int, **other: str) -> SeenCoding:
    """The coding of :func:`doubted` as a list shows it."""
    provider = session.exec(select(Paragraph).join(Document).where(Document.name == ELEVEN)).first()
    told = {"document": ELEVEN, "coder": "Amin", "code": "Topic W", "text": provider.text if provider else ""}
    return SeenCoding(coding, start=24, end=71, paragraph=0, **{**told, **other})


def test_a_coding_is_called_right_or_removed_only_as_it_was_shown(writing: Session, doubted: int) -> None:
    decisions = (confirm_doubted, remove_doubted)
    for other in (
        {"code": "Topic V"},
        {"text": "other words"},
        {"coder": "Cem"},
        {"document": "Interview 2"},
    ):
        for decide in decisions:
            with pytest.raises(KbError, match=r"this coding (has been|in the)"):
                decide(writing, seen(writing, doubted, **other), who="Amin")
    resized = resize_coding(writing, doubted, start=24, end=60, who="Cem").batch
    with pytest.raises(KbError, match="Cem has changed this coding"):
        remove_doubted(writing, seen(writing, doubted), who="Amin")
    undo(writing, resized or "", who="Cem")
    assert confirm_doubted(writing, seen(writing, doubted), who="Amin") is not None
    remove_doubted(writing, seen(writing, doubted), who="Amin")
    with pytest.raises(KbError, match="Amin has deleted this coding"):
        remove_doubted(writing, seen(writing, doubted), who="Amin")


def test_who_has_coded_nothing_is_asked_about_moderated_passes_only(
    writing: Session, doubted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.suggest.evaluation.second_look._KNOWN_FROM", 1)
    monkeypatch.setattr("kb.suggest.evaluation.second_look._FIT_BETTER", 2)
    assert doubted in [each.coding for each in unlike(writing, [ELEVEN], moderated=True)]
    own = add_coding(
        writing,
        document=writing.exec(select(Document).where(Document.name == ELEVEN)).one(),
        code="Topic W",
        start=24,
        end=71,
        coder="Cem",
    ).id
    assert own in [each.coding for each in unlike(writing, [ELEVEN])]
    assert own not in [each.coding for each in unlike(writing, [ELEVEN], moderated=True)]


def test_the_command_lists_both(kb: Kb) -> None:
    answer = kb("suggest", "--missed", "--format", "json")
    assert (ELEVEN, 0) in {(row["document"], row["paragraph"]) for row in answer.json}
    assert "no coding is unlike the rest of its code" in kb("suggest", ELEVEN, "--unlike").err
    assert kb("suggest", "--missed", "--unlike").code == 2
    assert kb("suggest").code == 2
