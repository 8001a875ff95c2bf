"""The catalog's tables: a module for each part of the design, all of them to be had from here.

Every row that belongs to a document carries ``document_id``, so that a catalog can be split by document.
The database itself refuses what must not be: foreign keys, uniqueness and checks are declared here and
created by the migrations in :mod:`kb.db.migrations`.
"""

from __future__ import annotations

from kb.db.tables.audit import Change
from kb.db.tables.cases import Attribute, Case
from kb.db.tables.codebook import (
    Aspect,
    Code,
    Fix,
    FixCode,
    FixIssue,
    Issue,
    IssueCode,
    IssueStage,
    Stage,
    TaxonomyFile,
)
from kb.db.tables.codings import Coder, Coding, CodingPass, Decision, DismissedSuggestion, UnplacedCoding
from kb.db.tables.corrections import Correction
from kb.db.tables.documents import Document, Paragraph, Replacement, Source, Speaker, Survey
from kb.db.tables.exchange import (
    CodePlace,
    DocumentCode,
    ExchangeFile,
    ExchangeItem,
    ExchangeProject,
    NamedSet,
    SetMember,
    Variable,
)
from kb.db.tables.memos import Memo
from kb.db.tables.people import Invitation, Person, SignIn
from kb.db.tables.saved_searches import SavedSearch
from kb.db.tables.tasks import Task

__all__ = [
    "Aspect",
    "Attribute",
    "Case",
    "Change",
    "Code",
    "CodePlace",
    "Coder",
    "Coding",
    "CodingPass",
    "Correction",
    "Decision",
    "DismissedSuggestion",
    "Document",
    "DocumentCode",
    "ExchangeFile",
    "ExchangeItem",
    "ExchangeProject",
    "Fix",
    "FixCode",
    "FixIssue",
    "Invitation",
    "Issue",
    "IssueCode",
    "IssueStage",
    "Memo",
    "NamedSet",
    "Paragraph",
    "Person",
    "Replacement",
    "SavedSearch",
    "SetMember",
    "SignIn",
    "Source",
    "Speaker",
    "Stage",
    "Survey",
    "Task",
    "TaxonomyFile",
    "UnplacedCoding",
    "Variable",
]
