"""What the buttons do.  Each works on the open workbook and tells the clerk what came of it."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from dataclasses import replace

import xlwings as xw

from xlreport.check import Verdict, check
from xlreport.edition import Place, Severity, edition_ids, load_edition
from xlreport.edition.layout import MANIFEST_SHEET
from xlreport.excel import marks, publication, signing, submission, years
from xlreport.excel.book import CannotDo, LiveBook
from xlreport.excel.caller import calling_book
from xlreport.excel.protection import Locked
from xlreport.files import CannotWrite
from xlreport.finding import SEVERITY_LABELS, count_by_severity
from xlreport.issue import issues_of, open_queries, standing
from xlreport.read import Refused

_SEE_DOCTOR = "请保存工作簿，运行 xlreport excel doctor 查看原因。"
_log = logging.getLogger(__name__)

Action = Callable[[LiveBook], None]
Button = Callable[..., None]


def button(action: Action) -> Button:
    """Make an action of a function: find the workbook, and say every failure in a message."""

    @functools.wraps(action)
    def press(book: xw.Book | None = None) -> None:
        live = LiveBook(book or calling_book())
        try:
            action(live)
        except (CannotDo, CannotWrite, Locked, Refused) as error:
            live.says(str(error), "critical")
        except Exception as error:  # noqa: BLE001 - a button must not end without a word
            _log.exception("%s failed", action.__name__)
            text = f"操作没有完成：{error}（{type(error).__name__}）。\n{_SEE_DOCTOR}"
            live.says(text, "critical")

    return press


@button
def validate(book: LiveBook) -> None:
    """Check the workbook and show what is wrong where it is wrong."""
    book.app.status_bar = "正在校验……"
    try:
        verdict = mark(book)
    finally:
        book.app.status_bar = False
    found = summary(verdict)
    if any(signature.code for signature in verdict.report.signatures):
        signing.show_states(book, verdict.report)
    if first := _first(verdict, book):
        book.go_to(first)
        book.app.status_bar = found
        found += "\n\n问题已在各格标出，批注写明原因；“校验”表列出全部问题，可点“查看”跳到该格。"
    book.says(found)


@button
def clear_marks(book: LiveBook) -> None:
    """Remove all marks."""
    edition = book.report().edition
    with book.at_rest():
        marks.clear(book, edition, keep_reasons=True)
    book.app.status_bar = False


@button
def next_problem(book: LiveBook) -> None:
    """Select the cell of the problem after the selected cell."""
    _step(book, 1)


@button
def previous_problem(book: LiveBook) -> None:
    """Select the cell of the problem before the selected cell."""
    _step(book, -1)


@button
def load_last_year(book: LiveBook) -> None:
    """Take last year's figures in, and check what is carried over."""
    path = years.load_last_year(book)
    found = summary(mark(book))
    book.says(f"已从“{path.name}”填入“上年数据”。\n{found}")


@button
def publish_word(book: LiveBook) -> None:
    """Write the report as a Word document beside the workbook."""
    _publish(book, ".docx")


@button
def publish_web(book: LiveBook) -> None:
    """Write the report as a web page beside the workbook."""
    _publish(book, ".html")


@button
def begin_next_year(book: LiveBook) -> None:
    """Write next year's blank workbook beside this one."""
    path = years.begin_next_year(book)
    book.says(f"已生成“{path.name}”，与本工作簿在同一文件夹。")


@button
def sign(book: LiveBook) -> None:
    """Sign the stages that have been filled in."""
    verdict = mark(book)
    signed, lapsed = signing.sign(book, verdict.report)
    words = [f"已签署：{'、'.join(signed)}。"] if signed else []
    if lapsed:
        words.append(f"已失效：{'、'.join(lapsed)}。签署之后有改动，请改填日期后重新签署。")
    if not words:
        words.append("没有可以签署的：请在“审签”表按初审、复核、审定的顺序填写姓名和日期。")
    if errors := count_by_severity(verdict.findings)[Severity.ERROR]:
        words.append(f"请注意：本表还有 {errors} 处错误，改正后须重新签署。")
    book.says("\n".join(words))


@button
def submit(book: LiveBook) -> None:
    """Check, and write the copy for the office above if nothing is missing."""
    verdict = mark(book)
    missing = submission.missing_for_submission(book, verdict)
    if missing:
        lines = "\n".join(f"{number}. {text}" for number, text in enumerate(missing, start=1))
        book.says(f"还不能生成上报文件：\n{lines}", "critical")
        return
    path = submission.write_submission(book, verdict)
    book.says(f"已生成上报文件：{path}")


def warm_up() -> None:
    """Load what a check needs, so that the first click need not wait for it."""
    import xlreport.check.describe
    import xlreport.check.judge
    import xlreport.check.suspect  # noqa: F401
    from xlreport.check.frame import laws_of

    for identity in edition_ids():
        laws_of(load_edition(identity))


def mark(book: LiveBook) -> Verdict:
    """Check a workbook and replace its marks; nothing is said.

    :returns: the verdict on the report as it stands now: without reasons that have lapsed.
    """
    verdict = check([book.report()])[0]
    with book.at_rest():
        marks.clear(book, verdict.report.edition)
        marks.draw(book, verdict)
    report = verdict.report
    reasons = standing(verdict.findings, report.explanations)
    return replace(verdict, report=replace(report, explanations=reasons))


def summary(verdict: Verdict) -> str:
    """Return how much was found, in a sentence."""
    counts = count_by_severity(verdict.findings)
    issues = issues_of(verdict.findings, verdict.report.explanations)
    explained = counts[Severity.QUERY] - open_queries(issues)
    open_rules = len(verdict.not_checked())
    rest = f"另有 {open_rules} 处因数据不全等原因未能核对。" if open_rules else ""
    if not verdict.findings:
        return f"校验完成，没有发现问题。{rest}"
    kinds = "，".join(f"{SEVERITY_LABELS[s]} {n} 处" for s, n in counts.items() if n)
    reasons = f"存疑中 {explained} 处已有说明。" if explained else ""
    return f"校验完成，共发现 {len(verdict.findings)} 处问题：{kinds}。{reasons}{rest}"


def _publish(book: LiveBook, suffix: str) -> None:
    book.app.status_bar = "正在生成报告……"
    try:
        path = publication.publish_beside(book, suffix)
    finally:
        book.app.status_bar = False
    if path is not None:
        book.says(f"已生成报告，与本工作簿在同一文件夹：\n{path}")


def _first(verdict: Verdict, book: LiveBook) -> Place | None:
    places = (f.places[0] for f in verdict.findings if f.places and f.sheet in book.names)
    return next(places, None)


def _step(book: LiveBook, step: int) -> None:
    found = marks.problems(book) if MANIFEST_SHEET in book.names else []
    if not found:
        book.says("没有标出的问题。请先点“校验”。")
        return
    order = {name: index for index, name in enumerate(book.names)}
    positions = [_position(mark.place, order) for mark in found]
    here = book.here()
    now = _position(here, order) if here else (-1, 0, 0)
    if step > 0:
        index = next((i for i, p in enumerate(positions) if p > now), 0)
    else:
        index = next((i for i in reversed(range(len(found))) if positions[i] < now), len(found) - 1)
    book.go_to(found[index].place)
    text = found[index].note.partition("\n")[0]
    book.app.status_bar = f"第 {index + 1} 处，共 {len(found)} 处：{text}"


def _position(place: Place, order: dict[str, int]) -> tuple[int, int, int]:
    return order.get(place.sheet, -1), place.row, place.column
