"""A page with nothing but the transcript view; the codings are in the session.

``?case=long`` has 3,000 paragraphs and 2,000 codings.
"""
# ruff: noqa: E501, ISC004  what people say is as long as it is

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import streamlit as st

from app.screens.coding.actions import LONGEST_NAME, MARKS
from app.screens.coding.component import Event, transcript
from app.ui.styles import style

ROOT = Path(__file__).parents[4]
LOOKS = {"focus", "window"}
CODES = (
    "average hides failures", "monitoring too coarse", "drift unnoticed", "users report the fault", "compare with own past",
    "alert needs an owner", "sensor faults", "nobody owns the model", "data owned by another team", "<b>bold claim</b>",
)  # fmt: skip
SHORT = [
    ("P19", "interviewee", "Honestly? For the first winter we did not. We had one number on a dashboard, the average error "
     "over all substations, and that number looked fine the whole time. It looked fine because the big ones were fine."),
    ("Interviewer", "interviewer", "And the small ones?"),
    ("P19", "interviewee", "Two of them 😀😀 had been rewired in October. Their load had doubled, and the model went on "
     "forecasting the town as it used to be. We heard of it from the control room, not from any alert, and by then it had "
     "been eleven weeks."),
    ("P19", "interviewee", "So now every substation is compared with its own last four weeks, each morning 👩‍👩‍👧 before "
     "anyone is in. If it is off, somebody from the field gets a message and has to say why."),
    ("Interviewer", "interviewer", "Who is that somebody?"),
    ("P19", "interviewee", "That is the weak spot. It is me, or it is Petra, and when we are both away it is nobody. There is "
     "a rota on the wiki but I would not swear that anyone reads it."),
    ("P20", "interviewee", "<b>not bold</b> <script>window.broken = 1</script> & ![x](http://x) stay words."),
    ("P21", "interviewee", "הנתונים השתנו בלי שאיש שם לב, והמודל המשיך לחזות את העיר כפי שהייתה."),
    ("Interviewer", "interviewer", "Has that ever gone wrong?"),
    ("P19", "interviewee", "Once, in March. A reader in the valley sent zeros for nine days, and on the second Sunday the "
     "model had learned that the valley was empty."),
]  # fmt: skip
STARTING = [(0, "We had one", "were fine.", 0), (0, "one number", "all substations", 1), (2, "Their load", "eleven weeks.", 2),
            (2, "We heard", "any alert", 3), (3, "every substation", "anyone is in.", 4), (3, "somebody", "say why.", 5)]  # fmt: skip


def paragraphs() -> list[dict[str, Any]]:
    """Return the transcript of the case: a short one, or one of 3,000 paragraphs."""
    spoken = SHORT
    if st.query_params.get("case") == "long":
        dice = random.Random(1)  # noqa: S311  a transcript, not a secret
        words = " ".join(text for _, _, text in SHORT[:6]).split()
        spoken = [
            ("P19" if n % 2 else "Interviewer", "interviewee" if n % 2 else "interviewer",
             f"{n}: " + " ".join(dice.choices(words, k=dice.randint(5, 60))))
            for n in range(3000)
        ]  # fmt: skip
    found, start = [], 0
    for position, (speaker, role, text) in enumerate(spoken):
        found.append(
            {
                "position": position,
                "start": start,
                "text": text,
                "speaker": speaker,
                "role": role,
                "heading": None,
            }
        )
        start += len(text) + 1
    return found


def starting(known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the codings that are there at the start."""
    if len(known) > len(SHORT):
        dice = random.Random(2)  # noqa: S311
        end = known[-1]["start"] + len(known[-1]["text"])
        starts = (dice.randrange(0, end - 500) for _ in range(2000))
        return [
            coding(n, at, at + dice.randrange(20, 400), CODES[n % 9], n % 5 != 0)
            for n, at in enumerate(starts)
        ]
    whole = [(known[p]["start"] + known[p]["text"].index(a), known[p]["start"] + known[p]["text"].index(b) + len(b), c)
             for p, a, b, c in STARTING]  # fmt: skip
    return [coding(n, start, end, CODES[c], n != 1) for n, (start, end, c) in enumerate(whole)]


def coding(number: int, start: int, end: int, code: str, own: bool = True) -> dict[str, Any]:  # noqa: FBT001,FBT002
    """Return a coding as the transcript view wants it."""
    return {"id": number, "start": start, "end": end, "first": 0, "last": 0, "code": code, "colour": colour(code),
            "coder": "Mara" if own else "Jon", "line": "solid" if own else "dashed", "own": own, "extent": "exact",
            "memo": False}  # fmt: skip


def colour(code: str) -> int:
    """Return the colour of a code."""
    return (1, 7, 6, 2, 5, 11, 8, 10, 3, 0)[CODES.index(code)] if code in CODES else 9


def handled(event: Event) -> None:
    """Do what the event says, once, and answer it."""
    state, number = st.session_state, event["id"]
    if event["do"] in LOOKS:
        handle(event)
    elif number not in state.answers:
        time.sleep(float(st.query_params.get("slow", 0)))
        is_refused = "forbidden" in event.get("codes", ())
        if not is_refused:
            handle(event)
        reason = "No code may be called forbidden." if is_refused else None
        state.answers[number] = {
            "event": number,
            "message": "",
            "undo": None,
            "refused": reason,
            "unsaved": None,
        }


def handle(event: Event) -> None:
    """Do what the event says, in memory."""
    state = st.session_state
    state.log.append(event)
    before = [dict(each) for each in state.codings]
    one = next((each for each in state.codings if each["id"] == event.get("coding")), None)
    match event["do"]:
        case "code":
            state.codings += [
                coding(1000 + len(state.log), event["start"], event["end"], name) for name in event["codes"]
            ]
        case "resize" if one:
            one |= {"start": event["start"], "end": event["end"]}
        case "recode" if one:
            one |= {"code": event["code"], "colour": colour(event["code"])}
        case "memo" if one:
            one |= {"memo": True}
        case "remove":
            state.codings = [each for each in state.codings if each["id"] != event["coding"]]
        case "suggest" if event["accept"]:
            state.codings.append(coding(1000 + len(state.log), event["start"], event["end"], event["code"]))
        case "undo" if state.past:
            state.codings = state.past.pop()
            return
        case "window":
            state.first = event["first"]
            return
        case _:
            return
    state.past.append(before)


st.set_page_config(layout="wide")
st.html(style.style())
known = paragraphs()
if "codings" not in st.session_state:
    st.session_state.update(codings=starting(known), log=[], past=[], first=0, answers={})


def view() -> dict[str, Any]:
    """Return what the transcript view shows: the window and the codings that touch it."""
    state = st.session_state
    window = known[state.first : state.first + 200]
    begin, end = window[0]["start"], window[-1]["start"] + len(window[-1]["text"])
    names = [*CODES, *sorted({each["code"] for each in state.codings} - set(CODES))]
    return {
        "catalog": "test",
        "coder": "Mara",
        "document": st.query_params.get("case", "short"),
        "version": st.query_params.get("case", "short"),
        "writable": st.query_params.get("read") is None,
        "correctable": True,
        "total": len(known),
        "window": {"first": state.first, "paragraphs": window},
        "codings": [each for each in state.codings if each["start"] < end and each["end"] > begin],
        "codes": [
            {"name": name, "colour": colour(name), "count": 3, "kind": "issue", "path": "Maintenance"}
            for name in names
        ],
        "recent": list(CODES[5:8]),
        "suggestions": {9: [CODES[6], CODES[4]]},
        "continues": {9: [CODES[6]]},
        "focus": {"paragraph": None, "coding": None},
        "hits": [],
        "naming": {"longest": LONGEST_NAME, "marks": MARKS},
        "answers": list(state.answers.values()),
        "similar_colours": [[7] if each == 1 else [1] if each == 7 else [] for each in range(12)],
    }


transcript("transcript", view(), handled)  # type: ignore[arg-type]
st.code(
    repr([each for each in st.session_state.log if each["do"] not in LOOKS][-3:]),
    language=None,
    wrap_lines=True,
)
