"""Projects of other tools in the catalog: imported, changed here, imported again, undone, written again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from refi_projects import (
    ANN,
    BEN,
    USERS,
    code,
    elements,
    faults,
    files_of,
    guid,
    packed,
    project,
    samples,
    selection,
    small,
    source,
    xml_of,
)
from sqlmodel import Session, SQLModel, col, func, select

from kb.codebook.taxonomy import parse_taxonomy
from kb.db import engine as db
from kb.db.tables import (
    Attribute,
    Case,
    Change,
    Code,
    CodePlace,
    Coding,
    CodingPass,
    Document,
    DocumentCode,
    ExchangeItem,
    Memo,
    NamedSet,
    Paragraph,
    SetMember,
    UnplacedCoding,
    Variable,
)
from kb.exchange.errors import ExchangeError
from kb.exchange.forms import write
from kb.exchange.lint import lint
from kb.queries.exchange.project import project_of
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.coding.codings import add_coding, remove_coding, resize_coding
from kb.store.documents.deletion import delete_document
from kb.store.documents.renaming import rename_document
from kb.store.exchange.files import import_file
from kb.store.exchange.project import Imported
from kb.store.memos import add_memo, note_on_coding
from kb.store.undo import CannotUndoError, undo

TEXT = "\ufeffAnn: I 😀 trust 👩‍👩‍👧 it.\r\n\r\nBen:\tUnd e\u0301 漢字 שלום.\nnext\u2028line\rlast"
FACTS = TEXT.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


class Catalog:
    """A catalog in a folder, and what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "catalog.db"
        self._folder = folder

    def take(self, data: bytes, name: str = "study.qdpx", *, dry_run: bool = False) -> Imported:
        path = self._folder / name
        path.write_bytes(data)
        return import_file(path, database=self.file, who="Zoe", dry_run=dry_run)[1]

    def write(self, form: str = "qdpx", profile: str = "original") -> bytes:
        return self.ask(lambda s: write(project_of(s, name="Study", origin="kb"), form, profile=profile))

    def ask(self, question: Callable[[Session], Any]) -> Any:
        engine = db.open_for_reading(self.file)
        with db.reading(engine) as session:
            answer = question(session)
        engine.dispose()
        return answer

    def change(self, action: Callable[[Session], Any]) -> Any:
        engine = db.open_for_writing(self.file)
        with db.transaction(engine) as session:
            answer = action(session)
        engine.dispose()
        return answer

    def count(self, table: type[SQLModel]) -> int:
        return int(self.ask(lambda s: s.exec(select(func.count()).select_from(table)).one()))

    def text(self, document: str) -> str:
        query = select(Paragraph.text).join(Document).where(Document.name == document)
        return self.ask(lambda s: "\n".join(s.exec(query.order_by(col(Paragraph.position)))))

    def quotes(self) -> list[tuple[str, str, str]]:
        """Document, code and words of every coding."""

        def asked(session: Session) -> list[tuple[str, str, str]]:
            query = select(Document.name, Code.name, Coding.start, Coding.end).join(Document).join(Code)
            found = session.exec(query.order_by(Document.name, col(Coding.start), col(Coding.end), Code.name))
            return [(name, code, self.text(name)[start:end]) for name, code, start, end in found]

        return list(self.ask(asked))


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(tmp_path)


def everything() -> bytes:
    """A project with a thing of every kind that has a place of its own."""
    tree = code(1, "Feelings", code(2, "Trust", code(3, "Deep", code(4, "Deepest"))) + code(5, "Doubt"))
    tree += code(6, "Other", code(7, "Trust", more='isCodable="false" color="#0a0B0c"'))
    tree = tree.replace('name="Doubt"', f'name="Doubt &amp; &lt;{"x" * 300}&gt;"')
    at = [FACTS.index(each) for each in ("😀", "👩", "漢", "last")]
    spans = [
        selection(20, at[0], at[0] + 7, 2, 4, name="😀 trust"),
        selection(21, at[0], at[0] + 7, 2, user=BEN),
        selection(22, at[1], at[1] + 5, 3, inner="<Description>a &lt; b ]]&gt; \n c</Description>"),
        selection(23, at[2], at[2] + 2, 4, inner=""),
        selection(24, at[3], len(FACTS), 5),
        selection(25, 0, len(FACTS), 5),
        selection(26, 4, 5, 5),
        selection(27, 7, 7, 5),
        selection(28, 3, 6),
    ]
    whole = f'<Coding guid="{guid(90)}" creatingUser="{BEN}"><CodeRef targetGUID="{guid(5)}"/></Coding>'
    value = (
        f'<VariableValue><VariableRef targetGUID="{guid(40)}"/><IntegerValue>7</IntegerValue></VariableValue>'
    )
    one = source(10, "a/b\\c: &quot;&amp;", "".join(spans) + whole + f'<NoteRef targetGUID="{guid(50)}"/>')
    two = source(11, "a/b\\c: &quot;&amp;", value)
    kinds = {
        40: ("Integer", "7"), 41: ("Text", "a&#10;b"), 42: ("Boolean", "true"), 43: ("Float", "1.50"),
        44: ("Date", "2024-02-29"), 45: ("DateTime", "2024-05-01T10:00:00+02:00"),
    }  # fmt: skip
    variables = "".join(
        f'<Variable guid="{guid(n)}" name="v{n}" typeOfVariable="{kind}"/>' for n, (kind, _) in kinds.items()
    )
    values = "".join(
        f'<VariableValue><VariableRef targetGUID="{guid(n)}"/><{kind}Value>{text}</{kind}Value>'
        "</VariableValue>"
        for n, (kind, text) in kinds.items()
        if n != 42
    )
    values += f'<VariableValue><VariableRef targetGUID="{guid(42)}"/></VariableValue>'
    xml = project(
        f"{USERS}<CodeBook><Codes>{tree}</Codes></CodeBook><Variables>{variables}</Variables>"
        f'<Cases><Case guid="{guid(60)}" name="P1"><Description>who</Description>{values}'
        f'<SourceRef targetGUID="{guid(10)}"/></Case></Cases>'
        f"<Sources>{one}{two}</Sources>"
        f'<Notes><Note guid="{guid(50)}" name="Title" plainTextPath="internal://{guid(50)}.txt" '
        f'creatingUser="{ANN}" creationDateTime="2024-05-01T10:00:00+02:00"/>'
        f'<Note guid="{guid(51)}"><PlainTextContent>of the project</PlainTextContent></Note></Notes>'
        f'<Links><Link guid="{guid(70)}" direction="OneWay" originGUID="{guid(1)}" '
        f'targetGUID="{guid(2)}"/></Links>'
        f'<Sets><Set guid="{guid(80)}" name="S"><MemberCode targetGUID="{guid(2)}"/>'
        f'<MemberSource targetGUID="{guid(10)}"/><MemberNote targetGUID="{guid(50)}"/></Set></Sets>'
        f'<Graphs><Graph guid="{guid(81)}"><Vertex guid="{guid(82)}" firstX="1" firstY="2"/></Graph></Graphs>'
        f'<Description>all</Description><NoteRef targetGUID="{guid(51)}"/>'
    )
    files = {
        f"sources/{guid(10)}.txt": TEXT.encode(),
        f"sources/{guid(11)}.txt": b"",
        f"sources/{guid(50)}.txt": b"a < b ]]> & \"c\"\n\n'd'\n",
    }
    return packed(xml, files)


@pytest.mark.parametrize("path", [*samples("qdpx"), *samples("qdc")], ids=lambda path: path.stem)
def test_what_a_program_exported_comes_out_of_the_catalog_as_it_went_in(catalog: Catalog, path: Path) -> None:
    form, data = path.suffix[1:], path.read_bytes()
    catalog.take(data, path.name)
    written = catalog.write(form)
    assert {each[0] for each in elements(data) - elements(written)} <= {"Sets"}
    assert not elements(written) - elements(data)
    assert not faults(written)
    assert catalog.write(form) == written
    catalog.take(written, f"again.{form}")
    assert catalog.write(form) == written


def test_everything_comes_back_as_it_went_in(catalog: Catalog, tmp_path: Path) -> None:
    data = everything()
    assert not faults(data)
    done = catalog.take(data)
    assert all(row.read == row.stored + row.carried + row.dropped for row in done.loss.rows)
    assert not sum(row.dropped for row in done.loss.rows)
    written = catalog.write()
    assert elements(written) == elements(data)
    assert files_of(written) == files_of(data)
    assert not faults(written)
    other = Catalog(tmp_path / "other")
    other.file.parent.mkdir()
    other.take(written)
    assert other.write() == written
    assert other.quotes() == catalog.quotes()


def test_what_has_a_place_is_in_it(catalog: Catalog) -> None:
    catalog.take(everything())
    assert catalog.text('a/b\\c: "&') == FACTS
    quotes = [(each[1][:12], each[2]) for each in catalog.quotes()]
    assert quotes.count(("Trust", "😀 trust")) == 2
    assert ("Deep", "👩‍👩‍👧") in quotes
    assert ("Doubt & <xxx", FACTS) in quotes
    assert ("Doubt & <xxx", "") in quotes
    above = {each.code_id: each.parent_id for each in catalog.ask(lambda s: s.exec(select(CodePlace)).all())}
    names = {each.id: each.name for each in catalog.ask(lambda s: s.exec(select(Code)).all())}
    tree = {names[one]: names.get(other) for one, other in above.items()}
    assert tree["Deepest"] == "Deep"
    assert tree["Trust (Other)"] == "Other"
    attributes = catalog.ask(lambda s: {each.name: each.value for each in s.exec(select(Attribute)).all()})
    assert attributes["v43"] == "1.50"
    assert "v42" not in attributes
    assert catalog.ask(lambda s: {each.name: each.kind for each in s.exec(select(Variable))})["v44"] == "Date"
    assert catalog.count(DocumentCode) == 1
    assert catalog.count(NamedSet) == 1
    assert catalog.count(SetMember) == 3
    memos = set(catalog.ask(lambda s: s.exec(select(Memo.text)).all()))
    assert memos == {"Title\n\na < b ]]> & \"c\"\n\n'd'\n", "of the project", "a < b ]]> \n c"}


def test_paragraphs_are_the_lines_that_say_something(catalog: Catalog) -> None:
    catalog.take(small("\n\nOne\n\n \nTwo\nThree\n", selection(20, 2, 5, 1)))
    assert catalog.count(Paragraph) == 3
    assert catalog.text("Interview") == "\n\nOne\n\n \nTwo\nThree\n"


def test_an_import_is_undone_as_one_action(catalog: Catalog) -> None:
    catalog.take(small("Earlier words", selection(20, 0, 7, 1)), "first.qdpx")
    before = catalog.write()
    done = catalog.take(everything(), "second.qdpx")
    catalog.change(lambda s: undo(s, done.action or "", who="Zoe"))
    assert catalog.write() == before
    tables: tuple[type[SQLModel], ...] = (Document, Coding, NamedSet, Variable, Memo, DocumentCode)
    assert [catalog.count(each) for each in tables] == [1, 1, 0, 0, 0, 0]
    with pytest.raises(CannotUndoError, match="import the file again"):
        catalog.change(lambda s: undo(s, done.action or "", who="Zoe"))
    catalog.take(everything(), "second.qdpx")
    assert catalog.count(Document) == 2


def test_an_import_on_which_somebody_has_worked_is_not_undone(catalog: Catalog) -> None:
    done = catalog.take(small("Some words here", selection(20, 0, 4, 1)))
    made = catalog.change(
        lambda s: add_coding(s, document=one(s), code="doubt", start=5, end=10, coder="Ann")
    )
    with pytest.raises(CannotUndoError, match="was done on it since"):
        catalog.change(lambda s: undo(s, done.action or "", who="Zoe"))
    catalog.change(lambda s: undo(s, made.batch or "", who="Ann"))
    catalog.change(lambda s: undo(s, done.action or "", who="Zoe"))
    assert catalog.count(Document) == 0


def one(session: Session) -> Document:
    return session.exec(select(Document)).one()


def test_the_same_file_again_changes_nothing(catalog: Catalog) -> None:
    catalog.take(everything())
    before = [catalog.count(each) for each in (Coding, Memo, Case, Code, Document, SetMember, ExchangeItem)]
    assert not catalog.take(everything()).changes
    assert [
        catalog.count(each) for each in (Coding, Memo, Case, Code, Document, SetMember, ExchangeItem)
    ] == before


def test_what_was_changed_here_stays_when_the_same_file_comes_again(catalog: Catalog) -> None:
    data = small("Some words here to code", selection(20, 0, 4, 1), selection(21, 5, 10, 2))
    catalog.take(data)
    ids = catalog.ask(lambda s: s.exec(select(Coding.id).order_by(col(Coding.start))).all())
    catalog.change(lambda s: remove_coding(s, ids[0], who="Ann"))
    catalog.change(lambda s: resize_coding(s, ids[1], start=5, end=15, who="Ann"))
    catalog.take(data)
    assert [each[2] for each in catalog.quotes()] == ["words here"]


def test_what_changed_in_the_file_changes_here_and_is_told(catalog: Catalog) -> None:
    text = "Some words here to code"
    catalog.take(small(text, selection(20, 0, 4, 1), selection(21, 5, 10, 2)))
    codes = code(1, "confidence") + code(2, "doubt") + code(3, "new")
    done = catalog.take(small(text, selection(20, 0, 10, 1), selection(22, 11, 15, 3), codes=codes))
    assert catalog.quotes() == [("Interview", "confidence", "Some words"), ("Interview", "new", "here")]
    assert done.changes == {
        "made code": 1, "made coding": 1, "changed code": 1, "changed coding": 1, "deleted coding": 1,
    }  # fmt: skip
    catalog.change(lambda s: undo(s, done.action or "", who="Zoe"))
    assert catalog.quotes() == [("Interview", "trust", "Some"), ("Interview", "doubt", "words")]


def test_a_conflict_keeps_ours_and_is_told(catalog: Catalog) -> None:
    text = "Some words here to code"
    catalog.take(small(text, selection(20, 0, 4, 1)))
    (number,) = catalog.ask(lambda s: s.exec(select(Coding.id)).all())
    catalog.change(lambda s: resize_coding(s, number, start=0, end=15, who="Ann"))
    done = catalog.take(small(text, selection(20, 0, 10, 1)))
    assert [each[2] for each in catalog.quotes()] == ["Some words here"]
    assert any("changed here and in the file" in str(each) for each in done.loss.problems)


def test_a_file_with_new_guids_is_known_by_names_texts_and_places(catalog: Catalog) -> None:
    data = small("Some words here", selection(20, 0, 4, 1), selection(21, 5, 10, 2))
    catalog.take(data)
    renewed = _renewed(data)
    catalog.take(renewed)
    assert [catalog.count(each) for each in (Document, Coding, Code)] == [1, 2, 2]
    assert elements(catalog.write()) == elements(renewed)


def _renewed(data: bytes) -> bytes:
    """The same project with other GUIDs."""
    files = {name.replace("00000000-0000", "99999999-0000"): each for name, each in files_of(data).items()}
    return packed(xml_of(data).replace(b"00000000-0000", b"99999999-0000"), files)


def test_work_done_here_is_written_and_comes_back(catalog: Catalog, tmp_path: Path) -> None:
    catalog.take(small("Some words here to code", selection(20, 0, 4, 1)))

    def work(session: Session) -> None:
        document = one(session)
        done = add_coding(
            session, document=document, code="fresh", start=5, end=10, coder="Cy", role="moderator"
        )
        add_coding(session, document=document, code="trust", start=11, end=15, coder="Ann", origin="accepted")
        note_on_coding(session, done.id, "why & <how>", who="Cy")
        add_memo(session, "on the code", who="Cy", code="trust")
        add_memo(session, "on the text", who="Cy", document="Interview")
        add_memo(session, "on all", who="Cy")
        rename_document(session, document, "Talk", who="Cy")

    catalog.change(work)
    written = catalog.write()
    assert not faults(written)
    assert not lint(written, "x")
    other = Catalog(tmp_path / "other")
    other.file.parent.mkdir()
    other.take(written)
    assert other.quotes() == catalog.quotes()
    assert other.write() == written
    roles = other.ask(lambda s: sorted(s.exec(select(CodingPass.role))))
    assert roles == ["coder", "moderator"]
    origins = other.ask(lambda s: sorted(s.exec(select(Coding.origin))))
    assert origins == ["accepted", "imported", "manual"]
    assert other.ask(lambda s: sorted(s.exec(select(Memo.text)))) == [
        "on all", "on the code", "on the text", "why & <how>",
    ]  # fmt: skip


def test_what_is_deleted_here_is_not_written(catalog: Catalog) -> None:
    catalog.take(everything())
    catalog.change(
        lambda s: delete_document(s, s.exec(select(Document).where(Document.length > 0)).one(), who="Ann")
    )
    written = catalog.write()
    assert not [each for each in elements(written) if each[0] == "PlainTextSelection"]
    assert f"sources/{guid(10)}.txt" not in files_of(written)
    assert not faults(written)


def test_a_dry_run_stores_nothing_and_tells_the_same(catalog: Catalog) -> None:
    told = catalog.take(everything(), dry_run=True)
    assert not catalog.file.exists()
    catalog.take(small("words", selection(20, 0, 5, 1)), "first.qdpx")
    before = catalog.count(Change)
    catalog.take(everything(), dry_run=True)
    assert catalog.count(Change) == before
    assert catalog.count(Document) == 1
    assert told.loss.rows == catalog.take(everything()).loss.rows


def test_a_broken_file_stores_nothing(catalog: Catalog) -> None:
    catalog.take(small("words", selection(20, 0, 5, 1)), "first.qdpx")
    before = catalog.count(Change)
    broken = packed(project(f"{USERS}<CodeBook><Codes>{code(7, 'late')}</Codes></CodeBook><Sources><TextS"))
    with pytest.raises(ExchangeError, match="malformed"):
        catalog.take(broken, "broken.qdpx")
    assert catalog.count(Change) == before
    assert catalog.count(Code) == 2


def test_a_coding_of_an_unknown_code_is_told_and_carried(catalog: Catalog) -> None:
    data = small("Some words", selection(20, 0, 4, 99))
    done = catalog.take(data)
    assert catalog.count(Coding) == 0
    assert any("code that the project does not have" in str(each) for each in done.loss.problems)
    assert elements(catalog.write()) == elements(data)


def test_codings_without_words_or_with_the_same_words_are_all_kept(catalog: Catalog) -> None:
    spots = [("", 20), ("", 21), ("gone", 22), ("gone", 23)]
    inner = "".join(
        f'<PDFSelection guid="{guid(n)}" name="{name}" page="0" firstX="1" firstY="1" secondX="2" '
        'secondY="2">'
        f'<Coding guid="{guid(n + 100)}" creatingUser="{ANN}"><CodeRef targetGUID="{guid(1)}"/></Coding>'
        "</PDFSelection>"
        for name, n in spots
    )
    xml = project(
        f"{USERS}<CodeBook><Codes>{code(1, 'a')}</Codes></CodeBook><Sources>"
        f'<PDFSource guid="{guid(10)}" name="Report" path="internal://{guid(10)}.pdf">{inner}'
        f'<Representation guid="{guid(11)}" plainTextPath="internal://{guid(11)}.txt"/></PDFSource></Sources>'
    )
    data = packed(xml, {f"sources/{guid(10)}.pdf": b"%PDF-", f"sources/{guid(11)}.txt": b"Some words."})
    for _ in range(2):
        catalog.take(data)
        kept = catalog.ask(lambda s: s.exec(select(UnplacedCoding.words)).all())
        assert sorted(kept) == ["", "(2)", "gone", "gone (2)"]
    assert not {each for each in elements(data) - elements(catalog.write()) if each[0] == "Coding"}


def test_selections_of_a_pdf_wait_for_their_words(catalog: Catalog) -> None:
    long = "The model drifted again because the data changed without notice in March"
    spots = [("whole words here", 20), (long[:70], 21)]
    inner = "".join(
        f'<PDFSelection guid="{guid(n)}" name="{name}" page="0" firstX="1" firstY="1" secondX="2" '
        'secondY="2">'
        f'<Coding guid="{guid(n + 100)}" creatingUser="{ANN}"><CodeRef targetGUID="{guid(1)}"/></Coding>'
        "</PDFSelection>"
        for name, n in spots
    )
    text = f"Before. whole\nwords here. {long}."
    xml = project(
        f"{USERS}<CodeBook><Codes>{code(1, 'a')}</Codes></CodeBook><Sources>"
        f'<PDFSource guid="{guid(10)}" name="Report" path="internal://{guid(10)}.pdf">{inner}'
        f'<Representation guid="{guid(11)}" plainTextPath="internal://{guid(11)}.txt"/></PDFSource></Sources>'
    )
    data = packed(xml, {f"sources/{guid(10)}.pdf": b"%PDF-", f"sources/{guid(11)}.txt": text.encode()})
    catalog.take(data)
    assert catalog.quotes() == [("Report", "a", "whole\nwords here")]
    assert catalog.ask(lambda s: s.exec(select(UnplacedCoding.words)).all()) == [long[:70]]
    catalog.change(lambda s: add_coding(s, document=one(s), code="a", start=0, end=6, coder="Ann"))
    written = catalog.write()
    assert not faults(written)
    new = {each[0] for each in elements(written) - elements(data)}
    assert new == {"PlainTextSelection", "Coding", "CodeRef", "Notes", "Note"}


def test_a_transcript_brings_its_times(catalog: Catalog) -> None:
    text = "First line\nSecond line\nThird"
    points = "".join(
        f'<SyncPoint guid="{guid(30 + n)}" position="{at}" timeStamp="{time}"/>'
        for n, (at, time) in enumerate([(0, 0), (11, 2500), (23, 4000)])
    )
    xml = project(
        f"{USERS}<CodeBook><Codes>{code(1, 'a')}</Codes></CodeBook><Sources>"
        f'<AudioSource guid="{guid(10)}" name="Talk"><Transcript guid="{guid(11)}" '
        f'plainTextPath="internal://{guid(11)}.txt">{points}<TranscriptSelection guid="{guid(20)}" '
        f'fromSyncPoint="{guid(31)}" toSyncPoint="{guid(32)}"><Coding guid="{guid(21)}" creatingUser="{ANN}">'
        f'<CodeRef targetGUID="{guid(1)}"/></Coding></TranscriptSelection></Transcript></AudioSource>'
        "</Sources>"
    )
    data = packed(xml, {f"sources/{guid(11)}.txt": text.encode()})
    catalog.take(data)
    assert catalog.quotes() == [("Talk", "a", "Second line\n")]
    times = catalog.ask(
        lambda s: s.exec(select(Paragraph.audio_start).order_by(col(Paragraph.position))).all()
    )
    assert times == [0.0, 2.5, 4.0]
    assert elements(catalog.write()) == elements(data)


def test_imported_codes_keep_their_tree_when_a_taxonomy_is_applied(catalog: Catalog) -> None:
    taxonomy = (Path(__file__).parents[3] / "taxonomy.yaml").read_text(encoding="utf-8")
    catalog.take(everything())
    before = elements(catalog.write("qdc"))
    catalog.change(lambda s: apply_taxonomy(s, parse_taxonomy(taxonomy, Path("taxonomy.yaml")), who="Ann"))
    deep = catalog.ask(lambda s: s.exec(select(Code).where(Code.name == "Deepest")).one())
    assert catalog.ask(lambda s: s.get(Code, deep.parent_id).name) == "Deep"
    assert not before - elements(catalog.write("qdc"))
    written = catalog.write()
    assert not faults(written)
    other = Catalog(catalog.file.parent / "other")
    other.file.parent.mkdir()
    other.take(written)
    assert other.write() == written
