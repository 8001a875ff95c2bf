"""How ``kb`` behaves as a whole: help in sections, and a user's mistake reported in one line."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

INTERRUPTED = 130
"""What a shell reports for a program that Ctrl-C ended."""


_WRONG_VALUES = (
    (re.compile(r"^Value error, "), ""),
    (re.compile(r"^Input should be a valid integer\b.*"), "this is not a whole number"),
    (re.compile(r"^Input should be a valid number\b.*"), "this is not a number"),
    (re.compile(r"^Input should be greater than or equal to "), "the number must be at least "),
    (re.compile(r"^Input should be less than or equal to "), "the number must be at most "),
    (re.compile(r"does not match the formats? '%Y-%m-%d'\.?$"), "is not a date; write it as 2026-12-31"),
)
"""What the library says of a wrong value, and how a person says it."""


class Command(TyperCommand):
    """A command whose help names its arguments as people type them: ``PATH...``, ``[FIX]``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options; a wrong value is reported in plain words."""
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            for pattern, words in _WRONG_VALUES:
                error.message = pattern.sub(words, error.message)
            raise

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ARG002  the signature is click's
        """Return what stands behind the name of the command in its usage."""
        return ["[OPTIONS]", *(_metavar(each) for each in self.params if _is_argument(each))]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options by section, without the names of Python's types."""
        sections: dict[str, list[tuple[str, str]]] = {"Arguments": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is None:
                continue
            if _is_argument(parameter):
                sections["Arguments"].append((_metavar(parameter), _plain_range(record[1])))
            else:
                section = getattr(parameter, "rich_help_panel", None) or "Options"
                sections.setdefault(section, []).append((record[0], _plain_range(record[1])))
        for title, rows in sections.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def _plain_range(text: str) -> str:
    """Return the help of an option with its range of numbers in words: ``1 to 1000``, ``at least 1``."""
    text = re.sub(r"(\d+)<=x<=(?:1000000000|4294967295)", r"at least \1", text)
    text = re.sub(r"x>=(\d+)", r"at least \1", text)
    text = re.sub(r"; at least 0(?=\])|  \[at least 0\]", "", text)
    return re.sub(r"(\d+)<=x<=(\d+)", r"\1 to \2", text)


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _metavar(argument: Any) -> str:
    name = (argument.metavar or argument.name.upper()).removesuffix("...")
    name = name if argument.required else f"[{name}]"
    return name if argument.nargs == 1 else f"{name}..."


class OnDemand(Mapping[str, Any]):
    """Commands by name, each made when it is asked for first: to make all takes longer than most answers."""

    def __init__(self, makers: Mapping[str, Callable[[], Any]]) -> None:
        self._makers = makers
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Return the command of this name."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._makers)

    def __len__(self) -> int:
        """Return how many commands there are."""
        return len(self._makers)


class Commands(TyperGroup):
    """The group of all commands."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  the signature is click's
        """List the commands in the order they were added, not in alphabetical order."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands in the sections they were added to."""
        sections: dict[str, list[tuple[str, str]]] = {}
        widest = max(map(len, self.commands), default=0)
        for name in self.list_commands(ctx):
            command = self.commands[name]
            section = getattr(command, "rich_help_panel", None) or "Commands"
            about = command.get_short_help_str(formatter.width - widest - 6)
            sections.setdefault(section, []).append((name.ljust(widest), about))
        for section, rows in sections.items():
            with formatter.section(section):
                formatter.write_dl(rows)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; for a name that there is not, offer the one most like it."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            from kb.errors import nearest

            close = nearest(args[0], self.commands)
            ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {close!r}?" if close else ""))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error that the user can correct becomes one line and exit code 2."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except typer.Exit:
            raise
        except BrokenPipeError:
            _exit_quietly()
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except OSError as error:
            reason = error.strerror or str(error)
            _exit_with_message(f"{error.filename}: {reason}" if error.filename else reason)
        except Exception as error:
            from kb.errors import KbError

            if not isinstance(error, KbError):
                raise
            _exit_with_message(str(error))
        return result


def _exit_with_message(message: str) -> NoReturn:
    from kb.cli.output import render

    render.note(message)
    raise typer.Exit(2) from None


def _exit_quietly() -> NoReturn:
    """End without an error: the reader (``head``, a pager) has closed the pipe."""
    # Python flushes stdout once more at the end, and would complain about the closed pipe.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(0) from None
