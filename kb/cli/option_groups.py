"""Groups of options: a command takes one dataclass of options, and Typer sees an option for each field."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import TYPE_CHECKING, Any, get_type_hints

from kb.cli.options import COUNTS, FILTERS, SPILL_COUNTS

if TYPE_CHECKING:
    from kb.queries.filtering.filters import Filters


def filter_options(
    *, without: tuple[str, ...] = (), counts: bool = True
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command that takes ``filters: Filters`` an option for each filter, and COUNTS in its help.

    Its other parameters that are dataclasses become options, too: see :func:`option_groups`.
    """
    names = [name for name in FILTERS if name not in without]

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        command = option_groups(function)

        @functools.wraps(command)
        def run(**values: Any) -> None:
            from kb.queries.filtering.filters import Filters

            filters = Filters(**{name: values.pop(name) for name in names})
            command(filters=filters, **values)

        own = [each for each in _parameters(command) if each.name != "filters"]
        _replace_signature(run, [*own, *map(_filter_parameter, names)])
        if counts:
            spill = f" {SPILL_COUNTS}" if "spill" in names else ""
            run.__doc__ = f"{inspect.cleandoc(command.__doc__ or '')}\n\n{COUNTS}{spill}"
        return run

    return decorate


def option_groups(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each field of the dataclasses that it takes.

    The fields are annotated as options are: ``Annotated[int, typer.Option(...)]``.
    """
    parameters = _parameters(command)
    groups = {each.name: each.annotation for each in parameters if is_dataclass(each.annotation)}
    if not groups:
        return command

    @functools.wraps(command)
    def run(**values: Any) -> None:
        made = {name: _take(group, values) for name, group in groups.items()}
        command(**made, **values)

    own = [each for each in parameters if each.name not in groups]
    of_groups = [each for group in groups.values() for each in _field_parameters(group)]
    _replace_signature(run, [*own, *of_groups])
    return run


def given_filters(filters: Filters, *, but: tuple[str, ...] = ()) -> list[str]:
    """Return the filter options that were given, apart from those that are allowed."""
    given = {name: getattr(filters, name) for name in FILTERS if name not in but}
    return [f"--{name.replace('_', '-')}" for name, value in given.items() if value not in (None, False)]


def _take(group: Any, values: dict[str, Any]) -> Any:
    """Return the dataclass made of its values, which are taken out of all values."""
    return group(**{field.name: values.pop(field.name) for field in fields(group)})


def _parameters(command: Callable[..., None]) -> list[inspect.Parameter]:
    """Return the parameters of a command with their annotations resolved."""
    # Only a type checker imports Filters, and no option is made of it.
    hints = get_type_hints(command, localns={"Filters": object}, include_extras=True)
    return [
        each.replace(annotation=hints[each.name], kind=inspect.Parameter.KEYWORD_ONLY)
        for each in inspect.signature(command).parameters.values()
    ]


def _field_parameters(group: Any) -> list[inspect.Parameter]:
    hints: Mapping[str, Any] = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.default is MISSING else field.default,
            annotation=hints[field.name],
        )
        for field in fields(group)
    ]


def _filter_parameter(name: str) -> inspect.Parameter:
    default = False if name == "spill" else None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=FILTERS[name])


def _replace_signature(run: Callable[..., None], parameters: list[inspect.Parameter]) -> None:
    """Make Typer see these parameters."""
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
