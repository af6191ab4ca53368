"""A button is pressed: the plan is made and carried out, and what is to be said is said.

Excel is not asked to show a message while it waits for Python: after a minute it would say that
another program does not answer.  So its VBA gets the words as the answer to its call
(:func:`answer`), shows them, and calls again if a question was answered with yes.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import xlwings as xw

from xlreport.checking import check
from xlreport.edition import edition_ids, load_edition
from xlreport.errors import UserError
from xlreport.excel.actions import ACTIONS, Action
from xlreport.excel.book import LiveBook
from xlreport.excel.caller import calling_book
from xlreport.excel.city import following
from xlreport.excel.plan import LONGEST_MESSAGE, Plan, fitting
from xlreport.excel.running import Run, Running
from xlreport.excel.snapshot import Snapshot
from xlreport.report import Report, Unit

_BUSY = "正在处理，请稍候……"
_FAILED = (
    "这一步没有做成。请先保存，把本提示拍照发给上级技术人员。\n"
    "（技术人员：{error}（{kind}）；可运行 xlreport excel doctor 查看原因。）"
)
_STILL = "上一次点的按钮还没有做完，请等它结束后再点。"
_A_TEXT = "全年收到申请1件，比上年增加1件。"
STOP = "stop"
"""What Excel says when a person has pressed Esc while a command ran."""
_SECONDS_BETWEEN_LOOKS = 0.1
_SECONDS_OF_A_CALL = 0.5
_log = logging.getLogger(__name__)

Pressed = Callable[..., None]


def press(action: Action, book: LiveBook, agreed: Collection[str] = ()) -> Plan:
    """Plan what a button is for, carry it out, and return the plan; a failure is one, too."""
    status = ""
    try:
        book.shows(_BUSY)
        plan = action(Snapshot(book), agreed)
        besides = book.carry_out(plan)
        plan = replace(plan, says="\n\n".join(filter(None, (plan.says, besides))))
        status = plan.status
    except Exception as error:  # noqa: BLE001 - a button must not end without a word
        plan = failure(action.__name__, error)
    try:
        book.shows(status)
    except Exception:  # noqa: BLE001 - the message matters more
        _log.exception("the status line could not be written")
    return plan


def _run(live: LiveBook, run: Run) -> Plan:
    """Run a command to its end while a person looks on, and do what follows."""
    if _under_way:
        return Plan(says=_STILL, failed=True)
    waiting = live.waiting(run.doing)
    try:
        running = _begun(live, run)
        while not running.wait(_SECONDS_BETWEEN_LOOKS):
            if waiting.shows(running.told):
                running.stop()
    except Exception as error:  # noqa: BLE001 - a button must not end without a word
        return failure(run.then, error)
    finally:
        _under_way.clear()
        waiting.close()
    return _ended(live, running)


def _begun(live: LiveBook, run: Run) -> Running:
    live.save()
    running = Running(run)
    _under_way[live.path] = running
    return running


def _ended(live: LiveBook, running: Running) -> Plan:
    """Do what follows a command that has ended."""
    return press(following(running.run.then, running.outcome()), live)


_under_way: dict[Path, Running] = {}
"""The command that a button has begun, by its workbook; there is one at a time."""


def failure(doing: str, error: Exception) -> Plan:
    """Return what to say of something that went wrong."""
    if isinstance(error, UserError):
        return Plan(says=str(error), failed=True)
    _log.error("%s failed", doing, exc_info=error)
    return Plan(says=_FAILED.format(error=error, kind=type(error).__name__), failed=True)


def button(action: Action) -> Pressed:
    """Make a function of an action that shows its messages itself, and asks its questions."""

    @functools.wraps(action)
    def pressed(book: xw.Book | None = None) -> None:
        live = LiveBook(book or calling_book())
        agreed: set[str] = set()
        while True:
            plan = press(action, live, agreed)
            if plan.run is not None:
                plan = _run(live, plan.run)
            if plan.says:
                live.show_message(plan.says, failed=plan.failed)
            if plan.asks is None or not live.confirm(plan.asks.text):
                return
            agreed.add(plan.asks.key)

    return pressed


def answer(action: str, name: str, window: str, agreed: str = "") -> str:
    """Do what a button of Excel on Windows asks for, and return what Excel is to show.

    :param action: the word of the button.
    :param name: the workbook, and ``window`` the number of Excel's window.
    :param agreed: the questions answered with yes, with blanks between them.
    :returns: a line that says of what kind the text in the other lines is: ``done`` or
        ``failed``, ``wait`` if a command runs and the same is to be asked again, or ``ask`` and
        the word of the question; nothing if there is nothing to say.
    """
    try:
        book = LiveBook(calling_book(name, window))
        plan = _answered(book, action, agreed.split())
        if running := _under_way.get(book.path):
            return f"wait\n{running.told}"
    except Exception as error:  # noqa: BLE001 - an exception would be shown in English
        plan = failure(action, error)
    if plan.asks is not None:
        return f"ask {plan.asks.key}\n{fitting(plan.asks.text, LONGEST_MESSAGE)}"
    if not plan.says:
        return ""
    return f"{'failed' if plan.failed else 'done'}\n{fitting(plan.says, LONGEST_MESSAGE)}"


def _answered(book: LiveBook, action: str, words: Collection[str]) -> Plan:
    """Do what a call asks for, or look after what an earlier call has begun."""
    running = _under_way.get(book.path)
    if running is not None:
        return _looked_at(book, running, stop=STOP in words)
    plan = press(ACTIONS[action], book, words)
    if plan.run is None:
        return plan
    if _under_way:
        raise UserError(_STILL)
    _begun(book, plan.run)
    return Plan()


def _looked_at(book: LiveBook, running: Running, *, stop: bool) -> Plan:
    """Look after a command that an earlier call has begun: what follows it, if it has ended."""
    if stop:
        running.stop()
    if not running.wait(_SECONDS_OF_A_CALL):
        return Plan()
    del _under_way[book.path]
    return _ended(book, running)


def warm_up() -> None:
    """Load what a check needs, so that the first click need not wait for it.

    A report with faults in figures and texts is checked by each edition: what is made only once,
    as the words of the rules, is then there.
    """
    for identity in edition_ids():
        edition = load_edition(identity)
        figures = {**dict.fromkeys(edition.cells, 0), next(iter(edition.cells)): 1}
        check([Report(edition, 0, Unit(""), figures, dict.fromkeys(edition.prose, _A_TEXT))])
