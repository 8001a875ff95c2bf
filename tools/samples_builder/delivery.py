"""Under which names the samples are delivered, and whose coding each file shows."""

from __future__ import annotations

from samples_builder.script import Script

PRINTED = "2026-03-02"
"""The day on which all print-outs were made, as their names say."""

GREY = {
    "article.txt": "articles/Data contracts nobody signed.txt",
    "slides.md": "slides/The model was fine.md",
}
"""Grey literature: authored as it is delivered, and copied."""


def files(script: Script) -> dict[str, str]:
    """Return every file an interview is delivered as, and whose coding it shows (nobody's: empty)."""
    wanted = script.formats
    name = f"{PRINTED}-{script.title}"
    suffix = "md" if "delve_text" in wanted else "pdf"
    made = {f"moderation/{name} - {script.moderator}.{suffix}": script.moderator}
    if "unmoderated" in wanted:
        made = {}
    if "word" in wanted:
        made[f"codings/{name}.docx"] = ", ".join(script.coders)
    else:
        made |= {f"codings/{name} - {coder}.{suffix}": coder for coder in script.coders}
        plain = "vtt" if "vtt" in wanted else "md" if "markdown" in wanted else "txt"
        made[f"plain/{script.title}.{plain}"] = ""
    return made
