"""A button is pressed: the plan is made and carried out, and what is to be said is said.

Excel is not asked to show a message while it waits for Python: after a minute it would say that
another program does not answer.  So its VBA gets the words as the answer to its call
(:func:`answer`), shows them, and calls again if a question was answered with yes.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Collection

import xlwings as xw

from xlreport.edition import edition_ids, load_edition
from xlreport.errors import UserError
from xlreport.excel.actions import ACTIONS, Action
from xlreport.excel.book import LiveBook
from xlreport.excel.caller import calling_book
from xlreport.excel.plan import LONGEST_MESSAGE, Plan, fitting
from xlreport.excel.snapshot import Snapshot

_BUSY = "正在处理，请稍候……"
_FAILED = (
    "这一步没有做成。请先保存，把本提示拍照发给上级技术人员。\n"
    "（技术人员：{error}（{kind}）；可运行 xlreport excel doctor 查看原因。）"
)
_log = logging.getLogger(__name__)

Button = Callable[..., None]


def press(action: Action, book: LiveBook, agreed: Collection[str] = ()) -> Plan:
    """Plan what a button is for, carry it out, and return the plan; a failure is one, too."""
    status = ""
    try:
        book.shows(_BUSY)
        plan = action(Snapshot(book), agreed)
        book.carry_out(plan)
        status = plan.status
    except Exception as error:  # noqa: BLE001 - a button must not end without a word
        plan = failure(action.__name__, error)
    try:
        book.shows(status)
    except Exception:  # noqa: BLE001 - the message matters more
        _log.exception("the status line could not be written")
    return plan


def failure(doing: str, error: Exception) -> Plan:
    """Return what to say of something that went wrong."""
    if isinstance(error, UserError):
        return Plan(says=str(error), failed=True)
    _log.error("%s failed", doing, exc_info=error)
    text = _FAILED.format(error=error, kind=type(error).__name__)
    return Plan(says=text, failed=True)


def button(action: Action) -> Button:
    """Make a function of an action that shows its messages itself, and asks its questions."""

    @functools.wraps(action)
    def pressed(book: xw.Book | None = None) -> None:
        live = LiveBook(book or calling_book())
        agreed: set[str] = set()
        while True:
            plan = press(action, live, agreed)
            if plan.says:
                live.says(plan.says, failed=plan.failed)
            if plan.asks is None or not live.asks(plan.asks.text):
                return
            agreed.add(plan.asks.key)

    return pressed


def answer(action: str, name: str, window: str, agreed: str = "") -> str:
    """Do what a button of Excel on Windows asks for, and return what Excel is to show.

    :param action: the word of the button.
    :param name: the workbook, and ``window`` the number of Excel's window.
    :param agreed: the questions answered with yes, with blanks between them.
    :returns: a line that says of what kind the text in the other lines is: ``done`` or
        ``failed``, or ``ask`` and the word of the question; nothing if there is nothing to say.
    """
    try:
        book = LiveBook(calling_book(name, window))
        plan = press(ACTIONS[action], book, agreed.split())
    except Exception as error:  # noqa: BLE001 - an exception would be shown in English
        plan = failure(action, error)
    if plan.asks is not None:
        return f"ask {plan.asks.key}\n{fitting(plan.asks.text, LONGEST_MESSAGE)}"
    if not plan.says:
        return ""
    return f"{'failed' if plan.failed else 'done'}\n{fitting(plan.says, LONGEST_MESSAGE)}"


def warm_up() -> None:
    """Load what a check needs, so that the first click need not wait for it."""
    import xlreport.check.describe
    import xlreport.check.judge
    import xlreport.check.suspect  # noqa: F401
    from xlreport.check.frame import laws_of

    for identity in edition_ids():
        laws_of(load_edition(identity))
