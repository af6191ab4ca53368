"""``xlreport explain``: the units behind a figure of a roll-up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import AsJson, Overlays
from xlreport.cli.output import answer
from xlreport.quantity import as_data, show

if TYPE_CHECKING:
    from xlreport.consolidation.explain import Contribution, Explained


_NOBODY = "没有可列的单位：这个汇总簿还没有汇总任何一个单位的数。"


def explain_command(
    city: Annotated[Path, Parameter(help="汇总簿。")],
    cell: Annotated[
        str,
        Parameter(
            help="指标、问题或台账栏目的代码（如 applications.new.total）、名称，或“表!格”。"
        ),
    ],
    *,
    most: Annotated[int, Parameter(help="最多列出多少个单位；0 为全部。")] = 20,
    as_json: AsJson = False,
    overlay: Overlays = [],  # noqa: B006 - cyclopts shows the default; it is never changed
) -> int:
    """List the units that a figure of a roll-up is the sum of, the largest first."""
    from xlreport.consolidation.explain import NoSuchCell, explain

    try:
        found = explain(city, cell, overlay)
    except NoSuchCell as error:
        like = "\n".join(f"  {each.key}  {each.label}" for each in error.like)
        raise Failure(f"没有“{cell}”这个指标。您要找的可能是：\n{like}") from error
    code = exit_code(to_do=_is_changed(found))
    return answer(code, lambda: _as_data(found, city), lambda: _print(found, most), as_json=as_json)


def _counted(found: Explained) -> bool:
    """Tell whether it is a figure that units add up to, and no answer or entry."""
    return found.value is not None or bool(found.cell.unit and not found.cell.register)


def _is_changed(found: Explained) -> bool:
    """Tell whether the figure in the table is not the sum of what the units have."""
    values = [part.value for part in found.contributions]
    if not values or not _counted(found) or None in values:
        return False
    return found.value is not None and found.sum_of(found.contributions) != found.value


def _as_data(found: Explained, city: Path) -> dict[str, Any]:
    """Return all units behind a figure, as plain data."""
    item = found.cell
    return {
        "roll_up": str(city),
        "key": item.key,
        "label": item.label,
        "measure": item.unit,
        "value": as_data(found.value),
        "parts": [
            {
                "unit": part.unit.name,
                "code": part.unit.code,
                "value": part.value if isinstance(part.value, str) else as_data(part.value),
                "via": list(part.via),
                "file": part.file,
                "time": part.time,
                "sha256": part.digest,
            }
            for part in found.contributions
        ],
    }


def _print(found: Explained, most: int) -> None:
    """Print a figure and the units behind it.

    :param most: how many units are listed; 0 for all.
    """
    console = Console(highlight=False)
    counted = _counted(found)
    value = "缺" if found.value is None else f"{show(found.value)} {found.cell.unit}"
    console.print(f"{found.cell.label}{'：' + value if counted else ''}", markup=False)
    if not found.contributions:
        console.print("没有一个单位填报这个台账。" if found.cell.register else _NOBODY)
        return
    shown = found.contributions[:most] if most else found.contributions
    console.print(table_of(shown))
    rest = found.contributions[len(shown) :]
    if not counted:
        if rest:
            console.print(f"其余 {len(rest)} 条没有列出；加 --most 0 列出全部。")
        return
    if rest:
        console.print(f"其余 {len(rest)} 个单位合计 {show(found.sum_of(rest))}。")
    values = [part.value for part in found.contributions]
    if None in values:
        console.print(f"有 {values.count(None)} 个单位缺这个数，所以合计空着。")
    elif _is_changed(found):
        total = show(found.sum_of(found.contributions))
        console.print(f"明细合计是 {total}，与表中的数不符：汇总簿可能被改动过，请重新汇总。")


def table_of(parts: Sequence[Contribution]) -> Table:
    """Return a table for a screen of any width; what nothing has has no column."""
    columns = {
        "单位": [part.unit.name for part in parts],
        "代码": [part.unit.code for part in parts],
        "数": [part.shown for part in parts],
        "所在汇总": [" › ".join(part.via) for part in parts],
        # Below the file its time, and the beginning of its digest.
        "来源文件": [
            "\n".join(filter(None, (part.file, f"{part.time} {part.digest[:12]}".strip())))
            for part in parts
        ],
    }
    shown = {head: texts for head, texts in columns.items() if any(texts) or head == "数"}
    table = Table(box=None)
    # What a unit has entered into a register is a text, of any length, and is folded.
    numbers = not any(isinstance(part.value, str) for part in parts)
    for head in shown:
        right = head == "数" and numbers
        table.add_column(head, justify="right" if right else "left", overflow="fold", no_wrap=right)
    for texts in zip(*shown.values(), strict=True):
        table.add_row(*map(Text, texts))
    return table
