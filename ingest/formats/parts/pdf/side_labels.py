"""Labels that stand left of the lines: parted from the words, and joined where they take two lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.dialogue.labels import is_certain, is_name
from ingest.formats.parts.pdf.printed_lines import DIGITS, PrintedLine, Segment, without_time

_FEWEST_BESIDE = 5
Beside = Mapping[int, Collection[str]]
"""Where words begin beside labels, in quarters of an em, and the labels that come again there."""


def label_columns(pages: Sequence[Sequence[Sequence[Segment]]], em: float) -> Beside:
    """Return where words begin beside labels: lines begin there, and labels come again before it."""
    rows = [row for on_page in pages for row in on_page]
    starts = Counter(_quarter(row[0].x, em) for row in rows)
    left: dict[int, Counter[str]] = {}
    for row in rows:
        for x, label in _candidates(row):
            if starts[_quarter(x, em)] >= _FEWEST_BESIDE:
                left.setdefault(_quarter(x, em), Counter())[_like(label)] += 1
    named = {
        place: {label for label, count in labels.items() if count > 1 and any(map(str.isalpha, label))}
        for place, labels in left.items()
        if sum(n for n in labels.values() if n > 1) >= max(2, 0.6 * sum(labels.values()))
    }
    return {place: labels for place, labels in named.items() if labels}


def _with_time(row: Sequence[Segment]) -> Sequence[Segment]:
    """Join a time in a cell of its own with the label beside it."""
    if len(row) < 3 or any(map(str.isalpha, row[0].text)):  # noqa: PLR2004 - time, label, words
        return row
    time, label, *words = row
    at = len(time.text) + 1
    starts = (*time.starts, *((x, at + start) for x, start in label.starts))
    text = f"{time.text} {label.text}"
    return [replace(time, right=label.right, text=text, starts=starts, bold=0), *words]


def _candidates(row: Sequence[Segment]) -> Iterator[tuple[float, str]]:
    row = _with_time(row)
    first = row[0]
    yield from ((x, first.text[:at].rstrip()) for x, at in first.starts[1:] if first.text[at - 1 : at] == " ")
    if len(row) > 1:
        yield row[1].x, first.text


def _is_beside(label: str, known: Collection[str] | None) -> bool:
    """Whether a label is one of those beside the words; one that stands once there reads like a person."""
    person = without_time(label)[1]
    return known is not None and (_like(label) in known or is_name(person) or is_certain(person))


def _like(label: str) -> str:
    """Return what is the same in two labels: case and numbers aside, for times stand among them."""
    return DIGITS.sub("#", label.casefold())


def _quarter(x: float, em: float) -> int:
    return round(x / em * 4)


def label_apart(row: list[Segment], beside: Beside, em: float) -> list[Segment]:
    """Part a label from the words beside it, where the gap between them is narrow."""
    row = [*_with_time(row)] if beside else row
    first = row[0]
    if len(row) > 1 and _quarter(row[1].x, em) in beside:
        return [replace(first, right=row[1].x - 2 * em), *row[1:]]
    for x, at in reversed(first.starts[1:]):
        label, words = first.text[:at].rstrip(), first.text[at:]
        if first.text[at - 1 : at] == " " and _is_beside(label, beside.get(_quarter(x, em))):
            return [
                replace(first, right=x - 2 * em, text=label, bold=min(first.bold, len(label)), starts=()),
                replace(first, x=x, text=words, bold=max(0, first.bold - at), starts=()),
                *row[1:],
            ]
    return row


def with_whole_labels(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Join labels that are broken into two lines: the second part always follows the first."""
    left = [_beside(line) for line in lines]
    inner = Counter(round(line.inner) for line in lines if line.inner is not None)
    if not inner:
        return list(lines)
    place = inner.most_common(1)[0][0]
    parts = [
        without_time(text)[1] if text is not None else line.text if line.right < place else None
        for text, line in zip(left, lines, strict=True)
    ]
    whole = _broken_labels(lines, parts, left)
    found: list[PrintedLine] = []
    for n, line in enumerate(lines):
        part, before = parts[n] or "", parts[n - 1] or "" if n else ""
        if part in whole:
            time, label = without_time(line.text)
            words = label[len(part) :] or "\t"
            text = f"{time}{part} {whole[part]}{words}"
            found.append(replace(line, text=text, inner=line.inner or place))
        elif before in whole and part == whole[before]:
            words = line.text[len(part) :].lstrip()
            joint = "" if found[-1].text.endswith("\t") else " "
            if words:
                found[-1] = replace(
                    found[-1], text=found[-1].text + joint + words, right=line.right, y=line.y
                )
        else:
            found.append(line)
    return found


def _broken_labels(
    lines: Sequence[PrintedLine], parts: Sequence[str | None], left: Sequence[str | None]
) -> dict[str, str]:
    """Return the first parts of labels, each with the second that stands below it every time."""
    edge = max(line.right for line in lines)
    pairs: dict[str, Counter[str]] = {}
    firsts: Counter[str] = Counter(part for part in parts if part)
    for n in range(len(parts) - 1):
        first, second = parts[n], parts[n + 1]
        if first and second and _goes_on(lines[n], lines[n + 1], left, n, edge):
            pairs.setdefault(first, Counter())[second] += 1
    return {
        first: second
        for first, below in pairs.items()
        for second, count in below.items()
        if count > 1 and count == firsts[first] == firsts[second] and first != second
    }


def _goes_on(line: PrintedLine, below: PrintedLine, left: Sequence[str | None], n: int, edge: float) -> bool:
    """Tell whether what stands beside two parts of a label is one person's: nothing, or a full line first."""
    begins_anew = below.label_x > below.x  # a time stands before it
    if begins_anew or abs(line.label_x - below.label_x) > line.size:
        return False
    return left[n] is None or left[n + 1] is None or edge - line.right < 4 * line.size


def _beside(line: PrintedLine) -> str | None:
    """Return the label of a line that has one beside its words."""
    label, tab, _ = line.text.partition("\t")
    return label if tab and line.inner is not None else None
