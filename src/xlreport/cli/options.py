"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter, Token

from xlreport.cli.failure import Failure

if TYPE_CHECKING:
    from xlreport.edition import Edition
    from xlreport.report import Unit

_FIRST_YEAR, _LAST_YEAR = 1900, 2999

Overlays = Annotated[
    list[Path],
    Parameter(
        name=["--overlay", "--form"],
        help="地方补充格式文件、补充词表，或者另一种报表的格式文件（.yaml），可以写多个。",
    ),
]
_FORM_OPTIONS = frozenset({"--overlay", "--form"})


def each_form_named(arguments: Sequence[str]) -> list[str]:
    """Return a command line in which each file of a form follows an option of its own.

    ``--form a.yaml b.yaml`` is what people write; no command takes such files otherwise.
    """
    named: list[str] = []
    option = ""
    for argument in arguments:
        is_form = argument.lower().endswith((".yaml", ".yml"))
        if option and is_form and named[-1] != option:
            named.append(option)
        elif argument in _FORM_OPTIONS:
            option = argument
        elif not (option and is_form):
            option = ""
        named.append(argument)
    return named


AsJson = Annotated[bool, Parameter(name="--json", help="在标准输出上输出 JSON，供其他程序使用。")]
Force = Annotated[
    bool, Parameter(name="--force", help="输出的文件已经存在也替换，其中填写的内容会丢失。")
]
Level = Annotated[
    str, Parameter(name="--level", help="行政层级，如 乡镇级；不写则按单位名称推定。")
]


def _whole(_: Any, tokens: Sequence[Token]) -> int:
    """Read a whole number; cyclopts would cut off what stands behind a point.

    :raises ValueError: if it is none.
    """
    text = tokens[0].value
    if not text.removeprefix("-").isdecimal():
        raise ValueError(text)
    return int(text)


WHOLE = Parameter(converter=_whole)
"""For options that are whole numbers."""


def demand_year(year: int) -> None:
    """Refuse what is no year of a report.

    :raises Failure: if it is none.
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Failure(f"{year} 不是报告年度，应写成 2021 这样的四位数。")


def load_edition_for(year: int, overlays: Sequence[Path]) -> Edition:
    """Return the edition for a year.

    :raises UserError: if there is none, or its file has a mistake.
    """
    from xlreport.edition import edition_for

    demand_year(year)
    return edition_for(year, overlays)


def make_unit(edition: Edition, name: str, code: str, level: str) -> Unit:
    """Return the unit that the options describe; ``level`` is a label, a key, or empty.

    :raises Failure: if there is no such level.
    """
    from xlreport.report import Unit

    if not level:
        return Unit(name, code, edition.suggest_level(name))
    if key := level if level in edition.levels else edition.level_typed(level):
        return Unit(name, code, key)
    labels = "、".join(each.label for each in edition.levels.values())
    raise Failure(f"没有“{level}”这个行政层级，可用的有：{labels}。")
