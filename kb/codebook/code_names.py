"""When two spellings mean one code: the key that case, plural and joining marks do not change.

``Data-missing-value``, ``data_missing_values`` and ``Data missing values`` have one key; brackets that
belong to a name, as in ``Model-deployment-issues [MD]``, stay in it.
"""

from __future__ import annotations

import re
import unicodedata

_JOINT = re.compile(r"[\s_\-\u2010-\u2015\u2212]+")
_SINGULAR_ENDINGS = ("ss", "us", "is", "as", "ous")
_IRREGULAR = {"analyses": "analysis", "biases": "bias", "hypotheses": "hypothesis", "indices": "index"}
_UNCHANGED = frozenset({"news", "series", "species", "always"})
_SHORTEST_PLURAL = 4


def code_key(name: str) -> str:
    """Return the key under which all spellings of one code name meet.

    >>> code_key("Data-missing-values") == code_key("data missing_value")
    True
    >>> code_key("MD-issues-with-dependencies")
    'md-issue-with-dependency'
    >>> code_key("bias-of-class-analysis")
    'bias-of-class-analysis'
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "-".join(_singular(word) for word in _JOINT.split(folded) if word)


def _singular(word: str) -> str:
    """Return the word without its plural ending; a word that only looks like a plural stays."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < _SHORTEST_PLURAL or word in _UNCHANGED or word.endswith(_SINGULAR_ENDINGS):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word.removesuffix("s")
