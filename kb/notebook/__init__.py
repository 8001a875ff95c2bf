"""The notebook's methods on a catalog, by topic: contents, evidence, analyses. Each answers with a DataFrame.

:class:`kb.catalog.Catalog` has them all; ``kb.open()`` opens one.
"""
