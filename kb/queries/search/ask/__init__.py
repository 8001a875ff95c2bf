"""A question in plain words, answered from the catalog's own words: offline, and the same answer each time.

:mod:`~kb.queries.search.ask.question` reads it, :mod:`~kb.queries.search.ask.entries` loads what the catalog
says of its issues, fixes and codes, :mod:`~kb.queries.search.ask.passages` finds passages,
:mod:`~kb.queries.search.ask.ranking` ranks, and :mod:`~kb.queries.search.ask.answer` says why each fits.
"""
