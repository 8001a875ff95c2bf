"""From the bytes of one file to what was read of them: a format is chosen, and reads as a person says."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import PurePath

from ingest import formats
from ingest.chosen import Seen, looking, reading_as
from ingest.files.choices import Choices
from ingest.files.format_choice import choose
from ingest.formats import Format
from ingest.model import Form, Parsed, Problem, Transcript
from ingest.source import Source

_MOST_PROBLEMS = 100
_MOST_LABELS = 200
_OF_TALK = frozenset({"text", "voice", "speaker"})


def parse(source: Source, choices: Choices) -> Parsed:
    """Return what a file says; a reader's bug becomes a problem of the file."""
    return parse_and_look(source, choices)[0]


def parse_and_look(source: Source, choices: Choices) -> tuple[Parsed, Seen]:
    """Return what a file says, and what was seen in it that may be read otherwise."""
    try:
        with reading_as(choices.grammar, choices.no_labels, choices.columns):
            is_chosen = choices.format is not None
            return _parse(replace(source, columns=choices.columns, is_chosen=is_chosen, seen={}), choices)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the one trap: a reader's bug costs its file, not the run
        return _refused(source.path, f"could not be read: {_one_line(error)}"), Seen()


def _parse(source: Source, choices: Choices) -> tuple[Parsed, Seen]:
    known = formats.formats()
    chosen = _named(choices.format, known) if choices.format else choose(source, known)
    if isinstance(chosen, str):
        return _refused(source.path, chosen), Seen()
    with looking() as seen:
        parsed = chosen.parse(source)
    read = parsed.transcript and _with_speakers(parsed.transcript, choices)
    form = _form(chosen, seen, parsed)
    problems = (*source.problems, *parsed.problems)
    whole = replace(parsed, transcript=read, problems=problems, format=chosen.name, form=form)
    return _shortened(whole), seen


def _with_speakers(read: Transcript, choices: Choices) -> Transcript:
    if not choices.speakers:
        return read
    from ingest.speakers.by_choice import with_speakers  # noqa: PLC0415 - import ingest stays light

    return with_speakers(read, choices.speakers)


def _form(chosen: Format, seen: Seen, parsed: Parsed) -> Form:
    """Return what the file is like: labels are those of its text, or those that may be some."""
    if parsed.survey is not None:
        return Form(columns=tuple(each.name for each in parsed.survey.columns))
    read = parsed.transcript
    is_talk = not _OF_TALK.isdisjoint(each.use for each in seen.table)
    columns = tuple(each.name for each in seen.table) if is_talk or chosen.name == "table" else ()
    printed = dict.fromkeys(each.speaker for each in read.paragraphs if each.speaker) if read else {}
    labels = tuple(islice(printed or seen.labels, _MOST_LABELS))
    return Form(seen.grammars[0] if seen.grammars else None, labels, columns)


def _named(name: str, known: tuple[Format, ...]) -> Format | str:
    """Return the format that a person asks for; any file may be read as any, and then has problems."""
    named = next((entry for entry in known if entry.name == name), None)
    return named or f"no format is called {name!r}; choose one of {', '.join(entry.name for entry in known)}"


def _shortened(parsed: Parsed) -> Parsed:
    """Keep a hopeless file from reporting every one of its lines."""
    more = len(parsed.problems) - _MOST_PROBLEMS
    if more <= 0:
        return parsed
    rest = Problem(parsed.path, "", f"and {more:,} more problems like these", "warning")
    return replace(parsed, problems=(*parsed.problems[:_MOST_PROBLEMS], rest))


def _one_line(error: Exception) -> str:
    words = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _refused(path: PurePath, message: str) -> Parsed:
    return Parsed(path, None, (Problem(path, "", message),))
