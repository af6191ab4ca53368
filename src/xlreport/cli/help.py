"""The list of parameters that ``--help`` shows, in Chinese to the last word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # only ``--help`` needs what draws it
    from cyclopts.help import HelpPanel
    from rich.console import Console, ConsoleOptions


def help_of_parameters(console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
    """Draw a panel as cyclopts does, but for the English word beside what is required."""
    from cyclopts.help import DefaultFormatter
    from cyclopts.help.specs import DescriptionRenderer, get_default_parameter_columns
    from rich.text import Text

    def describe(entry: Any) -> Any:
        description: Any = DescriptionRenderer()(entry.copy(required=False))
        if entry.required:
            description.append(Text("（必填）"))
        return description

    def columns(console: Console, options: ConsoleOptions, entries: Any) -> Any:
        *first, last = get_default_parameter_columns(console, options, entries)
        return (*first, last.copy(renderer=describe))

    DefaultFormatter(column_specs=columns)(console, options, panel)
