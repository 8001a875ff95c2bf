"""The XML of a project and of a codebook, in the order of the schemas, without empty lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from kb.exchange.guids import same
from kb.exchange.model import Case, Code, Coding, Project, Selection, Set, Source, Value, Variable
from kb.exchange.positions import Dialect, Positions
from kb.exchange.refi.profiles import Profile, common_dialect, form_and_dialect
from kb.exchange.refi.xml import legal
from kb.exchange.text_form import TextForm

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMESPACE = re.compile(r' xmlns(?::\w+)?="(?:urn:)?QDA-XML:[^"]*"', re.IGNORECASE)
_CURRENT_PATH = re.compile(r' (?:currentPath|basePath)="[^"]*"')
_IN_ATTRIBUTE = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_PLAIN_VALUE = re.compile(r"[\w .,:+-]*", re.ASCII)
"""What nothing in has to be written in another way, as most values."""
_PRIVATE = {"basePath", "currentPath"}
"""Folders of somebody's machine."""
_PLAIN = "PlainTextSelection"

Attributes = Mapping[str, str | None]


def codebook(project: Project) -> bytes:
    """Return the codes of a project and their sets as QDC."""
    codes = "".join(_codes(project.codes, with_notes=False))
    sets = "".join(
        _set(each, "guid", codes_only=True) for each in project.sets if each.codes or not each.sources
    )
    head = (
        {"origin": project.origin, **_public(project.extra)}
        if project.form == "qdc"
        else {"origin": project.origin}
    )
    body = f"<Codes>\n{codes}</Codes>\n" + (f"<Sets>\n{sets}</Sets>\n" if sets else "")
    return (_HEAD + _element("CodeBook", {"xmlns": "urn:QDA-XML:codebook:1.0", **head}, body) + "\n").encode()


def project_xml(project: Project, profile: Profile, paths: Mapping[str, str]) -> bytes:
    """Return the XML of a project; ``paths`` are the files of its texts, by kind and GUID."""
    common = common_dialect(project, profile)
    lists: list[tuple[str, Iterator[str]]] = [
        ("Users", (_element("User", {"guid": u.guid, "name": u.name, **u.extra}) for u in project.users)),
        ("Codes", _codes(project.codes)),
        ("Variables", map(_variable, project.variables)),
        ("Cases", map(_case, project.cases)),
        ("Sources", (_source(each, profile, common, paths) for each in project.sources)),
        ("Notes", (_source(each, profile, common, paths, "Note") for each in project.notes)),
        ("Links", (bare(each.xml) for each in project.carried if each.kind == "Link")),
        ("Sets", (_set(each, "targetGUID") for each in project.sets)),
        ("Graphs", (bare(each.xml) for each in project.carried if each.kind == "Graph")),
    ]
    parts = []
    for name, things in lists:
        inner = "\n".join(things)
        if inner:
            listed = f"<{name}>\n{inner}\n</{name}>"
            parts.append(f"<CodeBook>{listed}</CodeBook>" if name == "Codes" else listed)
    parts += [_described(project.description), *_references("NoteRef", project.note_refs)]
    head = {
        "xmlns": "urn:QDA-XML:project:1.0",
        "name": project.name,
        "origin": project.origin,
        **_public(project.extra),
    }
    return (_HEAD + _element("Project", head, "\n".join(filter(None, parts))) + "\n").encode()


def bare(xml: str) -> str:
    """Return a carried element without its namespace, which the project has, and without folders."""
    return _CURRENT_PATH.sub("", _NAMESPACE.sub("", xml))


def _codes(codes: Sequence[Code], *, with_notes: bool = True) -> Iterator[str]:
    """The tree of codes, parents around their children; a code whose parent is missing is at the top."""
    known = {same(each.guid) for each in codes}
    below: dict[str | None, list[Code]] = {}
    for each in codes:
        parent = same(each.parent) if each.parent is not None and same(each.parent) in known else None
        below.setdefault(parent, []).append(each)
    written: list[str] = []
    waiting: list[Code | str] = list(reversed(below.get(None, [])))
    while waiting:
        code = waiting.pop()
        if isinstance(code, str):
            written.append(code)
            continue
        children = below.pop(same(code.guid), [])
        opened, closed = _element("Code", _of_code(code), "\0").split("\0")
        notes = "".join(_references("NoteRef", code.notes)) if with_notes else ""
        written.append(opened + _described(code.description) + notes)
        waiting += [f"{closed}\n", *reversed(children)]
    return iter(written)


def _of_code(code: Code) -> Attributes:
    codable = "true" if code.codable else "false"
    return {"guid": code.guid, "name": code.name, "isCodable": codable, "color": code.colour, **code.extra}


def _variable(each: Variable) -> str:
    head = {"guid": each.guid, "name": each.name, "typeOfVariable": each.kind, **each.extra}
    return _element("Variable", head, _described(each.description))


def _case(each: Case) -> str:
    body = [
        _described(each.description),
        *_references("CodeRef", each.codes),
        *map(_value, each.values),
        *_references("SourceRef", each.sources),
        *_references("SelectionRef", each.selections),
    ]
    return _element("Case", {"guid": each.guid, "name": each.name, **each.extra}, "".join(body))


def _value(each: Value) -> str:
    typed = "" if each.text is None else _element(f"{each.kind}Value", {}, _text(each.text))
    return _element("VariableValue", {}, _element("VariableRef", {"targetGUID": each.variable}) + typed)


def _set(each: Set, reference: str, *, codes_only: bool = False) -> str:
    body = [_described(each.description), *_references("MemberCode", each.codes, reference)]
    if not codes_only:
        body += [*_references("MemberSource", each.sources), *_references("MemberNote", each.notes)]
    return _element("Set", {"guid": each.guid, "name": each.name, **each.extra}, "".join(body))


def _source(
    each: Source, profile: Profile, common: Dialect, paths: Mapping[str, str], name: str = "TextSource"
) -> str:
    if each.carried is not None:
        return bare(each.carried)
    form, dialect = form_and_dialect(each, profile, common)
    head = {
        "guid": each.guid,
        "name": each.name,
        **_public(each.extra),
        "plainTextPath": paths.get(f"{name}:{each.guid}"),
        **_when(each),
    }
    if not profile.keeps:
        head.pop("richTextPath", None)
    inline = form.inline and each.text is not None
    body = [
        _described(each.description),
        _element("PlainTextContent", {}, _text(each.text or "")) if inline else "",
        *_selections(each, form, dialect, original=profile.keeps),
        *map(_coding, each.codings),
        *_references("NoteRef", each.notes),
        *map(_value, each.values),
    ]
    return _element(name, head, "".join(body))


def _selections(each: Source, form: TextForm, dialect: Dialect, *, original: bool) -> Iterator[str]:
    positions = Positions(each.text or "", form, dialect)
    for selection in each.selections:
        if selection.start < 0 or (original and selection.raw is not None and selection.doubt):
            start, end = selection.raw or (0, 0)
        elif (
            original
            and selection.raw is not None
            and positions.span(*selection.raw) == (selection.start, selection.end)
        ):
            start, end = selection.raw
        else:
            start, end = positions.back(selection.start, selection.end)
        yield _selection(selection, start, end)


def _selection(each: Selection, start: int, end: int) -> str:
    head = {
        "guid": each.guid,
        "name": each.name,
        "startPosition": str(start),
        "endPosition": str(end),
        **each.extra,
        **_when(each),
    }
    body = [_described(each.description), *map(_coding, each.codings), *_references("NoteRef", each.notes)]
    return "\n" + _element(_PLAIN, head, "".join(body))


def _coding(each: Coding) -> str:
    head = {"guid": each.guid, "creatingUser": each.creator, "creationDateTime": each.created, **each.extra}
    code = _element("CodeRef", {"targetGUID": each.code})
    return _element("Coding", head, code + "".join(_references("NoteRef", each.notes)))


def _when(each: Source | Selection) -> Attributes:
    return {
        "creatingUser": each.creator,
        "creationDateTime": each.created,
        "modifyingUser": each.modifier,
        "modifiedDateTime": each.modified,
    }


def _references(name: str, guids: Iterable[str], attribute: str = "targetGUID") -> Iterator[str]:
    return (_element(name, {attribute: each}) for each in guids)


def _described(text: str | None) -> str:
    return "" if text is None else _element("Description", {}, _text(text))


def _element(name: str, attributes: Attributes, inner: str = "") -> str:
    written = "".join(
        f' {key}="{value if _PLAIN_VALUE.fullmatch(value) else escape(legal(value), _IN_ATTRIBUTE)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def _text(text: str) -> str:
    return escape(legal(text), {"\r": "&#13;"})


def _public(extra: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in extra.items() if name not in _PRIVATE}
