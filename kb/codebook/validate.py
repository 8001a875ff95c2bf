"""The meaning of ``taxonomy.yaml``: every name in it names something, and something that fits.

Each check reads the :class:`~kb.codebook.schema.Record` values of a file and yields the faults it finds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from kb.codebook.code_names import code_key
from kb.codebook.schema import Fault, Record, Records, Shape, Text, read_records
from kb.codebook.words import LONGEST, NAMES, STUDY, WORDS, Study, Term, Words, split
from kb.errors import did_you_mean

KINDS = ("issue", "fix", "topic", "structural", "umbrella")
SHAPES = {
    STUDY: Shape(texts=("name",), is_entry=True),
    WORDS: Shape(texts=("singular", "plural"), required=("singular", "plural")),
    "stages": Shape(texts=("title", "about"), required=("title", "about")),
    "aspects": Shape(texts=("title", "about"), required=("title", "about")),
    "codes": Shape(
        texts=("kind", "stage", "aspect", "parent", "definition", "numbered"),
        lists=("aliases", "cues"),
        required=("kind",),
    ),
    "issues": Shape(
        texts=("title", "statement", "aspect", "study"),
        lists=("stages", "codes"),
        required=("title", "statement", "stages", "codes"),
    ),
    "fixes": Shape(
        texts=("title", "statement"),
        lists=("mitigates", "codes"),
        required=("title", "statement", "mitigates", "codes"),
    ),
}
YES_OR_NO = ("yes", "no")
MOST_CUES = 20
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check(records: Records) -> Iterator[Fault]:
    """Yield everything in the file that names nothing, names the wrong thing or names it twice."""
    yield from _words(records)
    for section in ("stages", "aspects", "issues", "fixes"):
        yield from _keys(records[section].values())
    yield from _spellings(records["codes"].values())
    for code in records["codes"].values():
        yield from _code(code, records)
    yield from _cycles(records["codes"])
    for issue in records["issues"].values():
        yield from _aspect(issue, records)
        yield from _all_known(issue, "stages", "stage", records["stages"])
        yield from _codes_of_kind(issue, "issue", records["codes"])
    yield from _studies(records["issues"].values())
    for fix in records["fixes"].values():
        yield from _all_known(fix, "mitigates", "issue", records["issues"])
        yield from _codes_of_kind(fix, "fix", records["codes"])


def study_from(records: Records) -> Study:
    """Make a study of the sections of a taxonomy that say it; what is not well formed is as if not there."""
    named = records[STUDY].get(STUDY)
    terms = {
        key: Term(record.get("singular") or key, record.get("plural") or key)
        for key, record in records[WORDS].items()
        if key in NAMES
    }
    return Study(named.get("name") if named else None, Words(**terms))


@lru_cache(maxsize=8)
def study_of(text: str) -> Study:
    """Return the study of a taxonomy's text; of a long codebook only the sections that say it are read."""
    said, _ = split(text)
    return study_from(read_records(said, SHAPES, [])) if said else Study()


def contradictions(records: Records) -> Iterator[Fault]:
    """Yield where a code's own stage or aspect is none of those of an issue that it is evidence for.

    Such a file can be used: pages by stage take the issue's, pages by code the code's. But one of the two is
    probably wrong, and a reader sees both.
    """
    for issue in records["issues"].values():
        for name in issue.lists.get("codes", ()):
            if (code := records["codes"].get(name.value)) is None:
                continue
            for field, noun in (("stage", "stages"), ("aspect", "aspect")):
                own, given = code.get(field), issue.values(noun) or tuple(filter(None, (issue.get(noun),)))
                if own and given and own not in given:
                    yield Fault(
                        name.line,
                        f"{name.value!r} has the {field} {own!r}, but the issue {issue.key.value!r} has "
                        f"{', '.join(map(repr, given))}",
                    )


def _words(records: Records) -> Iterator[Fault]:
    """Yield what is wrong with the name and the words of the study: unknown words, too long ones."""
    for key, record in records[WORDS].items():
        if key not in NAMES:
            yield Fault(record.key.line, f"no word {key!r} to rename; they are {', '.join(NAMES)}")
    for record in (*records[STUDY].values(), *records[WORDS].values()):
        for name, text in record.texts.items():
            if len(text.value) > LONGEST[name]:
                message = f"{name!r} has {len(text.value)} characters; write at most {LONGEST[name]}"
                yield Fault(text.line, message)


def _keys(entries: Iterable[Record]) -> Iterator[Fault]:
    for entry in entries:
        if not _KEBAB.fullmatch(entry.key.value):
            message = (
                f"the key {entry.key.value!r} must be lower-case words joined by '-', such as 'noisy-labels'"
            )
            yield Fault(entry.key.line, message)


def _spellings(codes: Iterable[Record]) -> Iterator[Fault]:
    """Two codes, or a code and an alias, must not spell one name: a tag could not tell them apart."""
    owners: dict[str, Text] = {}
    spellings = [(code.key, code.key) for code in codes]
    spellings += [(alias, code.key) for code in codes for alias in code.lists.get("aliases", ())]
    for spelling, owner in spellings:
        key = code_key(spelling.value)
        if not key:
            yield Fault(spelling.line, f"the code name {spelling.value!r} has no letters")
        elif (taken := owners.setdefault(key, owner)) is not owner:
            yield Fault(spelling.line, f"{spelling.value!r} is the code {taken.value!r} of line {taken.line}")


def _code(code: Record, records: Records) -> Iterator[Fault]:
    yield from _known(code.texts.get("kind"), "kind", KINDS)
    yield from _known(code.texts.get("numbered"), "value of 'numbered'", YES_OR_NO)
    yield from _known(code.texts.get("stage"), "stage", records["stages"])
    yield from _aspect(code, records)
    parent = code.texts.get("parent")
    yield from _known(parent, "code", records["codes"])
    above = records["codes"].get(parent.value) if parent else None
    if parent and above and above.get("kind") not in (None, "umbrella"):
        yield Fault(
            parent.line, f"the parent {parent.value!r} is of kind {above.get('kind')!r}, not 'umbrella'"
        )
    cues = code.lists.get("cues")
    if cues and len(cues) > MOST_CUES:
        yield Fault(code.key.line, f"{code.key.value!r} has {len(cues)} cues; write at most {MOST_CUES}")


def _cycles(codes: dict[str, Record]) -> Iterator[Fault]:
    """Yield one fault for each ring of parents, on its first code."""
    done: set[str] = set()
    for name in codes:
        path: list[str] = []
        here: str | None = name
        while here in codes and here not in done and here not in path:
            path.append(here)
            here = codes[here].get("parent")
        if here in path:
            ring = [*path[path.index(here) :], here]
            line = codes[here].texts["parent"].line
            yield Fault(line, f"these parents form a circle: {' → '.join(ring)}")
        done.update(path)


def _aspect(entry: Record, records: Records) -> Iterator[Fault]:
    yield from _known(entry.texts.get("aspect"), "aspect", records["aspects"])


def _all_known(entry: Record, field: str, noun: str, known: Collection[str]) -> Iterator[Fault]:
    for name in entry.lists.get(field, ()):
        yield from _known(name, noun, known)


def _codes_of_kind(entry: Record, kind: str, codes: dict[str, Record]) -> Iterator[Fault]:
    """An issue is carried by codes of kind ``issue`` only, a fix by codes of kind ``fix``.

    An umbrella code says at which stage something went wrong, not what: were it evidence for an issue,
    every vague tag of the stage would count for it.
    """
    yield from _all_known(entry, "codes", "code", codes)
    for name in entry.lists.get("codes", ()):
        found = codes[name.value].get("kind") if name.value in codes else None
        if found in KINDS and found != kind:
            message = f"{entry.key.value!r} lists {name.value!r}, which is of kind {found!r}, not {kind!r}"
            yield Fault(name.line, message)


def _studies(issues: Iterable[Record]) -> Iterator[Fault]:
    """The number of an issue in a published study stands on one issue at most."""
    seen: dict[str, int] = {}
    for issue in issues:
        study = issue.texts.get("study")
        if study is None:
            continue
        if study.value in seen:
            yield Fault(study.line, f"the study's {study.value} is already on line {seen[study.value]}")
        else:
            seen[study.value] = study.line


def _known(name: Text | None, noun: str, known: Collection[str]) -> Iterator[Fault]:
    if name is not None and name.value not in known:
        yield Fault(name.line, f"no {noun} {name.value!r}{did_you_mean(name.value, known)}")
