"""What coded interviews teach: how much each kind of evidence tells of a code, and from when it is enough.

A :class:`~kb.suggest.learning.corpus.Corpus` is everything that is said, as numbers;
:mod:`~kb.suggest.learning.features` is the evidence for each paragraph and code;
:mod:`~kb.suggest.learning.ranker` weighs it, with weights that all codes share; and
:mod:`~kb.suggest.learning.learn` puts them together and chooses the threshold.
"""
