"""Who keeps a catalog where several computers may write into it is told so, once."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kb.db import engine as db
from kb.db.soundness import storage

MOUNTS = [
    (Path("/"), "ext4"),
    (Path("/home"), "nfs4"),
    (Path("/home/ann/disk"), "ext4"),
    (Path("/media/share"), "cifs"),
    (Path("/home/ann/remote"), "fuse.sshfs"),
    (Path("/mnt/c"), "9p"),
]


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/home/ann/study/catalog.db", "nfs4"),
        ("/home/ann/disk/catalog.db", None),
        ("/homes/catalog.db", None),
        ("/media/share/catalog.db", "cifs"),
        ("/home/ann/remote/catalog.db", "fuse.sshfs"),
        ("/mnt/c/Users/catalog.db", "9p"),
        ("/srv/catalog.db", None),
    ],
)
def test_a_network_drive_is_told(monkeypatch: pytest.MonkeyPatch, file: str, kind: str | None) -> None:
    monkeypatch.setattr(storage, "_mounts", lambda: iter(MOUNTS))
    said = storage.concern(Path(file))
    assert (said is None) == (kind is None)
    assert said is None or f"is on a network drive ({kind})" in said


def test_the_drives_of_this_machine_are_read(tmp_path: Path) -> None:
    points = [point for point, _ in storage._mounts()]
    assert Path("/") in points
    assert all(point.is_absolute() for point in points)
    storage.concern(tmp_path / "catalog.db")


def test_drives_of_a_mac_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Told:
        stdout = "/dev/disk3s1 on / (apfs, sealed)\n//ann@server/x on /Volumes/Our share (smbfs, nodev)\n"

    monkeypatch.setattr(storage.subprocess, "run", lambda *_, **__: Told())
    assert dict(storage._mounts_of_a_mac()) == {Path("/"): "apfs", Path("/Volumes/Our share"): "smbfs"}


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("Dropbox", "Dropbox"),
        ("Dropbox (Our University)", "Dropbox"),
        ("OneDrive - Our University", "OneDrive"),
        ("GoogleDrive-ann@example.org", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("Nextcloud", "Nextcloud"),
        ("Dropboxes", None),
        ("Sync", None),
    ],
)
def test_a_folder_that_a_service_copies_is_told(tmp_path: Path, folder: str, service: str | None) -> None:
    said = storage.concern(tmp_path / folder / "study" / "catalog.db")
    assert (said is None) == (service is None)
    assert said is None or f"in a folder that {service} copies" in said


@pytest.mark.parametrize(("mark", "service"), [(".stfolder", "Syncthing"), (".sync_1f2e.db", "Nextcloud")])
def test_so_is_one_in_which_a_service_left_its_marks(tmp_path: Path, mark: str, service: str) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / mark).touch()
    assert service in str(storage.concern(tmp_path / "team" / "study" / "catalog.db"))


def test_it_is_said_once_and_not_to_who_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    with caplog.at_level(logging.WARNING):
        for name, silent, told in (("a", "1", 0), ("a", "", 1), ("a", "", 1), ("b", "", 2)):
            monkeypatch.setenv(storage.SILENT, silent)
            db.open_for_writing(folder / f"{name}.db").dispose()
            assert len([each for each in caplog.messages if "Dropbox copies" in each]) == told
