"""The notebook's door to a catalog: the questions of :mod:`kb.queries`, every answer a pandas DataFrame.

    >>> import kb
    >>> with kb.open("catalog.db") as catalog:  # doctest: +SKIP
    ...     catalog.issues(stage="deployment")
    ...     catalog.quotes(issue="concept-drift", pass_role="moderator")

It reads and never writes. The counts are those of the command line; :mod:`kb.queries` defines them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypedDict, Unpack

import pandas as pd  # type: ignore[import-untyped]
from sqlmodel import Session

from kb.analysis.cooccurrence import Definition, Level, Measure, Pair
from kb.analysis.cooccurrence import Unit as Together
from kb.db.engine import open_for_reading, reading
from kb.queries.analyses import agreement as agreeing
from kb.queries.analyses import cooccurrence as together
from kb.queries.analyses.agreement import AgreementGrouping
from kb.queries.analyses.groupings import LevelName
from kb.queries.analyses.units_of_analysis import Unit
from kb.queries.codebook import codes
from kb.queries.comparison import moderation
from kb.queries.counts import Counts
from kb.queries.documents import documents
from kb.queries.evidence import fixes, issues, stages
from kb.queries.filters import Filters, PassRole
from kb.queries.quotes import quotes
from kb.queries.quotes.coded_passages import coded_passages
from kb.queries.quotes.columns import passage_names, passage_rows
from kb.queries.search import paragraphs as passages


class FilterOptions(TypedDict, total=False):
    """The filters of every question, as in :class:`~kb.queries.filters.Filters`; all given must hold."""

    code: str | None
    issue: str | None
    fix: str | None
    stage: str | None
    aspect: str | None
    document: str | None
    coder: str | None
    pass_role: PassRole | None
    speaker_role: str | None
    text: str | None
    attribute: str | None
    spill: bool


class Catalog:
    """A catalog that is open for reading; :func:`kb.open` makes one."""

    def __init__(self, database: str | Path | None = None) -> None:
        self._engine = open_for_reading(database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Catalog {self._engine.url.render_as_string()}>"

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def totals(self) -> pd.DataFrame:
        """Return the catalog in numbers, one row.

        >>> catalog.totals().loc[0, "codings"]  # doctest: +SKIP
        """
        return self._ask(documents.Totals, lambda session: [documents.totals(session)])

    def documents(self) -> pd.DataFrame:
        """Return the documents in natural order; ``passes`` and ``empty`` name the coders of each."""
        with self._session() as session:
            rows = [_described(row) for row in documents.documents(session)]
        names = [field.name for field in fields(documents.DocumentRow)]
        return pd.DataFrame(rows, columns=[*names, "empty"])

    def passes(self) -> pd.DataFrame:
        """Return every coder's work on every document; without codings it is missing, never "no issues"."""
        answer = self._ask(documents.PassRow, documents.passes)
        return answer.assign(empty=answer[["codings", "spills", "unplaced"]].sum(axis="columns") == 0)

    def issues(self, *, every: bool = False, **asked: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return the issues, those heard in most interviews first; ``every`` also those without evidence.

        >>> catalog.issues(stage="deployment", pass_role="moderator")  # doctest: +SKIP
        """
        return self._ask(
            issues.IssueRow, lambda session: issues.issues(session, Filters(**asked), every=every)
        )

    def issue(self, name: str, **asked: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return one issue's page, one row; its words come from ``catalog.quotes(issue=name)``.

        >>> catalog.issue("concept-drift").T  # doctest: +SKIP
        """
        with self._session() as session:
            page = issues.issue(session, name, Filters(**asked))
        return pd.DataFrame([_row(page)])

    def fixes(self, *, every: bool = False, **asked: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return the fixes, those heard in most interviews first.

        >>> catalog.fixes(issue="concept-drift", every=True)  # doctest: +SKIP
        """
        return self._ask(fixes.FixRow, lambda session: fixes.fixes(session, Filters(**asked), every=every))

    def stages(self, *, by_aspect: bool = False, **asked: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return the stages in the order of the lifecycle, or the cells of the stage-by-aspect table.

        >>> catalog.stages(by_aspect=True).pivot(index="stage", columns="aspect")  # doctest: +SKIP
        """
        if by_aspect:
            return self._ask(stages.Cell, lambda session: stages.stage_by_aspect(session, Filters(**asked)))
        return self._ask(stages.StageRow, lambda session: stages.stages(session, Filters(**asked)))

    def codes(
        self, *, kind: str | None = None, every: bool = False, **asked: Unpack[FilterOptions]
    ) -> pd.DataFrame:
        """Return the codes, those with most codings first; ``every`` also those nobody used.

        >>> catalog.codes(kind="unsorted")  # doctest: +SKIP
        """
        return self._ask(
            codes.CodeRow,
            lambda session: codes.codes(session, Filters(**asked), kind=kind, every=every),
        )

    def quotes(self, *, limit: int | None = None, **asked: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return the coded words by document and place, all of them or the first ``limit``.

        >>> catalog.quotes(code="drift and not monitoring", speaker_role="interviewee")  # doctest: +SKIP
        """

        def ask(session: Session) -> Iterable[quotes.Quote]:
            if limit is None:
                return quotes.every_quote(session, Filters(**asked))
            return quotes.quotes(session, Filters(**asked), limit=limit).quotes

        return self._ask(quotes.Quote, ask)

    def codings(self, **asked: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return every coding, also those that only spill into a paragraph, unless ``spill=False``."""
        chosen = replace(Filters(**asked), spill=asked.get("spill", True))
        return self._ask(quotes.Quote, lambda session: quotes.every_quote(session, chosen))

    def passages(self, *, limit: int | None = None, **asked: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return the coded passages: overlapping codings of one code are one passage, as on the pages.

        >>> catalog.passages(issue="concept-drift", pass_role="moderator")  # doctest: +SKIP
        """
        with self._session() as session:
            page = coded_passages(session, Filters(**asked), limit=limit)
            return pd.DataFrame(list(passage_rows(page.passages)), columns=list(passage_names()))

    def paragraphs(self, document: str | None = None) -> pd.DataFrame:
        """Return the paragraphs of one document, or of all."""
        return self._ask(documents.ParagraphRow, lambda session: documents.paragraphs(session, document))

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
        return self._ask(
            passages.ParagraphHit,
            lambda session: (
                passages.search_paragraphs(
                    session, query, document=document, speaker_role=speaker_role, limit=limit
                ).passages
            ),
        )

    def suggestions(self, document: str, *, coder: str | None = None) -> pd.DataFrame:
        """Return the codes suggested for what is not coded yet in a document, in text order.

        >>> catalog.suggestions("Interview 12")[["paragraph", "code", "score"]]  # doctest: +SKIP
        """
        from kb.suggest import suggestions as asking  # noqa: PLC0415  spaCy takes most of a second; few notebooks need it

        return self._ask(
            asking.Suggestion, lambda session: asking.suggestions(session, document, coder=coder)
        )

    def saturation(
        self,
        *,
        level: LevelName = "code",
        order: str | Sequence[str] = "natural",
        rules: Mapping[str, float] | None = None,
        **asked: Unpack[FilterOptions],
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
                Filters(**asked),
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
            "uncoded": list(answer.uncoded),
        }
        return steps

    def frequencies(
        self, *, level: LevelName = "issue", every: bool = False, **asked: Unpack[FilterOptions]
    ) -> pd.DataFrame:
        """Return codings, interviews and coders of each thing of a level, before and after moderation.

        >>> catalog.frequencies(level="fix").set_index("thing")["interviews"]  # doctest: +SKIP
        """
        from kb.analysis.frequencies import Frequency  # noqa: PLC0415  scipy takes a third of a second
        from kb.queries.analyses.frequencies import frequencies  # noqa: PLC0415

        return self._ask(
            Frequency, lambda session: frequencies(session, Filters(**asked), of=level, every=every).rows
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
        every: bool = False,
        **asked: Unpack[FilterOptions],
    ) -> pd.DataFrame:
        """Return two ways of sorting codings, crossed; ``totals`` adds distinct ones as ``(all)``.

        >>> catalog.crosstab("issue", "sector", count="interviews", totals=True)  # doctest: +SKIP
        """
        from kb.queries.analyses.crosstab import crosstab  # noqa: PLC0415  scipy takes a third of a second

        with self._session() as session:
            answer = crosstab(session, rows, columns, Filters(**asked), count=count, parts=parts, every=every)
        frame = pd.DataFrame(
            answer.cells if percent is None else answer.percent(percent),
            index=pd.Index(answer.rows.things, name=rows),
            columns=pd.Index(answer.columns.things, name=columns),
        )
        if totals:
            frame["(all)"] = answer.row_totals
            frame.loc["(all)"] = [*answer.column_totals, answer.total]
        return frame

    def density(self, *, parts: int = 20, **asked: Unpack[FilterOptions]) -> pd.DataFrame:
        """Return codings and coded characters of every coded interview, part by part.

        >>> catalog.density().pivot(index="document", columns="part", values="share")  # doctest: +SKIP
        """
        from kb.queries.analyses.density import density  # noqa: PLC0415  scipy takes a third of a second

        with self._session() as session:
            answer = density(session, Filters(**asked), parts=parts)
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
        **options: Any,
    ) -> pd.DataFrame:
        """Return how far coders agree: a row for each coefficient, with interval and table.

        The options are those of :func:`kb.queries.analyses.agreement.agreement`: ``coefficients``, ``code``,
        ``structural_codes``, ``resamples``, ``seed``.

        >>> answer = catalog.agreement(unit="paragraph", by="code")  # doctest: +SKIP
        >>> answer.pivot(index="name", columns="coefficient", values="value")  # doctest: +SKIP
        """
        return self._ask(
            agreeing.AgreementRow,
            lambda session: (
                agreeing.agreement(
                    session, documents, unit=unit, by=by, with_moderator=with_moderator, **options
                ).rows
            ),
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

        def ask(session: Session) -> Iterable[Any]:
            answer = moderation.moderation(session, documents, structural=structural)
            return answer.kinds() if by == "kind" else answer.rows(by)

        return self._ask(moderation.KindRow if by == "kind" else moderation.ModerationRow, ask)

    def like(
        self,
        code: str,
        *,
        document: str | None = None,
        speaker_role: str | None = None,
        limit: int | None = None,
    ) -> pd.DataFrame:
        """Return the paragraphs that sound like a code, coded or not."""
        return self._ask(
            passages.ParagraphHit,
            lambda session: (
                passages.paragraphs_like_code(
                    session, code, document=document, speaker_role=speaker_role, limit=limit
                ).passages
            ),
        )

    def cooccurrence(
        self,
        *,
        unit: Together = "paragraph",
        level: Level = "issue",
        window: int = 3,
        across_coders: bool = False,
        touching: bool = False,
        measure: Measure = "jaccard",
        seed: int = 0,
        **asked: Unpack[FilterOptions],
    ) -> pd.DataFrame:
        """Return every pair that occurs together with all its measures, the strongest first.

        >>> catalog.cooccurrence(unit="overlap", level="code", pass_role="moderator")  # doctest: +SKIP
        """
        definition = Definition(unit=unit, window=window, across_coders=across_coders, touching=touching)

        def ask(session: Session) -> Iterable[Pair]:
            found = together.pairs(session, Filters(**asked), level=level, definition=definition)
            return found.rows(measure, seed=seed)

        return self._ask(Pair, ask)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with reading(self._engine) as session:
            yield session

    def _ask(self, kind: type[Any], question: Callable[[Session], Iterable[Any]]) -> pd.DataFrame:
        """Rows as a frame: a column for every field, also when there is no row; moments in UTC."""
        names = [field.name for field in fields(kind)]
        with self._session() as session:
            frame = pd.DataFrame(
                [[getattr(row, name) for name in names] for row in question(session)], columns=names
            )
        for name in {"created", "taxonomy_applied"} & set(names):
            frame[name] = pd.to_datetime(frame[name], utc=True)
        return frame


def _described(row: documents.DocumentRow) -> dict[str, Any]:
    """A document, its passes told by the names of the coders."""
    values: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(row)}
    empty = tuple(f"{each.coder} ({each.role})" for each in row.passes if each.is_empty)
    done = tuple(f"{each.coder} ({each.role})" for each in row.passes if not each.is_empty)
    return values | {"passes": done, "empty": empty}


def _row(page: issues.IssuePage) -> dict[str, Any]:
    """An issue's page as one row: its counts as columns, its codes and fixes by their names."""
    values: dict[str, Any] = {field.name: getattr(page, field.name) for field in fields(page)}
    counts: Counts = values.pop("counts")
    numbers = {field.name: getattr(counts, field.name) for field in fields(counts)}
    named = {
        "codes": tuple(share.code for share in page.codes),
        "fixes": tuple(each.fix for each in page.fixes),
    }
    return values | numbers | named
