"""A whole catalog as plain text that lives in version control and is deposited; see docs/archive.md.

A :class:`~kb.exchange.archive.study.Study` is every row of a catalog as a value::

    catalog ── from_catalog ──▶ Study ── writing ──▶ folder or zip
    folder or zip ── reading ──▶ Study ── kb.store.exchange.archive ──▶ catalog

* :mod:`kb.exchange.archive.schema`: what the tables hold, and how their rows are called
* :mod:`kb.exchange.archive.layout`: which table is in which file
* :mod:`kb.exchange.archive.records`: a row as a line; :mod:`kb.exchange.archive.transcript`: the text
* :mod:`kb.exchange.archive.container`: the folder or zip itself, and what is refused of it
* :mod:`kb.exchange.archive.soundness`: what must fit for an archive to be taken
"""
