"""A small catalog made by hand, its rows here in full, so that a test can count what it expects."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from kb.codebook.code_names import code_key
from kb.db import tables
from kb.db.audit import Journal
from kb.db.engine import open_for_writing, transaction

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

STAGES = {"data-collection": "Data collection", "deployment": "Deployment", "maintenance": "Maintenance"}
ASPECTS = {"data-quality": "Data quality", "evolvability": "Evolvability"}


@dataclass(frozen=True)
class Issue:
    title: str
    aspect: str
    stages: tuple[str, ...]
    codes: tuple[str, ...]
    study: str | None = None


ISSUES = {
    "concept-drift": Issue(
        "The world moves on", "evolvability", ("deployment", "maintenance"), ("Drift",), "I6.2"
    ),
    "silent-provider": Issue(
        "The provider says nothing", "data-quality", ("data-collection",), ("Data-unstable-provider",)
    ),
    "rotting-input": Issue(
        "Inputs rot", "evolvability", ("maintenance",), ("Data-unstable-provider", "Late-labels")
    ),
    "nobody-looks": Issue("Nobody looks", "evolvability", ("maintenance",), ("No-monitoring",)),
}
FIXES = {
    "watch-it": ("Watch it", ("concept-drift", "nobody-looks"), ("Monitoring-fix",)),
    "sign-a-contract": ("Sign a contract", ("silent-provider",), ("Contract-fix",)),
}
KINDS = {
    "Drift": "issue",
    "Data-unstable-provider": "issue",
    "Late-labels": "issue",
    "No-monitoring": "issue",
    "Monitoring-fix": "fix",
    "Contract-fix": "fix",
    "trial and error": "topic",
    "[red]=cmd()[/red]": None,
}
SPELLINGS = {"drifts": "Drift"}
CUES = {"Drift": ["drift", "changed overnight"]}

HOSTILE = "=1+1 [bold red]not bold[/bold red] \x1b[31mred\x1b[0m \u202eabc\u202c \x9b1m שלום 🎉"

DOCUMENTS: dict[str, list[tuple[str | None, str]]] = {
    "Interview 2": [
        ("Interviewer", "What broke?"),
        ("Interviewee", "The data changed overnight. Nobody told us, and the model drifted away."),
        ("Interviewee", "We lost the provider, too."),
        ("Interviewer", "How did you notice?"),
        ("Interviewee", "By trial and error, then we began to monitor."),
    ],
    "Interview 11": [
        ("Interviewer", "And your data provider?"),
        ("Interviewee", "The provider changes the format without a word."),
        ("Interviewee", "And the drift is worse in winter."),
    ],
    "Nasty article": [(None, HOSTILE), (None, "A second paragraph about drift.")],
}
KIND_OF = {"Nasty article": "article"}
ROLES = {"Interviewer": "interviewer", "Interviewee": "interviewee"}


@dataclass(frozen=True)
class Coded:
    """One coding: which words of which paragraphs, by whom, as what."""

    document: str
    coder: str
    role: str
    code: str
    first: int
    last: int
    words: str
    extent: str = "exact"


CODINGS = (
    Coded("Interview 2", "Bea", "coder", "Drift", 1, 1, "the model drifted away"),
    Coded("Interview 2", "Bea", "coder", "Data-unstable-provider", 1, 2,
          "Nobody told us, and the model drifted away.\nWe lost the provider, too."),
    Coded("Interview 2", "Bea", "coder", "Drift", 3, 3, "", "spill"),
    Coded("Interview 2", "Bea", "coder", "Monitoring-fix", 4, 4, "we began to monitor"),
    Coded("Interview 2", "Amin", "moderator", "drifts", 1, 1, "The data changed overnight."),
    Coded("Interview 2", "Amin", "moderator", "trial and error", 4, 4, "trial and error", "shared"),
    Coded("Interview 2", "Amin", "moderator", "Monitoring-fix", 4, 4, "trial and error", "shared"),
    Coded("Interview 11", "Cem", "coder", "Data-unstable-provider", 1, 1,
          "The provider changes the format without a word."),
    Coded("Interview 11", "Amin", "moderator", "Data-unstable-provider", 1, 1,
          "The provider changes the format without a word.", "paragraph"),
    Coded("Interview 11", "Amin", "moderator", "Drift", 2, 2, "the drift is worse in winter"),
    Coded("Nasty article", "=Eve", "coder", "[red]=cmd()[/red]", 0, 0, HOSTILE),
)  # fmt: skip
PASSES = (
    ("Interview 2", "Bea", "coder"),
    ("Interview 2", "Cem", "coder"),  # empty: missing, not "no issues"
    ("Interview 2", "Amin", "moderator"),
    ("Interview 11", "Cem", "coder"),
    ("Interview 11", "Amin", "moderator"),
    ("Nasty article", "=Eve", "coder"),
)


def coded(*, issue: str | None = None, code: str | None = None, stage: str | None = None) -> list[Coded]:
    """The codings, spills left out, that carry an issue, a code or an issue of a stage."""
    wanted = [
        each.codes
        for key, each in ISSUES.items()
        if issue in (None, key) and (stage is None or stage in each.stages)
    ]
    carrying = {name for codes in wanted for name in codes}
    asked = issue is not None or stage is not None
    return [
        each
        for each in CODINGS
        if each.extent != "spill"
        and (not asked or canonical(each.code) in carrying)
        and code in (None, canonical(each.code))
    ]


def canonical(code: str) -> str:
    return SPELLINGS.get(code, code)


def counts(codings: list[Coded]) -> tuple[int, int, int]:
    """Interviews, coders, codings."""
    return len({each.document for each in codings}), len({each.coder for each in codings}), len(codings)


def make(path: Path) -> Path:
    """Write the catalog to a file."""
    engine = open_for_writing(path)
    with transaction(engine) as session:
        codes = _taxonomy(session)
        documents = {name: _document(session, name) for name in DOCUMENTS}
        _codings(session, codes, documents)
    engine.dispose()
    return path


def _taxonomy(session: Session) -> dict[str, int]:
    stages, aspects, codes, issues = {}, {}, {}, {}
    for position, (key, title) in enumerate(STAGES.items()):
        stages[key] = _id(session, tables.Stage(key=key, title=title, about="", position=position))
    for position, (key, title) in enumerate(ASPECTS.items()):
        aspects[key] = _id(session, tables.Aspect(key=key, title=title, about="", position=position))
    for name, kind in KINDS.items():
        code = tables.Code(
            name=name, key=code_key(name), kind=kind, cues=CUES.get(name, []), origin="taxonomy"
        )
        codes[name] = _id(session, code)
        code.canonical_id = code.id
        session.add(code)
    for name, meant in SPELLINGS.items():
        spelled = tables.Code(name=name, key=code_key(name), canonical_id=codes[meant], kind=KINDS[meant])
        codes[name] = _id(session, spelled)
    for position, (key, each) in enumerate(ISSUES.items()):
        issue = tables.Issue(
            key=key,
            title=each.title,
            statement=f"{each.title}, and it hurts.",
            aspect_id=aspects[each.aspect],
            study=each.study,
            position=position,
        )
        issues[key] = _id(session, issue)
        session.add_all(
            tables.IssueStage(issue_id=issues[key], stage_id=stages[name]) for name in each.stages
        )
        session.add_all(tables.IssueCode(issue_id=issues[key], code_id=codes[name]) for name in each.codes)
    for position, (key, (title, mitigates, carried)) in enumerate(FIXES.items()):
        fix = tables.Fix(key=key, title=title, statement=f"{title}.", position=position)
        fix_id = _id(session, fix)
        session.add_all(tables.FixIssue(fix_id=fix_id, issue_id=issues[name]) for name in mitigates)
        session.add_all(tables.FixCode(fix_id=fix_id, code_id=codes[name]) for name in carried)
    session.add(tables.TaxonomyFile(sha256=hashlib.sha256(b"").hexdigest(), text="", applied=MOMENT))
    return codes


def _document(session: Session, name: str) -> int:
    said = DOCUMENTS[name]
    text = "\n".join(words for _, words in said)
    document = tables.Document(
        name=name,
        sort_key=" ".join(part.zfill(4) if part.isdigit() else part.lower() for part in name.split()),
        kind=KIND_OF.get(name, "interview"),
        length=len(text),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        displayed_from=f"{name}.txt",
        display_reason="the only file",
        created=MOMENT,
    )
    document_id = _id(session, document)
    source = tables.Source(
        document_id=document_id, path=f"{name}.txt", sha256="0" * 64, size=len(text), format="labelled text"
    )
    session.add(source)
    speakers = {
        speaker: _id(
            session,
            tables.Speaker(document_id=document_id, name=speaker, role=ROLES[speaker], labels=[speaker]),
        )
        for speaker in dict.fromkeys(speaker for speaker, _ in said if speaker)
    }
    start = 0
    for position, (speaker, words) in enumerate(said):
        session.add(
            tables.Paragraph(
                document_id=document_id,
                position=position,
                start=start,
                end=start + len(words),
                text=words,
                speaker_id=speakers[speaker] if speaker else None,
                label=speaker,
            )
        )
        start += len(words) + 1
    return document_id


def _codings(session: Session, codes: dict[str, int], documents: dict[str, int]) -> None:
    coders = {
        name: _id(session, tables.Coder(name=name)) for name in dict.fromkeys(who for _, who, _ in PASSES)
    }
    passes = {
        (name, who, role): _id(
            session, tables.CodingPass(document_id=documents[name], coder_id=coders[who], role=role)
        )
        for name, who, role in PASSES
    }
    journal = Journal(session, who="Bea", what="code by hand")
    for each in CODINGS:
        start = place(each)
        coding = tables.Coding(
            document_id=documents[each.document],
            pass_id=passes[each.document, each.coder, each.role],
            code_id=codes[each.code],
            start=start,
            end=start + len(each.words),
            first_paragraph=each.first,
            last_paragraph=each.last,
            extent=each.extent,
            origin="imported",
            created=MOMENT,
        )
        journal.made(coding)


def place(each: Coded) -> int:
    """Where the coded words begin in the document's text."""
    words = [words for _, words in DOCUMENTS[each.document]]
    start = sum(len(paragraph) + 1 for paragraph in words[: each.first])
    return start + "\n".join(words[each.first : each.last + 1]).index(each.words)


def _id(session: Session, row: object) -> int:
    session.add(row)
    session.flush()
    return int(row.id)  # type: ignore[attr-defined]
