"""Codes that could be meant: ranked suggestions for text that nobody has coded yet, each with its reason.

What is known comes from two sides: the codebook says what a code means (:mod:`~kb.suggest.meaning`) and by
which words it gives itself away (:mod:`~kb.suggest.cues`); coders have shown it on other passages
(:mod:`~kb.suggest.similar_passages`). :mod:`~kb.suggest.learning` learns from coded interviews what each kind
of evidence tells, :mod:`~kb.suggest.ranking` puts them together, and :mod:`~kb.suggest.suggestions` is the
door; :mod:`~kb.suggest.evaluation` measures what comes of it. A suggestion is never a coding until a person
accepts it.
"""
