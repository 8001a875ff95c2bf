"""What may be a name in the catalog: in texts, memos, titles, speakers, cases, names of files; for review."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.analysis.names.candidates import Found, NameFinder
from kb.analysis.names.counts import WordCounts, is_german
from kb.analysis.names.every_text import names_in_texts
from kb.analysis.names.known_words import known_words
from kb.db.tables import Attribute, Case, Coder, Document, Memo, Paragraph, Source, Speaker

_AROUND = 40
"""Characters of a passage before and after a name."""
_TELLING = 20_000
"""Characters of a document that tell its language."""
_CALLED = {
    "person": "Person {}",
    "organisation": "Organisation {}",
    "place": "Place {}",
    "name": "Name {}",
    "email": "address{}@example.org",
    "link": "https://example.org/{}",
    "coder": "Coder {}",
    "handle": "@handle{}",
    "phone": "+00 00000 {}",
}
_ENTITIES = {"PERSON": "person", "PER": "person", "ORG": "organisation", "GPE": "place", "LOC": "place"}


@dataclass(frozen=True, slots=True)
class PossibleName:
    """Words that may be a name, its kind, how often it occurs, one passage, and a pseudonym to begin with."""

    name: str
    kind: str
    places: int
    example: str
    pseudonym: str


def possible_names(session: Session, *, known: Iterable[str] = ()) -> list[PossibleName]:
    """Return what may be a name, most frequent first. ``known`` are names to look for in any case.

    The parts of a person's name are listed, too, and called like the person. Names of coders, as files are
    called by, are of the kind ``coder``: who coded is not replaced.
    """
    texts = [*_texts(session)]
    counts = WordCounts.of(text for some in texts for text in some)
    finder = NameFinder(counts, frozenset(known), _trained_pipeline())
    places: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    examples: dict[str, str] = {}
    groups = [(is_german(" ".join(some)[:_TELLING]), some) for some in texts]
    for some, listed in zip(texts, names_in_texts(finder, groups), strict=True):
        for text, found in zip(some, listed, strict=True):
            for start, end, kind in found:
                name = " ".join(text[start:end].split())
                places[name] += 1
                kinds[name][kind] += 1
                examples.setdefault(name, _passage(text, start, end))
    for name in _labels(session):
        places[name] += 1
        kinds[name]["person"] += 1
        examples.setdefault(name, "a speaker or a case")
    for coder in session.exec(select(Coder.name)):
        if coder in places:
            kinds[coder] = Counter({"coder": 1})
    return _called(places, kinds, examples)


def _texts(session: Session) -> Iterator[list[str]]:
    """Yield what is to be read together: the paragraphs of a document, and all that stands beside texts."""
    held: dict[int, list[str]] = defaultdict(list)
    query = select(Paragraph.document_id, Paragraph.text).order_by(
        col(Paragraph.document_id), col(Paragraph.position)
    )
    for number, text in session.exec(query):
        held[number].append(text)
    yield from held.values()
    columns = (Memo.text, Document.name, Attribute.value, Source.path)
    beside = [text for column in columns for text in session.exec(select(column).distinct())]
    yield [text.rsplit(".", 1)[0].replace("_", " ") if "." in text[-6:] else text for text in beside]


def _labels(session: Session) -> list[str]:
    """The names of speakers and cases, without those that only say a role."""
    said = [*session.exec(select(Speaker.name)), *session.exec(select(Case.name))]
    roles = known_words("no_names")
    return [name for name in said if not set(_words(name)) <= roles and any(each.isalpha() for each in name)]


def _words(name: str) -> list[str]:
    return [word for word in name.replace("-", " ").split() if not word.strip("().#").isdigit()]


def _passage(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    words = " ".join(text[first:last].split())
    return ("… " if first else "") + words + (" …" if last < len(text) else "")


def _called(
    places: Counter[str], kinds: dict[str, Counter[str]], examples: dict[str, str]
) -> list[PossibleName]:
    """Give each name a pseudonym; what is a part of one person's name only is called like the person."""
    whole: dict[str, set[str]] = defaultdict(set)
    kind_of = {name: max(kinds[name], key=lambda kind: (kinds[name][kind], kind)) for name in places}
    for name in places:
        if kind_of[name] == "person":
            for part in name.split() if " " in name else ():
                whole[part].add(name)
    numbers: Counter[str] = Counter()
    pseudonyms: dict[str, str] = {}
    for name in sorted(places, key=lambda each: (-len(each.split()), -places[each], each)):
        owners = whole.get(name, set())
        base = (
            next(iter(owners)) if len(owners) == 1 else name.removesuffix("s") if name.endswith("s") else name
        )
        if base in pseudonyms and base != name and kind_of[name] in ("person", "name"):
            pseudonyms[name] = pseudonyms[base]
            continue
        numbers[kind_of[name]] += 1
        pseudonyms[name] = _CALLED[kind_of[name]].format(numbers[kind_of[name]])
    ordered = sorted(places, key=lambda each: (-places[each], each))
    return [
        PossibleName(name, kind_of[name], places[name], examples[name], pseudonyms[name]) for name in ordered
    ]


def _trained_pipeline() -> Callable[[str], Sequence[Found]] | None:
    """Return what a trained pipeline of spaCy sees, if one is installed; none comes with kb."""
    from spacy import load, util  # noqa: PLC0415  slow to load

    installed = sorted(util.get_installed_models())
    if not installed:
        return None
    pipeline = load(installed[0])

    def seen(text: str) -> list[Found]:
        entities = pipeline(text).ents
        return [
            (each.start_char, each.end_char, _ENTITIES[each.label_])
            for each in entities
            if each.label_ in _ENTITIES
        ]

    return seen
