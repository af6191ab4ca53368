"""The options of ``xlreport consolidate`` that no other command has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from xlreport.cli.options import WHOLE
from xlreport.finding import MEND

Source = Annotated[Path, Parameter(help="放报表的文件夹，也可以是单个文件。")]
Output = Annotated[
    Path,
    Parameter(
        name=["--output", "-o"],
        help="写到哪个文件（.xlsx，带按钮的 .xlsm）；有名册时也可以是文件夹。",
    ),
]
RosterFile = Annotated[
    Path | None, Parameter(help="名册（.xlsx 或 .csv）：按它逐级汇总，并列出谁没有报送。")
]
UnitName = Annotated[str, Parameter(help="没有名册时的汇总单位名称；不写则用输出文件名。")]
UnitCode = Annotated[str, Parameter(help="没有名册时的汇总单位代码。")]
Year = Annotated[int, WHOLE, Parameter(help="汇总哪一年；不写则取多数文件的年度。")]
PreviousYear = Annotated[
    list[Path], Parameter(help="上一年度的汇总簿、文件夹或单个文件，用于核对年度衔接。")
]
Deadline = Annotated[str, Parameter(help="报送截止日期，如 2021-01-31；晚于它的算迟报。")]
Take = Annotated[
    list[Path],
    Parameter(help="同一单位有几个版本时，采用这个文件；有几个的，每个前面都写 --take。"),
]
Match = Annotated[
    list[str],
    Parameter(help="确认某个文件是名册上的哪个单位：文件名=代码；有几个的，每个前面都写 --match。"),
]
AcceptErrors = Annotated[bool, Parameter(help=f"有{MEND}的问题的报表也汇总进来（缺的数仍然缺）。")]
Workers = Annotated[int | None, Parameter(help="用几个进程读文件；不写则用全部处理器。")]
FactsFile = Annotated[
    Path | None, Parameter(help="另存各单位全部数据（.parquet），供其他程序使用。")
]
Cluster = Annotated[str, Parameter(help="用 dask 集群读文件：调度器地址，如 tcp://10.0.0.5:8786。")]
Beside = Annotated[
    bool, Parameter(help="汇总簿正打开着时用：新的写在旁边，名称后加“（新）”，不替换原来的。")
]
