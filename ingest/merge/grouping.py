"""Which files are versions of one interview: by name, and by text.

The same name and a similar text: one interview. The same name and another text: two, told apart by their
folders. Different names and nearly the same text: one, somebody renamed a file. Whatever the order of the
files, the groups are the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ingest.merge.file_names import Name
from ingest.merge.similarity import Likeness, alike_pairs, compare, likeness
from ingest.model import Problem

_SAME_NAME = 0.3
"""Files of one name are versions of one interview when their texts are at least so alike; versions that were
typed apart from each other reach 0.5, two interviews led by one guide 0.1."""
_OTHER_NAME = 0.6
_LEAST_OF_IT = 0.3
"""A text of another name must be at least this part of the interview, or it only quotes it."""


@dataclass(frozen=True)
class Named:
    """What is known of a file when it looks for the interview it belongs to."""

    path: PurePath
    name: Name
    text: str
    in_catalog: bool = False


@dataclass(frozen=True)
class Group:
    """The numbers of the files that are versions of one interview, and what the interview is called."""

    title: str
    members: tuple[int, ...]
    problems: tuple[Problem, ...] = ()


def group(files: Sequence[Named]) -> tuple[Group, ...]:
    """Put files that are versions of one interview together."""
    likenesses = _likenesses(files)
    linked = _Linked(len(files))
    for same_name in _by(range(len(files)), lambda number: _key(files[number].name)).values():
        for first in same_name:
            for second in same_name:
                if first < second and _is_version(likenesses[first], likenesses[second]):
                    linked.join(first, second)
    for first, second in alike_pairs(likenesses, at_least=_OTHER_NAME):
        sizes = sorted((likenesses[first].size, likenesses[second].size))
        if sizes[0] >= _LEAST_OF_IT * sizes[1]:
            linked.join(first, second)
    members = sorted(_by(range(len(files)), linked.root).values(), key=lambda one: _least(files, one))
    return tuple(_titled(files, [sorted(one, key=lambda k: str(files[k].path)) for one in members]))


def title_of(names: Iterable[Name]) -> str:
    """Return what an interview is called: a numbered title before any other, the one most files have."""
    counts = Counter((not name.numbered, name.document) for name in names)
    return min(counts, key=lambda one: (one[0], -counts[one], len(one[1]), one[1]))[1]


def _likenesses(files: Sequence[Named]) -> list[Likeness]:
    known = {text: likeness(text) for text in {file.text for file in files}}
    return [known[file.text] for file in files]


def _is_version(first: Likeness, second: Likeness) -> bool:
    """Files of one name are versions; a file without words is a version of whatever has its name."""
    return not first.size or not second.size or compare(first, second) >= _SAME_NAME


def _titled(files: Sequence[Named], groups: Sequence[Sequence[int]]) -> list[Group]:
    """Give every group a title of its own; those that would share one get their folder's name behind it."""
    titles = [_title(files, members) for members in groups]
    of_title = _by(range(len(titles)), lambda number: titles[number].casefold())
    done: list[Group] = []
    for number, members in enumerate(groups):
        rivals = of_title[titles[number].casefold()]
        if len(rivals) == 1 or any(files[k].in_catalog for k in members):
            done.append(Group(titles[number], tuple(members)))
            continue
        title = f"{titles[number]} ({_told_apart(files, groups, rivals, number)})"
        message = (
            f"called {titles[number]!r} like another interview, but the text is another one;"
            f" kept apart as {title!r}"
        )
        first = files[members[0]].path
        done.append(Group(title, tuple(members), (Problem(first, "", message, "warning"),)))
    return done


def _title(files: Sequence[Named], members: Sequence[int]) -> str:
    catalog = [files[k].name.document for k in members if files[k].in_catalog]
    return min(catalog) if catalog else title_of(files[k].name for k in members)


def _told_apart(
    files: Sequence[Named], groups: Sequence[Sequence[int]], rivals: Sequence[int], number: int
) -> str:
    """Return what only this group has: the folder of its first file, else its name, else a number."""
    paths = {k: files[groups[k][0]].path for k in rivals}
    folders = {k: path.parent.name for k, path in paths.items()}
    stems = {k: path.stem for k, path in paths.items()}
    for words in (folders, stems):
        if words[number] and list(words.values()).count(words[number]) == 1:
            return words[number]
    return str(rivals.index(number) + 1)


def _key(name: Name) -> str:
    return " ".join(name.document.casefold().split())


def _least(files: Sequence[Named], members: Sequence[int]) -> tuple[bool, str, str]:
    return min((not files[k].in_catalog, str(files[k].path), files[k].text) for k in members)


def _by(items: Iterable[int], key: Callable[[int], Hashable]) -> dict[Hashable, list[int]]:
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(found)


class _Linked:
    """Numbers that belong together, directly or through others."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def root(self, number: int) -> int:
        while self._above[number] != number:
            self._above[number] = number = self._above[self._above[number]]
        return number

    def join(self, first: int, second: int) -> None:
        first, second = sorted((self.root(first), self.root(second)))
        self._above[second] = first
