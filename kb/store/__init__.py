"""The only writer of the catalog.

* :mod:`kb.store.interviews` — what was read from files
* :mod:`kb.store.sorting` — what the taxonomy says
* :mod:`kb.store.coding` — what a person codes, and undoing it

Every function works inside the caller's transaction (:func:`kb.database.transaction`): one transaction a
document, one a person's action. Running anything twice changes nothing.
"""
