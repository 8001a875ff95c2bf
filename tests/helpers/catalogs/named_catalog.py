"""A catalog with a name of its own in every place where a person can type one, or a file can bring one.

Every name is ``Quorz`` and the place: whatever of them is left somewhere tells where it came from.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePath

from command_line import run
from refi_projects import ANN, USERS, code, guid, packed, project, selection, source
from sqlmodel import Session, col, select

from kb.codebook.edits import Place
from kb.codebook.taxonomy import parse_taxonomy
from kb.db import engine as db
from kb.db.tables import Coding, Document, Paragraph, Replacement, Source, UnplacedCoding
from kb.store.codebook import edit_codes
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.coding.codings import add_coding, recode, remove_coding
from kb.store.coding.moderation import ModerationDecision, decide
from kb.store.corrections import correct_text
from kb.store.documents.cases import set_case
from kb.store.documents.deletion import delete_document
from kb.store.documents.renaming import rename_document
from kb.store.documents.speaker_edits import rename_speaker
from kb.store.memos import add_memo, note_on_coding, note_on_passage, rewrite_memo
from kb.store.people.tasks import Order, assign
from kb.store.saved_searches import Search, forget_search, save_search

CODERS = ("Bea", "Cem", "Amin", "Ann", "Ben")
"""People who code: their names stay, because they say who did what."""

TAXONOMY = """# for Quorzremark
study:
  name: What Quorzstudy saw
words:
  issue: {singular: Quorzword, plural: Quorzwords}
stages:
  later: {title: After Quorzstage, about: As Quorzstageabout says.}
aspects:
  trust: {title: Trust in Quorzaspect, about: Quorzaspectabout}
codes:
  Drift:
    kind: issue
    definition: "Use as Quorzdefinition does. Also: Quorzother, shift"
    cues: [Quorzcue moved, slides, drifted]
  Quorzcode: {kind: topic, definition: Use it., aliases: [Quorzalias]}
  Watch: {kind: fix, definition: Use it.}
issues:
  moves:
    {title: Quorztitle moves, statement: As Quorzstatement said., stages: [later], aspect: trust,
     codes: [Drift], study: Quorzreference 3}
fixes:
  watch: {title: Watch Quorzfix, statement: Quorzfixed it., codes: [Watch], mitigates: [moves]}
"""

FIRST = """---
title: Talk with Quorzfronttitle
place: Quorzfact
---

Interviewer: What did Quorzasked say?

Quorzlabel: I asked Quorzsaid of QUORZCAPITALS about it, and Quorzsaid moved. The data drifted there.

Interviewer: Was it Quorzcorrected?

Quorzlabel: It was. Nobody knew of the drift at Quorzlast.
"""

SECOND = """Interviewer: And you, what happened there with the labels of the data?

Interviewee: The labels came late, and Quorzsecond said so. quorzsmall too. Nobody looked at the drift.

Interviewer: Thank you.
"""

THIRD = """Interviewer: Which tests does the team run before a model goes live?

Interviewee: None at all, said Quorzgone late one evening, and nobody minded that for many years.
"""


def names() -> dict[str, str]:
    """Every name in the catalog with its pseudonym."""
    said = re.findall(r"(?i)Quorz[a-z]+", Path(__file__).read_text(encoding="utf-8"))
    found = sorted({each if each.islower() else each.capitalize() for each in said} - {"quorz"})
    return {name: f"Person {number}" for number, name in enumerate(found, start=1)}


def make(folder: Path) -> Path:
    """Make the catalog in a folder by the doors that people use."""
    folder.mkdir(parents=True, exist_ok=True)
    catalog = folder / "catalog.db"
    (folder / "Quorzfolder").mkdir()
    (folder / "Quorzfolder" / "Talk_Quorzfile_1.md").write_text(FIRST, encoding="utf-8")
    (folder / "Interview 2.txt").write_text(SECOND, encoding="utf-8")
    (folder / "Interview 3 Quorzdeleted.txt").write_text(THIRD, encoding="utf-8")
    (folder / "survey Quorzsurvey.csv").write_text(
        "Who,What did Quorzquestion do?,Sector\n"
        "Quorzcase,It was Quorzanswer who told us all about the long drift.,Quorzsector\n"
        "P2,Nobody told us a thing about the drift of the model in all these years.,energy\n",
        encoding="utf-8",
    )
    (folder / "study Quorzqdpx.qdpx").write_bytes(_project())
    at = ("--database", str(catalog), "--who", "Bea")
    for command in (
        ("ingest", str(folder / "Quorzfolder"), str(folder / "Interview 2.txt"), *at),
        ("ingest", str(folder / "Interview 3 Quorzdeleted.txt"), *at),
        ("ingest", str(folder / "survey Quorzsurvey.csv"), "--as", "survey", "--case", "Who", *at),
        ("import", str(folder / "study Quorzqdpx.qdpx"), *at),
    ):
        answer = run(*command)
        assert answer.code == 0, (command, answer.out, answer.err)
    engine = db.open_for_writing(catalog)
    with db.transaction(engine) as session:
        _work(session)
    engine.dispose()
    return catalog


def _project() -> bytes:
    words = "We heard of Quorzimported and of the drift.\nThen Quorzimported left.\n"
    coded = selection(11, 0, 8, 1, 2, name="Quorzselection", user=ANN)
    inner = (
        f"{USERS}<CodeBook><Codes>{code(1, 'Drift', '<Description>by Quorzdescribed</Description>')}"
        f"{code(2, 'Quorzimportedcode')}</Codes></CodeBook>"
        f'<Variables><Variable guid="{guid(30)}" name="Quorzvariable" typeOfVariable="Text">'
        "<Description>Quorzvariableabout</Description></Variable></Variables>"
        f'<Cases><Case guid="{guid(20)}" name="Quorzimportedcase"><VariableValue>'
        f'<VariableRef targetGUID="{guid(30)}"/><TextValue>Quorzvalue</TextValue></VariableValue>'
        f'<SourceRef targetGUID="{guid(10)}"/></Case></Cases>'
        f"<Sources>{source(10, 'Quorzsource', coded)}</Sources>"
        f'<Notes><Note guid="{guid(40)}" name="Quorznote"><PlainTextContent>Quorznoted</PlainTextContent>'
        "</Note></Notes>"
        f'<Sets><Set guid="{guid(50)}" name="Quorzset"><Description>Quorzsetabout</Description>'
        f'<MemberSource targetGUID="{guid(10)}"/></Set></Sets>'
    )
    files = {f"sources/{guid(10)}.txt": words.encode()}
    return packed(project(inner, attributes='name="Quorzproject"'), files)


def document(session: Session, text: str) -> Document:
    """The document in which some words are."""
    query = select(Paragraph.document_id).where(col(Paragraph.text).contains(text))
    return session.get_one(Document, session.exec(query).first())


def span(session: Session, of: Document, words: str) -> tuple[int, int]:
    """Where words are in a document."""
    rows = session.exec(
        select(Paragraph.text).where(Paragraph.document_id == of.id).order_by(col(Paragraph.position))
    )
    start = "\n".join(rows).index(words)
    return start, start + len(words)


def _coded(session: Session, of: Document, words: str, called: str, coder: str) -> int:
    start, end = span(session, of, words)
    return add_coding(session, document=of, code=called, start=start, end=end, coder=coder).id


def _work(session: Session) -> None:
    apply_taxonomy(session, parse_taxonomy(TAXONOMY, PurePath("taxonomy.yaml")), who="Bea")
    first, second = document(session, "Quorzsaid"), document(session, "Quorzsecond")
    gone = document(session, "Quorzgone")
    _coded(session, gone, "Quorzgone late", "Drift", "Cem")
    for coder in ("Bea", "Cem"):
        _coded(session, first, "and Quorzsaid moved. The data drifted", "Drift", coder)
        _coded(session, second, "and Quorzsecond said so", "Quorzcode", coder)
        _coded(session, first, "The data drifted there", "Watch", coder)
        _coded(session, second, "Nobody looked at the drift", "Drift", coder)
    new = _coded(session, first, "I asked Quorzsaid", "New as Quorznew", "Bea")
    note_on_coding(session, new, "Is it Quorzcodingmemo?", who="Bea")
    recode(session, new, "Quorzrecoded code", who="Bea")
    remove_coding(session, _coded(session, first, "Nobody knew", "Quorzremoved code", "Bea"), who="Bea")
    decided = session.exec(select(Coding.id).where(Coding.document_id == second.id)).all()
    decide(
        session,
        second.name,
        [ModerationDecision(keep=(decided[0] or 0,), drop=(decided[1] or 0,))],
        who="Amin",
        reason="because Quorzreason says so",
    )
    add_memo(session, "The project of Quorzprojectmemo.", who="Bea")
    add_memo(session, "A code as Quorzcodememo uses it.", who="Bea", code="Drift")
    memo = add_memo(session, "First Quorzoldmemo.", who="Bea", document=second.name)
    rewrite_memo(session, memo, "Then Quorznewmemo.", who="Bea")
    start, end = span(session, first, "Nobody knew")
    note_on_passage(session, first.name, "Quorzpassagememo was there", start=start, end=end, who="Bea")
    set_case(
        session,
        first,
        "Mx Quorzcasename",
        {"knows": "Quorzattribute", "of Quorzattributename": "yes"},
        who="Bea",
    )
    rename_speaker(session, "Quorzlabel", "Quorzspeaker", who="Bea")
    known = "knows: Quorzattribute"
    save_search(
        session,
        "about Quorzsearch",
        Search("Quorzquery NEAR drift", "interviewee", first.name, known),
        who="Bea",
    )
    assign(session, [first.name], ["Bea"], Order(round="Round of Quorzround"), who="Amin")
    save_search(session, "Quorzforgotten", Search("drift"), who="Bea")
    forget_search(session, "Quorzforgotten", who="Bea")
    meant = correct_text.replace_words(session, first, 2, "Quorzcorrected", "Quorzright")
    correct_text.save(session, first, meant, who="Bea")
    rename_document(session, first, "Once Quorzonce", who="Bea")
    rename_document(session, first, "Talk with Quorzdocument", who="Bea")
    edit_codes.create(session, Place("Quorzcreated", "topic", definition="As Quorzcreatedabout."), who="Bea")
    edit_codes.rename(session, "Quorzcreated", "Quorzrenamed", who="Bea")
    edit_codes.describe(
        session, "Watch", "As Quorzdescription has it.", ["Quorzpendingcue", "look", "see"], who="Bea"
    )
    delete_document(session, gone, who="Bea")
    work = session.exec(select(Coding).where(Coding.document_id == first.id)).first()
    assert work is not None
    place = {"document_id": first.id, "pass_id": work.pass_id, "code_id": work.code_id}
    session.add(UnplacedCoding(**place, words="lost Quorzlost", reason="as Quorzwhy", memo="Quorzlostmemo"))
    shown = {"shown": "[Quorzshown]", "source": "by Quorzreplaced.docx"}
    session.add(Replacement(document_id=second.id, start=0, end=3, **shown))
    file = session.exec(select(Source).where(Source.document_id == second.id)).first()
    assert file is not None
    file.problems = ["line 3: “Quorzproblem” may be a speaker"]
