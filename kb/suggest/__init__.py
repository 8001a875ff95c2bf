"""Codes that could be meant: ranked suggestions for text that nobody has coded yet, each with its reason.

What is known comes from two sides: the codebook says by which words a code gives itself away
(:mod:`~kb.suggest.cues`) and what it means (:mod:`~kb.suggest.similarity`); coders have shown it on other
passages (:mod:`~kb.suggest.similar_passages`). :mod:`~kb.suggest.ranking` puts them together, and
:mod:`~kb.suggest.suggestions` is the door. A suggestion is never a coding until a person accepts it.
"""
