"""What lies in the kit to be double-clicked, to have files dropped on it, and to be read.

The scripts are ASCII, whatever the code page is, up to the label at which they only say what is
wrong: that is UTF-8, and the code page is set to it before cmd.exe reads on.  Nothing of the user's
stands in a script: cmd.exe expands ``%LOCALAPPDATA%`` itself, in all letters.
"""

from __future__ import annotations

TEMPLATES_NAME = "空白表"
NOTES_NAME = "使用说明.txt"
NOTES = """政府信息公开年报：没有互联网的电脑怎么用

不用输入命令，只要双击图标，或者把文件拖到图标上。
有的电脑不显示文件名末尾的“.cmd”，下面的“安装”就是“安装.cmd”，其余相同。
适用于 64 位的 Windows 10 和 Windows 11，不需要管理员权限，也不改动电脑上已有的程序。

第一步  复制
    把整个文件夹复制到这台电脑上，例如 C:\\年报。压缩包要先解压。
第二步  安装（没有 Excel、只有 WPS 的电脑不用这一步）
    关闭 Excel，双击“安装”。出现的窗口里每行前面都是“√”，就装好了，按任意键关闭窗口。
    再打开 Excel，上方会多出“政府信息公开年报”，桌面上会多出“年报校验”和“年报汇总”。

填表    空白表在“空白表”文件夹里，复制一份再填。装好以后，点“政府信息公开年报”里的“校验”。
校验    把一份或几份报表，或者整个文件夹，拖到“校验”上（文件很多时请拖文件夹）。
        有问题的报表旁边会多出一份标好问题的副本。
汇总    把装有各单位报表的文件夹拖到“汇总”上。
        汇总簿写在这个文件夹旁边，名称是“文件夹名-汇总.xlsx”。
        文件夹旁边有“名册.xlsx”的，按名册逐级汇总，并列出谁没有报送。
        以后在汇总簿中点“政府信息公开年报”里的“重新汇总”就行。
更新    收到新的文件夹后，关闭 Excel，双击新文件夹里的“安装”。
不用了  关闭 Excel，双击“卸载”，再删除这个文件夹。填好的报表不受影响。

不正常时
    双击“检查”：前面是“×”的，下一行写着怎么办。
    提示中写着运行 xlreport excel install 的，双击“安装”；
    写着 xlreport excel doctor 的，双击“检查”。
    出现“Windows 已保护你的电脑”的，点“更多信息”，再点“仍要运行”。
    安全软件拦截 python.exe 的，请单位的管理员放行这个文件夹，以及
    %LOCALAPPDATA%\\xlreport（“安装”把程序复制到了那里，可以在资源管理器的地址栏中输入这一行打开）。
"""

_HEAD = "@echo off\r\nsetlocal EnableExtensions DisableDelayedExpansion\r\n"
_INSTALLED = "%LOCALAPPDATA%\\xlreport"
_HERE = "%~dp0program"
_SYSTEM = "%SystemRoot%\\System32\\"
"""A program without its folder would be looked for in the current one first."""
_CHECKED = f'if not exist "{_HERE}\\python.exe" goto missing\r\n'
_END = "pause\r\nexit /b\r\n"


def _run(folder: str, arguments: str) -> str:
    return f'"{folder}\\python.exe" -P -m xlreport {arguments}\r\n'


def _says(label: str, *lines: str) -> str:
    said = "".join(f"echo {line}\r\n" for line in lines)
    return f":{label}\r\n{_SYSTEM}chcp.com 65001 >nul\r\n{said}pause\r\nexit\r\n"


_MISSING = _says(
    "missing",
    "这里没有 program 文件夹，不能运行。",
    "请把整个离线文件夹复制到电脑上（压缩包要先解压），再双击里面的这个图标。",
)
_BUSY = _says(
    "busy",
    "没有做完：有文件正被使用，或者没有写入的权限。",
    "请关闭 Excel 和其他正在校验、汇总的窗口，再双击一次。还不行的，重新启动电脑后再双击。",
)
_COPY = (
    f'{_SYSTEM}robocopy.exe "{_HERE}" "{_INSTALLED}\\program" /MIR /R:2 /W:1 >nul\r\n'
    "if errorlevel 8 goto busy\r\n"
)
_REMOVED = (
    f'if exist "{_INSTALLED}\\program" rmdir /s /q "{_INSTALLED}\\program"\r\n'
    f'if exist "{_INSTALLED}\\program" goto busy\r\n'
    f'if exist "{_INSTALLED}" rmdir "{_INSTALLED}"\r\n'
)


def _dropped(task: str) -> str:
    """Return what has files dropped on it: see :mod:`.dropped`."""
    return (
        _HEAD + _CHECKED + 'set "HERE=%~dp0"\r\n'
        "setlocal EnableDelayedExpansion\r\n"
        'set "XLREPORT_DROPPED=!cmdcmdline!"\r\n'
        f'"!HERE!program\\python.exe" -P -m xlreport.excel.setup.dropped {task}\r\n'
        "exit\r\n" + _MISSING
    )


SCRIPTS = {
    "安装.cmd": _HEAD
    + _CHECKED
    + _COPY
    + _run(f"{_INSTALLED}\\program", "excel install")
    + _run(f"{_INSTALLED}\\program", "excel doctor")
    + _END
    + _MISSING
    + _BUSY,
    "检查.cmd": _HEAD
    + _CHECKED
    + f'if exist "{_INSTALLED}\\program\\python.exe" goto installed\r\n'
    + _run(_HERE, "excel doctor")
    + _END
    + ":installed\r\n"
    + _run(f"{_INSTALLED}\\program", "excel doctor")
    + _END
    + _MISSING,
    "卸载.cmd": _HEAD
    + _CHECKED
    + _run(_HERE, "excel uninstall")
    + "if errorlevel 1 goto busy\r\n"
    + _REMOVED
    + _END
    + _MISSING
    + _BUSY,
    "校验.cmd": _dropped("check"),
    "汇总.cmd": _dropped("consolidate"),
}
"""What is double-clicked, or has files dropped on it, by its name."""
