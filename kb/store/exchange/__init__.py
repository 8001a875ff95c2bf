"""Projects of other tools into the catalog, in one transaction and as one action.

* :mod:`kb.store.exchange.project`: the order of things, and the report
* ``people``, ``codes``, ``documents``, ``codings``, ``memos``, ``cases``, ``sets``: a module for each kind
* :mod:`kb.store.exchange.importing`: what they share: known things, what was made, what is counted
* :mod:`kb.store.exchange.undoing`: take an import back
"""
