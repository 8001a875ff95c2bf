"""Where a catalog lies: on a disk of this computer, on a network drive, or in a folder that a service copies.

SQLite's locks hold on one computer only, and with write-ahead logging it needs memory that all who have the
file open share (https://sqlite.org/useovernet.html). A service that copies files between computers takes the
file and its log at different moments, and brings back what another computer wrote over.
"""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SILENT = "KB_STORAGE_CHECKED"
"""The variable with which somebody says that they know where their catalogs lie."""

_NETWORK = re.compile(
    r"(nfs\d?|cifs|smb\d?|smbfs|afpfs|afs|webdav|davfs2?|9p|ceph|glusterfs|lustre|beegfs|vboxsf|prl_fs"
    r"|fuse\.(sshfs|rclone|davfs2|gvfsd-fuse|s3fs|vmhgfs-fuse|glusterfs))$"
)
"""Kinds of file systems whose files another computer, or the host of a virtual one, may have open as well."""
_SERVICES = (
    (re.compile(r"Dropbox( \(.+\))?$"), "Dropbox"),
    (re.compile(r"OneDrive( ?- ?.+)?$"), "OneDrive"),
    (re.compile(r"(Google ?Drive|GoogleDrive-.+|My Drive)$"), "Google Drive"),
    (re.compile(r"(Mobile Documents|iCloud ?Drive)$"), "iCloud"),
    (re.compile(r"Nextcloud\d*$"), "Nextcloud"),
    (re.compile(r"ownCloud\d*$"), "ownCloud"),
    (re.compile(r"(pCloud ?Drive|pCloud Sync)$"), "pCloud"),
    (re.compile(r"Box( Sync|-Box)$"), "Box"),
    (re.compile(r"(MEGA|MEGAsync)$"), "MEGA"),
)
"""What folders are called whose files a service copies."""
_MARKS = (
    (".dropbox", "Dropbox"),
    (".owncloudsync.log", "ownCloud or Nextcloud"),
    (".sync_*.db", "ownCloud or Nextcloud"),
    (".stfolder", "Syncthing"),
    (".seafile-data", "Seafile"),
)
"""What such a service leaves in the folder that it copies."""

_log = logging.getLogger(__name__)
_told: set[Path] = set()


def warn_once(catalog: Path) -> None:
    """Say, once in a process, what is unsafe about where a catalog lies."""
    file = catalog.absolute()
    if file in _told or os.environ.get(SILENT):
        return
    _told.add(file)
    if said := concern(catalog):
        _log.warning("%s. (%s=1 says that you know.)", said, SILENT)


def concern(catalog: Path) -> str | None:
    """Return what is unsafe about where a catalog lies, or None."""
    file = catalog.resolve()
    kind = _kind_of_drive(file)
    if kind is not None and _NETWORK.match(kind):
        return (
            f"{catalog} is on a network drive ({kind}), where several computers can damage a catalog. Use it "
            "from one computer at a time, or move it to a disk of this one: close kb, then copy the file"
        )
    if service := _service_of(file):
        return (
            f"{catalog} is in a folder that {service} copies to other computers. Close kb, and let {service} "
            "finish, before you open it on another one; better keep the catalog elsewhere, and put copies of "
            "backups there"
        )
    return None


def _service_of(file: Path) -> str | None:
    home = Path.home()
    for folder in file.parents:
        for name, service in _SERVICES:
            if name.match(folder.name):
                return service
        if folder in home.parents:
            return None  # what lies beside the homes of all is nobody's folder
        for mark, service in _MARKS:
            if any(folder.glob(mark)):
                return service
    return None


def _kind_of_drive(file: Path) -> str | None:
    """Return what kind of file system a file is on, as the system calls it; None for the system's own."""
    if sys.platform == "win32":
        return _kind_on_windows(file)
    found = [(point, kind) for point, kind in _mounts() if point in (file, *file.parents)]
    point, kind = max(found, key=lambda each: len(each[0].parts), default=(Path("/"), ""))
    return None if point == Path(point.anchor) else kind


def _mounts() -> Iterator[tuple[Path, str]]:
    """Yield where file systems begin, and of what kind they are; of two at one place the last one counts."""
    try:
        lines = reversed(Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines())
    except OSError:
        yield from _mounts_of_a_mac()
        return
    for line in lines:
        before, _, after = line.partition(" - ")
        point = re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), before.split()[4])
        yield Path(point), after.split()[0]


def _mounts_of_a_mac() -> Iterator[tuple[Path, str]]:
    try:
        told = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return
    for line in told.stdout.splitlines():
        if found := re.match(r".* on (/.*) \((\w+)", line):
            yield Path(found[1]), found[2]


def _kind_on_windows(file: Path) -> str | None:
    import ctypes  # noqa: PLC0415  only there

    network = 4  # DRIVE_REMOTE
    root = file.anchor
    remote = root.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(root) == network  # type: ignore[attr-defined]
    return "smb" if remote else None
