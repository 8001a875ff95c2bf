"""The first step of a change of the codebook: the fields it needs, filled in with what is so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import streamlit as st

from app import data
from app.ui import templates, wording
from app.ui.fields import code_picker
from kb.codebook.palette import PALETTE
from kb.queries.codebook.code_page import CodePage, CodePlaces, code_places

_KINDS = {
    "issue": "{Issue}: something is wrong",
    "fix": "{Fix}: what people do about {an issue}",
    "topic": "Topic: neither {an issue} nor {a fix}",
    "structural": "Structural: a part of the interview, such as a question",
    "umbrella": "Umbrella: a whole {stage}, above more specific codes",
}
_PLAIN_KINDS = {
    "topic": "Code",
    "umbrella": "Theme: above more specific codes",
    "structural": "Structural: a part of the interview, such as a question",
}
Given = dict[str, Any]
CODE_FIELDS = ("codebook-into", "codebook-parent")
"""The keys of the fields in which a code is chosen."""
_LONGEST = 200
_LONGEST_DEFINITION, _LONGEST_CUES = 500, 1000


def kinds() -> dict[str, str]:
    """Return the kinds that a code can have in this study."""
    return wording.filled(_PLAIN_KINDS if data.study().is_plain else _KINDS)


def kind_name(kind: str) -> str:
    """Return what a kind of code is called on pages: ``Barrier``, ``Theme``, ``Unsorted``."""
    return kinds().get(kind, kind.capitalize()).partition(":")[0]


def fields(what: str, page: CodePage | None, given: Mapping[str, Any]) -> Given:
    """Draw the fields of a change and return what is in them; ``given`` is what a person filled in before."""
    shown = _FORMS[what](page, given) if what in _FORMS else {}
    return {"code": page.code, **shown} if page else shown


def _rename(page: CodePage | None, given: Mapping[str, Any]) -> Given:
    before = page.code if page else ""
    return {"new": _line("New name", "codebook-new", given.get("new", before))}


def _merge(page: CodePage | None, given: Mapping[str, Any]) -> Given:
    others = [each for each in data.cached_query(code_places).codes if page is None or each != page.code]
    return {
        "into": code_picker.kept("Merge into", others, key="codebook-into", value=given.get("into") or "")
    }


def _recolour(page: CodePage | None, given: Mapping[str, Any]) -> Given:
    colour = int(given.get("colour", page.colour if page else 0))
    clicked = templates.show(
        "codebook/colours.html", key="codebook-colours", colour=colour, names=[name for name, *_ in PALETTE]
    )
    if clicked and clicked.get("do") == "colour":
        colour = int(clicked["colour"])
        st.session_state["kb_codebook_form"] = {**given, "colour": colour}
        st.rerun()
    return {"colour": colour}


def _describe(page: CodePage | None, given: Mapping[str, Any]) -> Given:
    before, cues_before = (page.definition, "\n".join(page.cues)) if page else ("", "")
    return {
        "definition": st.text_area(
            "Definition in one line: use when …; not when …",
            value=given.get("definition", before),
            key="codebook-definition",
            max_chars=max(_LONGEST_DEFINITION, len(before)),  # a field cuts off what is too long for it
            height=80,
        ),
        "cues": _lines(
            st.text_area(
                "Cues, one per line: words or phrases that people use, best three to ten",
                value="\n".join(given["cues"]) if "cues" in given else cues_before,
                key="codebook-cues",
                max_chars=max(_LONGEST_CUES, len(cues_before)),
                height=140,
            )
        ),
    }


def _move(page: CodePage | None, given: Mapping[str, Any]) -> Given:
    placed = _place(page, given)
    return placed | (_describe(page, given) if page is None or page.kind == "unsorted" else {})


def _create(_page: CodePage | None, given: Mapping[str, Any]) -> Given:
    return {
        "new": _line("Name", "codebook-new", given.get("new", "")),
        **_place(None, given),
        **_describe(None, given),
    }


def _split(page: CodePage | None, given: Mapping[str, Any]) -> Given:
    documents = list(page.documents) if page else []
    coders = sorted({each.coder for each in page.passes}) if page else []
    st.markdown("Codings that get the new code. They must meet all conditions that you fill in.")
    left, right = st.columns(2)
    return {
        "documents": left.multiselect(
            "In these documents",
            documents,
            default=list(given.get("documents", ())),
            format_func=wording.plain,
            key="codebook-documents",
            placeholder="All documents",
        ),
        "coders": right.multiselect(
            "By these coders",
            coders,
            default=list(given.get("coders", ())),
            format_func=wording.plain,
            key="codebook-coders",
            placeholder="All coders",
        ),
        "words": _line("With these words in the quote", "codebook-words", given.get("words", "")),
        "new": _line("Name of the new code", "codebook-new", given.get("new", "")),
        **_place(page, given),
        **_describe(None, given),
    }


def _place(page: CodePage | None, given: Mapping[str, Any]) -> Given:
    """Kind, stage, aspect, umbrella, and the issues or fixes that are carried."""
    known: CodePlaces = data.cached_query(code_places)
    is_placed = page is not None and page.kind != "unsorted"
    every = kinds()
    first, second = st.columns(2)
    with first:
        kind = _pick(
            "Kind",
            "codebook-kind",
            every,
            given.get("kind", page.kind if page and is_placed else next(iter(every))),
        )
        stage = _known_place("stage", dict(known.stages), page.stage if page else None, given)
    with second:
        umbrellas = [each for each in known.umbrellas if page is None or each != page.code]
        above = given.get("parent", page.parent if page else None)
        parent = code_picker.kept("Under", umbrellas, key="codebook-parent", value=above or "") or None
        aspect = _known_place("aspect", dict(known.aspects), page.aspect if page else None, given)
    return {
        "kind": kind,
        "stage": stage,
        "aspect": aspect,
        "parent": parent,
        "carries": _carries(str(kind), page, given, known),
    }


def _known_place(
    what: Literal["stage", "aspect"],
    titles: Mapping[str, str],
    now: tuple[str, str] | None,
    given: Mapping[str, Any],
) -> str | None:
    """Draw the choice of a stage or aspect, where the study has any."""
    if not titles:
        return None
    value = given.get(what, _key(now))
    return _pick(wording.word(what.capitalize()), f"codebook-{what}", titles, value, none="None")


def _carries(kind: str, page: CodePage | None, given: Mapping[str, Any], known: CodePlaces) -> list[str]:
    titles = {"issue": dict(known.issues), "fix": dict(known.fixes)}.get(kind)
    if not titles:
        return []
    before = [each.key for each in (*page.issues, *page.fixes)] if page else []
    return st.multiselect(
        wording.fill("Evidence for these {issues}" if kind == "issue" else "Evidence for these {fixes}"),
        list(titles),
        default=[key for key in given.get("carries", before) if key in titles],
        format_func=lambda key: wording.plain(titles[key]),
        key=f"codebook-carries-{kind}",
        filter_mode="contains",
    )


def _pick(
    label: str, key: str, options: Mapping[str, str], value: Any, *, none: str | None = ""
) -> str | None:
    """Draw a choice; ``none`` is what choosing nothing is called, empty where something must be chosen."""
    every = list(options) if none in ("", None) else ["", *options]
    at = every.index(value) if value in every else (None if none is None else 0)
    chosen = st.selectbox(
        label,
        every,
        index=at,
        format_func=lambda each: wording.plain(options.get(each) or none or ""),
        key=key,
        placeholder="Type part of the name",
        filter_mode="contains",
    )
    return chosen or None


def _line(label: str, key: str, value: Any) -> str:
    return st.text_input(label, value=str(value), key=key, max_chars=_LONGEST).strip()


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))


def _key(pair: tuple[str, str] | None) -> str | None:
    return pair[0] if pair else None


_FORMS: dict[str, Callable[[CodePage | None, Mapping[str, Any]], Given]] = {
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "recolour": _recolour,
    "describe": _describe,
    "create": _create,
}
