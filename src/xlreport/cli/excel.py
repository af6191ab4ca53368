"""``xlreport excel``: the buttons in Excel and LibreOffice, put in place and looked after."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.output import say

LibreOfficeProfile = Annotated[
    Path | None,
    Parameter(name="--profile", help="LibreOffice 用户配置文件夹；不写则用默认的。"),
]


def install_command(*, profile: LibreOfficeProfile = None) -> int:
    """Put the add-in into Excel and the extension into LibreOffice."""
    from xlreport.excel.setup.extension import install_extension, unopkg
    from xlreport.excel.setup.install import excel_places, install_addin
    from xlreport.excel.setup.shortcuts import desktop, write_shortcuts

    places = excel_places()
    if places is None and unopkg() is None:
        raise Failure("这台电脑上既没有 Excel，也没有 LibreOffice，没有可以安装的地方。")
    if places is not None:
        for path in install_addin(places):
            say(f"已写入 {path}")
        say("请重新启动 Excel，功能区会出现“政府信息公开年报”。")
    if (place := desktop()) is not None:
        for path in write_shortcuts(place):
            say(f"已写入 {path}：把报表或文件夹拖到它上面即可。")
    if unopkg() is not None:
        install_extension(profile)
        say("已装入 LibreOffice 扩展。请重新启动 LibreOffice，菜单会出现“政府信息公开年报”。")
    return exit_code()


def uninstall_command(*, profile: LibreOfficeProfile = None) -> int:
    """Take both out again."""
    from xlreport.excel.setup.extension import remove_extension, unopkg
    from xlreport.excel.setup.install import excel_places, uninstall_addin
    from xlreport.excel.setup.shortcuts import desktop, remove_shortcuts

    places = excel_places()
    try:
        for path in uninstall_addin(places) if places else ():
            say(f"已删除 {path}")
        for path in remove_shortcuts(place) if (place := desktop()) else ():
            say(f"已删除 {path}")
        if unopkg() is not None:
            remove_extension(profile)
            say("已从 LibreOffice 卸载扩展。")
    except OSError as error:
        raise Failure(f"无法删除“{error.filename}”，请先关闭 Excel。") from error
    return exit_code()


def doctor_command() -> int:
    """Say what is well and what is not, and how to mend it."""
    from xlreport.excel.setup.doctor import examine

    checks = examine()
    for check in checks:
        sign = ("√", "green") if check.ok else ("×", "bold red")
        say(Text.assemble(sign, f" {check.what}"))
        if not check.ok:
            say(Text(f"   {check.advice}"))
    bad = sum(not check.ok for check in checks)
    say(f"共检查 {len(checks)} 项，{bad} 项有问题。" if bad else "一切正常。")
    return exit_code(to_do=bool(bad))


def kit_command(
    *,
    output: Annotated[
        Path, Parameter(name=("--output", "-o"), help="新文件夹，复制到没有互联网的电脑上用。")
    ],
    python: Annotated[
        Path, Parameter(help="从 python.org 下载的 Windows 嵌入式 Python（64 位）的压缩包。")
    ],
    wheels: Annotated[
        Path | None, Parameter(help="存有全部程序包（.whl）的文件夹；不写则用 pip 下载。")
    ] = None,
) -> int:
    """Make a folder for Windows computers without internet."""
    from xlreport.excel.setup.kit import make_kit

    target = make_kit(output, python, wheels)
    say(
        f"已生成“{output}”，用于 64 位 Windows（Python {target.major}.{target.minor}）。"
        "请把整个文件夹复制过去，先看其中的“使用说明.txt”。",
    )
    return exit_code()


def check_command(
    *,
    pipe: Annotated[
        str, Parameter(help="LibreOffice 启动时用 --accept=pipe,name=名称;urp; 指定的名称。")
    ] = "",
) -> int:
    """Check the workbook that is open in front, as the button does."""
    from xlreport.excel import validate
    from xlreport.excel.engines.office import active_book, connect

    if not pipe and sys.platform not in ("win32", "darwin"):
        raise Failure(
            "在 LibreOffice 中请用菜单“政府信息公开年报”里的“校验”；"
            "从命令行校验要用 --pipe 指明 LibreOffice 的管道名称。"
        )
    validate(active_book(connect(pipe)) if pipe else None)
    return exit_code()
