"""What a file's name says: the interview, the coder, the role."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from ingest.merge.file_names import name_of


@pytest.mark.parametrize(
    ("title", "document", "coder"),
    [
        ("Interview 17- PO", "Interview 17", "PO"),
        ("Interview 20 - Mouna.txt", "Interview 20", "Mouna"),
        ("2023-06-04-Interview 2 - PO.pdf", "Interview 2", "PO"),
        ("Interview 3 (Noor)", "Interview 3", "Noor"),
        ("Interview 10.txt", "Interview 10", None),
        ("interview_07_final.docx", "Interview 7", None),
        ("INTERVIEW 7 - noor", "Interview 7", "noor"),
        ("Interview 4 – Anne-Marie Roy.txt", "Interview 4", "Anne-Marie Roy"),  # noqa: RUF001
        ("Interview 5 (1).txt", "Interview 5", None),
        ("Interview 5 about data quality", "Interview 5", None),
        ("Interview 3b", "Interview 3b", None),
        ("Interview 3 - part 2 - PO", "Interview 3 part 2", "PO"),
        ("Transcript of Interview 12", "Interview 12", None),
        ("Entretien 4 - Zoé", "Entretien 4", "Zoé"),
        ("P07_Noor.docx", "P7", "Noor"),
        ("Interviewing well", "Interviewing well", None),
        ("Machine learning - Wikipedia", "Machine learning - Wikipedia", None),
        ("003_fc4d301158a94a61", "003_fc4d301158a94a61", None),
    ],
)
def test_a_title_names_the_interview_and_the_coder(title: str, document: str, coder: str | None) -> None:
    name = name_of(PurePath("upload.bin"), title)
    assert (name.document, name.coder) == (document, coder)
    assert not name.role_known


@pytest.mark.parametrize(
    ("path", "role", "known"),
    [
        ("moderation/Interview 1.pdf", "moderator", True),
        ("Moderated print-outs/Interview 1.pdf", "moderator", True),
        ("consensus/Interview 1.pdf", "moderator", True),
        ("merged/Interview 1.pdf", "moderator", True),
        ("reconciled/Interview 1.pdf", "moderator", True),
        ("adjudication/Interview 1.pdf", "moderator", True),
        ("codings/Interview 1.pdf", "coder", True),
        ("coders/PO/Interview 1.pdf", "coder", True),
        ("codings/moderation/Interview 1.pdf", "moderator", True),
        ("plain/Interview 1.txt", "coder", False),
        ("coding/thesis/data/plain/Interview 1.txt", "coder", False),
        ("inbox/Interview 1 - consensus.docx", "moderator", True),
    ],
)
def test_the_folder_says_whose_role_it_was(path: str, role: str, known: bool) -> None:  # noqa: FBT001
    name = name_of(PurePath(path), PurePath(path).stem)
    assert (name.role, name.role_known) == (role, known)


def test_a_coders_own_folder_names_the_coder() -> None:
    assert name_of(PurePath("coders/Noor/Interview 1.pdf"), "Interview 1").coder == "Noor"


def test_among_codings_a_title_without_a_number_names_its_coder_too() -> None:
    name = name_of(PurePath("codings/Pilot - PO.pdf"), "Pilot - PO")
    assert (name.document, name.coder) == ("Pilot", "PO")


def test_the_printed_title_wins_over_the_file_name_and_the_disagreement_is_told() -> None:
    name = name_of(PurePath("Interview 3 - Ben.pdf"), "Interview 4 - Ada")
    assert (name.document, name.coder) == ("Interview 4", "Ada")
    assert [problem.severity for problem in name.problems] == ["warning", "warning"]
    assert "'Interview 3'" in name.problems[0].message
    assert "'Ben'" in name.problems[1].message


def test_the_file_name_fills_in_what_the_title_leaves_open() -> None:
    name = name_of(PurePath("Interview 3 - Ben.pdf"), "Untitled")
    assert (name.document, name.coder, name.problems) == ("Interview 3", "Ben", ())


@pytest.mark.parametrize("path", ["", ".txt", "/", "---.pdf", "Interview .txt"])
def test_a_name_that_says_nothing_is_still_a_name(path: str) -> None:
    assert isinstance(name_of(PurePath(path), "").document, str)
