"""How ``kb`` behaves as a whole: commands listed in sections, and a person's mistake told in one line."""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

INTERRUPTED = 130
"""What a shell reports for a program that Ctrl-C ended."""


class Command(TyperCommand):
    """A command whose help names its arguments as people type them: ``PATH...``, ``[FIX]``."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ARG002  the signature is click's
        """Return what stands behind the name of the command in its usage."""
        return ["[OPTIONS]", *(_typed(each) for each in self.params if _is_argument(each))]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options, the arguments without the names of Python's types."""
        records = [(each, each.get_help_record(ctx)) for each in self.get_params(ctx)]
        arguments = [(_typed(each), record[1]) for each, record in records if record and _is_argument(each)]
        options = [record for each, record in records if record and not _is_argument(each)]
        for title, rows in (("Arguments", arguments), ("Options", options)):
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _typed(argument: Any) -> str:
    name = (argument.metavar or argument.name.upper()).removesuffix("...")
    name = name if argument.required else f"[{name}]"
    return name if argument.nargs == 1 else f"{name}..."


class Commands(TyperGroup):
    """The group of all commands."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  the signature is click's
        """List the commands in the order they were added, not in that of the alphabet."""
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

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what a person can put right becomes one line and exit code 2."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except typer.Exit:
            raise
        except BrokenPipeError:
            _leave_quietly()
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except OSError as error:
            reason = error.strerror or str(error)
            _give_up(f"{error.filename}: {reason}" if error.filename else reason)
        except Exception as error:
            from kb.errors import KbError

            if not isinstance(error, KbError):
                raise
            _give_up(str(error))
        return result


def _give_up(message: str) -> NoReturn:
    from kb.cli.output import render

    render.note(message)
    raise typer.Exit(2) from None


def _leave_quietly() -> NoReturn:
    """The reader (``head``, a pager) has seen enough: that is not a mistake of anybody's."""
    # Python flushes stdout once more at the end, and would complain about the closed pipe.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(0) from None
