"""``xlreport explain``: the units behind a figure of a roll-up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import Overlays
from xlreport.quantity import from_quanta, show, to_quanta


def explain_command(
    city: Annotated[Path, Parameter(help="汇总簿。")],
    cell: Annotated[
        str, Parameter(help="指标代码（如 applications.new.total）、指标名称或“工作表!单元格”。")
    ],
    *,
    most: Annotated[int, Parameter(help="最多列出多少个单位；0 为全部。")] = 20,
    overlay: Overlays = [],  # noqa: B006 - cyclopts shows the default; it is never changed
) -> int:
    """List the units that a figure of a roll-up is the sum of, the largest first."""
    from xlreport.consolidate.explain import NoSuchCell, explain
    from xlreport.read import Refused

    try:
        found = explain(city, cell, overlay)
    except NoSuchCell as error:
        like = "\n".join(f"  {each.key}  {each.label}" for each in error.like)
        raise Failure(f"没有“{cell}”这个指标。您要找的可能是：\n{like}") from error
    except Refused as error:
        raise Failure(str(error)) from error
    console = Console(highlight=False, soft_wrap=True)
    value = "缺" if found.value is None else f"{show(found.value)} {found.cell.unit}"
    console.print(f"{found.cell.label}：{value}", markup=False)
    table = Table(box=None)
    for head in ("单位", "代码", "数", "来源文件", "文件时间", "文件指纹"):
        table.add_column(head, justify="right" if head == "数" else "left", no_wrap=True)
    shown = found.contributions[:most] if most else found.contributions
    for part in shown:
        figure = "缺" if part.value is None else show(part.value)
        texts = (part.unit.name, part.unit.code, figure, part.file, part.time, part.digest[:12])
        table.add_row(*texts)
    console.print(table)
    rest = found.contributions[len(shown) :]
    present = [to_quanta(part.value) for part in rest if part.value is not None]
    if rest:
        console.print(f"其余 {len(rest)} 个单位合计 {show(from_quanta(sum(present)))}。")
    values = [part.value for part in found.contributions]
    if None in values:
        console.print(f"有 {values.count(None)} 个单位缺这个数，所以合计空着。")
        return exit_code()
    total = from_quanta(sum(to_quanta(value) for value in values if value is not None))
    if found.value is not None and total != found.value:
        console.print(f"明细合计是 {show(total)}，与表中的数不符：汇总簿可能被改动过，请重新汇总。")
        return exit_code(to_do=True)
    return exit_code()
