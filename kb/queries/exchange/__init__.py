"""The catalog as a project of :mod:`kb.exchange.model`, to be written for other tools.

What was imported comes out as the file had it, with what has been changed here since; what is new gets GUIDs
that are the same in every export.

* :mod:`kb.queries.exchange.project`: all of it, put together
* ``kept``: what was imported; ``people``, ``codes``, ``sources``, ``memos``, ``cases``, ``sets``: a module a
kind
* :mod:`kb.queries.exchange.tables`: the catalog as tables
"""
