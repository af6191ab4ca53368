"""What a user is told when something cannot be done: one base for all such errors.

An exception of this kind is an answer, in Chinese and complete: what is the matter and what to
do next.  Any other exception that reaches the user is a fault of the program, and the command
line treats it as one.
"""

from __future__ import annotations

from collections.abc import Sequence


class UserError(Exception):
    """Something that cannot be done, for a reason that the user can do something about."""

    def __init__(self, message: str, advice: str = "") -> None:
        """Say what is the matter.

        :param message: what is wrong, in Chinese.
        :param advice: the next step, in Chinese, where the message does not name it.
        """
        super().__init__(f"{message.rstrip('。')}。{advice}" if advice else message)


class CannotWrite(UserError, OSError):
    """A file could not be written; the message says which, why, and what to do."""


_NOTHING_WRITTEN = "没有写出任何文件，原有文件没有改动"


class Contradiction(Exception):
    """What the program has worked out in two ways contradicts itself: its own fault.

    ``found`` says in Chinese what does.
    """

    def __init__(self, found: Sequence[str], effect: str = _NOTHING_WRITTEN) -> None:
        """Say what contradicts itself.

        :param found: each contradiction in a sentence.
        :param effect: what that means for what the command has made.
        """
        told = "\n".join(f"  {each}" for each in found)
        super().__init__(
            f"程序内部核对不一致，{effect}。这不是填报的问题，请把下面的内容交给维护人员：\n{told}"
        )
        self.found = tuple(found)


faults: list[str] = []
"""The tracebacks of tasks that the program, not the file, is to blame for."""
