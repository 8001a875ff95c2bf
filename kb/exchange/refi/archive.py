"""The archive of a project: ``project.qde`` and its files, the same bytes whenever nothing has changed."""

from __future__ import annotations

import io
import zipfile

from kb.exchange.model import Project, Source
from kb.exchange.refi.profiles import Profile, common_dialect, form_and_dialect, profile_named
from kb.exchange.refi.writing import project_xml
from kb.exchange.text_form import write as write_text

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_STORED = (".pdf", ".docx", ".png", ".jpg", ".jpeg", ".mp3", ".mp4", ".m4a")
"""Files that are compressed already."""


def write(project: Project, profile: str) -> bytes:
    """Return a project as QDPX, written for a program (see :mod:`kb.exchange.refi.profiles`)."""
    meant = profile_named(profile)
    files = dict(project.members)
    paths = _texts(project, meant, files)
    files["project.qde"] = project_xml(project, meant, paths)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            stored = name.lower().endswith(_STORED)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # one program, one file, on every system
            archive.writestr(entry, files[name])
    return packed.getvalue()


def _texts(project: Project, profile: Profile, files: dict[str, bytes]) -> dict[str, str]:
    """Add the files of all texts, and return what the project calls them."""
    common = common_dialect(project, profile)
    paths = {}
    for kind, each in [*(("TextSource", s) for s in project.sources), *(("Note", n) for n in project.notes)]:
        if each.carried is not None:
            _carried_text(each, files)
            continue
        form, _ = form_and_dialect(each, profile, common)
        if each.text is None:
            if path := each.extra.get("plainTextPath"):
                paths[f"{kind}:{each.guid}"] = path
            continue
        if form.inline:
            continue
        given = each.extra.get("plainTextPath") if profile.keeps else None
        if given is None and profile.keeps and each.form is not None and not each.form.exact:
            continue  # only its Word file has the text
        member = each.members[0] if given and each.members else f"sources/{each.guid}.txt"
        paths[f"{kind}:{each.guid}"] = given if given and each.members else f"internal://{each.guid}.txt"
        if not (profile.keeps and member in files):
            files[member] = write_text(each.text, form)
    return paths


def _carried_text(source: Source, files: dict[str, bytes]) -> None:
    """Add the text of a PDF or a recording, as it came: the element that names it is kept as it is."""
    if source.text is None or source.form is None or source.form.inline or not source.form.exact:
        return
    text = [name for name in source.members if name.lower().endswith((".txt", ".text"))]
    wanted = text[0] if text else next((name for name in source.members if name not in files), None)
    if wanted is not None and wanted not in files:
        files[wanted] = write_text(source.text, source.form)
