"""The page beside the samples that says what they are, in which format, and that all of it is invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from samples_builder.delivery import GREY
from samples_builder.script import Script

_HEAD = """\
# Sample transcripts

**Everything here is invented.** No interview took place; the people, companies, products and numbers do
not exist, and the coders are made up too. The texts were written for this project, so that every command and
every page can be tried on material of the shape researchers really have, and they come under the project's
licence (MIT). The codes are those of a published study on quality issues in machine-learning systems; the
words are ours.

Do not edit the files: they are built by `python tools/samples.py` from the scripts in `tools/samples/`.

| folder | what |
|---|---|
| `plain/` | what was said, without codes |
| `codings/` | what each of two coders made of it |
| `moderation/` | what a third person decided after comparing the two |
| `articles/` | grey literature: a blog post with a reader's comment |
| `slides/` | grey literature: a Marp slide deck with speaker notes |

The PDF files have the look of print-outs of the Delve tool, but they are not from Delve: the addresses in
their footers lead nowhere. A Word file holds both coders' codings, as comments.

| interview | about | coders | moderator | files |
|---|---|---|---|---|
"""

_TRAPS = """
Some are difficult on purpose, as real ones are:

- A print-out **without a single code** ({empty}): the codes had not loaded when it was
  printed. That is missing data, not "no issues".
- **Redacted names** ({redacted}): the moderated file says `Company 1` where the others name
  the company.
- **Spill**: a box under a paragraph in which nothing is underlined: the selection ended at its first
  character.
- **Two codes in one paragraph**: the print-out underlines words and does not say which belong to which code.
- **Coders disagree**: one missed a passage, chose another code, or drew the boundaries elsewhere.
- **Not moderated yet** ({waiting}): two coders are done and nobody has compared them.
"""


def text(interviews: Iterable[tuple[Script, Mapping[str, str]]]) -> str:
    """Return the page for these interviews and the files they are delivered as."""
    delivered = list(interviews)
    rows = "".join(_row(script, files) for script, files in delivered)
    empty = "; ".join(f"{script.title}, {coder}" for script, _ in delivered for coder in sorted(script.empty))
    redacted = ", ".join(script.title for script, _ in delivered if script.redactions)
    waiting = ", ".join(script.title for script, _ in delivered if "unmoderated" in script.formats)
    grey = "".join(f"| {target.split('/')[-1]} | | | | `{target}` |\n" for target in GREY.values())
    return _HEAD + rows + grey + _TRAPS.format(empty=empty, redacted=redacted, waiting=waiting)


def _row(script: Script, files: Mapping[str, str]) -> str:
    coders = ", ".join(f"{coder} (no codes)" if coder in script.empty else coder for coder in script.coders)
    listed = "<br>".join(f"`{name}`" for name in sorted(files))
    moderator = "not yet" if "unmoderated" in script.formats else script.moderator
    return f"| {script.title} | {script.case} | {coders} | {moderator} | {listed} |\n"
