"""The Excel side: the buttons, the functions for cells, and the engines they run on.

A click is a plan, and then its doing: see :mod:`xlreport.excel.plan`.  Everything here is written
against the public interface of xlwings' BSD part, so the same code serves Excel, LibreOffice and
closed files.

Every word of :data:`~xlreport.excel.actions.ACTIONS` is a function here: its button.
"""

from xlreport.excel.actions import ACTIONS
from xlreport.excel.press import Pressed, button, warm_up

__all__ = ["warm_up", *ACTIONS]  # noqa: PLE0604 - they are the names of buttons


def __getattr__(name: str) -> Pressed:
    """Return a button, which shows its messages itself, by the word of its action."""
    if name not in ACTIONS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    made: Pressed = globals().setdefault(name, button(ACTIONS[name]))
    return made
