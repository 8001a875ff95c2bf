"""The evidence of a catalog: issues, fixes, stages, codes and the coded text."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Unpack

import pandas as pd  # type: ignore[import-untyped]

from kb.notebook.open_catalog import FilterOptions, OpenCatalog
from kb.queries.codebook import codes
from kb.queries.counting.counts import Counts
from kb.queries.evidence import fixes, issues, stages
from kb.queries.filtering.filters import Filters
from kb.queries.quotes import quotes
from kb.queries.quotes.coded_passages import coded_passages
from kb.queries.quotes.columns import passage_names, passage_rows


class Evidence(OpenCatalog):
    """Methods on issues, fixes, stages, codes and quotes."""

    def issues(
        self, *, include_empty: bool = False, every: bool = False, **filters: Unpack[FilterOptions]
    ) -> pd.DataFrame:
        """Return the issues, most interviews first; ``include_empty`` includes issues without codings.

        >>> catalog.issues(stage="deployment", pass_role="moderator")  # doctest: +SKIP
        """
        return self._frame(
            issues.IssueRow,
            lambda session: issues.issues(session, Filters(**filters), every=include_empty or every),
        )

    def issue(self, name: str, **filters: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return one issue as one row; ``catalog.quotes(issue=name)`` returns its quotes.

        >>> catalog.issue("concept-drift").T  # doctest: +SKIP
        """
        with self._session() as session:
            page = issues.issue(session, name, Filters(**filters))
        return pd.DataFrame([_row(page)])

    def fixes(
        self, *, include_empty: bool = False, every: bool = False, **filters: Unpack[FilterOptions]
    ) -> pd.DataFrame:
        """Return the fixes, most interviews first; ``include_empty`` includes fixes without codings.

        >>> catalog.fixes(issue="concept-drift", include_empty=True)  # doctest: +SKIP
        """
        return self._frame(
            fixes.FixRow,
            lambda session: fixes.fixes(session, Filters(**filters), every=include_empty or every),
        )

    def stages(self, *, by_aspect: bool = False, **filters: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return the stages in the order of the lifecycle, or the cells of the stage-by-aspect table.

        >>> catalog.stages(by_aspect=True).pivot(index="stage", columns="aspect")  # doctest: +SKIP
        """
        if by_aspect:
            return self._frame(
                stages.Cell, lambda session: stages.stage_by_aspect(session, Filters(**filters))
            )
        return self._frame(stages.StageRow, lambda session: stages.stages(session, Filters(**filters)))

    def codes(
        self,
        *,
        kind: str | None = None,
        include_empty: bool = False,
        every: bool = False,
        **filters: Unpack[FilterOptions],
    ) -> pd.DataFrame:
        """Return the codes, most codings first; ``include_empty`` includes codes without codings.

        >>> catalog.codes(kind="unsorted")  # doctest: +SKIP
        """
        return self._frame(
            codes.CodeRow,
            lambda session: codes.codes(session, Filters(**filters), kind=kind, every=include_empty or every),
        )

    def quotes(self, *, limit: int | None = None, **filters: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return the quotes by document and position, all or the first ``limit``, as on the pages.

        Overlapping codings of one code in one document are one quote with several coders.

        >>> catalog.quotes(code="drift and not monitoring", speaker_role="interviewee")  # doctest: +SKIP
        """
        with self._session() as session:
            page = coded_passages(session, Filters(**filters), limit=limit)
            return pd.DataFrame(list(passage_rows(page.passages)), columns=list(passage_names()))

    def codings(self, **filters: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return a row for each coding, with its words; spilled codings included unless ``spill=False``."""
        chosen = replace(Filters(**filters), spill=filters.get("spill", True))
        return self._frame(quotes.Quote, lambda session: quotes.every_quote(session, chosen))


def _row(page: issues.IssuePage) -> dict[str, Any]:
    """Return an issue as one row: its counts as columns, its codes and fixes by name."""
    values: dict[str, Any] = {field.name: getattr(page, field.name) for field in fields(page)}
    counts: Counts = values.pop("counts")
    numbers = {field.name: getattr(counts, field.name) for field in fields(counts)}
    named = {
        "codes": tuple(share.code for share in page.codes),
        "fixes": tuple(each.fix for each in page.fixes),
    }
    return values | numbers | named
