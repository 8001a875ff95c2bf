"""The search grammar: one for ``kb search``, ``--text``, ``--code``, the Search page and saved searches.

    drift alert                        both words, in any form and order
    "a phrase"    begin*   -word       a phrase, a beginning, a word that must not be there
    shift OR drift                     one of two words
    code:drift   code:"late labels"    a code, by any spelling of its name
    role:interviewee   speaker:"P 7"   who speaks; also case:, document: and attribute:"sector: energy"
    pass:moderated                     whose codes count in what it is joined with
    A and B   A or B   not A   (A)     joined; ``and`` binds closer than ``or``
    A near:2 B                         at most two paragraphs apart; binds closest

In ``--code`` a name stands for the code without ``code:``. One road leads from the text to the paragraphs:
:mod:`~kb.queries.syntax.tokens` cuts it, :mod:`~kb.queries.syntax.parse` reads it as a
:mod:`~kb.queries.syntax.tree`, and :mod:`~kb.queries.syntax.conditions` makes the tree a condition in SQL.
"""
