"""What a catalog contains: totals, documents, passes, paragraphs; search and suggestions."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pandas as pd  # type: ignore[import-untyped]

from kb.notebook.open_catalog import OpenCatalog
from kb.queries.documents import corrections as document_corrections
from kb.queries.documents import documents
from kb.queries.documents import speakers as document_speakers
from kb.queries.filtering.filters import PassRole
from kb.queries.progress import tasks as task_list
from kb.queries.search import paragraphs as paragraph_search
from kb.queries.search.ask import answer, answer_rows


class Contents(OpenCatalog):
    """Methods on documents, passes and paragraphs."""

    def totals(self) -> pd.DataFrame:
        """Return the catalog in numbers, one row.

        >>> catalog.totals().loc[0, "codings"]  # doctest: +SKIP
        """
        return self._frame(documents.Totals, lambda session: [documents.totals(session)])

    def documents(self) -> pd.DataFrame:
        """Return the documents by name; ``passes`` and ``empty`` name the coders of each."""
        with self._session() as session:
            rows = [_document_row(row) for row in documents.documents(session)]
        names = [field.name for field in fields(documents.DocumentRow)]
        return pd.DataFrame(rows, columns=[*names, "empty"])

    def passes(self) -> pd.DataFrame:
        """Return the work of each coder on each document; a pass without codings is missing data."""
        answer = self._frame(documents.PassRow, documents.passes)
        return answer.assign(empty=answer[["codings", "spills", "unplaced"]].sum(axis="columns") == 0)

    def paragraphs(self, document: str | None = None) -> pd.DataFrame:
        """Return the paragraphs of one document, or of all."""
        return self._frame(documents.ParagraphRow, lambda session: documents.paragraphs(session, document))

    def corrections(self, *names: str) -> pd.DataFrame:
        """Return what was corrected in the text of these documents, or of all, with what the files say.

        >>> catalog.corrections("Interview 12")[["first", "text", "file_text"]]  # doctest: +SKIP
        """
        return self._frame(
            document_corrections.CorrectionRow,
            lambda session: document_corrections.corrections(session, names),
        )

    def speakers(self, *names: str) -> pd.DataFrame:
        """Return the speakers of these documents, or of all, with their roles and labels.

        >>> catalog.speakers("Interview 12")[["speaker", "role"]]  # doctest: +SKIP
        """
        return self._frame(
            document_speakers.SpeakerRow, lambda session: document_speakers.speakers(session, names)
        )

    def tasks(self, who: str | None = None, *, is_open: bool = False) -> pd.DataFrame:
        """Return who is to code or moderate what, what is due first at the top; ``is_open``: not done yet."""
        return self._frame(
            task_list.TaskRow,
            lambda session: task_list.tasks(session, task_list.TaskFilters(who=who, is_open=is_open)),
        )

    def search(
        self,
        query: str,
        *,
        document: str | None = None,
        speaker_role: str | None = None,
        limit: int | None = None,
    ) -> pd.DataFrame:
        """Return the paragraphs that a search for words and codes finds, best first, coded or not.

        >>> catalog.search('"data provider" -contract', speaker_role="interviewee")  # doctest: +SKIP
        """
        return self._frame(
            paragraph_search.ParagraphHit,
            lambda session: (
                paragraph_search.search_paragraphs(
                    session, query, document=document, speaker_role=speaker_role, limit=limit
                ).passages
            ),
        )

    def ask(self, question: str, *, limit: int | None = 5, pass_role: PassRole | None = None) -> pd.DataFrame:
        """Return what answers a question in plain words, what it asks for first, with the reasons.

        ``kind`` is ``issue``, ``fix``, ``code`` or ``passage``; at most ``limit`` of each.

        >>> catalog.ask("what do people do about data that changes under them?")  # doctest: +SKIP
        """
        return self._frame(
            answer_rows.AnswerRow,
            lambda session: answer_rows.answer_rows(
                answer.answer(session, question, limit=limit, pass_role=pass_role)
            ),
        )

    def like(
        self,
        code: str,
        *,
        document: str | None = None,
        speaker_role: str | None = None,
        limit: int | None = None,
    ) -> pd.DataFrame:
        """Return the paragraphs, coded or not, with the cues of a code; most cues first."""
        return self._frame(
            paragraph_search.ParagraphHit,
            lambda session: (
                paragraph_search.paragraphs_like_code(
                    session, code, document=document, speaker_role=speaker_role, limit=limit
                ).passages
            ),
        )

    def suggestions(self, document: str, *, coder: str | None = None) -> pd.DataFrame:
        """Return suggested codes for the paragraphs of a document that have none, in text order.

        >>> catalog.suggestions("Interview 12")[["paragraph", "code", "score"]]  # doctest: +SKIP
        """
        from kb.suggest import suggestions  # noqa: PLC0415  spaCy takes most of a second; few notebooks need it

        return self._frame(
            suggestions.Suggestion, lambda session: suggestions.suggestions(session, document, coder=coder)
        )


def _document_row(row: documents.DocumentRow) -> dict[str, Any]:
    """Return a document as a row; its passes are named by their coders."""
    values: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(row)}
    empty = tuple(f"{each.coder} ({each.role})" for each in row.passes if each.is_empty)
    done = tuple(f"{each.coder} ({each.role})" for each in row.passes if not each.is_empty)
    return values | {"passes": done, "empty": empty}
