"""What commands print: JSON as UTF-8 bytes, and streams that outlive their reader."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from xlreport.cli.failure import Exit

_GONE = {errno.EPIPE, errno.EINVAL, errno.ESHUTDOWN, errno.EBADF}
"""What a system says of a pipe whose reader has gone away."""


_JSON = "--json"
_answers: list[str] = []
"""What has been printed as JSON: a command prints one object."""


def begin_answer() -> None:
    """Begin a command: nothing is printed as JSON yet."""
    _answers.clear()


def is_unanswered(arguments: Sequence[str]) -> bool:
    """Tell whether a command was to print JSON and has not.

    :param arguments: its own, which may not even be understood.
    """
    return _JSON in arguments and not _answers


def print_json(data: Any) -> None:
    """Print data as JSON to standard output: UTF-8, whatever encoding the console has.

    What no UTF-8 can show, half of a surrogate pair in the name of a file, is escaped as JSON
    has it.
    """
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    _answers.append(text)
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
        return
    buffer.write(text.encode("utf-8", "backslashreplace"))
    buffer.flush()


def answer(
    code: Exit, data: Callable[[], dict[str, Any]], tell: Callable[[], object], *, as_json: bool
) -> Exit:
    """Say what a command has done, and return the code that it ends with.

    :param data: gives what JSON says besides the code.
    :param tell: says it to people.
    :param as_json: whether JSON is wanted.
    """
    if as_json:
        print_json({"exit": int(code), **data()})
    else:
        tell()
    return code


def say(line: str | Text, *, error: bool = False) -> None:
    """Print a line as it is, however long it may be.

    :param error: print it to standard error.
    """
    from rich.console import Console

    Console(stderr=error, highlight=False, soft_wrap=True, markup=False).print(line)


class Outlet(io.RawIOBase):
    """A stream that takes everything, and remembers why it could not pass it on.

    A reader who has seen enough, as ``head`` has, is no reason to stop working, and a full disk
    behind the redirection is one only for saying so at the end.
    """

    def __init__(self, stream: io.RawIOBase) -> None:
        """:param stream: where what is written goes, as long as it is taken there."""
        super().__init__()
        self._stream = stream
        self.failure: OSError | None = None

    def writable(self) -> bool:
        """Tell that this is for writing."""
        return True

    def fileno(self) -> int:
        """Return the number of the stream behind."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Tell whether a person looks on."""
        return self._stream.isatty()

    def write(self, data: Any, /) -> int:
        """Pass data on, or drop them if an earlier part could not be passed on."""
        if self.failure is None:
            try:
                return self._stream.write(data) or 0
            except OSError as error:
                self.failure = error
        return len(memoryview(data).cast("B"))

    @property
    def lost(self) -> str:
        """Why something that somebody waits for was not passed on, or nothing."""
        if self.failure is None or self.failure.errno in _GONE:
            return ""
        if self.failure.errno == errno.ENOSPC:
            return "磁盘已满"
        return f"系统错误 {self.failure.errno}"


def install_outlets() -> tuple[Outlet, Outlet]:
    """Put outlets under standard output and standard error, and return them.

    What an encoding cannot show is printed as its number.
    """
    sys.stdout, out = _wrapped(sys.stdout, 1)
    sys.stderr, err = _wrapped(sys.stderr, 2)
    return out, err


def _wrapped(stream: Any, number: int) -> tuple[io.TextIOWrapper, Outlet]:
    """Return a text stream over an outlet; a stream that is closed is one to nowhere."""
    if stream is None:
        raw: Any = io.FileIO(os.open(os.devnull, os.O_WRONLY), "w")
        encoding = "utf-8"
    else:
        stream.flush()
        raw = getattr(stream.buffer, "raw", stream.buffer)
        encoding = stream.encoding
        _kept.append(stream)
    outlet = Outlet(raw)
    text = io.TextIOWrapper(
        io.BufferedWriter(outlet),
        encoding=encoding,
        errors="backslashreplace",
        line_buffering=number == 2 or outlet.isatty(),
    )
    return text, outlet


_kept: list[Any] = []
"""The streams that were there first: were they let go of, they would be closed."""
