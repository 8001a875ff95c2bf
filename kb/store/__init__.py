"""The only writer of the catalog.

* :mod:`kb.store.ingest.interviews` — what was read from files: documents, and with
  :mod:`kb.store.ingest.passes` who coded what in them; :mod:`kb.store.ingest.reanchor` moves codings when a
  text changes, and :mod:`kb.store.ingest.redact` takes out the names that it hides from then on
* :mod:`kb.store.codebook.apply_taxonomy` — what the taxonomy says
* :mod:`kb.store.coding.codings` — what a person codes, with :mod:`kb.store.get_or_create` for what that
  needs; :mod:`kb.store.undo` takes it back, :mod:`kb.store.code_colours` gives new codes their colours
* :mod:`kb.store.documents.speakers`, :mod:`kb.store.documents.cases` — who speaks in a document and who is
  behind it, as a person says
* :mod:`kb.store.saved_searches` — searches that have a name
* :mod:`kb.store.codebook.edit_codes` — what a person changes in the codebook;
  :mod:`kb.store.codebook.edit_preview` tells before what that touches, :mod:`kb.store.codebook.pending_edits`
  keeps it until :mod:`kb.store.codebook.write_back` brings it into the file
* :mod:`kb.store.ingest.stored_versions` — what the catalog holds already, as one more version to read

Every function works inside the caller's transaction (:func:`kb.db.engine.transaction`): one transaction a
document, one a person's action. Running anything twice changes nothing.
"""
