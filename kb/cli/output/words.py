"""The words of the study whose catalog a command has opened: what it prints for people is in them."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar

_FORMS: ContextVar[Mapping[str, str] | None] = ContextVar("_FORMS", default=None)


def speak(forms: Mapping[str, str]) -> None:
    """Use the words of a study from now on: each of our words, with what the study calls it."""
    _FORMS.set(forms)


def named(word: str) -> str:
    """Return what the study calls one of our words, such as ``fixes``; any other stays as it is."""
    return (_FORMS.get() or {}).get(word, word)


def fill(text: str) -> str:
    """Return a sentence of ours with the words of the study in ``{issues}`` and ``{Stage}``."""
    return text.format_map(_forms())


def level(name: str) -> str:
    """Return what a level of the analyses is called: ``barrier``, ``code``, ``barrier-phase``."""
    return "-".join(map(named, name.split("-")))


def plural(name: str) -> str:
    """Return what several things of a level are called: ``barriers``, ``codes``."""
    return named({"fix": "fixes", "family": "families"}.get(name, f"{name}s"))


def _forms() -> Mapping[str, str]:
    from kb.codebook.words import OURS  # an error before a catalog is open

    return _FORMS.get() or OURS.forms
