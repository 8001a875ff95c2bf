"""The only writer of the catalog.

* :mod:`kb.store.interviews` — what was read from files: documents, and with :mod:`kb.store.passes` who coded
  what in them; :mod:`kb.store.anchoring` moves codings when a text changes, and
  :mod:`kb.store.hiding` takes out the names that it hides from then on
* :mod:`kb.store.sorting` — what the taxonomy says
* :mod:`kb.store.coding` — what a person codes, with :mod:`kb.store.making` for what that needs;
  :mod:`kb.store.undoing` takes it back, :mod:`kb.store.colouring` gives new codes their colours
* :mod:`kb.store.speakers`, :mod:`kb.store.cases` — who speaks in a document and who is behind it, as a
  person says
* :mod:`kb.store.searches` — searches that have a name
* :mod:`kb.store.codebook` — what a person changes in the codebook; :mod:`kb.store.touching` tells before what
  that touches, :mod:`kb.store.pending` keeps it until :mod:`kb.store.writing_back` brings it into the file
* :mod:`kb.store.catalog_versions` — what the catalog holds already, as one more version to read

Every function works inside the caller's transaction (:func:`kb.database.transaction`): one transaction a
document, one a person's action. Running anything twice changes nothing.
"""
