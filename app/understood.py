"""How a transcript was understood: its text, and forms to say who speaks and who is behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

import streamlit as st

from app import catalog, frame, notices, view
from ingest.problems import Problem
from ingest.transcript import Kind, Role, Transcript
from kb.errors import KbError
from kb.queries import voices as of_document
from kb.queries.voices import Told
from kb.store.editing import describe_document
from kb.store.speakers import Person

KINDS: dict[Kind, str] = {"interview": "Interview", "article": "Article", "slides": "Slides"}
ROLES = {"interviewer": "Interviewer", "interviewee": "Interviewee", "other": "Other", "unknown": "Unknown"}
SHOWN = 40
MOST = 24
"""Labels that a form asks about; a text with more has something else for labels."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph in the preview: who says it as it is understood now, and how many codes it carries."""

    number: int
    label: str | None
    person: str | None
    role: str | None
    heading: str | None
    text: str
    codes: tuple[str, ...]


def voices_of(transcript: Transcript) -> tuple[Told, ...]:
    """Return the labels of a transcript, the one with most paragraphs first."""
    counts = Counter(each.speaker for each in transcript.paragraphs if each.speaker)
    people = transcript.people
    told = [
        Told(label, people[label].name, people[label].role, count)
        for label, count in counts.most_common()
        if label in people
    ]
    return tuple(told)


def text(transcript: Transcript, people: Sequence[Person]) -> None:
    """Show the paragraphs, each with its speaker."""
    shown = len(transcript.paragraphs) if st.session_state.get("upload-all") else SHOWN
    by_label = {label: person for person in people for label in person.labels}
    codes: dict[int, dict[str, None]] = {}
    for tag in transcript.tags:
        codes.setdefault(tag.paragraph, {})[tag.code] = None
    lines = []
    for number, each in enumerate(transcript.paragraphs[:shown], start=1):
        voice = transcript.people.get(each.speaker or "")
        person = by_label.get(each.speaker or "")
        name, role = (
            (person.name, person.role) if person else (voice.name, voice.role) if voice else (None, None)
        )
        lines.append(
            Line(number, each.speaker, name, role, each.heading, each.text, tuple(codes.get(number - 1, ())))
        )
    event = view.show("upload_text.html", key="upload-text", lines=lines, total=len(transcript.paragraphs))
    if event and event.get("do") == "all":
        st.session_state["upload-all"] = True
        st.rerun()


def problems(found: Iterable[Problem]) -> None:
    """List what is wrong, with its place."""
    view.show("upload_problems.html", key="upload-problems", problems=list(found))


def speakers(told: Sequence[Told], *, key: str) -> tuple[tuple[Person, ...], str | None]:
    """Ask who is behind each label; return the people and what is unclear."""
    if not told:
        view.show("upload_speakers.html", key=f"{key}-speakers", told=(), more=0)
        return (), None
    view.show("upload_speakers.html", key=f"{key}-speakers", told=told, more=max(0, len(told) - MOST))
    people: list[Person] = []
    for number, each in enumerate(told[:MOST], start=1):
        label, name, role = st.columns([0.32, 0.38, 0.3], vertical_alignment="center", wrap=False)
        with label:
            view.show("upload_label.html", key=f"{key}-label-{number}", each=each)
        typed = name.text_input(
            f"Speaker {number}: name",
            value=each.person,
            key=f"{key}-name-{number}",
            max_chars=120,
            label_visibility="collapsed",
        )
        chosen = role.selectbox(
            f"Speaker {number}: role",
            get_args(Role),
            index=get_args(Role).index(each.role),
            format_func=lambda each: ROLES[each],
            key=f"{key}-role-{number}",
            label_visibility="collapsed",
        )
        people.append(Person(" ".join(typed.split()), str(chosen), (each.label,)))
    return tuple(people), _doubt(people)


def _doubt(people: Sequence[Person]) -> str | None:
    roles: dict[str, str] = {}
    for person in people:
        if not person.name:
            return "A speaker has no name; their label will do."
        if roles.setdefault(person.name, person.role) != person.role:
            return f"{person.name} has two roles; choose one, or two names."
    return None


def case(
    name: str | None, known: Sequence[tuple[str, str]], *, key: str
) -> tuple[str | None, tuple[tuple[str, str], ...], str | None]:
    """Ask who is behind a document; return the case, what is known of it, and what is unclear."""
    typed = st.text_input(
        "Case: who is behind it",
        value=name or "",
        key=f"{key}-case",
        max_chars=200,
        placeholder="Data scientist, retail pricing",
    )
    lines = st.text_area(
        "What is known of them, a line each",
        value="\n".join(f"{attribute} = {value}" for attribute, value in known),
        key=f"{key}-attributes",
        placeholder="sector = energy\nexperience = 7 years",
        height=92,
        max_chars=4000,
    )
    attributes: dict[str, str] = {}
    for number, line in enumerate(lines.splitlines(), start=1):
        attribute, equals, value = (part.strip() for part in line.partition("="))
        if not line.strip():
            continue
        if not (attribute and equals and value):
            return typed or None, (), f"Line {number} of what is known: write name = value."
        attributes[attribute] = value
    if attributes and not typed.strip():
        return None, (), "Name the case that these things are known of."
    return typed.strip() or None, tuple(attributes.items()), None


def edit(document: str) -> None:
    """Let a person say who speaks in a stored document and who is behind it."""
    try:
        found = catalog.ask(of_document.described, document)
    except KbError as error:
        view.show("notice.html", key="edit-wrong", notices=[("bad", f"{error}.")])
        return
    view.show("edit_head.html", key="edit-head", document=found.document)
    notices.show("edit-notice")
    with st.container(key="edit-form"):
        people, doubt = speakers(found.voices, key="edit")
        name, attributes, unclear = case(found.case, found.attributes, key="edit")
    who = frame.coder()
    doubt = doubt or unclear or (None if who else "Say who is coding in the header; then this can be stored.")
    if doubt:
        view.show("notice.html", key="edit-doubt", notices=[("bad", doubt)])
    with st.container(horizontal=True, key="edit-acts"):
        save = st.button("Store", type="primary", key="edit-save", disabled=bool(doubt))
        back = st.button("Back to the documents", key="edit-back")
    if save and who:
        try:
            catalog.tell(describe_document, found.document, people, name, dict(attributes), who=who)
        except KbError as error:
            notices.say("bad", f"{str(error)[:1].upper()}{str(error)[1:]}.")
            st.rerun()
        notices.say("good", f"Stored who speaks in {found.document} and who is behind it.")
    if save or back:
        for key in [key for key in st.session_state if str(key).startswith("edit-")]:
            del st.session_state[key]
        st.query_params.pop("edit", None)
        st.rerun()
