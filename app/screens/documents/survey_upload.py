"""An uploaded survey: what each column holds, as a person says, and what the first cases become of it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import data as catalog
from app.screens.documents import read_as, recipes, upload_actions, upload_review
from app.shell import drop_zone, notices
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.fields.buttons import button, why_nobody
from app.viewer import Right
from ingest.files.choices import Choices
from ingest.model import Parsed, Survey, SurveyColumn
from kb.errors import KbError
from kb.store.ingest.survey.known_surveys import known_upload, upload_path
from kb.store.ingest.survey.storing import SurveyReport, store_survey

USES = {
    "answer": "Open answers",
    "attribute": "Attribute",
    "case": "Name of the case",
    "nothing": "Not stored",
}
SHOWN = 5
"""Cases that are shown as they would be stored."""
_LONGEST = 60
_MANY, _TALL = 10, 620
"""More columns than these scroll within so many pixels, so that the buttons below are not far away."""


def preview(upload: drop_zone.Upload, survey: Survey) -> None:
    """Show the first cases beside what each column holds, which can be changed."""
    with st.container(key="upload-cols"):
        left, right = st.columns([0.6, 0.4], gap="large")
    with right:
        templates.show("documents/upload/survey_facts.html", key="survey-facts", survey=survey)
        recipes.followed(upload)
        read_as.choose(upload)
        changed = _columns(survey)
        if changed and st.button("Apply the columns", type="primary", key="survey-apply"):
            read_as.read_again(upload, _with(upload, survey, changed))
        _buttons(upload, survey, changed)
        upload_review.problems(upload.parsed.problems, None, b"")
    with left:
        shown = survey.cases[:SHOWN]
        page = "documents/upload/survey_cases.html"
        templates.show(page, key="survey-cases", cases=shown, survey=survey)


def _columns(survey: Survey) -> dict[str, str]:
    """Ask what each column holds; return those that a person changed."""
    changed: dict[str, str] = {}
    with st.container(key="survey-columns", height=_TALL if len(survey.columns) > _MANY else "content"):
        for number, column in enumerate(survey.columns, start=1):
            use = st.selectbox(
                _label(number, column),
                list(USES),
                index=list(USES).index(column.use),
                format_func=lambda each: USES[each],
                key=f"upload-column-{number}",
                help=wording.plain(_about(column)),
            )
            if use != column.use:
                changed[str(number)] = str(use)
    return changed


def _label(number: int, column: SurveyColumn) -> str:
    name = column.name if len(column.name) <= _LONGEST else f"{column.name[: _LONGEST - 1]}…"
    return wording.plain(f"{number}. {name}" + (" ⚠" if column.doubtful else ""))


def _about(column: SurveyColumn) -> str:
    """Return the heading in full, why the column holds what it does, and some of its cells."""
    shown = f"; for example: {'; '.join(column.examples)}" if column.examples else ""
    return f"{column.name}: {column.reason}. {wording.count(column.filled, 'filled cell')}{shown}"


def _with(upload: drop_zone.Upload, survey: Survey, changed: dict[str, str]) -> Choices:
    """Return how the file is to be read now: what a person said before and says now, by number."""
    names = {each.name: str(number) for number, each in enumerate(survey.columns, start=1)}
    before = upload.choices.columns if upload.choices else ()
    said = {names.get(name, name): use for name, use in before} | changed
    return replace(upload.choices or Choices(), format="survey", columns=tuple(said.items()))


def _buttons(upload: drop_zone.Upload, survey: Survey, changed: dict[str, str]) -> None:
    who = current_coder(Right.EDIT)
    known = catalog.query(known_upload, upload.parsed) if survey.cases else None
    doubt = why_nobody(Right.EDIT) if who is None else None
    if changed:
        doubt = "Apply the columns before you save."
    if not survey.cases:
        doubt = "No column with open answers is chosen."
    if doubt:
        templates.show("notice.html", key="upload-doubt", notices=[("bad", doubt)])
    if known:
        told = f"The catalog has a survey of this name with the same cases: it is updated ({known})."
        st.caption(wording.plain(told))
    remember = recipes.ask_to_keep(upload, ()) if survey.cases and not changed else None
    with st.container(horizontal=True, key="upload-acts"):
        many = wording.count(len(survey.cases), "case")
        keep = button(f"Save {many}", kind="primary", key="upload-keep", why=doubt, is_told=True)
        upload_actions.discard(upload)
        upload_actions.back(upload)
    if keep and who is not None:
        try:
            report = store(upload.parsed, who)
        except KbError as error:
            notices.say("bad", wording.sentence(error))
            st.rerun()
        kept = recipes.keep(remember).strip()
        upload_actions.forget()
        tell(upload.name, report)
        if kept:
            notices.say("good", kept)
        st.rerun()


def store(parsed: Parsed, who: str) -> SurveyReport:
    """Store a survey as it was read; a bar tells how far it is.

    Raises:
        KbError: it has no cases, or the catalog cannot be written.
    """
    bar = st.progress(0.0, "Saving …")

    def told(_what: str, done: int, of: int) -> None:
        bar.progress(done / max(1, of), f"Saving {done:,} of {of:,}")

    path = catalog.query(upload_path, parsed)
    return store_survey(
        catalog.transaction, parsed, path=path, who=who, progress=told, is_there=catalog.has_file
    )


def tell(name: str, report: SurveyReport) -> None:
    """Say what was stored, and what a person should know of it."""
    counts = {"added": len(report.added), "changed": len(report.changed), "unchanged": report.unchanged}
    told = ", ".join(f"{count:,} {state}" for state, count in counts.items() if count) or "nothing to store"
    notices.say("good", f"{name}: cases {told}.")
    for each in report.problems:
        if each.severity == "warning":
            notices.say("bad", wording.sentence(each.message))
