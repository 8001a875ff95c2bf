"""``kb code DOCUMENT --with suggestions|URL``: a machine codes a document, in a pass of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.options import Database, Format, Who
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading, require_catalog, user_name
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.queries.comparison.machine_runs import MachineRun, Stability
    from kb.store.coding.machine import MachineCoding
    from kb.store.coding.machine_run import Part
    from kb.suggest.machine.coders import DocumentToCode, ModelCoder, SuggestionCoder
    from kb.suggest.machine.task import Task

_CHECKED = 3
"""Parts of the document that the stability is measured on."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """What came out of a run."""

    document: str
    coder: str
    source: str
    paragraphs: int
    codings: int
    refused: int
    failed: int
    again: float | None
    reordered: float | None
    renamed: float | None
    action: str


COLUMNS = (
    Column("document", "document", key=True),
    Column("coder", "coder", key=True),
    Column("codings", "codings", number=True),
    Column("same again", lambda row: _share(row.again), number=True),
    Column("other order", lambda row: _share(row.reordered), number=True),
    Column("names swapped", lambda row: _share(row.renamed), number=True),
)


def code(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="The document, as `kb status` names it.")
    ],
    machine: Annotated[
        str,
        typer.Option(
            "--with",
            metavar="suggestions|URL",
            help="The machine: suggestions (those of kb), or a language model behind an "
            "OpenAI-compatible address on this machine, such as http://localhost:8080 (llama.cpp, Ollama, "
            "vLLM).",
        ),
    ],
    model: Annotated[
        str | None,
        typer.Option(
            "--model", metavar="NAME", help="The model to ask.  [default: the first that the address lists]"
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="NAME",
            help="The machine's name as a coder.  [default: suggestions, or the model]",
        ),
    ] = None,
    paragraphs: Annotated[
        int,
        typer.Option(
            "--paragraphs",
            metavar="N",
            min=1,
            max=200,
            help="Number of paragraphs in one request to a model.",
        ),
    ] = 12,
    timeout: Annotated[
        float,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            min=0.1,
            max=86_400,
            help="Maximum number of seconds for one answer.",
        ),
    ] = 120,
    retries: Annotated[
        int,
        typer.Option(
            "--retries", metavar="N", min=0, max=100, help="How often to retry if the address fails."
        ),
    ] = 2,
    any_address: Annotated[
        bool,
        typer.Option(
            "--any-address",
            help="Send the document to an address that is not on this machine. Whoever runs it can read and "
            "keep the transcript.",
        ),
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Code the document from its beginning, and replace what this machine coded in it."
        ),
    ] = False,
    who: Who = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Let a machine code a document, in its own pass.

    A machine is a coder with the role machine: the suggestions of kb, or a language model on this computer.
    Its codings are left out of all counts, lists, analyses and exports, except the archive (`kb export
    project`). Suggestions do not learn from them. To compare a machine with people, use `kb agreement
    --with-machine`, or Compare in `kb app`.

    A model can only answer with numbers of codes, paragraphs and words. Answers that match no code or no
    words are refused, so a model cannot invent quotes.

    First, kb measures how stable the answers are: it asks about the same passages again, then with the
    codebook in another order, then with the names of the codes swapped. The three figures compare the answers
    (F1 of paragraph and code; 1 means the same answers).

    If a run stops early, give the command again to continue. A document that is completely coded is refused.
    With --again, the machine codes it from the beginning and its earlier codings are replaced, unless a
    moderator has decided about one of them. `kb undo` undoes a run as one action, and restores what --again
    replaced.
    """
    from kb.db.engine import open_for_writing
    from kb.store.coding.machine import NewRun
    from kb.store.coding.machine_run import code_document
    from kb.suggest.machine.coders import SUGGESTIONS, DocumentToCode, SuggestionCoder, sample

    require_catalog(database)
    with reading(database) as session:
        to_code = DocumentToCode.read(session, document)
    coder: ModelCoder | SuggestionCoder
    if machine == SUGGESTIONS:
        coder, source, called = SuggestionCoder(to_code.of), SUGGESTIONS, name or SUGGESTIONS
        paragraphs = len(to_code.paragraphs) or 1
    else:
        coder = _model(machine, model, any_address=any_address, timeout=timeout, retries=retries)
        source, called = (
            f"{coder.model} at {coder.endpoint.address}",
            name or coder.model.rsplit("/", 1)[-1].replace(",", " "),
        )
    tasks = to_code.tasks(paragraphs)
    _refuse_nothing(to_code)
    run = NewRun(
        to_code.of.document,
        called,
        source,
        user_name(who),
        to_code.text,
        to_code.digest(f"{source} {paragraphs}"),
        len(to_code.paragraphs),
    )
    engine = open_for_writing(database)
    try:
        state = code_document(
            engine,
            run,
            [_part(to_code, coder, task) for task in tasks],
            lambda: _measured(coder, source, sample(tasks, _CHECKED)),
            again=again,
            told=_note_part,
        )
    finally:
        engine.dispose()
    row = _row(state)
    render.rows([row], of=RunRow, columns=COLUMNS, form=form)
    _note(state, unread=coder.unread)


def _model(url: str, model: str | None, *, any_address: bool, timeout: float, retries: int) -> ModelCoder:
    from kb.suggest.machine.coders import ModelCoder
    from kb.suggest.machine.endpoint import Endpoint, is_this_machine

    endpoint = Endpoint.at(url, any_address=any_address, timeout=timeout, retries=retries)
    if not is_this_machine(endpoint.host):
        render.note(f"the document is sent to {endpoint.host}, which is not this machine: {endpoint.address}")
    return ModelCoder(endpoint, model or endpoint.model())


def _refuse_nothing(to_code: DocumentToCode) -> None:
    from kb.errors import KbError

    if not to_code.codes:
        raise KbError("the codebook is empty; a machine needs codes to code with (`kb taxonomy apply`)")
    if not to_code.paragraphs:
        raise KbError(f"{to_code.of.document!r} has no paragraphs to code")


def _measured(coder: ModelCoder | SuggestionCoder, source: str, tasks: Sequence[Task]) -> Stability:
    from kb.store.coding.machine_run import NothingUsableError
    from kb.suggest.machine.stability import stability
    from kb.suggest.machine.task import UnusableAnswerError

    try:
        return stability(coder, tasks)
    except UnusableAnswerError as error:
        raise NothingUsableError(source) from error


def _part(to_code: DocumentToCode, coder: ModelCoder | SuggestionCoder, task: Task) -> Part:
    from kb.store.coding.machine import MachineCoding
    from kb.store.coding.machine_run import Part
    from kb.suggest.machine.task import UnusableAnswerError

    def ask() -> tuple[Sequence[MachineCoding], int] | None:
        try:
            answer = coder(task)
        except UnusableAnswerError:
            return None
        names = {each.place: each.name for each in to_code.codes}
        codings = [
            MachineCoding(names[each.place], each.start, each.end, coder.extent) for each in answer.codings
        ]
        return codings, answer.refused

    return Part(len(task.paragraphs), ask)


def _row(run: MachineRun) -> RunRow:
    steady = run.stability
    return RunRow(
        run.document,
        run.coder,
        run.source,
        run.done,
        run.codings,
        run.refused,
        run.failed,
        steady.again,
        steady.reordered,
        steady.renamed,
        run.batch,
    )


def _note_part(run: MachineRun) -> None:
    if not run.is_finished:
        render.note(f"{run.done} of {counted(run.paragraphs, 'paragraph')}, {counted(run.codings, 'coding')}")


def _note(run: MachineRun, *, unread: bool) -> None:
    """Say what the figures rest on, what is doubtful, and how to go on."""
    from kb.queries.comparison.machine_runs import ENOUGH

    steady = run.stability
    measured = (
        f"{counted(steady.paragraphs, 'paragraph')} and {counted(steady.pairs, 'pair')} of paragraph and code"
    )
    render.note(f"stability is F1 over {measured}")
    if steady.is_steady is None:
        render.note("nothing was coded there, so the stability is not known")
    for what, value in steady.measures:
        if value is not None and value < ENOUGH:
            render.note(f"not stable: {what}, and only {value:.2f} of the codings are the same")
    if run.refused:
        render.note(f"refused, because they name no place in the text: {counted(run.refused, 'coding')}")
    if run.failed:
        render.note(f"without a usable answer: {counted(run.failed, 'paragraph')}")
    if unread:
        render.note("the model read less than it was sent; give it a larger context, or fewer --paragraphs")
    render.note(f"compare: kb agreement {run.document!r} --with-machine; undo: kb undo {run.batch[:8]}")


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
