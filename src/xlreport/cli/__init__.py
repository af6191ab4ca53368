"""The command line.  Everything it prints is Chinese; how it ends says :mod:`~.failure`."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError, Group, Parameter
from cyclopts.exceptions import (
    CoercionError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
)

from xlreport.cli.failure import (
    LETTERS,
    Exit,
    is_of_letters,
    log_fault,
    log_faults,
    what_was_written,
)
from xlreport.cli.help import help_of_parameters
from xlreport.cli.options import each_form_named
from xlreport.cli.output import (
    Outlet,
    begin_answer,
    install_outlets,
    is_unanswered,
    print_json,
    say,
)
from xlreport.errors import UserError, faults
from xlreport.files import written

_OBJECTS = 50_000
"""After so many more objects Python looks for what is of no more use.  A roll-up keeps nearly all:
looking at it after every 700 took a tenth of the time of judging."""
_PARAMETERS = Group("参数", sort_key=1, help_formatter=help_of_parameters)
_COMMANDS = Group("命令", sort_key=0)


_TABLE: tuple[tuple[str, str, str, str], ...] = (
    (
        "template",
        "template:template_command",
        "生成一个单位的填报工作簿。",
        "用法：xlreport template --year 年度 --unit 单位 -o 文件",
    ),
    (
        "check",
        "check:check_command",
        "校验工作簿或整个文件夹。退出码：0 无问题，1 有问题，2 没有可校验的。",
        "用法：xlreport check 文件或文件夹 ... [选项]",
    ),
    (
        "consolidate",
        "consolidate:consolidate_command",
        "把文件夹中的报表汇总成上一级的工作簿。",
        "用法：xlreport consolidate 文件夹 ... -o 文件 [选项]",
    ),
    (
        "publish",
        "publish:publish_command",
        "把填好的工作簿生成公开发布的报告（Word、网页或 PDF）。",
        "用法：xlreport publish 文件 -o 报告.docx|.html|.pdf [选项]",
    ),
    (
        "import",
        "import_:import_command",
        "把已公开发布的报告导入成填好的工作簿。退出码：0 无疑问，1 需核对，2 一份也没导入。",
        "用法：xlreport import 报告或文件夹 ... -o 文件夹 [选项]",
    ),
    (
        "explain",
        "explain:explain_command",
        "列出汇总簿中一个数来自哪些单位。",
        "用法：xlreport explain 汇总簿 指标 [选项]",
    ),
    (
        "return",
        "return_:return_command",
        "给每个有问题的单位生成退回件：标好问题的副本和可以直接粘贴的消息。",
        "用法：xlreport return 汇总簿 -o 文件夹 [选项]",
    ),
    (
        "next-year",
        "next_year:next_year_command",
        "按名册生成下一年度的全部工作簿，结转的数已填好并锁定。",
        "用法：xlreport next-year --year 年度 --roster 名册 --previous 上年汇总簿 -o 文件夹",
    ),
    (
        "repair",
        "repair:repair_command",
        "整理被改动过的工作簿：把数和文字带入一份干净的模板。",
        "用法：xlreport repair 文件 -o 新文件 [选项]",
    ),
    (
        "verify",
        "verify:verify_command",
        "核对汇总簿：汇总以后，文件、明细和汇总数有没有变动。",
        "用法：xlreport verify 汇总簿 文件夹 [选项]",
    ),
)
"""The commands: name, module and function, what it does, how it is called.

Only the module of the command that is called is loaded.
"""


def _explain(error: CycloptsError) -> str:
    """Say in Chinese what is wrong with a command line."""
    name = error.argument.name if error.argument else ""
    match error:
        case MissingArgumentError():
            text = f"缺少参数 {name}"
        case UnknownOptionError():
            text = f"不认识的选项 {error.token.keyword or error.token.value}"
        case UnknownCommandError():
            text = f"没有“{' '.join(error.unused_tokens or [])}”这个命令"
        case CoercionError():
            value = error.token.value if error.token else ""
            text = f"{name} 的值“{value}”不对"
        case RepeatArgumentError():
            text = f"{name} 写了不止一次"
        case _:
            text = "选项或参数的写法不对"
    return f"命令有误：{text}。加 --help 可查看用法。"


def _app() -> App:
    app = App(
        name="xlreport",
        help="政府信息公开工作年度报告：生成模板、校验、汇总、发布、导入。",
        usage="",
        default_parameter=Parameter(show_default=False, negative=()),
        group_parameters=_PARAMETERS,
        group_arguments=_PARAMETERS,
        group_commands=_COMMANDS,
        help_format="plaintext",
        exit_on_error=False,
        suppress_keyboard_interrupt=False,
        print_error=False,
        result_action="return_value",
    )
    app["--help"].help = "显示本说明。"
    app["--version"].help = "显示版本号。"
    for name, command, summary, usage in _TABLE:
        app.command(f"{__name__}.{command}", name=name, help=f"{summary}\n\n{usage}", usage="")
    roster = App(
        name="roster",
        help="名册：生成空白名册，或核对填好的名册。",
        usage="",
        group_arguments=_PARAMETERS,
        group_parameters=_PARAMETERS,
    )
    roster.command(
        f"{__name__}.roster:roster_template_command",
        name="template",
        help="生成空白名册。\n\n用法：xlreport roster template -o 文件",
        usage="",
    )
    roster.command(
        f"{__name__}.roster:roster_show_command",
        name="show",
        help="核对名册，并按上下级列出。\n\n用法：xlreport roster show 名册",
        usage="",
    )
    app.command(roster)
    app.command(_excel_app())
    return app


def _excel_app() -> App:
    app = App(
        name="excel",
        help="在 Excel 和 LibreOffice 中安装按钮。\n\n用法：xlreport excel 命令",
        usage="",
        group_commands=_COMMANDS,
        group_parameters=_PARAMETERS,
    )
    app["--help"].help = "显示本说明。"
    for name, command, summary in (
        ("install", "excel:install_command", "安装：Excel 加载项、LibreOffice 扩展。"),
        ("uninstall", "excel:uninstall_command", "卸载。"),
        (
            "doctor",
            "excel:doctor_command",
            "检查安装，说明问题和改正办法。退出码：0 正常，1 有问题。",
        ),
        ("check", "excel:check_command", "校验正在打开的工作簿，与按钮相同。"),
        ("kit", "excel:kit_command", "生成离线安装文件夹，给没有互联网的 Windows 电脑用。"),
    ):
        usage = f"用法：xlreport excel {name} [选项]"
        app.command(f"{__name__}.{command}", name=name, help=f"{summary}\n\n{usage}", usage="")
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(_OBJECTS)
    outlets = install_outlets()
    code = run(sys.argv[1:] if arguments is None else arguments)
    # Whoever stops it now is too late: the command has ended, and has said how.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(_say_what_was_lost(code, *outlets))


def _say_what_was_lost(code: int, out: Outlet, err: Outlet) -> int:
    """Return the code of a command whose output may not have been taken to the end."""
    sys.stdout.flush()
    if out.lost:
        say(f"输出没有写完：{out.lost}。请换一个地方保存输出，再执行一次。", error=True)
        code = max(code, Exit.NOTHING)
    sys.stderr.flush()
    return max(code, Exit.NOTHING) if err.lost else code


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code.  Nothing is raised but what ends the process.

    A command that is to print JSON does so, however it ends.
    """
    begin_answer()
    try:
        code = int(_app()(each_form_named(arguments)) or 0)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last resort
        code, why = _failed(error, arguments)
        say(why, error=True)
        if is_unanswered(arguments):
            print_json({"exit": int(code), "reason": why, "refusal": _refusal(error)})
        return code
    if faults:
        say(log_faults(faults, arguments), error=True)
        faults.clear()
    return code


def _failed(error: BaseException, arguments: Sequence[str]) -> tuple[int, str]:
    """Return the exit code of a command that an exception has ended, and what is said of it.

    Of one that nobody expected there is a line for the user, and a log for us.
    """
    match error:
        case CycloptsError():
            return Exit.NOTHING, _explain(error)
        case UserError():
            more = f"\n{what_was_written()}。" if written() else ""
            return Exit.NOTHING, f"{error}{more}"
        case KeyboardInterrupt():
            return Exit.INTERRUPTED, f"已中断；{what_was_written()}。"
        case _ if is_of_letters(error, arguments):
            return Exit.NOTHING, f"{LETTERS}{what_was_written()}。"
        case _:
            return Exit.FAULT, log_fault(error, arguments)


def _refusal(error: BaseException) -> str:
    """Return the code under which the file was refused that ended a command, if one did."""
    from xlreport.reading.refusal import Refused

    causes = (error, error.__cause__)
    return next((each.code for each in causes if isinstance(each, Refused)), "")
