"""People are let in with a role, set a password by a link that counts once, and lose access at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from kb.db import engine as db
from kb.db.rights import Actor, ForbiddenError, NotSignedInError, Role
from kb.db.rights.enforce import on_behalf
from kb.db.tables import Change, Coder, Invitation, Person, SignIn
from kb.db.tables.columns import now
from kb.db.tables.people import PRIVATE
from kb.errors import KbError
from kb.exchange.archive.from_catalog import study_of
from kb.exchange.archive.schema import schema
from kb.exchange.archive.writing import files_of
from kb.queries.people import digest_of, has_passwords, people, signed_in_as, signed_in_with
from kb.store.get_or_create import coder_named
from kb.store.people import passwords
from kb.store.people.browsers import new_browser, sign_out, who_has
from kb.store.people.invitations import LinkError, accept, invite
from kb.store.people.passwords import PasswordError, hashed, is_right
from kb.store.people.roles import add_person, change_role, end_access
from kb.store.recovery.restore import restore

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return db.open_for_writing(tmp_path / "catalog.db")


def let_in(engine: Engine, name: str, role: str = "coder") -> str:
    """Invite somebody, who sets a password; return the token of their browser."""
    with db.transaction(engine) as session:
        token = invite(session, name, role, who="somebody")
    with db.transaction(engine) as session:
        return accept(session, token, PASSWORD)


def signed_in(engine: Engine, token: str) -> Actor | None:
    with db.reading(engine) as session:
        return signed_in_with(session, digest_of(token))


def test_who_is_invited_sets_a_password_and_is_signed_in(engine: Engine) -> None:
    with db.reading(engine) as session:
        assert not has_passwords(session)
    token = let_in(engine, "Ann Weber")
    assert signed_in(engine, token) == Actor("Ann Weber", Role.CODER)
    with db.reading(engine) as session:
        assert has_passwords(session)
        assert who_has(session, "ann  weber", PASSWORD)
        assert who_has(session, "Ann Weber", PASSWORD + "!") is None
        assert who_has(session, "Ben", PASSWORD) is None
        assert [(each.name, each.role, each.state) for each in people(session)] == [
            ("Ann Weber", "coder", "can sign in")
        ]


def test_a_link_counts_once_for_a_week_and_only_the_newest(engine: Engine) -> None:
    with db.transaction(engine) as session:
        first = invite(session, "Ann", "coder", who="somebody")
        second = invite(session, "Ann", None, who="somebody")
    for token in (first, "", "made up"):
        with pytest.raises(LinkError), db.transaction(engine) as session:
            accept(session, token, PASSWORD)
    with db.transaction(engine) as session:
        session.exec(select(Invitation)).one().expires = now() - timedelta(seconds=1)
    with pytest.raises(LinkError), db.transaction(engine) as session:
        accept(session, second, PASSWORD)
    with db.transaction(engine) as session:
        assert people(session)[0].state == "link expired"
        third = invite(session, "Ann", None, who="somebody")
    with db.transaction(engine) as session:
        accept(session, third, PASSWORD)
    with pytest.raises(LinkError), db.transaction(engine) as session:
        accept(session, third, PASSWORD)


def test_a_new_password_signs_out_everywhere_else(engine: Engine) -> None:
    before, after = let_in(engine, "Ann"), let_in(engine, "Ann")
    assert signed_in(engine, before) is None
    assert signed_in(engine, after)


def test_who_signs_out_is_signed_out_in_that_browser_only(engine: Engine) -> None:
    one = let_in(engine, "Ann")
    with db.transaction(engine) as session:
        person = who_has(session, "Ann", PASSWORD)
        assert person is not None
        other = new_browser(session, person)
        sign_out(session, one)
    assert signed_in(engine, one) is None
    assert signed_in(engine, other)


def test_after_a_week_one_signs_in_again(engine: Engine) -> None:
    token = let_in(engine, "Ann")
    with db.transaction(engine) as session:
        session.exec(select(SignIn)).one().expires = now() - timedelta(seconds=1)
    assert signed_in(engine, token) is None


def test_whose_access_ends_is_out_at_once_and_cannot_come_back(engine: Engine) -> None:
    let_in(engine, "Olga", "owner")
    token = let_in(engine, "Ann")
    with db.transaction(engine) as session:
        link = invite(session, "Ann", None, who="somebody")
        person = who_has(session, "Ann", PASSWORD)
        assert person is not None
        assert end_access(session, "Ann", who="Olga")
        assert not end_access(session, "Ann", who="Olga")
    assert signed_in(engine, token) is None
    with db.transaction(engine) as session:
        assert who_has(session, "Ann", PASSWORD) is None
        with pytest.raises(LinkError):
            accept(session, link, PASSWORD)
        with pytest.raises(NotSignedInError):
            new_browser(session, person)
        with pytest.raises(KbError, match="is a person here already"):
            add_person(session, "ANN", "owner", who="Olga")


def test_a_role_counts_at_once_and_there_is_always_an_owner(engine: Engine) -> None:
    let_in(engine, "Olga", "owner")
    token = let_in(engine, "Ann")
    with db.transaction(engine) as session:
        assert change_role(session, "Ann", "moderator", who="Olga")
        assert not change_role(session, "Ann", "moderator", who="Olga")
        for refused in (change_role, end_access):
            role = ("coder",) if refused is change_role else ()
            with pytest.raises(KbError, match="only owner"):
                refused(session, "Olga", *role, who="Olga")
        with pytest.raises(KbError, match="no role 'boss'"):
            change_role(session, "Ann", "boss", who="Olga")
    assert signed_in(engine, token) == Actor("Ann", Role.MODERATOR)


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.OWNER])
def test_only_owners_manage_people(engine: Engine, role: Role) -> None:
    let_in(engine, "Ann", "owner")
    let_in(engine, "Ben", "owner")
    mine = on_behalf(engine, lambda: Actor("Ann", role))
    for action in (
        lambda session: add_person(session, "Carl", "owner", account="c@x.nl", who="Ann"),
        lambda session: change_role(session, "Ann", "owner", who="Ann"),
        lambda session: end_access(session, "Ben", who="Ann"),
        lambda session: invite(session, "Ben", None, who="Ann"),
        lambda session: setattr(session.get(Person, 2), "role", "reader"),
    ):
        with pytest.raises(ForbiddenError), db.transaction(mine) as session:
            action(session)
    owner = on_behalf(engine, lambda: Actor("Ann", Role.OWNER))
    with db.transaction(owner) as session:
        assert end_access(session, "Ben", who="Ann")


def test_who_has_coded_continues_under_the_name_as_it_was_written(engine: Engine) -> None:
    with db.transaction(engine) as session:
        session.add(Coder(name="ann weber"))
        assert add_person(session, "Ann  Weber", "coder", account="A@X.nl", who="me").name == "ann weber"


def test_codings_that_come_later_are_those_of_the_person_however_their_name_is_written(
    engine: Engine,
) -> None:
    let_in(engine, "Ann Weber")
    with db.transaction(engine) as session:
        assert coder_named(session, "ann weber").name == "Ann Weber"
        assert coder_named(session, "ANN WEBER").name == "Ann Weber"
        assert coder_named(session, "Ben").name == "Ben"
        assert session.exec(select(Coder.name).order_by(Coder.name)).all() == ["Ann Weber", "Ben"]


@pytest.mark.parametrize("alike", ["ZOE\u0308  Weber", "zo\xeb weber", "\uff3ao\xeb\xa0Weber"])
def test_nobody_gets_a_name_that_looks_like_that_of_another(engine: Engine, alike: str) -> None:
    let_in(engine, "Zo\xeb Weber")
    with db.transaction(engine) as session:
        with pytest.raises(KbError, match="is a person here already"):
            add_person(session, alike, "owner", who="me")
        assert signed_in_as(session, ("7",), alike) is None
        assert who_has(session, alike, PASSWORD)


def test_a_provider_says_who_somebody_is_by_number_or_checked_address(engine: Engine) -> None:
    with db.transaction(engine) as session:
        add_person(session, "Ann", "coder", account="A@x.nl", who="me")
        add_person(session, "Ben", "owner", account="auth0|7", who="me")
        add_person(session, "Carl", "moderator", account="c@x.nl", who="me")
        end_access(session, "Carl", who="me")
        with pytest.raises(KbError, match="signs in as a"):
            add_person(session, "Dan", "coder", account="a@X.nl", who="me")
    with db.reading(engine) as session:
        assert signed_in_as(session, ("auth0|9", "a@x.nl"), "Whoever") == Actor("Ann", Role.CODER)
        assert signed_in_as(session, ("auth0|7", "a@x.nl"), "Ann") == Actor("Ben", Role.OWNER)
        assert signed_in_as(session, ("c@x.nl",), "Carl") is None
        assert signed_in_as(session, ("d@x.nl",), "Dan") == Actor("Dan", Role.READER)
        assert signed_in_as(session, ("d@x.nl",), "ann") is None  # the name is somebody else's
        assert signed_in_as(session, (), "Dan") == Actor("Dan", Role.READER)


@pytest.mark.parametrize("password", ["", "short", "a" * 12, "a" * 300, " Ann of Cleves "])
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(PasswordError):
        hashed(password, name="ann of cleves")


def test_no_more_than_two_passwords_are_hashed_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes 64 MB: whoever sends many at once must not fill the memory."""
    running, most, go = [0], [0], Event()

    class Hasher:
        def hash(self, password: str) -> str:
            running[0] += 1
            most[0] = max(most[0], running[0])
            go.wait(0.02)
            running[0] -= 1
            return password

        def verify(self, _kept: str, password: str) -> str:
            return self.hash(password)

    monkeypatch.setattr(passwords, "_hasher", Hasher)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(is_right, "kept", PASSWORD) for _ in range(8)]
        asked += [pool.submit(hashed, PASSWORD, name="Ann") for _ in range(8)]
    assert all(each.result() for each in asked)
    assert most == [2]


def test_only_a_hash_of_a_password_is_kept(engine: Engine, tmp_path: Path) -> None:
    token = let_in(engine, "Ann")
    with db.reading(engine) as session:
        kept = session.exec(select(Person)).one().password
    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert is_right(kept, PASSWORD)
    assert not is_right("no hash", PASSWORD)
    engine.dispose()
    content = (tmp_path / "catalog.db").read_bytes()
    assert PASSWORD.encode() not in content
    assert token.encode() not in content


def test_the_history_says_who_let_whom_in(engine: Engine) -> None:
    let_in(engine, "Olga", "owner")
    with db.transaction(engine) as session:
        change_role(session, "Olga", "owner", who="me")
        add_person(session, "Ann", "reader", account="a@x.nl", who="Olga")
        change_role(session, "Ann", "coder", who="Olga")
        end_access(session, "Ann", who="Olga")
    with db.reading(engine) as session:
        rows = session.exec(select(Change).where(Change.noun == "people")).all()
        told = [(each.who, each.what) for each in rows]
    assert told[-3:] == [
        ("Olga", "add 'Ann' as reader"),
        ("Olga", "make 'Ann' coder"),
        ("Olga", "end the access of 'Ann'"),
    ]


def test_an_archive_holds_nobody_who_may_sign_in(engine: Engine) -> None:
    let_in(engine, "Ann")
    with db.reading(engine) as session:
        content = b"".join(bytes(each) for _, each in files_of(study_of(session)))
    assert b"argon2" not in content
    assert not PRIVATE & schema().keys()


def test_a_restored_backup_lets_nobody_in_who_was_signed_in_then(engine: Engine, tmp_path: Path) -> None:
    token = let_in(engine, "Ann")
    with db.transaction(engine) as session:
        link = invite(session, "Ann", None, who="somebody")
    engine.dispose()
    restored = tmp_path / "restored.db"
    restore(restored, tmp_path / "catalog.db")
    again = db.open_for_writing(restored)
    assert signed_in(again, token) is None
    with pytest.raises(LinkError), db.transaction(again) as session:
        accept(session, link, PASSWORD)
