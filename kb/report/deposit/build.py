"""All files of a deposit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, select

from kb import __version__
from kb.db.soundness.sealing import head_of
from kb.db.tables import Coding
from kb.errors import KbError
from kb.queries.documents.documents import Totals, totals
from kb.report.deposit import codebook, evidence, numbers
from kb.report.deposit.checklists import checklists
from kb.report.deposit.metadata import CRATE, checksums, citation, crate, licence
from kb.report.deposit.options import DepositOptions
from kb.report.deposit.readme import readme
from kb.report.deposit.tables import dictionary
from kb.report.options import ReportOptions
from kb.report.release.released import counted, release
from kb.report.site.content import Content, content

DEPOSIT, HEAD = "interview-kb deposit", "kb-deposit.json"
"""What the list of a deposit's files says that the folder is, and the name of that list."""


def deposit(session: Session, asked: DepositOptions) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the deposit by their names.

    Raises:
        KbError: nothing is coded, a withheld name stands in codebook, title or numbers, or an attribute is
            not known.
    """
    day = asked.day or _last_day(session)
    released = release(session, asked.release)
    filters = counted(session, asked.pass_role)
    told = content(session, filters, released, resamples=0, seed=asked.seed)
    title = released.check(asked.title or told.study.name or "Data of an interview study", "the title")
    options = ReportOptions(
        pass_role=filters.pass_role, quotes=1, pairs=500, resamples=asked.resamples, seed=asked.seed
    )
    held = totals(session)
    tables = [
        *codebook.tables(session, told, released, options.whose),
        evidence.documents(session, released),
        *numbers.tables(session, released, options, levels=_levels(told)),
        *([evidence.chain(session, told, released)] if asked.profile != "codebook" else []),
    ]
    tables += [*checklists(_answers(told, held, {each.file for each in tables}, asked))]
    tables.append(dictionary(tables))
    texts = evidence.transcripts(session, released) if asked.profile == "transcripts" else None
    about = readme(
        title,
        asked,
        held,
        released,
        tables,
        whose=options.whose,
        hidden=texts.hidden if texts else 0,
        history=head_of(session.connection()),
    )
    files = [
        ("README.md", about),
        ("LICENSE.txt", licence(asked)),
        ("CITATION.cff", citation(title, asked, day)),
        *((each.file, each.content()) for each in tables),
        *(texts.files if texts else ()),
    ]
    described = (
        f"Data of a study of {held.interviews} interviews, profile {asked.profile}. "
        f"Made with interview-kb {__version__}."
    )
    files.append(
        (CRATE, crate(title, described, asked, day, files, {each.file: each.about for each in tables}))
    )
    yield from files
    yield "checksums.sha256", checksums(files)


def _last_day(session: Session) -> date:
    last = session.exec(select(func.max(Coding.created))).one()
    if last is None:
        raise KbError("nothing is coded in this catalog; there is nothing to deposit")
    return last.date()


def _levels(told: Content) -> list[str]:
    study = told.study
    return ["code", *(level for level in ("issue", "fix") if study.has(level))]


def _answers(told: Content, held: Totals, files: set[str], asked: DepositOptions) -> dict[str, str]:
    """What the data answer of the checklists, each with its file; what they do not answer is left out."""

    def where(start: str) -> str:
        found = sorted(each for each in files if each.startswith(start))
        return f"{start}*.csv" if found[1:] else "".join(found)

    interviews = f"{held.interviews} interviews, {held.documents} documents in all: documents.csv"
    known = {
        "size": interviews,
        "documents": interviews,
        "coders": f"{held.coders} people, {held.passes} passes, {held.empty_passes} empty: documents.csv",
        "codebook": f"{len(told.of('code'))} codes with their rules: {where('codebook/')}",
        "themes": f"which codes are evidence for what: {where('codebook/')}",
        "software": f"interview-kb {__version__}",
        "frequencies": where("numbers/frequencies"),
        "saturation": where("numbers/saturation"),
        "agreement": where("numbers/agreement"),
        "trust": ", ".join(filter(None, (where("numbers/agreement"), where("numbers/moderation")))),
    }
    if asked.profile != "codebook":
        known["chain"] = known["quotes"] = f"each coding with its code, rule and place: {where('evidence/')}"
    return {name: answer for name, answer in known.items() if answer}
