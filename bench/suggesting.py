"""How good suggestions are, on interviews that they know nothing of, and how fast.

Each coded interview is left out in turn: what is suggested for it rests on the codebook and on the codings
of all other interviews. It is compared, pass by pass, with what the moderators and the coders coded;
structural codes are out on both sides, as in the study. What agrees is counted in pairs of a paragraph and
a code, pooled.

The codebook's cues were written by people who had read these interviews. "As shipped" is therefore better
than what a new interview will see; "cues unread" leaves out, for each interview, every cue that stands only
in passages of this very interview that carry its code, that is every cue that could have been read off it.
It is stricter than life: a code that only this interview has keeps hardly any cue. The truth for a new
interview lies between. The invented samples are a second look: nobody wrote cues with them at hand, and
nothing was tuned on them but that the threshold is lower than the best one for the corpus.

The four weights in ``kb/suggest/ranking.py`` are round values: of each, three or four were tried on both
variants, and near the chosen ones F1 changed by 0.02 at most. The threshold is one number, where F1 is
flat; "threshold chosen elsewhere" says what comes of choosing it for each interview on all the others.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from sqlmodel import Session, col, select

from bench.measure import goal
from kb.db.engine import open_for_reading, reading
from kb.db.tables import Code, Coder, Coding, CodingPass, Document
from kb.store.ingest.files import ingest
from kb.suggest import suggestions
from kb.suggest.cues import Cues
from kb.suggest.knowledge import Knowledge
from kb.suggest.ranking import MOST, THRESHOLD, CandidatePassage
from kb.suggest.suggestions import CodedParagraphs, Stretch
from kb.suggest.tokens import tokens

_HUMAN = 0.28
"""F1 of two coders, in pairs of a paragraph and a code; STUDY.md."""
_LISTED = 5
_THRESHOLDS = tuple(n / 20 for n in range(4, 25))
_ROOT = Path(__file__).parent.parent

_LONG = 3000
_NOTHING = CodedParagraphs((), {}, {})

Pair = tuple[int, str]


@dataclass(frozen=True)
class Gold:
    """One coder's pass over an interview: the codes on each paragraph, and which of them are out of reach."""

    document: str
    coder: str
    role: str
    pairs: frozenset[Pair]


@dataclass(frozen=True)
class Guess:
    """What is suggested for an interview: for each paragraph the codes with their scores, best first."""

    waiting: frozenset[int]
    listed: dict[int, list[tuple[str, float]]]

    def pairs(self, threshold: float, most: int = MOST) -> set[Pair]:
        """Return the suggestions that are shown from a threshold on."""
        return {
            (position, code)
            for position, codes in self.listed.items()
            for code, score in codes[:most]
            if score >= threshold
        }


def run(folder: Path, keep: Path) -> None:
    """Print the quality of suggestions, for the invented samples as well, and how long they take."""
    for each in dict.fromkeys((folder, _ROOT / "transcripts")):
        _measure(each, keep)


def _measure(folder: Path, keep: Path) -> None:
    database = keep / "suggesting.db"
    for leftover in keep.glob("suggesting.db*"):
        leftover.unlink()
    ingest(database, [folder], taxonomy=_ROOT / "taxonomy.yaml", who="bench")
    engine = open_for_reading(database)
    with reading(engine) as session:
        gold = list(_passes(session))
        many = len({each.document for each in gold})
        print(f"Suggestions for {many} interviews of {folder.name} that they know nothing of")
        if gold:
            _quality(session, gold)
            _speed(session, gold)
    engine.dispose()


def _quality(session: Session, gold: list[Gold]) -> None:
    print(f"  two coders, F1: {_HUMAN} in the study, {_human(gold):.2f} in this catalog")
    print(
        f"  {'':38}{'P':>6}{'R':>6}{'F1':>6}{'of human':>9}{'recall@5':>9}{'coded':>8}{'uncoded':>9} with one"
    )
    shipped, unread = _guesses(session, gold, _suggested), _guesses(session, gold, _unread(session, gold))
    _line("the most frequent codes", gold, _guesses(session, gold, _frequent(gold)), lambda _: 0)
    moderated = [each for each in gold if each.role == "moderator"]
    for name, guesses in (("suggestions as shipped", shipped), ("cues unread", unread)):
        _line(name, gold, guesses, lambda _: THRESHOLD)
        _line("  threshold chosen elsewhere", gold, guesses, _elsewhere(gold, guesses))
        _line("  moderated passes only", moderated, guesses, lambda _: THRESHOLD)
    _half_coded(session, gold)


def _line(name: str, gold: list[Gold], guesses: dict[str, Guess], threshold: Callable[[str], float]) -> None:
    """Print one row: precision, recall and F1 pooled over passes; recall among the five best; coverage."""
    shown = {each.document: guesses[each.document].pairs(threshold(each.document)) for each in gold}
    right = sum(len(each.pairs & shown[each.document]) for each in gold)
    said = sum(len(shown[each.document]) for each in gold)
    meant = sum(len(each.pairs) for each in gold)
    best = sum(len(each.pairs & guesses[each.document].pairs(0, _LISTED)) for each in gold)
    f1 = 2 * right / (said + meant)
    covered = [_coverage(each, guesses[each.document], shown[each.document]) for each in gold]
    coded, free = (sum(each[n] for each in covered) / sum(each[n + 1] for each in covered) for n in (0, 2))
    print(
        f"  {name:38}{right / (said or 1):6.2f}{right / meant:6.2f}{f1:6.2f}{f1 / _HUMAN:8.2f}"
        f"{best / meant:9.2f}{coded:9.2f}{free:9.2f}"
    )


def _coverage(gold: Gold, guess: Guess, shown: set[Pair]) -> tuple[int, int, int, int]:
    """Paragraphs that the pass codes: with a suggestion, all; those that it does not: with one, all."""
    with_one = {position for position, _ in shown}
    coded = {position for position, _ in gold.pairs} & guess.waiting
    free = guess.waiting - coded
    return len(coded & with_one), len(coded), len(free & with_one), len(free)


def _elsewhere(gold: list[Gold], guesses: dict[str, Guess]) -> Callable[[str], float]:
    """The threshold for an interview that does best on all the others."""

    def f1(threshold: float, document: str) -> float:
        others = [each for each in gold if each.document != document]
        shown = {each.document: guesses[each.document].pairs(threshold) for each in others}
        right = sum(len(each.pairs & shown[each.document]) for each in others)
        return 2 * right / sum(len(each.pairs) + len(shown[each.document]) for each in others)

    documents = {each.document for each in gold}
    chosen = {each: max(_THRESHOLDS, key=lambda threshold: f1(threshold, each)) for each in documents}
    return chosen.__getitem__


def _passes(session: Session) -> Iterator[Gold]:
    """Every pass that codes anything but the places of the interview guide."""
    codes = {row.id: row for row in session.exec(select(Code))}
    meant = {each: codes[row.canonical_id] for each, row in codes.items()}
    pairs: dict[int, set[Pair]] = defaultdict(set)
    for row in session.exec(select(Coding).where(Coding.extent != "spill")):
        if meant[row.code_id].kind != "structural":
            name = meant[row.code_id].name
            pairs[row.pass_id] |= {
                (position, name) for position in range(row.first_paragraph, row.last_paragraph + 1)
            }
    query = (
        select(CodingPass, Document.name, Coder.name)
        .join(Document, col(Document.id) == CodingPass.document_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .order_by(col(Document.sort_key), Coder.name)
    )
    for work, document, coder in session.exec(query):
        if work.id in pairs:
            yield Gold(document, coder, work.role, frozenset(pairs[work.id]))


def _human(gold: list[Gold]) -> float:
    """F1 of the coders with each other, pooled over pairs of passes."""
    coders = [each for each in gold if each.role == "coder"]
    both = [(a, b) for a, b in combinations(coders, 2) if a.document == b.document]
    alike = sum(len(a.pairs & b.pairs) for a, b in both)
    return 2 * alike / max(1, sum(len(a.pairs) + len(b.pairs) for a, b in both))


def _guesses(session: Session, gold: list[Gold], guess: Callable[[Session, str], Guess]) -> dict[str, Guess]:
    return {document: guess(session, document) for document in dict.fromkeys(each.document for each in gold)}


def _suggested(session: Session, document: str) -> Guess:
    """What is suggested for an interview when nothing in it is coded."""
    return _guess(suggestions.stretch(session, document, suggestions.knowledge(session, document)))


def _guess(of: Stretch, by: CodedParagraphs = _NOTHING) -> Guess:
    rows = [row for row, said in enumerate(of.paragraphs) if said.waits]
    listed: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for each in of.passage.ranked(rows, coded=by.quotes, most=_LISTED, threshold=0.001):
        listed[of.paragraphs[each.row].position].append((each.code, each.score))
    return Guess(frozenset(of.paragraphs[row].position for row in rows), dict(listed))


def _frequent(gold: list[Gold]) -> Callable[[Session, str], Guess]:
    """For every paragraph the codes that are most on the paragraphs of the other interviews."""

    def guess(session: Session, document: str) -> Guess:
        counted = Counter(code for each in gold if each.document != document for _, code in each.pairs)
        best = [(code, 1.0) for code, _ in counted.most_common(_LISTED)]
        waiting = _suggested(session, document).waiting
        return Guess(waiting, dict.fromkeys(waiting, best))

    return guess


def _unread(session: Session, gold: list[Gold]) -> Callable[[Session, str], Guess]:
    """Suggestions without the cues that could only have been read off the interview itself."""
    everything = suggestions.knowledge(session, gold[0].document)
    cues = Cues(dict(enumerate(each.cues for each in everything.codes)))
    places = {each.name: place for place, each in enumerate(everything.codes)}
    stands: dict[tuple[int, tuple[str, ...]], set[str]] = defaultdict(set)
    for document in {each.document for each in gold}:
        of = suggestions.stretch(session, document, everything)
        found = cues.found([tokens(said.text) for said in of.paragraphs])
        carried = {pair for each in gold if each.document == document for pair in each.pairs}
        for position, code in carried:
            for cue in found[position] if code in places else ():
                if places[code] in cues.codes(cue):
                    stands[places[code], cue].add(document)

    def guess(session: Session, document: str) -> Guess:
        known = suggestions.knowledge(session, document)
        codes = tuple(
            replace(
                code, cues=tuple(cue for cue in code.cues if stands[place, tuple(tokens(cue))] != {document})
            )
            for place, code in enumerate(known.codes)
        )
        return _guess(
            suggestions.stretch(session, document, Knowledge(codes, known.quotes, known.background))
        )

    return guess


def _half_coded(session: Session, gold: list[Gold]) -> None:
    """Print what a coder's own codings in the first half of an interview add in the second half."""
    before: dict[str, Guess] = {}
    after: dict[str, Guess] = {}
    halves: list[Gold] = []
    for each in (each for each in gold if each.role == "coder"):
        of = suggestions.stretch(session, each.document, suggestions.knowledge(session, each.document))
        middle = of.paragraphs[-1].position // 2
        by = suggestions.done(session, of, coder=each.coder)
        own = CodedParagraphs(tuple(quote for quote in by.quotes if quote.paragraph < middle), {}, {})
        late = frozenset((position, code) for position, code in each.pairs if position >= middle)
        if not late or not own.quotes:
            continue
        name = f"{each.document}, {each.coder}"
        halves.append(replace(each, document=name, pairs=late))
        before[name], after[name] = (_from(_guess(of, done), middle) for done in (_NOTHING, own))
    for name, guess in (
        ("second halves, first half not known", before),
        ("… first half coded by the same", after),
    ):
        _line(name, halves, guess, lambda _: THRESHOLD)


def _from(guess: Guess, middle: int) -> Guess:
    """A guess without the paragraphs before one."""
    listed = {position: codes for position, codes in guess.listed.items() if position >= middle}
    return Guess(frozenset(each for each in guess.waiting if each >= middle), listed)


def _speed(session: Session, gold: list[Gold]) -> None:
    """Print how long suggestions take: for 3,000 paragraphs, for a window, and again after a coding."""
    document = gold[0].document
    of = suggestions.stretch(session, document, suggestions.knowledge(session, document))
    said = [each.text for each in of.paragraphs]
    long = (said * (_LONG // len(said) + 1))[:_LONG]
    begin = time.perf_counter()
    known = suggestions.knowledge(session, document)
    CandidatePassage(known, document, 0, long).ranked(range(_LONG))
    whole = time.perf_counter() - begin
    begin = time.perf_counter()
    window = CandidatePassage(known, document, 0, long[:202])
    scored = time.perf_counter() - begin
    begin = time.perf_counter()
    window.ranked(range(200), coded=known.quotes[:200])
    again = time.perf_counter() - begin
    print(f"  3,000 paragraphs, nothing known before: {goal(whole, 1, ' s')}")
    print(f"  a window of 200: {goal(scored, 0.1, ' s')}; after each coding: {goal(again, 0.05, ' s')}")
