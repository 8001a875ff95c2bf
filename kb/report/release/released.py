"""Which documents' words are released, and what documents and coders are called outside the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from sqlmodel import Session, col, select

from kb.analysis.names.known_words import known_words
from kb.db.tables import (
    Aspect,
    Case,
    Code,
    Coder,
    Document,
    Fix,
    Issue,
    Paragraph,
    Source,
    Speaker,
    Stage,
    Survey,
)
from kb.errors import KbError
from kb.queries.filtering.filters import Filters
from kb.queries.syntax.properties import documents_with_attribute, known_property
from kb.queries.syntax.tree import HasProperty
from kb.report.release.choice import ALL, ReleaseChoice
from kb.report.release.withheld import (
    Withheld,
    is_neutral,
    lower_case_words,
    ordinary_names,
    parts_of,
    whole_names,
    with_capitals,
    words_of,
)

_KINDS = {"interview": "Interview", "article": "Article", "slides": "Slides"}
Role = Literal["coder", "moderator"]


@dataclass(frozen=True, slots=True)
class ReleasedDocument:
    """A document as it may be shown: ``label`` is what it is called, ``number`` stays with it for good."""

    id: int
    number: int
    name: str
    label: str
    kind: str
    has_words: bool


@dataclass(frozen=True, slots=True)
class Release:
    """What is released: the documents in their order, what coders are called, and what is withheld."""

    documents: tuple[ReleasedDocument, ...]
    coders: Mapping[str, str]
    withheld: Withheld
    whose: str

    @property
    def has_words(self) -> bool:
        """Whether anybody's words are released."""
        return any(each.has_words for each in self.documents)

    def check(self, text: str, place: str) -> str:
        """Return a text of the codebook, which is released as a whole or not at all.

        Raises:
            KbError: a withheld name stands in it; the message says where.
        """
        if found := self.withheld.first_in(text):
            raise KbError(
                f"“{found}” is withheld and occurs in {place}; change that, or release the word with "
                f"--allow {found!r}"
            )
        return text


def release(session: Session, choice: ReleaseChoice) -> Release:
    """Return what is released of a catalog.

    Raises:
        KbError: no case has the attribute that is asked for.
    """
    rows = session.exec(select(Document).order_by(col(Document.sort_key))).all()
    meant = _with_words(session, choice.words)
    labels = _labels({each.id or 0: each.name for each in rows}, "Document", choice)
    documents = tuple(
        ReleasedDocument(
            each.id or 0,
            each.id or 0,
            each.name,
            labels[each.id or 0],
            _KINDS.get(each.kind, each.kind),
            meant is None or each.id in meant,
        )
        for each in rows
    )
    people = {each.id or 0: each.name for each in session.exec(select(Coder))}
    called = _labels(people, "Coder", choice)
    withheld = _withheld(session, choice, documents, people)
    return Release(
        documents,
        {name: called[coder_id] for coder_id, name in people.items()},
        withheld,
        _whose(choice.words, withheld),
    )


def _whose(words: str | None, withheld: Withheld) -> str:
    """Whose words are released; an attribute that names somebody is not told."""
    if words is None:
        return "nobody's words"
    if words == ALL:
        return "the words of all documents"
    return f"the words of {'some documents' if withheld.is_in(words) else f'documents with {words}'}"


def _with_words(session: Session, words: str | None) -> set[int] | None:
    """The documents whose words are released; None: all."""
    if words == ALL:
        return None
    if words is None:
        return set()
    if ":" not in words:
        raise KbError(
            f"--released takes {ALL!r} or an attribute and its value ('consent: yes'), not {words!r}"
        )
    attribute = known_property(session, HasProperty("attribute", words)).value
    return {each or 0 for each in session.exec(documents_with_attribute(attribute))}


def _labels(names: Mapping[int, str], noun: str, choice: ReleaseChoice) -> dict[int, str]:
    """What each is called: its name where that tells nothing of a person, else the noun and a number."""
    shown = {each: name for each, name in names.items() if choice.own_names or is_neutral(name)}
    taken = set(shown.values())
    for each in sorted(names.keys() - shown.keys()):
        label = f"{noun} {each}"
        while label in taken:
            label += "*"
        taken.add(label)
        shown[each] = label
    return shown


def _withheld(
    session: Session,
    choice: ReleaseChoice,
    documents: tuple[ReleasedDocument, ...],
    people: Mapping[int, str],
) -> Withheld:
    """What the catalog itself knows as names, as far as they are not shown, and what a person listed."""
    persons, titles = set(_names_of_persons(session)), set(_names_of_files(session))
    shown = {each.casefold() for each in choice.allow}
    if choice.own_names:
        named = {*(each.name for each in documents), *people.values()}
        shown |= {word.casefold() for name in named for word in (name, *name.split())}
    else:
        persons |= set(people.values())
        titles |= {each.name for each in documents}
    whole = {" ".join(words) for words in whole_names(persons)}
    apart = Withheld((), (), (), whole)
    codebook = apart.without(_codebook_words(session))
    ordinary = _ordinary(session, documents, apart) | lower_case_words(codebook)
    known = parts_of(persons, ordinary) | parts_of(filter(_may_name, titles), ordinary | words_of(codebook))
    return Withheld(
        choice.withhold,
        with_capitals(_hidden(known | whole, shown)),
        _hidden(ordinary_names(persons), shown),
        _hidden((each for each in whole if parts_of([each], ordinary)), shown),
    )


def _hidden(names: Iterable[str], shown: AbstractSet[str]) -> set[str]:
    """Names but for those that are shown, or all of whose words are."""
    folded = ((each, each.casefold()) for each in names)
    return {each for each, name in folded if name not in shown and not set(name.split()) <= shown}


def _names_of_persons(session: Session) -> Iterator[str]:
    yield from session.exec(select(Case.name))
    for name, labels in session.exec(select(Speaker.name, Speaker.labels)):
        yield from (name, *labels)


def _names_of_files(session: Session) -> Iterator[str]:
    for path in (*session.exec(select(Source.path)), *session.exec(select(Survey.path))):
        parts = PurePosixPath(path.split("#")[0].replace("\\", "/"))
        yield parts.stem
        yield from (each for each in parts.parent.parts if each != each.lower())


def _may_name(title: str) -> bool:
    """Whether a title or the name of a file may name somebody: in small letters, if a given name is in it."""
    return title != title.lower() or any(
        word.capitalize() in known_words("given") for word in words_of(title)
    )


def _codebook_words(session: Session) -> str:
    """All that the codebook says: a word of it is not taken for a name because a file is called so."""
    texts: list[str] = []
    for table in (Issue, Fix, Stage, Aspect):
        texts += session.exec(select(table.title))
    texts += session.exec(select(Code.name))
    return "\n".join(texts)


def _ordinary(session: Session, documents: tuple[ReleasedDocument, ...], persons: Withheld) -> set[str]:
    """The words that released documents write in lower case: what is also a word is not taken for a name.

    Where a whole name is written so ("anna weber"), its words are no ordinary ones.
    """
    found: set[str] = set()
    for each in documents:
        if each.has_words:
            texts = session.exec(select(Paragraph.text).where(Paragraph.document_id == each.id))
            found |= lower_case_words(persons.without("\n".join(texts)))
    return found


def counted(session: Session, pass_role: Role | None) -> Filters:
    """Which codings the numbers count: of these passes; None takes the moderated ones where there are any."""
    from kb.queries.filtering.options import choices  # noqa: PLC0415  only where nothing is said

    if pass_role is None and choices(session).has_moderated:
        pass_role = "moderator"  # noqa: S105  no password
    return Filters(pass_role=pass_role)
