"""What is released: whose words, under which names; what is withheld; a folder that is written as a whole."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import released_catalog
from sqlmodel import select

from kb.db import engine as db
from kb.db.tables import Case, Document, Paragraph, Source
from kb.errors import KbError
from kb.report.release import ReleaseChoice, left_over, release, write_folder
from kb.report.release.choice import names_in
from kb.report.release.withheld import Withheld, is_neutral, parts_of


@pytest.mark.parametrize(
    ("name", "tells_nothing"),
    [
        ("Interview 11", True),
        ("P07", True),
        ("interview_03 final", True),
        ("Coder B", True),
        ("Ann", False),
        ("Interview with Ann", False),
        ("PO", False),
        ("李明", False),
    ],
)
def test_a_name_is_neutral_if_it_tells_nothing_of_a_person(name: str, *, tells_nothing: bool) -> None:
    assert is_neutral(name) is tells_nothing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("That was ann's idea.", "ann"),
        ("We asked AnnLee there.", "AnnLee"),
        ("We asked AnnBo there.", "Ann"),
        ("mail ann_lee@example.org", "ann"),
        ("in the planning of annexes", None),
        ("at Societe Generale", "Societe Generale"),
        ("at Société-Générale", "Societe-Generale"),
        ("with Mueller", None),
        ("at AnnlesTown", None),
        ("at AnnLeeds", "Ann"),
        ("Herr WEIß kam", "WEIß"),
        ("我问了李明两次", "李明"),
        ("Then Kestrel called.", "Kestrel"),
        ("a kestrel in the sky", None),
        ("Will you tell me?", None),
        ("Thanks, Will, for coming.", "Will"),
    ],
)
def test_withheld_names_are_found_as_people_write_them(text: str, found: str | None) -> None:
    withheld = Withheld(
        ("Ann", "Annlee", "Ann Smith", "Société Générale", "李明", "Weiß"), {"Kestrel"}, {"Will"}
    )
    assert withheld.first_in(text) == found


def test_a_name_that_begins_within_another_that_is_none_is_found() -> None:
    assert Withheld(("Ann Bo", "Bo"), ()).first_in("Susann Bo called.") == "Bo"
    assert Withheld((), {"Rea Kestrel", "Kestrel"}).first_in("at AndRea Kestrel") is not None
    assert Withheld((), {"ndrea Kestrel", "Kestrel"}).first_in("Andrea Kestrel") == "Kestrel"


@pytest.mark.parametrize(
    ("case", "said", "hidden"),
    [
        ("Mark Price", "Mark Price", True),
        ("Mark Price", "MARK PRICE", True),
        ("mark price", "Price, Mark", True),
        ("Mark Henry Price", "Mark Price", True),
        ("Mark Price", "the mark price of it", False),
        ("Mark Price", "Mark that", False),
        ("Anna Weber", "WEBER", True),
        ("Anna Weber", "anna weber", True),
        ("anna weber", "Anna", True),
        ("Müller Björn", "björn", False),
        ("Anna Weber", "Webers Modell", True),
        ("Bo", "so Bo left", True),
        ("Nurse from Kestrel", "From there", False),
    ],
)
def test_names_of_persons_are_withheld_in_every_form(
    tmp_path: Path, case: str, said: str, *, hidden: bool
) -> None:
    catalog = tmp_path / "catalog.db"
    engine = db.open_for_writing(catalog)
    with db.transaction(engine) as session:
        person = Case(name=case)
        session.add(person)
        session.flush()
        names = {"name": "Interview 1", "sort_key": "1", "kind": "interview", "case_id": person.id}
        document = Document(**names, length=1, sha256="", displayed_from="", display_reason="")
        session.add(document)
        session.flush()
        texts = ("that is a mark and a price, and they said anna weber, and björn", said)
        for at, text in enumerate(texts):
            place = {"document_id": document.id, "position": at, "start": 0, "end": len(text)}
            session.add(Paragraph(**place, text=text))
    with db.reading(engine) as session:
        assert release(session, ReleaseChoice(words="all")).withheld.is_in(said) is hidden
    engine.dispose()


@pytest.mark.parametrize(
    ("path", "hidden"),
    [
        ("Anna Weber/recording 1.txt", True),
        ("anna_weber.txt", True),
        ("agreement_round1/weber_notes.txt", False),
        ("C:\\Users\\Weber\\recording.txt", True),
    ],
)
def test_names_of_files_and_folders_are_withheld(tmp_path: Path, path: str, *, hidden: bool) -> None:
    catalog = released_catalog.make(tmp_path / "catalog.db")
    engine = db.open_for_writing(catalog)
    with db.transaction(engine) as session:
        session.exec(select(Source).limit(1)).one().path = path
    with db.reading(engine) as session:
        assert release(session, ReleaseChoice(words="all")).withheld.is_in("as Weber said") is hidden
    engine.dispose()


def test_a_name_gives_its_parts_unless_they_are_ordinary_words() -> None:
    assert parts_of(["Interview with Ann Field"], {"field", "with"}) == {"Ann", "with Ann Field"}
    assert parts_of(["Interview 11"], set()) == set()


def test_documents_are_released_by_an_attribute_and_have_numbers_where_a_name_tells(tmp_path: Path) -> None:
    catalog = released_catalog.make(tmp_path / "catalog.db")
    with db.reading(db.open_for_reading(catalog)) as session:
        found = release(session, ReleaseChoice(words="Consent:yes"))
        assert {each.label: each.has_words for each in found.documents} == {
            "Interview 2": True,
            "Interview 11": False,
            "Document 3": False,
        }
        assert set(found.coders) == {"Bea", "Cem", "Amin", "=Eve"}
        assert all(label.startswith("Coder ") for label in found.coders.values())
        assert not release(session, ReleaseChoice()).has_words
        own = release(session, ReleaseChoice(words="all", own_names=True))
        assert own.coders["Bea"] == "Bea"
        assert own.withheld.is_in("Zora")
        with pytest.raises(KbError, match="consent: yes"):
            release(session, ReleaseChoice(words="consent: no"))
        with pytest.raises(KbError, match="an attribute and its value"):
            release(session, ReleaseChoice(words="everything"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"# nothing\n\n", "contains no name"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"Ann\n--\n", "neither a letter"),
    ],
)
def test_a_list_of_names_that_is_none_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes(data)
    with pytest.raises(KbError, match=message):
        names_in(path)
    with pytest.raises(KbError, match="cannot read"):
        names_in(tmp_path)


def test_the_list_of_names_of_pseudonymise_is_such_a_list(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(
        "replace,name,kind,pseudonym,places,example\n"
        "yes,Ann,person,Person 1,1,\nno,Java,name,,2,\n,Globex,name,,1,\n"
    )
    assert names_in(path) == ("Ann", "Globex")


FILES = [("a.txt", b"one"), ("below/b.txt", b"two")]


def test_a_folder_is_replaced_as_a_whole_and_not_touched_if_it_is_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert write_folder(folder, "list.json", "test", FILES)
    before = (folder / "a.txt").stat()
    assert not write_folder(folder, "list.json", "test", FILES)
    assert (folder / "a.txt").stat().st_ino == before.st_ino
    assert write_folder(folder, "list.json", "test", [("c.txt", b"three")])
    assert sorted(each.name for each in folder.iterdir()) == ["c.txt", "list.json"]
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_a_failure_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_folder(folder, "list.json", "test", FILES)

    def broken() -> object:
        yield "a.txt", b"new"
        raise KbError("no")

    with pytest.raises(KbError):
        write_folder(folder, "list.json", "test", broken())  # type: ignore[arg-type]
    assert (folder / "a.txt").read_bytes() == b"one"
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes")
def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_folder(folder, "list.json", "test", FILES)
    _killed(lambda: write_folder(folder, "list.json", "test", _dying()))
    assert [each for each in tmp_path.rglob("secret.txt") if "out." in each.parent.name]
    assert not write_folder(folder, "list.json", "test", FILES)
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes")
def test_a_folder_that_a_killed_run_was_replacing_has_its_name_again(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_folder(folder, "list.json", "test", FILES)
    real = Path.rename

    def once(path: Path, target: Path) -> None:
        real(path, target)
        os.kill(os.getpid(), signal.SIGKILL)

    def replacing() -> None:
        Path.rename = once  # type: ignore[assignment,method-assign]
        write_folder(folder, "list.json", "test", [("c.txt", b"three")])

    _killed(replacing)
    assert not folder.exists()
    with pytest.raises(KbError):
        write_folder(folder, "list.json", "test", _refused())
    assert (folder / "a.txt").read_bytes() == b"one"
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_what_another_run_is_writing_or_nobody_knows_is_left_alone_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    unknown = tmp_path / ".out.4711.part"
    unknown.mkdir()
    (tmp_path / ".out.mine.part").mkdir()

    def while_another_writes() -> Iterator[tuple[str, bytes]]:
        yield FILES[0]
        assert not write_folder(folder, "list.json", "test", FILES)
        assert left_over(folder) == [unknown]
        yield FILES[1]

    write_folder(folder, "list.json", "test", FILES)
    assert not write_folder(folder, "list.json", "test", while_another_writes())
    assert left_over(folder) == [unknown]
    assert sorted(each.name for each in tmp_path.iterdir()) == [".out.4711.part", ".out.mine.part", "out"]


def _dying() -> Iterator[tuple[str, bytes]]:
    yield "secret.txt", b"Zora"
    os.kill(os.getpid(), signal.SIGKILL)


def _refused() -> Iterator[tuple[str, bytes]]:
    yield FILES[0]
    raise KbError("a name")


def _killed(run: Callable[[], object]) -> None:
    process = os.fork()
    if process == 0:  # pragma: no cover  another process
        run()
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(process, 0)[1])


def test_a_folder_with_anything_else_is_never_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(KbError, match="holds something else"):
        write_folder(folder, "list.json", "test", FILES)
    (folder / "thesis.txt").unlink()
    write_folder(folder, "list.json", "test", FILES)
    with pytest.raises(KbError, match="something else"):
        write_folder(folder, "list.json", "another", FILES)
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(KbError, match=r"not written with it: thesis\.txt"):
        write_folder(folder, "list.json", "test", FILES)
    (folder / "thesis.txt").unlink()
    (folder / "a.txt").write_text("corrected by hand")
    with pytest.raises(KbError, match=r"changed after they were written: a\.txt"):
        write_folder(folder, "list.json", "test", FILES)
    (folder / "a.txt").write_text("one")
    with monkeypatch.context() as within:
        within.chdir(folder)
        with pytest.raises(KbError, match="the folder you are in"):
            write_folder(folder, "list.json", "test", FILES)
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(KbError, match="not a folder"):
        write_folder(tmp_path / "link", "list.json", "test", FILES)
    (tmp_path / "file").write_text("")
    with pytest.raises(KbError, match="not a folder"):
        write_folder(tmp_path / "file", "list.json", "test", FILES)
