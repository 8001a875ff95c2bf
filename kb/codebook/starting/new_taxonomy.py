"""The text of a new study's ``taxonomy.yaml``: its name, its words and the codes that it begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kb.codebook import yaml_scalars
from kb.codebook.taxonomy import CodeEntry
from kb.codebook.words import NAMES, STUDY, WORDS, Term, split
from kb.codebook.write import entry_lines

_HEAD = """\
# The codebook of the study. Edit it here or in the app, on the page Codebook; then run `kb taxonomy apply`.
# `kb taxonomy check` tells of a mistake with its line; docs/taxonomy.md has every field.
"""


def new_taxonomy(name: str, words: Mapping[str, Term], codes: Iterable[CodeEntry] = ()) -> str:
    """Return the text of a taxonomy with these codes and without issues, fixes, stages or aspects."""
    lines = [
        _HEAD,
        *_study(name, words),
        "codes:",
        *(line for each in codes for line in entry_lines(each, 2)),
    ]
    return "\n".join(lines) + "\n"


def with_study(text: str, name: str, words: Mapping[str, Term]) -> str:
    """Return the text of a taxonomy for a study of this name; its own words stay where none are given."""
    _, rest = split(text, (STUDY, WORDS) if words else (STUDY,))
    return "\n".join(_study(name, words)) + "\n" + rest


def _study(name: str, words: Mapping[str, Term]) -> list[str]:
    lines = [f"{STUDY}:", *yaml_scalars.field("name", name, 2), ""]
    if words:
        lines += [f"{WORDS}:"]
        for key in NAMES:
            if key in words:
                lines += [f"  {key}:"]
                lines += yaml_scalars.field("singular", words[key].singular, 4)
                lines += yaml_scalars.field("plural", words[key].plural, 4)
        lines += [""]
    return lines
