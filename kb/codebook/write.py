"""Write a changed codebook back into the text of its ``taxonomy.yaml``, and nothing else.

Only what differs is written: a code that is new, gone or called otherwise, a field of it that says something
else, a list of codes under an issue or a fix. All other lines stay as people wrote them, with their comments,
order and layout; what has not changed is the same text, byte for byte. Comments above a code that is taken
out stay; those inside its own lines go with it.

The text that comes out is read again, and must say what was meant: otherwise nothing is written.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import cast

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from kb.codebook import yaml_scalars
from kb.codebook.schema import composed
from kb.codebook.taxonomy import CodeEntry, FixEntry, IssueEntry, Taxonomy, TaxonomyError, parse_taxonomy
from kb.codebook.yaml_patch import Field, Patch, fields, list_patches, patched, whole_lines
from kb.errors import KbError

_TEXTS = ("kind", "stage", "aspect", "parent", "definition")
_ORDER = ("kind", "stage", "aspect", "parent", "aliases", "definition", "cues")


class WritingError(KbError):
    """A change that cannot be written into this file without harm to what people wrote there."""


class FileChangedError(KbError):
    """The file is no longer the one that the change was made for."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was changed in the meantime; open the preview again")


def rewritten(text: str, target: Taxonomy) -> str:
    """Return the text of a taxonomy with the codebook that is wanted.

    Raises:
        TaxonomyError: the text is no taxonomy, or what is wanted is none.
        WritingError: it is laid out in a way in which that cannot be written.
    """
    here = PurePath("taxonomy.yaml")
    before = parse_taxonomy(text, here)
    if _said(before) == _said(target):
        return text
    root = cast("Node", composed(text))  # it has just been parsed
    eol = "\r\n" if "\r\n" in text.partition("\n")[0] + "\n" else "\n"
    patches = list(_patches(text, root, before, target))
    after = patched(text, patches, eol)
    if _said(parse_taxonomy(after, here)) != _said(target):
        raise WritingError("this change does not fit the layout of the file; edit the file by hand")
    return after


def unified(before: str, after: str, name: str) -> str:
    """Return the difference of two texts as ``diff -u`` shows it."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"{name} (now)", f"{name} (then)"
    )
    return "".join(lines)


def write(path: Path, text: str, *, expected: str) -> None:
    """Replace a file whole or not at all; ``expected`` is the sha256 of its bytes as they were read.

    Without one there must be no such file yet, and it is made.

    Raises:
        FileChangedError: the file is another one by now.
        WritingError: its folder cannot be written.
    """
    real = path.resolve()
    try:
        content = real.read_bytes() if real.exists() else b""
        found = hashlib.sha256(content).hexdigest() if real.exists() else ""
        if found != expected:
            raise FileChangedError(path)
        mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
        _replace(real, mark + text.encode("utf-8"))
    except OSError as error:
        raise WritingError(f"{path} cannot be written: {error.strerror or error}") from error


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, name)
        else:
            Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _said(taxonomy: Taxonomy) -> Taxonomy:
    return replace(taxonomy, text="", sha256="")


def _patches(text: str, root: Node, before: Taxonomy, target: Taxonomy) -> Iterator[Patch]:
    sections = {each.name: each for each in fields(text, _block(root, "the file"))}
    if before.codes != target.codes or list(before.codes) != list(target.codes):
        yield from _codes(text, sections.get("codes"), before, target)
    for name, was, wanted in (
        ("issues", before.issues, target.issues),
        ("fixes", before.fixes, target.fixes),
    ):
        if was != wanted:
            yield from _lists(text, sections[name], was, wanted)


def _lists(
    text: str,
    section: Field,
    before: Mapping[str, IssueEntry] | Mapping[str, FixEntry],
    target: Mapping[str, IssueEntry] | Mapping[str, FixEntry],
) -> Iterator[Patch]:
    for entry in fields(text, _block(section.value, "this section")):
        was, wanted = before[entry.name], target[entry.name]
        if was.codes != wanted.codes:
            codes = next(each for each in _inner(entry.value) if each[0] == "codes")[1]
            yield from list_patches(text, codes, was.codes, wanted.codes)


def _codes(text: str, section: Field | None, before: Taxonomy, target: Taxonomy) -> Iterator[Patch]:
    """What makes the section of the codes the one that is wanted; a renamed code stays where it is."""
    if section is None or not isinstance(section.value, MappingNode):
        at = section.end if section else len(text)
        head = [] if section else ["", "codes:"]
        yield Patch(
            at, at, [*head, *(line for each in target.codes.values() for line in entry_lines(each, 2))]
        )
        return
    written = {each.name: each for each in fields(text, _block(section.value, "the codes"))}
    indent = next(iter(written.values())).indent
    old_name = _old_names(before, target)
    for name, entry in written.items():
        if name not in old_name.values():
            yield whole_lines(entry)
    place, following = None, next(iter(written.values())).start
    waiting: dict[int, list[str]] = {}
    for name, wanted in target.codes.items():
        if (was := old_name.get(name)) is None:
            at = written[place].end if place else following
            waiting.setdefault(at, []).extend(entry_lines(wanted, indent))
        else:
            place = was
            yield from _changed(text, written[was], before.codes[was], wanted)
    for at, lines in waiting.items():
        yield Patch(at, at, lines)


def _old_names(before: Taxonomy, target: Taxonomy) -> dict[str, str]:
    """Each wanted code that the file has, and how the file calls it: a renamed one keeps its old spelling."""
    names = {name: name for name in target.codes if name in before.codes}
    for name in before.codes.keys() - target.codes.keys():
        new = target.canonical(name)
        if new is not None and new not in before.codes and new not in names:
            names[new] = name
    return names


def _changed(text: str, entry: Field, was: CodeEntry, wanted: CodeEntry) -> Iterator[Patch]:
    if was.name != wanted.name:
        yield Patch(
            entry.key_start, entry.key_end, [yaml_scalars.word(wanted.name, within="key")], inline=True
        )
    if replace(was, name=wanted.name) == wanted:
        return
    if not isinstance(entry.value, MappingNode) or entry.value.flow_style:
        if "#" in text[entry.key_end : entry.end]:
            raise WritingError(f"line {entry.line}: write {was.name!r} as indented lines, without braces")
        yield Patch(entry.key_end, entry.end, [":", *entry_lines(wanted, entry.indent)[1:]])
        return
    written = {each.name: each for each in fields(text, entry.value)}
    indent = next(iter(written.values())).indent
    end = min(each.start for each in written.values())
    for name in _ORDER:
        there = written.get(name)
        old, new = getattr(was, name), getattr(wanted, name)
        if old != new and there is not None and name not in _TEXTS and new:
            yield from list_patches(text, there.value, old, new)
        elif old != new:
            lines = _field(name, new, indent) if new else []
            yield Patch(there.start, there.end, lines) if there else Patch(end, end, lines)
        end = there.end if there else end


def entry_lines(code: CodeEntry, indent: int) -> list[str]:
    """Return a code as the lines of an entry, indented by so many blanks."""
    lines = [f"{' ' * indent}{yaml_scalars.word(code.name, within='key')}:"]
    for name in _ORDER:
        if value := getattr(code, name):
            lines += _field(name, value, indent + 2)
    return lines


def _field(name: str, value: str | Sequence[str], indent: int) -> list[str]:
    if isinstance(value, str):
        return yaml_scalars.field(name, value, indent)
    return yaml_scalars.list_lines(f"{' ' * indent}{name}: ", value)


def _block(node: Node, what: str) -> MappingNode:
    if not isinstance(node, MappingNode) or node.flow_style:
        line = node.start_mark.line + 1
        raise WritingError(f"line {line}: write {what} as indented lines, without braces, to change it here")
    return node


def _inner(node: Node) -> list[tuple[str, Node]]:
    pairs = node.value if isinstance(node, MappingNode) else []
    return [(key.value.strip(), value) for key, value in pairs if isinstance(key, ScalarNode)]


__all__ = [
    "FileChangedError",
    "TaxonomyError",
    "WritingError",
    "entry_lines",
    "rewritten",
    "unified",
    "write",
]
