"""What a user is told when something cannot be done: one base for all such errors.

An exception of this kind is an answer, in Chinese and complete: what is the matter and what to
do next.  Any other exception that reaches the user is a fault of the program, and the command
line treats it as one.
"""

from __future__ import annotations


class UserError(Exception):
    """Something that cannot be done, for a reason that the user can do something about."""

    def __init__(self, message: str, advice: str = "") -> None:
        """Say what is the matter.

        :param message: what is wrong, in Chinese.
        :param advice: the next step, in Chinese, where the message does not name it.
        """
        super().__init__(f"{message.rstrip('。')}。{advice}" if advice else message)


faults: list[str] = []
"""The tracebacks of tasks that the program, not the file, is to blame for."""
