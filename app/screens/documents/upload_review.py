"""How a transcript was understood: its text, and forms to say who speaks and who is behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import streamlit as st

from app import data as catalog
from app.ui import templates
from ingest import problem_places
from ingest.model import Kind, Problem, Role, Transcript
from ingest.problem_places import Placed
from kb.queries.documents.speakers import SpeakerDetails
from kb.queries.progress import document_list
from kb.store.documents.cases import LONGEST as LONGEST_CASE
from kb.store.documents.speakers import LONGEST as LONGEST_NAME
from kb.store.documents.speakers import Person

KINDS: dict[Kind, str] = {"interview": "Interview", "article": "Article", "slides": "Slides"}
ROLES = {"interviewer": "Interviewer", "interviewee": "Interviewee", "other": "Other", "unknown": "Unknown"}
SHOWN = 40
MORE = 200
"""Paragraphs that are shown at first, and with each step further."""
LONGEST = 3000
"""Characters of a paragraph that are shown; the rest is there, and says so."""
MOST = 24
"""Labels that a form asks about; a text with more has something else for labels."""
_WINDOW, _GOAL = "upload-window", "upload-goal"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph in the preview: who says it as it is understood now, and how many codes it carries."""

    number: int
    label: str | None
    person: str | None
    role: str | None
    heading: str | None
    text: str
    left_out: int
    codes: tuple[str, ...]


def voices_of(transcript: Transcript) -> tuple[SpeakerDetails, ...]:
    """Return the labels of a transcript, the one with most paragraphs first."""
    counts = Counter(each.speaker for each in transcript.paragraphs if each.speaker)
    people = transcript.people
    found = [
        SpeakerDetails(label, people[label].name, people[label].role, count)
        for label, count in counts.most_common()
        if label in people
    ]
    return tuple(found)


def text(transcript: Transcript, people: Sequence[Person]) -> None:
    """Show the paragraphs, each with its speaker: the first ones, and more as they are asked for."""
    first, last = st.session_state.get(_WINDOW, (0, SHOWN))
    goal, turn = st.session_state.get(_GOAL, (None, 0))
    event = templates.show(
        "documents/upload/text.html",
        key="upload-text",
        lines=_lines(transcript, people, first, last),
        total=len(transcript.paragraphs),
        more=MORE,
        goal=goal,
        turn=turn,
    )
    if event and event.get("do") in ("before", "after"):
        before = event["do"] == "before"
        window = (max(0, first - MORE), last) if before else (first, last + MORE)
        st.session_state[_WINDOW] = window
        st.session_state.pop(_GOAL, None)
        st.rerun()


def _lines(transcript: Transcript, people: Sequence[Person], first: int, last: int) -> list[Line]:
    by_label = {label: person for person in people for label in person.labels}
    codes: dict[int, dict[str, None]] = {}
    for tag in transcript.tags:
        codes.setdefault(tag.paragraph, {})[tag.code] = None
    lines = []
    for number, each in enumerate(transcript.paragraphs[first:last], start=first + 1):
        voice = by_label.get(each.speaker or "") or transcript.people.get(each.speaker or "")
        lines.append(
            Line(
                number,
                each.speaker,
                voice.name if voice else None,
                voice.role if voice else None,
                each.heading,
                each.text[:LONGEST],
                max(0, len(each.text) - LONGEST),
                tuple(codes.get(number - 1, ())),
            )
        )
    return lines


def problems(found: Iterable[Problem], transcript: Transcript | None, data: bytes) -> None:
    """List what is wrong, with its place; choosing one goes to its paragraph."""
    placed = (
        problem_places.placed(found, transcript, data)
        if transcript is not None
        else [Placed(problem, None, "") for problem in found]
    )
    event = templates.show("documents/upload/problems.html", key="upload-problems", problems=placed)
    if event and event.get("do") == "goto" and str(event.get("paragraph", "")).isdecimal():
        go_to(int(event["paragraph"]))


def go_to(goal: int) -> None:
    """Show a paragraph of the text, counted from 1, when it is drawn next."""
    first, last = st.session_state.get(_WINDOW, (0, SHOWN))
    if not first < goal <= last:
        st.session_state[_WINDOW] = (max(0, goal - SHOWN // 2), goal + SHOWN // 2)
    st.session_state[_GOAL] = (goal, st.session_state.get(_GOAL, (None, 0))[1] + 1)


def speakers(labels: Sequence[SpeakerDetails], *, key: str) -> tuple[tuple[Person, ...], str | None]:
    """Ask who is behind each label; return the people and what is unclear.

    Labels for which the same speaker is chosen are one person, with the role of the first of them.
    """
    if not labels:
        templates.show("documents/upload/speakers.html", key=f"{key}-speakers", labels=(), more=0)
        return (), None
    templates.show(
        "documents/upload/speakers.html",
        key=f"{key}-speakers",
        labels=labels,
        more=max(0, len(labels) - MOST),
    )
    asked = list(enumerate(labels[:MOST], start=1))
    _joined(asked, key=key)
    for number, each in asked:
        st.session_state.setdefault(f"{key}-name-{number}", each.person)
    chosen = [str(st.session_state[f"{key}-name-{number}"] or "") for number, _ in asked]
    names = list(dict.fromkeys((*filter(None, chosen), *(each.person for _, each in asked))))
    people: list[Person] = []
    for number, each in asked:
        label, name, role = st.columns([0.3, 0.4, 0.3], vertical_alignment="center", wrap=False)
        with label:
            templates.show("documents/upload/label.html", key=f"{key}-label-{number}", each=each)
        typed = name.selectbox(
            f"Speaker {number}: name",
            names,
            key=f"{key}-name-{number}",
            accept_new_options=True,
            label_visibility="collapsed",
        )
        called = " ".join(str(typed or "").split())
        same = next((person for person in people if person.name == called), None)
        with role:
            given = _role(number, each, same, key=key)
        people.append(Person(called, given, (each.label,)))
    return tuple(people), _doubt(people)


def _joined(asked: Sequence[tuple[int, SpeakerDetails]], *, key: str) -> None:
    """Say which labels are taken for one person, and take them apart in one click."""
    by_person: dict[str, list[tuple[int, str]]] = {}
    for number, each in asked:
        now = str(st.session_state.get(f"{key}-name-{number}", each.person) or "")
        by_person.setdefault(now, []).append((number, each.label))
    for person, mine in by_person.items():
        if not person or len(mine) < 2:  # noqa: PLR2004 - one label is no doubt
            continue
        with st.container(horizontal=True, key=f"{key}-joined-{mine[0][0]}", vertical_alignment="center"):
            labels = [label for _, label in mine]
            templates.show(
                "documents/upload_joined.html", key=f"{key}-joined-labels-{mine[0][0]}", labels=labels
            )
            st.button("Take apart", key=f"{key}-apart-{mine[0][0]}", on_click=_take_apart, args=(key, mine))


def _take_apart(key: str, mine: Sequence[tuple[int, str]]) -> None:
    """Make each label a person of its own, under the label's own name."""
    for number, label in mine:
        st.session_state[f"{key}-name-{number}"] = label


def _role(number: int, each: SpeakerDetails, same: Person | None, *, key: str) -> str:
    """Ask for a role; who was asked about before has it already."""
    if same:
        st.text(ROLES[same.role])
        return str(same.role)
    field = f"{key}-role-{number}"
    st.session_state.setdefault(field, each.role)
    chosen = st.selectbox(
        f"Speaker {number}: role",
        get_args(Role),
        format_func=lambda role: ROLES[role],
        key=field,
        label_visibility="collapsed",
    )
    return str(chosen)


def _doubt(people: Sequence[Person]) -> str | None:
    for person in people:
        if not person.name:
            return "A speaker has no name. You can use the label."
        if len(person.name) > LONGEST_NAME:
            return f"A speaker's name can have at most {LONGEST_NAME} characters."
    return None


def case(
    name: str | None, known: Sequence[tuple[str, str]], *, key: str
) -> tuple[str | None, tuple[tuple[str, str], ...], str | None]:
    """Ask who is behind a document; return the case, what is known of it, and what is unclear.

    A case that other documents have can be chosen; what is known of it then stands in the field.
    """
    there = catalog.cached_query(document_list.cases)
    chosen, lines = f"{key}-case", f"{key}-attributes"
    st.session_state.setdefault(chosen, name)
    st.session_state.setdefault(lines, _as_lines(known))
    now = st.session_state[chosen]
    typed = st.selectbox(
        "Case (participant)",
        list(dict.fromkeys((*there, *filter(None, (name, now))))),
        index=None,
        key=chosen,
        accept_new_options=True,
        placeholder="Data scientist, retail pricing",
        on_change=_tell_of_case,
        args=(chosen, lines, there),
    )
    written = st.text_area(
        "Attributes, one per line",
        key=lines,
        placeholder="sector = energy\nexperience = 7 years",
        height=92,
    )
    called = " ".join(str(typed or "").split())
    if len(called) > LONGEST_CASE:
        return None, (), f"The name of a case can have at most {LONGEST_CASE} characters."
    attributes: dict[str, str] = {}
    for number, line in enumerate(written.splitlines(), start=1):
        attribute, sign, value = (part.strip() for part in line.partition("=" if "=" in line else ":"))
        if not line.strip():
            continue
        if not (attribute and sign and value):
            return called or None, (), f"Attributes, line {number}: write name = value."
        attributes[attribute] = value
    if attributes and not called:
        return None, (), "Name the case that has these attributes."
    return called or None, tuple(attributes.items()), None


def _tell_of_case(chosen: str, lines: str, there: Mapping[str, tuple[tuple[str, str], ...]]) -> None:
    """Show what is known of a case that was chosen."""
    name = str(st.session_state.get(chosen) or "")
    if not name:
        st.session_state[lines] = ""
    if name in there:
        st.session_state[lines] = _as_lines(there[name])
        st.session_state[f"{lines}-seen"] = (name, there[name])


def _as_lines(known: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{attribute} = {value}" for attribute, value in known)
