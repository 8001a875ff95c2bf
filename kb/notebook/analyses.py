"""The analyses of a catalog: counts, cross tables, saturation, agreement, moderation, co-occurrence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, Literal, Unpack

import pandas as pd  # type: ignore[import-untyped]
from sqlmodel import Session

from kb.analysis.cooccurrence import Definition, Level, Measure, Pair
from kb.analysis.cooccurrence import Unit as PairUnit
from kb.notebook.open_catalog import FilterOptions, OpenCatalog
from kb.queries.analyses import agreement as agreement_queries
from kb.queries.analyses import cooccurrence as cooccurrence_queries
from kb.queries.analyses.agreement import AgreementGrouping
from kb.queries.analyses.groupings import LevelName
from kb.queries.analyses.units_of_analysis import Unit
from kb.queries.comparison import moderation
from kb.queries.filtering.filters import Filters


class Analyses(OpenCatalog):
    """Methods that count and compare codings."""

    def saturation(
        self,
        *,
        level: LevelName = "code",
        order: str | Sequence[str] = "natural",
        rules: Mapping[str, float] | None = None,
        **filters: Unpack[FilterOptions],
    ) -> pd.DataFrame:
        """Return what each interview adds; ``attrs`` hold the ``ratio`` and the ``growth`` models.

        ``order`` is ``natural``, ``random``, ``coded``, ``attribute:NAME`` or a list of interviews; ``rules``
        are those of :class:`kb.analysis.saturation.Rules`.

        >>> steps = catalog.saturation(level="issue", rules={"base": 4, "run": 2})  # doctest: +SKIP
        >>> steps.attrs["ratio"]["answer"]  # doctest: +SKIP
        """
        from kb.analysis.saturation import Rules, Step  # noqa: PLC0415
        from kb.queries.analyses.saturation import saturation  # noqa: PLC0415  scipy takes a third of a second

        with self._session() as session:
            answer = saturation(
                session,
                Filters(**filters),
                of=level,
                order=order,
                rules=Rules(**rules or {}),  # type: ignore[arg-type]
            )
        steps = pd.DataFrame(
            [[getattr(step, field.name) for field in fields(Step)] for step in answer.steps],
            columns=[field.name for field in fields(Step)],
        )
        steps.attrs = {
            "ratio": asdict(answer.ratio),
            "growth": [asdict(each) for each in answer.growth],
            "doubts": list(answer.doubts),
            "uncoded": list(answer.uncoded),
        }
        return steps

    def frequencies(
        self,
        *,
        level: LevelName = "issue",
        include_empty: bool = False,
        every: bool = False,
        **filters: Unpack[FilterOptions],
    ) -> pd.DataFrame:
        """Return codings, interviews and coders of each entry of a level, before and after moderation.

        >>> catalog.frequencies(level="fix").set_index("thing")["interviews"]  # doctest: +SKIP
        """
        from kb.analysis.frequencies import Frequency  # noqa: PLC0415  scipy takes a third of a second
        from kb.queries.analyses.frequencies import frequencies  # noqa: PLC0415

        return self._frame(
            Frequency,
            lambda session: (
                frequencies(session, Filters(**filters), of=level, every=include_empty or every).rows
            ),
        )

    def crosstab(
        self,
        rows: str,
        columns: str,
        *,
        count: Literal["codings", "interviews", "coders"] = "codings",
        percent: Literal["rows", "columns"] | None = None,
        totals: bool = False,
        parts: int = 10,
        include_empty: bool = False,
        every: bool = False,
        **filters: Unpack[FilterOptions],
    ) -> pd.DataFrame:
        """Return a cross table of codings; ``totals`` adds a row and a column ``(all)`` that count each once.

        >>> catalog.crosstab("issue", "sector", count="interviews", totals=True)  # doctest: +SKIP
        """
        from kb.queries.analyses.crosstab import crosstab  # noqa: PLC0415  scipy takes a third of a second

        with self._session() as session:
            answer = crosstab(
                session,
                rows,
                columns,
                Filters(**filters),
                count=count,
                parts=parts,
                every=include_empty or every,
            )
        frame = pd.DataFrame(
            answer.cells if percent is None else answer.percent(percent),
            index=pd.Index(answer.rows.things, name=rows),
            columns=pd.Index(answer.columns.things, name=columns),
        )
        if totals:
            frame["(all)"] = answer.row_totals
            frame.loc["(all)"] = [*answer.column_totals, answer.total]
        return frame

    def density(self, *, parts: int = 20, **filters: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return codings and coded characters of each coded interview, by equal parts of the interview.

        >>> catalog.density().pivot(index="document", columns="part", values="share")  # doctest: +SKIP
        """
        from kb.queries.analyses.density import density  # noqa: PLC0415  scipy takes a third of a second

        with self._session() as session:
            answer = density(session, Filters(**filters), parts=parts)
        number = len(answer.names)
        return pd.DataFrame(
            {
                "document": [name for name in answer.names for _ in range(parts)],
                "part": [*range(1, parts + 1)] * number,
                "codings": answer.codings.ravel(),
                "covered": answer.covered.ravel(),
                "characters": answer.sizes.ravel(),
                "share": answer.shares.ravel(),
            }
        )

    def agreement(
        self,
        *documents: str,
        unit: Unit = "character",
        by: AgreementGrouping = "all",
        with_moderator: bool = False,
        with_machine: bool = False,
        **options: Any,
    ) -> pd.DataFrame:
        """Return intercoder agreement: a row for each coefficient, with interval and table of counts.

        The options are those of :func:`kb.queries.analyses.agreement.agreement`: ``coefficients``, ``code``,
        ``structural_codes``, ``averaging``, ``resamples``, ``seed``.

        >>> answer = catalog.agreement(unit="paragraph", by="code")  # doctest: +SKIP
        >>> answer.pivot(index="name", columns="coefficient", values="value")  # doctest: +SKIP
        """
        return self._frame(
            agreement_queries.AgreementRow,
            lambda session: (
                agreement_queries.agreement(
                    session,
                    documents,
                    unit=unit,
                    by=by,
                    with_moderator=with_moderator,
                    with_machine=with_machine,
                    **options,
                ).rows
            ),
            machines=with_machine,
        )

    def moderation(
        self,
        *documents: str,
        by: Literal["code", "coder", "document", "kind"] = "kind",
        structural: bool = False,
    ) -> pd.DataFrame:
        """Return where coders differ, and what the moderator kept, changed, dropped and added.

        >>> catalog.moderation(by="coder")  # doctest: +SKIP
        """

        def rows_of(session: Session) -> Iterable[Any]:
            answer = moderation.moderation(session, documents, structural=structural)
            return answer.kinds() if by == "kind" else answer.rows(by)

        return self._frame(moderation.KindRow if by == "kind" else moderation.ModerationRow, rows_of)

    def cooccurrence(
        self,
        *,
        unit: PairUnit = "paragraph",
        level: Level = "issue",
        window: int = 3,
        across_coders: bool = False,
        touching: bool = False,
        measure: Measure = "jaccard",
        seed: int = 0,
        **filters: Unpack[FilterOptions],
    ) -> pd.DataFrame:
        """Return all pairs that occur together with all measures, strongest first.

        >>> catalog.cooccurrence(unit="overlap", level="code", pass_role="moderator")  # doctest: +SKIP
        """
        definition = Definition(unit=unit, window=window, across_coders=across_coders, touching=touching)

        def rows_of(session: Session) -> Iterable[Pair]:
            found = cooccurrence_queries.pairs(
                session, Filters(**filters), level=level, definition=definition
            )
            return found.rows(measure, seed=seed)

        return self._frame(Pair, rows_of)
