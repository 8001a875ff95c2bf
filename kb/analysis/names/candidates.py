"""Find what may be a name in texts in English and German, each with what kind of name it seems to be.

English: words with a capital where no sentence begins that are hardly ever written small. German, where
every noun has one: words that are known, that follow a title or a given name, that come before a legal form,
or that stand after a preposition without an article and never have one. Both: e-mail addresses and the like,
and the words of lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.analysis.names.contacts import contacts
from kb.analysis.names.counts import TITLES, Word, WordCounts, is_german, is_title, words
from kb.analysis.names.known_words import known_words

Found = tuple[int, int, str]
"""From where to where in a text, and the kind: person, organisation, place, name, email, link and so on."""

_FORMS = known_words("legal_forms")
_PLACED = frozenset(["in", "to", "from", "near", "nach", "aus"])
_AT = frozenset({"at", "bei"})
_BETWEEN = re.compile(r"(?:[ \u00a0]|-)(?:(?:von|van|de|der|den|di|da|del|la|le|of|zu)[ \u00a0]){0,2}")
_GERMAN_AHEAD = known_words("german_ahead")
_NOUN_ENDS = re.compile(
    r"(ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|ität|itäten|tät|ment|ments|ismus|nis|nisse|"
    r"ling|tum|daten|teams?|enz|anz|ik|iker|ie|ien|eure?n?|isten|ist|ler|lern|ungs|zeit|zeug|werk|fall|fälle)$"
)


@dataclass(frozen=True)
class NameFinder:
    """Finds names in texts whose words were counted. ``known`` are names that a person listed.

    ``pipeline`` is a trained pipeline of spaCy, if one is installed: it says where it sees names.
    """

    counts: WordCounts
    known: frozenset[str] = frozenset()
    pipeline: Callable[[str], Sequence[Found]] | None = None

    def names(self, text: str, *, german: bool | None = None) -> list[Found]:
        """Return what may be names in a text, in text order; none overlaps another."""
        german = is_german(text) if german is None else german
        found = [*contacts(text), *self._listed(text)]
        found += _outside(self._runs(text, german=german), found)
        if self.pipeline is not None:
            found += _outside(self.pipeline(text), found)
        return sorted(found)

    def _listed(self, text: str) -> Iterator[Found]:
        """The names of several words that lists have: word for word."""
        for entry in _entries(text):
            for kind, listed in _LISTS.items():
                if entry[2] in listed:
                    yield entry[0], entry[1], kind
        for name in self.known:
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                yield match.start(), match.end(), "name"

    def _runs(self, text: str, *, german: bool) -> Iterator[Found]:
        """Yield runs of words that may be names, side by side."""
        run: list[Word] = []
        every = list(words(text))
        for number, word in enumerate(every):
            joins = bool(run) and _joins(text[run[-1].end : word.start], every, number)
            is_name = word.is_capital and self._is_name(every, number, in_run=joins, german=german)
            if run and not (is_name and joins):
                if word.text in _PARTICLES and _BETWEEN.match(text[run[-1].end : word.start + 1]):
                    continue
                yield from self._run(text, run, every)
                run = []
            if is_name:
                run.append(word)
        if run:
            yield from self._run(text, run, every)

    def _run(self, text: str, run: list[Word], every: Sequence[Word]) -> Iterator[Found]:
        last = run[-1]
        end = last.end
        said = text[last.start : end]
        for ending in ("'s", "’s", "'", "’"):
            if said.endswith(ending):
                end -= len(ending)
                break
        first = every[every.index(run[0]) - 1].text.casefold() if every.index(run[0]) else ""
        if end > run[0].start:
            yield run[0].start, end, _kind([word.text for word in run], first)

    def _is_name(self, every: Sequence[Word], number: int, *, in_run: bool, german: bool) -> bool:
        word = every[number]
        text, known = _bare(word.text), _bare(word.text).casefold()
        before = every[number - 1].text if number else ""
        ahead = before.casefold().rstrip(".")
        if text in known_words("no_names") or (len(text) == 1 and not in_run):
            return False
        if is_title(before) or _is_listed(text):
            return is_title(before) or not (word.begins and self.counts.small[known])
        if in_run and _bare(before) in known_words("given"):
            return not (german and known in self.counts.determined)
        if _is_of_organisation(every, number):
            return not word.begins or not self.counts.small[known]
        if german:
            return self._german(every, number, text, ahead, in_run=in_run)
        return self._english(word, text, in_run=in_run)

    def _english(self, word: Word, text: str, *, in_run: bool) -> bool:
        known = text.casefold()
        if self.counts.is_name_like(text) or self.counts.is_name_like(word.text):
            return not word.begins or in_run or not self.counts.small[known]
        return in_run and not word.begins and not self.counts.small[known]

    def _german(self, every: Sequence[Word], number: int, text: str, ahead: str, *, in_run: bool) -> bool:
        word = every[number]
        if not self._can_be_german(word):
            return False
        if text.isupper() or any(each.isupper() for each in text[1:]) or in_run:
            return True
        if word.begins:
            return False
        after = every[number + 1] if number + 1 < len(every) else None
        is_pair = after is not None and after.start == word.end + 1 and self._can_be_german(after)
        return is_pair or ahead in _GERMAN_AHEAD or ahead in known_words("kinds_of_names")

    def _can_be_german(self, word: Word) -> bool:
        """Whether nothing says that a German word is a usual noun: no article anywhere, no usual ending."""
        known = _bare(word.text).casefold()
        is_noun = known in self.counts.determined or self.counts.small[known] or _NOUN_ENDS.search(known)
        return word.is_capital and not is_noun and word.text not in known_words("no_names")


def _is_of_organisation(every: Sequence[Word], number: int) -> bool:
    """Whether a word belongs to words with a capital one of which says what organisation they name."""
    run = [every[number]]
    for step in (1, -1):
        at = number + step
        while 0 <= at < len(every) and abs(at - number) <= _LEGAL and every[at].is_capital:
            if (
                abs(every[at].start - every[at - step].end) > 1
                and abs(every[at].end - every[at - step].start) > 1
            ):
                break
            run.append(every[at])
            at += step
    forms = [each for each in run if each.text.casefold() in _FORMS]
    others = [each for each in run if each not in forms and each.text not in known_words("no_names")]
    if any(form.text.casefold() in _LEGAL_FORMS for form in forms):
        return bool(others)
    return bool(forms) and any(
        each.start > forms[0].start or each.end + 1 == forms[0].start for each in others
    )


def _joins(between: str, every: Sequence[Word], number: int) -> bool:
    """Whether a word goes on with a name: not where somebody is *of* an organisation."""
    return bool(_BETWEEN.fullmatch(between)) and not (
        any(each.isalpha() for each in between) and _is_of_organisation(every, number)
    )


_LEGAL = 3
"""Words before or after a legal form that belong to the name."""
_LEGAL_FORMS = frozenset({"gmbh", "ag", "se", "kg", "ohg", "inc", "ltd", "llc", "plc", "corp"})
_PARTICLES = frozenset(["von", "van", "de", "der", "den", "di", "da", "del", "la", "le", "of", "zu"])
_LISTS = {
    "place": frozenset(each for each in known_words("places") if " " in each),
    "organisation": frozenset(each for each in known_words("organisations") if " " in each),
}
_STARTS = {entry.split()[0] for listed in _LISTS.values() for entry in listed}


def _entries(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the stretches of two and three words that begin as an entry of a list does."""
    every = list(words(text))
    for number, word in enumerate(every):
        if word.text in _STARTS:
            for count in (3, 2):
                last = every[min(number + count - 1, len(every) - 1)]
                yield word.start, last.end, " ".join(text[word.start : last.end].split())


def _outside(more: Iterable[Found], found: Sequence[Found]) -> list[Found]:
    return [each for each in more if all(each[1] <= start or end <= each[0] for start, end, _ in found)]


def _is_listed(text: str) -> bool:
    parts = {text, *text.split("-")} if "-" in text else {text}
    listed = known_words("given") | known_words("places") | known_words("organisations")
    return bool(parts & listed) or (text.endswith("s") and text[:-1] in known_words("given"))


def _bare(text: str) -> str:
    for ending in ("'s", "’s", "'", "’"):
        text = text.removesuffix(ending)
    return text


def _kind(run: Sequence[str], ahead: str) -> str:
    """Return what kind of name a run of words seems to be, after the word ahead of it."""
    bare = [_bare(each) for each in run]
    if any(each.casefold() in _FORMS for each in bare) or bare[0] in known_words("organisations"):
        return "organisation"
    if (
        ahead.rstrip(".") in TITLES
        or bare[0] in known_words("given")
        or bare[0].removesuffix("s") in known_words("given")
    ):
        return "person"
    if bare[0] in known_words("places"):
        return "place"
    if ahead in _AT:
        return "organisation"
    return "place" if ahead in _PLACED else "name"
