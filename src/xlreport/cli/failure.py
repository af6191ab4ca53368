"""How a command ends: its exit code, and what is said of an exception that nobody expected."""

from __future__ import annotations

import codecs
import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from enum import IntEnum

from xlreport.errors import UserError
from xlreport.files import written


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    """Done, and nobody has anything to do."""
    TO_DO = 1
    """Done, and somebody has to look: findings, files not taken, units missing."""
    NOTHING = 2
    """Nothing was made, because of what was asked or given."""
    FAULT = 3
    """The program is at fault: an unexpected exception, or a sum that contradicts its own lists."""
    INTERRUPTED = 130
    """The user stopped it."""


class Failure(UserError):
    """A command cannot do what it was asked; the message, in Chinese, says why and what to do."""


def exit_code(*, made: bool = True, to_do: bool = False, contradicted: bool = False) -> Exit:
    """Return the code that a command ends with.

    :param made: something was made: a file written, a file judged, a question answered.
    :param to_do: somebody has to do something about what was made or left out.
    :param contradicted: the program's own figures contradict each other.
    """
    if contradicted:
        return Exit.FAULT
    if not made:
        return Exit.NOTHING
    return Exit.TO_DO if to_do else Exit.DONE


LETTERS = (
    "文件名或命令中有这台电脑现在的字符设置不能表示的字。请改用 UTF-8（Linux 上先执行 "
    "export LC_ALL=C.UTF-8）后重试；"
)
"""What is said of names that the system cannot write, or that did not reach us whole."""


def is_of_letters(error: BaseException, arguments: Sequence[str]) -> bool:
    """Tell whether an exception comes of letters that the system's encoding does not have.

    :param arguments: those of the command: bytes of another encoding come as halves of pairs.
    """
    if not isinstance(error, UnicodeEncodeError):
        return False
    whole = all(argument.isascii() or _is_whole(argument) for argument in arguments)
    system = codecs.lookup(sys.getfilesystemencoding()).name
    return not whole or (system != "utf-8" and codecs.lookup(error.encoding).name == system)


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def what_was_written() -> str:
    """Say how many files this process has written, each of them whole."""
    count = len(written())
    return f"此前已写出 {count} 个文件，都是完整的" if count else "没有写出任何文件"


def log_fault(error: BaseException, arguments: Sequence[str]) -> str:
    """Write a log file about an exception that nobody expected, and return the line to show.

    :param arguments: those of the command.
    """
    text = "".join(traceback.format_exception(error))
    line = f"程序内部出错（{type(error).__name__}），没有做完；{what_was_written()}。"
    log = _logged(text, arguments)
    if log:
        return f"{line}请把“{log}”交给维护人员。"
    sys.stderr.write(text)
    return f"{line}请把以上内容交给维护人员。"


def log_faults(traces: Sequence[str], arguments: Sequence[str]) -> str:
    """Write a log file about faults that single files brought about; return the line to show.

    :param traces: their tracebacks.
    :param arguments: those of the command.
    """
    log = _logged("\n".join(traces), arguments)
    where = f"，细节记在“{log}”，请交给维护人员" if log else ""
    return f"处理 {len(traces)} 个文件时程序内部出错，其他文件不受影响{where}。"


def _logged(text: str, arguments: Sequence[str]) -> str:
    """Write a text into a new log file, and return its name; nothing if that is not possible."""
    from importlib.metadata import version

    head = (
        f"{time.strftime('%Y-%m-%d %H:%M:%S')}  xlreport {version('xlreport')}  "
        f"Python {platform.python_version()}  {platform.platform()}\n{list(arguments)!r}\n\n"
    )
    with suppress(OSError):
        handle, name = tempfile.mkstemp(prefix="xlreport-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
            log.write(head + text)
        return name
    return ""
